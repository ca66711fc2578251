"""The directory, and people’s pages."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.communities.models import Membership
from reciproca.people.models import Profile
from reciproca.people.queries import (
    Narrowing,
    SeenProfile,
    find_people,
    people_visible_to,
    profile_of,
    seen_profile,
    with_offers_and_needs,
)

__all__ = ["Person", "people", "person", "person_as_seen"]

#: Columns that `with_offers_and_needs` takes, of a person with their profile.
ORDER = ("family_name", "given_name", "public_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleAsked(Asked):
    words: Annotated[str, Words(100)] | None = None
    city: Annotated[str, Words(80)] | None = None
    language: Annotated[str, Words(2, pattern="^[a-z]{2}$")] | None = None


@dataclass(frozen=True, slots=True)
class PersonListed:
    id: UUID
    name: str
    headline: str
    place: str
    offers: list[str]
    needs: list[str]


@dataclass(frozen=True, slots=True)
class LanguageSpoken:
    code: str
    level: str


@dataclass(frozen=True, slots=True)
class StepOfPath:
    kind: str
    title: str
    organisation: str
    from_year: int | None
    to_year: int | None


@dataclass(frozen=True, slots=True)
class OfferSeen:
    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class NeedSeen:
    id: UUID
    text: str
    age: str


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody tells of themselves, as far as they let you read it."""

    id: UUID
    name: str
    headline: str
    story: str
    aims: str
    worthwhile: str
    skills: list[str]
    interests: list[str]
    loves: list[str]
    curious_about: list[str]
    languages: list[LanguageSpoken]
    place: str
    time_zone: str
    availability: list[str]
    offers: list[OfferSeen]
    needs: list[NeedSeen]
    path: list[StepOfPath]


@endpoint(
    "GET", "people/", scope=Scope.PEOPLE_READ, says=_("Everyone you may meet, by name, narrowed as in the directory.")
)
def people(call: Call, query: PeopleAsked) -> Paged[PersonListed]:
    narrowing = Narrowing(words=query.words or "", city=query.city or "", language=query.language or "")
    found = find_people(call.person, narrowing).select_related("profile")
    return page_of(found, query, lambda rows: _listed(call.person, rows), *ORDER)


@endpoint(
    "GET", "people/<uuid:public_id>/", scope=Scope.PEOPLE_READ, says=_("A person, as they show themselves to you.")
)
def person(call: Call, public_id: UUID) -> Person:
    return person_as_seen(get_object_or_404(people_visible_to(call.person), public_id=public_id), call.person)


def person_as_seen(them: Membership, viewer: Membership) -> Person:
    them.community = viewer.community
    profile = profile_of(them) or Profile(membership=them, community_id=them.community_id)
    return _told(seen_profile(profile, viewer))


def _told(seen: SeenProfile) -> Person:
    return Person(
        id=seen.public_id,
        name=seen.name,
        headline=seen.headline,
        story=seen.story,
        aims=seen.aims,
        worthwhile=seen.worthwhile,
        skills=seen.skills,
        interests=seen.interests,
        loves=seen.loves,
        curious_about=seen.curious_about,
        languages=[LanguageSpoken(one["code"], one["level"]) for one in seen.languages],
        place=seen.place,
        time_zone=seen.time_zone,
        availability=seen.availability,
        offers=[OfferSeen(offer.public_id, offer.text) for offer in seen.offers],
        needs=[NeedSeen(need.public_id, need.text, need.age) for need in seen.needs],
        path=[StepOfPath(one.kind, one.title, one.organisation, one.from_year, one.to_year) for one in seen.path],
    )


def _listed(viewer: Membership, rows: list[Any]) -> list[PersonListed]:
    told = with_offers_and_needs(viewer, [_columns(row) for row in rows])
    return [
        PersonListed(one["public_id"], one["name"], one["headline"], one["place"], one["offers"], one["needs"])
        for one in told
    ]


def _columns(row: Membership) -> tuple:
    """As `people.queries.IN_DIRECTORY` names them."""
    profile: Profile | None = getattr(row, "profile", None)
    told = (profile.headline, profile.city, profile.sight) if profile else ("", "", {})
    return (row.pk, row.public_id, row.given_name, row.family_name, *told, row.face)
