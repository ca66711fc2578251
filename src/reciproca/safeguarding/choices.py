"""What is reported and why, what is decided, how somebody is known, and what makes one look twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["SETTLING", "TOUCHING", "Decided", "DoubtKind", "Known", "Reason", "ReportState"]


class Reason(models.TextChoices):
    """Why something is reported, as somebody would say it."""

    HURTS = "hurts", _("It insults, threatens or presses")
    UNWANTED = "unwanted", _("They go on after I asked them to stop")
    FAKE = "fake", _("They are not who they say they are")
    SELLS = "sells", _("It is advertising, or about money")
    PRIVATE = "private", _("It shows what should have stayed private")
    UNTRUE = "untrue", _("It is not true")
    WORRY = "worry", _("I am worried about somebody")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    OPEN = "open", pgettext_lazy("report", "open")
    SETTLED = "settled", pgettext_lazy("report", "settled")


class Decided(models.TextChoices):
    """What who coordinates does about a report. The first two settle it; the others are steps on the way."""

    NOTHING = "nothing", _("Nothing is to be done, and I say why")
    CLOSE = "close", _("It is settled")
    TALK = "talk", _("I talk to the person")
    HOLD = "hold", _("They do not write to others for now")
    PAUSE = "pause", _("Their membership is paused")
    REMOVE = "remove", _("What was reported is taken away")


#: After these a report waits for nothing more.
SETTLING = (Decided.NOTHING, Decided.CLOSE)
#: These touch the person a report is about, who is written to and may object.
TOUCHING = (Decided.HOLD, Decided.PAUSE, Decided.REMOVE)


class Known(models.TextChoices):
    """How the community knows that somebody is who they say: each is a fact with a day and somebody who stands for it."""

    COORDINATES = "coordinates", pgettext_lazy("known", "coordinates the community")
    INVITED = "invited", pgettext_lazy("known", "invited by who coordinates")
    MET = "met", pgettext_lazy("known", "met in person")
    VOUCHED = "vouched", pgettext_lazy("known", "vouched for")


class DoubtKind(models.TextChoices):
    """What makes one look twice at a profile. Each is a reason to ask, and no proof."""

    APART = "apart", _("Hardly tied to anybody who is known")
    UNANSWERED = "unanswered", _("Many requests to strangers, hardly one answered")
    SAME_WORDS = "same_words", _("The same words to many people")
    COPIED_PHOTO = "copied_photo", _("The photo of another member")
    COPIED_STORY = "copied_story", _("The words of another member’s profile")
    RING = "ring", _("Thanks that only go round in a small circle")
    ADDRESS = "address", _("An address like those of others who came at the same time")
