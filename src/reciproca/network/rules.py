"""How much one may ask of others, and who may name whom."""

from datetime import timedelta

from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import RequestState
from .models import ConnectionRequest, Encounter, Tie
from .queries import are_connected

__all__ = [
    "NEWCOMER", "REST", "can_answer", "can_confirm", "can_name", "can_question", "can_reply", "can_withdraw", "is_newcomer", "most_in_a_day",
    "most_open",
]  # fmt: skip

#: So many requests of one person wait at a time, and leave in one day; in the first weeks fewer.
MOST_OPEN, MOST_OPEN_AT_FIRST = 5, 2
MOST_IN_A_DAY, MOST_IN_A_DAY_AT_FIRST = 5, 2
NEWCOMER = timedelta(days=14)
#: How long after a no, a silence, or having taken it back, the same person is not asked again.
REST = timedelta(days=90)


def is_newcomer(person: Membership) -> bool:
    return person.joined_at is not None and clock.now() - person.joined_at < NEWCOMER


def most_open(person: Membership) -> int:
    return MOST_OPEN_AT_FIRST if is_newcomer(person) else MOST_OPEN


def most_in_a_day(person: Membership) -> int:
    return MOST_IN_A_DAY_AT_FIRST if is_newcomer(person) else MOST_IN_A_DAY


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
