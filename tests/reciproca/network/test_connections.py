"""Asking for a connection, the three answers and the silence; what each of the two learns, and what a block hides."""

from datetime import timedelta

import pytest

from cast import Cast, join
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person, mark_minor, unblock_person
from reciproca.boundaries.choices import MarkedBy
from reciproca.core import clock
from reciproca.network import actions
from reciproca.network.models import Connection, ConnectionRequest
from reciproca.network.queries import (
    are_connected,
    beginning_of,
    connection_between,
    connections_of,
    requests_to_answer,
    requests_to_reply,
    requests_visible_to,
    requests_waiting_of,
    who_among_allies_knows,
)
from reciproca.notifications.models import OutboxMail

WORDS = {"context": "Ci siamo parlati alla cena di Urbino.", "why": "Apro in Germania a marzo."}


@pytest.fixture(autouse=True)
def _no_newcomers(people: Cast) -> None:
    """Who has been here for years: what newcomers may is a test of its own."""
    for one in (people.ada, people.giulio, people.paola, people.marta):
        one.joined_at = clock.now() - timedelta(days=700)
        one.save(update_fields=["joined_at"])


def asked(people: Cast, **words: str) -> ConnectionRequest:
    return actions.request_connection(people.ada, by=people.giulio, **{**WORDS, **words})


def letters() -> list[tuple[str, str]]:
    found = OutboxMail.objects.filter(renderer__startswith="reciproca.network.mails.").order_by("pk")
    return [(mail.renderer.rpartition(".")[2], mail.recipient.partition(".")[0]) for mail in found]


def as_seen(person: object) -> list[dict]:
    """What there is for this person to read of their requests, but for what is the other's alone."""
    return [
        {"waits": one.is_open, "lapsed": one.is_lapsed, "state": one.state, "question": one.question, "no": one.no}
        for one in requests_visible_to(person).order_by("pk")
    ]


def test_a_yes_connects_the_two_and_keeps_where_it_comes_from(people: Cast) -> None:
    request = asked(people, offer="Ti presento chi tratta dogane.")
    assert list(requests_to_answer(people.ada)) == [request]
    assert not are_connected(people.ada, people.giulio)

    connection = actions.accept_connection(request, by=people.ada)

    assert are_connected(people.giulio, people.ada)
    assert (connection.origin_kind, connection.origin_id) == ("connectionrequest", str(request.public_id))
    assert list(connections_of(people.ada)) == [people.giulio]
    assert letters() == [("connection_requested", "ada"), ("connection_accepted", "giulio")]
    deeds = Entry.objects.filter(deed__contains="connection").order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["request_connection", "accept_connection"]


def test_how_two_met_is_told_by_what_led_to_this_connection(people: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=100)):
        actions.end_connection(actions.accept_connection(asked(people), by=people.ada), by=people.ada)
    request = asked(people, context="Di nuovo a Urbino.")

    connection = actions.accept_connection(request, by=people.ada)
    connection.at = clock.now() + timedelta(milliseconds=40)  # by a clock that goes on

    assert beginning_of(connection).requests == [request]


def test_one_question_and_one_reply(people: Cast) -> None:
    request = asked(people)

    actions.question_connection(request, "Per quali prodotti?", by=people.ada)
    assert list(requests_to_reply(people.giulio)) == [request]
    assert not requests_to_answer(people.ada).exists()
    actions.reply_to_question(request, "Formaggi.", by=people.giulio)

    assert list(requests_to_answer(people.ada)) == [request]
    with pytest.raises(actions.MovedOn):
        actions.question_connection(request, "E poi?", by=people.ada)
    actions.accept_connection(request, by=people.ada)
    assert are_connected(people.ada, people.giulio)


