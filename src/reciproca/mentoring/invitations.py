"""A session as a calendar reads it, in the words of one of the two."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import Event, Party
from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in

from .choices import SessionState
from .models import MentoringSession

__all__ = ["event_of", "page_of"]


def event_of(session: MentoringSession, person: Membership) -> Event:
    """In the language in force. Only the reader's own address is in it; the agenda stays on the page."""
    mentorship = session.mentorship
    url = page_of(session, person)
    description = _("Agenda and notes: %(url)s") % {"url": url}
    return Event(
        uid=f"session-{session.public_id}@reciproca.invalid",
        sequence=session.sequence,
        stamp=session.changed_at,
        starts=session.starts_at,
        ends=session.ends_at,
        zone=session.time_zone,
        summary=_("Session with %(name)s") % {"name": mentorship.other_of(person).name},
        description=description,
        place=session.place or str(session.get_channel_display()),
        url=url,
        organiser=Party(person.community.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        parties=(
            Party(person.name, person.email, "ACCEPTED" if session.planned_by_id == person.pk else "NEEDS-ACTION"),
        ),
        cancelled=session.state == SessionState.CANCELLED,
    )


def page_of(session: MentoringSession, person: Membership) -> str:
    address = reverse_in(person.community, "mentoring:mentorship-detail", public_id=session.mentorship.public_id)
    return f"{settings.SITE_URL}{address}"
