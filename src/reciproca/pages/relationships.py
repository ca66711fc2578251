"""My relationships: each tie as one of its two people is told of it. In words and pictures, never as a number of the other.

How a tie is comes from its row (`network.graph`), what it is made of from the lines of the ledger, as in Given and received.
Who left, is blocked, or must not be seen is absent; their ties count in nothing that is shown.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.core.urls import reverse_in
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.queries import mentorships_visible_to
from reciproca.network.choices import Kind, Rhythm, State
from reciproca.network.graph import Known, ties_of
from reciproca.network.models import Alliance, Care, Reminder, TimeForTies
from reciproca.network.queries import (
    around,
    beginning_of,
    care_of,
    connection_between,
    lines_of,
    lines_with,
    naming_of,
    reminders_on,
    requests_to_answer,
)
from reciproca.network.rules import can_name
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.queries import zone_named, zone_of
from reciproca.people.sections import Section, Visit
from reciproca.suggestions.kept import tie_to_wake
from reciproca.suggestions.next_steps import QUIET
from reciproca.suggestions.words import Said, said_of

from .given import Entry, chapters_of, entries_of
from .words import ago_said, capital, in_words, listed

__all__ = ["Thread", "page_of_ties", "page_of_two", "tie_with"]

WEEKS = 52

#: Where a tie comes from, by the kind of object of its first line.
ORIGINS = {
    "mentoringsession": pgettext_lazy("ties", "from mentorships"),
    "feedbackwindow": pgettext_lazy("ties", "from mentorships"),
    "helpoffer": pgettext_lazy("ties", "from a hand given"),
    "coffeetable": pgettext_lazy("ties", "from a coffee"),
    "meetuppair": pgettext_lazy("ties", "from a meet-up"),
    "together": pgettext_lazy("ties", "from a project"),
}
ELSEWHERE = pgettext_lazy("ties", "from words of thanks")
TABS = {
    State.ACTIVE: pgettext_lazy("ties", "Alive"),
    State.NEW: pgettext_lazy("ties", "New"),
    State.COOLING: pgettext_lazy("ties", "Loosening"),
    State.DORMANT: pgettext_lazy("ties", "Asleep"),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """A tie, and what its reader is told of it: the latest that each gave, and a year of weeks."""

    person: Membership
    tie: Known
    entries: Sequence[Entry]  # the latest first, confirmed
    today: date
    is_ally: bool = False

    @property
    def state(self) -> str:
        return str(self.tie.state)

    @property
    def strand(self) -> str:
        """How its thread is drawn: twisted between allies who are alive to each other, else by its state."""
        return "ally" if self.is_ally and self.tie.state in (State.ACTIVE, State.NEW) else self.state

    def is_shown_for(self, asked: str) -> bool:
        """By its state, or that it is one between allies."""
        return self.state == asked or (self.is_ally and asked == "ally")

    @property
    def state_said(self) -> str:
        state = str(self.tie.state.label)
        return _("allies, %(state)s") % {"state": state} if self.is_ally else state

    @property
    def url(self) -> str:
        return reverse_in(self.person.community, "here:relationship", public_id=self.person.public_id)

    @property
    def last_said(self) -> str:
        """“three weeks ago”."""
        return ago_said(self.entries[0].day, self.today)

    @property
    def story(self) -> list[Entry]:
        """The latest that came from the other, that went to them, and that was done together; what came last stands first.
        Words on how it went stand only where there is nothing else."""
        latest: dict[str, Entry] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.line.kind == Kind.FEEDBACK):
            latest.setdefault(entry.by, entry)
        return sorted(latest.values(), key=lambda entry: entry.day, reverse=True)

    @property
    def weeks(self) -> list[int]:
        """How much happened in each of the last weeks, oldest first."""
        found = [0] * WEEKS
        for entry in self.entries:
            back = (self.today - entry.day).days // 7
            if 0 <= back < WEEKS:
                found[-1 - back] += 1
        return found

    @property
    def origin(self) -> str:
        return str(ORIGINS.get(self.entries[-1].line.object_kind, ELSEWHERE))


@dataclass(frozen=True, slots=True)
class Opened:
    """What one's ties open to their owner: where they live and what they know, as far as they show it. Without numbers."""

    places: list[str]
    fields: list[str]


