"""What the pages about people need from Python."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.core import clock
from reciproca.core.days import day_written

register = template.Library()

BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
]  # fmt: skip

#: Our grid counts the days from Monday, as ISO 8601 does; a slot in the database is "mon-evening".
DAY_NUMBERS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


@register.filter
def device_name(user_agent: str) -> str:
    """“Firefox, Windows”: enough to recognise one's own computer."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("An unknown device")


@register.filter
def day(moment: datetime | None) -> str:
    """“22 November 2026”, «22 novembre 2026»."""
    return day_written(moment, "d MMMM y") if moment else ""


@register.filter
def since(moment: datetime) -> str:
    """“for 3 weeks”: how long a need has been there, without false precision."""
    days = (clock.now() - moment).days
    if days < 1:
        return _("since today")
    if days < 14:
        return ngettext("for %(number)d day", "for %(number)d days", days) % {"number": days}
    if days < 61:
        return ngettext("for %(number)d week", "for %(number)d weeks", days // 7) % {"number": days // 7}
    months = days // 30
    return ngettext("for %(number)d month", "for %(number)d months", months) % {"number": months}


@register.filter
def as_week(slots: Iterable[str]) -> set[str]:
    """{{ profile.availability|as_week }}: our slots as the grid component takes them ("2-evening")."""
    return {
        f"{DAY_NUMBERS[day]}-{part}"
        for day, _dash, part in (slot.partition("-") for slot in slots)
        if day in DAY_NUMBERS
    }


@register.filter
def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


@register.filter
def field_of(form: Any, name: str) -> Any:
    """{{ form|field_of:name }}: a bound field whose name is known only at run time; None when there is none."""
    return form[name] if name in form.fields else None
