"""Circles of people who have something in common and something to give one another, with the proof of how good they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, inf
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.circles.bound import Bound, CirclePrices, bound_of_moves
from reciproca_engine.circles.conflict import conflict_at_sight
from reciproca_engine.circles.plans import Plan
from reciproca_engine.circles.problem import CircleProblem
from reciproca_engine.circles.search import Search
from reciproca_engine.circles.units import Units
from reciproca_engine.deadline import Deadline
from reciproca_engine.exceptions import Infeasible
from reciproca_engine.explain import Reason

__all__ = ["Circles", "compose"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Circles:
    """A composition and its proof.

    Parameters
    ----------
    circle : int[people]
        The circle of each person. Numbered in the order of their first people; with `previous`, circles that go on
        keep their number, and new ones take the smallest that are free.
    total : float
        The sum, over all pairs in one circle, of what the two are worth: the mean of their fits for one another, and
        what attributes add. Exactly the sum of the contributions of all reasons.
    upper_bound : float
        No composition has a larger total; with `previous`, none with at most as many moves.
    moves : int
        How many people are no longer in the circle where they were.
    fewest_moves : int
        No composition has fewer.
    reasons : dict of int to tuple of Reason
        For each circle, what it is worth: `"fit"`, then one for each attribute (kind `"difference"` or `"common"`, the
        subject names it), and `"slot"`, which weighs nothing, with the slots at which all can come.
    prices : CirclePrices
        What `verify` needs to compute the bound from the problem alone.
    """

    circle: Ints
    total: float
    upper_bound: float
    moves: int
    fewest_moves: int
    reasons: dict[int, tuple[Reason, ...]]
    prices: CirclePrices

    @property
    def gap(self) -> float:
        """By which share of itself the total could still rise at most: 0 when it is proven to be the largest."""
        if self.upper_bound <= self.total:
            return 0.0
        return (self.upper_bound - self.total) / abs(self.total) if self.total else inf


def compose(
    fit: Any,
    sizes: tuple[int, int] | int = (5, 8),
    attributes: Any = None,
    slots: Any = None,
    apart: Iterable[Iterable[int]] = (),
    together: Iterable[Iterable[int]] = (),
    previous: ArrayLike | None = None,
    deadline: float | None = None,
    seed: int = 0,
) -> Circles:
    """Put everybody into exactly one circle, so that those who share one are worth most to one another.

    Aims, in this order: (1) with `previous`, as few people as possible leave their circle; (2) the largest total.
    Largest totals are NP-hard to find: the result is the best found, and carries an upper bound.

    Parameters
    ----------
    fit : float[n, n], or a sparse matrix with what is not stored meaning 0
        What each is worth to each, finite; for a pair the mean of both counts. The diagonal does not.
    sizes : (int, int) or int
        The smallest and the largest circle.
    attributes : mapping of names to Attribute or to bare values, or a table with one column for each; or None
        Common ground and difference. Bare values are an Attribute of weight 1 that aims at difference. See
        `reciproca_engine.circles.Attribute`.
    slots : bool[n, slots], or a collection of slots for each person; or None
        When each can come. In every circle there is at least one slot at which all can.
    apart : iterable of groups of people
        Nobody shares a circle with another of the same group: reporting lines, private blocks, past circles.
    together : iterable of groups of people
        Who must share a circle.
    previous : int[n] or None
        The circle each was in, None or negative for who was in none; whoever dropped out is simply not among the n.
    deadline : float or None
        Seconds: the best found by then, with its proven gap. None: a number of steps that depends on n alone, so that
        the same input gives the same bytes.
    seed : int
        For the search.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault; in a table, the row.
    Infeasible
        With a minimal set of constraints that cannot hold together.
    NotSupported
        When neither a composition nor a contradiction is found.

    Notes
    -----
    1. Refuse what cannot be; people who must be together move together from here on.
    2. For each number of circles (with `previous`: for each choice of circles that go on, fewest moves first), put
       people where they break no rule, and repair what is broken by annealing on the number of broken rules.
    3. With `previous`, anneal on the number of moves.
    4. Anneal on the total, shortly; keep the best number of circles.
    5. Lower the bound (see `reciproca_engine.circles.bound.Bound`); its prices say who is worth most to whom beyond
       what others would gain from them.
    6. Anneal at length, with these as candidates for an exchange.

    A past circle that should be avoided, but not at any price, is an Attribute: the number of the circle each was in
    then, aiming at difference. Memory is about 40 n² bytes.

    References
    ----------
    M. Grötschel, Y. Wakabayashi, *A cutting plane algorithm for a clustering problem*, Mathematical Programming 45
    (1989) 59-96.

    Examples
    --------
    >>> friends = [[0, 1, 0, 3], [1, 0, 2, 0], [0, 2, 0, 1], [3, 0, 1, 0]]
    >>> circles = compose(friends, sizes=(2, 2))
    >>> circles.circle.tolist(), circles.total, circles.gap < 1e-6
    ([0, 1, 1, 0], 5.0, True)
    >>> compose(friends, sizes=(2, 2), apart=[(0, 3)]).circle.tolist()
    [0, 0, 1, 1]
    """
    until = Deadline(deadline)
    problem = CircleProblem.of(fit, sizes, attributes, slots, apart, together, previous)
    conflict = conflict_at_sight(problem)
    if conflict:
        raise Infeasible(conflict)
    units = Units.of(problem)
    bound = Bound(problem, units)
    search = Search(problem, units, int(seed), until, deadline is not None)
    bound.lower(search.total, until if deadline is None else Deadline(until.left / 2))
    if not until.has_passed and len(units.people) > 1:
        search.near = bound.most_to_gain(search.near.shape[1])
    search.at_length(min(bound.upper_bound, bound_of_moves(problem, units, search.moves)))
    return _result(problem, units, search, bound)


def _result(problem: CircleProblem, units: Units, search: Search, bound: Bound) -> Circles:
    circle = _labelled(problem, search.plan, search.circle[units.of_person])
    moves = 0
    if problem.previous is not None:
        moves = int(((problem.previous >= 0) & (circle != problem.previous)).sum())
    reasons = {int(label): _reasons(problem, np.flatnonzero(circle == label)) for label in np.unique(circle)}
    total = fsum(reason.contribution for each in reasons.values() for reason in each)
    upper_bound = min(bound.upper_bound, bound_of_moves(problem, units, moves))
    return Circles(
        circle, total, max(upper_bound, total), moves, min(search.fewest_moves, moves), reasons, bound.prices
    )


def _labelled(problem: CircleProblem, plan: Plan, circle: Ints) -> Ints:
    """Circles that go on keep their number; the others take free ones in the order of their first people."""
    taken = set() if problem.previous is None else set(problem.previous.tolist())
    label_of = dict(enumerate(plan.kept))
    for g in circle.tolist():
        if g not in label_of:
            label_of[g] = next(free for free in range(len(taken) + 1) if free not in taken)
            taken.add(label_of[g])
    return np.array([label_of[g] for g in circle.tolist()], dtype=np.int64)


def _reasons(problem: CircleProblem, members: Ints) -> tuple[Reason, ...]:
    above_diagonal = np.triu_indices(len(members), 1)
    reasons = []
    for part in problem.parts:
        worth = part.worth[np.ix_(members, members)][above_diagonal]
        subject = {} if part.attribute is None else {"attribute": part.attribute}
        reasons.append(Reason(part.kind, fsum(worth), subject, {"pairs": len(worth)}))
    if problem.slots is not None:
        common = np.flatnonzero(problem.slots[members].all(axis=0))
        reasons.append(Reason("slot", 0.0, {}, {"slots": tuple(problem.slot_names[slot] for slot in common)}))
    return tuple(reasons)
