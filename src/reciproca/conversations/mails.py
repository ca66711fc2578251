"""The letter of this room, worded when it is sent: who has written, never what."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .queries import authors_waiting_for, unread_seats_of, wants_letters

__all__ = ["unread"]

A_FEW = 3


def unread(mail: OutboxMail) -> Mail | None:
    """Asks anew: still here, still wanting letters, something still unread from somebody they may meet."""
    found = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    if found is None or not found.is_active or not wants_letters(found):
        return None
    names = [person.given_name for person in authors_waiting_for(found)]
    if not names:
        return None
    site = settings.SITE_URL
    context = {
        "person": found,
        "community": found.community,
        "lede": _lede(names),
        "more": _("You find it in your conversations. There is no hurry."),
        "label": pgettext("letter", "Read it"),
        "url": f"{site}{_where(found)}",
        "why": _("You receive this at most once a day, when something waits for you in a conversation."),
        "settings_url": f"{site}{reverse_in(found.community, 'conversations:letters')}",
    }
    return render_mail("conversations/mails/letter", _subject(names), context)


def _subject(names: list[str]) -> str:
    if len(names) == 1:
        return _("%(name)s has written to you") % {"name": names[0]}
    return _("%(names)s have written to you") % {"names": _joined(names)}


def _lede(names: list[str]) -> str:
    if len(names) == 1:
        return euphonic(_("There is something to read from %(name)s.") % {"name": names[0]})
    return euphonic(_("There is something to read from %(names)s.") % {"names": _joined(names)})


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
