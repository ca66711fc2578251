"""What must be true of ties, whatever has happened."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.ties.brute import Brute
from engine.ties.strategies import columns, days, events, half_lives, logs, thorough
from reciproca_engine.ties import contact_probability, strengths


def rows_of(ties):
    return list(zip(ties.source.tolist(), ties.target.tolist(), strict=True))


def same(one, other, tolerance=1e-12):
    assert rows_of(one) == rows_of(other)
    assert one.strength == pytest.approx(other.strength, rel=tolerance, abs=tolerance)
    assert one.given == pytest.approx(other.given)
    assert one.count.tolist() == other.count.tolist()
    assert one.state.tolist() == other.state.tolist()


@thorough
@given(logs(), days, half_lives)
def test_ties_are_what_their_definition_says(rows, now, lives):
    ties, brute = strengths(**columns(rows), now=now, half_lives=lives), Brute(rows, now, lives)

    assert rows_of(ties) == brute.ways
    assert ties.strength == pytest.approx([brute.strength(*way) for way in brute.ways], abs=1e-12)
    assert ties.peak == pytest.approx([brute.peak(*way) for way in brute.ways], abs=1e-12)
    assert ties.given == pytest.approx([brute.given(*way) for way in brute.ways])
    assert ties.last.tolist() == [brute.last(*way) for way in brute.ways]
    assert ties.state.tolist() == [brute.state(*way) for way in brute.ways]
    assert ties.count.sum() + ties.selfs + ties.future == len(rows)


@thorough
@given(logs(), half_lives, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, lives, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)

    same(
        strengths(**columns(rows), now=400.0, half_lives=lives),
        strengths(**columns(shuffled), now=400.0, half_lives=lives),
    )


@thorough
@given(logs(), half_lives)
def test_both_rows_of_a_tie_have_one_strength(rows, lives):
    ties = strengths(**columns(rows), now=400.0, half_lives=lives)
    strength = dict(zip(rows_of(ties), ties.strength.tolist(), strict=True))

    assert all(strength.get((other, one), here) == here for (one, other), here in strength.items())
    assert ((ties.strength >= 0) & (ties.strength <= 1)).all()


@thorough
@given(logs(), half_lives, st.sampled_from([0.125, 0.5, 2.0, 64.0]))
def test_scaling_times_and_half_lives_changes_no_strength(rows, lives, factor):
    scaled = [(giver, receiver, time * factor, weight) for giver, receiver, time, weight in rows]
    one = strengths(**columns(rows), now=400.0, half_lives=lives)
    other = strengths(**columns(scaled), now=400.0 * factor, half_lives=tuple(life * factor for life in lives))

    assert one.strength.tolist() == other.strength.tolist()


@thorough
@given(logs(), half_lives, st.sampled_from([-4096.0, 1024.0]))
def test_shifting_time_changes_nothing(rows, lives, ahead):
    shifted = [(giver, receiver, float(round(time)) + ahead, weight) for giver, receiver, time, weight in rows]
    whole = [(giver, receiver, float(round(time)), weight) for giver, receiver, time, weight in rows]

    same(
        strengths(**columns(whole), now=400.0, half_lives=lives),
        strengths(**columns(shifted), now=400.0 + ahead, half_lives=lives),
        tolerance=0,
    )


@thorough
@given(logs(), events, half_lives)
def test_an_event_more_never_lowers_a_strength(rows, event, lives):
    before = strengths(**columns(rows), now=400.0, half_lives=lives)
    after = strengths(**columns([*rows, event]), now=400.0, half_lives=lives)
    strength = dict(zip(rows_of(after), after.strength.tolist(), strict=True))

    assert all(
        strength[way] >= here - 1e-15 for way, here in zip(rows_of(before), before.strength.tolist(), strict=True)
    )


@thorough
@given(logs(), half_lives, st.floats(0, 1000), st.floats(0, 1000))
def test_time_alone_never_raises_a_strength(rows, lives, soon, later):
    early = strengths(**columns(rows), now=400.0 + soon, half_lives=lives)
    late = strengths(**columns(rows), now=400.0 + soon + later, half_lives=lives)

    assert (late.strength <= early.strength + 1e-15).all()


@thorough
@given(logs(), half_lives)
def test_two_pairs_with_one_history_get_one_value(rows, lives):
    elsewhere = [(giver + 10, receiver + 10, time, weight) for giver, receiver, time, weight in rows]
    ties = strengths(**columns(rows + elsewhere), now=400.0, half_lives=lives)
    half = len(ties.source) // 2

    assert ties.strength[:half].tolist() == ties.strength[half:].tolist()
    assert ties.state[:half].tolist() == ties.state[half:].tolist()


@thorough
@given(logs(), half_lives, st.sampled_from([1, 1000, 10**7, 10**12, 2**60]))
def test_ids_may_have_gaps(rows, lives, apart):
    far = [(giver * apart, receiver * apart, time, weight) for giver, receiver, time, weight in rows]
    near, ties = (strengths(**columns(log), now=400.0, half_lives=lives) for log in (rows, far))

    assert rows_of(ties) == [(one * apart, other * apart) for one, other in rows_of(near)]
    assert ties.strength.tolist() == near.strength.tolist()


@thorough
@given(logs(), half_lives)
def test_people_who_were_never_there_leave_the_rest_as_it_is(rows, lives):
    without = [row for row in rows if 0 not in row[:2]]
    ties = strengths(**columns(rows), now=400.0, half_lives=lives)
    kept = (ties.source != 0) & (ties.target != 0)

    assert strengths(**columns(without), now=400.0, half_lives=lives).strength.tolist() == ties.strength[kept].tolist()


@thorough
@given(logs(most=60), days, st.floats(0.01, 500))
def test_contact_has_a_chance_for_every_way_and_one_for_both(rows, now, horizon):
    giver, receiver, time = (columns(rows)[name] for name in ("giver", "receiver", "time"))
    contact = contact_probability(giver, receiver, time, now=now, horizon=horizon)
    chance = dict(zip(rows_of(contact), contact.probability.tolist(), strict=True))

    assert rows_of(contact) == Brute(rows, now, (1, 1)).ways
    assert all(0 < here < 1 and chance.get((other, one), here) == here for (one, other), here in chance.items())


@thorough
@given(logs(most=60), days, logs(most=20))
def test_contact_looks_at_nothing_after_now(rows, now, later):
    later = [(giver, receiver, now + 1e-3 + time, weight) for giver, receiver, time, weight in later]
    past = [row for row in rows if row[2] <= now]
    assume(max([row[1] for row in past] + [row[0] for row in past], default=5) == 5)

    chances = [
        contact_probability(*([row[place] for row in log] for place in range(3)), now=now)
        for log in (past, past + later)
    ]

    assert np.array_equal(chances[0].probability, chances[1].probability)
