from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from pairs import cohort_of, held
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.mentoring.actions import begin_mentorship
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction

HERE = "/montefeltro"
CANARY = "canarino-giallo-7431"
CHANGE = "Ho detto il mio prezzo senza scusarmi."
WORDS = "Parlate con Ada prima di firmare."


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def ada(people: Cast) -> Client:
    return signed_in(people.ada)


@pytest.fixture
def giulio(people: Cast) -> Client:
    return signed_in(people.giulio)


@pytest.fixture
def paola(people: Cast) -> Client:
    return signed_in(people.paola)


@pytest.fixture
def given(people: Cast, session: MentoringSession) -> Recommendation:
    """Giulio has written about Ada, who has not read it yet."""
    draft = actions.save_recommendation(people.ada, by=people.giulio, text=WORDS)
    return actions.give_recommendation(draft, by=people.giulio, version=1, text=WORDS)


def give_page(session: MentoringSession) -> str:
    return f"{HERE}/thanks/for/mentoringsession/{session.public_id}/"


def at(row: Recognition | Recommendation, tail: str = "") -> str:
    place = "thanks" if isinstance(row, Recognition) else "recommendations"
    return f"{HERE}/{place}/{row.public_id}/{tail}"


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return page.content.decode()


# ── giving thanks ──


def test_the_page_of_thanks_is_for_the_two(people: Cast, session: MentoringSession, ada: Client, paola: Client) -> None:
    page = text(signed_in(people.giulio), give_page(session))
    assert "Di’ ad Ada che cosa è cambiato." in page
    assert "ancoraggio, silenzio" in page
    assert "Di’ a Giulio che cosa è cambiato." in text(ada, give_page(session))
    nobodys = give_page(session).replace(str(session.public_id), str(people.ada.public_id))
    for stranger in (paola, signed_in(people.marta)):
        answer = stranger.get(give_page(session))
        assert answer.status_code == 404
        assert len(answer.content) == len(stranger.get(nobodys).content)
    assert Client().get(give_page(session)).status_code == 302
    block_person(people.giulio, by=people.ada)
    assert signed_in(people.giulio).get(give_page(session)).status_code == 404


def test_thanks_go_to_the_other(giulio: Client, session: MentoringSession, people: Cast) -> None:
    answer = giulio.post(give_page(session), {"change": f"  {CHANGE}", "story": "Due prove."})

    row = Recognition.objects.get()
    assert answer["Location"] == at(row)
    assert (row.change, row.story, row.state, row.receiver) == (CHANGE, "Due prove.", "given", people.ada)
    page = text(giulio, at(row))
    assert "Lo legge prima Ada" in page
    assert at(row, "words/") in page
    again = giulio.post(give_page(session), {"change": "Di nuovo."})
    assert again["Location"] == at(row)
    assert giulio.get(give_page(session))["Location"] == at(row)
    assert Recognition.objects.get().change == CHANGE


def test_empty_thanks_are_refused_beside_their_field(giulio: Client, session: MentoringSession) -> None:
    answer = giulio.post(give_page(session), {"change": "", "story": "Questo resta qui."})

    assert answer.status_code == 422
    assert "bastano due righe" in answer.content.decode()
    assert "Questo resta qui." in answer.content.decode()
    assert Recognition.objects.count() == 0


