"""Which constraints contradict one another: a minimal set, from which none can be left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.matching.problem import MatchProblem

__all__ = ["conflict_of_locks", "conflict_of_minima"]

Constraint = dict[str, Any]
Ints = NDArray[np.int64]


def conflict_of_locks(problem: MatchProblem) -> list[Constraint]:
    """Locks that exceed a capacity or a demand: the limit, and just as many locks as are one too many.

    Returns
    -------
    list of constraints
        Empty when the locks can stand together.

    Examples
    --------
    >>> problem = MatchProblem(2, 1, mentee=[0, 1], mentor=[0, 0], fit=[1, 1], locks=[(0, 0), (1, 0)])
    >>> [constraint["kind"] for constraint in conflict_of_locks(problem)]
    ['capacity', 'lock', 'lock']
    """
    sides = (("capacity", "mentor", 1, problem.capacity), ("demand", "mentee", 0, problem.demand))
    for kind, side, column, limits in sides:
        locks_each = np.bincount(problem.locks[:, column], minlength=len(limits))
        too_many = np.flatnonzero(locks_each > limits)
        if len(too_many):
            person = int(too_many[0])
            limit = int(limits[person])
            theirs = problem.locks[problem.locks[:, column] == person][: limit + 1]
            return [{"kind": kind, side: person, "value": limit}, *map(_lock, theirs)]
    return []


def conflict_of_minima(problem: MatchProblem) -> list[Constraint]:
    """Minima that cannot be reached together: a Hall violator, with the demands and locks that keep mentees away.

    Let J be a set of mentors. A mentee can serve J at most as often as she has allowed pairs there, and as her demand
    less her locks elsewhere permits. If that adds up to less than the minima of J, they contradict one another.

    Returns
    -------
    list of constraints
        The minima of a smallest-by-inclusion such set J, and those demands and locks without which J would be served.

    Notes
    -----
    1. Start from all mentors with a minimum; find a violating set by the residual network.
    2. Leave out one mentor after the other; whoever is not needed for the contradiction goes.
    3. In the remaining set every minimum is needed, so the shortage is a sum over mentees: leave out the demands, then
       the locks, as long as a shortage remains.

    References
    ----------
    P. Hall, *On representatives of subsets*, J. London Math. Soc. 10 (1935) 26-30.

    Examples
    --------
    >>> problem = MatchProblem(1, 2, mentee=[0, 0], mentor=[0, 1], fit=[1, 1], minimum=1)
    >>> [constraint["kind"] for constraint in conflict_of_minima(problem)]
    ['minimum', 'minimum', 'demand']
    """
    needy = _short_of(problem, problem.minimum > 0)
    for mentor in np.flatnonzero(needy):
        if needy[mentor] and needy.sum() > 1:
            without = needy.copy()
            without[mentor] = False
            smaller = _short_of(problem, without)
            if smaller.any():
                needy = smaller
    minima = [
        {"kind": "minimum", "mentor": int(mentor), "value": int(problem.minimum[mentor])}
        for mentor in np.flatnonzero(needy)
    ]
    return minima + _what_keeps_mentees_away(problem, needy)


def _short_of(problem: MatchProblem, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A set of mentors within `among` whose minima cannot be reached together, all False if none: bool[mentors]."""
    from reciproca_engine.matching.kernel import assign

    locked = problem.locked
    locks_of_mentor = np.bincount(problem.mentor[locked], minlength=problem.mentors)
    locks_of_mentee = np.bincount(problem.mentee[locked], minlength=problem.mentees)
    needed = np.where(among, np.maximum(problem.minimum - locks_of_mentor, 0), 0)
    spare = problem.demand - locks_of_mentee
    kept = np.flatnonzero((needed[problem.mentor] > 0) & ~locked & (spare[problem.mentee] > 0))
    mentee, mentor = problem.mentee[kept], problem.mentor[kept]
    first_pair = np.searchsorted(mentee, np.arange(problem.mentees + 1)).astype(np.int64)
    nothing = np.zeros(len(kept), dtype=np.int64)
    made, _, _ = assign(
        first_pair, mentor.astype(np.int32), nothing, spare, np.zeros(problem.mentees, np.int64), needed, needed, 1
    )
    had = np.bincount(mentor[made], minlength=problem.mentors)
    short = had < needed
    while True:  # whoever shares a fully used mentee with a mentor who is short, is part of the shortage
        wanted = np.zeros(problem.mentees, dtype=np.bool_)
        wanted[mentee[short[mentor] & ~made]] = True
        shared = np.zeros(problem.mentors, dtype=np.bool_)
        shared[mentor[made & wanted[mentee]]] = True
        if not (shared & ~short).any() or not short.any():
            return short
        short |= shared


def _what_keeps_mentees_away(problem: MatchProblem, needy: NDArray[np.bool_]) -> list[Constraint]:
    could_serve = np.bincount(problem.mentee[needy[problem.mentor]], minlength=problem.mentees)
    locks_elsewhere = problem.locks[~needy[problem.locks[:, 1]]]
    locked_elsewhere = np.bincount(locks_elsewhere[:, 0], minlength=problem.mentees)
    serves = np.minimum(problem.demand - locked_elsewhere, could_serve)
    shortage = int(problem.minimum[needy].sum() - serves.sum())
    kept: list[Constraint] = []
    for mentee in np.flatnonzero(could_serve > serves):
        more_without_demand = int(could_serve[mentee] - serves[mentee])
        if shortage > more_without_demand:
            shortage -= more_without_demand
            continue
        kept.append({"kind": "demand", "mentee": int(mentee), "value": int(problem.demand[mentee])})
        for lock in locks_elsewhere[locks_elsewhere[:, 0] == mentee]:
            if shortage > 1:
                shortage -= 1
            else:
                kept.append(_lock(lock))
    return kept


def _lock(pair: Ints) -> Constraint:
    return {"kind": "lock", "mentee": int(pair[0]), "mentor": int(pair[1])}
