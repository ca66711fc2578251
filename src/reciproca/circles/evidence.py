"""A meeting of a circle, in words for who was there: what thanks rest on. The community learns the month, and not which circle."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.exchanges.evidence import Told
from reciproca.people.queries import zone_of

from .queries import meetings_visible_to
from .words import day_said, meeting_page

__all__ = ["told_meetings"]


def told_meetings(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the meeting of “First times” on Tuesday 12 March”, and its page, as long as one sits there."""
    rows = meetings_visible_to(reader).filter(public_id__in=list(public_ids)).select_related("community")
    with timezone.override(zone_of(reader)):
        return {
            str(row.public_id): Told(
                _("the meeting of “%(circle)s” on %(day)s")
                % {"circle": row.circle.name, "day": day_said(timezone.localtime(row.starts_at).date())},
                timezone.localtime(row.starts_at).date(),
                meeting_page(row),
            )
            for row in rows
        }
