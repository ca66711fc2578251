"""My relationships: each tie as one of its two people is told of it. In words and pictures, never as a number of the other.

How a tie is comes from its row (`network.graph`), what it is made of from the lines of the ledger, as in Given and received.
Who left, is blocked, or must not be seen is absent; their ties count in nothing that is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.mentoring.queries import mentorships_visible_to, zone_of
from reciproca.network.choices import Kind, State
from reciproca.network.graph import Known, ties_of
from reciproca.network.queries import lines_between, lines_of
from reciproca.people.queries import people_visible_to
from reciproca.people.sections import Section
from reciproca.suggestions.next_steps import reconnections
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

    @property
    def state(self) -> str:
        return str(self.tie.state)

    @property
    def state_said(self) -> str:
        return str(self.tie.state.label)

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


def page_of_ties(person: Membership, asked: str = "") -> dict[str, Any]:
    """All ties; `asked`: those in one state alone."""
    threads = _threads(person)
    shown = [thread for thread in threads if thread.state == asked] or threads
    origins = list(dict.fromkeys(thread.origin for thread in threads))
    return {
        "threads": sorted(shown, key=lambda thread: list(State).index(thread.tie.state)),
        "summary": _summary(threads),
        "tabs": _tabs(person, threads, asked if shown is not threads else ""),
        "map": [_on_the_map(thread, origins) for thread in threads] if len(threads) > 1 else [],
        "origins": origins if len(origins) > 1 else [],
        "states": {thread.state for thread in threads},
        "wake": _to_wake(person) if threads else None,
        "has_mentorships": bool(threads) or mentorships_visible_to(person).exists(),
    }


def page_of_two(person: Membership, other: Membership) -> dict[str, Any] | None:
    """What lies between the two, in the eyes of the first; None when nothing was ever written of them."""
    zone = zone_of(person)
    entries = entries_of(person, lines_between(person, other), zone)
    if not entries:
        return None
    thread = _thread(other, {tie.other: tie for tie in ties_of(person, now=clock.now())}, entries, _today(zone))
    return {
        "other": other,
        "thread": thread,
        "chapters": chapters_of(entries),
        "mentorship": _mentorship_of(person, other),
        "said": _how_it_is(thread) if thread else _("Nothing of it is confirmed yet."),
    }


def tie_with(person: Membership, viewer: Membership) -> Section | None:
    """On somebody's page, for who has a tie with them: how it is, and the way to their story."""
    if person.pk == viewer.pk:
        return None
    tie = next((one for one in ties_of(viewer, now=clock.now()) if one.other == person.pk), None)
    return Section("pages/parts/tie.html", tie) if tie else None


def _to_wake(person: Membership) -> Said | None:
    """The one quiet tie with the best reason today."""
    for way in reconnections(person)[:1]:
        return said_of(way, person, zone_of(person))
    return None


def _threads(person: Membership) -> list[Thread]:
    ties = {tie.other: tie for tie in ties_of(person, now=clock.now())}
    if not ties:
        return []
    zone = zone_of(person)
    by_other: dict[int, list[Entry]] = {}
    for entry in entries_of(person, lines_of(person), zone):
        if entry.line.other is not None:
            by_other.setdefault(entry.line.other.person.pk, []).append(entry)
    people = list(people_visible_to(person).filter(pk__in=ties))
    for other in people:
        other.community = person.community  # so that none asks for it
    found = [_thread(other, ties, by_other.get(other.pk, []), _today(zone)) for other in people]
    return sorted((thread for thread in found if thread), key=lambda thread: list(ties).index(thread.person.pk))


def _thread(other: Membership, ties: Mapping[int, Known], entries: Iterable[Entry], today: date) -> Thread | None:
    confirmed = [entry for entry in entries if entry.line.is_confirmed]
    return Thread(other, ties[other.pk], confirmed, today) if confirmed and other.pk in ties else None


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
    return [everything, *found] if len(found) > 1 else []


def _on_the_map(thread: Thread, origins: Sequence[str]) -> dict[str, Any]:
    return {
        "public_id": thread.person.public_id,
        "name": thread.person.name,
        "photo_url": thread.person.photo_url,
        "when": thread.last_said,
        "tie": thread.state,
        "strength": thread.tie.strength,
        "place": origins.index(thread.origin),
    }
