"""For who coordinates: what was reported and is not decided, and objections that nobody has answered."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.pages.navigation import address_in
from reciproca.safeguarding.choices import ReportState
from reciproca.safeguarding.models import Decision, Report
from reciproca.safeguarding.queries import objections_to_answer, reports_to_decide

from .shape import MOST, Step
from .there import for_coordinators

__all__ = ["answer_an_objection", "look_at_a_report"]


def _open_reports() -> QuerySet[Report]:
    return Report.objects.filter(state=ReportState.OPEN)


def _objections() -> QuerySet[Decision]:
    return Decision.objects.filter(replied_at=None).exclude(objected_at=None)


@for_coordinators(_open_reports)
def look_at_a_report(person: Membership) -> Iterator[Step]:
    """Not what is about themselves, nor what they reported: the oldest first."""
    for report in reports_to_decide(person).filter(state=ReportState.OPEN).order_by("at", "pk")[:MOST]:
        yield Step(
            key=f"report {report.public_id}",
            kind=pgettext("kind of step", "Protect"),
            time=_("today"),
            title=_("Something was reported to you."),
            why=_("Somebody says that something is not right, and waits to hear what you decide."),
            action=_("Look at it"),
            url=address_in(person.community, "safeguarding:report-decision", public_id=report.public_id) or "",
        )


@for_coordinators(_objections)
def answer_an_objection(person: Membership) -> Iterator[Step]:
    for decision in objections_to_answer(person)[:MOST]:
        yield Step(
            key=f"objection {decision.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("a quarter of an hour"),
            title=_("%(name)s objects to a decision.") % {"name": decision.concerned.given_name},
            why=_("Whom a decision touches is heard: if possible by somebody else than who decided."),
            action=_("Read it"),
            in_letter=_("Somebody objects to a decision, and waits for you."),
            url=address_in(person.community, "safeguarding:report-decision", public_id=decision.report.public_id) or "",
        )
