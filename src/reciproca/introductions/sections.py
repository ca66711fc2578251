"""On a person's page: that an ally could introduce whoever looks."""

from reciproca.communities.models import Membership
from reciproca.people.sections import Section

from .paths import have_ways
from .queries import open_requests_of

__all__ = ["way_to_them"]


def way_to_them(person: Membership, viewer: Membership) -> Section | None:
    """Nothing where no way leads to them, nor when I know them already."""
    mine = next((one for one in open_requests_of(viewer) if one.recipient_id == person.pk), None)
    if mine is None and not have_ways([person], asker=viewer):
        return None
    return Section("introductions/parts/profile.html", {"mine": mine})
