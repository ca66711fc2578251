"""A matching problem as a circulation in whole numbers: what the kernel solves, and what its answer means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, fsum, log2
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.deadline import ENDLESS, Deadline
from reciproca_engine.matching.problem import MatchProblem

__all__ = ["Network", "Prefer", "Scale", "best_sums", "total_bound"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Prefer = Literal["participation", "fit"]

# The network sums at most 2**13 times the largest sum of fits along one way (see Scale), in 62 bits.
_ROOM_FOR_FIT = 2**49


@dataclass(frozen=True)
class Scale:
    """Aims as whole numbers: worth[k] is what one unit of aim k counts.

    A change of the matching along one way through the network passes each person once, so it moves the sum of fits by
    less than `breadth` times the largest fit, and the number of pairs and of placed mentees by at most one.
    """

    per_fit: float
    worth: tuple[int, ...]
    fit_aim: int
    breadth: int
    largest: float  # no fit may be larger; a power of two, so that slightly larger fits still find room

    @classmethod
    def of(cls, mentees: int, mentors: int, fit: Floats, prefer: Prefer, largest: float = 0.0) -> Scale:
        breadth = 2 * min(mentees, mentors) + 64  # room for people who come later
        largest = max(largest, float(fit.max(initial=0.0)))
        largest = 2.0 ** ceil(log2(largest)) if 0 < largest < 2.0**1000 else largest
        per_fit = _finest_grid(fit, largest, _ROOM_FOR_FIT // breadth)
        along_a_way = breadth * (round(largest * per_fit) + 1)
        if prefer == "participation":
            pair = 4 * along_a_way
            return cls(per_fit, (256 * pair, 16 * pair, pair, 1), 3, breadth, largest)
        return cls(per_fit, (16 * 4 * along_a_way, 16, 1), 1, breadth, largest)

    def whole(self, fit: Floats) -> Ints:
        """The fits, as so many steps of the grid."""
        return np.rint(fit * self.per_fit).astype(np.int64)

    def gains(self, fit: Floats) -> Ints:
        """What one more pair is worth, all aims together."""
        if self.fit_aim == 3:
            return self.whole(fit) + self.worth[2]
        return self.whole(fit) * self.worth[1] + self.worth[2]

    def split(self, amounts: Ints) -> Floats:
        """Whole numbers back into one amount for each aim, the fit in the caller's unit."""
        parts = np.empty((len(amounts), len(self.worth)), dtype=np.float64)
        rest = amounts.copy()
        for aim, (above, below) in reversed(list(enumerate(zip((0, *self.worth), self.worth, strict=False)))):
            if above:
                part = (rest + above // 2) % above - above // 2
                parts[:, aim] = part // below
                rest -= part
            else:
                parts[:, aim] = rest // below
        parts[:, self.fit_aim] /= self.per_fit
        return parts


def _finest_grid(fit: Floats, largest: float, room: int) -> float:
    """How many steps one unit of fit has: a power of ten when it represents all fits exactly, else of two."""
    if largest == 0:
        return 1.0
    sample = fit[: 2**12]
    for decimals in range(9, -1, -1):
        steps = 10.0**decimals
        if largest * steps < room and all(np.array_equal(np.rint(x * steps) / steps, x) for x in (sample, fit)):
            return steps
    return 2.0 ** min(int(np.floor(np.log2(room / 2) - np.log2(largest))), 1000)


@dataclass(frozen=True)
class Network:
    """The whole-number problem that the kernel solves, and its solution."""

    scale: Scale
    kept: Ints  # the pairs of the problem that are in play, as positions
    first_pair: Ints
    mentor_of: NDArray[np.int32]
    gain: Ints
    demand: Ints  # without the places that locks take; so are the next two
    capacity: Ints
    minimum: Ints
    entry_gain: Ints
    made: Bools
    price: Ints
    chosen: Bools  # over all pairs of the problem, locks included
    placed: int
    complete: bool  # False when a deadline came before the end: then `price` is a guess, and the rest was made greedily

    @classmethod
    def of(
        cls,
        problem: MatchProblem,
        prefer: Prefer,
        permitted: Bools,
        *,
        must: Bools | None = None,
        worth: Floats | None = None,
        entry_cost: Floats | None = None,
        deadline: Deadline = ENDLESS,
    ) -> Network:
        """Solve a problem.

        Parameters
        ----------
        permitted, must : bool[pairs]
            Which pairs may be made; which have to be (None: the locks). They must fit into demands and capacities.
        worth : float[pairs] or None
            What counts in the place of the fit; not negative.
        entry_cost : float[mentees] or None
            What the first pair of a mentee costs, in the unit of the fit; not negative, only with participation.
        """
        fit = problem.fit if worth is None else worth
        dearest = 0.0 if entry_cost is None else float(entry_cost.max(initial=0.0))
        scale = Scale.of(problem.mentees, problem.mentors, fit, prefer, dearest)
        locked = problem.locked if must is None else must
        locks_of_mentee = np.bincount(problem.mentee[locked], minlength=problem.mentees)
        locks_of_mentor = np.bincount(problem.mentor[locked], minlength=problem.mentors)
        demand = problem.demand - locks_of_mentee
        capacity = problem.capacity - locks_of_mentor
        minimum = np.maximum(problem.minimum - locks_of_mentor, 0)

        entry_gain = np.zeros(problem.mentees, dtype=np.int64)
        if prefer == "participation":
            first = locks_of_mentee == 0
            entry_gain[first] = scale.worth[1]
            if entry_cost is not None:
                entry_gain[first] -= scale.whole(entry_cost[first])
        gain = scale.gains(fit)

        may_be = permitted & ~locked
        for free, side in ((demand, problem.mentee), (capacity, problem.mentor)):
            if not free.all():
                may_be &= free[side] > 0
        kept = np.flatnonzero(may_be)
        every = len(kept) == len(fit)
        mentee_of, mentors_of, gain_of = (
            some if every else some[kept] for some in (problem.mentee, problem.mentor, gain)
        )
        first_pair = np.searchsorted(mentee_of, np.arange(problem.mentees + 1)).astype(np.int64)
        mentor_of = mentors_of.astype(np.int32)
        room = np.minimum(capacity, problem.mentees + 1)  # with one place more than people, never full
        limits = demand, entry_gain, room, minimum, scale.worth[0]
        made, price, complete = _assigned(first_pair, mentor_of, gain_of, *limits, deadline)
        if not complete and (minimum > 0).any():  # what must be, must be, however long it takes
            made, price, complete = _assigned(first_pair, mentor_of, gain_of, *limits, ENDLESS)
        if not complete:
            made = _completed(problem, prefer, kept, first_pair, mentor_of, demand, room, made)
        chosen = locked.copy()
        chosen[kept[made]] = True
        network = cls(
            scale=scale,
            kept=kept,
            first_pair=first_pair,
            mentor_of=mentor_of,
            gain=gain_of,
            demand=demand,
            capacity=capacity,
            minimum=minimum,
            entry_gain=entry_gain,
            made=made,
            price=price,
            chosen=chosen,
            placed=int(np.count_nonzero(np.bincount(problem.mentee[chosen], minlength=problem.mentees))),
            complete=complete,
        )
        return network._with_prices_of_full_mentors(problem, gain, permitted & ~locked & (demand[problem.mentee] > 0))

    def _with_prices_of_full_mentors(self, problem: MatchProblem, gain: Ints, wanted: Bools) -> Network:
        """A mentor who was full before the search began costs as much as anybody could gain there."""
        shut = wanted & (self.capacity[problem.mentor] == 0)
        if shut.any():
            mentee, mentor = problem.mentee[shut], problem.mentor[shut]
            np.maximum.at(self.price, mentor, gain[shut] - self.surplus[mentee])  # of no mentor in play
        return self

    @cached_property
    def surplus(self) -> Ints:
        """What each mentee would still gain on her way out, from the prices: the potential of the kernel."""
        mentee_of = np.repeat(np.arange(len(self.demand)), np.diff(self.first_pair))
        had = np.bincount(mentee_of[self.made], minlength=len(self.demand))
        surplus = np.where(had < 2, -self.entry_gain, 0)
        further = ~self.made & (had > 0)[mentee_of]
        np.maximum.at(surplus, mentee_of[further], (self.gain - self.price[self.mentor_of])[further])
        return surplus

    @cached_property
    def pairs_by_mentor(self) -> tuple[Ints, Ints]:
        """Where the pairs of each mentor begin, and these pairs."""
        order = np.argsort(self.mentor_of, kind="stable").astype(np.int64)
        return np.searchsorted(self.mentor_of[order], np.arange(len(self.capacity) + 1)).astype(np.int64), order

    @property
    def counts(self) -> tuple[int, int]:
        """The first two aims of participation: mentees placed, pairs made."""
        return self.placed, int(np.count_nonzero(self.chosen))

    def reached_minimum(self, problem: MatchProblem) -> bool:
        had = np.bincount(problem.mentor[self.chosen], minlength=problem.mentors)
        return bool((had >= problem.minimum).all())

    def rounding(self, fit: Floats) -> float:
        """The most by which one of these fits differs from the step of the grid that stands for it."""
        return float(np.abs(self.scale.whole(fit) / self.scale.per_fit - fit).max(initial=0.0))


def _assigned(
    first_pair: Ints,
    mentor_of: NDArray[np.int32],
    gain: Ints,
    demand: Ints,
    entry_gain: Ints,
    room: Ints,
    minimum: Ints,
    guard: int,
    deadline: Deadline,
) -> tuple[Bools, Ints, bool]:
    """The circulation of largest gain: by auction where all want one at most, else by shortest augmenting paths."""
    if not minimum.any() and (np.minimum(demand, np.diff(first_pair)) <= 1).all():
        from reciproca_engine.matching.auction import auction

        found = auction(first_pair, mentor_of, gain, entry_gain, room, deadline)
        if found is not None:
            return found
    from reciproca_engine.matching.kernel import assign

    return assign(first_pair, mentor_of, gain, demand, entry_gain, room, minimum, guard, deadline)


def _completed(
    problem: MatchProblem,
    prefer: Prefer,
    kept: Ints,
    first_pair: Ints,
    mentor_of: NDArray[np.int32],
    demand: Ints,
    room: Ints,
    made: Bools,
) -> Bools:
    """The best of what was made, completed pair by pair, and of everything made pair by pair.

    With participation also where those who have nobody come first.
    """
    from reciproca_engine.matching.deferred import add_greedily

    fit, mentee = problem.fit[kept], problem.mentee[kept]
    in_which_order = (True, False) if prefer == "participation" and problem.demand.max(initial=1) > 1 else (False,)
    found = []
    nothing = np.zeros_like(made)
    for begun in (made, nothing) if made.any() else (nothing,):
        for one_each_first in in_which_order:
            candidate = begun.copy()
            spare = demand - np.bincount(mentee[candidate], minlength=len(demand))
            free = room - np.bincount(mentor_of[candidate], minlength=len(room))
            if one_each_first:
                first = (spare == problem.demand).astype(np.int64)
                spare -= first
                add_greedily(first_pair, mentor_of, fit, first, free, candidate)
            add_greedily(first_pair, mentor_of, fit, spare, free, candidate)
            had = np.bincount(mentee[candidate], minlength=len(demand)) + problem.demand - demand
            total, counts = fsum(fit[candidate]), (np.count_nonzero(had), np.count_nonzero(candidate))
            found.append(((*counts, total) if prefer == "participation" else (total, counts[1]), candidate))
    return max(found, key=lambda entry: entry[0])[1]


def best_sums(problem: MatchProblem, permitted: Bools, must: Bools) -> Floats:
    """For each pair, the largest sum of fits that its mentee can have together with it, by her demand alone.

    Her other pairs in `must` count in any case. -inf for a pair that is not permitted, or for which she has no room.
    """
    best = np.full(len(problem.fit), -np.inf)
    pairs = np.flatnonzero(permitted | must)
    pairs = pairs[np.lexsort((-problem.fit[pairs], ~must[pairs], problem.mentee[pairs]))]
    mentee, fit = problem.mentee[pairs], problem.fit[pairs]
    rank = _place_in_line(mentee)
    demand = problem.demand[mentee]
    with_all = np.bincount(mentee[rank < demand], fit[rank < demand], problem.mentees)
    but_one = np.bincount(mentee[rank < demand - 1], fit[rank < demand - 1], problem.mentees)
    best[pairs] = np.where(rank < demand, with_all[mentee], but_one[mentee] + fit)
    full = np.bincount(problem.mentee[must], minlength=problem.mentees) >= problem.demand
    best[full[problem.mentee] & ~must] = -np.inf
    return best


def _place_in_line(people: Ints) -> Ints:
    """How many entries of the same person come before each one; sorted by person."""
    return np.arange(len(people)) - np.searchsorted(people, people)


def total_bound(problem: MatchProblem, price: Floats) -> float:
    """No matching has a larger total, however many it places: what the places cost at these prices, and what is left.

    The dual of the assignment problem without its earlier aims, for any prices float[mentors].
    """
    locked = problem.locked
    spare = problem.demand - np.bincount(problem.mentee[locked], minlength=problem.mentees)
    if (spare <= 1).all():
        from reciproca_engine.matching.kernel import most_left

        price = np.ascontiguousarray(price)
        kept = most_left(problem.mentee, problem.mentor, problem.fit, price, locked, spare)
    else:
        left = problem.fit - price[problem.mentor]
        pairs = np.flatnonzero(~locked & (left > 0) & (spare > 0)[problem.mentee])
        pairs = pairs[np.lexsort((-left[pairs], problem.mentee[pairs]))]
        kept = left[pairs[_place_in_line(problem.mentee[pairs]) < spare[problem.mentee[pairs]]]]
    of_locks = problem.fit[locked] - price[problem.mentor[locked]]
    places = np.where(price > 0, np.minimum(problem.capacity, problem.mentees), problem.minimum)
    return fsum((fsum(kept), fsum(of_locks), fsum(price * places)))
