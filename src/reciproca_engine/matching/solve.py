"""The best matching there is, with the prices that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import fsum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import Infeasible, InvalidProblem, NotSupported
from reciproca_engine.matching.conflict import conflict_of_locks, conflict_of_minima
from reciproca_engine.matching.problem import MatchProblem

__all__ = ["Alternative", "MatchResult", "solve"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Prefer = Literal["participation", "fit"]

# The network sums at most 2**13 times the largest sum of fits along one way (see _Scale), in 62 bits.
_ROOM_FOR_FIT = 2**49


@dataclass(frozen=True, slots=True)
class Alternative:
    """What it would cost to put a mentee with another mentor.

    Parameters
    ----------
    mentor : int
        The other mentor.
    cost : float
        How much the total would fall if that pair were locked; negative in the rare case that it would rise
        because fewer people are placed.
    displaced : tuple of int
        Mentees who have a mentor now and would have none.
    """

    mentor: int
    cost: float
    displaced: tuple[int, ...]

    def __iter__(self) -> Any:
        return iter((self.mentor, self.cost, self.displaced))


@dataclass(frozen=True, eq=False)
class MatchResult:
    """A matching and its proof.

    Parameters
    ----------
    problem : MatchProblem
        What was asked.
    prefer, floor : str, bool
        How it was asked.
    pairs : int[k, 2]
        The pairs made (mentee, mentor), sorted.
    total : float
        The sum of the caller's fit over the pairs.
    upper_bound : float
        No matching that is as good in the earlier aims has a larger total.
    placed : int
        How many mentees have at least one mentor.
    unplaced : int[mentees - placed]
        The mentees who have none.
    worst : float
        The smallest value, over the placed mentees, of the sum of fit over her mentors; 0 when nobody is placed.
    prices : float[mentors, aims]
        What a place with each mentor is worth, one column for each aim (first: the minimum of the mentor; then the
        aims in their order). From them and the problem alone, `verify` computes the bound.
    floor_prices : float[mentors, aims] or None
        With `floor`: the prices which prove that no larger smallest value is possible.
    """

    problem: MatchProblem
    prefer: Prefer
    floor: bool
    pairs: Ints
    total: float
    upper_bound: float
    placed: int
    unplaced: Ints
    worst: float
    prices: Floats
    floor_prices: Floats | None = None
    _network: _Network | None = field(default=None, repr=False)

    def alternatives(self, i: int, k: int = 3) -> list[Alternative]:
        """The k cheapest other mentors for mentee i, with what each would cost.

        See `reciproca_engine.matching.alternatives.alternatives_for`.
        """
        from reciproca_engine.matching.alternatives import alternatives_for

        return alternatives_for(self, i, k)


def solve(
    problem: MatchProblem,
    prefer: Prefer = "participation",
    floor: bool = False,
    stability: float = 0.0,
    deadline: float | None = None,
    seed: int = 0,
) -> MatchResult:
    """The best matching of a problem, exactly, with its proof.

    Among all matchings that respect capacity, demand, minimum and locks:

    - ``prefer="participation"``: first as many mentees as possible have at least one mentor; then as many pairs as
      possible; then the largest total fit;
    - ``prefer="fit"``: the largest total fit; among equal totals as many pairs as possible.

    Parameters
    ----------
    problem : MatchProblem
        Who may be matched with whom, how well, and under which rules.
    prefer : {"participation", "fit"}
        The order of the aims.
    floor : bool
        With participation: before the total, make the smallest fit of any placed mentee as large as it can be.
    stability, deadline, seed
        Reserved. The answer is exact and uses no chance, so `seed` changes nothing; a price on blocking pairs and an
        answer before the end are refused.

    Returns
    -------
    MatchResult
        Pairs, total, proof. Equal optima are settled the same way every time.

    Raises
    ------
    Infeasible
        With a minimal set of locks, capacities, demands and minima that contradict one another.
    NotSupported
        For `stability`, `deadline`, and `floor` with several mentors for a mentee.

    Notes
    -----
    1. Refuse locks that contradict one another; set them aside, with the places they take.
    2. Turn the aims into whole numbers, each aim worth more than all that a change of the later ones can bring.
    3. With `floor`: bisect over the fits for the largest smallest one that keeps everybody placed.
    4. Find the matching of largest gain by shortest augmenting paths (`reciproca_engine.matching.kernel`).
    5. If a minimum is not reached, say which constraints are in conflict.
    6. Translate the prices back into one price for each aim.

    Fits with up to nine decimals are represented exactly; others are rounded to a grid so fine that the rounding, which
    is part of `upper_bound`, stays far below 1e-7 of the total.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, sections 9.7 and 12.4.

    Examples
    --------
    Greedy would give mentee 0 her favourite, mentor 0, and leave mentee 1 with nobody:

    >>> problem = MatchProblem(2, 2, mentee=[0, 0, 1], mentor=[0, 1, 0], fit=[0.9, 0.6, 0.5])
    >>> result = solve(problem)
    >>> result.pairs.tolist(), result.total
    ([[0, 1], [1, 0]], 1.1)
    """
    _refuse_what_is_not_supported(problem, prefer, floor, stability, deadline)
    conflict = conflict_of_locks(problem)
    if conflict:
        raise Infeasible(conflict)

    everything = np.ones(len(problem.fit), dtype=np.bool_)
    network = _Network.of(problem, prefer, everything)
    floor_prices = None
    if floor and network.placed:
        network, floor_prices = _with_highest_floor(problem, network)
    return _result(problem, prefer, floor, network, floor_prices)


def _refuse_what_is_not_supported(
    problem: MatchProblem, prefer: str, floor: bool, stability: float, deadline: float | None
) -> None:
    if prefer not in ("participation", "fit"):
        raise InvalidProblem("prefer", None, "must be 'participation' or 'fit'")
    if stability != 0.0:
        raise NotSupported("stability", "a price on blocking pairs is not available yet; verify() lists them")
    if deadline is not None:
        raise NotSupported("deadline", "the exact answer is always computed to its end")
    if floor and prefer != "participation":
        raise InvalidProblem("floor", None, "belongs to prefer='participation'")
    if floor and problem.mentees and problem.demand.max() > 1:
        raise NotSupported("floor", "available when each mentee has at most one mentor")


@dataclass(frozen=True)
class _Scale:
    """Aims as whole numbers: worth[k] is what one unit of aim k counts.

    A change of the matching along one way through the network passes each person once, so it moves the sum of fits by
    less than `breadth` times the largest fit, and the number of pairs and of placed mentees by at most one.
    """

    per_fit: float
    worth: tuple[int, ...]
    fit_aim: int

    @classmethod
    def of(cls, problem: MatchProblem, prefer: Prefer) -> _Scale:
        breadth = min(problem.mentees, problem.mentors) + 2
        largest = float(problem.fit.max(initial=0.0))
        per_fit = _finest_grid(problem.fit, largest, _ROOM_FOR_FIT // breadth)
        along_a_way = breadth * (round(largest * per_fit) + 1)
        if prefer == "participation":
            pair = 4 * along_a_way
            return cls(per_fit, (256 * pair, 16 * pair, pair, 1), fit_aim=3)
        return cls(per_fit, (16 * 4 * along_a_way, 16, 1), fit_aim=1)

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
    for decimals in range(9, -1, -1):
        steps = 10.0**decimals
        if largest * steps < room and np.array_equal(np.rint(fit * steps) / steps, fit):
            return steps
    return 2.0 ** min(int(np.floor(np.log2(room / 2) - np.log2(largest))), 1000)


@dataclass(frozen=True)
class _Network:
    """The whole-number problem that the kernel solves, and its solution."""

    scale: _Scale
    kept: Ints  # the pairs of the problem that are in play, as positions
    first_pair: Ints
    mentor_of: NDArray[np.int32]
    gain: Ints
    demand: Ints  # without the places that locks take; so are the next two
    capacity: Ints
    minimum: Ints
    entry_gain: Ints
    made: NDArray[np.bool_]
    price: Ints
    chosen: NDArray[np.bool_]  # over all pairs of the problem, locks included
    placed: int

    @classmethod
    def of(cls, problem: MatchProblem, prefer: Prefer, permitted: NDArray[np.bool_]) -> _Network:
        from reciproca_engine.matching.kernel import assign

        scale = _Scale.of(problem, prefer)
        locked = problem.locked
        locks_of_mentee = np.bincount(problem.mentee[locked], minlength=problem.mentees)
        locks_of_mentor = np.bincount(problem.mentor[locked], minlength=problem.mentors)
        demand = problem.demand - locks_of_mentee
        capacity = problem.capacity - locks_of_mentor
        minimum = np.maximum(problem.minimum - locks_of_mentor, 0)

        guard = scale.worth[0]
        entry_gain = np.zeros(problem.mentees, dtype=np.int64)
        scaled = np.rint(problem.fit * scale.per_fit).astype(np.int64)
        if prefer == "participation":
            entry_gain[locks_of_mentee == 0] = scale.worth[1]
            gain = scaled + scale.worth[2]
        else:
            gain = scaled * scale.worth[1] + scale.worth[2]

        open_pair = permitted & ~locked & (capacity[problem.mentor] > 0) & (demand[problem.mentee] > 0)
        kept = np.flatnonzero(open_pair)
        first_pair = np.searchsorted(problem.mentee[kept], np.arange(problem.mentees + 1)).astype(np.int64)
        mentor_of = problem.mentor[kept].astype(np.int32)
        made, price = assign(
            first_pair, mentor_of, gain[kept], demand, entry_gain, np.minimum(capacity, problem.mentees), minimum, guard
        )
        chosen = locked.copy()
        chosen[kept[made]] = True
        network = cls(
            scale=scale,
            kept=kept,
            first_pair=first_pair,
            mentor_of=mentor_of,
            gain=gain[kept],
            demand=demand,
            capacity=capacity,
            minimum=minimum,
            entry_gain=entry_gain,
            made=made,
            price=price,
            chosen=chosen,
            placed=len(np.unique(problem.mentee[chosen])),
        )
        return network._with_prices_of_full_mentors(problem, gain, permitted & ~locked & (demand[problem.mentee] > 0))

    def _with_prices_of_full_mentors(self, problem: MatchProblem, gain: Ints, wanted: NDArray[np.bool_]) -> _Network:
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

    def reached_minimum(self, problem: MatchProblem) -> bool:
        had = np.bincount(problem.mentor[self.chosen], minlength=problem.mentors)
        return bool((had >= problem.minimum).all())


def _with_highest_floor(problem: MatchProblem, best: _Network) -> tuple[_Network, Floats | None]:
    """Bisect over the distinct fits: which is the largest that everybody placed can have at least?

    Returns the best network under that floor, and the prices which prove that the next higher fit is too high.
    """
    highest_thinkable = float(problem.fit[problem.locked].min(initial=np.inf))
    fits = np.unique(problem.fit[problem.fit <= highest_thinkable])
    if len(fits) == 0:
        return best, None
    worst = problem.fit[best.chosen].min()
    low, high = int(np.searchsorted(fits, worst)), len(fits)  # fits[low] can be had, fits[high] cannot
    refusal = None
    while high - low > 1:
        middle = (low + high) // 2
        candidate = _Network.of(problem, "participation", problem.fit >= fits[middle])
        if candidate.placed == best.placed and candidate.reached_minimum(problem):
            best, low = candidate, middle
        else:
            refusal, high = candidate, middle
    return best, None if refusal is None else refusal.scale.split(refusal.price)


def _result(
    problem: MatchProblem, prefer: Prefer, floor: bool, network: _Network, floor_prices: Floats | None
) -> MatchResult:
    if not network.reached_minimum(problem):
        raise Infeasible(conflict_of_minima(problem))
    chosen = network.chosen
    pairs = np.column_stack([problem.mentee[chosen], problem.mentor[chosen]])
    fit = problem.fit[chosen]
    total = fsum(fit)
    on_grid = np.rint(problem.fit * network.scale.per_fit) / network.scale.per_fit
    rounding = float(np.abs(on_grid - problem.fit).max(initial=0.0))
    value_of_mentee = np.bincount(pairs[:, 0], weights=fit, minlength=problem.mentees)
    has_mentor = np.bincount(pairs[:, 0], minlength=problem.mentees) > 0
    return MatchResult(
        problem=problem,
        prefer=prefer,
        floor=floor,
        pairs=pairs,
        total=total,
        upper_bound=max(total, fsum(on_grid[chosen]) + rounding * len(fit)),
        placed=int(has_mentor.sum()),
        unplaced=np.flatnonzero(~has_mentor),
        worst=float(value_of_mentee[has_mentor].min()) if has_mentor.any() else 0.0,
        prices=network.scale.split(network.price),
        floor_prices=floor_prices,
        _network=network,
    )
