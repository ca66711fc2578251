"""Of coffee rounds: with whom I am drawn, who says that we met, and those I could be in."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core.italian import elided
from reciproca.gatherings.choices import CoffeeState
from reciproca.gatherings.models import Coffee, CoffeePlace
from reciproca.gatherings.queries import Company, coffees_to_join, companies_now
from reciproca.gatherings.words import names_said
from reciproca.mentoring.words import day_of
from reciproca.pages.navigation import address_in

from .shape import MOST, Step, zone_for
from .there import Asked, if_any

__all__ = ["join_a_coffee", "meet_for_a_coffee", "say_whether_you_met"]


def _open_places(asked: Asked) -> QuerySet[CoffeePlace]:
    return CoffeePlace.objects.filter(person=asked.person, turn__closes_at__gt=asked.now, said="").exclude(table=None)


@if_any(_open_places)
def say_whether_you_met(person: Membership) -> Iterator[Step]:
    for company in companies_now(person)[:MOST]:
        if company.waits_for_me:
            other = company.waits_for_me[0]
            yield Step(
                key=f"coffee {company.table.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=_("%(name)s says that you had coffee together. Is it so?") % {"name": other.given_name},
                why=_("Having met counts where two of you say so."),
                in_letter=_("Somebody says that you had coffee together. Is it so?"),
                action=_("Say whether you met"),
                url=_table_page(company, person),
                partner=other,
            )


@if_any(_open_places)
def meet_for_a_coffee(person: Membership) -> Iterator[Step]:
    for company in companies_now(person)[:MOST]:
        if not company.mine.said and not company.waits_for_me:
            until = day_of(company.table.turn.closes_at.astimezone(zone_for(person)).date())
            yield Step(
                key=f"coffee {company.table.public_id}",
                kind=pgettext("kind of step", "Meet"),
                time=_("half an hour"),
                title=_("This time you have coffee with %(names)s.") % {"names": names_said(company.people)},
                why=elided(
                    _("There is time until %(day)s. Whoever is there first proposes two times.") % {"day": until}
                ),
                in_letter=_("Somebody is drawn with you for a coffee."),
                action=_("See what you share"),
                url=_table_page(company, person),
                partner=company.people[0],
            )


@if_any(
    lambda asked: (
        Coffee.objects.filter(state=CoffeeState.OPEN).exclude(next_on=None).exclude(seats__person=asked.person)
    )
)
def join_a_coffee(person: Membership) -> Iterator[Step]:
    """One at most: the one that is drawn first."""
    for coffee in coffees_to_join(person)[:1]:
        assert coffee.next_on is not None
        yield Step(
            key=f"coffee {coffee.public_id}",
            kind=pgettext("kind of step", "Sign up"),
            time=_("one minute"),
            title=_("“%(title)s”: would you like to be in?") % {"title": coffee.title},
            why=elided(
                _("On %(day)s people are drawn by twos for half an hour together. Nobody is in without saying so.")
                % {"day": day_of(coffee.next_on)}
            ),
            in_letter=_("There is a coffee round you could be in."),
            action=_("Look at it"),
            url=address_in(person.community, "gatherings:coffee-detail", public_id=coffee.public_id) or "",
        )


def _table_page(company: Company, person: Membership) -> str:
    return address_in(person.community, "gatherings:table-detail", public_id=company.table.public_id) or ""
