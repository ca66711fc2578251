"""What the newer rooms offer to programs: the same as the pages, for each of those it is between."""

from collections.abc import Callable
from typing import Any

import pytest

from asking import asked, heard
from cast import Cast
from introducing import WORDS, joined
from programs import Program
from reciproca.conversations.actions import keep_draft
from reciproca.conversations.models import Seat
from reciproca.core.scope import within
from reciproca.exchanges.actions import ask_recommendation, give_recommendation
from reciproca.network.actions import connect
from reciproca.network.queries import are_connected
from reciproca.notifications.models import LetterWishes
from reciproca.people.actions import begin_profile, set_offers
from reciproca.safeguarding.models import Report
from talking import between, meet

Programs = Callable[[str], Program]


@pytest.fixture
def of(people: Cast) -> Programs:
    """The program of somebody of the cast."""
    made: dict[str, Program] = {}

    def program(name: str) -> Program:
        if name not in made:
            made[name] = Program(getattr(people, name))
        return made[name]

    return program


def names(answer: Any) -> list[str]:
    return [one["name"] for one in answer.json()["items"]]


# ── connections and allies ──


def test_somebody_asks_is_asked_back_and_is_connected(people: Cast, of: Programs) -> None:
    giulio, paola = of("giulio"), of("paola")
    words = {"context": "Alla cena di Urbino", "why": "Apro in Germania"}
    made = giulio.post(f"people/{people.paola.public_id}/connection/", words)
    at = made["Location"]

    asks = paola.post(f"{at}question/", {"question": "Per quali prodotti?"})
    says = giulio.post(f"{at}reply/", {"reply": "Formaggi"})
    yes = paola.post(f"{at}acceptance/")

    assert [made.status_code, asks.status_code, says.status_code] == [201, 200, 200]
    assert (yes.json()["state"], yes.json()["reply"]) == ("accepted", "Formaggi")
    assert names(giulio.get("connections/")) == ["Paola Neri"]
    assert giulio.get("connection-requests/").json() == {"items": [], "next": None}
    assert of("ada").get(at).status_code == 404


def test_who_asks_learns_nothing_of_what_is_laid_aside(people: Cast, of: Programs) -> None:
    giulio, paola = of("giulio"), of("paola")
    words = {"context": "Urbino", "why": "Il listino"}
    at = giulio.post(f"people/{people.paola.public_id}/connection/", words)["Location"]
    before = [giulio.get(path).content for path in (at, "connection-requests/")]

    laid = paola.post(f"{at}laying-aside/")

    assert laid.status_code == 200
    assert paola.get("connection-requests/").json()["items"] == []
    assert [giulio.get(path).content for path in (at, "connection-requests/")] == before


