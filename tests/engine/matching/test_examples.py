"""Named cases, worked out by hand."""

from __future__ import annotations

import pytest

from reciproca_engine.matching import Infeasible, MatchProblem, solve, verify

ANNA, BRUNO = CARLA, DARIO = 0, 1


def test_example_on_the_page_for_coordinators():
    """docs/explanation/how-people-are-matched.md, section 3."""
    problem = MatchProblem(2, 2, [ANNA, ANNA, BRUNO], [CARLA, DARIO, CARLA], [90, 60, 50])

    together, best_fit = solve(problem), solve(problem, "fit")

    assert (together.pairs.tolist(), together.total) == ([[ANNA, DARIO], [BRUNO, CARLA]], 110)
    assert best_fit.total == 110


def test_participation_places_more_and_fit_scores_more():
    problem = MatchProblem(2, 2, [ANNA, ANNA, BRUNO], [CARLA, DARIO, CARLA], [0.9, 0.2, 0.1])

    everybody, highest = solve(problem), solve(problem, "fit")

    assert (everybody.placed, everybody.total) == (2, pytest.approx(0.3))
    assert (highest.placed, highest.total, highest.unplaced.tolist()) == (1, 0.9, [BRUNO])


def test_floor_lifts_the_weakest_match_before_the_total():
    problem = MatchProblem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1.0, 0.5, 0.5, 0.25])

    plain, fair = solve(problem), solve(problem, floor=True)

    assert (plain.total, plain.worst) == (1.25, 0.25)
    assert (fair.total, fair.worst) == (1.0, 0.5)
    assert verify(problem, fair).optimal


def test_one_mentor_for_everybody_comes_before_a_second_for_anybody():
    problem = MatchProblem(2, 2, [0, 0, 1], [0, 1, 1], [0.9, 0.9, 0.1], demand=2)

    result = solve(problem)

    assert result.pairs.tolist() == [[0, 0], [1, 1]]


def test_minimum_is_kept_although_it_costs():
    problem = MatchProblem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [0.9, 0.1, 0.9, 0.2], capacity=2, minimum=[0, 1])

    result = solve(problem)

    assert result.pairs.tolist() == [[0, 0], [1, 1]]
    assert verify(problem, result).optimal


def test_lock_is_kept_although_it_costs():
    problem = MatchProblem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [0.9, 0.1, 0.1, 0.9], locks=[(0, 1)])

    result = solve(problem)

    assert (result.pairs.tolist(), result.total) == ([[0, 1], [1, 0]], pytest.approx(0.2))
    assert verify(problem, result).optimal


def test_two_locked_to_a_mentor_with_one_place():
    problem = MatchProblem(3, 2, [0, 1, 2], [0, 0, 1], [1, 1, 1], locks=[(0, 0), (1, 0), (2, 1)])

    with pytest.raises(Infeasible) as refusal:
        solve(problem)

    assert refusal.value.conflict == (
        {"kind": "capacity", "mentor": 0, "value": 1},
        {"kind": "lock", "mentee": 0, "mentor": 0},
        {"kind": "lock", "mentee": 1, "mentor": 0},
    )


def test_mentee_locked_to_two_mentors_although_she_wants_one():
    problem = MatchProblem(1, 2, [0, 0], [0, 1], [1, 1], locks=[(0, 0), (0, 1)])

    with pytest.raises(Infeasible) as refusal:
        solve(problem)

    assert [constraint["kind"] for constraint in refusal.value.conflict] == ["demand", "lock", "lock"]


def test_mentor_promised_a_mentee_who_is_locked_elsewhere():
    problem = MatchProblem(2, 2, [0, 0, 1], [0, 1, 0], [1, 1, 1], capacity=2, minimum=[0, 1], locks=[(0, 0)])

    with pytest.raises(Infeasible) as refusal:
        solve(problem)

    assert refusal.value.conflict == (
        {"kind": "minimum", "mentor": 1, "value": 1},
        {"kind": "demand", "mentee": 0, "value": 1},
        {"kind": "lock", "mentee": 0, "mentor": 0},
    )


def test_mentor_promised_a_mentee_although_nobody_is_possible():
    problem = MatchProblem(1, 2, [0], [0], [1], minimum=[0, 1])

    with pytest.raises(Infeasible) as refusal:
        solve(problem)

    assert refusal.value.conflict == ({"kind": "minimum", "mentor": 1, "value": 1},)


def test_a_mentor_without_places_takes_nobody():
    problem = MatchProblem(1, 2, [0, 0], [0, 1], [1.0, 0.5], capacity=[0, 1])

    assert solve(problem).pairs.tolist() == [[0, 1]]
