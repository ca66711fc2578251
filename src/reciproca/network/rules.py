"""How much one may ask of others, and who may name whom."""

from datetime import timedelta

from reciproca.communities.models import Membership
from reciproca.safeguarding.measures import Measure
from reciproca.safeguarding.rules import is_new, measure_for

from .choices import RequestState
from .models import ConnectionRequest, Encounter, Tie
from .queries import are_connected, has_helped_somebody_known

__all__ = [
    "REST", "can_answer", "can_confirm", "can_name", "can_question", "can_reply", "can_withdraw", "is_newcomer", "may_link", "measure_of",
]  # fmt: skip

#: How long after a no, a silence, or having taken it back, the same person is not asked again.
REST = timedelta(days=90)


def is_newcomer(person: Membership) -> bool:
    """Nobody stands for them yet, and nobody whom the community knows has said that they helped."""
    return is_new(person) and not has_helped_somebody_known(person)


def measure_of(person: Membership) -> Measure:
    """How much this person may do now, of what there is a measure for."""
    return measure_for(person, is_new=is_newcomer(person))


def may_link(person: Membership) -> bool:
    """Whether what they write may have links in it already."""
    return measure_of(person).may_link


def can_answer(person: Membership, request: ConnectionRequest) -> bool:
    """Its receiver, also after having laid it aside, or having asked a question that is not answered yet."""
    return person.pk == request.receiver_id and request.is_open


def can_question(person: Membership, request: ConnectionRequest) -> bool:
    """One question, before any answer."""
    return can_answer(person, request) and request.state == RequestState.OPEN and not request.question


def can_reply(person: Membership, request: ConnectionRequest) -> bool:
    return person.pk == request.asker_id and request.waits_for_reply


def can_withdraw(person: Membership, request: ConnectionRequest) -> bool:
    return person.pk == request.asker_id and request.is_open


def can_name(person: Membership, other: Membership) -> bool:
    """Who names somebody as an ally has a connection with them, or a tie."""
    first, second = sorted((person.pk, other.pk))
    return are_connected(person, other) or Tie.objects.filter(first=first, second=second).exists()


def can_confirm(person: Membership, encounter: Encounter) -> bool:
    return person.pk == encounter.host_id and encounter.waits_for_host
