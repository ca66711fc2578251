"""Dates that come again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["series_of"]


def series_of(start: datetime, zone: ZoneInfo, *, every_days: int, until: date) -> list[datetime]:
    """`start` and what follows it every so many days, at the same hour of that clock, up to a day included; in UTC."""
    local = start.astimezone(zone)
    moments = []
    day = local.date()
    while day <= until:
        moments.append(datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC))
        day += timedelta(days=every_days)
    return moments
