"""The doors of connections, meetings, allies and notes: who may, what changes, what is said."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from cast import Cast, join
from reading_qr import words_in
from reciproca.communities.models import Membership
from reciproca.network import actions
from reciproca.network.models import Alliance, Care, Connection, ConnectionRequest, Encounter, Reminder, TimeForTies
from reciproca.network.queries import are_connected, code_of
from signing import signed_in_now

HERE = "/montefeltro/"
WORDS = {"context": "Ci siamo parlati alla cena di Urbino.", "why": "Apro in Germania a marzo.", "offer": ""}


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    return lambda person: signed_in_now(Client(), person)


def page_of(person: Membership) -> str:
    return f"{HERE}people/{person.public_id}/"


def asked(people: Cast) -> ConnectionRequest:
    return actions.request_connection(people.ada, by=people.giulio, context=WORDS["context"], why=WORDS["why"])


def connected(people: Cast) -> Connection:
    return actions.accept_connection(asked(people), by=people.ada)


def test_from_somebodys_page_to_a_request_to_a_question_to_a_yes(people: Cast, signed_in: Callable) -> None:
    giulio, ada = signed_in(people.giulio), signed_in(people.ada)
    new = f"{page_of(people.ada)}connection/"
    assert new in giulio.get(page_of(people.ada)).content.decode()

    sent = giulio.post(new, WORDS)
    one = f"{HERE}connection-requests/{ConnectionRequest.objects.get().public_id}/"
    assert (sent.status_code, sent["Location"]) == (302, one)
    assert WORDS["context"] in ada.get(one).content.decode()
    assert "Giulio" in ada.get(f"{HERE}connection-requests/").content.decode()
    assert "vorrebbe collegarsi con te" in ada.get(HERE).content.decode()

    assert ada.post(f"{one}question/", {"question": "Per quali prodotti?"})["Location"] == one
    assert "Per quali prodotti?" in giulio.get(one).content.decode()
    assert giulio.post(f"{one}reply/", {"reply": "Formaggi."})["Location"] == one
    agreed = ada.post(f"{one}acceptance/")

    assert agreed["Location"] == f"{HERE}relationships/{people.giulio.public_id}/"
    assert are_connected(people.ada, people.giulio)
    story = giulio.get(f"{HERE}relationships/{people.ada.public_id}/").content.decode()
    assert WORDS["context"] in story
    assert giulio.get(new)["Location"] == f"{HERE}relationships/{people.ada.public_id}/"


def test_what_cannot_be_taken_stays_in_the_form(people: Cast, signed_in: Callable) -> None:
    response = signed_in(people.giulio).post(f"{page_of(people.ada)}connection/", {**WORDS, "why": ""})

    assert response.status_code == 422
    assert WORDS["context"] in response.content.decode()
    assert not ConnectionRequest.objects.exists()


def test_a_kind_no_reaches_who_asked_in_these_words(people: Cast, signed_in: Callable) -> None:
    one = f"{HERE}connection-requests/{asked(people).public_id}/"

    without = signed_in(people.ada).post(f"{one}declination/", {"no": "", "words": "Dopo la fiera."})
    assert (without.status_code, "Dopo la fiera." in without.content.decode()) == (422, True)
    signed_in(people.ada).post(f"{one}declination/", {"no": "later", "words": "Dopo la fiera."})

    page = signed_in(people.giulio).get(one).content.decode()
    assert "Riscrivimi fra qualche mese" in page
    assert "Dopo la fiera." in page


def test_who_asked_sees_the_same_whether_it_was_laid_aside_or_not_read(people: Cast, signed_in: Callable) -> None:
    one = f"{HERE}connection-requests/{asked(people).public_id}/"
    giulio = signed_in(people.giulio)
    pages = (one, f"{HERE}connection-requests/", HERE, page_of(people.ada), f"{HERE}relationships/")

    def seen() -> list[str]:
        return [re.sub(r"<[^>]*>", " ", giulio.get(page).content.decode()) for page in pages]

    before = seen()
    assert signed_in(people.ada).post(f"{one}laying-aside/").status_code == 302
    assert seen() == before
    assert "messa da parte" in signed_in(people.ada).get(one).content.decode()


@pytest.mark.parametrize("deed", ["acceptance", "question", "declination", "laying-aside"])
def test_what_is_the_others_to_do_has_no_page(people: Cast, signed_in: Callable, deed: str) -> None:
    one = f"{HERE}connection-requests/{asked(people).public_id}/"

    assert signed_in(people.giulio).post(f"{one}{deed}/").status_code == 404
    assert signed_in(people.paola).post(f"{one}{deed}/").status_code == 404
    assert signed_in(people.paola).get(one).status_code == 404


def test_a_connection_is_hidden_shown_and_ended(people: Cast, signed_in: Callable) -> None:
    connection = connected(people)
    mine = f"{HERE}connections/{connection.public_id}/"

    signed_in(people.giulio).post(f"{mine}hiding/", {"hidden": "1"})
    connection.refresh_from_db()
    assert connection.is_hidden_by(people.giulio)
    assert (
        "Lo nascondi"
        not in signed_in(people.ada).get(f"{HERE}relationships/{people.giulio.public_id}/").content.decode()
    )
    assert signed_in(people.paola).post(f"{mine}end/").status_code == 404
    signed_in(people.ada).post(f"{mine}end/")
    assert not Connection.objects.exists()


def test_allies_are_named_on_the_page_of_two(people: Cast, signed_in: Callable) -> None:
    connected(people)
    giulio, ada = signed_in(people.giulio), signed_in(people.ada)

    giulio.post(f"{page_of(people.ada)}alliance/")
    assert "Hai indicato" not in ada.get(f"{HERE}relationships/{people.giulio.public_id}/").content.decode()
    giulio.post(f"{page_of(people.ada)}alliance/closeness/", {"close": "1"})
    ada.post(f"{page_of(people.giulio)}alliance/")
    mine = giulio.get(f"{HERE}relationships/{people.ada.public_id}/").content.decode()
    theirs = ada.get(f"{HERE}relationships/{people.giulio.public_id}/").content.decode()
    for page in (mine, theirs):
        assert "vi siete indicati a vicenda" in page
    close = "È fra le persone più vicine"
    assert (close in mine, close in theirs) == (True, False)

    ada.post(f"{page_of(people.giulio)}alliance/end/")
    assert list(Alliance.objects.values_list("person__given_name", flat=True)) == ["Giulio"]


def test_two_meet_by_a_code(people: Cast, signed_in: Callable) -> None:
    giulio, ada = signed_in(people.giulio), signed_in(people.ada)
    shown = ada.post(f"{HERE}encounters/", {"place": "Verona"})["Location"]
    code = code_of(Encounter.objects.get())
    page = ada.get(shown).content.decode()
    assert f"{code[:4]} {code[4:]}" in page
    (drawing,) = re.findall(r'<p class="qr"><img src="([^"]+)"', page)
    assert words_in(drawing) == f"{settings.SITE_URL}{HERE}encounters/reading/?code={code}"
    assert ada.get(shown, headers={"HX-Request": "true"}).status_code == 204

    opened = giulio.get(f"{HERE}encounters/reading/?code={code}").content.decode()
    assert "Ada" not in opened  # who only guesses learns nothing
    told = giulio.post(f"{HERE}encounters/reading/", {"code": code})
    assert told["Location"] == shown
    assert ada.get(shown, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert code not in ada.get(shown).content.decode()
    assert giulio.post(f"{shown}confirmation/").status_code == 404
    assert ada.post(f"{shown}confirmation/")["Location"] == f"{HERE}relationships/{people.giulio.public_id}/"

    assert are_connected(people.ada, people.giulio)
    assert "Verona" in giulio.get(f"{HERE}relationships/{people.ada.public_id}/").content.decode()


def test_guessing_codes_ends_soon(people: Cast, signed_in: Callable) -> None:
    giulio = signed_in(people.giulio)

    answers = [giulio.post(f"{HERE}encounters/reading/", {"code": f"AAAA{n:04}"}).status_code for n in range(11)]

    assert answers == [422] * 10 + [429]


def test_notes_and_reminders_are_ones_own(people: Cast, signed_in: Callable) -> None:
    giulio = signed_in(people.giulio)
    assert giulio.get(f"{page_of(people.ada)}notes/").status_code == 404  # there is nothing between the two
    connected(people)

    giulio.post(f"{page_of(people.ada)}notes/", {"note": "Sua figlia studia a Lione.", "rhythm": "30"})
    giulio.post(f"{page_of(people.ada)}reminders/", {"on": "2026-11-20", "words": "Apre la sua fiera"})

    mine = giulio.get(f"{HERE}relationships/{people.ada.public_id}/").content.decode()
    theirs = signed_in(people.ada).get(f"{HERE}relationships/{people.giulio.public_id}/").content.decode()
    for words in ("Sua figlia studia a Lione.", "Apre la sua fiera", "ogni mese"):
        assert (words in mine, words in theirs) == (True, False)
    assert "Apre la sua fiera" in giulio.get(HERE).content.decode()
    one = Reminder.objects.get()
    assert signed_in(people.ada).post(f"{HERE}reminders/{one.public_id}/end/").status_code == 404
    giulio.post(f"{HERE}reminders/{one.public_id}/end/")
    assert "Apre la sua fiera" not in giulio.get(HERE).content.decode()
    assert Care.objects.get().rhythm == 30


def test_a_weekly_hour_is_said_on_its_day(people: Cast, signed_in: Callable) -> None:
    giulio = signed_in(people.giulio)
    late = giulio.post(f"{HERE}relationships/time/", {"weekday": "7", "starts_at": "18:00", "minutes": "30"})
    assert late.status_code == 422

    giulio.post(f"{HERE}relationships/time/", {"weekday": "3", "starts_at": "18:00", "minutes": "30"})

    assert "Tempo per le relazioni" in giulio.get(HERE).content.decode()  # it is Thursday
    giulio.post(f"{HERE}relationships/time/", {"weekday": "4", "starts_at": "18:00", "minutes": "30"})
    assert "Tempo per le relazioni" not in giulio.get(HERE).content.decode()
    giulio.post(f"{HERE}relationships/time/end/")
    assert not TimeForTies.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_requests_asks_the_same_however_many(
    people: Cast, signed_in: Callable, django_assert_num_queries, number: int
) -> None:
    for letter in "ABC"[:number]:
        other = join("Persona", f"Numero {letter}")
        actions.request_connection(people.ada, by=other, context="Urbino", why="Marzo")
    ada = signed_in(people.ada)
    ada.get(f"{HERE}connection-requests/")

    with django_assert_num_queries(6):
        page = ada.get(f"{HERE}connection-requests/").content.decode()

    assert page.count("Urbino") == number
