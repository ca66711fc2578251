"""The lists behind the figures as `figure_page.html` draws them: words, form, tabs, rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reciproca.communities.choices import MembershipState
from reciproca.communities.faces import drawn_person
from reciproca.communities.models import Membership
from reciproca.core.ids import dom_id
from reciproca.core.italian import elided
from reciproca.core.paging import pages_shown
from reciproca.core.urls import addresses_in, pattern_in, reverse_in
from reciproca.mentoring.choices import Ending, MentorshipState, SessionState
from reciproca.mentoring.models import MentoringSession
from reciproca.mentoring.words import day_of, day_said
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Cohort, text_of

from .choices import Figure, PairsBy
from .lists import Chosen, header_of, role_words
from .picture import list_url, why_not_met
from .queries import ListedPair, reminded_at

__all__ = ["list_shown"]


def list_shown(
    request: HttpRequest, chosen: Chosen, page: Page, tabs: Sequence[Mapping[str, Any]], cohorts: Sequence[Cohort]
) -> dict[str, Any]:
    """All that the page of a list draws."""
    person: Membership = request.person  # type: ignore[attr-defined]
    rows, reminded = list(page.object_list), {}
    if chosen.figure == Figure.PAIRS:
        rows = [*map(ListedPair._make, rows)]
        reminded = reminded_at(rows)
    here = list_url(person, chosen.figure)
    asked = request.GET.urlencode()
    return {
        "figure": chosen.figure,
        "words": _words(chosen.figure, get_language() or ""),
        "chosen": {"q": chosen.q, "which": chosen.which, "month": f"{chosen.month:%Y-%m}" if chosen.month else ""},
        "cohorts": [(one.public_id, f"{one.programme.name}, {one.name}", one == chosen.cohort) for one in cohorts],
        "roles": _options(ProgrammeRole, chosen.role) if chosen.figure == Figure.PEOPLE else [],
        "orders": _options(PairsBy, chosen.sort) if chosen.figure == Figure.PAIRS else [],
        "tabs": [{**tab, "url": _narrowed(here, chosen, tab["value"])} for tab in tabs],
        "rows": [*map(SHOWN[chosen.figure](person, reminded), rows)],
        "pages_shown": pages_shown(page, request.GET),
        "files": {ending: _file_url(person, chosen.figure, ending, asked) for ending in ("xlsx", "csv")},
    }


def _options(choices: Any, chosen: str) -> list[tuple[str, str, bool]]:
    return [(value, str(label), value == chosen) for value, label in choices.choices]


def _narrowed(here: str, chosen: Chosen, which: str) -> str:
    """The same list with another tab."""
    kept = {
        "which": which, "q": chosen.q, "role": chosen.role, "sort": chosen.sort,
        "month": f"{chosen.month:%Y-%m}" if chosen.month else "",
        "cohort": str(chosen.cohort.public_id) if chosen.cohort else "",
    }  # fmt: skip
    asked = urlencode({name: value for name, value in kept.items() if value})
    return f"{here}?{asked}" if asked else here


def _file_url(person: Membership, figure: str, ending: str, asked: str) -> str:
    address = reverse_in(person.community, f"insights:figure-{ending}", figure=figure)
    return f"{address}?{asked}" if asked else address


@lru_cache(32)
def _words(figure: str, _language: str) -> dict[str, Any]:
    return {
        "label": str(Figure(figure).label),
        "columns": columns_of(figure),
        "overview": pgettext("place", "Overview"),
        "which_ones": _("Which ones"),
        "name": _("Name"),
        "cohort": _("Cohort"),
        "whole_community": _("the whole community"),
        "role": _("Role"),
        "any_role": _("any role"),
        "order_by": _("Order by"),
        "show": _("Show"),
        "download": _("Download these as XLSX"),
        "or": _("or"),
        "other_lists": _("Other lists"),
        "signals": _("Words in confidence"),
        "mentor": _("Mentor"),
        "mentee": _("Mentee"),
        "together_since": _("Together since"),
        "sessions": pgettext("list", "Sessions"),
        "minutes": _("Minutes"),
        "mentees_now": _("Mentees now"),
        "room_for": _("Room for"),
        "with": _("with %(mentor)s"),
        "write_to_both": _("Write to both"),
    }


def columns_of(figure: str) -> list[tuple[str, str]]:
    """The head of the table on the page: each column with its class, if any."""
    match figure:
        case Figure.PAIRS:
            names = [_("Mentee and mentor"), _("Cohort"), _("Together since"), _("How it stands")]
            return [(name, "") for name in (*names, pgettext("list", "Sessions"))]
        case Figure.SESSIONS:
            return [(name, "num" if place == 4 else "") for place, name in enumerate(header_of(figure))]
        case Figure.MENTORS:
            return [(name, "num" if place > 2 else "") for place, name in enumerate(header_of(figure))]
        case _:
            return [(name, "") for name in header_of(figure)]


#: Looked up here: asking a row for its words builds this table each time.
MEMBERS, SESSIONS = (dict(choices.choices) for choices in (MembershipState, SessionState))
#: Where a `ListedPair` holds its two people.
MENTEE, MENTOR = (
    slice(ListedPair._fields.index(f"{side}__public_id"), ListedPair._fields.index(f"{side}__erased_at") + 1)
    for side in ("mentee", "mentor")
)


def _people(looking: Membership, _reminded: Any) -> Callable[[Membership], dict[str, Any]]:
    community = looking.community
    profile, register = (addresses_in(community, f"people:{name}") for name in ("person-detail", "member-detail"))

    def shown(person: Membership) -> dict[str, Any]:
        address = profile if person.is_active else register
        return {
            "dom_id": dom_id(person),
            "person": person,
            "url": address(person.public_id),
            "email": person.email,
            "parts": role_words(person),
            "state": str(MEMBERS[person.state]),
        }

    return shown


KINDS: dict[str, str] = {MentorshipState.ACTIVE: "good", MentorshipState.PROPOSED: "news"}
TIES: dict[str, str] = {MentorshipState.ACTIVE: "active", MentorshipState.PROPOSED: "new"}


class _Pairs:
    """Draws pairs for who looks; what is the same for every row is looked up once."""

    def __init__(self, looking: Membership, reminded: Mapping[str, datetime]) -> None:
        community = looking.community
        self.looking, self.reminded = looking, reminded
        self.zone = timezone.get_current_timezone()
        self.own = addresses_in(community, "mentoring:mentorship-detail")
        self.others = addresses_in(community, "mentoring:mentorship-oversight")
        self.letter = addresses_in(community, "insights:pair-reminder")
        self.photo = pattern_in(community, "people:photo")
        self.words = _words_of_pairs(get_language() or "")

    def __call__(self, pair: ListedPair) -> dict[str, Any]:
        mine = self.looking.pk in (pair.mentee__pk, pair.mentor__pk)
        waits = not pair.met and pair.state in TIES
        written_at = self.reminded.get(str(pair.public_id)) if waits else None
        return {
            "dom_id": f"mentorship-{pair.public_id}",
            "url": (self.own if mine else self.others)(pair.public_id),
            "mentee": drawn_person(self.photo, pair[MENTEE]),
            "mentor": drawn_person(self.photo, pair[MENTOR]),
            "tie": TIES.get(pair.state, "dormant"),
            "cohort": text_of(pair.cohort__name_it, pair.cohort__name_en),
            "since": self.day(pair.began_at),
            "kind": KINDS.get(pair.state, ""),
            "state": self.words[pair.state],
            "note": self.note(pair),
            "kept": self.words["kept"] % {"met": pair.met, "target": pair.cohort__meeting_target},
            "when": self.sessions(pair),
            "letter_url": self.letter(pair.public_id) if waits else "",
            "written": elided(self.words["written"] % {"day": self.day(written_at)}) if written_at else "",
        }

    def note(self, pair: ListedPair) -> str:
        """What its state alone does not say."""
        if pair.is_ended:
            return self.words[pair.ending]
        if pair.state == MentorshipState.PAUSED and pair.pause_until:
            return self.words["until"] % {"day": day_said(pair.pause_until)}
        return "" if pair.met else why_not_met(pair)

    def sessions(self, pair: ListedPair) -> list[str]:
        """When the last was and when the next is; of a pair that has not met, the note says it."""
        if not pair.last_met_at:
            return []
        said = [self.words["last"] % {"day": self.day(pair.last_met_at)}]
        if not pair.is_ended and pair.next_at:
            said.append(self.words["next"] % {"day": self.day(pair.next_at)})
        elif pair.state == MentorshipState.ACTIVE:
            said.append(self.words["no_date"])
        return said

    def day(self, moment: datetime) -> str:
        return day_of(moment.astimezone(self.zone).date())


@lru_cache(16)
def _words_of_pairs(_language: str) -> dict[str, str]:
    return {value: str(label) for value, label in (*MentorshipState.choices, *Ending.choices)} | {
        "kept": _("%(met)s of %(target)s"),
        "last": _("last: %(day)s"),
        "next": _("next: %(day)s"),
        "no_date": _("next: no date yet"),
        "until": _("until %(day)s"),
        "written": _("written to on %(day)s"),
    }


def _sessions(_looking: Any, _reminded: Any) -> Callable[[MentoringSession], dict[str, Any]]:
    def shown(session: MentoringSession) -> dict[str, Any]:
        pair = session.mentorship
        return {
            "dom_id": dom_id(session),
            "day": day_said(session.starts_at),
            "mentee": pair.mentee,
            "mentor": pair.mentor,
            "cohort": pair.cohort.name,
            "minutes": session.minutes,
            "is_confirmed": session.state == SessionState.CONFIRMED,
            "state": str(SESSIONS[session.state]),
        }

    return shown


def _mentors(looking: Membership, _reminded: Any) -> Callable[[Any], dict[str, Any]]:
    profile = addresses_in(looking.community, "people:person-detail")

    def shown(place: Any) -> dict[str, Any]:
        return {
            "dom_id": dom_id(place),
            "person": place.membership,
            "url": profile(place.membership.public_id),
            "email": place.membership.email,
            "cohort": place.cohort.name,
            "load": place.load,
            "room": place.room,
        }

    return shown


SHOWN: dict[str, Callable[[Any, Mapping[str, datetime]], Callable[[Any], dict[str, Any]]]] = {
    Figure.PEOPLE: _people, Figure.PAIRS: _Pairs, Figure.SESSIONS: _sessions, Figure.MENTORS: _mentors,
}  # fmt: skip
