"""Reads of the ledger: what went from whom to whom, and what of it stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from reciproca.boundaries.queries import visible_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core.prepared import prepared
from reciproca.core.urls import reverse_in
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.safeguarding.queries import anchors

__all__ = [
    "Direction", "Face", "Gift", "Line", "confirmed_among", "confirmed_gifts", "confirmed_lines", "has_helped_somebody_known",
    "lines_between", "lines_of", "lines_with", "receivers_of",
]  # fmt: skip

#: Kinds in which somebody did something for another.
HELP = (Kind.SESSION, Kind.INTRODUCTION, Kind.ANSWER, Kind.LEAD, Kind.NOTE)

Direction = Literal["given", "received", "mutual"]


class _Row(NamedTuple):
    """What is read of a line."""

    seq: int
    at: datetime
    giver: UUID
    receiver: UUID
    kind: str
    mutual: bool
    minutes: int | None
    weight: float
    confirmed: bool
    object_kind: str
    object_id: str
    confirms: int | None
    cancels: int | None


@dataclass(frozen=True, slots=True)
class Face:
    """The other side of a line, as far as the reader may know them."""

    person: Membership
    photo_url: str

    @property
    def public_id(self) -> UUID:
        return self.person.public_id

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def given_name(self) -> str:
        return self.person.given_name


@dataclass(frozen=True, slots=True)
class Line:
    """One interaction as one of its two people reads it. `other` is None when they have left, were erased, or must not be met:
    which of these it is cannot be told, so that nobody reads a block in it."""

    seq: int
    at: datetime
    kind: str  # choices.Kind
    direction: Direction
    minutes: int | None
    weight: float
    confirmed_at: datetime | None  # when the other side said that it was so; None while that is awaited
    object_kind: str
    object_id: str
    other_id: UUID  # the other side's ledger id: tells people apart, also those who are nobody any more
    other: Face | None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_given(self) -> bool:
        return self.direction == "given"

    @property
    def is_mutual(self) -> bool:
        return self.direction == "mutual"


@dataclass(frozen=True, slots=True)
class Gift:
    """Something confirmed that went from one person to another, without names."""

    giver: UUID  # ledger ids
    receiver: UUID
    at: datetime
    kind: str
    weight: float
    seq: int = 0  # its line of the ledger


def lines_of(person: Membership, *, known: Iterable[Membership] | None = None) -> list[Line]:
    """All that a person gave and received, oldest first: two queries, however much it is.

    Confirmations are folded into the line they confirm; what was cancelled is gone. `known`: people whom the person is known to
    see, read with their ledger identity, where no others are of interest: one query less.
    """
    mine = person.ledger_id
    if mine is None:
        return []
    faces = None
    if known is not None:
        faces = {one.ledger_id: Face(one, one.photo_url) for one in known if one.ledger_id is not None}
    return _seen_by(person, map(_Row._make, _of_one(mine)), faces)


def lines_between(one: Membership, other: Membership) -> list[Line]:
    """What went between two people, in the eyes of `one`, oldest first."""
    mine, theirs = one.ledger_id, other.ledger_id
    return [] if mine is None or theirs is None else _seen_by(one, map(_Row._make, _of_two(mine, theirs)))


def lines_with(reader: Membership, other: Membership) -> list[Line]:
    """The same, with somebody whom the reader is known to see: one query less."""
    mine, theirs = reader.ledger_id, other.ledger_id
    if mine is None or theirs is None:
        return []
    return _seen_by(reader, map(_Row._make, _of_two(mine, theirs)), {theirs: Face(other, other.photo_url)})


# Each way on its own: of an “or” of two columns SQLite, as long as it knows nothing of the sizes, goes through the whole ledger.


@prepared(*_Row._fields)
def _of_one(ledger_id: UUID) -> QuerySet:
    return Interaction.objects.filter(giver=ledger_id).union(Interaction.objects.filter(receiver=ledger_id), all=True)


@prepared(*_Row._fields)
def _of_two(one: UUID, other: UUID) -> QuerySet:
    there = Interaction.objects.filter(giver=one, receiver=other)
    return there.union(Interaction.objects.filter(giver=other, receiver=one), all=True)


def confirmed_gifts(*, since: datetime | None = None) -> list[Gift]:
    """What was given and confirmed in the community in force, in the order of the ledger: one query.

    What is mutual was given by nobody in particular, and is not among them. `since`: when it was written at the earliest.
    """
    rows = Interaction.objects.all() if since is None else Interaction.objects.filter(at__gte=since)
    return [
        Gift(row.giver, row.receiver, row.at, row.kind, row.weight, row.seq)
        for row, confirmed_at in _standing(_all_of(rows))
        if confirmed_at is not None and not row.mutual
    ]


def receivers_of(lines: Collection[int]) -> dict[int, UUID]:
    """By number, who received with these lines, as far as they count."""
    of_them = Q(seq__in=lines) | Q(confirms__in=lines) | Q(cancels__in=lines)
    standing = _standing(_all_of(Interaction.objects.filter(of_them)))
    return {row.seq: row.receiver for row, confirmed_at in standing if confirmed_at is not None}


def confirmed_lines(*, between: tuple[UUID, UUID] | None = None) -> list[_Row]:
    """The lines of the community in force that count, in the order of the ledger: of everybody, or of two ledger ids."""
    rows = map(_Row._make, _of_two(*between)) if between is not None else _all_of(Interaction.objects.all())
    return [row for row, confirmed_at in _standing(rows) if confirmed_at is not None]


def confirmed_among(people: Iterable[int]) -> dict[tuple[int, int], list[_Row]]:
    """What was given and confirmed between these people (by key), by giver and receiver; in the order of the ledger. Two queries."""
    identities = LedgerIdentity.objects.filter(membership__in=list(people))
    keys = dict(identities.values_list("ledger_id", "membership"))
    found: dict[tuple[int, int], list[_Row]] = {}
    for row, confirmed_at in _standing(_all_of(Interaction.objects.filter(giver__in=keys, receiver__in=keys))):
        if confirmed_at is not None:
            found.setdefault((keys[row.giver], keys[row.receiver]), []).append(row)
    return found


def has_helped_somebody_known(person: Membership) -> bool:
    """Whether somebody for whom who coordinates answers has confirmed that this person helped them."""
    mine = person.ledger_id
    if mine is None:
        return False
    known = LedgerIdentity.objects.filter(membership__in=anchors().values("pk")).values("ledger_id")
    given = _standing(_all_of(Interaction.objects.filter(giver=mine, receiver__in=known)))
    return any(confirmed_at is not None and row.kind in HELP for row, confirmed_at in given)


def _seen_by(reader: Membership, rows: Iterable[_Row], known: Mapping[UUID, Face] | None = None) -> list[Line]:
    mine = reader.ledger_id
    standing = _standing(rows)
    others = {row.receiver if row.giver == mine else row.giver for row, _at in standing}
    faces = _faces(reader, others) if known is None else known
    lines = []
    for row, confirmed_at in standing:
        other_id = row.receiver if row.giver == mine else row.giver
        direction: Direction = "mutual" if row.mutual else "given" if row.giver == mine else "received"
        lines.append(
            Line(
                seq=row.seq,
                at=row.at,
                kind=row.kind,
                direction=direction,
                minutes=row.minutes,
                weight=row.weight,
                confirmed_at=confirmed_at,
                object_kind=row.object_kind,
                object_id=row.object_id,
                other_id=other_id,
                other=faces.get(other_id),
            )
        )
    return lines


def _all_of(rows: QuerySet[Interaction]) -> Iterator[_Row]:
    return map(_Row._make, rows.values_list(*_Row._fields))


def _standing(rows: Iterable[_Row]) -> list[tuple[_Row, datetime | None]]:
    """The lines that were not cancelled, each with when it was confirmed; read from the latest to the first, because
    what follows a line always comes after it. A confirmation that was itself cancelled confirms nothing."""
    cancelled: set[int] = set()
    confirmed: dict[int, datetime] = {}
    standing: list[tuple[_Row, datetime | None]] = []
    for row in sorted(rows, reverse=True):  # by `seq`, which comes first
        if row.seq in cancelled:
            continue
        if row.cancels is not None:
            cancelled.add(row.cancels)
        elif row.confirms is not None:
            confirmed[row.confirms] = row.at
        else:
            standing.append((row, row.at if row.confirmed else confirmed.get(row.seq)))
    return standing[::-1]


def _faces(reader: Membership, ledger_ids: Iterable[UUID]) -> dict[UUID, Face]:
    """Who is behind ledger ids, less those who have left, who were erased and whom the reader may not see."""
    known = Membership.objects.filter(ledger_identity__ledger_id__in=list(ledger_ids), state=MembershipState.ACTIVE)
    people = visible_among(known, reader).select_related("ledger_identity", "profile__photo")
    faces = {}
    for person in people:
        profile = getattr(person, "profile", None)
        photo = profile.photo if profile is not None else None
        url = reverse_in(reader.community, "people:photo", public_id=photo.public_id) if photo else ""
        faces[person.ledger_identity.ledger_id] = Face(person, url)
    return faces
