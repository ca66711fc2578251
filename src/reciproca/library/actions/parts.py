"""Who has a part in a note: asked, taken, left; what they say of a draft; and the yes with which it is published."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import is_minor, may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.library.choices import NAMED, NoteState, PartState, Role
from reciproca.library.models import WORDS, Caveat, Note, NoteWord, Parallel, Part, Remark, Version
from reciproca.library.queries import TEXT, TITLE, TOPIC, notes_of, who_must_agree
from reciproca.library.rules import (
    can_agree,
    can_ask_others,
    can_leave_part,
    can_refuse,
    can_remark,
    can_settle,
    can_take_off,
)
from reciproca.network.actions import turn_to
from reciproca.people.finding import LONGEST_KEY, found_under

from .enclosures import forget_note, forget_what_is_out
from .shared import ChangedMeanwhile, NotForYou, NothingSaid, allowed, ask_again, hold, write_to

__all__ = [
    "AlreadyHasAPart",
    "StillTwoTexts",
    "TooMany",
    "agree_to_note",
    "ask_to_take_part",
    "leave_note",
    "let_go_of",
    "refuse_to_appear",
    "remark_on_draft",
    "settle_remark",
    "take_back_agreement",
    "take_off",
    "take_part",
]  # fmt: skip

MOST_PARTS = 12


class AlreadyHasAPart(Refusal):
    sentence = _("They already have a part in it.")


class TooMany(Refusal):
    sentence = _("Twelve people are enough for one note.")


class StillTwoTexts(Refusal):
    sentence = _("Somebody wrote at the same time as somebody else: first make one text of the two.")


# ── asking and answering ─────────────────────────────────────────────────────


@transaction.atomic
def ask_to_take_part(note: Note, person: Membership, *, by: Membership, role: str, words: str = "") -> None:
    """To write it together, to appear in it, or to read the draft. They decide, and who does not want to need not say so.

    Where it must not reach them it looks sent.
    """
    part = hold(note, by)
    if not can_ask_others(part, note) or person.pk == by.pk or not person.is_active:
        raise NotForYou
    refuse_early_links(by, words=words)
    if Part.objects.filter(note=note).count() >= MOST_PARTS:
        raise TooMany
    turn_to(person, by=by)
    if not may_contact(by, person) or (role == Role.AUTHOR and is_minor(person)):
        raise NotForYou
    told = {"role": role, "asked_by": by, "words": words.strip(), "asked_at": clock.now()}
    row, is_new = Part.objects.get_or_create(note=note, person=person, defaults=told)
    if not is_new and (row.is_refused or row.role == role or row.role != Role.READER):
        raise AlreadyHasAPart
    if not is_new:  # who read the draft is asked to do more
        row.role, row.state, row.asked_by, row.words = role, PartState.ASKED, by, told["words"]
        row.save(update_fields=["role", "state", "asked_by", "words"])
    record("ask_to_take_part", by=by, on=note, role=role)
    write_to(person, "part_asked", note, once=role)


@transaction.atomic
def take_part(part: Part, *, by: Membership) -> None:
    """They write it too, or read the draft. Who appears says yes to the words themselves."""
    held = _own(part, by)
    allowed(held.is_asked and not held.appears)
    if held.is_author and is_minor(by):
        raise NotForYou
    held.state, held.settled_at = PartState.TAKEN, clock.now()
    held.save(update_fields=["state", "settled_at"])
    record("take_part", by=by, on=held.note, role=held.role)


@transaction.atomic
def refuse_to_appear(part: Part, *, by: Membership) -> None:
    """They would rather not: those who write it are told so, and what is published goes back to being a draft."""
    held = _own(part, by)
    allowed(can_refuse(held, held.note))
    held.state, held.agreed_revision, held.settled_at = PartState.REFUSED, None, clock.now()
    held.save(update_fields=["state", "agreed_revision", "settled_at"])
    _out_of_the_library(held.note)
    record("refuse_to_appear", on=held.note)


@transaction.atomic
def leave_note(part: Part, *, by: Membership) -> None:
    """Who writes or reads steps out. With the last who writes it a draft goes; and what is published, too."""
    held = _own(part, by)
    allowed(can_leave_part(held))
    note = held.note
    held.delete()
    record("leave_note", by=by, on=note)
    if not Part.objects.filter(note=note, role=Role.AUTHOR, state=PartState.TAKEN).exists():
        forget_note(note)


@transaction.atomic
def take_off(other: Part, *, by: Membership) -> None:
    """Who has not answered; who reads; who is no longer in the words."""
    allowed(can_take_off(hold(other.note, by), other))
    was_named = other.appears and other.is_taken
    other.delete()
    if was_named:
        Note.objects.filter(pk=other.note_id).update(revision=other.note.revision + 1)  # the others say yes again
    record("take_off", by=by, on=other.note, role=other.role)


def _own(part: Part, by: Membership) -> Part:
    hold(part.note, by)
    held = Part.objects.filter(pk=part.pk, person=by).select_related("note").first()
    if held is None or not notes_of(by).filter(pk=held.note_id).exists():
        raise NotForYou
    return held


# ── reading a draft ──────────────────────────────────────────────────────────


@transaction.atomic
def remark_on_draft(note: Note, text: str, *, by: Membership) -> Remark:
    """Read by those who have a part in it; those who write it decide what to make of it."""
    part = hold(note, by)
    if not can_remark(part, note):
        raise NotForYou
    if not text.strip():
        raise NothingSaid
    refuse_early_links(by, text=text)
    remark = Remark.objects.create(
        note=note, person=by, revision=note.revision, text=text.strip()[:2000], said_at=clock.now()
    )
    for other in _authors(note):
        if other.person_id != by.pk:
            write_to(other.person, "draft_remarked", note, once=clock.today())
    return remark


@transaction.atomic
def settle_remark(remark: Remark, *, by: Membership) -> None:
    allowed(can_settle(hold(remark.note, by), remark))
    Remark.objects.filter(pk=remark.pk, settled_at=None).update(settled_at=clock.now())


# ── the yes of all ───────────────────────────────────────────────────────────


@transaction.atomic
def agree_to_note(note: Note, *, by: Membership, revision: int, stays: bool = False, word: str = "") -> Note:
    """Yes to these words. With the last yes that was awaited they are published."""
    part = hold(note, by)
    if part is None or not can_agree(part, note):
        raise NotForYou if part is None else ChangedMeanwhile
    if revision != note.revision:
        raise ChangedMeanwhile
    if part.is_author and Parallel.objects.filter(note=note).exists():
        raise StillTwoTexts
    refuse_early_links(by, word=word)
    part.agreed_revision, part.stays, part.state = revision, stays, PartState.TAKEN
    part.settled_at = part.settled_at or clock.now()
    part.save(update_fields=["agreed_revision", "stays", "state", "settled_at"])
    record("agree_to_note", by=by, on=note, revision=revision)
    waiting = list(who_must_agree(note).exclude(agreed_revision=revision, state=PartState.TAKEN))
    if waiting or not _authors(note):
        for other in waiting:
            if other.person_id is not None and other.state != PartState.REFUSED:
                write_to(other.person, "yes_awaited", note, once=revision)
    else:
        _publish(note, by, word.strip())
    return note


@transaction.atomic
def take_back_agreement(note: Note, *, by: Membership) -> None:
    """Before the others have said yes too."""
    part = hold(note, by)
    allowed(part is not None and part.agreed_revision == note.revision and (note.is_draft or note.has_news))
    assert part is not None
    Part.objects.filter(pk=part.pk).update(agreed_revision=None)


def _publish(note: Note, by: Membership, word: str) -> None:
    now = clock.now()
    if note.current is None or note.has_news:
        number = (note.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        words = {name: getattr(note, name) for name in WORDS}
        note.current = Version.objects.create(
            note=note, number=number, revision=note.revision, word=word[:120], published_at=now, **words
        )
        forget_what_is_out(note)
        Remark.objects.filter(note=note, settled_at=None).update(settled_at=now)
        Caveat.objects.filter(note=note, settled_at=None).update(settled_at=now)
    note.state, note.published_at, note.confirmed_at = NoteState.PUBLISHED, now, now
    note.ask_on = ask_again(note)
    note.save(update_fields=["current", "state", "published_at", "confirmed_at", "ask_on"])
    write_words(note)
    record("publish_note", by=by, on=note, number=note.current.number)
    for other in _authors(note):
        if other.person_id != by.pk:
            write_to(other.person, "note_published", note, once=note.current.number)


def write_words(note: Note) -> None:
    """The index of one note anew."""
    version = note.current
    assert version is not None
    weights = dict.fromkeys(found_under([version.text]), TEXT)
    weights |= dict.fromkeys(found_under([version.title]), TITLE)
    weights |= dict.fromkeys(found_under(str(topic) for topic in version.topics), TOPIC)
    NoteWord.objects.filter(note=note).delete()
    rows = [NoteWord(note=note, word=word[:LONGEST_KEY], weight=weight) for word, weight in sorted(weights.items())]
    NoteWord.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _authors(note: Note) -> list[Part]:
    rows = Part.objects.filter(note=note, role=Role.AUTHOR, state=PartState.TAKEN, person__isnull=False)
    return list(rows.select_related("person__community").order_by("pk"))


def _out_of_the_library(note: Note) -> None:
    """Back to being a draft, of those who write it."""
    if note.is_published or note.is_retired:
        Note.objects.filter(pk=note.pk).update(state=NoteState.DRAFT, ask_on=None)
        Part.objects.filter(note=note).update(agreed_revision=None)
    NoteWord.objects.filter(note=note).delete()


# ── leaving the community ────────────────────────────────────────────────────


@transaction.atomic
def let_go_of(person: Membership) -> None:
    """Somebody is being erased. What they said may stay stays without their name; a note they did not say it of goes back to
    those who wrote it with them, and where there is nobody it goes."""
    for part in Part.objects.filter(person=person).select_related("note"):
        note = part.note
        if part.is_taken and part.stays and part.role in NAMED and note.is_published:
            continue
        part.delete()
        if not Part.objects.filter(note=note, role=Role.AUTHOR, state=PartState.TAKEN).exists():
            forget_note(note)
        elif part.role in NAMED and part.is_taken:
            _out_of_the_library(note)
