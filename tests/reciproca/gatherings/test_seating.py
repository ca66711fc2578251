"""Who sits with whom: nobody twice, whoever was left over first, three only where the number is odd. Over many drawn groups."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca.gatherings.seating import seat

groups = st.integers(0, 14)


def pairs_of(table: list[int]) -> set[frozenset[int]]:
    return {frozenset((one, other)) for one in table for other in table if one != other}


def barred(people: list[int], chance: float, dice: random.Random) -> set[frozenset[int]]:
    return {frozenset((a, b)) for a in people for b in people if a < b and dice.random() < chance}


@given(number=groups, chance=st.floats(0, 1), dice=st.randoms(use_true_random=False), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_everybody_has_one_place_and_nobody_sits_with_whom_they_must_not(
    number: int, chance: float, dice: random.Random, seed: int
) -> None:
    people = [7 * at + 3 for at in range(number)]
    apart = barred(people, chance, dice)

    seating = seat(people, apart=apart, seed=seed)

    assert sorted([*seating.left, *(key for table in seating.tables for key in table)]) == people
    assert not apart & {pair for table in seating.tables for pair in pairs_of(table)}
    threes = [table for table in seating.tables if len(table) == 3]
    assert all(len(table) in (2, 3) for table in seating.tables)
    assert len(threes) <= number % 2
    if not apart:
        assert seating.left == ([] if number != 1 else people)
        assert len(threes) == (number % 2 if number > 1 else 0)


@given(number=st.integers(3, 13), seed=st.integers(0, 99), at=st.integers(0, 12))
@settings(max_examples=80, deadline=None)
def test_whoever_was_left_over_last_has_a_table_now(number: int, seed: int, at: int) -> None:
    people = list(range(number))
    first = people[at % number]
    others = set(people) - {first}
    nobody_else = {frozenset((one, other)) for one in others for other in others if one != other}

    # all want the same one: whoever waited has the only table
    waiting = people[(at + 1) % number]
    seating = seat(people, apart=nobody_else, waited={waiting: 3}, seed=seed)

    assert [set(table) for table in seating.tables] == [{first, waiting}]


def test_those_who_never_sat_together_come_before_those_who_did() -> None:
    times = {frozenset((0, 1)): 1, frozenset((2, 3)): 2}
    for seed in range(20):
        tables = [set(table) for table in seat([0, 1, 2, 3], times=times, seed=seed).tables]
        assert {0, 1} not in tables
        assert {2, 3} not in tables


def test_the_third_sits_down_where_nobody_must_not_meet_them_or_nowhere() -> None:
    apart = {frozenset((4, key)) for key in (0, 1, 2)}
    seating = seat([0, 1, 2, 3, 4], apart=apart)
    assert [sorted(table) for table in seating.tables if 4 in table] == [[3, 4]]

    everybody = {frozenset((4, key)) for key in (0, 1, 2, 3)}
    alone = seat([0, 1, 2, 3, 4], apart=everybody)
    assert alone.left == [4]
    assert sorted(len(table) for table in alone.tables) == [2, 2]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_dice_draw_the_same_tables(seed: int) -> None:
    people = list(range(11))
    assert seat(people, seed=seed) == seat(people, seed=seed)
