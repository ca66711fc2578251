"""Days and rhythms in words for the pages of this room."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel.lists import format_list
from django import template
from django.utils import timezone
from django.utils.translation import get_language

from reciproca.circles import words
from reciproca.circles.models import Circle
from reciproca.communities.models import Membership
from reciproca.core.days import day_written
from reciproca.programmes.answers import slot_name

register = template.Library()


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """“Tuesday 23 February”, “martedì 23 febbraio”."""
    return words.day_said(_day(value)) if value else ""


@register.filter
def date_in_words(value: date | datetime | None) -> str:
    """“23 February”, “23 febbraio”."""
    return day_written(_day(value), "d MMMM") if value else ""


@register.filter
def day_number(value: date | datetime) -> int:
    return _day(value).day


@register.filter
def month_name(value: date | datetime) -> str:
    return day_written(_day(value), "MMMM")


@register.filter
def rhythm_of(circle: Circle) -> str:
    """“every 3 weeks”."""
    return words.cadence_said(circle.cadence_days)


@register.filter
def place_of(circle: Circle) -> str:
    return words.where_said(circle)


@register.filter
def slot_in_words(slot: str) -> str:
    """“Monday evening”."""
    return slot_name(slot)


@register.filter
def names_of(people: Sequence[Membership]) -> str:
    """“Ada, Giulio and Paola”."""
    return format_list([person.given_name for person in people], locale=get_language() or "it")


@register.filter
def last_day(closes_at: datetime) -> date:
    """The day at whose end something closes."""
    return timezone.localtime(closes_at - timedelta(minutes=1)).date()
