"""The seam refuses what declares nothing, and a policy that fails lets nobody in."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client

from cast import Cast
from reciproca.core import clock
from reciproca.core.models import RateCount
from reciproca.core.tasks import tidy_up

pytestmark = pytest.mark.urls("tests.reciproca.core.seam_urls")


def test_an_address_without_a_policy_is_not_served(people: Cast, client: Client) -> None:
    with pytest.raises(ImproperlyConfigured, match="declares no policy"):
        client.get("/bare/")


def test_a_policy_that_fails_lets_nobody_in(people: Cast) -> None:
    answer = Client(raise_request_exception=False).get("/broken-policy/")

    assert answer.status_code == 500
    assert b"secret" not in answer.content


def test_a_verdict_nobody_knows_is_a_no(people: Cast, client: Client) -> None:
    answer = client.get("/odd-policy/")

    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_a_limit_counts_every_spelling(people: Cast, client: Client) -> None:
    spellings = [
        ("POST", "/strict/one/"),
        ("POST", "/strict/two/"),
        ("POST", "/strict/three/?format=json"),
        ("POST", "/strict/ONE/"),
        ("POST", "/strict/%6fne/"),
        ("POST", "/strict/one/?a=1&a=2"),
    ]

    answers = [client.generic(method, address).status_code for method, address in spellings]

    assert answers == [200, 200, 200, 429, 429, 429]


def test_a_subscriber_with_many_ipv6_addresses_is_one(people: Cast, client: Client) -> None:
    answers = [client.post("/strict/one/", REMOTE_ADDR=f"2001:db8:1:2::{number}").status_code for number in range(1, 5)]

    assert answers == [200, 200, 200, 429]
    assert client.post("/strict/one/", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_a_limit_opens_again_and_its_counts_are_tidied_away(people: Cast, client: Client, now) -> None:  # type: ignore[no-untyped-def]
    for _ in range(4):
        answer = client.post("/strict/one/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")

    with clock.at(now.replace(hour=10)):
        assert client.post("/strict/one/").status_code == 200
        assert RateCount.objects.count() == 2
        tidy_up()

    assert RateCount.objects.count() == 1


def test_a_limiter_that_cannot_count_refuses(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> int:
        raise RuntimeError("cannot count")

    monkeypatch.setattr("reciproca.core.limits._count", broken)

    assert Client(raise_request_exception=False).post("/strict/one/").status_code == 500


def test_a_database_that_cannot_serve_is_said_wherever_it_shows(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the use is counted, before any view: it was the page for what is broken."""
    for said in ("database is locked", "database or disk is full", "the connection is closed"):

        def away(*arguments: object, said: str = said) -> int:
            raise OperationalError(said)

        monkeypatch.setattr("reciproca.core.limits._count", away)
        answer = Client(raise_request_exception=False).post("/strict/one/")

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "quello che mandi due volte conta una volta sola" in answer.content.decode()
