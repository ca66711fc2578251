"""What nobody needs any more is deleted: old idempotency keys, counts of uses, ended sessions, results of jobs. And the
database is told how large its tables are."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection

from . import clock
from .models import IdempotencyKey, RateCount

__all__ = ["tidy_up"]

KEYS_ARE_KEPT = timedelta(days=3)
RESULTS_ARE_KEPT = timedelta(days=21)


def tidy_up() -> int:
    """Delete what is due and return how many rows went; have the tables measured."""
    from django_q.models import Task  # -- slow import

    now = clock.now()
    gone = IdempotencyKey.objects.filter(at__lt=now - KEYS_ARE_KEPT).delete()[0]
    gone += RateCount.objects.filter(until__lt=now).delete()[0]
    gone += Session.objects.filter(expire_date__lt=now).delete()[0]
    gone += Task.objects.filter(stopped__lt=now - RESULTS_ARE_KEPT).delete()[0]
    _have_tables_measured()
    return gone


def _have_tables_measured() -> None:
    """PostgreSQL does this by itself. SQLite that was never told takes any index to be as good as any other, and may go through
    all rows of a community for the few of one person. It looks at some rows of those tables that have grown."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize=0x10002")
