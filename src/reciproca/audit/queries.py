"""Reads of the audit trail."""

from typing import Any

from django.db.models import QuerySet

from reciproca.core.chain import broken_lines

from .models import Entry, Head

__all__ = ["entries_about", "tampered_entries"]


def entries_about(row: Any) -> QuerySet[Entry]:
    """What was done to one row, newest first."""
    return Entry.objects.filter(object_kind=row._meta.model_name, object_id=str(row.public_id)).order_by("-seq")


def tampered_entries() -> list[int]:
    """Sequence numbers at which the trail of the community in force does not hold."""
    return broken_lines(Entry, Head)
