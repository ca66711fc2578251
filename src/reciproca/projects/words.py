"""Days and names side by side, and addresses, in words."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.lists import format_list
from django.utils.translation import get_language

from reciproca.communities.models import Membership
from reciproca.core.days import day_written, is_far
from reciproca.core.urls import reverse_in

from .models import Project

__all__ = ["day_said", "names_said", "page_of"]


def day_said(day: date | datetime) -> str:
    """“23 February”, “23 febbraio”; with the year when it could be mistaken for another."""
    return day_written(day, "d MMMM yyyy" if is_far(day) else "d MMMM")


def names_said(people: Sequence[Membership], *, full: bool = False) -> str:
    """“Ada and Giulio”."""
    names = [person.name if full else person.given_name for person in people]
    return format_list(names, locale=get_language() or "it")


def page_of(project: Project) -> str:
    return reverse_in(project.community, "projects:project-detail", public_id=project.public_id)
