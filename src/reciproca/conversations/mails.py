"""The letter of this room, worded when it is sent: who has written, never what."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .queries import authors_waiting_for, unread_seats_of, wants_letters

__all__ = ["unread"]

A_FEW = 3


def unread(mail: OutboxMail) -> Mail | None:
    """Asks anew: still here, still wanting letters, something still unread from somebody they may meet."""
    found = reader_of(mail)
    if found is None or not wants_letters(found):
        return None
    names = [person.given_name for person in authors_waiting_for(found)]
    if not names:
        return None
    return letter_to(
        found,
        _subject(names),
        _lede(names),
        _("You find it in your conversations. There is no hurry."),
        url=_where(found),
        label=pgettext("letter", "Read it"),
        why=_("You receive this at most once a day, when something waits for you in a conversation."),
        settings_url=reverse_in(found.community, "conversations:letters"),
    )


def _subject(names: list[str]) -> str:
    if len(names) == 1:
        return _("%(name)s has written to you") % {"name": names[0]}
    return _("%(names)s have written to you") % {"names": _joined(names)}


def _lede(names: list[str]) -> str:
    if len(names) == 1:
        return _("There is something to read from %(name)s.") % {"name": names[0]}
    return _("There is something to read from %(names)s.") % {"names": _joined(names)}


def _joined(names: list[str]) -> str:
    if len(names) > A_FEW:
        return _("%(names)s and others") % {"names": ", ".join(names[:A_FEW])}
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _where(reader: Membership) -> str:
    """The conversation, where it is one."""
    waiting = list(unread_seats_of(reader).select_related("conversation")[:2])
    if len(waiting) == 1:
        key = waiting[0].conversation.public_id
        return reverse_in(reader.community, "conversations:conversation-detail", public_id=key)
    return reverse_in(reader.community, "conversations:conversation-list")
