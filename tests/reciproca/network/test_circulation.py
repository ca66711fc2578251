"""The community's circle against an independent reckoning."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cast import Cast
from examples import many
from ledger import confirm, give
from reciproca.core import clock
from reciproca.network import circulation
from reciproca.network.choices import Kind
from reciproca.network.circulation import (
    FEWEST,
    HELP,
    WINDOW,
    as_figures,
    circle,
    circle_of_community,
    circulating_weight,
    direct_weight,
    from_figures,
    roads,
    shares_of,
)
from reciproca.network.models import KeptCircle
from reciproca.network.queries import Gift
from reciproca.network.tasks import keep_circles

Queries = Callable[[int], AbstractContextManager]
ROME = ZoneInfo("Europe/Rome")
TODAY = date(2026, 11, 19)
START = datetime(2026, 11, 1, 9, tzinfo=UTC)


def who(number: int) -> UUID:
    return UUID(int=number + 1)


def gift(giver: int, receiver: int, day: float = 0, kind: str = Kind.SESSION, weight: float = 3) -> Gift:
    return Gift(who(giver), who(receiver), START + timedelta(days=day), kind, weight)


@st.composite
def stories(draw: st.DrawFn, people: int = 5, most: int = 16, days: int = 600) -> list[Gift]:
    """Gifts in the order of the ledger; several may carry the same time, and a line may tell of an earlier day."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        giver = draw(st.integers(0, people - 1))
        receiver = draw(st.integers(0, people - 2))
        receiver += receiver >= giver
        kind = draw(st.sampled_from([Kind.SESSION, Kind.ANSWER, Kind.RECOGNITION, Kind.RECOMMENDATION]))
        found.append(gift(giver, receiver, draw(st.integers(0, days)), kind, draw(st.integers(1, 6))))
    return sorted(found, key=lambda one: one.at)


arcs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4))
    .filter(lambda arc: arc[0] != arc[1])
    .map(lambda a: tuple(map(who, a))),
    st.integers(1, 3),
    max_size=6,
)


# ── roads ────────────────────────────────────────────────────────────────────


def reckoned(gifts: list[Gift], window: timedelta) -> list[tuple[str, int | None, bool]]:
    """The same definition, told backwards: for each gift every earlier one is asked whether it may be what it follows."""
    ways: list[tuple[str, int | None, bool]] = []
    for place, this in enumerate(gifts):
        used_for = {(way, after) for way, after, _closed in ways}
        returnable = [
            n for n in range(place)
            if (gifts[n].giver, gifts[n].receiver) == (this.receiver, this.giver) and ways[n][0] != "returned"
            and this.at - gifts[n].at <= window and ("returned", n) not in used_for
        ]  # fmt: skip
        onward = [
            n for n in range(place)
            if this.kind in HELP and gifts[n].kind in HELP and gifts[n].receiver == this.giver
            and gifts[n].giver != this.receiver and this.at - gifts[n].at <= window
            and ("passed_on", n) not in used_for
        ]  # fmt: skip

        def came_from(n: int) -> set[UUID]:
            way, after, _closed = ways[n]
            return {gifts[n].giver} | (came_from(after) if way == "passed_on" and after is not None else set())

        closing = [n for n in onward if this.receiver in came_from(n)]
        if returnable:
            ways.append(("returned", returnable[0], False))
        elif onward:
            ways.append(("passed_on", (closing or onward)[0], bool(closing)))
        else:
            ways.append(("begun", None, False))
    return ways


@given(stories(), st.sampled_from([timedelta(30), WINDOW]))
@example([gift(0, 1), gift(1, 2, 1), gift(2, 0, 2)], WINDOW)
def test_roads_are_those_of_the_definition(gifts: list[Gift], window: timedelta) -> None:
    assert [(road.way, road.after, road.went_round) for road in roads(gifts, window=window)] == reckoned(gifts, window)


