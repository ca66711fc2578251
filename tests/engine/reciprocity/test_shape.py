"""The shape of a network, beside counting by hand over all groups of people."""

from __future__ import annotations

from itertools import combinations, permutations
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reciprocity.strategies import networks, thorough, ties_of
from reciproca_engine.reciprocity import TRIADS, shape

#: One group of three people of each kind, as its name draws it.
DRAWN = {
    "003": [], "012": [(0, 1)], "102": [(0, 1), (1, 0)], "021D": [(1, 0), (1, 2)], "021U": [(0, 1), (2, 1)],
    "021C": [(0, 1), (1, 2)], "111D": [(0, 1), (1, 0), (2, 1)], "111U": [(0, 1), (1, 0), (1, 2)],
    "030T": [(0, 1), (2, 1), (0, 2)], "030C": [(1, 0), (2, 1), (0, 2)], "201": [(0, 1), (1, 0), (1, 2), (2, 1)],
    "120D": [(1, 0), (1, 2), (0, 2), (2, 0)], "120U": [(0, 1), (2, 1), (0, 2), (2, 0)],
    "120C": [(0, 1), (1, 2), (0, 2), (2, 0)], "210": [(0, 1), (1, 2), (2, 1), (0, 2), (2, 0)],
    "300": list(permutations(range(3), 2)),
}  # fmt: skip


def kind_of(ties, group):
    for name, drawn in DRAWN.items():
        for order in permutations(group):
            if {(order[one], order[other]) for one, other in drawn} == {
                pair for pair in permutations(group, 2) if pair in ties
            }:
                return name
    raise AssertionError(group)


def walks(ties, people, *, any_way):
    """int[people, people]: the shortest ways; infinite where there is none."""
    apart = np.full((people, people), np.inf)
    np.fill_diagonal(apart, 0)
    for one, other in ties:
        apart[one, other] = 1
        if any_way:
            apart[other, one] = 1
    for middle in range(people):
        apart = np.minimum(apart, apart[:, [middle]] + apart[[middle], :])
    return apart


@thorough
@given(networks())
def test_figures_are_what_counting_gives(network):
    ties, people = ties_of(*network), 7
    found = shape(*network, people=people)
    pairs = {frozenset(pair) for pair in ties}
    closed = [
        group for group in combinations(range(people), 3) if all(frozenset(p) in pairs for p in combinations(group, 2))
    ]
    assert (found.ties, found.tied_pairs, found.triangles) == (len(ties), len(pairs), len(closed))
    local, open_ = [], 0
    for person in range(people):
        contacts = [other for other in range(people) if frozenset((person, other)) in pairs]
        possible = len(contacts) * (len(contacts) - 1) / 2
        tied = sum(frozenset(pair) in pairs for pair in combinations(contacts, 2))
        local.append(tied / possible if possible else 0)
        open_ += possible
    assert found.clustering == pytest.approx(np.mean(local))
    assert found.transitivity == pytest.approx(3 * len(closed) / open_ if open_ else float("nan"), nan_ok=True)
    expected = dict.fromkeys(TRIADS, 0)
    for group in combinations(range(people), 3):
        expected[kind_of(ties, group)] += 1
    assert found.triads == expected


@thorough
@given(networks())
def test_parts_and_distances_are_those_of_all_shortest_ways(network):
    ties, people = ties_of(*network), 7
    found = shape(*network, people=people)
    near, ahead = (walks(ties, people, any_way=any_way) for any_way in (True, False))
    weak = {tuple(np.isfinite(row)) for row in near}
    strong = {tuple(np.isfinite(ahead[person]) & np.isfinite(ahead[:, person])) for person in range(people)}
    assert (found.weak_parts, found.largest_weak_part) == (len(weak), max(map(sum, weak)))
    assert (found.strong_parts, found.largest_strong_part) == (len(strong), max(map(sum, strong)))
    largest = [part for part in weak if sum(part) == found.largest_weak_part]
    if found.distances and len(largest) == 1:
        inside = np.array(largest[0])
        lengths = near[np.ix_(inside, inside)]
        lengths = lengths[lengths > 0]
        assert found.distances.diameter == lengths.max()
        assert found.distances.mean == pytest.approx(lengths.mean())
        share = [(lengths <= k).mean() for k in range(int(lengths.max()) + 1)]
        k = next(k for k, upto in enumerate(share) if upto >= 0.9)
        assert found.distances.effective == pytest.approx(k - 1 + (0.9 - share[k - 1]) / (share[k] - share[k - 1]))
    assert (found.distances is None) == (not ties)


@thorough
@given(networks(), st.permutations(range(7)))
def test_other_names_change_nothing(network, names):
    source, target, weight = network
    renamed = shape([names[one] for one in source], [names[one] for one in target], weight, people=7)
    found = shape(*network, people=7)
    assert (found.triads, found.strong_parts, found.triangles) == (
        renamed.triads,
        renamed.strong_parts,
        renamed.triangles,
    )
    assert found.clustering == pytest.approx(renamed.clustering)


def test_a_long_line_needs_no_recursion():
    found = shape(np.arange(50_000), np.arange(1, 50_001))
    assert (found.strong_parts, found.weak_parts, found.distances) == (50_001, 1, None)


def test_nobody_and_one_person():
    assert (shape([], []).people, shape([], []).largest_weak_part) == (0, 0)
    alone = shape([3], [3])
    assert (alone.people, alone.weak_parts, alone.largest_strong_part, alone.ties) == (1, 1, 1, 0)
    assert isnan(alone.transitivity)
