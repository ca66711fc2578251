"""The bridge: the ledger becomes arrays and ties, and ties become what is said of them today.

Each interaction has two ends: who gave it has a row of its weight, who received it one that weighs nothing, so that a tie
is in the eyes of both. What is mutual weighs half each way. People are numbered by the key of their membership; lines of
those who were erased are nobody's, and left out.

What is worked out of one person's few ties is plain arithmetic. Nothing of it is compiled: pages read it. Who is real
(`acquaintances`, `praise`) is worked out by a job, with the engine's kernels; no page says what comes of it but in words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.communities.queries import members
from reciproca.core.prepared import prepared
from reciproca.core.together import for_many, in_parts
from reciproca.safeguarding.queries import anchors
from reciproca_engine.ties import Between, between, usual_peak
from reciproca_engine.trust import credit, standing

from .choices import Kind, State
from .models import Connection, Tie
from .queries import confirmed_lines

__all__ = [
    "Acquaintance", "Arrays", "Known", "Praise", "Row", "acquaintances", "arrays_of_community", "known_from", "praise",
    "rows_of_ties", "tie_between", "ties_from_ledger", "ties_of",
]  # fmt: skip

#: What is read of a tie.
COLUMNS = (
    "began_at", "last_at", "fast_first", "fast_second", "slow_first", "slow_second", "given_first", "given_second", "lines",
    "visits", "gap", "peak",
)  # fmt: skip
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
class Row:
    """A tie as it was at its last line, of one of its two people: with whom (by key), and what lies between them."""

    other: int
    tie: Between
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
    return known_from(rows_of_ties(person.pk), now=now)


def known_from(rows: Sequence[Row], *, now: datetime) -> list[Known]:
    """What the rows of one person's ties say at this moment."""
    usual = usual_peak(row.tie.peak for row in rows)
    found = [_known(row, _days(now), usual) for row in rows]
    return sorted(found, key=lambda one: (-one.strength, -one.last_at.timestamp(), one.other))


@for_many
def rows_of_ties(people: Sequence[int]) -> list[list[Row]]:
    """Of each of these people (by key) all ties, as they were at the last line of each."""
    found: dict[int, list[Row]] = {key: [] for key in people}
    for part in in_parts(people):
        for person, other, *columns in _rows_of(part):
            found[person].append(_row(other, *columns))
    return [found[key] for key in people]


@prepared()
def _rows_of(people: tuple[int, ...]) -> QuerySet:
    mine = Tie.objects.filter(first__in=people).values_list("first_id", "second_id", *COLUMNS)
    return mine.union(Tie.objects.filter(second__in=people).values_list("second_id", "first_id", *COLUMNS), all=True)


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
    pairs: dict[tuple[int, int], list[tuple[int, Any]]] = {}
    for line in confirmed_lines():
        giver, receiver = people.get(line.giver), people.get(line.receiver)
        if giver is not None and receiver is not None:
            pairs.setdefault((min(giver, receiver), max(giver, receiver)), []).append((giver, line))
    for first, second in sorted(pairs):
        yield _written(first, second, pairs[first, second])


