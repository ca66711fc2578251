"""How long one stays signed in: whoever coordinates is asked again sooner."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from reciproca.communities.actions import change_role
from reciproca.communities.middleware import AGE_OF_COORDINATORS, AGE_OF_MEMBERS, IDLE_OF_COORDINATORS
from reciproca.core import clock


def is_signed_in(client: Client, moment: datetime) -> bool:
    with clock.at(moment):
        client.get("/")
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("who", "hours", "stays"),
    [("marta", 2.9, True), ("marta", 3.1, False), ("rosa", 3.1, False), ("ada", 3.1, True), ("ada", 24 * 20, True)],
)
def test_without_use(people: Cast, client: Client, now: datetime, who: str, hours: float, stays: bool) -> None:
    person = getattr(people, who)
    client.force_login(getattr(person, "account", person))

    assert is_signed_in(client, now + timedelta(hours=hours)) is stays


def test_a_coordinator_in_steady_use_is_asked_again_after_twelve_hours(
    people: Cast, client: Client, now: datetime
) -> None:
    client.force_login(people.marta.account)

    stays = [is_signed_in(client, now + timedelta(hours=hour)) for hour in range(1, 14)]

    assert stays == [True] * 12 + [False]


def test_a_member_in_steady_use_is_asked_again_after_thirty_days(people: Cast, client: Client, now: datetime) -> None:
    client.force_login(people.ada.account)

    stays = [is_signed_in(client, now + timedelta(days=day)) for day in (10, 20, 29, 31)]

    assert stays == [True, True, True, False]


def test_why_one_was_signed_out_is_said(people: Cast, client: Client, now: datetime) -> None:
    client.force_login(people.marta.account)

    with clock.at(now + timedelta(hours=4)):
        page = client.get("/", headers={"accept-language": "en"}).content.decode()

    assert "For the safety of your community you were signed out." in page


def test_who_becomes_coordinator_has_a_short_session_from_the_next_page(
    people: Cast, client: Client, now: datetime
) -> None:
    client.force_login(people.ada.account)
    change_role(people.ada, "coordinator", by=people.marta)
    client.get("/montefeltro/")

    assert is_signed_in(client, now + timedelta(hours=4)) is False


def test_a_deactivated_account_is_out_at_the_next_request(people: Cast, client: Client) -> None:
    client.force_login(people.ada.account)
    assert client.get("/montefeltro/").status_code == 200

    people.ada.account.is_active = False
    people.ada.account.save(update_fields=["is_active"])

    assert client.get("/montefeltro/").status_code == 302


def test_reading_a_page_writes_nothing(people: Cast, client: Client) -> None:
    client.force_login(people.ada.account)
    client.get("/montefeltro/")

    with CaptureQueriesContext(connection) as captured:
        client.get("/montefeltro/")

    assert [query["sql"] for query in captured if not query["sql"].lstrip("(").startswith("SELECT")] == []


def test_a_session_that_ran_out_is_nobodys(people: Cast, client: Client, now: datetime) -> None:
    client.force_login(people.ada.account)
    before = client.get("/montefeltro/").status_code

    Session.objects.update(expire_date=now - timedelta(seconds=1))

    assert (before, client.get("/montefeltro/").status_code) == (200, 302)
    assert client.session.get("_auth_user_id") is None


def test_each_session_is_its_own_persons(people: Cast) -> None:
    clients = {name: Client() for name in ("ada", "giulio")}
    for name, client in clients.items():
        client.force_login(getattr(people, name).account)

    accounts = {name: client.get("/montefeltro/").wsgi_request.user for name, client in clients.items()}

    assert accounts == {"ada": people.ada.account, "giulio": people.giulio.account}


def test_how_long_sessions_last_is_documented() -> None:
    page = (Path(__file__).parents[3] / "SECURITY.md").read_text()

    hours = [found // timedelta(hours=1) for found in (IDLE_OF_COORDINATORS, AGE_OF_COORDINATORS)]
    assert "after {} hours without use and after {} in any case".format(*hours) in page
    assert f"members after {AGE_OF_MEMBERS.days} days" in page
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == AGE_OF_MEMBERS


def test_an_account_is_signed_in_as_often_as_it_likes_and_sees_how_often(people: Cast) -> None:
    account = people.ada.account
    account.set_password("una frase soltanto mia")
    account.save(update_fields=["password"])
    clients = [Client() for _ in range(3)]
    for client in clients:
        client.post("/accounts/login/", {"login": account.email, "password": "una frase soltanto mia"})

    assert [client.get("/montefeltro/").status_code for client in clients] == [200] * 3
    assert "su 3 apparecchi" in clients[0].get("/account/").content.decode()
