"""What the pages of conversations show, made once: the list, and one conversation with its days and messages."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.days import day_written, hour_said, is_far
from reciproca.core.markdown import on_one_line, rendered
from reciproca.core.urls import pattern_in, reverse_in
from reciproca.people.queries import people_visible_to

from .choices import Echo
from .models import Attachment, Conversation, Message, Seat
from .queries import conversations_visible_to, readable_by, seats_of, with_unread
from .rules import can_delete, can_echo, can_edit

__all__ = [
    "FoundMessage",
    "Listed",
    "News",
    "People",
    "Talk",
    "found_for",
    "listed_for",
    "news_for",
    "people_in",
    "seats_listed",
    "somebody",
    "talk_for",
]

ON_A_PAGE = 50
#: Messages of one person that follow one another so closely are told with one hour.
TOGETHER = timedelta(minutes=5)


def somebody() -> str:
    """Who left, must not be met or was erased: which of these is not told."""
    return pgettext("conversation", "Somebody who is no longer here")


# ── the list ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in the list of one of its people."""

    conversation: Conversation
    people: list[Membership]  # the others who are here
    title: str
    line: str
    moment: datetime
    unread: int
    is_muted: bool
    has_draft: bool
    url: str

    @property
    def when(self) -> str:
        return _when(self.moment)


def seats_listed(reader: Membership, *, archived: bool = False) -> QuerySet[Seat]:
    """Their places, what waits first, then by the last message; each with what the list says of it."""
    last = readable_by(reader).filter(conversation=OuterRef("conversation")).order_by("-number")
    seats = seats_of(reader).filter(conversation__in=conversations_visible_to(reader))
    seats = seats.filter(archived_at__isnull=not archived).select_related("conversation")
    seats = seats.exclude(conversation__is_kept=True, conversation__last_number=0)  # it is there, and nobody has spoken
    told = {
        "last_text": last.values("text")[:1],
        "last_author": last.values("author")[:1],
        "last_at": last.values("written_at")[:1],
        "last_deleted": last.values("deleted_at")[:1],
    }
    seats = with_unread(seats, reader).annotate(**{name: Subquery(rows) for name, rows in told.items()})
    waits = Case(When(unread__gt=0, then=True), default=False)
    return seats.order_by(waits.desc(), F("last_at").desc(nulls_last=True), "-pk")


@dataclass(slots=True)
class People:
    """The others of a conversation, as far as the reader may know that they are here."""

    present: list[Membership] = field(default_factory=list)
    gone_out: list[Membership] = field(
        default_factory=list
    )  # they left the conversation; what they wrote has their name
    read_number: int = 0  # up to where the last of these has read: of two people the other


def people_in(reader: Membership, conversations: Iterable[int]) -> defaultdict[int, People]:
    """By key of conversation: one query."""
    here = people_visible_to(reader).filter(pk=OuterRef("person"))
    seats = Seat.objects.filter(Exists(here), conversation__in=list(conversations)).exclude(person=reader)
    found: defaultdict[int, People] = defaultdict(People)
    for seat in seats.select_related("person").order_by("person__given_name", "person_id"):
        people = found[seat.conversation_id]
        (people.gone_out if seat.left_at else people.present).append(seat.person)
        people.read_number = seat.read_number
    return found


def listed_for(reader: Membership, seats: Iterable[Any], people: Mapping[int, People]) -> list[Listed]:
    """What the list shows of these places."""
    address = pattern_in(reader.community, "conversations:conversation-detail")
    return [_listed(seat, people[seat.conversation_id].present, address, reader) for seat in seats]


def _listed(seat: Any, people: list[Membership], address: str, reader: Membership) -> Listed:
    return Listed(
        seat.conversation,
        people,
        title=_title(seat.conversation, people),
        line=_line(seat, people, reader),
        moment=seat.last_at or seat.conversation.began_at,
        unread=seat.unread,
        is_muted=seat.is_muted,
        has_draft=bool(seat.draft.strip()),
        url=address % seat.conversation.public_id,
    )