def tie_between(one: UUID, other: UUID) -> tuple[tuple[int, int], Tie | None] | None:
    """The keys of the two behind these ledger ids, and the tie their lines make: None when nothing counts between them.
    Nothing at all when one of them was erased."""
    identities = LedgerIdentity.objects.filter(ledger_id__in=(one, other))
    people = dict(identities.values_list("ledger_id", "membership_id"))
    if len(people) < 2:
        return None
    first, second = sorted(people.values())
    lines = confirmed_lines(between=(one, other))
    return (first, second), _written(first, second, [(people[line.giver], line) for line in lines]) if lines else None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Who knows whom in the community in force, by key, and whom a chain of acquaintances joins to those for whom who coordinates
    answers. Without any of these nothing can be said: `is_joined` is then true of everybody."""

    neighbours: Mapping[int, set[int]]
    is_joined: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Praise:
    """Who thanked whom, by key, and whether any of it comes, by way of others, from somebody who is known."""

    givers: Mapping[int, set[int]]
    is_credited: Mapping[int, bool]


def acquaintances() -> Acquaintance:
    """Ties and connections of active members, and the membership that flows along them from the anchors."""
    people, seeds = _people_and_seeds()
    rows = {*Tie.objects.values_list("first", "second"), *Connection.objects.values_list("first", "second")}
    pairs = [(one, other) for one, other in rows if one in people and other in people]
    neighbours: dict[int, set[int]] = {key: set() for key in people}
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    if not seeds:
        return Acquaintance(neighbours, dict.fromkeys(people, True))
    source = [people[one] for one, _ in pairs] + [people[other] for _, other in pairs]
    target = [people[other] for _, other in pairs] + [people[one] for one, _ in pairs]
    found = standing(source, target, seeds, len(people), capacities=_capacities(len(people), len(seeds)))
    return Acquaintance(neighbours, {key: bool(found.member[place]) for key, place in people.items()})


def praise() -> Praise:
    """Confirmed thanks, recommendations and endorsements, each pair once."""
    people, seeds = _people_and_seeds()
    by_ledger_id = dict(LedgerIdentity.objects.values_list("ledger_id", "membership_id"))
    givers: dict[int, set[int]] = {}
    for line in confirmed_lines():
        giver, receiver = by_ledger_id.get(line.giver), by_ledger_id.get(line.receiver)
        if line.kind in WORDS_ABOUT_HELP and giver in people and receiver in people and giver != receiver:
            givers.setdefault(receiver, set()).add(giver)
    if not seeds:
        return Praise(givers, dict.fromkeys(givers, True))
    rows = [(people[giver], people[receiver]) for receiver, some in sorted(givers.items()) for giver in sorted(some)]
    found = credit([giver for giver, _ in rows], [receiver for _, receiver in rows], seeds, len(people))
    return Praise(givers, {key: bool(found.score[people[key]] > 0) or people[key] in set(seeds) for key in givers})


WORDS_ABOUT_HELP = (Kind.RECOGNITION, Kind.RECOMMENDATION, Kind.ENDORSEMENT)


def _people_and_seeds() -> tuple[dict[int, int], list[int]]:
    """Active members in the order of their keys, and the places of those for whom who coordinates answers."""
    people = {key: place for place, key in enumerate(members().order_by("pk").values_list("pk", flat=True))}
    return people, sorted(people[key] for key in anchors().values_list("pk", flat=True))


def _capacities(people: int, seeds: int) -> tuple[int, ...]:
    """How many a seed can bring in: twice its share, and ever fewer farther away. With one member in ten a seed, somebody beside
    one who was fooled brings in five at the most."""
    first = max(4, -(-2 * people // seeds))
    second = max(3, first // 3)
    return first, second, max(2, second // 2), 1


def _two_ends(line: Any, people: Mapping[UUID, int]) -> Iterator[tuple[int, int, float, float]]:
    giver, receiver, time = people[line.giver], people[line.receiver], _days(line.at)
    there, back = _weights(line)
    yield giver, receiver, time, there
    yield receiver, giver, time, back


def _weights(line: Any) -> tuple[float, float]:
    """There and back."""
    return (line.weight / 2, line.weight / 2) if line.mutual else (line.weight, 0.0)


def _written(first: int, second: int, lines: Sequence[tuple[int, Any]]) -> Tie:
    """`lines`: each with the key of who gave."""
    rows = []
    for giver, line in lines:
        time, (there, back) = _days(line.at), _weights(line)
        rows += [(giver == second, time, there), (giver != second, time, back)]
    tie = between(rows)
    assert tie is not None
    at = [line.at for _, line in lines]
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


def _row(other: int, began_at: datetime, last_at: datetime, *numbers: Any) -> Row:
    """From `COLUMNS`."""
    fast, fast_back, slow, slow_back, given, given_back, lines, visits, gap, peak = numbers
    tie = Between(
        fast=(fast, fast_back),
        slow=(slow, slow_back),
        given=(given, given_back),
        first=_days(began_at),
        last=_days(last_at),
        count=2 * lines,
        visits=visits,
        gap=gap,
        peak=peak,
    )
    return Row(other, tie, began_at, last_at)


def _known(row: Row, now: float, usual: float) -> Known:
    tie = row.tie
    return Known(
        other=row.other,
        state=State(tie.state(now, usual)),
        strength=tie.strength(now),
        alive=tie.alive(now),
        worth=tie.worth,
        began_at=row.began_at,
        last_at=row.last_at,
    )


def _days(moment: datetime) -> float:
    return (moment - EPOCH) / DAY
