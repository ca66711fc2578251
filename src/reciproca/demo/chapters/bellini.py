"""A second community on the same server, small and in English; two people belong to both."""

from collections.abc import Iterator
from functools import partial

from reciproca.communities.actions import add_member
from reciproca.communities.models import Membership
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.people.actions import (
    begin_profile,
    edit_profile,
    finish_welcome,
    found_community_with_coordinator,
    invite_people,
    set_needs,
    set_offers,
)
from reciproca.people.models import Invitation

__all__ = ["bellini"]

PLACE = "bellini"


def bellini(tale: Tale) -> Iterator[Event]:
    """Irene founds the circle in spring; Davide and Marta look in from Montefeltro."""
    rows = words("bellini")["person"]

    def found() -> None:
        first = rows[0]
        tale.communities[PLACE] = found_community_with_coordinator(
            slug=PLACE,
            name="Bellini Circle",
            language="en",
            email=first["email"],
            given_name=first["given_name"],
            family_name=first["family_name"],
            by=tale.rows["rosa"],
            description_it="Chi lavora con la musica e con le mani, fra Londra e le Marche.",
            description_en="People who work with music and with their hands, between London and the Marche.",
        )

    def begin() -> None:
        invitation = Invitation.objects.select_related("membership__community").get()
        tale.rows["irene"] = tale.join_by_letter(invitation.membership, invitation)
        _tell(tale.rows["irene"], rows[0])

    def invite() -> None:
        for row in rows[1:]:
            person = add_member(
                email=row["email"],
                given_name=row["given_name"],
                family_name=row["family_name"],
                language=row.get("language", "en"),
                provenance="register",
                by=tale.rows["irene"],
            )
            [tale.rows[f"letter {row['email']} {PLACE}"]] = invite_people([person], by=tale.rows["irene"])

    yield Event(tale.ago(205, 11), found, place="")
    yield Event(tale.ago(204, 9, 15), begin, place=PLACE)
    yield Event(tale.ago(200, 12), invite, place=PLACE)
    for row in rows[1:]:
        if row.get("joins", True):
            yield Event(tale.sometime(tale.rng.uniform(150, 199)), partial(_join, tale, row), place=PLACE)


def _join(tale: Tale, row: dict) -> None:
    invitation = tale.rows.pop(f"letter {row['email']} {PLACE}")
    elsewhere = tale.people.get(row["email"])
    account = elsewhere.account if elsewhere is not None else None
    person = tale.join_by_letter(invitation.membership, invitation, account)
    _tell(person, row)


def _tell(person: Membership, row: dict) -> None:
    profile = begin_profile(person)
    edit_profile(
        profile,
        by=person,
        version=profile.version,
        headline=row["headline"],
        story=row.get("story", ""),
        languages=[{"code": "en", "level": "fluent"}],
        city=row.get("city", ""),
    )
    set_offers(person, row["offers"], by=person)
    set_needs(person, row["needs"], by=person)
    finish_welcome(profile, by=person)
