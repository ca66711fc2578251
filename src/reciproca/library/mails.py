"""Letters about notes. None carries what anybody wrote."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .choices import Role
from .models import Note, Part
from .queries import asked_of, helps_of, notes_of, part_of
from .rules import can_agree
from .words import page_of

__all__ = [
    "draft_remarked", "note_doubted", "note_helped", "note_published", "part_asked", "still_true", "yes_awaited",
]  # fmt: skip


def part_asked(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    part = asked_of(reader).filter(note__public_id=mail.about["note"]).first() if reader is not None else None
    if reader is None or part is None or part.asked_by is None:
        return None
    ledes = {
        Role.AUTHOR: _("%(name)s would like to write a note together with you."),
        Role.APPEARS: _("%(name)s is writing a note in which you appear."),
        Role.READER: _("%(name)s asks you to read a draft before the community does."),
    }
    mores = {
        Role.AUTHOR: _("You read what there is, and decide. Nothing is published without your yes."),
        Role.APPEARS: _("You read it first. Without your yes it is not published, and you need not say why."),
        Role.READER: _("Say what is not clear, and what is missing. If you have no time, leave it."),
    }
    return _letter(
        reader,
        part.note,
        _("A note, and a question to you"),
        ledes[Role(part.role)] % {"name": part.asked_by.given_name},
        mores[Role(part.role)],
        label=pgettext("letter", "Read it"),
    )


def draft_remarked(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or part is None or not part.is_author:
        return None
    return _letter(
        reader,
        note,
        _("Somebody has read your draft"),
        _("There is a word on the draft you are writing."),
        _("You decide what to make of it."),
        label=pgettext("letter", "Read it"),
        part="remarks",
    )


def yes_awaited(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or not can_agree(part, note):
        return None
    return _letter(
        reader,
        note,
        _("A note waits for your yes"),
        _("Somebody thinks that the note is ready for the library."),
        _("Read it once more. It is published when everybody who writes it or appears in it has said yes."),
        label=pgettext("letter", "Read it"),
        part="yes",
    )


def note_published(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or part is None or not note.is_published:
        return None
    return _letter(
        reader,
        note,
        _("Your note is in the library"),
        _("Everybody has said yes: from today the community can read what you wrote."),
        _("When it helps somebody, you hear of it."),
        label=_("Look at it"),
    )


def note_helped(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or part is None or not part.is_author:
        return None
    helped = helps_of(note, reader, writes=True).first()
    if helped is None:
        return None
    return _letter(
        reader,
        note,
        _("A note of yours helped %(name)s") % {"name": helped.person.given_name},
        _("%(name)s says that what you wrote was of help.") % {"name": helped.person.given_name},
        _("What changed stands beside it."),
        label=_("See what changed"),
        part="helped",
    )


def note_doubted(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or part is None or not part.is_author or not note.is_published:
        return None
    return _letter(
        reader,
        note,
        _("Something may have changed"),
        _("Somebody who read a note of yours says that something in it is no longer so."),
        _("Have a look: you can change the words, or say that it holds all the same."),
        label=_("Have a look"),
        part="fresh",
    )


def still_true(mail: OutboxMail) -> Mail | None:
    reader, note, part = _mine(mail)
    if reader is None or note is None or part is None or not part.is_author or not note.is_published:
        return None
    return _letter(
        reader,
        note,
        _("Is it still true?"),
        _("It is some time since you looked at a note of yours in the library."),
        _("If it still holds, one tap says so. If not, change it, or take it out."),
        label=_("Have a look"),
        part="fresh",
    )


def _mine(mail: OutboxMail) -> tuple[Membership | None, Note | None, Part | None]:
    reader = reader_of(mail)
    note = notes_of(reader).filter(public_id=mail.about["note"]).first() if reader is not None else None
    return reader, note, part_of(note, reader) if reader is not None and note is not None else None


def _letter(reader: Membership, note: Note, subject: str, lede: str, more: str, *, label: str, part: str = "") -> Mail:
    return letter_to(reader, subject, lede, more, url=page_of(note, part), label=label)
