"""Who is to be put into circles, what each two of them are worth together, and the rules that must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.attributes import Aim, named, worth_of
from reciproca_engine.exceptions import InvalidProblem

__all__ = ["CircleProblem", "Part"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One named part of what two people are worth in one circle: float[people, people]."""

    kind: str
    attribute: str | None
    worth: Floats


@dataclass(frozen=True, eq=False)
class CircleProblem:
    """What `compose` was asked, checked and put into canonical order.

    Parameters
    ----------
    people, least, most : int
        How many people there are; the smallest and the largest circle.
    worth : float[people, people]
        What each two are worth in one circle: the mean of their fits for one another, and what attributes add.
        Symmetric, 0 on the diagonal.
    parts : tuple of Part
        What the worth is made of; the parts add up to it.
    slots : bool[people, slots] or None
        Who can come when.
    slot_names : tuple
        What the caller calls the slots.
    apart, together : int[pairs, 2]
        Who must not, and who must be in one circle; sorted, each pair once, the smaller index first.
    previous : int[people] or None
        The circle each was in, -1 for who was in none.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault; in a table, the row.
    """

    people: int
    least: int
    most: int
    worth: Floats
    parts: tuple[Part, ...]
    slots: Bools | None
    slot_names: tuple[Any, ...]
    apart: Ints
    together: Ints
    previous: Ints | None

    @classmethod
    def of(
        cls,
        fit: Any,
        sizes: Any = (5, 8),
        attributes: Any = None,
        slots: Any = None,
        apart: Iterable[Iterable[int]] = (),
        together: Iterable[Iterable[int]] = (),
        previous: Any = None,
    ) -> CircleProblem:
        """The problem that these arguments of `compose` state."""
        mutual = _mutual_fit(fit)
        people = len(mutual)
        least, most = _sizes(sizes)
        parts = [Part("fit", None, mutual)]
        for name, attribute in named(attributes).items():
            aim: Aim = attribute.aim
            parts.append(Part(aim, name, worth_of(attribute, people, name)))
        can, names = _slots(slots, people)
        return cls(
            people=people,
            least=least,
            most=most,
            worth=mutual if len(parts) == 1 else np.sum([part.worth for part in parts], axis=0),
            parts=tuple(parts),
            slots=can,
            slot_names=names,
            apart=_pairs("apart", apart, people, everybody=True),
            together=_pairs("together", together, people, everybody=False),
            previous=_previous(previous, people),
        )


def _mutual_fit(fit: Any) -> Floats:
    if hasattr(fit, "tocoo"):  # any sparse matrix of SciPy; what is not stored is 0
        stored = fit.tocoo()
        _refuse_shape(stored.shape)
        table = np.zeros(stored.shape)
        np.add.at(table, (np.asarray(stored.row), np.asarray(stored.col)), np.asarray(stored.data, dtype=np.float64))
    else:
        try:
            table = np.asarray(fit)
        except ValueError as error:
            raise InvalidProblem("fit", None, "has rows of different length") from error
        if table.size == 0:
            table = np.zeros((0, 0))
        _refuse_shape(table.shape)
        if table.dtype.kind not in "iufb":
            raise InvalidProblem("fit", None, "must hold numbers")
        table = table.astype(np.float64)
    np.fill_diagonal(table, 0.0)
    wrong = ~np.isfinite(table).all(axis=1)
    if wrong.any():
        row = int(np.argmax(wrong))
        column = int(np.argmin(np.isfinite(table[row])))
        raise InvalidProblem("fit", row, f"must be finite, also in column {column}")
    return table / 2 + table.T / 2 + 0.0


