"""What time it is, so that it can be handed in: actions and rules ask here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

__all__ = ["at", "now", "today"]

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment in force: the one handed in with `at`, or the machine's clock. Always aware, in UTC."""
    return _moment.get() or timezone.now()


def today(zone: str | ZoneInfo | None = None) -> date:
    """The date in `zone` (an IANA name), or in the zone in force."""
    if isinstance(zone, str):
        zone = ZoneInfo(zone)
    return timezone.localdate(now(), zone)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: how the demo lives eighteen months in a minute, and tests wait a week."""
    if timezone.is_naive(moment):
        raise ValueError("The clock takes aware moments only.")
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(token)
