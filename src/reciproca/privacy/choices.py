from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["Asker", "ExportState"]


class ExportState(models.TextChoices):
    """asked → ready; a week later it is deleted."""

    ASKED = "asked", pgettext_lazy("copy of one’s data", "being prepared")
    READY = "ready", pgettext_lazy("copy of one’s data", "ready")


class Asker(models.TextChoices):
    """Who asked for an erasure: the person, or somebody acting on what the person wrote."""

    SELF = "self", pgettext_lazy("who asked", "the person")
    COORDINATOR = "coordinator", pgettext_lazy("who asked", "a coordinator, on a written request")
    ADMINISTRATOR = "administrator", pgettext_lazy("who asked", "who keeps the server, on a written request")
