"""The way from one person to another: what is between them now, and what can be done next. The one place that decides it.

1. Somebody one works with is reached where one works.
2. Somebody with whom there is a tie is reached through it; and so is whom one is connected with, before anything came of it.
3. Whom somebody one knows could introduce is reached through an introduction, if both would like it; through whom, the page
   of asking tells.
4. Who coordinates is reached by everyone, and reaches everyone.
5. All others are reached through somebody who coordinates and can ask. The same one all day, so that nobody is sent about.

A minor is reached by, and reaches, those of 1 and 4 alone (`boundaries.may_contact`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reciproca.boundaries.queries import minors_among
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.introductions.paths import have_ways
from reciproca.mentoring.models import Mentorship
from reciproca.network.choices import State
from reciproca.network.graph import Known, ties_of
from reciproca.network.queries import connections_of
from reciproca.people.queries import people_visible_to
from reciproca.suggestions.queries import open_partners_of

from .navigation import address_in

__all__ = ["Reach", "way_to_reach", "ways_to_reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """The faces on the way, the threads between them, what is so, and the next step."""

    people: Sequence[Membership]
    ties: Sequence[str]
    label: str
    said: str
    action: str
    url: str


def way_to_reach(viewer: Membership, person: Membership) -> Reach:
    return ways_to_reach(viewer, [person])[person.pk]


def ways_to_reach(viewer: Membership, people: Sequence[Membership]) -> dict[int, Reach]:
    """By key, how `viewer` reaches each of these people whom they may meet; a constant number of queries."""
    partners = open_partners_of(viewer)
    ties = {tie.other: tie for tie in ties_of(viewer, now=clock.now())}
    connected = set(connections_of(viewer).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    minors = minors_among([viewer.pk, *(person.pk for person in people)])
    through = None if viewer.is_coordinator else _coordinator(viewer)
    introduced = _may_be_introduced(viewer, [one for one in people if one.pk not in {*partners, *ties, *connected}])
    found = {}
    for person in people:
        by_ties, by_connection = (ties, connected) if not minors & {viewer.pk, person.pk} else ({}, set())
        found[person.pk] = _way(viewer, person, partners, by_ties, by_connection, introduced, through)
    return found


def _way(
    viewer: Membership,
    person: Membership,
    partners: Mapping[int, Mentorship],
    ties: Mapping[int, Known],
    connected: Collection[int],
    introduced: Collection[int],
    through: Membership | None,
) -> Reach:
    if person.pk in partners:
        return _as_partner(viewer, person, partners[person.pk])
    if person.pk in ties:
        return _by_a_tie(viewer, person, ties[person.pk])
    if person.pk in connected:
        return _by_a_connection(viewer, person)
    if person.pk in introduced:
        return _by_an_introduction(viewer, person)
    if viewer.is_coordinator or person.is_coordinator or through is None:
        return _directly(viewer, person)
    return _through(viewer, person, through)


def _as_partner(viewer: Membership, person: Membership, mentorship: Mentorship) -> Reach:
    page = reverse_in(viewer.community, "mentoring:mentorship-detail", public_id=mentorship.public_id)
    said = _("The two of you are in a mentorship.")
    return _straight(viewer, person, "active", said, _("Go to your mentorship"), page)


def _by_a_tie(viewer: Membership, person: Membership, tie: Known) -> Reach:
    said = {
        State.ACTIVE: _("There is a tie between you, and it is alive."),
        State.NEW: _("There is a new tie between you."),
        State.COOLING: _("There is a tie between you that has been quiet for a while."),
        State.DORMANT: _("There is a tie between you that sleeps. Such ties wake up well."),
    }
    page = reverse_in(viewer.community, "here:relationship", public_id=person.public_id)
    return _straight(viewer, person, str(tie.state), said[tie.state], _("Look at your story"), page)


def _by_a_connection(viewer: Membership, person: Membership) -> Reach:
    page = reverse_in(viewer.community, "here:relationship", public_id=person.public_id)
    return _straight(viewer, person, "new", _("The two of you are connected."), _("Look at your story"), page)


def _may_be_introduced(viewer: Membership, people: Sequence[Membership]) -> set[int]:
    """Keys of those whom somebody the viewer knows could introduce; who coordinates needs nobody for that."""
    strangers = [person for person in people if not person.is_coordinator and person.pk != viewer.pk]
    return have_ways(strangers, asker=viewer) if strangers and not viewer.is_coordinator else set()


def _by_an_introduction(viewer: Membership, person: Membership) -> Reach:
    page = reverse_in(viewer.community, "introductions:introduction-new", public_id=person.public_id)
    names = {"name": person.given_name}
    said = euphonic(_("Somebody you know could introduce you to %(name)s, if both would like it.") % names)
    label = _("From you to %(name)s, through somebody you know") % names
    return Reach((viewer, person), ("new",), label, said, _("Ask for an introduction"), page)


def _directly(viewer: Membership, person: Membership) -> Reach:
    page = _page_of(viewer, person)
    if viewer.is_coordinator:
        said = _("You coordinate: you may write to everyone.")
        page = address_in(viewer.community, "people:member-detail", public_id=person.public_id) or page
    elif person.is_coordinator:
        said = _("%(name)s coordinates the community and is there for everyone.") % {"name": person.given_name}
    else:
        said = _("There is nothing between you yet. Begin from what you read here.")
    return _straight(viewer, person, "new", said, _open_page(person), page)


def _through(viewer: Membership, person: Membership, through: Membership) -> Reach:
    names = {"name": person.given_name, "other": through.given_name}
    return Reach(
        people=(viewer, through, person),
        ties=("active", "active"),
        label=_("From you to %(name)s, through %(other)s who coordinates") % names,
        said=_("You have not met yet. %(other)s, who coordinates, can ask for you.") % names,
        action=_("Ask %(other)s") % names,
        url=_page_of(viewer, through),
    )


def _straight(viewer: Membership, person: Membership, tie: str, said: str, action: str, page: str) -> Reach:
    label = _("From you to %(name)s, directly") % {"name": person.given_name}
    return Reach((viewer, person), (tie,), label, said, action, page)


def _open_page(person: Membership) -> str:
    return _("Go to the page of %(name)s") % {"name": person.given_name}


def _page_of(viewer: Membership, person: Membership) -> str:
    return reverse_in(viewer.community, "people:person-detail", public_id=person.public_id)


def _coordinator(viewer: Membership) -> Membership | None:
    """Who coordinates and may be met; where they are several, one of them each day."""
    found: list[Any] = list(people_visible_to(viewer).filter(role=Role.COORDINATOR).order_by("pk"))
    return found[clock.today().toordinal() % len(found)] if found else None
