"""Who may do what with a note; small predicates."""

from reciproca.boundaries.queries import is_minor
from reciproca.communities.models import Membership

from .models import Caveat, Collection, Help, Note, Parallel, Part, Remark

__all__ = [
    "can_agree", "can_ask_others", "can_confirm", "can_curate", "can_doubt", "can_edit", "can_help", "can_keep", "can_leave_part",
    "can_refuse", "can_remark", "can_retire", "can_settle", "can_settle_caveat", "can_take_back", "can_take_off",
    "may_write",
]  # fmt: skip


def may_write(person: Membership) -> bool:
    """A note stands in the library with the names of who wrote it: that is for adults."""
    return person.is_active and not is_minor(person)


def _writes(part: Part | None) -> bool:
    return part is not None and part.is_author and part.is_taken


def can_edit(part: Part | None, note: Note) -> bool:
    return _writes(part) and (note.is_draft or note.is_published)


def can_ask_others(part: Part | None, note: Note) -> bool:
    return can_edit(part, note)


def can_agree(part: Part | None, note: Note) -> bool:
    """Who writes it or appears in it, once for the words that are there now."""
    if part is None or part.role == "reader" or part.agreed_revision == note.revision:
        return False
    return (part.is_taken or part.appears) and (note.is_draft or note.has_news or (note.is_published and part.is_asked))


def can_refuse(part: Part | None, note: Note) -> bool:
    """Who appears may always say that they would rather not."""
    return part is not None and part.appears and not note.is_taken


def can_leave_part(part: Part | None) -> bool:
    """Who writes or reads steps out; who appears says no instead."""
    return part is not None and not part.appears and part.is_taken


def can_take_off(part: Part | None, other: Part) -> bool:
    """Who was asked and has not answered, who reads, who would rather not appear and is not in the words any more."""
    return _writes(part) and part != other and not (other.is_author and other.is_taken)


def can_remark(part: Part | None, note: Note) -> bool:
    return part is not None and part.is_taken and (note.is_draft or note.has_news)


def can_settle(part: Part | None, remark: Remark) -> bool:
    return _writes(part) and remark.settled_at is None


def can_keep(part: Part | None, parallel: Parallel) -> bool:
    return _writes(part) and parallel.note_id == (part.note_id if part else None)


def can_confirm(part: Part | None, note: Note) -> bool:
    return _writes(part) and note.is_published


def can_retire(part: Part | None, note: Note) -> bool:
    return _writes(part) and note.is_published


def can_take_back(part: Part | None, note: Note) -> bool:
    """Back to a draft: from the library, or from among those that are retired."""
    return _writes(part) and (note.is_published or note.is_retired)


def can_help(part: Part | None, note: Note, own: Help | None) -> bool:
    """Whoever read it and did not write it, once."""
    return note.is_published and own is None and not _writes(part)


def can_doubt(part: Part | None, note: Note, own: Caveat | None) -> bool:
    return note.is_published and own is None and not _writes(part)


def can_settle_caveat(part: Part | None, caveat: Caveat) -> bool:
    return _writes(part) and caveat.settled_at is None


def can_curate(person: Membership, collection: Collection) -> bool:
    return collection.curator_id == person.pk
