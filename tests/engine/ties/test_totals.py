"""Sums of a log by pair and by person, without bringing it into order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.ties import strengths, totals


@st.composite
def logs(draw):
    """Rows of few people, some of somebody with themselves, some at one time, ids near each other or far apart."""
    many = draw(st.integers(0, 60))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    giver, receiver = chance.integers(0, 7, (2, many)) * draw(st.sampled_from([1, 13, 2**40]))
    time = np.rint(chance.random(many) * 400) / draw(st.sampled_from([1.0, 4.0]))
    return giver, receiver, time, np.rint(chance.random(many) * 8) / 4


@settings(max_examples=100, deadline=None, derandomize=True)
@given(logs(), st.floats(0.5, 1000), st.one_of(st.none(), st.integers(0, 450)))
def test_sums_by_their_definition(log, half_life, now):
    giver, receiver, time, weight = log

    found = totals(giver, receiver, time, weight=weight, half_life=half_life, now=now if now is None else float(now))

    until = time.max(initial=0.0) if now is None else now
    amounts, given_by, got_by = {}, {}, {}
    for one, other, when, heavy in zip(*(column.tolist() for column in log), strict=True):
        if one != other and when <= until:
            amounts[one, other] = amounts.get((one, other), 0) + heavy * 2 ** ((when - until) / half_life)
            given_by[one] = given_by.get(one, 0) + heavy
            got_by[other] = got_by.get(other, 0) + heavy
    assert list(zip(found.source.tolist(), found.target.tolist(), strict=True)) == sorted(amounts)
    assert found.amount.tolist() == pytest.approx([amounts[pair] for pair in sorted(amounts)], rel=1e-12)
    everybody = sorted({*given_by, *got_by})
    assert found.person.tolist() == everybody
    assert found.given.tolist() == pytest.approx([given_by.get(person, 0) for person in everybody])
    assert found.received.tolist() == pytest.approx([got_by.get(person, 0) for person in everybody])
    assert (found.selfs, found.future) == ((giver == receiver).sum(), ((giver != receiver) & (time > until)).sum())


def test_a_long_log_in_many_parts_equals_the_histories_of_its_ties():
    chance = np.random.default_rng(5)
    giver = (3000 * chance.random(2_000_000) ** 3).astype(np.int32)
    receiver = (giver * 7 + 1 + chance.integers(0, 30, len(giver)).astype(np.int32)) % 3000
    time, weight = chance.random(len(giver)) * 1000, chance.integers(1, 9, len(giver)) / 2

    found = totals(giver, receiver, time, weight=weight, half_life=1e15, now=1000.0)
    ties = strengths(giver, receiver, time, weight=weight, half_lives=(14, 180), now=1000.0)

    assert found.source.tolist() == ties.source.tolist()
    assert found.target.tolist() == ties.target.tolist()
    assert np.abs(found.amount / ties.given - 1).max() < 1e-9
    assert found.given.sum() == found.received.sum() == weight[giver != receiver].sum()


@pytest.mark.parametrize("half_life", [0.0, -1.0, np.inf, np.nan])
def test_what_has_no_meaning_is_refused(half_life):
    with pytest.raises(InvalidProblem):
        totals([0], [1], [0.0], half_life=half_life)
