"""Nobody learns at the doors whether an address has an account: same status, same way on, same headers, same length."""

import re
from collections.abc import Iterator

import pytest
from allauth.account.forms import SignupForm
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from cast import Cast
from reciproca.communities.models import Account
from reciproca.people.account_forms import SignUp
from signing import signed_in_now

KNOWN, UNKNOWN = "ada.carta@example.org", "zoe.nulla@example.org"  # of the same length, as they stand in pages
#: A password that is wrong for everybody.
WRONG = {"password": "certo non questa"}

DOORS = [
    ("/accounts/login/", "login", WRONG),
    ("/accounts/login/code/", "email", {}),
    ("/accounts/signup/", "email", {}),
    ("/accounts/password/reset/", "email", {}),
]


def what_is_told(answer: HttpResponse, address: str) -> tuple:
    """What whoever asked can see: of a page its length only, since it shows the address and fresh tokens."""
    names = sorted((name, value) for name, value in answer.items() if name not in ("Location", "Expires"))
    cookies = sorted((name, len(cookie.value), cookie["max-age"]) for name, cookie in answer.cookies.items())
    return answer.status_code, answer.get("Location", "").replace(address, "A"), names, cookies, len(answer.content)


def told_at(door: str, field: str, more: dict[str, str], address: str) -> list[tuple]:
    """The answer, and the page it leads to."""
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.get(door)
    first = client.post(door, {field: address, **more})
    told = [what_is_told(first, address)]
    if first.status_code == 302:
        told.append(what_is_told(client.get(first["Location"]), address))
    return told


@pytest.fixture
def with_passwords(people: Cast) -> Iterator[Cast]:
    """Whoever has a password is not told apart from whoever has none."""
    account = Account.objects.get(email=KNOWN)
    account.set_password("una frase soltanto mia")
    account.save(update_fields=["password"])
    cache.clear()  # allauth counts uses there, over all tests
    yield people
    cache.clear()


@pytest.mark.parametrize(("door", "field", "more"), DOORS, ids=[door for door, *_ in DOORS])
def test_known_and_unknown_addresses_look_the_same(
    with_passwords: Cast, door: str, field: str, more: dict[str, str]
) -> None:
    assert len(KNOWN) == len(UNKNOWN)

    assert told_at(door, field, more, KNOWN) == told_at(door, field, more, UNKNOWN)
    assert told_at(door, field, more, KNOWN) == told_at(door, field, more, UNKNOWN), "the second time"


def test_a_door_that_tells_is_found(with_passwords: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """The negative control: allauth's own form, without its mask, says which addresses it knows."""
    settings.ACCOUNT_PREVENT_ENUMERATION = False
    monkeypatch.setattr(SignUp, "clean_email", SignupForm.clean_email)

    apart = []
    for door, *rest in DOORS:
        cache.clear()
        if told_at(door, *rest, KNOWN) != told_at(door, *rest, UNKNOWN):
            apart.append(door)

    assert "/accounts/signup/" in apart


def test_a_wrong_password_costs_the_same_hashing_for_everybody(
    with_passwords: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is what remains to tell by: whether or not there is an account, one password is hashed."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, word, salt: hashed.append(word) or encode(self, word, salt)
    )
    counts = []
    for address in (KNOWN, UNKNOWN, "giulio.serra@example.org"):
        hashed.clear()
        Client(REMOTE_ADDR="198.51.100.8").post("/accounts/login/", {"login": address, **WRONG})
        counts.append(len(hashed))  # for an account without a password, some other word is hashed

    assert counts == [1, 1, 1]


def test_asking_for_another_address_tells_nothing(with_passwords: Cast) -> None:
    """Whoever is signed in and gives an address as theirs does not learn whether somebody has it."""
    answers = {}
    for address in (KNOWN, UNKNOWN):
        client = signed_in_now(Client(REMOTE_ADDR="198.51.100.9"), with_passwords.giulio)
        asked = client.post("/accounts/email/", {"email": address, "action_add": ""})
        page = client.get(asked["Location"])
        answers[address] = [what_is_told(asked, address), what_is_told(page, address)]

    assert answers[KNOWN] == answers[UNKNOWN]


def test_inviting_tells_nothing_of_accounts(with_passwords: Cast) -> None:
    """A coordinator who writes an address down does not learn whether it has an account on this server."""
    answers = {}
    for address in ("rosa@example.org", "zoe1@example.org"):  # Rosa’s account belongs to no community
        client = signed_in_now(Client(REMOTE_ADDR="198.51.100.9"), with_passwords.marta)
        told = {"email": address, "given_name": "Zoe", "family_name": "Nulla", "language": "it", "role": "member"}
        asked = client.post("/montefeltro/members/new/", told)
        assert asked.status_code == 302
        page = client.get(asked["Location"])
        drawn_by_chance = re.sub(rb'<svg class="avatar.*?</svg>', b"", page.content, flags=re.DOTALL)
        answers[address] = [asked.status_code, sorted(asked.headers), len(drawn_by_chance)]

    assert answers["rosa@example.org"] == answers["zoe1@example.org"]


def test_an_invitation_tells_nothing_of_accounts(people: Cast) -> None:
    """A made-up letter is answered alike, whatever it looks like, and to whoever opens it."""
    answers = {
        (answer.status_code, len(answer.content))
        for token in ("a" * 43, "b" * 43, "A-_9" * 10 + "xyz")
        for answer in [Client().post("/invitations/", {"key": token})]
    }

    assert len(answers) == 1
    assert next(iter(answers))[0] in (404, 410)
