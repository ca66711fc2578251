"""The pages of circles: from both sides, each step by the forms that are on them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from circling import agree, begin, meet, propose, under_way
from reciproca.circles import actions
from reciproca.circles.models import Circle, Seat
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import connect
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail

HERE = "/montefeltro/circles/"
TOLD = {
    "name": "Prime volte", "about": "Chi guida un gruppo da poco.", "topics": "delegare, colloqui", "language": "it",
    "place": "", "cadence_days": "21", "most": "7", "entry": "open",
}  # fmt: skip


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


def test_a_circle_is_begun_found_and_joined(people: Cast) -> None:
    assert "Bastano tre persone." in page(people.giulio)

    assert press(people.ada, "new/", **TOLD) == 302

    circle = Circle.objects.get()
    assert (circle.topics, circle.most) == (["delegare", "colloqui"], 7)
    assert "6 posti liberi" in page(people.giulio)
    assert "Prendi un posto" in page(people.giulio, f"{circle.public_id}/")
    assert press(people.giulio, f"{circle.public_id}/joining/") == 302
    assert "Scrivi il patto" in page(people.giulio, f"{circle.public_id}/")


def test_what_cannot_be_taken_stays_in_the_form(people: Cast) -> None:
    answer = signed_in(people.ada).post(f"{HERE}new/", TOLD | {"name": "", "topics": "a,b,c,d,e,f"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Sono più di cinque" in said
    assert "Chi guida un gruppo da poco." in said


def test_who_comes_second_to_the_last_seat_is_shown_the_nearest(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, most=3, topics=["delegare"])
    begin(people.marta, name="Altre prime volte", topics=["Delegare"])
    seen = page(people.davide, f"{circle.public_id}/")
    actions.join_circle(circle, by=people.paola)

    answer = signed_in(people.davide).post(f"{HERE}{circle.public_id}/joining/")

    assert ("Take a seat" in seen, answer.status_code) == (True, 409)
    assert "Altre prime volte" in answer.content.decode()


def test_a_question_and_its_answer(people: Cast) -> None:
    circle = begin(people.ada, entry="request")
    assert press(people.paola, f"{circle.public_id}/request/", words="Vorrei capire.") == 302
    seat = Seat.objects.get(person=people.paola)

    assert "Hai chiesto." in page(people.paola, f"{circle.public_id}/")
    assert "Vorrei capire." in page(people.ada, f"{circle.public_id}/")
    assert press(people.paola, f"seats/{seat.public_id}/answer/", answer="yes") == 404  # not one of them
    assert press(people.ada, f"seats/{seat.public_id}/answer/", answer="yes") == 302

    assert "Paola è dei vostri" not in page(people.ada, f"{circle.public_id}/")
    assert "Scrivi il patto" in page(people.paola, f"{circle.public_id}/")


def test_a_not_now_changes_nothing_for_who_asked(people: Cast) -> None:
    circle = begin(people.ada, entry="request")
    seat = actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")
    before = signed_in(people.paola).get(f"{HERE}{circle.public_id}/").context["asked"]

    press(people.ada, f"seats/{seat.public_id}/answer/", answer="no")

    assert before == signed_in(people.paola).get(f"{HERE}{circle.public_id}/").context["asked"] == seat
    assert "Vorrei capire." not in page(people.ada, f"{circle.public_id}/")


def test_a_seat_is_kept_for_somebody_one_knows(people: Cast) -> None:
    circle = begin(people.ada, entry="invitation")
    assert "non hai collegamenti" in page(people.ada, f"{circle.public_id}/invitation/")
    connect(people.ada, people.paola, source=people.ada)
    assert page(people.paola, f"{circle.public_id}/", status=404)

    sent = {"person": str(people.paola.public_id), "words": "Pensavo a te."}
    assert press(people.ada, f"{circle.public_id}/invitation/", **sent) == 302

    assert "Pensavo a te." in page(people.paola, f"{circle.public_id}/")
    seat = Seat.objects.get(person=people.paola)
    assert press(people.paola, f"seats/{seat.public_id}/acceptance/") == 302
    assert "Chi siamo" in page(people.paola, f"{circle.public_id}/")


def test_the_charter_is_read_by_all_and_holds_with_all(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, people.paola)
    assert "resta nel cerchio" in page(people.ada, f"{circle.public_id}/charter/")  # the text to begin from
    charter = propose(circle, people.ada)

    for person in (people.giulio, people.paola):
        assert "Dico di sì" in page(person, f"{circle.public_id}/")
        assert press(person, f"charters/{charter.public_id}/consent/") == 302

    assert "Scegli le date" in page(people.ada, f"{circle.public_id}/")
    assert "Versione 1" in page(people.ada, f"{circle.public_id}/charters/")
    assert press(people.davide, f"charters/{charter.public_id}/consent/") == 404


def test_dates_who_comes_and_who_was_there(people: Cast, now: object) -> None:
    circle = under_way(people)
    sent = {"day": "2026-12-01", "hour": "18:30", "minutes": "90", "where": "Urbino", "times": "3"}
    assert press(people.giulio, f"{circle.public_id}/meetings/", **sent) == 302
    first = circle.meetings.get(number=1)
    assert circle.meetings.count() == 3

    seen = page(people.ada, f"meetings/{first.public_id}/")
    assert "Martedì 1° dicembre" in seen
    assert "modera" in seen
    assert press(people.paola, f"meetings/{first.public_id}/presence/", presence="away", word="In viaggio") == 302
    assert "«In viaggio»" in page(people.ada, f"meetings/{first.public_id}/")
    assert press(people.paola, f"meetings/{first.public_id}/presence/", presence="") == 422
    with clock.at(first.ends_at + timedelta(hours=1)):
        assert "C’eri?" in page(people.ada, f"{circle.public_id}/")
        for person in (people.ada, people.giulio):
            assert press(person, f"meetings/{first.public_id}/attendance/", answer="yes") == 302
        assert "C’eri?" not in page(people.ada, f"{circle.public_id}/")


def test_the_feed_and_the_file_have_the_meeting(people: Cast) -> None:
    planned = meet(under_way(people), people.ada)

    text = signed_in(people.giulio).get(f"{HERE}meetings/{planned.public_id}/invitation.ics").content.decode()

    assert f"UID:meeting-{planned.public_id}@reciproca.invalid" in text.replace("\r\n ", "")
    assert people.ada.email not in text


def test_commitments_are_read_by_the_circle_alone(people: Cast) -> None:
    circle = under_way(people)
    assert press(people.ada, f"{circle.public_id}/commitments/", text="Delegare il lunedì") == 302
    kept = circle.commitments.get()

    assert "Delegare il lunedì" in page(people.giulio, f"{circle.public_id}/")
    for stranger in (people.marta, people.davide):  # Marta coordinates
        assert "Delegare il lunedì" not in page(stranger, f"{circle.public_id}/")
        assert page(stranger, f"commitments/{kept.public_id}/outcome/", status=404)
    assert page(people.giulio, f"commitments/{kept.public_id}/outcome/", status=404)
    assert press(people.ada, f"commitments/{kept.public_id}/outcome/", state="kept", word="Fatto", version=1) == 302
    assert "mantenuto" in page(people.giulio, f"{circle.public_id}/")
    assert press(people.ada, f"commitments/{kept.public_id}/outcome/", state="kept", word="", version=1) == 409


def test_leaving_asks_first_and_ending_needs_all(people: Cast) -> None:
    circle = under_way(people)
    assert "Lasci «Prime volte»?" in page(people.paola, f"{circle.public_id}/departure/")
    assert press(people.ada, f"{circle.public_id}/ending/", answer="yes") == 302
    assert "Finora lo pensa 1 su 3." in page(people.giulio, f"{circle.public_id}/")

    for person in (people.giulio, people.paola):
        press(person, f"{circle.public_id}/ending/", answer="yes")

    assert "Questo cerchio è finito" in page(people.ada, f"{circle.public_id}/")
    assert page(people.ada, f"{circle.public_id}/meetings/", status=404)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    people: Cast, number: int, django_assert_max_num_queries: object
) -> None:
    for place in range(number):
        begin(people.ada, people.giulio, name=f"Cerchio {place}")
    client = signed_in(people.paola)
    client.get(HERE)

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert client.get(HERE).status_code == 200


def test_letters_say_nothing_that_anybody_wrote(people: Cast) -> None:

    circle = begin(people.ada, people.giulio, people.paola, name="Prime volte")
    agree(circle, [people.ada, people.giulio, people.paola])
    actions.make_commitment(circle, "CANARINO", by=people.ada)
    actions.change_circle(
        circle, by=people.ada, version=_version(circle), name="Prime volte", about="x", entry="request"
    )
    seat = actions.ask_to_join(circle, by=people.davide, words="CANARINO")
    meet(circle, people.ada, times=3)
    written = {mail.renderer.rpartition(".")[2]: renderer_of(mail)(mail) for mail in OutboxMail.objects.all()}
    actions.answer_request(seat, True, by=people.ada)

    said = "".join(f"{mail.subject}{mail.text}{mail.html}" for mail in written.values() if mail is not None)
    assert {"charter_in_force", "seat_asked", "meetings_planned"} <= {name for name, mail in written.items() if mail}
    assert "CANARINO" not in said


def _version(circle: Circle) -> int:
    return Circle.objects.get(pk=circle.pk).version
