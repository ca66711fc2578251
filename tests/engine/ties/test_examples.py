"""Literal cases: what a tie is, told on a few people."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reciproca_engine.ties import InvalidProblem, contact_probability, revivals, strengths

LIVES = (14.0, 180.0)


def test_one_exchange_on_one_day():
    """One each way, today: both memories are 1, so the strength is 1 − exp(−0.2)."""
    ties = strengths([0, 1], [1, 0], [5.0, 5.0], now=5.0, half_lives=LIVES)

    assert ties.strength.tolist() == pytest.approx([1 - math.exp(-0.2)] * 2)


def test_what_goes_one_way_only_is_worth_half_of_half():
    """Two from the same person, none back: the mean is 1, but nothing goes both ways."""
    ties = strengths([0, 0], [1, 1], [5.0, 5.0], now=5.0, half_lives=LIVES)

    assert ties.strength.tolist() == pytest.approx([1 - math.exp(-0.1)])


def test_three_sessions_since_spring_are_a_strength_of_four_tenths():
    """A session weighs 4, half each way; the last was in October, it is the middle of November."""
    sessions = [130.0, 200.0, 270.0]
    giver, receiver = [0, 1] * 3, [1, 0] * 3
    ties = strengths(giver, receiver, np.repeat(sessions, 2), now=310.0, weight=[2.0] * 6, half_lives=LIVES)

    assert ties.strength.round(1).tolist() == [0.4, 0.4]
    assert ties.given.tolist() == [6.0, 6.0]
    assert ties.state.tolist() == ["active", "active"]


@pytest.mark.parametrize(("silent", "state"), [(10, "active"), (60, "cooling"), (85, "cooling"), (95, "dormant")])
def test_a_weekly_tie_falls_silent(silent, state):
    weeks = np.arange(0.0, 140.0, 7.0)
    ties = strengths([0, 1] * 10, [1, 0] * 10, weeks, now=133.0 + silent, half_lives=LIVES)

    assert ties.state.tolist() == [state] * 2


def test_a_tie_that_begins_is_new():
    assert strengths([0], [1], [100.0], now=110.0, half_lives=LIVES).state.tolist() == ["new"]


@pytest.mark.parametrize(("silent", "state"), [(365, "active"), (700, "cooling")])
def test_a_tie_that_meets_twice_a_year_does_not_sleep_for_four_of_its_gaps(silent, state):
    """Rhythms differ: a weekly tie sleeps after some three months."""
    half_years = np.arange(0.0, 1460.0, 182.5)
    ties = strengths([0, 1] * 4, [1, 0] * 4, half_years, now=half_years[-1] + silent, half_lives=LIVES)

    assert ties.state.tolist() == [state] * 2


def test_what_was_never_much_does_not_sleep():
    """Dormant is only what was at least as strong as half of one's ties."""
    giver, receiver = [0] * 11, [1] * 5 + [2] * 5 + [3]
    ties = strengths(giver, receiver, np.arange(11.0), now=500.0, half_lives=LIVES)

    assert ties.state.tolist() == ["dormant", "dormant", "cooling"]


def test_rows_that_do_not_count_are_counted():
    ties = strengths([0, 0, 1, 1], [1, 0, 1, 0], [1.0, 2.0, 9.0, 9.0], now=5.0, half_lives=LIVES)

    assert (ties.source.tolist(), ties.selfs, ties.future) == ([0], 2, 1)


def test_dates_are_days():
    dates = np.array(["2026-03-01T12:00", "2026-03-08"], dtype="datetime64[m]")
    ties = strengths([0, 1], [1, 0], dates, now=np.datetime64("2026-04-01"), half_lives=LIVES)
    plain = strengths([0, 1], [1, 0], [0.5, 7.0], now=31.0, half_lives=LIVES)

    assert ties.strength.tolist() == pytest.approx(plain.strength.tolist())


@pytest.mark.parametrize("call", [strengths, contact_probability, revivals])
@pytest.mark.parametrize(
    "log",
    [
        ([], [], []),
        ([3], [3], [1.0]),
        ([0], [1], [9.0]),
        ([0, 1], [1, 0], [1.0, 1.0]),
        ([7] * 30, [2] * 30, [1.0] * 30),
    ],
    ids=["nobody", "oneself", "future", "at-once", "constant"],
)
def test_logs_that_say_next_to_nothing_are_answered(call, log):
    found = call(*log, now=5.0)

    numbers = [value for value in vars_of(found) if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
    assert all(np.isfinite(value).all() for value in numbers)


@pytest.mark.parametrize("call", [strengths, contact_probability, revivals])
def test_without_now_the_last_time_is_now(call):
    log = ([0, 1, 0, 2], [1, 0, 2, 0], [0.0, 300.0, 1.0, 2.0])
    implied, said = call(*log), call(*log, now=300.0)

    for one, other in zip(vars_of(implied), vars_of(said), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("call", "arguments", "refusal"),
    [
        (strengths, {"half_lives": (0, 5)}, "half_lives[0]: must be finite and greater than 0"),
        (strengths, {"half_lives": (6, 5)}, "half_lives[1]: must not be shorter than the fast one"),
        (strengths, {"half_lives": 5}, "half_lives: must be two numbers of days: fast, slow"),
        (strengths, {"weight": [1, -1]}, "weight[1]: must not be negative"),
        (strengths, {"weight": np.array([1.0, np.nan])}, "weight[1]: must be finite"),
        (strengths, {"giver": np.array([0, -1])}, "giver[1]: must not be negative"),
        (strengths, {"time": np.array([0.0, np.nan])}, "time[1]: is not a time"),
        (strengths, {"receiver": [1]}, "receiver: has 1 values for 2 of giver"),
        (contact_probability, {"horizon": 0}, "horizon: must be finite and greater than 0"),
        (contact_probability, {"horizon": "two weeks"}, "horizon: must be a number of days"),
        (revivals, {"person": -1}, "person[0]: must not be negative"),
        (revivals, {"never": [(0, 1), (1,)]}, "never[1]: must be two people"),
    ],
)
def test_what_has_no_meaning_is_refused(call, arguments, refusal):
    with pytest.raises(InvalidProblem) as refused:
        call(**({"giver": [0, 1], "receiver": [1, 0], "time": [0.0, 1.0]} | arguments))

    assert str(refused.value) == refusal


def test_nothing_that_was_handed_in_is_changed():
    giver, receiver, time, weight = np.array([2, 1, 0]), np.array([1, 2, 1]), np.array([2.0, 1.0, 0.0]), np.ones(3)
    before = [column.copy() for column in (giver, receiver, time, weight)]

    strengths(giver, receiver, time, weight=weight)
    contact_probability(giver, receiver, time)
    revivals(giver, receiver, time, weight=weight)

    assert all(np.array_equal(*both) for both in zip(before, (giver, receiver, time, weight), strict=True))


def vars_of(found):
    """The public values of a result, in one order."""
    names = [name for name in dir(found) if not name.startswith("_")]
    return [getattr(found, name) for name in names]