@given(stories())
def test_over_all_time_what_is_returned_is_the_smaller_of_both_ways(gifts: list[Gift]) -> None:
    ways = roads(gifts, window=timedelta(days=10_000))
    counts = Counter((one.giver, one.receiver) for one in gifts)

    pairs = sum(min(number, counts[arc[1], arc[0]]) for arc, number in counts.items()) // 2
    assert sum(road.way == "returned" for road in ways) == pairs


@given(stories())
def test_nothing_is_returned_or_passed_on_twice(gifts: list[Gift]) -> None:
    follows = [(road.way, road.after) for road in roads(gifts) if road.after is not None]

    assert len(follows) == len(set(follows))


@given(stories(), st.permutations(range(5)))
def test_roads_do_not_depend_on_who_people_are(gifts: list[Gift], renamed: list[int]) -> None:
    other = {who(old): who(90 + new) for old, new in enumerate(renamed)}
    moved = [Gift(other[g.giver], other[g.receiver], g.at + timedelta(400), g.kind, g.weight) for g in gifts]

    assert [(r.way, r.after) for r in roads(moved)] == [(r.way, r.after) for r in roads(gifts)]


def test_three_who_pass_it_on_close_a_loop_and_two_do_not() -> None:
    three = roads([gift(0, 1), gift(1, 2, 1), gift(2, 0, 2)])
    two = roads([gift(0, 1), gift(1, 0, 1)])

    assert [(road.way, road.went_round) for road in three] == [
        ("begun", False), ("passed_on", False), ("passed_on", True),
    ]  # fmt: skip
    assert [road.way for road in two] == ["begun", "returned"]


def test_thanks_return_help_and_pass_nothing_on() -> None:
    found = roads([gift(0, 1), gift(1, 2, 1, Kind.RECOGNITION), gift(1, 0, 2, Kind.RECOGNITION), gift(2, 3, 3)])

    assert [road.way for road in found] == ["begun", "begun", "returned", "begun"]


def test_after_a_year_nothing_is_returned_any_more() -> None:
    assert [road.way for road in roads([gift(0, 1), gift(1, 0, 366)])] == ["begun", "begun"]
    assert [road.way for road in roads([gift(0, 1), gift(1, 0, 365)])] == ["begun", "returned"]


def test_contact_is_not_a_gift() -> None:
    assert roads([gift(0, 1, kind=kind) for kind in (Kind.MESSAGE, Kind.EVENT, Kind.CHECK_IN, Kind.ENCOUNTER)]) == []


# ── shares ───────────────────────────────────────────────────────────────────


def tried_out(weights: dict[tuple[UUID, UUID], int]) -> int:
    """The largest circulation by trying every flow in whole numbers."""
    best = 0
    for flow in product(*(range(weight + 1) for weight in weights.values())):
        net: dict[UUID, int] = defaultdict(int)
        for (one, other), much in zip(weights, flow, strict=True):
            net[one] += much
            net[other] -= much
        if not any(net.values()):
            best = max(best, sum(flow))
    return best


@given(arcs)
def test_the_largest_circulation_is_the_best_of_all(weights: dict[tuple[UUID, UUID], int]) -> None:
    assert circulating_weight(weights) == tried_out(weights)


@pytest.mark.parametrize("seed", range(6))
def test_the_largest_circulation_is_that_of_a_linear_programme(seed: int) -> None:
    """Forty people, whom nobody could try out, against HiGHS."""
    import random

    import numpy as np
    from scipy.optimize import linprog

    dice = random.Random(seed)
    weights = {}
    for _ in range(160):
        one, other = dice.sample(range(40), 2)
        weights[who(one), who(other)] = dice.randint(1, 360)
    rows = np.zeros((40, len(weights)))
    for column, (one, other) in enumerate(weights):
        rows[one.int - 1, column], rows[other.int - 1, column] = 1, -1
    best = linprog(
        -np.ones(len(weights)), A_eq=rows, b_eq=np.zeros(40), bounds=[(0, w) for w in weights.values()], method="highs"
    )

    assert circulating_weight(weights) == pytest.approx(-best.fun)


