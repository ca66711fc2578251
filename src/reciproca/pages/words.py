"""Sentences of Today that depend on the hour and on how much there is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.core import clock
from reciproca.core.days import day_written
from reciproca.network.words import in_letters, long_month
from reciproca.notifications.choices import Every
from reciproca.notifications.models import LetterWishes

__all__ = [
    "ago_said",
    "capital",
    "day_said",
    "greeting",
    "hour_of_day",
    "in_words",
    "letter_summary",
    "listed",
    "month_said",
    "span_said",
    "summary",
    "weekday_said",
    "weekly_greeting",
    "when_said",
]


def greeting() -> str:
    """What one says at this hour, in the community's time zone."""
    hour = timezone.localtime(clock.now()).hour
    if 5 <= hour < 13:
        return pgettext("greeting", "Good morning")
    if 13 <= hour < 18:
        return pgettext("greeting", "Good afternoon")
    return pgettext("greeting", "Good evening")


def weekly_greeting(name: str) -> str:
    return _("Have a good week, %(name)s.") % {"name": name}


def letter_summary(steps: Collection) -> str:
    """The first sentence of the weekly letter."""
    if not steps:
        return _("No step for this week, and all the same a few things to know.")
    said = ngettext(
        "%(number)s step you could take. One line is enough, and none is fine too.",
        "%(number)s steps you could take. One is enough, and none is fine too.",
        len(steps),
    )
    return capital(said % in_words(len(steps)))


def when_said(wishes: LetterWishes) -> str:
    """Why the letter comes, and when."""
    values = {"weekday": weekday_said(wishes.weekday), "hour": hour_of_day(wishes.hour)}
    if wishes.every == Every.FORTNIGHT:
        return (
            _(
                "We write to you every two weeks, on %(weekday)s at %(hour)s, and only when there is something to say. Nothing of what you write or others write to you is in this letter."
            )
            % values
        )
    return (
        _(
            "We write to you on %(weekday)s at %(hour)s, and only when there is something to say. Nothing of what you write or others write to you is in this letter."
        )
        % values
    )


def weekday_said(weekday: int) -> str:
    """“Monday”, for 0."""
    return day_written(date(2026, 1, 5 + weekday), "EEEE")


def hour_of_day(hour: int) -> str:
    """“8:00”, as the language in force writes it."""
    return time_format(time(hour), "TIME_FORMAT")


def day_said(day: date) -> str:
    """“Thursday 19 November”, as the language in force writes it."""
    return capital(day_written(day, "EEEE d MMMM"))


def month_said(day: date) -> str:
    """“Nov”."""
    return day_written(day, "MMM")


def ago_said(day: date, today: date) -> str:
    """“yesterday”, “on Tuesday”, “3 weeks ago”: how long ago a day was, without false precision."""
    days = (today - day).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 7:
        return _("on %(weekday)s") % {"weekday": day_written(day, "EEEE")}
    if days < 14:
        return _("last week")
    if days < 61:
        return ngettext("a week ago", "%(n)s weeks ago", days // 7) % {"n": in_letters(days // 7)}
    if days < 365:
        return ngettext("a month ago", "%(n)s months ago", days * 12 // 365) % {"n": in_letters(days * 12 // 365)}
    return ngettext("a year ago", "%(n)s years ago", days // 365) % {"n": in_letters(days // 365)}


def span_said(first: date, last: date) -> str:
    """“in March”; “from March to September”, for two days of one year."""
    if first.month == last.month:
        return _("in %(month)s") % {"month": long_month(first)}
    return _("from %(first)s to %(last)s") % {"first": long_month(first), "last": long_month(last)}


def listed(names: Sequence[str]) -> str:
    """“Ada, Luca and Paola”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def summary(found: Mapping[str, Collection]) -> dict[str, str]:
    """How much there is: of steps alone, and of all."""
    steps, dates, waiting = (len(found[name]) for name in ("steps", "dates", "waiting"))
    said_steps = ngettext("%(number)s step you could take", "%(number)s steps you could take", steps) % in_words(steps)
    parts = [
        steps and said_steps,
        dates and ngettext("%(number)s date", "%(number)s dates", dates) % in_words(dates),
        waiting
        and ngettext("%(number)s person waiting for you", "%(number)s people waiting for you", waiting)
        % in_words(waiting),
    ]
    listed = ", ".join(str(part) for part in parts if part)
    if not listed:
        return {"steps_said": said_steps, "summary": ""}
    return {
        "steps_said": capital(said_steps),
        "summary": _("%(list)s. Then the page ends.") % {"list": capital(listed)},
    }


def in_words(number: int) -> dict[str, str]:
    """The value of %(number)s."""
    return {"number": in_letters(number)}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
