"""Of match rounds, for who coordinates."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.matching.choices import OPEN_STATES
from reciproca.matching.models import Round
from reciproca.matching.queries import rounds_visible_to
from reciproca.pages.navigation import address_in
from reciproca.programmes.choices import CohortState
from reciproca.programmes.models import Cohort

from .shape import MOST, Step
from .there import for_coordinators

__all__ = ["go_on_with_a_round", "match_a_cohort"]


@for_coordinators(lambda: Round.objects.filter(state__in=OPEN_STATES))
def go_on_with_a_round(person: Membership) -> Iterator[Step]:
    """Rounds that are open: to prepare, or to read and publish."""
    for found in rounds_visible_to(person).filter(state__in=OPEN_STATES).order_by("created_at", "pk")[:MOST]:
        url = address_in(person.community, "matching:round-detail", public_id=found.public_id)
        values: dict[str, Any] = {"programme": found.cohort.programme, "cohort": found.cohort.name}
        run = found.current_run
        if not url or found.is_running:
            continue
        if run is not None:
            title = _("The pairs of “%(programme)s” are waiting for you to read them.") % values
            why = _("%(placed)s of %(mentees)s mentees have a mentor. Nothing is sent until you publish.") % {
                "placed": run.placed,
                "mentees": run.mentees,
            }
            action = _("Read the pairs")
        else:
            title = _("The round of “%(programme)s” is in preparation.") % values
            why = _("See who takes part and what is missing, then have the pairs computed.")
            action = _("Prepare the round")
        yield Step(
            key=f"round {found.public_id}",
            kind=pgettext("kind of step", "Match"),
            time=_("half an hour, with a coffee"),
            title=title,
            why=why,
            action=action,
            url=url,
        )


@for_coordinators(lambda: Cohort.objects.filter(state=CohortState.CLOSED))
def match_a_cohort(person: Membership) -> Iterator[Step]:
    roles = {
        f"{role}s": Count("enrolments", filter=Q(enrolments__role=role, enrolments__ended_at=None))
        for role in ("mentor", "mentee")
    }
    under_way = rounds_visible_to(person).filter(state__in=OPEN_STATES).values("cohort")
    cohorts = Cohort.objects.filter(state=CohortState.CLOSED).exclude(pk__in=under_way)
    cohorts = cohorts.select_related("programme").annotate(**roles)
    for cohort in cohorts.filter(mentors__gt=0, mentees__gt=0).order_by("starts_on", "pk"):
        url = address_in(person.community, "programmes:cohort-detail", public_id=cohort.public_id)
        if url:
            yield Step(
                key=f"match {cohort.public_id}",
                kind=pgettext("kind of step", "Match"),
                time=_("half an hour, with a coffee"),
                title=_("“%(programme)s” is waiting to be matched.") % {"programme": cohort.programme},
                why=_(
                    "%(mentees)s mentees and %(mentors)s mentors have said what they look for. Nothing is sent until you publish."
                )
                % {"mentees": cohort.mentees, "mentors": cohort.mentors},
                action=_("See the cohort"),
                url=url,
            )
