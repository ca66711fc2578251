"""The work that grows with a log, part by part: the same kernels on the arrays of each part, on Apache Spark or in this process.

A log is dealt out by pair of people, by giver or by receiver, so that all that belongs together is in one part, in the order of the
log. What is done to a part, and how the parts are put together, knows nothing of Spark.

>>> from reciproca_engine import cluster
>>> log = cluster.log([0, 1, 0], [1, 0, 2], [0.0, 100.0, 100.0], parts=3)
>>> cluster.strengths(log, half_lives=(14, 180)).target.tolist()
[1, 2, 0]
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import NotSupported
from reciproca_engine.logs import Network, moment, network_of, people_in
from reciproca_engine.processors import processors
from reciproca_engine.reciprocity.balances import (
    HALF_LIFE,
    Balances,
    balances_of,
    half_life_of,
    worth_now,
)
from reciproca_engine.reciprocity.summary import Summary, summary_of
from reciproca_engine.ties.columns import Columns, columns_of
from reciproca_engine.ties.contact import Contact, foretold, horizon_of
from reciproca_engine.ties.half_lives import half_lives_of, sampled, told_by
from reciproca_engine.ties.signs import History, Pairs, Side, Signs, pairs_at, side_at, signs_of
from reciproca_engine.ties.strengths import KINDS, Strengths, gathered, put_together
from reciproca_engine.ties.totals import Totals, totals_of

__all__ = ["Log", "balances", "contact_probability", "log", "network", "spark", "strengths", "summary", "totals"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Task = Callable[[Any], Any]

#: Rows that one part has at most, where nobody says how many parts there are.
PART = 1 << 20
_KEYS = {"pair": 0, "giver": 1, "receiver": 2}
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


# ── a log in parts ───────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Some rows of a log; `row` says where each stands in it. `weight` is empty where each weighs 1."""

    row: Ints
    giver: NDArray[Any]
    receiver: NDArray[Any]
    time: Floats
    weight: Floats

    def some(self, which: Any) -> Rows:
        """These of them."""
        weight = self.weight[which] if len(self.weight) else self.weight
        return Rows(self.row[which], self.giver[which], self.receiver[which], self.time[which], weight)

    def of_two(self, now: float) -> Rows:
        """Those up to `now` that are not of somebody with themselves."""
        return self.some((self.giver != self.receiver) & (self.time <= now))


def dealt(rows: Rows, by: str, parts: int) -> Iterator[tuple[int, Rows]]:
    """These rows by the part that they belong to."""
    lower, upper = np.minimum(rows.giver, rows.receiver), np.maximum(rows.giver, rows.receiver)
    key = (lower, rows.giver, rows.receiver)[_KEYS[by]].astype(np.uint64) * _SPREAD
    if by == "pair":
        key = (key ^ upper.astype(np.uint64)) * _SPREAD
    part = (key >> np.uint64(32)) % np.uint64(parts)
    order = np.argsort(part, kind="stable")
    cuts = np.searchsorted(part[order], np.arange(parts + 1, dtype=np.uint64))
    for number in range(parts):
        if cuts[number] < cuts[number + 1]:
            yield number, rows.some(order[cuts[number] : cuts[number + 1]])


def one_part(pieces: Iterable[Rows]) -> Rows:
    """What was dealt out to one part, in the order of the log."""
    some = list(pieces)
    if not some:
        return Rows(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0))
    row, giver, receiver, time, weight = (
        np.concatenate([getattr(piece, name) for piece in some]) for name in Rows.__slots__
    )
    return Rows(row, giver, receiver, time, weight).some(np.argsort(row, kind="stable"))


