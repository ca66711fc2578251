"""An hour offered with an answer as a calendar reads it, in the words of one of the two."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import Event, Party
from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.people.queries import zone_of

from .models import Answer

__all__ = ["event_of_hour"]


def event_of_hour(answer: Answer, reader: Membership) -> Event:
    """In the language in force; only the reader's own address is in it."""
    assert answer.meets_at is not None
    assert answer.meets_until is not None
    other = answer.author if reader.pk == answer.ask.asker_id else answer.ask.asker
    page = reverse_in(reader.community, "exchanges:ask-detail", public_id=answer.ask.public_id)
    return Event(
        uid=f"answer-{answer.public_id}@reciproca.invalid",
        sequence=answer.meeting_sequence,
        stamp=answer.meeting_ended_at or answer.meeting_taken_at or answer.written_at,
        starts=answer.meets_at,
        ends=answer.meets_until,
        zone=str(zone_of(answer.author)),
        summary=_("An hour with %(name)s") % {"name": other.name},
        description=answer.ask.title,
        url=f"{settings.SITE_URL}{page}",
        organiser=Party(reader.community.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        parties=(Party(reader.name, reader.email, "ACCEPTED"),),
        cancelled=answer.meeting_ended_at is not None,
    )
