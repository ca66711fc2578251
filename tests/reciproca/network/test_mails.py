"""Letters about connections: to whom, and what they never carry; to nobody who must not be met meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as sent

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.network import actions
from reciproca.network.models import ConnectionRequest
from reciproca.network.queries import code_of
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail

CANARY = "canarino-giallo-7431"


def deliver(name: str) -> list[str]:
    """Send what waits of a kind: the state of each."""
    waiting = OutboxMail.objects.filter(renderer=f"reciproca.network.mails.{name}", state="waiting")
    return [deliver_mail(mail.pk) for mail in waiting]


def asked(people: Cast) -> ConnectionRequest:
    return actions.request_connection(people.ada, by=people.giulio, context=CANARY, why=CANARY, offer=CANARY)


def questioned(people: Cast) -> ConnectionRequest:
    return actions.question_connection(asked(people), CANARY, by=people.ada)


def lapsed(people: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=31)):
        asked(people)
    actions.lapse_requests()


def met(people: Cast) -> None:
    code = code_of(actions.show_code(by=people.ada, place=CANARY))
    actions.confirm_encounter(actions.read_code(code, by=people.giulio), by=people.ada)


def allied(people: Cast) -> None:
    met(people)
    actions.name_ally(people.ada, by=people.giulio)
    actions.name_ally(people.giulio, by=people.ada)


LETTERS: dict[str, tuple[Callable[[Cast], object], str, str]] = {
    "connection_requested": (asked, "ada.carta@example.org", "Giulio vorrebbe collegarsi con te"),
    "connection_questioned": (questioned, "giulio.serra@example.org", "Ada ti fa una domanda"),
    "connection_replied": (
        lambda people: actions.reply_to_question(questioned(people), CANARY, by=people.giulio),
        "ada.carta@example.org",
        "Giulio ha risposto alla tua domanda",
    ),
    "connection_accepted": (
        lambda people: actions.accept_connection(asked(people), by=people.ada),
        "giulio.serra@example.org",
        "Tu e Ada siete in collegamento",
    ),
    "connection_declined": (
        lambda people: actions.decline_connection(asked(people), by=people.ada, no="later", words=CANARY),
        "giulio.serra@example.org",
        "Ada ti ringrazia, non questa volta",
    ),
    "connection_lapsed": (lapsed, "giulio.serra@example.org", "La tua richiesta ad Ada si è chiusa"),
    "encounter_confirmed": (met, "giulio.serra@example.org", "Tu e Ada vi siete incontrati"),
    "allied": (allied, "giulio.serra@example.org", "Tu e Ada avete un’alleanza"),
}


@pytest.mark.parametrize("name", LETTERS)
def test_each_letter_says_who_and_where_and_no_word_of_theirs(people: Cast, name: str) -> None:
    happen, to, subject = LETTERS[name]
    happen(people)

    assert deliver(name) == ["sent"]

    message = sent.outbox[-1]
    assert (message.to, message.subject) == ([to], subject)
    assert CANARY not in message.body + str(message.alternatives)
    assert "/montefeltro/" in message.body


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_after_a_block(people: Cast, name: str) -> None:
    LETTERS[name][0](people)
    block_person(people.giulio, by=people.ada)

    assert deliver(name) == ["dropped"]
    assert sent.outbox == []


def test_what_was_laid_aside_is_not_written_of_again(people: Cast) -> None:
    request = asked(people)
    actions.lay_request_aside(request, by=people.ada)

    assert deliver("connection_requested") == ["dropped"]
