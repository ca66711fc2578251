"""What Today says of circles: to each what waits for them, and nothing of a circle that is none of theirs."""

from datetime import timedelta

import pytest
from django.utils import translation

from cast import Cast
from circling import begin, in_silence, meet, propose, ring_of, under_way
from circling import opened as case_opened
from composing import crowd, opened, signed
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.models import Circle, Composition, Seat
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import connect
from reciproca.pages.steps import today_of


@pytest.fixture(autouse=True)
def _in_italian() -> object:
    with translation.override("it"):
        yield


def of_two(people: Cast, entry: str) -> Circle:
    """Ada's and Giulio's, where others come in by asking or by being asked."""
    circle = begin(people.ada, people.giulio)
    told = {
        name: getattr(circle, name) for name in ("name", "about", "topics", "language", "place", "cadence_days", "most")
    }
    return actions.change_circle(circle, by=people.ada, version=circle.version, **told | {"entry": entry})


def said(person: Membership, *words: str) -> list[str]:
    return [step.title for step in today_of(person).steps if any(word in step.title for word in words)]


def dates(person: Membership) -> list[str]:
    return [due.what for due in today_of(person).dates]


def test_an_invitation_is_told_to_whom_it_is_for_until_it_is_answered(people: Cast) -> None:
    connect(people.ada, people.paola, source=people.ada)
    circle = of_two(people, "invitation")
    actions.invite_to_circle(circle, people.paola, by=people.ada)

    assert said(people.paola, "cerchio") == ["Ada ti invita in un cerchio: «Prime volte»."]
    assert said(people.giulio, "cerchio") == []

    actions.decline_invitation(Seat.objects.get(person=people.paola), by=people.paola)
    assert said(people.paola, "cerchio") == []


def test_who_asks_to_join_is_told_to_those_who_sit_there(people: Cast) -> None:
    circle = of_two(people, "request")
    seat = actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")

    for person in (people.ada, people.giulio):
        assert said(person, "entrare") == ["Paola vorrebbe entrare in «Prime volte»."]
    assert said(people.davide, "entrare") == []

    actions.answer_request(seat, False, by=people.ada)
    assert said(people.giulio, "entrare") == []


def test_who_blocked_the_one_who_asks_reads_nothing_of_it(people: Cast) -> None:
    circle = of_two(people, "request")
    actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")
    block_person(people.paola, by=people.giulio)

    assert said(people.giulio, "entrare") == []


def test_a_charter_waits_for_the_yes_of_each(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, people.paola)
    charter = propose(circle, people.ada)

    assert said(people.giulio, "patto") == ["Leggi il patto di «Prime volte»."]
    assert said(people.ada, "patto") == []

    actions.agree_to_charter(charter, by=people.giulio)
    assert said(people.giulio, "patto") == []
    assert said(people.paola, "patto") != []


def test_a_meeting_is_asked_about_before_and_after(people: Cast) -> None:
    meeting = meet(under_way(people), people.ada, days=3)

    assert dates(people.giulio)[:1] == ["Prime volte"]
    assert len(said(people.giulio, "ci sarai?")) == 1
    assert (dates(people.davide), said(people.davide, "Prime volte")) == ([], [])

    actions.say_presence(meeting, "coming", by=people.giulio)
    assert said(people.giulio, "ci sarai?") == []

    with clock.at(meeting.ends_at + timedelta(hours=1)):
        assert len(said(people.giulio, "C’eri")) == 1
        actions.say_whether_there(meeting, True, by=people.giulio)
        assert said(people.giulio, "C’eri") == []
        assert len(said(people.paola, "C’eri")) == 1
    with clock.at(meeting.ends_at + timedelta(days=22)):
        assert said(people.paola, "C’eri") == []


def test_a_check_in_waits_until_one_has_said_something(people: Cast) -> None:
    check_in = actions.open_check_in(
        under_way(people), "Come va?", by=people.ada, until=clock.today() + timedelta(days=6)
    )

    assert said(people.giulio, "come va") != []
    assert said(people.davide, "come va") == []

    actions.answer_check_in(check_in, "Bene.", by=people.giulio)
    actions.pass_check_in(check_in, by=people.ada)
    assert (said(people.giulio, "come va"), said(people.ada, "come va")) == ([], [])
    assert said(people.paola, "come va") != []
    with clock.at(check_in.closes_at):
        assert said(people.paola, "come va") == []


