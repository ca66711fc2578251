"""Help that travels on: who was helped helps somebody else, who helps somebody else.

An act B = (j → k, at t₂) *continues* an act A = (i → j, at t₁) when t₁ < t₂ ≤ t₁ + within and k is not i: it is passed on,
not given back. It continues A by 2^(−(t₂ − t₁) / half-life), and all it continues together by 1 at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import Log, log_of
from reciproca_engine.reciprocity.passing_on import connected, continued_by_chance

__all__ = ["Chains", "chains"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Normal quantile of a two-sided interval of 95 %, and the most parts that are left out one at a time for it.
Z, MOST_PARTS = 1.959963984540054, 200
#: So many of the longest chains are told.
MOST_CHAINS = 10


@dataclass(frozen=True, eq=False, slots=True)
class Chains:
    """Acts as rows of the caller's arrays. Rows left out (with oneself, after `now`) are in no chain.

    Parameters
    ----------
    parents : int[rows]
        How many acts each continues.
    parent : int[rows]
        The latest of them, −1 where it continues none.
    parentage : float[rows]
        By how much it continues them together, at most 1.
    reach : float[rows]
        How much follows from each act: what continues it, each with what follows from that, by how much it does.
    length : int[rows]
        How many acts the longest chain has that ends with this one, itself included; 0 for rows left out.
    longest : tuple of int arrays
        The longest chain, the longest of those that share no act with it, and so on: up to ten.
    continued : float
        The share of acts after which their receiver gave to somebody else within the time.
    lift : float
        That share, over what it would be if people gave and received at the same times, but one independent of the
        other: 1 means that help received changes nothing.
    lift_interval : (float, float)
        Of 95 %, leaving out parts of the people.
    selfs, future : int
        Rows left out.
    """

    parents: Ints
    parent: Ints
    parentage: Floats
    reach: Floats
    length: Ints
    longest: tuple[Ints, ...]
    continued: float
    lift: float
    lift_interval: tuple[float, float]
    selfs: int
    future: int


def chains(
    giver: Any,
    receiver: Any,
    time: Any,
    within: float,
    *,
    now: Any = None,
    half_life: float | None = None,
    shuffles: int = 20,
    seed: int = 0,
) -> Chains:
    """Which act continues which, how far each reaches, and whether help received makes people give.

    Parameters
    ----------
    giver, receiver : int[events]
    time : float[events] in days, or dates
    within : float
        Days, > 0: an act continues what was received so long before, at most.
    now : days or a date
        None: the last time of the log.
    half_life : float or None
        Days after which an act continues another by half; None: half of `within`.
    shuffles : int
        How often the times of each person are shuffled for the lift.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> found = chains([0, 1, 2], [1, 2, 0], [0.0, 1.0, 2.0], within=30)
    >>> found.parent.tolist(), found.length.tolist(), [chain.tolist() for chain in found.longest]
    ([-1, 0, 1], [1, 2, 3], [[0, 1, 2]])
    """
    for name, value in (("within", within), ("half_life", within if half_life is None else half_life)):
        if not (np.isfinite(value) and value > 0):
            raise InvalidProblem(name, None, "must be a number of days greater than 0")
    events = log_of(giver, receiver, time, now=now)
    rows = len(np.asarray(giver))
    names, places = np.unique(np.concatenate((events.giver, events.receiver)), return_inverse=True)
    gives, receives = places[: len(events.row)].astype(np.int64), places[len(events.row) :].astype(np.int64)
    decay = log(2) / (within / 2 if half_life is None else half_life)
    parents, parent, parentage, reach, length, before, goes_on = connected(
        gives, receives, events.time, _by_person(receives, len(names)), _by_person(gives, len(names)), within, decay
    )
    by_chance = continued_by_chance(
        gives, receives, events.time, _by_person(np.concatenate((gives, receives)), len(names)), within, shuffles,
        np.uint64(seed),
    )  # fmt: skip
    seen = np.bincount(receives, goes_on, len(names)).astype(np.float64)
    lift, interval = _lift(seen, by_chance)
    return Chains(
        parents=_in_rows(parents, events, rows, 0),
        parent=_in_rows(np.where(parent >= 0, events.row[parent], -1) if len(parent) else parent, events, rows, -1),
        parentage=_in_rows(parentage, events, rows, 0.0),
        reach=_in_rows(reach, events, rows, 0.0),
        length=_in_rows(length, events, rows, 0),
        longest=_longest(length, before, events),
        continued=float(goes_on.mean()) if len(goes_on) else float("nan"),
        lift=lift,
        lift_interval=interval,
        selfs=events.selfs,
        future=events.future,
    )


def _by_person(of_whom: Ints, people: int) -> tuple[Ints, Ints]:
    """Where the events of each person begin, and the events, in the order of time."""
    order = np.argsort(of_whom, kind="stable")
    return np.searchsorted(of_whom[order], np.arange(people + 1)).astype(np.int64), order.astype(np.int64)


def _in_rows(values: NDArray[Any], events: Log, rows: int, otherwise: float) -> NDArray[Any]:
    whole = np.full(rows, otherwise, dtype=values.dtype)
    whole[events.row] = values
    return whole


def _longest(length: Ints, before: Ints, events: Log) -> tuple[Ints, ...]:
    """The longest chain, the longest of those that share no act with it, and so on."""
    found: list[Ints] = []
    taken = np.zeros(len(length), dtype=bool)
    for last in np.argsort(-length, kind="stable"):
        if len(found) == MOST_CHAINS or length[last] < 2:
            break
        chain = [int(last)] if not taken[last] else []
        while chain and before[chain[-1]] >= 0 and not taken[before[chain[-1]]]:
            chain.append(int(before[chain[-1]]))
        taken[chain] = True  # also when it ends in another one: what leads there does not lead elsewhere
        if chain and before[chain[-1]] < 0:
            found.append(events.row[chain[::-1]])
    return tuple(found)


def _lift(seen: Floats, by_chance: Floats) -> tuple[float, tuple[float, float]]:
    """Σ seen / Σ by chance over people, and its jackknife on the scale of its logarithm."""
    undefined = float("nan")
    if not by_chance.sum() > 0:
        return undefined, (undefined, undefined)
    lift = float(seen.sum() / by_chance.sum())
    concerned = np.flatnonzero((seen > 0) | (by_chance > 0))
    parts = min(len(concerned), MOST_PARTS)
    part = np.arange(len(concerned)) % max(parts, 1)
    seen_less = seen.sum() - np.bincount(part, seen[concerned], parts)
    chance_less = by_chance.sum() - np.bincount(part, by_chance[concerned], parts)
    if parts < 2 or not (seen_less > 0).all() or not (chance_less > 0).all():
        return lift, (undefined, undefined)
    logs = np.log(seen_less / chance_less)
    error = sqrt((parts - 1) / parts * ((logs - logs.mean()) ** 2).sum())
    return lift, (lift * exp(-Z * error), lift * exp(Z * error))
