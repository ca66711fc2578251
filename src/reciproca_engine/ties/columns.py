"""The columns of a log as they were handed in, checked, not copied where that can be helped: logs are long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.logs import days, ids, moment, numbers, of_one_length

__all__ = ["Columns", "columns_of"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """Interactions in the caller's order.

    Parameters
    ----------
    giver, receiver : int[interactions]
        Numbers below `people`.
    time, weight : float[interactions]
        `weight` is empty where each weighs 1.
    now : float
    people : int
    ids : int[people] or None
        The caller's ids of people, where they are other than 0 … people − 1.
    """

    giver: NDArray[Any]
    receiver: NDArray[Any]
    time: Floats
    weight: Floats
    now: float
    people: int
    ids: Ints | None

    def names(self, people: NDArray[Any]) -> Ints:
        """The caller's ids of these people."""
        return people.astype(np.int64, copy=False) if self.ids is None else self.ids[people]

    def numbers(self, people: NDArray[Any]) -> NDArray[Any]:
        """The numbers of people by the caller's ids, all of whom occur."""
        return people if self.ids is None else np.searchsorted(self.ids, people)


def columns_of(giver: Any, receiver: Any, time: Any, *, now: Any, weight: Any = None) -> Columns:
    """The columns that these arguments state.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.
    """
    givers, receivers, when = _ids("giver", giver), _ids("receiver", receiver), _days("time", time)
    of_one_length(giver=givers, receiver=receivers, time=when)
    weights = np.empty(0) if weight is None else _numbers("weight", weight, len(when))
    until = moment("now", now, like=time)
    if until is None:
        until = float(when.max()) if len(when) else 0.0
    people = 1 + max(int(givers.max()), int(receivers.max())) if len(when) else 0
    known = None
    if people > 4 * len(when) + 2**20 or people >= 2**31:  # far apart: number those who occur
        known, places = np.unique(np.concatenate((givers, receivers)), return_inverse=True)
        givers, receivers, people = places[: len(when)], places[len(when) :], len(known)
    if givers.dtype != receivers.dtype:
        givers, receivers = givers.astype(np.int64), receivers.astype(np.int64)
    return Columns(np.ascontiguousarray(givers), np.ascontiguousarray(receivers), when, weights, until, people, known)


def _ids(name: str, values: Any) -> NDArray[Any]:
    whole = isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype in (np.int32, np.int64)
    return values if whole and (len(values) == 0 or values.min() >= 0) else ids(name, values)


def _days(name: str, values: Any) -> Floats:
    return np.ascontiguousarray(values if _are_finite(values) else days(name, values))


def _numbers(name: str, values: Any, length: int) -> Floats:
    fine = _are_finite(values) and len(values) == length and (length == 0 or values.min() >= 0)
    return np.ascontiguousarray(values if fine else numbers(name, values, length))


def _are_finite(values: Any) -> bool:
    if not (isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype == np.float64):
        return False
    return len(values) == 0 or bool(np.isfinite(values.min()) and np.isfinite(values.max()))
