"""The pages: who opens them, what they show, and what a form changes."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from cast import Cast, join
from reciproca.boundaries.actions import block_person
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.exchanges.actions import answer_ask, post_ask
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.safeguarding import actions
from reciproca.safeguarding.choices import Decided, Reason, ReportState
from reciproca.safeguarding.models import Attestation, Decision, Doubt, Measures, Report
from reciproca.safeguarding.queries import hold_on
from safety import UGLY, came_by_letter, newcomer, reported_message
from talking import between

HERE = "/montefeltro/"
#: A word of each letter that would say more than it may.
SAID = [UGLY, "Non è la prima volta", "Ada", "Carta"]


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str, status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return answer.content.decode()


def press(person: Membership, path: str, status: int = 302, **fields: Any) -> str:
    answer = signed_in(person).post(HERE + path, fields)
    assert answer.status_code == status
    return answer.content.decode()


def test_from_a_message_to_an_answer(people: Cast) -> None:
    message = between(people.giulio, people.ada, UGLY).messages.get(number=1)
    talk = f"conversations/{message.conversation.public_id}/"
    report_new = f"reports/new/message/{message.public_id}/"
    assert report_new in page(people.ada, talk)
    assert report_new not in page(people.giulio, talk)
    assert UGLY in page(people.ada, report_new)

    press(people.ada, report_new, status=422, words="Senza motivo")
    press(people.ada, report_new, reason="hurts", words="Basta.", block="on")

    report = Report.objects.get()
    assert (report.words, report.is_named) == ("Basta.", False)
    mine = f"reports/{report.public_id}/"
    assert "Giulio" not in page(people.ada, "reports/") + page(people.ada, mine)  # they do not meet any more
    decide = f"safety/reports/{report.public_id}/"
    assert decide in page(people.marta, "safety/")
    shown = page(people.marta, decide)
    assert (UGLY in shown, "Giulio Serra" in shown, "Ada" in shown) == (True, True, False)
    press(
        people.marta, decide, decided="hold", days=5, reason="Ferisce.", to_reporter="Fermato.", to_concerned="Così no."
    )
    assert hold_on(people.giulio) is not None
    assert "Fermato." in page(people.ada, mine)
    press(people.marta, decide, decided="close", days=5, reason="Chiarito.", to_reporter="Chiuso.")
    report.refresh_from_db()
    assert report.state == ReportState.SETTLED


def test_a_report_named_shows_who_to_who_decides_alone(people: Cast) -> None:
    _message, report = reported_message(people, is_named=True)

    assert "Ada Carta" in page(people.marta, f"safety/reports/{report.public_id}/")


def test_a_report_is_read_by_nobody_it_is_not_for(people: Cast) -> None:
    _message, report = reported_message(people)
    sara = join("Sara", "Conti", role=Role.COORDINATOR)
    about_sara = actions.file_report("membership", sara.public_id, by=people.ada, reason=Reason.HURTS)

    for person in (people.giulio, people.paola, people.marta):
        page(person, f"reports/{report.public_id}/", 404)
    for person in (people.ada, people.giulio):
        page(person, f"safety/reports/{report.public_id}/", 404)
    page(sara, f"safety/reports/{about_sara.public_id}/", 404)
    assert str(about_sara.public_id) not in page(sara, "safety/") + page(sara, "")
    assert str(about_sara.public_id) in page(people.marta, "safety/")


def test_whom_a_decision_touches_reads_why_and_objects_also_while_paused(people: Cast) -> None:
    _message, report = reported_message(people)
    decision = actions.decide_report(
        report, by=people.marta, decided=Decided.PAUSE, reason="R.", to_reporter="T.", to_concerned="Così no."
    )
    path = f"decisions/{decision.public_id}/"

    shown = page(people.giulio, path)
    assert ("Così no." in shown, UGLY in shown, "Ada" in shown) == (True, False, False)
    page(people.giulio, "", 404)  # the rest is closed
    page(people.ada, path, 404)
    press(people.giulio, f"{path}objection/", words="Vorrei spiegare.")
    press(people.marta, f"safety/decisions/{decision.public_id}/reply/", words="Ne parliamo martedì.")

    assert "Ne parliamo martedì." in page(people.giulio, path)
    assert Decision.objects.get().replied_by == people.marta


def test_asks_answers_and_pages_are_reported_in_place(people: Cast) -> None:
    ask = post_ask("Compro crediti", by=people.giulio)
    answer = answer_ask(ask, by=people.paola, text="Io li vendo.")

    shown = page(people.ada, f"asks/{ask.public_id}/")
    for kind, row in (("ask", ask), ("answer", answer)):
        assert f"reports/new/{kind}/{row.public_id}/" in shown
        page(people.ada, f"reports/new/{kind}/{row.public_id}/")
    assert f"reports/new/membership/{people.giulio.public_id}/" in page(
        people.ada, f"people/{people.giulio.public_id}/"
    )
    page(people.giulio, f"reports/new/membership/{people.giulio.public_id}/", 404)
    block_person(people.ada, by=people.giulio)
    page(people.ada, f"reports/new/ask/{ask.public_id}/", 404)


def test_no_letter_says_what_was_written_or_who_reported(people: Cast) -> None:
    _message, report = reported_message(people)
    decision = actions.decide_report(
        report, by=people.marta, decided=Decided.HOLD, reason="R.", to_reporter="T.", to_concerned="C."
    )
    actions.object_to_decision(decision, "No.", by=people.giulio)
    actions.reply_to_objection(decision, "Sì.", by=people.marta)
    actions.end_hold(people.giulio, by=people.marta)

    rows = OutboxMail.objects.filter(renderer__startswith="reciproca.safeguarding.").exclude(recipient=people.ada.email)
    letters = {}
    for language in ("it", "en"):
        with translation.override(language):
            for row in rows:
                mail = renderer_of(row)(row)
                name = row.renderer.rpartition(".")[2]
                if mail is not None:
                    letters[name, language] = mail.subject + mail.text + mail.html

    assert {name for name, _language in letters} == {
        "report_received", "decision_for_concerned", "objection_answered", "hold_ended",
    }  # fmt: skip
    assert [(name, word) for name, text in letters.items() for word in SAID if word in text] == []


def test_to_answer_for_somebody_says_first_what_it_means(people: Cast) -> None:
    came_by_letter(people, people.ada)
    lea = newcomer()
    path = f"people/{lea.public_id}/vouch/"
    assert path in page(people.ada, f"people/{lea.public_id}/")
    assert path not in page(people.giulio, f"people/{lea.public_id}/")
    assert "tre mesi" in page(people.ada, path)

    press(people.ada, path)

    assert "Ada garantisce, dal 19 novembre" in page(people.giulio, f"people/{lea.public_id}/")
    press(people.giulio, path, status=409)
    vouch = Attestation.objects.get()
    press(people.giulio, f"vouches/{vouch.public_id}/end/", status=404)
    press(people.ada, f"vouches/{vouch.public_id}/end/")
    assert "garantisce" not in page(people.giulio, f"people/{lea.public_id}/")


@pytest.mark.parametrize(("deed", "done"), [("confirmation", "asked"), ("hold", "held"), ("quiet", "quieted")])
def test_what_makes_one_look_twice_is_looked_at(people: Cast, deed: str, done: str) -> None:
    doubt = Doubt.objects.create(person=people.giulio, kind="same_words", details={"number": 9})
    assert "9 persone diverse" in page(people.marta, "safety/")
    page(people.ada, "safety/", 404)

    press(people.marta, f"safety/signs/{doubt.public_id}/{deed}/")

    doubt.refresh_from_db()
    found = {"asked": doubt.asked_at, "held": hold_on(people.giulio), "quieted": doubt.quieted_at}
    assert [name for name, value in found.items() if value] == [done]
    page(people.marta, "safety/")


def test_the_measure_is_set_within_bounds(people: Cast) -> None:
    numbers = {
        "strangers_a_day": 10, "requests_open": 5, "requests_a_day": 5, "asks_open": 3, "introductions_open": 3,
        "introductions_a_month": 8, "strangers_a_day_at_first": 3, "days_at_first": 14, "links_at_first": "on", "version": 1,
    }  # fmt: skip
    assert "Da 3 a 20." in page(people.marta, "safety/measures/")

    press(people.marta, "safety/measures/", status=422, **(numbers | {"strangers_a_day": 200}))
    press(people.marta, "safety/measures/", **numbers)

    kept = Measures.objects.get()
    assert (kept.strangers_a_day, kept.links_at_first) == (10, True)
    page(people.ada, "safety/measures/", 404)


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_ask_as_often_for_one_as_for_three(people: Cast, number: int, django_assert_num_queries: Any) -> None:
    for person in (people.giulio, people.paola, people.davide)[:number]:
        actions.file_report("membership", person.public_id, by=people.ada, reason=Reason.OTHER)
    client = signed_in(people.ada)
    client.get(HERE + "reports/")

    with django_assert_num_queries(7):
        client.get(HERE + "reports/")