@given(arcs, st.integers(2, 5))
def test_shares_know_neither_scale_nor_direction(weights: dict[tuple[UUID, UUID], int], times: int) -> None:
    backwards = {(other, one): weight for (one, other), weight in weights.items()}
    larger = {arc: times * weight for arc, weight in weights.items()}

    for measure in (direct_weight, circulating_weight):
        assert measure(backwards) == measure(weights)
        assert measure(larger) == times * measure(weights)
    assert 0 <= direct_weight(weights) <= circulating_weight(weights) <= sum(weights.values())


@given(arcs)
def test_what_goes_both_ways_alike_circulates_whole(weights: dict[tuple[UUID, UUID], int]) -> None:
    both = weights | {(other, one): weight for (one, other), weight in weights.items()}
    same = {arc: max(weight, both[arc[1], arc[0]]) for arc, weight in both.items()}
    downhill = {arc: weight for arc, weight in weights.items() if arc[0] < arc[1]}

    assert direct_weight(same) == circulating_weight(same) == sum(same.values())
    assert direct_weight(downhill) == circulating_weight(downhill) == 0


@given(stories(people=8, most=30))
def test_shares_make_a_hundred_or_are_not_told(gifts: list[Gift]) -> None:
    shares = shares_of(gifts)

    if shares is not None:
        assert (shares.direct + shares.further + shares.one_way, shares.circulating) == (100, 100 - shares.one_way)
    if len({person for one in gifts for person in (one.giver, one.receiver)}) < FEWEST:
        assert shares is None


def test_a_ring_of_six_goes_further_round() -> None:
    ring = [gift(n, (n + 1) % 6) for n in range(6)]
    answered = [*ring, *(gift((n + 1) % 6, n) for n in range(6))]

    assert shares_of(ring) == circulation.Shares(direct=0, further=100, one_way=0)
    assert shares_of(answered) == circulation.Shares(direct=100, further=0, one_way=0)


# ── what may be told ─────────────────────────────────────────────────────────


def people_in(gifts: list[Gift]) -> int:
    return len({person for one in gifts for person in (one.giver, one.receiver)})


@many
@given(stories(people=12, most=40, days=17))
def test_no_figure_speaks_of_fewer_than_five_nor_can_one_be_found_by_subtraction(gifts: list[Gift]) -> None:
    """An attacker who knows the rules, the figures shown, and that a hidden figure is at least zero."""
    day = START.date()
    by_way: dict[str, list[Gift]] = {"returned": [], "passed_on": [], "begun": [], "went_round": []}
    for road in roads(gifts):
        if road.gift.at.astimezone(ROME).date().replace(day=1) == day:
            by_way[road.way].append(road.gift)
            if road.went_round:
                by_way["went_round"].append(road.gift)
    everything = [*by_way["returned"], *by_way["passed_on"], *by_way["begun"]]

    month = circle(gifts, today=TODAY, zone=ROME).months[-1]

    shown = {"returned": month.returned, "passed_on": month.passed_on, "went_round": month.went_round}
    for way, figure in shown.items():
        assert figure is None or (figure == len(by_way[way]) and not 0 < people_in(by_way[way]) < FEWEST)
    assert month.given is None or (month.given == len(everything) and not 0 < people_in(everything) < FEWEST)
    if month.given is not None and month.returned is not None and month.passed_on is not None:
        assert not 0 < people_in(by_way["begun"]) < FEWEST
    if month.given is not None:
        unknown = [way for way in ("returned", "passed_on") if shown[way] is None] + ["begun"]
        left = [one for way in unknown for one in by_way[way]]
        assert len(unknown) == 1 or people_in(left) >= FEWEST
    if month.passed_on is not None and month.went_round:
        rest = [one for one in by_way["passed_on"] if one not in by_way["went_round"]]
        assert not 0 < people_in(rest) < FEWEST


