"""Who may do what here, and when."""

from datetime import date

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Community, Membership
from reciproca.core import clock

from .choices import ApplicationState, CohortState, WhoMayJoin
from .models import Application, Cohort, Programme

__all__ = [
    "NEXT_STATES",
    "can_apply",
    "can_change_answers",
    "can_withdraw",
    "is_open_for_registration",
    "registration_is_over",
    "registration_is_to_come",
]

#: Where a cohort may go from where it is.
NEXT_STATES = {
    CohortState.DRAFT: (CohortState.OPEN,),
    CohortState.OPEN: (CohortState.CLOSED,),
    CohortState.CLOSED: (CohortState.OPEN, CohortState.RUNNING),
    CohortState.RUNNING: (CohortState.ENDED,),
    CohortState.ENDED: (),
}
ANSWERS_MAY_CHANGE = (ApplicationState.DRAFT, ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW)
MAY_BE_WITHDRAWN = (*ANSWERS_MAY_CHANGE, ApplicationState.WAITLISTED, ApplicationState.ACCEPTED)


def is_open_for_registration(cohort: Cohort) -> bool:
    """The coordinator opened it, and today is between its dates (both included, where the community is)."""
    return cohort.state == CohortState.OPEN and not registration_is_to_come(cohort) and not registration_is_over(cohort)


def registration_is_to_come(cohort: Cohort) -> bool:
    return bool(cohort.registration_opens and _today(cohort.community) < cohort.registration_opens)


def registration_is_over(cohort: Cohort) -> bool:
    return bool(cohort.registration_closes and _today(cohort.community) > cohort.registration_closes)


def can_apply(person: Membership | None, cohort: Cohort) -> bool:
    """Members always; others when the cohort is for anyone. Who was suspended or has left does not come in this way."""
    if person is not None and person.state in (MembershipState.SUSPENDED, MembershipState.LEFT):
        return False
    if person is not None and person.is_active:
        return True
    return cohort.who_may_join == WhoMayJoin.ANYONE


def can_change_answers(application: Application) -> bool:
    return application.state in ANSWERS_MAY_CHANGE and is_open_for_registration(application.cohort)


def can_withdraw(application: Application) -> bool:
    """Until the cohort runs; from then on a mentorship is ended, not an application."""
    return application.state in MAY_BE_WITHDRAWN and application.cohort.state in (
        CohortState.DRAFT,
        CohortState.OPEN,
        CohortState.CLOSED,
    )


def can_be_edited(programme: Programme) -> bool:
    return programme.archived_at is None


def _today(community: Community) -> date:
    return clock.today(community.time_zone)
