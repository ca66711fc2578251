"""How much of a network is returned."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reciprocity.strategies import networks, thorough, ties_of
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.reciprocity import summary


def same(one, other):
    """Equal figures, NaN being equal to NaN; what is random is left out."""
    one, other = asdict(one), asdict(other)
    for figures in (one, other):
        del figures["weighted_rho"]
    return all(
        value == pytest.approx(other[name], rel=1e-12, nan_ok=True)
        if not isinstance(value, dict)
        else value == other[name]
        for name, value in one.items()
    )


@thorough
@given(networks())
def test_figures_are_what_their_definitions_say(network):
    ties = ties_of(*network)
    people = len({*network[0], *network[1]})

    found = summary(*network)

    returned = [pair for pair in ties if pair[::-1] in ties]
    assert (found.people, found.ties) == (people, len(ties))
    assert found.dyads.mutual == len(returned) / 2
    assert found.dyads.asymmetric == len(ties) - len(returned)
    assert found.dyads.mutual + found.dyads.asymmetric + found.dyads.null == people * (people - 1) / 2
    if ties:
        density = len(ties) / (people * (people - 1))
        least = sum(min(much, ties.get(pair[::-1], 0)) for pair, much in ties.items())
        assert found.returned == pytest.approx(len(returned) / len(ties))
        assert found.density == pytest.approx(density)
        assert found.weighted_returned == pytest.approx(least / sum(ties.values()))
        if density < 1:
            assert found.rho == pytest.approx((len(returned) / len(ties) - density) / (1 - density))
    else:
        assert isnan(found.returned)
        assert isnan(found.weighted_rho)


@thorough
@given(networks())
def test_turning_all_ties_round_changes_nothing(network):
    source, target, weight = network
    assert same(summary(source, target, weight), summary(target, source, weight))


@thorough
@given(networks(), st.permutations(range(7)), st.randoms(use_true_random=False))
def test_names_and_order_of_rows_change_nothing(network, names, chance):
    rows = list(zip(*network, strict=True))
    chance.shuffle(rows)
    renamed = [[100 * names[one] for one, _, _ in rows], [100 * names[other] for _, other, _ in rows]]
    assert same(summary(*network), summary(*renamed, [much for *_, much in rows]))


@thorough
@given(networks(least=1), st.floats(0.01, 100))
def test_scaling_the_weights_changes_nothing(network, scale):
    source, target, weight = network
    weight = [much if much > 1e-6 else 0.0 for much in weight]
    assert same(summary(source, target, weight), summary(source, target, [much * scale for much in weight]))


@thorough
@given(networks())
def test_a_network_that_is_the_same_both_ways_is_returned_whole(network):
    source, target, weight = network
    found = summary(source + target, target + source, weight + weight)
    if found.ties:
        assert (found.returned, found.weighted_returned) == pytest.approx((1.0, 1.0))


@thorough
@given(networks())
def test_returning_a_tie_that_goes_one_way_never_lowers_the_share(network):
    ties = ties_of(*network)
    one_way = [pair for pair in ties if pair[::-1] not in ties]
    if not one_way:
        return
    source, target = zip(*ties, strict=True)
    (one, other), *_ = one_way
    assert summary([*source, other], [*target, one]).returned >= summary(source, target).returned


def test_chance_returns_what_chance_returns():
    """In a network drawn at random, both figures that take chance away are 0 within three standard errors."""
    rng = np.random.default_rng(5)
    people, ties = 400, 8000
    found = [
        summary(
            rng.integers(0, people, ties), rng.integers(0, people, ties), rng.exponential(size=ties), people, seed=one
        )
        for one in range(20)
    ]
    for figures in ([one.rho for one in found], [one.weighted_rho for one in found]):
        assert abs(np.mean(figures)) < 3 * np.std(figures, ddof=1) / np.sqrt(len(figures))


def test_everybody_keeps_as_many_ties_and_what_they_give_in_the_networks_drawn_at_random():
    """A few who give to everybody return much by chance alone: rho does not see it, its weighted form does."""
    rng = np.random.default_rng(7)
    givers, others = np.arange(12), np.arange(12, 120)
    source = np.concatenate([np.repeat(givers, 119), rng.choice(others, 600)])
    target = np.concatenate([np.delete(np.arange(120), one) for one in givers] + [rng.choice(givers, 600)])
    found = summary(source, target)
    assert found.rho > 0.2
    assert abs(found.weighted_rho) < 0.1


def test_same_seed_same_figures():
    rng = np.random.default_rng(1)
    network = rng.integers(0, 50, 600), rng.integers(0, 50, 600), rng.random(600)
    assert summary(*network, seed=3) == summary(*network, seed=3)
    assert summary(*network, seed=3).weighted_rho != summary(*network, seed=4).weighted_rho


def test_people_without_ties_may_be_counted_in():
    assert summary([0], [1], people=4).dyads.null == 5
    assert summary([10, 30], [30, 10]).people == 2


@pytest.mark.parametrize(("arguments", "refusal"), [
    (([0], [-1]), "target[0]: must not be negative"),
    (([0, 1], [1, 0], [1, float("nan")]), "weight[1]: must be finite"),
    (([0, 1], [1, 0], [1, -2]), "weight[1]: must not be negative"),
    (([0, 5], [5, 0], None, 5), "people: must be a whole number, at least 6"),
])  # fmt: skip
def test_what_is_wrong_is_named(arguments, refusal):
    with pytest.raises(InvalidProblem) as refused:
        summary(*arguments)
    assert str(refused.value) == refusal
