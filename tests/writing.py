"""Notes for the tests: a draft, one that was published, by one or by two."""

from typing import Any

from reciproca.communities.models import Membership
from reciproca.library import actions
from reciproca.library.models import Note, Part

__all__ = ["TEXT", "TITLE", "agree", "begun", "part", "published", "together"]

TITLE = "La sera prima di firmare"
TEXT = (
    "Un contratto di fornitura si legge quasi sempre tardi.\n\n## Quattro righe\n\n- Da quando si conta\n- Chi collauda"
)


def begun(by: Membership, **words: Any) -> Note:
    told = {"title": TITLE, "text": TEXT, "language": "it", "topics": ["contratti"]} | words
    return actions.begin_note(by=by, **told)


def part(note: Note, person: Membership) -> Part:
    return Part.objects.select_related("note").get(note=note, person=person)


def together(note: Note, *others: Membership, role: str = "author") -> Note:
    """These write it too, or read the draft."""
    by = note.begun_by
    assert by is not None
    for other in others:
        actions.ask_to_take_part(note, other, by=by, role=role)
        if role != "appears":
            actions.take_part(part(note, other), by=other)
    return note


def agree(note: Note, *people: Membership, stays: bool = False, word: str = "") -> Note:
    note.refresh_from_db()
    for person in people:
        actions.agree_to_note(note, by=person, revision=note.revision, stays=stays, word=word)
    note.refresh_from_db()
    return note


def published(by: Membership, *others: Membership, stays: bool = False, **words: Any) -> Note:
    """In the library, with the yes of all who wrote it."""
    return agree(together(begun(by, **words), *others), by, *others, stays=stays)
