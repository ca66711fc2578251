"""Circles on a published network. The data are not part of the project: RECIPROCA_DATA names the folder that holds them."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from reciproca_engine.circles import Attribute, compose, verify

DATA = os.environ.get("RECIPROCA_DATA")
pytestmark = pytest.mark.skipif(
    not DATA, reason="RECIPROCA_DATA is not set: it names the folder of published data sets"
)


@pytest.mark.parametrize("sizes", [(5, 6), (6, 7)])
def test_circles_of_six_in_a_research_institution(sizes):
    """Leskovec, Kleinberg, Faloutsos (2007): e-mails of 1,005 people. 1,005 is no multiple of six."""
    likeness, departments = institution()
    fit = likeness / likeness.max() / 2 + 0.5 * (departments[:, None] != departments)

    circles = compose(fit, sizes)

    report = verify(fit, circles, sizes)
    assert report.feasible
    assert report.gap <= 0.045  # 7 % is the goal
    assert report.upper_bound == pytest.approx(circles.upper_bound, rel=1e-6)


def test_departments_as_an_attribute_are_worth_the_same():
    likeness, departments = institution()
    fit = likeness / likeness.max() / 2
    attributes = {"department": Attribute(departments, weight=0.5)}

    circles = compose(fit, (5, 6), attributes)

    assert circles.total == compose(fit + 0.5 * (departments[:, None] != departments), (5, 6)).total
    assert {reason.kind for reasons in circles.reasons.values() for reason in reasons} == {"fit", "difference"}


def institution():
    """The Jaccard coefficients of the neighbours of each two people, and the department of each."""
    ties, departments = lines("email-Eu-core.txt.gz"), lines("email-Eu-core-department-labels.txt.gz")
    linked = np.zeros((len(departments), len(departments)))
    linked[ties[:, 0], ties[:, 1]] = linked[ties[:, 1], ties[:, 0]] = 1
    np.fill_diagonal(linked, 0)
    both = linked @ linked
    either = linked.sum(axis=1)[:, None] + linked.sum(axis=1) - both
    likeness = both / np.maximum(either, 1)
    np.fill_diagonal(likeness, 0)
    return likeness, departments[departments[:, 0].argsort(), 1]


def lines(name):
    path = Path(DATA) / "email-eu-core" / name
    if not path.is_file():
        pytest.skip("RECIPROCA_DATA has no folder email-eu-core")
    with gzip.open(path, "rt") as file:
        return np.array([line.split() for line in file if not line.startswith("#")], dtype=np.int64)
