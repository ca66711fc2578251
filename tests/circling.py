"""Circles for the tests: one that forms, one that meets."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cast import Cast
from reciproca.circles import actions
from reciproca.circles.models import QUESTIONS, Case, Charter, Circle, Meeting, Pulse, PulseSheet, Ring
from reciproca.circles.queries import template_of
from reciproca.communities.models import Membership
from reciproca.core import clock

__all__ = [
    "agree", "begin", "bring", "feel", "going_round", "gone_round", "in_silence", "meet", "opened", "propose", "ring_of",
    "under_way",
]  # fmt: skip


def begin(by: Membership, *others: Membership, **more: Any) -> Circle:
    """An open circle of these, without a charter."""
    told = {"name": "Prime volte", "about": "Chi guida un gruppo da poco.", "entry": "open", **more}
    circle = actions.start_circle(by=by, **told)
    for person in others:
        actions.join_circle(circle, by=person)
    return circle


def propose(circle: Circle, by: Membership, **changes: Any) -> Charter:
    return actions.propose_charter(circle, by=by, **template_of("it") | changes)


def agree(circle: Circle, people: Sequence[Membership]) -> Charter:
    """The first proposes, the others say yes."""
    charter = propose(circle, people[0])
    for person in people[1:]:
        actions.agree_to_charter(charter, by=person)
    circle.refresh_from_db()
    return charter


def under_way(people: Cast, *more: Membership) -> Circle:
    """Ada, Giulio and Paola have said yes to a charter."""
    everybody = [people.ada, people.giulio, people.paola, *more]
    circle = begin(*everybody)
    agree(circle, everybody)
    return circle


def meet(circle: Circle, by: Membership, *, days: float = 3, times: int = 1) -> Meeting:
    """The first of so many meetings from so many days on."""
    starts_at = clock.now() + timedelta(days=days)
    return actions.plan_meetings(circle, by=by, starts_at=starts_at, minutes=90, times=times, where="Urbino")[0]


def feel(circle: Circle) -> Pulse:
    """How it feels is asked now, of however few."""
    pulse = Pulse.objects.create(circle=circle, closes_at=clock.now() + timedelta(days=14))
    PulseSheet.objects.create(pulse=pulse, counts={name: [0] * 5 for name in QUESTIONS})
    return pulse


def bring(circle: Circle, by: Membership, **more: Any) -> Case:
    """A case before all, at its questions."""
    told = {"title": "Come smetto di fare da posta?", "situation": "Due persone non si parlano.", **more}
    return actions.open_case(actions.bring_case(circle, by=by, **told), by=by)


def in_silence(circle: Circle, by: Membership, **more: Any) -> Case:
    return actions.begin_silence(bring(circle, by, **more), by=by)


def opened(
    circle: Circle, by: Membership, *, named: Sequence[Membership] = (), nameless: Sequence[Membership] = ()
) -> Case:
    """On which these wrote, and all is open."""
    case = in_silence(circle, by)
    for person in (*named, *nameless):
        words = f"Io, {person.given_name}, ho smesso."
        actions.write_idea(case, by=person, idea=words, is_anonymous=person in nameless)
    return actions.open_ideas(case, by=by)


def ring_of(circle: Circle, people: Sequence[Membership]) -> Ring:
    """Called by the first for now; each has brought an ask."""
    ring = actions.call_ring(circle, by=people[0])
    for person in people:
        actions.bring_ask(ring, by=person, title=f"{person.given_name} cerca qualcuno", story="Entro venerdì")
    return ring


def going_round(circle: Circle, people: Sequence[Membership]) -> Ring:
    return actions.begin_round(ring_of(circle, people), by=people[0])


def gone_round(circle: Circle, people: Sequence[Membership]) -> Ring:
    """In its week; nobody has said anything yet."""
    ring = going_round(circle, people)
    while ring.turn is not None:
        ring = actions.move_on(ring, by=people[0], turn=ring.turn)
    return ring
