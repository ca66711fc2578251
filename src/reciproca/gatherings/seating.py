"""The bridge from those who are in a coffee round to tables: rows → columns → the engine → people.

1. Who must not meet, and whoever met at a coffee within so many rounds (or, at another coffee, within three months), do not.
2. As many as possible have a table, and whoever was left over or one of three most lately comes first.
3. Those who never had coffee with each other before those who had.
4. With an odd number somebody is left: they sit down as the third where all three may meet. There is one such table at most.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from reciproca.boundaries.queries import barred_pairs
from reciproca.core import clock
from reciproca_engine.matching.rotations import coffee as draw

from .models import Coffee, CoffeePlace

__all__ = ["ANOTHER_COFFEE", "Seating", "lay_tables", "seat"]

#: Who met at one coffee is not drawn together at another for so long.
ANOTHER_COFFEE = timedelta(days=91)
MOST_COUNTED = 5

Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Seating:
    """Keys of people: two or three at each table, and who is left over."""

    tables: list[list[int]]
    left: list[int]


def lay_tables(coffee: Coffee, number: int, people: Collection[int]) -> Seating:
    """Round `number` of this coffee, for these people."""
    known = sorted(people)
    recent: set[Pair] = set()
    times: Counter[Pair] = Counter()
    for pair, place in _past_pairs(known):
        times[pair] += 1
        of_this = place.turn.coffee_id == coffee.pk
        if place.turn.number >= number - coffee.apart_rounds if of_this else _is_late(place):
            recent.add(pair)
    seed = zlib.crc32(f"{coffee.public_id} {number}".encode())
    return seat(known, apart=recent | barred_pairs(), times=times, waited=_waited(coffee, known), seed=seed)


def seat(
    people: Sequence[int],
    *,
    apart: Collection[Pair] = (),
    times: Mapping[Pair, int] | None = None,
    waited: Mapping[int, int] | None = None,
    seed: int = 0,
) -> Seating:
    """`apart`: who must not be together; `times`: how often two were before; `waited`: the higher, the sooner one has a table."""
    times, waited = times or {}, waited or {}
    at = {key: place for place, key in enumerate(people)}
    fit = np.zeros((len(people), len(people)))
    for pair, often in times.items():
        if len(pair) == 2 and pair <= at.keys():
            one, other = at[min(pair)], at[max(pair)]
            fit[one, other] = fit[other, one] = -min(often, MOST_COUNTED)
    kept_apart = [(at[min(pair)], at[max(pair)]) for pair in apart if len(pair) == 2 and pair <= at.keys()]
    sat_out = [waited.get(key, 0) for key in people]
    drawn = draw(len(people), 1, fit, apart=kept_apart, sat_out=sat_out, seed=seed)
    tables = [[people[one], people[other]] for one, other in drawn.rounds[0].tolist()]
    left = [people[one] for one in drawn.out[0].tolist()]
    if len(people) % 2:
        _sit_down_as_third(tables, left, set(apart), times, waited)
    return Seating(tables, left)


def _sit_down_as_third(
    tables: list[list[int]],
    left: list[int],
    apart: Collection[Pair],
    times: Mapping[Pair, int],
    waited: Mapping[int, int],
) -> None:
    """The first of those left for whom there is a table: the one with whom they sat least, and who were least lately three."""

    def price(table: list[int], third: int) -> tuple[int, int]:
        return sum(times.get(frozenset((third, one)), 0) for one in table), sum(waited.get(one, 0) for one in table)

    for third in sorted(left, key=lambda key: -waited.get(key, 0)):
        free = [table for table in tables if not any(frozenset((third, one)) in apart for one in table)]
        if free:
            min(free, key=lambda table: price(table, third)).append(third)
            left.remove(third)
            return


def _past_pairs(people: Sequence[int]) -> list[tuple[Pair, CoffeePlace]]:
    """Who sat with whom, at any coffee; each two once for each time."""
    rows = CoffeePlace.objects.filter(person__in=people).exclude(table=None).select_related("turn").order_by("pk")
    by_table: dict[int, list[CoffeePlace]] = defaultdict(list)
    for place in rows:
        by_table[place.table_id or 0].append(place)
    return [
        (frozenset((one.person_id, other.person_id)), one)
        for places in by_table.values()
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    ]


def _is_late(place: CoffeePlace) -> bool:
    return place.turn.began_at > clock.now() - ANOTHER_COFFEE


def _waited(coffee: Coffee, people: Sequence[int]) -> dict[int, int]:
    """The later somebody was left over or one of three, the higher; left over in the same round before one of three."""
    rows = CoffeePlace.objects.filter(turn__coffee=coffee).order_by("turn__number", "pk")
    told = list(rows.values_list("person_id", "turn__number", "table_id"))
    at_table = Counter(table for _person, _number, table in told if table is not None)
    here, waited = set(people), {}
    for person, number, table in told:
        if person in here and (table is None or at_table[table] > 2):
            waited[person] = 2 * number + (table is None)
    return waited
