"""One's own profile, offers and needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Most, Words
from reciproca.people import actions
from reciproca.people.choices import NeedOutcome
from reciproca.people.models import Need, Offer
from reciproca.people.queries import needs_of, offers_of, own_need

from .people import OfferSeen, Person, person_as_seen

__all__ = ["need", "need_closing", "need_new", "need_refreshment", "needs", "offers", "offers_set", "profile"]

Line = Annotated[str, Words(200)]


@dataclass(frozen=True, slots=True)
class OwnNeed:
    id: UUID
    text: str
    age: str
    stated_at: datetime
    refreshed_at: datetime
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class OwnOffers:
    offers: list[OfferSeen]


@dataclass(frozen=True, slots=True)
class OwnNeeds:
    needs: list[OwnNeed]


@dataclass(frozen=True, slots=True)
class OffersToSet:
    texts: Annotated[list[Line], Most(12)]


@dataclass(frozen=True, slots=True)
class NeedToState:
    text: Line


@dataclass(frozen=True, slots=True)
class NeedToClose:
    outcome: NeedOutcome


@endpoint("GET", "profile/", scope=Scope.PROFILE_READ, says=_("Your own profile, all of it."))
def profile(call: Call) -> Person:
    return person_as_seen(call.person, call.person)


@endpoint("GET", "profile/offers/", scope=Scope.PROFILE_READ, says=_("What you offer."))
def offers(call: Call) -> OwnOffers:
    return _offers(offers_of(call.person))


@endpoint(
    "POST", "profile/offers/", scope=Scope.PROFILE_WRITE, leads_to="offers",
    says=_("These are your offers from now on, and no others: what stays keeps its id."),
)  # fmt: skip
def offers_set(call: Call, body: OffersToSet) -> OwnOffers:
    return _offers(actions.set_offers(call.person, body.texts, by=call.person))


@endpoint("GET", "profile/needs/", scope=Scope.PROFILE_READ, says=_("What you need now, the freshest first."))
def needs(call: Call) -> OwnNeeds:
    return OwnNeeds([_need(row) for row in needs_of(call.person)])


@endpoint(
    "POST", "profile/needs/", scope=Scope.PROFILE_WRITE, status=201, leads_to="need", says=_("State one more need.")
)
def need_new(call: Call, body: NeedToState) -> OwnNeed:
    return _need(actions.state_need(call.person, " ".join(body.text.split()), by=call.person))


@endpoint(
    "GET", "profile/needs/<uuid:public_id>/", scope=Scope.PROFILE_READ, says=_("One of your needs, also a closed one.")
)
def need(call: Call, public_id: UUID) -> OwnNeed:
    return _need(_own(call, public_id))


@endpoint(
    "POST", "profile/needs/<uuid:public_id>/refreshment/", scope=Scope.PROFILE_WRITE, leads_to="need",
    says=_("It still holds: it is as fresh as today."),
)  # fmt: skip
def need_refreshment(call: Call, public_id: UUID) -> OwnNeed:
    return _need(actions.refresh_need(_own(call, public_id), by=call.person))


@endpoint(
    "POST", "profile/needs/<uuid:public_id>/closing/", scope=Scope.PROFILE_WRITE, leads_to="need",
    says=_("It is solved, or no longer needed."),
)  # fmt: skip
def need_closing(call: Call, public_id: UUID, body: NeedToClose) -> OwnNeed:
    return _need(actions.close_need(_own(call, public_id), body.outcome, by=call.person))


def _own(call: Call, public_id: UUID) -> Need:
    return get_object_or_404(own_need(call.person), public_id=public_id)


def _need(row: Need) -> OwnNeed:
    return OwnNeed(row.public_id, row.text, row.age, row.stated_at, row.refreshed_at, row.closed_at, row.outcome)


def _offers(rows: Iterable[Offer]) -> OwnOffers:
    return OwnOffers([OfferSeen(row.public_id, row.text) for row in rows])
