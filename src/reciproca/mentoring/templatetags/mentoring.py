"""Days in words for the pages of this room."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from reciproca.core.days import day_written
from reciproca.mentoring import words

register = template.Library()


def _day(value: Any) -> Any:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day_in_words(value: Any) -> str:
    """{{ mentorship.began_at|day_in_words }}: “Tuesday 23 February”, “martedì 23 febbraio”."""
    return words.day_said(_day(value)) if value else ""


@register.filter
def date_in_words(value: Any) -> str:
    """{{ note.changed_at|date_in_words }}: “23 February”, “23 febbraio”."""
    return words.day_of(_day(value)) if value else ""


@register.filter
def hour_in_words(value: Any) -> str:
    """“6.30 pm”, “18.30”."""
    return words.hour_said(value) if value else ""


@register.filter
def day_number(value: Any) -> int:
    return _day(value).day


@register.filter
def month_name(value: Any) -> str:
    """“February”, “febbraio”."""
    return day_written(_day(value), "MMMM")


@register.filter
def role_in(cohort: Any, role: str) -> str:
    """{{ cohort|role_in:"mentor" }}: “Mentor”, or what the cohort calls it."""
    name = cohort.role_name(role)
    return name[:1].upper() + name[1:]
