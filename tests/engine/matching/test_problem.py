"""Input without meaning is refused, by the name of the argument and the position in it."""

from __future__ import annotations

import numpy as np
import pytest

from reciproca_engine.matching import InvalidProblem, MatchProblem

GOOD = {"mentees": 3, "mentors": 2, "mentee": [0, 1, 2], "mentor": [0, 1, 0], "fit": [0.5, 0.25, 1.0]}


@pytest.mark.parametrize(
    ("changes", "array", "position"),
    [
        ({"mentees": -1}, "mentees", None),
        ({"mentors": 2.5}, "mentors", None),
        ({"mentee": [0, 3, 2]}, "mentee", 1),
        ({"mentee": [0, 1.5, 2]}, "mentee", 1),
        ({"mentee": [[0, 1, 2]]}, "mentee", None),
        ({"mentee": ["a", "b", "c"]}, "mentee", None),
        ({"mentor": [0, 1]}, "mentor", None),
        ({"mentor": [0, 1, -1]}, "mentor", 2),
        ({"fit": [0.5, 0.25]}, "fit", None),
        ({"fit": [0.5, float("nan"), 1.0]}, "fit", 1),
        ({"fit": [0.5, 0.25, float("inf")]}, "fit", 2),
        ({"fit": [-0.1, 0.25, 1.0]}, "fit", 0),
        ({"fit": ["high", "low", "low"]}, "fit", None),
        ({"mentee": [0, 1, 0], "mentor": [0, 1, 0]}, "mentee", 2),
        ({"capacity": -1}, "capacity", None),
        ({"capacity": [1, -1]}, "capacity", 1),
        ({"capacity": [1, 1, 1]}, "capacity", None),
        ({"demand": 0}, "demand", None),
        ({"demand": [1, 1, 0]}, "demand", 2),
        ({"minimum": [0, 2]}, "minimum", 1),
        ({"minimum": 2}, "minimum", 0),
        ({"mentee_view": [1.0]}, "mentee_view", None),
        ({"mentor_view": [1.0, float("nan"), 2.0]}, "mentor_view", 1),
        ({"locks": [(0, 0), (0, 1)]}, "locks", 1),
        ({"locks": [(0, 7)]}, "locks", 0),
        ({"locks": [(0, 0, 1)]}, "locks", None),
        ({"locks": [0]}, "locks", None),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else None,
)
def test_problem_names_what_is_wrong(changes, array, position):
    with pytest.raises(InvalidProblem) as refusal:
        MatchProblem(**GOOD | changes)

    assert (refusal.value.array, refusal.value.position) == (array, position)


def test_problem_is_put_into_canonical_order():
    problem = MatchProblem(
        2, 2, mentee=[1, 0, 0], mentor=[0, 1, 0], fit=[0.1, 0.2, 0.3], mentor_view=[1, 2, 3], locks=[(1, 0), (0, 0)]
    )

    assert problem.mentee.tolist() == [0, 0, 1]
    assert problem.mentor.tolist() == [0, 1, 0]
    assert problem.fit.tolist() == [0.3, 0.2, 0.1]
    assert problem.mentor_view.tolist() == [3, 2, 1]
    assert problem.locks.tolist() == [[0, 0], [1, 0]]
    assert problem.locked.tolist() == [True, False, True]


def test_problem_keeps_no_hold_on_what_it_was_given():
    fit = np.array([0.5, 0.25, 1.0])
    problem = MatchProblem(**GOOD | {"fit": fit})
    fit[0] = 9

    assert problem.fit[0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        problem.fit[0] = 9


def test_one_number_stands_for_everybody():
    problem = MatchProblem(**GOOD, capacity=3, demand=2, minimum=1)

    assert (problem.capacity.tolist(), problem.demand.tolist(), problem.minimum.tolist()) == ([3, 3], [2, 2, 2], [1, 1])