def page_of_ties(person: Membership, asked: str = "") -> dict[str, Any]:
    """All ties; `asked`: those in one state alone, or those between allies."""
    near = _near(person)
    threads = _threads(person, near)
    shown = [thread for thread in threads if asked and thread.is_shown_for(asked)] or threads
    origins = list(dict.fromkeys(thread.origin for thread in threads))
    tied = {thread.person.pk for thread in threads}
    [(waiting, has_time, has_wishes)] = _kept_by(person.pk, clock.now())
    may_wake = bool(threads) and (has_wishes or any(tie.state in QUIET for tie in near.ties.values()))
    return {
        "threads": sorted(shown, key=lambda thread: list(State).index(thread.tie.state)),
        "summary": _summary(threads),
        "show": asked if shown is not threads else "",
        "tabs": _tabs(person, threads, asked if shown is not threads else ""),
        "map": [_on_the_map(thread, origins) for thread in threads] if len(threads) > 1 else [],
        "origins": origins if len(origins) > 1 else [],
        "states": {thread.strand for thread in threads},
        "quiet": [one for one in near.people if one.is_connected and one.pk not in tied],
        "opened": _opened_by([one for one in near.people if one.is_connected or one.pk in tied]),
        "asked": waiting,
        "time": has_time,
        "wake": _to_wake(person, near.zone) if may_wake else None,
        "has_mentorships": bool(threads) or mentorships_visible_to(person).exists(),
    }


@prepared()
def _kept_by(person: int, now: datetime) -> QuerySet:
    """How many ask to be connected, whether an hour is kept for ties, and whether a rhythm is wished for any of them."""
    requests = requests_to_answer(Membership(pk=person), now=now).order_by().values("receiver")
    number = Subquery(requests.annotate(number=Count("pk")).values("number"))
    time = Exists(TimeForTies.objects.filter(person=person))
    wishes = Exists(Care.objects.filter(person=person, wished_at__isnull=False))
    return Membership.objects.filter(pk=person).values_list(Coalesce(number, 0), time, wishes)


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody, their ties, and the people of these and of their connections whom they may see (`network.queries.around`)."""

    me: Membership
    ties: Mapping[int, Known]
    people: Sequence[Any]
    zone: ZoneInfo


def _near(person: Membership) -> Near:
    ties = {tie.other: tie for tie in ties_of(person, now=clock.now())}
    found = around(person.pk, (person.pk, *ties))
    for one in found:
        one.community = person.community  # so that none asks for it
    [me] = [one for one in found if one.pk == person.pk]
    profile = getattr(me, "profile", None)
    zone = zone_named(profile.time_zone if profile else "", person.community)
    return Near(me, ties, [one for one in found if one is not me], zone)


def page_of_two(person: Membership, other: Membership) -> dict[str, Any] | None:
    """What lies between the two, in the eyes of the first, who is known to see the other; None when there is nothing: no
    connection, no line."""
    zone = zone_of(person)
    connection = connection_between(person, other)
    entries = entries_of(person, lines_with(person, other), zone)
    if not entries and connection is None:
        return None
    ties = {tie.other: tie for tie in ties_of(person, now=clock.now())}
    there = _there(person, other)
    kept = _kept_on(person, other, there, is_tied=other.pk in ties)
    allies = {other.pk} if kept.are_allies else set()
    thread = _thread(other, ties, entries, _today(zone), allies)
    return {
        "other": other,
        "thread": thread,
        "chapters": chapters_of(entries),
        "mentorship": _mentorship_of(person, other) if there.mentorship else "",
        "said": _how_it_is(thread) if thread else _nothing_yet(entries),
        "beginning": beginning_of(connection) if connection else None,
        "kept": kept,
        "link": connection,
        "is_hidden": connection is not None and connection.is_hidden_by(person),
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What its reader keeps of the other for themselves."""

    care: Care | None
    reminders: list[Reminder]
    naming: Alliance | None  # whether they named the other as an ally
    are_allies: bool
    may_name: bool

    @property
    def rhythm_said(self) -> str:
        return str(Rhythm(self.care.rhythm).label) if self.care is not None and self.care.rhythm else ""


