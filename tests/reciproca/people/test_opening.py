"""Opening an account: with the code that was sent to the address, and not before."""

import pytest
from django.core.cache import cache
from django.test import Client

from cast import Cast
from reciproca.communities.models import Account
from reciproca.notifications.models import OutboxMail
from reciproca.people.mails import account_mail

DOOR, PAGE = "/accounts/signup/", "/accounts/confirm-email/"
NEW, KNOWN = "new@example.org", "ada.carta@example.org"
CODE, KNOWN_ALREADY = "account/email/email_confirmation_signup", "account/email/account_already_exists"


@pytest.fixture(autouse=True)
def _nobody_has_come_yet() -> None:
    cache.clear()  # allauth counts uses there, over all tests


def letters() -> list[tuple[str, str]]:
    return [(mail.recipient, mail.about["template"]) for mail in OutboxMail.objects.order_by("pk")]


def code_of(client: Client) -> str:
    code: str = client.session["account_email_verification_code"]["code"]
    return code


def test_the_right_code_opens_the_account_and_nothing_else_does(people: Cast, client: Client) -> None:
    asked = client.post(f"{DOOR}?next=/account/", {"email": "New@example.org", "password1": "planted by somebody"})
    assert (asked.status_code, asked["Location"]) == (302, PAGE)
    assert letters() == [(NEW, CODE)]
    code = OutboxMail.objects.get().about["code"]
    client.post(PAGE, {"code": "000000" if code != "000000" else "111111"})
    assert not Account.objects.filter(email=NEW).exists()

    entered = client.post(PAGE, {"code": code})

    account = Account.objects.get(email=NEW)
    assert (entered.status_code, entered["Location"]) == (302, "/account/")
    assert client.get("/account/").context["user"] == account
    assert [(one.email, one.verified, one.primary) for one in account.emailaddress_set.all()] == [(NEW, True, True)]
    assert not account.has_usable_password()


def test_the_code_is_for_the_browser_that_asked(people: Cast, client: Client) -> None:
    client.post(DOOR, {"email": NEW})

    assert Client().post(PAGE, {"code": code_of(client)})["Location"] == "/accounts/login/"
    assert not Account.objects.filter(email=NEW).exists()


def test_who_has_an_account_is_told_by_letter_and_no_code_enters_it(people: Cast, client: Client) -> None:
    before = Account.objects.count()
    client.post(DOOR, {"email": KNOWN})
    mail = OutboxMail.objects.get()
    assert mail.about["template"] == KNOWN_ALREADY
    shown = account_mail(mail)
    assert shown is not None
    assert code_of(client) not in shown.text + shown.html

    answer = client.post(PAGE, {"code": code_of(client)})  # guessed, at one in a million

    assert answer.status_code == 200
    assert Account.objects.count() == before
    assert client.get("/account/").status_code == 302


def test_another_code_is_had_twice_by_everybody_alike(people: Cast, client: Client) -> None:
    for address, letter in [(NEW, CODE), (KNOWN, KNOWN_ALREADY)]:
        OutboxMail.objects.all().delete()
        client = Client()
        client.post(DOOR, {"email": address})
        for _ in range(4):
            cache.clear()  # as after three minutes
            client.post(PAGE, {"action": "resend"})
        assert letters() == [(address, letter)] * 3
        assert OutboxMail.objects.latest("pk").about["code"] == code_of(client)
