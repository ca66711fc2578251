"""Ties as they come about: one interaction after the other, with corrections and erasures, always equal to the batch."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import days, ids, numbers, of_one_length
from reciproca_engine.ties.half_lives import DEFAULT, half_lives_of
from reciproca_engine.ties.strengths import Strengths

__all__ = ["State"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ROOM = 1024


class State:
    """The ties of a community, kept up to date.

    Parameters
    ----------
    people : int
        How many people there are: ids are 0 … people − 1. None: as many as come.
    half_lives : (float, float)
        Fast and slow, in days. They are not fitted here: a state that grows with one event more must not change everywhere.

    Notes
    -----
    Adding is O(1), in whatever order events come; correcting one marks its pair, removing a person costs her own events.
    What was marked is gone through again by the next `snapshot`, which equals `strengths` of the events there are.
    An event without an id always counts, and cannot be corrected.

    Examples
    --------
    >>> state = State(people=3, half_lives=(14, 180))
    >>> state.add(0, 1, 0.0, event="a"), state.add(0, 1, 0.0, event="a"), state.add([1, 2], [2, 0], [5.0, 6.0])
    (1, 0, 2)
    >>> state.correct("a", weight=2.0)
    >>> state.remove(2)
    2
    >>> now = state.snapshot(10.0)
    >>> now.source.tolist(), now.target.tolist(), now.given.tolist()
    ([0], [1], [2.0])
    """

    def __init__(self, people: int | None = None, half_lives: Any = DEFAULT) -> None:
        if people is not None and (isinstance(people, bool) or int(people) != people or not 0 <= people < 2**31):
            raise InvalidProblem("people", None, "must be a whole number, at least 0")
        from reciproca_engine.ties.memory import WIDTH
        from reciproca_engine.ties.stream import take

        self._people = None if people is None else int(people)
        self.half_lives = half_lives_of(half_lives)
        self._number_of: dict[Hashable, int] = {}
        self._id_of: list[Hashable | None] = []
        self._with_oneself: dict[Hashable, tuple[int, float, float]] = {}
        self._pairs = 0
        self._kernel = take
        self._one_row = (np.empty(1, np.int64), np.empty(1, np.int64), np.empty(1), np.empty(1))
        self._event_people = np.full((_ROOM, 2), -1, np.int32)
        self._event_when = np.zeros((_ROOM, 2))
        self._event_link = np.empty(_ROOM, np.int64)
        self._pair_people = np.empty((_ROOM, 2), np.int64)
        self._pair_link = np.empty((_ROOM, 3), np.int64)
        self._mark = np.empty(_ROOM, np.int8)
        self._memory = np.empty((_ROOM, WIDTH))
        self._first_pair = np.full(_ROOM if self._people is None else self._people, -1, np.int64)
        self._names, self._numbers = np.empty(2 * _ROOM, np.int64), np.full(2 * _ROOM, -1, np.int64)

    def add(self, giver: Any, receiver: Any, time: Any, weight: Any = None, *, event: Any = None) -> int:
        """Add one interaction, or a batch of them.

        Parameters
        ----------
        giver, receiver, time, weight : one value each, or sequences of one length
            As in `strengths`.
        event : hashable, or a sequence of them
            What the caller calls them. An id that is known, from this call or an earlier one, is left out: whoever delivers
            twice changes nothing.

        Returns
        -------
        int
            How many were new.

        Raises
        ------
        InvalidProblem
            Naming the argument and the position at fault; nothing is added then.
        """
        if isinstance(giver, (int, np.integer)):
            if self._is_plain(giver, receiver, time, weight):
                return self._add_plain(int(giver), receiver, time, 1.0 if weight is None else weight, event)
            rows = self._checked([giver], [receiver], [time], None if weight is None else [weight])
            return self._add(*rows, [event])
        rows = self._checked(giver, receiver, time, weight)
        return self._add(*rows, _names_of(event, len(rows[0])))

    def correct(
        self, event: Hashable, giver: Any = None, receiver: Any = None, time: Any = None, weight: Any = None
    ) -> None:
        """Give a known interaction other values; what is not said stays.

        Raises
        ------
        InvalidProblem
            When the event is not known, or a value has no meaning; nothing is changed then.
        """
        before = self._values_of(event)
        given = (giver, receiver, time, weight)
        now = [[old if new is None else new] for old, new in zip(before, given, strict=True)]
        rows = self._checked(*now)
        self._forget(event)
        self._add(*rows, [event])

    def remove(self, person: int) -> int:
        """Erase a person: every interaction of hers, with its id. The rest is as if she had never been there.

        Returns
        -------
        int
            How many interactions that were.

        Raises
        ------
        InvalidProblem
            When there can be no such person.
        """
        from reciproca_engine.ties.stream import erase

        who = int(ids("person", [person])[0])
        if self._people is not None and who >= self._people:
            raise InvalidProblem("person", None, f"must be less than {self._people}")
        alone = [event for event, (whose, _, _) in self._with_oneself.items() if whose == who]
        for event in alone:
            del self._with_oneself[event]
        if who >= len(self._first_pair):
            return len(alone)
        erased = erase(who, *self._event_columns, *self._pair_columns, self._first_pair, self._names, self._numbers)
        for number in erased.tolist():
            name, self._id_of[number] = self._id_of[number], None
            if name is not None:
                del self._number_of[name]
        return len(alone) + len(erased)

    def snapshot(self, now: Any) -> Strengths:
        """The ties at some moment: what `strengths` gives for the same interactions and half-lives.

        Interactions after `now` wait until their time has come.
        """
        from reciproca_engine.ties.stream import read_rows
        from reciproca_engine.ties.sweep import settle_dormant

        until = float(days("now", [now])[0])
        room = 2 * self._pairs
        source, target, count = (np.empty(room, np.int64) for _ in range(3))
        amounts, state = np.empty((4, room)), np.empty(room, np.int8)
        written = read_rows(
            until, *self.half_lives, self._pairs, *self._event_columns, *self._pair_columns,
            source, target, amounts, count, state,
        )  # fmt: skip
        order = np.lexsort((target[:written], source[:written]))
        strength, last, given, peak = (amount[order] for amount in amounts)
        source, state = source[order], state[order]
        settle_dormant(source, peak, state)
        return Strengths(
            source=source,
            target=target[order],
            strength=strength,
            last=last,
            count=count[order],
            given=given,
            half_lives=self.half_lives,
            now=until,
            selfs=len(self._with_oneself),
            future=self._later_than(until),
            _state=state,
            _peak=peak,
        )

    def _later_than(self, moment: float) -> int:
        some = slice(len(self._id_of))
        return int(((self._event_when[some, 0] > moment) & (self._event_people[some, 0] >= 0)).sum())

    @property
    def _event_columns(self) -> tuple[NDArray[Any], ...]:
        return self._event_people, self._event_when, self._event_link

    @property
    def _pair_columns(self) -> tuple[NDArray[Any], ...]:
        return self._pair_people, self._pair_link, self._mark, self._memory

    def _checked(self, giver: Any, receiver: Any, time: Any, weight: Any) -> tuple[Ints, Ints, Floats, Floats]:
        givers, receivers, when = ids("giver", giver), ids("receiver", receiver), days("time", time)
        of_one_length(giver=givers, receiver=receivers, time=when)
        most = 2**31 if self._people is None else self._people
        for name, who in (("giver", givers), ("receiver", receivers)):
            if len(who) and who.max() >= most:
                raise InvalidProblem(name, int((who >= most).argmax()), f"must be less than {most}")
        return givers, receivers, when, numbers("weight", weight, len(when))

    def _is_plain(self, giver: Any, receiver: Any, time: Any, weight: Any) -> bool:
        """Whether these are bare numbers that need no further look: the case of one interaction as it happens."""
        most = 2**31 if self._people is None else self._people
        return (
            isinstance(giver, int)
            and isinstance(receiver, int)
            and giver != receiver
            and 0 <= giver < most
            and 0 <= receiver < most
            and type(time) is float
            and isfinite(time)
            and (weight is None or (type(weight) is float and 0 <= weight < inf))
        )

    def _add_plain(self, giver: int, receiver: int, time: float, weight: float, name: Hashable | None) -> int:
        if name is not None and (name in self._number_of or name in self._with_oneself):
            return 0
        number = len(self._id_of)
        self._id_of.append(name)
        if name is not None:
            self._number_of[name] = number
        givers, receivers, times, weights = self._one_row
        givers[0], receivers[0], times[0], weights[0] = giver, receiver, time, weight
        self._take(self._one_row, number, 1 + max(giver, receiver))
        return 1

    def _add(
        self, giver: Ints, receiver: Ints, time: Floats, weight: Floats, names: Sequence[Hashable | None] | None
    ) -> int:
        alone = giver == receiver
        event = len(self._id_of)
        kept, new = self._numbered(names, alone, giver, time, weight)
        if len(kept) < len(giver):
            giver, receiver, time, weight = giver[kept], receiver[kept], time[kept], weight[kept]
        if len(giver):
            self._take((giver, receiver, time, weight), event, 1 + max(int(giver.max()), int(receiver.max())))
        return new

    def _take(self, rows: tuple[Ints, Ints, Floats, Floats], number: int, people: int) -> None:
        self._make_room(number, len(rows[0]), people)
        self._pairs = self._kernel(
            *rows, number, self._pairs, self._event_people, self._event_when, self._event_link, self._pair_people,
            self._pair_link, self._mark, self._memory, self._first_pair, self._names, self._numbers, *self.half_lives,
        )  # fmt: skip

    def _numbered(
        self,
        names: Sequence[Hashable | None] | None,
        alone: NDArray[np.bool_],
        giver: Ints,
        time: Floats,
        weight: Floats,
    ) -> tuple[list[int] | Ints, int]:
        """Number what is new, put rows of somebody with themselves aside; the rest, and how many were new."""
        if names is None and not alone.any():
            self._id_of += [None] * len(giver)
            return np.arange(len(giver)), len(giver)
        kept, new = [], 0
        number = len(self._id_of)
        for row, (name, oneself) in enumerate(zip(names or [None] * len(giver), alone.tolist(), strict=True)):
            if name is not None and (name in self._number_of or name in self._with_oneself):
                continue
            new += 1
            if oneself:
                aside: Hashable = object() if name is None else name
                self._with_oneself[aside] = (int(giver[row]), float(time[row]), float(weight[row]))
                continue
            if name is not None:
                self._number_of[name] = number
            self._id_of.append(name)
            number += 1
            kept.append(row)
        return kept, new

    def _values_of(self, event: Hashable) -> tuple[int, int, float, float]:
        if event in self._with_oneself:
            person, time, weight = self._with_oneself[event]
            return person, person, time, weight
        if event is None or event not in self._number_of:
            raise InvalidProblem("event", None, "is not known")
        number = self._number_of[event]
        giver, receiver = self._event_people[number].tolist()
        time, weight = self._event_when[number].tolist()
        return giver, receiver, time, weight

    def _forget(self, event: Hashable) -> None:
        from reciproca_engine.ties.stream import unlink

        if self._with_oneself.pop(event, None) is None:
            number = self._number_of.pop(event)
            self._id_of[number] = None
            unlink(number, *self._event_columns, *self._pair_columns, self._names, self._numbers)

    def _make_room(self, events: int, more: int, people: int) -> None:
        """Room for so many events and more, as many new pairs, and so many people; arrays double, so this is rare."""
        from reciproca_engine.ties.stream import find_again

        if events + more > len(self._event_link):
            self._event_people, self._event_when, self._event_link = (
                _longer(column, events + more, -1) for column in self._event_columns
            )
        pairs = self._pairs + more
        if pairs > len(self._mark):
            self._pair_people, self._pair_link, self._mark, self._memory = (
                _longer(column, pairs, 0) for column in self._pair_columns
            )
        if people > len(self._first_pair):
            self._first_pair = _longer(self._first_pair, people, -1)
        if 2 * pairs > len(self._names):
            size = 1 << (4 * pairs - 1).bit_length()
            self._names, self._numbers = np.empty(size, np.int64), np.full(size, -1, np.int64)
            find_again(self._names, self._numbers, self._pair_people, self._pairs)


def _names_of(events: Any, length: int) -> list[Hashable | None] | None:
    if events is None:
        return None
    names = events.tolist() if isinstance(events, np.ndarray) else list(events)
    if len(names) != length:
        raise InvalidProblem("event", None, f"has {len(names)} values for {length} rows")
    for position, name in enumerate(names):
        if not isinstance(name, Hashable):
            raise InvalidProblem("event", position, "must be hashable")
    return names


def _longer(column: NDArray[Any], least: int, filler: int) -> NDArray[Any]:
    """A copy with room for at least so many rows, and for twice as many as before."""
    longer = np.full((max(least, 2 * len(column)), *column.shape[1:]), filler, column.dtype)
    longer[: len(column)] = column
    return longer
