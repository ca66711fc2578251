"""The library: find notes, read one, begin a draft, say yes to one's own, say that it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Most, Words
from reciproca.api.paging import Asked, Paged, page_of, page_of_list
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.library import actions
from reciproca.library.models import LONGEST, Help, Note, Version
from reciproca.library.queries import (
    Wanted,
    authors_of,
    find_notes,
    helps_of,
    notes_of,
    notes_visible_to,
    part_of,
    who_must_agree,
)

__all__ = ["note", "note_agreement", "note_help", "note_helps", "note_new", "notes", "notes_own"]

NOTE = "notes/<uuid:public_id>/"
#: So many notes are found by words at the most.
MOST_FOUND = 200


class AppearsThere(Refusal):
    sentence = _("Who appears in a note says yes on its page, after reading it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesAsked(Asked):
    words: Annotated[str, Words(200)] | None = None
    topic: Annotated[str, Words(40)] | None = None
    language: Annotated[str, Words(2, pattern="^[a-z]{2}$")] | None = None


@dataclass(frozen=True, slots=True)
class NoteListed:
    id: UUID
    title: str
    language: str
    topics: list[str]
    authors: list[PersonNamed]
    state: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """As the community reads it; where it is no draft of yours and not published, it is not there. `version` counts the changes of
    the words that are worked on. `my_part`: author, appears, reader, or empty. `waits_for`: how many have yet to say yes."""

    id: UUID
    title: str
    text: str
    language: str
    topics: list[str]
    sources: list[str]
    authors: list[PersonNamed]
    state: str
    my_part: str
    helped_me: bool
    waits_for: int
    published_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class NoteToBegin:
    title: Annotated[str, Words(120)]
    text: Annotated[str, Words(LONGEST)]
    language: Annotated[str, Words(2, pattern="^(it|en)$")] = "it"
    topics: Annotated[list[Annotated[str, Words(40)]], Most(5)] | None = None
    sources: Annotated[list[Annotated[str, Words(300)]], Most(10)] | None = None


@dataclass(frozen=True, slots=True)
class YesToNote:
    """`stays`: if you leave one day it may stay, without your name."""

    stays: bool = False
    word: Annotated[str, Words(120, may_be_empty=True)] = ""


@dataclass(frozen=True, slots=True)
class HelpToSay:
    change: Annotated[str, Words(600)]
    shown: bool = False


@dataclass(frozen=True, slots=True)
class NoteHelp:
    by: PersonNamed
    change: str
    shown: bool
    helped_at: datetime


@endpoint(
    "GET", "notes/", scope=Scope.LIBRARY_READ,
    says=_("The library, the latest first; with words, the notes that have all of them, the nearest first."),
)  # fmt: skip
def notes(call: Call, query: NotesAsked) -> Paged[NoteListed]:
    wanted = Wanted(query.words or "", query.topic or "", query.language or "")
    if wanted:
        found = find_notes(call.person, wanted, size=MOST_FOUND)
        rows = [] if found.nearly else found.notes
        listed = {one.id: one for one in _listed(rows, call.person)}
        return page_of_list(rows, query, lambda row: listed[row.public_id], lambda row: str(row.public_id))
    return page_of(
        notes_visible_to(call.person), query, lambda rows: _listed(rows, call.person), "-published_at", "public_id"
    )


@endpoint(
    "GET", "own-notes/", scope=Scope.LIBRARY_READ,
    says=_("The notes in which you have a part, drafts among them, the last to be changed first."),
)  # fmt: skip
def notes_own(call: Call, query: Asked) -> Paged[NoteListed]:
    return page_of(notes_of(call.person), query, lambda rows: _listed(rows, call.person), "-changed_at", "public_id")


@endpoint("POST", "notes/", scope=Scope.LIBRARY_WRITE, status=201, leads_to="note", says=_("Begin a draft of yours."))
def note_new(call: Call, body: NoteToBegin) -> NoteSeen:
    begun = actions.begin_note(
        by=call.person,
        title=body.title,
        text=body.text,
        language=body.language,
        topics=body.topics or (),
        sources=body.sources or (),
    )
    return _note_again(call, begun.public_id)


@endpoint("GET", NOTE, scope=Scope.LIBRARY_READ, says=_("One note that you may read."))
def note(call: Call, public_id: UUID) -> NoteSeen:
    return _note_again(call, public_id)


@endpoint(
    "POST", f"{NOTE}agreement/", scope=Scope.LIBRARY_WRITE, leads_to="note", guarded=True,
    says=_("Your yes to the words of a note you write. Where no other is awaited it is published."),
)  # fmt: skip
def note_agreement(call: Call, public_id: UUID, body: YesToNote) -> NoteSeen:
    row = get_object_or_404(notes_of(call.person), public_id=public_id)
    part = part_of(row, call.person)
    if part is not None and not part.is_author:
        raise AppearsThere
    revision = call.must_match(row.revision)
    actions.agree_to_note(row, by=call.person, revision=revision, stays=body.stays, word=body.word)
    return _note_again(call, public_id)


@endpoint(
    "GET", f"{NOTE}helps/", scope=Scope.LIBRARY_READ,
    says=_("What it changed for whom: what they let be shown, and for who wrote it all of it; the latest first."),
)  # fmt: skip
def note_helps(call: Call, public_id: UUID, query: Asked) -> Paged[NoteHelp]:
    row = _readable(call, public_id)
    part = part_of(row, call.person)
    rows = helps_of(row, call.person, writes=part is not None and part.is_author and part.is_taken)
    make = lambda found: [NoteHelp(named(one.person), one.change, one.shown, one.helped_at) for one in found]  # noqa: E731
    return page_of(rows, query, make, "-helped_at", "public_id")


@endpoint(
    "POST", f"{NOTE}helps/", scope=Scope.LIBRARY_WRITE, status=201, leads_to="note",
    says=_("It helped, and what changed: those who wrote it are told, and it counts. Once each."),
)  # fmt: skip
def note_help(call: Call, public_id: UUID, body: HelpToSay) -> NoteSeen:
    actions.say_it_helped(_readable(call, public_id), by=call.person, change=body.change, shown=body.shown)
    return _note_again(call, public_id)


def _readable(call: Call, public_id: UUID) -> Note:
    return get_object_or_404(notes_visible_to(call.person), public_id=public_id)


def _listed(rows: Sequence[Note], reader: Membership) -> list[NoteListed]:
    authors = authors_of(rows, reader)
    return [
        NoteListed(
            id=row.public_id,
            title=words.title,
            language=words.language,
            topics=[str(topic) for topic in words.topics],
            authors=[named(one) for one in authors.get(row.pk, [])],
            state=row.state,
            published_at=row.published_at if row.is_published else None,
        )
        for row in rows
        for words in [_words_of(row)]
    ]


def _words_of(row: Note) -> Note | Version:
    return row.current if row.is_published and row.current is not None else row


def _note_again(call: Call, public_id: UUID) -> NoteSeen:
    found = notes_visible_to(call.person).filter(public_id=public_id).first()
    row = found or get_object_or_404(notes_of(call.person), public_id=public_id)
    words, part = _words_of(row), part_of(row, call.person)
    awaited = who_must_agree(row).exclude(agreed_revision=row.revision)
    return NoteSeen(
        id=row.public_id,
        title=words.title,
        text=words.text,
        language=words.language,
        topics=[str(topic) for topic in words.topics],
        sources=[str(source) for source in words.sources],
        authors=[named(one) for one in authors_of([row], call.person).get(row.pk, [])],
        state=row.state,
        my_part=part.role if part is not None else "",
        helped_me=Help.objects.filter(note=row, person=call.person).exists(),
        waits_for=awaited.count() if part is not None and part.is_author else 0,
        published_at=row.published_at if row.is_published else None,
        version=row.revision if part is not None else row.current.revision if row.current else 0,
    )
