"""The shape of a network: whether it hangs together, how far apart people are, and what groups of three look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.logs import network_of
from reciproca_engine.reciprocity.pairs import by_place
from reciproca_engine.reciprocity.walks import count_triads, distances, strong_parts, triangles, weak_parts

__all__ = ["MOST_STEPS", "TRIADS", "Distances", "Shape", "contacts_of", "shape"]

Ints = NDArray[np.int64]

#: Davis & Leinhardt's names of the sixteen groups of three: mutual, asymmetric and null pairs, and which way they go.
TRIADS = (
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210", "300",
)  # fmt: skip
#: The code of each group: for the pairs (a, b), (a, c), (b, c), two bits each, there and back
#: (Batagelj & Mrvar, Social Networks 23, 2001, 237).
_GROUP = (
    1, 2, 2, 3, 2, 4, 6, 8, 2, 6, 5, 7, 3, 8, 7, 11, 2, 6, 4, 8, 5, 9, 9, 13, 6, 10, 9, 14, 7, 14, 12, 15,
    2, 5, 6, 7, 6, 9, 10, 14, 4, 9, 9, 12, 8, 13, 14, 15, 3, 7, 8, 11, 7, 12, 14, 15, 8, 14, 13, 15, 11, 15, 15, 16,
)  # fmt: skip
#: Distances between all are found up to about so many steps from person to person: some ten seconds.
MOST_STEPS = 5_000_000_000


@dataclass(frozen=True, slots=True)
class Distances:
    """Between the people of the largest part, whichever way ties go.

    Parameters
    ----------
    diameter : int
        The longest of the shortest ways.
    effective : float
        What nine of ten pairs do not exceed, interpolated: with F(k) the share of pairs at most k apart, and
        F(k − 1) < 0.9 ≤ F(k), it is k − 1 + (0.9 − F(k − 1)) / (F(k) − F(k − 1)).
    mean : float
    """

    diameter: int
    effective: float
    mean: float


@dataclass(frozen=True, slots=True)
class Shape:
    """The figures of a network's shape.

    Parameters
    ----------
    people, ties : int
    tied_pairs : int
        Pairs of people with a tie either way.
    weak_parts, largest_weak_part : int
        In a weak part everybody is linked to everybody, whichever way ties go; people without ties are parts of one.
    strong_parts, largest_strong_part : int
        In a strong part everybody is reached from everybody the way ties go.
    triangles : int
        Groups of three all tied to one another, either way.
    clustering : float
        The mean over all people of the share of pairs of their contacts that are tied; 0 for who has fewer than two
        contacts (Watts & Strogatz, Nature 393, 1998, 440).
    transitivity : float
        3 × triangles / paths of two ties.
    triads : dict of str to int
        How many groups of three there are of each of the sixteen kinds `TRIADS`.
    distances : Distances or None
        None where nobody is tied to anybody, and for networks so large that it would take minutes.
    """

    people: int
    ties: int
    tied_pairs: int
    weak_parts: int
    largest_weak_part: int
    strong_parts: int
    largest_strong_part: int
    triangles: int
    clustering: float
    transitivity: float
    triads: dict[str, int]
    distances: Distances | None


def shape(source: Any, target: Any, weight: Any = None, people: int | None = None) -> Shape:
    """The shape of a network of directed ties.

    Parameters
    ----------
    source, target : int[rows]
        Who is tied to whom; repeated rows are one tie.
    weight : float[rows] or None
        Finite and ≥ 0; what weighs nothing is no tie.
    people : int or None
        How many people there are; None: as many ids as occur.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> found = shape([0, 1, 2, 3], [1, 2, 0, 4])
    >>> found.weak_parts, found.largest_strong_part, found.triangles, found.distances.diameter
    (2, 3, 1, 1)
    """
    network = network_of(source, target, weight, people=people)
    names, one, other = by_place(network)
    alone, tied = network.people - len(names), len(names)
    there, whom = contacts_of(one, other, tied)
    weak, strong = weak_parts(there, whom), strong_parts(*_out(one, other, tied))
    contacts = np.diff(there)
    closed = triangles(there, whom)
    pairs = contacts * (contacts - 1) / 2
    largest = np.flatnonzero(weak == np.bincount(weak).argmax()) if tied else weak
    return Shape(
        people=network.people,
        ties=len(one),
        tied_pairs=len(whom) // 2,
        weak_parts=len(np.unique(weak)) + alone,
        largest_weak_part=max(len(largest), min(network.people, 1)),
        strong_parts=len(np.unique(strong)) + alone,
        largest_strong_part=max(int(np.bincount(strong).max()) if tied else 0, min(network.people, 1)),
        triangles=int(closed.sum()) // 3,
        clustering=float((closed[pairs > 0] / pairs[pairs > 0]).sum() / network.people)
        if network.people
        else float("nan"),
        transitivity=float(closed.sum() / pairs.sum()) if pairs.sum() else float("nan"),
        triads=_triads(there, whom, one, other, network.people),
        distances=_distances(there, whom, largest) if len(largest) > 1 else None,
    )


def _out(one: Ints, other: Ints, people: int) -> tuple[Ints, Ints]:
    """Where the ties of each begin, and where they lead: the ties are sorted already."""
    return np.searchsorted(one, np.arange(people + 1)).astype(np.int64), other


def contacts_of(one: Ints, other: Ints, people: int) -> tuple[Ints, Ints]:
    """Where the contacts of each begin, and who they are, ascending: ties taken both ways, each contact once."""
    both = np.unique(np.concatenate((one * people + other, other * people + one)))
    return _out(both // max(people, 1), both % max(people, 1), people)


def _triads(there: Ints, whom: Ints, one: Ints, other: Ints, people: int) -> dict[str, int]:
    first, to = _out(one, other, len(there) - 1)
    counted = count_triads(there, whom, first, to, np.array(_GROUP, dtype=np.int64) - 1, people)
    counted[0] = people * (people - 1) * (people - 2) // 6 - counted[1:].sum()
    return dict(zip(TRIADS, counted.tolist(), strict=True))


def _distances(there: Ints, whom: Ints, largest: Ints) -> Distances | None:
    if len(largest) * int(np.diff(there)[largest].sum()) > MOST_STEPS:
        return None
    counted = distances(there, whom, largest)
    upto = counted.cumsum() / counted.sum()
    at = int(np.searchsorted(upto, 0.9))
    before = upto[at - 1] if at else 0.0
    lengths = np.arange(1, len(counted) + 1)
    return Distances(
        diameter=len(counted),
        effective=float(lengths[at] - 1 + (0.9 - before) / (upto[at] - before)),
        mean=float((lengths * counted).sum() / counted.sum()),
    )
