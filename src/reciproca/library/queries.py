"""Reads: what is in the library for somebody, what they work on, and what is found. Blocks and who left are looked at here alone."""

from collections import Counter, defaultdict
from collections.abc import Collection as Some
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.people.finding import each_word
from reciproca.people.queries import people_visible_to

from .choices import NAMED, NoteState, PartState, Role
from .models import Caveat, Collection, Enclosure, Entry, Help, Note, NoteWord, Parallel, Part, Remark

__all__ = [
    "ON_A_PAGE", "Found", "Wanted", "asked_of", "authors_of", "begun_from", "caveats_of", "collections_visible_to",
    "enclosures_of", "enclosures_visible_to", "entries_count", "entries_of", "find_notes", "helps_of",
    "notes_for_needs", "notes_of", "notes_that_helped", "notes_to_confirm", "notes_visible_to", "notes_waiting_for",
    "parallels_of", "part_of", "parts_in", "related_notes", "remarks_of", "topics_here", "who_must_agree",
]  # fmt: skip

MOST_WORDS = 8
ON_A_PAGE = 20
MOST_RELATED = 3
MOST_TOPICS = 24
MOST_LOOKED_AT = 50
#: Of enclosures: was there when the version that is read was published.
AS_PUBLISHED = Q(from_revision__lte=F("note__current__revision")) & (
    Q(until_revision=None) | Q(until_revision__gt=F("note__current__revision"))
)
#: So long a help is recent, and so many notes are named for it.
LATELY, MOST_HELPFUL = timedelta(days=182), 8


# ── who reads what ───────────────────────────────────────────────────────────


def _by_somebody_absent(reader: Membership) -> Exists:
    """Whether one of those who wrote a note, or appear in it, is absent for the reader; who left and said that it may stay
    is not."""
    parts = Part.objects.filter(note=OuterRef("pk"), role__in=NAMED, state=PartState.TAKEN, person__isnull=False)
    parts = parts.exclude(person__in=people_visible_to(reader).values("pk"))
    return Exists(parts.exclude(stays=True, person__state=MembershipState.LEFT))


def notes_visible_to(reader: Membership) -> QuerySet[Note]:
    """The library: what is published, less what somebody wrote who is absent for the reader."""
    rows = Note.objects.filter(state=NoteState.PUBLISHED).exclude(_by_somebody_absent(reader))
    return rows.select_related("current", "community")


def notes_of(person: Membership) -> QuerySet[Note]:
    """Those in which they have a part, or are asked to: drafts among them. The last to be changed first."""
    mine = Part.objects.filter(note=OuterRef("pk"), person=person).exclude(state=PartState.REFUSED)
    rows = Note.objects.filter(Exists(mine)).exclude(
        Exists(mine.filter(Q(role=Role.READER) | Q(state=PartState.ASKED))) & Q(_by_somebody_absent(person))
    )
    rows = rows.exclude(Q(state=NoteState.TAKEN) & Exists(mine.exclude(role=Role.AUTHOR)))
    return rows.select_related("current", "community").order_by("-changed_at", "-pk")


def begun_from(person: Membership, kind: str, origin_id: object) -> Note | None:
    """The note they began from something that happened: there is one of each."""
    return notes_of(person).filter(begun_by=person, origin_kind=kind, origin_id=str(origin_id)).first()


def part_of(note: Note, person: Membership) -> Part | None:
    return Part.objects.filter(note=note, person=person).exclude(state=PartState.REFUSED).first()


def parts_in(note: Note, reader: Membership) -> list[Part]:
    """Everybody’s part, less who is absent for the reader: authors first, then who appears, then who reads the draft."""
    here = people_visible_to(reader).values("pk")
    rows = Part.objects.filter(note=note).filter(Q(person__in=here) | Q(person=reader))
    found = list(rows.select_related("person__profile__photo", "person__community").order_by("asked_at", "pk"))
    order = [Role.AUTHOR, Role.APPEARS, Role.READER]
    return sorted(found, key=lambda part: order.index(Role(part.role)))


def who_must_agree(note: Note) -> QuerySet[Part]:
    """Those without whose yes a note is not published; who was asked to appear and has not answered among them."""
    asked = Q(role=Role.APPEARS) & ~Q(state=PartState.TAKEN) | Q(role__in=NAMED, state=PartState.TAKEN)
    gone = Q(stays=True, person__state=MembershipState.LEFT)
    return Part.objects.filter(asked, note=note, person__isnull=False).exclude(gone)


def authors_of(notes: Iterable[Note], reader: Membership) -> dict[int, list[Membership]]:
    """By key of note, who wrote it and is here for the reader, in the order in which they came to it."""
    rows = Part.objects.filter(note__in=[note.pk for note in notes], role=Role.AUTHOR, state=PartState.TAKEN)
    rows = rows.filter(person__in=people_visible_to(reader).values("pk"))
    found: dict[int, list[Membership]] = defaultdict(list)
    for part in rows.select_related("person__profile__photo", "person__community").order_by("asked_at", "pk"):
        assert part.person is not None
        found[part.note_id].append(part.person)
    return found


