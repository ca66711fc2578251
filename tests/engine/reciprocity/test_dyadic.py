"""What is returned once giving and receiving rates are taken out."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reciprocity.strategies import networks, thorough, ties_of
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.reciprocity import dyadic


def by_tables(ties, people):
    """The moments of Warner, Kenny & Stoto (1979) written down over whole tables."""
    y = np.zeros((people, people))
    for (one, other), much in ties.items():
        y[one, other] = np.log1p(much)
    others, n = ~np.eye(people, dtype=bool), people
    mean, out, into = y[others].mean(), y.sum(1) / (n - 1), y.sum(0) / (n - 1)
    gives = (n - 1) ** 2 / (n * (n - 2)) * out + (n - 1) / (n * (n - 2)) * into - (n - 1) / (n - 2) * mean
    receives = (n - 1) ** 2 / (n * (n - 2)) * into + (n - 1) / (n * (n - 2)) * out - (n - 1) / (n - 2) * mean
    rest = y - mean - gives[:, None] - receives[None, :]
    rest[~others] = 0
    upper = np.triu_indices(n, 1)
    alike = ((rest + rest.T)[upper] ** 2).sum() / 2 / ((n - 1) * (n - 2) / 2 - 1)
    unlike = ((rest - rest.T)[upper] ** 2).sum() / 2 / ((n - 1) * (n - 2) / 2)
    between, shared = (alike + unlike) / 2, (alike - unlike) / 2
    noise, echo = between / (n * (n - 2)), shared / (n * (n - 2))
    given = max((gives**2).sum() / (n - 1) - (n - 1) * noise - echo, 0)
    received = max((receives**2).sum() / (n - 1) - (n - 1) * noise - echo, 0)
    both = (gives * receives).sum() / (n - 1) - (n - 1) * echo - noise
    return given, received, between, shared, both


@thorough
@given(networks())
def test_figures_are_those_of_the_model_over_whole_tables(network):
    given, received, between, shared, both = by_tables(ties_of(*network), 7)

    found = dyadic(*network, people=7)

    if between > 1e-9:
        assert found.reciprocity.value == pytest.approx(max(min(shared / between, 1), -1), abs=1e-6)
    if min(given, received) > 1e-6:
        assert found.generalised.value == pytest.approx(max(min(both / sqrt(given * received), 1), -1), abs=1e-4)
    if given + received + between > 1e-9:
        assert found.given + found.received + found.between == pytest.approx(1)
        assert found.between == pytest.approx(between / (given + received + between), abs=1e-6)


def drawn(rng, people, *, between, across):
    """A table whose two directions are correlated by `between`, and giving and receiving by `across`."""
    rates = rng.multivariate_normal([0, 0], [[0.5, 0.5 * across], [0.5 * across, 0.5]], people)
    upper = np.triu_indices(people, 1)
    rest = rng.multivariate_normal([0, 0], [[1, between], [between, 1]], len(upper[0]))
    y = 8 + rates[:, 0][:, None] + rates[:, 1][None, :]
    y[upper] += rest[:, 0]
    y.T[upper] += rest[:, 1]
    source, target = np.nonzero(~np.eye(people, dtype=bool))
    return source, target, np.expm1(y[source, target])


@pytest.mark.parametrize(("between", "across"), [(0.0, 0.0), (0.5, -0.4), (-0.3, 0.6)])
def test_what_was_put_in_is_found_again(between, across):
    """On average, and the interval of 95 % holds it about so often."""
    rng = np.random.default_rng(11)
    found = [dyadic(*drawn(rng, 20, between=between, across=across)) for _ in range(80)]
    values = [one.reciprocity.value for one in found]
    assert np.mean(values) == pytest.approx(between, abs=3 * np.std(values) / sqrt(80))
    assert np.mean([one.generalised.value for one in found]) == pytest.approx(across, abs=0.1)
    assert np.mean([one.reciprocity.low <= between <= one.reciprocity.high for one in found]) >= 0.85
    assert np.mean([one.between for one in found]) == pytest.approx(0.5, abs=0.05)


@thorough
@given(networks(), st.permutations(range(7)))
def test_turning_round_and_other_names_change_nothing(network, names):
    source, target, weight = network
    found = dyadic(*network, people=7)
    turned = dyadic(target, source, weight, people=7)
    renamed = dyadic([names[one] for one in source], [names[one] for one in target], weight, people=7)
    for other in (turned, renamed):
        assert other.reciprocity.value == pytest.approx(found.reciprocity.value, abs=1e-6, nan_ok=True)
        assert other.raw == pytest.approx(found.raw, abs=1e-9, nan_ok=True)
    assert turned.given == pytest.approx(found.received, abs=1e-6, nan_ok=True)


def test_rates_alone_look_like_reciprocity_and_are_not():
    """Some give and receive more than others, and nothing is between any two: the raw correlation does not see that."""
    rng = np.random.default_rng(3)
    found = dyadic(*drawn(rng, 60, between=0.0, across=1.0))
    assert found.raw > 0.2
    assert found.reciprocity.low < 0 < found.reciprocity.high


def test_more_people_than_parts_are_left_out_in_parts():
    rng = np.random.default_rng(4)
    found = dyadic(rng.integers(0, 900, 9000), rng.integers(0, 900, 9000), people=900)
    assert found.reciprocity.low < found.reciprocity.value < found.reciprocity.high


def test_where_nothing_varies_nothing_is_told():
    same = [(one, other) for one in range(5) for other in range(5) if one != other]
    found = dyadic(*zip(*same, strict=True))
    assert isnan(found.reciprocity.value)
    assert isnan(found.reciprocity.low)
    assert isnan(dyadic([], [], people=9).generalised.value)


def test_three_people_are_too_few():
    with pytest.raises(InvalidProblem, match="people: must be at least 4"):
        dyadic([0, 1], [1, 2])