def test_a_letter_names_no_circle(people: Cast) -> None:
    circle = under_way(people)
    meet(circle, people.ada, days=3)
    actions.open_check_in(circle, "Come va?", by=people.ada, until=clock.today() + timedelta(days=6))
    found = today_of(people.giulio)

    told = [row.for_letter() for row in (*found.steps, *found.dates)]

    assert any("Prime volte" in str(row) for row in (*found.steps, *found.dates))
    assert not any(
        "Prime volte" in str((getattr(row, "title", ""), getattr(row, "what", ""), getattr(row, "detail", "")))
        for row in told
    )


def test_open_sign_ups_are_told_once_to_whom_they_fit(people: Cast) -> None:
    first = opened(people, name="Primi passi")
    opened(people, name="Altri passi", closes_at=clock.now() + timedelta(days=30))

    assert said(people.ada, "posto in un cerchio") == ["«Primi passi»: vorresti un posto in un cerchio?"]
    assert said(people.davide, "posto in un cerchio") == []  # the circles speak Italian

    signed(first, [people.ada])
    assert said(people.ada, "posto in un cerchio") == ["«Altri passi»: vorresti un posto in un cerchio?"]


def test_who_coordinates_is_told_when_there_is_something_to_compose(people: Cast) -> None:
    composition = opened(people, name="Primi passi")
    signed(composition, crowd(3))
    assert said(people.marta, "Primi passi") == ["«Primi passi»: vorresti un posto in un cerchio?"]

    Composition.objects.update(closes_at=clock.now() - timedelta(hours=1))
    assert said(people.marta, "Primi passi") == ["«Primi passi»: 3 persone si sono iscritte e aspettano un cerchio."]
    assert said(people.ada, "Primi passi") == []


def test_a_case_in_silence_waits_for_each_until_they_are_ready(people: Cast) -> None:
    circle = under_way(people)
    case = in_silence(circle, people.ada)
    asked = ["Il caso che Ada ha portato in «Prime volte» aspetta le tue idee."]
    assert (said(people.giulio, "caso"), said(people.ada, "caso"), said(people.davide, "caso")) == (asked, [], [])

    actions.write_idea(case, by=people.giulio, idea="Parlarne")
    assert said(people.giulio, "caso") == asked
    actions.write_idea(case, by=people.giulio, idea="Parlarne", is_ready=True)
    assert said(people.giulio, "caso") == []

    letters = [step.in_letter for step in today_of(people.paola).steps if "caso" in step.title]
    assert letters == ["Un caso in un tuo cerchio aspetta le tue idee."]


def test_what_became_of_a_case_is_asked_of_whose_it_is(people: Cast) -> None:
    case = case_opened(under_way(people), people.ada)
    actions.close_case(case, by=people.ada, takeaway="Parlarne", try_until=clock.today())
    assert (said(people.ada, "volevi provare"), said(people.giulio, "volevi provare")) == (
        ["Com’è andata con quello che volevi provare?"],
        [],
    )

    actions.follow_up(case, "not_yet", by=people.ada)
    assert said(people.ada, "volevi provare") == []


def test_a_ring_asks_for_ones_ask_tells_that_it_goes_round_and_asks_what_came_of_it(people: Cast) -> None:
    circle = under_way(people)
    ring = ring_of(circle, [people.ada, people.giulio])

    assert len(said(people.paola, "Porta la tua richiesta al giro di «Prime volte»")) == 1
    assert said(people.giulio, "Porta la tua richiesta") == []
    assert said(people.davide, "giro di") == []

    ring = actions.begin_round(ring, by=people.ada)
    assert [len(said(person, "è in corso adesso")) for person in (people.giulio, people.paola)] == [1, 1]
    for turn in range(2):
        ring = actions.move_on(ring, by=people.ada, turn=turn)
    assert said(people.giulio, "è in corso adesso") == []
    assert [len(said(person, "Che cosa è nato dalla richiesta")) for person in (people.giulio, people.paola)] == [1, 0]

    actions.tell_help(ring.asks.get(person=people.giulio), "on_the_way", by=people.giulio)
    assert said(people.giulio, "Che cosa è nato dalla richiesta") == []
