"""How an import goes from one state to the next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.imports.models import ImportBatch

__all__ = ["NotNow", "move"]


class NotNow(Refusal):
    sentence = _("This cannot be done now: the sheet is %(state)s.")


def move(batch: ImportBatch, state: str, **fields: Any) -> None:
    """Write the state and what comes with it. Call it with the row locked, or where a state may only be left once."""
    fields |= {"state": state, "changed_at": clock.now()}
    ImportBatch.objects.filter(pk=batch.pk).update(**fields)
    for name, value in fields.items():
        setattr(batch, name, value)