def test_a_no_is_said_in_words_of_ones_choice(people: Cast) -> None:
    request = asked(people)

    actions.decline_connection(request, by=people.ada, no="later", words="Dopo la fiera volentieri.")

    assert (request.state, request.no, request.no_words) == ("declined", "later", "Dopo la fiera volentieri.")
    assert letters()[-1] == ("connection_declined", "giulio")
    assert not Entry.objects.filter(deed__contains="decline_connection").exists()
    with pytest.raises(actions.AskedBefore):
        asked(people)
    with clock.at(clock.now() + timedelta(days=91)):
        assert asked(people).is_open


def test_what_is_laid_aside_looks_like_what_was_not_read(people: Cast) -> None:
    """For who asked, from the first day to the last."""
    aside, unread = asked(people), actions.request_connection(people.paola, by=people.giulio, **WORDS)
    actions.lay_request_aside(aside, by=people.ada)

    assert not requests_to_answer(people.ada).exists()
    assert as_seen(people.giulio)[0] == as_seen(people.giulio)[1]
    assert requests_waiting_of(people.giulio).count() == 2
    with clock.at(clock.now() + timedelta(days=31)):
        assert as_seen(people.giulio)[0] == as_seen(people.giulio)[1]
        assert actions.lapse_requests() == 2
        assert as_seen(people.giulio)[0] == as_seen(people.giulio)[1]
        assert letters()[2:] == [("connection_lapsed", "giulio")] * 2
        assert actions.lapse_requests() == 0
        for one in (aside, unread):
            one.refresh_from_db()
            assert one.laid_aside_at is None  # and no trace is left


def test_what_was_laid_aside_may_still_be_accepted(people: Cast) -> None:
    request = asked(people)
    actions.lay_request_aside(request, by=people.ada)

    actions.accept_connection(request, by=people.ada)

    assert are_connected(people.ada, people.giulio)


def test_two_who_ask_each_other_are_connected_once(people: Cast) -> None:
    asked(people)

    actions.request_connection(people.giulio, by=people.ada, context="Alla cena.", why="Mi ha colpito la tua domanda.")

    assert Connection.objects.count() == 1
    assert are_connected(people.ada, people.giulio)
    assert set(ConnectionRequest.objects.values_list("state", flat=True)) == {"accepted"}
    assert ("connection_accepted", "giulio") in letters()


def test_a_request_is_refused_with_a_reason(people: Cast) -> None:
    with pytest.raises(actions.NothingSaid) as nothing:
        asked(people, why="  ")
    assert nothing.value.field == "why"
    request = asked(people)
    with pytest.raises(actions.AlreadyAsked):
        asked(people)
    with pytest.raises(actions.NotYours):
        actions.request_connection(people.giulio, by=people.giulio, **WORDS)
    actions.accept_connection(request, by=people.ada)
    with pytest.raises(actions.AlreadyConnected):
        asked(people)


def test_only_its_receiver_answers_and_only_its_asker_takes_back(people: Cast) -> None:
    request = asked(people)

    for deed in (
        lambda by: actions.accept_connection(request, by=by),
        lambda by: actions.question_connection(request, "Come?", by=by),
        lambda by: actions.decline_connection(request, by=by, no="full"),
        lambda by: actions.lay_request_aside(request, by=by),
    ):
        with pytest.raises(actions.MovedOn):
            deed(people.giulio)
        with pytest.raises(actions.NotYours):
            deed(people.paola)
    with pytest.raises(actions.MovedOn):
        actions.withdraw_request(request, by=people.ada)
    actions.withdraw_request(request, by=people.giulio)
    with pytest.raises(actions.MovedOn):
        actions.accept_connection(request, by=people.ada)
    with pytest.raises(actions.AskedBefore):  # or somebody would be written to again and again
        asked(people)