def test_two_tabs_show_both_texts_and_lose_nothing(people: Cast, thanks: Recognition, giulio: Client) -> None:
    actions.edit_recognition(thanks, by=people.giulio, version=1, change="Dall’altra scheda.")

    answer = giulio.post(at(thanks, "words/"), {"change": "Da questa scheda.", "story": "", "version": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dall’altra scheda." in page
    assert "Da questa scheda." in page
    assert 'name="version" value="2"' in page
    kept = giulio.post(at(thanks, "words/"), {"change": "Da questa scheda.", "story": "", "version": "2"})
    thanks.refresh_from_db()
    assert (kept.status_code, thanks.change) == (302, "Da questa scheda.")


# ── what becomes of them ──


def test_before_the_approval_only_the_two_read_them(
    people: Cast, thanks: Recognition, ada: Client, paola: Client
) -> None:
    Recognition.objects.filter(pk=thanks.pk).update(change=CANARY)
    assert CANARY in text(ada, at(thanks))
    assert CANARY in text(ada, f"{HERE}/thanks/received/")
    for who in (paola, signed_in(people.marta)):
        assert who.get(at(thanks)).status_code == 404
        for page in (
            "thanks/",
            f"people/{people.ada.public_id}/",
            f"thanks/to/{people.ada.public_id}/",
            "thanks/received/",
        ):
            assert CANARY not in text(who, f"{HERE}/{page}")


def test_the_receiver_shows_them_to_everyone(
    people: Cast, thanks: Recognition, ada: Client, giulio: Client, paola: Client
) -> None:
    answer = ada.post(at(thanks, "approval/"), {"version": "1"})

    assert answer["Location"] == at(thanks)
    for page in ("thanks/", f"people/{people.ada.public_id}/", f"thanks/to/{people.ada.public_id}/"):
        assert f"«{CHANGE}»" in text(paola, f"{HERE}/{page}")
    shown = text(paola, f"{HERE}/thanks/")
    assert "dopo un incontro, novembre" in shown
    assert "ancoraggio" not in shown  # what they spoke of stays between them
    assert "Novembre 2026" in shown
    assert text(paola, at(thanks)).count("<form") == text(paola, f"{HERE}/thanks/").count("<form")
    assert "Toglilo dalle pagine" in text(ada, at(thanks))


def test_outdated_words_are_not_approved(people: Cast, thanks: Recognition, ada: Client) -> None:
    actions.edit_recognition(thanks, by=people.giulio, version=1, change="Tutt’altro.")

    ada.post(at(thanks, "approval/"), {"version": "1"}, headers={"referer": f"http://testserver{at(thanks)}"})

    thanks.refresh_from_db()
    assert (thanks.state, Interaction.objects.filter(kind="recognition").count()) == ("given", 0)


def test_kept_between_the_two_and_taken_down(people: Cast, thanks: Recognition, ada: Client, paola: Client) -> None:
    ada.post(at(thanks, "keeping/"))
    assert CHANGE not in text(paola, f"{HERE}/thanks/")
    assert "Fallo leggere alla comunità" in text(ada, at(thanks))
    ada.post(at(thanks, "approval/"), {"version": "2"})
    assert CHANGE in text(paola, f"{HERE}/thanks/")

    ada.post(at(thanks, "keeping/"))

    assert CHANGE not in text(paola, f"{HERE}/thanks/")
    assert CHANGE not in text(paola, f"{HERE}/people/{people.ada.public_id}/")


def test_withdrawing_asks_first(people: Cast, thanks: Recognition, giulio: Client, ada: Client) -> None:
    assert "Ritiri il tuo grazie?" in text(giulio, at(thanks, "withdrawal/"))
    assert ada.get(at(thanks, "withdrawal/")).status_code == 404

    giulio.post(at(thanks, "withdrawal/"))

    assert ada.get(at(thanks)).status_code == 404
    assert CHANGE in text(giulio, give_page_of(thanks))


def give_page_of(row: Recognition) -> str:
    return f"{HERE}/thanks/for/{row.object_kind}/{row.object_id}/"


@pytest.mark.parametrize("tail", ["words/", "approval/", "keeping/", "withdrawal/"])
def test_others_move_nothing(people: Cast, thanks: Recognition, paola: Client, tail: str) -> None:
    assert paola.post(at(thanks, tail), {"change": "x", "version": "1"}).status_code == 404
    actions.approve_recognition(thanks, by=people.ada, version=1)

    paola.post(at(thanks, tail), {"change": "x", "version": "2"})

    thanks.refresh_from_db()
    assert (thanks.state, thanks.change, thanks.version) == ("shown", CHANGE, 2)


# ── lists ──

THANKS_QUERIES = 5
RECEIVED_QUERIES = 6
GIVEN_QUERIES = 11


def _thanks_to_ada(people: Cast, number: int, *, start: int = 0) -> None:
    cohort = cohort_of(people, name=f"Coorte {start}")
    for each in range(start, start + number):
        person = join("Persona", f"Numero{each}")
        mentorship = begin_mentorship(cohort, mentor=people.ada, mentee=person, by=None, reasons=[], provenance="")
        record_interaction(Kind.SESSION, giver=people.ada, receiver=person, source=mentorship, confirmed=True)
        row = actions.give_recognition("mentorship", str(mentorship.public_id), by=person, change=f"Parola {each}.")
        actions.approve_recognition(row, by=people.ada, version=1)


@pytest.mark.parametrize(("page", "queries"), [("thanks/", THANKS_QUERIES), ("thanks/received/", RECEIVED_QUERIES)])
def test_lists_ask_the_same_for_one_and_for_three(
    people: Cast, ada: Client, django_assert_num_queries, page: str, queries: int
) -> None:
    _thanks_to_ada(people, 1)
    text(ada, f"{HERE}/{page}")
    with django_assert_num_queries(queries):
        assert text(ada, f"{HERE}/{page}").count("Parola") == 1 + (
            page != "thanks/"
        )  # a reader hears where a link leads
    _thanks_to_ada(people, 2, start=1)
    with django_assert_num_queries(queries):
        shown = text(ada, f"{HERE}/{page}")
    assert all(f"«Parola {each}.»" in shown for each in range(3))


def test_the_list_of_given_ones_asks_the_same_for_one_and_for_three(
    people: Cast, agreed: Mentorship, giulio: Client, django_assert_num_queries
) -> None:
    sessions = [held(people, agreed, days_ago=days) for days in (1, 3, 5, 7)]
    for number, session in enumerate(sessions[:3]):
        actions.give_recognition("mentoringsession", str(session.public_id), by=people.giulio, change=f"Uno {number}.")
        if number in (0, 2):
            text(giulio, f"{HERE}/thanks/given/")
            with django_assert_num_queries(GIVEN_QUERIES):
                page = text(giulio, f"{HERE}/thanks/given/")
            assert page.count("«Uno") == number + 1
    assert page.count(f'href="{give_page(sessions[3])}?to={people.ada.public_id}"') == 1


def test_one_suggestion_for_each_person_and_at_most_three(people: Cast, agreed: Mentorship, giulio: Client) -> None:
    latest = held(people, agreed, days_ago=1)
    earlier = held(people, agreed, days_ago=9)

    page = text(giulio, f"{HERE}/thanks/given/")

    assert give_page(latest) in page
    assert give_page(earlier) not in page


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("thanks/", "Il primo grazie è ancora da scrivere."),
        ("thanks/received/", "Qui non ti ha ancora scritto nessuno."),
        ("thanks/given/", "Ancora niente per cui dire grazie."),
        ("recommendations/", "Prima viene qualcosa fatto insieme."),
    ],
)
def test_empty_pages_teach_the_next_step(paola: Client, page: str, says: str) -> None:
    assert says in text(paola, f"{HERE}/{page}")


