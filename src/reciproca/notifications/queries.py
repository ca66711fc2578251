"""Reads of the outbox, for who keeps the server: states and kinds, never what a mail says."""

from datetime import datetime

from django.db.models import Count, QuerySet

from .choices import MailState
from .models import OutboxMail

__all__ = ["letters_gone_since", "mails_by_state", "unsettled_mails"]


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
