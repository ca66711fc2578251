from django.db import models

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import data, technical

__all__ = ["Block"]


class Block(Named):
    """One person does not want to meet another: for everything, and nobody is told."""

    blocker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id") | data("blocker", ["blocker", "at"])
    data_register |= data("blocker", ["blocked"], why="The blocked person is never told, not even in their own export.")

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="nobody_blocks_themselves"),
        ]