def _title(conversation: Conversation, people: Sequence[Membership]) -> str:
    if conversation.is_kept:
        return conversation.subject
    if not people:
        return somebody()
    if conversation.is_pair:
        return people[0].name
    return _joined([person.given_name for person in people])


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _line(seat: Any, people: Sequence[Membership], reader: Membership) -> str:
    """The beginning of the last message, with who wrote it where that is not plain."""
    if seat.last_at is None:
        return _("Nothing written yet")
    if seat.last_deleted is not None:
        return _("A message taken back")
    text = on_one_line(seat.last_text, 120) or _("A file")
    if seat.last_author == reader.pk:
        return pgettext("conversation", "You: %(text)s") % {"text": text}
    if seat.conversation.is_pair:
        return text
    author = next((person.given_name for person in people if person.pk == seat.last_author), "")
    return f"{author}: {text}" if author else text


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that was looked for: in which conversation, by whom, and where it stands."""

    author: Membership
    name: str
    title: str
    text: str
    when: str
    url: str


def found_for(reader: Membership, messages: Sequence[Message]) -> list[FoundMessage]:
    people = people_in(reader, {message.conversation_id for message in messages})
    address = pattern_in(reader.community, "conversations:conversation-detail")
    return [_found(message, people[message.conversation_id], reader, address) for message in messages]


def _found(message: Message, people: People, reader: Membership, address: str) -> FoundMessage:
    seen = {person.pk: person.name for person in [*people.present, *people.gone_out, reader]}
    return FoundMessage(
        message.author,
        name=seen.get(message.author_id, somebody()),
        title=_title(message.conversation, people.present),
        text=on_one_line(message.text, 240),
        when=_when(message.written_at),
        url=f"{address % message.conversation.public_id}?before={message.number + 1}#message-{message.public_id}",
    )


# ── one conversation ─────────────────────────────────────────────────────────


@dataclass(slots=True)
class Talk:
    """One conversation as one of its people reads it."""

    conversation: Conversation
    seat: Seat
    people: list[Membership]
    title: str
    rows: list[dict[str, Any]]
    words: dict[str, str]
    last_number: int
    last_change: int
    before_url: str
    is_pair: bool
    subject: str
    waiting: list[Attachment] = field(default_factory=list)

    @property
    def other(self) -> Membership | None:
        """Whom one talks with, where there are two."""
        return self.people[0] if self.is_pair and self.people else None


def talk_for(reader: Membership, seat: Seat, people: People, *, before: int | None = None) -> Talk:
    """The last messages, or fifty before one."""
    conversation = seat.conversation
    found = readable_by(reader).filter(conversation=conversation)
    if before is not None:
        found = found.filter(number__lt=before)
    messages = list(_with_what_they_show(found).order_by("-number")[: ON_A_PAGE + 1])
    has_more, messages = len(messages) > ON_A_PAGE, messages[:ON_A_PAGE][::-1]
    waiting = _with_files(messages, seat)
    address = reverse_in(reader.community, "conversations:conversation-detail", public_id=conversation.public_id)
    return Talk(
        conversation,
        seat,
        people.present,
        title=_title(conversation, people.present),
        rows=_bubbles(reader, seat, people, messages),
        words=_words(),
        last_number=messages[-1].number if messages else 0,
        last_change=max((message.change for message in messages), default=0),
        before_url=f"{address}?before={messages[0].number}" if has_more else "",
        is_pair=conversation.is_pair,
        subject="" if conversation.is_kept else conversation.subject,
        waiting=waiting,
    )


@dataclass(frozen=True, slots=True)
class News:
    """What a page that is open does not have yet: the messages after its last, and those that look different now. The numbers
    are of the last that its reader may see, which alone is told."""

    rows: list[dict[str, Any]]
    words: dict[str, str]
    last_number: int
    last_change: int


def news_for(reader: Membership, seat: Seat, people: People, *, after: int, change: int = 0) -> News:
    """change: the last change that the page has seen."""
    mine = readable_by(reader).filter(conversation=seat.conversation)
    found = mine.filter(number__gte=after)
    messages = list(_with_what_they_show(found).order_by("number")[: ON_A_PAGE + 1])
    before = messages.pop(0) if messages and messages[0].number == after else None
    changed = _changed(mine, after, change) if seat.conversation.last_change > change else []
    _with_files([*changed, *messages], seat)
    rows = _bubbles_apart(reader, seat, people, changed) + _bubbles(reader, seat, people, messages, before=before)
    return News(
        rows,
        _words(),
        last_number=messages[-1].number if messages else after,
        last_change=max((message.change for message in changed), default=change),
    )


def _changed(readable: QuerySet[Message], after: int, change: int) -> list[Message]:
    """Those up to a number that look different since a change, each with its neighbours of now."""
    found = list(
        _with_what_they_show(readable.filter(number__lte=after, change__gt=change)).order_by("change")[:ON_A_PAGE]
    )
    near = {number + step for number in (message.number for message in found) for step in (-1, 1)}
    by_number = {message.number: message for message in readable.filter(number__in=near)} if found else {}
    for message in found:
        message.earlier = by_number.get(message.number - 1)  # type: ignore[attr-defined]
        message.later = by_number.get(message.number + 1)  # type: ignore[attr-defined]
    return found


def _with_what_they_show(rows: QuerySet[Message]) -> QuerySet[Message]:
    return rows.select_related("author", "quotes__author")


def _with_files(messages: Sequence[Message], seat: Seat) -> list[Attachment]:
    """Gives each message its files; what comes back waits beside the draft of this seat. One query for both."""
    found = Attachment.objects.filter(Q(message__in=[message.pk for message in messages]) | Q(seat=seat))
    files: defaultdict[int | None, list[Attachment]] = defaultdict(list)
    for one in found.select_related("file").order_by("pk"):
        files[one.message_id].append(one)
    for message in messages:
        message.files = files[message.pk]  # type: ignore[attr-defined]
    return files[None]


def _bubbles(
    reader: Membership,
    seat: Seat,
    people: People,
    messages: Sequence[Message],
    *,
    before: Message | None = None,
) -> list[dict[str, Any]]:
    """Days, messages and hours, as the compiled rows draw them."""
    draw = _drawing(reader, seat, people)
    read_by_other = _read_by_other(reader, seat, people, messages)
    day = _day(before.written_at) if before else None
    rows: list[dict[str, Any]] = []
    for place, message in enumerate(messages):
        if _day(message.written_at) != day:
            day = _day(message.written_at)
            rows.append({"kind": "day", "said": _day_said(day)})
        earlier = messages[place - 1] if place else before
        is_read = message.number == read_by_other
        rows.append(draw(message, earlier, _next(messages, place), is_read))
    return rows


def _bubbles_apart(reader: Membership, seat: Seat, people: People, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Single messages that stand on the page already, each as it is to be now."""
    if not messages:
        return []
    draw = _drawing(reader, seat, people)
    mine = readable_by(reader).filter(conversation=seat.conversation, author=reader, number__lte=people.read_number)
    read_by_other = (mine.aggregate(last=Max("number"))["last"] or 0) if seat.conversation.is_pair else 0
    return [
        draw(message, message.earlier, message.later, message.number == read_by_other)  # type: ignore[attr-defined]
        for message in messages
    ]


