"""States and manners of coffee rounds, and their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["EVERY_WEEKS", "CoffeeState", "CoffeeWay", "Word"]

#: How often a round comes back, in weeks; 0: it is held once.
EVERY_WEEKS = (0, 1, 2, 3, 4, 6, 8)


class CoffeeState(models.TextChoices):
    OPEN = "open", pgettext_lazy("coffee", "under way")
    ENDED = "ended", pgettext_lazy("coffee", "ended")


class CoffeeWay(models.TextChoices):
    EITHER = "either", pgettext_lazy("coffee", "As you like")
    VIDEO = "video", _("By video")
    PERSON = "person", _("In person")


class Word(models.TextChoices):
    """What somebody says of their table."""

    MET = "met", pgettext_lazy("coffee", "We met")
    NOT_MET = "not_met", pgettext_lazy("coffee", "We did not manage")
