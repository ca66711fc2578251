"""What a person's page says of a connection with whoever looks, and how one begins."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from reciproca.communities.models import Membership
from reciproca.people.sections import Section, Two, Visit, asks

from .models import Alliance, Connection, ConnectionRequest, Tie
from .queries import knowing, open_requests_between, who_among_allies_knows

__all__ = ["connection_with"]


@dataclass(frozen=True, slots=True)
class Link:
    """Where the two are: connected, asked by one of them, or neither; and who of the viewer's allies knows the person."""

    connected_at: datetime | None
    theirs: ConnectionRequest | None
    mine: ConnectionRequest | None
    allies: list[Membership]


def _between(two: Two) -> dict[str, int]:
    return {"first": two.first, "second": two.second}


def _named_who_know(two: Two) -> QuerySet[Alliance]:
    """Whom the viewer named, as far as somebody of them may know the person."""
    return Alliance.objects.filter(knowing(OuterRef("other"), two.person), person=two.viewer)


@asks(
    connected_at=lambda two: Subquery(Connection.objects.filter(**_between(two)).values("at")),
    is_tied=lambda two: Exists(Tie.objects.filter(**_between(two))),
    has_asked_to_connect=lambda two: Exists(ConnectionRequest.objects.filter(two.are("asker", "receiver"))),
    has_allies_between=lambda two: Exists(_named_who_know(two)),
)
def connection_with(visit: Visit) -> Section | None:
    person, viewer, answers = visit.person, visit.viewer, visit.answers
    if visit.is_own or not visit.may_contact:
        return None
    waits = answers["has_asked_to_connect"] and answers["connected_at"] is None
    asked = {one.asker_id: one for one in open_requests_between(viewer, person)} if waits else {}
    allies = who_among_allies_knows(person, viewer=viewer) if answers["has_allies_between"] else []
    found = Link(answers["connected_at"], asked.get(person.pk), asked.get(viewer.pk), allies)
    return Section("network/parts/profile.html", found)
