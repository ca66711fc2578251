"""Standing kept up to date is standing asked anew: tie by tie, and exactly nothing for whom nothing reaches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trust.worlds import PEOPLE, people, seeds, small_world, thorough, ties
from reciproca_engine.trust import InvalidProblem, State, standing
from reciproca_engine.trust.standing import ALONE

weights = st.sampled_from((0.5, 1.0, 3.0))
changes = st.lists(st.tuples(st.booleans(), people, people, weights), min_size=1, max_size=12)


def network(rows):
    """Weights by tie, as `standing` reads them."""
    kept = {}
    for one, other in rows:
        if one != other:
            kept[one, other] = kept.get((one, other), 0.0) + 1.0
    return kept


def change(state, kept, more, one, other, weight):
    if more:
        state.add(one, other, weight)
        if one != other:
            kept[one, other] = kept.get((one, other), 0.0) + weight
    else:
        state.remove(one, other)
        kept.pop((one, other), None)


def anew(kept, known, many):
    one, other = np.array(list(kept), np.int64).reshape(-1, 2).T
    return standing(one, other, known, many, list(kept.values()))


@thorough
@given(ties, seeds, changes)
def test_tie_by_tie_it_is_what_standing_is(rows, known, steps):
    kept = network(rows)
    state = State(*np.array(rows, np.int64).reshape(-1, 2).T, known, PEOPLE, tolerance=0.0)

    for step in steps:
        change(state, kept, *step)
        expected = anew(kept, known, PEOPLE)

        assert state.score == pytest.approx(expected.score, rel=1e-9, abs=1e-12)
        assert state.distance.tolist() == expected.distance.tolist()
        assert (state.score > 0).tolist() == (expected.score > 0).tolist()
    assert state.left_out < 1e-12


@thorough
@given(ties, seeds, changes, st.sampled_from((1e-3, 0.05, 1.0)))
def test_what_is_left_out_is_said_and_who_is_reached_is_never_left_out(rows, known, steps, tolerance):
    kept = network(rows)
    state = State(*np.array(rows, np.int64).reshape(-1, 2).T, known, PEOPLE, tolerance=tolerance)

    for step in steps:
        change(state, kept, *step)

    expected = anew(kept, known, PEOPLE)
    passes = np.maximum(state._passes, ALONE)
    assert (np.abs(state.score - expected.score) * passes).sum() <= state.left_out + 1e-12
    assert (state.score > 0).tolist() == (expected.score > 0).tolist()


def test_a_hundred_ties_come_and_go_in_a_small_world():
    chance = np.random.default_rng(3)
    rows = small_world(chance, people=300)
    known, kept = list(range(0, 300, 30)), network(rows)
    state = State(*np.array(rows).T, known, people=300)

    for number in range(100):
        if number % 2:
            one, other = list(kept)[int(chance.integers(len(kept)))]
        else:
            one, other = chance.integers(0, 300, 2).tolist()
        change(state, kept, number % 2 == 0, one, other, 1.0)

    expected = anew(kept, known, 300)
    assert (np.abs(state.score - expected.score) * np.maximum(state._passes, ALONE)).sum() <= state.left_out + 1e-9
    assert state.left_out < 1e-3 * len(known)
    assert state.distance.tolist() == expected.distance.tolist()


def test_whom_nothing_reaches_any_more_has_nothing_and_comes_back():
    """A chain of 60 behind one tie: farther than the walk goes, too."""
    chain = [(one, one + 1) for one in range(60)]
    state = State(*np.array(chain).T, [0], people=62)
    before = state.score.copy()

    state.remove(0, 1)
    assert state.score.nonzero()[0].tolist() == [0]
    assert state.distance.tolist() == [0] + [-1] * 61

    state.add(0, 1)
    assert state.score == pytest.approx(before, rel=1e-9)
    assert state.distance.tolist() == [*range(61), -1]

    state.add(60, 61)
    assert (state.score[41:] == 0).all()


def test_nobody_and_nothing_are_refused_and_change_nothing():
    state = State([0, 1], [1, 0], [0], people=3)
    before = state.score.tolist()
    for one, other in ((0, 3), (-1, 0), (0.5, 1), (True, 1)):
        with pytest.raises(InvalidProblem):
            state.add(one, other)
        with pytest.raises(InvalidProblem):
            state.remove(one, other)
    for weight in (-1.0, np.nan, np.inf):
        with pytest.raises(InvalidProblem, match="weight"):
            state.add(0, 2, weight)
    with pytest.raises(InvalidProblem, match="tolerance"):
        State([0], [1], [0], tolerance=-1)
    state.add(0, 0)
    state.add(0, 2, 0.0)
    state.remove(1, 2)

    assert state.score.tolist() == before
