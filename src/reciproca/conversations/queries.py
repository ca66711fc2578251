"""Reads: which conversations and messages are for whom, what waits to be read, what is found by its words."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from reciproca.boundaries.models import Block, Partnership
from reciproca.boundaries.queries import blocked_since
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.network.models import Connection, Interaction, Tie
from reciproca.notifications.live import Found
from reciproca.people.queries import folded, people_visible_to

from .choices import Letters
from .models import Attachment, Conversation, Message, Preference, Seat

__all__ = [
    "attachments_visible_to",
    "conversation_between",
    "conversations_visible_to",
    "exchanged_since",
    "find_messages",
    "folded_words",
    "has_unread",
    "may_have_unread",
    "messages_touched_since",
    "messages_visible_to",
    "others_in",
    "people_to_tell",
    "people_to_write_to",
    "preference_of",
    "readable_by",
    "seat_of",
    "seats_of",
    "unread_by",
    "unread_seats_of",
    "wants_letters",
    "words_between",
]  # fmt: skip

MOST_FOUND = 50
MOST_NEWS = 4000


# ── conversations ────────────────────────────────────────────────────────────


def conversations_visible_to(person: Membership) -> QuerySet[Conversation]:
    """Those in which this person has a seat. One of two people is absent as long as the other is: left the community,
    blocked or blocking, a minor kept from sight. Which of these it is nothing tells."""
    mine = Conversation.objects.filter(pk__in=seats_of(person).values("conversation"))
    here = people_visible_to(person).values("pk")
    gone = Membership.objects.filter(erased_at__isnull=False).values("pk")  # nobody any more: what was written stays
    the_other_is_here = Q(first=person) & (Q(second__in=here) | Q(second__in=gone))
    the_one_is_here = Q(second=person) & (Q(first__in=here) | Q(first__in=gone))
    return mine.filter(Q(first=None) | the_other_is_here | the_one_is_here)


def seats_of(person: Membership) -> QuerySet[Seat]:
    """Their own places, in conversations they have not left."""
    return Seat.objects.filter(person=person, left_at=None)


def seat_of(person: Membership, conversation: Conversation) -> Seat | None:
    return seats_of(person).filter(conversation=conversation).first()


def conversation_between(one: Membership, other: Membership) -> Conversation | None:
    """The one conversation of exactly these two, whatever lies between them now."""
    first, second = sorted((one.pk, other.pk))
    return Conversation.objects.filter(first=first, second=second).first()


def others_in(conversation: Conversation, reader: Membership) -> list[Membership]:
    """Whom the reader may know to take part beside themselves, by name."""
    here = people_visible_to(reader).exclude(pk=reader.pk)
    seats = Seat.objects.filter(conversation=conversation, left_at=None).values("person")
    return list(here.filter(pk__in=seats).order_by("given_name", "pk"))


# ── whom one may write to ────────────────────────────────────────────────────


def near(person: Membership) -> Q:
    """A condition on people: there is something between them and this person from which a conversation may begin. They are
    connected, work with each other now, or something happened between them that both confirmed."""
    two = Q(first=person, second=OuterRef("pk")) | Q(second=person, first=OuterRef("pk"))
    return Q(*(Q(Exists(row.objects.filter(two))) for row in (Connection, Partnership, Tie)), _connector=Q.OR)


def words_between(one: Membership, other: Membership) -> bool:
    """Whether there is something between two people from which a conversation may begin."""
    return Membership.objects.filter(near(one), pk=other.pk).exists()


def people_to_write_to(person: Membership) -> QuerySet[Membership]:
    """Everyone to whom this person may begin to write."""
    return people_visible_to(person).filter(near(person)).exclude(pk=person.pk).order_by("given_name", "family_name")


# ── messages ─────────────────────────────────────────────────────────────────


def readable_by(reader: Membership) -> QuerySet[Message]:
    """Messages less those written by somebody after a block between them and the reader: for a conversation of several,
    in which both go on. What was written before stays. For those in conversations that are visible."""
    return Message.objects.exclude(blocked_since(reader, person="author", at="written_at"))


def messages_visible_to(reader: Membership) -> QuerySet[Message]:
    return readable_by(reader).filter(conversation__in=conversations_visible_to(reader))


def attachments_visible_to(reader: Membership) -> QuerySet[Attachment]:
    """Files of messages they may read, and those that wait beside a draft of theirs."""
    seats = seats_of(reader).filter(conversation__in=conversations_visible_to(reader))
    mine_or_sent = Q(message__in=messages_visible_to(reader)) | Q(seat__in=seats)
    return Attachment.objects.filter(mine_or_sent).select_related("file", "seat__conversation")


def folded_words(text: str) -> str:
    """The words of a text as they are searched: without accents, with a space before each."""
    return "".join(f" {word}" for word in re.findall(r"\w+", folded(text)))


def find_messages(reader: Membership, words: str) -> list[Message]:
    """Messages in which all these words are, the newest first. A word finds its other endings: «sessioni» «sessione»."""
    rows = messages_visible_to(reader).filter(deleted_at=None)
    wanted = folded_words(words).split()[:8]
    if not wanted:
        return []
    for word in wanted:
        rows = rows.filter(folded__contains=f" {_stem(word)}")
    return list(rows.select_related("author", "conversation").order_by("-written_at", "-pk")[:MOST_FOUND])


def _stem(word: str) -> str:
    """Without its ending, as far as that is cheap: a vowel in Italian, an s in English."""
    return word[:-1] if len(word) > 4 and word[-1] in "aeious" else word


def exchanged_since(one: Membership, other: Membership, moment: datetime) -> bool:
    """Whether the ledger has a line of the two about messages since then."""
    mine, theirs = one.ledger_id, other.ledger_id
    both = Q(giver=mine, receiver=theirs) | Q(giver=theirs, receiver=mine)
    return Interaction.objects.filter(both, kind="message", at__gte=moment).exists()


# ── what has not been read ───────────────────────────────────────────────────


def unread_by(reader: Membership) -> QuerySet[Message]:
    """For a subquery of a seat (its conversation, and up to where it has read): what it has not read of the others."""
    return (
        readable_by(reader)
        .filter(conversation=OuterRef("conversation"), number__gt=OuterRef("read_number"), deleted_at=None)
        .exclude(author=reader)
    )


def with_unread(seats: QuerySet[Seat], reader: Membership) -> QuerySet[Seat]:
    """Each seat with `unread`, how many messages wait there."""
    count = unread_by(reader).order_by().values("conversation").annotate(number=Count("pk")).values("number")
    return seats.annotate(unread=Coalesce(Subquery(count, output_field=IntegerField()), Value(0)))


def unread_seats_of(person: Membership) -> QuerySet[Seat]:
    """The places where something waits that they want to be told of."""
    return seats_of(person).filter(
        Exists(unread_by(person)), is_muted=False, archived_at=None, conversation__in=conversations_visible_to(person)
    )


def has_unread(person: Membership) -> bool:
    """Asked for every page on which something may wait, and so prepared."""
    return bool(_unread_seat(person.pk))


@prepared("pk")
def _unread_seat(person: int) -> QuerySet:
    return unread_seats_of(Membership(pk=person))[:1]


def may_have_unread() -> Exists:
    """For every request, beside the membership it reads: false when nothing waits for sure. What is true here
    `has_unread` looks at more closely, with blocks and absences."""
    # Over all communities: the membership in the row outside says which.
    behind = Seat.unscoped.filter(person=OuterRef("pk"), left_at=None, is_muted=False, archived_at=None)
    return Exists(behind.filter(conversation__last_number__gt=F("read_number")))


def messages_touched_since(moment: datetime) -> Iterator[Found]:
    """For the pages that are open: of which conversation a message is new, or looks different, for each who takes part. Over all
    communities. `quiet` is for who wrote or has read it, and who has muted it: it wakes that conversation's page and gives no sign."""
    # One watcher looks for every community of the process.
    blocks = Block.unscoped.filter(
        Q(blocker=OuterRef("person"), blocked=OuterRef("conversation__messages__author"))
        | Q(blocked=OuterRef("person"), blocker=OuterRef("conversation__messages__author"))
    )
    seats = Seat.unscoped.filter(
        ~Exists(blocks),
        left_at=None,
        person__state=MembershipState.ACTIVE,
        conversation__messages__touched_at__gte=moment,
    )
    has_read = Q(read_number__gte=F("conversation__messages__number"))
    is_quiet = Case(
        When(Q(is_muted=True) | Q(conversation__messages__author=F("person")) | has_read, then=True), default=False
    )
    rows = seats.order_by("conversation__messages__touched_at").values_list(
        "conversation__messages__pk", "conversation__messages__touched_at", "community_id", "person__email",
        "conversation__public_id", is_quiet,
    )[:MOST_NEWS]  # fmt: skip
    for key, at, community, address, which, quiet in rows:
        yield Found(key, at, community, address, "conversation", f"{which} quiet" if quiet else str(which))


