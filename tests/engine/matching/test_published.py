"""Published optima. The data are not part of the project: RECIPROCA_DATA names the folder that holds them."""

from __future__ import annotations

import csv
import gzip
import os
from math import inf
from pathlib import Path

import numpy as np
import pytest

from reciproca_engine.matching import MatchProblem, solve, verify

DATA = os.environ.get("RECIPROCA_DATA")
pytestmark = pytest.mark.skipif(
    not DATA, reason="RECIPROCA_DATA is not set: it names the folder of published data sets"
)


@pytest.mark.parametrize(("size", "cost"), [(100, 305), (200, 475), (300, 626), (400, 804)])
def test_assignment_problems_of_the_or_library(size, cost):
    """J. E. Beasley, OR-Library: optimal costs as published (1990)."""
    numbers = gzip.decompress((folder("or-library-assignment") / f"assign{size}.txt.gz").read_bytes()).split()
    costs = np.array(numbers[1:], dtype=np.int64).reshape(size, size)
    mentee, mentor = np.divmod(np.arange(size * size), size)
    problem = MatchProblem(size, size, mentee, mentor, (costs.max() - costs).ravel())

    result = solve(problem)

    assert size * costs.max() - result.total == cost
    assert costs[result.pairs[:, 0], result.pairs[:, 1]].sum() == cost
    assert verify(problem, result).optimal


@pytest.mark.parametrize(("year", "total", "people"), [("2017-2018", 906.5, 928), ("2018-2019", 927.0, 927)])
@pytest.mark.parametrize("prefer", ["participation", "fit"])
def test_project_centres_of_wpi(year, total, people, prefer):
    """Wiratchotisatian, Atef Yekta, Trapp (2022): their data; optima recomputed with an exact solver."""
    students, capacity = table(year, "student_preference"), table(year, "project_capacity")[:, -1]
    mentee, mentor = np.divmod(np.arange(students.size), students.shape[1])
    problem = MatchProblem(*students.shape, mentee, mentor, students.ravel(), capacity=capacity)

    result = solve(problem, prefer)

    assert (result.total, result.placed) == (total, people)
    assert verify(problem, result).optimal


def test_fewer_blocking_pairs_at_the_project_centres_of_wpi():
    """Everybody placed, at least 99.5 % of the largest total, at most 74 blocking pairs; 14 are known to be possible."""
    students, directors = table("2017-2018", "student_preference"), table("2017-2018", "project_preference")
    capacity = table("2017-2018", "project_capacity")[:, -1]
    mentee, mentor = np.divmod(np.arange(students.size), students.shape[1])
    problem = MatchProblem(
        *students.shape, mentee, mentor, students.ravel(), capacity=capacity,
        mentee_view=students.ravel(), mentor_view=directors.ravel(),
    )  # fmt: skip

    result, stable = solve(problem, stability=0.1), solve(problem, stability=inf)

    report = verify(problem, result)
    assert result.placed == 928
    assert result.total >= 0.995 * 906.5
    assert len(report.blocking_pairs) <= 74
    assert result.value <= report.upper_bound <= 906.5 * (1 + 1e-7)
    assert len(verify(problem, stable).blocking_pairs) == 0
    assert stable.placed > 862  # deferred acceptance with ties broken by the directors
    assert stable.total > 782.5


def folder(name):
    path = Path(DATA) / name
    if not path.is_dir():
        pytest.skip(f"RECIPROCA_DATA has no folder {name}")
    return path


def table(year, name):
    """The numbers of a table; its first column and first row are labels."""
    with gzip.open(folder("wpi-project-centres") / year / f"{name}.csv.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))
    return np.array([row[1:] for row in rows[1:]], dtype=float)