def asked_of(person: Membership) -> QuerySet[Part]:
    """What waits with them: to write, to appear, or to read a draft."""
    rows = Part.objects.filter(person=person, state=PartState.ASKED, note__in=notes_of(person).values("pk"))
    here = people_visible_to(person).values("pk")
    rows = rows.filter(asked_by__in=here)
    return rows.select_related("note__current", "asked_by__profile__photo").order_by("asked_at", "pk")


def enclosures_of(notes: Iterable[Note], *, draft: bool = False) -> dict[int, list[Enclosure]]:
    """By key of note, what is beside the words the community reads; or beside those that are worked on."""
    rows = Enclosure.objects.filter(
        Q(until_revision=None) if draft else AS_PUBLISHED, note__in=[note.pk for note in notes]
    )
    found: dict[int, list[Enclosure]] = defaultdict(list)
    for row in rows.select_related("file").order_by("from_revision", "pk"):
        found[row.note_id].append(row)
    return found


def enclosures_visible_to(reader: Membership) -> QuerySet[Enclosure]:
    """Of the notes they read as they are published, and of those in which they have a part as they are worked on."""
    published = AS_PUBLISHED & Q(note__in=notes_visible_to(reader).values("pk"))
    worked_on = Q(until_revision=None, note__in=notes_of(reader).values("pk"))
    return Enclosure.objects.filter(published | worked_on).select_related("file", "note")


def parallels_of(note: Note, reader: Membership) -> QuerySet[Parallel]:
    here = people_visible_to(reader).values("pk")
    rows = Parallel.objects.filter(Q(person__in=here) | Q(person=reader), note=note)
    return rows.select_related("person", "note").order_by("written_at", "pk")


def remarks_of(note: Note, reader: Membership) -> QuerySet[Remark]:
    rows = Remark.objects.filter(note=note, person__in=people_visible_to(reader).values("pk"))
    return rows.select_related("person__profile__photo", "note").order_by("said_at", "pk")


def helps_of(note: Note, reader: Membership, *, writes: bool) -> QuerySet[Help]:
    """What changed for whom: on the page what they let be shown; who wrote the note reads all of it."""
    rows = Help.objects.filter(note=note, person__in=people_visible_to(reader).values("pk"))
    if not writes:
        rows = rows.filter(Q(shown=True) | Q(person=reader))
    return rows.select_related("person__profile__photo", "note").order_by("-helped_at", "-pk")


def notes_that_helped(reader: Membership) -> QuerySet[Note]:
    """What the reader finds in the library and helped somebody lately, by title: neither how often, nor whom."""
    helped = Help.objects.filter(note=OuterRef("pk"), helped_at__gte=clock.now() - LATELY)
    return notes_visible_to(reader).filter(Exists(helped)).order_by("current__title", "pk")[:MOST_HELPFUL]


def caveats_of(note: Note, reader: Membership) -> QuerySet[Caveat]:
    """What readers say is no longer so, and nobody who wrote it has looked at yet."""
    rows = Caveat.objects.filter(note=note, settled_at=None, person__in=people_visible_to(reader).values("pk"))
    return rows.select_related("person", "note").order_by("said_at", "pk")


def notes_to_confirm(person: Membership, today: date | None = None) -> QuerySet[Note]:
    """Those they wrote of which it is time to ask whether they still are true, the longest waiting first."""
    mine = Part.objects.filter(person=person, role=Role.AUTHOR, state=PartState.TAKEN).values("note")
    due = Note.objects.filter(pk__in=mine, state=NoteState.PUBLISHED, ask_on__lte=today or clock.today())
    return due.select_related("current", "community").order_by("ask_on", "pk")


def notes_waiting_for(person: Membership) -> QuerySet[Note]:
    """Somebody has said yes to the words as they are, and theirs is awaited."""
    mine = Part.objects.filter(note=OuterRef("pk"), person=person, role__in=NAMED, state=PartState.TAKEN)
    others = Part.objects.filter(note=OuterRef("pk"), agreed_revision=OuterRef("revision")).exclude(person=person)
    awaited = Exists(mine.exclude(agreed_revision=OuterRef("revision"))) | Exists(mine.filter(agreed_revision=None))
    news = Q(state=NoteState.DRAFT) | (Q(state=NoteState.PUBLISHED) & ~Q(current__revision=F("revision")))
    return notes_of(person).filter(news, awaited, Exists(others))


def notes_for_needs(person: Membership, since: datetime) -> list[Note]:
    """The latest of the library that they did not write and that has not helped them yet."""
    rows = notes_visible_to(person).filter(published_at__gt=since)
    rows = rows.exclude(Exists(Part.objects.filter(note=OuterRef("pk"), person=person)))
    rows = rows.exclude(Exists(Help.objects.filter(note=OuterRef("pk"), person=person)))
    return list(rows.order_by("-published_at", "-pk")[:MOST_LOOKED_AT])


