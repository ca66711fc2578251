"""Make and revoke the private address of one's calendar."""

import secrets

from django.db import transaction

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock

from .models import CalendarFeed
from .queries import hash_of

__all__ = ["make_feed", "revoke_feed"]


@transaction.atomic
def make_feed(*, by: Membership) -> str:
    """A new address; the one before stops working. The token is returned once, and kept nowhere."""
    token = secrets.token_urlsafe(24)  # 192 bits
    CalendarFeed.objects.filter(membership=by, revoked_at=None).update(revoked_at=clock.now())
    feed = CalendarFeed.objects.create(membership=by, token_hash=hash_of(token, by.community), created_at=clock.now())
    record("make_calendar_feed", by=by, on=feed)
    return token


@transaction.atomic
def revoke_feed(*, by: Membership) -> None:
    """The address stops working. Doing it twice is the same as once."""
    if CalendarFeed.objects.filter(membership=by, revoked_at=None).update(revoked_at=clock.now()):
        record("revoke_calendar_feed", by=by)
