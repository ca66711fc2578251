"""Of programmes: applications, mine and those to read, and the dates of cohorts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.pages.navigation import address_in
from reciproca.programmes.choices import ApplicationState, CohortState
from reciproca.programmes.models import Application, Cohort

from .shape import MOST, SOON, Due, Standing, Step, Waiting, once
from .there import Asked, for_coordinators, if_any

__all__ = [
    "applicants",
    "cohorts_of_coordinators",
    "cohorts_of_mine",
    "finish_application",
    "join_a_programme",
    "own_applications",
    "read_applications",
]


@if_any(lambda asked: _own(asked).filter(state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN))
def finish_application(person: Membership) -> Iterator[Step]:
    for application in once(person, _applications_of):
        if application.state != ApplicationState.DRAFT or application.cohort.state != CohortState.OPEN:
            continue
        url = address_in(person.community, "programmes:own-application", public_id=application.public_id)
        if url:
            yield Step(
                key=f"application {application.public_id}",
                kind=pgettext("kind of step", "Pick up"),
                time=_("ten minutes"),
                title=_("Finish your application to “%(programme)s”.") % {"programme": application.cohort.programme},
                why=_("What you had written is still there, as you left it."),
                action=_("Go on"),
                url=url,
            )


@if_any(lambda asked: Cohort.objects.filter(state=CohortState.OPEN).exclude(pk__in=_own(asked).values("cohort")))
def join_a_programme(person: Membership) -> Iterator[Step]:
    open_ones = (
        Cohort.objects.filter(state=CohortState.OPEN)
        .exclude(applications__membership=person)
        .select_related("programme")
        .order_by("registration_closes", "pk")
    )
    for cohort in open_ones[:1]:
        url = address_in(person.community, "programmes:registration", public_id=cohort.programme.public_id)
        if url:
            yield Step(
                key=f"cohort {cohort.public_id}",
                kind=pgettext("kind of step", "Take part"),
                time=_("ten minutes"),
                title=_("“%(programme)s” is open for registration.") % {"programme": cohort.programme},
                why=_("You can come in as a mentor, as a mentee, or as both: the roles do not stay still."),
                action=_("Read what it is"),
                url=url,
            )


@for_coordinators(lambda: _to_read())
def read_applications(person: Membership) -> Iterator[Step]:
    waiting = Q(applications__state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
    cohorts = Cohort.objects.select_related("programme").annotate(
        waiting=Count("applications", filter=waiting), since=Min("applications__submitted_at", filter=waiting)
    )
    for cohort in cohorts.filter(waiting__gt=0).order_by("since"):
        url = address_in(person.community, "programmes:application-list", public_id=cohort.public_id)
        if url:
            yield Step(
                key=f"applications {cohort.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("a quarter of an hour"),
                title=ngettext(
                    "%(number)s application to “%(programme)s” to read.",
                    "%(number)s applications to “%(programme)s” to read.",
                    cohort.waiting,
                )
                % {"number": cohort.waiting, "programme": cohort.programme},
                why=_(
                    "Whoever applied wrote something of their own: a yes, a wait or a kind no is better than silence."
                ),
                action=_("Read the applications"),
                url=url,
            )


@for_coordinators(lambda: Cohort.objects.exclude(state=CohortState.ENDED))
def cohorts_of_coordinators(person: Membership, today: date) -> Iterator[Due]:
    soon = (today, today + SOON)
    closing = Q(state=CohortState.OPEN, registration_closes__range=soon)
    starting = Q(state__in=[CohortState.CLOSED, CohortState.RUNNING], starts_on__range=soon)
    for cohort in Cohort.objects.filter(closing | starting).select_related("programme"):
        url = address_in(person.community, "programmes:cohort-detail", public_id=cohort.public_id)
        if url:
            opens = cohort.state == CohortState.OPEN
            values = {"programme": cohort.programme, "cohort": cohort.name}
            yield Due(
                on=cohort.registration_closes if opens else cohort.starts_on,
                what=_("Registration closes") if opens else _("“%(programme)s” begins") % values,
                detail=_("“%(programme)s”, %(cohort)s") % values if opens else cohort.name,
                action=_("See the cohort"),
                url=url,
            )


@if_any(
    lambda asked: _own(asked).filter(state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN),
    lambda asked: _own(asked).filter(state=ApplicationState.ACCEPTED).exclude(cohort__state=CohortState.ENDED),
)
def cohorts_of_mine(person: Membership, today: date) -> Iterator[Due]:
    for application in once(person, _applications_of):
        cohort, draft = application.cohort, application.state == ApplicationState.DRAFT
        if not (draft and cohort.state == CohortState.OPEN) and application.state != ApplicationState.ACCEPTED:
            continue
        day = cohort.registration_closes if draft else cohort.starts_on
        url = address_in(person.community, "programmes:own-application", public_id=application.public_id)
        if url and day is not None and today <= day <= today + SOON:
            values = {"programme": cohort.programme, "cohort": cohort.name}
            yield Due(
                on=day,
                what=_("Registration closes") if draft else _("“%(programme)s” begins") % values,
                detail=_("“%(programme)s”, %(cohort)s") % values if draft else cohort.name,
                action=_("Finish your application") if draft else _("Read your application"),
                url=url,
            )


@for_coordinators(lambda: _to_read())
def applicants(person: Membership) -> Iterator[Waiting]:
    received = (
        Application.objects.filter(state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
        .select_related("membership", "cohort__programme")
        .order_by("submitted_at")
    )
    for application in received[:MOST]:
        url = address_in(person.community, "programmes:application-detail", public_id=application.public_id)
        if url:
            yield Waiting(
                key=f"application {application.public_id}",
                who=application.membership,
                what=_waited(application),
                action=_("Read the application"),
                url=url,
            )


def _waited(application: Application) -> str:
    days = (clock.now() - (application.submitted_at or clock.now())).days
    values: dict[str, Any] = {"programme": application.cohort.programme, "days": days}
    if days < 1:
        return _("applied to “%(programme)s” today") % values
    return (
        ngettext("applied to “%(programme)s” yesterday", "applied to “%(programme)s” %(days)s days ago", days) % values
    )


SENTENCES = {
    ApplicationState.RECEIVED: gettext_lazy(
        "Your application has arrived. Whoever coordinates reads it and writes to you."
    ),
    ApplicationState.UNDER_REVIEW: gettext_lazy("Your application is being read."),
    ApplicationState.ACCEPTED: gettext_lazy("You are in. When the pairs are published, you will find yours here."),
    ApplicationState.WAITLISTED: gettext_lazy(
        "You are on the waiting list: who waits comes first when a place is free."
    ),
}


@if_any(
    lambda asked: _own(asked).filter(
        state__in=list(SENTENCES), cohort__state__in=[CohortState.OPEN, CohortState.CLOSED]
    )
)
def own_applications(person: Membership) -> Iterator[Standing]:
    for application in once(person, _applications_of):
        if application.state not in SENTENCES or application.cohort.state not in (CohortState.OPEN, CohortState.CLOSED):
            continue
        yield Standing(
            what=_("“%(programme)s”, as %(role)s")
            % {
                "programme": application.cohort.programme,
                "role": application.cohort.text(f"{application.role}_name"),
            },
            state=str(SENTENCES[ApplicationState(application.state)]),
            action=_("Read your application"),
            url=address_in(person.community, "programmes:own-application", public_id=application.public_id),
        )


def _applications_of(person: Membership) -> list[Application]:
    """To cohorts that have not ended, sent last first; drafts after them."""
    return _applications(person.pk)


@prepared()
def _applications(person: int) -> QuerySet:
    mine = Application.objects.filter(membership=person).exclude(cohort__state=CohortState.ENDED)
    return mine.select_related("cohort__programme").order_by(F("submitted_at").desc(nulls_last=True), "pk")


# ── whether there may be any ──


def _own(asked: Asked) -> QuerySet[Application]:
    return Application.objects.filter(membership=asked.person)


def _to_read() -> QuerySet[Application]:
    return Application.objects.filter(state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
