"""Guessing at a password: few tries from one place, few at one account, and who owns it still gets in where it is known."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from cast import Cast
from reciproca.communities.models import Account
from reciproca.core import clock
from reciproca.people import devices

pytestmark = pytest.mark.sweep

ADA, HERS = "ada.carta@example.org", "una frase soltanto mia"
DOOR = "/accounts/login/"
GUESSES, ADDRESSES = 10_000, 1_000
HOUR = 3600


class Doors:
    """The real pages, from one network address, at a moment that can be moved on; it counts the passwords checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.checked: list[str] = []
        self.second = clock.now().timestamp()
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher, "encode", lambda one, word, salt: self.checked.append(word) or encode(one, word, salt)
        )
        moments = SimpleNamespace(time=lambda: self.second, monotonic=lambda: self.second, sleep=lambda seconds: None)
        monkeypatch.setattr("allauth.core.internal.ratelimit.time", moments)

    def guess(self, word: str, *, at: str = ADA, come_from: str, client: Client | None = None) -> HttpResponse:
        with clock.at(datetime.fromtimestamp(self.second, UTC)):
            return (client or Client()).post(DOOR, {"login": at, "password": word}, REMOTE_ADDR=come_from)


@pytest.fixture
def doors(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    account = Account.objects.get(email=ADA)
    account.set_password(HERS)
    account.save(update_fields=["password"])
    cache.clear()  # allauth counts there, over all tests
    yield Doors(monkeypatch)
    cache.clear()


def signed_in(doors: Doors, *, come_from: str = "192.0.2.1") -> Client:
    """Ada's own device, after she signed in once and out again."""
    device = Client()
    assert doors.guess(HERS, come_from=come_from, client=device).status_code == 302
    assert device.cookies[settings.DEVICE_COOKIE_NAME].value
    device.post("/accounts/logout/")
    return device


def test_ten_thousand_guesses_from_one_address_are_a_hundred_at_most(doors: Doors) -> None:
    """One a second, at many accounts in turn, so that only the place they come from is counted."""
    guess_from_one_place(doors)

    assert 0 < len(doors.checked) <= 100


def test_without_a_limit_by_the_hour_they_are_more(doors: Doors, settings) -> None:  # type: ignore[no-untyped-def]
    """The negative control."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

    guess_from_one_place(doors, until=100)

    assert len(doors.checked) > 100


def guess_from_one_place(doors: Doors, *, until: int = GUESSES) -> None:
    """Until more than so many passwords were checked."""
    for number in range(GUESSES):
        if len(doors.checked) > until:
            return
        doors.second += 10_000 / GUESSES
        doors.guess(f"forse {number}", at=f"somebody{number}@example.org", come_from="198.51.100.1")


def test_guesses_from_a_thousand_addresses_are_fifty_an_hour_and_the_owner_gets_in(doors: Doors) -> None:
    device = signed_in(doors)
    doors.checked.clear()

    for number in range(ADDRESSES):
        doors.second += HOUR / ADDRESSES
        answer = doors.guess(f"forse {number}", come_from=f"198.18.{number // 250}.{number % 250}")

    assert 0 < len(doors.checked) <= 50
    assert "Troppe prove" in answer.content.decode()
    assert doors.guess(HERS, come_from="203.0.113.1").status_code == 200, "from elsewhere it is closed, also to her"
    assert doors.guess(HERS, come_from="203.0.113.2", client=device).status_code == 302


def test_a_known_device_has_few_tries_too(doors: Doors) -> None:
    device = signed_in(doors)
    doors.checked.clear()

    for number in range(40):
        doors.second += 30
        doors.guess(f"forse {number}", come_from=f"198.51.100.{number}", client=device)

    assert len(doors.checked) <= 20


def test_the_cookie_of_a_device_is_of_one_account_and_of_one_password(doors: Doors, people: Cast) -> None:
    device = signed_in(doors)

    def is_closed(at: str, client: Client) -> bool:
        for number in range(8):
            doors.guess("forse", at=at, come_from=f"198.51.100.{number}")
        doors.checked.clear()
        doors.guess("forse", at=at, come_from="203.0.113.9", client=client)
        return not doors.checked

    assert is_closed(people.giulio.email, device)
    assert not is_closed(ADA, device)
    forged = Client()
    forged.cookies[settings.DEVICE_COOKIE_NAME] = device.cookies[settings.DEVICE_COOKIE_NAME].value[:-1] + "x"
    assert is_closed(ADA, forged)
    account = Account.objects.get(email=ADA)
    account.set_password("un’altra frase")
    account.save(update_fields=["password"])
    assert is_closed(ADA, device)


def test_the_trace_of_a_password_has_128_bits(people: Cast) -> None:
    assert len(bytes.fromhex(devices._trace_of(people.ada.account))) * 8 == 128


def test_without_devices_the_owner_is_locked_out(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    device = signed_in(doors)
    monkeypatch.setattr("reciproca.people.adapter.known_device", lambda request, email: "")
    for number in range(ADDRESSES):
        doors.guess(f"forse {number}", come_from=f"198.18.{number // 250}.{number % 250}")

    assert doors.guess(HERS, come_from="203.0.113.2", client=device).status_code == 200


def test_a_code_is_had_on_a_known_device_after_strangers_asked_for_all(doors: Doors) -> None:
    device = signed_in(doors)

    def ask(come_from: str, client: Client) -> int:
        return client.post("/accounts/login/code/", {"email": ADA}, REMOTE_ADDR=come_from).status_code

    for number in range(12):
        ask(f"198.51.100.{number}", Client())

    assert ask("203.0.113.3", Client()) == 200  # too many: the form again
    assert ask("203.0.113.4", device) == 302


def test_six_spellings_of_the_door_are_one(doors: Doors) -> None:
    """However the address and the account are written, the password is checked as often as if it were one."""
    spellings = [
        (DOOR, ADA), (f"{DOOR}?next=/", ADA.upper()), ("/accounts/%6cogin/", f" {ADA} "), ("/accounts//login/", ADA),
        ("/accounts/login", ADA), ("/ACCOUNTS/login/", ADA), ("/accounts/login.json", ADA),
    ]  # fmt: skip

    for number in range(10):
        for door, login in spellings:
            for method in ("POST", "PUT", "PATCH"):
                Client().generic(
                    method, door, urlencode({"login": login, "password": f"forse {number}"}),
                    "application/x-www-form-urlencoded", REMOTE_ADDR=f"198.51.100.{number}",
                )  # fmt: skip

    assert 0 < len(doors.checked) <= 5
