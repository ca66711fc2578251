"""Each stated cost of an alternative is what solving again with that lock really costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given

from engine.matching.strategies import prefers, problems, thorough
from reciproca_engine.matching import Infeasible, InvalidProblem, MatchProblem, solve, why_unplaced


def with_lock(result, mentee, mentor):
    locks = [*result.problem.locks.tolist(), (mentee, mentor)]
    return solve(result.problem.with_locks(locks), result.prefer, result.floor)


def without(problem, mentees):
    kept = ~np.isin(problem.mentee, mentees)
    return MatchProblem(
        problem.mentees,
        problem.mentors,
        problem.mentee[kept],
        problem.mentor[kept],
        problem.fit[kept],
        capacity=problem.capacity,
        demand=problem.demand,
        minimum=problem.minimum,
    )


@thorough
@given(problems(), prefers)
def test_costs_are_those_of_solving_again(problem, prefer):
    try:
        result = solve(problem, prefer)
    except Infeasible:
        assume(False)

    for i in range(problem.mentees):
        found = {alternative.mentor: alternative for alternative in result.alternatives(i, k=99)}
        for j in problem.mentor[problem.mentee == i].tolist():
            if [i, j] in result.pairs.tolist():
                assert j not in found
                continue
            try:
                again = with_lock(result, i, j)
            except Infeasible:
                assert j not in found
                continue
            assert found[j].cost == pytest.approx(result.total - again.total, abs=1e-9)
            # nothing is lost by really leaving out the people said to be displaced
            others = without(result.problem, found[j].displaced).with_locks([*problem.locks.tolist(), (i, j)])
            left = solve(others, prefer)
            assert (left.placed, len(left.pairs)) == (again.placed, len(again.pairs)) or prefer == "fit"
            assert left.total == pytest.approx(again.total, abs=1e-9)


@thorough
@given(problems(several=False))
def test_costs_under_a_floor_are_those_of_solving_again(problem):
    try:
        result = solve(problem, floor=True)
    except Infeasible:
        assume(False)

    for mentor, cost, displaced in result.alternatives(0, k=99):
        again = with_lock(result, 0, mentor)
        assert cost == pytest.approx(result.total - again.total, abs=1e-9)
        assert set(displaced) == set(again.unplaced.tolist()) - set(result.unplaced.tolist())


@thorough
@given(problems(), prefers)
def test_the_first_k_are_the_cheapest(problem, prefer):
    try:
        result = solve(problem, prefer)
    except Infeasible:
        assume(False)

    every = result.alternatives(0, k=99)

    for k in range(4):
        assert [way.cost for way in result.alternatives(0, k)] == [way.cost for way in every[:k]]


def test_displaced_are_those_who_lose_their_only_mentor():
    """Mentee 0 to mentor 1 sends mentee 1 to mentor 2; mentee 0 to mentor 2 leaves nobody without."""
    problem = MatchProblem(
        3,
        3,
        mentee=[0, 0, 0, 1, 1, 2],
        mentor=[0, 1, 2, 1, 2, 0],
        fit=[0.9, 0.8, 0.1, 0.9, 0.5, 0.2],
        capacity=[2, 1, 1],
    )
    result = solve(problem)

    assert result.pairs.tolist() == [[0, 0], [1, 1], [2, 0]]
    assert [(way.mentor, round(way.cost, 9), way.displaced) for way in result.alternatives(0)] == [
        (1, 0.5, ()),
        (2, 0.8, ()),
    ]


def test_alternatives_leave_out_what_locks_forbid():
    problem = MatchProblem(2, 1, mentee=[0, 1], mentor=[0, 0], fit=[0.5, 0.9], locks=[(0, 0)])

    assert solve(problem).alternatives(1) == []
    assert solve(problem).alternatives(0) == []


def test_alternatives_are_of_somebody():
    with pytest.raises(InvalidProblem, match="between 0 and 1"):
        solve(MatchProblem(2, 1, [0], [0], [1.0])).alternatives(2)


def test_unplaced_because_nobody_is_allowed():
    problem = MatchProblem(2, 1, mentee=[0], mentor=[0], fit=[0.5])

    reason = why_unplaced(problem, solve(problem), 1)

    assert (reason.kind, reason.subject, reason.values) == ("no_allowed_pair", {"mentee": 1}, {})


def test_unplaced_because_mentors_take_nobody():
    problem = MatchProblem(1, 1, mentee=[0], mentor=[0], fit=[0.5], capacity=0)

    reason = why_unplaced(problem, solve(problem), 0)

    assert (reason.kind, reason.values) == ("mentors_take_nobody", {"mentors": (0,)})


def test_unplaced_because_all_mentors_are_full():
    problem = MatchProblem(3, 2, mentee=[0, 1, 2, 2], mentor=[0, 1, 0, 1], fit=[1.0, 0.75, 0.5, 0.5])

    reason = why_unplaced(problem, solve(problem), 2)

    assert reason.kind == "mentors_full"
    assert reason.values == {"mentors": {0: (0,), 1: (1,)}, "mentor": 1, "cost": 0.25, "displaced": (1,)}


def test_unplaced_although_it_would_harm_nobody_because_the_total_would_be_smaller():
    problem = MatchProblem(2, 2, mentee=[0, 0, 1], mentor=[0, 1, 0], fit=[1.0, 0.125, 0.5])

    reason = why_unplaced(problem, solve(problem, "fit"), 1)

    assert reason.kind == "lost_by_total"
    assert reason.values == {"mentors": {0: (0,)}, "mentor": 0, "cost": 0.375, "displaced": ()}


def test_unplaced_is_not_asked_of_those_who_have_a_mentor():
    problem = MatchProblem(1, 1, mentee=[0], mentor=[0], fit=[0.5])

    with pytest.raises(InvalidProblem, match="has a mentor"):
        why_unplaced(problem, solve(problem), 0)
