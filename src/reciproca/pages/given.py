"""Given and received: a person's own story, from their lines of the ledger. It adds nothing up and compares nothing.

The ledger says who, when, what kind and whether it was confirmed; the room a line comes from says what it was about, as
far as the reader may know (`THINGS`, by kind of object: a new kind of object adds one).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.drawing.weave import MOST
from reciproca.core.ids import dom_id
from reciproca.core.italian import euphonic
from reciproca.exchanges.queries import (
    answers_visible_to,
    endorsements_visible_to,
    leads_visible_to,
    recognitions_visible_to,
    recommendations_visible_to,
    thanked_receptions,
)
from reciproca.mentoring.choices import SessionState
from reciproca.mentoring.models import FeedbackWindow
from reciproca.mentoring.queries import mentorships_visible_to, sessions_to_confirm, sessions_visible_to
from reciproca.mentoring.words import day_said
from reciproca.network.circulation import roads
from reciproca.network.lineage import Lineage, lineages_of
from reciproca.network.queries import Face, Gift, Line, lines_of
from reciproca.network.words import long_month, name_said, said
from reciproca.people.queries import zone_of
from reciproca.suggestions.choices import HelpState
from reciproca.suggestions.queries import offers_visible_to

from .navigation import address_in
from .words import listed, month_said, span_said

__all__ = ["Chapter", "Entry", "chapters_of", "entries_of", "page_of_year"]

#: Words of a recommendation that the story shows.
BEGINNING = 24
#: Stories of what went on that the page tells.
MOST_STORIES = 3
#: Words that stand for a thing where many are told one below the other.
FIRST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Thing:
    """What a line came from, in its own room: when it was, what about, where to read it, whether it waits for me."""

    at: datetime | None = None
    about: str = ""
    url: str = ""
    waits_for_me: bool = False

    @property
    def beginning(self) -> str:
        """The first words of what it is about, to stand inside a sentence."""
        return Truncator(self.about).words(FIRST_WORDS, truncate="…").removesuffix(".")


NOTHING = Thing()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as its person reads it."""

    line: Line
    thing: Thing
    day: date
    before: "Entry | None" = None  # the help from somebody else that was passed on with it

    @property
    def said(self) -> str:
        return said(self.line)

    @property
    def day_said(self) -> str:
        return day_said(self.day)

    @property
    def by(self) -> str:
        return {"given": "mine", "received": "theirs", "mutual": "both"}[self.line.direction]

    @property
    def after(self) -> str:
        """What it continues, in words."""
        if self.before is None:
            return ""
        return _("After what %(name)s gave you in %(month)s.") % {
            "name": name_said(self.before.line),
            "month": long_month(self.before.day),
        }

    @property
    def waits(self) -> str:
        """Whose word is still awaited, in words; empty when it is confirmed."""
        if self.line.is_confirmed:
            return ""
        if self.thing.waits_for_me:
            return _("waits for your word")
        if self.line.other is None:
            return _("to be confirmed")
        return _("waits for the word of %(name)s") % {"name": name_said(self.line)}


@dataclass(frozen=True, slots=True)
class Chapter:
    first_day: date
    entries: list[Entry] = field(default_factory=list)

    @property
    def title(self) -> str:
        return long_month(self.first_day)

    @property
    def title_with_year(self) -> str:
        """“November 2025”, where years are told one below the other."""
        this_year = clock.now().year == self.first_day.year
        return self.title if this_year else f"{self.title} {self.first_day.year}"


def page_of_year(person: Membership, asked: str = "") -> dict[str, Any]:
    """What the page shows of one year: the one asked for, or the last in which something happened."""
    zone = zone_of(person)
    entries = entries_of(person, lines_of(person), zone)
    years = sorted({entry.day.year for entry in entries}, reverse=True)
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else clock.today(zone).year)
    of_year = [entry for entry in entries if entry.day.year == year]
    threads, faces = _threads(of_year)
    return {
        "year": year,
        "years": years,
        "chapters": chapters_of(of_year),
        "summary": _summary(of_year, year),
        "threads": threads,
        "people": [person, *faces],
        "months": [month_said(date(year, month, 1)) for month in range(1, 13)],
        "picture": _picture_said(of_year, threads, faces, year),
        "chain": _chain(person, of_year),
        "went_on": [_went_on_said(one) for one in lineages_of(person)[:MOST_STORIES]],
        "has_mentorships": bool(entries) or mentorships_visible_to(person).exists(),
    }


