"""What makes one look twice: each reason where it is so, and not where it is not; and what who looked may do about it."""

from datetime import timedelta

import pytest
from django.db import connection

from cast import Cast, join
from reciproca.boundaries.actions import block_person
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation, send_message
from reciproca.core import clock
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.network.actions import accept_connection, connect, record_interaction, request_connection
from reciproca.network.choices import Kind
from reciproca.network.models import ConnectionRequest
from reciproca.people.actions import begin_profile, edit_profile, set_photo
from reciproca.safeguarding import actions
from reciproca.safeguarding.choices import DoubtKind
from reciproca.safeguarding.doubting import Seen
from reciproca.safeguarding.models import Doubt, Hold
from reciproca.safeguarding.queries import doubts_visible_to, hold_on
from reciproca.safeguarding.tasks import look_after_safety, look_for_doubts
from safety import came_by_letter, of_long_standing

STORY = "Sono cresciuta in un caseificio di montagna, e oggi mi occupo di esportazione verso la Germania."


def found() -> dict[str, set[str]]:
    """Kinds, each with the given names of whom it is about."""
    actions.look_for_doubts()
    said: dict[str, set[str]] = {}
    for doubt in Doubt.objects.select_related("person"):
        said.setdefault(doubt.kind, set()).add(doubt.person.given_name)
    return said


def ring(number: int = 5) -> list[Membership]:
    """Some who came a while ago and know only one another."""
    people = [of_long_standing(join(f"Falso{letter}", "Anello")) for letter in "ABCDEFGHIJ"[:number]]
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            connect(one, other, source=one)
    return people


def test_of_the_cast_there_is_nothing_to_look_at(people: Cast) -> None:
    came_by_letter(people, people.ada, people.giulio)
    connect(people.ada, people.giulio, source=people.ada)
    connect(people.giulio, people.paola, source=people.ada)

    assert found() == {}


def test_a_group_that_nothing_joins_to_the_others_is_apart(people: Cast) -> None:
    came_by_letter(people, people.ada, people.giulio)
    connect(people.ada, people.giulio, source=people.ada)
    group = ring()

    assert found() == {DoubtKind.APART: {one.given_name for one in group}}
    assert Doubt.objects.filter(person=group[0]).get().number == 5


def test_one_who_was_fooled_brings_in_a_few_and_not_a_crowd(people: Cast) -> None:
    came_by_letter(people, people.ada, people.giulio, people.paola, people.davide)
    group = ring(10)

    connect(people.ada, group[0], source=group[0])

    assert len(found()[DoubtKind.APART]) == 7


def test_where_nobody_is_known_nothing_is_said(people: Cast) -> None:
    people.marta.role = Role.MEMBER
    people.marta.save(update_fields=["role"])
    ring()

    assert found() == {}


def test_who_asks_many_and_is_hardly_answered(people: Cast) -> None:
    came_by_letter(people, people.giulio)
    asked = [join("Persona", f"Numero {letter}") for letter in "ABCDEF"]
    for day, person in enumerate(asked):
        with clock.at(clock.now() - timedelta(days=20 - 2 * day)):
            request_connection(person, by=people.giulio, context="Ci siamo visti.", why="Mi piacerebbe.")
            if day < 2:
                ConnectionRequest.objects.filter(receiver=person).update(state="withdrawn", settled_at=clock.now())
    assert found() == {DoubtKind.UNANSWERED: {"Giulio"}}
    doubt = Doubt.objects.get()
    assert (doubt.number, doubt.of) == (6, 6)

    for request in ConnectionRequest.objects.filter(state="open"):
        accept_connection(request, by=request.receiver)

    assert found() == {}


def test_the_same_words_to_many_and_not_a_greeting(people: Cast) -> None:
    others = [join("Persona", f"Numero {letter}") for letter in "ABCDE"]
    for person in others:
        talk = open_conversation([people.giulio, person], by=people.giulio)
        send_message(talk, by=people.giulio, text="Ciao!")
    assert found() == {}

    for person in others:
        talk = open_conversation([people.giulio, person], by=people.giulio)
        send_message(
            talk, by=people.giulio, text="Ho un’occasione imperdibile per te, rispondi subito e ti spiego tutto!"
        )

    assert found() == {DoubtKind.SAME_WORDS: {"Giulio"}}
    assert Doubt.objects.get().details == {"number": 5}


