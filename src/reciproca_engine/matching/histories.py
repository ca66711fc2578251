"""The arguments of `fit.learn`, checked: who answered, about whom, what, and what else is known of each pair."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem

__all__ = ["FeatureTable", "Features", "People", "check_pairs", "numbered", "people_of", "yes_of"]

Floats = NDArray[np.float64]
People = Sequence[Hashable] | NDArray[Any]
Features = Mapping[str, ArrayLike] | ArrayLike | Callable[[list[Any], list[Any]], Any]

_LARGEST = 1e100


def people_of(name: str, people: People) -> list[Any]:
    if isinstance(people, (str, bytes)) or not isinstance(people, Iterable):
        raise InvalidProblem(name, None, "must be a sequence of people")
    if isinstance(people, np.ndarray) and people.ndim != 1:
        raise InvalidProblem(name, None, f"must have one dimension, not {people.ndim}")
    listed = people.tolist() if hasattr(people, "tolist") else list(people)
    for position, who in enumerate(listed):
        try:
            hash(who)
        except TypeError as error:
            raise InvalidProblem(name, position, "must be an id: a number, a text, a UUID") from error
        if who is None or who != who:
            raise InvalidProblem(name, position, "must be somebody")
    return listed


def check_pairs(name: str, one: list[Any], other_name: str, other: list[Any]) -> None:
    if len(one) != len(other):
        raise InvalidProblem(other_name, None, f"has {len(other)} entries, but {name} has {len(one)}")
    for position, (who, whom) in enumerate(zip(one, other, strict=True)):
        if who == whom:
            raise InvalidProblem(other_name, position, f"is {whom!r}, who is also {name}")


def yes_of(yes: ArrayLike, length: int) -> Floats:
    try:
        said = np.asarray(yes, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidProblem("yes", None, "must hold true or false, 1 or 0") from error
    if said.shape != (length,):
        raise InvalidProblem("yes", None, f"has shape {said.shape}, expected ({length},)")
    wrong = (said != 0) & (said != 1)
    if wrong.any():
        raise InvalidProblem("yes", int(np.argmax(wrong)), "must be 1 or 0")
    return said + 0.0


def numbered(one: list[Any], other: list[Any]) -> dict[Any, int]:
    everybody = set(one)
    everybody.update(other)
    try:
        in_order = sorted(everybody)
    except TypeError:
        in_order = sorted(everybody, key=lambda who: (type(who).__name__, repr(who)))
    return {who: number for number, who in enumerate(in_order)}


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """The caller's features: their names, how to ask for them, and what was known of each, standardised.

    What lies more than ten deviations from the mean counts as ten.
    """

    names: tuple[str, ...]
    ask: Callable[[list[Any], list[Any]], Any] | None
    mean: Floats
    deviation: Floats
    facts: Floats

    @classmethod
    def given(cls, chooser: list[Any], chosen: list[Any], features: Features | None) -> FeatureTable:
        ask = features if callable(features) else None
        names, values = _columns("features", ask(chooser, chosen) if ask else features, len(chooser))
        known = ~np.isnan(values)
        count = np.maximum(known.sum(axis=0), 1)
        in_order = np.sort(np.where(known, values, 0.0), axis=0)  # sums that do not depend on the order of the answers
        mean = in_order.sum(axis=0) / count
        squares = np.sort(np.where(known, values - mean, 0.0) ** 2, axis=0)
        deviation = np.sqrt(squares.sum(axis=0) / count)
        deviation[deviation <= 1e-12 * np.abs(mean)] = np.inf  # the same for all: says nothing
        return cls(names, ask, mean, deviation, _standard(values, mean, deviation))

    def of(self, chooser: list[Any], chosen: list[Any], features: Features | None, name: str) -> Floats:
        if features is None:
            features = self.ask
        if features is None or not self.names:
            return np.zeros((len(chooser), len(self.names)))
        names, values = _columns(name, features(chooser, chosen) if callable(features) else features, len(chooser))
        if set(names) != set(self.names):
            raise InvalidProblem(name, None, f"must be {list(self.names)}, not {list(names)}")
        return _standard(values[:, [names.index(each) for each in self.names]], self.mean, self.deviation)


def _standard(values: Floats, mean: Floats, deviation: Floats) -> Floats:
    return np.where(np.isnan(values), 0.0, np.clip((values - mean) / deviation, -10, 10))


def _columns(name: str, features: Any, length: int) -> tuple[tuple[str, ...], Floats]:
    if features is None:
        return (), np.zeros((length, 0))
    named = dict(features) if isinstance(features, Mapping) else None
    try:
        if named is not None:
            columns = [np.asarray(values, dtype=np.float64) for values in named.values()]
        else:
            table = np.asarray(features, dtype=np.float64)
            columns = list(table.T) if table.ndim == 2 else [table]
    except (TypeError, ValueError) as error:
        raise InvalidProblem(name, None, "must hold numbers") from error
    for position, column in enumerate(columns):
        if column.shape != (length,):
            raise InvalidProblem(name, position if named else None, f"has shape {column.shape}, expected ({length},)")
    values = np.stack(columns, axis=1) if columns else np.zeros((length, 0))
    too_large = (np.abs(values) > _LARGEST).any(axis=1)
    if too_large.any():
        raise InvalidProblem(name, int(np.argmax(too_large)), f"must be at most {_LARGEST}, or NaN where not known")
    names = map(str, named) if named is not None else (f"feature {k}" for k in range(values.shape[1]))
    return tuple(names), values
