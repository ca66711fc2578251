"""States of an introduction, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["OPEN_STATES", "IntroductionState", "Outcome"]


class IntroductionState(models.TextChoices):
    """requested → forwarded → accepted → made (somebody wrote); or expired, or withdrawn. A no is not a state: what is
    declined stays where it was until it expires, so that nothing tells."""

    REQUESTED = "requested", pgettext_lazy("introduction", "requested")
    FORWARDED = "forwarded", pgettext_lazy("introduction", "forwarded")
    ACCEPTED = "accepted", pgettext_lazy("introduction", "accepted")
    MADE = "made", pgettext_lazy("introduction", "made")
    EXPIRED = "expired", pgettext_lazy("introduction", "it did not come about")
    WITHDRAWN = "withdrawn", pgettext_lazy("introduction", "taken back")


#: As long as somebody may still answer.
OPEN_STATES = (IntroductionState.REQUESTED, IntroductionState.FORWARDED)


class Outcome(models.TextChoices):
    """What came of it after a month, in the eyes of who asked."""

    DOOR = "door", _("It opened a door")
    BEGUN = "begun", _("We have begun to talk")
    NOTHING = "nothing", _("It led nowhere, and that is fine")
