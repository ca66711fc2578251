"""Days, rhythms, and the parts of a meeting, in words."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reciproca.core.days import day_written, hour_said, is_far
from reciproca.core.urls import reverse_in

from .choices import CaseState, RingState
from .models import Case, CheckIn, Circle, Meeting, Ring

__all__ = [
    "ARTICLE_NAMES",
    "BRIEF",
    "PARTS",
    "QUESTIONS_ASKED",
    "RING_STEPS",
    "ROLE_NAMES",
    "STEPS",
    "cadence_said",
    "case_page",
    "check_in_page",
    "day_said",
    "hours_said",
    "meeting_page",
    "page_of",
    "ring_page",
    "where_said",
]

ARTICLE_NAMES: dict[str, Any] = {
    "purpose": _("What we meet for"),
    "expected": _("What is expected of each"),
    "gained": _("What each takes home"),
    "attendance": _("Being there, and being away"),
    "confidence": _("What stays here"),
    "decisions": _("How we decide"),
    "leaving": _("How one leaves"),
}

#: What the pulse asks; in its picture the short form.
QUESTIONS_ASKED: dict[str, tuple[Any, Any]] = {
    "safe": (_("Here I can say what I would not say elsewhere."), pgettext_lazy("pulse", "To speak freely")),
    "heard": (_("When I speak I am heard to the end."), pgettext_lazy("pulse", "To be heard")),
    "useful": (_("I take something home with me."), pgettext_lazy("pulse", "To take something home")),
    "mutual": (_("All of us give, and all of us receive."), pgettext_lazy("pulse", "To give and receive")),
    "kept": (_("What we agreed on holds."), pgettext_lazy("pulse", "To keep what we agreed")),
}

ROLE_NAMES: dict[str, str | Promise] = {
    "moderator": pgettext_lazy("role in a circle", "moderates"),
    "timekeeper": pgettext_lazy("role in a circle", "keeps the time"),
    "scribe": pgettext_lazy("role in a circle", "writes"),
}

#: The parts of the forum protocol: the name, and what to do.
PARTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "opening": (
        pgettext_lazy("part of a meeting", "Opening"),
        _("Phones away. Whoever moderates reads aloud what stays here."),
    ),
    "round": (
        pgettext_lazy("part of a meeting", "How each is"),
        _("One at a time, without being interrupted: what went well, what weighs, what I would like to bring."),
    ),
    "case": (
        pgettext_lazy("part of a meeting", "A case"),
        _("One of you tells it. In the first half only questions that clarify; then experiences, not advice."),
    ),
    "leads": (
        pgettext_lazy("part of a meeting", "Needs, and who knows somebody"),
        _("One sentence each: what I look for, whom I could introduce."),
    ),
    "promises": (
        pgettext_lazy("part of a meeting", "Commitments"),
        _("How the last ones went, without blame; then one small promise each."),
    ),
    "closing": (
        pgettext_lazy("part of a meeting", "Closing"),
        _("One word each on the way out. Nothing of it leaves the circle."),
    ),
}


#: What is asked of who brings a case, as those who read it see it.
BRIEF: dict[str, Any] = {
    "situation": _("What is going on"),
    "weighs": _("What weighs in it"),
    "tried": _("What was tried already"),
    "wanted": pgettext_lazy("case", "What would help"),
}

#: The steps of a case, in their order.
STEPS: dict[str, Any] = {
    CaseState.DRAFT: pgettext_lazy("step of a case", "The story"),
    CaseState.QUESTIONS: pgettext_lazy("step of a case", "Only questions"),
    CaseState.SILENCE: pgettext_lazy("step of a case", "Ideas in silence"),
    CaseState.TOGETHER: pgettext_lazy("step of a case", "Together"),
    CaseState.CLOSED: pgettext_lazy("step of a case", "What I take away"),
}

#: The steps of a ring, in their order.
RING_STEPS: dict[str, Any] = {
    RingState.GATHERING: pgettext_lazy("step of a ring", "Each brings an ask"),
    RingState.ROUND: pgettext_lazy("step of a ring", "It goes round"),
    RingState.WEEK: pgettext_lazy("step of a ring", "A week"),
    RingState.ENDED: pgettext_lazy("step of a ring", "What helped"),
}


def day_said(day: date) -> str:
    """“Tuesday 23 February”, “martedì 23 febbraio”; with the year when it could be mistaken for another."""
    return day_written(day, "EEEE d MMMM yyyy" if is_far(day) else "EEEE d MMMM")


def hours_said(starts: datetime, ends: datetime) -> str:
    """“6.30 pm–8 pm”, by the clock in force."""
    return f"{hour_said(timezone.localtime(starts))}–{hour_said(timezone.localtime(ends))}"


def cadence_said(days: int) -> str:
    if days % 7:
        return ngettext("every day", "every %(n)s days", days) % {"n": days}
    return ngettext("every week", "every %(n)s weeks", days // 7) % {"n": days // 7}


def where_said(circle: Circle) -> str:
    return circle.place or gettext("at a distance")


def page_of(circle: Circle, part: str = "") -> str:
    address = reverse_in(circle.community, "circles:circle-detail", public_id=circle.public_id)
    return f"{address}#{part}" if part else address


def meeting_page(meeting: Meeting) -> str:
    return reverse_in(meeting.community, "circles:meeting-detail", public_id=meeting.public_id)


def check_in_page(check_in: CheckIn) -> str:
    return reverse_in(check_in.community, "circles:check-in-detail", public_id=check_in.public_id)


def case_page(case: Case) -> str:
    return reverse_in(case.community, "circles:case-detail", public_id=case.public_id)


def ring_page(ring: Ring) -> str:
    return reverse_in(ring.community, "circles:ring-detail", public_id=ring.public_id)
