"""Who keeps what they promise: what ratings say for sure, once those who rate one another have been heard with care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import days, ids, moment, of_one_length, people_in

__all__ = ["Reliability", "reliability"]

Floats = NDArray[np.float64]

PRAISE = 0.5
"""From this value on a rating is praise."""


@dataclass(frozen=True, eq=False, slots=True)
class Reliability:
    """What ratings say of each person; made by `reliability`.

    Parameters
    ----------
    lower : float[people]
        With nine chances in ten the share of promises kept is at least this.
    mean : float[people]
        The share to be expected.
    evidence : float[people]
        How many ratings of full weight there are.
    weight : float[rows]
        How much each row counted: 0 for rows about oneself, for earlier ratings of the same pair and for what comes after
        `now`.
    """

    lower: Floats
    mean: Floats
    evidence: Floats
    weight: Floats


def reliability(
    rater: ArrayLike,
    rated: ArrayLike,
    value: ArrayLike,
    time: ArrayLike,
    *,
    now: Any = None,
    standing: ArrayLike | None = None,
    half_life: float | None = 365.0,
    prior: tuple[float, float] = (1.0, 1.0),
    quantile: float = 0.1,
    scale: tuple[float, float] = (0.0, 1.0),
    people: int | None = None,
) -> Reliability:
    """How far each person can be relied on, from what others said of commitments that are over.

    Parameters
    ----------
    rater, rated : int[rows]
        Rows about oneself are ignored. Of several ratings of one pair the latest counts, of those of one moment the last.
    value : float[rows]
        Within `scale`: its first number means not kept, its second kept.
    time : float[rows] or datetime64[rows]
    now : float or datetime64 or None
        Later rows are ignored. None: the last time.
    standing : float[people] or None
        From 0 to 1: how much a rater counts; None: all the same.
    half_life : float or None
        After so many days a rating counts half; None: always the same.
    prior : (float, float)
        Promises kept and not kept that everybody begins with; greater than 0.
    quantile : float
        Which quantile `lower` is.
    scale : (float, float)
    people : int or None
        How many people there are; None: the largest id + 1.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    A rating of weight u and value y adds u·y to one parameter of a beta distribution and u·(1 − y) to the other. The
    weight is standing · 2^(−age / half_life) · (1 − b) / √g. Here b is the share of a rater's praise (values of half the
    scale or more) that goes to people who praise the rater, for ratings that are praise themselves; and g the number of people who
    rate the same person and are tied together by praise they have returned: such a group of g counts as √g. Complaints keep their weight: nobody
    is silenced by praising.

    A discount for returned praise cannot leave everybody where they are when praise is withdrawn: whoever stops praising
    those who praise them gains, as they would have, had they never begun.

    Examples
    --------
    >>> kept = reliability([1, 2, 3, 4], [0, 0, 0, 1], [1, 1, 1, 0], [0, 0, 0, 0])
    >>> kept.mean.round(2).tolist(), kept.lower.round(2).tolist()
    ([0.8, 0.33, 0.5, 0.5, 0.5], [0.56, 0.05, 0.1, 0.1, 0.1])
    """
    from reciproca_engine.trust.praise import lower_quantiles, tied_by_praise

    raters, others, when = ids("rater", rater), ids("rated", rated), days("time", time)
    kept_share = _shares(value, scale)
    of_one_length(rater=raters, rated=others, value=kept_share, time=when)
    size = people_in(raters, others, said=people)
    until = moment("now", now, like=time)
    until = float(when.max(initial=0.0)) if until is None else until
    rows = _latest(raters, others, when, until, size)
    one, other, share = raters[rows], others[rows], kept_share[rows]
    weights = _standings(standing, size)[one]
    if half_life is not None:
        if not half_life > 0:
            raise InvalidProblem("half_life", None, "must be more than 0 days")
        weights = weights * np.exp2(-(until - when[rows]) / half_life)
    praises = share >= PRAISE
    returned = _returned(one, other, praises, size)
    given, given_back = (np.bincount(one[which], minlength=size) for which in (praises, praises & returned))
    back = given_back / np.maximum(given, 1)
    group = tied_by_praise(one, other, praises & returned, size)
    weights = weights * np.where(praises, (1 - back[one]), 1.0) / np.sqrt(group)
    good: Floats = np.bincount(other, weights=weights * share, minlength=size).astype(np.float64)
    bad: Floats = np.bincount(other, weights=weights * (1 - share), minlength=size).astype(np.float64)
    alpha, beta = _prior(prior)
    if not 0 < quantile < 1:
        raise InvalidProblem("quantile", None, "must be between 0 and 1")
    whole = np.zeros(len(raters))
    whole[rows] = weights
    return Reliability(
        lower=lower_quantiles(alpha + good, beta + bad, quantile),
        mean=(alpha + good) / (alpha + beta + good + bad),
        evidence=good + bad,
        weight=whole,
    )


def _shares(value: ArrayLike, scale: tuple[float, float]) -> Floats:
    low, high = (float(end) for end in scale)
    if not -np.inf < low < high < np.inf:
        raise InvalidProblem("scale", None, "must be two numbers, the smaller first")
    found = np.asarray(value)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iufb"):
        raise InvalidProblem("value", None, "must hold numbers")
    wrong = ~((found >= low) & (found <= high)) if found.size else np.zeros(0, dtype=np.bool_)
    if wrong.any():
        raise InvalidProblem("value", int(wrong.argmax()), f"must be from {low:g} to {high:g}; see `scale`")
    return (found.astype(np.float64) - low) / (high - low)


def _latest(
    rater: NDArray[np.int64], rated: NDArray[np.int64], when: Floats, until: float, people: int
) -> NDArray[np.int64]:
    """The latest row of each pair, by rated, then rater."""
    rows = np.flatnonzero((rater != rated) & (when <= until))
    rows = rows[np.lexsort((when[rows], rater[rows], rated[rows]))]
    key = rated[rows] * max(people, 1) + rater[rows]
    return rows[np.flatnonzero(np.diff(key, append=-1))]


def _returned(
    one: NDArray[np.int64], other: NDArray[np.int64], praises: NDArray[np.bool_], people: int
) -> NDArray[np.bool_]:
    """Whether each row is praise whose receiver praises the giver."""
    return praises & np.isin(other * max(people, 1) + one, (one * max(people, 1) + other)[praises])


def _standings(standing: ArrayLike | None, people: int) -> Floats:
    if standing is None:
        return np.ones(people)
    found = np.asarray(standing)
    if found.shape != (people,) or found.dtype.kind not in "iufb":
        raise InvalidProblem("standing", None, "must be a number for each person")
    wrong = ~((found >= 0) & (found <= 1))
    if wrong.any():
        raise InvalidProblem("standing", int(wrong.argmax()), "must be from 0 to 1")
    return found.astype(np.float64)


def _prior(prior: tuple[float, float]) -> tuple[float, float]:
    kept, broken = (float(part) for part in prior)
    if not (0 < kept < np.inf and 0 < broken < np.inf):
        raise InvalidProblem("prior", None, "must be two numbers greater than 0")
    return kept, broken
