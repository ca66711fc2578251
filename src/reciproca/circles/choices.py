"""States of a circle, of a seat in it, of its charter, its meetings and commitments; and the roles that go round."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = [
    "CADENCES", "CASES_AT_WORK", "OPEN_CIRCLES", "OPEN_SEATS", "CaseState", "CharterState", "CircleState",
    "CommitmentState", "ComposingStage", "CompositionState", "Entry", "LeftOut", "MeetingState", "MendingState", "OfferKind", "Outcome",
    "Presence", "PulseEvery", "PulseWord", "Rather", "Repeat", "RingOutcome", "RingState", "SeatState", "Way",
]  # fmt: skip


class CircleState(models.TextChoices):
    """forming → meeting ⇄ paused → ended: read only, then forgotten as its charter says."""

    FORMING = "forming", pgettext_lazy("circle", "forming")
    MEETING = "meeting", pgettext_lazy("circle", "under way")
    PAUSED = "paused", pgettext_lazy("circle", "paused")
    ENDED = "ended", pgettext_lazy("circle", "ended")


#: A circle that goes on.
OPEN_CIRCLES = (CircleState.FORMING, CircleState.MEETING, CircleState.PAUSED)


class Entry(models.TextChoices):
    OPEN = "open", _("Whoever finds it may join, while there is room")
    REQUEST = "request", _("One asks, and the circle answers")
    INVITATION = "invitation", _("Only those whom one of us invites; nobody else finds it")


class SeatState(models.TextChoices):
    """asked | invited → taken → left. A no is not a state: what nobody answers closes by itself."""

    ASKED = "asked", pgettext_lazy("seat in a circle", "asked for")
    INVITED = "invited", pgettext_lazy("seat in a circle", "offered")
    TAKEN = "taken", pgettext_lazy("seat in a circle", "taken")
    LEFT = "left", pgettext_lazy("seat in a circle", "left")


OPEN_SEATS = (SeatState.ASKED, SeatState.INVITED, SeatState.TAKEN)


class CharterState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("charter", "proposed")
    IN_FORCE = "in_force", pgettext_lazy("charter", "in force")
    PAST = "past", pgettext_lazy("charter", "replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("charter", "taken back")


class MeetingState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "planned")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "called off")


class Presence(models.TextChoices):
    """What somebody says before a meeting; who was there each says afterwards."""

    COMING = "coming", _("I am coming")
    AWAY = "away", _("I cannot come")


class CommitmentState(models.TextChoices):
    OPEN = "open", pgettext_lazy("commitment", "under way")
    KEPT = "kept", pgettext_lazy("commitment", "kept")
    CHANGED = "changed", pgettext_lazy("commitment", "changed")
    DROPPED = "dropped", pgettext_lazy("commitment", "let go")


class Repeat(models.IntegerChoices):
    """How many days after a check-in the next one closes."""

    ONCE = 0, pgettext_lazy("check-in", "only this time")
    WEEKLY = 7, pgettext_lazy("check-in", "every week")
    FORTNIGHTLY = 14, pgettext_lazy("check-in", "every two weeks")


class PulseEvery(models.IntegerChoices):
    """After how many meetings a circle is asked how it feels; of the first, after a quarter."""

    QUARTER = 0, pgettext_lazy("pulse", "Once a quarter")
    THREE = 3, pgettext_lazy("pulse", "After every three meetings")
    FOUR = 4, pgettext_lazy("pulse", "After every four meetings")
    FIVE = 5, pgettext_lazy("pulse", "After every five meetings")
    SIX = 6, pgettext_lazy("pulse", "After every six meetings")


class PulseWord(models.TextChoices):
    """How a circle feels to those who sit in it, and no finer than that."""

    WELL = "well", pgettext_lazy("pulse", "well")
    SO_SO = "so_so", pgettext_lazy("pulse", "so-so")
    STRUGGLING = "struggling", pgettext_lazy("pulse", "struggling")


class CaseState(models.TextChoices):
    """draft → questions → silence → together → closed."""

    DRAFT = "draft", pgettext_lazy("case", "being written")
    QUESTIONS = "questions", pgettext_lazy("case", "only questions")
    SILENCE = "silence", pgettext_lazy("case", "ideas in silence")
    TOGETHER = "together", pgettext_lazy("case", "together")
    CLOSED = "closed", pgettext_lazy("case", "taken away")


#: A case on which the circle is at work.
CASES_AT_WORK = (CaseState.QUESTIONS, CaseState.SILENCE, CaseState.TOGETHER)


class Outcome(models.TextChoices):
    """What became of what somebody wanted to try. None of them is a failure."""

    TRIED = "tried", _("I tried it")
    PARTLY = "partly", _("I tried a part of it")
    OTHERWISE = "otherwise", _("It went another way")
    NOT_YET = "not_yet", _("I did not come to it")


class RingState(models.TextChoices):
    """gathering → round → week → ended."""

    GATHERING = "gathering", pgettext_lazy("ring", "asks are coming in")
    ROUND = "round", pgettext_lazy("ring", "going round")
    WEEK = "week", pgettext_lazy("ring", "in its week")
    ENDED = "ended", pgettext_lazy("ring", "closed")


class OfferKind(models.TextChoices):
    """What somebody says to an ask of a ring. Of the last one nobody else learns."""

    CAN = "can", _("I can")
    KNOWS = "knows", _("I know somebody who can")
    NOT_THIS = "not_this", _("Not this one")


class RingOutcome(models.TextChoices):
    """What came of an ask. None of them is a failure."""

    HELPED = "helped", pgettext_lazy("ask of a ring", "it helped")
    ON_THE_WAY = "on_the_way", pgettext_lazy("ask of a ring", "on the way")
    NOT_YET = "not_yet", pgettext_lazy("ask of a ring", "not yet")


class MendingState(models.TextChoices):
    """proposed → done, or closed: by itself, or because something changed meanwhile."""

    PROPOSED = "proposed", pgettext_lazy("mending of a circle", "the circle is asked")
    DONE = "done", pgettext_lazy("mending of a circle", "done")
    CLOSED = "closed", pgettext_lazy("mending of a circle", "closed")


#: Days between two meetings that one may choose.
CADENCES = (7, 14, 21, 28)


# ── composing many at once ───────────────────────────────────────────────────


class CompositionState(models.TextChoices):
    """open → computing → under_review → published, or set aside. Who composes closes the sign-ups with it."""

    OPEN = "open", pgettext_lazy("composition of circles", "one can sign up")
    COMPUTING = "computing", pgettext_lazy("composition of circles", "computing")
    UNDER_REVIEW = "under_review", pgettext_lazy("composition of circles", "under review")
    PUBLISHED = "published", pgettext_lazy("composition of circles", "published")
    DISCARDED = "discarded", pgettext_lazy("composition of circles", "set aside")


class ComposingStage(models.TextChoices):
    """How far a computation has come; each is written down as a sign of life."""

    WAITING = "waiting", pgettext_lazy("stage of a run", "waiting for its turn")
    READING = "reading", pgettext_lazy("stage of a run", "reading what people have told us")
    SOLVING = "solving", pgettext_lazy("stage of a run", "finding the best whole")
    STORING = "storing", pgettext_lazy("stage of a run", "writing it down")


class Way(models.TextChoices):
    """How somebody can meet."""

    DISTANCE = "distance", _("At a distance")
    PLACE = "place", _("In person")
    EITHER = "either", _("Either is fine")


class Rather(models.TextChoices):
    NOTHING = "", _("I do not mind")
    SAME = "same", _("Rather with people of my trade")
    OTHER = "other", _("Rather with people of other trades")


class LeftOut(models.TextChoices):
    """Why somebody has no circle, as far as anybody is told: the times alone, or everything else as one."""

    TIMES = "times", pgettext_lazy("why without a circle", "too few others at these times")
    NUMBERS = "numbers", pgettext_lazy("why without a circle", "it did not work out with the others")
