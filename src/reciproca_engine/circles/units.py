"""People who must be together move together: the problem in units instead of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.problem import CircleProblem

__all__ = ["Units"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_BITS = 62  # slots kept in one whole number


@dataclass(frozen=True, eq=False)
class Units:
    """Who moves together, and what each two units are worth in one circle.

    Parameters
    ----------
    of_person : int[people]
        The unit of each person; units are numbered by their first person.
    first : int[units]
        The first person of each unit.
    people : int[units]
        How many people each has.
    worth : float[units, units]
        The sum over pairs of people, one of each; 0 on the diagonal.
    within : float
        What the pairs inside units are worth, in sum.
    parted : bool[units, units]
        Which two can never share a circle: apart, without a common slot, or too many together; also with itself.
    can : int[units, words]
        The slots at which the whole unit can come, as bits; no columns where slots do not matter.
    """

    of_person: Ints
    first: Ints
    people: Ints
    worth: Floats
    within: float
    parted: Bools
    can: Ints

    @classmethod
    def of(cls, problem: CircleProblem) -> Units:
        """The units of a problem.

        Examples
        --------
        >>> units = Units.of(CircleProblem.of([[0, 1, 2], [1, 0, 3], [2, 3, 0]], (1, 3), together=[(0, 2)]))
        >>> units.of_person.tolist(), units.worth.tolist(), units.within
        ([0, 1, 0], [[0.0, 4.0], [4.0, 0.0]], 2.0)
        """
        of_person = hanging_together(problem.people, problem.together)
        first, of_person = np.unique(of_person, return_index=False, return_inverse=True)
        number = len(first)
        people = np.bincount(of_person, minlength=number).astype(np.int64)
        worth, within = problem.worth, 0.0
        if number < problem.people:
            worth = np.zeros((number, number))
            np.add.at(worth, (of_person[:, None], of_person), problem.worth)
            within = float(np.trace(worth)) / 2
            worth = worth / 2 + worth.T / 2
            np.fill_diagonal(worth, 0.0)
        parted = people[:, None] + people > problem.most
        parted[of_person[problem.apart[:, 0]], of_person[problem.apart[:, 1]]] = True
        parted |= parted.T
        np.fill_diagonal(parted, True)
        can = np.zeros((number, 0), dtype=np.int64)
        if problem.slots is not None:
            all_can = np.ones((number, problem.slots.shape[1]), dtype=np.bool_)
            np.logical_and.at(all_can, of_person, problem.slots)
            parted |= all_can.astype(np.float32) @ all_can.T.astype(np.float32) == 0
            can = _as_bits(all_can)
        return cls(of_person.astype(np.int64), first.astype(np.int64), people, worth, within, parted, can)


def hanging_together(people: int, pairs: Ints) -> Ints:
    """The first of all whom each person hangs together with through pairs: int[people].

    Examples
    --------
    >>> hanging_together(5, np.array([[1, 4], [3, 4]])).tolist()
    [0, 1, 2, 1, 1]
    """
    first = np.arange(people)

    def root(person: int) -> int:
        while first[person] != person:
            person = first[person]
        return int(person)

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        first[high] = low
    return np.array([root(person) for person in range(people)], dtype=np.int64)


def _as_bits(can: Bools) -> Ints:
    words = max(-(-can.shape[1] // _BITS), 1)
    bits = np.zeros((len(can), words), dtype=np.int64)
    for slot in range(can.shape[1]):
        bits[:, slot // _BITS] |= can[:, slot].astype(np.int64) << (slot % _BITS)
    return bits
