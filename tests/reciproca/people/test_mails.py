import pytest
from django.core import mail
from django.test import Client

from cast import Cast
from reciproca.notifications.actions import deliver_mail, post_mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.mails import ACCOUNT_MAILS


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_account_mail_can_be_worded(db: None, language: str) -> None:
    for template in ACCOUNT_MAILS:
        about = {"template": template, "code": "418207", "url": "http://localhost/x"}
        post_mail(
            "reciproca.people.mails.account_mail", to="ada@example.org", language=language, key=template, about=about
        )

    states = {deliver_mail(waiting.pk) for waiting in OutboxMail.objects.all()}

    assert states == {"sent"}
    assert len({letter.subject for letter in mail.outbox}) == len(
        {str(words.subject) for words in ACCOUNT_MAILS.values()}
    )
    with_codes = [letter for letter in mail.outbox if "\n418207\n" in letter.body]
    assert len(with_codes) == sum(words.url is None for words in ACCOUNT_MAILS.values()) != 0
    assert not any("418207" in letter.subject for letter in mail.outbox)


def test_a_code_leaves_the_outbox_with_its_mail(people: Cast, client) -> None:
    client.post("/accounts/login/code/", {"email": "ada.carta@example.org"})
    waiting = OutboxMail.objects.get()
    assert len(waiting.about["code"]) == 6

    deliver_mail(waiting.pk)

    assert "code" not in OutboxMail.objects.get().about


def test_an_unknown_address_gets_a_mail_and_the_page_looks_the_same(people: Cast, client) -> None:
    known = client.post("/accounts/login/code/", {"email": "ada.carta@example.org"})
    unknown = Client().post("/accounts/login/code/", {"email": "nobody@example.org"})

    assert known["Location"] == unknown["Location"]
    assert [waiting.about["template"] for waiting in OutboxMail.objects.order_by("pk")] == [
        "account/email/login_code",
        "account/email/unknown_account",
    ]
