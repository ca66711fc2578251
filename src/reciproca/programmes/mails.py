"""What the letters of this room say, worded when they are sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .choices import ApplicationState
from .models import Application, Cohort

__all__ = ["Letter", "application_decided", "application_received", "letters_of"]

STATE_OF_DECISION = {
    "accept": ApplicationState.ACCEPTED,
    "waitlist": ApplicationState.WAITLISTED,
    "decline": ApplicationState.DECLINED,
}


def application_received(mail: OutboxMail) -> Mail | None:
    application = _application(mail)
    if application is None or application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        return None
    subject = _("Your application to %(programme)s has arrived") % {"programme": application.cohort.programme.name}
    return render_mail("programmes/mails/application_received", subject, _context(application))


def application_decided(mail: OutboxMail) -> Mail | None:
    """Only while the decision still stands: if it was changed, another letter tells the newer one."""
    application = _application(mail)
    if application is None or application.state != mail.about["state"]:
        return None
    return _decision(application, application.state, reply=application.reply)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will be, to be read before it is sent."""

    to: Application
    subject: str
    text: str
    others: int  # who get the same one


def letters_of(cohort: Cohort, decision: str, applications: Iterable[Application]) -> list[Letter]:
    """One letter for each role and language among these people, as the first of them will read it."""
    groups: dict[tuple[str, str], list[Application]] = {}
    for application in applications:
        if application.membership.is_active:
            groups.setdefault((application.role, application.membership.language), []).append(application)
    letters = []
    for (_role, language), found in sorted(groups.items()):
        with translation.override(language):
            mail = _decision(found[0], STATE_OF_DECISION[decision], reply="")
            letters.append(Letter(found[0], mail.subject, mail.text.split("\n-- \n")[0].strip(), len(found) - 1))
    return letters


def _decision(application: Application, state: str, *, reply: str) -> Mail:
    programme = application.cohort.programme.name
    subject = {
        ApplicationState.ACCEPTED: _("You are in: %(programme)s") % {"programme": programme},
        ApplicationState.WAITLISTED: _("%(programme)s: you are on the waiting list") % {"programme": programme},
        ApplicationState.DECLINED: _("About your application to %(programme)s") % {"programme": programme},
    }[ApplicationState(state)]
    return render_mail(f"programmes/mails/application_{state}", subject, _context(application) | {"reply": reply})


def _application(mail: OutboxMail) -> Application | None:
    found = Application.objects.filter(public_id=mail.about["application"], membership__state="active")
    return found.select_related("cohort__programme", "cohort__community", "membership").first()


def _context(application: Application) -> dict[str, Any]:
    cohort, community = application.cohort, application.cohort.community
    address = reverse_in(community, "programmes:own-application", public_id=application.public_id)
    return {
        "application": application,
        "cohort": cohort,
        "programme": cohort.programme,
        "community": community,
        "person": application.membership,
        "role_name": cohort.role_name(application.role),
        "url": f"{settings.SITE_URL}{address}",
        "why": _("You receive this because you applied to %(programme)s.") % {"programme": cohort.programme.name},
    }
