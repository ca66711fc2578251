"""Thanks: those of the community, what one may thank for, giving them and showing them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.paging import Asked, Paged, page_of, page_of_list
from reciproca.api.shapes import PersonNamed, named
from reciproca.exchanges import actions
from reciproca.exchanges.models import Recognition
from reciproca.exchanges.queries import (
    evidence_for_thanks,
    recognitions_of,
    recognitions_shown_to,
    recognitions_visible_to,
)
from reciproca.exchanges.words import evidence_to_all

__all__ = [
    "evidence",
    "received",
    "recognition",
    "recognition_approval",
    "recognition_keeping",
    "recognition_new",
    "recognitions",
]

FOR_ONE = "recognitions/<uuid:public_id>/"


@dataclass(frozen=True, slots=True)
class Thanks:
    id: UUID
    giver: PersonNamed
    receiver: PersonNamed
    after: str
    change: str
    story: str
    state: str
    given_at: datetime
    shown_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ReasonToThank:
    """Something that happened and was confirmed, and has not been thanked for."""

    object_kind: str
    object_id: str
    on: date
    other: PersonNamed
    said: str


@dataclass(frozen=True, slots=True)
class ThanksToGive:
    object_kind: Annotated[str, Words(40, pattern="^[a-z]{1,40}$")]
    object_id: UUID
    change: Annotated[str, Words(600)]
    story: Annotated[str, Words(600, may_be_empty=True)] = ""
    to: UUID | None = None  # who of several is meant


@endpoint("GET", "recognitions/", scope=Scope.RECOGNITIONS_READ, says=_("The community’s thanks, the latest first."))
def recognitions(call: Call, query: Asked) -> Paged[Thanks]:
    found = recognitions_shown_to(call.person)
    return page_of(found, query, lambda rows: [_thanks(row) for row in rows], "-shown_at", "public_id")


@endpoint(
    "GET",
    "recognitions/received/",
    scope=Scope.RECOGNITIONS_READ,
    says=_("Thanks that you received, also those not shown."),
)
def received(call: Call, query: Asked) -> Paged[Thanks]:
    found = recognitions_of(call.person)
    return page_of(found, query, lambda rows: [_thanks(row) for row in rows], "-given_at", "public_id")


@endpoint(
    "GET", "recognitions/reasons/", scope=Scope.RECOGNITIONS_READ, says=_("What you received and have not thanked for.")
)
def evidence(call: Call, query: Asked) -> Paged[ReasonToThank]:
    return page_of_list(
        evidence_for_thanks(call.person),
        query,
        lambda one: ReasonToThank(one.object_kind, one.object_id, one.on, named(one.other), one.words),
        lambda one: f"{one.object_kind} {one.object_id} {one.other.public_id}",
    )


@endpoint(
    "POST", "recognitions/", scope=Scope.RECOGNITIONS_WRITE, status=201, leads_to="recognition",
    says=_("Thank for something that happened and was confirmed. They read it first, and nobody else does."),
)  # fmt: skip
def recognition_new(call: Call, body: ThanksToGive) -> Thanks:
    given = actions.give_recognition(
        body.object_kind, str(body.object_id), by=call.person, change=body.change, story=body.story, to=body.to
    )
    return _thanks(given)


@endpoint("GET", FOR_ONE, scope=Scope.RECOGNITIONS_READ, says=_("One of the thanks that are shown, or that are yours."))
def recognition(call: Call, public_id: UUID) -> Thanks:
    return _thanks(_one(call, public_id))


@endpoint(
    "POST", f"{FOR_ONE}approval/", scope=Scope.RECOGNITIONS_WRITE, leads_to="recognition", guarded=True,
    says=_("Let the community read what was written to you."),
)  # fmt: skip
def recognition_approval(call: Call, public_id: UUID) -> Thanks:
    row = _one(call, public_id)
    return _thanks(actions.approve_recognition(row, by=call.person, version=call.must_match(row.version)))


@endpoint(
    "POST", f"{FOR_ONE}keeping/", scope=Scope.RECOGNITIONS_WRITE, leads_to="recognition",
    says=_("Keep it between the two of you."),
)  # fmt: skip
def recognition_keeping(call: Call, public_id: UUID) -> Thanks:
    return _thanks(actions.keep_recognition(_one(call, public_id), by=call.person))


def _one(call: Call, public_id: UUID) -> Recognition:
    return get_object_or_404(recognitions_visible_to(call.person), public_id=public_id)


def _thanks(row: Recognition) -> Thanks:
    return Thanks(
        id=row.public_id,
        giver=named(row.giver),
        receiver=named(row.receiver),
        after=evidence_to_all(row.kind, row.happened_on),
        change=row.change,
        story=row.story,
        state=row.state,
        given_at=row.given_at,
        shown_at=row.shown_at,
        version=row.version,
    )
