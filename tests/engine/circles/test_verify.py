"""The verifier must see through every wrong result: each test spoils a good one in one way."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.circles.brute import Everything
from engine.circles.strategies import questions, thorough
from reciproca_engine import circles as package
from reciproca_engine.circles import Attribute, compose, verify


@pytest.fixture
def fit():
    return np.random.default_rng(3).random((12, 12))


@pytest.fixture
def rules():
    return {
        "sizes": (3, 4),
        "attributes": {"talks": np.linspace(0, 1, 12), "team": Attribute(list("aabbccddeeff"), 0.5, "common")},
        "slots": [["mon", "tue"] if i % 3 else ["tue"] for i in range(12)],
        "apart": [(0, 1), (4, 7)],
        "together": [(2, 3)],
    }


@pytest.fixture
def circles(fit, rules):
    return compose(fit, **rules)


def moved(circles, person, circle):
    changed = circles.circle.copy()
    changed[person] = circle
    return replace(circles, circle=changed)


def test_verify_accepts_what_compose_made(fit, rules, circles):
    report = verify(fit, circles, **rules)

    assert report.feasible
    assert report.total == pytest.approx(circles.total)
    assert report.upper_bound == pytest.approx(circles.upper_bound)
    assert report.gap == pytest.approx(circles.gap)


def test_verify_sees_a_circle_too_small_or_too_large(fit, rules, circles):
    for person in range(12):
        for circle in set(circles.circle.tolist()) | {9}:
            spoiled = moved(circles, person, circle)
            sizes = np.unique(spoiled.circle, return_counts=True)[1]
            if (sizes < 3).any() or (sizes > 4).any():
                assert not verify(fit, spoiled, **rules).feasible


def test_verify_sees_who_should_be_apart_or_together(fit, rules, circles):
    a, b = np.flatnonzero(circles.circle == circles.circle[0])[:2]

    assert not verify(fit, circles, **rules | {"apart": [(a, b)]}).feasible
    other = int(np.argmax(circles.circle != circles.circle[0]))
    assert not verify(fit, circles, **rules | {"together": [(0, other)]}).feasible


def test_verify_sees_a_circle_without_a_common_slot(fit, rules, circles):
    somebody = np.argmax(circles.circle == 1)
    slots = [["mon"]] * 12
    slots[somebody] = ["tue"]

    assert not verify(fit, circles, **rules | {"slots": slots}).feasible
    assert not verify(fit, circles, **rules | {"slots": np.eye(12, dtype=bool)}).feasible


def test_verify_sees_somebody_left_out(fit, rules, circles):
    assert not verify(fit, replace(circles, circle=circles.circle[:-1]), **rules).feasible


def test_verify_counts_the_moves_again(fit, rules, circles):
    previous = circles.circle.copy()
    previous[:3] = 99, -1, 98

    assert verify(fit, circles, **rules, previous=previous).moves == 2


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_prices_that_are_no_numbers_prove_nothing(fit, rules, circles, wrong):
    person = circles.prices.person.copy()
    person[0] = wrong

    assert verify(fit, replace(circles, prices=replace(circles.prices, person=person)), **rules).upper_bound == np.inf


def test_triangles_with_a_negative_price_or_two_corners_in_one_prove_nothing(fit, rules, circles):
    triangle = np.array([[0, 4, 5]])
    for bad in (
        replace(circles.prices, triangle=triangle, corner=np.array([-1.0])),
        replace(circles.prices, triangle=np.array([[0, 4, 4]]), corner=np.array([1.0])),
        replace(circles.prices, triangle=np.array([[0, 2, 3]]), corner=np.array([1.0])),
        replace(circles.prices, triangle=np.array([[0, 4, 12]]), corner=np.array([1.0])),
        replace(circles.prices, triangle=triangle, corner=np.array([])),
        replace(circles.prices, person=circles.prices.person[:-1]),
    ):
        assert verify(fit, replace(circles, prices=bad), **rules).upper_bound == np.inf


@thorough
@given(questions(), st.data())
def test_whatever_the_prices_nothing_is_above_the_bound(question, data):
    """A proof that depends on who made it is none: random prices too must bound the best composition."""
    fit, rules = question
    everything = Everything(fit, **rules)
    assume(everything.all)
    people = len(fit)
    numbers = st.floats(-2, 2)
    unit = compose(fit, **rules)
    person = np.array(data.draw(st.lists(numbers, min_size=people, max_size=people)))
    for group in rules["together"] * people:  # one price for people who are together
        person[list(group)] = person[min(group)]
    rows = st.lists(st.integers(0, people - 1), min_size=3, max_size=3, unique=True)
    triangle = data.draw(st.lists(rows, max_size=4)) if people > 2 else []
    corner = data.draw(st.lists(st.floats(0, 2), min_size=len(triangle), max_size=len(triangle)))
    prices = replace(
        unit.prices,
        person=person,
        pair=data.draw(numbers),
        triangle=np.array(triangle, dtype=np.int64).reshape(-1, 3),
        corner=np.array(corner),
    )

    report = verify(fit, replace(unit, prices=prices), **rules)

    fewest, best = everything.best()
    assert report.moves == fewest
    assert report.upper_bound >= best - 1e-9


def test_verifier_shares_no_line_with_what_composes():
    folder = Path(package.__file__).parent
    lines = {
        path.name: {line.strip() for line in path.read_text().splitlines() if len(line.strip()) > 30}
        for path in folder.glob("*.py")
        if path.name != "__init__.py"
    }
    imports = re.findall(r"^(?:from|import) .*reciproca.*$", (folder / "verify.py").read_text(), re.MULTILINE)

    assert imports == []
    common = lines.pop("verify.py") & set().union(*lines.values())
    assert {line for line in common if not line.startswith(("from ", ">>>", "@dataclass"))} == set()
