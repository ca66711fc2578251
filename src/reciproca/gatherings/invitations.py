"""A meet-up as a calendar reads it, in the words of one who comes. Nobody else of those who come is in it."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import Event, Party
from reciproca.communities.models import Membership

from .meetups import seat_at
from .models import Meetup
from .words import meetup_page

__all__ = ["event_of_meetup"]


def event_of_meetup(meetup: Meetup, person: Membership) -> Event:
    """In the language in force. Who came and went and comes again has a later step than who stayed."""
    seat = seat_at(meetup, person)
    url = f"{settings.SITE_URL}{meetup_page(meetup)}"
    return Event(
        uid=f"meetup-{meetup.public_id}@reciproca.invalid",
        sequence=meetup.sequence + (seat.steps if seat is not None else 0),
        stamp=max(meetup.changed_at, seat.told_at) if seat is not None else meetup.changed_at,
        starts=meetup.starts_at,
        ends=meetup.ends_at,
        zone=meetup.time_zone,
        summary=meetup.title,
        description=_("Who comes, and what it is for: %(url)s") % {"url": url},
        place=meetup.where,
        url=url,
        organiser=Party(person.community.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        parties=(Party(person.name, person.email, "ACCEPTED" if seat is not None and seat.comes else "NEEDS-ACTION"),),
        cancelled=not meetup.is_planned,
    )
