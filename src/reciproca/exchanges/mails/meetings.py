"""The letter with the invitation to an hour offered with an answer, or with its cancellation."""

from dataclasses import replace

from django.utils.translation import gettext as _

from reciproca.calendars.events import invitation
from reciproca.exchanges.invitations import event_of_hour
from reciproca.exchanges.queries import answers_visible_to
from reciproca.exchanges.words import moment_said
from reciproca.notifications.mail import Attachment, Mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.queries import zone_of

from .shared import letter, reader_and

__all__ = ["meeting_changed"]


def meeting_changed(mail: OutboxMail) -> Mail | None:
    """What it is when it leaves: taken up, or called off."""
    reader, answer = reader_and(answers_visible_to, mail, "answer")
    if reader is None or answer is None or answer.meets_at is None or answer.meeting_taken_at is None:
        return None
    other = answer.author if reader.pk == answer.ask.asker_id else answer.ask.asker
    off = answer.meeting_ended_at is not None
    values = {"name": other.given_name, "when": moment_said(answer.meets_at, zone_of(reader))}
    made = letter(
        reader,
        answer.ask,
        _("Called off: your hour with %(name)s") % values if off else _("You meet %(name)s") % values,
        _("%(when)s: it will not take place.") % values if off else _("%(when)s, with %(name)s.") % values,
        "" if off else _("The attached invitation puts it into your calendar."),
        label=_("See the ask"),
    )
    method = "CANCEL" if off else "REQUEST"
    text = invitation(event_of_hour(answer, reader), "CANCEL" if off else "REQUEST")
    return replace(made, attachments=[Attachment("invitation.ics", text, f"text/calendar; method={method}")])
