"""One’s mentorships and their sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Most, Whole, Words
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.api.shapes import PersonNamed, named
from reciproca.mentoring import actions
from reciproca.mentoring.choices import Channel, Outcome
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.mentoring.queries import mentorships_of, mentorships_visible_to, sessions_visible_to

__all__ = [
    "mentorship", "mentorships", "session", "session_cancellation", "session_confirmation", "session_log", "session_new",
    "session_telling", "sessions",
]  # fmt: skip

Minutes = Annotated[int, Whole(5, 480)]
Line = Annotated[str, Words(400, may_be_empty=True)]


@dataclass(frozen=True, slots=True)
class MentorshipOfMine:
    id: UUID
    programme: str
    cohort: str
    my_role: str
    other: PersonNamed
    state: str
    began_at: datetime
    agreed_at: datetime | None
    ended_at: datetime | None
    sessions_held: int
    sessions_to_confirm: int
    next_session_at: datetime | None


@dataclass(frozen=True, slots=True)
class Telling:
    by: PersonNamed
    outcome: str
    minutes: int
    topics: str
    next_step: str
    told_at: datetime
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    mentorship: UUID
    state: str
    starts_at: datetime
    minutes: int
    time_zone: str
    channel: str
    place: str
    points: list[str]
    tellings: list[Telling]
    version: int


@dataclass(frozen=True, slots=True)
class SessionToPlan:
    starts_at: datetime
    minutes: Minutes = 45
    channel: Channel = Channel.VIDEO
    place: Annotated[str, Words(300, may_be_empty=True)] = ""
    points: Annotated[list[Annotated[str, Words(200)]], Most(20)] | None = None


@dataclass(frozen=True, slots=True)
class SessionToLog:
    starts_at: datetime
    minutes: Minutes = 45
    channel: Channel = Channel.VIDEO
    topics: Line = ""
    next_step: Line = ""


@dataclass(frozen=True, slots=True)
class SessionToTell:
    minutes: Annotated[int, Whole(1, 480)]
    outcome: Outcome = Outcome.DONE
    topics: Line = ""
    next_step: Line = ""


@endpoint(
    "GET", "mentorships/", scope=Scope.MENTORSHIPS_READ, says=_("Your mentorships in either role, the latest first.")
)
def mentorships(call: Call, query: Asked) -> Paged[MentorshipOfMine]:
    make = lambda rows: [_mentorship(row, call) for row in rows]  # noqa: E731
    return page_of(mentorships_of(call.person), query, make, "-began_at", "public_id")


@endpoint("GET", "mentorships/<uuid:public_id>/", scope=Scope.MENTORSHIPS_READ, says=_("One of your mentorships."))
def mentorship(call: Call, public_id: UUID) -> MentorshipOfMine:
    return _mentorship(get_object_or_404(mentorships_of(call.person), public_id=public_id), call)


@endpoint(
    "GET", "mentorships/<uuid:public_id>/sessions/", scope=Scope.MENTORSHIPS_READ,
    says=_("The sessions of a mentorship, planned and held, the latest first."),
)  # fmt: skip
def sessions(call: Call, public_id: UUID, query: Asked) -> Paged[Session]:
    found = sessions_visible_to(call.person).filter(mentorship=_own(call, public_id))
    return page_of(found, query, lambda rows: [_session(row) for row in rows], "-starts_at", "public_id")


@endpoint(
    "POST", "mentorships/<uuid:public_id>/sessions/", scope=Scope.MENTORSHIPS_WRITE, status=201, leads_to="session",
    says=_("Plan a session. The invitation goes to both of you."),
)  # fmt: skip
def session_new(call: Call, public_id: UUID, body: SessionToPlan) -> Session:
    planned = actions.plan_session(
        _own(call, public_id),
        by=call.person,
        starts_at=body.starts_at,
        minutes=body.minutes,
        channel=body.channel,
        place=body.place,
        points=body.points or (),
    )
    return _seen(call, planned)


@endpoint(
    "POST", "mentorships/<uuid:public_id>/told-sessions/", scope=Scope.MENTORSHIPS_WRITE, status=201, leads_to="session",
    says=_("Tell a session that was in no calendar. It counts once the other has confirmed it."),
)  # fmt: skip
def session_log(call: Call, public_id: UUID, body: SessionToLog) -> Session:
    told = actions.log_session(
        _own(call, public_id),
        by=call.person,
        starts_at=body.starts_at,
        minutes=body.minutes,
        channel=body.channel,
        topics=body.topics,
        next_step=body.next_step,
    )
    return _seen(call, told)


@endpoint(
    "GET",
    "sessions/<uuid:public_id>/",
    scope=Scope.MENTORSHIPS_READ,
    says=_("One session, and how each of you told it."),
)
def session(call: Call, public_id: UUID) -> Session:
    return _session(_own_session(call, public_id))


@endpoint(
    "POST", "sessions/<uuid:public_id>/telling/", scope=Scope.MENTORSHIPS_WRITE, leads_to="session",
    says=_("How it went, in your words."),
)  # fmt: skip
def session_telling(call: Call, public_id: UUID, body: SessionToTell) -> Session:
    row = _own_session(call, public_id)
    words = {"outcome": body.outcome, "minutes": body.minutes, "topics": body.topics, "next_step": body.next_step}
    return _seen(call, actions.tell_session(row, by=call.person, **words))  # type: ignore[arg-type]


@endpoint(
    "POST", "sessions/<uuid:public_id>/confirmation/", scope=Scope.MENTORSHIPS_WRITE, leads_to="session", guarded=True,
    says=_("It was as the other told it: from now on it counts."),
)  # fmt: skip
def session_confirmation(call: Call, public_id: UUID) -> Session:
    row = _own_session(call, public_id)
    return _seen(call, actions.confirm_session(row, by=call.person, told=call.must_match(row.version)))


@endpoint(
    "POST", "sessions/<uuid:public_id>/cancellation/", scope=Scope.MENTORSHIPS_WRITE, leads_to="session",
    says=_("Call off a planned session: it leaves both calendars."),
)  # fmt: skip
def session_cancellation(call: Call, public_id: UUID) -> Session:
    return _seen(call, actions.cancel_session(_own_session(call, public_id), by=call.person))


def _own(call: Call, public_id: UUID) -> Mentorship:
    return get_object_or_404(mentorships_visible_to(call.person), public_id=public_id)


def _own_session(call: Call, public_id: UUID) -> MentoringSession:
    return get_object_or_404(sessions_visible_to(call.person), public_id=public_id)


def _seen(call: Call, row: MentoringSession) -> Session:
    """Read anew, with what was just written of it."""
    return _session(_own_session(call, row.public_id))


def _mentorship(row: Any, call: Call) -> MentorshipOfMine:
    return MentorshipOfMine(
        id=row.public_id,
        programme=str(row.cohort.programme),
        cohort=row.cohort.name,
        my_role="mentor" if row.is_mentor(call.person) else "mentee",
        other=named(row.other_of(call.person)),
        state=row.state,
        began_at=row.began_at,
        agreed_at=row.agreed_at,
        ended_at=row.ended_at,
        sessions_held=row.met,
        sessions_to_confirm=row.waiting,
        next_session_at=row.next_at,
    )


def _session(row: MentoringSession) -> Session:
    return Session(
        id=row.public_id,
        mentorship=row.mentorship.public_id,
        state=row.state,
        starts_at=row.starts_at,
        minutes=row.minutes,
        time_zone=row.time_zone,
        channel=row.channel,
        place=row.place,
        points=[point.text for point in row.points.all()],
        tellings=[
            Telling(named(one.author), one.outcome, one.minutes, one.topics, one.next_step, one.told_at, one.confirmed)
            for one in row.tellings.all()
        ],
        version=row.version,
    )
