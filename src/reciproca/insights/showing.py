"""The rows behind a figure as `figure_rows.html` draws them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core.ids import dom_id
from reciproca.core.urls import addresses_in
from reciproca.mentoring.choices import Ending, MentorshipState, SessionState
from reciproca.mentoring.models import MentoringSession
from reciproca.mentoring.words import day_of, day_said

from .choices import Figure
from .lists import role_words
from .picture import why_not_met

__all__ = ["rows_shown", "words_of_rows"]


def rows_shown(
    figure: str, rows: Sequence[Any], community: Any, reminded: Mapping[str, datetime]
) -> list[dict[str, Any]]:
    """`reminded`: when each pair was last written to, by public id."""
    shown = SHOWN[figure](community, reminded)
    return [{"dom_id": dom_id(row), **shown(row)} for row in rows]


def words_of_rows() -> dict[str, str]:
    """The words that every row says."""
    return {
        "mentor": _("Mentor"),
        "mentee": _("Mentee"),
        "together_since": _("Together since"),
        "last_session": _("Last session"),
        "next_session": _("Next session"),
        "confirmed_sessions": _("Confirmed sessions"),
        "hoped_for": _("Hoped for"),
        "minutes": _("Minutes"),
        "mentees_now": _("Mentees now"),
        "room_for": _("Room for"),
        "not_yet": _("not yet"),
        "write_to_both": _("Write to both"),
        "talk": _("Talk with %(name)s"),
        "written": _("written to on %(day)s"),
    }


#: Looked up here: asking a row for its words builds this table each time.
MEMBERS, PAIRS, ENDINGS, SESSIONS = (
    dict(choices.choices) for choices in (MembershipState, MentorshipState, Ending, SessionState)
)


def _people(community: Any, _reminded: Any) -> Callable[[Membership], dict[str, Any]]:
    profile, register = (addresses_in(community, f"people:{name}") for name in ("person-detail", "member-detail"))

    def shown(person: Membership) -> dict[str, Any]:
        address = profile if person.is_active else register
        return {
            "person": person,
            "url": address(person.public_id),
            "email": person.email,
            "parts": role_words(person),
            "state": str(MEMBERS[person.state]),
        }

    return shown


def _pairs(community: Any, reminded: Mapping[str, datetime]) -> Callable[[Any], dict[str, Any]]:
    letter = addresses_in(community, "insights:pair-reminder")
    kinds = {MentorshipState.ACTIVE: "good", MentorshipState.PROPOSED: "news"}

    def shown(pair: Any) -> dict[str, Any]:
        met = pair.met or pair.is_ended
        note = str(ENDINGS[pair.ending]) if pair.is_ended else "" if met else why_not_met(pair)
        written_at = reminded.get(str(pair.public_id))
        return {
            "mentee": pair.mentee,
            "mentor": pair.mentor,
            "cohort": pair.cohort.name,
            "kind": kinds.get(pair.state, ""),
            "state": str(PAIRS[pair.state]),
            "note": note,
            "can_be_written_to": not met and pair.state != MentorshipState.PAUSED,
            "written": _date(written_at),
            "letter_url": letter(pair.public_id),
            "since": _date(pair.began_at),
            "last": _date(pair.last_met_at),
            "next": _date(pair.next_at),
            "met": pair.met,
            "hoped_for": pair.cohort.meeting_target,
        }

    return shown


def _sessions(_community: Any, _reminded: Any) -> Callable[[MentoringSession], dict[str, Any]]:
    def shown(session: MentoringSession) -> dict[str, Any]:
        pair = session.mentorship
        return {
            "day": day_said(session.starts_at),
            "mentee": pair.mentee,
            "mentor": pair.mentor,
            "cohort": pair.cohort.name,
            "minutes": session.minutes,
            "is_confirmed": session.state == SessionState.CONFIRMED,
            "state": str(SESSIONS[session.state]),
        }

    return shown


def _mentors(community: Any, _reminded: Any) -> Callable[[Any], dict[str, Any]]:
    profile = addresses_in(community, "people:person-detail")

    def shown(place: Any) -> dict[str, Any]:
        return {
            "person": place.membership,
            "url": profile(place.membership.public_id),
            "email": place.membership.email,
            "cohort": place.cohort.name,
            "load": place.load,
            "room": place.room,
        }

    return shown


def _date(moment: datetime | None) -> str:
    return day_of(timezone.localtime(moment).date()) if moment else ""


SHOWN: dict[str, Callable[[Any, Mapping[str, datetime]], Callable[[Any], dict[str, Any]]]] = {
    Figure.PEOPLE: _people, Figure.PAIRS: _pairs, Figure.SESSIONS: _sessions, Figure.MENTORS: _mentors,
}  # fmt: skip
