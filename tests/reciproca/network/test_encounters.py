"""A meeting in person: the code, the two who say that it was so, and what is written of it."""

from datetime import timedelta

import pytest

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.network import actions
from reciproca.network.graph import ties_of
from reciproca.network.models import Connection, Encounter, Interaction
from reciproca.network.queries import are_connected, code_of, encounters_visible_to, encounters_waiting_for


def test_two_say_that_they_met_and_it_counts_for_both(people: Cast) -> None:
    shown = actions.show_code(by=people.ada, place="Fiera di Verona")
    code = code_of(shown)
    assert (len(code), code in str(Encounter.objects.values().get())) == (8, False)

    met = actions.read_code(f" {code[:4].lower()}-{code[4:]} ", by=people.giulio)
    assert not Interaction.objects.exists()
    assert list(encounters_waiting_for(people.ada)) == [met]
    actions.confirm_encounter(met, by=people.ada)

    line = Interaction.objects.get()
    assert (line.kind, line.mutual, line.confirmed, line.weight) == ("encounter", True, True, 4)
    assert (line.object_kind, line.object_id) == ("encounter", str(met.public_id))
    assert are_connected(people.ada, people.giulio)
    assert Connection.objects.get().origin_kind == "encounter"
    assert [tie.other for tie in ties_of(people.giulio, now=clock.now())] == [people.ada.pk]


def test_a_code_works_once_and_for_ten_minutes(people: Cast) -> None:
    first = code_of(actions.show_code(by=people.ada))
    code = code_of(actions.show_code(by=people.ada))
    with pytest.raises(actions.CodeUnknown):
        actions.read_code(first, by=people.giulio)
    with pytest.raises(actions.CodeUnknown):
        actions.read_code(code, by=people.ada)
    with clock.at(clock.now() + timedelta(minutes=11)), pytest.raises(actions.CodeUnknown):
        actions.read_code(code, by=people.giulio)
    actions.read_code(code, by=people.giulio)
    with pytest.raises(actions.CodeUnknown):
        actions.read_code(code, by=people.paola)


def test_only_who_showed_the_code_confirms_and_may_say_no(people: Cast) -> None:
    met = actions.read_code(code_of(actions.show_code(by=people.ada)), by=people.giulio)
    with pytest.raises(actions.NotYours):
        actions.confirm_encounter(met, by=people.giulio)

    actions.refuse_encounter(met, by=people.ada)

    with pytest.raises(actions.MovedOn):
        actions.confirm_encounter(met, by=people.ada)
    assert (Interaction.objects.count(), Connection.objects.count()) == (0, 0)


def test_one_meeting_a_day_counts(people: Cast) -> None:
    met = actions.read_code(code_of(actions.show_code(by=people.ada)), by=people.giulio)
    actions.confirm_encounter(met, by=people.ada)

    again = code_of(actions.show_code(by=people.giulio))
    with pytest.raises(actions.MetToday):
        actions.read_code(again, by=people.ada)
    with clock.at(clock.now() + timedelta(days=1)):
        code = code_of(actions.show_code(by=people.giulio))
        actions.confirm_encounter(actions.read_code(code, by=people.ada), by=people.giulio)
    assert (Interaction.objects.count(), Connection.objects.count()) == (2, 1)


def test_a_block_between_the_two_ends_the_code(people: Cast) -> None:
    code = code_of(actions.show_code(by=people.ada))
    block_person(people.giulio, by=people.ada)

    with pytest.raises(actions.CodeUnknown):
        actions.read_code(code, by=people.giulio)

    met = actions.read_code(code, by=people.paola)
    block_person(people.ada, by=people.paola)
    with pytest.raises(actions.NotYours):
        actions.confirm_encounter(met, by=people.ada)
    assert not encounters_visible_to(people.ada).exists()


def test_codes_that_nobody_read_are_forgotten(people: Cast) -> None:
    met = actions.read_code(code_of(actions.show_code(by=people.ada)), by=people.giulio)
    actions.confirm_encounter(met, by=people.ada)
    actions.show_code(by=people.ada)

    with clock.at(clock.now() + timedelta(days=2)):
        assert actions.forget_unread_codes() == 1
    assert list(Encounter.objects.all()) == [met]
