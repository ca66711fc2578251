from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.core.chain import ChainedLine, ChainHead
from reciproca.core.register import Holding, data, technical

__all__ = ["Entry", "Head"]


class Head(ChainHead):
    """Where the audit trail of a community ends."""

    data_register = technical("id", "community", "seq", "digest")

    class Meta(ChainHead.Meta):
        constraints = [models.UniqueConstraint(fields=["community"], name="one_audit_head_per_community")]

    def __str__(self) -> str:
        return f"audit {self.community_id}: {self.seq}"


class Entry(ChainedLine):
    """One deed: who (by ledger id), what (the action's name), on what (kind and public id). No personal text."""

    actor = models.CharField(max_length=36, blank=True)  # ledger id of the membership; empty: the system
    deed = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=36, blank=True)
    details = models.JSONField(default=dict, blank=True)  # counts, states, field names: never what a person wrote

    chained_fields = ("actor", "deed", "object_kind", "object_id", "details")
    data_register = technical("id", "community", "seq", "at", "previous", "digest", retention="audit") | data(
        "actor",
        ["actor", "deed", "object_kind", "object_id", "details"],
        export=False,
        erase="keep",
        retention="audit",
        why=_("Names people by a random number only; whose number it was is erased with them."),
    )
    data_holding = Holding(
        what=_("The log of what was done"),
        purpose=_(
            "So that it can be told later who changed what. It holds deeds and dates, nothing that anybody wrote."
        ),
        seen_by=_("Who coordinates, for the people of the register."),
    )

    class Meta(ChainedLine.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "seq"], name="one_audit_entry_per_seq")]
        indexes = [models.Index(fields=["community", "object_kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"
