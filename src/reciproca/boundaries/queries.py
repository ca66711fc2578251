"""Who may not meet whom; who is under age, and who may see them and write to them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.core.together import for_many, in_parts

from .models import Block, Clearance, Minor, Partnership

__all__ = [
    "Between",
    "barred_from",
    "barred_pairs",
    "blocked_since",
    "blocks_of",
    "cleared_among",
    "conditions_between",
    "has_partnership",
    "hidden_from",
    "is_cleared_for_minors",
    "is_minor",
    "may_be_placed",
    "may_contact",
    "may_meet",
    "minor_of",
    "minors_among",
    "minors_hidden_from",
    "minors_without_consent",
    "partners_of",
    "partners_of_each",
    "placed_unsafely",
    "visible_among",
]


def blocks_of(person: Membership) -> QuerySet[Block]:
    """The blocks this person made: the only ones they may see."""
    return Block.objects.filter(blocker=person).select_related("blocked").order_by("-at")


def may_meet(one: Membership, other: Membership) -> bool:
    """Whether neither has blocked the other: for those whom a programme brings together. Who writes: `may_contact`."""
    return not Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)).exists()


def may_contact(one: Membership, other: Membership) -> bool:
    """Whether either may write to the other: neither has blocked the other, and a minor is reached by coordinators and
    by whom they work with now, and reaches them alone."""
    found = _between(one.pk, other.pk)
    return bool(found) and Between(*found[0]).may_contact(one, other)


class Between(NamedTuple):
    """What these rooms know of two people: a block, that either is a minor, that they work with each other now."""

    is_barred: bool
    has_minor: bool
    are_partners: bool

    def may_contact(self, one: Membership, other: Membership) -> bool:
        if self.is_barred:
            return False
        return not self.has_minor or self.are_partners or one.is_coordinator or other.is_coordinator


def conditions_between(one: int, other: int) -> dict[str, Exists]:
    """What makes a `Between`, by name: for a query that asks more of the same two."""
    barred = Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))
    minors = Minor.objects.filter(Q(membership=one) | Q(membership=other))
    partners = Partnership.objects.filter(Q(first=one, second=other) | Q(first=other, second=one))
    return {"is_barred": Exists(barred), "has_minor": Exists(minors), "are_partners": Exists(partners)}


@prepared()
def _between(one: int, other: int) -> QuerySet:
    return Membership.objects.filter(pk=one).values_list(*conditions_between(one, other).values())


def barred_pairs() -> set[frozenset[int]]:
    """All pairs of memberships (by key) that must not meet, in the community in force; who barred whom is not told."""
    return {frozenset(pair) for pair in Block.objects.values_list("blocker_id", "blocked_id")}


def visible_among(people: QuerySet[Membership], viewer: Membership) -> QuerySet[Membership]:
    """`people` less those who and whom the viewer must not meet, and less the minors hidden from them.

    Of the viewer only the key is read, so that a prepared query may pass one that has nothing else.
    """
    return people.exclude(pk__in=barred_from(viewer)).exclude(pk__in=minors_hidden_from(viewer))


@for_many
def hidden_from(viewers: Sequence[int]) -> list[frozenset[int]]:
    """For each viewer, by key, whom `visible_among` leaves out: by the same conditions, for who looks at many."""
    return [frozenset(key for (key,) in _hidden_from(one)) for one in viewers]


@prepared()
def _hidden_from(viewer: int) -> QuerySet:
    return _barred_from.build(viewer).union(_minors_hidden_from.build(viewer), all=True)


def barred_from(person: Membership) -> RawSQL:
    """Keys of all whom this person must not meet, whoever barred whom, for a condition: ``exclude(mentor__in=…)``."""
    return _barred_from.inside(person.pk)


@prepared()
def _barred_from(person: int) -> QuerySet:
    made = Block.objects.filter(blocker=person).values_list("blocked")
    received = Block.objects.filter(blocked=person).values_list("blocker")
    return made.union(received, all=True)


def blocked_since(reader: Membership, *, person: str, at: str) -> Exists:
    """A condition on rows that name somebody (`person`) and a moment (`at`): from then on a block lay between them and the
    reader, whoever of the two set it."""
    two = Q(blocker=reader, blocked=OuterRef(person)) | Q(blocker=OuterRef(person), blocked=reader)
    return Exists(Block.objects.filter(two, at__lte=OuterRef(at)))


# ── partners ─────────────────────────────────────────────────────────────────


def has_partnership(source: Any) -> bool:
    """Whether the two of this row (a mentorship) work with each other now."""
    return Partnership.objects.filter(source_kind=source._meta.model_name, source_id=str(source.public_id)).exists()


def partners_of(person: Membership) -> set[int]:
    """Keys of the people this person works with now, in a mentorship."""
    return set(partners_of_each(person.pk))


@for_many
def partners_of_each(people: Sequence[int]) -> list[frozenset[int]]:
    """The same for each of these, by key."""
    found: dict[int, set[int]] = {key: set() for key in people}
    for part in in_parts(people):
        for one, other in _pairs_of(part):
            for me, them in ((one, other), (other, one)):
                if me in found:
                    found[me].add(them)
    return [frozenset(found[key]) for key in people]


@prepared("first_id", "second_id")
def _pairs_of(people: tuple[int, ...]) -> QuerySet:
    return Partnership.objects.filter(Q(first__in=people) | Q(second__in=people))


# ── minors ───────────────────────────────────────────────────────────────────


def minors_hidden_from(viewer: Membership) -> RawSQL:
    """Keys of the minors who are absent for the viewer, for a condition: all but themselves and whom they work with now;
    none for who coordinates."""
    return _minors_hidden_from.inside(viewer.pk)


@prepared()
def _minors_hidden_from(viewer: int) -> QuerySet:
    coordinates = Membership.objects.filter(pk=viewer, role=Role.COORDINATOR, state=MembershipState.ACTIVE)
    return (
        Minor.objects.exclude(membership=viewer)
        .exclude(membership__in=Partnership.objects.filter(first=viewer).values("second"))
        .exclude(membership__in=Partnership.objects.filter(second=viewer).values("first"))
        .exclude(Exists(coordinates))
        .values_list("membership")
    )


def minor_of(person: Membership) -> Minor | None:
    """The mark of who is under age: for themselves and for coordinators."""
    return Minor.objects.filter(membership=person).select_related("marked_by", "consent_recorded_by").first()


def is_minor(person: Membership) -> bool:
    return Minor.objects.filter(membership=person).exists()


def minors_among(people: Iterable[int]) -> set[int]:
    """Which of these keys are of minors."""
    return set(Minor.objects.filter(membership__in=list(people)).values_list("membership_id", flat=True))


def minors_without_consent(people: Iterable[int]) -> set[int]:
    """Which of these keys are of minors for whom nobody responsible has given consent."""
    waiting = Minor.objects.filter(membership__in=list(people), consent_on=None)
    return set(waiting.values_list("membership_id", flat=True))


def cleared_among(people: Iterable[int]) -> set[int]:
    """Which of these keys are of people cleared for minors; a minor never is."""
    cleared = Clearance.objects.filter(membership__in=list(people), membership__minor=None)
    return set(cleared.values_list("membership_id", flat=True))


def is_cleared_for_minors(person: Membership) -> bool:
    return bool(cleared_among([person.pk]))


def placed_unsafely(one: str, other: str) -> Q:
    """A condition on rows that name two people: one of them is a minor without consent, or with somebody who is not
    cleared for minors. `one` and `other` are the names of the two fields."""
    minors = Minor.objects.values("membership")
    agreed = Minor.objects.exclude(consent_on=None).values("membership")
    cleared = Clearance.objects.filter(membership__minor=None).values("membership")

    def unsafe(minor: str, adult: str) -> Q:
        return Q(**{f"{minor}__in": minors}) & ~(Q(**{f"{minor}__in": agreed}) & Q(**{f"{adult}__in": cleared}))

    return unsafe(one, other) | unsafe(other, one)


def may_be_placed(one: int, other: int, *, minors: Collection[int], cleared: Collection[int]) -> bool:
    """Whether two people, by key, may be placed together: with a minor, only somebody who is cleared for minors."""
    return (one not in minors or other in cleared) and (other not in minors or one in cleared)
