"""Letters of projects, worded when they are sent. None carries what anybody wrote."""

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .models import Project
from .queries import invitations_to, projects_of, seat_in
from .rules import can_say_done
from .words import page_of

__all__ = ["is_it_done", "project_offered", "somebody_is_in"]


def project_offered(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    if reader is None:
        return None
    seat = invitations_to(reader).filter(project__public_id=mail.about["project"]).first()
    if seat is None or seat.offered_by is None:
        return None
    name = seat.offered_by.given_name
    return letter_to(
        reader,
        _("%(name)s would like to make something with you") % {"name": name},
        _("%(name)s has written down what it would be, and asks whether you are in.") % {"name": name},
        _("You read it first, and decide in your own time. If it is not for you, leave it: nobody is told."),
        url=page_of(seat.project),
        label=_("Read what it is"),
    )


def somebody_is_in(mail: OutboxMail) -> Mail | None:
    reader, project = _mine(mail)
    if reader is None or project is None or not project.is_under_way:
        return None
    return letter_to(
        reader,
        _("Somebody is in: your project is under way"),
        _("Somebody who was asked has said yes."),
        _("There is a conversation for those who are in it. Say what comes first."),
        url=page_of(project),
        label=_("Look at it"),
    )


def is_it_done(mail: OutboxMail) -> Mail | None:
    reader, project = _mine(mail)
    if reader is None or project is None or not can_say_done(project, seat_in(project, reader)):
        return None
    return letter_to(
        reader,
        _("Is your project there?"),
        _("Somebody who is in it with you says that you brought it to its end."),
        _("Say whether it is so. It counts between two who both say it, and then there is time for thanks."),
        url=f"{page_of(project)}#end",
        label=_("Say whether it is there"),
    )


def _mine(mail: OutboxMail) -> tuple[Membership | None, Project | None]:
    reader = reader_of(mail)
    if reader is None:
        return None, None
    return reader, projects_of(reader).filter(public_id=mail.about["project"]).first()
