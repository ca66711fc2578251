"""Pictures and PDF files beside the words of a note."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import may_link
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.files.actions import forget_file
from reciproca.files.models import StoredFile
from reciproca.library.models import Enclosure, Note
from reciproca.library.rules import can_edit

from .shared import NoLongerThere, NotForYou, hold

__all__ = ["FilesAtFirst", "TooManyFiles", "enclose", "forget_note", "forget_what_is_out", "take_enclosure_out"]

MOST_FILES = 6


class TooManyFiles(Refusal):
    sentence = _("Six files are enough for one note: take one out first.")
    field = "file"


class FilesAtFirst(Refusal):
    sentence = _(
        "For the first days, words are enough. Files are possible as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )
    field = "file"
    status = 422


@transaction.atomic
def enclose(note: Note, file: StoredFile, *, by: Membership) -> None:
    """Beside the words that are worked on: whoever said yes is asked again. The same file again is not kept twice."""
    if not can_edit(hold(note, by), note) or file.owner_id != by.pk:
        raise NotForYou
    if not may_link(by):
        raise FilesAtFirst
    there = Enclosure.objects.filter(note=note, until_revision=None)
    if there.filter(file__sha256=file.sha256).exists():
        forget_file(file)
        return
    if there.count() >= MOST_FILES:
        raise TooManyFiles
    Enclosure.objects.create(note=note, file=file, from_revision=_moved(note, by))


@transaction.atomic
def take_enclosure_out(enclosure: Enclosure, *, by: Membership) -> None:
    """Who reads the last version has it until the next is published; what was never published goes at once."""
    note = enclosure.note
    if not can_edit(hold(note, by), note):
        raise NotForYou
    held = Enclosure.objects.filter(pk=enclosure.pk, until_revision=None).select_related("file").first()
    if held is None:
        raise NoLongerThere
    revision = _moved(note, by)
    if note.current is not None and held.from_revision <= note.current.revision:
        Enclosure.objects.filter(pk=held.pk).update(until_revision=revision)
    else:
        forget_file(held.file)


def forget_what_is_out(note: Note) -> None:
    """A new version is published without them."""
    for row in Enclosure.objects.filter(note=note, until_revision__lte=note.revision).select_related("file"):
        forget_file(row.file)


def forget_note(note: Note) -> None:
    """It goes, and the bytes beside it."""
    for row in Enclosure.objects.filter(note=note).select_related("file"):
        forget_file(row.file)
    note.delete()


def _moved(note: Note, by: Membership) -> int:
    note.revision, note.changed_at = note.revision + 1, clock.now()
    note.save(update_fields=["revision", "changed_at"])
    record("edit_note", by=by, on=note)
    return note.revision