def test_who_came_later_has_copied(people: Cast) -> None:
    lea = join("Lea", "Copia")
    for person in (people.ada, lea):
        profile = begin_profile(person)
        edit_profile(profile, by=person, version=profile.version, story=STORY)
        set_photo(
            profile, store_file(b"a face", purpose=Purpose.PHOTO, content_type="image/jpeg", by=person), by=person
        )

    assert found() == {DoubtKind.COPIED_STORY: {"Lea"}, DoubtKind.COPIED_PHOTO: {"Lea"}}
    assert {tuple(doubt.others) for doubt in Doubt.objects.all()} == {(str(people.ada.public_id),)}


def test_addresses_in_a_row(people: Cast) -> None:
    for number in range(3):
        person = join("Utente", f"Prova{number}")
        person.email = f"utente.{number}@posta.example"
        person.save(update_fields=["email"])

    assert found() == {DoubtKind.ADDRESS: {"Utente"}}
    assert Doubt.objects.count() == 3


def test_thanks_that_only_go_round(people: Cast) -> None:
    came_by_letter(people, people.ada)
    group = [join(f"Falso{letter}", "Anello") for letter in "ABCDE"]
    for one in group:
        for other in group:
            if one != other:
                record_interaction(Kind.RECOGNITION, giver=one, receiver=other, source=one, confirmed=True)
    record_interaction(Kind.RECOGNITION, giver=people.ada, receiver=people.giulio, source=people.ada, confirmed=True)

    assert found()[DoubtKind.RING] == {one.given_name for one in group}


def test_what_is_no_longer_so_goes_and_what_was_quieted_stays_quiet(people: Cast) -> None:
    came_by_letter(people, people.ada)
    group = ring()
    found()
    quieted = Doubt.objects.get(person=group[0])
    actions.quiet_doubt(quieted, by=people.marta)
    assert actions.look_for_doubts() == 0
    assert not doubts_visible_to(people.marta).filter(person=group[0], quieted_at=None).exists()

    for one in group:
        for other in (people.ada, people.marta):
            connect(one, other, source=one)
    actions.look_for_doubts()

    assert list(Doubt.objects.all()) == [quieted]


def test_nobody_looks_at_what_is_about_themselves(people: Cast) -> None:
    sara = join("Sara", "Conti", role=Role.COORDINATOR)
    doubt = Doubt.objects.create(person=sara, kind=DoubtKind.RING)

    assert list(doubts_visible_to(people.marta)) == [doubt]
    assert not doubts_visible_to(sara).exists()
    assert not doubts_visible_to(people.ada).exists()
    for deed in (actions.quiet_doubt, actions.hold_for_doubt, actions.ask_for_confirmation):
        with pytest.raises(actions.NotYours):
            deed(doubt, by=sara)


def test_a_hold_for_a_doubt_has_an_end_and_does_not_stop_it_being_looked_at(people: Cast) -> None:
    doubt = Doubt.objects.create(person=people.giulio, kind=DoubtKind.RING)

    hold = actions.hold_for_doubt(doubt, by=people.marta)

    assert hold.until == clock.now() + timedelta(days=7)
    with clock.at(clock.now() + timedelta(days=8)):
        look_after_safety()
        assert hold_on(people.giulio) is None
    assert Hold.objects.get().ended_at == hold.until


def test_many_who_come_at_once_are_looked_at_within_the_hour(people: Cast) -> None:
    for number in range(9):
        join("Utente", f"Prova{number}")
    look_after_safety()
    assert not Doubt.objects.exists()
    for person in Membership.objects.filter(given_name="Utente"):
        person.email = f"utente.{person.pk}@posta.example"
        person.save(update_fields=["email"])

    join("Utente", "Ancora")
    look_after_safety()

    assert Doubt.objects.count() == 9


def test_the_daily_look_goes_through_every_community(people: Cast) -> None:
    came_by_letter(people, people.ada)
    ring()

    assert look_for_doubts() == 5


def test_a_block_says_nothing_to_who_looks(people: Cast) -> None:
    """Who was blocked by many is not found by it: a block is nobody's to count."""
    for person in (people.ada, people.paola, people.davide):
        block_person(people.giulio, by=person)

    assert found() == {}


def test_nothing_is_held_while_it_is_worked_out(committed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite lets one write at a time: a look that takes seconds must not keep everybody waiting."""
    held = []

    def look() -> list[Seen]:
        held.append(connection.in_atomic_block)
        return [Seen(committed.ada.pk, DoubtKind.APART)]

    monkeypatch.setattr("reciproca.safeguarding.doubting._lookers", [look])

    assert actions.look_for_doubts() == 1
    assert held == [False]
