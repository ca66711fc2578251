"""One’s conversations: read, and written in. Files, drafts and who is where in reading stay with the pages.

What a program reads counts as read only when it says so (`reading/`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Whole, Words
from reciproca.api.paging import Asked, Paged, page_of, page_of_list
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.models import Membership
from reciproca.conversations import actions
from reciproca.conversations.models import Message, Seat
from reciproca.conversations.picture import Listed, listed_for, people_in, seats_listed
from reciproca.conversations.queries import messages_visible_to
from reciproca.people.queries import people_visible_to

__all__ = [
    "conversation", "conversation_messages", "conversation_reading", "conversations", "message", "message_first",
    "message_new",
]  # fmt: skip

ONE = "conversations/<uuid:public_id>/"


@dataclass(frozen=True, slots=True)
class ConversationOfMine:
    """`people`: the others who are here. `line` begins the last message."""

    id: UUID
    title: str
    people: list[PersonNamed]
    line: str
    last_at: datetime
    unread: int
    muted: bool


@dataclass(frozen=True, slots=True)
class MessageRead:
    """`author` is null once they are nobody’s to name. A message taken back has no text. `files`: how many came with it."""

    id: UUID
    conversation: UUID
    number: int
    author: PersonNamed | None
    kind: str
    text: str
    echo: str
    files: int
    written_at: datetime
    edited_at: datetime | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class MessageToWrite:
    text: Annotated[str, Words(actions.MOST_LETTERS)]


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    number: Annotated[int, Whole(1)]


@endpoint(
    "GET", "conversations/", scope=Scope.CONVERSATIONS_READ,
    says=_("Your conversations: where something waits first, then by the last message."),
)  # fmt: skip
def conversations(call: Call, query: Asked) -> Paged[ConversationOfMine]:
    page = page_of_list(list(seats_listed(call.person)), query, _itself, lambda seat: str(seat.conversation.public_id))
    return Paged(_listed(call.person, page.items), page.next)


@endpoint("GET", ONE, scope=Scope.CONVERSATIONS_READ, says=_("One of your conversations."))
def conversation(call: Call, public_id: UUID) -> ConversationOfMine:
    return _listed(call.person, [_seat(call, public_id)])[0]


@endpoint(
    "GET", f"{ONE}messages/", scope=Scope.CONVERSATIONS_READ,
    says=_("What was written there, the latest first. It does not count as read."),
)  # fmt: skip
def conversation_messages(call: Call, public_id: UUID, query: Asked) -> Paged[MessageRead]:
    found = messages_visible_to(call.person).filter(conversation=_seat(call, public_id).conversation)
    return page_of(_counted(found), query, lambda rows: _told(rows, call.person), "-number", "public_id")


@endpoint(
    "POST", f"{ONE}messages/", scope=Scope.CONVERSATIONS_WRITE, status=201, leads_to="message",
    says=_("Write the next message. What waits as a draft on the page stays there."),
)  # fmt: skip
def message_new(call: Call, public_id: UUID, body: MessageToWrite) -> MessageRead:
    talk = _seat(call, public_id).conversation
    return _one(call, actions.send_message(talk, by=call.person, text=body.text, from_draft=False).public_id)


@endpoint(
    "POST", "people/<uuid:public_id>/messages/", scope=Scope.CONVERSATIONS_WRITE, status=201, leads_to="message",
    says=_("Write to somebody with whom you have met, are connected or work: the conversation of the two is opened with it."),
)  # fmt: skip
def message_first(call: Call, public_id: UUID, body: MessageToWrite) -> MessageRead:
    other = get_object_or_404(people_visible_to(call.person).exclude(pk=call.person.pk), public_id=public_id)
    return _one(call, actions.write_to(other, by=call.person, text=body.text, from_draft=False).public_id)


@endpoint("GET", "messages/<uuid:public_id>/", scope=Scope.CONVERSATIONS_READ, says=_("One message."))
def message(call: Call, public_id: UUID) -> MessageRead:
    return _one(call, public_id)


@endpoint(
    "POST", f"{ONE}reading/", scope=Scope.CONVERSATIONS_WRITE, leads_to="conversation",
    says=_("You have read up to the message of this number. It never goes back."),
)  # fmt: skip
def conversation_reading(call: Call, public_id: UUID, body: ReadUpTo) -> ConversationOfMine:
    actions.mark_read(_seat(call, public_id).conversation, by=call.person, number=body.number)
    return _listed(call.person, [_seat(call, public_id)])[0]


def _seat(call: Call, public_id: UUID) -> Seat:
    """Also one that was put away."""
    there = seats_listed(call.person).filter(conversation__public_id=public_id).first()
    away = seats_listed(call.person, archived=True)
    return there or get_object_or_404(away, conversation__public_id=public_id)


def _itself(seat: Any) -> Any:
    return seat


def _listed(reader: Membership, seats: Sequence[Any]) -> list[ConversationOfMine]:
    people = people_in(reader, [seat.conversation_id for seat in seats])
    return [_conversation(one) for one in listed_for(reader, seats, people)]


def _conversation(one: Listed) -> ConversationOfMine:
    return ConversationOfMine(
        id=one.conversation.public_id,
        title=str(one.title),
        people=[named(person) for person in one.people],
        line=str(one.line),
        last_at=one.moment,
        unread=one.unread,
        muted=one.is_muted,
    )


def _counted(rows: Any) -> Any:
    return rows.select_related("author", "conversation").annotate(files_sent=Count("attachments"))


def _one(call: Call, public_id: UUID) -> MessageRead:
    row = get_object_or_404(_counted(messages_visible_to(call.person)), public_id=public_id)
    return _told([row], call.person)[0]


def _told(rows: Iterable[Any], reader: Membership) -> list[MessageRead]:
    listed = list(rows)
    people = people_in(reader, {row.conversation_id for row in listed})
    seen = {reader.pk: named(reader)}
    for those in people.values():
        seen |= {person.pk: named(person) for person in (*those.present, *those.gone_out)}
    return [_message(row, seen.get(row.author_id)) for row in listed]


def _message(row: Message, author: PersonNamed | None) -> MessageRead:
    return MessageRead(
        id=row.public_id,
        conversation=row.conversation.public_id,
        number=row.number,
        author=author,
        kind=row.kind,
        text=row.text,
        echo=row.echo,
        files=row.files_sent,  # type: ignore[attr-defined]
        written_at=row.written_at,
        edited_at=row.edited_at,
        taken_back=row.is_deleted,
    )
