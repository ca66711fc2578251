"""What the room of thanks and recommendations says of a session: to its two people, in their words."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.exchanges.evidence import Told
from reciproca.people.queries import zone_of

from .models import Telling
from .queries import tellings_visible_to
from .words import day_said

__all__ = ["told_sessions"]


def told_sessions(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“your session of Tuesday 12 March, about your CV”, and where it stands in the mentorship: two queries."""
    tellings = tellings_visible_to(reader).filter(session__public_id__in=list(public_ids), confirmed=True)
    with timezone.override(zone_of(reader)):
        return {
            str(telling.session.public_id): _told(telling, reader)
            for telling in tellings.select_related("session__mentorship")
        }


def _told(telling: Telling, reader: Membership) -> Told:
    session = telling.session
    day = timezone.localtime(session.starts_at).date()
    values = {"day": day_said(day), "topics": telling.topics.strip().rstrip(".")}
    words = _("your session of %(day)s, about: %(topics)s") if values["topics"] else _("your session of %(day)s")
    page = reverse_in(reader.community, "mentoring:mentorship-detail", public_id=session.mentorship.public_id)
    return Told(words % values, day, f"{page}#mentoringsession-{session.public_id}")
