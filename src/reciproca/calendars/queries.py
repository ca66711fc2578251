"""Reads: somebody's feed, and whose feed a token opens."""

import hashlib

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Community, Membership

from .models import CalendarFeed

__all__ = ["feed_by_token", "feed_of", "hash_of"]


def hash_of(token: str, community: Community) -> str:
    """What is kept of a token: good for calendars, in this community, and nothing else."""
    return hashlib.sha256(f"calendar feed {community.public_id} {token}".encode()).hexdigest()


def feed_of(person: Membership) -> CalendarFeed | None:
    """The open feed of a person."""
    return CalendarFeed.objects.filter(membership=person, revoked_at=None).first()


def feed_by_token(token: str, community: Community) -> CalendarFeed | None:
    """The open feed that the token names, of somebody who is still here."""
    return (
        CalendarFeed.objects.filter(
            token_hash=hash_of(token, community), revoked_at=None, membership__state=MembershipState.ACTIVE
        )
        .select_related("membership")
        .first()
    )
