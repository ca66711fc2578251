"""Who may begin a conversation, write in it, and change what they wrote; and until when."""

from collections.abc import Iterable
from datetime import timedelta

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import Echo
from .models import Conversation, Message
from .queries import others_in, words_between

__all__ = [
    "EDIT_WINDOW", "MOST_PEOPLE", "can_delete", "can_echo", "can_edit", "can_leave", "can_write", "may_begin",
    "may_sit_together",
]  # fmt: skip

EDIT_WINDOW = timedelta(minutes=15)
MOST_PEOPLE = 12


def may_begin(one: Membership, other: Membership) -> bool:
    """Whether one may write to the other unasked. A room above may open a conversation for people who may not."""
    if one.pk == other.pk or not (one.is_active and other.is_active):
        return False
    return may_contact(one, other) and words_between(one, other)


def may_sit_together(people: Iterable[Membership]) -> bool:
    """Whether all are here, and each may be written to by each."""
    everyone = list(people)
    return all(person.is_active for person in everyone) and all(
        may_contact(one, other) for place, one in enumerate(everyone) for other in everyone[place + 1 :]
    )


def can_write(person: Membership, conversation: Conversation) -> bool:
    """As long as somebody is there to read it: of two people the other, of several any; and none has closed it."""
    return conversation.closed_at is None and any(
        may_contact(person, other) for other in others_in(conversation, person)
    )


def can_edit(person: Membership, message: Message) -> bool:
    """Its author, for a quarter of an hour."""
    in_time = can_delete(person, message) and clock.now() < message.written_at + EDIT_WINDOW
    return in_time and message.conversation.closed_at is None


def can_delete(person: Membership, message: Message) -> bool:
    return person.pk == message.author_id and not message.is_deleted


def can_echo(person: Membership, message: Message) -> bool:
    """Whose words were said back; where none were quoted, anybody but who said them."""
    if not message.is_heard or message.is_deleted or message.echo != Echo.OPEN or person.pk == message.author_id:
        return False
    return message.quotes is None or message.quotes.author_id in (person.pk, message.author_id)


def can_leave(conversation: Conversation) -> bool:
    """One of two people is put away instead: it has an end when one of them blocks the other, or leaves. One that a room above
    keeps is left with the thing it belongs to."""
    return not conversation.is_pair and not conversation.is_kept
