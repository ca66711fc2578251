"""What a person's page says of a connection with whoever looks, and how one begins."""

from dataclasses import dataclass

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.people.sections import Section

from .models import Connection, ConnectionRequest
from .queries import connection_between, open_requests_between, who_among_allies_knows

__all__ = ["connection_with"]


@dataclass(frozen=True, slots=True)
class Link:
    """Where the two are: connected, asked by one of them, or neither; and who of the viewer's allies knows the person."""

    connection: Connection | None
    theirs: ConnectionRequest | None
    mine: ConnectionRequest | None
    allies: list[Membership]


def connection_with(person: Membership, viewer: Membership) -> Section | None:
    if person.pk == viewer.pk or not person.is_active or not may_contact(viewer, person):
        return None
    connection = connection_between(viewer, person)
    asked = {} if connection else {one.asker_id: one for one in open_requests_between(viewer, person)}
    theirs, mine = asked.get(person.pk), asked.get(viewer.pk)
    found = Link(connection, theirs, mine, who_among_allies_knows(person, viewer=viewer))
    return Section("network/parts/profile.html", found)
