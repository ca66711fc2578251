"""Who may do what here, and when."""

from datetime import date

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Community, Membership
from reciproca.core import clock

from .choices import ApplicationState, CohortState, WhoMayJoin
from .models import Application, Cohort, Programme

__all__ = [
    "DECIDED_FROM",
    "NEXT_STATES",
    "can_apply",
    "can_change_answers",
    "can_withdraw",
    "is_open_for_registration",
    "may_become",
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
UNDECIDED = (ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW)
#: From which states an application may be taken up, accepted, put on the waiting list, declined.
DECIDED_FROM = {
    "review": (ApplicationState.RECEIVED,),
    "accept": (*UNDECIDED, ApplicationState.WAITLISTED, ApplicationState.DECLINED),
    "waitlist": UNDECIDED,
    "decline": (*UNDECIDED, ApplicationState.WAITLISTED),
}
MAY_BE_WITHDRAWN = (*ANSWERS_MAY_CHANGE, ApplicationState.WAITLISTED, ApplicationState.ACCEPTED)


def may_become(application: Application, decision: str) -> bool:
    """Whether a decision ("review", "accept", "waitlist", "decline") would change it."""
    return application.state in DECIDED_FROM.get(decision, ())


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
