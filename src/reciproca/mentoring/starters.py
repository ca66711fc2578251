"""From where the two of a mentorship could pick up in a conversation: the last session both have confirmed."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.conversations.starters import Starter
from reciproca.people.queries import zone_of

from .queries import tellings_visible_to
from .words import day_said

__all__ = ["last_session"]


def last_session(person: Membership, other: Membership) -> Iterator[Starter]:
    """What they said they would do, or else what it was about."""
    these = Q(session__mentorship__mentor=person, session__mentorship__mentee=other)
    those = Q(session__mentorship__mentor=other, session__mentorship__mentee=person)
    tellings = tellings_visible_to(person).filter(these | those, confirmed=True).select_related("session")
    found = tellings.order_by("-session__starts_at").first()
    if found is None:
        return
    day = timezone.localtime(found.session.starts_at, zone_of(person)).date()
    why = _("from your session of %(day)s") % {"day": day_said(day)}
    if step := found.next_step.strip().rstrip("."):
        yield Starter(_("How did it go with “%(step)s”?") % {"step": step}, why)
    elif topics := found.topics.strip().rstrip("."):
        yield Starter(_("I was thinking again of what we said about “%(topics)s”.") % {"topics": topics}, why)
