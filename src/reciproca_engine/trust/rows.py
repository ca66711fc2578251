"""Ties as trust needs them: each once, in rows by the one they go out from, in order; and who the seeds are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import ids, numbers, of_one_length, people_in

__all__ = ["Ties", "seeds_of", "ties_of"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Ties:
    """Ties by source: those of person p are at begin[p] … begin[p + 1], by target. Weights of repeated rows are added."""

    begin: Ints
    target: Ints
    weight: Floats

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.begin) - 1


def ties_of(names: tuple[str, str], source: Any, target: Any, weight: Any, people: Any) -> Ties:
    """The ties that these arguments state; rows of oneself and rows that weigh nothing are none.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.
    """
    from reciproca_engine.trust.walks import gathered

    sources, targets = ids(names[0], source), ids(names[1], target)
    of_one_length(**{names[0]: sources, names[1]: targets})
    weights = numbers("weight", weight, len(sources))
    size = people_in(sources, targets, said=people)
    if size >= 2**31:
        raise InvalidProblem("people", None, "are too many")
    return Ties(*gathered(sources, targets, weights, size))


def seeds_of(seeds: Any, people: int) -> Ints:
    """Who is known to be real: ids, or bool[people]; sorted, each once.

    Raises
    ------
    InvalidProblem
        When a seed is nobody.
    """
    given = np.asarray(seeds)
    if given.dtype == np.bool_ and given.shape == (people,):
        return np.flatnonzero(given)
    found = ids("seeds", list(seeds) if isinstance(seeds, (set, frozenset)) else seeds)
    strange = found >= people
    if strange.any():
        raise InvalidProblem("seeds", int(strange.argmax()), "is somebody who is not there")
    return np.unique(found)
