"""What the pages of this room have in common: the note one may see, and what the pages of all rooms do."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reciproca.core.doors import addresses_of, asking, done, form_page, get_or_post, or_absent
from reciproca.library.models import Note, Part
from reciproca.library.queries import notes_of, notes_visible_to, part_of

__all__ = ["asking", "at", "done", "form_page", "get_or_post", "note_in_hand", "note_to_read", "or_absent"]

at = addresses_of("library")


def note_to_read(request: HttpRequest, public_id: UUID) -> tuple[Note, Part | None]:
    """One that is in the library, or in which who asks has a part; with that part."""
    note = notes_visible_to(request.person).filter(public_id=public_id).first()
    note = note or get_object_or_404(notes_of(request.person), public_id=public_id)
    return note, part_of(note, request.person)


def note_in_hand(request: HttpRequest, public_id: UUID) -> tuple[Note, Part]:
    """One in which who asks has a part."""
    note = get_object_or_404(notes_of(request.person), public_id=public_id)
    return note, or_absent(part_of(note, request.person))
