"""What is counted: the stages of people, the states of pairs, of sessions, of mentors. Each name is also that of a list."""

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from reciproca.mentoring.choices import Ending, MentorshipState

__all__ = ["PAIRS", "Figure", "Load", "PairsBy", "PairsThat", "SessionsThat", "Stage"]


class Figure(models.TextChoices):
    """The lists behind the figures, as they stand in addresses."""

    PEOPLE = "people", pgettext_lazy("list", "People")
    PAIRS = "pairs", pgettext_lazy("list", "Pairs")
    SESSIONS = "sessions", pgettext_lazy("list", "Sessions")
    MENTORS = "mentors", pgettext_lazy("list", "Mentors")


class Stage(models.TextChoices):
    """How far somebody has come. Whoever is at one stage was at those before it."""

    INVITED = "invited", pgettext_lazy("stage of people", "invited")
    REGISTERED = "registered", pgettext_lazy("stage of people", "registered")
    ACCEPTED = "accepted", pgettext_lazy("stage of people", "accepted")
    MATCHED = "matched", pgettext_lazy("stage of people", "matched")
    MET = "met", pgettext_lazy("stage of people", "met")
    ACTIVE = "active", pgettext_lazy("stage of people", "under way")
    CLOSED = "closed", pgettext_lazy("stage of people", "closed")
    LEFT_OUT = "left_out", pgettext_lazy("stage of people", "left out")  # beside the way, not on it


class PairsThat(models.TextChoices):
    NOT_MET = "not_met", pgettext_lazy("pairs", "not met yet")
    ACTIVE = "active", pgettext_lazy("pairs", "under way")
    QUIET = "quiet", pgettext_lazy("pairs", "quiet for a month")
    PAUSED = "paused", pgettext_lazy("pairs", "paused")
    CLOSED = "closed", pgettext_lazy("pairs", "closed together")
    STOPPED = "stopped", pgettext_lazy("pairs", "stopped early")


class PairsBy(models.TextChoices):
    """The orders of the list of pairs; the first unless another is asked for."""

    SILENCE = "silence", pgettext_lazy("order of pairs", "longest without a session")
    NAME = "name", pgettext_lazy("order of pairs", "by the mentee’s name")
    NEWEST = "newest", pgettext_lazy("order of pairs", "newest")


OPEN = (MentorshipState.PROPOSED, MentorshipState.ACTIVE, MentorshipState.PAUSED)

#: The one definition, for the figures and for the lists: columns of `queries.pairs`, with the values that count.
PAIRS: dict[str, dict[str, tuple[Any, ...]]] = {
    PairsThat.NOT_MET: {"state": OPEN, "has_met": (False,)},
    PairsThat.ACTIVE: {"state": (MentorshipState.ACTIVE,), "has_met": (True,)},
    PairsThat.QUIET: {
        "state": (MentorshipState.ACTIVE,), "has_met": (True,), "met_lately": (False,), "has_date": (False,),
    },
    PairsThat.PAUSED: {"state": (MentorshipState.PAUSED,)},
    PairsThat.CLOSED: {"state": (MentorshipState.ENDED,), "ending": (Ending.CLOSED,)},
    PairsThat.STOPPED: {"state": (MentorshipState.ENDED,), "ending": (Ending.REMATCH,)},
}  # fmt: skip


class SessionsThat(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("sessions", "confirmed by both")
    WAITING = "waiting", pgettext_lazy("sessions", "told by one")


class Load(models.TextChoices):
    FREE = "free", pgettext_lazy("mentors", "with room")
    FULL = "full", pgettext_lazy("mentors", "at their limit")
    OVER = "over", pgettext_lazy("mentors", "over their limit")
