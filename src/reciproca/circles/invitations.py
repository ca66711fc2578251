"""A meeting as a calendar reads it, in the words of one of the circle. Nothing that was said is in it."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import Event, Party
from reciproca.communities.models import Membership

from .choices import MeetingState
from .models import Meeting
from .words import meeting_page, where_said

__all__ = ["event_of"]


def event_of(meeting: Meeting, person: Membership) -> Event:
    """In the language in force. Of the people only the reader's own address is in it."""
    url = f"{settings.SITE_URL}{meeting_page(meeting)}"
    return Event(
        uid=f"meeting-{meeting.public_id}@reciproca.invalid",
        sequence=meeting.sequence,
        stamp=meeting.changed_at,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        zone=meeting.time_zone,
        summary=_("Circle: %(name)s") % {"name": meeting.circle.name},
        description=_("Agenda, and who comes: %(url)s") % {"url": url},
        place=meeting.where or where_said(meeting.circle),
        url=url,
        organiser=Party(person.community.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        parties=(Party(person.name, person.email),),
        cancelled=meeting.state == MeetingState.CANCELLED,
    )
