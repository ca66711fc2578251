"""A library worth browsing: notes by one and by two, changed since, said to have helped; two collections."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.library import actions
from reciproca.library.models import Note, Part

__all__ = ["learning"]


def learning(tale: Tale) -> Iterator[Event]:
    told = words("library")
    for one in told["notes"]:
        yield Event(tale.ago(one["ago"], 21, 15), partial(_write, tale, one))
        for ago, old, new, word in one.get("changes", []):
            yield Event(tale.ago(ago, 8, 20), partial(_change, tale, one, old, new, word))
        for who, ago, change, shown in one.get("helped", []):
            yield Event(tale.ago(ago, 22, 5), partial(_help, tale, one, who, change, shown))
        for who, ago, text in one.get("doubts", []):
            yield Event(tale.ago(ago, 13, 30), partial(_doubt, tale, one, who, text))
        if "confirmed" in one:
            yield Event(tale.ago(one["confirmed"], 9, 10), partial(_confirm, tale, one))
    for draft in told["drafts"]:
        yield Event(tale.ago(draft["ago"], 18, 45), partial(_begin, tale, draft))
    for shelf in told["collections"]:
        yield Event(tale.ago(shelf["ago"], 19, 40), partial(_put_together, tale, shelf))


def _who(tale: Tale, name: str) -> Membership | None:
    """Somebody of the story, if they have come in by now."""
    return tale.people.get(tale.named(name).email)


def _people(tale: Tale, names: list[str]) -> list[Membership]:
    return [person for name in names if (person := _who(tale, name)) is not None]


def _note(one: dict[str, Any]) -> Note | None:
    return Note.objects.filter(title=one["title"]).first()


def _begin(tale: Tale, one: dict[str, Any]) -> Note | None:
    people = _people(tale, one["by"])
    if not people:
        return None
    note = actions.begin_note(
        by=people[0], title=one["title"], text=one["text"].strip(), language=one.get("language", "it"),
        topics=one["topics"], sources=one.get("sources", []), months=one.get("months", 12),
    )  # fmt: skip
    for other in people[1:]:
        actions.ask_to_take_part(note, other, by=people[0], role="author")
        actions.take_part(Part.objects.select_related("note").get(note=note, person=other), by=other)
    for reader in _people(tale, one.get("read_by", [])):
        actions.ask_to_take_part(note, reader, by=people[0], role="reader", words=one.get("asking", ""))
    return note


def _write(tale: Tale, one: dict[str, Any]) -> None:
    if (note := _begin(tale, one)) is not None:
        _agree(tale, one, note)


def _agree(tale: Tale, one: dict[str, Any], note: Note, word: str = "") -> None:
    for person in _people(tale, one["by"]):
        actions.agree_to_note(note, by=person, revision=note.revision, stays=True, word=word)


def _change(tale: Tale, one: dict[str, Any], old: str, new: str, word: str) -> None:
    note, people = _note(one), _people(tale, one["by"])
    if note is not None and people:
        assert old in note.text  # else the words of the story do not go together
        same = {"title": note.title, "language": note.language, "topics": note.topics, "sources": note.sources}
        actions.edit_note(note, by=people[0], revision=note.revision, text=note.text.replace(old, new), **same)
        _agree(tale, one, note, word)


def _help(tale: Tale, one: dict[str, Any], who: str, change: str, shown: bool) -> None:
    note, reader = _note(one), _who(tale, who)
    if note is not None and reader is not None and note.is_published:
        actions.say_it_helped(note, by=reader, change=change, shown=shown)


def _doubt(tale: Tale, one: dict[str, Any], who: str, text: str) -> None:
    note, reader = _note(one), _who(tale, who)
    if note is not None and reader is not None and note.is_published:
        actions.doubt_note(note, text, by=reader)


def _confirm(tale: Tale, one: dict[str, Any]) -> None:
    note, people = _note(one), _people(tale, one["by"])
    if note is not None and people:
        actions.confirm_note(note, by=people[0])


def _put_together(tale: Tale, shelf: dict[str, Any]) -> None:
    curator = _who(tale, shelf["by"])
    if curator is None:
        return
    made = actions.make_collection(shelf["title"], shelf["purpose"], by=curator)
    for title, why in shelf["notes"]:
        if (note := Note.objects.filter(title=title).first()) is not None:
            actions.put_in(made, note, by=curator, why=why)
