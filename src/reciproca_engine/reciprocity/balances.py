"""What each person gave and received, over all time and of late: for that person's own eyes, never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import log_of

__all__ = ["HALF_LIFE", "SHRINKAGE", "Balances", "balances", "balances_of", "half_life_of", "worth_now"]

Floats = NDArray[np.float64]

#: Days after which what was given weighs half.
HALF_LIFE = 180.0
#: Added to what was given and received, so that one act makes nobody a giver.
SHRINKAGE = 2.0


@dataclass(frozen=True, eq=False, slots=True)
class Balances:
    """Per person, by id; `…_decayed` counts what was long ago for less.

    Parameters
    ----------
    given, received : float[people]
        The weight of what went from them, and to them.
    balance : float[people]
        (given − received) / (given + received + 2), between −1 and 1: 0 for who gave as much as they received.
    given_decayed, received_decayed, balance_decayed : float[people]
        The same of weights that halve every `half_life` days.
    role : int[people]
        An index into `ROLES`: observer (gives and receives less than the median of those who take part), giver and
        receiver (one of the two at least twice the other), exchanger (the others).
    selfs, future : int
        Rows left out: of somebody with themselves; after `now`.
    """

    ROLES = ("observer", "giver", "receiver", "exchanger")

    given: Floats
    received: Floats
    balance: Floats
    given_decayed: Floats
    received_decayed: Floats
    balance_decayed: Floats
    role: NDArray[np.int8]
    selfs: int
    future: int


def balances(
    giver: Any,
    receiver: Any,
    time: Any,
    *,
    now: Any = None,
    weight: Any = None,
    half_life: float = HALF_LIFE,
    people: int | None = None,
) -> Balances:
    """What each person gave and received up to `now`.

    Parameters
    ----------
    giver, receiver : int[events]
    time : float[events] in days, or dates
    now : days or a date
        None: the last time of the log.
    weight : float[events] or None
        Finite and ≥ 0; None: 1 each. Something mutual is two rows of half the weight.
    half_life : float
        Days, > 0.
    people : int or None
        The length of the answers; None: the largest id + 1.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> found = balances([0, 0, 1], [1, 2, 0], [0.0, 180.0, 180.0])
    >>> found.given.tolist(), found.received.tolist(), found.given_decayed.tolist()
    ([2.0, 1.0, 0.0], [1.0, 1.0, 1.0], [1.5, 1.0, 0.0])
    """
    half_life_of(half_life)
    log = log_of(giver, receiver, time, now=now, weight=weight, people=people)
    given, received = _sums(log.giver, log.receiver, log.weight, log.people)
    late = worth_now(log.weight, log.time, log.now, half_life)
    given_late, received_late = _sums(log.giver, log.receiver, late, log.people)
    return balances_of(given, received, given_late, received_late, log.selfs, log.future)


def half_life_of(given: float) -> float:
    """The half-life that a caller gave."""
    if not (np.isfinite(given) and given > 0):
        raise InvalidProblem("half_life", None, "must be a number of days greater than 0")
    return float(given)


def worth_now(weight: Floats, time: Floats, now: float, half_life: float) -> Floats:
    """What weights are worth once they have halved every half-life."""
    late: Floats = weight * np.exp2((time - now) / half_life)
    return late


def balances_of(
    given: Floats, received: Floats, given_late: Floats, received_late: Floats, selfs: int, future: int
) -> Balances:
    """The balances that these sums make."""
    return Balances(
        given=given,
        received=received,
        balance=_balance(given, received),
        given_decayed=given_late,
        received_decayed=received_late,
        balance_decayed=_balance(given_late, received_late),
        role=_roles(given, received),
        selfs=selfs,
        future=future,
    )


def _sums(giver: NDArray[np.int64], receiver: NDArray[np.int64], weight: Floats, people: int) -> tuple[Floats, Floats]:
    return (
        np.bincount(giver, weight, people).astype(np.float64),
        np.bincount(receiver, weight, people).astype(np.float64),
    )


def _balance(given: Floats, received: Floats) -> Floats:
    return (given - received) / (given + received + SHRINKAGE)


def _roles(given: Floats, received: Floats) -> NDArray[np.int8]:
    taking_part = given + received > 0
    role = np.zeros(len(given), dtype=np.int8)
    if not taking_part.any():
        return role
    busy = given + received >= np.median((given + received)[taking_part])
    role[busy & taking_part] = 3
    role[busy & (given >= 2 * received) & taking_part] = 1
    role[busy & (received >= 2 * given) & taking_part] = 2
    return role
