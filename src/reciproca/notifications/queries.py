"""Reads: of the outbox, for who keeps the server, states and kinds, never what a mail says; and when somebody wants letters."""

import hashlib
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership

from .choices import MailState
from .models import LetterWishes, OutboxMail

__all__ = [
    "hash_of_key", "key_of", "letters_gone_since", "mails_by_state", "unsettled_mails", "wishes_by_key", "wishes_of",
]  # fmt: skip


def letters_gone_since(moment: datetime) -> list[tuple[int, datetime, int, str]]:
    """Key, time, community and address of what has left since then, in communities; oldest first."""
    gone = OutboxMail.objects.filter(state=MailState.SENT, sent_at__gte=moment, community__isnull=False)
    rows = gone.order_by("sent_at").values_list("pk", "sent_at", "community_id", "recipient")[:1000]
    return [(key, at, community, address) for key, at, community, address in rows if at and community]


def unsettled_mails() -> QuerySet[OutboxMail]:
    """Mails that are parked, and those that wait after a failure; the parked ones first."""
    stuck = OutboxMail.objects.filter(state=MailState.PARKED) | OutboxMail.objects.filter(
        state=MailState.WAITING, tries__gt=0
    )
    return stuck.select_related("community").order_by("state", "-created_at")


def mails_by_state() -> dict[str, int]:
    counts = OutboxMail.objects.values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(MailState.values, 0) | dict(counts)


# ── when somebody wants letters ──────────────────────────────────────────────


def wishes_of(person: Membership) -> LetterWishes:
    """What somebody wishes; without a row, what everybody has to begin with (not kept)."""
    return LetterWishes.objects.filter(membership=person).first() or LetterWishes(membership=person)


def key_of(person: Membership) -> str:
    """What stands in the weekly letters of a person and stops them: good for these, in this community, and nothing else. It
    is made from the server's key and kept nowhere; of it the database has a fingerprint."""
    return salted_hmac("reciproca.notifications.weekly", str(person.public_id), algorithm="sha256").hexdigest()


def hash_of_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def wishes_by_key(key: str) -> LetterWishes | None:
    """Whose letters the key stops, in the community in force; of somebody who is still here."""
    found = LetterWishes.objects.filter(key_hash=hash_of_key(key), membership__state=MembershipState.ACTIVE)
    return found.select_related("membership__community").first()
