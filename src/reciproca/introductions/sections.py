"""On a person's page: that an ally could introduce whoever looks."""

from django.db.models import Subquery

from reciproca.people.sections import Section, Visit, asks

from .choices import OPEN_STATES
from .models import Introduction
from .paths import has_way

__all__ = ["way_to_them"]


@asks(
    introduction_asked=lambda two: Subquery(
        Introduction.objects.filter(
            requester=two.viewer, recipient=two.person, state__in=OPEN_STATES, closes_at__gt=two.now
        )
        .order_by("-asked_at", "-pk")
        .values("public_id")[:1]
    )
)
def way_to_them(visit: Visit) -> Section | None:
    """Nothing where no way leads to them, nor when I know them already."""
    asked, answers = visit.answers["introduction_asked"], visit.answers
    if visit.is_own:
        return None
    if asked is None:
        are_near = answers["connected_at"] or answers["are_partners"]
        if are_near or not has_way(visit.person, asker=visit.viewer):
            return None
    return Section("introductions/parts/profile.html", {"asked": asked})
