"""Help that travels on, beside a reckoning over all pairs of acts."""

from __future__ import annotations

from itertools import pairwise
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reciprocity.strategies import logs, thorough
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.reciprocity import chains

WITHIN, HALF_LIFE = 4.0, 2.0


def reckoned(log):
    """For each act: the acts it continues with how much, its reach, the length of the longest chain to it."""
    acts = [act for act in zip(range(len(log[0])), *log, strict=True) if act[1] != act[2]]
    acts.sort(key=lambda act: act[3])
    links: dict[int, dict[int, float]] = {row: {} for row, *_ in acts}
    for row, giver, receiver, at in acts:
        for earlier, first_giver, first_receiver, before in acts:
            if first_receiver == giver and before < at <= before + WITHIN and receiver != first_giver:
                links[row][earlier] = 2 ** (-(at - before) / HALF_LIFE)
    reach, length = dict.fromkeys(links, 0.0), dict.fromkeys(links, 1)
    for row, *_ in reversed(acts):
        for earlier, much in links[row].items():
            reach[earlier] += much / max(1.0, sum(links[row].values())) * (1 + reach[row])
    for row, *_ in acts:
        length[row] += max((length[earlier] for earlier in links[row]), default=0)
    return links, reach, length


@thorough
@given(logs())
def test_figures_are_what_their_definitions_say(log):
    found = chains(*log, within=WITHIN, half_life=HALF_LIFE)
    links, reach, length = reckoned(log)
    time = log[2]
    for row in range(len(time)):
        whole = links.get(row, {})
        assert found.parents[row] == len(whole)
        assert (found.parent[row] in whole) == bool(whole)
        assert not whole or time[found.parent[row]] == max(time[earlier] for earlier in whole)
        assert found.parentage[row] == pytest.approx(min(sum(whole.values()), 1))
        assert found.reach[row] == pytest.approx(reach.get(row, 0))
        assert found.length[row] == length.get(row, 0)
    if links:
        passed_on = {earlier for whole in links.values() for earlier in whole}
        assert found.continued == pytest.approx(len(passed_on) / len(links))


@thorough
@given(logs())
def test_the_longest_chains_are_chains_and_share_no_act(log):
    found = chains(*log, within=WITHIN)
    links, _, length = reckoned(log)
    for chain in found.longest:
        assert all(earlier in links[later] for earlier, later in pairwise(chain))
    told = [act for chain in found.longest for act in chain]
    assert len(told) == len(set(told))
    longest = max(length.values(), default=0)
    assert [len(chain) for chain in found.longest[:1]] == ([longest] if longest > 1 else [])


@thorough
@given(logs(), st.integers(-100, 100), st.sampled_from([0.25, 2.0]))
def test_shifting_and_stretching_time_change_nothing(log, shift, stretch):
    giver, receiver, time = log
    found = chains(giver, receiver, time, within=WITHIN)
    other = chains(giver, receiver, [(at + shift) * stretch for at in time], within=WITHIN * stretch)
    assert found.reach == pytest.approx(other.reach)
    assert found.length.tolist() == other.length.tolist()
    assert [found.lift, *found.lift_interval] == pytest.approx([other.lift, *other.lift_interval], nan_ok=True)


def test_giving_back_is_not_passing_on():
    assert chains([0, 1], [1, 0], [0.0, 1.0], within=9).length.tolist() == [1, 1]


def test_an_act_does_not_continue_one_of_the_same_moment():
    assert chains([0, 1], [1, 2], [1.0, 1.0], within=9).parents.tolist() == [0, 0]


def test_what_happens_at_any_time_has_no_lift():
    rng = np.random.default_rng(8)
    found = chains(rng.integers(0, 200, 6000), rng.integers(0, 200, 6000), rng.random(6000) * 365, within=10)
    assert found.lift == pytest.approx(1, abs=0.02)
    assert found.lift_interval[0] < 1 < found.lift_interval[1]


def test_who_gives_because_they_received_is_seen():
    """Everybody waits half a year, receives, and passes it on within days."""
    rng = np.random.default_rng(9)
    giver, receiver, time = [], [], []
    for person in range(300):
        for _ in range(3):
            at = rng.random() * 365
            giver += [int(rng.integers(300, 600)), person]
            receiver += [person, int(rng.integers(600, 900))]
            time += [at, at + rng.random() * 3]
    found = chains(giver, receiver, time, within=5)
    assert found.lift > 2
    assert found.lift_interval[0] > 1.5


def test_nobody_passes_on_where_nobody_gives():
    found = chains([0, 0], [1, 2], [0.0, 1.0], within=5)
    assert found.continued == 0
    assert isnan(found.lift)
    assert found.longest == ()


def test_rows_left_out_are_in_no_chain():
    found = chains([0, 1, 1, 2], [1, 1, 2, 3], [0.0, 1.0, 2.0, 9.0], within=5, now=5)
    assert (found.selfs, found.future) == (1, 1)
    assert found.length.tolist() == [1, 0, 2, 0]
    assert found.parent.tolist() == [-1, -1, 0, -1]


@pytest.mark.parametrize("within", [0, -1, float("nan"), float("inf")])
def test_a_time_is_days(within):
    with pytest.raises(InvalidProblem, match="within: must be a number of days greater than 0"):
        chains([0], [1], [0], within=within)
