"""Given and received: rebuilt from the ledger, one's own only, told and never counted."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

import giving
import pairs
from cast import Cast, join
from ledger import cancel, confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.exchanges import actions as exchanges
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.mentoring import actions
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.pages.given import page_of_year
from reciproca.suggestions import actions as suggestions
from reciproca.suggestions.models import HelpOffer

ADDRESS = "/montefeltro/given-and-received/"
Queries = Callable[[int], AbstractContextManager]


def shown_to(client: Client, person: Membership, year: int | str = "") -> str:
    client.force_login(person.account)
    answer = client.get(f"{ADDRESS}?year={year}")
    assert answer.status_code == 200
    return answer.content.decode()


def lines_in(page: str) -> set[int]:
    return {int(seq) for seq in re.findall(r'id="line-(\d+)"', page)}


def rebuilt(person: Membership) -> set[int]:
    """Line by line from the table, in another way than the page: what of it stands and concerns this person."""
    rows = {row.seq: row for row in Interaction.objects.all()}
    gone = {row.cancels for row in rows.values() if row.cancels and row.seq not in {r.cancels for r in rows.values()}}
    mine = person.ledger_id
    return {
        seq for seq, row in rows.items()
        if mine in (row.giver, row.receiver) and row.confirms is None and row.cancels is None and seq not in gone
    }  # fmt: skip


@pytest.fixture
def story(people: Cast) -> Cast:
    """Ada helps Giulio, Giulio helps Paola; some is cancelled, some is confirmed, some waits."""
    first = pairs.agree(people, pairs.pair(people))
    pairs.held(people, first, days_ago=40)
    told = actions.log_session(
        first, by=people.ada, starts_at=clock.now() - timedelta(days=3), minutes=30, topics="Il listino", next_step=""
    )
    actions.tell_session(told, by=people.ada, outcome="done", minutes=50, topics="Il listino, meglio", next_step="")
    confirm(give(people.giulio, people.paola, kind=Kind.ANSWER))
    cancel(give(people.paola, people.ada))
    give(people.davide, people.ada, kind=Kind.RECOMMENDATION, confirmed=True)
    return people


@pytest.mark.parametrize("name", ["ada", "giulio", "paola", "davide", "marta"])
def test_the_page_shows_exactly_what_stands_in_the_ledger(client: Client, story: Cast, name: str) -> None:
    person = getattr(story, name)

    assert lines_in(shown_to(client, person)) == rebuilt(person)


def test_sessions_say_what_they_were_about_and_whose_word_is_awaited(client: Client, story: Cast) -> None:
    giulio, ada = shown_to(client, story.giulio), shown_to(client, story.ada)

    assert "45 minuti del tempo di Ada per te" in giulio
    assert "ancoraggio, silenzio" in giulio
    assert "50 minuti del tuo tempo per Giulio" in ada
    assert "aspetta la parola di Giulio" in ada
    assert "aspetta la tua parola" in giulio
    assert "Leggi e conferma" in giulio
    assert "Leggi e conferma" not in ada
    assert re.search(r'href="/montefeltro/mentorships/[0-9a-f-]+/#mentoringsession-', giulio)


@pytest.fixture
def words(people: Cast) -> Cast:
    """Giulio thanked Ada for a session and recommends her; Ada approved both. He helped Paola, who has not confirmed."""
    giving.helped(people)
    thanks = Recognition.objects.get()
    exchanges.approve_recognition(thanks, by=people.ada, version=thanks.version)
    text = "Con Ada si impara ad aspettare. " * 5 + "Fine."
    told = exchanges.save_recommendation(people.ada, by=people.giulio, text=text)
    told = exchanges.give_recommendation(told, by=people.giulio, version=told.version, text=text)
    exchanges.approve_recommendation(told, by=people.ada, version=told.version)
    offer = suggestions.answer_offer(giving.offered(people), by=people.paola, accepted=True)
    suggestions.tell_help(offer, by=people.giulio)
    return people


@pytest.mark.parametrize("name", ["ada", "giulio"])
def test_thanks_and_recommendations_say_what_they_said_and_lead_there(client: Client, words: Cast, name: str) -> None:
    page = shown_to(client, getattr(words, name))

    assert "Ora il prezzo lo dico io." in page
    assert f'href="/montefeltro/thanks/{Recognition.objects.get().public_id}/"' in page
    assert page.count("Con Ada si impara ad aspettare.") == 4  # its beginning
    assert "Fine." not in page
    assert f'href="/montefeltro/recommendations/{Recommendation.objects.get().public_id}/"' in page


def test_words_of_somebody_blocked_are_not_shown_again(client: Client, words: Cast) -> None:
    block_person(words.ada, by=words.giulio)

    for reader in (words.ada, words.giulio):
        page = shown_to(client, reader)
        assert "sotto gli occhi di tutti" in page  # the line stands
        for word in ("/thanks/", "/recommendations/", "Ora il prezzo lo dico io.", "Con Ada si impara"):
            assert word not in page.partition("<main")[2].partition("</main>")[0]


def test_a_help_names_the_need_and_waits_for_who_was_helped(client: Client, words: Cast) -> None:
    address = f'href="/montefeltro/help-offers/{HelpOffer.objects.get().public_id}/"'
    paola, giulio = shown_to(client, words.paola), shown_to(client, words.giulio)

    for page in (paola, giulio):
        assert "Il mio primo budget di reparto" in page
        assert address in page
    assert "aspetta la tua parola" in paola
    assert "aspetta la parola di Paola" in giulio


def test_what_was_passed_on_says_whose_help_came_before(client: Client, story: Cast) -> None:
    giulio = shown_to(client, story.giulio)

    assert "Quello che Ada ti ha dato è andato avanti, fino a Paola." in giulio
    assert "Dopo quello che Ada ti ha dato in ottobre." in giulio
    assert "è andato avanti" not in shown_to(client, story.ada)


def test_no_sum_and_no_comparison_is_shown(story: Cast) -> None:
    found = page_of_year(story.giulio)

    assert not [
        name
        for name, value in found.items()
        if isinstance(value, int | float) and name not in ("year", "has_mentorships")
    ]


def test_it_belongs_to_the_one_who_looks(client: Client, people: Cast, story: Cast) -> None:
    assert client.get("/bellini/given-and-received/").status_code == 302
    client.force_login(people.marta.account)
    assert client.get("/bellini/given-and-received/").status_code == 404
    marta = shown_to(client, people.marta)
    assert "La tua storia comincia con la prima ora." in marta
    assert "Giulio" not in marta
    client.logout()
    assert client.get(ADDRESS).status_code == 302


def test_somebody_blocked_or_erased_is_somebody(client: Client, story: Cast) -> None:
    block_person(story.ada, by=story.giulio)
    LedgerIdentity.objects.filter(membership=story.paola).delete()

    giulio = shown_to(client, story.giulio)

    assert "45 minuti del tempo di qualcuno per te" in giulio
    assert "Una tua risposta per qualcuno" in giulio
    for word in ("Ada", "Paola", "ancoraggio", "/mentorships/0", "Rileggi"):
        assert word not in giulio
    assert lines_in(giulio) == rebuilt(story.giulio)


def test_a_year_at_a_time(client: Client, people: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=400)):
        old = confirm(give(people.ada, people.giulio))
    new = give(people.ada, people.giulio)

    latest, before = shown_to(client, people.giulio), shown_to(client, people.giulio, 2025)

    assert lines_in(latest) == {new.seq}
    assert lines_in(before) == {old.confirms}
    assert 'href="?year=2025"' in latest
    for nonsense in ("1066", "x", "²", "2026;"):
        assert lines_in(shown_to(client, people.giulio, nonsense)) == {new.seq}


def test_a_new_year_begins_at_midnight_of_the_reader(client: Client, people: Cast) -> None:
    from datetime import UTC, datetime

    with clock.at(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)):  # in Rome the bells have rung
        line = give(people.ada, people.giulio)

    assert lines_in(shown_to(client, people.giulio, 2026)) == {line.seq}


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_as_often_however_much_there_is(
    client: Client, people: Cast, others: int, django_assert_num_queries: Queries
) -> None:
    for n in range(others):
        mentorship = actions.begin_mentorship(
            pairs.cohort_of(people, name=f"Coorte {n}"), mentor=join("Uno", f"Bi{n}"), mentee=people.giulio,
            by=people.marta, reasons=[], provenance="round",
        )  # fmt: skip
        session = actions.log_session(
            mentorship, by=mentorship.mentor, starts_at=clock.now() - timedelta(days=n + 1), minutes=30, topics="x",
            next_step="",
        )  # fmt: skip
        actions.confirm_session(session, by=people.giulio)
    client.force_login(people.giulio.account)

    with django_assert_num_queries(12):
        assert len(lines_in(client.get(ADDRESS).content.decode())) == others


def test_the_menu_under_ones_face_leads_there(client: Client, people: Cast) -> None:
    client.force_login(people.giulio.account)

    assert f'href="{ADDRESS}"' in client.get("/montefeltro/").content.decode()


def test_nothing_of_another_community_is_told(client: Client, people: Cast) -> None:
    with within(people.bellini):
        confirm(give(people.irene, people.ugo))

    assert lines_in(shown_to(client, people.marta)) == set()