def test_the_community_s_page_ends_and_goes_on_by_pages(people: Cast, ada: Client) -> None:
    _thanks_to_ada(people, 22)

    first, second = text(ada, f"{HERE}/thanks/"), text(ada, f"{HERE}/thanks/?page=2")

    assert (first.count("«Parola"), second.count("«Parola")) == (20, 2)
    assert "I grazie finiscono qui." not in first
    assert "I grazie finiscono qui." in second


# ── recommendations ──


def test_asking_is_for_who_has_done_something_together(
    people: Cast, session: MentoringSession, ada: Client, giulio: Client, paola: Client
) -> None:
    page = f"{HERE}/recommendations/from/{people.giulio.public_id}/"
    assert "dopo un incontro, novembre 2026" in text(ada, page)
    assert paola.get(page).status_code == 404
    assert giulio.get(page).status_code == 404

    answer = ada.post(page, {"about": "come preparo una trattativa"})

    row = Recommendation.objects.get()
    assert (answer["Location"], row.state, row.about) == (at(row), "asked", "come preparo una trattativa")
    assert ada.get(page)["Location"] == at(row)
    assert "come preparo una trattativa" in text(giulio, at(row))
    assert at(row) in text(giulio, f"{HERE}/recommendations/")


def test_a_draft_is_kept_and_then_handed_over(
    people: Cast, session: MentoringSession, ada: Client, giulio: Client
) -> None:
    page = f"{HERE}/recommendations/for/{people.ada.public_id}/"
    giulio.post(page, {"text": CANARY, "keep": "1"})
    row = Recommendation.objects.get()
    assert (row.state, row.text) == ("draft", CANARY)
    assert giulio.get(page)["Location"] == at(row, "words/")
    assert ada.get(at(row)).status_code == 404
    assert CANARY not in text(ada, f"{HERE}/recommendations/")

    empty = giulio.post(at(row, "words/"), {"text": "", "version": "1", "give": "1"})
    assert (empty.status_code, "Scrivi prima qualche parola" in empty.content.decode()) == (422, True)
    giulio.post(at(row, "words/"), {"text": WORDS, "version": "1", "give": "1"})

    row.refresh_from_db()
    assert (row.state, row.text) == ("given", WORDS)
    assert f"«{WORDS}»" in text(ada, at(row))


def test_a_draft_for_a_request_is_not_read_by_who_asked(
    people: Cast, session: MentoringSession, ada: Client, giulio: Client
) -> None:
    row = actions.ask_recommendation(people.giulio, by=people.ada)
    giulio.post(at(row, "words/"), {"text": CANARY, "version": "1", "keep": "1"})

    assert CANARY in text(giulio, at(row))
    assert CANARY not in text(ada, at(row))
    assert CANARY not in text(ada, f"{HERE}/recommendations/")


def test_an_approved_one_stands_on_the_profile(people: Cast, given: Recommendation, ada: Client, paola: Client) -> None:
    profile = f"{HERE}/people/{people.ada.public_id}/"
    assert WORDS not in text(paola, profile)
    with clock.at(clock.now() + timedelta(hours=1)):
        ada.post(at(given, "approval/"), {"version": "2"})

    page = text(paola, profile)

    assert f"«{WORDS}»" in page
    assert "dopo un incontro, novembre 2026" in page
    assert "Scrivi una referenza" not in page  # Paola has done nothing with Ada yet