def test_the_last_six_months_end_with_this_one() -> None:
    told = circle([gift(n, n + 5, -30) for n in range(5)], today=TODAY, zone=ROME)

    assert [month.first_day.month for month in told.months] == [6, 7, 8, 9, 10, 11]
    assert [month.given for month in told.months] == [0, 0, 0, 0, 5, 0]
    assert told.months[4].went_round == 0


def test_two_people_alone_are_not_told() -> None:
    month = circle([gift(0, 1), gift(1, 0, 1)], today=TODAY, zone=ROME).months[-1]

    assert (month.given, month.returned, month.passed_on, month.went_round) == (None, None, None, None)


def test_a_midnight_belongs_to_the_month_of_the_community() -> None:
    late = Gift(who(0), who(1), datetime(2026, 10, 31, 23, 30, tzinfo=UTC), Kind.SESSION, 3)
    others = [gift(n, n + 5, -10) for n in range(5)]

    months = {month.first_day.month: month.given for month in circle([*others, late], today=TODAY, zone=ROME).months}

    assert (months[10], months[11]) == (5, None)  # in Rome it was November already


# ── from the ledger ──────────────────────────────────────────────────────────


def test_the_circle_of_a_community_is_read_once_for_each_line(people: Cast, django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(1):
        assert told().is_empty
    confirm(give(people.ada, people.giulio))
    with django_assert_num_queries(3):
        assert not told().months[-1].given
    with django_assert_num_queries(1):
        told()

    confirm(give(people.marta, people.paola))
    confirm(give(people.davide, people.paola))

    assert told().months[-1].given == 3


@pytest.fixture
def long_ledger(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Three confirmed gifts are more than a page works out."""
    monkeypatch.setattr(circulation, "MOST_LINES", 5)
    for giver, receiver in ((people.ada, people.giulio), (people.marta, people.paola), (people.davide, people.paola)):
        confirm(give(giver, receiver))
    return people


def test_a_page_does_not_work_out_a_long_ledger(
    long_ledger: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Queries
) -> None:
    monkeypatch.setattr(circulation, "circle", lambda *_args, **_more: pytest.fail("worked out in a page"))

    with django_assert_num_queries(3):
        shown = circle_of_community(zone=ROME)

    assert (shown.circle, shown.day, shown.is_kept) == (None, clock.today(ROME), False)


def test_the_page_shows_what_the_job_kept_and_of_which_day(
    long_ledger: Cast, django_assert_num_queries: Queries
) -> None:
    kept_on = clock.today(ROME)
    assert keep_circles() == 1
    assert keep_circles() == 0  # nothing new
    with clock.at(clock.now() + timedelta(days=2)):
        confirm(give(long_ledger.giulio, long_ledger.davide))
        with django_assert_num_queries(3):
            shown = circle_of_community(zone=ROME)
        assert (shown.day, shown.is_kept) == (kept_on, True)
        assert shown.circle is not None
        assert shown.circle.months[-1].given == 3

        assert keep_circles() == 1  # only Montefeltro has a ledger

        later = circle_of_community(zone=ROME)
        assert later.day == kept_on + timedelta(days=2)
        assert later.circle is not None
        assert later.circle.months[-1].given == 4
        assert KeptCircle.objects.count() == 1


def test_old_lines_do_not_make_a_ledger_long(long_ledger: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=1200)):
        shown = circle_of_community(zone=ROME)

    assert not shown.is_kept
    assert shown.circle is not None
    assert shown.circle.is_empty


def test_what_is_kept_is_what_was_worked_out() -> None:
    lines = [gift(n, (n + 1) % 6, -40) for n in range(6)] + [gift(n, n + 7, -3) for n in range(3)]
    found = circle(lines, today=TODAY, zone=ROME)

    assert found.year is not None
    assert from_figures(json.loads(json.dumps(as_figures(found)))) == found


def told() -> circulation.Circle:
    found = circle_of_community(zone=ROME)
    assert found.circle is not None
    assert not found.is_kept
    return found.circle
