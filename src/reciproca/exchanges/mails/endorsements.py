"""The letter about a skill that somebody has seen at work."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.exchanges.queries import endorsements_visible_to
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .shared import letter, reader_and

__all__ = ["endorsement_given"]


def endorsement_given(mail: OutboxMail) -> Mail | None:
    reader, row = reader_and(endorsements_visible_to, mail, "endorsement")
    if reader is None or row is None or not row.is_given or row.subject_id != reader.pk:
        return None
    name = row.author.given_name
    return letter(
        reader,
        row,
        _("%(name)s has seen what you can do") % {"name": name},
        _("%(name)s says of something you can do that they have seen it at work.") % {"name": name},
        _("You read it first. It stands on your profile only with your yes."),
        label=pgettext("letter", "Read it"),
        page="exchanges:endorsement-list",
    )
