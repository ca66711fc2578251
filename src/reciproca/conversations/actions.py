"""Open a conversation, write in it, change or take back what one wrote, say back what one heard; read, mute, put away, leave.

Nothing of this goes into the audit trail: who writes to whom, and when, is nobody else's.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reciproca.boundaries.links import has_link
from reciproca.boundaries.queries import may_contact, partners_of
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.files.actions import forget_file
from reciproca.files.models import StoredFile
from reciproca.network.actions import record_interaction, turn_to
from reciproca.network.choices import Kind
from reciproca.network.rules import measure_of
from reciproca.notifications.actions import post_mail, take_day
from reciproca.people.queries import zone_of
from reciproca.safeguarding.actions import refuse_while_held

from .choices import Echo, MessageKind
from .models import Attachment, Conversation, Message, Preference, Seat
from .queries import (
    authors_waiting_for,
    conversation_between,
    conversations_visible_to,
    exchanged_since,
    folded_words,
    messages_visible_to,
    others_in,
    people_to_tell,
)
from .rules import MOST_PEOPLE, can_delete, can_echo, can_edit, can_leave, can_write, may_begin, may_sit_together

__all__ = [
    "MOST_FILES", "MOST_LETTERS", "CannotLeave", "NoLongerOpen", "NotTogether", "NothingToSend", "TooLateToEdit",
    "TooManyFiles", "TooManyPeople", "WordsAtFirst", "archive_conversation", "attach_file", "choose_letters", "close_conversation",
    "delete_message", "detach_file", "echo_message", "edit_message", "forget_conversation", "keep_draft", "keep_together",
    "leave_conversation", "mark_read", "mute_conversation", "open_conversation",
    "restore_conversation", "send_message", "take_message_away", "tell_unread", "unmute_conversation", "write_to",
]  # fmt: skip

MOST_LETTERS = 4000  # signs in one message
MOST_FILES = 4
#: So long a message waits before there is a letter, and so long it is until the next letter.
SOON, EVERY = timedelta(hours=1), timedelta(hours=24)


class NothingToSend(Refusal):
    sentence = _("Write a line first, or attach something.")
    field = "text"


class NoLongerOpen(Refusal):
    """Nobody is there to read it, or somebody must not: which of these is not told."""

    sentence = _("Nobody can be reached in this conversation any more. What you wrote was not sent.")


class NotTogether(Refusal):
    """Nothing between the two yet, not here any more, or they must not meet: which of these is not told."""

    sentence = _("A conversation begins between people who have met here. This one cannot begin.")
    status = 404


class TooManyPeople(Refusal):
    sentence = _("A conversation is of two people at least, and of twelve at most.")


class TooManyFiles(Refusal):
    sentence = _("Four files at a time are enough: send the others with the next message.")
    field = "file"


class TooLateToEdit(Refusal):
    sentence = _("A message can be changed for a quarter of an hour. You can still take it back.")
    field = "text"


class WordsAtFirst(Refusal):
    sentence = _(
        "For the first days, words are enough: files and links can be sent once the other has answered, or somebody who knows you answers for you."
    )
    field = "text"


class CannotLeave(Refusal):
    sentence = _("A conversation of two cannot be left. You can put it away, or mute it.")


# ── opening ──────────────────────────────────────────────────────────────────


@transaction.atomic
def open_conversation(
    people: Iterable[Membership],
    *,
    by: Membership,
    origin: tuple[str, object] | None = None,
    subject: str = "",
) -> Conversation:
    """A conversation of these people, or the one there is: of exactly two, or of several for the same origin.

    For the rooms above, which answer for it that these people may write to each other; `by` need not be one of them.
    Nobody who must not meet is put together: `NotTogether`.
    """
    everyone = sorted({person.pk: person for person in people}.values(), key=lambda person: person.pk)
    if not 2 <= len(everyone) <= MOST_PEOPLE:
        raise TooManyPeople
    if not may_sit_together(everyone):
        raise NotTogether
    kind, origin_id = (origin[0], str(origin[1])) if origin else ("", "")
    more = {"opened_by": by, "subject": subject.strip()[:120], "origin_kind": kind, "origin_id": origin_id}
    more["began_at"] = clock.now()
    if len(everyone) == 2:
        first, second = everyone
        conversation, _made = Conversation.objects.get_or_create(first=first, second=second, defaults=more)
    elif origin:
        named = {"origin_kind": kind, "origin_id": origin_id, "first": None}
        conversation, _made = Conversation.objects.get_or_create(**named, defaults=more)
    else:
        conversation = Conversation.objects.create(**more)
    for person in everyone:
        Seat.objects.get_or_create(conversation=conversation, person=person, defaults={"joined_at": clock.now()})
    return conversation


@transaction.atomic
def keep_together(people: Iterable[Membership], *, origin: tuple[str, object], subject: str) -> None:
    """The conversation of this origin is of exactly these people from now on: for a room above in which people come and go,
    and which answers for it that they sit together. Who comes later reads what was said before; who goes has left it."""
    everyone = list(people)
    named = {"origin_kind": origin[0], "origin_id": str(origin[1]), "first": None}
    found = Conversation.objects.filter(**named).first()
    if found is None and len(everyone) < 2:
        return
    now = clock.now()
    more = {"subject": subject.strip()[:120], "is_kept": True}
    conversation, _made = Conversation.objects.update_or_create(
        **named, defaults=more, create_defaults={**named, **more, "began_at": now}
    )
    seats = Seat.objects.filter(conversation=conversation)
    seats.filter(left_at=None).exclude(person__in=everyone).update(left_at=now, draft="", draft_at=None)
    back = {"left_at": None, "read_number": conversation.last_number, "joined_at": now}
    seats.filter(left_at__isnull=False, person__in=everyone).update(**back)
    for person in everyone:
        new = {"joined_at": now, "read_number": conversation.last_number}
        Seat.objects.get_or_create(conversation=conversation, person=person, defaults=new)


@transaction.atomic
def close_conversation(origin: tuple[str, object]) -> None:
    """Read only from now on: what it belongs to has come to its end."""
    kept = Conversation.objects.filter(origin_kind=origin[0], origin_id=str(origin[1]), is_kept=True, closed_at=None)
    kept.update(closed_at=clock.now())


@transaction.atomic
def forget_conversation(origin: tuple[str, object]) -> None:
    """It goes with what it belongs to, words and files."""
    kept = Conversation.objects.filter(origin_kind=origin[0], origin_id=str(origin[1]), is_kept=True).first()
    if kept is not None:
        for attachment in Attachment.objects.filter(Q(message__conversation=kept) | Q(seat__conversation=kept)):
            forget_file(attachment.file)
        kept.delete()


@transaction.atomic
def write_to(other: Membership, *, by: Membership, text: str, from_draft: bool = True) -> Message:
    """The first message to somebody, or the next: the conversation of the two is opened with it."""
    if conversation_between(by, other) is None:
        if not may_begin(by, other):
            raise NotTogether
        turn_to(other, by=by)
    return send_message(open_conversation([by, other], by=by), by=by, text=text, from_draft=from_draft)


# ── messages ─────────────────────────────────────────────────────────────────


@transaction.atomic
def send_message(
    conversation: Conversation,
    *,
    by: Membership,
    text: str,
    is_heard: bool = False,
    quotes: Message | None = None,
    from_draft: bool = True,
) -> Message:
    """The next message, with the files that wait beside its draft. Whoever had put the conversation away finds it among
    the others again, unless they muted it.

    from_draft: else what waits there, words and files, goes on waiting.
    is_heard: it says back in one's own words what the other said; they say whether that is it.
    """
    text = text.strip()
    files = Attachment.objects.filter(seat__in=_own_seat(conversation, by) if from_draft else [])
    if not text and not files.exists():
        raise NothingToSend
    # The row is held from here on: two messages at once get two numbers, and are asked one after the other whether they may.
    Conversation.objects.filter(pk=conversation.pk).update(last_number=F("last_number") + 1)
    conversation.refresh_from_db(fields=["last_number"])
    if not (conversations_visible_to(by).filter(pk=conversation.pk).exists() and can_write(by, conversation)):
        raise NoLongerOpen
    _refuse_what_is_early(conversation, text, with_files=files.exists(), by=by)
    message = Message.objects.create(
        conversation=conversation,
        author=by,
        number=conversation.last_number,
        kind=MessageKind.HEARD if is_heard else MessageKind.WORDS,
        text=text[:MOST_LETTERS],
        folded=folded_words(text),
        quotes=_quotable(quotes, conversation, by),
        written_at=(now := clock.now()),
        touched_at=now,
    )
    files.update(message=message, seat=None)
    _hand_round(message, from_draft=from_draft)
    _count_as_answer(message)
    return message


@transaction.atomic
def edit_message(message: Message, *, by: Membership, text: str) -> Message:
    """Other words, for a quarter of an hour; that they are others is said."""
    text = text.strip()
    if not can_edit(by, message):
        raise TooLateToEdit
    if not text and not message.attachments.exists():
        raise NothingToSend
    if text != message.text:
        words = {"text": text[:MOST_LETTERS], "folded": folded_words(text), "edited_at": clock.now()}
        if not _change(message, {"deleted_at": None}, **words):
            raise TooLateToEdit
    return message


@transaction.atomic
def delete_message(message: Message, *, by: Membership) -> Message:
    """Take back what one wrote: its words and files go, a stub says that something was there.

    That somebody was answered on that day stays in the ledger, which holds no words.
    """
    if not can_delete(by, message):
        raise NoLongerOpen
    return _empty(message)


@transaction.atomic
def take_message_away(message: Message) -> None:
    """Who coordinates decided so about a report, which is recorded there: words and files go, as if its author had taken it back."""
    if not message.is_deleted:
        _empty(message)


@transaction.atomic
def echo_message(message: Message, *, by: Membership, echo: str) -> Message:
    """Whose words were said back says whether that is it. Once."""
    if echo not in (Echo.YES, Echo.NOT_QUITE) or not can_echo(by, message):
        raise NoLongerOpen
    _change(message, {"echo": Echo.OPEN}, echo=echo)
    return message


def _empty(message: Message) -> Message:
    for attachment in message.attachments.select_related("file"):
        forget_file(attachment.file)
    _change(message, {}, text="", folded="", deleted_at=clock.now())
    return message


def _change(message: Message, still: dict[str, object], **fields: object) -> bool:
    """What stands there is different from now on, as long as it is `still` as it was; and so is what quotes it. Pages that are
    open ask for the changes after the last they have, so these are numbered while the row of the conversation is held."""
    talk = Conversation.objects.filter(pk=message.conversation_id)
    talk.update(last_change=F("last_change") + 1)
    seen = {"change": talk.values("last_change"), "touched_at": clock.now()}
    changed = Message.objects.filter(pk=message.pk, **still).update(**fields, **seen)
    if changed:
        Message.objects.filter(quotes=message.pk).update(**seen)
    message.refresh_from_db()
    return bool(changed)


def _refuse_what_is_early(conversation: Conversation, text: str, *, with_files: bool, by: Membership) -> None:
    """Who is held writes to who coordinates only; who is new sends words only, until somebody else has written here."""
    refuse_while_held(by, *others_in(conversation, by))
    if not with_files and not has_link(text):
        return
    others = others_in(conversation, by)
    is_expected = any(other.is_coordinator or other.pk in partners_of(by) for other in others)
    answered = Message.objects.filter(conversation=conversation).exclude(author=by).exists()
    if answered or is_expected:
        return
    measure = measure_of(by)
    if (with_files and not measure.may_attach) or (has_link(text) and not measure.may_link):
        raise WordsAtFirst


def _quotable(quotes: Message | None, conversation: Conversation, by: Membership) -> Message | None:
    """What may be quoted is what stands in the same conversation, and its reader may read; the rest is left out."""
    if quotes is None or quotes.is_deleted or quotes.conversation_id != conversation.pk:
        return None
    return messages_visible_to(by).filter(pk=quotes.pk).first()


def _hand_round(message: Message, *, from_draft: bool) -> None:
    seats = Seat.objects.filter(conversation=message.conversation)
    own: dict[str, Any] = {"read_number": message.number, "read_at": clock.now(), "archived_at": None}
    sent = {"draft": "", "draft_at": None} if from_draft else {}
    seats.filter(person=message.author).update(**own, **sent)
    seats.filter(is_muted=False, archived_at__isnull=False).update(archived_at=None)


def _count_as_answer(message: Message) -> None:
    """Who answers somebody has exchanged words with them: a line of the ledger, once a day for each two people."""
    answered = message.quotes or _message_before(message)
    if answered is None or answered.author_id == message.author_id:
        return
    one, other = message.author, answered.author
    zone = ZoneInfo(one.community.time_zone)
    morning = datetime.combine(clock.today(zone), time.min, zone)
    if other.is_active and may_contact(one, other) and not exchanged_since(one, other, morning):
        record_interaction(
            Kind.MESSAGE, giver=other, receiver=one, source=message.conversation, mutual=True, confirmed=True
        )


def _message_before(message: Message) -> Message | None:
    earlier = messages_visible_to(message.author).filter(
        conversation=message.conversation, number__lt=message.number, deleted_at=None
    )
    return earlier.select_related("author").order_by("-number").first()


# ── one's own place ──────────────────────────────────────────────────────────


@transaction.atomic
def mark_read(conversation: Conversation, *, by: Membership, number: int) -> None:
    """They have seen the messages up to this one. It never goes back."""
    seat = Seat.objects.filter(conversation=conversation, person=by, left_at=None, read_number__lt=number)
    seat.update(read_number=min(number, conversation.last_number), read_at=clock.now())


@transaction.atomic
def keep_draft(conversation: Conversation, *, by: Membership, text: str) -> None:
    """What they have begun to write. Nobody else ever reads it."""
    draft = text[:MOST_LETTERS]
    _own_seat(conversation, by).update(draft=draft, draft_at=clock.now() if draft.strip() else None)


@transaction.atomic
def attach_file(conversation: Conversation, file: StoredFile, *, by: Membership) -> None:
    """A file waits beside the draft until it is sent. The same one again is not kept twice."""
    waiting = Attachment.objects.filter(seat__in=_own_seat(conversation, by))
    if waiting.filter(file__sha256=file.sha256).exists():
        forget_file(file)
    elif waiting.count() >= MOST_FILES:
        raise TooManyFiles
    else:
        Attachment.objects.create(seat=_own_seat(conversation, by).get(), file=file)


@transaction.atomic
def detach_file(attachment: Attachment, *, by: Membership) -> None:
    """Not this one after all: for what was not sent yet."""
    if attachment.seat is None or attachment.seat.person_id != by.pk:
        raise NoLongerOpen
    forget_file(attachment.file)


@transaction.atomic
def mute_conversation(conversation: Conversation, *, by: Membership) -> None:
    """No mark and no letter for it. It stays in the list, and says how much there is to read."""
    _own_seat(conversation, by).update(is_muted=True)


@transaction.atomic
def unmute_conversation(conversation: Conversation, *, by: Membership) -> None:
    _own_seat(conversation, by).update(is_muted=False)


@transaction.atomic
def archive_conversation(conversation: Conversation, *, by: Membership) -> None:
    """Put away until something new is written in it; for good, when it is muted."""
    _own_seat(conversation, by).update(archived_at=clock.now())


@transaction.atomic
def restore_conversation(conversation: Conversation, *, by: Membership) -> None:
    _own_seat(conversation, by).update(archived_at=None)


@transaction.atomic
def leave_conversation(conversation: Conversation, *, by: Membership) -> None:
    """A conversation of several goes on without them: they read it no more, and what they wrote stays."""
    if not can_leave(conversation):
        raise CannotLeave
    _own_seat(conversation, by).update(left_at=clock.now(), draft="", draft_at=None)


@transaction.atomic
def choose_letters(letters: str, *, by: Membership) -> Preference:
    """Whether they want to be told by letter of what they have not read."""
    preference, _made = Preference.objects.update_or_create(membership=by, defaults={"letters": letters})
    return preference


@transaction.atomic
def tell_unread() -> int:
    """A letter for each who has had something to read for an hour and has not come: one a day at most, of all letters that
    nobody's act brings, and none at night."""
    now, told = clock.now(), 0
    for person in people_to_tell(written_before=now - SOON, told_before=now - EVERY):
        told += _tell(person, now)
    return told


@transaction.atomic
def _tell(person: Membership, now: datetime) -> bool:
    if not authors_waiting_for(person) or not take_day(person, zone=zone_of(person)):
        return False
    Preference.objects.update_or_create(membership=person, defaults={"told_at": now})
    post_mail(
        "reciproca.conversations.mails.unread",
        to=person.email,
        language=person.language,
        key=f"unread {person.public_id} {now:%Y-%m-%d %H}",
        community=person.community,
        about={"to": str(person.public_id)},
    )
    return True


def _own_seat(conversation: Conversation, by: Membership) -> QuerySet[Seat]:
    return Seat.objects.filter(conversation=conversation, person=by, left_at=None)
