"""The best matching there is, with the prices that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import fsum, inf
from typing import TYPE_CHECKING, Any

import numpy as np

from reciproca_engine.deadline import ENDLESS, Deadline
from reciproca_engine.exceptions import Infeasible, InvalidProblem
from reciproca_engine.matching.conflict import conflict_of_locks, conflict_of_minima
from reciproca_engine.matching.network import Bools, Floats, Ints, Network, Prefer, best_sums, total_bound
from reciproca_engine.matching.problem import MatchProblem
from reciproca_engine.matching.search import Blocking, best_value, highest_floor, worst_of
from reciproca_engine.matching.stable import stable_matchings

if TYPE_CHECKING:
    from reciproca_engine.matching.edits import Edit

__all__ = ["Alternative", "MatchResult", "result_of", "solve"]

_TO_COMPLETE = 4e-8  # seconds for each pair, about: for completing what a deadline cuts short, and its bound
# With a price on blocking pairs: at most so many networks are solved, fewer the more pairs they have.
_MOST_SOLUTIONS, _FEWEST_SOLUTIONS, _EFFORT = 4000, 60, 2_500_000


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
        With `floor`: the prices which prove that no larger smallest value is possible. None when nothing larger is
        thinkable, or (with several mentors for a mentee) when no prices can prove it.
    stability : float
        The price that was set on a blocking pair.
    value : float
        What the last aim counts: the total, less the price of the blocking pairs. `upper_bound` bounds this.
    worst_bound : float
        With `floor`: no matching that places as many, with as many pairs, has a larger `worst`; else `worst`.
    blocking_prices : float[pairs] or None
        With a price on blocking pairs: the share of it that each allowed pair, in canonical order, has in the bound.
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
    stability: float = 0.0
    value: float = 0.0
    worst_bound: float = 0.0
    blocking_prices: Floats | None = None
    _how: _How | None = field(default=None, repr=False)
    _network: Network | None = field(default=None, repr=False)

    def alternatives(self, i: int, k: int = 3) -> list[Alternative]:
        """The k cheapest other mentors for mentee i, with what each would cost.

        See `reciproca_engine.matching.alternatives.alternatives_for`.
        """
        from reciproca_engine.matching.alternatives import alternatives_for

        return alternatives_for(self, i, k)

    def edit(self) -> Edit:
        """The problem, ready to be changed: add and remove people, lock, unlock, block, set capacities.

        See `reciproca_engine.matching.edits.Edit`. This result stays as it is.
        """
        from reciproca_engine.matching.edits import Edit

        return Edit(self)

    def solve_again(self, problem: MatchProblem) -> MatchResult:
        """Solve another problem in the way this one was."""
        how = self._how or _How(self.prefer, self.floor, self.stability, None, 0)
        return solve(problem, how.prefer, how.floor, how.stability, how.deadline, how.seed)

    @property
    def aims(self) -> tuple[float, ...]:
        """What was reached of each aim, in their order, so that a better result of the same question compares higher."""
        placed, pairs = self.placed, len(self.pairs)
        if self.prefer == "fit":
            return self.value, pairs
        return (placed, pairs, self.worst, self.value) if self.floor else (placed, pairs, self.value)


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
        With several mentors for a mentee, of the sum of fits over her mentors.
    stability : float
        A price on blocking pairs, in the unit of the fit: the last aim becomes total − price × blocking pairs. A pair
        blocks when it is allowed and not made, the mentee has fewer mentors than she may have or strictly prefers (by
        `mentee_view`) this one to one of hers, and the mentor has room or strictly prefers (by `mentor_view`) this
        mentee to one of his. ``math.inf``: no blocking pair at all, whoever stays out; the largest such matching
        found. Where locks or minima allow none without, the one with the fewest found.
    deadline : float or None
        In seconds, from the call on: the best found by then, with its proven gap (`upper_bound` less `value`), never
        worse than making pairs greedily. To read the pairs, to make them greedily and to bound that takes some 60 ms
        for a million pairs; a deadline shorter than that is passed by so much, and nothing better is looked for. Minima
        are reached however long that takes. None: to the end. What the clock cuts short may differ between runs.
    seed : int
        For the search with `stability`; nothing else leaves anything to chance.

    Returns
    -------
    MatchResult
        Pairs, total, proof. Equal optima are settled the same way every time.

    Raises
    ------
    Infeasible
        With a minimal set of locks, capacities, demands and minima that contradict one another.
    InvalidProblem
        For an option without meaning.

    Notes
    -----
    1. Refuse locks that contradict one another; set them aside, with the places they take.
    2. Turn the aims into whole numbers, each aim worth more than all that a change of the later ones can bring.
    3. Find the matching of largest gain: by auction (`reciproca_engine.matching.auction`), or, where somebody may have
       several mentors or a mentor has a minimum, by shortest augmenting paths (`reciproca_engine.matching.kernel`).
    4. If a minimum is not reached, say which constraints are in conflict.
    5. With `floor`: bisect over the fits for the largest smallest one that keeps everybody placed.
    6. With a price on blocking pairs, or a floor under sums: multipliers and branch and bound
       (`reciproca_engine.matching.search`). Both are NP-hard. The floor is searched to its end, or to the deadline; the
       price on blocking pairs for at most so many solutions of the network, the same number each time.
    7. Translate the prices back into one price for each aim.

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
    _refuse_what_has_no_meaning(prefer, floor, stability)
    until = ENDLESS if deadline is None else Deadline(deadline)
    conflict = conflict_of_locks(problem)
    if conflict:
        raise Infeasible(conflict)

    permitted = np.ones(len(problem.fit), dtype=np.bool_)
    network = Network.of(problem, prefer, permitted, deadline=until.earlier(_TO_COMPLETE * len(problem.fit)))
    if not network.reached_minimum(problem):
        raise Infeasible(conflict_of_minima(problem))
    how = _How(prefer, floor, stability, deadline, seed)
    if not network.complete:
        return _cut_short(problem, how, network)

    chosen, worst_bound, floor_prices, least = network.chosen, None, None, -inf
    if floor and network.placed:
        chosen, worst_bound, refusal, network, permitted = highest_floor(problem, network, until)
        floor_prices = None if refusal is None else refusal.scale.split(refusal.price)
        if problem.demand.max() > 1:
            least = worst_of(problem, chosen)
        else:
            chosen = network.chosen
    found = _Found(chosen, permitted, worst_bound, floor_prices, network)
    if stability == inf:
        return _stable(problem, how, found, until)
    if stability > 0 or least > -inf:
        return _searched(problem, how, found, least, until)
    return _proven(problem, how, found)


@dataclass(frozen=True)
class _How:
    """How it was asked."""

    prefer: Prefer
    floor: bool
    stability: float
    deadline: float | None
    seed: int


def _refuse_what_has_no_meaning(prefer: str, floor: bool, stability: float) -> None:
    if prefer not in ("participation", "fit"):
        raise InvalidProblem("prefer", None, "must be 'participation' or 'fit'")
    if not stability >= 0:
        raise InvalidProblem("stability", None, "must be a price: 0 or more")
    if floor and prefer != "participation":
        raise InvalidProblem("floor", None, "belongs to prefer='participation'")
    if floor and stability == inf:
        raise InvalidProblem("floor", None, "cannot be promised together with stability=inf")


@dataclass(frozen=True)
class _Found:
    """What is known before the last aim: a matching, the pairs in play, and what is proven of the floor."""

    chosen: Bools
    permitted: Bools
    worst_bound: float | None
    floor_prices: Floats | None
    network: Network


def _proven(problem: MatchProblem, how: _How, found: _Found) -> MatchResult:
    """The prices of the network prove that its total is the largest, up to the rounding of its grid."""
    return _result(problem, how, found, bound=_total_of(problem, found.network), prices=_prices(found.network))


def _total_of(problem: MatchProblem, network: Network) -> float:
    """No matching equal in the earlier aims has a larger total: that of the network, and what its grid may hide."""
    rounding = network.rounding(problem.fit) * 2 * np.count_nonzero(network.chosen)
    return fsum(problem.fit[network.chosen]) + rounding


def result_of(problem: MatchProblem, way: MatchResult, network: Network) -> MatchResult:
    """What an optimal network says of a problem that is asked in the way of another, without floor and stability."""
    how = way._how or _How(way.prefer, False, 0.0, None, 0)
    return _proven(problem, how, _Found(network.chosen, network.chosen, None, None, network))


def _searched(problem: MatchProblem, how: _How, found: _Found, least: float, until: Deadline) -> MatchResult:
    """With a price on blocking pairs, or a floor under sums: branch and bound."""
    endless = least > -inf and not how.stability
    best = best_value(
        problem,
        how.prefer,
        found.network,
        found.permitted,
        until,
        floor=least,
        price=how.stability,
        known=(found.chosen,),
        seed=how.seed,
        solutions=inf if endless else min(_MOST_SOLUTIONS, max(_FEWEST_SOLUTIONS, _EFFORT // (len(problem.fit) + 1))),
    )
    bound = min(best.bound, _total_of(problem, found.network))
    found = replace(found, chosen=best.chosen)
    return _result(
        problem, how, found, bound=bound, prices=_prices(best.network), blocking_prices=best.multiplier, exact=False
    )


def _stable(problem: MatchProblem, how: _How, found: _Found, until: Deadline) -> MatchResult:
    """The largest matching found without blocking pairs; with the fewest, where locks and minima allow none."""
    blocking = Blocking(problem)
    best, rank = found.chosen, _rank_when_stable(problem, blocking, found.chosen)
    for chosen in stable_matchings(problem, how.seed):
        if (np.bincount(problem.mentor[chosen], minlength=problem.mentors) >= problem.minimum).all():
            its_rank = _rank_when_stable(problem, blocking, chosen)
            if its_rank > rank:
                best, rank = chosen, its_rank
        if until.has_passed:
            break
    everything = np.ones(len(problem.fit), dtype=np.bool_)
    by_fit = Network.of(problem, "fit", everything, deadline=until)
    prices = np.zeros((problem.mentors, len(found.network.scale.worth)))
    bound = total_bound(problem, np.zeros(problem.mentors))
    if by_fit.complete:
        prices[:, found.network.scale.fit_aim] = by_fit.scale.split(by_fit.price)[:, by_fit.scale.fit_aim]
        bound = _total_of(problem, by_fit) + by_fit.rounding(problem.fit) * 2 * len(problem.fit)
    return _result(problem, how, replace(found, chosen=best), bound=bound, prices=prices, exact=False)


def _rank_when_stable(problem: MatchProblem, blocking: Blocking, chosen: Bools) -> tuple[float, ...]:
    placed = np.count_nonzero(np.bincount(problem.mentee[chosen], minlength=problem.mentees))
    number = np.count_nonzero(blocking.are(chosen))
    return -int(number), int(placed), int(np.count_nonzero(chosen)), fsum(problem.fit[chosen])


def _cut_short(problem: MatchProblem, how: _How, network: Network) -> MatchResult:
    """The deadline came before the end: the best so far, and what the prices prove, which is never below the truth."""
    asked = _prices(network)[:, network.scale.fit_aim]
    least_held = np.full(problem.mentors, inf)
    np.minimum.at(least_held, problem.mentor[network.chosen], problem.fit[network.chosen])
    is_full = np.bincount(problem.mentor[network.chosen], minlength=problem.mentors) >= problem.capacity
    candidates = (
        np.zeros(problem.mentors),
        asked,
        np.maximum(asked - np.median(asked), 0)
        if len(asked)
        else asked,  # without what it is worth to be placed at all
        np.where(is_full & (problem.capacity > 0), least_held, 0),
    )
    bound, price = min(((total_bound(problem, some), some) for some in candidates), key=lambda entry: entry[0])
    prices = np.zeros((problem.mentors, len(network.scale.worth)))
    prices[:, network.scale.fit_aim] = price
    worst_bound = None
    if how.floor and network.placed:
        sums = best_sums(problem, np.ones(len(problem.fit), dtype=np.bool_), problem.locked)
        worst_bound = max(float(sums.max()), worst_of(problem, network.chosen))
    found = _Found(network.chosen, network.chosen, worst_bound, None, network)
    return _result(problem, how, found, bound=bound, prices=prices, exact=False)


def _prices(network: Network) -> Floats:
    return network.scale.split(network.price)


def _result(
    problem: MatchProblem,
    how: _How,
    found: _Found,
    *,
    bound: float,
    prices: Floats,
    blocking_prices: Floats | None = None,
    exact: bool = True,
) -> MatchResult:
    chosen = found.chosen
    pairs = np.column_stack([problem.mentee[chosen], problem.mentor[chosen]])
    total = value = fsum(problem.fit[chosen])
    if how.stability:
        number = np.count_nonzero(Blocking(problem).are(chosen))
        value = total - how.stability * number if number else total
    has_mentor = np.bincount(pairs[:, 0], minlength=problem.mentees) > 0
    worst = worst_of(problem, chosen)
    return MatchResult(
        problem=problem,
        prefer=how.prefer,
        floor=how.floor,
        pairs=pairs,
        total=total,
        upper_bound=max(value, bound),
        placed=int(has_mentor.sum()),
        unplaced=np.flatnonzero(~has_mentor),
        worst=worst,
        prices=prices,
        floor_prices=found.floor_prices,
        stability=how.stability,
        value=value,
        worst_bound=worst if found.worst_bound is None else found.worst_bound,
        blocking_prices=blocking_prices,
        _how=how,
        _network=found.network if exact else None,
    )