def test_the_profile_offers_to_write_or_to_ask(
    people: Cast, session: MentoringSession, giulio: Client, paola: Client
) -> None:
    profile = f"{HERE}/people/{people.ada.public_id}/"

    for tail in ("for", "from"):
        assert f"{HERE}/recommendations/{tail}/{people.ada.public_id}/" in text(giulio, profile)
        assert f"{HERE}/recommendations/{tail}/{people.ada.public_id}/" not in text(paola, profile)


def test_a_no_is_read_by_who_asked_alone(
    people: Cast, session: MentoringSession, ada: Client, giulio: Client, paola: Client
) -> None:
    row = actions.ask_recommendation(people.giulio, by=people.ada)

    answer = giulio.post(at(row, "declination/"), {"answer": "Ora non saprei."})

    assert answer["Location"] == f"{HERE}/recommendations/"
    assert "Ora non saprei." in text(ada, at(row))
    assert paola.get(at(row)).status_code == 404
    assert signed_in(people.marta).get(at(row)).status_code == 404
    assert "Ora non saprei." not in text(giulio, f"{HERE}/recommendations/")
    closed = text(ada, f"{HERE}/recommendations/from/{people.giulio.public_id}/")
    assert "Per ora lascia stare." in closed


@pytest.mark.parametrize("tail", ["words/", "approval/", "declination/", "withdrawal/"])
def test_others_move_no_recommendation(people: Cast, given: Recommendation, paola: Client, tail: str) -> None:
    assert paola.post(at(given, tail), {"text": "x", "give": "1", "version": "2"}).status_code == 404
    actions.approve_recommendation(given, by=people.ada, version=2)

    paola.post(at(given, tail), {"text": "x", "give": "1", "version": "3"})

    given.refresh_from_db()
    assert (given.state, given.text, given.version) == ("shown", WORDS, 3)


@pytest.mark.parametrize("who", ["ada", "giulio"])
def test_either_takes_it_back(people: Cast, given: Recommendation, paola: Client, who: str) -> None:
    actions.approve_recommendation(given, by=people.ada, version=2)
    client = signed_in(getattr(people, who))
    assert "Ritiri la referenza?" in text(client, at(given, "withdrawal/"))

    client.post(at(given, "withdrawal/"))

    assert WORDS not in text(paola, f"{HERE}/people/{people.ada.public_id}/")
    assert client.get(at(given)).status_code == 404


def test_recommendations_ask_the_same_for_one_and_for_three(
    people: Cast, ada: Client, django_assert_num_queries
) -> None:
    for number in range(3):
        person = join("Persona", f"Numero{number}")
        record_interaction(Kind.SESSION, giver=people.ada, receiver=person, source=person, confirmed=True)
        row = actions.save_recommendation(people.ada, by=person, text=f"Parola {number}.")
        actions.give_recommendation(row, by=person, version=1, text=row.text)
        with clock.at(clock.now() + timedelta(minutes=1)):
            actions.approve_recommendation(row, by=people.ada, version=2)
        if number in (0, 2):
            text(ada, f"{HERE}/recommendations/")
            with django_assert_num_queries(RECOMMENDATION_QUERIES):
                page = text(ada, f"{HERE}/recommendations/")
            assert page.count("«Parola") == number + 1


RECOMMENDATION_QUERIES = 7


# ── beside a session ──


def test_a_confirmed_session_leads_gently_to_thanks(
    people: Cast, agreed: Mentorship, session: MentoringSession, giulio: Client, ada: Client
) -> None:
    page = f"{HERE}/mentorships/{agreed.public_id}/"
    mine, hers = text(giulio, page), text(ada, page)
    assert "Di’ ad Ada che cosa è cambiato." in mine
    assert f'action="{give_page(session)}"' in mine
    assert "che cosa è cambiato." not in hers  # she gave: a quiet link is enough
    assert give_page(session) in hers

    giulio.post(give_page(session), {"change": CHANGE})

    mine = text(giulio, page)
    assert "Di’ ad Ada che cosa è cambiato." not in mine
    assert at(Recognition.objects.get()) in mine


def test_today_says_who_thanks_and_who_asks(people: Cast, thanks: Recognition, ada: Client) -> None:
    actions.ask_recommendation(people.ada, by=people.giulio)

    page = text(ada, f"{HERE}/")

    assert "Giulio ti dice grazie." in page
    assert "Giulio ti chiede una referenza." in page
    ada.post(at(thanks, "keeping/"))
    assert "Giulio ti dice grazie." not in text(ada, f"{HERE}/")
