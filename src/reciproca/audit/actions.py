"""One verb: record a deed, in the transaction of the deed."""

from typing import Any

from reciproca.core import clock
from reciproca.core.chain import append

from .models import Entry, Head

__all__ = ["record"]


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
