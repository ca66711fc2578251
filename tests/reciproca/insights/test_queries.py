"""Figures against their rows, and against a count made by hand."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pairs as pair_of
from autumn import Autumn
from cast import Cast, join
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.insights.choices import Figure, Load, PairsBy, PairsThat, SessionsThat, Stage
from reciproca.insights.lists import Chosen, rows_of, tabs_of
from reciproca.insights.picture import count_pairs, hoped_by_month
from reciproca.insights.queries import (
    ListedPair,
    cohorts_with_counts,
    every_pair,
    first_not_met,
    listed_pairs,
    loads_of_mentors,
    mentor_places,
    mentorships_by_day,
    pairs,
    pairs_that,
    people_at,
    people_by_stage,
    sessions,
    sessions_by_month,
    stages_of,
)
from reciproca.mentoring import actions
from reciproca.programmes.models import Cohort, Enrolment

ROME = ZoneInfo("Europe/Rome")


def names(people: object) -> set[str]:
    return {person.given_name for person in people}  # type: ignore[attr-defined]


def test_each_stage_counts_the_people_of_its_list(people: Cast, autumn: Autumn) -> None:
    for cohort in (None, autumn.cohort):
        counts = people_by_stage(cohort)
        for stage in Stage:
            assert counts[stage] == people_at(stage, cohort).count(), stage


def test_people_stand_at_every_stage_they_have_reached(people: Cast, autumn: Autumn) -> None:
    cohort = autumn.cohort

    assert names(people_at(Stage.INVITED)) == {
        "Marta", "Ada", "Giulio", "Paola", "Davide", "Luca", "Rita",
    }  # fmt: skip  # Nora was only imported
    assert names(people_at(Stage.MATCHED, cohort)) == {"Ada", "Giulio", "Paola", "Luca", "Davide", "Rita"}
    assert names(people_at(Stage.MET, cohort)) == names(people_at(Stage.ACTIVE, cohort)) == {"Ada", "Giulio"}
    assert names(people_at(Stage.CLOSED, cohort)) == set()

    actions.end_mentorship(autumn.met, by=people.ada)

    assert names(people_at(Stage.CLOSED, cohort)) == {"Ada", "Giulio"}
    assert names(people_at(Stage.ACTIVE, cohort)) == {"Ada", "Giulio"}


def test_stages_never_grow_on_the_way(people: Cast, autumn: Autumn) -> None:
    for cohort in (None, autumn.cohort):
        counts = people_by_stage(cohort)
        along = [counts[stage] for stage in stages_of(cohort)]
        assert along == sorted(along, reverse=True)


def test_another_cohort_has_nobody_of_this_one(people: Cast, autumn: Autumn) -> None:
    other = pair_of.cohort_of(people, name="Altra")

    assert people_by_stage(other) == dict.fromkeys(map(str, Stage), 0)
    assert not pairs(people.marta, other).exists()
    assert sessions_by_month(other, ROME) == {}
    assert loads_of_mentors(other) == []


def test_another_community_has_nothing_of_this_one(people: Cast, autumn: Autumn) -> None:
    from reciproca.core.scope import within

    with within(people.bellini):
        counts = people_by_stage()
        assert (counts[Stage.REGISTERED], counts[Stage.MATCHED]) == (2, 0)
        assert mentorships_by_day(people.irene, None, ROME) == []
        assert sessions_by_month(None, ROME) == {}


def test_pairs_are_counted_by_the_definition_of_their_list(people: Cast, autumn: Autumn) -> None:
    counts = count_pairs(mentorships_by_day(people.marta, autumn.cohort, ROME))

    assert counts == {
        PairsThat.NOT_MET: 1, PairsThat.ACTIVE: 1, PairsThat.QUIET: 0, PairsThat.PAUSED: 0, PairsThat.CLOSED: 0,
        PairsThat.STOPPED: 1,
    }  # fmt: skip
    for which in PairsThat:
        assert pairs(people.marta).filter(pairs_that(which)).count() == counts[which], which
    assert pairs(people.marta).filter(pairs_that(PairsThat.NOT_MET)).get() == autumn.late


def test_a_pair_is_quiet_after_a_month_without_sessions_and_dates(people: Cast, autumn: Autumn) -> None:
    with clock.at(clock.now() + timedelta(days=28)):
        assert pairs(people.marta).filter(pairs_that(PairsThat.QUIET)).get() == autumn.met
        pair_of.plan(people, autumn.met, when=clock.now() + timedelta(days=2))
        assert not pairs(people.marta).filter(pairs_that(PairsThat.QUIET)).exists()


def test_those_who_have_not_met_come_by_how_long_they_wait(people: Cast, autumn: Autumn) -> None:
    """The same question for other moments, cohorts and communities: each time the rows of the list."""
    elsewhere = pair_of.cohort_of(people, name="Altra")

    for cohort, moment in [(None, 0), (autumn.cohort, 400), (elsewhere, 0), (autumn.cohort, 0)]:
        with clock.at(clock.now() + timedelta(days=moment)):
            listed = pairs(people.marta, cohort).filter(pairs_that(PairsThat.NOT_MET)).order_by("began_at", "pk")
            found = first_not_met(people.marta, cohort, 3)
            assert [(one, one.waiting, one.next_at) for one in found] == [
                (one, one.waiting, one.next_at) for one in listed
            ]
    assert first_not_met(people.marta, autumn.cohort, 3) == [autumn.late]
    with within(people.bellini):
        assert first_not_met(people.irene, None, 3) == []


def test_words_in_confidence_are_counted_for_who_may_read_them(people: Cast, autumn: Autumn) -> None:
    actions.send_signal(autumn.met, by=people.giulio, rating=None, words="Vorrei parlarne")

    def counted(coordinator: Membership) -> dict[Cohort, int]:
        return {cohort: cohort.signals for cohort in cohorts_with_counts(coordinator)}

    people.ada.role = Role.COORDINATOR  # one of the two
    assert counted(people.marta)[autumn.cohort] == 2  # and the one that stopped
    assert counted(people.ada)[autumn.cohort] == 1
    assert counted(people.giulio) == {}


def test_who_does_not_coordinate_reads_no_pairs(people: Cast, autumn: Autumn) -> None:
    assert not pairs(people.ada).exists()
    assert first_not_met(people.ada, None, 3) == []
    assert not sessions(people.ada).exists()
    assert mentorships_by_day(people.ada, None, ROME) == []


def test_a_session_counts_once_both_have_said_so(people: Cast, autumn: Autumn) -> None:
    actions.log_session(
        autumn.late, by=people.paola, starts_at=clock.now() - timedelta(days=2), minutes=30, topics="", next_step=""
    )

    told = sessions_by_month(autumn.cohort, ROME)

    assert sum(n for (_m, which), n in told.items() if which == SessionsThat.CONFIRMED) == 2
    assert told[date(2026, 11, 1), SessionsThat.WAITING] == 1
    assert sessions(people.marta, which=SessionsThat.CONFIRMED).count() == 2
    assert sessions(people.marta, which=SessionsThat.WAITING).get().mentorship == autumn.late
    for (month, which), n in told.items():
        assert sessions(people.marta, autumn.cohort, which=which, month=month).count() == n
    assert pairs(people.marta).filter(pairs_that(PairsThat.NOT_MET)).get() == autumn.late  # told is not yet met


def enrol(cohort: Cohort, person: Membership, capacity: int = 2, **more: object) -> Enrolment:
    return Enrolment.objects.create(
        cohort=cohort, membership=person, role=more.pop("role", "mentor"), capacity=capacity, **more
    )


def test_loads_stand_beside_what_mentors_chose(people: Cast, autumn: Autumn) -> None:
    enrol(autumn.cohort, people.ada, 1)
    enrol(autumn.cohort, people.paola, 9)  # the cohort allows three
    enrol(autumn.cohort, people.davide, 2)  # theirs stopped: free again

    assert loads_of_mentors(autumn.cohort) == [(0, 2, 1), (1, 1, 1), (1, 3, 1)]
    assert [place.membership for place in mentor_places(load=Load.FULL)] == [people.ada]
    assert {place.membership for place in mentor_places(load=Load.FREE)} == {people.paola, people.davide}
    assert not mentor_places(load=Load.OVER).exists()
    assert mentor_places(load="1").count() == 2


def test_left_out_is_who_a_round_found_nobody_for_and_has_nobody_since(people: Cast, autumn: Autumn) -> None:
    alone = join("Sola", "Rossi")
    enrol(autumn.cohort, alone, role="mentee", left_out_at=clock.now())
    enrol(autumn.cohort, people.giulio, role="mentee", left_out_at=clock.now())

    assert list(people_at(Stage.LEFT_OUT, autumn.cohort)) == [alone]


@pytest.mark.parametrize("figure", Figure.values)
def test_every_tab_counts_the_rows_of_its_list(people: Cast, autumn: Autumn, figure: str) -> None:
    enrol(autumn.cohort, people.ada, 1)
    for cohort in (None, autumn.cohort):
        whole = Chosen.of(figure, cohort, {})
        for tab in tabs_of(whole, people.marta, ROME):
            chosen = Chosen.of(figure, cohort, {"which": tab["value"]})
            assert rows_of(chosen, people.marta).count() == tab["count"], tab


def test_what_makes_no_sense_is_as_if_it_were_not_there() -> None:
    asked = {"which": "drop table", "role": "king", "month": "2026-13", "q": "  x "}

    assert Chosen.of("sessions", None, asked) == Chosen("sessions", q="x")
    assert Chosen.of("mentors", None, {"which": "3"}).which == "3"


def test_a_list_is_narrowed_by_words_of_a_name(people: Cast, autumn: Autumn) -> None:
    for figure, words, n in (
        ("people", "serra", 1),
        ("pairs", "amad", 1),
        ("sessions", "giulio serra", 2),
        ("pairs", "nobody", 0),
    ):
        assert rows_of(Chosen(figure, q=words), people.marta).count() == n, figure


# ── what was hoped for ───────────────────────────────────────────────────────


def row(began: date, *, ended: date | None = None, n: int = 1) -> dict:
    return {"cohort_id": 1, "began": began, "ended": ended, "n": n}


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(days, st.integers(1, 400), st.integers(1, 30), st.integers(1, 5), days)
def test_what_is_hoped_for_adds_up_to_the_target_and_no_more(
    began: date, length: int, target: int, n: int, today: date
) -> None:
    cohort = Cohort(pk=1, meeting_target=target, ends_on=began + timedelta(days=length))

    whole = hoped_by_month([row(began, n=n)], {1: cohort}, date(2030, 1, 1))
    so_far = hoped_by_month([row(began, n=n)], {1: cohort}, today)

    assert sum(whole.values()) == pytest.approx(n * target)
    assert all(so_far[month] <= whole[month] + 1e-9 for month in so_far)
    assert all(month <= today for month in so_far)
    by_day = Counter(
        (began + timedelta(days=d)).replace(day=1) for d in range(length) if began + timedelta(days=d) <= today
    )
    assert so_far == {month: pytest.approx(n * target * d / length) for month, d in by_day.items()}


def test_after_its_end_nothing_is_hoped_of_a_pair() -> None:
    cohort = Cohort(pk=1, meeting_target=10, ends_on=date(2026, 12, 31))
    stopped = row(date(2026, 9, 22), ended=date(2026, 10, 2))

    assert hoped_by_month([stopped], {1: cohort}, date(2026, 11, 30)) == {
        date(2026, 9, 1): pytest.approx(0.9), date(2026, 10, 1): pytest.approx(0.1),
    }  # fmt: skip


def test_without_an_end_the_cadence_says_how_long() -> None:
    cohort = Cohort(pk=1, meeting_target=2, cadence_days=10, ends_on=None)

    assert hoped_by_month([row(date(2026, 9, 1))], {1: cohort}, date(2026, 11, 30)) == {
        date(2026, 9, 1): pytest.approx(2)
    }


@pytest.mark.parametrize("by", PairsBy.values)
def test_the_prepared_list_of_pairs_is_the_plain_one_at_any_moment_and_in_any_community(
    people: Cast, autumn: Autumn, by: str
) -> None:
    planned = pair_of.plan(people, autumn.met, when=clock.now() + timedelta(days=4))
    for days, next_at in ((0, planned.starts_at), (9, None)):
        with clock.at(clock.now() + timedelta(days=days)):
            listed = [ListedPair._make(row) for row in every_pair(people.marta, by)]

            assert listed == [ListedPair._make(row) for row in listed_pairs(pairs(people.marta, by=by))]
            assert len(listed) == 3
            assert {pair.public_id: pair.next_at for pair in listed}[autumn.met.public_id] == next_at

    assert list(every_pair(people.ada, by)) == []
    with within(people.bellini):
        assert list(every_pair(people.irene, by)) == []
