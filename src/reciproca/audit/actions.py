"""One verb: record a deed, in the transaction of the deed; or many deeds of one kind at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from reciproca.core import clock
from reciproca.core.chain import append, append_many

from .models import Entry, Head

__all__ = ["record", "record_many"]


def record(deed: str, *, by: Any = None, on: Any = None, **details: str | int | float | bool | None) -> Entry:
    """Write who did what. `by` is the membership that acts (None: the system), `on` the row it is about.

    `details` are counts, states and names of fields, never what a person wrote.
    """
    entry = Entry(
        actor=str(by.ledger_id) if by is not None else "",
        deed=deed,
        object_kind=on._meta.model_name if on is not None else "",
        object_id=str(getattr(on, "public_id", "") or "") if on is not None else "",
        details=details,
        at=clock.now(),
    )
    append(entry, Head)
    return entry


def record_many(
    deed: str, rows: Iterable[tuple[Any, Mapping[str, str | int | float | bool | None]]], *, by: Any = None
) -> None:
    """The same deed done to many rows, each with its own details; one line for each, as `record` would write it."""
    actor, now = str(by.ledger_id) if by is not None else "", clock.now()
    entries = [
        Entry(
            actor=actor,
            deed=deed,
            object_kind=row._meta.model_name,
            object_id=str(getattr(row, "public_id", "") or ""),
            details=details,
            at=now,
        )
        for row, details in rows
    ]
    append_many(entries, Head)
