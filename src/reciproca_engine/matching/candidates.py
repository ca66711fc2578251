"""Whom to look at among millions of pairs, and the proof that nobody outside would have made the matching better.

The table of all fits is never held: it is asked for in blocks of rows, first for the best of everybody, then, with the
prices of a solution, for whatever would still have gained.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.matching.network import Network, Prefer
from reciproca_engine.matching.problem import MatchProblem
from reciproca_engine.matching.solve import solve
from reciproca_engine.processors import processors

if TYPE_CHECKING:
    from reciproca_engine.matching.solve import MatchResult

__all__ = ["Fits", "Person", "Profiles", "Proven", "best", "solve_everything"]

#: The fits of the mentees in a range with all mentors: float[rows, mentors]; negative for a pair that is not allowed.
Fits = Callable[[range], NDArray[np.float32]]

_BLOCK = 2**20  # fits looked at in one go: few enough to stay near the processor
_COMMON = 16  # a topic that more than one mentor in so many offers
_HOURS, _LANGUAGES, _TOPICS = 24, 64, 255
_BELOW_ZERO = -np.finfo(np.float32).tiny  # where nobody is kept yet, a fit of 0 is high


@dataclass(frozen=True)
class Person:
    """What is known of somebody.

    Parameters
    ----------
    topics : collection of int
        What a mentee wants to learn, or a mentor offers; any numbers from 0, the same for both sides. At most 255.
    languages : collection of int
        From 0 to 63.
    hour : int
        The hour of the day at which she would meet, in the time of one place for all.
    """

    topics: Collection[int] = ()
    languages: Collection[int] = ()
    hour: int = 0


class Profiles:
    """Fits from profiles: shared topics, a shared language, hours close to each other, vectors close to each other.

    The fit is the sum of the shares reached, each times its weight: of the topics wanted, how many are offered; 1 for
    a shared language; 1 for the same hour, down to 0 for twelve hours apart; (1 + cosine) / 2 of the vectors.

    Parameters
    ----------
    mentees, mentors : sequences of Person
    mentee_vectors, mentor_vectors : float[people, d] or None
        Of length 1 each: what an encoder makes of a text.
    topics, language, hours, vectors : float
        The weights; not negative.
    needs_language : bool
        Whether a pair without a shared language is not allowed at all.

    Examples
    --------
    >>> mentees = [Person({1, 2}, {0}, 9), Person({3}, {1}, 18)]
    >>> fits = Profiles(mentees, [Person({2, 3}, {0}, 9)], topics=0.5, language=0.25, hours=0.25)
    >>> fits(range(2)).tolist()
    [[0.75], [0.5625]]
    """

    def __init__(
        self,
        mentees: Sequence[Person],
        mentors: Sequence[Person],
        mentee_vectors: ArrayLike | None = None,
        mentor_vectors: ArrayLike | None = None,
        *,
        topics: float = 0.5,
        language: float = 0.2,
        hours: float = 0.1,
        vectors: float = 0.2,
        needs_language: bool = False,
    ) -> None:
        for name, weight in (("topics", topics), ("language", language), ("hours", hours), ("vectors", vectors)):
            if not 0 <= weight < np.inf:
                raise InvalidProblem(name, None, "must be a weight: 0 or more")
        self.mentees, self.mentors = len(mentees), len(mentors)
        first, wanted = _lists([person.topics for person in mentees])
        offers, offered = _lists([person.topics for person in mentors])
        by_topic = np.argsort(offered, kind="stable")
        number = max(int(wanted.max(initial=-1)), int(offered.max(initial=-1))) + 1
        first_offer = np.searchsorted(offered[by_topic], np.arange(number + 1)).astype(np.int64)
        offered_by = np.repeat(np.arange(self.mentors, dtype=np.int32), np.diff(offers))[by_topic]
        offers_of = np.diff(first_offer)
        row_of = np.where(offers_of * _COMMON > self.mentors, 0, -1)
        row_of[row_of == 0] = np.arange((row_of == 0).sum())
        common = np.zeros((row_of.max(initial=-1) + 1, self.mentors), dtype=np.uint8)
        topic = np.repeat(row_of, offers_of)
        common[topic[topic >= 0], offered_by[topic >= 0]] = 1
        apart = np.abs(np.arange(_HOURS)[:, None] - np.arange(_HOURS))
        by_hour = (hours * (1 - np.minimum(apart, _HOURS - apart) / 12)).astype(np.float32)
        self._facts = (
            first, wanted, first_offer, offered_by, row_of, common, np.float32(topics), _bits(mentees), _bits(mentors),
            np.float32(language), needs_language, _hours(mentees),
        )  # fmt: skip
        self._hers, self._his = (_vectors(some) for some in (mentee_vectors, mentor_vectors))
        if (self._hers is None) != (self._his is None):
            raise InvalidProblem("mentee_vectors", None, "are needed of both sides")
        self._half = np.float32(vectors / 2)
        whatever = self._half if self._hers is not None else np.float32(0)
        self._by_hour = np.ascontiguousarray(by_hour[:, _hours(mentors)]) + whatever

    def __call__(self, rows: range) -> NDArray[np.float32]:
        """The fits of these mentees with all mentors."""
        return self._write(np.empty((len(rows), self.mentors), dtype=np.float32), rows, _Threads(1))

    def _write(self, table: NDArray[np.float32], rows: range, threads: _Threads) -> NDArray[np.float32]:
        from reciproca_engine.matching.screening import add_facts

        if self._hers is not None and self._his is not None:
            np.matmul(self._hers[rows.start : rows.stop] * self._half, self._his.T, out=table)
        else:
            table[:] = 0

        def add(_: int, share: slice) -> None:
            add_facts(table[share], rows.start + share.start, *self._facts, self._by_hour)

        threads.share_out(len(rows), add)
        return table


@dataclass(frozen=True, eq=False)
class Proven:
    """A matching over a few pairs of each person, and whether it is proven to be the best over all pairs.

    Parameters
    ----------
    result : MatchResult
        Of the pairs that were looked at; its prices hold for all pairs when `is_proven`.
    rounds : int
        How often it was solved.
    added : int
        How many pairs outside the first candidates would have gained at the prices, and were added.
    is_proven : bool
        No pair outside would make it better. False only when a deadline came too early.
    """

    result: MatchResult
    rounds: int
    added: int
    is_proven: bool


def best(
    fits: Fits, mentees: int, mentors: int, per_mentee: int = 50, per_mentor: int = 50
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The best of each mentee and the best of each mentor, together: mentee, mentor, fit, each pair once, in order.

    Without those of the mentors, mentors whom nobody ranks high would stay without anybody.

    Examples
    --------
    >>> table = np.array([[0.9, 0.2], [0.8, 0.1], [0.7, -1]], dtype=np.float32)
    >>> mentee, mentor, _ = best(lambda rows: table[rows.start : rows.stop], 3, 2, per_mentee=1, per_mentor=1)
    >>> list(zip(mentee.tolist(), mentor.tolist()))
    [(0, 0), (0, 1), (1, 0), (2, 0)]
    """
    from reciproca_engine.matching.screening import each_once, join_best, keep_best

    per_mentee, per_mentor = min(per_mentee, mentors), min(per_mentor, mentees)
    hers, she_has = np.empty((mentees, per_mentee), np.int64), np.zeros(mentees, np.int64)
    nobody = np.float32(_BELOW_ZERO if per_mentor else np.inf)
    with _Threads.for_table(mentees, mentors) as threads:
        kept = [
            (np.empty((mentors, 2 * per_mentor), np.int64), np.zeros(mentors, np.int64), np.full(mentors, nobody))
            for _ in range(threads.number)
        ]
        for rows, table in _blocks(fits, mentees, mentors, threads):

            def keep(thread: int, share: slice, begin: int = rows.start, table: NDArray[np.float32] = table) -> None:
                best_of_each = per_mentee, per_mentor, hers, she_has
                keep_best(table[share], begin + share.start, *best_of_each, *kept[thread])

            threads.share_out(len(rows), keep)
    his, he_has, _ = kept[0]
    for more, has_more, _ in kept[1:] or [(np.empty((mentors, 0), np.int64), np.zeros(mentors, np.int64), kept[0][2])]:
        join_best(his, he_has, more, has_more, per_mentor)
    most = int(she_has.sum() + he_has.sum())
    mentee, mentor, fit = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    number = each_once(hers, she_has, his, he_has, mentee, mentor, fit)
    return mentee[:number], mentor[:number], fit[:number]


