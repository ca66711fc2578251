"""The largest circulation, beside a linear programme solved by somebody else's code."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from engine.reciprocity.strategies import networks, thorough, ties_of
from reciproca_engine.reciprocity import circulation


def largest(ties):
    """Σ of the largest circulation."""
    people = sorted({person for pair in ties for person in pair})
    place = {person: number for number, person in enumerate(people)}
    rows = [place[one] for one, _ in ties] + [place[other] for _, other in ties]
    signs = [1.0] * len(ties) + [-1.0] * len(ties)
    balance = csr_matrix((signs, (rows, [*range(len(ties))] * 2)), shape=(len(people), len(ties)))
    bounds = [(0, much) for much in ties.values()]
    solved = linprog([-1.0] * len(ties), A_eq=balance, b_eq=np.zeros(len(people)), bounds=bounds, method="highs")
    assert solved.success
    return -solved.fun


@thorough
@given(networks())
def test_it_is_the_largest(network):
    ties = ties_of(*network)
    found = circulation(*network)
    if not ties:
        assert isnan(found.direct)
        return
    whole = sum(ties.values())
    least = sum(min(much, ties.get(pair[::-1], 0)) for pair, much in ties.items())
    assert found.direct == pytest.approx(least / whole)
    assert found.circulating == pytest.approx(largest(ties) / whole, abs=1e-9)
    assert found.direct + found.indirect + found.one_way == pytest.approx(1, abs=1e-9)
    assert min(found.direct, found.indirect, found.one_way) >= 0


def test_it_is_the_largest_among_many():
    rng = np.random.default_rng(2)
    for people, rows in ((30, 200), (200, 600), (100, 2000)):
        for weight in (rng.integers(1, 20, rows).astype(float), rng.random(rows)):
            network = rng.integers(0, people, rows), rng.integers(0, people, rows), weight
            ties = ties_of(*(part.tolist() for part in network))
            assert circulation(*network).circulating == pytest.approx(largest(ties) / sum(ties.values()), abs=1e-9)


@thorough
@given(networks())
def test_everybody_gives_as_much_as_they_receive_and_no_tie_carries_more_than_it_has(network):
    found, ties = circulation(*network), ties_of(*network)
    left = dict.fromkeys(range(7), 0.0)
    for one, other, much in zip(found.source, found.target, found.flow, strict=True):
        assert 0 < much <= ties[one, other] * (1 + 1e-12)
        left[int(one)] += much
        left[int(other)] -= much
    assert list(left.values()) == pytest.approx([0] * 7, abs=1e-9)


@thorough
@given(networks(), st.floats(0.01, 100))
def test_turning_round_and_scaling_change_nothing(network, scale):
    source, target, weight = network
    shares = [
        (found.direct, found.indirect, found.one_way)
        for found in (
            circulation(source, target, weight),
            circulation(target, source, weight),
            circulation(source, target, [much * scale for much in weight]),
        )
    ]
    for other in shares[1:]:
        assert shares[0] == pytest.approx(other, abs=1e-9, nan_ok=True)


@thorough
@given(networks())
def test_what_only_goes_on_does_not_come_back(network):
    """From smaller to larger ids there is no way round."""
    source, target, weight = network
    onwards = (
        [min(pair) for pair in zip(source, target, strict=True)],
        [max(pair) for pair in zip(source, target, strict=True)],
    )
    found = circulation(*onwards, weight)
    if ties_of(*onwards, weight):
        assert (found.direct, found.indirect, found.one_way) == (0.0, 0.0, 1.0)


@thorough
@given(networks())
def test_what_is_the_same_both_ways_comes_back_whole(network):
    source, target, weight = network
    found = circulation(source + target, target + source, weight + weight)
    if ties_of(*network):
        assert (found.direct, found.circulating) == pytest.approx((1.0, 1.0))


def test_a_ring_goes_round_as_far_as_its_weakest_tie():
    found = circulation([0, 1, 2], [1, 2, 0], [3, 2, 5])
    assert (found.direct, found.indirect, found.one_way) == pytest.approx((0, 0.6, 0.4))


def test_going_back_is_given_up_where_more_goes_round():
    """0 ⇄ 1 with 1 each way, and 0 → 1 is the missing piece of a ring of three."""
    found = circulation([0, 1, 1, 2], [1, 0, 2, 0])
    assert (found.direct, found.indirect) == pytest.approx((0.5, 0.25))


def test_a_weight_far_above_all_others_costs_no_exactness():
    found = circulation([0, 1, 1, 2, 3], [1, 2, 0, 0, 2], [1e-3, 1e-3, 1e-4, 1e-3, 1e6])
    assert found.direct * (1e6 + 3.1e-3) == pytest.approx(2e-4, rel=1e-9)
    assert found.indirect * (1e6 + 3.1e-3) == pytest.approx(3e-3 - 2e-4, rel=1e-6)
