"""How far what somebody gave has gone: help received and passed on, from one to the next.

A road is that of `circulation.roads`: help that its receiver passed on to somebody else, and so on. Its origin learns of it as a
story, and nobody is named in it who did not allow it:

1. A name stands there only where its owner said yes to being named (`GivingWish.named`; off for everyone who said nothing), is
   here, and may be met by who reads.
2. How many people it reached is said only where they are five or more, or all of them are named: of fewer, the number
   alone would tell.
3. Where neither is so, nothing is said at all, not even that it went on.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from reciproca.communities.models import Membership
from reciproca.people.queries import people_visible_to

from .circulation import HELP, is_long, roads
from .models import GivingWish, Onward
from .queries import Gift, confirmed_gifts, lines_of, receivers_of

__all__ = ["FEW", "Lineage", "lineages_of", "went_on"]

#: So many lines are asked for at once; and so many are followed in all.
AT_A_TIME, MOST_ON_THE_WAY = 500, 20_000
#: Fewer people than these are not counted aloud.
FEW = 5


@dataclass(frozen=True, slots=True)
class Lineage:
    """What somebody gave to one person, and whom it reached from there. `through` and `named`: only who allowed it.
    `number` is None where it must not be told."""

    through: Membership | None
    named: tuple[Membership, ...]
    number: int | None

    @property
    def has_others(self) -> bool:
        """Whether it reached somebody besides those who are named."""
        return self.number is None or self.number > len(self.named)


def went_on(gifts: Sequence[Gift], origin: UUID) -> dict[UUID, set[UUID]]:
    """By whom the origin helped: everybody whom that help reached from there, less these two. Ledger ids."""
    onwards: dict[int, list[int]] = defaultdict(list)
    for road in roads(gifts):
        if road.way == "passed_on" and road.after is not None:
            onwards[road.after].append(road.place)
    reached: dict[UUID, set[UUID]] = defaultdict(set)
    for place, gift in enumerate(gifts):
        if gift.giver == origin and gift.kind in HELP:
            waiting = list(onwards[place])
            while waiting:
                at = waiting.pop()
                reached[gift.receiver].add(gifts[at].receiver)
                waiting.extend(onwards[at])
    return {first: others - {origin, first} for first, others in reached.items() if others - {origin, first}}


def lineages_of(person: Membership) -> list[Lineage]:
    """What this person gave and others passed on, as far as it may be told; the furthest first. Read from the ledger as it is;
    where that is longer than a page reads, from what a job kept of it, line by line from their own."""
    mine = person.ledger_id
    if mine is None:
        return []
    reached = _went_on_as_kept(person) if is_long() else went_on(confirmed_gifts(), mine)
    known = _who_allows_it({key for first, others in reached.items() for key in (first, *others)}, person)
    told = [_told(first, others, known) for first, others in reached.items()]
    found = [one for one in told if one is not None]
    return sorted(found, key=_furthest_first)


def _furthest_first(one: Lineage) -> tuple[int, int, str, str]:
    through = (one.through.given_name, str(one.through.public_id)) if one.through is not None else ("", "")
    return -len(one.named), -(one.number or 0), *through


def _went_on_as_kept(person: Membership) -> dict[UUID, set[UUID]]:
    """`went_on`, from one line to those that pass it on: a few queries for each step, and as many lines as there are on the way."""
    mine = person.ledger_id
    given = [line for line in lines_of(person) if line.is_given and line.is_confirmed and line.kind in HELP]
    ends = {line.seq: line.other_id for line in given}  # by line: by whom it came from me
    reached: dict[UUID, set[UUID]] = defaultdict(set)
    looked_at = 0
    while ends and looked_at < MOST_ON_THE_WAY:
        looked_at += len(ends)
        onwards: dict[int, UUID] = {}
        for some in _portions(sorted(ends)):
            rows = Onward.objects.filter(after__in=some).values_list("seq", "after")
            onwards |= {seq: ends[after] for seq, after in rows}
        receivers = {seq: one for some in _portions(sorted(onwards)) for seq, one in receivers_of(some).items()}
        ends = {seq: onwards[seq] for seq in receivers}
        for seq, first in ends.items():
            reached[first].add(receivers[seq])
    return {first: others - {mine, first} for first, others in reached.items() if others - {mine, first}}


def _portions(lines: Sequence[int]) -> Iterator[Sequence[int]]:
    return (lines[start : start + AT_A_TIME] for start in range(0, len(lines), AT_A_TIME))


def _told(first: UUID, others: set[UUID], known: Mapping[UUID, Membership]) -> Lineage | None:
    named = sorted((known[key] for key in others if key in known), key=lambda one: (one.given_name, str(one.public_id)))
    everybody = first in known and len(named) == len(others)
    number = len(others) if everybody or len(others) >= FEW else None
    if number is None and not (first in known and named):
        return None
    return Lineage(known.get(first), tuple(named), number)


def _who_allows_it(ledger_ids: set[UUID], reader: Membership) -> dict[UUID, Membership]:
    wishes = GivingWish.objects.filter(named=True).values("person")
    people = people_visible_to(reader).filter(ledger_identity__ledger_id__in=ledger_ids, pk__in=wishes)
    return {one.ledger_identity.ledger_id: one for one in people.select_related("ledger_identity", "profile__photo")}
