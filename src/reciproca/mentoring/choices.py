from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = [
    "AgreementState", "Channel", "Confidentiality", "Ending", "GoalState", "InterventionKind", "MentorshipState", "Occasion",
    "Outcome", "SessionState", "SignalKind", "Trouble", "Wish",
]  # fmt: skip


class MentorshipState(models.TextChoices):
    """proposed → active → paused → ended: active once both have agreed how they will work."""

    PROPOSED = "proposed", pgettext_lazy("mentorship state", "to be agreed")
    ACTIVE = "active", pgettext_lazy("mentorship state", "active")
    PAUSED = "paused", pgettext_lazy("mentorship state", "paused")
    ENDED = "ended", pgettext_lazy("mentorship state", "ended")


class Ending(models.TextChoices):
    """How it ended, for coordinators; the two read only that it ended."""

    NONE = "", ""
    CLOSED = "closed", pgettext_lazy("ending", "closed together")
    REMATCH = "rematch", pgettext_lazy("ending", "stopped early")
    DECIDED = "decided", pgettext_lazy("ending", "ended by whoever coordinates")


class InterventionKind(models.TextChoices):
    PAUSE = "pause", pgettext_lazy("intervention", "paused")
    ENDING = "ending", pgettext_lazy("intervention", "ended")


class AgreementState(models.TextChoices):
    """proposed → in_force → superseded; or withdrawn before the other accepted it."""

    PROPOSED = "proposed", pgettext_lazy("agreement state", "proposed")
    IN_FORCE = "in_force", pgettext_lazy("agreement state", "in force")
    SUPERSEDED = "superseded", pgettext_lazy("agreement state", "earlier version")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement state", "taken back")


class Channel(models.TextChoices):
    VIDEO = "video", _("on video")
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")


class Confidentiality(models.TextChoices):
    BETWEEN_US = "between_us", _("What we say stays between the two of us")
    ASK_FIRST = "ask_first", _("We ask each other before telling anybody")
    LESSONS = "lessons", _("What we learn may be told, without names")


class GoalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("goal state", "under way")
    REACHED = "reached", pgettext_lazy("goal state", "reached")
    DROPPED = "dropped", pgettext_lazy("goal state", "let go")


class SessionState(models.TextChoices):
    """planned → told → confirmed; told differently by both is disputed, and may still be confirmed; or cancelled."""

    PLANNED = "planned", pgettext_lazy("session state", "planned")
    TOLD = "told", pgettext_lazy("session state", "to be confirmed")
    DISPUTED = "disputed", pgettext_lazy("session state", "told in two ways")
    CONFIRMED = "confirmed", pgettext_lazy("session state", "confirmed")
    CANCELLED = "cancelled", pgettext_lazy("session state", "cancelled")


class Outcome(models.TextChoices):
    DONE = "done", _("We met")
    MOVED = "moved", _("We put it off")
    NO_SHOW = "no_show", _("One of us could not be there")


class Occasion(models.TextChoices):
    MIDWAY = "midway", pgettext_lazy("feedback", "half way")
    CLOSING = "closing", pgettext_lazy("feedback", "at the end")


class SignalKind(models.TextChoices):
    RATING = "rating", pgettext_lazy("signal", "how it is going")
    NOT_WORKING = "not_working", pgettext_lazy("signal", "this isn’t working")
    SAFETY = "safety", pgettext_lazy("signal", "a worry about safety")


class Trouble(models.TextChoices):
    """Why it isn’t working: facts about the two together, blaming nobody."""

    TIME = "time", _("we cannot find the time")
    CONTACT = "contact", _("we have lost touch")
    TOPIC = "topic", _("what I need is something else")
    MANNER = "manner", _("we do not get along in the way we work")
    LIFE = "life", _("something changed in my life")
    OTHER = "other", _("something else")


class Wish(models.TextChoices):
    MEDIATE = "mediate", _("Help us to put it right")
    REMATCH = "rematch", _("I would rather stop here, and perhaps meet somebody else")
