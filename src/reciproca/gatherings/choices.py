"""States and manners of coffee rounds and of meet-ups, and their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["EVERY_WEEKS", "CoffeeState", "CoffeeWay", "Coming", "MeetupState", "Word"]

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


class MeetupState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meet-up", "planned")
    OFF = "off", pgettext_lazy("meet-up", "called off")


class Coming(models.TextChoices):
    """What somebody says of a meet-up; who says that they come when all places are taken waits for one."""

    YES = "yes", _("I am coming")
    WAITING = "waiting", _("I would come, if a place becomes free")
    NO = "no", _("Not this time")
