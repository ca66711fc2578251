from datetime import timedelta

import pytest

from asking import TITLE, asked, brought_to, heard, states
from cast import Cast
from giving import hide, tell
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person, mark_minor, unblock_person
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.evidence import told_by_rooms
from reciproca.exchanges.models import Answer, Ask, Route
from reciproca.exchanges.queries import (
    answers_in,
    asks_of,
    asks_open_to_all,
    asks_visible_to,
    evidence_for_thanks,
    unanswered_asks,
    unanswered_in_confidence,
    waiting_routes,
)
from reciproca.exchanges.routing import people_to_ask, still_to_ask
from reciproca.network.actions import choose_giving
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import close_need, state_need
from reciproca.people.models import Need


def letters(name: str) -> list[str]:
    return sorted(OutboxMail.objects.filter(renderer__endswith=f".{name}").values_list("recipient", flat=True))


def ledger() -> list[tuple]:
    rows = Interaction.objects.filter(kind="answer").order_by("seq")
    return [(row.giver, row.receiver, row.weight, row.confirmed) for row in rows]


# ── posting ──


def test_an_ask_for_all_stands_on_the_profile_as_a_need(people: Cast) -> None:
    ask = asked(people, story="È di centomila euro.", topics=["budget"])

    assert (ask.state, ask.audience, ask.named) == ("open", "community", True)
    assert ask.closes_at == clock.now() + timedelta(days=30)
    assert [need.text for need in Need.objects.filter(membership=people.giulio, closed_at=None)] == [TITLE]
    assert ask.need == Need.objects.get(membership=people.giulio)
    assert list(asks_open_to_all(people.paola)) == [ask]
    assert list(asks_open_to_all(people.giulio)) == []


def test_an_ask_begins_with_a_need_of_the_profile_and_there_is_one_for_each(people: Cast) -> None:
    need = state_need(people.giulio, "Capire un bilancio", by=people.giulio)

    ask = actions.post_ask("Chi mi spiega un bilancio?", by=people.giulio, need=need)

    assert (ask.need, Need.objects.filter(membership=people.giulio).count()) == (need, 1)
    with pytest.raises(actions.NeedIsAsked):
        actions.post_ask("Ancora io", by=people.giulio, need=need)
    with pytest.raises(actions.AskIsElsewhere):
        actions.post_ask("Non mio", by=people.paola, need=need)


def test_an_ask_in_confidence_leaves_nothing_on_the_profile(people: Cast) -> None:
    ask = heard(people)

    assert (ask.audience, ask.named, ask.need) == ("confidence", False, None)
    assert Need.objects.filter(membership=people.giulio).count() == 0
    assert list(asks_visible_to(people.ada)) == list(asks_visible_to(people.marta)) == []
    assert list(asks_visible_to(people.giulio)) == [ask]
    assert Entry.objects.get(deed="post_ask").actor == ""


def test_who_wants_to_be_heard_asks_in_confidence(people: Cast) -> None:
    assert actions.post_ask("Ho bisogno di qualcuno che ascolti.", by=people.giulio, kind="listen").is_confidential


def test_three_are_open_at_once_and_five_in_a_week(people: Cast) -> None:
    first, *_others = [actions.post_ask(f"Domanda numero {n}", by=people.giulio) for n in range(3)]
    with pytest.raises(actions.AskedEnough):
        actions.post_ask("Una quarta", by=people.giulio)

    actions.close_ask(first, by=people.giulio)
    fourth = actions.post_ask("Una quarta", by=people.giulio)
    actions.close_ask(fourth, by=people.giulio)
    fifth = actions.post_ask("Una quinta", by=people.giulio)
    actions.close_ask(fifth, by=people.giulio)

    with pytest.raises(actions.AskedEnough):
        actions.post_ask("Una sesta", by=people.giulio)