class There(NamedTuple):
    """Of what there is something between two people, before any of it is read."""

    care: bool
    reminder: bool
    naming: bool
    named: bool  # by the other
    mentorship: bool


def _there(person: Membership, other: Membership) -> There:
    return There(*_asked_of_two(person.pk, other.pk)[0])


@prepared()
def _asked_of_two(person: int, other: int) -> QuerySet:
    return Membership.objects.filter(pk=person).values_list(
        Exists(Care.objects.filter(person=person, other=other)),
        Exists(Reminder.objects.filter(person=person, other=other)),
        Exists(Alliance.objects.filter(person=person, other=other)),
        Exists(Alliance.objects.filter(person=other, other=person)),
        Exists(Mentorship.objects.filter(mentor__in=(person, other), mentee__in=(person, other))),
    )


def _kept_on(person: Membership, other: Membership, there: There, *, is_tied: bool) -> Kept:
    naming = naming_of(person, other) if there.naming else None
    return Kept(
        care_of(person, other) if there.care else None,
        list(reminders_on(person, other)) if there.reminder else [],
        naming,
        are_allies=naming is not None and there.named,
        may_name=naming is None and (is_tied or can_name(person, other)),
    )


def _nothing_yet(entries: Sequence[Entry]) -> str:
    return _("Nothing of it is confirmed yet.") if entries else _("Connected. What comes of it will stand here.")


def _opened_by(people: Iterable[Any]) -> Opened | None:
    """Read from what each of them shows to this reader; nothing where fewer than two places or fields come of it."""
    places, fields = Counter[str](), Counter[str]()
    for one in sorted(people, key=lambda one: one.pk):
        profile = getattr(one, "profile", None)
        if profile is None:
            continue
        sights = {Sight.COMMUNITY, Sight.PARTNERS} if one.is_partner else {Sight.COMMUNITY}
        if profile.city and profile.sight_of(ProfileField.PLACE) in sights:
            places[profile.city] += 1
        if profile.sight_of(ProfileField.SKILLS) in sights:
            fields.update(str(skill).casefold() for skill in profile.skills)
    opened = Opened(_most_told(places), _most_told(fields))
    return opened if len(opened.places) > 1 or len(opened.fields) > 1 else None


def _most_told(counted: Counter[str]) -> list[str]:
    """The twelve that come up most, in the order of the alphabet: an order that ranks nothing."""
    return sorted(word for word, _number in counted.most_common(12))


def tie_with(visit: Visit) -> Section | None:
    """On somebody's page, for who has a tie with them: how it is, and the way to their story."""
    if not visit.answers["is_tied"]:
        return None
    ties = ties_of(visit.viewer, now=clock.now())
    tie = next((one for one in ties if one.other == visit.person.pk), None)
    return Section("pages/parts/tie.html", tie) if tie else None


def _to_wake(person: Membership, zone: ZoneInfo) -> Said | None:
    """The one quiet tie with the best reason today."""
    way = tie_to_wake(person)
    return said_of(way, person, zone) if way else None


def _threads(person: Membership, near: Near) -> list[Thread]:
    tied = [one for one in near.people if one.pk in near.ties]
    if not tied:
        return []
    by_other: dict[int, list[Entry]] = {}
    for entry in entries_of(near.me, lines_of(near.me, known=tied), near.zone):
        if entry.line.other is not None:
            by_other.setdefault(entry.line.other.person.pk, []).append(entry)
    allies = {one.pk for one in tied if one.is_ally}
    found = [_thread(other, near.ties, by_other.get(other.pk, []), _today(near.zone), allies) for other in tied]
    places = {key: place for place, key in enumerate(near.ties)}
    return sorted((thread for thread in found if thread), key=lambda thread: places[thread.person.pk])


