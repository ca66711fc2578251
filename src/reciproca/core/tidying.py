"""What nobody needs any more is deleted: old idempotency keys, counts of uses, ended sessions, results of jobs."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from . import clock
from .models import IdempotencyKey, RateCount

__all__ = ["tidy_up"]

KEYS_ARE_KEPT = timedelta(days=3)
RESULTS_ARE_KEPT = timedelta(days=21)


def tidy_up() -> int:
    """Delete what is due and return how many rows went."""
    from django_q.models import Task  # -- slow import

    now = clock.now()
    gone = IdempotencyKey.objects.filter(at__lt=now - KEYS_ARE_KEPT).delete()[0]
    gone += RateCount.objects.filter(until__lt=now).delete()[0]
    gone += Session.objects.filter(expire_date__lt=now).delete()[0]
    gone += Task.objects.filter(stopped__lt=now - RESULTS_ARE_KEPT).delete()[0]
    return gone
