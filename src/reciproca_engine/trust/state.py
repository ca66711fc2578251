"""Standing as ties come and go: one tie changes the rows of a few people, and what that changes is walked on from there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.trust.rows import seeds_of, ties_of
from reciproca_engine.trust.standing import ALONE, GOES_ON, STEPS

__all__ = ["State"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class State:
    """The score of `standing`, kept up to date tie by tie.

    Parameters
    ----------
    source, target, seeds, people, weight
        As in `standing`. Who is not there yet but may come is counted among the `people`.
    tolerance : float
        A change of somebody's score by less than this is not walked on; 0: every change is.

    Notes
    -----
    A tie i → j changes what the ties of i carry, and of those who have a tie to i: friends in common are theirs. Every step of the walk is
    kept for everybody, so the change of each step follows from that of the step before and from these few rows; it spreads
    until it is less than `tolerance` times what somebody's own ties carry. Who is reached for the first time is never left out, and whom
    nothing reaches any more has exactly 0. All that was left out, over all changes, is added up in `left_out`: what arrives at all people together
    differs from `standing` by no more than that, and by rounding. Memory: 330 bytes for each person, 24 for each tie.

    Examples
    --------
    >>> state = State([0, 1], [1, 0], seeds=[0], people=3)
    >>> state.add(1, 2)
    >>> state.distance.tolist(), (state.score > 0).tolist()
    ([0, 1, 2], [True, True, True])
    >>> state.remove(1, 2)
    >>> state.score[2], state.distance[2]
    (np.float64(0.0), np.int64(-1))
    """

    def __init__(
        self,
        source: Any,
        target: Any,
        seeds: Any,
        people: int | None = None,
        weight: Any = None,
        *,
        tolerance: float = 1e-8,
    ) -> None:
        if not 0 <= tolerance < np.inf:
            raise InvalidProblem("tolerance", None, "must be finite and at least 0")
        from reciproca_engine.trust import membership, walks

        ties = ties_of(("source", "target"), source, target, weight, people)
        real = seeds_of(seeds, ties.people)
        first, sources, tie_of = walks.incoming(ties.begin, ties.target)
        common = walks.in_between(ties.begin, ties.target, first, sources, tie_of)
        carries = walks.shared(ties.begin, ties.target, ties.weight, common, ALONE)
        self.tolerance, self.left_out = float(tolerance), 0.0
        self._history = np.zeros((ties.people, STEPS + 1))
        self.score: Floats = walks.spread(
            first, sources, carries[tie_of], real, GOES_ON, STEPS, ALONE, kept=self._history
        )
        self.distance: Ints = membership.distances(ties.begin, ties.target, real)
        self.score[self.distance < 0] = 0.0
        self._out = _Lists(ties.begin, ties.target, ties.weight, common.astype(np.float64), carries)
        self._in = _Lists(first, sources)
        self._passes = np.bincount(sources, carries[tie_of], minlength=ties.people).astype(np.float64)
        self._now, self._next = np.zeros(ties.people), np.zeros(ties.people)
        self._is_in = np.zeros(ties.people, np.bool_)

    def add(self, source: int, target: int, weight: float = 1.0) -> None:
        """A tie more; where there is one between the two already, it weighs so much more.

        Raises
        ------
        InvalidProblem
            When one of the two is nobody, or the weight has no meaning; nothing is changed then.
        """
        one, other = self._person("source", source), self._person("target", target)
        if not 0 <= weight < np.inf:
            raise InvalidProblem("weight", None, "must be finite and at least 0")
        if one != other and weight > 0:
            self._change(one, other, self._weight(one, other) + float(weight))

    def remove(self, source: int, target: int) -> None:
        """A tie fewer, whatever it weighs; nothing happens where there is none.

        Raises
        ------
        InvalidProblem
            When one of the two is nobody.
        """
        one, other = self._person("source", source), self._person("target", target)
        if self._weight(one, other) > 0:
            self._change(one, other, 0.0)

    def _person(self, name: str, person: Any) -> int:
        if isinstance(person, bool) or not isinstance(person, (int, np.integer)) or not 0 <= person < len(self.score):
            raise InvalidProblem(name, None, "is somebody who is not there")
        return int(person)

    def _weight(self, one: int, other: int) -> float:
        found = self._out.find(one, other)
        return 0.0 if found < 0 else float(self._out.values[0][found])

    def _change(self, one: int, other: int, weight: float) -> None:
        from reciproca_engine.trust.updating import walk_on

        begins = self._out.find(one, other) < 0
        ends = weight == 0
        rows = [one, *self._in.row(one).tolist()] if begins or ends else [one]
        before = {person: (self._out.row(person).copy(), self._shares(person)) for person in rows}
        if begins or ends:
            self._tie(one, other, 1 if begins else -1)
        if not ends:
            self._out.values[0][self._out.find(one, other)] = weight
        changed = [self._changed(person, *before[person]) for person in rows]
        kept = [(person, who, by) for person, (who, by) in zip(rows, changed, strict=True) if len(who)]
        longer = self._move(one, other, begins, ends)
        changes = (
            np.array([person for person, _, _ in kept], np.int64),
            np.cumsum([0, *(len(who) for _, who, _ in kept)], dtype=np.int64),
            np.concatenate([np.empty(0, np.int32), *(who for _, who, _ in kept)]).astype(np.int32),
            np.concatenate([np.empty(0), *(by for _, _, by in kept)]),
        )
        self.left_out += walk_on(
            *changes, self._history[changes[0]], longer, self._out.begin, self._out.length, self._out.who,
            self._out.values[2], self._passes, self.distance, self._history, self.score, GOES_ON, self.tolerance, ALONE,
            self._now, self._next, self._is_in,
        )  # fmt: skip
        for person in rows:
            arrived = self._history[person, STEPS] if self.distance[person] >= 0 else 0.0
            self.score[person] = arrived / max(self._passes[person], ALONE)

    def _tie(self, one: int, other: int, more: int) -> None:
        """The tie and the friends in common that come or go with it."""
        mine, theirs = self._out.row(one), self._out.row(other)
        if more > 0:
            common = len(np.intersect1d(mine, self._in.row(other), assume_unique=True))
            self._out.insert(one, other, 0.0, float(common), 0.0)
            self._in.insert(other, one)
        else:
            self._out.delete(one, other)
            self._in.delete(other, one)
        mine, theirs = self._out.row(one), self._out.row(other)
        for friend in np.intersect1d(mine, theirs, assume_unique=True).tolist():
            self._out.values[1][self._out.find(one, friend)] += more
        for friend in np.intersect1d(self._in.row(one), self._in.row(other), assume_unique=True).tolist():
            self._out.values[1][self._out.find(friend, other)] += more

    def _shares(self, person: int) -> Floats:
        """Of each tie of a person, what it carries of all."""
        return self._out.value(person, 2) / self._passes[person] if self._passes[person] > 0 else np.empty(0)

    def _changed(self, person: int, whom: NDArray[Any], shares: Floats) -> tuple[NDArray[Any], Floats]:
        """Carry anew; to whom the share has changed, and by how much."""
        now = self._out.row(person)
        fewer = np.maximum(np.minimum(len(now), self._out.length[now]), 1)
        carries = self._out.value(person, 0) * (ALONE + self._out.value(person, 1) / fewer)
        self._out.value(person, 2)[:] = carries
        self._passes[person] = sum(carries.tolist())
        who = np.union1d(whom, now)
        by = np.zeros(len(who))
        by[np.searchsorted(who, now)] += self._shares(person)
        by[np.searchsorted(who, whom)] -= shares
        return who[by != 0], by[by != 0]

    def _move(self, one: int, other: int, begins: bool, ends: bool) -> Ints:
        """Bring distances up to date; who is farther than before."""
        from reciproca_engine.trust.updating import come_nearer, go_farther

        if begins:
            come_nearer(one, other, self._out.begin, self._out.length, self._out.who, self.distance)
        elif ends and self.distance[one] >= 0 and self.distance[other] == self.distance[one] + 1:
            farther: Ints = go_farther(
                other, self._out.begin, self._out.length, self._out.who, self._in.begin, self._in.length, self._in.who,
                self.distance,
            )  # fmt: skip
            return farther
        return np.empty(0, np.int64)


class _Lists:
    """Whom each person's ties lead to (or come from), in order, with values; each list has room to grow."""

    def __init__(self, begin: Ints, who: Ints, *values: Floats) -> None:
        self.begin, self.length = begin[:-1].copy(), np.diff(begin)
        self.room = self.length.copy()
        self.who, self.values, self.used = who.astype(np.int32), [one.copy() for one in values], len(who)

    @property
    def _columns(self) -> list[NDArray[Any]]:
        return [self.who, *self.values]

    def row(self, person: int) -> NDArray[Any]:
        return self.who[self.begin[person] : self.begin[person] + self.length[person]]

    def value(self, person: int, which: int) -> Floats:
        return self.values[which][self.begin[person] : self.begin[person] + self.length[person]]

    def find(self, person: int, other: int) -> int:
        """Where the other stands; −1 for nowhere."""
        row = self.row(person)
        place = int(np.searchsorted(row, other))
        return int(self.begin[person]) + place if place < len(row) and row[place] == other else -1

    def insert(self, person: int, other: int, *values: float) -> None:
        length = int(self.length[person])
        if length == self.room[person]:
            self._move(person, length + length // 2 + 4)
        begin = int(self.begin[person])
        place = begin + int(np.searchsorted(self.row(person), other))
        for column, value in zip(self._columns, (other, *values), strict=True):
            column[place + 1 : begin + length + 1] = column[place : begin + length].copy()
            column[place] = value
        self.length[person] += 1

    def delete(self, person: int, other: int) -> None:
        place, end = self.find(person, other), int(self.begin[person] + self.length[person])
        for column in self._columns:
            column[place : end - 1] = column[place + 1 : end].copy()
        self.length[person] -= 1

    def _move(self, person: int, room: int) -> None:
        """Give a list a longer place at the end; all of it is copied to a larger place now and then."""
        if self.used + room > len(self.who):
            size = self.used + room + self.used // 8 + 1024
            self.who, *self.values = (
                np.concatenate((column, np.zeros(size - len(column), column.dtype))) for column in self._columns
            )
        begin, length = int(self.begin[person]), int(self.length[person])
        for column in self._columns:
            column[self.used : self.used + length] = column[begin : begin + length]
        self.begin[person], self.room[person] = self.used, room
        self.used += room
