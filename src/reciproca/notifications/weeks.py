"""When a weekly letter is due: arithmetic on clocks, without a database."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

__all__ = ["LATE", "due_moment", "next_moment"]

#: So long after its moment a letter may still leave: after nights, or when nothing was running. Then it waits for the next.
LATE = timedelta(days=2)


def due_moment(now: datetime, zone: ZoneInfo, *, weekday: int, hour: int) -> datetime:
    """The latest moment, now or before, at which it is this hour of this weekday (0 is Monday) in this zone.

    >>> due_moment(datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("UTC")), ZoneInfo("Europe/Rome"), weekday=0, hour=8).isoformat()
    '2026-11-23T08:00:00+01:00'
    """
    here = now.astimezone(zone)
    day = here.date() - timedelta(days=(here.weekday() - weekday) % 7)
    moment = datetime.combine(day, time(hour), zone)
    return moment if moment <= here else datetime.combine(day - timedelta(days=7), time(hour), zone)


def next_moment(now: datetime, zone: ZoneInfo, *, weekday: int, hour: int) -> datetime:
    """The next such moment after now."""
    before = due_moment(now, zone, weekday=weekday, hour=hour)
    return datetime.combine(before.date() + timedelta(days=7), time(hour), zone)
