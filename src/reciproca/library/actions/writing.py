"""Begin a note, change its words; and what two wrote at the same time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.library.choices import PartState, Role
from reciproca.library.models import LONGEST, WORDS, Note, Parallel, Part
from reciproca.library.rules import can_edit, can_keep, may_write

from .enclosures import forget_note
from .shared import ChangedMeanwhile, NotForYou, allowed, hold

__all__ = [
    "NothingWritten", "begin_note", "delete_draft", "edit_note", "let_parallel_go", "put_together",
]  # fmt: skip


class NothingWritten(Refusal):
    sentence = _("A note needs a title and at least a few words.")
    field = "text"


@transaction.atomic
def begin_note(
    *,
    by: Membership,
    title: str,
    text: str,
    language: str = "",
    topics: Sequence[str] = (),
    sources: Sequence[str] = (),
    months: int = 12,
    people: Iterable[Membership] = (),
    origin: tuple[str, object] | None = None,
) -> Note:
    """A draft of its author's alone. `people` appear in it: each reads it, and without their yes it is not published."""
    if not may_write(by):
        raise NotForYou
    words = _written(by, title=title, text=text, language=language or by.language, topics=topics, sources=sources)
    kind, origin_id = (origin[0], str(origin[1])) if origin else ("", "")
    now = clock.now()
    note = Note.objects.create(
        begun_by=by, months=months, origin_kind=kind, origin_id=origin_id, begun_at=now, changed_at=now, **words
    )
    told: dict[str, Any] = {"state": PartState.TAKEN, "asked_at": now, "settled_at": now}
    Part.objects.create(note=note, person=by, role=Role.AUTHOR, **told)
    for person in sorted({one.pk: one for one in people if one.pk != by.pk}.values(), key=lambda one: one.pk):
        Part.objects.create(note=note, person=person, role=Role.APPEARS, asked_by=by, asked_at=now)
    record("begin_note", by=by, on=note)
    return note


@transaction.atomic
def edit_note(
    note: Note,
    *,
    by: Membership,
    revision: int,
    title: str,
    text: str,
    language: str,
    topics: Sequence[str] = (),
    sources: Sequence[str] = (),
    months: int | None = None,
) -> Parallel | None:
    """Other words, over those that were read. If somebody was quicker theirs stay, and these are kept beside them."""
    part = hold(note, by)
    if not can_edit(part, note):
        raise NotForYou
    words = _written(by, title=title, text=text, language=language, topics=topics, sources=sources)
    if revision != note.revision:
        if words == {name: getattr(note, name) for name in WORDS}:
            return None
        return Parallel.objects.create(note=note, person=by, revision=revision, written_at=clock.now(), **words)
    _write(note, by, words, months)
    return None


@transaction.atomic
def put_together(parallel: Parallel, *, by: Membership, revision: int, title: str, text: str) -> Note:
    """The two texts are one again: these words take the place of both."""
    note = parallel.note
    part = hold(note, by)
    allowed(can_keep(part, parallel) and can_edit(part, note) and Parallel.objects.filter(pk=parallel.pk).exists())
    if revision != note.revision:
        raise ChangedMeanwhile
    more = {"language": parallel.language, "topics": parallel.topics, "sources": parallel.sources}
    _write(note, by, _written(by, title=title, text=text, **more), None)
    parallel.delete()
    return note


@transaction.atomic
def let_parallel_go(parallel: Parallel, *, by: Membership) -> None:
    """What is there stays; this goes."""
    allowed(can_keep(hold(parallel.note, by), parallel))
    parallel.delete()


@transaction.atomic
def delete_draft(note: Note, *, by: Membership) -> None:
    """A draft that was never published goes as if it had not been written, while nobody else writes it."""
    part = hold(note, by)
    allowed(can_edit(part, note) and note.is_draft and note.current_id is None)
    others = Part.objects.filter(note=note, role=Role.AUTHOR, state=PartState.TAKEN).exclude(person=by)
    allowed(not others.exists())
    record("delete_draft", by=by, on=note)
    forget_note(note)


def _write(note: Note, by: Membership, words: dict[str, Any], months: int | None) -> None:
    changed = words != {name: getattr(note, name) for name in WORDS}
    for name, value in words.items():
        setattr(note, name, value)
    note.months = months or note.months
    if changed:
        note.revision, note.changed_at = note.revision + 1, clock.now()
        record("edit_note", by=by, on=note)
    note.save(update_fields=[*WORDS, "months", "revision", "changed_at"])


def _written(
    by: Membership, *, title: str, text: str, topics: Sequence[str], sources: Sequence[str], language: str
) -> dict[str, Any]:
    title, text = title.strip(), text.replace("\r\n", "\n").strip()
    if not title or not text:
        raise NothingWritten
    refuse_early_links(by, title=title, text=text, topics=topics, sources=sources)
    return {
        "title": title[:120],
        "text": text[:LONGEST],
        "language": language,
        "topics": list(topics),
        "sources": list(sources),
    }
