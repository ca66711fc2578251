"""Circles of people who have something in common and something to give one another, with the proof of how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum, inf
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.circles.bound import Bound, CirclePrices, bound_of_moves
from reciproca_engine.circles.conflict import Undecided, any_composition, conflict_at_sight, conflict_by_search
from reciproca_engine.circles.plans import Plan, fewest_moves, plans
from reciproca_engine.circles.problem import CircleProblem
from reciproca_engine.circles.units import Units
from reciproca_engine.deadline import Deadline
from reciproca_engine.exceptions import Infeasible, NotSupported
from reciproca_engine.explain import Reason

__all__ = ["Circles", "compose"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FEWEST_STEPS, _STEPS_EACH, _MOST_STEPS = 5_000, 1_500, 30_000_000
_FEW_STEPS, _RESTARTS = 100_000, 8  # so few are tried several times
_SHORT = 25  # a first try takes so many times fewer steps
_PIECE = 30_000  # steps between two looks at the stopwatch
_LONGER = 8  # a deadline may be used for so many times as many steps
_TRIES = 12  # plans with the fewest moves that are looked at
_REPAIRS = 4  # beginnings of each
_NEAR = 20


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
    search = _Search(problem, units, int(seed), until, deadline is not None)
    bound.lower(search.total, until if deadline is None else Deadline(until.left / 2))
    if not until.has_passed and len(units.people) > 1:
        search.near = bound.most_to_gain(search.near.shape[1])
    search.at_length(min(bound.upper_bound, bound_of_moves(problem, units, search.moves)))
    return _result(problem, units, search, bound)


class _Search:
    """The best composition so far, in units, and the ways to a better one."""

    circle: Ints
    plan: Plan
    total: float

    def __init__(self, problem: CircleProblem, units: Units, seed: int, until: Deadline, is_timed: bool) -> None:
        self._problem, self._units, self._until, self._is_timed = problem, units, until, is_timed
        number = len(units.people)
        self._random = np.array([(seed * 2 + 88172645463325253) % 2**62 | 1], dtype=np.int64)
        self._chance = np.random.default_rng([abs(seed), int(seed < 0)])
        free = units.worth[~units.parted]
        self._spread = float(free.std()) if len(free) else 0.0
        self._spread = self._spread or 1.0
        self._worth = np.where(units.parted, -1e6 * self._heaviest(), units.worth)
        np.fill_diagonal(self._worth, 0.0)
        self._broken = np.where(units.parted, -1.0, 0.0)
        np.fill_diagonal(self._broken, 0.0)
        self._nothing = np.zeros_like(self._broken)
        self._members = _by_unit(units)
        self._were = 0 if problem.previous is None else int((problem.previous >= 0).sum())
        self.near = _worth_most(self._worth, min(_NEAR, number - 1)) if number > 1 else np.zeros((number, 1), np.int64)
        self._steps = int(np.clip(_STEPS_EACH * number, _FEWEST_STEPS, _MOST_STEPS))
        self._begin()

    @property
    def moves(self) -> int:
        """How many people leave their circle in the best composition so far."""
        return self._were - self._stay

    def at_length(self, upper_bound: float) -> None:
        """Anneal in full, with a deadline so slowly that it takes all the time, or many times as long as without."""
        if upper_bound - self.total <= 1e-9 * abs(self.total):
            return
        self._try(self.plan, self.circle.copy(), self._steps * (_LONGER if self._is_timed else 1))
        for _ in range(min(_FEW_STEPS // self._steps, _RESTARTS)):  # where it costs little, from elsewhere
            if self._until.has_passed or upper_bound - self.total <= 1e-9 * abs(self.total):
                return
            circle = self._unbroken(self.plan)
            if circle is not None:
                self._try(self.plan, self._least_moved(self.plan, circle), self._steps)

    def _begin(self) -> None:
        """Find compositions that break no rule; keep the best."""
        short = max(self._steps // _SHORT, min(_FEWEST_STEPS, self._steps))
        fewest = self.fewest_moves = fewest_moves(self._problem)
        self.total, self._stay, tried = -inf, -1, 0
        soon = Deadline(self._until.left / 4) if self._is_timed else self._until
        for plan in self._plans_to_try():
            enough = tried >= _TRIES and self.moves == fewest
            if tried and (enough or plan.moves > self.moves or soon.has_passed):
                break
            circle = self._unbroken(plan)
            if circle is not None:
                tried += 1
                self._try(plan, self._least_moved(plan, circle), short)
        if tried == 0:
            self._by_complete_search()

    def _plans_to_try(self) -> Iterator[Plan]:
        """With previous circles, the plans in their order; without, those around the best number so far."""
        if self._problem.previous is not None:
            yield from plans(self._problem)
            return
        possible = list(plans(self._problem))
        step = max(-(-len(possible) // 5), 1)
        seen: set[int] = set()
        while True:  # ever closer to the best number of circles so far
            best = getattr(self, "plan", possible[0]).circles - possible[0].circles
            width = len(possible) if not seen else 2 * step
            for at in range(0, len(possible), step):
                if at not in seen and abs(at - best) <= width:
                    seen.add(at)
                    yield possible[at]
            last = len(possible) - 1
            if last not in seen:
                seen.add(last)
                yield possible[last]
            if step == 1:
                return
            step = max(step // 3, 1)

    def _unbroken(self, plan: Plan) -> Ints | None:
        """A composition after this plan that breaks no rule; None if none is found."""
        for again in range(_REPAIRS):
            circle = self._placed(plan)
            if self._is_unbroken(plan, circle):
                return circle
            steps = min(self._steps, 100_000) * (1 + again)
            best = self._anneal(self._broken, plan, circle, 1.0, 0.0, 0.7, 0.1, steps, enough=0.0)
            if best >= 0.0 and self._is_unbroken(plan, circle):
                return circle
        return None

    def _placed(self, plan: Plan) -> Ints:
        """Everybody who can stay stays; the others go where they break fewest rules, small circles first."""
        units, problem = self._units, self._problem
        circle = np.full(len(units.people), -1, dtype=np.int64)
        size = np.zeros(plan.circles, dtype=np.int64)
        common = np.full((plan.circles, units.can.shape[1]), (1 << 62) - 1, dtype=np.int64)
        shuffled = self._chance.permutation(len(units.people))
        homes = self._homes(plan)
        stays_first = homes.max(axis=1, initial=-1)[shuffled] < 0
        order = shuffled[np.lexsort((stays_first, -units.people[shuffled]))]
        for unit in order:
            broken = np.bincount(circle[units.parted[unit] & (circle >= 0)], minlength=plan.circles)
            after = size + units.people[unit]
            broken = broken + np.maximum(after - problem.most, 0) * 4
            if common.shape[1]:
                broken = broken + 2 * ((common & units.can[unit]) == 0).all(axis=1)
            stays = (homes[unit][:, None] == np.arange(plan.circles)).sum(axis=0)
            g = int(np.lexsort((size, np.minimum(size, problem.least), -stays, broken))[0])
            circle[unit] = g
            size[g] += units.people[unit]
            common[g] &= units.can[unit]
        return circle

    def _least_moved(self, plan: Plan, circle: Ints) -> Ints:
        """The same plan with as few moves as annealing finds; without previous circles, as it is."""
        homes, enough = self._homes(plan), self._were - plan.moves
        best, most = circle, int((homes == circle[:, None]).sum())
        for again in range(2 * _REPAIRS):
            if most >= enough or (again and self._until.has_passed):
                break
            # a broken rule may be worth a move or two on the way, ever less so
            rule = 1.5 * 2.0 ** (again // 2)
            one = best.copy() if again % 2 == 0 else self._renamed(plan, self._unbroken(plan), best)
            steps = min(self._steps, 100_000) * (1 + again // 2)
            self._anneal(self._broken * rule, plan, one, rule, 1.0, 0.7, 0.1, steps, enough=float(enough))
            stay = int((homes == one[:, None]).sum())
            if stay > most and self._is_unbroken(plan, one):
                best, most = one, stay
        return best

    def _renamed(self, plan: Plan, circle: Ints | None, otherwise: Ints) -> Ints:
        """The same circles, named one after the other so that most people stay."""
        if circle is None:
            return otherwise.copy()
        homes = self._homes(plan)
        here, _ = np.nonzero(homes >= 0)
        shared = np.zeros((plan.circles, plan.circles), dtype=np.int64)
        np.add.at(shared, (circle[here], homes[homes >= 0]), 1)
        name = np.empty(plan.circles, dtype=np.int64)
        for _ in range(plan.circles):
            g, home = np.divmod(int(shared.argmax()), plan.circles)
            name[g] = home
            shared[g], shared[:, home] = -1, -1
        return name[circle]

    def _try(self, plan: Plan, circle: Ints, steps: int) -> None:
        """Anneal on the total from here; keep the result if it is better."""
        self._keep(plan, circle)
        warm, ratio, done, begun, at = 0.4 * self._spread, 0.075, 0, self._until.left, 0.0
        while at < 1.0:
            piece = min(steps - done, _PIECE) if self._is_timed else steps - done
            stay = 0.0
            if self._were:  # at first others may move instead; then nobody more may
                stay = self._heaviest() if done else 4.0 * self._spread
                piece = piece if done else min(piece, steps // 2)
            then = min(at + (at / done if done else 1.0 / steps) * piece, 1.0)
            self._anneal(
                self._worth, plan, circle, 1e6 * self._heaviest(), stay, warm * ratio**at, warm * ratio**then, piece
            )
            self._keep(plan, circle)
            done += piece
            at = done / steps
            if self._is_timed:
                at = 1.0 if self._until.has_passed else max(at, 1.0 - self._until.left / begun)

    def _keep(self, plan: Plan, circle: Ints) -> None:
        """Remember this composition if more people stay than in the best so far, or as many and it is worth more."""
        same = circle[:, None] == circle
        total = float(np.where(same, self._worth, 0.0).sum() / 2 + self._units.within)
        stay = int((self._homes(plan) == circle[:, None]).sum())
        if (stay, total) > (self._stay, self.total):
            self.plan, self.circle, self.total, self._stay = plan, circle.copy(), total, stay

    def _anneal(
        self, worth: Floats, plan: Plan, circle: Ints, fault_price: float, stay_price: float, warm: float, cool: float,
        steps: int, enough: float = inf,
    ) -> float:  # fmt: skip
        from reciproca_engine.circles.annealing import anneal

        problem, units = self._problem, self._units
        if not len(circle):
            return 0.0
        return float(
            anneal(
                worth, units.people, units.can, self._homes(plan), self.near, circle, plan.circles, problem.least,
                problem.most, fault_price, stay_price, warm, cool, steps, self._random, enough,
            )
        )  # fmt: skip

    def _homes(self, plan: Plan) -> Ints:
        """Where the people of each unit were, as circles of this plan: int[units, most people of a unit], -1 for none."""
        if self._problem.previous is None or not plan.kept:
            return np.full((len(self._units.people), 1), -1, dtype=np.int64)
        kept = np.array(plan.kept)
        at = np.minimum(np.searchsorted(kept, self._problem.previous), len(kept) - 1)
        home = np.where(kept[at] == self._problem.previous, at, -1)
        return np.where(self._members >= 0, home[self._members], -1)

    def _is_unbroken(self, plan: Plan, circle: Ints) -> bool:
        units, problem = self._units, self._problem
        size = np.bincount(circle, units.people, minlength=plan.circles)
        if (size < problem.least).any() or (size > problem.most).any():
            return False
        same = circle[:, None] == circle
        np.fill_diagonal(same, False)
        if (same & units.parted).any():
            return False
        common = np.full((plan.circles, units.can.shape[1]), (1 << 62) - 1, dtype=np.int64)
        np.bitwise_and.at(common, circle, units.can)
        return not common.shape[1] or bool((common != 0).any(axis=1).all())

    def _by_complete_search(self) -> None:
        """What annealing did not find: a composition, or a contradiction."""
        try:
            circle = any_composition(self._problem)
        except Undecided as undecided:
            raise NotSupported("compose", "no composition found, and no contradiction either") from undecided
        if circle is None:
            conflict = conflict_by_search(self._problem)
            if not conflict:
                raise NotSupported("compose", "there is no composition; which constraints cause it was not found")
            raise Infeasible(conflict)
        plan = Plan(int(circle.max(initial=-1)) + 1)
        if self._problem.previous is not None:
            plan, circle = _keeping_labels(circle, self._problem.previous[self._units.first])
        self._try(plan, self._least_moved(plan, circle), max(self._steps // _SHORT, _FEWEST_STEPS))

    def _heaviest(self) -> float:
        """More than all that one person can be worth to the others of a circle, many times over."""
        return 1.0 + 8.0 * float(np.abs(self._units.worth).max(initial=0.0)) * self._problem.most


def _by_unit(units: Units) -> Ints:
    """The people of each unit: int[units, most people of a unit], -1 where there are fewer."""
    order = np.argsort(units.of_person, kind="stable")
    first = np.concatenate([[0], np.cumsum(units.people)[:-1]]) if len(units.people) else np.zeros(0, np.int64)
    members = np.full((len(units.people), int(units.people.max(initial=1))), -1, dtype=np.int64)
    members[units.of_person[order], np.arange(len(order)) - first[units.of_person[order]]] = order
    return members


def _worth_most(worth: Floats, number: int) -> Ints:
    """For each unit, so many others worth most to it, best first: int[units, number]."""
    nearest = np.empty((len(worth), number), dtype=np.int64)
    for unit, row in enumerate(worth):
        others = np.delete(np.arange(len(row)), unit)
        least = np.partition(row[others], len(others) - number)[len(others) - number]
        among = others[row[others] >= least]
        nearest[unit] = among[np.argsort(-row[among], kind="stable")[:number]]
    return nearest


def _keeping_labels(circle: Ints, previous: Ints) -> tuple[Plan, Ints]:
    """Each circle goes on as the previous one it shares most people with, as far as these are free."""
    number = int(circle.max(initial=-1)) + 1
    shared = [
        (int(((circle == g) & (previous == label)).sum()), g, int(label))
        for g in range(number)
        for label in np.unique(previous[previous >= 0])
    ]
    label_of: dict[int, int] = {}
    for people, g, label in sorted(shared, key=lambda one: (-one[0], one[1], one[2])):
        if people and g not in label_of and label not in label_of.values():
            label_of[g] = label
    order = sorted(label_of, key=lambda g: label_of[g]) + [g for g in range(number) if g not in label_of]
    place = np.empty(number, dtype=np.int64)
    place[order] = np.arange(number)
    return Plan(number, tuple(sorted(label_of.values()))), place[circle]


def _result(problem: CircleProblem, units: Units, search: _Search, bound: Bound) -> Circles:
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
