from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["Every", "MailState"]


class MailState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("mail state", "waiting")
    SENT = "sent", pgettext_lazy("mail state", "sent")
    DROPPED = "dropped", pgettext_lazy("mail state", "no longer wanted")
    PARKED = "parked", pgettext_lazy("mail state", "parked after five tries")


class Every(models.TextChoices):
    """How often the weekly letter is wanted."""

    WEEK = "week", pgettext_lazy("weekly letter", "Every week")
    FORTNIGHT = "fortnight", pgettext_lazy("weekly letter", "Every two weeks")
    NEVER = "never", pgettext_lazy("weekly letter", "Never")
