"""What went each way and is not yet faded, and what each person gave and received: sums alone, for long logs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.processors import processors
from reciproca_engine.ties.columns import Columns, columns_of

__all__ = ["Totals", "totals", "totals_of"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PART, _HAND = 1 << 13, 7 << 18  # so many rows in one part, if not of one giver alone; in the parts dealt out at once


@dataclass(frozen=True, eq=False, slots=True)
class Totals:
    """Sums at one moment.

    Parameters
    ----------
    source, target : int[pairs]
        Each ordered pair with an interaction once, sorted by source, then target.
    amount : float[pairs]
        What went from source to target, halved with every half-life since.
    person : int[people]
        Everybody in one of these pairs, ascending.
    given, received : float[people]
        The weight of what went from them, and to them; this does not fade.
    now : float
    selfs, future : int
        Rows left out: of somebody with themselves; after `now`.
    """

    source: NDArray[np.integer[Any]]
    target: NDArray[np.integer[Any]]
    amount: Floats
    person: Ints
    given: Floats
    received: Floats
    now: float
    selfs: int
    future: int


def totals(
    giver: Any, receiver: Any, time: Any, *, now: Any = None, weight: Any = None, half_life: float = 180.0
) -> Totals:
    r"""What each gave each other and has not faded yet: :math:`\sum_e w_e\, 2^{-(now - t_e)/h}`, by ordered pair.

    Without the history of a pair, which `strengths` needs for the state of a tie and the highest it ever was, a log need
    not be brought into order: this takes a third of the time, and little memory beside the log and the answer.

    Parameters
    ----------
    giver, receiver : int[interactions]
        People; any whole numbers ≥ 0.
    time : float[interactions] of days, or datetime64
        In any order.
    now : float or datetime64
        What is later is left out. None: the last time of the log.
    weight : float[interactions]
        At least 0; None: 1 each.
    half_life : float
        In days, greater than 0.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> found = totals([0, 0, 1], [1, 1, 0], [0.0, 100.0, 100.0], now=100.0, half_life=100.0)
    >>> found.source.tolist(), found.target.tolist(), found.amount.tolist()
    ([0, 1], [1, 0], [1.5, 1.0])
    >>> found.given.tolist(), found.received.tolist()
    ([2.0, 1.0], [1.0, 2.0])
    """
    if not (np.isfinite(half_life) and half_life > 0):
        raise InvalidProblem("half_life", None, "must be a number of days greater than 0")
    return totals_of(columns_of(giver, receiver, time, now=now, weight=weight), float(half_life))


def totals_of(columns: Columns, half_life: float) -> Totals:
    """The sums of columns that have been checked."""
    threads = processors() if len(columns.time) > 1 << 16 else 1
    with ThreadPoolExecutor(threads) as pool:
        return _Adder(columns, half_life, threads, pool).all()


class _Adder:
    """Adds a log up part by part, some parts at once."""

    def __init__(self, columns: Columns, half_life: float, threads: int, pool: ThreadPoolExecutor) -> None:
        many = len(columns.time)
        self.columns, self.half_life, self.pool = columns, half_life, pool
        self.threads = range(threads)
        self.slices = [(many * thread // threads, many * (thread + 1) // threads) for thread in self.threads]
        self.counts = np.zeros((threads, columns.people), np.int64)
        self.ignored = np.zeros((threads, 2), np.int64)
        self.given, self.received = (np.zeros((threads, columns.people)) for _ in range(2))
        # as long as the log: what is not written takes no memory
        self.source, self.target = np.empty(many, np.int32), np.empty(many, np.int32)
        self.amount, self.written = np.empty(many), 0

    def all(self) -> Totals:
        list(self.pool.map(self._count, self.threads))
        self._cut_into_parts()
        is_one = self.counts.sum(axis=0) > 0
        del self.counts
        for part_from, part_to in self._hands():
            self._add(part_from, part_to)
        for column in (self.source, self.target, self.amount):
            column.resize(self.written, refcheck=False)
        given, received = self.given.sum(axis=0), self.received.sum(axis=0)
        is_one[self.target] = True
        person = np.flatnonzero(is_one)
        columns, (selfs, future) = self.columns, self.ignored.sum(axis=0).tolist()
        source, target = (who if columns.ids is None else columns.ids[who] for who in (self.source, self.target))
        return Totals(
            source=source,
            target=target,
            amount=self.amount,
            person=columns.names(person),
            given=given[person],
            received=received[person],
            now=columns.now,
            selfs=selfs,
            future=future,
        )

    def _count(self, thread: int) -> None:
        from reciproca_engine.ties.summing import count_givers

        log = self.columns
        read = log.giver, log.receiver, log.time, log.now
        count_givers(*read, *self.slices[thread], self.counts[thread], self.ignored[thread])

    def _cut_into_parts(self) -> None:
        """Givers next to each other, about as many rows in each part; who alone has more is one."""
        up_to = np.cumsum(self.counts.sum(axis=0)) - 1
        part_of = np.maximum(up_to, 0) // _PART
        begins = np.flatnonzero(np.diff(part_of, prepend=-1))
        self.first_giver = begins
        self.part_of = (np.cumsum(np.bincount(begins, minlength=len(part_of))) - 1).astype(np.int32)
        by_part = np.add.reduceat(self.counts, begins, axis=1) if len(begins) else self.counts
        self.sizes = by_part.sum(axis=0)
        self.before = np.cumsum(by_part, axis=0) - by_part  # what earlier threads have of each part

    def _hands(self) -> list[tuple[int, int]]:
        """Ranges of parts, each as many as are dealt out at once."""
        cuts, held = [0], 0
        for part, size in enumerate(self.sizes.tolist()):
            if held and held + size > _HAND:
                cuts.append(part)
                held = 0
            held += size
        hands = list(pairwise([*cuts, len(self.sizes)])) if len(self.sizes) else []
        most = max((int(self.sizes[begin:end].sum()) for begin, end in hands), default=0)
        self.keys, self.amounts = np.empty(most, np.int64), np.empty(most)
        return hands

    def _add(self, part_from: int, part_to: int) -> None:
        """The rows of some parts."""
        from reciproca_engine.ties.summing import add_up, deal, settle

        log, people = self.columns, max(self.columns.people, 1)
        begins = np.zeros(len(self.sizes), np.int64)
        begins[part_from + 1 : part_to] = np.cumsum(self.sizes[part_from : part_to - 1])
        ends = begins + self.sizes
        givers = self.first_giver[part_from], [*self.first_giver[1:], people][part_to - 1]

        def deal_slice(thread: int) -> None:
            deal(
                log.giver, log.receiver, log.time, log.weight, log.now, self.half_life, self.part_of,
                *self.slices[thread], *givers, begins + self.before[thread], self.keys, self.amounts,
                self.given[thread], self.received[thread],
            )  # fmt: skip

        def sum_up(share: slice) -> int:
            return int(add_up(self.keys, self.amounts, begins[share], ends[share]))

        def write(begin: int, number: int, to: int) -> None:
            here, there = slice(begin, begin + number), slice(to, to + number)
            answer = self.source[there], self.target[there], self.amount[there]
            settle(self.keys[here], self.amounts[here], people, *answer)

        list(self.pool.map(deal_slice, self.threads))
        cuts = np.unique(np.linspace(part_from, part_to, 4 * len(self.threads) + 1).astype(int))
        numbers = np.array(list(self.pool.map(sum_up, [slice(*cut) for cut in pairwise(cuts.tolist())])))
        after = self.written + np.cumsum(numbers)
        list(self.pool.map(write, begins[cuts[:-1]], numbers, after - numbers))
        self.written = int(after[-1])
