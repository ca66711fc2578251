"""What the past of a log says about each pair at some moment: the signs from which contact is foretold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["History", "Signs", "in_touch", "signs_at"]

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


def in_touch(history: History, after: float, until: float) -> Bools:
    """Which pairs are in touch in (after, until]: bool[pairs]."""
    found = np.zeros(len(history.lower), np.bool_)
    found[history.pair[(history.time > after) & (history.time <= until)]] = True
    return found


def signs_at(history: History, moment: float, horizon: float, later: float) -> Signs:
    """The signs at a moment of all pairs that were in touch by then; nothing later is looked at.

    Times are measured in horizons. A sign of the two people of a pair does not tell which of them is which.
    """
    past = _Past(history, moment, horizon)
    table = [
        past.expected(1.0),
        *_of_the_pair(past),
        *_of_both_people(past),
        *_of_all_their_ties(past),
    ]
    return Signs(past.pair, np.column_stack(table), past.expected(later / horizon))


class _Past:
    """The interactions up to a moment, pair by pair."""

    def __init__(self, history: History, moment: float, horizon: float) -> None:
        known = history.time <= moment
        pair = history.pair[known]
        self.giver, self.receiver = history.giver[known], history.receiver[known]
        self.age: Floats = (moment - history.time[known]) / horizon
        self.begin = np.flatnonzero(np.diff(pair, prepend=-1))
        self.end = np.append(self.begin[1:], len(pair)) - 1
        self.pair = pair[self.begin]
        self.one, self.other = history.lower[self.pair], history.upper[self.pair]
        self.people = history.people
        self.count: Floats = (self.end - self.begin + 1).astype(np.float64)
        gap: Floats = -np.diff(self.age, prepend=self.age[:1])
        gap[self.begin] = np.inf
        self.visits = self.added((gap > _PAUSE).astype(np.float64))
        self.silence, self.known = self.age[self.end], self.age[self.begin]

    def added(self, values: Floats) -> Floats:
        """Added up over the interactions of each pair."""
        total: Floats = np.add.reduceat(values, self.begin)
        return total

    def by_person(self, values: Floats) -> Floats:
        """Added up over the pairs of each person."""
        total = np.zeros(self.people)
        total += np.bincount(self.one, values, self.people)
        total += np.bincount(self.other, values, self.people)
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


def _of_the_pair(past: _Past) -> list[Floats]:
    """Silence, age, rhythm, who writes; and what is left of it all after five half-lives."""
    silence, count, visits = past.silence, past.count, past.visits
    outward = (past.giver == past.one.repeat(past.count.astype(np.int64))).astype(np.float64)
    sent = past.added(outward)
    again = (visits > 1).astype(np.float64)
    own_gap = (past.known - silence) / np.maximum(visits - 1, 1)
    signs = [
        np.log(silence + 1e-3), np.log(silence + 0.3), np.log(past.known + 0.05), np.log(count), np.log(visits),
        ((sent > 0) & (sent < count)).astype(np.float64), np.log1p(np.minimum(sent, count - sent)),
        again * np.log((silence + 0.02) / (own_gap + 0.02)), again,
    ]  # fmt: skip
    for life in _PAIR_LIVES:
        kept: Floats = 2.0 ** -(past.age / life)
        hers, his = past.added(kept * outward), past.added(kept * (1 - outward))
        signs += [np.log1p(hers + his), np.log1p(np.sqrt(hers * his))]
    return signs


def _of_both_people(past: _Past) -> list[Floats]:
    """What the two do at all, with others, since when, and when they were last heard of."""
    giver, receiver, people = past.giver, past.receiver, past.people
    signs: list[Floats] = []
    for life in _PERSON_LIVES:
        kept: Floats = 2.0 ** -(past.age / life)
        signs += past.both(np.log1p(np.bincount(giver, kept, people)))
        signs += past.both(np.log1p(np.bincount(receiver, kept, people)))
    ours = past.added(2.0 ** -(past.age / _LATELY))
    all_of_hers = past.by_person(ours)
    with_others = [np.log1p(np.maximum(all_of_hers[who] - ours, 0)) for who in (past.one, past.other)]
    our_share = [ours / (all_of_hers[who] + 1e-3) for who in (past.one, past.other)]
    signs += [side(*values) for values in (with_others, our_share) for side in (np.minimum, np.maximum)]
    gave, received = _latest(giver, past.age, people), _latest(receiver, past.age, people)
    signs += [*past.both(gave), *past.both(received), gave[giver[past.end]], gave[receiver[past.end]]]
    first = np.zeros(people)
    np.maximum.at(first, giver, past.age)
    np.maximum.at(first, receiver, past.age)
    return signs + past.both(np.log(first + 0.05))


def _latest(who: NDArray[Any], age: Floats, people: int) -> Floats:
    """The logarithm of how long each person has not been among these."""
    latest = np.full(people, np.inf)
    np.minimum.at(latest, who, age)
    return np.log(np.minimum(latest, 150.0) + 0.02)


def _of_all_their_ties(past: _Past) -> list[Floats]:
    """With how many others the two were ever, again, and lately in touch; how many come before this pair."""
    again = (past.visits > 1).astype(np.float64)
    others, met_again = past.by_person(np.ones(len(again))), past.by_person(again)
    lately = past.by_person((past.silence < 1).astype(np.float64))
    usual = _PRIOR_PAIRS * again.mean()
    elsewhere = [(met_again[who] - again + usual) / (others[who] - 1 + _PRIOR_PAIRS) for who in (past.one, past.other)]
    odds = [np.log((share + 0.01) / (1.01 - share)) for share in elsewhere]
    before = _before(past)
    return [
        *past.both(np.log1p(others)), np.minimum(*odds), np.maximum(*odds),
        *past.both(np.log((lately + 1) / (others - lately + 2))), before.min(axis=0), before.max(axis=0),
    ]  # fmt: skip


def _before(past: _Past) -> Floats:
    """With how many others each of the two was in touch more lately: logarithms, float[2, pairs]."""
    whose = np.concatenate((past.one, past.other))
    order = np.lexsort((np.tile(past.silence, 2), whose))
    starts = np.flatnonzero(np.diff(whose[order], prepend=-1))
    place = np.empty(len(order))
    place[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.log1p(place.reshape(2, -1))
