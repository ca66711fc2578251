from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["MailState"]


class MailState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("mail state", "waiting")
    SENT = "sent", pgettext_lazy("mail state", "sent")
    DROPPED = "dropped", pgettext_lazy("mail state", "no longer wanted")
    PARKED = "parked", pgettext_lazy("mail state", "parked after five tries")
