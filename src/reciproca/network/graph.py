"""The bridge: the ledger becomes arrays and ties, and ties become what is said of them today.

Each interaction has two ends: who gave it has a row of its weight, who received it one that weighs nothing, so that a tie
is in the eyes of both. What is mutual weighs half each way. People are numbered by the key of their membership; lines of
those who were erased are nobody's, and left out.

What is worked out here is plain arithmetic on a person's few ties. Nothing is compiled: pages read it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from reciproca.communities.models import LedgerIdentity, Membership
from reciproca_engine.ties import Between, between, usual_peak

from .choices import State
from .models import Tie
from .queries import confirmed_lines

__all__ = ["Arrays", "Known", "arrays_of_community", "tie_between", "ties_from_ledger", "ties_of"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A tie as one of its two people may be told of it. `strength` places a face nearer or further, and is never said."""

    other: int  # the key of their membership
    state: State
    strength: float
    alive: float
    worth: float  # how strong it once was, and how evenly both gave: in [0, 1]
    began_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Arrays:
    """The confirmed lines of a community as columns for the engine, in the order of the ledger."""

    giver: list[int]
    receiver: list[int]
    time: list[float]
    weight: list[float]


def ties_of(person: Membership, *, now: datetime) -> list[Known]:
    """All of a person's ties as they are at this moment, the strongest first: one query."""
    mine = [(row, _read(row)) for row in Tie.objects.filter(Q(first=person) | Q(second=person))]
    usual = usual_peak(tie.peak for _, tie in mine)
    found = [_known(row, tie, person, _days(now), usual) for row, tie in mine]
    return sorted(found, key=lambda one: (-one.strength, -one.last_at.timestamp(), one.other))


def arrays_of_community() -> Arrays:
    """What the engine is handed of the community in force: two rows for each line that counts."""
    people = dict(LedgerIdentity.objects.values_list("ledger_id", "membership_id"))
    arrays = Arrays([], [], [], [])
    for line in confirmed_lines():
        if line.giver in people and line.receiver in people:
            for giver, receiver, time, weight in _two_ends(line, people):
                arrays.giver.append(giver)
                arrays.receiver.append(receiver)
                arrays.time.append(time)
                arrays.weight.append(weight)
    return arrays


def ties_from_ledger() -> Iterator[Tie]:
    """Every tie of the community in force, as its lines make it. Not saved."""
    people = dict(LedgerIdentity.objects.values_list("ledger_id", "membership_id"))
    pairs: dict[tuple[int, int], list[Any]] = {}
    for line in confirmed_lines():
        if line.giver in people and line.receiver in people:
            pair = sorted((people[line.giver], people[line.receiver]))
            pairs.setdefault((pair[0], pair[1]), []).append(line)
    for first, second in sorted(pairs):
        yield _written(first, second, pairs[first, second], people)


def tie_between(one: UUID, other: UUID) -> tuple[tuple[int, int], Tie | None] | None:
    """The keys of the two behind these ledger ids, and the tie their lines make: None when nothing counts between them.
    Nothing at all when one of them was erased."""
    identities = LedgerIdentity.objects.filter(ledger_id__in=(one, other))
    people = dict(identities.values_list("ledger_id", "membership_id"))
    if len(people) < 2:
        return None
    first, second = sorted(people.values())
    lines = confirmed_lines(between=(one, other))
    return (first, second), _written(first, second, lines, people) if lines else None


def _two_ends(line: Any, people: Mapping[UUID, int]) -> Iterator[tuple[int, int, float, float]]:
    giver, receiver, time = people[line.giver], people[line.receiver], _days(line.at)
    there, back = (line.weight / 2, line.weight / 2) if line.mutual else (line.weight, 0.0)
    yield giver, receiver, time, there
    yield receiver, giver, time, back


def _written(first: int, second: int, lines: Sequence[Any], people: Mapping[UUID, int]) -> Tie:
    rows = [(giver == second, time, weight) for line in lines for giver, _, time, weight in _two_ends(line, people)]
    tie = between(rows)
    assert tie is not None
    at = [line.at for line in lines]
    return Tie(
        first_id=first,
        second_id=second,
        began_at=min(at),
        last_at=max(at),
        fast_first=tie.fast[0],
        fast_second=tie.fast[1],
        slow_first=tie.slow[0],
        slow_second=tie.slow[1],
        given_first=tie.given[0],
        given_second=tie.given[1],
        lines=len(lines),
        visits=tie.visits,
        gap=tie.gap,
        peak=tie.peak,
    )


def _read(row: Tie) -> Between:
    return Between(
        fast=(row.fast_first, row.fast_second),
        slow=(row.slow_first, row.slow_second),
        given=(row.given_first, row.given_second),
        first=_days(row.began_at),
        last=_days(row.last_at),
        count=2 * row.lines,
        visits=row.visits,
        gap=row.gap,
        peak=row.peak,
    )


def _known(row: Tie, tie: Between, person: Membership, now: float, usual: float) -> Known:
    return Known(
        other=row.second_id if row.first_id == person.pk else row.first_id,
        state=State(tie.state(now, usual)),
        strength=tie.strength(now),
        alive=tie.alive(now),
        worth=tie.worth,
        began_at=row.began_at,
        last_at=row.last_at,
    )


def _days(moment: datetime) -> float:
    return (moment - EPOCH) / DAY