def test_an_ask_without_words_is_refused_and_changes_only_as_it_was_read(people: Cast) -> None:
    with pytest.raises(actions.NothingAsked):
        actions.post_ask("  ", by=people.giulio)
    ask = asked(people)
    words = {"story": "", "kind": "review", "topics": ["conti"], "needed_by": None}

    actions.edit_ask(ask, by=people.giulio, version=1, title="Chi legge i miei conti?", **words)

    assert (ask.title, ask.kind, ask.version) == ("Chi legge i miei conti?", "review", 2)
    assert list(asks_open_to_all(people.paola, words="conti")) == [ask]
    assert list(asks_open_to_all(people.paola, words="budget")) == []
    assert list(asks_open_to_all(people.paola, topic="Conti", kind="review")) == [ask]
    with pytest.raises(actions.ChangedMeanwhile):
        actions.edit_ask(ask, by=people.giulio, version=1, title="Altro", **words)
    with pytest.raises(actions.NoLongerThere):
        actions.edit_ask(ask, by=people.ada, version=2, title="Altro", **words)


# ── time ──


def test_an_ask_lapses_after_thirty_days_and_is_renewed_with_one_tap(people: Cast) -> None:
    ask = asked(people)
    actions.route_ask(ask)
    with clock.at(clock.now() + timedelta(days=27, minutes=1)):
        assert (actions.expire_asks(), actions.warn_askers(), actions.warn_askers()) == (0, 1, 0)
    assert letters("ask_ends_soon") == ["giulio.serra@example.org"]

    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        assert actions.expire_asks() == 1
        ask.refresh_from_db()
        assert (ask.state, set(states(ask).values())) == ("expired", {"let_go"})
        assert list(asks_open_to_all(people.paola)) == []
        with pytest.raises(actions.NoLongerThere):
            actions.renew_ask(ask, by=people.ada)

        actions.renew_ask(ask, by=people.giulio)

        assert (ask.state, ask.closes_at, ask.warned_at) == ("open", clock.now() + timedelta(days=30), None)
        assert ask.need.refreshed_at < ask.closes_at
        assert Need.objects.get(pk=ask.need_id).refreshed_at == clock.now()


def test_one_that_is_fresh_needs_no_renewing(people: Cast) -> None:
    with pytest.raises(actions.NoLongerThere):
        actions.renew_ask(asked(people), by=people.giulio)


def test_taken_back_it_is_its_askers_alone_and_the_need_goes_with_it(people: Cast) -> None:
    ask = asked(people)
    actions.answer_ask(ask, by=people.ada, text="Volentieri.")

    actions.withdraw_ask(ask, by=people.giulio)

    assert list(asks_visible_to(people.ada)) == list(asks_visible_to(people.paola)) == []
    assert list(asks_of(people.giulio)) == []
    assert Need.objects.get(membership=people.giulio).outcome == "withdrawn"


# ── answering ──


def test_answers_stand_side_by_side_for_all_who_may_read_the_ask(people: Cast) -> None:
    ask = asked(people)

    first = actions.answer_ask(ask, by=people.ada, text="Parti dai costi fissi.", gives="Lo guardo con te giovedì")
    second = actions.answer_ask(ask, by=people.davide, text="I would begin with the worst page.", differs=True)

    ask.refresh_from_db()
    assert ask.state == "helped"
    assert answers_in(ask, people.paola) == answers_in(ask, people.giulio) == [first, second]
    assert (second.differs, second.came_late) == (True, False)
    assert letters("ask_answered") == ["giulio.serra@example.org"]  # one a day
    with pytest.raises(actions.AskIsElsewhere):
        actions.answer_ask(ask, by=people.giulio, text="Da me")
    with pytest.raises(actions.NoLongerThere):
        actions.answer_ask(ask, by=people.ada, text="Due volte")
    with pytest.raises(actions.NothingAnswered):
        actions.answer_ask(ask, by=people.paola, text=" ")


def test_an_answer_changes_until_the_asker_has_said_something_to_it(people: Cast) -> None:
    ask = asked(people)
    answer = actions.answer_ask(ask, by=people.ada, text="Parti dai costi fissi.")

    actions.edit_answer(answer, by=people.ada, version=1, text="Parti dai costi variabili.")
    with pytest.raises(actions.NoLongerThere):
        actions.edit_answer(answer, by=people.ada, version=1, text="Altro")
    actions.mark_helped(answer, by=people.giulio, change="So da dove partire.")

    with pytest.raises(actions.AnswerIsRead):
        actions.edit_answer(answer, by=people.ada, version=3, text="Troppo tardi")
    with pytest.raises(actions.AnswerIsRead):
        actions.withdraw_answer(answer, by=people.ada)
    assert Answer.objects.get().text == "Parti dai costi variabili."


