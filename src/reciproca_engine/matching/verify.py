"""Check a matching and its proof from the problem alone. Shares no line with the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Report", "verify"]


@dataclass(frozen=True, eq=False)
class Report:
    """What the verifier found. `optimal`: feasible, and the last aim and its upper bound agree to 1e-7."""

    feasible: bool
    total: float
    upper_bound: float
    optimal: bool
    blocking_pairs: NDArray[np.int64]


def verify(problem: Any, result: Any) -> Report:
    """Recompute feasibility, total and upper bound of `result` from its pairs, its prices and the problem.

    Whatever the prices: no matching is worth more than what all places cost, plus what each mentee can still gain by
    choosing the best mentors for herself at those prices. Amounts of several aims are compared first aim first.

    Returns
    -------
    Report
        `upper_bound` is what the prices prove of the last aim (the total, less the price of blocking pairs) for all
        matchings as good in the earlier aims; where they do not prove the earlier aims, for all matchings.
        `blocking_pairs` int[k, 2]: allowed pairs, not made, whose two sides would both rather have each other, by
        their own views.

    Examples
    --------
    >>> from reciproca_engine.matching import MatchProblem, solve
    >>> problem = MatchProblem(2, 1, mentee=[0, 1], mentor=[0, 0], fit=[0.4, 0.7])
    >>> report = verify(problem, solve(problem))
    >>> report.optimal, report.total, report.upper_bound, report.blocking_pairs.tolist()
    (True, 0.7, 0.7, [])
    """
    pairs = np.asarray(result.pairs, dtype=np.int64).reshape(-1, 2)
    keys, width = problem.mentee * (problem.mentors + 1) + problem.mentor, problem.mentors + 1
    made = np.isin(keys, pairs[:, 0] * width + pairs[:, 1])
    locked = np.isin(keys, problem.locks[:, 0] * width + problem.locks[:, 1])
    had = np.bincount(problem.mentee[made], minlength=problem.mentees)
    held = np.bincount(problem.mentor[made], minlength=problem.mentors)
    each_allowed_and_once = made.sum() == len(pairs) and ((pairs >= 0) & (pairs[:, 1:] < problem.mentors)).all()
    within_limits = (had <= problem.demand).all() and (held <= problem.capacity).all()
    feasible = bool(each_allowed_and_once and within_limits and (held >= problem.minimum).all() and made[locked].all())

    # what the last aim counts: the total, less the price on those who would rather have each other
    total, placed, none = float(problem.fit[made].sum()), int((had > 0).sum()), np.zeros(len(keys))
    blocking = _blocking_pairs(problem, made, had, held)
    stability = float(getattr(result, "stability", 0.0))
    value = total - stability * len(blocking) if len(blocking) else total
    worth, saved = _worth(problem, stability, getattr(result, "blocking_prices", None))
    reached: tuple[float, ...]
    if result.prefer == "participation":
        reached, entry = (0, placed, len(pairs), value), np.array([0.0, 1, 0, 0])
        gains, aim = np.column_stack([none, none, none + 1, worth]), 3
    else:
        reached, entry = (0, value, len(pairs)), np.zeros(3)
        gains, aim = np.column_stack([none, worth, none + 1]), 1
    values = 0.0 + np.bincount(problem.mentee[made], problem.fit[made], problem.mentees)
    worst = values[had > 0].min(initial=np.inf)
    at_best, a_hair = _largest_sums(problem, locked), 1e-12 * worst if np.isfinite(worst) else 0.0
    floored = result.floor and np.isfinite(worst)  # where nobody is placed, nobody stands at the floor
    in_play = locked | (at_best >= worst - a_hair) if floored else np.ones(len(keys), bool)
    bound = _bound(problem, in_play, locked, gains, entry, result.prices)
    proven = bound[:aim] == reached[:aim] and (aim == 3 or stability or bound[2] <= len(pairs))
    proven = bool(proven) and (stability < np.inf or len(blocking) == 0)
    if floored and not (at_best[locked] <= worst + a_hair).any():
        prices = np.zeros_like(result.prices) if result.floor_prices is None else result.floor_prices
        proven &= _bound(problem, locked | (at_best > worst + a_hair), locked, gains, entry, prices)[:3] < reached[:3]
    upper_bound = bound[aim] - saved if bound[:aim] == reached[:aim] else np.inf
    for price in (np.zeros((problem.mentors, 1)), np.asarray(result.prices, dtype=float)[:, aim : aim + 1]):
        alone = _bound(problem, in_play, locked, gains[:, [aim]], np.zeros(1), price)
        upper_bound = min(upper_bound, alone[0] - saved)  # whatever the earlier aims
    if proven and abs(upper_bound - value) <= 1e-12 * abs(total):
        upper_bound = max(upper_bound, value)
    told = abs(result.total - total) <= 1e-9 * max(total, 1e-300) or result.total == total
    closed = proven and told and abs(upper_bound - value) <= 1e-7 * max(abs(value), 1e-300)
    return Report(feasible, total, float(upper_bound), feasible and bool(closed), blocking)


def _worth(problem, stability, shares) -> tuple:
    """What each pair is worth when blocking pairs are priced by their shares, and what is paid for these in any case.

    A pair that is not made blocks unless all places of one side are taken by others, no less liked there.
    """
    shares = None if shares is None else np.asarray(shares, dtype=float)
    if shares is None or shares.shape != problem.fit.shape or not ((shares >= 0) & (shares <= stability)).all():
        return problem.fit, 0.0
    shares = np.where(problem.capacity[problem.mentor] > 0, shares, 0.0)
    worth = problem.fit + shares
    for who, view, limit in ((problem.mentee, problem.mentee_view, problem.demand),
                             (problem.mentor, problem.mentor_view, problem.capacity)):  # fmt: skip
        liked = np.unique(problem.fit if view is None else view, return_inverse=True)[1]
        order = np.lexsort((liked, who))
        place = who[order] * (len(liked) + 1) + liked[order]
        sums = np.append(0.0, np.cumsum(shares[order]))
        up_to = np.searchsorted(place, who * (len(liked) + 1) + liked, side="right")
        below = sums[up_to] - sums[np.searchsorted(who[order], who)] - shares
        worth = worth + below / np.maximum(limit, 1)[who]
    return worth, shares.sum()


def _largest_sums(problem, locked) -> NDArray[np.float64]:
    """The most that the mentee of each pair can have in sum with it, by her demand and her locks."""
    order = np.lexsort((-problem.fit, ~locked, problem.mentee))
    mentee, fit = problem.mentee[order], problem.fit[order]
    rank, places = np.arange(len(order)) - np.searchsorted(mentee, mentee), problem.demand[mentee]
    most, spared = (np.bincount(mentee[taken], fit[taken], problem.mentees)
                    for taken in (rank < places, rank < places - 1))  # fmt: skip
    sums = np.empty(len(order))
    sums[order] = np.where(rank < places, most[mentee], spared[mentee] + fit)
    return sums


def _bound(problem, in_play, locked, gains, entry, prices) -> tuple:
    prices = np.asarray(prices, dtype=float)
    if prices.shape != (problem.mentors, len(entry)) or not np.isfinite(prices).all():
        return (np.inf,) * len(entry)
    left = gains - prices[problem.mentor]
    left[np.abs(left) <= 1e-11 * gains[:, -1 if gains.shape[1] != 3 else 1].max(initial=0.0)] = 0.0
    locks = np.bincount(problem.mentee[locked], minlength=problem.mentees)
    pairs = np.flatnonzero(in_play & ~locked)
    pairs = pairs[np.lexsort((*-left[pairs].T[::-1], problem.mentee[pairs]))]  # each mentee's best first
    mentee = problem.mentee[pairs]
    rank = np.arange(len(pairs)) - np.searchsorted(mentee, mentee)
    value = left[pairs] + entry * ((rank == 0) & (locks[mentee] == 0))[:, None]
    chosen = value[(rank < (problem.demand - locks)[mentee]) & _is_positive(value)]
    places = np.where(_is_positive(prices), problem.capacity, problem.minimum)
    return tuple(
        chosen.sum(axis=0) + left[locked].sum(axis=0) + entry * (locks > 0).sum() + (prices.T * places).T.sum(axis=0)
    )


def _is_positive(amounts: NDArray[np.float64]) -> NDArray[np.bool_]:
    first = (amounts != 0).argmax(axis=1)
    return np.take_along_axis(amounts, first[:, None], axis=1)[:, 0] > 0


def _blocking_pairs(problem, made, had, held) -> NDArray[np.int64]:
    would = ~made
    sides = ((problem.mentee, problem.mentee_view, had < problem.demand),
             (problem.mentor, problem.mentor_view, held < problem.capacity))  # fmt: skip
    for who, view, has_room in sides:
        view = problem.fit if view is None else view
        least = np.full(len(has_room), np.inf)
        np.minimum.at(least, who[made], view[made])
        would &= has_room[who] | (view > least[who])
    return np.column_stack([problem.mentee[would], problem.mentor[would]])
