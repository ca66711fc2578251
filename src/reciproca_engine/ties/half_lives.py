"""How fast a network forgets: two half-lives, fitted on its own past."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.ties.columns import Columns

__all__ = ["DEFAULT", "fitted", "half_lives_of", "sampled", "separation", "told_by"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DEFAULT = (14.0, 180.0)

# The sample is of whole pairs, so that each keeps its rhythm; the moments are shares of the sample's interactions.
_SAMPLE = 20_000
_MOMENTS = (0.5, 0.6, 0.7, 0.8, 0.9)
_GRID = 2.0 ** -np.arange(0.0, 11.0)
_FEWEST = 10
_NEARLY = 0.01


def half_lives_of(given: Any) -> tuple[float, float]:
    """The two that a caller gave.

    Raises
    ------
    InvalidProblem
        Unless they are two finite numbers above 0, the fast one not longer than the slow one.
    """
    try:
        fast, slow = (float(one) for one in given)
    except (TypeError, ValueError) as error:
        raise InvalidProblem("half_lives", None, "must be two numbers of days: fast, slow") from error
    for position, one in enumerate((fast, slow)):
        if not 0 < one < np.inf:
            raise InvalidProblem("half_lives", position, "must be finite and greater than 0")
    if fast > slow:
        raise InvalidProblem("half_lives", 1, "must not be shorter than the fast one")
    return fast, slow


def fitted(columns: Columns) -> tuple[float, float]:
    """The two that best tell, from the past of a log, which pairs are in touch next.

    At five moments of the past (after 50, 60 … 90 per cent of the interactions) the pairs seen by then are ranked by the
    sum of their two memories; the half-lives whose ranking best separates those that are in touch again from the others
    (mean area under the curve) are taken; among those that do so nearly as well, the longest, so that no more is
    forgotten than the network demands. They are searched between the whole time of the log and a
    thousandth of it. `DEFAULT` where fewer than ten pairs are, or are not, in touch.
    """
    lower, upper = np.minimum(columns.giver, columns.receiver), np.maximum(columns.giver, columns.receiver)
    kept = sampled(lower, upper, columns.time, columns.now, len(lower))
    return told_by(lower[kept], upper[kept], columns.time[kept])


def told_by(lower: NDArray[Any], upper: NDArray[Any], time: Floats) -> tuple[float, float]:
    """The two half-lives that the interactions of a sample of pairs tell; those of one time in the order of the log."""
    pair, time = _in_order(lower, upper, time)
    if len(time) == 0 or time[-1] == time[0]:
        return DEFAULT
    span = float(time[-1] - time[0])
    lives = span * _GRID
    pairs = int(pair.max()) + 1
    scores = np.zeros((len(lives), len(lives)))
    moments = 0
    for share in _MOMENTS:
        cut = time[int(share * len(time))]
        past = time <= cut
        seen = np.bincount(pair[past], minlength=pairs) > 0
        again = (np.bincount(pair[~past], minlength=pairs) > 0)[seen]
        if min(again.sum(), (~again).sum()) < _FEWEST:
            continue
        moments += 1
        age = cut - time[past]
        memory = [np.bincount(pair[past], 2.0 ** -(age / life), pairs)[seen] for life in lives]
        for slow in range(len(lives) - 1):
            for fast in range(slow + 1, len(lives)):
                scores[slow, fast] += separation(memory[slow] + memory[fast], again)
    if moments == 0:
        return DEFAULT
    slow_fast = np.argwhere(scores >= scores.max() - _NEARLY * moments)
    slow, fast = min(slow_fast.tolist(), key=lambda one: (sum(one), one[0]))
    return float(lives[fast]), float(lives[slow])


def separation(score: NDArray[Any], truth: Bools) -> float:
    """The area under the curve: how probable it is that a true one has the higher score; equal ones count half."""
    _, place, many = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(many) - (many - 1) / 2)[place]
    yes = int(truth.sum())
    no = len(truth) - yes
    return float((rank[truth].sum() - yes * (yes + 1) / 2) / (yes * no))


def sampled(lower: NDArray[Any], upper: NDArray[Any], time: Floats, now: float, many: int) -> Ints:
    """Which of these interactions, of `many` in the log, belong to the sample: it is of whole pairs, whatever else is there."""
    mixed = lower.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + upper.astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)
    one_in = many // _SAMPLE + 1
    return np.flatnonzero((mixed % np.uint64(one_in) == 0) & (lower != upper) & (time <= now))


def _in_order(lower: NDArray[Any], upper: NDArray[Any], time: Floats) -> tuple[Ints, Floats]:
    """Pairs, numbered from 0, and times, in the order of time."""
    order = np.argsort(time, kind="stable")
    lower, upper = lower[order].astype(np.int64), upper[order].astype(np.int64)
    names = lower * (int(upper.max(initial=0)) + 1) + upper
    return np.unique(names, return_inverse=True)[1], time[order]
