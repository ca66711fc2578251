"""What the room of thanks and recommendations says of an introduction: to those it was given to, and to who gave it."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import elided, euphonic
from reciproca.core.urls import reverse_in
from reciproca.exchanges.evidence import Told
from reciproca.mentoring.words import day_of
from reciproca.people.queries import zone_of

from .models import Introduction
from .queries import agreed_with

__all__ = ["told_introductions"]


def told_introductions(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the introduction to Paola, on 12 March”, and its page: two queries."""
    rows = agreed_with(reader).filter(public_id__in=list(public_ids), made_at__isnull=False)
    with timezone.override(zone_of(reader)):
        return {str(row.public_id): _told(row, reader) for row in rows}


def _told(row: Introduction, reader: Membership) -> Told:
    assert row.made_at is not None
    assert row.forwarded_to is not None
    on = timezone.localtime(row.made_at).date()
    name = row.forwarded_to.given_name if reader.pk == row.requester_id else row.requester.given_name
    words = elided(_("the introduction to %(name)s, on %(day)s") % {"name": name, "day": day_of(on)})
    url = reverse_in(reader.community, "introductions:introduction-detail", public_id=row.public_id)
    return Told(euphonic(words), on, url)
