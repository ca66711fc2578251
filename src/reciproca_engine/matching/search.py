"""Branch and bound for what no prices alone can settle: a floor under sums of fits, and a price on blocking pairs.

Both are relaxed into the worth of single pairs by multipliers, so that each bound is one solution of the network
(Lagrangian relaxation); each such solution is also a candidate. Where the bound does not close, a pair is decided both
ways. There is no chance in it: the same problem takes the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, inf

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.deadline import Deadline
from reciproca_engine.matching.network import Bools, Floats, Ints, Network, Prefer, best_sums
from reciproca_engine.matching.problem import MatchProblem

__all__ = ["Best", "Blocking", "best_value", "highest_floor", "worst_of"]

_AT_THE_ROOT, _BELOW = 60, 12  # steps of the multipliers for one bound
_PROPOSALS, _MOST_PROPOSALS = 60, 5_000_000  # exchanges tried: so many for each pair, at most so many


@dataclass(frozen=True)
class _Side:
    """How one side ranks its pairs: the pairs in the order of its people and their views, worst first."""

    who: Ints
    limit: Floats  # of the person, for each pair
    view: Floats
    order: Ints
    back: Ints  # where each pair stands in that order
    begin: Ints  # where the pairs of the same person begin and end there, and those of the same view
    end: Ints
    ties_begin: Ints
    ties_end: Ints

    @classmethod
    def of(cls, who: Ints, view: Floats, limit: Ints) -> _Side:
        order = np.lexsort((view, who))
        people, views = who[order], view[order]
        new_person = np.ones(len(order), dtype=np.bool_)
        new_person[1:] = people[1:] != people[:-1]
        new_view = new_person.copy()
        new_view[1:] |= views[1:] != views[:-1]
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        spans = []
        for is_new in (new_person, new_view):
            starts = np.append(np.flatnonzero(is_new), len(order))
            group = np.cumsum(is_new) - 1
            spans += [starts[group][back], starts[group + 1][back]] if len(order) else [back, back]
        return cls(who, np.maximum(limit[who], 1).astype(np.float64), view, order, back, *spans)

    def worse_or_equal(self, amount: Floats) -> Floats:
        """The sum over the other pairs of the same person that are not preferred to this one."""
        before = np.concatenate([[0.0], np.cumsum(amount[self.order])])
        return before[self.ties_end] - before[self.begin] - amount

    def better_or_equal(self, amount: Floats) -> Floats:
        """The sum over the other pairs of the same person to which this one is not preferred."""
        before = np.concatenate([[0.0], np.cumsum(amount[self.order])])
        return before[self.end] - before[self.ties_begin] - amount


class Blocking:
    """Pairs whose two sides would rather have each other.

    A pair p = (i, j) that is not made cannot block when all d places of i, or all c places of j, are taken by pairs
    which that side likes at least as much. So, with A and B the number of these, 1 - x - A/d - B/c is at most 1 when
    it blocks, and at most 0 when it does not: linear, and therefore fit for multipliers (compare M. Baïou,
    M. Balinski, *The stable admissions polytope*, Math. Programming 87 (2000) 427-439).
    """

    def __init__(self, problem: MatchProblem) -> None:
        views = (problem.mentee_view, problem.mentor_view)
        self.hers, self.his = (
            _Side.of(who, problem.fit if view is None else view, limit)
            for who, view, limit in zip(
                (problem.mentee, problem.mentor), views, (problem.demand, problem.capacity), strict=True
            )
        )
        self.problem = problem
        self.can = problem.capacity[problem.mentor] > 0

    def are(self, chosen: Bools) -> Bools:
        """Which of the pairs block: bool[pairs]."""
        wanted = self.can & ~chosen
        for side, limit in ((self.hers, self.problem.demand), (self.his, self.problem.capacity)):
            content = side.better_or_equal(chosen.astype(np.float64)) >= limit[side.who]
            wanted &= ~content
        return wanted

    def slope(self, chosen: Bools) -> Floats:
        """1 - x - A/d - B/c of each pair."""
        x = chosen.astype(np.float64)
        taken = self.hers.better_or_equal(x) / self.hers.limit + self.his.better_or_equal(x) / self.his.limit
        return np.where(self.can, 1 - x - taken, -1.0)

    def worth(self, multiplier: Floats) -> Floats:
        """What making each pair saves, when the other side of `slope` costs `multiplier` for each pair."""
        return (
            multiplier
            + self.hers.worse_or_equal(multiplier) / self.hers.limit
            + self.his.worse_or_equal(multiplier) / self.his.limit
        )


@dataclass(frozen=True)
class Best:
    """The best that a search has found, and what it has proven."""

    chosen: Bools
    value: float
    bound: float  # no matching equal in the earlier aims has a larger value
    multiplier: Floats | None  # the price on each blocking pair, with which `network` proves its bound
    network: Network


class _Search:
    """One search: over the matchings that are as good in the earlier aims and respect the floor."""

    def __init__(
        self,
        problem: MatchProblem,
        prefer: Prefer,
        counts: tuple[int, int],
        permitted: Bools,
        deadline: Deadline,
        *,
        floor: float = -inf,
        price: float = 0.0,
        objective: bool = True,
        solutions: float = inf,
        seed: int = 0,
    ) -> None:
        self.problem, self.prefer, self.counts, self.deadline = problem, prefer, counts, deadline
        self.permitted, self.floor, self.price, self.objective = permitted, floor, price, objective
        self.seed = seed
        self.left = solutions  # so many networks may still be solved
        self.blocking = Blocking(problem) if price else None
        self.size = float(problem.fit.max(initial=0.0)) or 1.0
        self.chosen: Bools | None = None
        self.value = -inf
        self.root: tuple[float, Network, Floats] | None = None

    @property
    def is_over(self) -> bool:
        return self.left <= 0 or self.deadline.has_passed

    @property
    def enough(self) -> float:
        """A bound that is not above this cannot lead to anything better."""
        return self.value + 1e-9 * max(self.size, abs(self.value)) if self.value > -inf else -inf

    def consider(self, chosen: Bools) -> None:
        """Keep a matching when it is the best so far."""
        problem = self.problem
        sums = np.bincount(problem.mentee[chosen], problem.fit[chosen], problem.mentees)
        placed = np.bincount(problem.mentee[chosen], minlength=problem.mentees) > 0
        if self.floor > -inf and placed.any() and sums[placed].min() < self.floor:
            return
        value = fsum(problem.fit[chosen]) if self.objective else 0.0
        if self.blocking is not None:
            value -= self.price * np.count_nonzero(self.blocking.are(chosen))
        if self.chosen is None or value > self.value:
            self.chosen, self.value = chosen, value

    def run(self) -> float:
        """Search to the end, or as far as it may. Returns the bound that is proven then; -inf when there is nothing."""
        problem = self.problem
        may = self.permitted | problem.locked
        everyone = np.zeros(problem.mentees)
        multipliers = (everyone, np.zeros(len(problem.fit)))
        waiting = [(inf, may, problem.locked, multipliers)]
        open_bound = -inf
        while waiting:
            bound, may, must, multipliers = waiting.pop()
            if self.is_over:
                open_bound = max([open_bound, bound, *(entry[0] for entry in waiting)])
                break
            if bound <= self.enough or self._is_settled:
                continue
            at_root = self.root is None
            bound, branch, multipliers = self._bound(may, must, multipliers, bound)
            if at_root and self.blocking is not None and self.chosen is not None:
                self._exchange(bound)
            if bound <= self.enough or self._is_settled:
                continue
            if branch < 0:  # nothing left to decide: that matching has been considered, or the search was cut short
                open_bound = max(open_bound, bound) if self.is_over else open_bound
                continue
            with_pair, without_pair = must.copy(), may.copy()
            with_pair[branch] = True
            without_pair[branch] = False
            waiting.append((bound, without_pair, must, multipliers))
            waiting.append((bound, may, with_pair, multipliers))
        return max(self.value, open_bound)

    def _exchange(self, bound: float) -> None:
        """Look for something better near the best so far, by exchanges between two mentees."""
        from reciproca_engine.matching.annealing import exchange

        problem, blocking = self.problem, self.blocking
        assert blocking is not None
        assert self.chosen is not None
        at_mentor = blocking.his.order.astype(np.int64)
        first_of_mentor = np.searchsorted(problem.mentor[at_mentor], np.arange(problem.mentors + 1)).astype(np.int64)
        first_of_mentee = np.searchsorted(problem.mentee, np.arange(problem.mentees + 1)).astype(np.int64)
        room = np.concatenate([problem.capacity, problem.minimum])
        her_rank, his_rank = (
            np.unique(side.view, return_inverse=True)[1].astype(np.int64) for side in (blocking.hers, blocking.his)
        )
        free = self.permitted & ~problem.locked
        steps = min(max(_PROPOSALS * len(problem.fit), 1000), _MOST_PROPOSALS)
        random = np.array([self.seed * 2 + 88172645463325253], dtype=np.int64)
        made, best = self.chosen.copy(), self.chosen.copy()
        copies = [array.copy() for array in (problem.mentee, problem.mentor, problem.fit, problem.demand)]
        mentee, mentor, fit, demand = copies
        heat = min(self.price, self.size / 40)  # a price beyond the fits only says that one pair more hardly ever pays
        for warm in (heat, heat / 4):
            if self.deadline.has_passed or self.value >= bound - 1e-9 * self.size:
                break
            exchange(
                mentee, mentor, first_of_mentee, first_of_mentor, fit, at_mentor, her_rank, his_rank, demand, room, free,
                made, self.price, self.floor, warm, heat / 12, steps, random, best,
            )  # fmt: skip
            self.consider(best.copy())
            made = self.chosen.copy()

    @property
    def _is_settled(self) -> bool:
        return not self.objective and self.chosen is not None

    def _bound(
        self, may: Bools, must: Bools, multipliers: tuple[Floats, Floats], bound: float
    ) -> tuple[float, int, tuple[Floats, Floats]]:
        """Bound what can be had with these pairs; -inf when nothing can. Also names the pair to decide next."""
        problem = self.problem
        had = np.bincount(problem.mentee[must], minlength=problem.mentees)
        held = np.bincount(problem.mentor[must], minlength=problem.mentors)
        if (had > problem.demand).any() or (held > problem.capacity).any():
            return -inf, -1, multipliers
        if self.floor > -inf:
            slack = 1e-12 * max(self.size, self.floor)
            can_reach = best_sums(problem, may, must) >= self.floor - slack
            if (must & ~can_reach).any():
                return -inf, -1, multipliers
            may = may & can_reach
        lift, multiplier = multipliers
        if not self.objective and not lift.any():
            lift = np.ones(problem.mentees)
        at_root = self.root is None
        steps = _AT_THE_ROOT if at_root else _BELOW
        often, agility, since = np.zeros(len(problem.fit)), 1.0, 0
        best_multipliers, solved = multipliers, 0
        for _step in range(steps):
            worth = problem.fit * (self.objective + lift[problem.mentee])
            constant = 0.0
            if self.blocking is not None:
                worth = worth + self.blocking.worth(multiplier)
                constant = fsum(multiplier)
            entry_cost = lift * self.floor if self.floor > -inf else None
            network = Network.of(
                problem, self.prefer, may, must=must, worth=worth, entry_cost=entry_cost, deadline=self.deadline
            )
            self.left -= 1
            if not network.complete:
                break
            if not network.reached_minimum(problem):
                return -inf, -1, multipliers
            if self.prefer == "participation" and network.counts < self.counts:
                return -inf, -1, multipliers
            solved += 1
            chosen = network.chosen
            self.consider(chosen)
            if self._is_settled:
                break
            sums = np.bincount(problem.mentee[chosen], problem.fit[chosen], problem.mentees)
            placed = np.bincount(problem.mentee[chosen], minlength=problem.mentees) > 0
            rounding = network.rounding(worth) * 2 * np.count_nonzero(chosen)
            cost = 0.0
            if entry_cost is not None:
                cost = fsum(entry_cost[placed])
                rounding += 2 * network.rounding(entry_cost) * problem.mentees
            here = fsum(worth[chosen]) - cost - constant + rounding
            if here < bound or solved == 1:
                improved = solved == 1 or here < bound - 1e-5 * max(self.size, abs(bound))
                bound, best_multipliers = min(bound, here), (lift, multiplier)
                since = 0 if improved else since + 1
            else:
                since += 1
            if at_root and (self.root is None or here < self.root[0]):
                self.root = (here, network, multiplier)
            often += chosen
            if bound <= (self.enough if self.objective else -1e-9 * self.size) or self.is_over:
                bound = -inf if not self.objective and bound < 0 else bound
                break
            short = np.where(placed, self.floor - sums, 0.0) if self.floor > -inf else np.zeros(problem.mentees)
            if not self.objective:
                if since > 4 and not at_root:
                    break
                scale = max(float(np.abs(short).max()), 1e-300)
                lift = lift * np.exp(0.5 * short / scale)
                lift = lift * (problem.mentees / max(float(lift.sum()), 1e-300))
                continue
            if since > 4:
                agility, since = agility / 2, 0
                if agility < 1 / 16:
                    break
            # the direction in which the bound falls, without what would leave the allowed range of a multiplier
            down = np.where((short > 0) | (lift > 0), short, 0.0)
            slope = np.zeros(len(problem.fit))
            if self.blocking is not None:
                slope = self.blocking.slope(chosen)
                slope[(slope < 0) & (multiplier <= 0) | (slope > 0) & (multiplier >= self.price)] = 0.0
            length = float(slope @ slope + down @ down)
            if length == 0:
                break
            goal = self.value if self.value > -inf else here - self.size
            step = agility * max(here - goal, 1e-9 * self.size) / length
            lift = np.maximum(lift + step * down, 0.0)
            multiplier = np.clip(multiplier + step * slope, 0.0, self.price)
        undecided = np.flatnonzero(may & ~must)
        full = (had == problem.demand)[problem.mentee[undecided]] | (held == problem.capacity)[
            problem.mentor[undecided]
        ]
        undecided = undecided[~full]
        if len(undecided) == 0:
            return bound, -1, best_multipliers
        doubt = np.abs(often[undecided] / max(solved, 1) - 0.5)
        return bound, int(undecided[np.lexsort((-problem.fit[undecided], doubt))[0]]), best_multipliers


def best_value(
    problem: MatchProblem,
    prefer: Prefer,
    first: Network,
    permitted: Bools,
    deadline: Deadline,
    *,
    floor: float = -inf,
    price: float = 0.0,
    known: tuple[Bools, ...] = (),
    solutions: float = inf,
    seed: int = 0,
) -> Best:
    """The largest total less `price` times the number of blocking pairs, among matchings as good in the earlier aims.

    Parameters
    ----------
    first : Network
        A solution without floor and price.
    permitted : bool[pairs]
        The pairs in play.
    floor : float
        Every placed mentee has at least this sum of fits.
    seed : int
        For the exchanges that look for fewer blocking pairs.
    known : tuple of bool[pairs]
        Matchings that are as good in the earlier aims and reach the floor.
    solutions : float
        So many networks may be solved.
    """
    search = _Search(
        problem, prefer, first.counts, permitted, deadline, floor=floor, price=price, solutions=solutions,
        seed=seed,
    )  # fmt: skip
    for chosen in known:
        search.consider(chosen)
    bound = search.run()
    assert search.chosen is not None
    network, multiplier = first, None
    if search.root is not None:
        bound = min(bound, search.root[0])
        if floor == -inf:
            _, network, multiplier = search.root
    return Best(search.chosen, search.value, max(bound, search.value), multiplier if price else None, network)


def highest_floor(
    problem: MatchProblem, first: Network, deadline: Deadline
) -> tuple[Bools, float, Network | None, Network, Bools]:
    """The largest possible smallest sum of fits of a placed mentee, with everybody placed and as many pairs as before.

    1. Bisect over what each pair could at best be part of: without the pairs that are too poor, the network must still
       place as many. With one mentor for each mentee that is the whole answer.
    2. With several, bisect between what is found and what is possible, each time with an exact search.

    Returns
    -------
    chosen : bool[pairs]
        A matching with the largest smallest sum found.
    bound : float
        No matching has a larger one.
    refusal : Network or None
        What proves that more is impossible, where prices can.
    network : Network
        The solution over the pairs that remain in play, which follow.
    """
    everything, locked = np.ones(len(problem.fit), dtype=np.bool_), problem.locked
    at_best = best_sums(problem, everything, locked)
    ceiling = float(at_best[locked].min(initial=np.inf))
    values = np.unique(at_best[(at_best <= ceiling) & (at_best > -np.inf)])
    best, lowest, refusal = first, worst_of(problem, first.chosen), None
    low = int(np.searchsorted(values, lowest, side="right")) - 1
    high = len(values)  # values[low] can be had, values[high] cannot
    while high - low > 1 and not deadline.has_passed:
        middle = (low + high) // 2
        candidate = Network.of(problem, "participation", at_best >= values[middle], deadline=deadline)
        if not candidate.complete:
            break
        if candidate.counts >= first.counts and candidate.reached_minimum(problem):
            best, low = candidate, middle
        else:
            refusal, high = candidate, middle
    bound = max(float(values[high - 1]) if high > 0 else lowest, lowest)
    chosen = max(first.chosen, best.chosen, key=lambda made: worst_of(problem, made))
    lowest = worst_of(problem, chosen)
    bound = max(bound, lowest)
    several = problem.demand.max(initial=1) > 1
    near = 1e-9 * float(problem.fit.max(initial=0.0))
    tries = 0
    while several and bound - lowest > near and not deadline.has_passed:
        # the bound itself is often right; after that halve, and in the end ask for anything better at all
        goal = bound if tries == 0 else max((lowest + bound) / 2, lowest + near) if tries < 6 else lowest + near
        tries += 1
        search = _Search(
            problem, "participation", first.counts, at_best >= goal - near, deadline, floor=goal, objective=False
        )
        search.run()
        if search.chosen is not None:
            chosen = search.chosen
            lowest = worst_of(problem, chosen)
            bound = max(bound, lowest)
        elif not search.is_over:
            bound = max(goal if goal > lowest + near else lowest, lowest)
    permitted = at_best >= (lowest - near if several else lowest)
    if several and not deadline.has_passed:
        best = Network.of(problem, "participation", permitted)
    return chosen, bound, refusal, best, permitted


def worst_of(problem: MatchProblem, chosen: Bools) -> float:
    """The smallest sum of fits of a placed mentee; 0 when nobody is placed."""
    sums = np.bincount(problem.mentee[chosen], problem.fit[chosen], problem.mentees)
    placed: NDArray[np.bool_] = np.bincount(problem.mentee[chosen], minlength=problem.mentees) > 0
    return float(sums[placed].min()) if placed.any() else 0.0