class Here:
    """Something for each part, in this process."""

    def __init__(self, things: list[Any]) -> None:
        self.things = things

    @classmethod
    def deal(cls, pieces: list[Rows], by: str, parts: int) -> Here:
        piles: list[list[Rows]] = [[] for _ in range(parts)]
        for piece in pieces:
            for number, rows in dealt(piece, by, parts):
                piles[number].append(rows)
        return cls([one_part(pile) for pile in piles])

    def turned(self, task: Task) -> Here:
        """What the task makes of each, kept."""
        return Here([task(thing) for thing in self.things])

    def each(self, task: Task) -> list[Any]:
        """What the task makes of each."""
        return [task(thing) for thing in self.things]

    def forget(self) -> None:
        """Nothing more will be asked."""


class OnSpark:
    """Something for each part, where Spark keeps it."""

    def __init__(self, rdd: Any) -> None:
        from pyspark import StorageLevel

        self.rdd = rdd.persist(StorageLevel.MEMORY_AND_DISK)

    @classmethod
    def deal(cls, pieces: Any, by: str, parts: int) -> OnSpark:
        def deal_all(some: Iterable[Rows]) -> Iterator[tuple[int, Rows]]:
            for piece in some:
                yield from dealt(piece, by, parts)

        def gather(some: Iterable[tuple[int, Rows]]) -> list[Rows]:
            return [one_part(rows for _, rows in some)]

        return cls(pieces.mapPartitions(deal_all).partitionBy(parts, int).mapPartitions(gather))

    def turned(self, task: Task) -> OnSpark:
        return OnSpark(self.rdd.map(task))

    def each(self, task: Task) -> list[Any]:
        answers: list[Any] = self.rdd.map(task).collect()
        return answers

    def forget(self) -> None:
        self.rdd.unpersist()


class Log:
    """A log that can be dealt out; made by `log`.

    Parameters
    ----------
    pieces : list of Rows, or an RDD of them
    columns : Columns
        Of the whole log; only `now` (its last time), `people` and `ids` are looked at.
    rows : int
    parts : int
    """

    def __init__(self, pieces: Any, columns: Columns, rows: int, parts: int) -> None:
        none = np.empty(0, np.int64)
        self.columns = replace(columns, giver=none, receiver=none, time=np.empty(0), weight=np.empty(0))
        self.rows, self.parts = rows, parts
        self._pieces, self._where = pieces, Here if isinstance(pieces, list) else OnSpark
        self._dealt: dict[str, Any] = {}

    def by(self, key: str) -> Any:
        """The rows of each part, dealt out by ``"pair"``, ``"giver"`` or ``"receiver"``."""
        if key not in self._dealt:
            self._dealt[key] = self._where.deal(self._pieces, key, self.parts)
        return self._dealt[key]

    def until(self, now: Any) -> Columns:
        """The columns at a moment; None: the last time of the log."""
        until = moment("now", now, like=())
        return self.columns if until is None else replace(self.columns, now=until)

    def forget(self) -> None:
        """Let go what was kept for the next question."""
        for parts in self._dealt.values():
            parts.forget()
        self._dealt.clear()


