"""How strong each tie is, what went each way, and whether it is new, active, cooling or dormant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.processors import processors
from reciproca_engine.ties.columns import Columns, columns_of
from reciproca_engine.ties.half_lives import fitted, half_lives_of

__all__ = ["KINDS", "STATES", "Strengths", "gathered", "put_together", "strengths"]

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]

STATES = np.array(["new", "active", "cooling", "dormant"])

# So many interactions at least stand in one part on average, there are 2**10 parts or twice that at most, and so many
# interactions, if not of one part alone, are dealt out at once.
_PART, _MOST_BITS, _HAND = 1 << 13, 10, 1 << 21


@dataclass(frozen=True, eq=False)
class Strengths:
    """Ties at one moment: one row for each ordered pair with an interaction, sorted by source, then target.

    Parameters
    ----------
    source, target : int[rows]
    strength : float[rows]
        From 0 to 1; one value for the two people, the same in both rows.
    last : float[rows]
        When something last went from source to target: days, as the times that were handed in, or since 1970 for dates.
    count : int[rows]
        How many interactions went from source to target.
    given : float[rows]
        What went from source to target in all: the sum of the weights, which does not fade.
    half_lives : (float, float)
        Fast and slow, in days.
    now : float
    selfs, future : int
        Rows left out: of somebody with themselves; after `now`.
    """

    source: Ints
    target: Ints
    strength: Floats
    last: Floats
    count: Ints
    given: Floats
    half_lives: tuple[float, float]
    now: float
    selfs: int
    future: int
    _state: NDArray[np.int8] = field(repr=False)
    _peak: Floats = field(repr=False)

    @cached_property
    def state(self) -> NDArray[np.str_]:
        """``"new"``, ``"active"``, ``"cooling"`` or ``"dormant"``, in the eyes of the source: str[rows]."""
        return STATES[self._state]

    @cached_property
    def peak(self) -> Floats:
        """The highest strength the tie ever had: float[rows]."""
        return -np.expm1(-self._peak)


def strengths(
    giver: Any, receiver: Any, time: Any, *, now: Any = None, weight: Any = None, half_lives: Any = None
) -> Strengths:
    r"""How strong each tie is now.

    Every interaction of weight w leaves w in a fast and in a slow memory of the way it went, and both halve with time:

    .. math:: S_h(i \to j) = \sum_e w_e\, 2^{-(now - t_e)/h}, \qquad h \in \{fast, slow\}

    .. math:: M_h = \frac{S_h(i \to j) + S_h(j \to i)}{4} + \frac{\sqrt{S_h(i \to j)\, S_h(j \to i)}}{2}, \qquad
              strength = 1 - e^{-(M_{fast} + M_{slow})/10}

    1. Read the columns; fit the half-lives, where none are given.
    2. Bring the interactions of each pair together, and go through them in the order of time.
    3. Put the rows into the order of source and target.
    4. Compare what may be dormant with its owner's other ties.

    Parameters
    ----------
    giver, receiver : int[interactions]
        People; any whole numbers ≥ 0. A mutual interaction is two rows of half the weight.
    time : float[interactions] of days, or datetime64
        In any order.
    now : float or datetime64
        What is later is left out. None: the last time of the log.
    weight : float[interactions]
        At least 0; None: 1 each.
    half_lives : (float, float)
        Fast and slow, in days. None: fitted on this log (`half_lives.fitted`); 14 and 180 where it says too little.

    Returns
    -------
    Strengths

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    *State.* A visit is an interaction after a pause of a fourteenth of the fast half-life (a day, with 14 days). From a pair's
    visits the modified BG/NBD tells the chance that it is still alive. **Dormant**: a chance below 0.2, silent for more
    than 90 days and more than four of its own median gaps, and once at least as strong as half of the source's ties.
    **New**: begun within two fast half-lives. **Active**: a chance of at least a half. **Cooling**: the rest.

    An interaction more never lowers a strength; time without one never raises it. Memory: some 16 bytes for each interaction
    dealt out at once, 40 for each row.

    References
    ----------
    R. S. Burt, *Bridge decay*, Social Networks 24 (2002). E. P. Batislam, M. Denizel, A. Filiztekin, *Empirical validation
    and comparison of models for customer base analysis*, Int. J. Research in Marketing 24 (2007).

    Examples
    --------
    >>> ties = strengths([0, 1, 0], [1, 0, 2], [0.0, 100.0, 100.0], now=100.0, half_lives=(14, 180))
    >>> ties.source.tolist(), ties.target.tolist(), ties.state.tolist()
    ([0, 0, 1], [1, 2, 0], ['active', 'new', 'active'])
    >>> ties.strength.round(3).tolist()
    [0.107, 0.049, 0.107]
    """
    columns = columns_of(giver, receiver, time, now=now, weight=weight)
    return _rows_of(columns, fitted(columns) if half_lives is None else half_lives_of(half_lives))


def _rows_of(columns: Columns, half_lives: tuple[float, float]) -> Strengths:
    pieces, selfs, future = gathered(columns, half_lives)
    return put_together(_ordered(pieces, columns.people), columns, half_lives, selfs, future)


def put_together(
    rows: list[NDArray[Any]], columns: Columns, half_lives: tuple[float, float], selfs: int, future: int
) -> Strengths:
    """The ties of these rows, which are in the order of source and target."""
    from reciproca_engine.ties.sweep import settle_dormant

    source, target, strength, last, count, given, peak, state = rows
    settle_dormant(source, peak, state)
    return Strengths(
        source=columns.names(source),
        target=columns.names(target),
        strength=strength,
        last=last,
        count=count,
        given=given,
        half_lives=half_lives,
        now=columns.now,
        selfs=selfs,
        future=future,
        _state=state,
        _peak=peak,
    )


def gathered(columns: Columns, half_lives: tuple[float, float]) -> tuple[list[list[NDArray[Any]]], int, int]:
    """Rows in the order of the lower, then of the higher id of a pair, in pieces; what was left out."""
    many = len(columns.time)
    threads = processors() if many > 1 << 16 else 1
    shares = 8 * threads if threads > 1 else 1
    pieces: list[list[NDArray[Any]]] = []
    with ThreadPoolExecutor(threads) as pool:
        run: Callable[..., Iterable[Any]] = map if threads == 1 else pool.map
        dealer = _Dealer(columns, half_lives, threads)
        list(run(dealer.count, range(threads)))
        for part_from, part_to in dealer.hands():
            dealer.take_up(part_from, part_to)
            list(run(dealer.deal, range(threads)))
            pieces += run(dealer.go_through, _shares(dealer.start, part_from, part_to, shares))
    selfs, future = dealer.ignored.sum(axis=0).tolist()
    return pieces, selfs, future


class _Dealer:
    """Deals interactions out by parts, some parts at once, so that little memory is needed beside the log."""

    def __init__(self, columns: Columns, half_lives: tuple[float, float], threads: int) -> None:
        many, most = len(columns.time), max(columns.people - 1, 0)
        self.columns, self.half_lives = columns, half_lives
        self.read = (columns.giver, columns.receiver, columns.time)
        self.bits = max(most.bit_length(), 1)
        self.shift = max(self.bits - min(max(many // _PART, 1).bit_length() - 1, _MOST_BITS), 0)
        self.parts = (most >> self.shift) + 1
        self.slices = [(many * thread // threads, many * (thread + 1) // threads) for thread in range(threads)]
        self.counts, self.ignored = np.zeros((threads, self.parts), np.int64), np.zeros((threads, 2), np.int64)
        self.wide = 3 if len(columns.weight) else 2
        self.keys = np.empty(0, np.int64)
        self.range = (0, 0)
        self.start, self.places = np.zeros(0, np.int64), self.counts

    def count(self, thread: int) -> None:
        """Count the interactions of each part in one slice of the log."""
        from reciproca_engine.ties.sweep import count_rows

        count_rows(
            *self.read, self.columns.now, self.shift, *self.slices[thread], self.counts[thread], self.ignored[thread]
        )

    def hands(self) -> list[tuple[int, int]]:
        """Ranges of parts, each as many as are dealt out at once."""
        hands: list[tuple[int, int]] = []
        begin = held = most = 0
        for part, size in enumerate(self.counts.sum(axis=0).tolist()):
            if held and held + size > _HAND:
                hands.append((begin, part))
                begin, held = part, 0
            held += size
            most = max(most, held)
        self.keys = np.empty(most * self.wide, np.int64)
        return [*hands, (begin, self.parts)]

    def take_up(self, part_from: int, part_to: int) -> None:
        """Make ready for these parts."""
        sizes = self.counts.sum(axis=0)
        self.range = (part_from, part_to)
        self.start = np.zeros(self.parts + 1, np.int64)
        self.start[part_from + 1 :] = np.cumsum(sizes[part_from:])
        self.places = self.start[:-1] + np.cumsum(self.counts, axis=0) - self.counts

    def deal(self, thread: int) -> None:
        """Deal out what one slice of the log has of these parts."""
        from reciproca_engine.ties.sweep import deal_rows

        deal_rows(
            *self.read, self.columns.weight, self.columns.now, self.shift, self.bits, *self.slices[thread], *self.range,
            self.places[thread], self.keys, self.keys.view(np.float64),
        )  # fmt: skip

    def go_through(self, some: tuple[int, int]) -> list[NDArray[Any]]:
        """The rows of some parts that have been dealt out."""
        from reciproca_engine.ties.sweep import sweep

        room = int(self.start[some[1]] - self.start[some[0]])
        rows: list[NDArray[Any]] = [np.empty(room, kind) for kind in KINDS]
        written = sweep(
            self.keys, self.keys.view(np.float64), self.wide, self.start, *some, self.shift, self.bits,
            self.columns.now, *self.half_lives, *rows,
        )  # fmt: skip
        return [column[:written].copy() for column in rows]


KINDS: tuple[Any, ...] = (np.int32, np.int32, np.float64, np.float64, np.int32, np.float64, np.float64, np.int8)


def _shares(start: Ints, part_from: int, part_to: int, shares: int) -> list[tuple[int, int]]:
    """Ranges of parts with about as many interactions each."""
    wanted = start[part_from] + (start[part_to] - start[part_from]) * np.arange(1, shares) // shares
    cuts = np.unique(np.clip([part_from, *np.searchsorted(start, wanted), part_to], part_from, part_to)).tolist()
    return list(pairwise(cuts))


def _ordered(pieces: list[list[NDArray[Any]]], people: int) -> list[NDArray[Any]]:
    """The rows in the order of source and target; the pieces are used up."""
    from reciproca_engine.ties.sweep import put, rank_rows

    columns = [[piece[n] for piece in pieces] for n in range(len(KINDS))]
    pieces.clear()
    lengths = [len(piece) for piece in columns[0]]
    source, target = (_joined(columns[n], np.int32) for n in range(2))
    place = np.empty(len(source), np.int32)
    rank_rows(source, target, people, place)
    ends = np.cumsum(lengths, dtype=np.int64)

    def settle(n: int) -> NDArray[Any]:
        whole: NDArray[Any] = np.empty(len(place), np.int64 if KINDS[n] is np.int32 else KINDS[n])
        for piece, end in zip(columns[n], ends, strict=True):
            put(piece, place[end - len(piece) : end], whole)
        columns[n].clear()
        return whole

    del source, target
    if len(place) < 1 << 16:
        return [settle(n) for n in range(len(KINDS))]
    with ThreadPoolExecutor(processors()) as pool:
        return list(pool.map(settle, range(len(KINDS))))


def _joined(pieces: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate(pieces) if pieces else np.empty(0, kind)