def test_an_answer_can_go_as_if_it_had_not_been_given(people: Cast) -> None:
    ask = asked(people)
    actions.withdraw_answer(actions.answer_ask(ask, by=people.ada, text="Forse."), by=people.ada)

    assert (Answer.objects.count(), Ask.objects.get().state) == (0, "open")


def test_who_was_writing_when_it_closed_hands_their_answer_in_all_the_same(people: Cast) -> None:
    ask = asked(people)
    actions.close_ask(ask, by=people.giulio, change="Ho trovato.")

    late = actions.answer_ask(ask, by=people.ada, text="Ecco.")

    assert (late.came_late, Ask.objects.get().state) == (True, "solved")
    assert letters("ask_answered") == ["giulio.serra@example.org"]
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(actions.AskIsElsewhere):
        actions.answer_ask(ask, by=people.paola, text="Dopo una settimana")


# ── what helped ──


def test_an_answer_that_helped_is_one_confirmed_line_and_can_be_thanked_for(people: Cast) -> None:
    ask = asked(people)
    answer = actions.answer_ask(ask, by=people.davide, text="Begin with fixed costs.")
    assert ledger() == []
    with pytest.raises(actions.NoLongerThere):
        actions.mark_helped(answer, by=people.davide)

    actions.mark_helped(answer, by=people.giulio, change="Il direttore ha detto di sì.")

    assert ledger() == [(people.davide.ledger_id, people.giulio.ledger_id, 3.0, True)]
    assert letters("answer_helped") == ["davide.longo@example.org"]
    [evidence] = evidence_for_thanks(people.giulio)
    assert (evidence.object_kind, evidence.object_id) == ("answer", str(answer.public_id))
    assert "budget" in evidence.words
    with pytest.raises(actions.NoLongerThere):
        actions.mark_helped(answer, by=people.giulio)


def test_closing_thanks_those_who_helped_and_tells_the_others(people: Cast) -> None:
    ask = asked(people)
    good = actions.answer_ask(ask, by=people.ada, text="Parti dai costi fissi.")
    actions.answer_ask(ask, by=people.davide, text="Perhaps not.")

    actions.close_ask(ask, by=people.giulio, change="In prova è durata venti minuti.", helped=[good])

    good.refresh_from_db()
    assert (ask.state, good.change) == ("solved", "In prova è durata venti minuti.")
    assert ledger() == [(people.ada.ledger_id, people.giulio.ledger_id, 3.0, True)]
    assert (letters("answer_helped"), letters("ask_closed")) == (
        ["ada.carta@example.org"],
        ["davide.longo@example.org"],
    )
    assert Need.objects.get(membership=people.giulio).outcome == "solved"
    with pytest.raises(actions.NoLongerThere):
        actions.close_ask(ask, by=people.giulio)


# ── who is asked ──


def test_those_whose_offer_answers_it_are_asked_in_either_language(people: Cast) -> None:
    ask = asked(people)
    tell(people.paola, offers=["Cucinare per venti persone"])

    assert actions.route_ask(ask) == 2
    assert brought_to(ask) == ["Ada", "Davide"]
    assert letters("asks_for_you") == ["ada.carta@example.org", "davide.longo@example.org"]
    [route] = waiting_routes(people.ada)
    assert (route.reason, route.mine) == ("offer", "Leggere un budget di reparto")
    assert actions.route_ask(ask) == 0  # once each


def test_who_was_found_is_looked_at_again_once_the_ask_is_held(people: Cast) -> None:
    ask = asked(people)
    tell(people.marta, offers=["Budget e conti"])
    found = people_to_ask(ask, budget=3)
    assert sorted(one.person.given_name for one in found) == ["Ada", "Davide", "Marta"]
    assert still_to_ask(ask, found, budget=3) == found

    block_person(people.giulio, by=people.ada)
    choose_giving(by=people.marta, hours_a_month=0, named=False)
    actions.answer_ask(ask, by=people.davide, text="Parti dai costi fissi.")

    assert still_to_ask(ask, found, budget=3) == []


