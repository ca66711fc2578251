"""Short lists, for one person or for everybody, in which nobody is suggested to more people than they can answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.suggestions.best import best_list
from reciproca_engine.suggestions.candidates import KINDS, Candidates, joined

__all__ = ["Lists", "for_everyone", "for_person"]

Ints = NDArray[np.int64]

#: Of the largest score: how much a place in a list may be worth less to somebody than the best one they could have.
PRECISION = 1e-3


@dataclass(frozen=True, eq=False, slots=True)
class Lists:
    """The rows that are suggested.

    Parameters
    ----------
    chosen : Candidates
        Sorted by person, the best first.
    total : float
        The sum of their scores.
    upper_bound : float
        No lists that obey the same limits have a larger sum.
    exposure : int[people]
        In how many lists each is named.
    """

    chosen: Candidates
    total: float
    upper_bound: float
    exposure: Ints

    @property
    def gap(self) -> float:
        """How far the total may be from the best, as a share of the bound; 0 for empty lists."""
        return (self.upper_bound - self.total) / self.upper_bound if self.upper_bound > 0 else 0.0

    def of(self, person: int) -> Candidates:
        """The list of one person."""
        first, last = np.searchsorted(self.chosen.person, [person, person + 1])
        return self.chosen.take(slice(first, last))


def for_person(
    candidates: Candidates | Iterable[Candidates],
    person: int,
    *,
    most: int = 3,
    budget: Any = None,
    exposure: Any = None,
    never: Iterable[tuple[int, int]] = (),
) -> Candidates:
    """The list of one person, the best first: at most `most` rows, of two kinds at least where there are two.

    Parameters
    ----------
    candidates : Candidates, or several
        Rows of other people are left aside.
    budget, exposure : int or int[people], int[people], or None
        In how many lists each may be, and is; who is in as many as they may be is not suggested.
    never : pairs of (person, other)
        Who is not suggested to whom: blocked, declined, gone.

    Raises
    ------
    InvalidProblem
        Naming the argument at fault.

    Examples
    --------
    >>> from reciproca_engine import suggestions
    >>> rows = [suggestions.meet([0, 0, 0], [1, 2, 3], [0.9, 0.8, 0.7]), suggestions.help([0], [4], [0.3])]
    >>> [int(other) for other in suggestions.for_person(rows, 0).other]
    [1, 2, 4]
    """
    rows = candidates if isinstance(candidates, Candidates) else joined(candidates)
    rows = rows.take(np.flatnonzero(rows.person == person))
    if budget is not None and exposure is not None and len(rows):
        seen = np.asarray(exposure, dtype=np.int64)
        allowed = _budget(budget, max(len(seen), int(rows.other.max()) + 1))
        named = np.zeros(len(allowed), dtype=np.int64)
        named[: len(seen)] = seen
        rows = rows.take(named[rows.other] < allowed[rows.other])
    rows = _canonical(rows, never)
    _most(most)
    picked = best_list(rows.score, rows.kind, most, _each_kind(rows.kind, most))
    return rows.take(picked)


def for_everyone(
    candidates: Candidates | Iterable[Candidates],
    *,
    most: int = 3,
    budget: Any = 3,
    never: Iterable[tuple[int, int]] = (),
    people: int | None = None,
    precision: float = PRECISION,
) -> Lists:
    """The lists of everybody, of the largest sum of scores in which nobody is named more often than they can answer.

    An auction: whoever is wanted by more people than may have them is worth a price to those who do, and whoever is
    outbid looks again (Kelso & Crawford, Econometrica 50, 1982, 1483). It ends within `precision` × the largest score
    of the best for each place, and the prices prove how near the whole is.

    Parameters
    ----------
    candidates : Candidates, or several
    most : int
        Rows in a list; at most `most` − 1 of one kind for who has candidates of several kinds.
    budget : int or int[people]
        In how many lists each may be named.
    never : pairs of (person, other)
    people : int or None
        The length of the answers; None: the largest id + 1.

    Raises
    ------
    InvalidProblem
        Naming the argument at fault.

    Examples
    --------
    >>> from reciproca_engine import suggestions
    >>> rows = suggestions.meet([0, 1, 1], [2, 2, 3], [0.9, 0.8, 0.5])
    >>> lists = suggestions.for_everyone(rows, most=1, budget=1)
    >>> lists.of(0).other.tolist(), lists.of(1).other.tolist(), round(lists.total, 6)
    ([2], [3], 1.4)
    """
    from reciproca_engine.suggestions.allotting import allotted

    rows = _canonical(candidates if isinstance(candidates, Candidates) else joined(candidates), never)
    _most(most)
    if not (np.isfinite(precision) and precision > 0):
        raise InvalidProblem("precision", None, "must be greater than 0")
    size = max(int(rows.person.max()), int(rows.other.max())) + 1 if len(rows) else 0
    size = size if people is None else max(size, people)
    allowed = np.minimum(_budget(budget, size)[:size], np.bincount(rows.other, minlength=size))
    begins = np.searchsorted(rows.person, np.arange(size + 1)).astype(np.int64)
    score = rows.score
    kinds = np.zeros(size, dtype=np.int64)
    for number in range(len(KINDS)):
        kinds += np.bincount(rows.person[rows.kind == number], minlength=size) > 0
    each_kind = np.where(kinds > 1, max(most - 1, 1), most)
    step = precision * float(score.max()) if len(rows) else precision
    held, bound = allotted(begins, rows.other, rows.kind, score, allowed, most, each_kind, step)
    chosen = rows.take(np.flatnonzero(held))
    chosen = chosen.take(np.lexsort((chosen.other, -chosen.score, chosen.person)))
    return Lists(
        chosen=chosen,
        total=float(score[held].sum()),
        upper_bound=max(float(bound), float(score[held].sum())),
        exposure=np.bincount(chosen.other, minlength=size).astype(np.int64),
    )


def _canonical(rows: Candidates, never: Iterable[tuple[int, int]]) -> Candidates:
    """Sorted by person, then other: the best row for each two, and none that is worth nothing or is never to be."""
    banned = np.array(sorted({(int(one), int(other)) for one, other in never}), dtype=np.int64).reshape(-1, 2)
    score = rows.score
    wanted = score > 0
    if len(banned) and len(rows):
        width = int(max(rows.other.max(), banned[:, 1].max())) + 1
        wanted &= ~np.isin(rows.person * width + rows.other, banned[:, 0] * width + banned[:, 1])
    places = np.flatnonzero(wanted)
    places = places[
        np.lexsort((rows.subject[places], rows.kind[places], -score[places], rows.other[places], rows.person[places]))
    ]
    found = rows.take(places)
    first = np.ones(len(found), dtype=bool)
    first[1:] = (found.person[1:] != found.person[:-1]) | (found.other[1:] != found.other[:-1])
    return found.take(first)


def _each_kind(kind: NDArray[np.int8], most: int) -> int:
    return max(most - 1, 1) if len(np.unique(kind)) > 1 else most


def _most(most: int) -> None:
    if isinstance(most, bool) or int(most) != most or most < 1:
        raise InvalidProblem("most", None, "must be a whole number, at least 1")


def _budget(budget: Any, people: int) -> Ints:
    found = np.asarray(budget)
    if found.dtype.kind not in "iu" or (found < 0).any() or found.ndim > 1 or (found.ndim and len(found) < people):
        raise InvalidProblem("budget", None, f"must be a whole number ≥ 0, or {people} of them")
    return np.broadcast_to(found, people).astype(np.int64) if not found.ndim else found.astype(np.int64)