def _thread(
    other: Membership, ties: Mapping[int, Known], entries: Iterable[Entry], today: date, allies: Collection[int] = ()
) -> Thread | None:
    confirmed = [entry for entry in entries if entry.line.is_confirmed]
    if not confirmed or other.pk not in ties:
        return None
    return Thread(other, ties[other.pk], confirmed, today, other.pk in allies)


def _today(zone: ZoneInfo) -> date:
    return clock.now().astimezone(zone).date()


def _mentorship_of(person: Membership, other: Membership) -> str:
    """Where the two work together, or did last."""
    both = mentorships_visible_to(person).filter(mentor__in=(person, other), mentee__in=(person, other))
    latest = both.order_by("-began_at", "-pk").values_list("public_id", flat=True).first()
    return reverse_in(person.community, "mentoring:mentorship-detail", public_id=latest) if latest else ""


# ── in words ─────────────────────────────────────────────────────────────────


def _summary(threads: Sequence[Thread]) -> str:
    """“Seven ties: four alive, one new, two asleep.”"""
    if not threads:
        return ""
    parts = [_how_many(state, number) for state in State if (number := _number(threads, state))]
    all_said = ngettext("%(number)s tie", "%(number)s ties", len(threads)) % in_words(len(threads))
    return _("%(ties)s: %(states)s.") % {"ties": capital(all_said), "states": listed(parts)}


def _how_many(state: State, number: int) -> str:
    said = {
        State.ACTIVE: ngettext("one alive", "%(number)s alive", number),
        State.NEW: ngettext("one new", "%(number)s new", number),
        State.COOLING: ngettext("one loosening", "%(number)s loosening", number),
        State.DORMANT: ngettext("one asleep", "%(number)s asleep", number),
    }
    return said[state] % in_words(number)


def _number(threads: Iterable[Thread], state: State) -> int:
    return sum(thread.tie.state == state for thread in threads)


def _how_it_is(thread: Thread) -> str:
    """One sentence on a tie, measured by its own rhythm."""
    values = {"name": thread.person.given_name, "when": thread.last_said}
    said = {
        State.ACTIVE: _("Alive. The last that the two of you shared was %(when)s."),
        State.NEW: _("New. It began not long ago, and the last that the two of you shared was %(when)s."),
        State.COOLING: _("Loosening: for your own rhythm it has been quiet for a while. The last was %(when)s."),
        State.DORMANT: _("Asleep, not over. The last was %(when)s, and such ties wake up well."),
    }
    return said[thread.tie.state] % values


def _tabs(person: Membership, threads: Sequence[Thread], asked: str) -> list[dict[str, Any]]:
    """One for each state there is; none when all are alike."""
    here = reverse_in(person.community, "here:relationships")
    allies = sum(thread.is_ally for thread in threads)
    of_allies = {
        "label": pgettext("ties", "Allies"),
        "url": f"{here}?show=ally#each",
        "current": asked == "ally",
        "count": allies,
    }
    found = [
        {
            "label": str(TABS[state]),
            "url": f"{here}?show={state}#each",
            "current": asked == state,
            "count": number,
        }
        for state in State
        if (number := _number(threads, state))
    ]
    everything = {"label": pgettext("ties", "All"), "url": f"{here}#each", "current": not asked, "count": len(threads)}
    if allies:
        found.insert(0, of_allies)
    return [everything, *found] if len(found) > 1 else []


def _on_the_map(thread: Thread, origins: Sequence[str]) -> dict[str, Any]:
    return {
        "public_id": thread.person.public_id,
        "name": thread.person.name,
        "photo_url": thread.person.photo_url,
        "when": thread.last_said,
        "tie": thread.strand,
        "strength": thread.tie.strength,
        "place": origins.index(thread.origin),
    }