def test_an_ally_is_named_for_oneself_until_both_did(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        connect(people.ada, people.giulio, source=people.ada)
    ada, giulio = of("ada"), of("giulio")

    alone = ada.post(f"people/{people.giulio.public_id}/alliance/")
    unseen = giulio.get("allies/").json()["items"]
    both = giulio.post(f"people/{people.ada.public_id}/alliance/")
    ended = ada.post(f"{alone['Location']}end/")

    assert (alone.json()["mutual"], unseen, both.json()["mutual"]) == (False, [], True)
    assert (ended.status_code, ended["Location"]) == (200, "/api/v1/montefeltro/allies/")
    assert giulio.get("allies/").json()["items"][0]["mutual"] is False


# ── introductions ──


def ask_for_paola(people: Cast, of: Programs) -> str:
    """Where Giulio reads what he asked of Ada."""
    with within(people.montefeltro):
        joined(people)
    giulio = of("giulio")
    [way] = giulio.get(f"people/{people.paola.public_id}/ways/").json()["items"]
    body = {"through": way["through"]["id"], "to": str(people.paola.public_id), **WORDS}
    return giulio.post("introductions/asked/", body)["Location"]


def test_an_introduction_goes_through_three_yeses(people: Cast, of: Programs) -> None:
    asked_at = ask_for_paola(people, of)
    key = asked_at.rstrip("/").rpartition("/")[2]
    giulio, ada, paola = of("giulio"), of("ada"), of("paola")

    [waits] = ada.get("introductions/through-me/").json()["items"]
    passed = ada.post(f"introductions/through-me/{key}/forwarding/", {"text": waits["text"], "words": "Fidati."})
    [reached] = paola.get("introductions/to-me/").json()["items"]
    agreed = paola.post(f"introductions/to-me/{key}/acceptance/")

    assert (waits["waits"], passed.json()["passed_on"], reached["words"]) == (True, True, "Fidati.")
    assert agreed.json()["conversation"] == giulio.get(asked_at).json()["conversation"] is not None
    with within(people.montefeltro):
        assert are_connected(people.giulio, people.paola)


def test_a_no_changes_nothing_for_the_other_two(people: Cast, of: Programs) -> None:
    asked_at = ask_for_paola(people, of)
    key = asked_at.rstrip("/").rpartition("/")[2]
    giulio, ada, paola = of("giulio"), of("ada"), of("paola")
    waiting = [giulio.get(path).content for path in (asked_at, "introductions/asked/")]

    ada.post(f"introductions/through-me/{key}/forwarding/", {"text": "Ecco Giulio."})
    passed_on = ada.get(f"introductions/through-me/{key}/").content
    no = paola.post(f"introductions/to-me/{key}/declination/")

    assert (no.status_code, no.json()["declined"]) == (200, True)
    assert [giulio.get(path).content for path in (asked_at, "introductions/asked/")] == waiting
    assert ada.get(f"introductions/through-me/{key}/").content == passed_on
    assert [giulio.get(f"introductions/to-me/{key}/").status_code, of("davide").get(asked_at).status_code] == [404, 404]


# ── conversations ──


def test_a_conversation_is_read_a_page_at_a_time_and_written_in(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        between(people.ada, people.giulio, "Uno", "Due", "Tre")
    giulio = of("giulio")
    [talk] = giulio.get("conversations/").json()["items"]
    start = f"conversations/{talk['id']}/"

    first = giulio.get(f"{start}messages/?limit=2").json()
    second = giulio.get(f"{start}messages/?limit=2&cursor={first['next']}").json()
    still_unread = giulio.get(start).json()["unread"]
    giulio.post(f"{start}reading/", {"number": 3})
    sent = giulio.post(f"{start}messages/", {"text": "Quattro"})

    assert [one["text"] for one in first["items"] + second["items"]] == ["Tre", "Due", "Uno"]
    assert (second["next"], still_unread, giulio.get(start).json()["unread"]) == (None, 3, 0)
    assert (sent.json()["number"], of("ada").get(sent["Location"]).json()["text"]) == (4, "Quattro")
    assert of("paola").get(sent["Location"]).status_code == 404


def test_what_a_program_writes_leaves_the_draft_of_the_page(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        talk = between(people.ada, people.giulio)
        keep_draft(talk, by=people.giulio, text="Ci penso ancora")

    of("giulio").post(f"conversations/{talk.public_id}/messages/", {"text": "A domani."})

    with within(people.montefeltro):
        assert Seat.objects.get(person=people.giulio).draft == "Ci penso ancora"


def test_nobody_writes_to_whom_they_have_not_met(people: Cast, of: Programs) -> None:
    path = f"people/{people.paola.public_id}/messages/"
    before = of("giulio").post(path, {"text": "Ciao"}).status_code
    with within(people.montefeltro):
        meet(people.giulio, people.paola)

    assert (before, of("giulio").post(path, {"text": "Ciao"}).status_code) == (404, 201)


# ── asks, leads, shares ──


def test_an_ask_is_posted_answered_and_closed(people: Cast, of: Programs) -> None:
    giulio, ada = of("giulio"), of("ada")
    posted = giulio.post("asks/", {"title": "Chi guarda il mio budget?", "topics": ["budget"]})
    at = posted["Location"]

    given = ada.post(f"{at}answers/", {"text": "Parti dai costi fissi."})
    twice = ada.post(f"{at}answers/", {"text": "Ancora io."})
    closed = giulio.post(f"{at}closing/", {"change": "Regge.", "helped": [given.json()["id"]]})

    assert (posted.status_code, given.status_code, twice.status_code) == (201, 201, 409)
    assert (closed.json()["is_open"], ada.get(at).json()["change"]) == (False, "Regge.")
    assert ada.get(given["Location"]).json()["helped"] is True
    theirs = of("paola").get(given["Location"]).json()
    assert (theirs["text"], theirs["helped"], theirs["change"]) == ("Parti dai costi fissi.", False, "")
    assert [one["kind"] for one in ada.get("given-and-received/").json()["items"]] == ["answer"]


def test_who_asks_in_confidence_has_no_name_and_few_readers(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        ask = heard(people)
        ask.routes.create(person=people.ada, reason="passed")
    path = f"asks/{ask.public_id}/"

    assert of("ada").get(path).json()["asker"] is None
    assert of("giulio").get(path).json()["asker"]["name"] == "Giulio Serra"
    assert of("paola").get(path).status_code == 404


def test_a_lead_is_taken_up_and_counts(people: Cast, of: Programs) -> None:
    given = of("ada").post(f"people/{people.giulio.public_id}/leads/", {"title": "Il bando", "words": "A fine mese."})
    taken = of("giulio").post(f"{given['Location']}acceptance/", {"reply": "Ci provo"})
    told = of("giulio").post(f"{given['Location']}outcome/", {"came_to_something": True, "outcome": "Preso!"})

    assert [one.json()["state"] for one in (given, taken, told)] == ["given", "taken_up", "something"]
    assert of("paola").get(given["Location"]).status_code == 404


def test_what_is_shared_is_thanked_for_and_a_no_is_told_to_nobody(people: Cast, of: Programs) -> None:
    to = [str(people.giulio.public_id), str(people.paola.public_id)]
    sent = of("ada").post("shares/", {"title": "Il bando", "words": "Fa per voi.", "people": to})
    at = sent["Location"]

    thanked = of("giulio").post(f"{at}thanks/", {"change": "Ci candidiamo."})
    before = of("ada").get(at).content
    refused = of("paola").post(f"{at}not-for-me/")

    assert (sent.status_code, len(sent.json()["sent_to"]), thanked.json()["my_answer"]) == (201, 2, "thanked")
    assert (refused.status_code, of("paola").get(at).status_code) == (200, 404)
    assert of("ada").get(at).content == before
    assert [one["change"] for one in of("ada").get(at).json()["thanks"]] == ["Ci candidiamo."]
    assert of("giulio").get(at).json()["thanks"] == []


# ── the rest ──


def test_one_sentence_finds_who_can_help_and_why(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        asked(people)
        begin_profile(people.paola)
        set_offers(people.paola, ["Tradurre etichette"], by=people.paola)

    found = of("giulio").get("who-can-help/?q=leggere+un+budget+di+reparto").json()

    assert (found["people"][0]["person"]["name"], found["people"][0]["answers"]) == (
        "Ada Carta",
        "Leggere un budget di reparto",
    )
    assert "Paola Neri" not in [one["person"]["name"] for one in found["people"]]
    assert of("giulio").get("who-can-help/").status_code == 422


def test_sentences_are_asked_as_often_as_on_the_page(people: Cast, of: Programs) -> None:
    answers = {of("giulio").get("who-can-help/?q=budget").status_code for _ in range(60)}

    assert (answers, of("giulio").get("who-can-help/?q=budget").status_code) == ({200}, 429)


def test_when_letters_come_is_chosen_and_a_pause_stays(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        LetterWishes.objects.create(membership=people.ada, paused_until="2027-01-10")
    wished = {"every": "fortnight", "weekday": 4, "hour": 9, "quiet_from": 22, "quiet_until": 7}

    chosen = of("ada").post("letters/", wished)

    assert chosen.json() == of("ada").get("letters/").json() == wished
    with within(people.montefeltro):
        assert str(LetterWishes.objects.get().paused_until) == "2027-01-10"


def test_a_report_is_written_and_read_nowhere_here(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        message = between(people.giulio, people.ada, "Sei una nullità.").messages.get()
    body = {"kind": "message", "id": str(message.public_id), "reason": "hurts"}

    made = of("ada").post("reports/", body, Idempotency_Key="one-report")
    again = of("ada").post("reports/", body, Idempotency_Key="one-report")

    assert (made.status_code, again.status_code, again.content) == (201, 204, b"")
    assert [of("ada").get("reports/").status_code, of("paola").post("reports/", body).status_code] == [405, 404]
    with within(people.montefeltro):
        assert Report.objects.get().reporter == people.ada


def test_what_was_written_of_me_is_read_and_shown(people: Cast, of: Programs) -> None:
    with within(people.montefeltro):
        meet(people.giulio, people.ada)
        asked_for = ask_recommendation(people.giulio, by=people.ada)
        row = give_recommendation(
            asked_for, by=people.giulio, version=asked_for.version, text="Ascolta prima di parlare."
        )
    at = f"recommendations/{row.public_id}/"

    read = of("ada").get(at)
    shown = of("ada").post(f"{at}approval/", If_Match=read["ETag"])

    assert (read.json()["text"], shown.json()["state"]) == ("Ascolta prima di parlare.", "shown")
    assert of("ada").post(f"{at}approval/").status_code == 428