def log(
    giver: Any, receiver: Any, time: Any, weight: Any = None, *, context: Any = None, parts: int | None = None
) -> Log:
    """A log in parts.

    Parameters
    ----------
    giver, receiver, time, weight
        As in `ties.strengths`.
    context : pyspark.SparkContext or None
        Where the parts are worked on; None: in this process, one after the other.
    parts : int or None
        None: as many as Spark has processors, and more for a long log.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.
    """
    columns = columns_of(giver, receiver, time, now=None, weight=weight)
    rows = len(columns.time)
    if parts is None:
        parts = max(rows // PART + 1, context.defaultParallelism if context else 1)
    whole = Rows(np.arange(rows), columns.giver, columns.receiver, columns.time, columns.weight)
    cuts = range(0, max(rows, 1), max(-(-rows // parts), 1))
    pieces = [whole.some(slice(cut, cut + cuts.step)) for cut in cuts]
    return Log(context.parallelize(pieces, len(pieces)) if context else pieces, columns, rows, parts)


def spark(name: str = "reciproca") -> Any:
    """The session of Spark that its settings name, else one on this machine.

    Raises
    ------
    NotSupported
        ``"pyspark"`` or ``"java"``: what is missing.
    """
    home = os.environ.get("JAVA_HOME")
    try:
        from pyspark import SparkConf
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NotSupported("pyspark", "is not installed") from error
    if not shutil.which(str(Path(home, "bin", "java")) if home else "java"):
        raise NotSupported("java", "is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = SparkConf()
    usual = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "8", "spark.driver.maxResultSize": "0",
    }  # fmt: skip
    said = re.search(r"--master[= ](\S+)", os.environ.get("PYSPARK_SUBMIT_ARGS", ""))
    master = said[1] if said else settings.get("spark.master", f"local[{processors()}]")
    if master.startswith("local"):
        usual |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    usual["spark.master"] = master
    for key, value in usual.items():
        settings.setIfMissing(key, value)
    try:
        return SparkSession.builder.appName(name).config(conf=settings).getOrCreate()
    except PySparkException as error:  # as with a Java that is too old
        raise NotSupported("java", "does not start Spark") from error


# ── by pair ──────────────────────────────────────────────────────────────────


def strengths(log: Log, *, now: Any = None, half_lives: Any = None) -> Strengths:
    """How strong each tie is: `ties.strengths`, to the last bit. Half-lives are fitted on the same sample of pairs."""
    columns = log.until(now)
    lives = _fitted(log, columns.now) if half_lives is None else half_lives_of(half_lives)
    answers = log.by("pair").each(partial(_ties, columns=_bare(columns), half_lives=lives))
    selfs, future = (sum(answer[place] for answer in answers) for place in (1, 2))
    rows = _joined([answer[0] for answer in answers])
    order = np.lexsort((rows[1], rows[0]))
    return put_together([column[order] for column in rows], columns, lives, selfs, future)


def _ties(rows: Rows, columns: Columns, half_lives: tuple[float, float]) -> tuple[list[NDArray[Any]], int, int]:
    pieces, selfs, future = gathered(_columns(rows, columns), half_lives)
    columns_of_rows = _joined(pieces) or [np.empty(0, kind) for kind in KINDS]
    return [_wide(column) for column in columns_of_rows], selfs, future


def _fitted(log: Log, now: float) -> tuple[float, float]:
    found = _joined(log.by("pair").each(partial(_sample, now=now, many=log.rows)))
    order = np.argsort(found[0])
    return told_by(*(column[order] for column in found[1:]))


def _sample(rows: Rows, now: float, many: int) -> list[NDArray[Any]]:
    lower, upper = np.minimum(rows.giver, rows.receiver), np.maximum(rows.giver, rows.receiver)
    kept = sampled(lower, upper, rows.time, now, many)
    return [rows.row[kept], lower[kept], upper[kept], rows.time[kept]]


def totals(log: Log, *, now: Any = None, half_life: float = 180.0) -> Totals:
    """What each gave each other and has not faded yet: `ties.totals`; what people gave and received in all but for rounding."""
    columns, life = log.until(now), half_life_of(half_life)
    answers: list[Totals] = log.by("pair").each(partial(_totals, columns=_bare(columns), half_life=life))
    source, target, amount = _joined([[answer.source, answer.target, answer.amount] for answer in answers])
    order = np.lexsort((target, source))
    people, given, received = _joined([[answer.person, answer.given, answer.received] for answer in answers])
    person, whose = np.unique(people, return_inverse=True)
    return Totals(
        source=columns.names(source[order]),
        target=columns.names(target[order]),
        amount=amount[order],
        person=columns.names(person),
        given=np.bincount(whose, given, len(person)).astype(np.float64),
        received=np.bincount(whose, received, len(person)).astype(np.float64),
        now=columns.now,
        selfs=sum(answer.selfs for answer in answers),
        future=sum(answer.future for answer in answers),
    )


def _totals(rows: Rows, columns: Columns, half_life: float) -> Totals:
    return totals_of(_columns(rows, columns), half_life)


def network(log: Log) -> Network:
    """Everybody's ties, whenever they came about: `logs.network_of`, to the last bit; for dyads and whatever else counts ties."""
    answers = log.by("pair").each(_network)
    source, target, weight = _joined([[one.source, one.target, one.weight] for one, _ in answers])
    people = _joined([[names] for _, names in answers])[0]
    order, names = np.lexsort((target, source)), log.columns.names
    return Network(
        people=len(np.unique(people)),
        size=int(names(people).max(initial=-1)) + 1,
        source=names(source[order]),
        target=names(target[order]),
        weight=weight[order],
        selfs=sum(one.selfs for one, _ in answers),
        repeated=sum(one.repeated for one, _ in answers),
    )


def _network(rows: Rows) -> tuple[Network, Ints]:
    people = np.unique(np.concatenate((rows.giver, rows.receiver))).astype(np.int64)
    return network_of(rows.giver, rows.receiver, _weight(rows)), people


def summary(log: Log, *, rewirings: int = 20, seed: int = 0) -> Summary:
    """How much of a network is returned: `reciprocity.summary`, to the last bit."""
    return summary_of(network(log), rewirings=rewirings, seed=seed)


# ── by person ────────────────────────────────────────────────────────────────


def balances(log: Log, *, now: Any = None, half_life: float = HALF_LIFE, people: int | None = None) -> Balances:
    """What each person gave and received: `reciprocity.balances`, to the last bit."""
    columns, life = log.until(now), half_life_of(half_life)
    everybody = columns.names(np.arange(columns.people))
    size = people_in(everybody, said=people)
    sums, ignored = [], np.zeros(2, np.int64)
    for side in ("giver", "receiver"):
        answers = log.by(side).each(partial(_sums, side=side, now=columns.now, half_life=life))
        who, whole, late = _joined([answer[:3] for answer in answers])
        for amounts in (whole, late):
            filled = np.zeros(size)
            filled[columns.names(who)] = amounts
            sums.append(filled)
        ignored = sum((answer[3] for answer in answers), np.zeros(2, np.int64))
    given, given_late, received, received_late = sums
    return balances_of(given, received, given_late, received_late, *ignored.tolist())


def _sums(rows: Rows, side: str, now: float, half_life: float) -> tuple[Ints, Floats, Floats, Ints]:
    oneself = rows.giver == rows.receiver
    ignored = np.array([oneself.sum(), (~oneself & (rows.time > now)).sum()], np.int64)
    kept = rows.of_two(now)
    kept = kept.some(np.argsort(kept.time, kind="stable"))
    weight = np.ones(len(kept.time)) if _weight(kept) is None else kept.weight
    who, whose = np.unique(getattr(kept, side), return_inverse=True)
    whole, late = (
        np.bincount(whose, amounts, len(who)).astype(np.float64)
        for amounts in (weight, worth_now(weight, kept.time, now, half_life))
    )
    return who.astype(np.int64), whole, late, ignored


# ── both ─────────────────────────────────────────────────────────────────────


def contact_probability(log: Log, *, now: Any = None, horizon: float = 14.0) -> Contact:
    """How probable it is that the two of a pair are in touch: `ties.contact_probability`, of the same signs."""
    columns, ahead = log.until(now), horizon_of(horizon)
    past = _Past(log, columns)
    try:
        chance, moments = foretold(past, columns.now, ahead)
    finally:
        past.forget()
    return Contact(
        columns.names(past.source), columns.names(past.target), chance[past.way], columns.now, ahead, moments
    )


class _Past:
    """The history of a log in parts: what `foretold` asks of a `History`."""

    def __init__(self, log: Log, columns: Columns) -> None:
        self.people = columns.people
        history = partial(_history, now=columns.now, people=columns.people)
        self.by_pair, *self.by_person = (log.by(key).turned(history) for key in ("pair", "giver", "receiver"))
        answers = self.by_pair.each(_begun)
        lower, upper, first = _joined([answer[0] for answer in answers])
        names = lower * self.people + upper
        self.order = np.argsort(names)
        self.names, self.first = names[self.order], first[self.order]
        self.pairs, self.begun = len(names), float(first.min()) if len(first) else 0.0
        source, target = _joined([answer[1] for answer in answers])
        order = np.lexsort((target, source))
        self.source, self.target = source[order], target[order]
        self.way = np.searchsorted(
            self.names, np.minimum(self.source, self.target) * self.people + np.maximum(self.source, self.target)
        )

    def in_touch(self, after: float, until: float) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.concatenate(self.by_pair.each(partial(_in_touch, after=after, until=until)))
        return found[self.order]

    def signs_at(self, moment: float, horizon: float, later: float) -> Signs:
        known = self.by_pair.each(partial(_pairs, moment=moment, horizon=horizon))
        columns = _joined([[getattr(some, name) for name in Pairs.__slots__] for some in known])
        pairs = Pairs(*columns)
        names = pairs.one * self.people + pairs.other
        order = np.argsort(names)
        pairs = Pairs(np.searchsorted(self.names, names[order]), *(column[order] for column in columns[1:]))
        gave, received = (
            self._side(histories.each(partial(_side, side=side, moment=moment, horizon=horizon)))
            for side, histories in zip(("giver", "receiver"), self.by_person, strict=True)
        )
        return signs_of(pairs, gave, received, later / horizon)

    def _side(self, answers: list[tuple[Ints, Side]]) -> Side:
        who = np.concatenate([one for one, _ in answers])
        left = np.concatenate([side.left for _, side in answers], axis=1)
        everybody = Side(np.zeros((len(left), self.people)), np.full(self.people, np.inf), np.zeros(self.people))
        everybody.left[:, who] = left
        everybody.latest[who] = np.concatenate([side.latest for _, side in answers])
        everybody.first[who] = np.concatenate([side.first for _, side in answers])
        return everybody

    def forget(self) -> None:
        for histories in (self.by_pair, *self.by_person):
            histories.forget()


def _history(rows: Rows, now: float, people: int) -> History:
    kept = rows.of_two(now)
    return History.of(kept.giver, kept.receiver, kept.time, people)


def _begun(history: History) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
    source, target, _ = history.ways()
    return [_wide(history.lower), _wide(history.upper), history.first], [_wide(source), _wide(target)]


def _in_touch(history: History, after: float, until: float) -> NDArray[np.bool_]:
    return history.in_touch(after, until)


def _pairs(history: History, moment: float, horizon: float) -> Pairs:
    return pairs_at(history, moment, horizon)


def _side(history: History, side: str, moment: float, horizon: float) -> tuple[Ints, Side]:
    who, whose = np.unique(getattr(history, side), return_inverse=True)
    return who.astype(np.int64), side_at(whose, history.time, len(who), moment, horizon)


# ── small ────────────────────────────────────────────────────────────────────


def _columns(rows: Rows, columns: Columns) -> Columns:
    return replace(columns, giver=rows.giver, receiver=rows.receiver, time=rows.time, weight=rows.weight)


def _bare(columns: Columns) -> Columns:
    """Without the ids of people: a part knows them by their numbers."""
    return replace(columns, ids=None)


def _weight(rows: Rows) -> Floats | None:
    return rows.weight if len(rows.weight) else None


def _wide(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(np.int64) if column.dtype == np.int32 else column


def _joined(answers: Any) -> list[NDArray[Any]]:
    """The columns of some answers, one below the other; answers without columns are empty."""
    some = [answer for answer in answers if len(answer)]
    return [np.concatenate(columns) for columns in zip(*some, strict=True)]
