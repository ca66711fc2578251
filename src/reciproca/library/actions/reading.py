"""What a note changed for somebody; whether it still is true; taking it out of the library."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.library.choices import NoteState, PartState, Role
from reciproca.library.models import Caveat, Help, Note, NoteWord, Part
from reciproca.library.queries import notes_visible_to
from reciproca.library.rules import (
    can_confirm,
    can_doubt,
    can_help,
    can_retire,
    can_settle_caveat,
    can_take_back,
)
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind

from .shared import NotForYou, NothingSaid, allowed, ask_again, hold, write_to

__all__ = [
    "NothingChanged", "ask_whether_still_true", "confirm_note", "doubt_note", "retire_note", "say_it_helped",
    "settle_caveat", "take_note_away", "take_note_back",
]  # fmt: skip


class NothingChanged(Refusal):
    sentence = _("Say in a line what changed: it is what those who wrote it would like to know.")
    field = "change"


@transaction.atomic
def say_it_helped(note: Note, *, by: Membership, change: str, shown: bool = False) -> Help:
    """A confirmed help: a line of the ledger from each who wrote it, and they learn what changed."""
    part = hold(note, by)
    _readable(note, by)
    allowed(can_help(part, note, Help.objects.filter(note=note, person=by).first()))
    if not change.strip():
        raise NothingChanged
    refuse_early_links(by, change=change)
    helped = Help.objects.create(note=note, person=by, change=change.strip(), shown=shown, helped_at=clock.now())
    for author in _writers(note):
        line = record_interaction(Kind.NOTE, giver=author, receiver=by, source=helped, confirmed=True)
        helped.ledger_seqs.append(line.seq)
        write_to(author, "note_helped", note, once=clock.today())
    helped.save(update_fields=["ledger_seqs"])
    record("say_it_helped", by=by, on=note)
    return helped


@transaction.atomic
def doubt_note(note: Note, text: str, *, by: Membership) -> Caveat:
    """“This is no longer so”: it stands beside the note until those who wrote it have looked at it."""
    part = hold(note, by)
    _readable(note, by)
    allowed(can_doubt(part, note, Caveat.objects.filter(note=note, person=by, settled_at=None).first()))
    if not text.strip():
        raise NothingSaid
    refuse_early_links(by, text=text)
    caveat = Caveat.objects.create(note=note, person=by, text=text.strip()[:300], said_at=clock.now())
    for author in _writers(note):
        write_to(author, "note_doubted", note, once=clock.today())
    record("doubt_note", by=by, on=note)
    return caveat


@transaction.atomic
def settle_caveat(caveat: Caveat, *, by: Membership) -> None:
    """Those who wrote it have looked at it: it holds all the same, or the words say it now."""
    allowed(can_settle_caveat(hold(caveat.note, by), caveat))
    Caveat.objects.filter(pk=caveat.pk, settled_at=None).update(settled_at=clock.now())
    record("settle_caveat", by=by, on=caveat.note)


@transaction.atomic
def confirm_note(note: Note, *, by: Membership) -> None:
    """It still is true. They are asked again when as much time has gone by."""
    allowed(can_confirm(hold(note, by), note))
    note.confirmed_at, note.ask_on = clock.now(), ask_again(note)
    note.save(update_fields=["confirmed_at", "ask_on"])
    record("confirm_note", by=by, on=note)


@transaction.atomic
def retire_note(note: Note, *, by: Membership) -> None:
    """Out of the library, and kept for those who wrote it."""
    allowed(can_retire(hold(note, by), note))
    _move(note, NoteState.RETIRED)
    record("retire_note", by=by, on=note)


@transaction.atomic
def take_note_back(note: Note, *, by: Membership) -> None:
    """A draft again: nobody reads it until all have said yes anew."""
    allowed(can_take_back(hold(note, by), note))
    _move(note, NoteState.DRAFT)
    Part.objects.filter(note=note).update(agreed_revision=None)
    record("take_note_back", by=by, on=note)


@transaction.atomic
def take_note_away(note: Note, *, by: Membership) -> None:
    """Who coordinates decided so: only those who wrote it still read it."""
    hold(note, by)
    if not note.is_taken:
        _move(note, NoteState.TAKEN)
        record("take_note_away", by=by, on=note)


@transaction.atomic
def ask_whether_still_true(today: date) -> int:
    """A letter to those who wrote a note whose time is over, once each time; how many notes."""
    due = Note.objects.select_for_update(of=("self",)).filter(state=NoteState.PUBLISHED, ask_on__lte=today)
    done = 0
    for note in due.filter(Q(asked_at=None) | Q(asked_at__lt=F("confirmed_at"))).order_by("pk"):
        for author in _writers(note):
            write_to(author, "still_true", note, once=note.ask_on)
        Note.objects.filter(pk=note.pk).update(asked_at=clock.now())
        done += 1
    return done


def _move(note: Note, state: str) -> None:
    Note.objects.filter(pk=note.pk).update(state=state, ask_on=None)
    NoteWord.objects.filter(note=note).delete()
    note.refresh_from_db()


def _readable(note: Note, by: Membership) -> None:
    if not notes_visible_to(by).filter(pk=note.pk).exists():
        raise NotForYou


def _writers(note: Note) -> list[Membership]:
    rows = Part.objects.filter(note=note, role=Role.AUTHOR, state=PartState.TAKEN, person__isnull=False)
    people = [part.person for part in rows.select_related("person__community").order_by("pk")]
    return [person for person in people if person is not None and person.is_active]
