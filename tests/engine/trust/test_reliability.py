"""What ratings say, and how little those gain who rate one another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from engine.trust.worlds import PEOPLE, people, thorough
from reciproca_engine.trust import InvalidProblem, reliability

ratings = st.lists(
    st.tuples(people, people, st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 1_000)), max_size=30
)


def of(rows, **options):
    rater, rated, value, time = zip(*rows, strict=True) if rows else ((), (), (), ())
    return reliability(rater, rated, value, time, people=PEOPLE, **({"now": 1_000} | options))


@thorough
@given(ratings)
def test_the_quantile_is_that_of_a_beta_distribution(rows):
    found = of(rows)
    kept = np.zeros(PEOPLE)
    for (_, rated, value, _), weight in zip(rows, found.weight, strict=True):
        kept[rated] += weight * value

    expected = beta.ppf(0.1, 1 + kept, 1 + found.evidence - kept)

    assert found.lower == pytest.approx(expected, abs=1e-9)
    assert found.mean == pytest.approx((1 + kept) / (2 + found.evidence))


@pytest.mark.parametrize("quantile", [0.01, 0.1, 0.5, 0.99])
def test_quantiles_of_many_and_of_few(quantile):
    """From one rating to a hundred thousand, all kept or none."""
    for number in (1, 10, 1_000, 100_000):
        for value in (0.0, 0.3, 1.0):
            rows = np.arange(1, number + 1)
            found = reliability(
                rows, np.zeros(number, int), np.full(number, value), np.zeros(number), quantile=quantile
            )
            assert found.lower[0] == pytest.approx(
                beta.ppf(quantile, 1 + value * number, 1 + (1 - value) * number), abs=1e-9
            )


@thorough
@given(ratings, people)
def test_rating_oneself_and_repeating_a_rating_change_nothing(rows, person):
    again = [*rows, (person, person, 1.0, 5), *rows]

    assert of(again).lower.tolist() == of(rows).lower.tolist()


@thorough
@given(ratings, people, people, st.integers(0, 1_000))
def test_a_complaint_never_helps_and_stays_heard(rows, rater, rated, time):
    """Against whom nobody had rated for this pair before."""
    others = [row for row in rows if row[:2] != (rater, rated)]
    complained = of([*others, (rater, rated, 0.0, time)])

    assert complained.lower[rated] <= of(others).lower[rated] + 1e-12
    if rater != rated:
        assert complained.weight[-1] == pytest.approx(2 ** (-(1_000 - time) / 365))


@pytest.mark.parametrize("clique", range(2, 30))
def test_a_clique_gains_less_than_the_root_of_its_size(clique):
    friends = range(clique)
    rows = [(one, other, 1.0, 0) for one in friends for other in friends if one != other]
    rater, rated, value, time = zip(*rows, strict=True)

    assert (reliability(rater, rated, value, time).evidence <= np.sqrt(clique)).all()


@pytest.mark.parametrize("clique", [3, 10])
def test_a_clique_that_praises_an_accomplice_counts_as_its_root(clique):
    """They praise one another and many strangers too, so that little of their praise is returned."""
    friends, strangers = range(1, clique + 1), range(100, 1_100)
    rows = [(one, other) for one in friends for other in [0, *friends, *strangers] if one != other]
    rater, rated = zip(*rows, strict=True)

    found = reliability(rater, rated, np.ones(len(rows)), np.zeros(len(rows)))

    assert 0.9 * np.sqrt(clique) <= found.evidence[0] <= np.sqrt(clique)


def test_ratings_fade_and_standing_counts():
    old_and_new = reliability([1, 2], [0, 0], [1.0, 1.0], [0.0, 365.0], standing=[1.0, 1.0, 0.5])

    assert old_and_new.weight.tolist() == [0.5, 0.5]
    assert reliability([1], [0], [1.0], [0.0], now=3_650.0, half_life=None).weight.tolist() == [1.0]
    assert reliability([1, 2], [0, 0], [1.0, 1.0], [0.0, 2.0], now=1.0, half_life=None).weight.tolist() == [1.0, 0.0]


def test_dates_and_other_scales():
    days = np.array(["2024-01-01", "2024-12-31"], dtype="datetime64[D]")

    found = reliability([1, 2], [0, 0], [-10, 10], days, scale=(-10, 10))

    assert found.mean[0] == pytest.approx((1 + 1) / (2 + 1.5))


@pytest.mark.parametrize(
    ("options", "array"),
    [
        ({"value": [2.0]}, "value"),
        ({"value": [np.nan]}, "value"),
        ({"value": ["good"]}, "value"),
        ({"time": [np.nan]}, "time"),
        ({"standing": [1.0]}, "standing"),
        ({"standing": [2.0, 0.0]}, "standing"),
        ({"half_life": 0}, "half_life"),
        ({"prior": (0, 1)}, "prior"),
        ({"quantile": 1}, "quantile"),
        ({"scale": (1, 0)}, "scale"),
        ({"people": 1}, "people"),
    ],
)
def test_refusals(options, array):
    with pytest.raises(InvalidProblem) as refused:
        reliability(**({"rater": [0], "rated": [1], "value": [1.0], "time": [0.0]} | options))

    assert refused.value.array == array


def test_nobody():
    assert reliability([], [], [], []).lower.tolist() == []
