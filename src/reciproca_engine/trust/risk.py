"""Will this rating be negative? Told from what was rated before, and learned from the same past only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import days, ids, of_one_length

__all__ = ["rating_risk"]

Floats = NDArray[np.float64]

FEWEST = 200
"""So many ratings, and five of each sort, before weights are learned; until then both people's shares count the same."""
GROWTH = 1.1
"""Weights are learned anew whenever there are a tenth more ratings."""
PENALTY = 1.0


def rating_risk(rater: ArrayLike, rated: ArrayLike, value: ArrayLike, time: ArrayLike) -> Floats:
    """For each rating, how probable it was, just before, that it would be negative.

    Parameters
    ----------
    rater, rated : int[rows]
    value : float[rows]
        Negative, zero or positive, on any scale.
    time : float[rows] or datetime64[rows]
        In any order. Ratings of one moment know nothing of one another.

    Returns
    -------
    float[rows]
        In the order of the rows. Nothing in it depends on ratings of the same moment or later ones, nor on its own value.
        Rows of somebody about herself have a risk too, but teach nothing.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    What is known just before: the share of negative ratings that the rated has received, the rater given, and the rater
    received, each drawn towards the share among all; the mean rating of both; the rating back, if there was one;
    and how many ratings each has given and received. A logistic function of these, with weights learned (ridge regression)
    from all earlier ratings.

    Examples
    --------
    >>> risk = rating_risk([0, 1, 2, 3, 4], [9, 9, 9, 8, 9], [1, -1, -1, 1, -1], [1, 2, 3, 4, 5])
    >>> bool(risk[4] > risk[1])
    True
    """
    from reciproca_engine.trust.ratings import known_before

    raters, others, when = ids("rater", rater), ids("rated", rated), days("time", time)
    values = _values(value)
    of_one_length(rater=raters, rated=others, value=values, time=when)
    order = np.argsort(when, kind="stable")
    names, place = np.unique(np.concatenate((raters[order], others[order])), return_inverse=True)
    one, other = place[: len(order)].astype(np.int64), place[len(order) :].astype(np.int64)
    moment = np.flatnonzero(np.diff(when[order], prepend=np.nan) != 0)
    begins = np.append(moment, len(order)).astype(np.int64)
    key, back = one * max(len(names), 1) + other, other * max(len(names), 1) + one
    pairs, pair = np.unique(key, return_inverse=True)
    at = np.searchsorted(pairs, back)
    found = at < len(pairs)
    found[found] = pairs[at[found]] == back[found]
    known = known_before(
        one, other, _scaled(values[order], begins), begins, pair.astype(np.int64), np.where(found, at, -1), len(names)
    )
    teaches = one != other
    risk = np.empty(len(order))
    risk[order] = _learned(known, (values[order] < 0).astype(np.float64), teaches, begins)
    return risk


def _values(value: ArrayLike) -> Floats:
    found = np.asarray(value)
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iufb"):
        raise InvalidProblem("value", None, "must hold numbers")
    amounts = found.astype(np.float64)
    wrong = ~np.isfinite(amounts)
    if wrong.any():
        raise InvalidProblem("value", int(wrong.argmax()), "must be finite")
    return amounts


def _scaled(values: Floats, begins: NDArray[np.int64]) -> Floats:
    """Values over the largest amount there has been up to the same moment: the scale is part of the past too."""
    if not len(values):
        return values
    largest = np.maximum.accumulate(np.abs(values))
    until = largest[np.repeat(begins[1:] - 1, np.diff(begins))]
    return values / np.where(until > 0, until, 1.0)


def _learned(known: Floats, negative: Floats, teaches: NDArray[np.bool_], begins: NDArray[np.int64]) -> Floats:
    risk = np.empty(len(known))
    at = 0
    while at < len(known):
        goal = min(int(np.ceil(at * GROWTH)) if at >= FEWEST else FEWEST, len(known))
        until = int(begins[np.searchsorted(begins, goal)])
        past = teaches[:at]
        if past.sum() >= FEWEST and min(negative[:at][past].sum(), (1 - negative[:at][past]).sum()) >= 5:
            risk[at:until] = _fitted(known[:at][past], negative[:at][past], known[at:until])
        else:
            risk[at:until] = _logistic((known[at:until, 0] + known[at:until, 1]) / 2)
        at = until
    return risk


def _fitted(past: Floats, negative: Floats, now: Floats) -> Floats:
    """Ridge regression of log-odds by Newton's method; steps are halved where they lead too far."""
    middle, spread = past.mean(axis=0), past.std(axis=0)
    spread[spread == 0] = 1.0
    table = np.column_stack((np.ones(len(past)), (past - middle) / spread))
    penalty = np.full(table.shape[1], PENALTY)
    penalty[0] = 1e-6
    weights = np.zeros(table.shape[1])
    weights[0] = np.log((negative.sum() + 1) / (len(negative) - negative.sum() + 1))

    def loss(given: Floats) -> float:
        odds = table @ given
        return float(np.logaddexp(0, odds).sum() - negative @ odds + penalty @ given**2 / 2)

    before = loss(weights)
    for _ in range(50):
        likely = _logistic(table @ weights)
        slope = table.T @ (likely - negative) + penalty * weights
        curve = (table * (likely * (1 - likely))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        while loss(weights - step) > before and np.abs(step).max() > 1e-9:
            step /= 2
        weights, after = weights - step, loss(weights - step)
        if before - after < 1e-7 * max(before, 1.0):
            break
        before = after
    return _logistic(np.column_stack((np.ones(len(now)), (now - middle) / spread)) @ weights)


def _logistic(odds: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -odds))
