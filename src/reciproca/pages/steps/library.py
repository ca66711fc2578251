"""Of the library: a note that waits for my yes or asks me something, one that may no longer be true, one that my need meets."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.library.choices import NAMED, NoteState, PartState, Role
from reciproca.library.models import Note, Part
from reciproca.library.queries import asked_of, authors_of, notes_for_needs, notes_to_confirm, notes_waiting_for
from reciproca.library.words import by_said, page_of
from reciproca.people.models import Need
from reciproca.people.queries import own_words_of
from reciproca.suggestions.candidates import best_meetings

from .shape import MOST, Step, once
from .there import Asked, if_any

__all__ = ["answer_about_a_note", "read_a_note", "say_whether_a_note_is_true", "say_yes_to_a_note"]

#: A note stands among the next steps for so long after it was published.
NEW = timedelta(days=30)


@if_any(lambda asked: Part.objects.filter(person=asked.person, state=PartState.ASKED))
def answer_about_a_note(person: Membership) -> Iterator[Step]:
    """Somebody asks me to write it too, to read the draft, or to appear in it."""
    titles = {
        Role.AUTHOR: _("%(name)s would like to write a note together with you."),
        Role.APPEARS: _("You appear in a note that %(name)s is writing."),
        Role.READER: _("%(name)s asks you to read a draft before the community does."),
    }
    whys = {
        Role.AUTHOR: _("You read what there is, and decide."),
        Role.APPEARS: _("You read it first. Without your yes it is not published, and you need not say why."),
        Role.READER: _("Say what is not clear, and what is missing. If you have no time, leave it."),
    }
    for part in asked_of(person)[:MOST]:
        if part.asked_by is not None:
            yield Step(
                key=f"note {part.note.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("five minutes"),
                title=titles[Role(part.role)] % {"name": part.asked_by.given_name},
                why=whys[Role(part.role)],
                action=pgettext("button", "Read it"),
                url=f"{page_of(part.note)}?draft",
                partner=part.asked_by,
            )


@if_any(
    lambda asked: Part.objects.filter(
        person=asked.person, role__in=NAMED, state=PartState.TAKEN, note__parts__agreed_revision__isnull=False
    ).exclude(note__state=NoteState.TAKEN)
)
def say_yes_to_a_note(person: Membership) -> Iterator[Step]:
    """Somebody has said yes to its words, and mine is awaited."""
    for note in notes_waiting_for(person)[:MOST]:
        yield Step(
            key=f"note {note.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("The note “%(title)s” waits for your yes.") % {"title": note.title},
            why=_("It is published when everybody who writes it or appears in it has said yes to the same words."),
            in_letter=_("A note waits for your yes."),
            action=pgettext("button", "Read it"),
            url=f"{page_of(note)}?draft",
        )


@if_any(
    lambda asked: Note.objects.filter(
        state=NoteState.PUBLISHED,
        ask_on__isnull=False,
        pk__in=Part.objects.filter(person=asked.person, role=Role.AUTHOR, state=PartState.TAKEN).values("note"),
    )
)
def say_whether_a_note_is_true(person: Membership) -> Iterator[Step]:
    for note in notes_to_confirm(person)[:MOST]:
        title = (note.current or note).title
        yield Step(
            key=f"note {note.public_id}",
            kind=pgettext("kind of step", "Look again"),
            time=_("two minutes"),
            title=_("Is “%(title)s” still true?") % {"title": title},
            why=_("You said that you would look at it again. One tap, if it still holds."),
            in_letter=_("Is a note of yours still true?"),
            action=pgettext("button", "Look at it"),
            url=page_of(note, "fresh"),
        )


def _with_needs(asked: Asked) -> QuerySet[Note]:
    needs = Need.objects.filter(membership=asked.person, closed_at=None)
    fresh = Note.objects.filter(state=NoteState.PUBLISHED, published_at__gt=asked.month_ago)
    return fresh.filter(community__in=needs.values("community"))


@if_any(_with_needs)
def read_a_note(person: Membership) -> Iterator[Step]:
    """A note of these weeks that answers something I need: one, the nearest."""
    needs = once(person, own_words_of).needs
    notes = notes_for_needs(person, clock.now() - NEW) if needs else []
    told = [" ".join([note.current.title, *map(str, note.current.topics)]) for note in notes if note.current]
    meetings = best_meetings(needs, told)
    if not meetings:
        return
    best = max(meetings, key=lambda one: one.closeness)
    note = notes[best.mine]
    authors = authors_of([note], person).get(note.pk, [])
    yield Step(
        key=f"note {note.public_id}",
        kind=pgettext("kind of step", "Read"),
        time=_("five minutes"),
        title=_("A note for what you need: “%(title)s”") % {"title": (note.current or note).title},
        why=_("You look for “%(need)s”; %(names)s wrote down what they learned.")
        % {"need": needs[best.need], "names": by_said(authors)},
        in_letter=_("A new note in the library may answer something you need."),
        action=pgettext("button", "Read it"),
        url=page_of(note),
        partner=authors[0] if authors else None,
    )
