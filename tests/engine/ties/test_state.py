"""Ties as they come about equal ties from the whole log, whatever is late, doubled, corrected or erased."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ties.strategies import columns, days, events, half_lives, logs, people, thorough
from reciproca_engine.ties import InvalidProblem, State, strengths

LIVES = (14.0, 180.0)


def same(one, other):
    for name in ("source", "target", "count", "state"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    for name in ("strength", "given", "last", "peak"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9, abs=1e-12)
    assert (one.now, one.selfs, one.future, one.half_lives) == (other.now, other.selfs, other.future, other.half_lives)


@thorough
@given(logs(), days, half_lives, st.lists(st.integers(0, 40), max_size=4))
def test_any_split_into_batches_is_the_whole_log(rows, now, lives, cuts):
    state = State(people=6, half_lives=lives)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    for begin, end in pairwise(edges):
        state.add(**columns(rows[begin:end]), event=range(begin, end))

    same(state.snapshot(now), strengths(**columns(rows), now=now, half_lives=lives))


@thorough
@given(logs(), half_lives, st.lists(st.integers(0, 39), max_size=10))
def test_the_same_event_twice_counts_once(rows, lives, again):
    state = State(half_lives=lives)
    for number, row in enumerate(rows):
        assert state.add(*row, event=number) == 1
    doubled = [number for number in again if number < len(rows)]

    assert state.add(**columns([rows[number] for number in doubled]), event=doubled) == 0
    same(state.snapshot(400.0), strengths(**columns(rows), now=400.0, half_lives=lives))


deeds = st.one_of(
    st.tuples(st.just("add"), events),
    st.tuples(st.just("correct"), st.integers(0, 100), events),
    st.tuples(st.just("remove"), people),
    st.tuples(st.just("read"), days),
)


@thorough
@given(st.lists(deeds, max_size=60), days, half_lives)
def test_corrections_and_erasures_are_as_if_it_had_always_been_so(deeds, now, lives):
    state, rows, number = State(people=6, half_lives=lives), {}, 0
    for kind, *what in deeds:
        if kind == "add":
            state.add(*what[0], event=number)
            rows[number] = what[0]
            number += 1
        elif kind == "correct" and rows:
            event = sorted(rows)[what[0] % len(rows)]
            state.correct(event, *what[1])
            rows[event] = what[1]
        elif kind == "remove":
            gone = [event for event, row in rows.items() if what[0] in row[:2]]
            assert state.remove(what[0]) == len(gone)
            for event in gone:
                del rows[event]
        elif kind == "read":
            state.snapshot(what[0])

    same(state.snapshot(now), strengths(**columns(list(rows.values())), now=now, half_lives=lives))


def test_many_random_events_corrections_and_erasures_equal_a_rebuild():
    chance = np.random.default_rng(1)
    many, everybody = 30_000, 400
    giver = chance.integers(0, everybody, many)
    receiver = (giver + chance.integers(0, 9, many)) % everybody
    time, weight = chance.random(many) * 900, chance.random(many) * 4
    state = State(people=everybody, half_lives=LIVES)
    for begin in range(0, many, 1000):
        batch = slice(begin, begin + 1000)
        state.add(giver[batch], receiver[batch], time[batch], weight[batch], event=np.arange(begin, begin + 1000))
    kept = np.ones(many, np.bool_)
    for event in chance.choice(many, 2000, replace=False).tolist():
        time[event] = chance.random() * 900
        state.correct(event, time=time[event])
    for person in range(0, everybody, 37):
        state.remove(person)
        kept &= (giver != person) & (receiver != person)

    for now in (300.0, 900.0):
        log = (giver[kept], receiver[kept], time[kept])
        same(state.snapshot(now), strengths(*log, weight=weight[kept], now=now, half_lives=LIVES))


def test_an_erased_person_can_come_back():
    state = State(half_lives=LIVES)
    state.add([0, 1], [1, 2], [0.0, 1.0], event=["a", "b"])
    state.remove(1)

    assert state.add([0, 1], [1, 0], [5.0, 6.0], event=["a", "b"]) == 2
    same(state.snapshot(10.0), strengths([0, 1], [1, 0], [5.0, 6.0], now=10.0, half_lives=LIVES))


def test_a_correction_can_name_other_people():
    state = State(half_lives=LIVES)
    state.add([0, 2, 3], [1, 2, 1], [0.0, 1.0, 2.0], event=["a", "b", "c"])

    state.correct("a", receiver=3)
    state.correct("b", receiver=3)
    state.correct("c", giver=1, weight=5.0)

    now = state.snapshot(2.0)
    assert list(zip(now.source.tolist(), now.target.tolist(), strict=True)) == [(0, 3), (2, 3)]
    assert now.selfs == 1


def test_times_may_be_dates():
    state = State(half_lives=LIVES)
    when = np.array(["2026-01-01", "2026-02-01"], dtype="datetime64[D]")
    state.add([0, 1], [1, 0], when)

    same(
        state.snapshot(np.datetime64("2026-03-01")),
        strengths([0, 1], [1, 0], when, now=np.datetime64("2026-03-01"), half_lives=LIVES),
    )


@pytest.mark.parametrize(
    ("call", "refusal"),
    [
        (lambda state: state.add(0, 7, 0.0), "receiver[0]: must be less than 3"),
        (lambda state: state.add([0, 1], [1, 0], [0.0, float("nan")]), "time[1]: is not a time"),
        (lambda state: state.add(0, 1, float("inf")), "time[0]: is not a time"),
        (lambda state: state.add(0, 1, 0.0, -1.0), "weight[0]: must not be negative"),
        (lambda state: state.add([0], [1], [0.0], event=[1, 2]), "event: has 2 values for 1 rows"),
        (lambda state: state.add([0], [1], [0.0], event=[[1]]), "event[0]: must be hashable"),
        (lambda state: state.correct("x", weight=1.0), "event: is not known"),
        (lambda state: state.correct("a", time=float("nan")), "time[0]: is not a time"),
        (lambda state: state.remove(3), "person: must be less than 3"),
    ],
)
def test_what_has_no_meaning_is_refused_and_changes_nothing(call, refusal):
    state = State(people=3, half_lives=LIVES)
    state.add(0, 1, 0.0, event="a")

    with pytest.raises(InvalidProblem) as refused:
        call(state)

    assert str(refused.value) == refusal
    same(state.snapshot(1.0), strengths([0], [1], [0.0], now=1.0, half_lives=LIVES))
