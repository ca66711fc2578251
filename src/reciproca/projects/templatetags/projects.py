"""Days and names in words for the pages of this room."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.utils import timezone

from reciproca.communities.models import Membership
from reciproca.projects import words

register = template.Library()


@register.filter
def day_in_words(value: date | datetime | None) -> str:
    """“23 February”, “23 febbraio”."""
    if value is None:
        return ""
    return words.day_said(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def names_in_words(people: Sequence[Membership]) -> str:
    """“Ada and Giulio”."""
    return words.names_said(people)
