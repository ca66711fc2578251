"""Whose key it is, and what it opens."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from reciproca.api.endpoints import Call, endpoint
from reciproca.api.shapes import PersonNamed, named

__all__ = ["me"]


@dataclass(frozen=True, slots=True)
class CommunityOpened:
    address: str
    name: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Me:
    person: PersonNamed
    role: str
    language: str
    community: CommunityOpened
    scopes: list[str]
    expires_at: datetime


@endpoint("GET", "me/", scope=None, says=_("Who you are, and the community and the scopes this key was made for."))
def me(call: Call) -> Me:
    here = call.community
    return Me(
        person=named(call.person),
        role=call.person.role,
        language=call.person.language,
        community=CommunityOpened(here.slug, here.name, here.language, here.time_zone),
        scopes=call.token.scopes,
        expires_at=call.token.expires_at,
    )
