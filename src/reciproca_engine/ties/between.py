"""What lies between two people, in plain Python: one tie at a time, where nothing is to be compiled. Equal to `strengths`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, expm1, log, sqrt
from statistics import median
from typing import Any

from reciproca_engine.ties.half_lives import DEFAULT, half_lives_of

__all__ = ["Between", "between", "usual_peak"]

# As in `memory` and `sweep`, which no page imports: they bring the compiler along.
WEIGHT, TWO_WAY = 0.1, 0.5
MEETINGS, APART, TOGETHER = 1.0, 0.5, 1.5
PAUSE, SILENCE, GAPS = 1 / 14, 90.0, 4.0


@dataclass(frozen=True, slots=True)
class Between:
    """What two people's interactions have left behind. Pairs of numbers: from the one to the other, and back.

    Parameters
    ----------
    fast, slow : (float, float)
        The memories, as they were at `last`.
    given : (float, float)
        What went each way in all; it does not fade.
    first, last : float
        Days.
    count, visits : int
        Interactions; and how often they came after a pause.
    gap : float
        The median of the pauses between visits, in days; 0 for a single visit.
    peak : float
        −ln(1 − the highest strength there ever was).
    half_lives : (float, float)
    """

    fast: tuple[float, float]
    slow: tuple[float, float]
    given: tuple[float, float]
    first: float
    last: float
    count: int
    visits: int
    gap: float
    peak: float
    half_lives: tuple[float, float] = DEFAULT

    def strength(self, now: float) -> float:
        """From 0 to 1, as `strengths` says it; `now` in days."""
        silence = max(now - self.last, 0.0)
        kept = [2.0 ** -(silence / life) for life in self.half_lives]
        fast, slow = ((out * part, back * part) for (out, back), part in zip((self.fast, self.slow), kept, strict=True))
        return -expm1(-_exponent(fast, slow))

    def alive(self, now: float) -> float:
        """The chance that the two have not parted, by the modified BG/NBD: their own rhythm against the silence."""
        rhythm, repeated = self.half_lives[0] / 2, self.visits - 1
        odds = log(APART / (TOGETHER + repeated))
        odds += (MEETINGS + repeated) * log((rhythm + max(now - self.first, 0.0)) / (rhythm + self.last - self.first))
        return 1 / (1 + exp(min(odds, 700.0)))

    @property
    def worth(self) -> float:
        """How strong it once was, half of it for giving alone and half for how evenly both gave: in [0, 1]."""
        less, more = sorted(self.given)
        return -expm1(-self.peak) * (1 + (less / more if more > 0 else 0.0)) / 2

    def state(self, now: float, usual: float) -> str:
        """``"new"``, ``"active"``, ``"cooling"`` or ``"dormant"``; `usual`: `usual_peak` of all the ties of whose eyes these are."""
        silence = now - self.last
        if now - self.first <= 2 * self.half_lives[0] and silence <= SILENCE:
            return "new"
        chance = self.alive(now)
        if chance >= 0.5:
            return "active"
        if chance < 0.2 and silence > max(SILENCE, GAPS * self.gap) and self.peak >= usual:
            return "dormant"
        return "cooling"


def between(interactions: Iterable[tuple[bool, float, float]], *, half_lives: Any = DEFAULT) -> Between | None:
    """The tie that interactions leave between two people; None without any.

    Parameters
    ----------
    interactions : (goes_back, time, weight)
        In any order; times in days.
    half_lives : (float, float)
        Fast and slow, in days.

    Examples
    --------
    >>> tie = between([(False, 0.0, 1.0), (True, 100.0, 1.0)])
    >>> round(tie.strength(100.0), 3), tie.state(100.0, usual=0.0)
    (0.107, 'active')
    """
    fast, slow = half_lives_of(half_lives)
    rows = sorted(interactions, key=lambda row: row[1])
    if not rows:
        return None
    memories = ([0.0, 0.0], [0.0, 0.0])
    given = [0.0, 0.0]
    at, peak = rows[0][1], 0.0
    for goes_back, time, weight in rows:
        for memory, life in zip(memories, (fast, slow), strict=True):
            kept = 2.0 ** -((time - at) / life)
            memory[:] = memory[0] * kept, memory[1] * kept
            memory[goes_back] += weight
        given[goes_back] += weight
        at = time
        peak = max(peak, _exponent(*((one[0], one[1]) for one in memories)))
    gaps = [gap for (_, one, _), (_, other, _) in pairwise(rows) if (gap := other - one) > fast * PAUSE]
    return Between(
        fast=(memories[0][0], memories[0][1]),
        slow=(memories[1][0], memories[1][1]),
        given=(given[0], given[1]),
        first=rows[0][1],
        last=at,
        count=len(rows),
        visits=1 + len(gaps),
        gap=median(gaps) if gaps else 0.0,
        peak=peak,
        half_lives=(fast, slow),
    )


def usual_peak(peaks: Iterable[float]) -> float:
    """The median of somebody's ties: what was never so strong does not count as asleep."""
    found = list(peaks)
    return median(found) if found else 0.0


def _exponent(fast: tuple[float, float], slow: tuple[float, float]) -> float:
    much = (1 - TWO_WAY) / 2 * WEIGHT * (sum(fast) + sum(slow))
    if slow[0] > 0 and slow[1] > 0:
        much += TWO_WAY * WEIGHT * (sqrt(fast[0] * fast[1]) + sqrt(slow[0] * slow[1]))
    return much
