"""Letters about leads."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.exchanges.choices import LeadState
from reciproca.exchanges.models import Lead
from reciproca.exchanges.queries import leads_visible_to
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .shared import letter, reader_and

__all__ = ["lead_declined", "lead_given", "lead_settled", "lead_taken_up"]


def lead_given(mail: OutboxMail) -> Mail | None:
    reader, row = _lead(mail)
    if reader is None or row is None or not row.is_given or row.receiver_id != reader.pk:
        return None
    name = row.giver.given_name
    return letter(
        reader,
        row,
        _("%(name)s passes a lead on to you") % {"name": name},
        _("%(name)s came across something and thought of you.") % {"name": name},
        _("You decide what to make of it. A no is fine, and stays between the two of you."),
        label=pgettext("letter", "Read it"),
    )


def lead_taken_up(mail: OutboxMail) -> Mail | None:
    reader, row = _lead(mail)
    if reader is None or row is None or row.giver_id != reader.pk or not row.is_taken_up:
        return None
    name = row.receiver.given_name
    return letter(
        reader,
        row,
        _("%(name)s takes up your lead") % {"name": name},
        _("%(name)s goes for what you passed on.") % {"name": name},
        _("What comes of it you will read from them."),
        label=_("See it"),
    )


def lead_declined(mail: OutboxMail) -> Mail | None:
    reader, row = _lead(mail)
    if reader is None or row is None or row.giver_id != reader.pk or row.state != LeadState.DECLINED:
        return None
    name = row.receiver.given_name
    return letter(
        reader,
        row,
        _("About the lead for %(name)s") % {"name": name},
        _("It does not suit %(name)s just now.") % {"name": name},
        _("It happens, and your thought arrived. Perhaps you know somebody else it would suit."),
        label=_("See the answer"),
    )


def lead_settled(mail: OutboxMail) -> Mail | None:
    reader, row = _lead(mail)
    told = (LeadState.SOMETHING, LeadState.NOTHING)
    if reader is None or row is None or row.giver_id != reader.pk or row.state not in told:
        return None
    name = row.receiver.given_name
    return letter(
        reader,
        row,
        _("What came of your lead for %(name)s") % {"name": name},
        _("%(name)s tells you what came of it.") % {"name": name},
        "",
        label=pgettext("letter", "Read it"),
    )


def _lead(mail: OutboxMail) -> tuple[Membership | None, Lead | None]:
    return reader_and(leads_visible_to, mail, "lead")
