from datetime import timedelta

import pytest

from cast import Cast, join
from pairs import pair
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import EnoughForToday, block_person, mark_minor, unblock_person
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.actions import leave_community
from reciproca.conversations import actions
from reciproca.conversations.models import Conversation, Message, Seat
from reciproca.conversations.queries import (
    attachments_visible_to,
    conversations_visible_to,
    find_messages,
    has_unread,
    messages_touched_since,
    messages_visible_to,
)
from reciproca.conversations.rules import may_begin
from reciproca.core import clock
from reciproca.files.actions import store_file
from reciproca.files.choices import Purpose
from reciproca.files.models import StoredFile
from reciproca.network.actions import connect, end_connection
from reciproca.network.models import Interaction
from talking import between, later, meet, say, three


def texts(reader: object) -> list[str]:
    return [row.text for row in messages_visible_to(reader).order_by("written_at", "number")]  # type: ignore[arg-type]


def of_messages() -> list[tuple]:
    rows = Interaction.objects.filter(kind="message").order_by("seq")
    return [({row.giver, row.receiver}, row.mutual, row.confirmed, row.weight) for row in rows]


def pdf(owner: object, data: bytes = b"%PDF-1") -> StoredFile:
    return store_file(data, purpose=Purpose.ATTACHMENT, content_type="application/pdf", by=owner)  # type: ignore[arg-type]


# ── who may begin ──


def test_strangers_do_not_begin_a_conversation(people: Cast) -> None:
    assert not may_begin(people.ada, people.giulio)
    with pytest.raises(actions.NotTogether):
        actions.write_to(people.giulio, by=people.ada, text="Ciao")
    assert Conversation.objects.count() == 0


def test_who_has_met_may_write_and_so_may_who_works_together(people: Cast) -> None:
    meet(people.ada, people.paola)
    pair(people)

    assert may_begin(people.ada, people.paola)
    assert may_begin(people.giulio, people.ada)
    assert not may_begin(people.giulio, people.paola)
    assert not may_begin(people.ada, people.ada)


def test_who_is_connected_may_write_until_the_connection_ends(people: Cast) -> None:
    bond = connect(people.giulio, people.paola, source=people.giulio)
    assert may_begin(people.giulio, people.paola)

    end_connection(bond, by=people.paola)

    assert not may_begin(people.giulio, people.paola)


def test_nobody_begins_with_somebody_who_left_or_whom_they_must_not_meet(people: Cast) -> None:
    meet(people.ada, people.giulio)
    meet(people.ada, people.paola)
    meet(people.ada, people.davide)
    leave_community(people.giulio, by=people.marta)
    people.giulio.refresh_from_db()
    block_person(people.ada, by=people.paola)
    mark_minor(people.davide, how=MarkedBy.COORDINATOR, by=people.marta)

    assert [may_begin(people.ada, other) for other in (people.giulio, people.paola, people.davide)] == [False] * 3


def test_a_day_has_twenty_new_people(people: Cast) -> None:
    others = [join("Una", f"Persona {n}") for n in range(21)]
    for other in others:
        meet(people.ada, other)
    for other in others[:20]:
        actions.write_to(other, by=people.ada, text="Ciao")

    with pytest.raises(EnoughForToday):
        actions.write_to(others[20], by=people.ada, text="Ciao")
    assert Conversation.objects.count() == 20


# ── opening ──


def test_two_people_have_one_conversation(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)

    again = actions.open_conversation([people.giulio, people.ada], by=people.marta, origin=("introduction", "9"))

    assert again == conversation
    assert Conversation.objects.count() == 1
    assert Seat.objects.count() == 2


def test_several_people_have_one_conversation_for_one_origin(people: Cast) -> None:
    conversation = three(people)

    assert three(people) == conversation
    assert (conversation.subject, conversation.opened_by, conversation.is_pair) == (
        "Giulio e Paola",
        people.ada,
        False,
    )
    other = actions.open_conversation([people.ada, people.giulio, people.paola], by=people.ada, origin=("case", "7"))
    assert other != conversation


def test_people_who_must_not_meet_are_not_put_together(people: Cast) -> None:
    block_person(people.giulio, by=people.paola)

    with pytest.raises(actions.NotTogether):
        three(people)
    with pytest.raises(actions.TooManyPeople):
        actions.open_conversation([people.ada], by=people.ada)
    assert Conversation.objects.count() == 0


# ── messages ──


def test_messages_are_numbered_and_wait_to_be_read(people: Cast) -> None:
    conversation = between(people.ada, people.giulio, "Ciao", "Come va?")

    numbers = list(Message.objects.order_by("number").values_list("number", "text"))
    assert numbers == [(1, "Ciao"), (2, "Come va?")]
    assert (has_unread(people.giulio), has_unread(people.ada)) == (True, False)
    actions.mark_read(conversation, by=people.giulio, number=2)
    assert not has_unread(people.giulio)
    actions.mark_read(conversation, by=people.giulio, number=1)
    assert Seat.objects.get(person=people.giulio).read_number == 2


