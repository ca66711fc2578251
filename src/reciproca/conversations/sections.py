"""Beside the name on a person's page: the way to write to them."""

from reciproca.communities.models import Membership
from reciproca.people.sections import Section

from .queries import could_write_to

__all__ = ["write_to_them"]


def write_to_them(person: Membership, viewer: Membership) -> Section | None:
    if not could_write_to(viewer, person):
        return None
    return Section("conversations/parts/profile.html", person, is_first=True)
