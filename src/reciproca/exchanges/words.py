"""Days and evidence in words, in the language in force."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from reciproca.core import clock
from reciproca.core.days import day_written
from reciproca.core.italian import euphonic
from reciproca.network.choices import Kind

from .choices import RouteReason, ShareReason

__all__ = [
    "day_said", "evidence_to_all", "evidence_to_the_two", "heading_of_asks", "moment_said", "month_said", "reason_said", "seen_said", "to_word",
    "together_said", "when_asked", "why_for_you",
    "why_shared",
]  # fmt: skip


def day_said(day: date) -> str:
    """“Thursday 12 March”, «giovedì 12 marzo»; with the year when it is another one."""
    return day_written(day, "EEEE d MMMM" if day.year == clock.today().year else "EEEE d MMMM yyyy")


def month_said(day: date, *, year: bool = False) -> str:
    """“March”, «marzo»; with the year when it is another one, or when asked."""
    return day_written(day, "LLLL yyyy" if year or day.year != clock.today().year else "LLLL")


def moment_said(at: datetime, zone: ZoneInfo) -> str:
    """“Thursday 12 March at 18:30”, by the clock of who reads."""
    local = at.astimezone(zone)
    return _("%(day)s at %(hour)s") % {"day": day_said(local.date()), "hour": f"{local:%H:%M}"}


# ── one piece of evidence ──

TO_THE_TWO = {
    Kind.SESSION: gettext_lazy("your session of %(day)s"),
    Kind.ENCOUNTER: gettext_lazy("your meeting of %(day)s"),
    Kind.INTRODUCTION: gettext_lazy("the introduction of %(day)s"),
    Kind.ANSWER: gettext_lazy("the answer of %(day)s"),
    Kind.LEAD: gettext_lazy("the tip of %(day)s"),
    Kind.NOTE: gettext_lazy("the note of %(day)s"),
    Kind.EVENT: gettext_lazy("the event of %(day)s"),
    Kind.PROJECT: gettext_lazy("the project of %(day)s"),
}
TO_ALL = {
    Kind.SESSION: gettext_lazy("after a session, %(month)s"),
    Kind.ENCOUNTER: gettext_lazy("after a meeting, %(month)s"),
    Kind.INTRODUCTION: gettext_lazy("for an introduction, %(month)s"),
    Kind.ANSWER: gettext_lazy("for an answer, %(month)s"),
    Kind.LEAD: gettext_lazy("for a tip, %(month)s"),
    Kind.NOTE: gettext_lazy("for a note, %(month)s"),
    Kind.EVENT: gettext_lazy("after an event, %(month)s"),
    Kind.PROJECT: gettext_lazy("after a project, %(month)s"),
}


def evidence_to_the_two(kind: str, on: date) -> str:
    """“your session of Thursday 12 March”: what the ledger alone can say to its two people."""
    return str(TO_THE_TWO[Kind(kind)]) % {"day": day_said(on)}


def evidence_to_all(kind: str, on: date) -> str:
    """“after a session, March”: all that the others learn of it."""
    return str(TO_ALL[Kind(kind)]) % {"month": month_said(on)}


# ── what somebody and the author of a recommendation did together ──

COUNTED = {
    Kind.SESSION: ngettext_lazy("a session", "%(n)s sessions", "n"),
    Kind.ENCOUNTER: ngettext_lazy("a meeting", "%(n)s meetings", "n"),
    Kind.INTRODUCTION: ngettext_lazy("an introduction", "%(n)s introductions", "n"),
    Kind.ANSWER: ngettext_lazy("an answer", "%(n)s answers", "n"),
    Kind.LEAD: ngettext_lazy("a tip", "%(n)s tips", "n"),
    Kind.NOTE: ngettext_lazy("a note", "%(n)s notes", "n"),
    Kind.EVENT: ngettext_lazy("an event", "%(n)s events", "n"),
    Kind.PROJECT: ngettext_lazy("a project", "%(n)s projects", "n"),
}


def together_said(counts: Mapping[str, int], first: date, last: date) -> str:
    """“after 6 sessions between October 2025 and March 2026”, “after a session in March 2026”. `counts`: how many of each kind, at least one."""
    listed = _counted_said(counts)
    if (first.year, first.month) == (last.year, last.month):
        return _("after %(what)s in %(month)s") % {"what": listed, "month": month_said(last, year=True)}
    return _("after %(what)s between %(first)s and %(last)s") % {
        "what": listed,
        "first": day_written(first, "LLLL" if first.year == last.year else "LLLL yyyy"),
        "last": month_said(last, year=True),
    }


def seen_said(counts: Mapping[str, int]) -> str:
    """“in 2 sessions and an answer”: where somebody saw another at work. `counts`: how many of each kind, at least one."""
    return _("in %(what)s") % {"what": _counted_said(counts)}


def _counted_said(counts: Mapping[str, int]) -> str:
    parts = [str(COUNTED[Kind(kind)] % {"n": counts[kind]}) for kind in COUNTED if counts.get(kind)]
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


# ── names ──


def to_word(name: str) -> str:
    """The preposition before the name of who receives: “to”, «a», «ad»."""
    return euphonic(f"{pgettext('thanks', 'to')} {name}").removesuffix(name).strip()


# ── asks ──

REASONS = {
    RouteReason.OFFER: gettext_lazy("you offer “%(mine)s”"),
    RouteReason.SKILL: gettext_lazy("“%(mine)s” is among your skills"),
    RouteReason.HELPER: gettext_lazy("you have been of help to others here"),
    RouteReason.PASSED: gettext_lazy("%(name)s thought of you"),
}


def reason_said(reason: str, *, mine: str, passed_by: str) -> str:
    """Why it was brought to who reads: “you offer “audits””."""
    return str(REASONS[RouteReason(reason)]) % {"mine": mine, "name": passed_by or _someone()}


def when_asked(days: int) -> str:
    """“since today”, “for nine days”: how long an ask has been open."""
    if days < 1:
        return _("since today")
    return ngettext("since yesterday", "for %(days)s days", days) % {"days": days}


def heading_of_asks(mine: int, for_me: int) -> str:
    """What the page begins with: how much there is that concerns who reads."""
    if not for_me and not mine:
        return _("What would help somebody, now")
    if not mine:
        return ngettext("One ask where you can help.", "%(n)s asks where you can help.", for_me) % {"n": for_me}
    own = ngettext("One ask of yours", "%(n)s asks of yours", mine) % {"n": mine}
    others = ngettext("one where you can help", "%(n)s where you can help", for_me) % {"n": for_me}
    return f"{own}, {others}." if for_me else f"{own}."


# ── shares ──

#: To who shares it, before it is sent; and to who receives it.
SHARED_BECAUSE = {
    ShareReason.NEED: gettext_lazy("looks for “%(theirs)s”"),
    ShareReason.CURIOUS: gettext_lazy("is curious about “%(theirs)s”"),
    ShareReason.ALLY: gettext_lazy("your ally"),
    ShareReason.CHOSEN: gettext_lazy("because you think of them"),
}
FOR_YOU_BECAUSE = {
    ShareReason.NEED: gettext_lazy("you look for “%(theirs)s”"),
    ShareReason.CURIOUS: gettext_lazy("you are curious about “%(theirs)s”"),
    ShareReason.ALLY: gettext_lazy("you named each other allies"),
    ShareReason.CHOSEN: gettext_lazy("%(name)s thought of you"),
    ShareReason.PASSED: gettext_lazy("%(name)s thought of you"),
}


def why_shared(reason: str, *, theirs: str) -> str:
    """“looks for “a first budget””: why it concerns somebody, said to who shares it."""
    return str(SHARED_BECAUSE[ShareReason(reason)]) % {"theirs": theirs}


def why_for_you(reason: str, *, theirs: str, name: str) -> str:
    """“you look for “a first budget””: the same, said to who receives it."""
    return str(FOR_YOU_BECAUSE[ShareReason(reason)]) % {"theirs": theirs, "name": name or _someone()}


def _someone() -> str:
    return pgettext("who passed an ask on", "somebody")