def test_not_now_is_known_to_nobody_and_the_next_is_asked(people: Cast) -> None:
    ask = asked(people, by=people.paola)
    for one, offer in ((people.marta, "Budget e conti"), (people.giulio, "Il budget di un progetto")):
        tell(one, offers=[offer])
    actions.route_ask(ask)
    assert brought_to(ask) == ["Ada", "Davide", "Giulio", "Marta"]
    before = Entry.objects.count()

    actions.say_not_now(ask, by=people.ada)

    assert (states(ask)["Ada"], Entry.objects.count()) == ("not_now", before)
    assert list(waiting_routes(people.ada)) == []


def test_nobody_is_brought_more_than_three_and_hidden_offers_bring_nothing(people: Cast) -> None:
    asks = [asked(people, title=f"Il budget del reparto {n}") for n in "ABC"]
    for ask in asks:
        actions.route_ask(ask)
    fourth = actions.post_ask("Un budget anche a me", by=people.paola)

    assert actions.route_ask(fourth) == 0
    assert waiting_routes(people.ada).count() == 3
    actions.say_not_now(asks[0], by=people.ada)
    hide(people.ada, "offers", "me")
    assert actions.route_ask(fourth) == 0
    hide(people.ada, "offers", "community")
    assert actions.route_ask(fourth) == 1


def test_a_closed_need_is_brought_to_nobody(people: Cast) -> None:
    ask = asked(people)
    close_need(ask.need, "solved", by=people.giulio)

    assert actions.route_ask(ask) == 0


def test_an_ask_is_passed_on_to_somebody_who_decides(people: Cast) -> None:
    ask = asked(people)
    actions.route_ask(ask)

    actions.pass_on_ask(ask, by=people.ada, to=people.paola, note="Ne hai difeso uno a marzo.")

    [route] = waiting_routes(people.paola)
    assert (route.reason, route.passed_by, route.note) == ("passed", people.ada, "Ne hai difeso uno a marzo.")
    assert states(ask)["Ada"] == "passed"
    for other in (people.ada, people.giulio):  # oneself, and who asks
        with pytest.raises(actions.AskIsElsewhere):
            actions.pass_on_ask(ask, by=people.ada, to=other)
    with pytest.raises(actions.AskIsElsewhere):
        actions.pass_on_ask(heard(people), by=people.ada, to=people.paola)


def test_passed_on_to_somebody_blocked_by_the_asker_it_looks_sent(people: Cast) -> None:
    ask = asked(people)
    block_person(people.paola, by=people.giulio)

    actions.pass_on_ask(ask, by=people.ada, to=people.paola)

    assert Route.objects.filter(person=people.paola).count() == 0


# ── in confidence ──


def test_in_confidence_only_the_few_read_it_and_each_their_own_answer(people: Cast) -> None:
    ask = heard(people)
    actions.route_ask(ask)
    first = actions.answer_ask(ask, by=people.ada, text="Ti ascolto.")
    second = actions.answer_ask(ask, by=people.davide, text="Me too.")

    assert answers_in(ask, people.ada) == [first]
    assert answers_in(ask, people.giulio) == [first, second]
    for other in (people.paola, people.marta):
        assert list(asks_visible_to(other)) == answers_in(ask, other) == []
        with pytest.raises(actions.AskIsElsewhere):
            actions.answer_ask(ask, by=other, text="Anch’io")


def test_without_a_name_the_ledger_is_written_when_the_name_is_told(people: Cast) -> None:
    ask = heard(people)
    actions.route_ask(ask)
    answer = actions.answer_ask(ask, by=people.ada, text="Ti ascolto.")

    actions.mark_helped(answer, by=people.giulio)
    assert ledger() == []
    actions.reveal_asker(answer, by=people.giulio)

    assert ledger() == [(people.ada.ledger_id, people.giulio.ledger_id, 3.0, True)]
    assert letters("asker_revealed") == ["ada.carta@example.org"]
    with pytest.raises(actions.NoLongerThere):
        actions.reveal_asker(answer, by=people.giulio)


