"""Reads: connections, requests and allies. Whoever must not be met, or left, is absent from all of them, in the same way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block, Partnership
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.network.choices import OPEN_REQUESTS, RequestState
from reciproca.network.models import Alliance, Connection, ConnectionRequest, Encounter, Interaction
from reciproca.people.queries import people_visible_to

__all__ = [
    "Beginning", "allies_of", "are_allies", "are_connected", "around", "beginning_of", "connection_between", "connections_of", "knowing", "knows", "named_by", "naming_of", "open_requests_between", "request_to", "requests_to_answer",
    "requests_to_reply", "requests_visible_to", "requests_waiting_of", "who_among_allies_knows",
]  # fmt: skip


# ── connections ──────────────────────────────────────────────────────────────


def are_connected(one: Membership, other: Membership) -> bool:
    """Whether a connection was accepted between two people who may still meet."""
    return connection_between(one, other) is not None and may_contact(one, other)


def connection_between(one: Membership, other: Membership) -> Connection | None:
    """The row of the two, whether or not they may still meet."""
    first, second = sorted((one.pk, other.pk))
    return Connection.objects.filter(first=first, second=second).first()


#: A yes and the connection it makes are of one transaction: what was settled longer before belongs to an earlier one.
AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a connection comes from: a request, two that crossed, or a meeting in person; none of them when it was another room."""

    at: datetime
    requests: list[ConnectionRequest]
    encounter: Encounter | None


def beginning_of(connection: Connection) -> Beginning:
    """How the two met, in the words that were read when the connection was accepted; for the two alone."""
    if connection.origin_kind == "encounter":
        return Beginning(connection.at, [], Encounter.objects.filter(public_id=connection.origin_id).first())
    both = (connection.first_id, connection.second_id)
    accepted = ConnectionRequest.objects.filter(asker__in=both, receiver__in=both, state=RequestState.ACCEPTED)
    told = (
        accepted.filter(settled_at__gte=connection.at - AT_ONCE)
        .select_related("asker", "receiver")
        .order_by("sent_at", "pk")
    )
    return Beginning(connection.at, list(told), None)


def knows(person: Membership, other: Membership) -> bool:
    """Whether there is something between the two that `person` may keep notes on: a connection, or a line of the ledger."""
    if connection_between(person, other) is not None:
        return True
    mine, theirs = person.ledger_id, other.ledger_id
    return Interaction.objects.filter(Q(giver=mine, receiver=theirs) | Q(giver=theirs, receiver=mine)).exists()


def are_allies(one: Membership, other: Membership) -> bool:
    """Whether each has named the other."""
    return allies_of(one).filter(pk=other.pk).exists()


def connections_of(person: Membership) -> QuerySet[Membership]:
    """The people somebody is connected with, as far as they may see them."""
    there = Connection.objects.filter(first=person).values("second")
    here = Connection.objects.filter(second=person).values("first")
    return people_visible_to(person).filter(Q(pk__in=there) | Q(pk__in=here))


# ── requests ─────────────────────────────────────────────────────────────────


def requests_visible_to(person: Membership) -> QuerySet[ConnectionRequest]:
    """Those of which somebody is one of the two, while both are here and may meet."""
    people = people_visible_to(person)
    mine = ConnectionRequest.objects.filter(Q(asker=person) | Q(receiver=person))
    return mine.filter(asker__in=people, receiver__in=people).select_related(
        "asker__profile__photo", "receiver__profile__photo"
    )


def requests_to_answer(person: Membership, *, now: datetime | None = None) -> QuerySet[ConnectionRequest]:
    """Those that wait for this person's word, the oldest first; not what they laid aside."""
    waiting = requests_visible_to(person).filter(receiver=person, state=RequestState.OPEN, laid_aside_at=None)
    return waiting.filter(lapses_at__gt=now or clock.now()).order_by("sent_at", "pk")


def requests_to_reply(person: Membership) -> QuerySet[ConnectionRequest]:
    """Those of this person that were answered with a question."""
    asked = requests_visible_to(person).filter(asker=person, state=RequestState.QUESTIONED)
    return asked.filter(lapses_at__gt=clock.now()).order_by("questioned_at", "pk")


