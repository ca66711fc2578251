"""Rhythms, days and names in words for the pages of this room."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.utils import timezone

from reciproca.circles.words import hours_said
from reciproca.communities.models import Membership
from reciproca.core.days import day_written
from reciproca.gatherings import words
from reciproca.gatherings.models import Coffee, Meetup

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
def whose(found: Coffee | Meetup) -> str:
    return words.whose_said(found)


@register.filter
def moment_of(meetup: Meetup) -> str:
    """“Tuesday 23 February, 6.30 pm–8 pm”, by the clock in force."""
    return f"{words.day_said(_day(meetup.starts_at))}, {hours_said(meetup.starts_at, meetup.ends_at)}"


@register.filter
def names_in_words(people: Sequence[Membership]) -> str:
    """“Ada and Giulio”."""
    return words.names_said(people)
