"""What no composition can exceed: prices on people, pairs and triangles, and the bound they prove."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, inf

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.problem import CircleProblem
from reciproca_engine.circles.units import Units
from reciproca_engine.deadline import Deadline

__all__ = ["Bound", "CirclePrices", "Counts", "bound_of_moves"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_STEPS, _ROUNDS, _MOST_TRIANGLES = 60, 8, 30_000
_PAIRS_EACH = 60  # how many pairs each unit has in play, on average
_A_HAIR = 1e-10  # added to the bound, in terms of what it is summed of: more than all rounding


@dataclass(frozen=True, eq=False)
class CirclePrices:
    """From these and the problem alone, `verify` computes the upper bound.

    Parameters
    ----------
    person : float[people]
        What it costs to share a circle with one person more; the same for people who must be together, and counted
        once for them.
    pair : float
        What each pair in a circle costs besides.
    triangle, corner : int[triangles, 3], float[triangles]
        The price of putting c with a and c with b, but not a with b; rows (c, a, b) of people.
    """

    person: Floats
    pair: float
    triangle: Ints
    corner: Floats


@dataclass(frozen=True, slots=True)
class Counts:
    """How few and how many others a person can have, and pairs there can be, given how many people there are.

    Examples
    --------
    >>> Counts.of(11, 5, 8)
    Counts(least=5, most=6, fewest_pairs=25, most_pairs=25)
    """

    least: int
    most: int
    fewest_pairs: int
    most_pairs: int

    @classmethod
    def of(cls, people: int, least: int, most: int) -> Counts:
        """Count over all ways to cut so many people into circles; needs that there is one."""
        fewest: list[float] = [0.0]
        greatest: list[float] = [0.0]
        for so_many in range(1, people + 1):
            ends = range(least, min(most, so_many) + 1)
            fewest.append(min((fewest[so_many - s] + s * (s - 1) // 2 for s in ends), default=inf))
            greatest.append(max((greatest[so_many - s] + s * (s - 1) // 2 for s in ends), default=-inf))
        sizes = [s for s in range(least, min(most, people) + 1) if fewest[people - s] < inf]
        return cls(min(sizes, default=least), max(sizes, default=least), int(fewest[people]), int(greatest[people]))


class Bound:
    """Prices on what composing circles may do, lowered round by round.

    Let y say which two units share a circle. Whatever the composition, a unit of z people has between `least` − z and
    `most` − z others with it; there are so many pairs in all; and c with a and c with b means a with b. Each of these
    rules has a price (Lagrangian relaxation). What remains decides for each pair alone, and is an upper bound for every
    choice of prices:

        Σ people (most or least − z) × price  +  pairs × pair price  +  Σ triangles price  +  Σ pairs (worth − prices)⁺

    Without triangles the best prices give the bound of a fractional b-matching, never above half the sum of each
    person's best partners.

    References
    ----------
    M. Grötschel, Y. Wakabayashi, *A cutting plane algorithm for a clustering problem*, Mathematical Programming 45
    (1989) 59-96, for the triangles. M. Held, P. Wolfe, H. Crowder, *Validation of subgradient optimization*,
    Mathematical Programming 6 (1974) 62-88.
    """

    def __init__(self, problem: CircleProblem, units: Units) -> None:
        counts = Counts.of(problem.people, problem.least, problem.most)
        inside = int((units.people * (units.people - 1) // 2).sum())
        self._units = units
        self._worth = np.where(units.parted, -inf, units.worth)
        self._fewest = np.maximum(counts.least - units.people, 0)
        self._most = np.maximum(counts.most - units.people, 0)
        self._pairs = float(counts.fewest_pairs - inside), float(counts.most_pairs - inside)
        self._price, self._pair = self._first_prices(), np.zeros(1)
        if counts.least < counts.most and self._pairs[1] > 0:
            # few pairs fewer than everybody's most: a price on pairs does what a price on people would do in part
            self._pair[0] = 2.0 * float(np.quantile(self._price, 0.05))
            self._price -= self._pair[0] / 2
        self._triangle, self._corner = np.empty((0, 3), dtype=np.int64), np.empty(0)
        self._stride = np.ones(1)
        self._rounds = 0
        self._keep_if_better(self._worth)

    upper_bound: float = inf
    prices: CirclePrices

    def lower(self, target: float, deadline: Deadline, rounds: int = _ROUNDS) -> None:
        """Better prices, knowing a composition with the total `target`.

        Notes
        -----
        1. Take the pairs in play: those nearest to their prices, and those of the triangles.
        2. Descend over these pairs alone.
        3. Evaluate the prices over all pairs: that is the bound.
        4. Add the triangles that the fractional solution breaks, drop those without a price.
        """
        from reciproca_engine.circles.ascent import descend

        units = len(self._price)
        if units < 2:
            return
        worth = self._with_triangles()
        for _ in range(rounds):
            if deadline.has_passed or self.upper_bound - target <= 1e-9 * abs(target):
                return
            keys = np.sort(np.concatenate([self._in_play(worth), self._keys_of_triangles().ravel()]))
            keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
            pairs = np.ascontiguousarray(np.stack(np.divmod(keys, units), axis=1))
            value = self._worth[pairs[:, 0], pairs[:, 1]]
            corners = np.ascontiguousarray(np.searchsorted(keys, self._keys_of_triangles()))
            share = np.zeros(len(pairs))
            descend(
                pairs, value, self._units.people, self._fewest, self._most, *self._pairs, corners, self._price,
                self._pair, self._corner, share, target - self._units.within, self._stride, _STEPS,
            )  # fmt: skip
            kept = self._corner > 0
            self._triangle, self._corner = self._triangle[kept], self._corner[kept]
            worth = self._with_triangles()
            self._keep_if_better(worth)
            if self._stride[0] < 1e-3:
                return
            self._add_triangles(pairs, share)

    def most_to_gain(self, number: int) -> Ints:
        """For each unit, so many others worth most beyond their prices, best first: int[units, number]."""
        people = self._units.people
        nearest = np.empty((len(people), number), dtype=np.int64)
        for unit, row in enumerate(self._worth):
            left = row - people * self._price[unit] - people[unit] * self._price
            least = np.partition(left, len(left) - number)[len(left) - number]
            among = np.flatnonzero(left >= least)
            nearest[unit] = among[np.argsort(-left[among], kind="stable")[:number]]
        return nearest

    def _first_prices(self) -> Floats:
        """Half of what the last of each unit's best partners is worth."""
        units = len(self._worth)
        if units < 2:
            return np.zeros(units)
        rank = np.clip(self._most // np.maximum(self._units.people.min(initial=1), 1), 1, units - 1)
        ordered = -np.sort(-self._worth, axis=1)
        last = ordered[np.arange(units), rank - 1]
        least = np.min(self._worth, where=np.isfinite(self._worth), initial=0.0)
        return np.asarray(np.where(np.isfinite(last), last, least) / 2)

    def _in_play(self, worth: Floats) -> Ints:
        from reciproca_engine.circles.ascent import count_in_play, list_in_play

        units, people, pair = len(self._price), self._units.people, float(self._pair[0])
        some = np.arange(0, units, max(units // 128, 1))
        left = (
            worth[some]
            - people * self._price[some][:, None]
            - people[some][:, None] * (self._price + people * self._pair[0])
        )
        rank = min(len(some) * _PAIRS_EACH, left.size) - 1
        margin = max(-float(-np.partition(-left, rank, axis=None)[rank]), 1e-12)
        margin = margin if np.isfinite(margin) else 1e300
        pairs = np.empty((count_in_play(worth, people, self._price, pair, margin), 2), dtype=np.int64)
        list_in_play(worth, people, self._price, pair, margin, pairs)
        return np.asarray(pairs[:, 0] * units + pairs[:, 1])

    def _keys_of_triangles(self) -> Ints:
        c, a, b = self._triangle.T
        width = len(self._price)
        sides = [np.minimum(c, a) * width + np.maximum(c, a), np.minimum(c, b) * width + np.maximum(c, b)]
        return np.stack([*sides, a * width + b], axis=1)

    def _with_triangles(self) -> Floats:
        worth = self._worth.copy()
        if len(self._corner):
            c, a, b = self._triangle.T
            for one, other, sign in ((c, a, -1.0), (c, b, -1.0), (a, b, 1.0)):
                np.add.at(worth, (one, other), sign * self._corner)
                np.add.at(worth, (other, one), sign * self._corner)
        return worth

    def _keep_if_better(self, worth: Floats) -> None:
        from reciproca_engine.circles.ascent import above

        summed = [
            self._units.within,
            float(self._corner.sum()),
            *(self._price * np.where(self._price > 0, self._most, self._fewest)).tolist(),
            float(self._pair[0] * self._pairs[int(self._pair[0] > 0)]),
            above(worth, self._units.people, self._price, float(self._pair[0])),
        ]
        bound = fsum(summed) + _A_HAIR * fsum(map(abs, summed))
        if bound < self.upper_bound:
            self.upper_bound = bound
            first = self._units.first
            self.prices = CirclePrices(
                self._price[self._units.of_person], float(self._pair[0]), first[self._triangle], self._corner.copy()
            )

    def _add_triangles(self, pairs: Ints, share: Floats) -> None:
        from reciproca_engine.circles.ascent import broken_triangles

        units = len(self._price)
        shared = np.flatnonzero(share > 0.05)
        here = np.concatenate([pairs[shared, 0], pairs[shared, 1]])
        there = np.concatenate([pairs[shared, 1], pairs[shared, 0]])
        order = np.lexsort((there, here))
        first = np.searchsorted(here[order], np.arange(units + 1)).astype(np.int64)
        found = np.empty((_MOST_TRIANGLES, 3), dtype=np.int64)
        number = broken_triangles(
            first, there[order], np.concatenate([shared, shared])[order], share, np.zeros(units), 0.05, found
        )
        triangle = np.concatenate([self._triangle, found[:number]])
        corner = np.concatenate([self._corner, np.zeros(number)])
        _, once = np.unique((triangle[:, 0] * units + triangle[:, 1]) * units + triangle[:, 2], return_index=True)
        self._triangle, self._corner = np.ascontiguousarray(triangle[once]), corner[once]


def bound_of_moves(problem: CircleProblem, units: Units, moves: int) -> float:
    """No composition in which at most so many people leave their circle has a larger total.

    Who stays shares a circle with people who stay in the same, and with newcomers and people who move. So a newcomer
    gains at most her best partners among one old circle, newcomers and some who move; pairs of two who are new or move
    count half for each. Who moves gains as much, from another circle than her own, and takes with her at least half of
    what she was worth there.
    """
    if problem.previous is None:
        return inf
    parted = units.parted & ~np.eye(len(units.parted), dtype=np.bool_)
    worth = np.maximum(np.where(parted[units.of_person][:, units.of_person], 0.0, problem.worth), 0.0)
    others, previous = min(problem.most, problem.people) - 1, problem.previous
    is_new = previous < 0

    def gain(moving: int) -> Floats:
        """The most that each person can gain beside so many others who move: float[people]."""
        beside = np.hstack([_largest(worth / 2, min(moving, others)), _largest(worth[:, is_new] / 2, others)])
        best = _largest(beside, others).sum(axis=1)
        for label in np.unique(previous[~is_new]):
            theirs = previous == label
            with_them = _largest(np.hstack([worth[:, theirs], beside]), others).sum(axis=1)
            best = np.where(theirs, best, np.maximum(best, with_them))
        return best

    own = (worth * (previous[:, None] == previous)).sum(axis=1)[~is_new]
    leaving = np.sort(np.maximum(gain(max(moves - 1, 0))[~is_new] - own / 2, 0.0))[::-1]
    return float((own.sum() / 2 + gain(moves)[is_new].sum() + leaving[:moves].sum()) * (1 + _A_HAIR))


def _largest(table: Floats, number: int) -> Floats:
    """The largest of each row, so many or all: float[rows, number or fewer]."""
    return -np.sort(-table, axis=1)[:, :number]
