"""The kinds of "no" the engine can say. Each carries its cause as data; the application finds the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["EngineError", "Infeasible", "InvalidProblem", "NotSupported"]


class EngineError(Exception):
    """Any refusal of the engine."""


class InvalidProblem(EngineError):
    """The input has no meaning: wrong shape, out of range, not a number, a pair given twice.

    Parameters
    ----------
    array : str
        The argument at fault, by the name the caller knows it.
    position : int or None
        Where in that argument, counted from 0; None when the whole of it is at fault.
    message : str
        What is wrong, for the log of whoever wrote the call.

    Examples
    --------
    >>> refusal = InvalidProblem("fit", 3, "must be finite")
    >>> refusal.array, refusal.position
    ('fit', 3)
    >>> print(refusal)
    fit[3]: must be finite
    """

    def __init__(self, array: str, position: int | None, message: str) -> None:
        self.array = array
        self.position = position
        self.message = message
        super().__init__(f"{array}: {message}" if position is None else f"{array}[{position}]: {message}")


class Infeasible(EngineError):
    """The constraints contradict one another.

    Parameters
    ----------
    conflict : sequence of mappings
        A minimal set of constraints that cannot hold together: leave any of them out and the others can.
        Each is a mapping with a `kind`:

        - ``{"kind": "lock", "mentee": i, "mentor": j}``: this pair must be;
        - ``{"kind": "capacity", "mentor": j, "value": c}``: at most so many mentees;
        - ``{"kind": "demand", "mentee": i, "value": d}``: at most so many mentors;
        - ``{"kind": "minimum", "mentor": j, "value": l}``: at least so many mentees;
        - ``{"kind": "least", "value": s}``, ``{"kind": "most", "value": s}``: how many people are in a circle;
        - ``{"kind": "apart", "people": (i, j)}``, ``{"kind": "together", "people": (i, j)}``: never, always in one circle;
        - ``{"kind": "slots", "person": i}``: a circle meets when this person can.

    Examples
    --------
    >>> refusal = Infeasible([{"kind": "minimum", "mentor": 0, "value": 2}])
    >>> refusal.conflict[0]["mentor"]
    0
    """

    def __init__(self, conflict: Sequence[Mapping[str, Any]]) -> None:
        self.conflict: tuple[dict[str, Any], ...] = tuple(dict(constraint) for constraint in conflict)
        super().__init__("constraints in conflict: " + "; ".join(_readable(item) for item in self.conflict))


class NotSupported(EngineError):
    """A meaningful request that this version cannot answer; it says so instead of answering another question.

    Examples
    --------
    >>> NotSupported("stability").option
    'stability'
    """

    def __init__(self, option: str, message: str = "") -> None:
        self.option = option
        super().__init__(f"{option}: {message or 'not supported'}")


def _readable(constraint: Mapping[str, Any]) -> str:
    who_and_what = (f"{key} {part}" for key, part in constraint.items() if key != "kind")
    return f"{constraint['kind']} ({', '.join(who_and_what)})"
