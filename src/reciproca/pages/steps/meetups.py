"""Of meet-ups: those I come to, who says that we met there, who waits for a place at mine, and one I could come to."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import elided
from reciproca.gatherings.choices import Coming, MeetupState
from reciproca.gatherings.meetups import meetups_of, mets_at, next_to_come, seat_at, waiting_for, where_some_wait
from reciproca.gatherings.models import Meetup, MeetupPair, MeetupSeat
from reciproca.gatherings.rules import can_tell_mets
from reciproca.mentoring.words import day_of, hour_said
from reciproca.pages.navigation import address_in

from .shape import MOST, SOON, Due, Step, zone_for
from .there import Asked, if_any

__all__ = ["come_to_a_meetup", "make_room_at_a_meetup", "meetups_of_mine", "say_whom_you_met"]

#: So long before Today speaks of one that one could come to.
TWO_WEEKS = timedelta(days=14)


def _seats(asked: Asked) -> QuerySet[MeetupSeat]:
    return MeetupSeat.objects.filter(person=asked.person, coming=Coming.YES, meetup__state=MeetupState.PLANNED)


@if_any(
    lambda asked: MeetupPair.objects.filter(
        Q(first=asked.person, first_said_at=None, second_said_at__isnull=False)
        | Q(second=asked.person, second_said_at=None, first_said_at__isnull=False),
        meetup__ends_at__gt=asked.month_ago,
    )
)
def say_whom_you_met(person: Membership) -> Iterator[Step]:
    """Where somebody says that we met, and I have said nothing of them."""
    since = clock.now() - timedelta(days=30)
    for meetup in meetups_of(person).filter(starts_at__lte=clock.now(), ends_at__gt=since):
        if not can_tell_mets(meetup):
            continue
        told = [met.person for met in mets_at(meetup, person) if met.they_say and not met.i_say]
        if told:
            yield Step(
                key=f"meetup {meetup.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=_("%(name)s says that you met at “%(title)s”. Is it so?")
                % {"name": told[0].given_name, "title": meetup.title},
                why=_("Having met counts where two of you say so."),
                in_letter=_("Somebody says that you met at a meet-up. Is it so?"),
                action=_("Say with whom you met"),
                url=_page(meetup, person),
                partner=told[0],
            )


@if_any(
    lambda asked: MeetupSeat.objects.filter(
        coming=Coming.WAITING,
        meetup__called_by=asked.person,
        meetup__state=MeetupState.PLANNED,
        meetup__starts_at__gt=asked.now,
    )
)
def make_room_at_a_meetup(person: Membership) -> Iterator[Step]:
    for meetup in where_some_wait(person)[:MOST]:
        n = waiting_for(meetup, person).count()
        yield Step(
            key=f"meetup {meetup.public_id}",
            kind=pgettext("kind of step", "Make room"),
            time=_("one minute"),
            title=ngettext(
                "%(n)s person waits for a place at “%(title)s”.", "%(n)s people wait for a place at “%(title)s”.", n
            )
            % {"n": n, "title": meetup.title},
            why=_("If one more fits in, say so: whoever waits longest has the place."),
            in_letter=_("Somebody waits for a place at your meet-up."),
            action=_("Look at it"),
            url=_page(meetup, person),
        )


@if_any(
    lambda asked: Meetup.objects.filter(state=MeetupState.PLANNED, starts_at__gt=asked.now).exclude(
        seats__person=asked.person
    )
)
def come_to_a_meetup(person: Membership) -> Iterator[Step]:
    """One at most: the nearest of which one has said nothing."""
    found = next_to_come(person, clock.now() + TWO_WEEKS)
    if found is not None and found.called_by is not None:
        day = day_of(found.starts_at.astimezone(zone_for(person)).date())
        values = {"name": found.called_by.given_name, "title": found.title, "day": day}
        yield Step(
            key=f"meetup {found.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("one minute"),
            title=elided(_("%(name)s calls a meet-up on %(day)s: “%(title)s”.") % values),
            why=_("You say whether you come. Of a “not this time” nobody learns."),
            in_letter=_("There is a meet-up you could come to."),
            action=_("Look at it"),
            url=_page(found, person),
            partner=found.called_by,
        )


@if_any(lambda asked: _seats(asked).filter(meetup__starts_at__gte=asked.now))
def meetups_of_mine(person: Membership, today: date) -> Iterator[Due]:
    """The meet-ups of the next three weeks to which I come."""
    zone = zone_for(person)
    coming = meetups_of(person).filter(
        state=MeetupState.PLANNED, starts_at__gte=clock.now(), starts_at__lt=clock.now() + SOON
    )
    for meetup in coming:
        seat = seat_at(meetup, person)
        if seat is None or not seat.comes:
            continue
        hour = hour_said(meetup.starts_at, zone)
        where = f"{hour}, {meetup.where}" if meetup.where else hour
        yield Due(
            on=meetup.starts_at.astimezone(zone).date(),
            what=meetup.title,
            detail=_("A place became free: you come. %(where)s") % {"where": where} if seat.was_freed else where,
            in_letter=_("You come to a meet-up."),
            action=_("See who comes"),
            url=_page(meetup, person),
        )


def _page(meetup: Meetup, person: Membership) -> str:
    return address_in(person.community, "gatherings:meetup-detail", public_id=meetup.public_id) or ""
