"""Ways to give back: to whom, why, in which order; and to whom never."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Cast, join
from giving import helped, hide, need_of, offered, tell
from pairs import held
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.core import clock
from reciproca.exchanges.actions import ask_recommendation, give_recognition, withdraw_recognition
from reciproca.exchanges.models import Recognition
from reciproca.mentoring.actions import end_mentorship
from reciproca.mentoring.models import Mentorship
from reciproca.network.actions import cancel_interaction
from reciproca.network.models import Interaction
from reciproca.people.actions import close_need
from reciproca.suggestions.actions import answer_offer, read_needs, set_aside
from reciproca.suggestions.choices import Way
from reciproca.suggestions.giving_back import ways_to_give_back
from reciproca.suggestions.models import NeedWord


def told(people: Cast) -> list[tuple[str, str, str, str]]:
    return [(way.way, way.other.given_name, way.need.text, way.mine.text) for way in ways_to_give_back(people.giulio)]


BUDGET = (Way.PASS_ON, "Paola", "Il mio primo budget di reparto", "Preparare un budget")


@pytest.fixture
def paola_needs_a_budget(people: Cast) -> Cast:
    helped(people)
    tell(people.paola, needs=["Il mio primo budget di reparto"])
    return people


def test_without_a_confirmed_help_nothing_is_proposed(people: Cast) -> None:
    tell(people.giulio, offers=["Preparare un budget"])
    tell(people.paola, needs=["Il mio primo budget di reparto"])

    assert told(people) == []


def test_what_was_received_can_be_passed_on(paola_needs_a_budget: Cast) -> None:
    assert told(paola_needs_a_budget) == [BUDGET]


def test_it_says_from_whom_it_was_received(paola_needs_a_budget: Cast) -> None:
    (way,) = ways_to_give_back(paola_needs_a_budget.giulio)

    assert (way.help.giver.given_name, way.help.minutes, way.help.topics) == ("Ada", 45, "ancoraggio, silenzio")


def test_an_offer_in_english_meets_a_need_in_italian(people: Cast) -> None:
    helped(people)
    tell(people.giulio, offers=["Public speaking"])
    tell(people.davide, needs=["Parlare in pubblico senza leggere"])

    assert told(people) == [(Way.PASS_ON, "Davide", "Parlare in pubblico senza leggere", "Public speaking")]


def test_what_was_spoken_of_in_a_session_can_be_passed_on(people: Cast) -> None:
    helped(people)
    tell(people.paola, needs=["Capire l’ancoraggio in una trattativa"])

    (way,) = ways_to_give_back(people.giulio)

    assert (way.mine.source, way.mine.text, way.mine.from_help.giver.given_name) == ("topic", "ancoraggio", "Ada")


def test_it_is_returned_to_who_gave_before_it_is_passed_on(paola_needs_a_budget: Cast) -> None:
    tell(paola_needs_a_budget.ada, needs=["Un budget per la mostra"])

    assert told(paola_needs_a_budget) == [
        (Way.RETURN, "Ada", "Un budget per la mostra", "Preparare un budget"),
        BUDGET,
    ]
    assert ways_to_give_back(paola_needs_a_budget.giulio)[0].mentorship is not None


def test_a_need_kept_for_partners_is_seen_while_the_two_work_together(people: Cast) -> None:
    mentorship = helped(people)
    tell(people.ada, needs=["Un budget per la mostra"])
    hide(people.ada, "needs", "partners")

    assert [way.other for way in ways_to_give_back(people.giulio)] == [people.ada]
    end_mentorship(mentorship, by=people.giulio)
    assert ways_to_give_back(people.giulio) == []


def test_there_are_never_more_than_two(paola_needs_a_budget: Cast) -> None:
    for name in ("Uno", "Due", "Tre"):
        tell(join(name, "Rossi"), needs=[f"Un budget {name}"])

    assert len(told(paola_needs_a_budget)) == 2


def test_two_ways_are_about_two_needs(paola_needs_a_budget: Cast) -> None:
    for name in ("Uno", "Due"):
        tell(join(name, "Rossi"), needs=["IL MIO primo budget di reparto"])

    assert [need.casefold() for _way, _who, need, _mine in told(paola_needs_a_budget)] == [BUDGET[2].casefold()]


# ── thanks and recommendations ──


def test_what_was_never_thanked_for_comes_first_and_leaves_a_place(people: Cast) -> None:
    helped(people, thanked=False)
    for name in ("Uno", "Due"):
        tell(join(name, "Rossi"), needs=[f"Un budget {name}"])

    first, second = ways_to_give_back(people.giulio)

    assert (first.way, first.other, first.help.object_kind) == (Way.THANK, people.ada, "mentoringsession")
    assert second.way == Way.PASS_ON


def test_what_was_thanked_for_or_set_aside_is_not_brought_up(people: Cast) -> None:
    helped(people)
    assert ways_to_give_back(people.giulio) == []

    held(people, Mentorship.objects.get())
    (way,) = ways_to_give_back(people.giulio)
    assert way.way == Way.THANK
    set_aside(way.key, "not_this", by=people.giulio)

    assert ways_to_give_back(people.giulio) == []


def test_thanks_that_were_taken_back_are_not_asked_for_again(people: Cast) -> None:
    helped(people)
    recognition = Recognition.objects.get()
    withdraw_recognition(recognition, by=people.giulio)

    assert ways_to_give_back(people.giulio) == []


def test_who_gave_several_times_may_be_recommended(people: Cast) -> None:
    mentorship = helped(people)
    for _again in range(2):
        session = held(people, mentorship)
        give_recognition("mentoringsession", str(session.public_id), by=people.giulio, change="Ancora.")
    (way,) = ways_to_give_back(people.giulio)
    assert (way.way, way.other, way.key) == (Way.RECOMMEND, people.ada, f"recommend {people.ada.public_id}")

    ask_recommendation(people.giulio, by=people.ada, about="La trattativa")

    assert ways_to_give_back(people.giulio) == []


# ── to whom never ──


def test_never_to_somebody_blocked_in_either_direction(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    tell(cast.davide, needs=["Un budget per il coro"])
    assert {way.other for way in ways_to_give_back(cast.giulio)} == {cast.paola, cast.davide}

    block_person(cast.giulio, by=cast.paola)
    block_person(cast.davide, by=cast.giulio)

    assert told(cast) == []


def test_a_help_of_somebody_blocked_leads_to_nothing(paola_needs_a_budget: Cast) -> None:
    block_person(paola_needs_a_budget.ada, by=paola_needs_a_budget.giulio)

    assert told(paola_needs_a_budget) == []


@pytest.mark.parametrize("sight", ["partners", "coordinators", "me"])
def test_needs_that_are_not_shown_are_not_found(paola_needs_a_budget: Cast, sight: str) -> None:
    hide(paola_needs_a_budget.paola, "needs", sight)

    assert told(paola_needs_a_budget) == []


def test_neither_a_closed_need_nor_one_that_nobody_confirmed_for_long(paola_needs_a_budget: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=91)):
        assert told(paola_needs_a_budget) == []
    close_need(need_of(paola_needs_a_budget.paola), "solved", by=paola_needs_a_budget.paola)
    assert told(paola_needs_a_budget) == []


def test_never_to_who_has_left(paola_needs_a_budget: Cast) -> None:
    leave_community(paola_needs_a_budget.paola, by=paola_needs_a_budget.paola)

    assert told(paola_needs_a_budget) == []


def test_a_help_that_was_taken_back_leads_to_nothing(paola_needs_a_budget: Cast) -> None:
    assert told(paola_needs_a_budget) != []

    cancel_interaction(Interaction.objects.get(confirmed=True, kind="session"))

    assert told(paola_needs_a_budget) == []


def test_a_first_line_that_was_taken_back_takes_its_confirmation_along(paola_needs_a_budget: Cast) -> None:
    cancel_interaction(Interaction.objects.get(confirmed=False, kind="session"))

    assert told(paola_needs_a_budget) == []


def test_a_help_of_long_ago_is_not_brought_up(paola_needs_a_budget: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=181)):
        tell(paola_needs_a_budget.davide, needs=["Un budget"])
        assert told(paola_needs_a_budget) == []


def test_never_twice_to_the_same_person(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    offer = offered(cast)
    assert told(cast) == []

    answer_offer(offer, by=cast.paola, accepted=False)
    tell(cast.paola, needs=["Il budget dell’anno prossimo"])

    assert told(cast) == []


def test_who_has_three_offers_to_answer_is_left_in_peace(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    from reciproca.suggestions.actions import offer_help

    for name in ("Uno", "Due", "Tre"):
        assert told(cast) == [BUDGET]
        offer_help(need_of(cast.paola), "Volentieri.", by=join(name, "Rossi"))

    assert told(cast) == []


def test_who_had_offers_lately_gives_way_to_who_had_none(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    from reciproca.suggestions.actions import offer_help

    tell(cast.davide, needs=["Un budget, prima della fiera di maggio"])  # less close than Paola's
    assert [way.other.given_name for way in ways_to_give_back(cast.giulio)] == ["Paola", "Davide"]

    offer_help(need_of(cast.paola), "Volentieri.", by=join("Uno", "Rossi"))

    assert [way.other.given_name for way in ways_to_give_back(cast.giulio)] == ["Davide", "Paola"]


def test_who_already_helps_four_people_is_asked_for_no_more(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    for name in ("Uno", "Due", "Tre"):
        offered(cast, to=tell(join(name, "Rossi"), needs=["Un budget"]))
    assert told(cast) == [BUDGET]

    offered(cast, to=tell(join("Quattro", "Rossi"), needs=["Un budget"]))

    assert told(cast) == []


# ── set aside ──


def test_not_now_rests_two_months_and_leaves_its_place_empty_for_a_week(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    for name, month in (("Uno", "maggio"), ("Due", "giugno")):
        tell(join(name, "Rossi"), needs=[f"Un budget per la fiera di {month}"])
    first, second = ways_to_give_back(cast.giulio)
    assert first.other == cast.paola

    set_aside(first.key, "not_now", by=cast.giulio)

    assert [way.other for way in ways_to_give_back(cast.giulio)] == [second.other]
    with clock.at(clock.now() + timedelta(days=8)):
        assert len(told(cast)) == 2
        assert cast.paola not in {way.other for way in ways_to_give_back(cast.giulio)}
    with clock.at(clock.now() + timedelta(days=61)):
        assert cast.paola in {way.other for way in ways_to_give_back(cast.giulio)}
        set_aside(first.key, "not_now", by=cast.giulio)
    with clock.at(clock.now() + timedelta(days=80)):
        assert cast.paola not in {way.other for way in ways_to_give_back(cast.giulio)}


def test_not_this_is_for_good(paola_needs_a_budget: Cast) -> None:
    (way,) = ways_to_give_back(paola_needs_a_budget.giulio)

    row = set_aside(way.key, "not_this", by=paola_needs_a_budget.giulio)

    assert row.until is None
    with clock.at(clock.now() + timedelta(days=62)):
        assert told(paola_needs_a_budget) == []


# ── what is in it for me ──


def test_what_is_in_it_for_me_comes_from_the_profile_of_the_other(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    tell(cast.paola, offers=["Contatti in Germania"], needs=["Il mio primo budget di reparto"])

    (way,) = ways_to_give_back(cast.giulio)
    assert (way.benefit.offer, way.benefit.wanted) == ("Contatti in Germania", "Un contatto in Germania")

    hide(cast.paola, "offers", "partners")
    (way,) = ways_to_give_back(cast.giulio)
    assert (way.benefit.offer, way.benefit.wanted) == ("", "")


# ── the index, and the order ──


def test_the_index_finds_what_reading_everything_finds(paola_needs_a_budget: Cast) -> None:
    cast = paola_needs_a_budget
    before = told(cast)

    assert read_needs() == 2
    assert read_needs() == 0

    assert NeedWord.objects.exists()
    assert told(cast) == before == [BUDGET]
    tell(cast.davide, needs=["Un budget, prima della fiera di maggio"])  # not read yet
    assert [way.other for way in ways_to_give_back(cast.giulio)] == [cast.paola, cast.davide]


def test_a_closed_need_leaves_the_index(paola_needs_a_budget: Cast) -> None:
    read_needs()
    need = need_of(paola_needs_a_budget.paola)
    assert NeedWord.objects.filter(need=need).exists()
    close_need(need, "solved", by=paola_needs_a_budget.paola)

    read_needs()

    assert not NeedWord.objects.filter(need=need).exists()


TEXTS = [
    "Un budget",
    "Il mio budget",
    "Parlare in pubblico",
    "Budget e conti",
    "Corro ogni mattina",
    "Leggere un bilancio",
]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(5)), st.lists(st.sampled_from(TEXTS), min_size=5, max_size=5), st.sets(st.integers(0, 4)))
def test_properties(db: None, now: object, order: list[int], needs: list[str], blocked: set[int]) -> None:
    """However people came in (so whatever their keys): the same names in the same order, never oneself, never
    somebody blocked, never the same twice."""
    from django.db import transaction

    from cast import assemble
    from reciproca.core import scope

    told_to = []
    for arriving in (range(5), order):
        with transaction.atomic():
            cast = assemble()
            with scope.within(cast.montefeltro):
                helped(cast)
                tell(cast.giulio, offers=["Budget e conti", "Public speaking"], needs=["Un budget"])
                others = {}
                for number in arriving:
                    others[number] = tell(join(f"Persona{number}", "Rossi"), needs=[needs[number]])
                for number in blocked:
                    block_person(others[number], by=cast.giulio)
                ways = ways_to_give_back(cast.giulio)
                names = [way.other.given_name for way in ways]
                assert "Giulio" not in names
                assert not {f"Persona{number}" for number in blocked} & set(names)
                assert len(set(names)) == len(names) <= 2
                assert len({way.need.text for way in ways}) == len(ways)
                told_to.append([(way.other.given_name, way.need.text, way.mine.text) for way in ways])
            transaction.set_rollback(True)
    assert told_to[0] == told_to[1]
