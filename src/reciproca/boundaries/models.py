from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

__all__ = ["Block"]


class Block(Named):
    """One person does not want to meet another: for everything, and nobody is told."""

    blocker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(default=clock.now)

    # The blocked person is never told, not even in their own export.
    data_register = technical("id", "community", "public_id") | data(
        "blocker", ["blocker", "at", "blocked"], goes_with=["blocked"]
    )
    data_holding = Holding(
        what=_("Whom you have blocked"),
        purpose=_("So that you do not meet them here."),
        seen_by=_("You alone."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="nobody_blocks_themselves"),
        ]
