"""Rhythms, days and names in words for the pages of this room."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.utils import timezone

from reciproca.communities.models import Membership
from reciproca.core.days import day_written
from reciproca.gatherings import words
from reciproca.gatherings.models import Coffee

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
def rhythm_of(coffee: Coffee) -> str:
    """“every 2 weeks, 6 rounds”."""
    return words.rounds_said(coffee)


@register.filter
def place_of(coffee: Coffee) -> str:
    return words.where_said(coffee)


@register.filter
def whose(coffee: Coffee) -> str:
    return words.whose_said(coffee)


@register.filter
def names_in_words(people: Sequence[Membership]) -> str:
    """“Ada and Giulio”."""
    return words.names_said(people)
