"""Circles that became small, and how they are enough again with the fewest moves: somebody who waits comes in, or two become one.

Knows nothing of rows, pages or requests, and imports no Django, as `composition.py`, whose table it reads: there `group` is who
sits where, and everybody else is free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reciproca_engine.circles import Circles, Infeasible, NotSupported, compose, verify

from .composition import Table, asked_of

__all__ = ["Mend", "mends"]


@dataclass(frozen=True, slots=True)
class Mend:
    """Into this circle come these people, by key; or the whole of another one, and then so many move."""

    number: int
    people: tuple[int, ...] = ()
    other: int | None = None
    moves: int = 0


def mends(table: Table, *, seed: int = 0) -> list[Mend]:
    """For as many circles as possible, with the fewest moves. Nobody is taken out of a circle whose others stay.

    Of those who could come in only the better half is thought of: who is not among them tells nothing.
    """
    circles = {number: table.members(number) for number in sorted(set(table.group.values()))}
    comers = _comers(table, circles)
    whole, found = dict(circles), None
    while whole and (found := _composed(table, whole, comers, seed)) is None:
        del whole[min(whole, key=lambda number: (_ways(table, number, whole, comers), number))]
    told = _read(table, whole, comers, found) if found is not None else []
    # Where no way is found for all of a circle, one more who can come is better than none.
    left = [number for number in circles if number not in whole and comers[number]]
    told += [Mend(number, people=_keys(table, comers[number])) for number in left]
    return sorted(told, key=lambda one: one.number)


def _comers(table: Table, circles: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """By circle who would come in, so many as it lacks: where fewest could, first."""
    free = [at for at, one in enumerate(table.sitters) if one.key not in table.group]
    could = {}
    for number, there in circles.items():
        fitting = [at for at in free if _can_sit(table, [*there, at])]
        fitting.sort(key=lambda at: (-float(table.worth[at, there].sum()), at))
        could[number] = fitting[: (len(fitting) + 1) // 2]
    taken: set[int] = set()
    chosen: dict[int, list[int]] = {number: [] for number in circles}
    for number in sorted(could, key=lambda one: (len(could[one]), one)):
        for at in could[number]:
            there = [*circles[number], *chosen[number]]
            if len(there) >= table.least:
                break
            if at not in taken and _can_sit(table, [*there, at]):
                chosen[number].append(at)
                taken.add(at)
    return chosen


def _can_sit(table: Table, people: Sequence[int]) -> bool:
    if len(people) > table.most or table.parted[np.ix_(people, people)].any():
        return False
    return bool(frozenset.intersection(*(table.sitters[at].slots for at in people)))


def _ways(table: Table, number: int, circles: Mapping[int, Sequence[int]], comers: Mapping[int, Sequence[int]]) -> int:
    """How many ways a circle has to be enough again."""
    others = [there for one, there in circles.items() if one != number]
    filled = len(circles[number]) + len(comers[number]) >= table.least
    return filled + sum(_can_sit(table, [*circles[number], *there]) for there in others)


def _composed(
    table: Table, circles: Mapping[int, Sequence[int]], comers: Mapping[int, Sequence[int]], seed: int
) -> dict[int, int] | None:
    """Who sits where then, by position; None where it does not work out for all of them."""
    people = sorted(at for number in circles for at in (*circles[number], *comers[number]))
    asked = asked_of(table, people, keep=True)
    places = {at: place for place, at in enumerate(people)}
    asked["together"] = [[places[at] for at in there] for there in circles.values() if len(there) > 1]
    try:
        found: Circles = compose(**asked, seed=seed)
    except (Infeasible, NotSupported):
        return None
    if not verify(circles=found, **asked).feasible:
        return None
    return {at: int(label) for at, label in zip(people, found.circle, strict=True)}


def _read(
    table: Table, circles: Mapping[int, Sequence[int]], comers: Mapping[int, Sequence[int]], found: Mapping[int, int]
) -> list[Mend]:
    told = []
    waiting = [at for number in circles for at in comers[number]]
    for label in sorted(set(found.values())):
        here = [number for number, there in circles.items() if found[there[0]] == label]
        if len(here) > 1:  # two at a time: a third comes the next time
            stays, comes = sorted(here, key=lambda number: (-len(circles[number]), number))[:2]
            told.append(Mend(stays, other=comes, moves=len(circles[comes])))
        elif here and len(circles[here[0]]) < table.least:
            coming = [at for at in waiting if found[at] == label]
            coming.sort(key=lambda at: -float(table.worth[at, list(circles[here[0]])].sum()))
            told.append(Mend(here[0], people=_keys(table, coming[: table.least - len(circles[here[0]])])))
    return [one for one in told if one.people or one.other is not None]


def _keys(table: Table, people: Sequence[int]) -> tuple[int, ...]:
    return tuple(table.sitters[at].key for at in people)
