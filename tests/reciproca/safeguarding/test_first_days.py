"""How somebody becomes known, what they may do before, what a community may choose, and what a hold stops."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from reciproca.boundaries.actions import EnoughForToday, block_person
from reciproca.boundaries.links import LinksAtFirst
from reciproca.communities.actions import change_role, suspend_member
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.conversations.actions import WordsAtFirst, open_conversation, send_message
from reciproca.core import clock
from reciproca.exchanges.actions import AskedEnough, AskedEnoughAtFirst, answer_ask, give_lead, post_ask, write_share
from reciproca.introductions.actions import request_introduction
from reciproca.network.actions import (
    EnoughAtFirst,
    confirm_encounter,
    connect,
    read_code,
    record_interaction,
    request_connection,
    show_code,
    turn_to,
)
from reciproca.network.choices import Kind
from reciproca.network.queries import code_of
from reciproca.network.rules import is_newcomer, measure_of
from reciproca.people.actions import begin_profile, edit_profile, fill_profile, set_offers, state_need
from reciproca.people.queries import needs_of
from reciproca.safeguarding import actions
from reciproca.safeguarding.choices import Known
from reciproca.safeguarding.measures import AT_FIRST, USUAL
from reciproca.safeguarding.models import Attestation, Doubt
from reciproca.safeguarding.queries import facts_about, hold_on, is_anchor, is_known, vouches_spent_by
from reciproca.safeguarding.rules import MOST_VOUCHES, can_vouch
from reciproca.safeguarding.words import day_said, fact_said
from safety import came_by_letter, newcomer


def meet_in_person(one, other) -> None:  # type: ignore[no-untyped-def]
    shown = show_code(by=one)
    confirm_encounter(read_code(code_of(shown), by=other), by=one)


def test_who_came_by_a_letter_is_known_from_the_first_day(people: Cast) -> None:
    lea = newcomer()
    assert (is_known(lea), is_newcomer(lea), measure_of(lea)) == (False, True, AT_FIRST)

    came_by_letter(people, lea)

    assert (is_known(lea), is_newcomer(lea), measure_of(lea)) == (True, False, USUAL)
    assert [fact.kind for fact in facts_about(lea, people.ada)] == [Known.INVITED]


def test_a_vouch_and_a_meeting_make_known_when_who_says_it_is_known_to_who_coordinates(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea, rita, zeno = newcomer(), newcomer("Rita"), newcomer("Zeno")

    actions.vouch_for(lea, by=people.ada)
    meet_in_person(people.ada, rita)
    meet_in_person(rita, zeno)

    assert [is_known(one) for one in (lea, rita, zeno)] == [True, True, False]
    assert not can_vouch(rita, zeno)
    with pytest.raises(actions.CannotVouch):
        actions.vouch_for(zeno, by=rita)


def test_a_crowd_that_meets_and_vouches_among_itself_gains_nothing(people: Cast) -> None:
    ring = [newcomer("Falso", f"Numero {letter}") for letter in "ABCD"]
    for place, one in enumerate(ring):
        for other in ring[place + 1 :]:
            meet_in_person(one, other)
            with pytest.raises(actions.CannotVouch):
                actions.vouch_for(other, by=one)
            record_interaction(Kind.ANSWER, giver=one, receiver=other, source=one, confirmed=True)

    assert [is_newcomer(one) for one in ring] == [True] * 4


def test_for_whom_a_coordinator_answers_may_answer_for_others(people: Cast) -> None:
    lea = newcomer()

    actions.vouch_for(lea, by=people.marta)
    assert is_anchor(lea)
    change_role(join("Sara", "Conti", role=Role.COORDINATOR), Role.COORDINATOR, by=people.marta)
    change_role(people.marta, Role.MEMBER, by=people.marta)

    assert not is_anchor(lea)


def test_three_at_a_time_and_what_is_taken_back_rests_a_month(people: Cast) -> None:
    came_by_letter(people, people.ada)
    vouches = [actions.vouch_for(newcomer("Nuova", letter), by=people.ada) for letter in "ABC"]
    one_more = newcomer()
    assert vouches_spent_by(people.ada) == MOST_VOUCHES
    with pytest.raises(actions.CannotVouch):
        actions.vouch_for(one_more, by=people.ada)

    actions.revoke_vouch(vouches[0], by=people.giulio)  # not his
    assert is_known(vouches[0].person)
    actions.revoke_vouch(vouches[0], by=people.ada)

    assert not is_known(vouches[0].person)
    assert not can_vouch(people.ada, one_more)
    with clock.at(clock.now() + timedelta(days=31)):
        assert can_vouch(people.ada, one_more)


def test_a_vouch_for_who_is_paused_ends_and_costs_three_months(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea = newcomer()
    vouch = actions.vouch_for(lea, by=people.ada)

    actions.end_vouches_for(lea)

    vouch.refresh_from_db()
    assert vouch.spent_until == clock.now() + timedelta(days=90)


def test_a_suspended_person_stands_for_nobody(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea = newcomer()
    actions.vouch_for(lea, by=people.ada)

    suspend_member(people.ada, by=people.marta)

    assert not is_known(lea)


def test_a_fact_is_not_told_where_one_of_the_two_must_not_be_met(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea = newcomer()
    actions.vouch_for(lea, by=people.ada)
    assert [fact.by for fact in facts_about(lea, people.giulio)] == [people.ada]

    block_person(people.ada, by=people.giulio)

    assert facts_about(lea, people.giulio) == []
    assert is_known(lea)


def test_who_reads_about_themselves_is_not_named(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea = newcomer()
    meet_in_person(people.ada, lea)
    actions.vouch_for(lea, by=people.ada)

    def said(viewer: Membership) -> list[str]:
        return [fact_said(fact, lea, viewer).partition(", dal")[0] for fact in facts_about(lea, viewer)]

    day = day_said(clock.now(), people.montefeltro)
    assert said(people.giulio) == [f"Incontro di persona con Ada, il {day}", "Ada garantisce"]
    assert said(people.ada) == [f"Il vostro incontro di persona, il {day}", "Garantisci tu"]
    assert said(lea) == [f"Incontro di persona con Ada, il {day}", "Ada garantisce per te"]


def test_a_help_that_somebody_known_confirms_opens_the_rest(people: Cast) -> None:
    lea = newcomer()
    record_interaction(Kind.ANSWER, giver=lea, receiver=people.giulio, source=lea, confirmed=True)
    assert is_newcomer(lea)

    came_by_letter(people, people.giulio)

    assert not is_newcomer(lea)


def test_the_first_days_pass_and_last_longer_while_there_is_something_to_look_at(people: Cast) -> None:
    lea = newcomer()
    with clock.at(clock.now() + timedelta(days=14)):
        assert not is_newcomer(lea)
    Doubt.objects.create(person=lea, kind="apart")
    with clock.at(clock.now() + timedelta(days=14)):
        assert is_newcomer(lea)
    with clock.at(clock.now() + timedelta(days=60)):
        assert not is_newcomer(lea)


def test_three_new_people_a_day_at_first(people: Cast) -> None:
    lea = newcomer()
    for person in (people.ada, people.giulio, people.paola):
        turn_to(person, by=lea)
    turn_to(people.ada, by=lea)

    with pytest.raises(EnoughAtFirst) as refusal:
        turn_to(people.davide, by=lea)
    assert str(refusal.value).startswith("Nei primi giorni puoi scrivere a 3 persone nuove al giorno.")
    with clock.at(clock.now() + timedelta(days=1)):
        turn_to(people.davide, by=lea)


def test_two_asks_at_first_and_words_only_until_somebody_answers(people: Cast) -> None:
    lea = newcomer()
    for title in ("Chi mi legge il curriculum?", "Chi conosce un commercialista?"):
        post_ask(title, by=lea)
    with pytest.raises(AskedEnoughAtFirst):
        post_ask("E una terza cosa?", by=lea)
    talk = open_conversation([lea, people.ada], by=people.ada)
    with pytest.raises(WordsAtFirst):
        send_message(talk, by=lea, text="Guarda qui: https://example.org/offerta")

    send_message(talk, by=lea, text="Ciao Ada, piacere.")
    send_message(talk, by=people.ada, text="Benvenuta!")

    send_message(talk, by=lea, text="Ecco: https://example.org/cv")


LINK = "Guarda www.offerta.example"


def _ask(by: Membership, people: Cast) -> None:
    post_ask("Chi guarda?", story=LINK, by=by)


def _answer(by: Membership, people: Cast) -> None:
    answer_ask(post_ask(f"Chi conosce {by.given_name}?", by=people.giulio), by=by, text="Io", gives=LINK)


def _share(by: Membership, people: Cast) -> None:
    write_share("Un bando", words="Eccolo", link="https://offerta.example/", by=by)


def _lead(by: Membership, people: Cast) -> None:
    give_lead(people.ada, by=by, kind="job", title="Un posto", words=LINK)


def _request(by: Membership, people: Cast) -> None:
    request_connection(people.ada, by=by, context="A Lione", why=LINK)


def _introduction(by: Membership, people: Cast) -> None:
    connect(by, people.ada, source=by)
    connect(people.ada, people.paola, source=people.ada)
    request_introduction(
        by=by, introducer=people.ada, recipient=people.paola, goal="Un consiglio", note="Ti va?", text=LINK
    )


def _story(by: Membership, people: Cast) -> None:
    profile = begin_profile(by)
    edit_profile(profile, by=by, version=profile.version, story=LINK)


def _need(by: Membership, people: Cast) -> None:
    state_need(by, LINK, by=by)


def _offers(by: Membership, people: Cast) -> None:
    set_offers(by, ["Leggere curriculum", LINK], by=by)


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (_ask, "story"), (_answer, "gives"), (_share, "link"), (_lead, "words"), (_request, "why"), (_introduction, "text"),
        (_story, "story"), (_need, "text"), (_offers, "offers"),
    ],
)  # fmt: skip
def test_links_wait_until_somebody_is_known_or_the_community_chose_otherwise(
    people: Cast, write: Callable[[Membership, Cast], None], field: str
) -> None:
    lea, rita, zeno = newcomer(), newcomer("Rita"), newcomer("Zeno")
    with pytest.raises(LinksAtFirst) as refusal:
        write(lea, people)
    assert refusal.value.field == field
    assert str(refusal.value).startswith("Nei primi giorni bastano le parole")

    came_by_letter(people, rita)
    write(rita, people)
    actions.set_measures(by=people.marta, version=1, links_at_first=True)
    write(zeno, people)


def test_what_was_there_before_stands_in_nobodys_way(people: Cast) -> None:
    lea = newcomer()
    fill_profile(lea, by=people.marta, offers=["www.lea.example"], story=LINK)
    profile = begin_profile(lea)

    edit_profile(profile, by=lea, version=profile.version, story=LINK, headline="Grafica", offers=["www.lea.example"])

    fill_profile(lea, by=lea, aims=LINK, needs=["Un consiglio", LINK])
    assert (profile.headline, begin_profile(lea).aims) == ("Grafica", "")
    assert [need.text for need in needs_of(lea)] == ["Un consiglio"]


def test_the_page_says_why_a_link_waits_and_keeps_what_was_typed(people: Cast) -> None:
    client = Client()
    client.force_login(newcomer().account)

    answer = client.post("/montefeltro/asks/new/", {"title": "Chi guarda?", "story": LINK, "kind": "advice", "audience": "community", "named": "on"})  # fmt: skip

    page = answer.content.decode()
    assert (answer.status_code, LINK in page) == (422, True)
    assert "Nei primi giorni bastano le parole" in page
    told = client.post("/montefeltro/needs/", {"text": LINK})
    assert (told.status_code, LINK in told.content.decode()) == (422, True)


def test_a_community_chooses_its_measure_within_bounds(people: Cast) -> None:
    chosen = actions.set_measures(by=people.marta, version=1, strangers_a_day=3, asks_open=1)
    for person in (people.ada, people.paola, people.davide):
        turn_to(person, by=people.giulio)

    with pytest.raises(EnoughForToday):
        turn_to(people.marta, by=people.giulio)
    post_ask("Una cosa sola", by=people.giulio)
    with pytest.raises(AskedEnough) as refusal:
        post_ask("Due cose", by=people.giulio)
    assert refusal.value.values == {"number": 1}
    with pytest.raises(actions.OutOfBounds):
        actions.set_measures(by=people.marta, version=chosen.version, strangers_a_day=200)
    with pytest.raises(actions.MeasuresChanged):
        actions.set_measures(by=people.marta, version=1, strangers_a_day=10)


def test_who_is_held_writes_to_who_coordinates_and_to_nobody_else(people: Cast) -> None:
    with_ada = open_conversation([people.giulio, people.ada], by=people.ada)
    with_marta = open_conversation([people.giulio, people.marta], by=people.marta)

    hold = actions.hold_contact(people.giulio, by=people.marta, days=14)

    for deed in (
        lambda: send_message(with_ada, by=people.giulio, text="Ciao"),
        lambda: turn_to(people.paola, by=people.giulio),
        lambda: post_ask("Chi mi aiuta?", by=people.giulio),
    ):
        with pytest.raises(actions.HeldForNow) as refusal:
            deed()
        assert "3 dicembre" in str(refusal.value)
    send_message(with_marta, by=people.giulio, text="Che cosa è successo?")
    with pytest.raises(actions.AlreadyHeld):
        actions.hold_contact(people.giulio, by=people.marta, days=2)
    assert hold_on(people.giulio) == hold


def test_a_hold_ends_by_itself_or_sooner(people: Cast) -> None:
    with_ada = open_conversation([people.giulio, people.ada], by=people.ada)
    actions.hold_contact(people.giulio, by=people.marta, days=2)
    with clock.at(clock.now() + timedelta(days=2)):
        send_message(with_ada, by=people.giulio, text="Di nuovo qui.")
        assert (actions.end_past_holds(), actions.end_past_holds()) == (1, 0)

    actions.hold_contact(people.giulio, by=people.marta, days=2)
    actions.end_hold(people.giulio, by=people.marta)

    send_message(with_ada, by=people.giulio, text="Ancora.")


def test_meeting_twice_is_said_once(people: Cast) -> None:
    meet_in_person(people.ada, people.giulio)
    with clock.at(clock.now() + timedelta(days=2)):
        meet_in_person(people.ada, people.giulio)

    assert Attestation.objects.filter(kind=Known.MET).count() == 2
