"""The auction beside shortest augmenting paths, on crowds too large for the other tests, and where it has to begin again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine.matching import MatchProblem, solve, verify
from reciproca_engine.matching.auction import auction
from reciproca_engine.matching.kernel import assign


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 25), st.integers(0, 30), st.sampled_from([0, 1, 7, 10**6])
)
def test_an_auction_gains_as_much_as_shortest_paths(seed, mentees, mentors, most_gain, entry):
    chance = np.random.default_rng(seed)
    allowed = chance.random((mentees, mentors)) < chance.random()
    first_pair = np.concatenate([[0], np.cumsum(allowed.sum(axis=1))])
    mentor_of = np.nonzero(allowed)[1].astype(np.int32)
    gain = chance.integers(0, most_gain + 1, len(mentor_of))
    entry_gain, capacity = np.full(mentees, entry), chance.integers(1, 6, mentors)
    ones, nobody = np.ones(mentees, dtype=np.int64), np.zeros(mentors, dtype=np.int64)

    made, price, complete = auction(first_pair, mentor_of, gain, entry_gain, capacity)
    expected = assign(first_pair, mentor_of, gain, ones, entry_gain, capacity, nobody, 0)[0]

    mentee_of = np.repeat(np.arange(mentees), np.diff(first_pair))
    value = gain + entry_gain[mentee_of]
    assert complete
    assert value[made].sum() == value[expected].sum()
    left = np.zeros(mentees, dtype=np.int64)
    np.maximum.at(left, mentee_of, value - price[mentor_of])
    assert left.sum() + (price * capacity).sum() == value[made].sum()
    assert (price >= 0).all()


@pytest.mark.parametrize("fit", [2.0, np.pi], ids=["begins again", "takes shortest paths"])
def test_one_person_is_placed_though_sixty_have_to_move(fit):
    """What a place is worth is cut down at first, and sixty times the spread of fits is more than that."""
    steps = np.arange(60)
    problem = MatchProblem(
        61, 61, [*steps, *steps, 60], [*steps, *(steps + 1), 0], [*np.full(60, fit), *np.ones(60), 1]
    )

    result = solve(problem)

    assert result.placed == 61
    assert result.total == 61
    assert verify(problem, result).optimal


def test_a_mentor_with_more_places_than_could_come_costs_nothing():
    problem = MatchProblem(3, 2, [0, 1, 2, 2], [0, 0, 0, 1], [0.9, 0.8, 0.7, 0.6], capacity=[5, 1])

    result = solve(problem, "fit")

    assert result.prices[:, 1].tolist() == [0, 0]
    assert verify(problem, result).optimal
