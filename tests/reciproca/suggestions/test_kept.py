"""Next steps that are kept: as they were worked out while they hold, and never longer."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from cast import Cast, join
from giving import helped, hide, need_of, offered, tell
from ledger import confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.together import Asks, asking
from reciproca.mentoring.actions import end_mentorship
from reciproca.mentoring.models import Mentorship
from reciproca.network.choices import Kind
from reciproca.people.actions import close_need
from reciproca.suggestions.actions import offer_help, read_needs, set_aside
from reciproca.suggestions.choices import Aside, Way
from reciproca.suggestions.kept import next_steps_of
from reciproca.suggestions.next_steps import Found, next_steps, work_out
from reciproca.suggestions.queries import due_readings
from reciproca.suggestions.tasks import renew_next_steps
from reciproca.suggestions.words import Said, said_of

ZONE = ZoneInfo("Europe/Rome")
BOTH = {"offers": ["Trattare con i fornitori"], "needs": ["Il budget del mio reparto"]}


def asleep(one: Membership, other: Membership) -> None:
    """They helped each other every fortnight, and fell silent five months ago."""
    for number in range(12):
        giver, receiver = (one, other) if number % 2 else (other, one)
        with clock.at(clock.now() - timedelta(days=330 - 14 * number)):
            confirm(give(giver, receiver, kind=Kind.ANSWER))


def to_thank(people: Cast) -> None:
    helped(people, thanked=False)


def to_return(people: Cast) -> None:
    helped(people)
    tell(people.ada, offers=["Contatti in Germania"], needs=["Un budget per il mio laboratorio"])


def to_return_on_the_side(people: Cast) -> None:
    """No longer in a mentorship, and by what was spoken of in a session."""
    end_mentorship(helped(people), by=people.giulio)
    tell(people.giulio)
    tell(people.ada, needs=["Imparare il silenzio"])


def to_pass_on(people: Cast) -> None:
    helped(people)
    tell(people.paola, needs=["Il mio primo budget di reparto"])


def to_wake_with_a_need(people: Cast) -> None:
    asleep(people.ada, people.giulio)
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, **BOTH)


def to_wake_with_thanks(people: Cast) -> None:
    asleep(people.ada, people.giulio)


def to_meet(people: Cast) -> None:
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, **BOTH)


SCENES = (to_thank, to_return, to_return_on_the_side, to_pass_on, to_wake_with_a_need, to_wake_with_thanks, to_meet)


def said(person: Membership, read: Callable) -> list[Said]:
    return [said_of(way, person, ZONE) for way in read(person)]


def shown(person: Membership) -> list[tuple[str, str]]:
    return [(way.way, way.other.given_name) for way in next_steps_of(person)]


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_kept_says_what_was_worked_out(people: Cast, scene: Callable[[Cast], None]) -> None:
    scene(people)
    with translation.override("it"):
        worked_out = said(people.giulio, next_steps)
        first = said(people.giulio, next_steps_of)

        assert worked_out == first == said(people.giulio, next_steps_of) != []


@pytest.mark.parametrize("ties", [1, 12])
def test_it_is_read_with_two_queries_however_many_ties_there_are(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries, ties: int
) -> None:
    to_return(people)
    asleep(people.paola, people.giulio)
    for number in range(ties):
        confirm(give(people.giulio, join(f"Persona{number}", "Rossi")))
    next_steps_of(people.giulio)
    next_steps_of(people.giulio)

    with django_assert_num_queries(2):
        assert len(next_steps_of(people.giulio)) == 2


def block(people: Cast) -> None:
    block_person(people.giulio, by=people.ada)


def leave(people: Cast) -> None:
    leave_community(people.ada, by=people.ada)


def solve(people: Cast) -> None:
    close_need(need_of(people.ada), "solved", by=people.ada)


def keep_needs_for_partners(people: Cast) -> None:
    hide(people.ada, "needs", "partners")


def say_never(people: Cast) -> None:
    set_aside(f"person {people.ada.public_id}", Aside.NOT_THIS, by=people.giulio)


def many_offers(people: Cast) -> None:
    for number in range(3):
        offered_by = join(f"Persona{number}", "Rossi")
        confirm(give(people.ada, offered_by))
        offer_help(need_of(people.ada), "Volentieri.", by=offered_by)


@pytest.mark.parametrize("then", [block, leave, solve, keep_needs_for_partners, say_never, many_offers])
def test_what_may_not_be_shown_any_more_is_gone_at_once(people: Cast, then: Callable[[Cast], None]) -> None:
    to_meet(people)
    assert shown(people.giulio) == [(Way.MEET, "Ada")]

    then(people)

    assert shown(people.giulio) == []


def test_an_offer_that_is_hidden_or_withdrawn_is_no_reason_any_more(people: Cast) -> None:
    to_return(people)
    assert [way.benefit.offer for way in next_steps_of(people.giulio)] == ["Contatti in Germania"]

    hide(people.ada, "offers", "me")
    assert [way.benefit.offer for way in next_steps_of(people.giulio)] == [""]

    hide(people.ada, "offers", "community")
    tell(people.ada, needs=["Un budget per il mio laboratorio"])
    assert [way.benefit.offer for way in next_steps_of(people.giulio)] == [""]


def test_who_gave_what_is_passed_on_is_not_named_after_a_block(people: Cast) -> None:
    to_pass_on(people)
    assert shown(people.giulio) == [(Way.PASS_ON, "Paola")]

    block_person(people.giulio, by=people.ada)

    assert shown(people.giulio) == []


def test_a_line_of_the_ledger_changes_it_for_both_at_once(people: Cast) -> None:
    to_wake_with_thanks(people)
    assert shown(people.giulio) == [(Way.RECONNECT, "Ada")]
    assert shown(people.ada) == [(Way.RECONNECT, "Giulio")]

    confirm(give(people.ada, people.giulio, kind=Kind.ANSWER))

    assert (Way.RECONNECT, "Ada") not in shown(people.giulio)
    assert (Way.RECONNECT, "Giulio") not in shown(people.ada)


def test_an_offer_of_help_is_not_proposed_a_second_time(people: Cast) -> None:
    to_pass_on(people)
    assert shown(people.giulio) == [(Way.PASS_ON, "Paola")]

    offered(people)

    assert shown(people.giulio) == []


def test_what_one_needs_and_offers_counts_as_soon_as_it_is_written(people: Cast) -> None:
    helped(people)
    tell(people.paola, needs=["Imparare il tedesco"])
    assert shown(people.giulio) == []

    tell(people.giulio, offers=["Lezioni di tedesco"])

    assert shown(people.giulio) == [(Way.PASS_ON, "Paola")]


def test_a_mentorship_that_ends_offers_no_session(people: Cast) -> None:
    to_return(people)
    assert [way.mentorship for way in next_steps_of(people.giulio)] == [Mentorship.objects.get()]

    end_mentorship(Mentorship.objects.get(), by=people.giulio)

    assert [way.mentorship for way in next_steps_of(people.giulio)] == [None]


def test_a_new_need_of_somebody_else_comes_with_the_next_turn_of_the_job(people: Cast) -> None:
    helped(people)
    read_needs()
    renew_next_steps()
    assert shown(people.giulio) == []

    tell(people.paola, needs=["Il mio primo budget di reparto"])
    read_needs()
    renew_next_steps()

    assert shown(people.giulio) == [(Way.PASS_ON, "Paola")]


def test_a_job_works_out_what_is_due_and_nothing_twice(people: Cast) -> None:
    to_meet(people)
    number = Membership.objects.filter(state="active").count()

    assert renew_next_steps() >= number
    assert renew_next_steps() == 0
    with clock.at(clock.now() + timedelta(hours=21)):
        assert renew_next_steps() >= number


def test_what_was_kept_days_ago_is_worked_out_anew(people: Cast) -> None:
    to_meet(people)
    assert shown(people.giulio) == [(Way.MEET, "Ada")]

    with clock.at(clock.now() + timedelta(days=91)):  # nobody confirmed the need since
        assert shown(people.giulio) == []


def test_a_person_whose_steps_cannot_be_worked_out_keeps_nobody_else_waiting(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    to_meet(people)

    @asking
    def stumbles(person: Membership) -> Asks[Found]:
        if person.pk == people.ada.pk:
            raise RuntimeError("a fault")
        return (yield from work_out.ask(person))

    monkeypatch.setattr("reciproca.suggestions.kept.work_out", stumbles)
    renew_next_steps()

    assert people.ada.pk in {person.pk for person in due_readings(1000)}
    assert people.giulio.pk not in {person.pk for person in due_readings(1000)}
    assert "could not be worked out" in caplog.text


def test_a_read_that_fails_for_many_is_made_for_each(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    to_meet(people)

    def only_for_one(rules: Sequence[object]) -> list[object]:
        raise RuntimeError("a fault of many")

    monkeypatch.setattr("reciproca.suggestions.kept.answered", only_for_one)
    renew_next_steps()

    assert due_readings(1000) == []
    assert shown(people.giulio) == [(Way.MEET, "Ada")]
    assert "together" in caplog.text
