"""How this room tells of a note that one of its readers reports, and how it is taken away."""

from uuid import UUID

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.safeguarding.reportable import Reported

from .actions import take_note_away
from .models import Note, Worded
from .queries import authors_of, notes_of, notes_visible_to
from .words import by_said, page_of

__all__ = ["remove_note", "told_note"]


def told_note(reader: Membership, public_id: UUID) -> Reported | None:
    """What the reader has before them: who wrote it, its words, and what it rests on."""
    note = notes_visible_to(reader).filter(public_id=public_id).first()
    words: Worded | None = note.current if note is not None else None
    if note is None:
        words = note = notes_of(reader).filter(public_id=public_id).first()
    authors = authors_of([note], reader).get(note.pk, []) if note is not None else []
    if note is None or words is None or not authors:
        return None
    said = euphonic(_("A note by %(names)s") % {"names": by_said(authors)})
    told = "\n\n".join([words.title, words.text, *(str(source) for source in words.sources)])
    return Reported(authors[0], said, told, page_of(note))


def remove_note(public_id: UUID, by: Membership) -> None:
    note = Note.objects.filter(public_id=public_id).first()
    if note is not None:
        take_note_away(note, by=by)
