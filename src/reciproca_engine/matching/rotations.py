"""Short meetings in turns: speed mentoring between two sides, coffee rounds among equals. Nobody meets twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import Infeasible, InvalidProblem
from reciproca_engine.matching.problem import MatchProblem
from reciproca_engine.matching.solve import MatchResult, solve

__all__ = ["Rotation", "coffee", "speed"]

Ints = NDArray[np.int64]
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Rotation:
    """Who meets whom in each round.

    Parameters
    ----------
    rounds : tuple of int[k, 2]
        The pairs of each round, sorted; (mentee, mentor) between two sides.
    out : tuple of int[·]
        Who sits out in each round: mentees, or people.
    total : float
        The sum of the fit over all pairs of all rounds.
    result : MatchResult or None
        Between two sides: the choice of pairs with its proof, mentors in the place of mentees. No choice of as many
        pairs, as evenly spread, has a larger total.
    """

    rounds: tuple[Ints, ...]
    out: tuple[Ints, ...]
    total: float
    result: MatchResult | None = None


def speed(
    mentees: int,
    mentors: int,
    rounds: int,
    mentee: ArrayLike | None = None,
    mentor: ArrayLike | None = None,
    fit: ArrayLike | None = None,
    *,
    met: Pairs = (),
    left_out: Iterable[int] = (),
) -> Rotation:
    """Rounds in which each mentor talks with one mentee, and no two talk twice.

    1. The meetings are spread evenly: everybody is promised as many, or one more; those left out last time come first
       for the one more. Where too few pairs are allowed for that, those whom it concerns are promised less.
    2. Within that, as many pairs as possible, then the largest total fit: a matching problem, solved with proof.
    3. Pairs are dealt out to rounds by alternating paths. In a graph of two sides, where nobody has more than `rounds`
       pairs, so many rounds always suffice (D. Kőnig 1916).

    Parameters
    ----------
    mentee, mentor, fit : array-like, one length, or None
        The allowed pairs, as in `MatchProblem`; None: all, all alike.
    met : iterable of (mentee, mentor)
        Who has met before.
    left_out : iterable of int
        Mentees who had less than others last time.

    Examples
    --------
    >>> rotation = speed(3, 2, rounds=3)
    >>> [len(pairs) for pairs in rotation.rounds], sorted(int(i) for out in rotation.out for i in out)
    ([2, 2, 2], [0, 1, 2])
    """
    _refuse_unless(rounds >= 0, "rounds", "must be 0 or more")
    first = list(left_out)
    _refuse_unless(all(0 <= i < mentees for i in first), "left_out", "names somebody who is not there")
    if mentee is None or mentor is None:
        mentee, mentor = np.divmod(np.arange(mentees * mentors), max(mentors, 1))
    fit = np.zeros(len(np.asarray(mentee))) if fit is None else fit
    allowed = MatchProblem(mentees, mentors, mentee, mentor, fit)
    before = np.array([i * max(mentors, 1) + j for i, j in met], dtype=np.int64)
    new = ~np.isin(allowed.mentee * max(mentors, 1) + allowed.mentor, before)
    i, j, worth = allowed.mentee[new], allowed.mentor[new], allowed.fit[new]

    result = _spread_evenly(i, j, worth, mentees, mentors, rounds, first)
    pairs = result.pairs[:, ::-1]
    colour = _dealt_out(pairs, mentees, mentors, rounds)
    by_round = [pairs[colour == turn] for turn in range(rounds)]
    return Rotation(
        rounds=tuple(some[np.lexsort((some[:, 1], some[:, 0]))] for some in by_round),
        out=tuple(np.setdiff1d(np.arange(mentees), some[:, 0]) for some in by_round),
        total=result.total,
        result=result,
    )


def _spread_evenly(
    mentee: Ints, mentor: Ints, fit: NDArray[np.float64], mentees: int, mentors: int, rounds: int, left_out: list[int]
) -> MatchResult:
    """Choose the pairs, mentors in the place of mentees: only there can everybody be promised a number."""
    meetings = rounds * min(mentors, mentees)
    least, more = divmod(meetings, mentees) if mentees else (0, 0)
    capacity = np.full(mentees, min(least + (more > 0), rounds))
    minimum = np.full(mentees, least)
    minimum[left_out[:more]] = capacity[left_out[:more]]
    while True:
        problem = MatchProblem(
            mentors, mentees, mentor, mentee, fit, capacity=capacity, demand=max(rounds, 1), minimum=minimum
        )
        if rounds == 0:
            problem = MatchProblem(mentors, mentees, [], [], [])
        try:
            return solve(problem)
        except Infeasible as refusal:  # too few pairs are allowed: these have to do with less, others may have more
            short = [entry["mentor"] for entry in refusal.conflict if entry["kind"] == "minimum"]
            minimum[short] -= 1
            capacity = np.minimum(capacity + 1, rounds)


def _dealt_out(pairs: Ints, mentees: int, mentors: int, rounds: int) -> Ints:
    """A round for each pair, so that nobody is in two pairs of one round: int[pairs]."""
    taken = np.full((mentees + mentors, max(rounds, 1)), -1)  # by whom of the other side
    ends = pairs + np.array([0, mentees])
    for one, other in ends.tolist():
        free, theirs = (int(np.argmin(taken[person] >= 0)) for person in (one, other))
        # along the path from `other` whose pairs are in these two rounds by turns, exchange the rounds
        path, turn = [other], free
        while taken[path[-1], turn] >= 0:
            path.append(int(taken[path[-1], turn]))
            turn = theirs if turn == free else free
        for person in path:
            taken[person, [free, theirs]] = taken[person, [theirs, free]]
        taken[one, free], taken[other, free] = other, one
    return np.array([np.argmax(taken[one] == other) for one, other in ends.tolist()], dtype=np.int64)


def coffee(
    people: int,
    rounds: int,
    fit: ArrayLike | None = None,
    *,
    met: Pairs = (),
    apart: Pairs = (),
    sat_out: ArrayLike | None = None,
    seed: int = 0,
) -> Rotation:
    """Rounds in which people meet two by two, and no two meet twice; with an odd number, somebody else sits out each time.

    1. When all could meet all, and there are so many rounds that going one by one might come to a dead end, the
       round-robin of tournaments: one stays, the others move on by one seat.
    2. Else one round after another: as many pairs as possible among those who have not met, and whoever sat out most
       often is placed first. Both at once is possible, because the sets of people that pairs can cover are a matroid.
    3. Exchanges between two pairs, as long as the fit rises. The total is good; it is not proven to be the best.

    Parameters
    ----------
    fit : float[people, people] or None
        How well two would do; the mean of both directions counts.
    met, apart : iterables of pairs
        Who has met before; who must not meet.
    sat_out : int[people] or None
        How often each has sat out before.
    seed : int
        Who sits where, where nothing else decides.

    References
    ----------
    J. Edmonds, *Paths, trees, and flowers*, Canadian J. of Mathematics 17 (1965) 449-467.

    Examples
    --------
    >>> rotation = coffee(5, rounds=5)
    >>> [len(pairs) for pairs in rotation.rounds], sorted(int(i) for out in rotation.out for i in out)
    ([2, 2, 2, 2, 2], [0, 1, 2, 3, 4])
    """
    _refuse_unless(people >= 0 and rounds >= 0, "rounds", "must be 0 or more")
    worth = np.zeros((people, people)) if fit is None else np.asarray(fit, dtype=np.float64)
    _refuse_unless(worth.shape == (people, people), "fit", f"has shape {worth.shape}, expected ({people}, {people})")
    _refuse_unless(bool(np.isfinite(worth).all()), "fit", "must be finite")
    often = np.zeros(people, dtype=np.int64) if sat_out is None else np.array(sat_out, dtype=np.int64)
    _refuse_unless(often.shape == (people,), "sat_out", f"has shape {often.shape}, expected ({people},)")
    worth = (worth + worth.T) / 2
    may = ~np.eye(people, dtype=np.bool_)
    for one, other in (*met, *apart):
        _refuse_unless(0 <= one < people and 0 <= other < people, "met", "names somebody who is not there")
        may[one, other] = may[other, one] = False
    seats = np.random.default_rng(seed).permutation(people)
    everybody_may = int(may.sum()) == people * (people - 1)
    if everybody_may and 2 * rounds > people and rounds <= people - 1 + people % 2:
        plan = _round_robin(seats, often, rounds)
    else:
        plan = _one_by_one(may, worth, often, seats, rounds)
    return Rotation(
        rounds=tuple(plan),
        out=tuple(np.setdiff1d(np.arange(people), pairs) for pairs in plan),
        total=float(sum(worth[pairs[:, 0], pairs[:, 1]].sum() for pairs in plan)),
    )


def _round_robin(seats: Ints, often: Ints, rounds: int) -> list[Ints]:
    """Everybody moves on by one seat but the last; with an odd number the last seat is empty, and sits out who faces it."""
    people = seats[np.argsort(-often[seats], kind="stable")][::-1]  # who sat out most faces the empty seat last
    circle = np.append(people, -1) if len(people) % 2 else people
    half, plan = len(circle) // 2, []
    for _turn in range(rounds):
        pairs = np.column_stack([circle[:half], circle[::-1][:half]])
        plan.append(_sorted(pairs[(pairs >= 0).all(axis=1)]))
        circle = np.concatenate([np.roll(circle[:-1], -1), circle[-1:]])
    return plan


def _one_by_one(
    may: NDArray[np.bool_], worth: NDArray[np.float64], often: Ints, seats: Ints, rounds: int
) -> list[Ints]:
    from reciproca_engine.matching.blossom import exchange, largest_matching

    plan, everybody = [], np.arange(len(seats))
    for _turn in range(rounds):
        order = seats[np.argsort(-often[seats], kind="stable")].astype(np.int64)
        partner = largest_matching(may, order)
        exchange(may, worth, partner)
        one = everybody[partner > everybody]
        pairs = _sorted(np.column_stack([one, partner[one]]))
        may[pairs[:, 0], pairs[:, 1]] = may[pairs[:, 1], pairs[:, 0]] = False
        often[partner < 0] += 1
        plan.append(pairs)
    return plan


def _sorted(pairs: Ints) -> Ints:
    pairs = np.sort(pairs, axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _refuse_unless(holds: bool, name: str, message: str) -> None:
    if not holds:
        raise InvalidProblem(name, None, message)
