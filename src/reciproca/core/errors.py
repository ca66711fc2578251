"""Refusals: what cannot be done now, with a sentence that says why and what would help. One handler shows them."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["ChangedMeanwhile", "Refusal"]


class Refusal(Exception):
    """A rule of the domain said no.

    Subclasses set `sentence` (marked for translation, with named placeholders), and may set `code`,
    `status` (HTTP) and `field` (the form field it belongs to). The values are kept for those who catch it.
    """

    sentence: str | Promise = ""
    status: int = 409
    field: str | None = None

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values: Mapping[str, Any] = values

    @property
    def code(self) -> str:
        return type(self).__name__

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)


class ChangedMeanwhile(Refusal):
    """The row is not at the version that was read any more."""

    sentence = _("Somebody else changed this meanwhile. Yours is still here: compare, and send it again.")
