"""Sentences of Today that depend on the hour and on how much there is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from reciproca.core import clock
from reciproca.core.days import day_written
from reciproca.network.words import long_month

__all__ = ["day_said", "greeting", "listed", "month_said", "span_said", "summary"]

NUMBERS = (
    pgettext_lazy("number", "no"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
)


def greeting() -> str:
    """What one says at this hour, in the community's time zone."""
    hour = timezone.localtime(clock.now()).hour
    if 5 <= hour < 13:
        return pgettext("greeting", "Good morning")
    if 13 <= hour < 18:
        return pgettext("greeting", "Good afternoon")
    return pgettext("greeting", "Good evening")


def day_said(day: date) -> str:
    """“Thursday 19 November”, as the language in force writes it."""
    return _capital(day_written(day, "EEEE d MMMM"))


def month_said(day: date) -> str:
    """“Nov”."""
    return day_written(day, "MMM")


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
    said_steps = ngettext("%(number)s step you could take", "%(number)s steps you could take", steps) % _in_words(steps)
    parts = [
        steps and said_steps,
        dates and ngettext("%(number)s date", "%(number)s dates", dates) % _in_words(dates),
        waiting
        and ngettext("%(number)s person waiting for you", "%(number)s people waiting for you", waiting)
        % _in_words(waiting),
    ]
    listed = ", ".join(str(part) for part in parts if part)
    if not listed:
        return {"steps_said": said_steps, "summary": ""}
    return {
        "steps_said": _capital(said_steps),
        "summary": _("%(list)s. Then the page ends.") % {"list": _capital(listed)},
    }


def _in_words(number: int) -> dict[str, str]:
    return {"number": str(NUMBERS[number]) if number < len(NUMBERS) else str(number)}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