def entries_of(person: Membership, lines: Sequence[Line], zone: ZoneInfo) -> list[Entry]:
    """These lines of the person, each with what it came from, the latest first."""
    things: dict[tuple[str, str], Thing] = {}
    for kind, ids in _ids_by_kind(lines).items():
        if kind in THINGS:
            things |= {(kind, public_id): thing for public_id, thing in THINGS[kind](person, ids).items()}
    entries = []
    for line in lines:
        thing = things.get((line.object_kind, line.object_id), NOTHING)
        entries.append(Entry(line, thing, (thing.at or line.at).astimezone(zone).date()))
    return sorted(_with_what_they_continue(person, entries), key=lambda one: (one.day, one.line.seq), reverse=True)


def _ids_by_kind(lines: Iterable[Line]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.object_kind, []).append(line.object_id)
    return found


def _with_what_they_continue(person: Membership, entries: Sequence[Entry]) -> list[Entry]:
    """What I passed on says whose help came before: the roads of the community's circle, over my own lines."""
    mine = person.ledger_id
    assert mine is not None or not entries
    confirmed = [entry for entry in entries if entry.line.is_confirmed and not entry.line.is_mutual]
    gifts = [_gift(entry.line, mine) for entry in confirmed]
    before: dict[int, Entry] = {}
    for road in roads(gifts):
        entry = confirmed[road.place]
        if road.way == "passed_on" and road.after is not None and entry.line.is_given:
            before[entry.line.seq] = confirmed[road.after]
    return [replace(entry, before=before.get(entry.line.seq)) for entry in entries]


def _gift(line: Line, mine: Any) -> Gift:
    giver, receiver = (mine, line.other_id) if line.is_given else (line.other_id, mine)
    return Gift(giver, receiver, line.at, line.kind, line.weight)


def chapters_of(entries: Iterable[Entry]) -> list[Chapter]:
    """Month by month, in the order given."""
    return [Chapter(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.day.replace(day=1))]


# ── what it was ──────────────────────────────────────────────────────────────


