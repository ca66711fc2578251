"""What the past of a log says about each pair at some moment: the signs from which contact is foretold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["History", "Pairs", "Side", "Signs", "pairs_at", "side_at", "signs_of"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Half-lives of the memories, in units of the horizon: of a pair, and of all that a person does.
_PAIR_LIVES = (1 / 56, 1 / 14, 1 / 4, 1.0, 4.0)
_PERSON_LIVES = (1 / 14, 1 / 4, 1.0, 4.0)
_LATELY = 1 / 2
# A visit is an interaction after a pause of a twenty-eighth of the horizon.
_PAUSE = 1 / 28
# Before anything is seen, a person's share of pairs that met again weighs as much as three pairs of the network.
_PRIOR_PAIRS = 3.0
# A pair is expected to meet as often as one half in half a horizon, and comes apart one time in four.
_MEETINGS, _RHYTHM, _APART, _TOGETHER = 0.5, 0.5, 0.5, 1.5


@dataclass(frozen=True, eq=False, slots=True)
class History:
    """Interactions in the order of their pairs, then of time.

    Parameters
    ----------
    pair, giver, receiver : int[interactions]
    time : float[interactions]
    lower, upper : int[pairs]
    people : int
    """

    pair: NDArray[Any]
    giver: NDArray[Any]
    receiver: NDArray[Any]
    time: Floats
    lower: NDArray[Any]
    upper: NDArray[Any]
    people: int

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return len(self.lower)

    @property
    def begun(self) -> float:
        """The first time of all."""
        return float(self.time.min())

    @property
    def first(self) -> Floats:
        """The first time of each pair."""
        first = np.full(self.pairs, np.inf)
        np.minimum.at(first, self.pair, self.time)
        return first

    @classmethod
    def of(cls, giver: NDArray[Any], receiver: NDArray[Any], time: Floats, people: int) -> History:
        """The history that these columns state."""
        names = np.minimum(giver, receiver).astype(np.int64) * people + np.maximum(giver, receiver)
        order = np.lexsort((time, names))
        known, pair = np.unique(names[order], return_inverse=True)
        lower, upper = np.divmod(known, max(people, 1))
        return cls(pair, giver[order], receiver[order], time[order], lower, upper, people)

    def ways(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Each ordered pair with an interaction, sorted: source, target, and the number of the pair."""
        names = self.giver.astype(np.int64) * self.people + self.receiver
        _, first = np.unique(names, return_index=True)
        return self.giver[first], self.receiver[first], self.pair[first]

    def in_touch(self, after: float, until: float) -> Bools:
        """Which pairs are in touch in (after, until]: bool[pairs]."""
        found = np.zeros(self.pairs, np.bool_)
        found[self.pair[(self.time > after) & (self.time <= until)]] = True
        return found

    def signs_at(self, moment: float, horizon: float, later: float) -> Signs:
        """The signs at a moment of all pairs that were in touch by then; nothing later is looked at.

        Times are measured in horizons. A sign of the two people of a pair does not tell which of them is which.
        """
        gave, received = (side_at(who, self.time, self.people, moment, horizon) for who in (self.giver, self.receiver))
        return signs_of(pairs_at(self, moment, horizon), gave, received, later / horizon)


