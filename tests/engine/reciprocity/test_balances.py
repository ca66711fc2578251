"""What each person gave and received."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reciprocity.strategies import logs, thorough
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.reciprocity import Balances, balances


@thorough
@given(logs(), st.integers(0, 12))
def test_figures_are_what_their_definitions_say(log, now):
    found = balances(*log, now=now, half_life=3, people=7)
    for person in range(7):
        gave = [at for one, other, at in zip(*log, strict=True) if one == person != other and at <= now]
        got = [at for one, other, at in zip(*log, strict=True) if other == person != one and at <= now]
        assert (found.given[person], found.received[person]) == (len(gave), len(got))
        assert found.balance[person] == pytest.approx((len(gave) - len(got)) / (len(gave) + len(got) + 2))
        late = [sum(2 ** ((at - now) / 3) for at in times) for times in (gave, got)]
        assert [found.given_decayed[person], found.received_decayed[person]] == pytest.approx(late)
        assert found.balance_decayed[person] == pytest.approx((late[0] - late[1]) / (sum(late) + 2))


@thorough
@given(logs())
def test_every_gift_is_received(log):
    found = balances(*log)
    assert (found.balance * (found.given + found.received + 2)).sum() == pytest.approx(0, abs=1e-9)
    assert found.given_decayed.sum() == pytest.approx(found.received_decayed.sum())


@thorough
@given(logs())
def test_turning_round_swaps_given_and_received(log):
    giver, receiver, time = log
    found, turned = balances(giver, receiver, time), balances(receiver, giver, time)
    assert np.array_equal(found.given, turned.received)
    assert np.array_equal(found.balance_decayed, -turned.balance_decayed)


@thorough
@given(logs(), st.floats(-1000, 1000))
def test_shifting_all_times_changes_nothing(log, shift):
    giver, receiver, time = log
    found = balances(giver, receiver, time, now=12.0)
    later = balances(giver, receiver, [at + shift for at in time], now=12.0 + shift)
    assert later.given_decayed == pytest.approx(found.given_decayed)


def test_roles_are_said_plainly():
    giver, receiver = [0] * 4 + [1] * 4 + [2, 3], [1] * 4 + [0] * 4 + [3, 4]
    found = balances([*giver, 5, 5, 5, 5, 5, 5, 5, 5], [*receiver, 6, 6, 6, 6, 6, 6, 6, 6], [0] * 18)
    assert [Balances.ROLES[one] for one in found.role] == [
        "exchanger", "exchanger", "observer", "observer", "observer", "giver", "receiver",
    ]  # fmt: skip


def test_a_half_life_is_days():
    with pytest.raises(InvalidProblem, match="half_life: must be a number of days greater than 0"):
        balances([0], [1], [0], half_life=0)
