"""Kinds of interaction and their default weights (a community may set others)."""

from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["DEFAULT_WEIGHTS", "Kind", "State"]


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
    Kind.MESSAGE: 1, Kind.EVENT: 1,
}  # fmt: skip
