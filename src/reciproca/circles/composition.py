"""The bridge to the engine: people who signed up become a problem, and its answer becomes circles, with what they share.

Knows nothing of rows, pages or requests. Imports no Django, so that the bench runs the same code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles import Attribute, CirclePrices, Circles, Infeasible, NotSupported, compose, verify
from reciproca_engine.circles.attributes import worth_of
from reciproca_engine.explain import Reason
from reciproca_engine.matching import fit
from reciproca_engine.matching.fit import Feature, PairFit
from reciproca_engine.text import keys

__all__ = [
    "Composed", "Exchange", "Sitter", "Table", "arrange", "asked_of", "exchanges", "facts_of", "is_possible", "slots_of",
]  # fmt: skip

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

COMMON = (Feature("topics", 0.6, "complement"), Feature("interests", 0.4, "overlap"))
#: What the trade, a circle they shared before, the place and the years are worth beside the common ground, which is at most 1.
TRADE, AGAIN, PLACE, YEARS = 0.2, 1.0, 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Sitter:
    """What composing knows of someone, in the order in which they signed up. `slots` hold where and when: “Urbino mon-evening”."""

    key: int
    wish: str = ""
    interests: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    trade: str = ""
    place: str = ""
    years: float | None = None
    slots: frozenset[str] = frozenset()
    rather: str = ""
    team: str = ""
    waited: bool = False  # had no circle the last time


@dataclass(frozen=True, eq=False)
class Table:
    """Everybody who could sit somewhere, and what each two are worth in one circle.

    apart: pairs of keys that are never in one circle. again: pairs that shared one before, and had better meet others.
    group: who sits where now, by key. fixed: who stays there. closed: the numbers of circles that stay as they are.
    """

    sitters: tuple[Sitter, ...]
    least: int
    most: int
    apart: frozenset[frozenset[int]] = frozenset()
    again: frozenset[frozenset[int]] = frozenset()
    group: Mapping[int, int] = field(default_factory=dict)
    fixed: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()

    @cached_property
    def at(self) -> dict[int, int]:
        return {sitter.key: place for place, sitter in enumerate(self.sitters)}

    @cached_property
    def common(self) -> PairFit:
        """What they are curious about together, and what one needs and the other offers."""
        told: dict[str, list[Any]] = {
            "topics": [
                {"needs": [*one.needs, *_said(one.wish)], "offers": [*one.offers, *_said(one.wish)]}
                for one in self.sitters
            ],
            "interests": [frozenset(word.casefold() for word in one.interests) or None for one in self.sitters],
        }
        return fit.compose(COMMON, told, told, unknown=0.0)

    @cached_property
    def fit(self) -> Floats:
        """Common ground, the trade as each would have it, and a fresh face rather than one they know."""
        worth = self.common.fit + TRADE * self._trade
        for pair in self.again:
            if pair <= self.at.keys():
                one, other = (self.at[key] for key in sorted(pair))
                worth[one, other] -= AGAIN
                worth[other, one] -= AGAIN
        return worth

    @cached_property
    def _trade(self) -> Floats:
        trades = [keys(one.trade) for one in self.sitters]
        words = {word: place for place, word in enumerate(sorted(set().union(*trades)))}
        says = np.zeros((len(trades), len(words)))
        for place, trade in enumerate(trades):
            says[place, [words[word] for word in trade]] = 1.0
        shared, number = says @ says.T, says.sum(axis=1)
        either = number[:, None] + number - shared
        same = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
        wanted = np.array([{"same": 1.0, "other": 0.0}.get(one.rather, 0.5) for one in self.sitters])
        weight = np.array([1.0 if one.rather else 0.5 for one in self.sitters])
        likes = weight[:, None] * np.where(wanted[:, None] == 1.0, same, 1.0 - same)
        return likes * np.outer(number > 0, number > 0)

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        """In what circles should differ."""
        return {
            "place": Attribute([one.place.casefold() or None for one in self.sitters], PLACE),
            "years": Attribute([None if one.years is None else one.years + 0.5 for one in self.sitters], YEARS),
        }

    @cached_property
    def worth(self) -> Floats:
        """What each two are worth in one circle, all told."""
        mutual = (self.fit + self.fit.T) / 2
        for name, attribute in self.attributes.items():
            mutual = mutual + worth_of(attribute, len(self.sitters), name)
        np.fill_diagonal(mutual, 0.0)
        return mutual

    @cached_property
    def parted(self) -> Bools:
        """Who is never in one circle with whom: also those who name the same team."""
        parted = np.zeros((len(self.sitters), len(self.sitters)), dtype=np.bool_)
        for one, other in self._apart(range(len(self.sitters))):
            parted[one, other] = parted[other, one] = True
        return parted

    def _apart(self, people: Sequence[int]) -> list[tuple[int, int]]:
        """Positions within `people`."""
        place = {self.sitters[at].key: here for here, at in enumerate(people)}
        pairs: set[tuple[int, int]] = set()
        for pair in self.apart:
            if pair <= place.keys():
                one, other = sorted(place[key] for key in pair)
                pairs.add((one, other))
        teams: dict[str, list[int]] = {}
        for here, at in enumerate(people):
            if team := " ".join(self.sitters[at].team.casefold().split()):
                teams.setdefault(team, []).append(here)
        for there in teams.values():
            pairs.update(combinations(there, 2))
        return sorted(pairs)

    def members(self, number: int) -> list[int]:
        return [at for at, sitter in enumerate(self.sitters) if self.group.get(sitter.key) == number]

    def worth_in(self, people: Collection[int]) -> float:
        here = sorted(people)
        return float(self.worth[np.ix_(here, here)].sum() / 2)


@dataclass(frozen=True, eq=False)
class Composed:
    """Who sits where, by key; who has no circle, and why as far as it is told; how good it is, and how good it could be."""

    group: dict[int, int]
    left_out: dict[int, str]
    total: float
    upper_bound: float
    moves: int
    is_sound: bool  # as the verifier finds, who shares nothing with the search


@dataclass(frozen=True, slots=True)
class Exchange:
    """Somebody goes into another circle, and perhaps somebody comes back for them; the total falls by `cost`."""

    person: int
    number: int
    other: int | None
    cost: float


# ── composing ────────────────────────────────────────────────────────────────


def arrange(table: Table, *, keep: bool = False, seed: int = 0) -> Composed:
    """Put as many as possible into circles, as well as possible; with `keep`, so that as few as possible move.

    Circles that are closed stay as they are, and whoever is fixed stays in their circle. Who cannot sit with enough others
    at any time is left out; where it still does not work out, whoever is hardest to place, those last who waited before.
    """
    closed = {at: table.group[one.key] for at, one in enumerate(table.sitters) if _is_closed(table, one)}
    people, circles = _composed(table, [at for at in range(len(table.sitters)) if at not in closed], keep, seed)
    if circles is not None and (more := _grown(table, people, circles, closed, seed)) is not None:
        people, circles = more if not keep else _composed(table, more[0], keep, seed)
    group = {table.sitters[at].key: number for at, number in closed.items()}
    total = upper = sum(table.worth_in(table.members(number)) for number in table.closed)
    moves, is_sound = 0, True
    if circles is not None:
        group |= _numbered(table, people, circles)
        report = verify(circles=circles, **asked_of(table, people, keep=keep))
        total, upper = total + report.total, upper + report.upper_bound
        moves = sum(1 for key, number in group.items() if table.group.get(key, number) != number)
        is_sound = report.feasible
    left = [at for at, one in enumerate(table.sitters) if one.key not in group]
    return Composed(group, _causes(table, left), total, upper, moves, is_sound)


def _composed(table: Table, people: list[int], keep: bool, seed: int) -> tuple[list[int], Circles | None]:
    """As many of these as can be put into circles, and the circles; None where there are none."""
    people = _placeable(table, people)
    while len(people) >= table.least:
        try:
            return people, compose(**asked_of(table, people, keep=keep), seed=seed)
        except Infeasible as infeasible:
            named = {people[at] for rule in infeasible.conflict for at in _people_of(rule)}
            people = _without(table, people, named, 1)
        except NotSupported:
            people = _without(table, people, set(), max(len(people) // 50, 1))
    return [], None


def _grown(
    table: Table, people: list[int], circles: Circles, closed: Collection[int], seed: int
) -> tuple[list[int], Circles] | None:
    """Those left over among themselves, and then into circles that have room for them; None when that places nobody more."""
    groups: dict[int, list[int]] = {}
    for at, label in zip(people, circles.circle.tolist(), strict=True):
        groups.setdefault(label, []).append(at)
    left = [at for at in range(len(table.sitters)) if at not in closed and at not in set(people)]
    others, more = _composed(table, left, False, seed)
    for at, label in zip(others, more.circle.tolist() if more else [], strict=True):
        groups.setdefault(len(table.sitters) + label, []).append(at)
    for at in sorted(set(left) - set(others), key=lambda one: (not table.sitters[one].waited, one)):
        room = [group for group in groups.values() if _fits(table, [*group, at])]
        if room:
            max(room, key=lambda group: float(table.worth[at, group].sum())).append(at)
    everybody = sorted(at for group in groups.values() for at in group)
    if len(everybody) == len(people):
        return None
    try:
        return everybody, compose(**asked_of(table, everybody, keep=False), seed=seed)
    except (Infeasible, NotSupported):  # the engine did not find what was found by hand
        return None


def is_possible(table: Table) -> bool:
    """Whether the circles of a table keep every rule, as the verifier finds."""
    people = [at for at, one in enumerate(table.sitters) if one.key in table.group]
    numbers = np.array([table.group[table.sitters[at].key] for at in people], dtype=np.int64)
    none = np.zeros(0)
    prices = CirclePrices(np.zeros(len(people)), 0.0, none.reshape(0, 3).astype(np.int64), none)
    answer = Circles(numbers, 0.0, 0.0, 0, 0, {}, prices)
    asked = {**asked_of(table, people, keep=False), "together": []}
    return bool(verify(circles=answer, **asked).feasible)


def asked_of(table: Table, people: Sequence[int], *, keep: bool) -> dict[str, Any]:
    """The question to the engine, of these people: what `compose` and `verify` are given."""
    here = np.ix_(people, people)
    together: dict[int, list[int]] = {}
    for place, at in enumerate(people):
        key = table.sitters[at].key
        if key in table.fixed and key in table.group:
            together.setdefault(table.group[key], []).append(place)
    apart = [
        *table._apart(people),
        *((one, other) for mine, yours in combinations(together.values(), 2) for one in mine for other in yours),
    ]
    return {
        "fit": table.fit[here],
        "sizes": (table.least, table.most),
        "attributes": {
            name: Attribute([list(one.values)[at] for at in people], one.weight, one.aim)
            for name, one in table.attributes.items()
        },
        "slots": [table.sitters[at].slots for at in people],
        "apart": apart,
        "together": [group for group in together.values() if len(group) > 1],
        "previous": [table.group.get(table.sitters[at].key) for at in people] if keep else None,
    }


def _is_closed(table: Table, sitter: Sitter) -> bool:
    return table.group.get(sitter.key) in table.closed


def _placeable(table: Table, people: list[int]) -> list[int]:
    """Without those who have too few others at each of their times; one who goes may take others along."""
    can, free = _slots(table.sitters), ~table.parted
    while True:
        here = np.zeros(len(table.sitters), dtype=np.bool_)
        here[people] = True
        # of each and each of their slots: how many others are there whom they may sit with
        others = (free & here).astype(np.float64) @ can
        enough = np.count_nonzero((others >= table.least) & can, axis=1) > 0  # one counts oneself
        left = [at for at in people if enough[at]]
        if len(left) == len(people):
            return left
        people = left


def _without(table: Table, people: Sequence[int], named: set[int], number: int) -> list[int]:
    """One fewer, or more: of those whom the contradiction names, else of all, whoever has fewest they could sit with."""
    free = ~table.parted[np.ix_(people, people)]
    can = _slots(table.sitters)[people].astype(np.float64)
    company = dict(zip(people, (free & (can @ can.T > 0)).sum(axis=1).tolist(), strict=True))
    may_go = [at for at in people if table.sitters[at].key not in table.fixed] or list(people)
    hardest = sorted(
        may_go, key=lambda at: (bool(named) and at not in named, table.sitters[at].waited, company[at], -at)
    )
    gone = set(hardest[:number])
    return _placeable(table, [at for at in people if at not in gone])


def _people_of(rule: Mapping[str, Any]) -> Iterable[int]:
    return rule["people"] if "people" in rule else [rule["person"]] if "person" in rule else []


def _numbered(table: Table, people: Sequence[int], circles: Circles) -> dict[int, int]:
    """By key the number of the circle: what is fixed keeps its number, what goes on does; new ones take the next free."""
    sits = {table.sitters[at].key: int(label) for at, label in zip(people, circles.circle, strict=True)}
    votes: Counter[tuple[int, int]] = Counter()
    for key, label in sits.items():
        if key in table.group:
            votes[label, table.group[key]] += 1000 if key in table.fixed else 1
    number_of: dict[int, int] = {}
    taken = set(table.closed)
    for (label, number), _n in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if label not in number_of and number not in taken:
            number_of[label] = number
            taken.add(number)
    for label in sits.values():
        if label not in number_of:
            number_of[label] = next(free for free in range(1, len(taken) + 2) if free not in taken)
            taken.add(number_of[label])
    return {key: number_of[label] for key, label in sits.items()}


def _causes(table: Table, left: Iterable[int]) -> dict[int, str]:
    """The times are told where they alone leave too few; everything else is one cause, so that it never tells who keeps
    away from whom."""
    can = _slots(table.sitters)
    crowd = can.sum(axis=0)
    return {table.sitters[at].key: "times" if not (crowd[can[at]] >= table.least).any() else "numbers" for at in left}


# ── looking at it, and changing it ───────────────────────────────────────────


def exchanges(table: Table, key: int, most: int = 8) -> list[Exchange]:
    """The cheapest ways to put somebody into another circle: as one more there, or for somebody who comes back for them.

    Only what keeps every rule is among them, and never all of that: so that what is missing tells nothing of who keeps away
    from whom.
    """
    me, mine = table.at[key], table.group.get(key)
    numbers = sorted(set(table.group.values()) - {mine} - set(table.closed))
    home = [at for at in (table.members(mine) if mine is not None else []) if at != me]
    found = []
    home_worth = table.worth_in([*home, me]) if home else 0.0
    for number in numbers:
        there = table.members(number)
        before = home_worth + table.worth_in(there)
        if _fits(table, [*there, me]) and (not home or len(home) >= table.least):
            after = table.worth_in(home) + table.worth_in([*there, me])
            found.append(Exchange(key, number, None, before - after))
        for other in there:
            if table.sitters[other].key in table.fixed:
                continue
            new, back = [at for at in there if at != other] + [me], [*home, other]
            if _fits(table, new) and (not home or _fits(table, back)):
                after = table.worth_in(new) + (table.worth_in(back) if home else 0.0)
                found.append(Exchange(key, number, table.sitters[other].key, before - after))
    found.sort(key=lambda one: (one.cost, one.number, one.other or 0))
    return found[: min(most, (len(found) + 1) // 2)]


def _fits(table: Table, people: Sequence[int]) -> bool:
    if not table.least <= len(people) <= table.most:
        return False
    if table.parted[np.ix_(people, people)].any():
        return False
    return bool(frozenset.intersection(*(table.sitters[at].slots for at in people)))


def slots_of(table: Table, number: int) -> list[str]:
    """Where and when all of a circle can."""
    members = [table.sitters[at].slots for at in table.members(number)]
    return sorted(frozenset.intersection(*members)) if members else []


def facts_of(table: Table, number: int) -> list[Reason]:
    """What the people of a circle share and in what they differ, without names: largest first within each kind.

    - `share`: words at least two are curious about, with how many (`values["words"]`);
    - `give`: needs that somebody else there can meet (`values["needs"]`), as those wrote them who have them;
    - `trades`, `places`: how many different ones there are; `years`: from and to.
    """
    members = table.members(number)
    curious: dict[str, list[str]] = {}
    for at in members:
        for word in sorted(table.sitters[at].interests):
            curious.setdefault(word.casefold(), []).append(word)
    shared = sorted(
        ((len(said), said[0]) for said in curious.values() if len(said) > 1), key=lambda one: (-one[0], one[1])
    )
    found = []
    if shared:
        found.append(Reason("share", 0.0, {}, {"words": [word for _n, word in shared[:4]], "people": shared[0][0]}))
    met = _needs_met(table, members)
    if met:
        found.append(Reason("give", 0.0, {}, {"needs": met[:3]}))
    for kind, values in (
        ("trades", [table.sitters[at].trade for at in members]),
        ("places", [table.sitters[at].place for at in members]),
    ):
        different = sorted({value.strip() for value in values if value.strip()}, key=str.casefold)
        if len(different) > 1:
            found.append(Reason(kind, 0.0, {}, {"different": different}))
    years = [years for at in members if (years := table.sitters[at].years) is not None]
    if years and max(years) > min(years):
        found.append(Reason("years", 0.0, {}, {"from": int(min(years)), "to": int(max(years))}))
    return found


def _needs_met(table: Table, members: Sequence[int]) -> list[str]:
    """Needs that somebody else in the circle offers to meet, those that most can first."""
    wishes = {at: set(_said(table.sitters[at].wish)) for at in members}
    met: Counter[str] = Counter()
    for one, other in combinations(members, 2):
        for reason in table.common.reasons(one, other):
            if reason.kind == "complement" and (need := str(reason.values.get("need", ""))):
                met[need] += need not in wishes[one] | wishes[other]
    return [need for need, times in sorted(met.items(), key=lambda one: (-one[1], one[0])) if times]


def _slots(sitters: Sequence[Sitter]) -> Bools:
    names = {name: place for place, name in enumerate(sorted(frozenset().union(*(one.slots for one in sitters))))}
    can = np.zeros((len(sitters), len(names)), dtype=np.bool_)
    for at, one in enumerate(sitters):
        can[at, [names[name] for name in one.slots]] = True
    return can


def _said(wish: str) -> list[str]:
    return [wish.strip()] if wish.strip() else []
