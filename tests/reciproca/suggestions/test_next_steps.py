"""A person's few next steps: four kinds on one scale, each with a reason that is true today."""

from datetime import timedelta

import pytest

from cast import Cast
from giving import helped, need_of, tell
from ledger import confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import care_for
from reciproca.network.choices import Kind
from reciproca.people.actions import set_needs
from reciproca.suggestions.actions import offer_help, set_aside
from reciproca.suggestions.candidates import Possible, best_few
from reciproca.suggestions.choices import Aside, Way
from reciproca.suggestions.giving_back import GivingBack
from reciproca.suggestions.next_steps import next_steps, work_out


def reconnections(person: Membership) -> list[GivingBack]:
    """The tie to wake, if there is one."""
    to_wake = work_out(person).to_wake
    return [to_wake] if to_wake else []


def asleep(one: Membership, other: Membership) -> None:
    """They helped each other every fortnight, and fell silent five months ago."""
    for number in range(12):
        giver, receiver = (one, other) if number % 2 else (other, one)
        with clock.at(clock.now() - timedelta(days=330 - 14 * number)):
            confirm(give(giver, receiver, kind=Kind.ANSWER))


def told(person: Membership) -> list[tuple[Way, str]]:
    return [(step.way, step.other.given_name) for step in next_steps(person)]


def test_a_sleeping_tie_whose_need_i_can_answer_is_offered_with_both_sides(people: Cast) -> None:
    asleep(people.ada, people.giulio)
    tell(people.giulio, offers=["Preparare un budget"])
    tell(people.ada, needs=["Il budget del mio reparto"], offers=["Trattare con i fornitori"])

    [step] = reconnections(people.giulio)

    assert (step.way, step.other, step.need, step.key) == (
        Way.RECONNECT, people.ada, need_of(people.ada), f"reconnect {people.ada.public_id}",
    )  # fmt: skip
    assert step.mine is not None
    assert step.mine.text == "Preparare un budget"
    assert step.tie is not None
    assert step.tie.state == "dormant"


def test_without_a_need_what_was_never_thanked_for_is_a_reason(people: Cast) -> None:
    asleep(people.ada, people.giulio)

    [step] = reconnections(people.giulio)

    assert (step.other, step.need) == (people.ada, None)
    assert step.help is not None
    assert step.help.giver == people.ada


def test_silence_alone_is_no_reason_and_an_active_tie_needs_none(people: Cast) -> None:
    for weeks in range(8):
        with clock.at(clock.now() - timedelta(weeks=weeks)):
            confirm(give(people.paola, people.giulio, kind=Kind.ANSWER))
    for number in range(12):  # he gave, she gave nothing: there is nothing to thank for
        with clock.at(clock.now() - timedelta(days=330 - 14 * number)):
            confirm(give(people.giulio, people.davide, kind=Kind.ANSWER))

    assert reconnections(people.giulio) == []


def test_a_rhythm_one_wished_for_is_a_reason_of_its_own_until_the_next_contact(people: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        confirm(give(people.giulio, people.davide, kind=Kind.ANSWER))
        care_for(people.davide, by=people.giulio, note="", rhythm=30)
    assert [(step.other, step.wished) for step in reconnections(people.giulio)] == [(people.davide, 30)]
    asleep(people.ada, people.giulio)
    assert reconnections(people.giulio)[0].other == people.davide

    confirm(give(people.davide, people.giulio, kind=Kind.ANSWER))

    assert people.davide not in [step.other for step in reconnections(people.giulio)]


def test_somebody_to_meet_needs_what_i_have_and_offers_what_i_look_for(people: Cast) -> None:
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])
    tell(people.paola, needs=["Il mio primo budget"])  # would be helped, and has nothing he looks for

    assert told(people.giulio) == [(Way.MEET, "Ada")]
    block_person(people.giulio, by=people.ada)
    assert told(people.giulio) == []


def test_who_has_a_tie_is_nobody_to_meet(people: Cast) -> None:
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])
    confirm(give(people.giulio, people.ada))

    assert Way.MEET not in dict(told(people.giulio))


def test_thanks_and_a_tie_stand_side_by_side_each_for_another_person(people: Cast) -> None:
    asleep(people.paola, people.giulio)
    helped(people, thanked=False)

    assert dict(told(people.giulio)).keys() == {Way.THANK, Way.RECONNECT}


@pytest.mark.parametrize("key", ["reconnect {id}", "person {id}", "kind reconnect"])
def test_no_is_taken_for_an_answer(people: Cast, key: str) -> None:
    asleep(people.ada, people.giulio)
    assert told(people.giulio) == [(Way.RECONNECT, "Ada")]

    with clock.at(clock.now() - timedelta(days=8)):  # longer ago than the week in which nothing takes its place
        set_aside(key.format(id=people.ada.public_id), Aside.NOT_THIS, by=people.giulio)

    assert told(people.giulio) == []
    assert reconnections(people.giulio) == []
    assert told(people.ada) != []  # hers are her own


def test_not_now_comes_back_in_its_time(people: Cast) -> None:
    asleep(people.ada, people.giulio)
    with clock.at(clock.now() - timedelta(days=8)):
        set_aside(f"reconnect {people.ada.public_id}", Aside.NOT_NOW, by=people.giulio)

    assert told(people.giulio) == []
    with clock.at(clock.now() + timedelta(days=60)):
        assert told(people.giulio) == [(Way.RECONNECT, "Ada")]


def test_whoever_set_something_aside_this_week_is_offered_nothing_in_its_place(people: Cast) -> None:
    asleep(people.ada, people.giulio)
    set_aside(f"help {people.paola.public_id}", Aside.NOT_NOW, by=people.giulio)

    assert reconnections(people.giulio) == []


def test_who_was_written_to_is_not_proposed_again(people: Cast) -> None:
    asleep(people.ada, people.giulio)
    tell(people.giulio, offers=["Preparare un budget"])
    tell(people.ada, needs=["Il budget del mio reparto"])

    offer_help(need_of(people.ada), "Mezz’ora al telefono.", by=people.giulio)
    set_needs(people.ada, ["Il budget del mio reparto", "Un budget di cassa"], by=people.ada)

    assert [step.need for step in reconnections(people.giulio)] == [None]  # thanks may still be said


def test_the_best_few_are_of_several_people_and_kinds_and_spare_the_busy() -> None:
    possible = [
        Possible("help", 7, fit=0.9, days=20),
        Possible("help", 8, fit=0.8, days=20),
        Possible("help", 9, fit=0.7, days=20),
        Possible("thank", 7, days=90),
        Possible("reconnect", 5, fit=0.3, chance=0.5),
    ]

    assert best_few(possible, most=2, waiting={}, budget=3) == [0, 4]
    assert best_few(possible, most=2, waiting={7: 3, 5: 3}, budget=3) == [1, 2]
    assert best_few([], most=2, waiting={}, budget=3) == []
