"""A log or a list of ties as people have them, read into arrays. Nothing is guessed without being said.

Text, also packed with gzip: one row a line, fields parted by commas, semicolons, tabs, bars or spaces; lines that begin
with # or % are comments. Columns are known by their names, or by `columns`; without either by their place.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "Rows", "Unreadable", "read_rows"]

#: What columns are called, as they are found once spelled in small letters without spaces, dashes and underscores.
NAMES: dict[str, tuple[str, ...]] = {
    "giver": (
        "giver", "from", "source", "src", "sender", "rater", "ego", "fromnodeid", "hida", "fromid", "author", "user",
        "da", "chidà", "chida", "mittente", "origine", "donatore",
    ),
    "receiver": (
        "receiver", "to", "target", "dst", "dest", "recipient", "rated", "alter", "tonodeid", "hidb", "toid",
        "a", "achi", "chiriceve", "destinatario", "destinazione",
    ),
    "weight": ("weight", "w", "rating", "value", "count", "amount", "strength", "transferout", "peso", "voto", "quanto"),
    "time": ("time", "timestamp", "date", "datetime", "when", "at", "tempo", "data", "quando", "giorno"),
}  # fmt: skip
KINDS = (*NAMES, "back")
DELIMITERS = ("\t", ";", ",", "|")
#: Whole numbers between these are seconds (or thousandths of a second) since 1970: from 1973 to 2100.
SECONDS, MILLISECONDS = (1e8, 4.1e9), (1e11, 4.1e12)
DAY = 86400.0


class Unreadable(Exception):
    """A refusal: `kind` and its facts, for which the command finds the words."""

    def __init__(self, kind: str, **facts: Any) -> None:
        self.kind, self.facts = kind, facts
        super().__init__(kind)


@dataclass(frozen=True, slots=True)
class Column:
    """Which column is what. `name` is what the file calls it, empty where it has no names; `place` counts from 1."""

    kind: str
    place: int
    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """What was read: people by index into `people`; rows in the order of the file.

    `time` is in days since 1970 (`dated`) or as the file counts them; None where the file has none. `back`: a second
    row for what went back was made out of each row of the file.
    """

    people: list[str]
    giver: NDArray[np.int64]
    receiver: NDArray[np.int64]
    weight: NDArray[np.float64] | None
    time: NDArray[np.float64] | None
    dated: bool
    columns: tuple[Column, ...]
    unused: tuple[str, ...]
    guessed: tuple[str, ...] = field(default=())
    lines: int = 0


def read_rows(
    file: str | Path,
    *,
    columns: Sequence[str] | None = None,
    delimiter: str | None = None,
    fields: Iterator[tuple[int, list[str]]] | None = None,
) -> Rows:
    """Read a file.

    Parameters
    ----------
    fields : rows with their numbers, where the file is not text
    columns : names of kinds, one for each column from the first on: giver, receiver, weight, time, back (what went
        from receiver to giver in the same row), or - for a column that is not wanted.

    Raises
    ------
    Unreadable
        Naming the line and the column at fault.
    """
    rows = fields or _fields(_lines(Path(file)), delimiter)
    try:
        first_line, first = next(rows)
    except StopIteration:
        raise Unreadable("empty") from None
    found, header, guessed = _columns(first, columns)
    table = _Table(found, first_line, first if header else [])
    if not header:
        table.take(first_line, first)
    for line, row in rows:
        table.take(line, row)
    return table.rows(guessed)


# ── lines and fields ─────────────────────────────────────────────────────────


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    try:
        with open(file, "rb") as begin:
            packed = begin.read(2) == b"\x1f\x8b"
        with gzip.open(file, "rb") if packed else open(file, "rb") as lines:
            for number, raw in enumerate(lines, 1):
                if b"\0" in raw:
                    raise Unreadable("not_text", line=number)
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    line = raw.decode("cp1252", errors="replace")
                line = line.strip("\r\n")
                if line.strip() and line.lstrip()[0] not in "#%":
                    yield number, line
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Unreadable("broken_gzip") from None
    except FileNotFoundError:
        raise Unreadable("no_file") from None
    except OSError as trouble:
        raise Unreadable("no_access", why=trouble.strerror or type(trouble).__name__) from None


def _fields(lines: Iterator[tuple[int, str]], delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    begin = [pair for _, pair in zip(range(50), lines, strict=False)]
    parted = delimiter or _delimiter_of([line for _, line in begin])

    def split(line: str) -> list[str]:
        if parted == " ":
            return line.split()
        return [one.strip() for one in next(csv.reader([line], delimiter=parted))]

    for number, line in begin:
        yield number, split(line)
    for number, line in lines:
        yield number, split(line)


def _delimiter_of(lines: Sequence[str]) -> str:
    """The first sign that parts most lines into as many fields as the first, at least two; else spaces."""
    for sign in DELIMITERS:
        numbers = [line.count(sign) for line in lines]
        if numbers and numbers[0] and 2 * numbers.count(numbers[0]) >= len(numbers):
            return sign
    return " "


# ── columns ──────────────────────────────────────────────────────────────────


def _columns(first: Sequence[str], said: Sequence[str] | None) -> tuple[list[Column], bool, list[str]]:
    """Which column is what, whether the first row says so by names, and what was taken by its place."""
    plain = [_spelled(name) for name in first]
    if said is not None:
        return _said(said, first)
    by_name = [Column(kind, place + 1, first[place]) for kind, place in _named(plain)]
    kinds = {column.kind for column in by_name}
    if {"giver", "receiver"} <= kinds:
        return by_name, True, []
    half_named = any(column.kind in ("giver", "receiver") and len(column.name) > 2 for column in by_name)
    if half_named or any(re.search("[a-zà-ù]", name) and not _is_time(name) for name in first[2:]):
        raise Unreadable("columns_unknown", names=", ".join(first))
    if len(first) < 2:
        raise Unreadable("one_column", line=1)
    places = ["giver", "receiver"]
    if len(first) >= 3:
        places.append("time" if _is_time(first[2]) else "weight")
    if len(first) >= 4:
        places.append("time" if places[2] == "weight" else "weight")
    return [Column(kind, place + 1, "") for place, kind in enumerate(places)], False, places


def _named(plain: Sequence[str]) -> Iterator[tuple[str, int]]:
    for kind, names in NAMES.items():
        place = next(
            (place for name in names for place, said in enumerate(plain) if said == name.replace("_", "")), None
        )
        if place is not None:
            yield kind, place
        elif kind == "weight":  # two directions side by side: giftsAB and giftsBA
            for place, name in enumerate(plain):
                if name.endswith("ab") and name[:-2] + "ba" in plain:
                    yield "weight", place
                    yield "back", list(plain).index(name[:-2] + "ba")
                    break


def _said(said: Sequence[str], first: Sequence[str]) -> tuple[list[Column], bool, list[str]]:
    for kind in said:
        if kind not in (*KINDS, "-") or (kind != "-" and list(said).count(kind) > 1):
            raise Unreadable("columns_said", column=kind)
    if not {"giver", "receiver"} <= set(said):
        raise Unreadable("columns_needed")
    if len(said) > len(first):
        raise Unreadable("columns_many", said=len(said), there=len(first))
    found = [Column(kind, place + 1, "") for place, kind in enumerate(said) if kind != "-"]
    measured = [column for column in found if column.kind in ("weight", "back", "time")]
    header = any(
        not _is_number(first[column.place - 1]) and not _is_time(first[column.place - 1]) for column in measured
    )
    if not measured:
        header = bool({_spelled(name) for name in first} & {name for names in NAMES.values() for name in names})
    names = [Column(column.kind, column.place, first[column.place - 1] if header else "") for column in found]
    return names, header, []


def _spelled(name: str) -> str:
    return re.sub(r"[\s_\-.]", "", name.lower())


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    """A date, or a number that is one only as seconds since 1970."""
    if _is_number(text):
        return any(low <= float(text) < high for low, high in (SECONDS, MILLISECONDS))
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


# ── rows ─────────────────────────────────────────────────────────────────────


class _Table:
    """Rows as they are taken in, column by column."""

    def __init__(self, columns: Sequence[Column], line: int, header: Sequence[str]) -> None:
        self.columns = {column.kind: column for column in columns}
        self.header = list(header)
        self.people: dict[str, int] = {}
        self.givers: list[int] = []
        self.receivers: list[int] = []
        self.amounts: dict[str, list[float]] = {kind: [] for kind in ("weight", "back", "time") if kind in self.columns}
        self.calendar: bool | None = None
        self.lines = 0

    def take(self, line: int, row: Sequence[str]) -> None:
        self.lines += 1
        self.givers.append(self._person(line, row, "giver"))
        self.receivers.append(self._person(line, row, "receiver"))
        for kind, amounts in self.amounts.items():
            amounts.append((self._time if kind == "time" else self._number)(line, row, self.columns[kind]))

    def _person(self, line: int, row: Sequence[str], kind: str) -> int:
        name = self._field(line, row, self.columns[kind])
        if not name:
            raise Unreadable("nobody", line=line, column=self._called(self.columns[kind]))
        return self.people.setdefault(name, len(self.people))

    def _field(self, line: int, row: Sequence[str], column: Column) -> str:
        if column.place > len(row):
            raise Unreadable("short", line=line, column=self._called(column), there=len(row))
        return row[column.place - 1]

    def _number(self, line: int, row: Sequence[str], column: Column) -> float:
        text = self._field(line, row, column)
        try:
            amount = float(text)
        except ValueError:
            amount = math.nan
        if not math.isfinite(amount):
            raise Unreadable("not_a_number", line=line, column=self._called(column), text=text[:40])
        return amount

    def _time(self, line: int, row: Sequence[str], column: Column) -> float:
        text = self._field(line, row, column)
        counted = _is_number(text)
        if self.calendar is None:
            self.calendar = not counted
        if counted and not self.calendar:
            return float(text)
        try:
            if counted or not self.calendar:
                raise ValueError
            at = datetime.fromisoformat(text)
        except ValueError:
            raise Unreadable("not_a_time", line=line, column=self._called(column), text=text[:40]) from None
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return at.timestamp() / DAY

    @staticmethod
    def _called(column: Column) -> str:
        return column.name or str(column.place)

    def rows(self, guessed: Sequence[str]) -> Rows:
        if not self.lines:
            raise Unreadable("empty")
        amounts = {kind: np.array(found, dtype=np.float64) for kind, found in self.amounts.items()}
        givers, receivers = np.array(self.givers, dtype=np.int64), np.array(self.receivers, dtype=np.int64)
        weight, time = amounts.get("weight"), amounts.get("time")
        dated = bool(self.calendar)
        if time is not None and not dated:
            for (low, high), unit in ((SECONDS, DAY), (MILLISECONDS, 1000 * DAY)):
                if len(time) and low <= time.min() and time.max() < high:
                    time, dated = time / unit, True
                    break
        if "back" in amounts and weight is not None:
            givers, receivers = np.concatenate((givers, receivers)), np.concatenate((receivers, givers))
            weight = np.concatenate((weight, amounts["back"]))
            time = None if time is None else np.concatenate((time, time))
        used = {column.place for column in self.columns.values()}
        return Rows(
            people=list(self.people),
            giver=givers,
            receiver=receivers,
            weight=weight,
            time=time,
            dated=dated,
            columns=tuple(self.columns.values()),
            unused=tuple(name for place, name in enumerate(self.header, 1) if place not in used),
            guessed=tuple(guessed),
            lines=self.lines,
        )
