"""Days and hours as each language writes them, in the language in force and by the reader's clock."""

from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language

from reciproca.core import clock

__all__ = ["day_written", "hour_said", "is_far", "is_italian"]

HALF_A_YEAR = 182  # days


def day_written(day: date, pattern: str) -> str:
    """A day by a pattern of CLDR: “1 November” and «1° novembre» for "d MMMM"."""
    return _written(timezone.localtime(day).date() if isinstance(day, datetime) else day, pattern, is_italian())


@lru_cache(1024)
def _written(day: date, pattern: str, in_italian: bool) -> str:
    """A list says the same few days again and again."""
    from babel.dates import format_date  # -- slow import

    if not in_italian:
        return format_date(day, pattern, locale="en_GB")
    return format_date(day, pattern.replace("d MMM", "d° MMM") if day.day == 1 else pattern, locale="it")


def hour_said(moment: datetime, zone: tzinfo | None = None) -> str:
    """“18.30” in Italian, “6.30 pm” in English."""
    local = moment.astimezone(zone) if zone else timezone.localtime(moment)
    if is_italian():
        return f"{local.hour}.{local.minute:02d}"
    hour = local.hour % 12 or 12
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes} {'am' if local.hour < 12 else 'pm'}"


def is_far(day: date) -> bool:
    """Whether a day of another year is so far away that it is not understood without its year."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    today = clock.today()
    return day.year != today.year and abs((day - today).days) > HALF_A_YEAR


def is_italian() -> bool:
    return (get_language() or "it").startswith("it")