def solve_everything(
    fits: Fits,
    mentees: int,
    mentors: int,
    capacity: ArrayLike = 1,
    demand: ArrayLike = 1,
    minimum: ArrayLike = 0,
    prefer: Prefer = "participation",
    *,
    per_mentee: int = 50,
    per_mentor: int = 50,
    deadline: float | None = None,
) -> Proven:
    """The best matching over all allowed pairs, looking closely at few.

    1. Take the best of everybody (`best`) and solve.
    2. With the prices, ask for all fits once more, block by block: a pair gains if its fit exceeds what the mentor's place
       costs and what the mentee already has left.
    3. Where none gains, the prices prove the matching best over all pairs. Else add those that gain, and solve again.

    Parameters
    ----------
    fits : function of a range of mentees
        See `Fits`; `Profiles` is one. Asked for again in each round, it has to give the same.
    capacity, demand, minimum, prefer
        As in `MatchProblem` and `solve`.
    deadline : float or None
        For each solution, in seconds.

    Raises
    ------
    Infeasible
        When the minima contradict the capacities of the pairs looked at.

    References
    ----------
    L. R. Ford, D. R. Fulkerson, *A suggested computation for maximal multi-commodity network flows*, Management
    Science 5 (1958) 97-101 (pricing what is left out).

    Examples
    --------
    >>> table = np.array([[0.5, 0.25], [0.75, 0.125]], dtype=np.float32)
    >>> found = solve_everything(lambda rows: table[rows.start : rows.stop], 2, 2, per_mentee=1, per_mentor=1)
    >>> found.result.pairs.tolist(), found.result.total, found.is_proven
    ([[0, 1], [1, 0]], 1.0, True)
    """
    mentee, mentor, fit = best(fits, mentees, mentors, per_mentee, per_mentor)
    begun, rounds = len(fit), 0
    while True:
        problem = MatchProblem(mentees, mentors, mentee, mentor, fit, capacity, demand, minimum)
        result = solve(problem, prefer, deadline=deadline)
        rounds += 1
        more = _that_gain(fits, result)
        if more is None or len(more[0]) == 0:
            return Proven(result, rounds, len(fit) - begun, is_proven=more is not None)
        mentee, mentor, fit = (np.concatenate(some) for some in zip((mentee, mentor, fit), more, strict=True))