Drawing = Callable[[Message, Message | None, Message | None, bool], dict[str, Any]]


def _drawing(reader: Membership, seat: Seat, people: People) -> Drawing:
    seen = {person.pk: person for person in [*people.present, *people.gone_out, reader]}
    addresses = _addresses(reader)

    def draw(message: Message, earlier: Message | None, later: Message | None, is_read: bool) -> dict[str, Any]:
        message.conversation = seat.conversation  # so that none asks for it
        row = _bubble(message, reader, seen, addresses)
        says_who = not (seat.conversation.is_pair or row["mine"] or _go_together(earlier, message))
        row["author"] = row["name"] if says_who else ""
        row["when"] = "" if _go_together(message, later) else hour_said(message.written_at)
        row["is_read"] = is_read
        return row

    return draw


def _bubble(
    message: Message, reader: Membership, seen: dict[int, Membership], addresses: dict[str, str]
) -> dict[str, Any]:
    mine = message.author_id == reader.pk
    key = message.public_id
    return {
        "kind": "message",
        "id": f"message-{key}",
        "number": message.number,
        "mine": mine,
        "name": seen[message.author_id].given_name if message.author_id in seen else somebody(),
        "html": rendered(message.text) if message.text else "",
        "deleted": message.is_deleted,
        "edited": message.edited_at is not None and not message.is_deleted,
        "heard": message.is_heard,
        "echo": message.echo,
        "echo_url": addresses["echo"] % key if can_echo(reader, message) else "",
        "quote": _quote(message, reader, seen),
        "files": [_file(one, addresses) for one in message.files],  # type: ignore[attr-defined]
        "datetime": timezone.localtime(message.written_at).isoformat(timespec="minutes"),
        "quote_url": f"?quote={key}#write" if not message.is_deleted else "",
        "edit_url": addresses["edit"] % key if can_edit(reader, message) else "",
        "delete_url": addresses["delete"] % key if can_delete(reader, message) else "",
        "report_url": "" if mine or message.is_deleted else addresses["report"] % key,
    }