# ── letters ──────────────────────────────────────────────────────────────────


def preference_of(person: Membership) -> Preference | None:
    return Preference.objects.filter(membership=person).first()


def authors_waiting_for(person: Membership) -> list[Membership]:
    """Who has written to this person what they have not read, whom they may meet; by name."""
    waiting = unread_by(person).filter(author=OuterRef(OuterRef("pk")))
    theirs = unread_seats_of(person).filter(Exists(waiting))
    return list(people_visible_to(person).filter(Exists(theirs)).order_by("given_name", "pk"))


def last_to_write_to(person: Membership, *, most: int) -> list[tuple[Membership, Conversation]]:
    """For each place where something waits, who wrote last: somebody they may meet; who wrote first waits longest."""
    found = _last_to_write.all(person.pk)[:most]
    people = {one.pk: one for one in _seen_among(person.pk, tuple(seat.author for seat in found))}
    return [(people[seat.author], seat.conversation) for seat in found if seat.author in people]


@prepared()
def _last_to_write(person: int) -> QuerySet:
    me = Membership(pk=person)
    seats = unread_seats_of(me).annotate(
        author=Subquery(unread_by(me).order_by("-number").values("author")[:1]),
        since=Subquery(unread_by(me).order_by("number").values("written_at")[:1]),
    )
    return seats.select_related("conversation").order_by("since")