def _that_gain(
    fits: Fits, result: MatchResult
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]] | None:
    """The pairs left out that would gain at the prices of a result; None when it was cut short."""
    from reciproca_engine.matching.screening import price_out

    problem, network = result.problem, result._network
    if network is None:
        return None
    scale = network.scale
    worth, pair_worth = (1, scale.worth[2]) if scale.fit_aim == 3 else (scale.worth[1], scale.worth[2])
    has_places, enough = problem.capacity > 0, _enough(network)
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    first = np.searchsorted(problem.mentee, np.arange(problem.mentees + 1))
    for rows, block in _blocks(fits, problem.mentees, problem.mentors, _Threads(1)):
        known, table, at = slice(first[rows.start], first[rows.stop]), block.copy(), 0
        table[problem.mentee[known] - rows.start, problem.mentor[known]] = -1
        while at < len(rows):  # as often as the space for answers is full
            number = 4 * len(rows) + problem.mentors
            mentee, mentor, fit = np.empty(number, np.int64), np.empty(number, np.int32), np.empty(number)
            number = price_out(
                table[at:], rows.start + at, scale.per_fit, worth, pair_worth, network.price, enough,
                has_places, mentee, mentor, fit,
            )  # fmt: skip
            full = number == len(mentee)
            at = int(mentee[-1]) - rows.start + 1 if full else len(rows)
            found.append((mentee[:number].copy(), mentor[:number].astype(np.int64), fit[:number].copy()))
    hers, his, its = zip(*found, strict=True)
    return np.concatenate(hers), np.concatenate(his), np.concatenate(its)


