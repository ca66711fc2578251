"""A mail leaves once, whatever dies on the way; at worst a second time, under the same Message-ID."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.core import mail as sent
from django.db import transaction

from cast import Cast
from mailroom import Relay, relay
from reciproca.core import clock
from reciproca.notifications import actions
from reciproca.notifications.actions import deliver_mail, due_mails, forget_old_mails, post_mail, unpark_mail
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail
from reciproca.notifications.tasks import deliver_due_mails


class Killed(BaseException):
    """What nobody catches: the process is gone."""


@pytest.fixture(autouse=True)
def mails(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A room's mails.py whose only letter is a greeting."""
    module = ModuleType("reciproca.notifications.mails")
    module.greeting = lambda row: Mail(subject="Ciao\r\nBcc: all@example.org", text="Come va?")  # type: ignore[attr-defined]
    module.unwanted = lambda row: None  # type: ignore[attr-defined]
    module.broken = lambda row: 1 / 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "reciproca.notifications.mails", module)
    return module


@pytest.fixture
def post_office(settings: Any) -> Iterator[Relay]:
    with relay() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


def post(renderer: str = "greeting", key: str = "one", **about: str) -> OutboxMail:
    mail = post_mail(
        f"reciproca.notifications.mails.{renderer}", to="ada@example.org", language="it", key=key, about=about
    )
    assert mail is not None
    return mail


def state_of(mail: OutboxMail) -> str:
    return OutboxMail.objects.get(pk=mail.pk).state


def test_a_mail_is_only_written_down_in_the_request(people: Cast) -> None:
    post()

    assert sent.outbox == []
    assert len(due_mails()) == 1


def test_a_mail_goes_with_the_transaction_that_asked_for_it(people: Cast) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)

    assert not OutboxMail.objects.exists()


def test_the_same_thing_is_told_once(people: Cast) -> None:
    post()

    assert post_mail("reciproca.notifications.mails.greeting", to="x@example.org", language="it", key="one") is None
    assert deliver_due_mails() == 1
    assert deliver_due_mails() == 0
    assert len(sent.outbox) == 1


def test_headers_are_cleaned(people: Cast) -> None:
    mail = post()

    deliver_mail(mail.pk)

    message = sent.outbox[0]
    assert message.subject == "Ciao Bcc: all@example.org"
    assert message.recipients() == ["ada@example.org"]
    assert message.extra_headers["Message-ID"] == mail.message_id


def test_what_is_no_longer_wanted_is_dropped(people: Cast) -> None:
    mail = post("unwanted")

    assert deliver_mail(mail.pk) == "dropped"
    assert sent.outbox == []


def test_one_broken_mail_stops_no_other(people: Cast) -> None:
    broken, good = post("broken", key="broken"), post(key="good")

    deliver_due_mails()

    assert (state_of(broken), state_of(good)) == ("waiting", "sent")


def test_a_code_does_not_stay_in_the_outbox(people: Cast) -> None:
    mail = post(code="123456", who="ada")

    deliver_mail(mail.pk)

    assert OutboxMail.objects.get(pk=mail.pk).about == {"who": "ada"}


def test_only_a_rooms_mails_are_rendered(people: Cast) -> None:
    mail = post_mail("os.system", to="ada@example.org", language="it", key="evil")
    assert mail is not None

    deliver_mail(mail.pk)

    assert state_of(mail) == "waiting"
    assert OutboxMail.objects.get(pk=mail.pk).trouble == "ValueError"


@pytest.mark.parametrize("point", ["before the claim", "before the words", "before DATA", "after 250"])
def test_killed_at_any_point_it_still_arrives(
    people: Cast,
    post_office: Relay,
    mails: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    now,
    point: str,  # type: ignore[no-untyped-def]
) -> None:
    mail = post()

    def die(*arguments: object, **options: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        match point:
            case "before the claim":
                broken.setattr(actions, "deliver_mail", die)
            case "before the words":
                broken.setattr(mails, "greeting", die)
            case "before DATA":
                broken.setattr("smtplib.SMTP.data", die)
            case "after 250":
                broken.setattr(actions, "_settle", die)
        with pytest.raises(Killed):
            actions.deliver_mail(mail.pk)
    deliver_due_mails()
    claimed = point != "before the claim"
    assert (state_of(mail) == "waiting") is claimed  # whoever claimed it may still be sending: nobody else does

    with clock.at(now + timedelta(minutes=11)):
        deliver_due_mails()

    assert state_of(mail) == "sent"
    assert {taken["Message-ID"] for taken in post_office.taken} == {mail.message_id}
    assert len(post_office.taken) == (2 if point == "after 250" else 1)


#: How a relay fails, see `Relay`.
BEHAVIOURS = ["later", "never", "vanish", "hang", "refuse"]


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_relay_that_says_no_is_asked_five_times(
    people: Cast,
    post_office: Relay,
    settings: Any,
    now,
    behaviour: str,  # type: ignore[no-untyped-def]
) -> None:
    post_office.behaviour = behaviour
    if behaviour == "hang":
        settings.EMAIL_TIMEOUT = 0.2
    mail, moment, tries = post(), now, 0

    while state_of(mail) == "waiting":
        with clock.at(moment):
            tries += deliver_due_mails()
        moment += timedelta(hours=7)

    assert (state_of(mail), tries) == ("parked", 5)
    post_office.behaviour = "take"
    unpark_mail(OutboxMail.objects.get(pk=mail.pk))
    with clock.at(moment):
        deliver_due_mails()
    assert state_of(mail) == "sent"
    assert {taken["Message-ID"] for taken in post_office.taken} == {mail.message_id}


def test_a_mail_that_kills_its_sender_is_parked_in_the_end(people: Cast, mails: ModuleType, now) -> None:  # type: ignore[no-untyped-def]
    def die(row: OutboxMail) -> None:
        raise Killed

    mails.greeting = die  # type: ignore[attr-defined]
    mail, moment = post(), now

    for _ in range(5):
        with clock.at(moment), pytest.raises(Killed):
            deliver_due_mails()
        moment += timedelta(minutes=11)
    with clock.at(moment):
        deliver_due_mails()

    assert state_of(mail) == "parked"


def test_settled_mails_go_after_three_weeks(people: Cast, now) -> None:  # type: ignore[no-untyped-def]
    old, waiting = post(key="old"), post(key="waiting")
    deliver_mail(old.pk)

    with clock.at(now + timedelta(days=22)):
        forget_old_mails()

    assert list(OutboxMail.objects.all()) == [waiting]