@prepared()
def _seen_among(person: int, people: tuple[int, ...]) -> QuerySet:
    return people_visible_to(Membership(pk=person)).filter(pk__in=people)


def people_to_tell(*, written_before: datetime, told_before: datetime) -> list[Membership]:
    """Who may have something to read since before a moment, and was told neither of it nor of anything since another."""
    unread = Message.objects.filter(
        conversation=OuterRef("conversation"), number__gt=OuterRef("read_number"), written_at__lte=written_before
    ).exclude(author=OuterRef("person"))
    preference = Preference.objects.filter(membership=OuterRef("person"))
    seats = Seat.objects.filter(left_at=None, is_muted=False, archived_at=None)
    seats = seats.exclude(Exists(preference.filter(letters=Letters.NEVER)))
    seats = seats.annotate(told_at=Subquery(preference.values("told_at")[:1]))
    newer = unread.filter(written_at__gt=OuterRef("told_at"))
    seats = seats.filter(Q(Exists(unread), told_at=None) | Q(Exists(newer), told_at__lte=told_before))
    people = Membership.objects.filter(pk__in=seats.values("person"), state=MembershipState.ACTIVE)
    return list(people.select_related("community").order_by("pk"))


def wants_letters(person: Membership) -> bool:
    found = preference_of(person)
    return found is None or found.letters == Letters.DAILY
