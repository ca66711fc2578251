"""What callers hand in is read once, checked, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import log_of, network_of

rows = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 5)), max_size=30)


@given(rows)
def test_repeated_rows_are_one_tie_and_their_weights_add(rows):
    source, target, weight = ([row[place] for row in rows] for place in range(3))
    network = network_of(source, target, weight)

    expected: dict[tuple[int, int], int] = {}
    for one, other, much in rows:
        if one != other:
            expected[one, other] = expected.get((one, other), 0) + much
    ties = {pair: much for pair, much in expected.items() if much}
    assert dict(zip(zip(network.source, network.target, strict=True), network.weight, strict=True)) == ties
    assert list(zip(network.source, network.target, strict=True)) == sorted(ties)
    assert network.people == len(set(source) | set(target))
    assert network.size == max([*source, *target, -1]) + 1
    assert network.selfs + network.repeated + len(expected) == len(rows)


@given(rows, st.integers(0, 5))
def test_a_log_is_in_the_order_of_time_and_says_what_it_left_out(rows, now):
    giver, receiver, time = ([row[place] for row in rows] for place in range(3))
    log = log_of(giver, receiver, time, now=now)

    assert np.array_equal(log.row, sorted(log.row, key=lambda row: time[row]))
    assert log.giver.tolist() == [giver[row] for row in log.row]
    assert log.time.tolist() == [time[row] for row in log.row]
    assert log.selfs == sum(one == other for one, other, _ in rows)
    assert log.future == sum(one != other and at > now for one, other, at in rows)
    assert len(log.row) + log.selfs + log.future == len(rows)


@pytest.mark.parametrize(
    "time",
    [
        np.array(["2026-01-02T06:00", "2026-01-01"], dtype="datetime64[s]"),
        [datetime(2026, 1, 2, 6), datetime(2026, 1, 1)],
        [datetime(2026, 1, 2, 7, tzinfo=timezone(timedelta(hours=1))), datetime(2026, 1, 1, tzinfo=UTC)],
        [20455.25, 20454.0],
    ],
)
def test_times_are_days(time):
    assert log_of([0, 1], [1, 0], time).time.tolist() == [20454.0, 20455.25]


def test_microseconds_are_kept():
    time = np.array(["2026-11-22T23:59:59.999999", "2026-11-23"], dtype="datetime64[us]")
    first, second = log_of([0, 1], [1, 0], time).time
    assert (second - first) * 86400e6 == pytest.approx(1, abs=0.5)


def test_now_may_be_any_date_when_times_are_dates():
    assert log_of([0], [1], np.array(["2026-01-01"], dtype="datetime64[D]"), now=date(2026, 2, 1)).now == 20485.0


def test_nobody_is_a_log_and_a_network():
    assert log_of([], [], []).people == network_of([], []).people == 0


def test_nothing_that_was_handed_in_is_changed():
    giver, receiver, time = np.array([2, 1]), np.array([1, 2]), np.array([2.0, 1.0])
    log_of(giver, receiver, time)
    network_of(giver, receiver, time)
    assert (giver.tolist(), receiver.tolist(), time.tolist()) == ([2, 1], [1, 2], [2.0, 1.0])


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"giver": [0, 0.5]}, "giver[1]: must be a whole number"),
        ({"receiver": [1, -1]}, "receiver[1]: must not be negative"),
        ({"receiver": [1]}, "receiver: has 1 values for 2 of giver"),
        ({"giver": ["a", "b"]}, "giver: must hold whole numbers"),
        ({"giver": [[0, 0], [1, 1]]}, "giver: must have one dimension"),
        ({"time": [1, float("nan")]}, "time[1]: is not a time"),
        ({"time": ["yesterday", "today"]}, "time: must hold days or dates"),
        ({"time": [None, object()]}, "time: must hold days or dates"),
        ({"time": np.array(["2026-01-01", "NaT"], dtype="datetime64[D]")}, "time[1]: is not a time"),
        ({"weight": [1, -1]}, "weight[1]: must not be negative"),
        ({"weight": [float("inf"), 1]}, "weight[0]: must be finite"),
        ({"weight": [1]}, "weight: has 1 values for 2 rows"),
        ({"now": date(2026, 1, 1)}, "now: must be said as the times are: days, or a date"),
        ({"people": 1}, "people: must be a whole number, at least 2"),
    ],
)
def test_what_is_wrong_is_named(arguments, refusal):
    with pytest.raises(InvalidProblem) as refused:
        log_of(**({"giver": [0, 0], "receiver": [1, 1], "time": [1, 2]} | arguments))
    assert str(refused.value) == refusal
