"""Recommendations and skills seen at work: what was written of me, and by me."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.api.shapes import PersonNamed, named
from reciproca.exchanges import actions
from reciproca.exchanges.models import Endorsement, Recommendation
from reciproca.exchanges.picture import seen_recommendations
from reciproca.exchanges.queries import endorsements_of, recommendations_of

__all__ = [
    "endorsement", "endorsement_approval", "endorsement_keeping", "endorsements", "recommendation",
    "recommendation_approval", "recommendations",
]  # fmt: skip

WORDS = "recommendations/<uuid:public_id>/"
SEEN = "endorsements/<uuid:public_id>/"


@dataclass(frozen=True, slots=True)
class RecommendationOfMine:
    """A draft has words, and a version, for its author alone."""

    id: UUID
    author: PersonNamed
    subject: PersonNamed
    written_by_me: bool
    state: str
    about: str
    text: str
    given_at: datetime | None
    shown_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class EndorsementOfMine:
    id: UUID
    author: PersonNamed
    subject: PersonNamed
    skill: str
    state: str
    given_at: datetime
    shown_at: datetime | None


@endpoint(
    "GET", "recommendations/", scope=Scope.RECOGNITIONS_READ,
    says=_("Recommendations of you and by you, asked for, given or shown."),
)  # fmt: skip
def recommendations(call: Call, query: Asked) -> Paged[RecommendationOfMine]:
    make = lambda rows: _recommendations(rows, call)  # noqa: E731
    return page_of(recommendations_of(call.person), query, make, "public_id")


@endpoint("GET", WORDS, scope=Scope.RECOGNITIONS_READ, says=_("One recommendation of you or by you."))
def recommendation(call: Call, public_id: UUID) -> RecommendationOfMine:
    return _recommendations([_recommendation_of(call, public_id)], call)[0]


@endpoint(
    "POST", f"{WORDS}approval/", scope=Scope.RECOGNITIONS_WRITE, leads_to="recommendation", guarded=True,
    says=_("Let what was written of you stand on your profile."),
)  # fmt: skip
def recommendation_approval(call: Call, public_id: UUID) -> RecommendationOfMine:
    row = _recommendation_of(call, public_id)
    actions.approve_recommendation(row, by=call.person, version=call.must_match(row.version))
    return _recommendations([row], call)[0]


@endpoint(
    "GET", "endorsements/", scope=Scope.RECOGNITIONS_READ,
    says=_("Skills of yours that others have seen at work, and those of others you have seen; the latest first."),
)  # fmt: skip
def endorsements(call: Call, query: Asked) -> Paged[EndorsementOfMine]:
    make = lambda rows: [_endorsement(row) for row in rows]  # noqa: E731
    return page_of(endorsements_of(call.person), query, make, "-given_at", "public_id")


@endpoint("GET", SEEN, scope=Scope.RECOGNITIONS_READ, says=_("One of these."))
def endorsement(call: Call, public_id: UUID) -> EndorsementOfMine:
    return _endorsement(_endorsement_of(call, public_id))


@endpoint(
    "POST", f"{SEEN}approval/", scope=Scope.RECOGNITIONS_WRITE, leads_to="endorsement",
    says=_("Let it stand beside the skill on your profile."),
)  # fmt: skip
def endorsement_approval(call: Call, public_id: UUID) -> EndorsementOfMine:
    return _endorsement(actions.approve_endorsement(_endorsement_of(call, public_id), by=call.person))


@endpoint(
    "POST", f"{SEEN}keeping/", scope=Scope.RECOGNITIONS_WRITE, leads_to="endorsement",
    says=_("Keep what was seen between the two of you."),
)  # fmt: skip
def endorsement_keeping(call: Call, public_id: UUID) -> EndorsementOfMine:
    return _endorsement(actions.keep_endorsement(_endorsement_of(call, public_id), by=call.person))


def _recommendation_of(call: Call, public_id: UUID) -> Recommendation:
    return get_object_or_404(recommendations_of(call.person), public_id=public_id)


def _endorsement_of(call: Call, public_id: UUID) -> Endorsement:
    return get_object_or_404(endorsements_of(call.person), public_id=public_id)


def _recommendations(rows: list[Recommendation], call: Call) -> list[RecommendationOfMine]:
    return [
        RecommendationOfMine(
            id=one.row.public_id,
            author=named(one.row.author),
            subject=named(one.row.subject),
            written_by_me=one.written,
            state=one.row.state,
            about=one.row.about,
            text=one.text,
            given_at=one.row.given_at,
            shown_at=one.row.shown_at,
            version=one.row.version if one.written or one.row.is_given or one.row.is_shown else 0,
        )
        for one in seen_recommendations(rows, call.person)
    ]


def _endorsement(row: Endorsement) -> EndorsementOfMine:
    return EndorsementOfMine(
        id=row.public_id,
        author=named(row.author),
        subject=named(row.subject),
        skill=row.skill,
        state=row.state,
        given_at=row.given_at,
        shown_at=row.shown_at,
    )
