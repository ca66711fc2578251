from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical

from .choices import Purpose

__all__ = ["StoredFile"]


class StoredFile(Named):
    """Something uploaded, after the ingest: its own random name on disk, its checked kind, whose it is."""

    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="files")
    purpose = models.CharField(max_length=20, choices=Purpose)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    given_name = models.CharField(max_length=200, blank=True)  # what its owner called it; never a path on disk
    created_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "content_type", "size") | data(
        "owner", ["owner", "purpose", "sha256", "given_name", "created_at"]
    )
    data_holding = Holding(
        what=_("The files you gave us"),
        purpose=_(
            "Your photo for your profile; a spreadsheet for the import it belongs to; what you sent with a message or put with a note."
        ),
        seen_by=_(
            "The photo: everyone in the community. A spreadsheet: who coordinates, until the import is forgotten. What you sent with a message: those you wrote to. What you put with a note: who may read the note."
        ),
    )

    class Meta(Named.Meta):
        pass

    @property
    def path(self) -> str:
        """Where its bytes lie, below MEDIA_ROOT."""
        name = self.public_id.hex
        return f"{name[:2]}/{name}"
