"""Who can help with a sentence: whom it finds and why, what stays hidden, and in what order."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from giving import hide, need_of, tell
from pairs import agree, held, pair
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import suspend_member
from reciproca.core import clock
from reciproca.exchanges.actions import (
    answer_ask,
    approve_endorsement,
    approve_recognition,
    endorse_skills,
    give_recognition,
    mark_helped,
    post_ask,
    withdraw_recognition,
)
from reciproca.exchanges.models import Recognition
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.people.choices import Sight
from reciproca.people.queries import Narrowing
from reciproca.suggestions.actions import offer_help, read_evidence
from reciproca.suggestions.choices import Source
from reciproca.suggestions.models import EvidenceWord
from reciproca.suggestions.who_can_help import AT_MOST, smaller_sentences, who_can_help
from reciproca.suggestions.words import skill_said


def know(person, **told) -> None:
    profile = begin_profile(person)
    edit_profile(profile, by=person, version=profile.version, **told)


def found(reader, sentence: str, **narrowing) -> list[tuple[str, str, str]]:
    helpers = who_can_help(reader, sentence, Narrowing(**narrowing))
    return [(one.person.given_name, str(one.source), one.text) for one in helpers]


def test_an_italian_sentence_finds_an_offer_in_english(people: Cast) -> None:
    tell(people.davide, offers=["Public speaking, rehearsals"])

    assert found(people.giulio, "Cerco qualcuno che mi aiuti a parlare in pubblico") == [
        ("Davide", Source.OFFER, "Public speaking, rehearsals")
    ]


def test_a_reason_names_the_words_of_both(people: Cast) -> None:
    tell(people.davide, offers=["Fundraising for charities"])

    helper = who_can_help(people.giulio, "una mano con la raccolta fondi")[0]

    assert (helper.asked, helper.answered) == ("raccolta fondi", "fundraising")


def test_first_who_offers_it_then_who_knows_it_then_who_has_been_there(people: Cast) -> None:
    know(people.ada, path=[{"kind": "work", "title": "Negoziazione", "organisation": "Coop Levante"}])
    know(people.paola, skills=["Negoziazione"])
    tell(people.davide, offers=["Negoziazione"])

    assert found(people.giulio, "negoziazione") == [
        ("Davide", Source.OFFER, "Negoziazione"),
        ("Paola", Source.SKILL, "Negoziazione"),
        ("Ada", Source.PATH, "Negoziazione, Coop Levante"),
    ]


def test_one_word_among_many_or_one_that_goes_with_everything_is_no_reason(people: Cast) -> None:
    tell(people.ada, offers=["Corro ogni lunedì mattina"])

    assert found(people.giulio, "Tradurre tre pagine di un contratto entro lunedì mattina") == []


@pytest.mark.parametrize("sight", [Sight.PARTNERS, Sight.COORDINATORS, Sight.ME])
def test_what_is_not_for_everyone_finds_nobody(people: Cast, sight: str) -> None:
    tell(people.ada, offers=["Leggere un bilancio"])
    assert found(people.giulio, "leggere un bilancio") == [("Ada", Source.OFFER, "Leggere un bilancio")]

    hide(people.ada, "offers", sight)

    assert found(people.giulio, "leggere un bilancio") == []
    assert smaller_sentences(people.giulio, "leggere il bilancio") == []


def test_what_is_for_partners_is_found_by_partners(people: Cast) -> None:
    tell(people.ada, offers=["Leggere un bilancio"])
    hide(people.ada, "offers", Sight.PARTNERS)
    agree(people, pair(people))

    assert [found(reader, "bilancio") for reader in (people.giulio, people.paola)] == [
        [("Ada", Source.OFFER, "Leggere un bilancio")],
        [],
    ]


def test_blocked_suspended_and_foreign_people_are_absent(people: Cast) -> None:
    for person in (people.ada, people.paola, people.davide):
        tell(person, offers=["Negoziare un affitto"])
    block_person(people.giulio, by=people.ada)
    suspend_member(people.paola, by=people.marta)

    assert found(people.giulio, "negoziare un affitto") == [("Davide", Source.OFFER, "Negoziare un affitto")]


def test_an_offer_is_found_as_soon_as_it_is_written_and_no_longer_than_it_stands(people: Cast) -> None:
    tell(people.ada, offers=["Scrivere un bando"])
    assert found(people.giulio, "bando") == [("Ada", Source.OFFER, "Scrivere un bando")]

    tell(people.ada, offers=["Cucire"])

    assert found(people.giulio, "bando") == []


def test_nobody_finds_themselves(people: Cast) -> None:
    tell(people.giulio, offers=["Cucire"])

    assert found(people.giulio, "cucire") == []


def test_it_can_be_narrowed_to_a_city_and_a_language(people: Cast) -> None:
    know(people.ada, offers=["Cucire"], city="Parma", languages=[{"code": "de", "level": "fluent"}])
    know(people.paola, offers=["Cucire"], city="Lecce")

    assert found(people.giulio, "cucire", city="parma") == [("Ada", Source.OFFER, "Cucire")]
    assert found(people.giulio, "cucire", language="de") == [("Ada", Source.OFFER, "Cucire")]
    assert found(people.giulio, "cucire", city="Trieste") == []


def test_equals_take_turns_day_by_day_and_stay_in_place_all_day(people: Cast, monkeypatch) -> None:
    for number in range(AT_MOST + 3):
        tell(join("Zoe", f"Zeta{number:02}"), offers=["Negoziare un affitto"])
    names = lambda: [one.person.name for one in who_can_help(people.giulio, "negoziare un affitto")]  # noqa: E731

    first, again = names(), names()
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)

    assert first == again
    assert len(first) == AT_MOST
    assert first != names()


def test_words_that_find_somebody_are_offered_when_the_sentence_finds_nobody(people: Cast) -> None:
    tell(people.ada, offers=["Celiachia nelle mense scolastiche"])

    assert smaller_sentences(people.giulio, "i traghetti per la celiachia") == ["celiachia"]


@pytest.mark.parametrize(
    ("sentence", "proposed"),
    [
        ("qualcuno con cui parlare in pubblico di traghetti", ["parlare in pubblico"]),
        ("somebody who does public speaking about ferries", ["public speaking"]),
        ("chi mi aiuta con il primo traghetto entro lunedì", []),
    ],
)
def test_a_smaller_sentence_is_what_it_is_about_in_either_language(
    people: Cast, sentence: str, proposed: list[str]
) -> None:
    tell(people.ada, offers=["Parlare in pubblico senza tremare"])
    tell(people.paola, offers=["Aiuto per la prima volta, il lunedì"])

    assert smaller_sentences(people.giulio, sentence) == proposed


# ── what others say ──


def thanked(people: Cast, change: str) -> Recognition:
    """Giulio says thank you to Ada for a session, and she lets everyone read it."""
    session = held(people, agree(people, pair(people)))
    thanks = give_recognition("mentoringsession", str(session.public_id), by=people.giulio, change=change)
    return approve_recognition(thanks, by=people.ada, version=thanks.version)


@pytest.mark.parametrize("is_read", [True, False])
def test_what_others_say_finds_a_person_and_is_told_for_what_was_asked_alone(people: Cast, is_read: bool) -> None:
    thanked(people, "Adesso so negoziare un affitto. Era una bella giornata.")
    if is_read:
        read_evidence()

    helper = who_can_help(people.paola, "negoziare un affitto")[0]

    assert (helper.person, helper.source, helper.text) == (
        people.ada, Source.THANKS, "Adesso so negoziare un affitto",
    )  # fmt: skip
    assert helper.seen is not None
    assert helper.seen.author == people.giulio
    assert who_can_help(people.paola, "cucire una giacca") == []


def test_being_thanked_for_something_else_brings_nobody_forward(people: Cast) -> None:
    tell(people.ada, offers=["Negoziare un affitto"])
    tell(people.davide, offers=["Negoziare un affitto"])
    before = [(one.person, one.fit) for one in who_can_help(people.paola, "negoziare un affitto")]

    thanked(people, "Adesso so cucire una giacca.")

    assert [(one.person, one.fit) for one in who_can_help(people.paola, "negoziare un affitto")] == before


def test_thanks_that_were_taken_back_leave_the_index_and_find_nobody(people: Cast) -> None:
    thanks = thanked(people, "Adesso so negoziare un affitto.")
    read_evidence()
    assert EvidenceWord.objects.exists()

    withdraw_recognition(thanks, by=people.giulio)

    assert who_can_help(people.paola, "negoziare un affitto") == []
    read_evidence()
    assert not EvidenceWord.objects.exists()


def test_who_blocked_the_one_who_thanks_reads_nothing_of_it(people: Cast) -> None:
    thanked(people, "Adesso so negoziare un affitto.")
    block_person(people.paola, by=people.giulio)

    assert who_can_help(people.paola, "negoziare un affitto") == []


# ── what others have seen at work ──


def seen_trading(people: Cast) -> None:
    """Giulio had two sessions with Ada and an answer that helped, and says that he saw her trade."""
    know(people.ada, skills=["Negoziazione", "Cucito"])
    mentorship = agree(people, pair(people))
    held(people, mentorship)
    held(people, mentorship, days_ago=3)
    answer = answer_ask(post_ask("Come dico il prezzo?", by=people.giulio), by=people.ada, text="Forte.")
    mark_helped(answer, by=people.giulio)
    [said] = endorse_skills(people.ada, ["Negoziazione"], by=people.giulio)
    approve_endorsement(said, by=people.ada)


def test_a_skill_that_others_saw_at_work_is_told_as_evidence_for_what_was_asked(people: Cast) -> None:
    seen_trading(people)

    [helper] = who_can_help(people.paola, "negoziazione")

    assert helper.at_work is not None
    assert (helper.at_work.authors, helper.at_work.seen_in) == ([people.giulio], "in 2 incontri e una risposta")
    assert skill_said(helper.at_work, people.paola) == (
        "«Negoziazione», all’opera in 2 incontri e una risposta: lo dice chi c’era (Giulio)"
    )
    assert who_can_help(people.paola, "cucito")[0].at_work is None


def test_evidence_moves_nobody_up(people: Cast) -> None:
    know(people.davide, skills=["Negoziazione"])
    know(people.ada, skills=["Negoziazione", "Cucito"])
    before = [(one.person, one.fit) for one in who_can_help(people.paola, "negoziazione")]

    seen_trading(people)

    assert [(one.person, one.fit) for one in who_can_help(people.paola, "negoziazione")] == before


def test_evidence_is_told_as_far_as_skill_and_witness_are_to_be_seen(people: Cast) -> None:
    seen_trading(people)
    tell(people.ada, offers=["Negoziazione con i fornitori"])
    block_person(people.paola, by=people.giulio)
    assert who_can_help(people.paola, "negoziazione")[0].at_work is None
    assert who_can_help(people.davide, "negoziazione")[0].at_work is not None

    hide(people.ada, "skills", Sight.PARTNERS)

    assert who_can_help(people.davide, "negoziazione")[0].at_work is None


def test_search_and_directory_show_the_evidence_for_what_was_looked_for(people: Cast, client: Client) -> None:
    seen_trading(people)
    client.force_login(people.paola.account)
    said = "«Negoziazione», all’opera in 2 incontri e una risposta"

    assert said in client.get("/montefeltro/who-can-help/", {"q": "negoziazione"}).content.decode()
    assert said in client.get("/montefeltro/people/", {"q": "negoziazione"}).content.decode()
    assert said not in client.get("/montefeltro/people/", {"q": "Ada"}).content.decode()
    assert said not in client.get("/montefeltro/people/").content.decode()


def test_who_has_no_room_comes_after_the_others(people: Cast) -> None:
    tell(people.ada, offers=["Negoziare un affitto"])
    tell(people.davide, offers=["Negoziare un affitto del negozio in centro a Parma"])
    for name in ("Uno", "Due", "Tre"):
        offer_help_to(people.ada, tell(join(name, "Rossi"), needs=[f"Cucire {name}"]))
    assert [one.person for one in who_can_help(people.paola, "negoziare un affitto")] == [people.ada, people.davide]

    offer_help_to(people.ada, tell(join("Quattro", "Rossi"), needs=["Cucire Quattro"]))

    last = who_can_help(people.paola, "negoziare un affitto")
    assert [(one.person, one.has_room) for one in last] == [(people.davide, True), (people.ada, False)]


def offer_help_to(author, recipient) -> None:
    offer_help(need_of(recipient), "Mezz’ora al telefono.", by=author)
