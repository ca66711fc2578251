"""Letters about giving back: to whom, in which language, and what they never carry."""

from datetime import timedelta

import pytest
from django.core import mail as sent

from cast import Cast
from giving import closed, offered, tell
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail
from reciproca.suggestions import actions
from reciproca.suggestions.actions import answer_mentor_invitation, invite_to_mentor

CANARY = "canarino-giallo-7431"


def deliver(name: str) -> list[str]:
    """Send what waits of a kind: the state of each."""
    waiting = OutboxMail.objects.filter(renderer=f"reciproca.suggestions.mails.{name}", state="waiting")
    return [deliver_mail(mail.pk) for mail in waiting]


def last() -> tuple[str, str, str]:
    message = sent.outbox[-1]
    return message.to[0], message.subject, message.body


@pytest.fixture
def offer(people: Cast):
    tell(people.paola, needs=["Il mio primo budget di reparto"])
    return actions.offer_help(people.paola.needs.get(), f"Ecco {CANARY}", by=people.giulio)


def test_who_is_offered_help_reads_of_it_in_a_letter(people: Cast, offer) -> None:
    assert deliver("help_offered") == ["sent"]

    to, subject, body = last()
    assert (to, subject) == ("paola.neri@example.org", "Giulio vorrebbe darti una mano")
    assert "Il mio primo budget di reparto" in body
    assert f"/montefeltro/help-offers/{offer.public_id}/" in body


def test_in_the_language_of_the_reader(people: Cast) -> None:
    offered(people, to=tell(people.davide, needs=["A first budget"]))

    deliver("help_offered")

    assert last()[:2] == ("davide.longo@example.org", "Giulio would like to help you")


def test_no_letter_carries_what_was_written_nor_an_address(people: Cast, offer) -> None:
    deliver("help_offered")
    actions.answer_offer(offer, by=people.paola, accepted=True, reply=f"Sì {CANARY}")
    deliver("help_answered")
    actions.tell_help(offer, by=people.giulio)
    deliver("help_told")
    actions.confirm_help(offer, by=people.paola)
    deliver("help_confirmed")

    assert [message.subject for message in sent.outbox] == [
        "Giulio vorrebbe darti una mano", "Paola dice di sì", "È servito?", "È servito, dice Paola",
    ]  # fmt: skip
    for message in sent.outbox:
        whole = message.body + str(message.alternatives)
        assert CANARY not in whole
        other = people.paola if message.to == [people.giulio.email] else people.giulio
        assert other.email not in whole


def test_a_no_and_a_withdrawal_are_told(people: Cast, offer) -> None:
    actions.answer_offer(offer, by=people.paola, accepted=False)
    assert deliver("help_answered") == ["sent"]
    assert last()[:2] == ("giulio.serra@example.org", "Paola ti ringrazia, non questa volta")

    other = offered(people, to=tell(people.ada, needs=["Un budget"]))
    actions.answer_offer(other, by=people.ada, accepted=True)
    actions.withdraw_offer(other, by=people.giulio)
    assert deliver("help_withdrawn") == ["sent"]
    assert last()[:2] == ("ada.carta@example.org", "Giulio alla fine non può")


def test_what_no_longer_stands_is_not_sent(people: Cast, offer) -> None:
    actions.withdraw_offer(offer, by=people.giulio)

    assert deliver("help_offered") == ["dropped"]


def test_after_a_block_nothing_is_sent(people: Cast, offer) -> None:
    block_person(people.giulio, by=people.paola)

    assert deliver("help_offered") == ["dropped"]


def test_the_question_whether_one_would_mentor(people: Cast) -> None:
    mentorship = closed(people, taken=CANARY)
    invite_to_mentor()

    assert deliver("would_you_mentor") == ["sent"]
    to, subject, body = last()
    assert (to, subject) == ("giulio.serra@example.org", "E un giorno, dall’altra parte?")
    assert "Con Ada un incontro, 45 minuti in tutto." in body
    assert f"/montefeltro/mentorships/{mentorship.public_id}/mentor-invitation/" in body
    assert CANARY not in body


@pytest.mark.parametrize("why", ["answered", "blocked"])
def test_the_question_is_not_sent_when_it_is_idle(people: Cast, why: str) -> None:
    mentorship = closed(people)
    invite_to_mentor()
    if why == "answered":
        answer_mentor_invitation(mentorship, "later", by=people.giulio)
    else:
        block_person(people.ada, by=people.giulio)

    assert deliver("would_you_mentor") == ["dropped"]


def test_an_old_letter_about_an_offer_that_is_over_is_not_sent(people: Cast, offer) -> None:
    with clock.at(clock.now() + timedelta(days=31)):
        assert deliver("help_offered") == ["dropped"]
