"""Reads: how the community knows somebody. Facts in words and with a day; nobody is weighed.

Everything begins with those for whom whoever coordinates answers (`anchors`): who coordinates, who came by a letter of
theirs, for whom they vouched. A meeting or a vouch makes somebody known when an anchor says it; who is known only by that
makes nobody known in turn, so that one person who was talked into something lets in a few and not a crowd.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.queries import visible_among
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.communities.queries import members
from reciproca.core.prepared import prepared
from reciproca.people.models import Invitation
from reciproca.safeguarding.choices import Known
from reciproca.safeguarding.models import Attestation

__all__ = [
    "Fact",
    "anchors",
    "facts_about",
    "facts_to_tell",
    "invited_at",
    "invited_people",
    "is_anchor",
    "is_known",
    "known_among",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """How somebody is known, since when, and who says it (None where it is the community, or they must not be met)."""

    kind: Known
    at: datetime | None
    by: Membership | None


def invited_people() -> QuerySet[Invitation]:
    """Letters of who coordinates that were used."""
    return Invitation.objects.exclude(used_at=None)


def invited_at(person: int) -> QuerySet[Invitation]:
    """The first of these that brought somebody here."""
    return invited_people().filter(membership=person).order_by("used_at")[:1]


def anchors() -> QuerySet[Membership]:
    """Those for whom whoever coordinates answers."""
    vouched = Attestation.objects.filter(
        person=OuterRef("pk"), kind=Known.VOUCHED, revoked_at=None, by__in=members().filter(role=Role.COORDINATOR)
    )
    invited = invited_people().filter(membership=OuterRef("pk"))
    return members().filter(Q(role=Role.COORDINATOR) | Q(Exists(invited)) | Q(Exists(vouched)))


def is_anchor(person: Membership) -> bool:
    return anchors().filter(pk=person.pk).exists()


def known_among(people: Iterable[int]) -> set[int]:
    """Which of these keys the community knows: two queries."""
    keys = list(people)
    attested = _counting().filter(person__in=keys).values_list("person_id", flat=True)
    return set(anchors().filter(pk__in=keys).values_list("pk", flat=True)) | set(attested)


def is_known(person: Membership) -> bool:
    return bool(known_among([person.pk]))


def facts_about(person: Membership, viewer: Membership) -> list[Fact]:
    """What may be told to whoever looks, the oldest first: people who must not be met stand for nobody in their eyes."""
    return facts_to_tell(person, viewer, invited_at=invited_at(person.pk).values_list("used_at", flat=True).first())


def facts_to_tell(
    person: Membership, viewer: Membership, *, invited_at: datetime | None, may_be_attested: bool = True
) -> list[Fact]:
    """The same, from what was asked before."""
    found = [Fact(Known.COORDINATES, None, None)] if person.is_coordinator else []
    if invited_at is not None:
        found.append(Fact(Known.INVITED, invited_at, None))
    if not may_be_attested:
        return found
    return found + [Fact(Known(one.kind), one.at, one.by) for one in _attested(person.pk, viewer.pk)]


@prepared()
def _attested(person: int, viewer: int) -> QuerySet:
    seen = visible_among(members(), Membership(pk=viewer)).values("pk")
    return _counting().filter(person=person, by__in=seen).select_related("by").order_by("at", "pk")


def _counting() -> QuerySet[Attestation]:
    return Attestation.objects.filter(revoked_at=None, by__in=anchors().values("pk"))
