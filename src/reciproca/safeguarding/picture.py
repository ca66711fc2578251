"""What the pages of this room show, made once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.audit.queries import entries_about
from reciproca.communities.models import Membership
from reciproca.communities.queries import names_by_ledger_id
from reciproca.people.queries import people_visible_to

from .choices import Decided, Reason
from .models import Decision, Doubt, Report
from .queries import hold_on
from .words import day_said, doubt_said

__all__ = [
    "SeenDecision",
    "SeenDoubts",
    "SeenReport",
    "seen_decision",
    "seen_doubts",
    "seen_report",
    "seen_reports",
    "trail_of",
]


@dataclass(frozen=True, slots=True)
class SeenDecision:
    row: Decision
    said: str
    day: str
    until: str


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A report as its reporter reads it, or who decides: `concerned` is None for the first where the two must not meet."""

    row: Report
    about: str
    reason: str
    day: str
    concerned: Membership | None
    reporter: Membership | None
    decisions: list[SeenDecision]


@dataclass(frozen=True, slots=True)
class SeenDoubts:
    """What there is about one person: reasons in words, who else is named in them, and whether they are held."""

    person: Membership
    reasons: list[tuple[Doubt, str, list[Membership]]]
    held_until: str


def seen_reports(rows: Iterable[Report], reader: Membership, *, decides: bool = False) -> list[SeenReport]:
    reports = list(rows)
    people = {row.concerned_id for row in reports}
    visible = people if decides else set(people_visible_to(reader).filter(pk__in=people).values_list("pk", flat=True))
    by_report: dict[int, list[Decision]] = {}
    for one in Decision.objects.filter(report__in=reports).select_related("by").order_by("at", "pk"):
        by_report.setdefault(one.report_id, []).append(one)
    return [_seen(row, by_report.get(row.pk, []), reader, shows=row.concerned_id in visible) for row in reports]


def seen_report(row: Report, reader: Membership, *, decides: bool = False) -> SeenReport:
    return seen_reports([row], reader, decides=decides)[0]


def trail_of(report: Report, reader: Membership) -> list[tuple[str, str, str]]:
    """What the audit trail knows of a report, the first first: what was done, on which day, by whom. Who reported it does not know."""
    said = {
        "file_report": _("It was reported."),
        "read_report": _("The copy and the words were read."),
        "decide_report": _("Something was decided."),
    }
    entries = [entry for entry in entries_about(report).reverse() if entry.deed in said]
    names = names_by_ledger_id({entry.actor for entry in entries if entry.actor})
    return [(said[entry.deed], _day(entry.at, reader), names.get(entry.actor, "")) for entry in entries]


def seen_decision(row: Decision) -> SeenDecision:
    """As whom it touches reads it."""
    said = {
        Decided.HOLD: _("You write to who coordinates, and to nobody else here"),
        Decided.PAUSE: _("Your membership is paused"),
        Decided.REMOVE: _("Something you wrote was taken away"),
    }
    return _decision(row, said[Decided(row.decided)])


def seen_doubts(rows: Iterable[Doubt], reader: Membership) -> list[SeenDoubts]:
    """By person, those who wait first."""
    doubts = list(rows)
    ids = {public_id for doubt in doubts for public_id in doubt.others}
    others = {str(one.public_id): one for one in people_visible_to(reader).filter(public_id__in=ids)}
    found: dict[int, SeenDoubts] = {}
    for doubt in doubts:
        if doubt.person_id not in found:
            hold = hold_on(doubt.person)
            until = day_said(hold.until, reader.community) if hold is not None else ""
            found[doubt.person_id] = SeenDoubts(doubt.person, [], until)
        named = [others[one] for one in doubt.others if one in others]
        found[doubt.person_id].reasons.append((doubt, doubt_said(doubt), named))
    return list(found.values())


def _seen(row: Report, decisions: list[Decision], reader: Membership, *, shows: bool) -> SeenReport:
    community = reader.community
    return SeenReport(
        row=row,
        about=_about(row.object_kind),
        reason=str(Reason(row.reason).label),
        day=_day(row.at, reader),
        concerned=row.concerned if shows else None,
        reporter=row.reporter if row.is_named else None,
        decisions=[_decision(one, str(Decided(one.decided).label), community=community) for one in decisions],
    )


def _decision(row: Decision, said: str, *, community: object = None) -> SeenDecision:
    place = community or row.community
    until = day_said(row.until, place) if row.until else ""  # type: ignore[arg-type]
    return SeenDecision(row, said, day_said(row.at, place), until)  # type: ignore[arg-type]


def _about(kind: str) -> str:
    return {
        "membership": pgettext("reported", "A person"),
        "profile": pgettext("reported", "What stands on somebody’s page"),
        "message": pgettext("reported", "A message"),
        "ask": pgettext("reported", "An ask"),
        "answer": pgettext("reported", "An answer"),
        "recognition": pgettext("reported", "Thanks"),
    }.get(kind, pgettext("reported", "Something"))


def _day(moment: datetime, reader: Membership) -> str:
    return day_said(moment, reader.community)
