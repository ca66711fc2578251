"""What the deeds of this room have in common: holding a note, the part one has in it, a letter."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock, errors
from reciproca.core.errors import Refusal
from reciproca.library.models import Note, Part
from reciproca.library.queries import part_of
from reciproca.notifications.actions import post_mail

__all__ = ["ChangedMeanwhile", "NoLongerThere", "NotForYou", "NothingSaid", "allowed", "ask_again", "hold", "write_to"]


class ChangedMeanwhile(errors.ChangedMeanwhile):
    sentence = _("This was changed while you were reading or writing. Look at what is there now.")


class NoLongerThere(Refusal):
    """Taken back, settled by somebody quicker, or not theirs any more: which of these is not told."""

    sentence = _("This is no longer there for you to do. Look at what is there now.")


class NothingSaid(Refusal):
    sentence = _("Write a line first.")
    field = "text"


class NotForYou(Refusal):
    """Not theirs to read, over, or of somebody they must not meet: which of these is not told."""

    sentence = _("This is not here, or no longer.")
    status = 404


def hold(note: Note, by: Membership) -> Part | None:
    """Its row is held until the transaction is through: of two who act at once the second finds what the first wrote."""
    found = Note.objects.select_for_update(of=("self",), no_key=True).filter(pk=note.pk).first()
    if found is None:
        raise NotForYou
    note.__dict__.update({field.attname: getattr(found, field.attname) for field in Note._meta.concrete_fields})
    note._state.fields_cache.pop("current", None)
    return part_of(note, by)


def allowed(yes: bool) -> None:
    if not yes:
        raise NoLongerThere


def write_to(person: Membership | None, name: str, note: Note, *, once: object = "") -> None:
    """One letter of a kind for each note; or once for each `once`."""
    if person is None or not person.is_active:
        return
    about: dict[str, Any] = {"note": str(note.public_id), "to": str(person.public_id)}
    post_mail(
        f"reciproca.library.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {note.public_id} {person.public_id} {once}".rstrip(),
        community=person.community,
        about=about,
    )


def ask_again(note: Note) -> date:
    """When its authors are asked whether it still is true."""
    return clock.today() + timedelta(days=round(note.months * 30.4375))
