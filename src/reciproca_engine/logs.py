"""What callers hand in: dated logs of who gave to whom, and networks of ties. Read once, checked, nothing guessed.

Ids of people are whole numbers ≥ 0 and may have gaps. Times are float days, or dates of any kind that NumPy knows,
which become days since 1970. Rows of somebody with themselves are left out and counted, and so is what comes after `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem

__all__ = [
    "Log",
    "Network",
    "days",
    "ids",
    "log_of",
    "moment",
    "network_of",
    "numbers",
    "of_one_length",
    "people_in",
    "refuse",
    "row_of",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False, slots=True)
class Log:
    """Rows of a log up to `now`, in the order of time; rows of one time stay in the caller's order.

    Parameters
    ----------
    people : int
        The largest id of all rows handed in + 1, or what the caller said.
    row : int[events]
        Where each event stands in the caller's arrays.
    giver, receiver : int[events]
    time : float[events]
        Days.
    weight : float[events]
    now : float
        Days. Without one from the caller: the last time of the log, 0 for an empty one.
    selfs, future : int
        Rows left out: of somebody with themselves; after `now`.
    """

    people: int
    row: Ints
    giver: Ints
    receiver: Ints
    time: Floats
    weight: Floats
    now: float
    selfs: int
    future: int


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """Ties: each ordered pair once, sorted by source, then target; weights of repeated rows are added.

    Parameters
    ----------
    people : int
        How many people there are: the ids that occur, also in rows of somebody with themselves, or what the caller said.
    size : int
        The length of an array with a place for each id.
    source, target : int[ties]
    weight : float[ties]
        Greater than 0: what weighs nothing is no tie.
    selfs, repeated : int
        Rows of somebody with themselves, which are left out; rows that were added to an earlier one.
    """

    people: int
    size: int
    source: Ints
    target: Ints
    weight: Floats
    selfs: int
    repeated: int


def log_of(
    giver: Any, receiver: Any, time: Any, *, now: Any = None, weight: Any = None, people: int | None = None
) -> Log:
    """The log that these arguments state.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.
    """
    givers, receivers, when = ids("giver", giver), ids("receiver", receiver), days("time", time)
    of_one_length(giver=givers, receiver=receivers, time=when)
    weights = numbers("weight", weight, len(when))
    until = moment("now", now, like=time)
    if until is None:
        until = float(when.max()) if len(when) else 0.0
    selfs, future = givers == receivers, when > until
    kept = np.flatnonzero(~selfs & ~future)
    kept = kept[np.argsort(when[kept], kind="stable")]
    return Log(
        people=people_in(givers, receivers, said=people),
        row=kept,
        giver=givers[kept],
        receiver=receivers[kept],
        time=when[kept],
        weight=weights[kept],
        now=until,
        selfs=int(selfs.sum()),
        future=int((future & ~selfs).sum()),
    )


def network_of(source: Any, target: Any, weight: Any = None, *, people: int | None = None) -> Network:
    """The network that these arguments state; without weights each row weighs 1.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.
    """
    sources, targets = ids("source", source), ids("target", target)
    of_one_length(source=sources, target=targets)
    weights = numbers("weight", weight, len(sources))
    size = people_in(sources, targets, said=people)
    others = sources != targets
    names, places = np.unique(np.concatenate((sources, targets)), return_inverse=True)
    one, other = places[: len(sources)][others], places[len(sources) :][others]
    pairs, whose = np.unique(one * max(len(names), 1) + other, return_inverse=True)
    added = np.bincount(whose, weights=weights[others], minlength=len(pairs)).astype(np.float64)
    pairs, added = pairs[added > 0], added[added > 0]
    return Network(
        people=len(names) if people is None else size,
        size=size,
        source=names[pairs // max(len(names), 1)],
        target=names[pairs % max(len(names), 1)],
        weight=added,
        selfs=int((~others).sum()),
        repeated=int(others.sum()) - int(whose.max() + 1 if len(whose) else 0),
    )


def ids(name: str, values: Any) -> Ints:
    """Whole numbers ≥ 0, in an array of one dimension."""
    found = row_of(name, values)
    if found.size == 0:
        return np.zeros(0, dtype=np.int64)
    if found.dtype.kind == "f":  # as a table with gaps gives them
        refuse(
            name, ~np.isfinite(found) | (found != np.floor(found)) | (np.abs(found) > 2**53), "must be a whole number"
        )
    elif found.dtype.kind not in "iu":
        raise InvalidProblem(name, None, "must hold whole numbers")
    refuse(name, found < 0, "must not be negative")
    refuse(name, found > np.iinfo(np.int64).max - 1, "is too large for an id")
    return found.astype(np.int64)


def numbers(name: str, values: Any, length: int, *, default: float = 1.0) -> Floats:
    """Finite numbers ≥ 0, as many as there are rows; None: `default` for each."""
    if values is None:
        return np.full(length, default)
    found = row_of(name, values)
    if found.size and found.dtype.kind not in "iufb":
        raise InvalidProblem(name, None, "must hold numbers")
    if len(found) != length:
        raise InvalidProblem(name, None, f"has {len(found)} values for {length} rows")
    amounts = found.astype(np.float64)
    refuse(name, ~np.isfinite(amounts), "must be finite")
    refuse(name, amounts < 0, "must not be negative")
    return amounts


def days(name: str, values: Any) -> Floats:
    """Times as float days: numbers as they are, dates as days since 1970."""
    found = row_of(name, values)
    if found.dtype.kind == "O" and found.size:
        try:
            found = np.asarray([_without_zone(value) for value in found], dtype="datetime64[us]")
        except (TypeError, ValueError) as error:
            raise InvalidProblem(name, None, "must hold days or dates") from error
    if found.dtype.kind == "M":
        refuse(name, np.isnat(found), "is not a time")
        return _since_1970(found)
    if found.size and found.dtype.kind not in "iuf":
        raise InvalidProblem(name, None, "must hold days or dates")
    amounts = found.astype(np.float64)
    refuse(name, ~np.isfinite(amounts), "is not a time")
    return amounts


def moment(name: str, value: Any, *, like: Any) -> float | None:
    """One time, said in the way of the times `like`; None stays None."""
    if value is None:
        return None
    found, times = np.asarray(value), np.asarray(like)
    if found.ndim:
        raise InvalidProblem(name, None, "must be one time")
    if times.size and (found.dtype.kind in "MO") != (times.dtype.kind in "MO"):
        raise InvalidProblem(name, None, "must be said as the times are: days, or a date")
    return float(days(name, found[np.newaxis])[0])


def of_one_length(**arrays: NDArray[Any]) -> None:
    """Refuse the first array that is longer or shorter than the one before all others."""
    first, *rest = arrays.items()
    for name, array in rest:
        if len(array) != len(first[1]):
            raise InvalidProblem(name, None, f"has {len(array)} values for {len(first[1])} of {first[0]}")


def people_in(*everybody: Ints, said: int | None = None) -> int:
    """The largest id + 1, or what the caller said, which must be enough."""
    least = max((int(some.max()) + 1 for some in everybody if some.size), default=0)
    if said is None:
        return least
    if isinstance(said, bool) or int(said) != said or said < least:
        raise InvalidProblem("people", None, f"must be a whole number, at least {least}")
    return int(said)


def _since_1970(times: NDArray[Any]) -> Floats:
    """Whole days and the rest of the day apart, so that no microsecond is lost."""
    whole = times.astype("datetime64[D]")
    return whole.astype(np.float64) + (times - whole) / DAY


def _without_zone(value: Any) -> Any:
    """A moment of some time zone, by the clock of UTC."""
    ahead = value.utcoffset() if getattr(value, "tzinfo", None) else None
    return value if ahead is None else (value - ahead).replace(tzinfo=None)


def row_of(name: str, values: Any) -> NDArray[Any]:
    """An array of one dimension, of whatever it holds."""
    try:
        found = np.asarray(values)
    except ValueError as error:
        raise InvalidProblem(name, None, "has rows of different length") from error
    if found.ndim != 1:
        raise InvalidProblem(name, None, "must have one dimension")
    return found


def refuse(name: str, wrong: NDArray[np.bool_], message: str) -> None:
    """Refuse the first value that is wrong, if one is."""
    if wrong.any():
        raise InvalidProblem(name, int(wrong.argmax()), message)
