"""The best within some seconds: feasible, never below greedy, with a gap that is true."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, reject, settings

from engine.matching.strategies import prefers, problems
from reciproca_engine.deadline import Deadline
from reciproca_engine.matching import Infeasible, MatchProblem, solve, verify


class AfterSomeLooks(Deadline):
    """Time is up when it has been asked for so often."""

    def __init__(self, looks):
        self.looks = looks

    @property
    def has_passed(self):
        self.looks -= 1
        return self.looks < 0

    def earlier(self, seconds):
        return self


def greedy(problem):
    """The pairs made from the best fit down, after the locks."""
    spare, free, made = problem.demand.tolist(), problem.capacity.tolist(), []
    best_first = np.argsort(-problem.fit, kind="stable")
    locked = problem.locked
    for pair in (*best_first[locked[best_first]], *best_first[~locked[best_first]]):
        i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
        if spare[i] and free[j]:
            spare[i], free[j] = spare[i] - 1, free[j] - 1
            made.append(pair)
    return np.sort(made).astype(int)


@pytest.fixture
def stops_after(monkeypatch):
    def stop(looks):
        module = sys.modules["reciproca_engine.matching.solve"]  # the package has a function of that name
        monkeypatch.setattr(module, "Deadline", lambda seconds: AfterSomeLooks(looks))

    return stop


def crowd(minimum=0):
    chance = np.random.default_rng(2)
    mentee, mentor = np.divmod(np.arange(300 * 30), 30)
    fit = np.rint(chance.random(len(mentee)) * 1000) / 1000
    return MatchProblem(300, 30, mentee, mentor, fit, capacity=7, minimum=minimum)


@pytest.mark.parametrize("looks", [0, 1, 4, 5, 8, 13, 20])
@pytest.mark.parametrize("prefer", ["participation", "fit"])
def test_cut_short_anywhere(stops_after, looks, prefer):
    problem, best = crowd(), solve(crowd(), prefer)
    stops_after(looks)

    result = solve(problem, prefer, deadline=1.0)

    report = verify(problem, result)
    assert report.feasible
    assert problem.fit[greedy(problem)].sum() - 1e-9 <= result.total <= best.total + 1e-9 <= result.upper_bound + 2e-9
    assert report.upper_bound >= best.total - 1e-9
    assert not report.optimal or result.total == pytest.approx(best.total)
    assert result.aims == pytest.approx(best.aims) or result.aims < best.aims


def test_the_longer_the_better_proven(stops_after):
    gaps = []
    for looks in (0, 4, 6, 1000):
        stops_after(looks)
        result = solve(crowd(), "fit", deadline=1.0)
        gaps.append(result.upper_bound - result.total)

    assert gaps[0] > gaps[1] > gaps[2] > gaps[3]
    assert gaps[3] == pytest.approx(0, abs=1e-9)


def test_minima_are_reached_however_long_it_takes():
    problem = crowd(minimum=7)

    result = solve(problem, deadline=0.0)

    assert verify(problem, result).optimal


def test_alternatives_after_a_deadline_still_place_the_pair(stops_after):
    stops_after(3)
    result = solve(crowd(), deadline=1.0)

    ways = result.alternatives(0, 2)

    assert len(ways) == 2
    assert not {way.mentor for way in ways} & set(result.pairs[result.pairs[:, 0] == 0, 1].tolist())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems(), prefers)
def test_no_time_at_all(problem, prefer):
    try:
        best = solve(problem, prefer)
    except Infeasible:
        with pytest.raises(Infeasible):
            solve(problem, prefer, deadline=0.0)
        return

    for options in ({}, {"stability": 0.25}, {"stability": float("inf")}, {"floor": prefer == "participation"}):
        result = solve(problem, prefer, deadline=0.0, **options)
        report = verify(problem, result)
        assert report.feasible
        assert result.value <= result.upper_bound
        assert result.total <= best.total + 1e-9 or prefer == "participation"
        if not options:
            assert report.upper_bound >= best.total - 1e-9
            assert result.aims == pytest.approx(best.aims) or result.aims < best.aims


@settings(max_examples=200, deadline=None, derandomize=True)
@given(problems(minima=False))
def test_without_time_pairs_are_made_as_if_one_by_one(problem):
    try:
        result = solve(problem, "fit", deadline=0.0)
    except Infeasible:
        reject()

    made = greedy(problem)
    assert result.pairs.tolist() == np.column_stack([problem.mentee, problem.mentor])[made].tolist()


def test_plenty_of_time_changes_nothing():
    plain, timed = solve(crowd()), solve(crowd(), deadline=3600.0)

    assert timed.pairs.tobytes() == plain.pairs.tobytes()
    assert timed.prices.tobytes() == plain.prices.tobytes()
