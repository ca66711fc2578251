"""Common ground and difference: what an attribute of the people adds to the worth of two of them in one circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem

__all__ = ["Aim", "Attribute", "named", "worth_of"]

Floats = NDArray[np.float64]
Aim = Literal["difference", "common"]


@dataclass(frozen=True, eq=False, slots=True)
class Attribute:
    """Something known of each person, and whether a circle should share it or differ in it.

    Parameters
    ----------
    values : sequence of length n
        - numbers, at least one of them not whole: two people differ by the square of their distance over the range of
          all, so that a circle of talkative and quiet people is worth most when it has as many of each. Within a
          circle the sum of the squares is its size squared times the variance: this is anticlustering;
        - sets (or lists) of things: two people differ by the share of their things that they do not have in common
          (one less the Jaccard coefficient);
        - anything else (words, whole numbers, truth values): two people differ (1) or do not (0).

        None, NaN, an empty text and an empty set are blank: they neither reward nor punish.
    weight : float
        What two people who differ entirely (or, for `"common"`, not at all) are worth more in one circle, in units of
        the fit; not negative.
    aim : str
        `"difference"`: circles should be mixed; `"common"`: they should have it in common.

    References
    ----------
    M. Papenberg, G. W. Klau, *Using anticlustering to partition data sets into equivalent parts*, Psychological
    Methods 26 (2021) 161-174.

    Examples
    --------
    >>> worth_of(Attribute([0.0, 0.5, 1.0], weight=2), 3).tolist()
    [[0.0, 0.5, 2.0], [0.5, 0.0, 0.5], [2.0, 0.5, 0.0]]
    >>> worth_of(Attribute(["Torino", "Bari", None], aim="common"), 3).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    values: Sequence[Any] | NDArray[Any]
    weight: float = 1.0
    aim: Aim = "difference"

    def __post_init__(self) -> None:
        if self.aim not in get_args(Aim):
            raise InvalidProblem("attributes", None, f"must aim at one of {get_args(Aim)}, not {self.aim!r}")
        if not (np.isfinite(self.weight) and self.weight >= 0):
            raise InvalidProblem("attributes", None, "must have a weight that is finite and not negative")


def named(attributes: Any) -> dict[str, Attribute]:
    """Attributes by name: from a mapping to Attribute or bare values, or from a table with one column for each.

    Examples
    --------
    >>> list(named(np.zeros((4, 2)))), named({"team": ["a", "b"]})["team"].aim
    (['0', '1'], 'difference')
    """
    if attributes is None:
        return {}
    if not isinstance(attributes, Mapping):
        table = np.asarray(attributes)
        if table.ndim not in (1, 2):
            raise InvalidProblem("attributes", None, "must be a mapping, or a table with one row for each person")
        attributes = {str(column): table.reshape(len(table), -1)[:, column] for column in range(table[:1].size)}
    return {
        str(name): given if isinstance(given, Attribute) else Attribute(given) for name, given in attributes.items()
    }


def worth_of(attribute: Attribute, people: int, name: str = "") -> Floats:
    """What each two people are worth more in one circle: float[people, people], symmetric, 0 on the diagonal.

    Raises
    ------
    InvalidProblem
        When there is not one value for each person, or a value cannot be compared.
    """
    try:
        values = list(attribute.values)
    except TypeError as error:
        raise InvalidProblem("attributes", None, f"{name!r} must have one value for each person") from error
    if len(values) != people:
        raise InvalidProblem("attributes", None, f"{name!r} has {len(values)} values for {people} people")
    known = np.array([not _is_blank(value) for value in values], dtype=np.bool_)
    present = [value for value in values if not _is_blank(value)]
    if present and all(isinstance(value, (AbstractSet, list, tuple)) for value in present):
        differs = _shares_not_shared(values, known, name)
    elif any(_is_fraction(value) for value in present):
        differs = _squared_distances(values, known, name)
    else:
        differs = _unequal(values, known, name)
    worth = differs if attribute.aim == "difference" else 1.0 - differs
    worth = np.where(known[:, None] & known, worth * attribute.weight, 0.0)
    np.fill_diagonal(worth, 0.0)
    return worth


def _is_blank(value: Any) -> bool:
    if isinstance(value, (str, AbstractSet, list, tuple)):
        return len(value) == 0
    return value is None or (isinstance(value, Real) and bool(value != value))


def _is_fraction(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, (Integral, np.bool_))


def _squared_distances(values: list[Any], known: NDArray[np.bool_], name: str) -> Floats:
    numbers = np.zeros(len(values))
    for person in np.flatnonzero(known):
        if not isinstance(values[person], Real) or not np.isfinite(values[person]):
            raise InvalidProblem("attributes", int(person), f"{name!r} must be a finite number, as the others are")
        numbers[person] = values[person]
    span = np.ptp(numbers[known]) if known.any() else 0.0
    if span == 0.0:
        return np.zeros((len(values), len(values)))
    scaled = numbers / span
    return np.asarray((scaled[:, None] - scaled) ** 2)


def _shares_not_shared(values: list[Any], known: NDArray[np.bool_], name: str) -> Floats:
    things: dict[Any, int] = {}
    rows, columns = [], []
    for person in np.flatnonzero(known):
        for thing in _hashable(set, values[person], int(person), name):
            rows.append(person)
            columns.append(things.setdefault(thing, len(things)))
    has = np.zeros((len(values), len(things)))
    has[rows, columns] = 1.0
    both = has @ has.T
    either = has.sum(axis=1)[:, None] + has.sum(axis=1) - both
    return np.asarray(1.0 - both / np.maximum(either, 1.0))


def _unequal(values: list[Any], known: NDArray[np.bool_], name: str) -> Floats:
    codes: dict[Any, int] = {}
    code = np.full(len(values), -1)
    for person in np.flatnonzero(known):
        key = _hashable(lambda value: {value}, values[person], int(person), name).pop()
        code[person] = codes.setdefault(key, len(codes))
    return (code[:, None] != code).astype(np.float64)


def _hashable(collect: Any, value: Any, person: int, name: str) -> set[Any]:
    try:
        return set(collect(value))
    except TypeError as error:
        raise InvalidProblem("attributes", person, f"{name!r} cannot be compared") from error
