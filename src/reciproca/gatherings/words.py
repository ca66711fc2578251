"""Rhythms, names side by side, questions to begin from, in words."""

from collections.abc import Sequence
from datetime import date, datetime

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core.days import day_written, is_far
from reciproca.core.urls import reverse_in

from .models import Coffee, CoffeeTable, Meetup

__all__ = [
    "QUESTIONS", "day_said", "every_said", "list_page", "meetup_page", "meetups_page", "names_said", "page_of",
    "question_of", "rounds_said", "table_page", "where_said", "whose_said",
]  # fmt: skip

#: One of them stands on each table. Anybody can answer it, and nobody has to.
QUESTIONS: tuple[str | Promise, ...] = (
    _("What have you been learning lately, without anybody having asked you to?"),
    _("What would you do with one more free morning a week?"),
    _("Whom do you owe something in your work, and do they know?"),
    _("Which advice did you once receive that you still follow?"),
    _("What is harder at the moment than it looks from outside?"),
    _("Which place here would you show to somebody who has just come?"),
    _("What did you change your mind about in the last year?"),
    _("What do people ask you for help with, and what do you wish they asked?"),
    _("Which part of your week do you look forward to?"),
    _("What did you want to become at fifteen, and what is left of it?"),
)


def question_of(table: CoffeeTable) -> str:
    return str(QUESTIONS[table.question % len(QUESTIONS)])


def day_said(day: date | datetime) -> str:
    """“Tuesday 23 February”, “martedì 23 febbraio”; with the year when it could be mistaken for another."""
    return day_written(day, "EEEE d MMMM yyyy" if is_far(day) else "EEEE d MMMM")


def every_said(weeks: int) -> str:
    if not weeks:
        return gettext("just once")
    return ngettext("every week", "every %(n)s weeks", weeks) % {"n": weeks}


def rounds_said(coffee: Coffee) -> str:
    """“every 2 weeks, 6 rounds”."""
    if coffee.is_once:
        return every_said(0)
    said = ngettext("%(every)s, %(n)s round", "%(every)s, %(n)s rounds", coffee.rounds)
    return said % {"every": every_said(coffee.every_weeks), "n": coffee.rounds}


def where_said(coffee: Coffee) -> str:
    """“In person, Urbino”."""
    return f"{coffee.get_way_display()}, {coffee.city}" if coffee.city else coffee.get_way_display()


def whose_said(coffee: Coffee | Meetup) -> str:
    """For whom it is."""
    if coffee.circle is not None:
        return gettext("of the circle “%(name)s”") % {"name": coffee.circle.name}
    if coffee.cohort is not None:
        return gettext("for “%(name)s”") % {"name": coffee.cohort.name}
    return gettext("for the whole community")


def names_said(people: Sequence[Membership], *, full: bool = False) -> str:
    """“Ada and Giulio”."""
    names = [person.name if full else person.given_name for person in people]
    return format_list(names, locale=get_language() or "it")


def list_page(community: object) -> str:
    return reverse_in(community, "gatherings:coffee-list")


def page_of(coffee: Coffee) -> str:
    return reverse_in(coffee.community, "gatherings:coffee-detail", public_id=coffee.public_id)


def table_page(table: CoffeeTable) -> str:
    return reverse_in(table.community, "gatherings:table-detail", public_id=table.public_id)


def meetup_page(meetup: Meetup) -> str:
    return reverse_in(meetup.community, "gatherings:meetup-detail", public_id=meetup.public_id)


def meetups_page(community: object) -> str:
    return reverse_in(community, "gatherings:meetup-list")
