"""One tie in plain Python is what the compiled engine says of the whole log."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.ties.strategies import columns, days, half_lives, logs, thorough
from reciproca_engine.ties import between, strengths, usual_peak


def ties_of(rows, now, lives):
    """Each pair's tie, from those of its rows that are not after `now`; with a row each way, as a product keeps them."""
    pairs = {}
    for giver, receiver, time, weight in rows:
        if giver != receiver and time <= now:
            pair = (min(giver, receiver), max(giver, receiver))
            pairs.setdefault(pair, []).append((giver > receiver, time, weight))
    return {pair: between(events, half_lives=lives) for pair, events in pairs.items()}


@thorough
@given(logs(), days, half_lives)
def test_a_tie_is_what_the_whole_log_says_of_it(rows, now, lives):
    both_ends = [*rows, *((receiver, giver, time, 0.0) for giver, receiver, time, _ in rows)]
    whole = strengths(**columns(both_ends), now=now, half_lives=lives)

    ties = ties_of(rows, now, lives)

    found = {}
    for (one, other), tie in ties.items():
        for me, them, amount in ((one, other, tie.given[0]), (other, one, tie.given[1])):
            usual = usual_peak(tie.peak for pair, tie in ties.items() if me in pair)
            found[me, them] = (tie.strength(now), amount, tie.last, tie.state(now, usual))
    assert list(zip(whole.source.tolist(), whole.target.tolist(), strict=True)) == sorted(found)
    assert [found[pair][3] for pair in sorted(found)] == whole.state.tolist()
    for place, column in enumerate((whole.strength, whole.given, whole.last)):
        assert [found[pair][place] for pair in sorted(found)] == pytest.approx(column.tolist(), rel=1e-9, abs=1e-12)


def test_nothing_leaves_no_tie():
    assert between([]) is None
    assert usual_peak([]) == 0.0


def test_a_weekly_tie_cools_and_goes_to_sleep():
    tie = between([(week % 2 == 1, 7.0 * week, 2.0) for week in range(20)])

    states = [tie.state(133.0 + silence, usual=tie.peak) for silence in (1.0, 40.0, 90.0, 120.0)]

    assert states == ["active", "cooling", "cooling", "dormant"]
    assert tie.state(253.0, usual=2 * tie.peak) == "cooling"  # its owner has stronger ones
