"""Which sleeping ties are worth waking: not the most familiar, but those from which something new can come, and that hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import ids
from reciproca_engine.ties.columns import columns_of
from reciproca_engine.ties.contact import foretold
from reciproca_engine.ties.signs import History
from reciproca_engine.ties.strengths import Strengths, strengths

__all__ = ["Revivals", "revivals"]

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

YEAR = 365.25

# What makes a reply worth having: half that it brings something new, half that it comes from somebody trusted.
NOVELTY, TRUST = 0.5, 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Revivals:
    """Dormant ties, the most worth waking first; one of equal worth by source, then target.

    Parameters
    ----------
    source, target : int[rows]
        Whose tie it is, and with whom.
    probability : float[rows]
        That either writes to the other within a year.
    novelty : float[rows]
        1 − the overlap (Jaccard) of whom the two have been in touch with since they parted; 1 for nobody at all.
    trust : float[rows]
        The highest strength the tie ever had × how evenly was given: the smaller of what went each way over the larger.
    value : float[rows]
        probability × (novelty + trust) / 2.
    """

    source: Ints
    target: Ints
    probability: Floats
    novelty: Floats
    trust: Floats
    value: Floats


def revivals(
    giver: Any,
    receiver: Any,
    time: Any,
    *,
    now: Any = None,
    person: int | None = None,
    weight: Any = None,
    half_lives: Any = None,
    never: Iterable[Iterable[int]] = (),
) -> Revivals:
    """The dormant ties that are worth waking.

    1. Take the ties that `strengths` calls dormant, in the eyes of the one whose they are.
    2. How probable a word within a year is, from the past of this log as in `contact_probability`.
    3. What has become of the two since they parted, and what they were to one another.

    Parameters
    ----------
    giver, receiver, time, now, weight, half_lives
        As in `strengths`.
    person : int or None
        Only hers.
    never : pairs of people
        Who must not be proposed to one another: blocked, declined, asked to be left in peace. They count in everything
        else as before, so that nobody can tell from the numbers.

    Returns
    -------
    Revivals

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    People would rather wake whom they know best. What they got from it was best where much was new, and the other to be
    trusted and willing: so familiarity counts only through trust.

    References
    ----------
    D. Z. Levin, J. Walter, J. K. Murnighan, *Dormant ties: the value of reconnecting*, Organization Science 22 (2011). J. Walter,
    D. Z. Levin, J. K. Murnighan, *Reconnection choices: selecting the most valuable (vs. most preferred) dormant ties*,
    Organization Science 26 (2015).

    Examples
    --------
    >>> giver, receiver = [0, 1] * 5 + [1, 3], [1, 0] * 5 + [3, 1]
    >>> waking = revivals(giver, receiver, [float(day) for day in range(12)], now=400.0, half_lives=(14, 180), person=0)
    >>> waking.source.tolist(), waking.target.tolist(), waking.novelty.tolist(), waking.trust.round(2).tolist()
    ([0], [1], [1.0], [0.59])
    """
    columns = columns_of(giver, receiver, time, now=now, weight=weight)
    whose = None if person is None else int(ids("person", [person])[0])
    apart = _pairs(never)
    ties = strengths(giver, receiver, time, now=now, weight=weight, half_lives=half_lives)
    asked = ties.state == "dormant"
    if whose is not None:
        asked &= ties.source == whose
    rows = np.flatnonzero(asked)
    if apart and len(rows):
        named = zip(ties.source[rows].tolist(), ties.target[rows].tolist(), strict=True)
        rows = rows[np.array([frozenset(pair) not in apart for pair in named])]
    if len(rows) == 0:
        nothing = np.empty(0)
        return Revivals(ties.source[rows], ties.target[rows], nothing, nothing, nothing, nothing)
    known = np.flatnonzero((columns.giver != columns.receiver) & (columns.time <= columns.now))
    history = History.of(columns.giver[known], columns.receiver[known], columns.time[known], columns.people)
    source, target = columns.numbers(ties.source), columns.numbers(ties.target)
    probability = foretold(history, columns.now, YEAR)[0][_places(history, source[rows], target[rows])]
    novelty = _novelty(source, target, ties.last, rows, columns.people)
    trust = ties.peak[rows] * _evenness(ties, source, target, rows, columns.people)
    value = probability * (NOVELTY * novelty + TRUST * trust)
    best = np.lexsort((ties.target[rows], ties.source[rows], -value))
    return Revivals(
        ties.source[rows][best], ties.target[rows][best], probability[best], novelty[best], trust[best], value[best]
    )


def _pairs(never: Iterable[Iterable[int]]) -> set[frozenset[int]]:
    pairs = set()
    for position, pair in enumerate(never):
        try:
            who = ids("never", list(pair))
        except TypeError as error:
            raise InvalidProblem("never", position, "must be two people") from error
        if len(who) != 2:
            raise InvalidProblem("never", position, "must be two people")
        pairs.add(frozenset(who.tolist()))
    return pairs


def _places(history: History, source: Ints, target: Ints) -> Ints:
    """The number of the pair of each row."""
    names = history.lower * history.people + history.upper
    return np.searchsorted(names, np.minimum(source, target) * history.people + np.maximum(source, target))


def _evenness(ties: Strengths, source: Ints, target: Ints, rows: Ints, people: int) -> Floats:
    """The smaller of what went each way over the larger; 0 where nothing came back, or nothing went at all."""
    back = _row_of(source, target, target[rows], source[rows], people)
    ours = ties.given[rows]
    theirs = np.where(back >= 0, ties.given[back], 0.0)
    most = np.maximum(ours, theirs)
    return np.minimum(ours, theirs) / np.where(most > 0, most, 1.0)


def _row_of(source: Ints, target: Ints, one: Ints, other: Ints, people: int) -> Ints:
    """Which row is from `one` to `other`; −1: none."""
    names, wanted = source * people + target, one * people + other
    place = np.minimum(np.searchsorted(names, wanted), len(names) - 1)
    return np.where(names[place] == wanted, place, -1)


def _novelty(source: Ints, target: Ints, last: Floats, rows: Ints, people: int) -> Floats:
    from reciproca_engine.ties.overlap import overlap_since

    back = _row_of(source, target, target, source, people)
    latest = np.maximum(last, np.where(back >= 0, last[back], -np.inf))
    alone = back < 0  # a tie of one way is in the other's neighbourhood too
    one, other = np.concatenate((source, target[alone])), np.concatenate((target, source[alone]))
    when = np.concatenate((latest, latest[alone]))
    order = np.lexsort((other, one))
    begin = np.searchsorted(one[order], np.arange(people + 1))
    return 1 - overlap_since(begin, other[order], when[order], source[rows], target[rows], latest[rows])
