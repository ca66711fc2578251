"""Matchings without blocking pairs, by deferred acceptance; ties in the views are broken in several ways."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reciproca_engine.matching.network import Bools, Floats
from reciproca_engine.matching.problem import MatchProblem

__all__ = ["stable_matchings"]

_RANDOM_ORDERS = 14


def stable_matchings(problem: MatchProblem, seed: int) -> Iterator[Bools]:
    """Matchings that no pair blocks, apart from what locks force: bool[pairs] each, never two in random order first.

    Notes
    -----
    With strict views all stable matchings have the same size; ties allow sizes up to twice as different, and the
    largest is NP-hard to find. So ties are broken by the fit, by how few other pairs the two have, and at random,
    `seed` deciding; with mentees proposing, and once more with mentors proposing.

    References
    ----------
    D. F. Manlove, R. W. Irving, K. Iwama, S. Miyazaki, Y. Morita, *Hard variants of stable marriage*,
    Theoretical Computer Science 276 (2002) 261-279.
    """
    chance = np.random.default_rng(seed)
    few_mentors = -np.bincount(problem.mentee, minlength=problem.mentees)[problem.mentee].astype(np.float64)
    few_mentees = -np.bincount(problem.mentor, minlength=problem.mentors)[problem.mentor].astype(np.float64)
    pairs = len(problem.fit)
    ties = [(problem.fit, problem.fit), (few_mentees, few_mentors)]
    for hers, his in ties:
        yield _propose(problem, hers, his, mentors_propose=False)
        yield _propose(problem, hers, his, mentors_propose=True)
    if problem.mentee_view is None and problem.mentor_view is None and len(np.unique(problem.fit)) == pairs:
        return  # no ties
    for _ in range(_RANDOM_ORDERS):
        of_mentor, of_mentee = chance.random(problem.mentors), chance.random(problem.mentees)
        yield _propose(problem, of_mentor[problem.mentor], of_mentee[problem.mentee], mentors_propose=False)


def _propose(problem: MatchProblem, hers: Floats, his: Floats, *, mentors_propose: bool) -> Bools:
    """Deferred acceptance; among equals in a view, the higher of `hers`, or of `his`, is preferred."""
    from reciproca_engine.matching.deferred import propose

    locked = problem.locked
    views = [problem.fit if view is None else view for view in (problem.mentee_view, problem.mentor_view)]
    wishes = [np.lexsort((problem.mentor, hers, views[0])), np.lexsort((problem.mentee, his, views[1]))]
    who = [problem.mentee, problem.mentor]
    limits = [problem.demand, np.minimum(problem.capacity, problem.mentees)]
    spare = [limit - np.bincount(side[locked], minlength=len(limit)) for limit, side in zip(limits, who, strict=True)]
    if mentors_propose:
        for sides in (wishes, who, spare):
            sides.reverse()
    best_first = wishes[0][::-1]
    best_first = best_first[~locked[best_first]]
    wish = best_first[np.argsort(who[0][best_first], kind="stable")]
    first = np.searchsorted(who[0][wish], np.arange(len(spare[0]) + 1)).astype(np.int64)
    rank = np.empty(len(locked), dtype=np.int64)
    rank[wishes[1][::-1]] = np.arange(len(locked))
    made: Bools = propose(first, wish.astype(np.int64), who[1].astype(np.int64), rank, spare[0], spare[1])
    return made | locked
