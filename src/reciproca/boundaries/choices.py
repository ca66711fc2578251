from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["MarkedBy"]


class MarkedBy(models.TextChoices):
    """How it became known that somebody is under age."""

    COORDINATOR = "coordinator", pgettext_lazy("marked as a minor", "by a coordinator")
    IMPORT = "import", pgettext_lazy("marked as a minor", "in an imported file")
    SELF = "self", pgettext_lazy("marked as a minor", "by their own word")
