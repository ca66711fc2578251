"""What is to be matched: people as indices, the allowed pairs with their fit, and the rules that must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem

__all__ = ["MatchProblem"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, init=False)
class MatchProblem:
    """A matching problem, checked and put into canonical order.

    The allowed pairs are sorted by mentee, then mentor, so the order in which the caller hands them in changes
    nothing. A pair that is not among them is forbidden; it is not merely a low fit.

    Parameters
    ----------
    mentees, mentors : int
        How many there are; people are the indices ``0 … mentees - 1`` and ``0 … mentors - 1``.
    mentee, mentor, fit : array-like, one length
        The allowed pairs, each once, and how well each would do: finite and not negative.
    capacity : int or int[mentors], default 1
        At most so many mentees for each mentor; 0 for a mentor who takes nobody this time.
    demand : int or int[mentees], default 1
        At most so many different mentors for each mentee; at least 1.
    minimum : int or int[mentors], default 0
        At least so many mentees for each mentor; not more than the capacity.
    mentee_view, mentor_view : float[pairs] or None
        How each side ranks its own pairs, higher is better. None means: as the fit does.
    locks : iterable of (mentee, mentor)
        Pairs that must be. A lock on a pair that is not allowed is refused.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> problem = MatchProblem(2, 1, mentee=[1, 0], mentor=[0, 0], fit=[0.5, 0.9], capacity=1)
    >>> problem.mentee.tolist(), problem.fit.tolist()
    ([0, 1], [0.9, 0.5])
    >>> MatchProblem(2, 1, mentee=[0, 0], mentor=[0, 0], fit=[0.5, 0.9])
    Traceback (most recent call last):
    reciproca_engine.exceptions.InvalidProblem: mentee[1]: the pair (0, 0) is given twice, first at position 0
    """

    mentees: int
    mentors: int
    mentee: Ints
    mentor: Ints
    fit: Floats
    capacity: Ints
    demand: Ints
    minimum: Ints
    mentee_view: Floats | None
    mentor_view: Floats | None
    locks: Ints

    def __init__(
        self,
        mentees: int,
        mentors: int,
        mentee: ArrayLike,
        mentor: ArrayLike,
        fit: ArrayLike,
        capacity: ArrayLike = 1,
        demand: ArrayLike = 1,
        minimum: ArrayLike = 0,
        mentee_view: ArrayLike | None = None,
        mentor_view: ArrayLike | None = None,
        locks: Iterable[tuple[int, int]] | ArrayLike = (),
    ) -> None:
        mentees = _count("mentees", mentees)
        mentors = _count("mentors", mentors)
        mentee_of_pair = _people("mentee", mentee, mentees)
        pairs = len(mentee_of_pair)
        mentor_of_pair = _of_length("mentor", _people("mentor", mentor, mentors), pairs)
        fit_of_pair = _of_length("fit", _numbers("fit", fit), pairs)
        _refuse("fit", ~np.isfinite(fit_of_pair), "must be finite")
        _refuse("fit", fit_of_pair < 0, "must not be negative")

        order = np.lexsort((mentor_of_pair, mentee_of_pair))
        mentee_sorted, mentor_sorted = mentee_of_pair[order], mentor_of_pair[order]
        _refuse_repeated_pairs(mentee_sorted, mentor_sorted, order)

        capacity_each = _for_each("capacity", capacity, mentors, at_least=0)
        minimum_each = _for_each("minimum", minimum, mentors, at_least=0)
        _refuse("minimum", minimum_each > capacity_each, "exceeds the capacity")

        canonical = {
            "mentees": mentees,
            "mentors": mentors,
            "mentee": mentee_sorted,
            "mentor": mentor_sorted,
            "fit": fit_of_pair[order] + 0.0,
            "capacity": capacity_each,
            "demand": _for_each("demand", demand, mentees, at_least=1),
            "minimum": minimum_each,
            "mentee_view": _view("mentee_view", mentee_view, pairs, order),
            "mentor_view": _view("mentor_view", mentor_view, pairs, order),
            "locks": _locks(locks, mentees, mentors, mentee_sorted * max(mentors, 1) + mentor_sorted),
        }
        for name, content in canonical.items():
            if isinstance(content, np.ndarray):
                content.setflags(write=False)
            object.__setattr__(self, name, content)

    @property
    def locked(self) -> NDArray[np.bool_]:
        """Which of the allowed pairs, in canonical order, are locked: bool[pairs]."""
        is_locked = np.zeros(len(self.mentee), dtype=np.bool_)
        is_locked[self.position_of(self.locks)] = True
        return is_locked

    def position_of(self, pairs: Ints) -> Ints:
        """Where each of these allowed pairs stands in the canonical order."""
        width = max(self.mentors, 1)
        return np.searchsorted(self.mentee * width + self.mentor, pairs[:, 0] * width + pairs[:, 1]).astype(np.int64)

    def with_locks(self, locks: Iterable[tuple[int, int]] | Ints) -> MatchProblem:
        """The same problem with these locks instead of its own.

        Examples
        --------
        >>> problem = MatchProblem(1, 2, mentee=[0, 0], mentor=[0, 1], fit=[0.5, 0.9])
        >>> problem.with_locks([(0, 0)]).locks.tolist()
        [[0, 0]]
        """
        return self._changed(locks=locks)

    def _changed(self, **changes: Any) -> MatchProblem:
        return MatchProblem(**{item.name: changes.get(item.name, getattr(self, item.name)) for item in fields(self)})


def _count(name: str, count: int) -> int:
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or count < 0:
        raise InvalidProblem(name, None, "must be a whole number, 0 or more")
    return int(count)


def _people(name: str, people: ArrayLike, count: int) -> Ints:
    indices = _whole_numbers(name, people)
    if indices.ndim != 1:
        raise InvalidProblem(name, None, f"must have one dimension, not {indices.ndim}")
    _refuse(name, (indices < 0) | (indices >= count), f"is not between 0 and {count - 1}")
    return indices


def _for_each(name: str, amounts: ArrayLike, people: int, *, at_least: int) -> Ints:
    each = _whole_numbers(name, amounts)
    if each.ndim == 0:
        if each < at_least:
            raise InvalidProblem(name, None, f"must be at least {at_least}")
        each = np.full(people, each, dtype=np.int64)
    each = _of_length(name, each, people)
    _refuse(name, each < at_least, f"must be at least {at_least}")
    return np.minimum(each, 2**31 - 1)


def _view(name: str, view: ArrayLike | None, pairs: int, order: Ints) -> Floats | None:
    if view is None:
        return None
    ranks = _of_length(name, _numbers(name, view), pairs)
    _refuse(name, np.isnan(ranks), "must be a number")
    return ranks[order]


def _locks(locks: Iterable[tuple[int, int]] | ArrayLike, mentees: int, mentors: int, allowed: Ints) -> Ints:
    listed: Any = locks if isinstance(locks, np.ndarray) else list(locks)  # type: ignore[arg-type]
    if len(listed) == 0:
        return np.empty((0, 2), dtype=np.int64)
    pairs = _whole_numbers("locks", listed)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise InvalidProblem("locks", None, "must be pairs (mentee, mentor)")
    outside = (pairs < 0).any(axis=1) | (pairs[:, 0] >= mentees) | (pairs[:, 1] >= mentors)
    _refuse("locks", outside, "names somebody who is not there")
    keys = pairs[:, 0] * max(mentors, 1) + pairs[:, 1]
    _refuse("locks", ~np.isin(keys, allowed), "is a pair that is not allowed")
    return pairs[np.unique(keys, return_index=True)[1]]


def _whole_numbers(name: str, numbers: ArrayLike) -> Ints:
    given = _array(name, numbers)
    if given.dtype.kind in "iu" or given.size == 0:
        return given.astype(np.int64)
    if given.dtype.kind != "f":
        raise InvalidProblem(name, None, "must hold whole numbers")
    _refuse(name, ~np.isfinite(given) | (np.floor(given) != given) | (np.abs(given) > 2**53), "is not a whole number")
    return given.astype(np.int64)


def _numbers(name: str, numbers: ArrayLike) -> Floats:
    given = _array(name, numbers)
    if given.size and given.dtype.kind not in "iufb":
        raise InvalidProblem(name, None, "must hold numbers")
    if given.ndim != 1:
        raise InvalidProblem(name, None, f"must have one dimension, not {given.ndim}")
    return given.astype(np.float64)


def _array(name: str, numbers: ArrayLike) -> NDArray[Any]:
    try:
        return np.asarray(numbers)
    except ValueError as error:
        raise InvalidProblem(name, None, "has rows of different length") from error


def _of_length(name: str, array: NDArray[Any], length: int) -> NDArray[Any]:
    if array.shape != (length,):
        raise InvalidProblem(name, None, f"has shape {array.shape}, expected ({length},)")
    return array


def _refuse(name: str, wrong: NDArray[np.bool_], message: str) -> None:
    at = np.atleast_1d(wrong).ravel()
    if at.any():
        raise InvalidProblem(name, int(np.argmax(at)) if np.ndim(wrong) else None, message)


def _refuse_repeated_pairs(mentee: Ints, mentor: Ints, order: Ints) -> None:
    repeated = (mentee[1:] == mentee[:-1]) & (mentor[1:] == mentor[:-1])
    if repeated.any():
        at = int(np.argmax(repeated))
        pair = (int(mentee[at]), int(mentor[at]))
        first, again = sorted((int(order[at]), int(order[at + 1])))
        raise InvalidProblem("mentee", again, f"the pair {pair} is given twice, first at position {first}")
