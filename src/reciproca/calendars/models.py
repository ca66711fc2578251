from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

__all__ = ["CalendarFeed"]


class CalendarFeed(Named):
    """A private address under which somebody's own calendar is read; only the hash of its token is kept."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id", "token_hash") | data(
        "membership", ["membership", "created_at", "revoked_at"]
    )
    data_holding = Holding(
        what=_("The address of your calendar"),
        purpose=_(
            "So that your own calendar can read your sessions. Of the address itself only a fingerprint is kept."
        ),
        seen_by=_("You alone."),
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=models.Q(revoked_at__isnull=True), name="one_open_feed_per_person"
            )
        ]
