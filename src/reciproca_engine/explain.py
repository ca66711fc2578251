"""Why a result is as it is: as data, never as prose. The application chooses the words and the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any

__all__ = ["Reason", "total"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a score, or one named cause of a refusal.

    Parameters
    ----------
    kind : str
        What sort of reason this is; the application has one sentence for each kind.
    contribution : float
        How much of the score it explains. The contributions of all reasons add up to the score.
        Zero for a cause that forbids rather than weighs.
    subject : mapping
        What it is about: the feature, the side, the need and the offer.
    values : mapping
        The facts behind it, taken from what the people themselves have written.

    Examples
    --------
    >>> Reason("equal", 0.25, subject={"feature": "city"}, values={"shared": "Torino"}).contribution
    0.25
    """

    kind: str
    contribution: float = 0.0
    subject: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def total(reasons: Iterable[Reason]) -> float:
    """The sum of the contributions.

    Examples
    --------
    >>> total([Reason("equal", 0.25), Reason("distance", 0.5)])
    0.75
    """
    return fsum(reason.contribution for reason in reasons)
