"""The ties that callers hand in, checked; and how they become a layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import refuse, row_of

__all__ = ["Layout", "Rows", "laid_out", "room_for"]

LARGEST = 2**31 - 2
"""The largest id, and about the number of entries a layout may have: both are kept in four bytes."""

Ids = NDArray[np.int32]
Long = NDArray[np.int64]
Words = NDArray[np.uint64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Ties as given: whole numbers in four bytes, acceptances in single precision."""

    people: int
    source: Ids
    target: Ids
    acceptance: Singles
    hidden: NDArray[np.bool_]

    @classmethod
    def of(cls, source: Any, target: Any, acceptance: Any, people: Any, hidden: Any) -> Rows:
        """The rows that these arguments of `Graph` state."""
        sources, targets = ids("source", source), ids("target", target)
        if len(targets) != len(sources):
            raise InvalidProblem("target", None, f"has {len(targets)} values for {len(sources)} of source")
        least = max((int(some.max()) + 1 for some in (sources, targets) if len(some)), default=0)
        if people is None:
            people = least
        elif isinstance(people, bool) or not isinstance(people, (int, np.integer)) or not least <= people <= LARGEST:
            raise InvalidProblem("people", None, f"must be a whole number from {least} to {LARGEST}")
        return cls(
            int(people), sources, targets, acceptances(acceptance, len(sources)), flags("hidden", hidden, len(sources))
        )


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """See `reciproca_engine.paths.layout`. `used` says where the last row ends, `settled` where rows without room do.

    Where all is the same in both directions, `outward` and `inward` are one array, until something changes.
    """

    begin: Ids
    count: Ids
    near: Ids
    outward: Singles
    inward: Singles
    used: int
    settled: int

    @property
    def arrays(self) -> tuple[Ids, Ids, Ids, Singles, Singles]:
        """What the kernels take."""
        return self.begin, self.count, self.near, self.outward, self.inward

    @property
    def is_even(self) -> bool:
        """Whether both directions are kept in one array."""
        return self.inward is self.outward


def laid_out(rows: Rows) -> Layout:
    """Both directions of every tie, in rows by person."""
    from reciproca_engine.paths import building

    shift = max(min(rows.people.bit_length() - 8, 16), 0)
    block = np.empty((rows.people >> shift) + 2, dtype=np.int64)
    first, to_begin, from_begin = (np.empty(rows.people + 1, dtype=np.int64) for _ in range(3))
    words, to = (np.empty(len(rows.source), dtype=np.uint64) for _ in range(2))
    low = np.empty(len(rows.source), dtype=np.uint16)
    number = building.dealt(rows.source, rows.target, rows.acceptance, rows.hidden, shift, block, words, low)
    building.in_order(block, shift, words, low, first)
    building.dealt_back(first, words[:number], shift, block, to, low)
    building.in_order(block, shift, to, low, to_begin)
    number = building.once(to_begin, to)
    building.dealt_back(to_begin, to[:number], shift, block, words, low)
    building.in_order(block, shift, words, low, from_begin)
    return _joined(to_begin, to, from_begin, words, 2 * number)


def _joined(to_begin: Long, to: Words, from_begin: Long, back: Words, most: int) -> Layout:
    from reciproca_engine.paths import building

    if most > LARGEST:
        raise InvalidProblem("source", None, f"has more ties than {LARGEST // 2}")
    begin, count = (np.empty(len(to_begin) - 1, dtype=np.int32) for _ in range(2))
    number = building.counted(to_begin, to, from_begin, back, begin, count)
    length = number + room_for(number)
    inward = np.empty(length, dtype=np.float32)
    if number == to_begin[-1] == from_begin[-1]:
        is_even = building.filled_in_place(to_begin, to, back, count, inward)
        near = _first_half(to, length).view(np.int32)[:length]
        outward = _first_half(back, length).view(np.float32)[:length]
    else:
        near, outward = np.empty(length, dtype=np.int32), np.empty(length, dtype=np.float32)
        is_even = building.filled(to_begin, to, from_begin, back, count, near, outward, inward)
    return Layout(begin, count, near, outward, outward if is_even else inward, number, number)


def _first_half(words: Words, length: int) -> Words:
    """The memory of some words, cut down to so many four bytes; the rest is given back."""
    words.resize((length + 1) // 2, refcheck=False)
    return words


def room_for(entries: int) -> int:
    """How much is kept free at the end, so that ties can be added: no memory is touched before it is used."""
    return entries // 8 + 4096


def ids(name: str, values: Any) -> Ids:
    """Whole numbers ≥ 0 in four bytes."""
    found = row_of(name, values)
    if found.size == 0:
        return np.zeros(0, dtype=np.int32)
    if found.dtype.kind == "f":
        refuse(name, found != np.floor(found), "must be a whole number")
    elif found.dtype.kind not in "iu":
        raise InvalidProblem(name, None, "must hold whole numbers")
    if not (found.min() >= 0 and found.max() <= LARGEST):
        refuse(name, ~((found >= 0) & (found <= LARGEST)), f"must be from 0 to {LARGEST}")
    return np.ascontiguousarray(found, dtype=np.int32)


def acceptances(values: Any, length: int) -> Singles:
    """Numbers from 0 to 1, in single precision; one number counts for all."""
    found = np.asarray(values)
    if found.ndim == 0:
        found = np.broadcast_to(found, length)
    found = row_of("acceptance", found)
    if found.size and found.dtype.kind not in "iufb":
        raise InvalidProblem("acceptance", None, "must hold numbers")
    if len(found) != length:
        raise InvalidProblem("acceptance", None, f"has {len(found)} values for {length} of source")
    if len(found) and not (found.min() >= 0 and found.max() <= 1):  # also when one is not a number
        refuse("acceptance", ~((found >= 0) & (found <= 1)), "must be from 0 to 1")
    return np.ascontiguousarray(found, dtype=np.float32)


def flags(name: str, values: Any, length: int) -> NDArray[np.bool_]:
    """Yes or no for each row; None: no array at all."""
    if values is None:
        return np.zeros(0, dtype=np.bool_)
    found = np.asarray(values)
    if found.ndim == 0:
        found = np.broadcast_to(found, length)
    found = row_of(name, found)
    if len(found) != length:
        raise InvalidProblem(name, None, f"has {len(found)} values for {length} of source")
    if found.size and found.dtype.kind not in "biuf":
        raise InvalidProblem(name, None, "must be true or false")
    refuse(name, (found != 0) & (found != 1), "must be true or false")
    return np.ascontiguousarray(found, dtype=np.bool_)