@dataclass(frozen=True, eq=False, slots=True)
class Signs:
    """Signs of some pairs.

    Parameters
    ----------
    pair : int[rows]
    table : float[rows, signs]
        The first: log-odds of contact within the horizon by the modified BG/NBD.
    expected_later : float[rows]
        The same within the longer horizon asked for.
    """

    pair: NDArray[Any]
    table: Floats
    expected_later: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """What the interactions of each pair up to a moment say; only pairs that were in touch by then.

    Parameters
    ----------
    pair, one, other : int[rows]
        The number of the pair in its history, and who they are: the lower id first.
    count, visits, silence, known, ours : float[rows]
        Interactions; those after a pause; horizons since the last and since the first; what is left of all after half a
        horizon each.
    giver, receiver : int[rows]
        Of the last interaction.
    table : float[rows, signs]
    """

    pair: NDArray[Any]
    one: NDArray[Any]
    other: NDArray[Any]
    count: Floats
    visits: Floats
    silence: Floats
    known: Floats
    ours: Floats
    giver: NDArray[Any]
    receiver: NDArray[Any]
    table: Floats

    def by_person(self, values: Floats, people: int) -> Floats:
        """Added up over the pairs of each person."""
        total = np.zeros(people)
        total += np.bincount(self.one, values, people)
        total += np.bincount(self.other, values, people)
        return total

    def both(self, values: Floats) -> list[Floats]:
        """A sign of the two people: the smaller, the larger, and their product."""
        hers, his = values[self.one], values[self.other]
        return [np.minimum(hers, his), np.maximum(hers, his), hers * his]

    def expected(self, ahead: float) -> Floats:
        """Log-odds of another visit so many horizons ahead, by the modified BG/NBD."""
        repeated, lasted = self.visits - 1, self.known - self.silence
        apart = np.log(_APART / (_TOGETHER + repeated))
        apart += (_MEETINGS + repeated) * np.log((_RHYTHM + self.known) / (_RHYTHM + lasted))
        alive = 1 / (1 + np.exp(np.minimum(apart, 500.0)))
        none = np.exp((_MEETINGS + repeated) * np.log((_RHYTHM + self.known) / (_RHYTHM + self.known + ahead)))
        chance: Floats = np.clip(alive * (1 - none), 1e-6, 1 - 1e-6)
        return np.log(chance / (1 - chance))


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """What each person did up to a moment, as giver or as receiver.

    Parameters
    ----------
    left : float[lives, people]
        What is left of it after each half-life.
    latest, first : float[people]
        Horizons since; infinite, and 0, for who did nothing.
    """

    left: Floats
    latest: Floats
    first: Floats


def pairs_at(history: History, moment: float, horizon: float) -> Pairs:
    """What the interactions up to a moment say of each pair."""
    known = history.time <= moment
    pair = history.pair[known]
    giver, receiver = history.giver[known], history.receiver[known]
    age: Floats = (moment - history.time[known]) / horizon
    begin = np.flatnonzero(np.diff(pair, prepend=-1))
    end = np.append(begin[1:], len(pair)) - 1 if len(pair) else begin
    pair = pair[begin]
    one, other = history.lower[pair], history.upper[pair]
    count: Floats = (end - begin + 1).astype(np.float64)
    gap: Floats = -np.diff(age, prepend=age[:1])
    gap[begin] = np.inf

    def added(values: Floats) -> Floats:
        total: Floats = np.add.reduceat(values, begin) if len(begin) else np.empty(0)
        return total

    visits = added((gap > _PAUSE).astype(np.float64))
    silence, since = age[end], age[begin]
    outward = (giver == one.repeat(count.astype(np.int64))).astype(np.float64)
    sent = added(outward)
    table = _of_the_pair(count, visits, silence, since, sent)
    for life in _PAIR_LIVES:
        kept: Floats = 2.0 ** -(age / life)
        hers, his = added(kept * outward), added(kept * (1 - outward))
        table += [np.log1p(hers + his), np.log1p(np.sqrt(hers * his))]
    ours = added(2.0 ** -(age / _LATELY))
    return Pairs(
        pair, one, other, count, visits, silence, since, ours, giver[end], receiver[end], np.column_stack(table)
    )


def side_at(who: NDArray[Any], time: Floats, people: int, moment: float, horizon: float) -> Side:
    """What each person did up to a moment: `who` did something when, in the order of the history."""
    known = time <= moment
    who, age = who[known], (moment - time[known]) / horizon
    left = [np.bincount(who, 2.0 ** -(age / life), people) for life in _PERSON_LIVES]
    latest, first = np.full(people, np.inf), np.zeros(people)
    np.minimum.at(latest, who, age)
    np.maximum.at(first, who, age)
    return Side(np.array(left), latest, first)