def _refuse_shape(shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[0] != shape[1]:
        raise InvalidProblem("fit", None, f"must have one row and one column for each person, not the shape {shape}")


def _sizes(sizes: Any) -> tuple[int, int]:
    given = np.atleast_1d(np.asarray(sizes))
    if given.shape not in ((1,), (2,)) or given.dtype.kind not in "iu":
        raise InvalidProblem("sizes", None, "must be the smallest and the largest size, whole numbers")
    least, most = int(given[0]), int(given[-1])
    if least < 1:
        raise InvalidProblem("sizes", 0, "must be at least 1")
    if most < least:
        raise InvalidProblem("sizes", 1, "must not be smaller than the smallest size")
    return least, most


def _slots(slots: Any, people: int) -> tuple[Bools | None, tuple[Any, ...]]:
    if slots is None:
        return None, ()
    rows = slots if isinstance(slots, np.ndarray) else _listed("slots", slots)
    if len(rows) != people:
        raise InvalidProblem("slots", None, f"has {len(rows)} rows for {people} people")
    if isinstance(rows, np.ndarray) or all(_is_truth(row) for row in rows):
        return _table_of_slots(rows, people)
    names: dict[Any, int] = {}
    for person, row in enumerate(rows):
        try:
            names.update((name, len(names)) for name in row if name not in names)
        except TypeError as error:
            raise InvalidProblem("slots", person, "must be a collection of slots") from error
    try:
        ordered = sorted(names)
    except TypeError:
        ordered = sorted(names, key=repr)
    column = {name: at for at, name in enumerate(ordered)}
    can = np.zeros((people, len(column)), dtype=np.bool_)
    for person, row in enumerate(rows):
        can[person, [column[name] for name in row]] = True
    return can, tuple(ordered)


def _is_truth(row: Any) -> bool:
    if isinstance(row, np.ndarray):
        return row.dtype == np.bool_
    return isinstance(row, (list, tuple)) and len(row) > 0 and all(isinstance(cell, (bool, np.bool_)) for cell in row)


def _table_of_slots(rows: Any, people: int) -> tuple[Bools, tuple[Any, ...]]:
    try:
        table = np.asarray(rows)
    except ValueError as error:
        raise InvalidProblem("slots", None, "has rows of different length") from error
    if people == 0 and table.ndim != 2:
        table = np.zeros((0, 0), dtype=np.bool_)
    if table.ndim != 2 or table.dtype.kind not in "biuf":
        raise InvalidProblem("slots", None, "must have one row for each person and one column for each slot")
    wrong = ((table != 0) & (table != 1)).any(axis=1)
    if wrong.any():
        raise InvalidProblem("slots", int(np.argmax(wrong)), "must be true or false")
    return table.astype(np.bool_), tuple(range(table.shape[1]))


def _pairs(name: str, groups: Iterable[Iterable[int]], people: int, *, everybody: bool) -> Ints:
    """The pairs that groups of people mean: each two of them, or only so many that they hang together."""
    pairs: set[tuple[int, int]] = set()
    for position, group in enumerate(_listed(name, groups)):
        try:
            given = np.asarray(list(group))
        except (TypeError, ValueError) as error:
            raise InvalidProblem(name, position, "must be two or more people") from error
        if given.ndim != 1 or len(given) < 2 or given.dtype.kind not in "iu":
            raise InvalidProblem(name, position, "must be two or more people")
        if (given < 0).any() or (given >= people).any():
            raise InvalidProblem(name, position, "names somebody who is not there")
        who = sorted(int(person) for person in given)
        if len(set(who)) < len(who):
            raise InvalidProblem(name, position, "names somebody twice")
        if everybody:
            pairs.update((a, b) for at, a in enumerate(who) for b in who[at + 1 :])
        else:
            pairs.update(pairwise(who))
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _previous(previous: Any, people: int) -> Ints | None:
    if previous is None:
        return None
    given = _listed("previous", previous)
    if len(given) != people:
        raise InvalidProblem("previous", None, f"has {len(given)} circles for {people} people")
    circles = np.full(people, -1, dtype=np.int64)
    for person, circle in enumerate(given):
        if circle is None or circle != circle:
            continue
        if not isinstance(circle, (int, float, np.integer, np.floating)) or int(circle) != circle:
            raise InvalidProblem("previous", person, "must be a whole number, or nothing for who was in no circle")
        circles[person] = max(int(circle), -1)
    return circles


def _listed(name: str, values: Any) -> list[Any]:
    try:
        return list(values)
    except TypeError as error:
        raise InvalidProblem(name, None, "must be a sequence") from error
