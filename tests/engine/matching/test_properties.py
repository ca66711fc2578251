"""What must be true of every matching, whatever the people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.matching.strategies import decimals, parts, prefers, problems, thorough
from reciproca_engine.matching import Infeasible, MatchProblem, solve, verify


def solved(problem, prefer="participation", **options):
    try:
        return solve(problem, prefer, **options)
    except Infeasible:
        assume(False)


def value(result):
    """The aims in their order, so that tuples compare as results do."""
    if result.prefer == "participation":
        return result.placed, len(result.pairs), pytest.approx(result.total, abs=1e-9)
    return pytest.approx(result.total, abs=1e-9), len(result.pairs)


def is_at_least(better, worse):
    """Lexicographically, up to rounding of the total."""
    if better.prefer == "participation":
        counts = (better.placed, len(better.pairs)), (worse.placed, len(worse.pairs))
        return counts[0] > counts[1] or (counts[0] == counts[1] and better.total >= worse.total - 1e-9)
    return better.total >= worse.total - 1e-9


@thorough
@given(problems(), prefers)
def test_every_result_is_proven(problem, prefer):
    result = solved(problem, prefer)

    report = verify(problem, result)

    assert report.feasible
    assert report.optimal
    assert report.total == pytest.approx(result.total, abs=1e-12)
    assert result.total <= result.upper_bound <= result.total * (1 + 1e-7) + 1e-12


@thorough
@given(problems(several=False))
def test_every_floor_is_proven(problem):
    result = solved(problem, floor=True)

    report = verify(problem, result)

    assert report.feasible
    assert report.optimal
    assert result.placed == solve(problem).placed
    assert result.worst >= solve(problem).worst


@thorough
@given(parts(), st.randoms(use_true_random=False), prefers)
def test_order_of_rows_changes_nothing(arguments, chance, prefer):
    result = solved(MatchProblem(**arguments), prefer)
    order = list(range(len(arguments["fit"])))
    chance.shuffle(order)
    columns = {name: [arguments[name][row] for row in order] for name in ("mentee", "mentor", "fit")}

    shuffled = solve(MatchProblem(**arguments | columns), prefer)

    assert shuffled.pairs.tobytes() == result.pairs.tobytes()
    assert shuffled.prices.tobytes() == result.prices.tobytes()
    assert shuffled.total == result.total


@thorough
@given(parts(), st.randoms(use_true_random=False), prefers)
def test_new_numbers_for_people_change_the_pairs_only_among_equals(arguments, chance, prefer):
    result = solved(MatchProblem(**arguments), prefer)
    new_mentee, new_mentor = list(range(arguments["mentees"])), list(range(arguments["mentors"]))
    chance.shuffle(new_mentee)
    chance.shuffle(new_mentor)
    renumbered = arguments | {
        "mentee": [new_mentee[i] for i in arguments["mentee"]],
        "mentor": [new_mentor[j] for j in arguments["mentor"]],
        "capacity": [arguments["capacity"][new_mentor.index(j)] for j in range(arguments["mentors"])],
        "minimum": [arguments["minimum"][new_mentor.index(j)] for j in range(arguments["mentors"])],
        "demand": [arguments["demand"][new_mentee.index(i)] for i in range(arguments["mentees"])],
        "locks": [(new_mentee[i], new_mentor[j]) for i, j in arguments["locks"]],
    }

    assert value(solve(MatchProblem(**renumbered), prefer)) == value(result)


@thorough
@given(st.integers(1, 5), st.data())
def test_a_constant_for_one_mentee_moves_the_total_by_that_constant(people, data):
    """True when everybody is placed; as many mentors as mentees, and every pair allowed."""
    mentee, mentor = np.divmod(np.arange(people * people), people)
    fit = np.array(data.draw(st.lists(decimals, min_size=people * people, max_size=people * people)))
    one, constant = data.draw(st.integers(0, people - 1)), data.draw(decimals)
    result = solve(MatchProblem(people, people, mentee, mentor, fit))

    raised = solve(MatchProblem(people, people, mentee, mentor, fit + constant * (mentee == one)))

    assert raised.placed == people
    assert raised.total == pytest.approx(result.total + constant)


@thorough
@given(problems(), prefers, st.data())
def test_locking_a_pair_of_the_optimum_changes_nothing(problem, prefer, data):
    result = solved(problem, prefer)
    assume(len(result.pairs))
    pair = data.draw(st.sampled_from(result.pairs.tolist()))

    assert value(solve(problem.with_locks([*problem.locks.tolist(), pair]), prefer)) == value(result)


@thorough
@given(problems(), prefers, st.data())
def test_locking_another_pair_never_gains(problem, prefer, data):
    result = solved(problem, prefer)
    assume(len(problem.fit))
    pair = data.draw(st.sampled_from(list(zip(problem.mentee.tolist(), problem.mentor.tolist(), strict=True))))

    locked = solved(problem.with_locks([*problem.locks.tolist(), pair]), prefer)

    assert is_at_least(result, locked)


@thorough
@given(parts(), prefers, st.data())
def test_forbidding_a_pair_outside_the_optimum_changes_nothing(arguments, prefer, data):
    result = solved(MatchProblem(**arguments), prefer)
    made = {tuple(pair) for pair in result.pairs.tolist()}
    rows = [
        row for row in range(len(arguments["fit"])) if (arguments["mentee"][row], arguments["mentor"][row]) not in made
    ]
    assume(rows)
    gone = data.draw(st.sampled_from(rows))
    columns = {
        name: [x for row, x in enumerate(arguments[name]) if row != gone] for name in ("mentee", "mentor", "fit")
    }

    assert value(solve(MatchProblem(**arguments | columns), prefer)) == value(result)


@thorough
@given(parts(), prefers, st.data())
def test_a_higher_capacity_never_loses(arguments, prefer, data):
    result = solved(MatchProblem(**arguments), prefer)
    mentor = data.draw(st.integers(0, arguments["mentors"] - 1))
    capacity = [limit + (j == mentor) for j, limit in enumerate(arguments["capacity"])]

    assert is_at_least(solve(MatchProblem(**arguments | {"capacity": capacity}), prefer), result)


@thorough
@given(parts(), prefers, st.data())
def test_a_higher_fit_never_loses(arguments, prefer, data):
    result = solved(MatchProblem(**arguments), prefer)
    assume(arguments["fit"])
    row = data.draw(st.integers(0, len(arguments["fit"]) - 1))
    fit = [x + 0.25 * (k == row) for k, x in enumerate(arguments["fit"])]

    assert is_at_least(solve(MatchProblem(**arguments | {"fit": fit}), prefer), result)


@thorough
@given(parts(), prefers, st.data())
def test_one_more_mentor_never_loses(arguments, prefer, data):
    result = solved(MatchProblem(**arguments), prefer)
    new = arguments["mentors"]
    fans = data.draw(st.lists(st.integers(0, arguments["mentees"] - 1), unique=True))
    more = arguments | {
        "mentors": new + 1,
        "mentee": arguments["mentee"] + fans,
        "mentor": arguments["mentor"] + [new] * len(fans),
        "fit": arguments["fit"] + [0.5] * len(fans),
        "capacity": [*arguments["capacity"], 2],
        "minimum": [*arguments["minimum"], 0],
    }

    assert is_at_least(solve(MatchProblem(**more), prefer), result)


@thorough
@given(parts(several=False, minima=False, locks=False), prefers, st.data())
def test_one_mentee_less_costs_the_others_nothing(arguments, prefer, data):
    """Whoever remains keeps at least what they had together: removing a person gains at most her own share."""
    result = solved(MatchProblem(**arguments), prefer)
    leaves = data.draw(st.integers(0, arguments["mentees"] - 1))
    rows = [row for row, i in enumerate(arguments["mentee"]) if i != leaves]
    columns = {name: [arguments[name][row] for row in rows] for name in ("mentee", "mentor", "fit")}
    share = sum(
        fit
        for i, j, fit in zip(arguments["mentee"], arguments["mentor"], arguments["fit"], strict=True)
        if i == leaves and [i, j] in result.pairs.tolist()
    )

    without = solve(MatchProblem(**arguments | columns), prefer)

    assert is_at_least(result, without)
    assert without.placed >= result.placed - 1
    if prefer == "fit":
        assert without.total >= result.total - share - 1e-9


@thorough
@given(parts(several=False, minima=False, locks=False), prefers, st.data())
def test_splitting_a_mentor_into_two_halves_changes_nothing(arguments, prefer, data):
    mentor = data.draw(st.integers(0, arguments["mentors"] - 1))
    capacity = [2 * limit if j == mentor else limit for j, limit in enumerate(arguments["capacity"])]
    whole = solve(MatchProblem(**arguments | {"capacity": capacity}), prefer)
    twin = arguments["mentors"]
    rows = [row for row, j in enumerate(arguments["mentor"]) if j == mentor]
    halves = arguments | {
        "mentors": twin + 1,
        "mentee": arguments["mentee"] + [arguments["mentee"][row] for row in rows],
        "mentor": arguments["mentor"] + [twin] * len(rows),
        "fit": arguments["fit"] + [arguments["fit"][row] for row in rows],
        "capacity": [*arguments["capacity"], arguments["capacity"][mentor]],
        "minimum": [*arguments["minimum"], 0],
    }

    assert value(solve(MatchProblem(**halves), prefer)) == value(whole)


@thorough
@given(parts(minima=False))
def test_the_mirror_has_the_same_value(arguments):
    """With total fit first, the sides play the same part: capacities become demands."""
    arguments = arguments | {"capacity": [max(limit, 1) for limit in arguments["capacity"]]}
    mirrored = arguments | {
        "mentees": arguments["mentors"],
        "mentors": arguments["mentees"],
        "mentee": arguments["mentor"],
        "mentor": arguments["mentee"],
        "capacity": arguments["demand"],
        "demand": arguments["capacity"],
        "minimum": 0,
        "locks": [(j, i) for i, j in arguments["locks"]],
    }

    assert value(solved(MatchProblem(**mirrored), "fit")) == value(solved(MatchProblem(**arguments), "fit"))


@thorough
@given(problems(), prefers)
def test_the_same_question_gets_the_same_bytes(problem, prefer):
    first, again = solved(problem, prefer), solved(problem, prefer, seed=7)

    for name in ("pairs", "unplaced", "prices"):
        assert getattr(first, name).tobytes() == getattr(again, name).tobytes()


@thorough
@given(problems())
def test_result_describes_itself(problem):
    result = solved(problem)

    placed = set(result.pairs[:, 0].tolist())
    assert result.placed == len(placed)
    assert result.unplaced.tolist() == [i for i in range(problem.mentees) if i not in placed]
    assert result.pairs.tolist() == sorted(result.pairs.tolist())
    fit = {(i, j): f for i, j, f in zip(problem.mentee, problem.mentor, problem.fit, strict=True)}
    of_mentee = [sum(fit[i, j] for i, j in result.pairs.tolist() if i == mentee) for mentee in placed]
    assert result.worst == pytest.approx(min(of_mentee, default=0.0))
    assert result.total == pytest.approx(np.sum(of_mentee))
