"""Reads: reports as each may know them. Whom one is about never reads it, not even as a coordinator."""

from django.db.models import F, QuerySet

from reciproca.communities.models import Account, Membership
from reciproca.communities.queries import coordinators_of_community
from reciproca.safeguarding.choices import TOUCHING
from reciproca.safeguarding.models import Decision, Report

__all__ = [
    "decisions_about", "objections_to_answer", "readers_of", "reports_by", "reports_to_decide", "server_administrators",
]  # fmt: skip


def reports_by(person: Membership) -> QuerySet[Report]:
    """What somebody reported themselves, the latest first."""
    return Report.objects.filter(reporter=person).select_related("concerned").order_by("-at", "-pk")


def reports_to_decide(person: Membership) -> QuerySet[Report]:
    """For who coordinates: all but what is about themselves, or was reported by themselves; the open ones first."""
    if not person.is_coordinator:
        return Report.objects.none()
    others = Report.objects.exclude(concerned=person).exclude(reporter=person)
    return others.select_related("concerned", "reporter").order_by(F("settled_at").desc(nulls_first=True), "-at", "-pk")


def decisions_about(person: Membership) -> QuerySet[Decision]:
    """Those that touch somebody, as they may read them."""
    rows = Decision.objects.filter(concerned=person, decided__in=TOUCHING)
    return rows.order_by("-at", "-pk")


def readers_of(report: Report) -> QuerySet[Membership]:
    """Who may decide about it."""
    return coordinators_of_community().exclude(pk__in=[report.concerned_id, report.reporter_id or 0])


def server_administrators() -> QuerySet[Account]:
    return Account.objects.filter(is_server_administrator=True, is_active=True).order_by("pk")


def objections_to_answer(person: Membership) -> QuerySet[Decision]:
    """Those that nobody has answered yet, of reports one may decide about, the oldest first."""
    mine = reports_to_decide(person).order_by().values("pk")
    rows = Decision.objects.filter(report__in=mine, replied_at=None).exclude(objected_at=None)
    return rows.select_related("report", "concerned").order_by("objected_at", "pk")
