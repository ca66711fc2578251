"""What makes one look twice at a profile."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.safeguarding.choices import DoubtKind

__all__ = ["Doubt"]


class Doubt(Named):
    """One reason to ask who somebody is, as it was last found. `details` are counts and public ids, never what people wrote.

    It is worked out anew every day, and goes when it is no longer so; quieted by who looked, it says nothing more.
    """

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=DoubtKind)
    details = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField(_("found on"), default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True, blank=True)  # when the person was asked to be confirmed by somebody
    quieted_at = models.DateTimeField(_("looked at on"), null=True, blank=True)
    quieted_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    data_register = technical("id", "community", "public_id") | data(
        "person", ["person", "kind", "found_at", "asked_at", "quieted_at"]
    )
    # Who else is named in it is not the person's to read.
    data_register |= data("person", ["details", "seen_at"], export=False)
    data_register |= data("quieted_by", ["quieted_by"], export=False, erase="null")
    data_holding = Holding(
        what=_("What made somebody look twice at your profile"),
        purpose=_(
            "So that made-up profiles are found. It is a reason to ask, and no proof: nothing follows by itself."
        ),
        seen_by=_("Who coordinates."),
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_doubt_of_a_kind")]
        indexes = [models.Index(fields=["community", "quieted_at", "found_at"], name="doubts_to_look_at")]

    @property
    def number(self) -> int:
        return int(self._detail("number", 0))

    @property
    def of(self) -> int:
        return int(self._detail("of", 0))

    @property
    def others(self) -> list[str]:
        return list(self._detail("others", []))

    def _detail(self, name: str, otherwise: Any) -> Any:
        return self.details.get(name, otherwise)
