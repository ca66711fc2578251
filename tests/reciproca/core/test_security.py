"""Who was let in and who was sent away stands in the log, for a program to read, and nothing that was typed does."""

import logging
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from reciproca.communities.models import Account
from reciproca.core.security import EVENTS, note
from signing import signed_in_now

DOC = Path(__file__).parents[3] / "docs/reference/logs.md"
ADA = "ada.carta@example.org"


@pytest.fixture(autouse=True)
def _nobody_has_come_yet(caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    caplog.set_level(logging.INFO)


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    lines = [record.getMessage() for record in caplog.records if record.name == "reciproca.security"]
    return [dict(re.findall(r"(\w+)=(\S+)", line)) for line in lines]


def test_sign_ins_and_those_that_fail(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    account = Account.objects.get(email=ADA)
    account.set_password("una frase soltanto mia")
    account.save(update_fields=["password"])
    asking = Client(REMOTE_ADDR="198.51.100.77")

    asking.post("/accounts/login/", {"login": ADA, "password": "indovinata male"})
    asking.post("/accounts/login/", {"login": ADA, "password": "una frase soltanto mia"})

    place = {"from": "198.51.100.77", "route": "accounts/login/"}
    assert told(caplog) == [
        {"event": "sign_in_failed", **place},
        {"event": "signed_in", **place, "account": str(account.pk)},
    ]
    assert [word for word in (ADA, "indovinata", "frase") if word in caplog.text] == []


def test_a_wrong_code(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    asking = Client()
    asking.post("/accounts/login/code/", {"email": ADA})
    right = asking.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]

    asking.post("/accounts/login/code/confirm/", {"code": "x1x2x3"})

    [line] = told(caplog)
    assert (line["event"], line["what"]) == ("code_refused", "LoginCodeVerificationProcess")
    assert line["account"] == str(people.ada.account_id)
    assert [word for word in (ADA, right, "x1x2x3") if word in caplog.text] == []


def test_refusals(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    ada = signed_in_now(Client(), people.ada)
    caplog.clear()

    ada.get("/montefeltro/members/")
    ada.get("/bellini/people/")
    ada.put("/montefeltro/people/")

    assert [(line["event"], line.get("verdict"), line.get("account")) for line in told(caplog)] == [
        ("refused", "absent", str(people.ada.account_id)),
        ("refused", "absent", str(people.ada.account_id)),
        ("method_refused", None, None),
    ]


def test_an_address_used_too_often(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    asking = Client(REMOTE_ADDR="198.51.100.78")

    statuses = [asking.post("/invitations/", {"key": "k" * 43}).status_code for _ in range(61)]

    assert statuses[-1] == 429
    assert told(caplog)[-1]["event"] == "limited"
    assert "kkkk" not in caplog.text


@pytest.mark.parametrize("value", ["two words", 'a "quoted" one', "line\nevent=signed_in", "\x1b[2J", "", "à"])
def test_a_value_is_one_value_on_one_line(caplog: pytest.LogCaptureFixture, value: str) -> None:
    note("refused", None, what=value)

    [record] = caplog.records
    assert re.fullmatch(r'event=refused what="[^\n\x1b]*"', record.getMessage())


def test_every_event_is_documented() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", DOC.read_text(), re.MULTILINE))

    assert documented == EVENTS
