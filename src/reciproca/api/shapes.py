"""Shapes that several rooms answer with."""

from dataclasses import dataclass
from uuid import UUID

from reciproca.communities.models import Membership

__all__ = ["PersonNamed", "named"]


@dataclass(frozen=True, slots=True)
class PersonNamed:
    id: UUID
    name: str


def named(person: Membership) -> PersonNamed:
    return PersonNamed(person.public_id, person.name)