def _enough(network: Network) -> NDArray[np.int64]:
    """What another pair has to leave each mentee, above the mentor's price, before she would change or add one."""
    mentees = len(network.demand)
    made_by = np.repeat(np.arange(mentees), np.diff(network.first_pair))[network.made]
    had = np.bincount(made_by, minlength=mentees)
    enough = np.where(had == 0, -network.entry_gain, np.where(had < network.demand, 0, 2**62))
    np.minimum.at(enough, made_by, (network.gain - network.price[network.mentor_of])[network.made])
    return enough


class _Threads:
    """Among whom the rows of a block are shared out: always the same part of each block to the same thread."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool = ThreadPoolExecutor(number) if number > 1 else None

    @classmethod
    def for_table(cls, mentees: int, mentors: int) -> _Threads:
        return cls(processors() if mentees * mentors > _BLOCK else 1)

    def __enter__(self) -> _Threads:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown()

    def share_out(self, rows: int, work: Callable[[int, slice], None]) -> None:
        """Call `work` with the number of each thread and its rows."""
        shares = [slice(rows * at // self.number, rows * (at + 1) // self.number) for at in range(self.number)]
        list((self._pool.map if self._pool else map)(work, range(self.number), shares))


def _blocks(fits: Fits, mentees: int, mentors: int, threads: _Threads) -> Iterator[tuple[range, NDArray[np.float32]]]:
    """The table in blocks; what was yielded before may be written over."""
    height = max(_BLOCK // max(mentors, 1), 1)
    space = np.empty((min(height, mentees), mentors), dtype=np.float32)
    for begin in range(0, mentees, height):
        rows = range(begin, min(begin + height, mentees))
        if isinstance(fits, Profiles):
            yield rows, fits._write(space[: len(rows)], rows, threads)
            continue
        table = np.ascontiguousarray(fits(rows), dtype=np.float32)
        if table.shape != (len(rows), mentors):
            raise InvalidProblem("fits", None, f"has shape {table.shape}, expected ({len(rows)}, {mentors})")
        if not np.isfinite(table.sum()):
            raise InvalidProblem("fits", None, "must be finite")
        yield rows, table


def _lists(collections: Sequence[Collection[int]]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where the numbers of each person begin, and these numbers, each once."""
    sets = [sorted(set(some)) for some in collections]
    first = np.concatenate([[0], np.cumsum([len(some) for some in sets])]).astype(np.int64)
    numbers = np.array([number for some in sets for number in some], dtype=np.int32)
    if (numbers < 0).any():
        raise InvalidProblem("topics", None, "must be numbers from 0")
    if np.diff(first).max(initial=0) > _TOPICS:
        raise InvalidProblem("topics", int(np.argmax(np.diff(first))), f"must be at most {_TOPICS} of a person")
    return first, numbers


def _bits(people: Sequence[Person]) -> NDArray[np.uint32]:
    """Languages as bits: the first 32 in one row, the others in a second."""
    spoken = {language for person in people for language in person.languages}
    if not all(0 <= language < _LANGUAGES for language in spoken):
        raise InvalidProblem("languages", None, f"must be numbers from 0 to {_LANGUAGES - 1}")
    bits = np.array([sum(1 << language for language in set(person.languages)) for person in people], dtype=np.uint64)
    return np.stack([bits & np.uint64(2**32 - 1), bits >> np.uint64(32)]).astype(np.uint32)


def _hours(people: Sequence[Person]) -> NDArray[np.int64]:
    hours = np.array([person.hour for person in people], dtype=np.int64)
    if ((hours < 0) | (hours >= _HOURS)).any():
        raise InvalidProblem("hour", None, f"must be from 0 to {_HOURS - 1}")
    return hours


def _vectors(vectors: ArrayLike | None) -> NDArray[np.float32] | None:
    return None if vectors is None else np.ascontiguousarray(vectors, dtype=np.float32)
