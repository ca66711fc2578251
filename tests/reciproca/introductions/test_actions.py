"""A request through an ally: a yes at each step, and of a no nobody learns."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cast import Cast, join
from introducing import NOTHING, WORDS, agree, ask, forward, joined, know_each_other, settle
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.conversations.actions import leave_conversation, send_message
from reciproca.conversations.models import Conversation, Seat
from reciproca.core import clock
from reciproca.exchanges.queries import evidence_for_thanks
from reciproca.introductions import actions, queries
from reciproca.introductions.models import LAST_DAYS, WAITS, Approach, Introduction
from reciproca.introductions.paths import allies_to_ask, have_ways, ways_to
from reciproca.introductions.tasks import look_after_introductions
from reciproca.network.actions import connect, hide_connection, name_ally
from reciproca.network.models import Interaction
from reciproca.network.queries import are_connected, connection_between
from reciproca.notifications.models import OutboxMail


@pytest.fixture(autouse=True)
def _a_way(people: Cast) -> None:
    joined(people)


def later(**passed: float):  # type: ignore[no-untyped-def]
    return clock.at(clock.now() + timedelta(**passed))


def letters() -> list[tuple[str, str]]:
    found = OutboxMail.objects.filter(renderer__startswith="reciproca.introductions.mails.").order_by("pk")
    return [(mail.renderer.rpartition(".")[2], mail.recipient.partition(".")[0]) for mail in found]


def as_asked(person: Membership) -> list[dict]:
    """All there is for who asked to read of their requests."""
    return [
        {"open": one.is_open, "agreed": one.is_agreed, "closes": one.closes_at - one.asked_at < WAITS, "note": one.note}
        for one in queries.asked_by(person)
    ]


# ── the way ──────────────────────────────────────────────────────────────────


def through_whom(people: Cast) -> list[str]:
    return [way.introducer.given_name for way in ways_to(people.paola, asker=people.giulio)]


def test_a_way_leads_through_who_knows_both(people: Cast) -> None:
    assert through_whom(people) == ["Ada"]
    assert have_ways([people.paola, people.marta, people.ada], asker=people.giulio) == {people.paola.pk}
    assert ways_to(people.ada, asker=people.giulio) == []
    assert ways_to(people.giulio, asker=people.giulio) == []


@pytest.mark.parametrize("who", ["ada", "paola"])
def test_a_tie_that_one_of_its_two_hides_leads_nowhere(people: Cast, who: str) -> None:
    connection = connection_between(people.ada, people.paola)
    assert connection is not None

    hide_connection(connection, by=getattr(people, who), hidden=True)

    assert through_whom(people) == []
    assert have_ways([people.paola], asker=people.giulio) == set()
    with pytest.raises(actions.NoSuchWay):
        ask(people)


def test_my_own_hidden_tie_serves_me(people: Cast) -> None:
    connection = connection_between(people.giulio, people.ada)
    assert connection is not None

    hide_connection(connection, by=people.giulio, hidden=True)

    assert through_whom(people) == ["Ada"]


def test_an_ally_comes_first_and_who_carries_much_last(people: Cast) -> None:
    know_each_other(people.giulio, people.davide)
    know_each_other(people.davide, people.paola)
    name_ally(people.davide, by=people.giulio)
    assert through_whom(people) == ["Ada", "Davide"]

    name_ally(people.giulio, by=people.davide)

    assert through_whom(people) == ["Davide", "Ada"]


@pytest.mark.parametrize(("blocker", "blocked"), [("paola", "ada"), ("ada", "paola"), ("ada", "giulio"), ("giulio", "ada")])  # fmt: skip
def test_a_block_on_the_way_closes_it(people: Cast, blocker: str, blocked: str) -> None:
    block_person(getattr(people, blocked), by=getattr(people, blocker))

    assert through_whom(people) == []
    assert have_ways([people.paola], asker=people.giulio) == set()
    with pytest.raises(actions.NoSuchWay):
        ask(people)


def test_a_minor_is_not_introduced_and_introduces_nobody(people: Cast) -> None:
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)
    assert through_whom(people) == []
    with pytest.raises(actions.NotYours):
        ask(people)


def test_so_many_a_month_reach_an_ally(people: Cast) -> None:
    actions.choose_willingness(1, by=people.ada)
    ask(people)
    other = join("Lea", "Riva")
    know_each_other(other, people.ada)

    assert ways_to(people.paola, asker=other) == []
    with pytest.raises(actions.NoSuchWay):
        actions.request_introduction(by=other, introducer=people.ada, recipient=people.paola, **WORDS)
    with later(days=31):
        assert len(ways_to(people.paola, asker=other)) == 1


# ── asking ───────────────────────────────────────────────────────────────────


def test_one_request_for_a_person_at_a_time(people: Cast) -> None:
    know_each_other(people.giulio, people.davide)
    know_each_other(people.davide, people.paola)
    ask(people)

    with pytest.raises(actions.AlreadyAsked):
        ask(people, introducer=people.davide)

    with later(days=22):
        ask(people, introducer=people.davide)
        assert [one["open"] for one in as_asked(people.giulio)] == [True, False]


def test_two_paths_to_one_person_at_once_are_refused_by_the_database(people: Cast) -> None:
    first = ask(people)
    copy = {"requester": people.giulio, "recipient": people.paola, "introducer": people.davide}

    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(**copy, closes_at=first.closes_at)


def test_some_requests_wait_at_a_time(people: Cast) -> None:
    for name in ("Lea", "Ugo", "Ivo"):
        whom = join(name, "Riva")
        know_each_other(people.ada, whom)
        actions.choose_willingness(12, by=people.ada)
        ask(people, recipient=whom)

    with pytest.raises(actions.AskedEnough):
        ask(people)


def test_who_is_known_needs_nobody_between(people: Cast) -> None:
    know_each_other(people.giulio, people.paola)

    with pytest.raises(actions.KnownAlready):
        ask(people)


def test_a_request_closes_at_a_moment_drawn_in_its_last_days(people: Cast) -> None:
    introduction = ask(people)

    assert WAITS - LAST_DAYS <= introduction.closes_at - introduction.asked_at <= WAITS


def test_what_was_taken_back_is_gone_for_everybody(people: Cast) -> None:
    introduction = ask(people)
    approach = forward(people, introduction)

    actions.withdraw_introduction(introduction, by=people.giulio)

    assert (as_asked(people.giulio), list(queries.through(people.ada))) == ([], [])
    assert list(queries.approaches_to(people.paola)) == []
    with pytest.raises(actions.NotYours):
        actions.accept_introduction(approach, by=people.paola)


# ── a yes at each step ───────────────────────────────────────────────────────


def test_three_who_agree_get_a_conversation_which_the_ally_may_leave(people: Cast) -> None:
    introduction = ask(people)
    assert list(queries.to_answer_as_introducer(people.ada)) == [introduction]
    assert list(queries.approaches_to(people.paola)) == []
    approach = forward(people, introduction, text="Giulio lavora nella qualità.")
    assert [one.text for one in queries.approaches_waiting_for(people.paola)] == ["Giulio lavora nella qualità."]

    conversation = actions.accept_introduction(approach, by=people.paola)

    introduction.refresh_from_db()
    seats = Seat.objects.filter(conversation=conversation).values_list("person__given_name", flat=True)
    assert sorted(seats) == ["Ada", "Giulio", "Paola"]
    assert queries.conversation_of(introduction) == conversation
    assert are_connected(people.giulio, people.paola)
    assert as_asked(people.giulio)[0]["agreed"]
    assert letters() == [
        ("introduction_requested", "ada"), ("introduction_forwarded", "paola"), ("introduction_agreed", "giulio"),
        ("introduction_agreed", "ada"),
    ]  # fmt: skip
    leave_conversation(conversation, by=people.ada)
    deeds = Entry.objects.filter(deed__contains="introduction").order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["request_introduction", "accept_introduction"]


def test_it_counts_once_somebody_wrote(people: Cast) -> None:
    introduction = agree(people)
    look_after_introductions()
    assert not Interaction.objects.filter(kind="introduction").exists()

    send_message(Conversation.objects.get(), by=people.giulio, text="Buongiorno Paola.")
    look_after_introductions()
    look_after_introductions()

    lines = Interaction.objects.filter(kind="introduction").order_by("seq")
    given = [(line.giver, line.receiver, line.weight, line.confirmed, line.object_id) for line in lines]
    about = (5.0, True, str(introduction.public_id))
    ada, giulio, paola = (one.ledger_id for one in (people.ada, people.giulio, people.paola))
    assert given == [(ada, giulio, *about), (ada, paola, *about)]
    assert [one.words for one in evidence_for_thanks(people.giulio)] == ["la presentazione a Paola, il 19 novembre"]
    assert [one.words for one in evidence_for_thanks(people.paola)] == ["la presentazione a Giulio, il 19 novembre"]
    assert evidence_for_thanks(people.ada) == []


def test_after_a_month_who_asked_says_what_came_of_it_for_themselves(people: Cast) -> None:
    introduction = agree(people)
    send_message(Conversation.objects.get(), by=people.paola, text="Ciao Giulio.")
    look_after_introductions()

    with later(days=31):
        look_after_introductions()
        look_after_introductions()
        assert list(queries.outcomes_to_tell(people.giulio)) == [introduction]
        introduction.refresh_from_db()
        actions.tell_outcome(introduction, "door", by=people.giulio, words="Un primo ordine.")

    assert letters()[-1] == ("what_came_of_it", "giulio")
    assert letters().count(("what_came_of_it", "giulio")) == 1
    assert not queries.outcomes_to_tell(people.giulio).exists()
    with pytest.raises(actions.NotYours):
        actions.tell_outcome(introduction, "nothing", by=people.ada)


def test_one_question_back_to_the_ally(people: Cast) -> None:
    approach = forward(people, ask(people))

    actions.question_introduction(approach, "Per quali prodotti?", by=people.paola)
    assert list(queries.questions_to_reply(people.ada)) == [approach]
    actions.reply_to_question(approach, "Formaggi.", by=people.ada)

    assert letters()[-2:] == [("introduction_questioned", "ada"), ("introduction_replied", "paola")]
    with pytest.raises(actions.MovedOn):
        actions.question_introduction(approach, "E poi?", by=people.paola)
    actions.accept_introduction(approach, by=people.paola)


@pytest.mark.parametrize("deed", ["forward", "aside", "accept", "decline", "question", "withdraw"])
def test_nobody_else_decides(people: Cast, deed: str) -> None:
    introduction = ask(people)
    approach = forward(people, introduction) if deed in ("accept", "decline", "question") else None
    acts = {
        "forward": lambda: actions.forward_introduction(introduction, by=people.paola, text="Eccolo"),
        "aside": lambda: actions.set_introduction_aside(introduction, by=people.giulio),
        "accept": lambda: actions.accept_introduction(approach, by=people.giulio),
        "decline": lambda: actions.decline_introduction(approach, by=people.ada),
        "question": lambda: actions.question_introduction(approach, "Chi?", by=people.giulio),
        "withdraw": lambda: actions.withdraw_introduction(introduction, by=people.ada),
    }

    with pytest.raises(actions.NotYours):
        acts[deed]()


def test_a_second_press_is_refused(people: Cast) -> None:
    introduction = ask(people)
    stale = Introduction.objects.get(pk=introduction.pk)
    approach = forward(people, introduction)
    with pytest.raises(actions.MovedOn):
        actions.forward_introduction(stale, by=people.ada, text="Eccolo")
    actions.accept_introduction(approach, by=people.paola)

    with pytest.raises(actions.MovedOn):
        actions.accept_introduction(approach, by=people.paola)
    assert Conversation.objects.count() == 1


# ── of a no nobody learns ────────────────────────────────────────────────────


@pytest.mark.parametrize("how", NOTHING)
def test_who_asked_sees_the_same_whatever_came_between(people: Cast, how: str) -> None:
    settle(people, how)
    waiting = {"open": True, "agreed": False, "closes": True, "note": WORDS["note"]}
    mine = [pair for pair in letters() if pair[1] == "giulio"]
    assert (as_asked(people.giulio), mine) == ([waiting], [])

    with later(days=21, minutes=1):
        look_after_introductions()
        assert as_asked(people.giulio) == [{**waiting, "open": False}]
    assert [pair for pair in letters() if pair[1] == "giulio"] == [("introduction_closed", "giulio")]
    assert Conversation.objects.count() == 0


def test_a_no_leaves_no_line_in_the_audit_trail(people: Cast) -> None:
    before = Entry.objects.count()

    settle(people, "recipient said no")

    assert Entry.objects.count() == before + 1  # the asking


def test_a_block_before_the_last_yes_refuses_it_as_if_it_had_been_taken_back(people: Cast) -> None:
    approach = forward(people, ask(people))
    block_person(people.paola, by=people.giulio)

    with pytest.raises(actions.NotYours):
        actions.accept_introduction(approach, by=people.paola)

    assert list(queries.approaches_to(people.paola)) == []
    assert Conversation.objects.count() == 0
    assert not connection_between(people.giulio, people.paola)


def test_what_must_not_reach_somebody_leaves_no_row_of_theirs(people: Cast) -> None:
    settle(people, "blocked before it was passed on")

    assert not Approach.objects.exists()
    assert [one.forwarded_to for one in queries.through(people.ada)] == [people.paola]


def test_what_was_set_aside_can_still_be_passed_on(people: Cast) -> None:
    introduction = settle(people, "ally said not now")
    assert not queries.to_answer_as_introducer(people.ada).exists()

    forward(people, introduction)

    assert queries.approaches_waiting_for(people.paola).count() == 1


# ── asking an ally openly ────────────────────────────────────────────────────


def test_an_ally_who_is_asked_openly_thinks_of_somebody(people: Cast) -> None:
    assert [way.introducer.given_name for way in allies_to_ask(people.giulio)] == ["Ada"]
    introduction = ask(people, recipient=None, topic="etichette in Germania")
    with pytest.raises(actions.WhomFirst):
        actions.forward_introduction(introduction, by=people.ada, text="Eccolo", recipient=people.marta)

    approach = forward(people, introduction, recipient=people.paola)

    assert as_asked(people.giulio)[0]["open"]
    actions.accept_introduction(approach, by=people.paola)
    assert [one.forwarded_to for one in queries.asked_by(people.giulio)] == [people.paola]


def test_one_reminder_to_who_is_waited_for(people: Cast) -> None:
    introduction = ask(people)
    with later(days=8):
        look_after_introductions()
        look_after_introductions()
        forward(people, introduction)
    with later(days=16):
        look_after_introductions()
        look_after_introductions()

    assert [name for name, _who in letters()] == [
        "introduction_requested", "introduction_waits", "introduction_forwarded", "approach_waits",
    ]  # fmt: skip


def test_who_set_it_aside_is_not_reminded(people: Cast) -> None:
    settle(people, "ally said not now")
    with later(days=8):
        look_after_introductions()

    assert [name for name, _who in letters()] == ["introduction_requested"]


def test_connecting_by_another_road_leaves_the_request_to_its_time(people: Cast) -> None:
    introduction = ask(people)
    connect(people.giulio, people.paola, source=people.giulio)

    approach = forward(people, introduction)
    actions.accept_introduction(approach, by=people.paola)

    assert as_asked(people.giulio)[0]["agreed"]
