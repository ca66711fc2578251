"""Dates and times, day first or month first by the evidence of the column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from reciproca.core.tables.values.readings import Reading, no
from reciproca.core.tables.values.text import clean_line, is_nothing
from reciproca.core.tables.words import MONTH_NAMES

DateOrder = Literal["dmy", "mdy", "ymd"]
NUMERIC_DATE = re.compile(r"^(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[\sT,]+(.*))?$")
WORD_DATE = re.compile(
    r"^(?:[^\W\d_]+,?\s+)?(\d{1,2})(?:°|º|st|nd|rd|th)?[\s./-]+(?:di\s+|of\s+)?([^\W\d_]{3,10})\.?,?[\s./-]+(\d{4}|\d{2})(?:[\s,]+(.*))?$"
)
WORD_DATE_US = re.compile(
    r"^(?:[^\W\d_]+,\s+)?([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,]+(.*))?$"
)
CLOCK = re.compile(
    r"^(?:alle\s+|at\s+|ore\s+|h\s*)?(\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(.*)$",
    re.IGNORECASE,
)
OFFSET = re.compile(
    r"^(?:utc|gmt|cet|cest|z|[a-z]{2,5}/[a-z_]+)?\s*(?:[+-]\s?\d{1,2}(?::?\d{2})?)?\s*(?:oec|oeca|est)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """How a column writes its dates, and how we know."""

    order: DateOrder
    sure: bool
    example: str = ""  # a date that can be read in two ways, when we are not sure


def decide_date_order(values: Iterable[object], *, hint: DateOrder = "dmy") -> DateEvidence:
    """dd/mm or mm/dd for a whole column: a 13 or more in one place settles it; with no such date we say so.

    Where the evidence contradicts itself, the majority wins and the others become problems of their own cells.
    """
    day_first = month_first = year_first = unclear = 0
    example = ""
    backwards = {"dmy": 0, "mdy": 0}
    previous: dict[str, date] = {}
    for value in values:
        if isinstance(value, date):
            continue
        text = clean_line(value)
        match = NUMERIC_DATE.match(text) if len(text) < 60 else None
        if not match:
            continue
        one, two = int(match[1]), int(match[2])
        if len(match[1]) >= 3:
            year_first += 1
        elif one > 12 >= two:
            day_first += 1
        elif two > 12 >= one:
            month_first += 1
        elif one <= 12 and two <= 12 and one != two:
            unclear += 1
            example = example or text
        for order in ("dmy", "mdy"):  # stamps of a form come in order of time
            read = _date_from(text, order)
            if read is not None:
                if order in previous and read < previous[order]:
                    backwards[order] += 1
                previous[order] = read
    if year_first > day_first + month_first:
        return DateEvidence("ymd", True)
    if day_first or month_first:
        return DateEvidence("dmy" if day_first >= month_first else "mdy", day_first != month_first)
    if not unclear:
        return DateEvidence(hint, True)
    if unclear >= 6 and min(backwards.values()) == 0 < max(backwards.values()):
        return DateEvidence("dmy" if backwards["dmy"] == 0 else "mdy", True)
    return DateEvidence(hint, False, example)


def _date_from(text: str, order: str) -> date | None:
    reading = read_moment(text, order=order)  # type: ignore[arg-type]
    return reading.value.date() if reading.value else None


def read_date(value: object, *, order: DateOrder = "dmy") -> Reading[date]:
    reading = read_moment(value, order=order)
    if reading.value is not None:
        return Reading(reading.value.date())
    return Reading(None, reading.problem)


def read_moment(value: object, *, order: DateOrder = "dmy") -> Reading[datetime]:
    """A date with its time, without zone: `12/02/2026 19.07.17`, `2026-02-12`, `12 febbraio 2026`, `05 Mar 2024`."""
    if isinstance(value, datetime):
        return Reading(value.replace(tzinfo=None))
    if isinstance(value, date):
        return Reading(datetime.combine(value, time(0)))
    if isinstance(value, bool):
        return no("date_unclear", text=clean_line(value))
    if isinstance(value, int | float):
        return _from_serial(value)
    text = clean_line(value)
    if is_nothing(text):
        return Reading(None)
    shown = text if len(text) <= 60 else text[:57] + "…"
    if len(text) > 60:
        return no("date_unclear", text=shown)

    numeric = NUMERIC_DATE.match(text)
    if numeric:
        return _from_numbers(numeric, order, shown)
    for pattern, positions in ((WORD_DATE, (1, 2, 3)), (WORD_DATE_US, (2, 1, 3))):
        worded = pattern.match(text)
        if worded:
            day, month_name, year = (worded[position] for position in positions)
            month = MONTH_NAMES.get(month_name.casefold())
            if month:
                return _moment(_year(year), month, int(day), worded[4], shown)
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _from_serial(float(text.replace(",", ".")))
    return no("date_unclear", text=shown)


def _from_numbers(match: re.Match[str], order: DateOrder, shown: str) -> Reading[datetime]:
    one, two, three, rest = match[1], match[2], match[3], match[4]
    if len(one) >= 3:
        return _moment(int(one), int(two), int(three), rest, shown)
    if order == "ymd" and len(three) <= 2:
        return _moment(_year(one), int(two), int(three), rest, shown)
    day, month = (int(two), int(one)) if order == "mdy" else (int(one), int(two))
    if month > 12 >= day:
        other = _moment(_year(three), day, month, rest, shown)
        if other.value is not None:
            suggestion = other.value.date()
            return no("date_other_order", repair=suggestion, text=shown, order=order, suggestion=suggestion)
    return _moment(_year(three), month, day, rest, shown)


def _year(text: str) -> int:
    year = int(text)
    if len(text) <= 2:
        return year + (2000 if year < 70 else 1900)
    return year


def _moment(year: int, month: int, day: int, rest: str | None, shown: str) -> Reading[datetime]:
    try:
        moment = datetime(year, month, day)
    except (ValueError, OverflowError):
        return no("date_impossible", text=shown)
    if not 1900 <= year <= 2200:
        return no("date_impossible", text=shown)
    if rest and rest.strip():
        clock = CLOCK.match(rest.strip())
        if not clock or not OFFSET.match(clock[5].strip()):
            return no("date_unclear", text=shown)
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
        try:
            moment = moment.replace(hour=hour, minute=minute, second=second)
        except ValueError:
            return no("date_impossible", text=shown)
    return Reading(moment)


def _from_serial(number: float) -> Reading[datetime]:
    """Excel counts days from 30 December 1899; only years a programme could mean are taken for dates."""
    if 20_000 <= number <= 80_000:
        return Reading(datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400)))
    return no("date_unclear", text=clean_line(number))
