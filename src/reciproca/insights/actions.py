"""What a coordinator does from the overview: remind a pair that has not met, and take a list away."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.queries import confirmed_sessions_of
from reciproca.notifications.actions import post_mail
from reciproca.programmes.models import Cohort

from .queries import reminded_at

__all__ = ["AGAIN_AFTER", "AlreadyReminded", "NothingToRemindOf", "record_export", "remind_pair"]

#: A pair is not reminded again sooner.
AGAIN_AFTER = timedelta(days=7)


class NothingToRemindOf(Refusal):
    sentence = _("These two have met already, or they are paused or no longer together.")


class AlreadyReminded(Refusal):
    sentence = _("They were written to in the last seven days. Give them a little time, or talk with the mentor.")


@transaction.atomic
def remind_pair(mentorship: Mentorship, *, by: Membership) -> Mentorship:
    """Write to both that a first date is missing. Each reads only that; nobody learns who of the two is late."""
    found = Mentorship.objects.select_for_update(of=("self",)).select_related("mentor", "mentee").get(pk=mentorship.pk)
    going_on = found.state in (MentorshipState.PROPOSED, MentorshipState.ACTIVE)
    if not by.is_coordinator or not going_on or confirmed_sessions_of(found).exists():
        raise NothingToRemindOf
    last = reminded_at([found]).get(str(found.public_id))
    if last is not None and clock.now() - last < AGAIN_AFTER:
        raise AlreadyReminded
    record("remind_pair", by=by, on=found)
    for person in (found.mentor, found.mentee):
        if person.is_active:
            post_mail(
                "reciproca.insights.mails.first_date",
                to=person.email,
                language=person.language,
                key=f"first_date {found.public_id} {clock.now().date()} {person.public_id}",
                community=person.community,
                about={
                    "mentorship": str(found.public_id),
                    "to": str(person.public_id),
                    "by": str(by.public_id),
                },
            )
    return found


@transaction.atomic
def record_export(figure: str, *, by: Membership, rows: int, ending: str, cohort: Cohort | None = None) -> None:
    """That somebody took a list away in a file: who coordinates reads a lot, and it leaves a trace."""
    record("export_overview", by=by, on=cohort, figure=figure, rows=rows, ending=ending)
