"""Rounds of short meetings: nobody meets twice, and sitting out goes round."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.matching import verify
from reciproca_engine.matching.rotations import coffee, speed


def everybody_once_a_round(rotation, *, two_sides):
    for pairs, _out in zip(rotation.rounds, rotation.out, strict=True):
        sides = (pairs[:, 0], pairs[:, 1]) if two_sides else (pairs.ravel(),)
        if not all(len(side) == len(set(side.tolist())) for side in sides):
            return False
    return True


def all_pairs(rotation):
    return [tuple(pair) for pairs in rotation.rounds for pair in pairs.tolist()]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, 9), st.integers(1, 6), st.integers(0, 6), st.integers(0, 2**32))
def test_speed_mentoring_fills_every_round_and_spreads_meetings_evenly(mentees, mentors, rounds, seed):
    chance = np.random.default_rng(seed)
    i, j = np.divmod(np.arange(mentees * mentors), mentors)
    rounds = min(rounds, max(mentees, mentors))

    rotation = speed(mentees, mentors, rounds, i, j, chance.random(len(i)))

    met = all_pairs(rotation)
    assert everybody_once_a_round(rotation, two_sides=True)
    assert len(met) == len(set(met)) == rounds * min(mentees, mentors)
    had = np.bincount([pair[0] for pair in met], minlength=mentees)
    assert had.max() - had.min() <= 1
    assert [len(out) for out in rotation.out] == [max(mentees - mentors, 0)] * rounds
    assert verify(rotation.result.problem, rotation.result).optimal


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32))
def test_speed_mentoring_among_few_allowed_pairs(mentees, mentors, rounds, seed):
    chance = np.random.default_rng(seed)
    allowed = chance.random((mentees, mentors)) < 0.6
    i, j = np.nonzero(allowed)
    met = [(int(a), int(b)) for a, b in zip(i, j, strict=True) if chance.random() < 0.2]

    rotation = speed(mentees, mentors, rounds, i, j, met=met)

    pairs = all_pairs(rotation)
    assert everybody_once_a_round(rotation, two_sides=True)
    assert len(pairs) == len(set(pairs))
    assert all(allowed[pair] for pair in pairs)
    assert not set(pairs) & set(met)


def test_who_was_left_out_last_time_has_the_one_meeting_more():
    rotation = speed(5, 2, rounds=3, left_out=[4])

    had = np.bincount([pair[0] for pair in all_pairs(rotation)], minlength=5)

    assert had.tolist() == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("people", [2, 3, 6, 7, 12, 13])
def test_everybody_meets_everybody(people):
    rotation = coffee(people, rounds=people - 1 + people % 2)

    assert everybody_once_a_round(rotation, two_sides=False)
    assert sorted(all_pairs(rotation)) == list(combinations(range(people), 2))
    sat_out = [i for out in rotation.out for i in out.tolist()]
    assert sorted(sat_out) == (list(range(people)) if people % 2 else [])


def largest(may):
    """The most pairs there can be among people who may meet, by trying everything."""

    def most(left):
        if len(left) < 2:
            return 0
        one, *others = left
        without = most(others)
        return max([without, *(1 + most([x for x in others if x != other]) for other in others if may[one, other])])

    return most(list(range(len(may))))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(1, 8), st.integers(1, 4), st.integers(0, 2**32), st.sampled_from([0.2, 0.5, 0.8]))
def test_coffee_rounds_have_as_many_pairs_as_there_can_be(people, rounds, seed, density):
    chance = np.random.default_rng(seed)
    apart = [pair for pair in combinations(range(people), 2) if chance.random() > density]
    fit = chance.random((people, people))
    sat_out = chance.integers(0, 3, people)

    rotation = coffee(people, rounds, fit, apart=apart, sat_out=sat_out, seed=seed)

    may = ~np.eye(people, dtype=bool)
    for one, other in apart:
        may[one, other] = may[other, one] = False
    often = sat_out.copy()
    assert everybody_once_a_round(rotation, two_sides=False)
    if not apart and 2 * rounds > people:
        return  # a round-robin
    for pairs, out in zip(rotation.rounds, rotation.out, strict=True):
        assert len(pairs) == largest(may)
        assert all(may[one, other] for one, other in pairs.tolist())
        for i in out.tolist():  # nobody who sat out less often could have stayed away in the place of i
            for j in range(people):
                if often[j] < often[i] and j not in out:
                    without = np.delete(
                        np.delete(may, [*(x for x in out if x != i), j], 0), [*(x for x in out if x != i), j], 1
                    )
                    assert 2 * largest(without) < len(without)
        often[out] += 1
        for one, other in pairs.tolist():
            may[one, other] = may[other, one] = False


def test_exchanges_find_the_pairs_that_suit_each_other():
    fit = np.zeros((6, 6))
    for one, other in ((0, 3), (1, 4), (2, 5)):
        fit[one, other] = 1

    rotation = coffee(6, 1, fit)

    assert rotation.rounds[0].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert rotation.total == 1.5


def test_the_same_seed_gives_the_same_rounds():
    one, again = coffee(9, 3, seed=4), coffee(9, 3, seed=4)

    assert [pairs.tolist() for pairs in one.rounds] == [pairs.tolist() for pairs in again.rounds]


@pytest.mark.parametrize(
    "make",
    [
        lambda: coffee(3, -1),
        lambda: coffee(3, 1, np.zeros((2, 2))),
        lambda: coffee(3, 1, np.full((3, 3), np.nan)),
        lambda: coffee(3, 1, met=[(0, 3)]),
        lambda: coffee(3, 1, sat_out=[1]),
        lambda: speed(3, 3, -1),
        lambda: speed(3, 3, 1, left_out=[3]),
    ],
)
def test_what_has_no_meaning_is_refused(make):
    with pytest.raises(InvalidProblem):
        make()
