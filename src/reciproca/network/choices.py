"""Kinds of interaction and their default weights (a community may set others); states of ties and of requests to connect."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["DEFAULT_WEIGHTS", "OPEN_REQUESTS", "Kind", "KindNo", "RequestState", "Rhythm", "State"]


class Kind(models.TextChoices):
    SESSION = "session", pgettext_lazy("interaction", "session")
    ENCOUNTER = "encounter", pgettext_lazy("interaction", "encounter")
    INTRODUCTION = "introduction", pgettext_lazy("interaction", "introduction")
    ANSWER = "answer", pgettext_lazy("interaction", "answer")
    LEAD = "lead", pgettext_lazy("interaction", "lead")
    NOTE = "note", pgettext_lazy("interaction", "note that helped")
    FEEDBACK = "feedback", pgettext_lazy("interaction", "feedback given")
    RECOGNITION = "recognition", pgettext_lazy("interaction", "recognition")
    RECOMMENDATION = "recommendation", pgettext_lazy("interaction", "recommendation")
    ENDORSEMENT = "endorsement", pgettext_lazy("interaction", "endorsement")
    CHECK_IN = "check_in", pgettext_lazy("interaction", "check-in answered")
    MESSAGE = "message", pgettext_lazy("interaction", "message answered")
    EVENT = "event", pgettext_lazy("interaction", "event attended together")
    PROJECT = "project", pgettext_lazy("interaction", "project brought to its end together")


class State(models.TextChoices):
    """How a tie is, in the eyes of one of its two people."""

    ACTIVE = "active", pgettext_lazy("tie", "alive")
    NEW = "new", pgettext_lazy("tie", "new")
    COOLING = "cooling", pgettext_lazy("tie", "loosening")
    DORMANT = "dormant", pgettext_lazy("tie", "asleep")


#: What one interaction of a kind weighs; a session weighs so much per hour, at most six.
DEFAULT_WEIGHTS: dict[str, float] = {
    Kind.SESSION: 4, Kind.ENCOUNTER: 4, Kind.INTRODUCTION: 5, Kind.ANSWER: 3, Kind.LEAD: 3, Kind.NOTE: 2,
    Kind.FEEDBACK: 2, Kind.RECOGNITION: 2, Kind.RECOMMENDATION: 2, Kind.ENDORSEMENT: 2, Kind.CHECK_IN: 1,
    Kind.MESSAGE: 1, Kind.EVENT: 1, Kind.PROJECT: 4,
}  # fmt: skip


class RequestState(models.TextChoices):
    """open → accepted | questioned → open; or declined, withdrawn, lapsed. What its receiver lays aside stays open."""

    OPEN = "open", pgettext_lazy("request to connect", "waiting for an answer")
    QUESTIONED = "questioned", pgettext_lazy("request to connect", "answered with a question")
    ACCEPTED = "accepted", pgettext_lazy("request to connect", "accepted")
    DECLINED = "declined", pgettext_lazy("request to connect", "not this time")
    WITHDRAWN = "withdrawn", pgettext_lazy("request to connect", "taken back")
    LAPSED = "lapsed", pgettext_lazy("request to connect", "closed by itself")


#: As long as an answer is still awaited of one of the two.
OPEN_REQUESTS = (RequestState.OPEN, RequestState.QUESTIONED)


class KindNo(models.TextChoices):
    """The words with which somebody may say no: theirs to choose, and each true of many days."""

    FULL = "full", _("My days are full at the moment, and I would not do it justice. Thank you for thinking of me.")
    LATER = "later", _("Not now. Ask me again in a few months, if you still feel like it.")
    OTHERS = "others", _("I am not the right person for this, and somebody else here may well be.")


class Rhythm(models.IntegerChoices):
    """How often somebody wishes to be in touch with somebody else, in days."""

    NONE = 0, pgettext_lazy("rhythm", "as it comes")
    FORTNIGHT = 14, pgettext_lazy("rhythm", "every two weeks")
    MONTH = 30, pgettext_lazy("rhythm", "every month")
    QUARTER = 91, pgettext_lazy("rhythm", "every three months")
