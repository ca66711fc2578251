"""Asking for a code to sign in with an address that nobody has: the same steps, the same answers, as many letters."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from reciproca.notifications.models import OutboxMail

DOOR, PAGE = "/accounts/login/code/", "/accounts/login/code/confirm/"
KNOWN, UNKNOWN = "ada.carta@example.org", "zoe.nulla@example.org"


@pytest.fixture(autouse=True)
def _nobody_has_come_yet() -> None:
    cache.clear()  # allauth counts uses there, over all tests


def answers_to(email: str) -> list[tuple[int, str, str]]:
    """Asking for a code, for another, for more than there are; and a wrong one."""
    client = Client()
    sent = [client.post(DOOR, {"email": email})]
    sent += [client.post(PAGE, {"action": "resend"}) for _ in range(3)]
    sent += [client.post(PAGE, {"code": "000000"}), client.get(PAGE)]
    own = re.compile(r'[A-Za-z0-9]{64}|value="[^"]{30,}"|nonce="[^"]*"|[\w.]+@example\.org')
    return [(one.status_code, one.headers.get("Location", ""), own.sub("…", one.content.decode())) for one in sent]


def test_whoever_asks_for_another_code_is_answered_and_written_to_alike(people: Cast) -> None:
    known, unknown = answers_to(KNOWN), answers_to(UNKNOWN)

    assert unknown == known
    letters = [(mail.recipient, mail.about["template"]) for mail in OutboxMail.objects.order_by("pk")]
    mine = [template for recipient, template in letters if recipient == KNOWN]
    theirs = [template for recipient, template in letters if recipient == UNKNOWN]
    assert set(mine) == {"account/email/login_code"}
    assert set(theirs) == {"account/email/unknown_account"}
    assert len(mine) == len(theirs) > 1