def _sessions(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    sessions = list(sessions_visible_to(person).filter(public_id__in=ids))
    unsettled = any(session.state != SessionState.CONFIRMED for session in sessions)
    waiting = set(sessions_to_confirm(person).values_list("pk", flat=True)) if unsettled else set()
    found = {}
    for session in sessions:
        tellings = list(session.tellings.all())
        told = next((one for one in tellings if one.confirmed), tellings[0] if tellings else None)
        page = address_in(person.community, "mentoring:mentorship-detail", public_id=session.mentorship.public_id)
        found[str(session.public_id)] = Thing(
            at=session.starts_at,
            about=told.topics if told else "",
            url=f"{page}#{dom_id(session)}" if page else "",
            waits_for_me=session.state != SessionState.CONFIRMED and session.pk in waiting,
        )
    return found


def _feedback(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """Only where: what the two wrote is read on their own page."""
    windows = FeedbackWindow.objects.filter(mentorship__in=mentorships_visible_to(person), public_id__in=ids)
    found = {}
    for public_id, mentorship in windows.values_list("public_id", "mentorship__public_id"):
        page = address_in(person.community, "mentoring:mentorship-detail", public_id=mentorship)
        found[str(public_id)] = Thing(url=f"{page}#feedback" if page else "")
    return found


def _thanks(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """What changed for who gave them: all may read it, once they are shown."""
    found = {}
    for row in recognitions_visible_to(person).filter(public_id__in=ids).select_related(None):
        page = address_in(person.community, "exchanges:recognition-detail", public_id=row.public_id)
        found[str(row.public_id)] = Thing(about=row.change, url=page or "")
    return found


def _recommendations(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """How it begins; the rest is read on its page."""
    found = {}
    for row in recommendations_visible_to(person).filter(public_id__in=ids).select_related(None):
        page = address_in(person.community, "exchanges:recommendation-detail", public_id=row.public_id)
        found[str(row.public_id)] = Thing(about=Truncator(row.text).words(BEGINNING, truncate="…"), url=page or "")
    return found


def _helps(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """Which need it was for."""
    found = {}
    for offer in offers_visible_to(person).filter(public_id__in=ids):
        page = address_in(person.community, "suggestions:offer-detail", public_id=offer.public_id)
        found[str(offer.public_id)] = Thing(
            about=offer.need.text,
            url=page or "",
            waits_for_me=offer.state == HelpState.TOLD and offer.recipient_id == person.pk,
        )
    return found


def _answers(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """What had been asked."""
    found = {}
    for answer in answers_visible_to(person).filter(public_id__in=ids):
        page = address_in(person.community, "exchanges:ask-detail", public_id=answer.ask.public_id)
        found[str(answer.public_id)] = Thing(
            about=answer.ask.title, url=f"{page}#answer-{answer.public_id}" if page else ""
        )
    return found


def _leads(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    found = {}
    for lead in leads_visible_to(person).filter(public_id__in=ids):
        page = address_in(person.community, "exchanges:lead-detail", public_id=lead.public_id)
        found[str(lead.public_id)] = Thing(about=lead.title, url=page or "")
    return found


def _endorsements(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """Which skill was seen at work."""
    found = {}
    for row in endorsements_visible_to(person).filter(public_id__in=ids):
        page = address_in(person.community, "exchanges:endorsement-list")
        found[str(row.public_id)] = Thing(about=row.skill, url=f"{page}#{dom_id(row)}" if page else "")
    return found


def _receptions(person: Membership, ids: Sequence[str]) -> dict[str, Thing]:
    """What had been shared."""
    found = {}
    for row in thanked_receptions(person).filter(public_id__in=ids):
        page = address_in(person.community, "exchanges:share-detail", public_id=row.share.public_id)
        found[str(row.public_id)] = Thing(about=row.share.title, url=page or "")
    return found


THINGS: dict[str, Callable[[Membership, Sequence[str]], dict[str, Thing]]] = {
    "mentoringsession": _sessions,
    "feedbackwindow": _feedback,
    "recognition": _thanks,
    "recommendation": _recommendations,
    "helpoffer": _helps,
    "answer": _answers,
    "lead": _leads,
    "endorsement": _endorsements,
    "reception": _receptions,
}


# ── the year at a glance ─────────────────────────────────────────────────────


def _faces_of(entries: Iterable[Entry]) -> dict[Any, Face]:
    """Whom there was to do with, who came first first; somebody without a face is not among them."""
    in_order = sorted(entries, key=lambda entry: (entry.day, entry.line.seq))
    return {entry.line.other_id: entry.line.other for entry in in_order if entry.line.other is not None}


def _threads(entries: Sequence[Entry]) -> tuple[list[list[int]], list[Face]]:
    """In which months (0 to 11) the threads of a few others crossed mine: those whom it crossed in most months."""
    months: dict[Any, set[int]] = {}
    for entry in entries:
        months.setdefault(entry.line.other_id, set()).add(entry.day.month - 1)
    faces = _faces_of(entries)
    most = sorted(faces, key=lambda one: -len(months[one]))[:MOST]
    drawn = [one for one in faces if one in most]
    return [sorted(months[one]) for one in drawn], [faces[one] for one in drawn]


def _picture_said(entries: Sequence[Entry], threads: list[list[int]], faces: list[Face], year: int) -> str:
    """The drawing in words."""
    if not faces:
        return ""
    met = [
        _("with %(name)s %(when)s")
        % {"name": face.given_name, "when": span_said(date(year, places[0] + 1, 1), date(year, places[-1] + 1, 1))}
        for face, places in zip(faces, threads, strict=True)
    ]
    others = len({entry.line.other_id for entry in entries}) - len(faces)
    if others:
        met.append(ngettext("and with %(n)s other person", "and with %(n)s other people", others) % {"n": others})
    return _("Where your thread crossed another: %(list)s.") % {"list": ", ".join(met)}


def _summary(entries: Sequence[Entry], year: int) -> str:
    """With whom, in a sentence: the last three by name."""
    if not entries:
        return ""
    faces = list(_faces_of(entries).values())[::-1]
    names = [face.given_name for face in faces[:3]]
    others = len({entry.line.other_id for entry in entries}) - len(names)
    if others and names:
        names.append(ngettext("%(n)s other person", "%(n)s other people", others) % {"n": others})
    if not names:
        return _("In %(year)s your thread crossed that of others.") % {"year": year}
    return _("In %(year)s your thread crossed that of %(names)s.") % {"year": year, "names": listed(names)}


def _chain(person: Membership, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The last time that something went on from me to somebody else: from whom, me, to whom."""
    for entry in entries:
        before = entry.before
        if before is not None and before.line.other is not None and entry.line.other is not None:
            return [
                {"person": before.line.other, "who": before.line.other.given_name, "what": _told(before)},
                {"person": person, "who": _("You"), "what": _("passed it on")},
                {"person": entry.line.other, "who": entry.line.other.given_name, "what": _told(entry)},
            ]
    return []


def _went_on_said(lineage: Lineage) -> str:
    """“What you gave Giulio has reached Paola and others.”: with the names of those who allow it, and no others."""
    names = [one.given_name for one in lineage.named]
    values = {"name": lineage.through.given_name if lineage.through else "", "number": lineage.number or 0}
    values["names"] = listed([*names, _("others")] if lineage.has_others else names)
    if lineage.number is not None and lineage.has_others:
        reached = ngettext("%(number)s person", "%(number)s people", lineage.number) % values
        values["names"] = (
            _("%(reached)s, %(names)s among them") % {"reached": reached, "names": listed(names)} if names else reached
        )
    if lineage.through is None:
        return _("What you gave to somebody has reached %(names)s.") % values
    return euphonic(_("What you gave to %(name)s has reached %(names)s.") % values)


def _told(entry: Entry) -> str:
    return f"{entry.said}, {entry.day_said}"