def signs_of(pairs: Pairs, gave: Side, received: Side, later: float) -> Signs:
    """All signs of these pairs; `later` horizons are what is asked for."""
    table = [
        pairs.expected(1.0),
        *pairs.table.T,
        *_of_both_people(pairs, gave, received),
        *_of_all_their_ties(pairs, len(gave.latest)),
    ]
    return Signs(pairs.pair, np.column_stack(table), pairs.expected(later))


def _of_the_pair(count: Floats, visits: Floats, silence: Floats, known: Floats, sent: Floats) -> list[Floats]:
    """Silence, age, rhythm, who writes."""
    again = (visits > 1).astype(np.float64)
    own_gap = (known - silence) / np.maximum(visits - 1, 1)
    return [
        np.log(silence + 1e-3), np.log(silence + 0.3), np.log(known + 0.05), np.log(count), np.log(visits),
        ((sent > 0) & (sent < count)).astype(np.float64), np.log1p(np.minimum(sent, count - sent)),
        again * np.log((silence + 0.02) / (own_gap + 0.02)), again,
    ]  # fmt: skip


def _of_both_people(pairs: Pairs, gave: Side, received: Side) -> list[Floats]:
    """What the two do at all, with others, since when, and when they were last heard of."""
    people = len(gave.latest)
    signs: list[Floats] = []
    for given, taken in zip(gave.left, received.left, strict=True):
        signs += pairs.both(np.log1p(given))
        signs += pairs.both(np.log1p(taken))
    all_of_hers = pairs.by_person(pairs.ours, people)
    with_others = [np.log1p(np.maximum(all_of_hers[who] - pairs.ours, 0)) for who in (pairs.one, pairs.other)]
    our_share = [pairs.ours / (all_of_hers[who] + 1e-3) for who in (pairs.one, pairs.other)]
    signs += [side(*values) for values in (with_others, our_share) for side in (np.minimum, np.maximum)]
    wrote, heard = (np.log(np.minimum(side.latest, 150.0) + 0.02) for side in (gave, received))
    signs += [*pairs.both(wrote), *pairs.both(heard), wrote[pairs.giver], wrote[pairs.receiver]]
    return signs + pairs.both(np.log(np.maximum(gave.first, received.first) + 0.05))


def _of_all_their_ties(pairs: Pairs, people: int) -> list[Floats]:
    """With how many others the two were ever, again, and lately in touch; how many come before this pair."""
    again = (pairs.visits > 1).astype(np.float64)
    others = pairs.by_person(np.ones(len(again)), people)
    met_again = pairs.by_person(again, people)
    lately = pairs.by_person((pairs.silence < 1).astype(np.float64), people)
    usual = _PRIOR_PAIRS * again.mean()
    elsewhere = [
        (met_again[who] - again + usual) / (others[who] - 1 + _PRIOR_PAIRS) for who in (pairs.one, pairs.other)
    ]
    odds = [np.log((share + 0.01) / (1.01 - share)) for share in elsewhere]
    before = _before(pairs)
    return [
        *pairs.both(np.log1p(others)), np.minimum(*odds), np.maximum(*odds),
        *pairs.both(np.log((lately + 1) / (others - lately + 2))), before.min(axis=0), before.max(axis=0),
    ]  # fmt: skip


def _before(pairs: Pairs) -> Floats:
    """With how many others each of the two was in touch more lately: logarithms, float[2, pairs]."""
    whose = np.concatenate((pairs.one, pairs.other))
    order = np.lexsort((np.tile(pairs.silence, 2), whose))
    starts = np.flatnonzero(np.diff(whose[order], prepend=-1))
    place = np.empty(len(order))
    place[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.log1p(place.reshape(2, -1))
