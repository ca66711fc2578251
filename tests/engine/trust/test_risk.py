"""Risk is told from the past, from nothing else, and it is told well."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trust.worlds import auc, people, thorough
from reciproca_engine.trust import InvalidProblem, rating_risk

ratings = st.lists(st.tuples(people, people, st.floats(-10, 10), st.integers(0, 5)), max_size=30)


def of(rows):
    return rating_risk(*(zip(*rows, strict=True) if rows else ((), (), (), ())))


@thorough
@given(ratings)
def test_risks_are_chances_in_the_order_of_the_rows(rows):
    risk = of(rows)

    assert len(risk) == len(rows)
    assert ((risk > 0) & (risk < 1)).all()
    assert of(rows[::-1])[::-1] == pytest.approx(risk)


@thorough
@given(ratings.filter(bool), st.data())
def test_later_ratings_and_its_own_value_do_not_matter(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    earlier = [row for row in rows if row[3] < rows[at][3]]

    alone = of([*earlier, (*rows[at][:2], -1.0, rows[at][3])])

    assert of(rows)[at] == pytest.approx(alone[-1], rel=1e-9)


def community(ratings, chance):
    """A tenth are rated badly by most; a tenth rate badly."""
    bad, harsh = chance.random(200) < 0.1, chance.random(200) < 0.1
    rater, rated = chance.integers(0, 200, ratings), chance.integers(0, 200, ratings)
    likely = 0.02 + 0.6 * bad[rated] + 0.3 * harsh[rater]
    return rater, rated, np.where(chance.random(ratings) < likely, -1.0, 1.0), np.sort(chance.integers(0, 900, ratings))


def test_once_weights_are_learned_the_future_still_does_not_matter():
    rater, rated, value, time = community(3_000, np.random.default_rng(1))
    until = int(np.searchsorted(time, 700))
    other = value.copy()
    other[until:] *= -3

    risk, changed = rating_risk(rater, rated, value, time), rating_risk(rater, rated, other, time)

    same_moment = time < 700
    assert (risk[same_moment] == changed[same_moment]).all()
    assert (risk[time == 700] == changed[time == 700]).all()
    assert (risk[time > 700] != changed[time > 700]).any()


def test_who_is_rated_badly_is_found_out():
    rater, rated, value, time = community(5_000, np.random.default_rng(2))

    risk = rating_risk(rater, rated, value, time)

    late = slice(2_500, None)
    assert auc(risk[late], value[late] < 0) >= 0.8
    assert risk[late].mean() == pytest.approx((value[late] < 0).mean(), abs=0.02)


def test_the_scale_of_values_does_not_matter():
    rater, rated, value, time = community(2_000, np.random.default_rng(3))

    assert rating_risk(rater, rated, 10 * value, time) == pytest.approx(
        rating_risk(rater, rated, value, time), rel=1e-6
    )


def test_dates_serve_as_days():
    rows = [0, 1, 2], [3, 3, 3], [-1, -1, 1]

    by_date = rating_risk(*rows, np.array(["2024-01-01", "2024-01-02", "2024-01-03"], dtype="datetime64[D]"))

    assert by_date.tolist() == rating_risk(*rows, [1, 2, 3]).tolist()


@pytest.mark.parametrize(
    ("at", "wrong", "array"),
    [(0, [-1], "rater"), (1, [0.5], "rated"), (2, [np.inf], "value"), (2, ["bad"], "value"), (3, [np.nan], "time")],
)
def test_refusals(at, wrong, array):
    arguments = [[0], [1], [1.0], [0.0]]
    arguments[at] = wrong

    with pytest.raises(InvalidProblem) as refused:
        rating_risk(*arguments)

    assert refused.value.array == array


@pytest.mark.skipif("RECIPROCA_DATA" not in os.environ, reason="RECIPROCA_DATA is not set: it names the folder of published data sets")  # fmt: skip
def test_published_ratings():
    """Kumar and others (2016): running means and the rating back reach 0.803."""
    path = Path(os.environ["RECIPROCA_DATA"]) / "bitcoin-alpha" / "soc-sign-bitcoinalpha.csv.gz"
    if not path.is_file():
        pytest.skip("RECIPROCA_DATA has no folder bitcoin-alpha")
    with gzip.open(path, "rt") as file:
        rows = np.array([line.split(",") for line in file if line[0].isdigit()], dtype=np.float64)

    risk = rating_risk(rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2], rows[:, 3] / 86_400)

    assert len(rows) == 24_186
    assert auc(risk, rows[:, 2] < 0) >= 0.85