def test_nothing_is_sent_without_words_or_files(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)

    with pytest.raises(actions.NothingToSend):
        say(conversation, people.ada, "  ")
    assert Message.objects.count() == 1
    conversation.refresh_from_db()
    assert conversation.last_number == 1


def test_who_has_no_seat_can_neither_read_nor_write(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)

    assert list(conversations_visible_to(people.marta)) == []
    assert texts(people.marta) == []
    with pytest.raises(actions.NoLongerOpen):
        say(conversation, people.marta, "Posso?")


def test_an_answer_is_one_line_of_the_ledger_a_day(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    assert of_messages() == []

    say(conversation, people.giulio, "Bene, e tu?")
    say(conversation, people.ada, "Bene.")
    line = ({people.ada.ledger_id, people.giulio.ledger_id}, True, True, 1.0)
    assert of_messages() == [line]
    with later(days=1):
        say(conversation, people.ada, "Ancora io")
        assert of_messages() == [line]
        say(conversation, people.giulio, "Eccomi")
        assert of_messages() == [line, line]


def test_in_a_conversation_of_several_who_is_quoted_was_answered(people: Cast) -> None:
    conversation = three(people)
    first = say(conversation, people.ada, "Vi presento")
    say(conversation, people.giulio, "Piacere")

    say(conversation, people.paola, "Grazie, Ada", quotes=first)

    pairs = [who for who, *_rest in of_messages()]
    assert pairs == [
        {people.giulio.ledger_id, people.ada.ledger_id},
        {people.paola.ledger_id, people.ada.ledger_id},
    ]


def test_a_message_is_changed_for_a_quarter_of_an_hour(people: Cast) -> None:
    conversation = between(people.ada, people.giulio, "Venerdi")
    message = conversation.messages.get()

    actions.edit_message(message, by=people.ada, text="Venerdì alle sei")
    assert (message.text, message.edited_at) == ("Venerdì alle sei", clock.now())
    with pytest.raises(actions.TooLateToEdit):
        actions.edit_message(message, by=people.giulio, text="Sabato")
    with later(minutes=15), pytest.raises(actions.TooLateToEdit):
        actions.edit_message(message, by=people.ada, text="Sabato")
    assert Message.objects.get().text == "Venerdì alle sei"


def test_what_is_taken_back_leaves_a_stub_without_words_or_files(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    actions.attach_file(conversation, pdf(people.ada), by=people.ada)
    message = say(conversation, people.ada, "Eccolo")
    assert message.attachments.count() == 1
    say(conversation, people.giulio, "Grazie", quotes=message)

    with pytest.raises(actions.NoLongerOpen):
        actions.delete_message(message, by=people.giulio)
    actions.delete_message(message, by=people.ada)

    assert (message.text, message.folded, message.is_deleted, message.number) == ("", "", True, 2)
    assert StoredFile.objects.count() == 0
    assert find_messages(people.giulio, "eccolo") == []
    assert Message.objects.filter(quotes=message).count() == 1


def test_what_i_heard_is_answered_once_by_whose_words_they_were(people: Cast) -> None:
    conversation = between(people.ada, people.giulio, "Ho paura di chiedere troppo")
    heard = say(conversation, people.giulio, "Temi che dicano di no?", is_heard=True)

    with pytest.raises(actions.NoLongerOpen):
        actions.echo_message(heard, by=people.giulio, echo="yes")
    actions.echo_message(heard, by=people.ada, echo="not_quite")
    assert heard.echo == "not_quite"
    with pytest.raises(actions.NoLongerOpen):
        actions.echo_message(heard, by=people.ada, echo="yes")


def test_only_what_stands_in_the_same_conversation_is_quoted(people: Cast) -> None:
    elsewhere = between(people.marta, people.giulio, "Fra noi").messages.get()
    conversation = between(people.ada, people.giulio)

    assert say(conversation, people.giulio, "Guarda", quotes=elsewhere).quotes is None


# ── one's own place ──


def test_a_draft_is_kept_and_goes_with_the_message(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    actions.keep_draft(conversation, by=people.giulio, text="Ti volevo di")
    assert Seat.objects.get(person=people.giulio).draft == "Ti volevo di"

    say(conversation, people.giulio, "Ti volevo dire")

    assert set(Seat.objects.values_list("draft", "draft_at")) == {("", None)}


def test_files_wait_beside_the_draft_for_who_chose_them_alone(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    actions.attach_file(conversation, pdf(people.ada), by=people.ada)
    actions.attach_file(conversation, pdf(people.ada), by=people.ada)
    waiting = attachments_visible_to(people.ada).get()

    assert not attachments_visible_to(people.giulio).exists()
    with pytest.raises(actions.NoLongerOpen):
        actions.detach_file(waiting, by=people.giulio)
    for n in (5, 6, 7):
        actions.attach_file(conversation, pdf(people.ada, b"%%PDF-%d" % n), by=people.ada)
    with pytest.raises(actions.TooManyFiles):
        actions.attach_file(conversation, pdf(people.ada, b"%PDF-x"), by=people.ada)
    actions.detach_file(waiting, by=people.ada)
    say(conversation, people.ada, "")
    assert attachments_visible_to(people.giulio).count() == 3


def test_what_was_put_away_comes_back_with_a_new_message_unless_muted(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    seat = Seat.objects.get(person=people.giulio)
    actions.archive_conversation(conversation, by=people.giulio)
    assert not has_unread(people.giulio)

    say(conversation, people.ada, "Ci sei?")
    seat.refresh_from_db()
    assert seat.archived_at is None
    actions.mute_conversation(conversation, by=people.giulio)
    actions.archive_conversation(conversation, by=people.giulio)
    say(conversation, people.ada, "Ehi")
    seat.refresh_from_db()
    assert seat.archived_at == clock.now()


def test_what_is_muted_gives_no_sign(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)

    actions.mute_conversation(conversation, by=people.giulio)
    assert not has_unread(people.giulio)
    actions.unmute_conversation(conversation, by=people.giulio)
    assert has_unread(people.giulio)


def test_who_leaves_reads_no_more_and_the_others_go_on(people: Cast) -> None:
    conversation = three(people)
    say(conversation, people.ada, "Vi lascio soli")

    actions.leave_conversation(conversation, by=people.ada)
    say(conversation, people.giulio, "Grazie!")

    assert texts(people.ada) == []
    assert texts(people.paola) == ["Vi lascio soli", "Grazie!"]
    with pytest.raises(actions.CannotLeave):
        actions.leave_conversation(between(people.ada, people.giulio), by=people.ada)


# ── boundaries ──


def test_a_block_makes_a_conversation_of_two_absent_for_both(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    block_person(people.ada, by=people.giulio)

    for person in (people.ada, people.giulio):
        assert list(conversations_visible_to(person)) == []
        assert (texts(person), has_unread(person), find_messages(person, "ciao")) == ([], False, [])
        with pytest.raises(actions.NoLongerOpen):
            say(conversation, person, "Perché?")
    unblock_person(people.ada, by=people.giulio)
    assert texts(people.ada) == ["Ciao!"]


def test_in_a_conversation_of_several_what_either_writes_after_a_block_does_not_reach_the_other(people: Cast) -> None:
    conversation = three(people)
    say(conversation, people.giulio, "Prima")
    with later(minutes=1):
        block_person(people.giulio, by=people.paola)
    with later(minutes=2):
        say(conversation, people.paola, "Anch’io")
        say(conversation, people.giulio, "Dopo")

        assert texts(people.paola) == ["Prima", "Anch’io"]
        assert texts(people.giulio) == ["Prima", "Dopo"]
        assert texts(people.ada) == ["Prima", "Anch’io", "Dopo"]
        assert [has_unread(person) for person in (people.ada, people.paola)] == [True, False]


def test_who_left_the_community_takes_the_conversation_out_of_sight_and_who_was_erased_leaves_it(people: Cast) -> None:
    between(people.ada, people.giulio)
    leave_community(people.ada, by=people.ada)
    assert texts(people.giulio) == []

    people.ada.refresh_from_db()
    people.ada.erased_at = clock.now()
    people.ada.save()
    assert texts(people.giulio) == ["Ciao!"]


# ── searching ──


def test_words_are_found_without_accents_and_with_other_endings(people: Cast) -> None:
    between(people.ada, people.giulio, "Perché non facciamo due sessioni?", "Il budget, poi")

    assert [row.text for row in find_messages(people.giulio, "PERCHE sessione")] == [
        "Perché non facciamo due sessioni?"
    ]
    assert find_messages(people.giulio, "essioni") == []
    assert find_messages(people.giulio, "%") == []
    assert find_messages(people.marta, "budget") == []


def test_nothing_of_it_is_in_the_audit_trail(people: Cast) -> None:
    conversation = between(people.ada, people.giulio)
    before = Entry.objects.count()

    say(conversation, people.giulio, "Ciao")
    actions.mute_conversation(conversation, by=people.giulio)

    assert Entry.objects.count() == before


# ── for the pages that are open ──


def test_a_message_wakes_the_pages_of_those_who_take_part_and_so_does_its_change(people: Cast) -> None:
    with later(hours=-1):
        conversation = between(people.ada, people.giulio)
    quiet = f"{conversation.public_id} quiet"
    actions.mark_read(conversation, by=people.giulio, number=1)
    moment = clock.now()
    assert list(messages_touched_since(moment)) == []
    message = Message.objects.get()

    with later(minutes=-50):
        actions.edit_message(message, by=people.ada, text="Ciao Giulio!")
    assert {found.address: found.about for found in messages_touched_since(clock.now() - timedelta(minutes=55))} == {
        people.ada.email: quiet,
        people.giulio.email: quiet,  # it was read: nothing waits for him
    }

    actions.delete_message(message, by=people.ada)
    say(conversation, people.ada, "Eccomi")
    about = {(found.address, found.about) for found in messages_touched_since(moment)}
    assert about == {
        (people.ada.email, quiet),
        (people.giulio.email, quiet),
        (people.giulio.email, str(conversation.public_id)),
    }
