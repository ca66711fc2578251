"""Letters about what is shared. None carries what was written."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.exchanges.choices import ReceptionState
from reciproca.exchanges.queries import shares_of, thanked_receptions, waiting_receptions
from reciproca.notifications.letters import reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .shared import letter

__all__ = ["share_thanked", "shares_for_you"]


def shares_for_you(mail: OutboxMail) -> Mail | None:
    """What waits with the reader when it is sent: nothing any more, no letter."""
    reader = reader_of(mail)
    waiting = list(waiting_receptions(reader)) if reader else []
    if reader is None or not waiting:
        return None
    return letter(
        reader,
        None,
        _("Somebody thought of you"),
        ngettext(
            "Somebody shares something with you.",
            "There are %(number)s things that others share with you.",
            len(waiting),
        )
        % {"number": len(waiting)},
        _("You read why it came to you. If it is not for you, nobody learns of it."),
        label=_("See what it is"),
        page="exchanges:share-list",
    )


def share_thanked(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    share = shares_of(reader).filter(public_id=mail.about["share"]).first() if reader else None
    if reader is None or share is None:
        return None
    thanked = thanked_receptions(reader).filter(share=share, state=ReceptionState.THANKED).order_by("-settled_at")
    row = thanked.first()
    if row is None:
        return None
    name = row.person.given_name
    return letter(
        reader,
        share,
        _("%(name)s says thank you") % {"name": name},
        _("What you shared was of use to %(name)s.") % {"name": name},
        _("What changed you read there."),
        label=pgettext("letter", "Read it"),
    )
