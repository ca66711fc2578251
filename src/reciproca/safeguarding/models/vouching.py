"""Who stands for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.safeguarding.choices import Known

__all__ = ["Attestation"]


class Attestation(Named):
    """Somebody says of another: I met them, or: I answer for them. A fact with its day, never a number.

    It counts as long as the community knows who says it. Rooms above write what comes from them (`source`).
    """

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="attestations")
    by = models.ForeignKey(Membership, verbose_name=_("who says it"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Known)
    source_kind = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    spent_until = models.DateTimeField(
        _("place taken until"), null=True, blank=True
    )  # taken back, it makes room for another one only then

    data_register = technical("id", "community", "public_id", "source_kind", "source_id") | data(
        ("person", "by"), ["person", "by", "kind", "at", "revoked_at"]
    )
    data_register |= data("by", ["spent_until"])
    data_holding = Holding(
        what=_("Who stands for you, and for whom you stand"),
        purpose=_("So that a made-up profile gains nothing, and who is new is soon known."),
        seen_by=_("The community, in words; nobody who must not meet one of the two."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "by", "kind"], condition=models.Q(revoked_at=None), name="one_attestation_of_a_kind"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("by")), name="nobody_stands_for_themselves"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[Known.MET.value, Known.VOUCHED.value]),
                name="attestations_are_of_people",
            ),
        ]
        indexes = [models.Index(fields=["by", "kind", "revoked_at"], name="attestations_by_giver")]
