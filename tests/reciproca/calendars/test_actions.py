import re
from base64 import b64encode
from datetime import time

from django.http import HttpResponse
from django.test import Client

from cast import Cast
from pairs import pair, plan
from reciproca.calendars.actions import make_feed, revoke_feed
from reciproca.calendars.models import CalendarFeed
from reciproca.calendars.queries import feed_by_token, feed_of
from reciproca.communities.models import Membership
from reciproca.core.scope import within
from reciproca.network.actions import keep_time


def address(token: str, community: str = "montefeltro") -> str:
    return f"/{community}/calendar/{token}/sessions.ics"


def test_make_feed_keeps_only_a_hash_and_stops_the_one_before(people: Cast) -> None:
    first = make_feed(by=people.ada)
    second = make_feed(by=people.ada)

    assert len(second) >= 32
    assert second not in str(CalendarFeed.objects.values())
    assert feed_by_token(first, people.montefeltro) is None
    assert feed_by_token(second, people.montefeltro).membership == people.ada
    revoke_feed(by=people.ada)
    revoke_feed(by=people.ada)
    assert feed_of(people.ada) is None
    assert feed_by_token(second, people.montefeltro) is None


def test_token_is_good_in_its_own_community_only(people: Cast) -> None:
    token = make_feed(by=people.ada)
    with within(people.bellini):
        assert feed_by_token(token, people.bellini) is None
    assert Client().get(address(token, "bellini")).status_code == 404


def test_feed_is_read_without_signing_in_by_who_has_the_address(people: Cast) -> None:
    session = plan(people, pair(people))
    token = make_feed(by=people.ada)

    answer = Client().get(address(token))

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    text = answer.content.decode()
    assert f"session-{session.public_id}" in text.replace("\r\n ", "")
    assert "Incontro con Giulio Serra" in text
    assert Client().get(address("x" * 32)).status_code == 404
    Membership.objects.filter(pk=people.ada.pk).update(state="left")
    assert Client().get(address(token)).status_code == 404


def test_a_calendar_that_can_sends_its_password_in_a_header(people: Cast) -> None:
    """So that nothing secret stands in the address, but for who asks for it."""
    session = plan(people, pair(people))
    ada = Client()
    ada.force_login(people.ada.account)
    page = ada.post("/montefeltro/calendar/").content.decode()
    assert 'value="http://testserver/montefeltro/calendar/sessions.ics"' in page
    password = re.search(r'id="feed-password" readonly value="([\w-]{32})"', page)
    assert password

    def read(said: str) -> HttpResponse:
        return Client().get("/montefeltro/calendar/sessions.ics", headers={"authorization": said})

    def basic(word: str) -> str:
        return f"Basic {b64encode(f'calendar:{word}'.encode()).decode()}"

    assert f"session-{session.public_id}" in read(basic(password[1])).content.decode().replace("\r\n ", "")
    assert [read(said).status_code for said in ("", basic("x" * 32), "Basic è", f"Bearer {password[1]}")] == [401] * 4
    assert read("")["WWW-Authenticate"].startswith("Basic ")


def test_page_makes_shows_once_and_revokes(people: Cast) -> None:
    ada = Client()
    ada.force_login(people.ada.account)
    assert ada.get("/montefeltro/calendar/").status_code == 200

    page = ada.post("/montefeltro/calendar/", {"way": "address"}).content.decode()
    assert re.search(r"/calendar/[\w-]{32}/sessions\.ics", page)
    assert "/sessions.ics" not in ada.get("/montefeltro/calendar/").content.decode()
    ada.post("/montefeltro/calendar/revocation/")
    assert feed_of(people.ada) is None


def test_the_weekly_hour_for_relationships_is_in_the_feed(client: Client, people: Cast) -> None:
    token = make_feed(by=people.giulio)
    keep_time(by=people.giulio, weekday=4, starts_at=time(18), minutes=30)

    text = client.get(address(token)).content.decode()

    assert "SUMMARY:Tempo per le relazioni" in text
    assert "DTSTART;TZID=Europe/Rome:20261120T180000" in text
    assert "RRULE:FREQ=WEEKLY" in text
