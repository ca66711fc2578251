from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = [
    "CLOSED_ASKS", "OPEN_ASKS", "OPEN_ENDORSEMENTS", "OPEN_LEADS", "OPEN_RECOMMENDATIONS", "AskKind", "AskState", "Audience", "EndorsementState",
    "LeadKind", "LeadState",
    "ReceptionState", "RecognitionState", "RecommendationState", "RouteReason", "RouteState", "ShareKind", "ShareReason", "ShareState",
]  # fmt: skip


class RecognitionState(models.TextChoices):
    """given → shown, or kept by its receiver between the two; shown ↔ kept; withdrawn by its giver from any."""

    GIVEN = "given", pgettext_lazy("recognition state", "to be read")
    SHOWN = "shown", pgettext_lazy("recognition state", "shown to the community")
    KEPT = "kept", pgettext_lazy("recognition state", "between you two")
    WITHDRAWN = "withdrawn", pgettext_lazy("recognition state", "taken back")


class RecommendationState(models.TextChoices):
    """asked or draft → given → shown; a request may be declined; withdrawn by either from any that is still open."""

    ASKED = "asked", pgettext_lazy("recommendation state", "asked for")
    DRAFT = "draft", pgettext_lazy("recommendation state", "a draft")
    GIVEN = "given", pgettext_lazy("recommendation state", "to be read")
    SHOWN = "shown", pgettext_lazy("recommendation state", "on the profile")
    DECLINED = "declined", pgettext_lazy("recommendation state", "not now")
    WITHDRAWN = "withdrawn", pgettext_lazy("recommendation state", "taken back")


OPEN_RECOMMENDATIONS = (
    RecommendationState.ASKED,
    RecommendationState.DRAFT,
    RecommendationState.GIVEN,
    RecommendationState.SHOWN,
)


class EndorsementState(models.TextChoices):
    """given → shown, or kept by its subject between the two; shown ↔ kept; withdrawn by its author from any."""

    GIVEN = "given", pgettext_lazy("endorsement state", "to be read")
    SHOWN = "shown", pgettext_lazy("endorsement state", "on the profile")
    KEPT = "kept", pgettext_lazy("endorsement state", "between you two")
    WITHDRAWN = "withdrawn", pgettext_lazy("endorsement state", "taken back")


OPEN_ENDORSEMENTS = (EndorsementState.GIVEN, EndorsementState.SHOWN, EndorsementState.KEPT)


class AskKind(models.TextChoices):
    """What would help."""

    ADVICE = "advice", pgettext_lazy("kind of ask", "advice")
    INTRODUCTION = "introduction", pgettext_lazy("kind of ask", "an introduction")
    HANDS = "hands", pgettext_lazy("kind of ask", "a pair of hands")
    REVIEW = "review", pgettext_lazy("kind of ask", "a second look")
    LISTEN = "listen", pgettext_lazy("kind of ask", "somebody who listens")


class Audience(models.TextChoices):
    """Who may read an ask; the rule of each stands in `queries.asks.READERS`."""

    COMMUNITY = "community", _("The community")
    ALLIES = "allies", _("My allies")
    CONFIDENCE = "confidence", _("In confidence")


class AskState(models.TextChoices):
    """open → being helped (with the first answer) → solved; either of the first two → expired (and renewed), or withdrawn."""

    OPEN = "open", pgettext_lazy("ask", "open")
    HELPED = "helped", pgettext_lazy("ask", "being helped")
    SOLVED = "solved", pgettext_lazy("ask", "solved")
    EXPIRED = "expired", pgettext_lazy("ask", "lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("ask", "taken back")


OPEN_ASKS = (AskState.OPEN, AskState.HELPED)
CLOSED_ASKS = (AskState.SOLVED, AskState.EXPIRED)


class RouteState(models.TextChoices):
    """asked → answered, passed on, or not now; let go when the ask is over, or somebody else is there already."""

    ASKED = "asked", pgettext_lazy("route", "waiting")
    ANSWERED = "answered", pgettext_lazy("route", "answered")
    PASSED = "passed", pgettext_lazy("route", "passed on")
    NOT_NOW = "not_now", pgettext_lazy("route", "not now")
    LET_GO = "let_go", pgettext_lazy("route", "let go")


class RouteReason(models.TextChoices):
    """Why somebody was asked: what of theirs answers it, or that somebody thought of them."""

    OFFER = "offer", pgettext_lazy("reason", "something you offer")
    SKILL = "skill", pgettext_lazy("reason", "something you can do")
    HELPER = "helper", pgettext_lazy("reason", "you have been of help here")
    PASSED = "passed", pgettext_lazy("reason", "somebody thought of you")


class LeadKind(models.TextChoices):
    CLIENT = "client", pgettext_lazy("kind of lead", "a client")
    JOB = "job", pgettext_lazy("kind of lead", "a job")
    CALL = "call", pgettext_lazy("kind of lead", "a call for projects")
    OTHER = "other", pgettext_lazy("kind of lead", "something else")


class LeadState(models.TextChoices):
    """given → taken up → came to something, or nothing came of it; given → declined (receiver), withdrawn (giver)."""

    GIVEN = "given", pgettext_lazy("lead", "passed on")
    TAKEN_UP = "taken_up", pgettext_lazy("lead", "taken up")
    SOMETHING = "something", pgettext_lazy("lead", "came to something")
    NOTHING = "nothing", pgettext_lazy("lead", "nothing came of it")
    DECLINED = "declined", pgettext_lazy("lead", "not for now")
    WITHDRAWN = "withdrawn", pgettext_lazy("lead", "taken back")


OPEN_LEADS = (LeadState.GIVEN, LeadState.TAKEN_UP)


class ShareKind(models.TextChoices):
    IDEA = "idea", pgettext_lazy("kind of share", "an idea")
    ARTICLE = "article", pgettext_lazy("kind of share", "something to read")
    OPENING = "opening", pgettext_lazy("kind of share", "an opening: work, or something to do together")


class ShareState(models.TextChoices):
    """draft (its sharer's alone) → open → closed by its sharer, or expired; taken away by who coordinates, from any."""

    DRAFT = "draft", pgettext_lazy("share", "not sent yet")
    OPEN = "open", pgettext_lazy("share", "open")
    CLOSED = "closed", pgettext_lazy("share", "closed")
    EXPIRED = "expired", pgettext_lazy("share", "over")
    TAKEN = "taken", pgettext_lazy("share", "taken away")


class ShareReason(models.TextChoices):
    """Why somebody receives it: what of theirs it answers, or that somebody thought of them."""

    NEED = "need", pgettext_lazy("reason", "something they look for")
    CURIOUS = "curious", pgettext_lazy("reason", "something they are curious about")
    ALLY = "ally", pgettext_lazy("reason", "an ally")
    CHOSEN = "chosen", pgettext_lazy("reason", "chosen by who shares it")
    PASSED = "passed", pgettext_lazy("reason", "passed on by somebody")


class ReceptionState(models.TextChoices):
    """waiting → thanked, not for me, or passed on; passed on → thanked; let go when the share is over."""

    WAITING = "waiting", pgettext_lazy("reception", "waiting")
    THANKED = "thanked", pgettext_lazy("reception", "thanked for")
    NOT_FOR_ME = "not_for_me", pgettext_lazy("reception", "not for me")
    PASSED = "passed", pgettext_lazy("reception", "passed on")
    LET_GO = "let_go", pgettext_lazy("reception", "let go")
