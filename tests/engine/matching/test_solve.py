"""The solver against mixed-integer programming, on many small problems with every option."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from engine.matching.oracle import can_hold, optimum
from engine.matching.strategies import parts, prefers, problems
from reciproca_engine.matching import Infeasible, InvalidProblem, MatchProblem, solve

many = settings(max_examples=150, deadline=None, derandomize=True)


def aims(result):
    if result.prefer == "participation":
        return result.placed, len(result.pairs), result.total
    return result.total, len(result.pairs)


@many
@given(problems(), prefers)
def test_solve_agrees_with_integer_programming(problem, prefer):
    expected = optimum(problem, prefer)

    if expected is None:
        with pytest.raises(Infeasible):
            solve(problem, prefer)
    else:
        assert aims(solve(problem, prefer)) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems(several=False))
def test_floor_is_the_highest_that_keeps_everybody_placed(problem):
    plain = optimum(problem, "participation")
    if plain is None:
        return

    result = solve(problem, floor=True)

    assert aims(result) == pytest.approx(optimum(problem, "participation", least_fit=result.worst), abs=1e-6)
    higher = problem.fit[problem.fit > result.worst]
    if result.placed and len(higher) and not (problem.fit[problem.locked] <= result.worst).any():
        beyond = optimum(problem, "participation", least_fit=float(higher.min()))
        assert beyond is None or beyond[0] < plain[0]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(parts())
def test_a_conflict_is_minimal(arguments):
    # more minima and more locks than usual, so that they collide
    arguments = arguments | {"minimum": arguments["capacity"]}
    problem = MatchProblem(**arguments)

    try:
        solve(problem)
    except Infeasible as refusal:
        conflict = list(refusal.conflict)
        assert not can_hold(problem, conflict)
        for left_out in conflict:
            assert can_hold(problem, [constraint for constraint in conflict if constraint is not left_out])
    else:
        assert optimum(problem, "participation") is not None


@pytest.mark.parametrize("seed", range(6))
def test_solve_agrees_with_the_assignment_of_scipy(seed):
    from scipy.optimize import linear_sum_assignment

    rng = np.random.default_rng(seed)
    size = 60
    fit = rng.integers(0, 50, (size, size)) / 50
    mentee, mentor = np.divmod(np.arange(size * size), size)

    result = solve(MatchProblem(size, size, mentee, mentor, fit.ravel()))

    rows, columns = linear_sum_assignment(fit, maximize=True)
    assert result.total == pytest.approx(fit[rows, columns].sum())
    assert result.placed == size


@pytest.mark.parametrize(("mentees", "mentors", "capacity"), [(300, 60, 5), (300, 60, 4), (300, 40, 9)])
def test_greedy_never_does_better(mentees, mentors, capacity):
    rng = np.random.default_rng(1)
    wanted = np.argsort(rng.random((mentees, mentors)), axis=1)[:, :12]
    mentee, mentor, fit = np.repeat(np.arange(mentees), 12), wanted.ravel(), rng.random(mentees * 12)
    room, free, greedy = np.full(mentors, capacity), np.ones(mentees, bool), 0.0
    for row in np.argsort(-fit):
        if free[mentee[row]] and room[mentor[row]]:
            free[mentee[row]] = False
            room[mentor[row]] -= 1
            greedy += fit[row]

    result = solve(MatchProblem(mentees, mentors, mentee, mentor, fit, capacity=capacity), "fit")

    assert result.total > greedy


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e6, 1e15, 1e300])
def test_fits_of_any_size_are_matched_exactly(size):
    problem = MatchProblem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], np.array([3.0, 2.0, 2.5, 1.0]) * size)

    assert solve(problem).pairs.tolist() == [[0, 1], [1, 0]]
    assert solve(problem).total == pytest.approx(4.5 * size)


def test_nobody_at_all():
    result = solve(MatchProblem(0, 0, [], [], []))

    assert (result.pairs.shape, result.total, result.placed, result.worst) == ((0, 2), 0.0, 0, 0.0)


def test_mentees_without_mentors():
    result = solve(MatchProblem(3, 0, [], [], []), floor=True)

    assert (result.placed, result.unplaced.tolist()) == (0, [0, 1, 2])


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"prefer": "total"}, "prefer"),
        ({"prefer": "fit", "floor": True}, "floor"),
        ({"floor": True, "stability": float("inf")}, "floor"),
        ({"stability": -0.5}, "stability"),
        ({"stability": float("nan")}, "stability"),
        ({"deadline": -1.0}, "deadline"),
        ({"deadline": float("nan")}, "deadline"),
    ],
)
def test_options_without_meaning_are_refused(options, name):
    with pytest.raises(InvalidProblem) as refusal:
        solve(MatchProblem(1, 1, [0], [0], [1.0]), **options)

    assert refusal.value.array == name