def requests_waiting_of(person: Membership) -> QuerySet[ConnectionRequest]:
    """What this person asked and nobody has settled, as they know it: the latest first."""
    asked = requests_visible_to(person).filter(asker=person, state__in=OPEN_REQUESTS)
    return asked.filter(lapses_at__gt=clock.now()).order_by("-sent_at", "pk")


def open_requests_between(one: Membership, other: Membership) -> list[ConnectionRequest]:
    """What waits between two people, whoever asked; of what each asked, the last counts."""
    two = Q(asker=one, receiver=other) | Q(asker=other, receiver=one)
    asked = ConnectionRequest.objects.filter(two).exclude(state=RequestState.WITHDRAWN)
    last = {request.asker_id: request for request in asked.order_by("sent_at", "pk")}
    return [request for request in last.values() if request.is_open]


def request_to(receiver: Membership, *, by: Membership) -> ConnectionRequest | None:
    """What `by` asked of `receiver` last, and did not take back."""
    asked = ConnectionRequest.objects.filter(asker=by, receiver=receiver).exclude(state=RequestState.WITHDRAWN)
    return asked.order_by("-sent_at", "-pk").first()


# ── allies ───────────────────────────────────────────────────────────────────


def allies_of(person: Membership) -> QuerySet[Membership]:
    """The people who named somebody as an ally and whom they named too, as far as they may see them."""
    theirs = Alliance.objects.filter(other=person).values("person")
    return named_by(person).filter(pk__in=theirs)


def named_by(person: Membership) -> QuerySet[Membership]:
    """The people somebody named as allies: for themselves alone."""
    return people_visible_to(person).filter(pk__in=Alliance.objects.filter(person=person).values("other"))


@prepared()
def around(person: int, keys: tuple[int, ...]) -> QuerySet:
    """Of these people and those connected with somebody whom they may see, and themselves, by name: with profile and ledger
    identity, and what they are to them (`is_ally`, `is_connected`, `is_partner`)."""
    two = Q(first=person, second=OuterRef("pk")) | Q(second=person, first=OuterRef("pk"))
    connected = Connection.objects.filter(first=person).values_list("second")
    connected = connected.union(Connection.objects.filter(second=person).values_list("first"), all=True)
    people = people_visible_to(Membership(pk=person)).filter(Q(pk__in=keys) | Q(pk__in=connected) | Q(pk=person))
    named = Alliance.objects.filter(person=person, other=OuterRef("pk"))
    names = Exists(Alliance.objects.filter(person=OuterRef("other"), other=person))
    return (
        people.select_related("profile", "ledger_identity")
        .annotate(
            is_ally=Exists(named.filter(names)),
            is_connected=Exists(Connection.objects.filter(two)),
            is_partner=Exists(Partnership.objects.filter(two)),
        )
        .order_by("given_name", "family_name", "pk")
    )


def naming_of(person: Membership, other: Membership) -> Alliance | None:
    """What `person` named: theirs alone."""
    return Alliance.objects.filter(person=person, other=other).first()


def who_among_allies_knows(person: Membership, *, viewer: Membership) -> list[Membership]:
    """The allies of `viewer` who are connected with `person`, by name. Only connections that neither of their two hides,
    and between people who may meet."""
    barred = Exists(
        Block.objects.filter(Q(blocker=OuterRef("pk"), blocked=person) | Q(blocked=OuterRef("pk"), blocker=person))
    )
    allies = allies_of(viewer).exclude(pk=person.pk).filter(knowing(OuterRef("pk"), person.pk)).exclude(barred)
    return list(allies.order_by("given_name", "family_name", "pk"))


def knowing(key: OuterRef, person: int) -> Exists:
    """Whether somebody (a column) is connected with a person, and neither of the two hides it."""
    shown = Connection.objects.filter(hidden_by_first=False, hidden_by_second=False)
    return Exists(shown.filter(Q(first=key, second=person) | Q(second=key, first=person)))
