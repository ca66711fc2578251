"""What Today says of the library: what waits for my yes, what may no longer be true, what my need meets."""

from datetime import timedelta

import pytest
from django.utils import translation

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.library import actions
from reciproca.pages.steps import today_of
from reciproca.people.actions import state_need
from writing import agree, begun, part, published, together


@pytest.fixture(autouse=True)
def _in_italian() -> object:
    with translation.override("it"):
        yield


def said(person: Membership, word: str) -> list[str]:
    return [step.title for step in today_of(person).steps if word in step.title]


def test_who_is_asked_and_whose_yes_is_awaited_are_told_and_nobody_else(people: Cast) -> None:
    note = begun(people.ada)
    actions.ask_to_take_part(note, people.giulio, by=people.ada, role="author")
    assert said(people.giulio, "appunto") == ["Ada vorrebbe scrivere un appunto insieme a te."]

    actions.take_part(part(note, people.giulio), by=people.giulio)
    assert said(people.giulio, "appunto") == []  # nobody has said yes yet
    agree(note, people.ada)

    assert said(people.giulio, "aspetta il tuo sì") == ["L’appunto «La sera prima di firmare» aspetta il tuo sì."]
    assert said(people.ada, "aspetta il tuo sì") == said(people.paola, "aspetta il tuo sì") == []
    agree(note, people.giulio)
    assert said(people.giulio, "aspetta il tuo sì") == []


def test_who_wrote_it_is_asked_whether_it_still_is_true(people: Cast) -> None:
    note = together(begun(people.ada, months=3), people.giulio, role="reader")
    agree(note, people.ada)
    assert said(people.ada, "ancora vero") == []

    with clock.at(clock.now() + timedelta(days=100)):
        assert said(people.ada, "ancora vero") == ["«La sera prima di firmare» è ancora vero?"]
        assert said(people.giulio, "ancora vero") == []
        actions.confirm_note(note, by=people.ada)
        assert said(people.ada, "ancora vero") == []


def test_a_note_that_a_need_meets_is_brought_to_who_needs_it_while_it_is_new(people: Cast) -> None:
    note = published(people.ada, title="Il contratto di fornitura", topics=["contratti di fornitura"])
    for person in (people.paola, people.giulio):
        state_need(person, "Leggere un contratto di fornitura", by=person)
    state_need(people.davide, "Parlare in pubblico", by=people.davide)
    title = "Un appunto per quello che ti serve: «Il contratto di fornitura»"

    assert said(people.paola, "Un appunto per") == [title]
    assert said(people.davide, "Un appunto per") == []
    with clock.at(clock.now() + timedelta(days=31)):
        assert said(people.paola, "Un appunto per") == []
    actions.say_it_helped(note, by=people.paola, change="La penale")
    assert said(people.paola, "Un appunto per") == []
    block_person(people.ada, by=people.giulio)
    assert said(people.giulio, "Un appunto per") == []
