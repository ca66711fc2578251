"""People who have met and may write to each other, for the tests of conversations."""

from datetime import timedelta

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation, send_message, write_to
from reciproca.conversations.models import Conversation, Message
from reciproca.core import clock
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind

__all__ = ["between", "later", "meet", "say", "three"]


def meet(one: Membership, other: Membership) -> None:
    """A confirmed line of the ledger between two people, some weeks ago."""
    with clock.at(clock.now() - timedelta(days=21)):
        record_interaction(Kind.SESSION, giver=one, receiver=other, source=one, minutes=45, confirmed=True)


def between(one: Membership, other: Membership, *texts: str) -> Conversation:
    """The conversation of two people who have met; `one` has written these messages."""
    meet(one, other)
    for text in texts or ("Ciao!",):
        message = write_to(other, by=one, text=text)
    return message.conversation


def three(people: Cast) -> Conversation:
    """Ada introduces Giulio to Paola."""
    everyone = [people.ada, people.giulio, people.paola]
    return open_conversation(everyone, by=people.ada, origin=("introduction", "7"), subject="Giulio e Paola")


def say(conversation: Conversation, by: Membership, text: str, **more: object) -> Message:
    return send_message(conversation, by=by, text=text, **more)  # type: ignore[arg-type]


def later(**passed: float):  # type: ignore[no-untyped-def]
    """The clock, so much later."""
    return clock.at(clock.now() + timedelta(**passed))
