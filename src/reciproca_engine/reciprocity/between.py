"""Who holds a network together: how many of the shortest ways between others lead through each person."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled
from reciproca_engine.logs import network_of
from reciproca_engine.reciprocity.pairs import by_place
from reciproca_engine.reciprocity.shape import MOST_STEPS, contacts_of

__all__ = ["between"]


def between(
    source: Any, target: Any, weight: Any = None, people: int | None = None, *, seed: int = 0
) -> NDArray[np.float64]:
    """For each person, the share of the pairs of others whose shortest ways lead through them, whichever way ties go.

    Where several ways are shortest, each counts for its part (Freeman, Sociometry 40, 1977, 35; Brandes, J. Math.
    Sociol. 25, 2001, 163). Of very large networks, ways from a few hundred people drawn at random are followed.

    Parameters
    ----------
    source, target : int[rows]
    weight : float[rows] or None
        Finite and ≥ 0; what weighs nothing is no tie.
    people : int or None
        The length of the answer; None: the largest id + 1.

    Returns
    -------
    float[people]
        Between 0 and 1; 0 where there are no two others.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> between([0, 1, 2], [1, 2, 3]).round(3).tolist()
    [0.0, 0.667, 0.667, 0.0]
    """
    network = network_of(source, target, weight, people=people)
    names, one, other = by_place(network)
    found = np.zeros(network.size)
    if len(names) < 3:
        return found
    there, whom = contacts_of(one, other, len(names))
    starts = np.arange(len(names))
    if len(names) * len(whom) > MOST_STEPS:
        starts = np.sort(np.random.default_rng(seed).choice(starts, max(MOST_STEPS // len(whom), 1), replace=False))
    others = (network.people - 1) * (network.people - 2)
    found[names] = _passed(there, whom, starts) * (len(names) / len(starts)) / others
    return found


@compiled("f8[::1](i8[::1], i8[::1], i8[::1])")
def _passed(there, whom, starts):
    """float[people]: Σ over starts and ends of the part of the shortest ways between them that lead through each."""
    people = len(there) - 1
    found = np.zeros(people)
    level, queue = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    ways, through = np.empty(people), np.empty(people)
    for start in starts:
        level[:], ways[:], through[:] = -1, 0.0, 0.0
        level[start], ways[start], queue[0], at, size = 0, 1.0, start, 0, 1
        while at < size:
            person = queue[at]
            at += 1
            for place in range(there[person], there[person + 1]):
                other = whom[place]
                if level[other] < 0:
                    level[other] = level[person] + 1
                    queue[size] = other
                    size += 1
                if level[other] == level[person] + 1:
                    ways[other] += ways[person]
        for at in range(size - 1, 0, -1):
            person = queue[at]
            share = (1.0 + through[person]) / ways[person]
            for place in range(there[person], there[person + 1]):
                other = whom[place]
                if level[other] == level[person] - 1:
                    through[other] += ways[other] * share
            found[person] += through[person]
    return found