def test_few_wait_at_a_time_and_fewer_of_who_has_just_come(people: Cast) -> None:
    others = [join("Persona", f"Numero {letter}") for letter in "ABCDEF"]
    for one in others[:5]:
        actions.request_connection(one, by=people.giulio, **WORDS)
    with pytest.raises(actions.AskedEnough):
        actions.request_connection(others[5], by=people.giulio, **WORDS)
    actions.withdraw_request(ConnectionRequest.objects.first(), by=people.giulio)
    with pytest.raises(actions.AskedEnoughToday):
        actions.request_connection(others[5], by=people.giulio, **WORDS)
    newcomer = others[0]
    for one in others[1:3]:
        actions.request_connection(one, by=newcomer, **WORDS)
    with pytest.raises(actions.AskedEnough):
        actions.request_connection(others[3], by=newcomer, **WORDS)


def test_a_block_hides_and_bars_and_its_end_gives_back(people: Cast) -> None:
    request = asked(people)
    block_person(people.giulio, by=people.ada)

    for one in (people.ada, people.giulio):
        assert not requests_visible_to(one).exists()
    with pytest.raises(actions.NotYours):
        actions.accept_connection(request, by=people.ada)
    unblock_person(people.giulio, by=people.ada)
    actions.accept_connection(request, by=people.ada)
    block_person(people.ada, by=people.giulio)

    assert not are_connected(people.ada, people.giulio)
    assert not connections_of(people.ada).exists()
    assert not connections_of(people.giulio).exists()
    with pytest.raises(actions.NotYours):
        actions.request_connection(people.giulio, by=people.ada, **WORDS)


def test_a_minor_is_asked_by_nobody_they_do_not_work_with(people: Cast) -> None:
    mark_minor(people.ada, how=MarkedBy.COORDINATOR, by=people.marta)

    with pytest.raises(actions.NotYours):
        asked(people)


def test_a_connection_ends_without_a_word(people: Cast) -> None:
    connection = actions.accept_connection(asked(people), by=people.ada)
    actions.name_ally(people.giulio, by=people.ada)
    before = letters()

    with pytest.raises(actions.NotYours):
        actions.end_connection(connection, by=people.paola)
    actions.end_connection(connection, by=people.giulio)

    assert not are_connected(people.ada, people.giulio)
    assert letters() == before


def knowing(people: Cast) -> Connection:
    """Ada, an ally of Giulio, is connected with Paola."""
    actions.accept_connection(asked(people), by=people.ada)
    actions.name_ally(people.giulio, by=people.ada)
    actions.name_ally(people.ada, by=people.giulio)
    return actions.accept_connection(actions.request_connection(people.paola, by=people.ada, **WORDS), by=people.paola)


def test_allies_who_know_somebody_are_told_of(people: Cast) -> None:
    knowing(people)

    assert who_among_allies_knows(people.paola, viewer=people.giulio) == [people.ada]
    assert who_among_allies_knows(people.paola, viewer=people.marta) == []


@pytest.mark.parametrize("who", ["ada", "paola"])
def test_a_hidden_connection_is_told_to_nobody_else(people: Cast, who: str) -> None:
    connection = knowing(people)

    actions.hide_connection(connection, by=getattr(people, who), hidden=True)

    assert who_among_allies_knows(people.paola, viewer=people.giulio) == []
    assert are_connected(people.ada, people.paola)
    actions.hide_connection(connection, by=getattr(people, who), hidden=False)
    assert who_among_allies_knows(people.paola, viewer=people.giulio) == [people.ada]


@pytest.mark.parametrize(("one", "other"), [("ada", "paola"), ("paola", "ada"), ("giulio", "ada"), ("ada", "giulio")])
def test_a_block_among_the_three_is_not_told_through_allies(people: Cast, one: str, other: str) -> None:
    knowing(people)

    block_person(getattr(people, other), by=getattr(people, one))

    assert who_among_allies_knows(people.paola, viewer=people.giulio) == []


def test_a_room_above_connects_two_and_closes_what_was_asked(people: Cast) -> None:
    request = asked(people)

    actions.connect(people.ada, people.giulio, source=request)
    actions.connect(people.giulio, people.ada, source=request)

    request.refresh_from_db()
    assert (Connection.objects.count(), request.state) == (1, "accepted")
    assert connection_between(people.ada, people.giulio) is not None
