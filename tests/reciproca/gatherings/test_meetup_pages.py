"""The pages of meet-ups: each step by the forms that are on them, and what Today, the calendar and the ledger make of it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cast import Cast
from circling import under_way
from reciproca.boundaries.actions import mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.calendars.actions import make_feed
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.gatherings import actions
from reciproca.gatherings.meetups import code_at
from reciproca.gatherings.models import Meetup, MeetupSeat
from reciproca.network.models import Interaction
from reciproca.network.queries import lines_of
from reciproca.network.words import said
from reciproca.pages.steps import due_for, steps_for

HERE = "/montefeltro/meetups/"
ROME = ZoneInfo("Europe/Rome")


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


def told(**changes: object) -> dict[str, object]:
    day = (clock.now() + timedelta(days=3)).astimezone(ROME).date()
    return {
        "title": "Un tavolo da Basili", "words": "Per chi è **arrivato da poco**.", "whose": "all", "day": day.isoformat(),
        "hour": "18:30", "minutes": "90", "where": "Urbino", "most": "2", **changes,
    }  # fmt: skip


def called(people: Cast, **changes: object) -> tuple[Meetup, str]:
    assert press(people.ada, "new/", **told(**changes)) == 302
    meetup = Meetup.objects.get()
    return meetup, f"{meetup.public_id}/"


def test_one_is_called_come_to_waited_for_changed_and_called_off(people: Cast) -> None:
    assert "Nessun ritrovo in programma." in page(people.giulio)
    _meetup, one = called(people)
    assert "Un tavolo da Basili" in page(people.giulio)
    shown = page(people.giulio, one)
    assert "<strong>arrivato da poco</strong>" in shown
    assert "18.30–20.00" in shown
    assert page(people.giulio, f"{one}change/", status=404)

    assert press(people.giulio, f"{one}presence/", answer="yes") == 302
    assert "Ci sarai." in page(people.giulio, one)
    assert press(people.paola, f"{one}presence/", answer="yes") == 302
    assert "Aspetti un posto." in page(people.paola, one)
    assert "In attesa di un posto: Paola." in page(people.ada, one)
    assert "In attesa" not in page(people.giulio, one)
    assert any("1 persona aspetta un posto" in step.title for step in steps_for(people.ada))

    changed = told(most="3", hour="19:00", version=Meetup.objects.get().version)
    assert press(people.ada, f"{one}change/", **changed) == 302
    assert "Si è liberato un posto: ci sarai." in page(people.paola, one)
    assert "19.00–20.30" in page(people.paola, one)
    assert press(people.ada, f"{one}cancellation/") == 302
    assert "Questo ritrovo è stato annullato." in page(people.paola, one)
    assert press(people.davide, f"{one}presence/", answer="yes") == 302
    assert MeetupSeat.objects.filter(person=people.davide).count() == 0


def test_what_cannot_be_taken_stays_in_the_form(people: Cast) -> None:
    yesterday = (clock.now() - timedelta(days=1)).astimezone(ROME).date()
    for wrong, field in (
        ({"title": ""}, "title"),
        ({"most": "1"}, "most"),
        ({"whose": "circle 0"}, "whose"),
        ({"day": yesterday.isoformat()}, "day"),
    ):
        answer = signed_in(people.ada).post(f"{HERE}new/", told(**wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert "arrivato da poco" in answer.content.decode()
    assert not Meetup.objects.exists()


def test_a_second_tab_keeps_what_was_typed_there(people: Cast) -> None:
    _meetup, one = called(people)
    assert press(people.ada, f"{one}change/", **told(title="Il primo", version=1)) == 302
    answer = signed_in(people.ada).post(f"{HERE}{one}change/", told(title="Il secondo", version=1))

    assert answer.status_code == 409
    assert 'value="Il secondo"' in answer.content.decode()
    assert answer.context["form"]["version"].value() == "2"


def test_of_a_circle_only_its_people_know(people: Cast) -> None:
    circle = under_way(people)
    _meetup, one = called(people, whose=f"circle {circle.public_id}")

    assert "I ritrovi di «Prime volte»" in page(people.giulio, f"?circle={circle.public_id}")
    assert "Prime volte" not in page(people.davide, f"?circle={circle.public_id}")
    for stranger in (people.davide, people.marta):
        assert page(stranger, one, status=404)
        assert "Un tavolo da Basili" not in page(stranger)
        for path in ("presence/", "arrival/", "people/", "cancellation/"):
            assert press(stranger, f"{one}{path}", answer="yes", code="A", people="") == 404


def test_minors_are_told_why(people: Cast) -> None:
    called(people)
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)

    assert "I ritrovi sono fra persone adulte." in page(people.paola)
    assert page(people.paola, "new/", status=404)


def test_at_the_door_and_afterwards(people: Cast) -> None:
    meetup, one = called(people)
    assert press(people.giulio, f"{one}presence/", answer="yes") == 302
    assert page(people.ada, f"{one}door/", status=404)
    with clock.at(meetup.starts_at - timedelta(minutes=30)):
        code = code_at(meetup)
        assert f"{code[:4]} {code[4:]}" in page(people.ada, f"{one}door/")
        assert page(people.giulio, f"{one}door/", status=404)
        assert f'value="{code}"' in page(people.giulio, f"{one}arrival/?code={code}")
        answer = signed_in(people.giulio).post(f"{HERE}{one}arrival/", {"code": "ABCDEFGH"})
        assert answer.status_code == 422
        assert "Non è il codice che vale adesso" in answer.content.decode()
        assert press(people.giulio, f"{one}arrival/", code=code) == 302
        assert "Giulio Serra" in page(people.ada, f"{one}door/").partition("Chi è arrivato")[2]
    with clock.at(meetup.ends_at + timedelta(hours=1)):
        assert any("Giulio dice che vi siete visti" in step.title for step in steps_for(people.ada))
        assert "checked" in page(people.ada, one)
        assert press(people.ada, f"{one}people/", people=str(people.davide.public_id)) == 422
        assert press(people.ada, f"{one}people/", people=str(people.giulio.public_id)) == 302
        shown = page(people.giulio, one)
        assert "Ringrazia Ada, che l’ha proposto" in shown
        [line] = [line for line in lines_of(people.giulio) if line.object_kind == "meetuppair"]
        assert said(line) == "Un ritrovo con Ada"
        thanks = re.search(r'href="([^"]+/thanks/for/meetuppair/[^"]+)"', shown)
        assert thanks is not None
        assert signed_in(people.giulio).get(thanks[1]).status_code == 200
    assert Interaction.objects.filter(object_kind="meetuppair").count() == 1


def test_today_and_the_calendar_know_of_it(people: Cast) -> None:
    meetup, one = called(people)
    assert any("Ada propone un ritrovo" in step.title for step in steps_for(people.giulio))
    assert press(people.giulio, f"{one}presence/", answer="yes") == 302
    assert not any("propone un ritrovo" in step.title for step in steps_for(people.giulio))
    [due] = due_for(people.giulio)
    assert (due.what, due.detail) == (meetup.title, "18.30, Urbino")

    feed = Client().get(f"/montefeltro/calendar/{make_feed(by=people.giulio)}/sessions.ics").content.decode()
    assert f"meetup-{meetup.public_id}@" in feed.replace("\r\n ", "")
    assert "ada.carta@" not in feed
    assert "BEGIN:VEVENT" in signed_in(people.giulio).get(f"{HERE}{one}invitation/").content.decode()
    actions.stay_away(meetup, by=people.giulio)
    assert due_for(people.giulio) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    people: Cast, number: int, django_assert_max_num_queries: object
) -> None:
    for at in range(number):
        actions.call_meetup(
            by=people.ada, title=f"Tavolo {at}", starts_at=clock.now() + timedelta(days=at + 1), minutes=60
        )
    client = signed_in(people.giulio)
    client.get(HERE)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get(HERE).status_code == 200