def _quote(message: Message, reader: Membership, seen: dict[int, Membership]) -> dict[str, str] | None:
    """What it quotes, as far as the reader may read that: words of somebody out of sight are left out."""
    quoted = message.quotes
    if quoted is None or quoted.author_id not in seen:
        return None
    name = pgettext("conversation", "You") if quoted.author_id == reader.pk else seen[quoted.author_id].given_name
    text = _("A message taken back") if quoted.is_deleted else on_one_line(quoted.text, 200) or _("A file")
    return {"name": name, "text": text}


def _file(one: Attachment, addresses: dict[str, str]) -> dict[str, Any]:
    return {
        "url": addresses["file"] % one.file.public_id,
        "name": one.file.given_name or _("A file"),
        "is_picture": one.file.content_type.startswith("image/"),
    }


def _read_by_other(reader: Membership, seat: Seat, people: People, messages: Sequence[Message]) -> int:
    """Of two people: the last of one's messages here that the other has seen."""
    if not seat.conversation.is_pair:
        return 0
    mine = (message.number for message in messages if message.author_id == reader.pk)
    return max((number for number in mine if number <= people.read_number), default=0)


def _addresses(reader: Membership) -> dict[str, str]:
    names = {"echo": "message-echo", "edit": "message-edit", "delete": "message-removal", "file": "file"}
    found = {short: pattern_in(reader.community, f"conversations:{name}") for short, name in names.items()}
    return found | {"report": pattern_in(reader.community, "safeguarding:report-new", kind="message")}


def _next(messages: Sequence[Message], place: int) -> Message | None:
    return messages[place + 1] if place + 1 < len(messages) else None


def _go_together(one: Message | None, other: Message | None) -> bool:
    if one is None or other is None or one.author_id != other.author_id:
        return False
    near = other.written_at - one.written_at < TOGETHER
    return near and _day(one.written_at) == _day(other.written_at)


# ── days and hours ───────────────────────────────────────────────────────────


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _day_said(day: date) -> str:
    days = (clock.today() - day).days
    if days < 2:
        return _("yesterday") if days == 1 else _("today")
    return day_written(day, "EEEE d MMMM yyyy" if is_far(day) else "EEEE d MMMM")


def _when(moment: datetime) -> str:
    """“14.20”, “yesterday”, “Tue”, “5 Nov”."""
    day = _day(moment)
    days = (clock.today() - day).days
    if days < 1:
        return hour_said(moment)
    if days == 1:
        return _("yesterday")
    return day_written(day, "EEE" if days < 7 else "d MMM yyyy" if is_far(day) else "d MMM")


def _words() -> dict[str, str]:
    return {
        "read": pgettext("message", "read"),
        "edited": pgettext("message", "changed"),
        "taken_back": _("A message taken back"),
        "heard": _("What I heard"),
        Echo.YES: _("Yes, that is it"),
        Echo.NOT_QUITE: _("Not quite"),
        "said_yes": _("“Yes, that is it.”"),
        "said_not_quite": _("“Not quite.”"),
        "quote": _("Quote"),
        "edit": pgettext("message", "Change"),
        "delete": _("Take back"),
        "report": pgettext("message", "Report"),
        "more": _("What you can do with this message"),
        "by_you": pgettext("conversation", "You"),
    }