def test_as_soon_as_somebody_is_there_to_listen_the_others_no_longer_see_it(people: Cast) -> None:
    ask = actions.post_ask("Ho bisogno di qualcuno che ascolti.", by=people.giulio, kind="listen")
    tell(people.ada, offers=["Ascoltare senza consigliare"])
    tell(people.davide, offers=["Saper ascoltare"])
    actions.route_ask(ask)
    assert brought_to(ask) == ["Ada", "Davide"]

    actions.answer_ask(ask, by=people.ada, text="Ci sono, stasera.")

    assert (states(ask), list(asks_visible_to(people.davide))) == ({"Ada": "answered", "Davide": "let_go"}, [])
    with pytest.raises(actions.AskIsElsewhere):
        actions.answer_ask(ask, by=people.davide, text="Me too.")


def test_coordinators_count_what_is_asked_in_confidence_and_no_more(people: Cast) -> None:
    heard(people)
    ask = asked(people, by=people.paola)

    assert (list(unanswered_asks(people.marta)), unanswered_in_confidence(people.marta)) == ([ask], 1)


# ── boundaries ──


def test_a_block_makes_the_ask_and_what_is_between_the_two_absent_for_everybody(people: Cast) -> None:
    ask = asked(people)
    actions.answer_ask(ask, by=people.ada, text="Volentieri.")
    actions.route_ask(ask)
    block_person(people.ada, by=people.giulio)

    assert (list(asks_visible_to(people.ada)), list(waiting_routes(people.ada))) == ([], [])
    assert answers_in(ask, people.paola) == answers_in(ask, people.giulio) == []
    with pytest.raises(actions.NoLongerThere):
        actions.mark_helped(Answer.objects.get(), by=people.giulio)
    unblock_person(people.ada, by=people.giulio)
    assert list(asks_visible_to(people.ada)) == [ask]


def test_who_is_blocked_is_not_asked(people: Cast) -> None:
    block_person(people.giulio, by=people.ada)
    ask = asked(people)

    actions.route_ask(ask)

    assert brought_to(ask) == ["Davide"]


def test_what_a_minor_asks_reaches_coordinators_and_partners_alone(people: Cast) -> None:
    mark_minor(people.giulio, how="coordinator", by=people.marta)
    tell(people.marta, offers=["Leggere un budget"])
    ask = asked(people)

    actions.route_ask(ask)

    assert brought_to(ask) == ["Marta"]
    assert list(asks_visible_to(people.ada)) == []


def test_evidence_of_an_answer_is_told_to_its_two_alone(people: Cast) -> None:
    ask = heard(people)
    actions.route_ask(ask)
    answer = actions.answer_ask(ask, by=people.ada, text="Ti ascolto.")
    actions.mark_helped(answer, by=people.giulio)

    named = [("answer", str(answer.public_id))]
    assert told_by_rooms(people.paola, named) == {}


# ── a note of it ──


def test_a_solved_ask_becomes_a_draft_in_which_those_who_helped_appear(people: Cast) -> None:
    ask = asked(people, story="È di centomila euro.", topics=["budget"])
    answer = actions.answer_ask(ask, by=people.ada, text="Parti dai costi fissi.")
    actions.answer_ask(ask, by=people.davide, text="Use a spreadsheet.")
    with pytest.raises(actions.NoLongerThere):
        actions.write_note_of(ask, by=people.giulio)
    actions.close_ask(ask, by=people.giulio, change="Il budget regge.", helped=[answer])

    note = actions.write_note_of(ask, by=people.giulio)

    assert actions.write_note_of(ask, by=people.giulio) == note
    assert (note.title, note.topics, note.state) == (TITLE, ["budget"], "draft")
    assert "Parti dai costi fissi." in note.text
    assert "spreadsheet" not in note.text
    parts = note.parts.order_by("pk").values_list("person__given_name", "role", "state")
    assert list(parts) == [("Giulio", "author", "taken"), ("Ada", "appears", "asked")]


def test_of_an_ask_in_confidence_no_note_is_made(people: Cast) -> None:
    ask = heard(people)
    actions.close_ask(ask, by=people.giulio)

    with pytest.raises(actions.NoLongerThere):
        actions.write_note_of(ask, by=people.giulio)
