"""For who coordinates: the figures of the overview, the register, the pairs. Reading only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.choices import MembershipState, Role
from reciproca.insights.choices import PairsThat
from reciproca.insights.picture import page_of_overview
from reciproca.insights.queries import pairs as pairs_of_community
from reciproca.insights.queries import pairs_that
from reciproca.people.queries import matching_register, members_managed_by

__all__ = ["members", "overview", "pairs"]


@dataclass(frozen=True, slots=True)
class StageCounted:
    label: str
    count: int
    gap: str


@dataclass(frozen=True, slots=True)
class SignToLookAt:
    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class MonthCounted:
    first_day: date
    sessions_held: int


@dataclass(frozen=True, slots=True)
class PlacesOfMentors:
    mentors: int
    places: int
    free: int
    over: int


@dataclass(frozen=True, slots=True)
class Overview:
    headline: str
    stages: list[StageCounted]
    signs: list[SignToLookAt]
    months: list[MonthCounted]
    mentors: PlacesOfMentors | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersAsked(Asked):
    words: Annotated[str, Words(100)] | None = None
    state: MembershipState | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class MemberListed:
    id: UUID
    name: str
    email: str
    role: str
    state: str
    joined_at: datetime | None
    invited_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsAsked(Asked):
    which: PairsThat | None = None


@dataclass(frozen=True, slots=True)
class PairListed:
    """What who coordinates may know of a pair: whether they met and how often, never what they said."""

    id: UUID
    mentee: PersonNamed
    mentor: PersonNamed
    cohort: str
    state: str
    began_at: datetime
    ended_at: datetime | None
    sessions_held: int
    sessions_to_confirm: int
    last_met_at: datetime | None
    next_session_at: datetime | None


@endpoint("GET", "overview/", scope=Scope.COORDINATION_READ, says=_("The figures of the community."))
def overview(call: Call) -> Overview:
    page = page_of_overview(call.person, None, ZoneInfo(call.community.time_zone))
    loads = page["loads"]
    return Overview(
        headline=str(page["headline"]),
        stages=[StageCounted(str(one["label"]), one["count"], str(one["gap"] or "")) for one in page["stages"]],
        signs=[SignToLookAt(one["title"], one["note"], one["url"]) for one in page["signs"]],
        months=[MonthCounted(month.first_day, month.held) for month in page["months"]],
        mentors=PlacesOfMentors(loads["mentors"], loads["places"], loads["free"], loads["over"]) if loads else None,
    )


@endpoint(
    "GET",
    "members/",
    scope=Scope.COORDINATION_READ,
    says=_("The register: everyone written into the community, by name."),
)
def members(call: Call, query: MembersAsked) -> Paged[MemberListed]:
    found = matching_register(
        members_managed_by(call.person), words=query.words or "", state=query.state or "", role=query.role or ""
    )
    return page_of(found, query, lambda rows: [_member(row) for row in rows], "family_name", "given_name", "public_id")


@endpoint("GET", "pairs/", scope=Scope.COORDINATION_READ, says=_("The pairs and how often they met, the latest first."))
def pairs(call: Call, query: PairsAsked) -> Paged[PairListed]:
    found = pairs_of_community(call.person).filter(pairs_that(query.which or ""))
    return page_of(found, query, lambda rows: [_pair(row) for row in rows], "-began_at", "public_id")


def _member(row: Any) -> MemberListed:
    return MemberListed(row.public_id, row.name, row.email, row.role, row.state, row.joined_at, row.invited_at)


def _pair(row: Any) -> PairListed:
    return PairListed(
        id=row.public_id,
        mentee=named(row.mentee),
        mentor=named(row.mentor),
        cohort=row.cohort.name,
        state=row.state,
        began_at=row.began_at,
        ended_at=row.ended_at,
        sessions_held=row.met,
        sessions_to_confirm=row.waiting,
        last_met_at=row.last_met_at,
        next_session_at=row.next_at,
    )
