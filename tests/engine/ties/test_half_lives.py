"""How fast a network forgets is read from its own past."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ties.networks import lasting_and_ending
from engine.ties.strategies import thorough
from reciproca_engine.ties import strengths
from reciproca_engine.ties.half_lives import DEFAULT, separation


def test_a_log_that_says_too_little_has_the_usual_ones():
    for times in ([], [1.0], [1.0] * 50, list(range(30))):
        assert strengths([0] * len(times), [1] * len(times), times).half_lives == DEFAULT


@pytest.mark.parametrize("factor", [2.0**-8, 2.0**4])
def test_a_network_of_another_pace_forgets_at_another_pace(factor):
    here, there = (strengths(*lasting_and_ending(pace=pace)).half_lives for pace in (1.0, factor))

    assert there == pytest.approx([life * factor for life in here])


def test_where_ties_end_more_is_forgotten():
    giver, receiver, time = lasting_and_ending()
    chance = np.random.default_rng(1)
    ending = strengths(giver, receiver, time)
    lasting = strengths(giver, receiver, chance.permutation(time))  # the same ties, at any time

    assert ending.half_lives[1] < lasting.half_lives[1]


def test_only_the_past_is_looked_at():
    giver, receiver, time = lasting_and_ending()
    past = time <= 150

    assert (
        strengths(giver, receiver, time, now=150.0).half_lives
        == strengths(giver[past], receiver[past], time[past], now=150.0).half_lives
    )


@thorough
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_separation_counts_the_pairs_in_the_right_order(scored):
    score, truth = (np.array(column) for column in zip(*scored, strict=True))
    better = [(yes > no) + (yes == no) / 2 for yes in score[truth].tolist() for no in score[~truth].tolist()]

    if better:
        assert separation(score, truth) == pytest.approx(np.mean(better))
