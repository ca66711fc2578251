"""Moments that suit two people, from the weeks they described: pure functions, by the clocks of both."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["PARTS", "Interval", "Week", "common_slots"]

Interval = tuple[datetime, datetime]  # half open, in UTC

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: What people mean by the parts of a day, by their own clock.
PARTS = {
    "morning": (time(9), time(12)),
    "lunch": (time(12, 30), time(14)),
    "afternoon": (time(14, 30), time(18)),
    "evening": (time(18, 30), time(21, 30)),
}


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is free: slots such as "mon-evening", by the clock of their place."""

    free: Collection[str]
    zone: ZoneInfo

    def intervals(self, first: date, days: int) -> list[Interval]:
        """Their free time from a day on, in order; parts that touch are one."""
        found = []
        for at in range(days):
            day = first + timedelta(days=at)
            for part, (start, end) in PARTS.items():
                if f"{DAYS[day.weekday()]}-{part}" in self.free:
                    moments = (datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC) for hour in (start, end))
                    found.append(tuple(moments))
        return _merged(found)  # type: ignore[arg-type]


def common_slots(
    mine: Week,
    theirs: Week,
    *,
    minutes: int,
    now: datetime,
    busy: Iterable[Interval] = (),
    days: int = 21,
    most: int = 6,
) -> list[datetime]:
    """The first moments, one a day by my clock, at which both are free for so many minutes; from tomorrow on.

    1. Both describe their weeks by their own clocks: turn them into intervals.
    2. Keep what they have in common, less what is taken already.
    3. Begin on a quarter of an hour.
    """
    first = now.astimezone(mine.zone).date() + timedelta(days=1)
    taken = list(busy)
    length = timedelta(minutes=minutes)
    found: dict[date, datetime] = {}
    # A day more on either side: elsewhere the day may have begun, or not yet be over.
    other = theirs.intervals(first - timedelta(days=1), days + 2)
    for start, end in _common(mine.intervals(first, days), other):
        moment = _free_from(start, end, length, taken)
        day = moment.astimezone(mine.zone).date() if moment else None
        if moment and day and day not in found:
            found[day] = moment
    return [found[day] for day in sorted(found)][:most]


def _free_from(start: datetime, end: datetime, length: timedelta, taken: Sequence[Interval]) -> datetime | None:
    moment = _on_a_quarter(start)
    while moment + length <= end:
        clash = next((one for one in taken if one[0] < moment + length and moment < one[1]), None)
        if clash is None:
            return moment
        moment = _on_a_quarter(clash[1])
    return None


def _on_a_quarter(moment: datetime) -> datetime:
    beyond = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not beyond else moment - beyond + timedelta(minutes=15)


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _common(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    return [
        (max(first[0], second[0]), min(first[1], second[1]))
        for first in one
        for second in other
        if max(first[0], second[0]) < min(first[1], second[1])
    ]
