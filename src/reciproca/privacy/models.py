from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Account, Community, Membership
from reciproca.core import clock
from reciproca.core.ids import PublicIdField
from reciproca.core.register import Holding, data, technical

from .choices import Asker, ExportState

__all__ = ["Erasure", "Export"]


class Export(models.Model):
    """A copy of somebody's data, asked for by them: prepared by a job, kept for a week, outside every backup.

    `community` is null when it holds everything on this server.
    """

    public_id = PublicIdField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    community = models.ForeignKey(Community, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.ASKED)
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes

    data_register = technical("id", "public_id", "community", "size", retention="days-21") | data(
        "account", ["account", "state", "language", "asked_at", "ready_at", "expires_at"], retention="days-21"
    )
    data_holding = Holding(
        what=_("Copies of your data that you asked for"),
        purpose=_("So that you can fetch them. The file goes after seven days."),
        seen_by=_("You alone."),
        since="asked_at",
    )

    class Meta:
        indexes = [models.Index(fields=["account", "-asked_at"], name="exports_by_age")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_ready(self) -> bool:
        return self.state == ExportState.READY and self.expires_at is not None and clock.now() < self.expires_at

    @property
    def path(self) -> Path:
        """Where the file lies: beside the uploads, not among them, so that no backup holds it."""
        return Path(settings.DATA_DIR) / "exports" / f"{self.public_id.hex}.zip"


class Erasure(models.Model):
    """A request to be erased that waits out its days, in which it can be taken back. Carried out, it goes itself.

    Of one membership, or of a whole account with all its memberships (`membership` is null).
    """

    public_id = PublicIdField()
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    asker = models.CharField(max_length=15, choices=Asker, default=Asker.SELF)
    places = models.JSONField(default=dict)  # {key of a membership: the state it was in}
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(db_index=True)

    data_register = technical("id", "public_id", "places") | data(
        ("membership", "account"), ["membership", "account", "asker", "asked_at", "due_at"]
    )
    data_holding = Holding(
        what=_("Your requests to be erased"),
        purpose=_("So that you can take them back, and that they are carried out on their day."),
        seen_by=_("You; and who coordinates, or keeps the server, when they wrote it down for you."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership"], name="one_erasure_per_membership"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(membership__isnull=True), name="one_erasure_per_account"
            ),
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False) | models.Q(account__isnull=False),
                name="an_erasure_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_of_account(self) -> bool:
        return self.membership_id is None
