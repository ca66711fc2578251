"""How many circles, and which of the previous ones go on: the plans that could keep most people where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.problem import CircleProblem

__all__ = ["Plan", "fewest_moves", "numbers_of_circles", "plans"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SAME = 6  # of plans that keep as many people, so many are looked at


@dataclass(frozen=True, slots=True)
class Plan:
    """So many circles; the first of them go on under these labels, the others are new."""

    circles: int
    kept: tuple[int, ...] = ()
    moves: int = 0


def numbers_of_circles(problem: CircleProblem) -> range:
    """How many circles there can be, by the sizes alone.

    Examples
    --------
    >>> numbers_of_circles(CircleProblem.of(np.zeros((17, 17)), (5, 8)))
    range(3, 4)
    """
    return range(-(-problem.people // problem.most), problem.people // problem.least + 1)


def plans(problem: CircleProblem) -> Iterator[Plan]:
    """Plans that could have fewest moves first; without previous circles, one for each number of circles.

    Of each previous circle at most the largest part that can still sit together stays. With k circles, the k largest
    of these go on; who exceeds the largest size moves, and as many more as circles that are too small still need.
    """
    if problem.previous is None:
        yield from (Plan(number) for number in numbers_of_circles(problem))
        return
    labels, stay = _who_can_stay(problem)
    order = sorted(range(len(labels)), key=lambda at: (-stay[at], labels[at]))
    found = []
    for number in numbers_of_circles(problem):
        kept = order[:number]
        found.append((_moves(problem, [stay[at] for at in kept], number), number, kept))
    for moves, number, kept in sorted(found):
        smallest = min((stay[at] for at in kept), default=0)
        sure = [at for at in kept if stay[at] > smallest]
        equal = [at for at in order if stay[at] == smallest]
        for some in islice(combinations(equal, len(kept) - len(sure)), _SAME):
            yield Plan(number, tuple(sorted(int(labels[at]) for at in (*sure, *some))), moves)


def fewest_moves(problem: CircleProblem) -> int:
    """No composition has fewer moves: a bound from the sizes, and from who can still sit with whom in a circle.

    Examples
    --------
    >>> fewest_moves(CircleProblem.of(np.zeros((9, 9)), (4, 5), previous=[0, 0, 0, 1, 1, 1, 2, 2, 2]))
    3
    """
    return next(plans(problem)).moves


def _moves(problem: CircleProblem, stay: list[int], number: int) -> int:
    assert problem.previous is not None
    staying = sum(min(people, problem.most) for people in stay)
    needed = sum(max(problem.least, min(people, problem.most)) for people in stay)
    needed += (number - len(stay)) * problem.least
    return int((problem.previous >= 0).sum()) - staying + max(needed - problem.people, 0)


def _who_can_stay(problem: CircleProblem) -> tuple[list[int], list[int]]:
    """The labels of the previous circles, and how many of each could sit together now."""
    assert problem.previous is not None
    apart = np.zeros((problem.people, problem.people), dtype=np.bool_)
    apart[problem.apart[:, 0], problem.apart[:, 1]] = True
    apart |= apart.T
    labels = np.unique(problem.previous[problem.previous >= 0])
    stay = []
    for label in labels:
        members = np.flatnonzero(problem.previous == label)
        groups = [members]
        if problem.slots is not None:
            groups = [members[problem.slots[members, slot]] for slot in range(problem.slots.shape[1])]
        stay.append(max((_largest_at_peace(apart[np.ix_(group, group)]) for group in groups), default=0))
    return [int(label) for label in labels], stay


def _largest_at_peace(apart: Bools) -> int:
    """How many people at most no two of whom are apart; for large circles, a bound on it."""
    quarrelsome = apart.any(axis=1)
    number = int(quarrelsome.sum())
    peaceful = len(apart) - number
    if number > 16:
        return peaceful + number - 1
    against = [sum(1 << int(b) for b in np.flatnonzero(row)) for row in apart[np.ix_(quarrelsome, quarrelsome)]]

    def largest(among: int) -> int:
        if not among:
            return 0
        one = among.bit_length() - 1
        rest = among & ~(1 << one)
        with_one = 1 + largest(rest & ~against[one])
        return with_one if not rest & against[one] else max(with_one, largest(rest))

    return peaceful + largest((1 << number) - 1)
