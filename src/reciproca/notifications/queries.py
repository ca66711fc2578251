"""Reads of the outbox, for who keeps the server: states and kinds, never what a mail says."""

from django.db.models import Count, QuerySet

from .choices import MailState
from .models import OutboxMail

__all__ = ["mails_by_state", "unsettled_mails"]


def unsettled_mails() -> QuerySet[OutboxMail]:
    """Mails that are parked, and those that wait after a failure; the parked ones first."""
    stuck = OutboxMail.objects.filter(state=MailState.PARKED) | OutboxMail.objects.filter(
        state=MailState.WAITING, tries__gt=0
    )
    return stuck.select_related("community").order_by("state", "-created_at")


def mails_by_state() -> dict[str, int]:
    counts = OutboxMail.objects.values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(MailState.values, 0) | dict(counts)
