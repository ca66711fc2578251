"""Changing a solved problem, and having its best matching again at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import fsum
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import Infeasible, InvalidProblem
from reciproca_engine.matching.conflict import conflict_of_minima
from reciproca_engine.matching.network import Bools, Floats, Ints, Network, Scale
from reciproca_engine.matching.problem import MatchProblem

if TYPE_CHECKING:
    from reciproca_engine.matching.solve import MatchResult

__all__ = ["Change", "Edit"]

_GONE, _OPEN, _LOCKED = 0, 1, 2
_Pairs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Change:
    """What an edit has changed; unpacks into `total`, `gone`, `new`.

    Parameters
    ----------
    total : float
        By how much the total fit rose; negative when it fell.
    gone, new : int[k, 2]
        The pairs that are no longer made, and those that were not made before; sorted.
    index : int or None
        After `add_mentee` and `add_mentor`: the index of the new person; the `Change` itself can stand for it.
    """

    total: float
    gone: _Pairs
    new: _Pairs
    index: int | None = None

    def __iter__(self) -> Any:
        return iter((self.total, self.gone, self.new))

    def __index__(self) -> int:
        if self.index is None:
            raise TypeError("nobody was added")
        return self.index


@dataclass
class _Tables:
    """The problem and its circulation in arrays with room to grow; see `reciproca_engine.matching.rerouting`."""

    # of each pair
    mentee_of: Ints
    mentor_of: Ints
    fit: Floats
    mentee_view: Floats
    mentor_view: Floats
    gain: Ints
    next_of_mentee: Ints
    next_of_mentor: Ints
    next_made: Ints
    before_made: Ints
    made: Bools
    state: NDArray[np.int8]
    is_open: Bools
    # of each mentee
    full_demand: Ints
    demand: Ints
    entry_gain: Ints
    had: Ints
    surplus: Ints
    head_of_mentee: Ints
    # of each mentor
    full_capacity: Ints
    full_minimum: Ints
    capacity: Ints
    minimum: Ints
    held: Ints
    price: Ints
    head_of_mentor: Ints
    head_made: Ints

    def copy(self) -> _Tables:
        return _Tables(**{item.name: getattr(self, item.name).copy() for item in fields(self)})


_OF_PAIR = [item.name for item in fields(_Tables)][:13]
_OF_MENTEE = [item.name for item in fields(_Tables)][13:19]
_OF_MENTOR = [item.name for item in fields(_Tables)][19:]


class Edit:
    """A solved problem that can be changed; each change leaves it at the best matching there is.

    Made by `MatchResult.edit`, whose result it leaves as it is. People keep their indices: whoever is removed has no
    allowed pair any more, new people get the next index. Locks, blocks and limits are as in `MatchProblem`.

    Notes
    -----
    The circulation and its potentials are kept (`reciproca_engine.matching.rerouting`). A change spoils the reduced
    cost of arcs at one person at a time; for each unit that has to move, one shortest way mends it. Three cases are
    solved as a whole instead: a result with a floor, a price on blocking pairs or a deadline that came too early; a fit
    that the whole-number grid of the problem cannot hold; and twice as many people as in the beginning. While a minimum
    is set, each edit also keeps a copy, so that one that contradicts it can be refused.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, sections 9.7 and 9.11.

    Examples
    --------
    >>> from reciproca_engine.matching import solve
    >>> edit = solve(MatchProblem(2, 2, mentee=[0, 0, 1], mentor=[0, 1, 0], fit=[0.75, 0.5, 0.25])).edit()
    >>> total, gone, new = edit.block(1, 0)
    >>> total, gone.tolist(), new.tolist()
    (0.0, [[0, 1], [1, 0]], [[0, 0]])
    >>> edit.add_mentee([1], [1.0]).index
    2
    >>> edit.result().pairs.tolist()
    [[0, 0], [2, 1]]
    """

    def __init__(self, result: MatchResult) -> None:
        self._result: MatchResult | None = result
        self._way = result
        self._moved: set[int] = set()
        self._tables: _Tables
        self._is_live: bool
        self._pairs: int
        self._mentees: int
        self._mentors: int
        self._load(result)

    # ---------------------------------------------------------------- what can be changed

    def add_mentee(
        self,
        mentors: ArrayLike,
        fit: ArrayLike,
        demand: int = 1,
        *,
        mentee_view: ArrayLike | None = None,
        mentor_view: ArrayLike | None = None,
    ) -> Change:
        """A new mentee, with the mentors that are possible for her and how well each would do.

        Parameters
        ----------
        mentors : int[k]
            Different mentors.
        fit : float[k]
            Finite and not negative.
        demand : int
            At most so many mentors.
        mentee_view, mentor_view : float[k] or None
            How each side ranks these pairs; None: as the fit does.
        """
        others, worth, views = self._new_pairs("mentors", mentors, self._mentors, fit, mentee_view, mentor_view)
        _refuse_unless(_whole(demand) and demand >= 1, "demand", "must be a whole number, 1 or more")

        def act() -> int:
            i = self._mentees
            self._grow("mentee")
            t = self._tables
            t.full_demand[i] = t.demand[i] = min(demand, 2**31 - 1)
            t.had[i], t.head_of_mentee[i], t.surplus[i] = 0, -1, 0
            t.entry_gain[i] = self._first_worth
            pairs = self._append(np.full(len(others), i), others, worth, views)
            if self._is_live:
                self._put_on_the_grid(pairs)
            if self._is_live:
                left = t.gain[pairs] - t.price[others]
                self._tables.surplus[i] = left.max() if len(left) else -t.entry_gain[i]
                self._repair_mentee(i)
            return i

        return self._done(act)

    def add_mentor(
        self,
        mentees: ArrayLike,
        fit: ArrayLike,
        capacity: int = 1,
        minimum: int = 0,
        *,
        mentee_view: ArrayLike | None = None,
        mentor_view: ArrayLike | None = None,
    ) -> Change:
        """A new mentor, with the mentees who are possible and how well each would do.

        Parameters
        ----------
        mentees : int[k]
            Different mentees.
        fit : float[k]
            Finite and not negative.
        capacity, minimum : int
            At most and at least so many mentees.
        mentee_view, mentor_view : float[k] or None
            How each side ranks these pairs; None: as the fit does.
        """
        others, worth, views = self._new_pairs("mentees", mentees, self._mentees, fit, mentee_view, mentor_view)
        _refuse_unless(_whole(capacity) and capacity >= 0, "capacity", "must be a whole number, 0 or more")
        _refuse_unless(_whole(minimum) and 0 <= minimum <= capacity, "minimum", "must be between 0 and the capacity")

        def act() -> int:
            j = self._mentors
            self._grow("mentor")
            t = self._tables
            t.full_capacity[j], t.full_minimum[j] = min(capacity, 2**31 - 1), minimum
            self._has_minima |= minimum > 0
            t.capacity[j] = t.minimum[j] = t.held[j] = t.price[j] = 0
            t.head_of_mentor[j] = t.head_made[j] = -1
            pairs = self._append(others, np.full(len(others), j), worth, views)
            if self._is_live:
                self._put_on_the_grid(pairs)
            if self._is_live:
                t = self._tables
                dear = t.gain[pairs] - t.surplus[others]  # as long as there is no place, nobody wants one
                t.price[j] = max(int(dear.max()) if len(dear) else 0, 0)
                t.capacity[j], t.minimum[j] = t.full_capacity[j], minimum
                self._repair_mentor(j)
            return j

        return self._done(act, may_fail=minimum > 0)

    def remove_mentee(self, mentee: SupportsIndex) -> Change:
        """She takes no part any more: her pairs and locks go, her index stays."""
        i = self._mentee(mentee)

        def act() -> None:
            for pair in self._chain(i, self._tables.head_of_mentee, self._tables.next_of_mentee):
                if self._tables.state[pair] == _LOCKED:
                    self._release(pair)
                self._close(pair, keeps_place=False)
            if self._is_live:
                self._tables.surplus[i] = -self._tables.entry_gain[i]
                self._tables.demand[i] = self._tables.full_demand[i]

        return self._done(act)

    def remove_mentor(self, mentor: SupportsIndex) -> Change:
        """He takes no part any more: his pairs, locks, places and minimum go, his index stays."""
        j = self._mentor(mentor)

        def act() -> None:
            t = self._tables
            theirs = self._chain(j, t.head_of_mentor, t.next_of_mentor)
            for pair in theirs:
                if t.state[pair] == _LOCKED:
                    self._release(pair)
            t.full_capacity[j] = t.full_minimum[j] = 0
            if self._is_live:
                t.capacity[j] = t.minimum[j] = 0
                self._repair_mentor(j)
            for pair in theirs:
                self._close(pair, keeps_place=False)

        return self._done(act)

    def set_capacity(self, mentor: SupportsIndex, capacity: int) -> Change:
        """At most so many mentees for this mentor from now on; not less than the minimum."""
        j = self._mentor(mentor)
        t = self._tables
        _refuse_unless(_whole(capacity) and capacity >= 0, "capacity", "must be a whole number, 0 or more")
        _refuse_unless(capacity >= t.full_minimum[j], "minimum", "exceeds the capacity")
        locks = self._locks_of(j, t.head_of_mentor, t.next_of_mentor)
        if len(locks) > capacity:
            self._refuse_lock("capacity", "mentor", j, capacity, locks)

        def act() -> None:
            t = self._tables
            t.full_capacity[j] = min(capacity, 2**31 - 1)
            if self._is_live:
                t.capacity[j] = t.full_capacity[j] - len(locks)
                self._repair_mentor(j)

        return self._done(act)

    def lock(self, mentee: SupportsIndex, mentor: SupportsIndex) -> Change:
        """This allowed pair must be. Locking what is locked changes nothing."""
        pair = self._allowed(mentee, mentor)
        t = self._tables
        if t.state[pair] == _LOCKED:
            return self._done(lambda: None)
        sides = (
            ("capacity", "mentor", int(t.mentor_of[pair]), t.full_capacity, t.head_of_mentor, t.next_of_mentor),
            ("demand", "mentee", int(t.mentee_of[pair]), t.full_demand, t.head_of_mentee, t.next_of_mentee),
        )
        for kind, side, person, limits, head, following in sides:
            locks = self._locks_of(person, head, following)
            if len(locks) >= limits[person]:
                self._refuse_lock(kind, side, person, int(limits[person]), [*locks, pair])
        return self._done(lambda: self._secure(pair))

    def unlock(self, mentee: SupportsIndex, mentor: SupportsIndex) -> Change:
        """This pair need not be any more. Unlocking what is not locked changes nothing."""
        pair = self._allowed(mentee, mentor)
        return self._done(lambda: self._release(pair) if self._tables.state[pair] == _LOCKED else None)

    def block(self, mentee: SupportsIndex, mentor: SupportsIndex) -> Change:
        """This allowed pair is not allowed any more. A locked one has to be unlocked first."""
        pair = self._allowed(mentee, mentor)
        _refuse_unless(self._tables.state[pair] != _LOCKED, "mentor", "the pair is locked")
        return self._done(lambda: self._close(pair, keeps_place=True))

    def result(self) -> MatchResult:
        """The best matching of the problem as it is now, with its proof; the same in value as `solve` of it."""
        if self._result is None:
            self._result = self._as_result()
        return self._result

    @property
    def problem(self) -> MatchProblem:
        """The problem as it is now."""
        return self._described()[0]

    # ---------------------------------------------------------------- one change

    def _done(self, act: Callable[[], int | None], *, may_fail: bool = False) -> Change:
        may_fail |= not self._is_live or self._has_minima
        saved = (self._tables.copy(), self._pairs, self._mentees, self._mentors, self._result) if may_fail else None
        before = self._keys() if not self._is_live else None
        self._moved = set()
        was_live = self._is_live
        try:
            newcomer = act()
            t = self._tables
            if not self._is_live:
                before = self._keys() if before is None else before  # people were added: nothing has moved yet
                self._load(self._way.solve_again(self.problem))
                return self._compared(before, newcomer)
            if may_fail and (t.held < t.minimum)[: self._mentors].any():
                raise Infeasible(conflict_of_minima(self.problem))
        except Infeasible:
            if saved is not None:
                self._tables, self._pairs, self._mentees, self._mentors, self._result = saved
                self._is_live = was_live
                self._prepare()
            raise
        self._result = None
        pairs = np.array(sorted(self._moved), dtype=np.int64)
        is_new = t.made[pairs] | (t.state[pairs] == _LOCKED)
        both = np.column_stack([t.mentee_of[pairs], t.mentor_of[pairs]])
        total = fsum(np.where(is_new, t.fit[pairs], -t.fit[pairs]))
        gone, new = (some[np.lexsort((some[:, 1], some[:, 0]))] for some in (both[~is_new], both[is_new]))
        return Change(total, gone, new, newcomer)

    def _secure(self, pair: int) -> None:
        t = self._tables
        i, j = int(t.mentee_of[pair]), int(t.mentor_of[pair])
        t.state[pair], t.is_open[pair] = _LOCKED, False
        if not self._is_live:
            return
        was_made = bool(t.made[pair])
        t.capacity[j] -= 1
        t.minimum[j] = max(t.minimum[j] - 1, 0)
        if was_made:  # it leaves the circulation with the places it takes; all others stay as they are
            self._set_made(pair, False)
            t.had[i] -= 1
            t.held[j] -= 1
        else:
            self._moved ^= {pair}
            self._repair_mentor(j)
        t.demand[i] -= 1
        t.entry_gain[i] = 0
        self._repair_mentor(j)
        self._repair_mentee(i)

    def _release(self, pair: int) -> None:
        t = self._tables
        i, j = int(t.mentee_of[pair]), int(t.mentor_of[pair])
        t.state[pair] = _OPEN
        if not self._is_live:
            return
        self._moved ^= {pair}
        t.capacity[j] += 1
        t.minimum[j] = max(t.full_minimum[j] - len(self._locks_of(j, t.head_of_mentor, t.next_of_mentor)), 0)
        self._repair_mentor(j)
        t.demand[i] += 1
        if len(self._locks_of(i, t.head_of_mentee, t.next_of_mentee)) == 0:
            t.entry_gain[i] = self._first_worth
        self._repair_mentee(i)
        t.is_open[pair] = True
        if t.gain[pair] - t.price[j] - t.surplus[i] > 0:  # make it, and let both sides find their way
            self._set_made(pair, True)
            self._moved ^= {pair}
            for node, forward in ((2 * j + 1, True), (2 * i, False)):
                self._kernel.reroute(node, forward, *self._arguments)
                self._note()

    def _close(self, pair: int, *, keeps_place: bool) -> None:
        t = self._tables
        i, j = int(t.mentee_of[pair]), int(t.mentor_of[pair])
        t.state[pair], t.is_open[pair] = _GONE, False
        if not t.made[pair]:
            return
        if not self._is_live:
            t.made[pair] = False
            return
        self._set_made(pair, False)
        self._moved ^= {pair}
        t.held[j] -= 1
        t.had[i] -= 1
        t.demand[i] = t.had[i]  # until the mentor's place has found somebody
        self._repair_mentor(j)
        if keeps_place:
            t.demand[i] = t.full_demand[i] - len(self._locks_of(i, t.head_of_mentee, t.next_of_mentee))
            self._repair_mentee(i)

    def _set_made(self, pair: int, is_made: bool) -> None:
        t = self._tables
        self._kernel.set_made(pair, is_made, t.mentor_of, t.head_made, t.next_made, t.before_made, t.made)

    def _repair_mentor(self, j: int) -> None:
        while self._kernel.repair_mentor(j, *self._arguments):
            self._note()

    def _repair_mentee(self, i: int) -> None:
        while self._kernel.repair_mentee(i, *self._arguments):
            self._note()

    def _note(self) -> None:
        self._moved ^= set(self._changed[1 : 1 + self._changed[0]].tolist())

    # ---------------------------------------------------------------- the tables

    def _load(self, result: MatchResult) -> None:
        from reciproca_engine.matching import rerouting

        problem, network = result.problem, result._network
        self._kernel, self._result = rerouting, result
        self._is_live = network is not None and not result.floor and not result.stability
        self._pairs, self._mentees, self._mentors = len(problem.fit), problem.mentees, problem.mentors
        self._has_minima = bool(problem.minimum.any())
        self._has_views = problem.mentee_view is not None, problem.mentor_view is not None
        mentee, mentor, fit = problem.mentee, problem.mentor, problem.fit
        locked = problem.locked
        chosen = np.zeros(self._pairs, dtype=np.bool_)
        chosen[problem.position_of(result.pairs)] = True
        made = chosen & ~locked
        by_mentor = np.argsort(mentor, kind="stable").astype(np.int64)
        made_by_mentor = by_mentor[made[by_mentor]]
        head_of_mentee, next_of_mentee, _ = _chains(np.arange(self._pairs), mentee, self._mentees)
        head_of_mentor, next_of_mentor, _ = _chains(by_mentor, mentor, self._mentors)
        head_made, next_made, before_made = _chains(made_by_mentor, mentor, self._mentors)
        locks_of_mentee = np.bincount(mentee[locked], minlength=self._mentees)
        locks_of_mentor = np.bincount(mentor[locked], minlength=self._mentors)
        self._scale = network.scale if network is not None else Scale.of(1, 1, fit, result.prefer)
        self._is_exact = bool(np.array_equal(self._scale.whole(fit) / self._scale.per_fit, fit))
        self._first_worth = self._scale.worth[1] if result.prefer == "participation" else 0
        self._tables = _Tables(
            mentee_of=mentee.copy(),
            mentor_of=mentor.copy(),
            fit=fit.copy(),
            mentee_view=(fit if problem.mentee_view is None else problem.mentee_view).copy(),
            mentor_view=(fit if problem.mentor_view is None else problem.mentor_view).copy(),
            gain=self._scale.gains(fit),
            next_of_mentee=next_of_mentee,
            next_of_mentor=next_of_mentor,
            next_made=next_made,
            before_made=before_made,
            made=made,
            state=np.where(locked, _LOCKED, _OPEN).astype(np.int8),
            is_open=~locked,
            full_demand=problem.demand.copy(),
            demand=problem.demand - locks_of_mentee,
            entry_gain=np.where(locks_of_mentee == 0, self._first_worth, 0).astype(np.int64),
            had=np.bincount(mentee[made], minlength=self._mentees),
            surplus=np.zeros(self._mentees, dtype=np.int64) if network is None else network.surplus.copy(),
            head_of_mentee=head_of_mentee,
            full_capacity=problem.capacity.copy(),
            full_minimum=problem.minimum.copy(),
            capacity=problem.capacity - locks_of_mentor,
            minimum=np.maximum(problem.minimum - locks_of_mentor, 0),
            held=np.bincount(mentor[made], minlength=self._mentors),
            price=np.zeros(self._mentors, dtype=np.int64) if network is None else network.price.copy(),
            head_of_mentor=head_of_mentor,
            head_made=head_made,
        )
        t = self._tables
        if self._is_live:  # who has all her mentors by locks was not part of the circulation: let her want no more
            settled = (t.demand == 0)[mentee] & ~locked
            np.maximum.at(t.surplus, mentee[settled], (t.gain - t.price[mentor])[settled])
        self._prepare()

    def _prepare(self) -> None:
        """What the compiled functions take: the tables, and scratch paper for every person there is room for."""
        t = self._tables
        nodes = 2 * max(len(t.demand), len(t.capacity), 1)
        self._changed = np.zeros(nodes + 2, dtype=np.int64)
        self._arguments = (
            t.mentee_of, t.mentor_of, t.gain, t.head_of_mentee, t.next_of_mentee, t.head_of_mentor, t.next_of_mentor,
            t.head_made, t.next_made, t.made, t.is_open, t.demand, t.entry_gain, t.capacity, t.minimum, t.had, t.held,
            t.surplus, t.price, t.before_made, self._scale.worth[0], np.full(nodes, 2**62, dtype=np.int64),
            np.empty(nodes, dtype=np.int64), np.empty(nodes, dtype=np.int32), np.full(nodes, -1, dtype=np.int32),
            np.empty(nodes, dtype=np.int32), self._changed,
        )  # fmt: skip

    def _make_room(self, names: list[str], needed: int) -> None:
        room = len(getattr(self._tables, names[0]))
        if needed <= room:
            return
        more = max(needed - room, room // 4, 64)
        for name in names:
            content = getattr(self._tables, name)
            setattr(self._tables, name, np.concatenate([content, np.zeros(more, dtype=content.dtype)]))
        self._prepare()

    def _grow(self, side: str) -> None:
        if side == "mentee":
            self._make_room(_OF_MENTEE, self._mentees + 1)
            self._mentees += 1
        else:
            self._make_room(_OF_MENTOR, self._mentors + 1)
            self._mentors += 1
        if min(self._mentees, self._mentors) + 2 > self._scale.breadth:
            self._is_live = False

    def _append(self, mentee: Ints, mentor: Ints, fit: Floats, views: tuple[Floats, Floats]) -> Ints:
        number = len(fit)
        self._make_room(_OF_PAIR, self._pairs + number)
        t, pairs = self._tables, np.arange(self._pairs, self._pairs + number)
        t.mentee_of[pairs], t.mentor_of[pairs], t.fit[pairs] = mentee, mentor, fit
        t.mentee_view[pairs], t.mentor_view[pairs] = views
        t.made[pairs], t.state[pairs], t.is_open[pairs] = False, _OPEN, True
        for pair, i, j in zip(pairs.tolist(), mentee.tolist(), mentor.tolist(), strict=True):
            t.next_of_mentee[pair], t.head_of_mentee[i] = t.head_of_mentee[i], pair
            t.next_of_mentor[pair], t.head_of_mentor[j] = t.head_of_mentor[j], pair
        self._pairs += number
        return pairs

    def _put_on_the_grid(self, pairs: Ints) -> None:
        """Give new pairs their gain; when the grid cannot hold them, the problem is solved as a whole."""
        fit = self._tables.fit[pairs]
        fits = fit.max(initial=0.0) <= self._scale.largest
        if not fits or (self._is_exact and not np.array_equal(self._scale.whole(fit) / self._scale.per_fit, fit)):
            self._is_live = False
            return
        self._tables.gain[pairs] = self._scale.gains(fit)

    # ---------------------------------------------------------------- the problem and its result

    def _described(self) -> tuple[MatchProblem, Ints]:
        t = self._tables
        pairs = np.flatnonzero(t.state[: self._pairs] != _GONE)
        pairs = pairs[np.lexsort((t.mentor_of[pairs], t.mentee_of[pairs]))]
        locks = pairs[t.state[pairs] == _LOCKED]
        problem = MatchProblem(
            self._mentees,
            self._mentors,
            t.mentee_of[pairs],
            t.mentor_of[pairs],
            t.fit[pairs],
            capacity=t.full_capacity[: self._mentors],
            demand=t.full_demand[: self._mentees],
            minimum=t.full_minimum[: self._mentors],
            mentee_view=t.mentee_view[pairs] if self._has_views[0] else None,
            mentor_view=t.mentor_view[pairs] if self._has_views[1] else None,
            locks=np.column_stack([t.mentee_of[locks], t.mentor_of[locks]]),
        )
        return problem, pairs

    def _as_result(self) -> MatchResult:
        from reciproca_engine.matching.solve import result_of

        problem, pairs = self._described()
        t = self._tables
        demand, capacity = t.demand[: self._mentees], t.capacity[: self._mentors]
        chosen = t.made[pairs] | (t.state[pairs] == _LOCKED)
        in_play = t.is_open[pairs] & (demand[problem.mentee] > 0) & (capacity[problem.mentor] > 0)
        kept = np.flatnonzero(in_play)
        network = Network(
            scale=self._scale,
            kept=kept,
            first_pair=np.searchsorted(problem.mentee[kept], np.arange(self._mentees + 1)).astype(np.int64),
            mentor_of=problem.mentor[kept].astype(np.int32),
            gain=t.gain[pairs[kept]],
            demand=demand.copy(),
            capacity=capacity.copy(),
            minimum=t.minimum[: self._mentors].copy(),
            entry_gain=t.entry_gain[: self._mentees].copy(),
            made=t.made[pairs[kept]],
            price=t.price[: self._mentors].copy(),
            chosen=chosen,
            placed=int(np.count_nonzero(np.bincount(problem.mentee[chosen], minlength=self._mentees))),
            complete=True,
        )
        return result_of(problem, self._way, network)

    def _keys(self) -> Ints:
        t = self._tables
        pairs = np.flatnonzero(t.made[: self._pairs] | (t.state[: self._pairs] == _LOCKED))
        return np.column_stack([t.mentee_of[pairs], t.mentor_of[pairs], t.fit[pairs].view(np.int64)])

    def _compared(self, before: Ints, newcomer: int | None) -> Change:
        """What has changed, when everything was solved anew."""
        then, now = ({tuple(row) for row in some.tolist()} for some in (before, self._keys()))
        gone, new = sorted(then - now), sorted(now - then)
        rows = np.array([*gone, *new], dtype=np.int64).reshape(-1, 3)
        fit = rows[:, 2].copy().view(np.float64)
        total = fsum(np.where(np.arange(len(rows)) < len(gone), -fit, fit))
        return Change(total, rows[: len(gone), :2], rows[len(gone) :, :2], newcomer)

    # ---------------------------------------------------------------- checks

    def _chain(self, person: int, head: Ints, following: Ints) -> list[int]:
        chain: Ints = self._kernel.chain(person, head, following)
        return chain.tolist()

    def _locks_of(self, person: int, head: Ints, following: Ints) -> list[int]:
        chain = self._kernel.chain(person, head, following)
        locks: list[int] = chain[self._tables.state[chain] == _LOCKED].tolist()
        return locks

    def _mentee(self, mentee: SupportsIndex) -> int:
        return _one_of("mentee", mentee, self._mentees)

    def _mentor(self, mentor: SupportsIndex) -> int:
        return _one_of("mentor", mentor, self._mentors)

    def _allowed(self, mentee: SupportsIndex, mentor: SupportsIndex) -> int:
        t = self._tables
        i, j = self._mentee(mentee), self._mentor(mentor)
        pair = int(self._kernel.find(i, j, t.mentor_of, t.head_of_mentee, t.next_of_mentee))
        _refuse_unless(pair >= 0 and t.state[pair] != _GONE, "mentor", "the pair is not allowed")
        return pair

    def _refuse_lock(self, kind: str, side: str, person: int, limit: int, locks: list[int]) -> None:
        t = self._tables
        pairs = sorted((int(t.mentee_of[pair]), int(t.mentor_of[pair])) for pair in locks)[: limit + 1]
        listed: list[dict[str, Any]] = [{"kind": "lock", "mentee": i, "mentor": j} for i, j in pairs]
        raise Infeasible([{"kind": kind, side: int(person), "value": limit}, *listed])

    def _new_pairs(
        self,
        name: str,
        others: ArrayLike,
        count: int,
        fit: ArrayLike,
        mentee_view: ArrayLike | None,
        mentor_view: ArrayLike | None,
    ) -> tuple[Ints, Floats, tuple[Floats, Floats]]:
        """Checked as in a problem with one person on this side."""
        number = len(np.atleast_1d(np.asarray(others)))
        one = MatchProblem(
            1, count, np.zeros(number, int), others, fit, mentee_view=mentee_view, mentor_view=mentor_view
        )
        self._has_views = (
            self._has_views[0] or mentee_view is not None,
            self._has_views[1] or mentor_view is not None,
        )
        views = [one.fit if view is None else view for view in (one.mentee_view, one.mentor_view)]
        return one.mentor, one.fit, (views[0], views[1])


def _chains(order: Ints, person: Ints, people: int) -> tuple[Ints, Ints, Ints]:
    """The pairs of each person in this order as chains: where they begin, what follows a pair, what comes before."""
    head = np.full(people, -1, dtype=np.int64)
    following, before = np.full(len(person), -1, dtype=np.int64), np.full(len(person), -1, dtype=np.int64)
    if len(order):
        same = person[order[1:]] == person[order[:-1]]
        following[order[:-1][same]] = order[1:][same]
        before[order[1:][same]] = order[:-1][same]
        begins = order[np.concatenate([[True], ~same])]
        head[person[begins]] = begins
    return head, following, before


def _one_of(name: str, person: SupportsIndex, people: int) -> int:
    try:
        at = index(person)
    except TypeError as error:
        raise InvalidProblem(name, None, "must be a whole number") from error
    _refuse_unless(0 <= at < people, name, "names somebody who is not there")
    return at


def _whole(number: Any) -> bool:
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def _refuse_unless(holds: Any, name: str, message: str) -> None:
    if not holds:
        raise InvalidProblem(name, None, message)
