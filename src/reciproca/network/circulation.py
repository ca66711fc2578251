"""The community's circle: what becomes of help, without names. Pure functions over confirmed gifts.

A *gift* is a confirmed line of the ledger that goes from one person to another: help (a session, an introduction, an
answer, a lead, a note) or public words about it (thanks, a recommendation, an endorsement). What two people did
together, or merely met at, went from nobody to nobody and is left out. So is feedback: nobody but the two may learn even
that it was written, and whoever looks at the circle before and after it is opened sees the same.

Two readings of the same gifts:

*Roads* (`roads`, `circle`): a story in time. In the order of the ledger each gift takes one road.

1. It is **returned** when its receiver had given something to its giver in the `WINDOW` before, and nothing had returned
   that yet; the oldest such gift is returned by it, once. (Over all time these are Σ min(n_ij, n_ji) over pairs.)
2. Otherwise, being help, it is **passed on** when its giver had received help from a third person in the window before,
   and had not passed that on yet: the continuation of ENGINE's pay-it-forward, in which each act continues at most one
   other. Among several, the one that closes a loop, else the oldest. Words pass nothing on.
3. Otherwise it **begins** something.

   A gift that was passed on **went round** when it reached somebody from whose help it had come, over at least three
   people: the loop closed.

*Shares* (`shares_of`): a state, over the last `WINDOW`, by weight w_ij of what went from i to j: **direct** is
Σ min(w_ij, w_ji) / Σ w (Squartini et al., Sci. Rep. 3, 2013), **circulating** the largest circulation (a flow with
0 ≤ f_ij ≤ w_ij that leaves nobody with more or less) over Σ w; what circulates and is not direct goes **further** round,
and direct + further + one way = 1. The roads count what happened in a month and can be told; the shares need no
order and cannot be bettered by sorting, so the two are shown side by side and never added up.

Nothing is told of fewer than `FEWEST` people (`Month`), nor what would give that away by subtraction.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta, tzinfo
from heapq import heappop, heappush
from itertools import chain
from typing import Any, Literal
from uuid import UUID

from django.core.cache import cache

from reciproca.core import clock
from reciproca.core.scope import community_in_force

from .choices import Kind
from .models import Interaction, KeptCircle, LedgerHead
from .queries import Gift, confirmed_gifts

__all__ = [
    "FEWEST", "MOST_LINES", "WINDOW", "Circle", "CircleAsOf", "Month", "Road", "Shares", "as_figures", "circle",
    "circle_of_community", "circle_on", "circulating_weight", "direct_weight", "from_figures", "is_long", "passed_on", "roads", "shares_of",
]  # fmt: skip

#: How long a gift can be returned or passed on, and what the shares look back on.
WINDOW = timedelta(days=365)
#: No figure speaks of fewer people.
FEWEST = 5
#: Months shown, the one under way included.
MONTHS = 6
#: A page works the circle out over so many lines of the ledger (some 2,000 gifts, each with its confirmation); longer
#: ones are worked out by a job, and the page shows what it kept.
MOST_LINES = 4000

HELP = frozenset({Kind.SESSION, Kind.INTRODUCTION, Kind.ANSWER, Kind.LEAD, Kind.NOTE})
WORDS = frozenset({Kind.RECOGNITION, Kind.RECOMMENDATION, Kind.ENDORSEMENT})

Way = Literal["returned", "passed_on", "begun"]
Arc = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Road:
    """Which way a gift went. `place` is its own in the list of gifts, `after` that of the one it returns or passes on."""

    gift: Gift
    place: int
    way: Way
    after: int | None = None
    went_round: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """How many gifts of a month took each road. None: too few people to tell."""

    first_day: date
    given: int | None
    returned: int | None
    passed_on: int | None
    went_round: int | None


@dataclass(frozen=True, slots=True)
class Shares:
    """Of what was given, in hundredths of its weight: whole numbers that make 100."""

    direct: int
    further: int
    one_way: int

    @property
    def circulating(self) -> int:
        return self.direct + self.further


@dataclass(frozen=True, slots=True)
class Circle:
    """`year` is None when too few people take part to tell; so are figures of `months`."""

    months: tuple[Month, ...]  # oldest first, the last one under way
    year: Shares | None

    @property
    def is_empty(self) -> bool:
        return self.year is None and not any(month.given for month in self.months)


@dataclass(frozen=True, slots=True)
class CircleAsOf:
    """A circle and the day up to which it tells. `circle` is None when it is too long for a page, and none was kept."""

    circle: Circle | None
    day: date
    is_kept: bool = False  # worked out by the job, not now


def circle_of_community(*, zone: tzinfo) -> CircleAsOf:
    """The circle of the community in force, for a page: three short queries, and never more than `MOST_LINES` lines.

    Worked out on today's date in `zone` and remembered until the ledger has a new line; where the ledger of the time that
    counts is longer, what `actions.keep_circle` kept.
    """
    today = clock.now().astimezone(zone).date()
    digest = LedgerHead.objects.values_list("digest", flat=True).first()
    if not digest:
        return CircleAsOf(circle([], today=today, zone=zone), today)
    key = f"circle-{community_in_force()}-{digest}-{today}-{zone}"
    if (remembered := cache.get(key)) is not None:
        return CircleAsOf(remembered, today)
    one_too_many = Interaction.objects.order_by("-seq").values_list("at", flat=True)[MOST_LINES : MOST_LINES + 1]
    if any(at >= _since(today, zone) for at in one_too_many):
        kept = KeptCircle.objects.first()
        return CircleAsOf(from_figures(kept.figures), kept.day, True) if kept else CircleAsOf(None, today)
    found = circle_on(today, zone=zone)
    cache.set(key, found, 24 * 3600)
    return CircleAsOf(found, today)


def is_long() -> bool:
    """Whether the ledger of the community in force is longer than a page reads."""
    return Interaction.objects.order_by("-seq")[MOST_LINES : MOST_LINES + 1].exists()


def circle_on(today: date, *, zone: tzinfo) -> Circle:
    """The circle of the community in force, worked out now, however long the ledger is: for a job."""
    return circle(confirmed_gifts(since=_since(today, zone)), today=today, zone=zone)


def _since(today: date, zone: tzinfo) -> datetime:
    first = _months_until(today)[0]
    return datetime(first.year, first.month, 1, tzinfo=zone) - 2 * WINDOW


def as_figures(circle: Circle) -> dict[str, Any]:
    """A circle as it is kept: months as [first day, given, returned, passed on, went round], the year as its three shares."""
    months = [[one.first_day.isoformat(), *astuple(one)[1:]] for one in circle.months]
    return {"months": months, "year": list(astuple(circle.year)) if circle.year else None}


def from_figures(figures: Mapping[str, Any]) -> Circle:
    """The circle that `as_figures` wrote."""
    months = tuple(Month(date.fromisoformat(day), *counts) for day, *counts in figures["months"])
    return Circle(months, Shares(*figures["year"]) if figures["year"] else None)


def circle(gifts: Sequence[Gift], *, today: date, zone: tzinfo) -> Circle:
    """The last `MONTHS` calendar months by the clock of `zone`, and the shares of the last `WINDOW`.

    gifts: in the order of the ledger; two years more than is shown are enough for every road to be found.
    """
    by_month: dict[date, list[Road]] = {month: [] for month in _months_until(today)}
    for road in roads(gifts):
        day = road.gift.at.astimezone(zone).date()
        if day <= today and (month := by_month.get(day.replace(day=1))) is not None:
            month.append(road)
    lately = [gift for gift in gifts if today - WINDOW < gift.at.astimezone(zone).date() <= today]
    return Circle(tuple(_told(month, found) for month, found in by_month.items()), shares_of(lately))


# ── roads ────────────────────────────────────────────────────────────────────


def roads(gifts: Sequence[Gift], *, window: timedelta = WINDOW) -> list[Road]:
    """The road of every gift that counts, in the order given, which is that of the ledger."""
    to_return: dict[Arc, deque[int]] = defaultdict(deque)  # (from, to) → gifts that nothing returned yet
    to_pass_on: dict[UUID, list[int]] = defaultdict(list)  # who received them → help not passed on yet
    comes_from: dict[int, set[UUID]] = {}  # help → who gave along its way
    found: list[Road] = []
    for place, gift in enumerate(gifts):
        if gift.kind not in HELP and gift.kind not in WORDS:
            continue
        oldest = gift.at - window
        waiting = to_return[gift.receiver, gift.giver]
        while waiting and gifts[waiting[0]].at < oldest:
            waiting.popleft()
        if gift.kind in HELP:
            comes_from[place] = {gift.giver}
        if waiting:
            found.append(Road(gift, place, "returned", waiting.popleft()))
        else:
            to_return[gift.giver, gift.receiver].append(place)
            found.append(_onwards(gifts, place, to_pass_on[gift.giver], comes_from, oldest))
        if gift.kind in HELP:
            to_pass_on[gift.receiver].append(place)
    return found


def passed_on(gifts: Sequence[Gift]) -> dict[int, int]:
    """By line of the ledger, the line that it passes on."""
    found = [(road.gift.seq, road.after) for road in roads(gifts) if road.way == "passed_on"]
    return {seq: gifts[after].seq for seq, after in found if after is not None}


def _onwards(
    gifts: Sequence[Gift], place: int, held: list[int], comes_from: dict[int, set[UUID]], oldest: datetime
) -> Road:
    """Passed on, or begun. What was passed on leaves `held`; what it came from is written down for the next."""
    gift = gifts[place]
    if gift.kind not in HELP:
        return Road(gift, place, "begun")
    held[:] = [one for one in held if gifts[one].at >= oldest]
    able = [one for one in held if gifts[one].giver != gift.receiver]
    if not able:
        return Road(gift, place, "begun")
    closing = [one for one in able if gift.receiver in comes_from[one]]
    after = (closing or able)[0]
    held.remove(after)
    comes_from[place] |= comes_from[after]
    return Road(gift, place, "passed_on", after, went_round=bool(closing))


# ── shares ───────────────────────────────────────────────────────────────────


def shares_of(gifts: Iterable[Gift]) -> Shares | None:
    """Direct, further and one way of all that was given, by weight. None: too few people to tell."""
    weights = _weights(gifts)
    whole = sum(weights.values())
    direct = direct_weight(weights)
    flow = _largest_circulation(weights)
    circulating = sum(flow.values())
    if not whole or _few(weights) or _few(arc for arc in weights if arc[::-1] in weights) or _few(flow):
        return None
    return Shares(*_hundredths((direct, circulating - direct, whole - circulating)))


def direct_weight(weights: Mapping[Arc, int]) -> int:
    """Σ min(w_ij, w_ji) over ordered pairs: what came back to where it had come from."""
    return sum(min(weight, weights.get((other, one), 0)) for (one, other), weight in weights.items())


def circulating_weight(weights: Mapping[Arc, int]) -> int:
    """The weight of the largest circulation within `weights` (positive whole numbers by arc)."""
    return sum(_largest_circulation(weights).values())


def _weights(gifts: Iterable[Gift]) -> dict[Arc, int]:
    """Weights by arc, in sixtieths: whole, because a session weighs by the minute."""
    weights: dict[Arc, int] = defaultdict(int)
    for gift in gifts:
        if gift.kind in HELP or gift.kind in WORDS:
            weights[gift.giver, gift.receiver] += round(gift.weight * 60)
    return {arc: weight for arc, weight in weights.items() if weight > 0}


def _largest_circulation(weights: Mapping[Arc, int]) -> dict[Arc, int]:
    """The arcs of a largest circulation, with what flows on each.

    1. Whoever only gives or only receives lies on no cycle: they are cut off until nobody is left of them.
    2. Of the rest as little as possible is taken away, so that everybody gives what they receive: a cheapest flow from
       those who give more to those who receive more, at one apiece, where giving back what was taken away costs
       minus one (successive shortest paths with potentials, all paths of one length at once).
    3. What is left is the circulation.
    """
    core = _core(weights)
    places = {person: place for place, person in enumerate(dict.fromkeys(chain.from_iterable(core)))}
    net = _Net(len(places))
    for (one, other), weight in core.items():
        net.add(places[one], places[other], weight)
    net.settle()
    return {arc: left for arc, left in zip(core, net.room[::2], strict=True) if left}


def _core(weights: Mapping[Arc, int]) -> dict[Arc, int]:
    core = dict(weights)
    while core:
        givers, receivers = {one for one, _other in core}, {other for _one, other in core}
        both = givers & receivers
        if len(both) == len(givers | receivers):
            break
        core = {arc: weight for arc, weight in core.items() if arc[0] in both and arc[1] in both}
    return core


class _Net:
    """Who can take away from whom. Edge 2n goes along arc n and costs one, edge 2n + 1 goes back and costs minus one."""

    def __init__(self, people: int) -> None:
        self.excess = [0] * people  # what they give more than they receive, by what is left
        self.potential = [0] * people
        self.edges: list[list[int]] = [[] for _ in range(people)]
        self.to: list[int] = []
        self.room: list[int] = []

    def add(self, one: int, other: int, weight: int) -> None:
        self.edges[one].append(len(self.to))
        self.edges[other].append(len(self.to) + 1)
        self.to += (other, one)
        self.room += (weight, 0)
        self.excess[one] += weight
        self.excess[other] -= weight

    def settle(self) -> None:
        """Until everybody gives what they receive. It always ends: taking everything away would do."""
        while any(more > 0 for more in self.excess):
            self._raise_potentials()
            while level := self._levels():
                tried = [0] * len(self.edges)  # per person, how many of their edges lead nowhere any more
                for source in [person for person, steps in level.items() if not steps]:
                    while self.excess[source] > 0 and (path := self._path_from(source, level, tried)):
                        self._take_away(source, path)

    def _raise_potentials(self) -> None:
        """Dijkstra from all sources at once, by reduced cost: afterwards the edges of cheapest paths cost nothing."""
        to, room, potential = self.to, self.room, self.potential
        cost = [-1] * len(self.edges)  # -1: not reached yet
        heap = [(0, person) for person, more in enumerate(self.excess) if more > 0]
        most = 0
        while heap:
            here, person = heappop(heap)
            if cost[person] >= 0:
                continue
            cost[person] = most = here
            here += potential[person]
            for edge in self.edges[person]:
                other = to[edge]
                if room[edge] and cost[other] < 0:
                    heappush(heap, (here + (-1 if edge & 1 else 1) - potential[other], other))
        for person, reached in enumerate(cost):
            potential[person] += most if reached < 0 else reached

    def _levels(self) -> dict[int, int]:
        """How many steps that cost nothing lie between a source and whom it reaches; empty when nobody waits there."""
        to, room, potential = self.to, self.room, self.potential
        level = {person: 0 for person, more in enumerate(self.excess) if more > 0}
        reached = list(level)
        for person in reached:
            here, steps = potential[person], level[person] + 1
            for edge in self.edges[person]:
                other = to[edge]
                if other not in level and room[edge] and potential[other] - here == (-1 if edge & 1 else 1):
                    level[other] = steps
                    reached.append(other)
        return level if any(self.excess[person] < 0 for person in reached) else {}

    def _path_from(self, source: int, level: Mapping[int, int], tried: list[int]) -> list[int]:
        """Edges that cost nothing, level by level, to somebody who receives more; empty when there is no way left."""
        to, room, potential = self.to, self.room, self.potential
        path: list[int] = []
        person = source
        while self.excess[person] >= 0:
            edges, steps, here = self.edges[person], level[person] + 1, potential[person]
            while tried[person] < len(edges):
                edge = edges[tried[person]]
                other = to[edge]
                if room[edge] and level.get(other) == steps and potential[other] - here == (-1 if edge & 1 else 1):
                    break
                tried[person] += 1
            if tried[person] < len(edges):
                path.append(edges[tried[person]])
                person = to[path[-1]]
            elif path:
                person = to[path.pop() ^ 1]
                tried[person] += 1
            else:
                break
        return path

    def _take_away(self, source: int, path: Sequence[int]) -> None:
        target = self.to[path[-1]]
        much = min(self.excess[source], -self.excess[target], *(self.room[edge] for edge in path))
        for edge in path:
            self.room[edge] -= much
            self.room[edge ^ 1] += much
        self.excess[source] -= much
        self.excess[target] += much


def _hundredths(parts: Sequence[int]) -> list[int]:
    """Whole numbers that make 100, the largest remainders rounded up.

    >>> _hundredths([1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(parts)
    floors = [100 * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(100 * parts[i] % whole), i))
    for i in by_remainder[: 100 - sum(floors)]:
        floors[i] += 1
    return floors


# ── what may be told ─────────────────────────────────────────────────────────


def _told(month: date, found: Sequence[Road]) -> Month:
    """The figures of a month that speak of enough people, and from which no other can be told by subtraction."""
    ways: dict[str, list[Road]] = {"returned": [], "passed_on": [], "begun": []}
    for road in found:
        ways[road.way].append(road)
    people = {way: _people(roads) for way, roads in ways.items()}
    hidden = {way for way, whom in people.items() if 0 < len(whom) < FEWEST}
    if _is_few(_people(found)):
        hidden = set(ways)
    while 0 < len(hidden) < len(ways) and (
        len(hidden) == 1 or len(set().union(*(people[way] for way in hidden))) < FEWEST
    ):
        hidden.add(min(set(ways) - hidden, key=lambda way: (not people[way], len(people[way]), way)))
    round_trips = [road for road in ways["passed_on"] if road.went_round]
    one_way = [road for road in ways["passed_on"] if not road.went_round]
    silent = "passed_on" in hidden or _is_few(_people(round_trips)) or (round_trips and _is_few(_people(one_way)))
    return Month(
        first_day=month,
        given=None if len(hidden) == len(ways) else len(found),
        returned=None if "returned" in hidden else len(ways["returned"]),
        passed_on=None if "passed_on" in hidden else len(ways["passed_on"]),
        went_round=None if silent else len(round_trips),
    )


def _people(found: Iterable[Road]) -> set[UUID]:
    return {person for road in found for person in (road.gift.giver, road.gift.receiver)}


def _few(arcs: Iterable[Arc]) -> bool:
    return _is_few(set(chain.from_iterable(arcs)))


def _is_few(people: set[UUID]) -> bool:
    """Somebody, and not enough to be nobody in particular."""
    return 0 < len(people) < FEWEST


def _months_until(today: date) -> list[date]:
    """The first days of the last `MONTHS` months, the oldest first."""
    count = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS + 1, count + 1)]