# ── finding ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the library: all of it must hold."""

    words: str = ""
    topic: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.topic, self.language))


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `nearly`: no note has all the words, and these have some of them."""

    notes: list[Note]
    has_more: bool
    nearly: bool = False


def find_notes(reader: Membership, wanted: Wanted, *, page: int = 1, size: int = ON_A_PAGE) -> Found:
    """The notes with all the words, in either language and any form, the nearest first; without words the newest first."""
    rows = _narrowed(reader, wanted)
    words = [keys for keys in each_word(wanted.words) if keys][:MOST_WORDS]
    if not words:
        return Found([], False) if wanted.words.strip() else _page(rows.order_by("-published_at", "-pk"), page, size)
    found = _page(_by_nearness(rows.filter(*(_has(keys) for keys in words)), words), page, size)
    if found.notes or page > 1 or len(words) == 1:
        return found
    some = NoteWord.objects.filter(word__in=_all(words)).values("note")
    nearly = _page(_by_nearness(rows.filter(pk__in=some), words), 1, 5)
    return Found(nearly.notes, False, nearly=bool(nearly.notes))


def _narrowed(reader: Membership, wanted: Wanted) -> QuerySet[Note]:
    rows = notes_visible_to(reader)
    if wanted.language:
        rows = rows.filter(current__language=wanted.language)
    if wanted.topic:
        rows = rows.filter(*(_has(keys, least=TOPIC) for keys in each_word(wanted.topic)[:MOST_WORDS] if keys))
    return rows


#: What a word weighs in the text, in the title, among the topics.
TEXT, TITLE, TOPIC = 1, 4, 6


def _has(keys: Some[str], *, least: int = TEXT) -> Q:
    return Q(pk__in=NoteWord.objects.filter(word__in=sorted(keys), weight__gte=least).values("note"))


def _all(words: list[set[str]]) -> list[str]:
    return sorted(set().union(*words))


def _by_nearness(rows: QuerySet[Note], words: list[set[str]]) -> QuerySet[Note]:
    weights = NoteWord.objects.filter(note=OuterRef("pk"), word__in=_all(words)).order_by().values("note")
    nearness = Subquery(weights.annotate(all=Sum("weight")).values("all"), output_field=IntegerField())
    return rows.annotate(nearness=nearness).order_by(F("nearness").desc(nulls_last=True), "-published_at", "-pk")


def _page(rows: QuerySet[Note], page: int, size: int) -> Found:
    """The keys first: sorting them is light, and only the rows of one page are read whole."""
    start = (max(page, 1) - 1) * size
    keys = list(rows.values_list("pk", flat=True)[start : start + size + 1])
    whole = {note.pk: note for note in Note.objects.filter(pk__in=keys[:size]).select_related("current", "community")}
    return Found([whole[key] for key in keys[:size]], has_more=len(keys) > size)


def related_notes(note: Note, reader: Membership, *, most: int = MOST_RELATED) -> list[Note]:
    """Those that share most of the words of its title and its topics."""
    keys = list(NoteWord.objects.filter(note=note, weight__gte=TITLE).values_list("word", flat=True)[:60])
    if not keys:
        return []
    shared = NoteWord.objects.filter(word__in=keys, weight__gte=TITLE).exclude(note=note)
    near = shared.order_by().values("note").annotate(all=Sum("weight")).order_by("-all", "-note")
    candidates = [row["note"] for row in near[: most * 10]]
    rows = {row.pk: row for row in notes_visible_to(reader).filter(pk__in=candidates)}
    return [rows[key] for key in candidates if key in rows][:most]


def topics_here(reader: Membership) -> list[str]:
    """What the library can be browsed by: the topics of the notes last published, by the alphabet."""
    rows = notes_visible_to(reader).order_by("-published_at", "-pk").values_list("current__topics", flat=True)
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    for topics in rows[:500]:
        for topic in topics:
            written.setdefault(topic.casefold(), topic)
            counted[topic.casefold()] += 1
    most = sorted(key for key, _number in counted.most_common(MOST_TOPICS))
    return [written[key] for key in most]


# ── collections ──────────────────────────────────────────────────────────────


def collections_visible_to(reader: Membership) -> QuerySet[Collection]:
    """All that are kept by somebody who is here for the reader, or by nobody any more; the newest first."""
    rows = Collection.objects.filter(Q(curator__in=people_visible_to(reader).values("pk")) | Q(curator=None))
    return rows.select_related("curator__profile__photo", "community").order_by("-made_at", "-pk")


def entries_of(collection: Collection, reader: Membership) -> list[Entry]:
    """Its notes in order, as far as the reader may read them."""
    rows = Entry.objects.filter(collection=collection, note__in=notes_visible_to(reader).values("pk"))
    return list(rows.select_related("note__current", "note__community").order_by("position", "pk"))


def entries_count(collections: Iterable[Collection], reader: Membership) -> dict[int, int]:
    rows: Any = Entry.objects.filter(collection__in=[one.pk for one in collections])
    rows = rows.filter(note__in=notes_visible_to(reader).values("pk"))
    return dict(Counter(rows.values_list("collection", flat=True)))
