"""Asking for a connection, the answers to it, and what becomes of a connection.

Who asks learns of a yes, of a question, and of the words with which somebody chose to say no. What its receiver lays aside
changes nothing that the asker can see: it waits, and lapses, as if it had not been read.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.choices import OPEN_REQUESTS, KindNo, RequestState
from reciproca.network.models import Alliance, Connection, ConnectionRequest
from reciproca.network.models.connections import REQUEST_WAITS
from reciproca.network.queries import connection_between, requests_waiting_of
from reciproca.network.rules import REST, can_answer, can_question, can_reply, can_withdraw, is_newcomer
from reciproca.notifications.actions import post_mail
from reciproca.safeguarding.rules import measure_for

from .turning import turn_to

__all__ = [
    "AlreadyAsked", "AlreadyConnected", "AskedBefore", "AskedEnough", "AskedEnoughAtFirst", "AskedEnoughToday", "MovedOn",
    "NotYours",
    "NothingSaid", "accept_connection", "connect", "decline_connection", "end_connection", "hide_connection",
    "lapse_requests", "lay_request_aside", "question_connection", "reply_to_question", "request_connection",
    "withdraw_request",
]  # fmt: skip

A_DAY = timedelta(days=1)


class NotYours(Refusal):
    sentence = _("This is between two other people.")
    status = 404


class MovedOn(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class AlreadyConnected(Refusal):
    sentence = _("You and %(name)s are connected already.")


class AlreadyAsked(Refusal):
    sentence = _("You have asked %(name)s already. Leave the time to answer.")


class AskedBefore(Refusal):
    sentence = _("You asked %(name)s not long ago. Leave some months before you ask again.")


class AskedEnough(Refusal):
    sentence = _(
        "%(number)s of your requests are waiting for an answer. Leave them their time before you send another."
    )
    status = 429


class AskedEnoughAtFirst(AskedEnough):
    sentence = _(
        "For the first days %(number)s of your requests may wait at a time. It grows as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )


class AskedEnoughToday(Refusal):
    sentence = _("You have asked %(number)s people today. A few at a time, well written, are answered more often.")
    status = 429


class NothingSaid(Refusal):
    sentence = _("Write a few words first.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


# ── asking ───────────────────────────────────────────────────────────────────


@transaction.atomic
def request_connection(
    receiver: Membership, *, by: Membership, context: str, why: str, offer: str = ""
) -> ConnectionRequest:
    """Ask somebody for a connection. Who had asked the same of me is thereby answered with a yes."""
    said = _said(context=context, why=why)
    receiver = _held(by, receiver)
    refuse_early_links(by, context=context, why=why, offer=offer)
    if connection_between(by, receiver) is not None:
        raise AlreadyConnected(name=receiver.given_name)
    theirs = ConnectionRequest.objects.filter(asker=receiver, receiver=by, state__in=OPEN_REQUESTS)
    crossing = theirs.filter(lapses_at__gt=clock.now()).first()
    if crossing is None:
        _leave_room(receiver, by=by)
    now = clock.now()
    request = ConnectionRequest.objects.create(
        asker=by, receiver=receiver, offer=offer.strip(), sent_at=now, lapses_at=now + REQUEST_WAITS, **said
    )
    record("request_connection", by=by, on=request)
    if crossing is not None:
        _settle(request, state=RequestState.ACCEPTED)
        _accept(crossing, by=by)
    else:
        _write_to(receiver, "connection_requested", request)
    return request


@transaction.atomic
def reply_to_question(request: ConnectionRequest, reply: str, *, by: Membership) -> ConnectionRequest:
    """The asker's answer: the request waits for its yes again."""
    said = _said(reply=reply)
    _may(can_reply, request, by)
    refuse_early_links(by, reply=reply)
    _move(request, RequestState.QUESTIONED, state=RequestState.OPEN, replied_at=clock.now(), **said)
    if request.laid_aside_at is None:
        _write_to(request.receiver, "connection_replied", request)
    return request


@transaction.atomic
def withdraw_request(request: ConnectionRequest, *, by: Membership) -> ConnectionRequest:
    """Its asker takes it back, and nobody is written to."""
    _may(can_withdraw, request, by)
    return _settle(request, state=RequestState.WITHDRAWN)


# ── answering ────────────────────────────────────────────────────────────────


@transaction.atomic
def accept_connection(request: ConnectionRequest, *, by: Membership) -> Connection:
    """The yes connects the two. A block in the same moment holds: `queries.are_connected` asks for it each time."""
    _held(by, request.other_of(by))
    request.refresh_from_db()
    _may(can_answer, request, by)
    return _accept(request, by=by)


@transaction.atomic
def question_connection(request: ConnectionRequest, question: str, *, by: Membership) -> ConnectionRequest:
    """The receiver asks one thing back before they answer."""
    said = _said(question=question)
    _may(can_question, request, by)
    refuse_early_links(by, question=question)
    _move(request, RequestState.OPEN, state=RequestState.QUESTIONED, questioned_at=clock.now(), **said)
    _write_to(request.asker, "connection_questioned", request)
    return request


@transaction.atomic
def decline_connection(request: ConnectionRequest, *, by: Membership, no: str, words: str = "") -> ConnectionRequest:
    """A no in words of the receiver's choice, which is all that the asker reads. It leaves no line of the audit trail."""
    _may(can_answer, request, by)
    refuse_early_links(by, words=words)
    _settle(request, state=RequestState.DECLINED, no=KindNo(no), no_words=words.strip())
    _write_to(request.asker, "connection_declined", request)
    return request


@transaction.atomic
def lay_request_aside(request: ConnectionRequest, *, by: Membership) -> ConnectionRequest:
    """The receiver does not answer: it leaves their pages, and stays on the asker's until it lapses. Nobody learns of it,
    not even the audit trail."""
    _may(can_answer, request, by)
    ConnectionRequest.objects.filter(pk=request.pk).update(laid_aside_at=clock.now())
    request.refresh_from_db()
    return request


def lapse_requests() -> int:
    """Close what nobody answered in time, in the community in force, and tell its asker alone; how many there were."""
    due = ConnectionRequest.objects.filter(state__in=OPEN_REQUESTS, lapses_at__lte=clock.now())
    return sum(_lapse(request) for request in due.select_related("asker__community"))


@transaction.atomic
def _lapse(request: ConnectionRequest) -> bool:
    try:
        _settle(request, state=RequestState.LAPSED)
    except MovedOn:
        return False
    _write_to(request.asker, "connection_lapsed", request)
    return True


# ── a connection ─────────────────────────────────────────────────────────────


@transaction.atomic
def connect(one: Membership, other: Membership, *, source: Any) -> Connection:
    """The two are connected from now on; `source` is the row it comes from. Called by what brought them together, here or in
    a room above. Doing it twice is the same as once, and keeps the first origin."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    connection, made = Connection.objects.get_or_create(
        first=first,
        second=second,
        defaults={"origin_kind": source._meta.model_name, "origin_id": str(source.public_id), "at": clock.now()},
    )
    if made:
        open_ones = ConnectionRequest.objects.filter(
            asker__in=(first, second), receiver__in=(first, second), state__in=OPEN_REQUESTS
        )
        open_ones.update(state=RequestState.ACCEPTED, settled_at=clock.now(), version=F("version") + 1)
    return connection


@transaction.atomic
def end_connection(connection: Connection, *, by: Membership) -> None:
    """Quietly: nobody is told. What happened between the two stays in both their stories."""
    _own(connection, by)
    both = (connection.first_id, connection.second_id)
    Alliance.objects.filter(person__in=both, other__in=both).delete()
    connection.delete()
    record("end_connection", by=by)


@transaction.atomic
def hide_connection(connection: Connection, *, by: Membership, hidden: bool) -> Connection:
    """Nobody else is told that the two know each other, for as long as either of them wishes so."""
    _own(connection, by)
    side = "hidden_by_first" if by.pk == connection.first_id else "hidden_by_second"
    Connection.objects.filter(pk=connection.pk).update(**{side: hidden})
    connection.refresh_from_db()
    return connection


# ── shared by all ────────────────────────────────────────────────────────────


def _held(by: Membership, other: Membership) -> Membership:
    """The other, both rows held: of two who turn to each other at once, the second finds what the first wrote."""
    pair = Membership.objects.select_for_update(no_key=True).filter(pk__in=(by.pk, other.pk)).order_by("pk")
    held = {person.pk: person for person in pair}
    found = held[other.pk]
    found.community = by.community
    if by.pk == other.pk or not found.is_active or not may_contact(by, found):
        raise NotYours
    return found


def _leave_room(receiver: Membership, *, by: Membership) -> None:
    """What speaks against asking now: it waits already, was answered lately, or there are too many."""
    last = ConnectionRequest.objects.filter(asker=by, receiver=receiver).order_by("-sent_at", "-pk").first()
    if last is not None and last.is_open:
        raise AlreadyAsked(name=receiver.given_name)
    if last is not None and last.is_lapsed and last.state in OPEN_REQUESTS:
        _lapse(last)
    lately = clock.now() - REST
    if last is not None and last.state != RequestState.ACCEPTED and (last.settled_at or last.lapses_at) > lately:
        raise AskedBefore(name=receiver.given_name)
    is_new = is_newcomer(by)
    measure = measure_for(by, is_new=is_new)
    if requests_waiting_of(by).count() >= measure.requests_open:
        raise (AskedEnoughAtFirst if is_new else AskedEnough)(number=measure.requests_open)
    sent = ConnectionRequest.objects.filter(asker=by, sent_at__gt=clock.now() - A_DAY)
    if sent.count() >= measure.requests_a_day:
        raise AskedEnoughToday(number=measure.requests_a_day)
    turn_to(receiver, by=by)


def _accept(request: ConnectionRequest, *, by: Membership) -> Connection:
    _settle(request, state=RequestState.ACCEPTED)
    connection = connect(request.asker, request.receiver, source=request)
    record("accept_connection", by=by, on=request)
    _write_to(request.asker, "connection_accepted", request)
    return connection


def _settle(request: ConnectionRequest, **changes: Any) -> ConnectionRequest:
    return _move(request, *OPEN_REQUESTS, settled_at=clock.now(), laid_aside_at=None, **changes)


def _move(request: ConnectionRequest, *states: str, **changes: Any) -> ConnectionRequest:
    """A conditional update: refused when it moved on meanwhile."""
    rows = ConnectionRequest.objects.filter(pk=request.pk, state__in=states)
    if rows.update(**changes, version=F("version") + 1) != 1:
        raise MovedOn
    request.refresh_from_db()
    return request


def _may(rule: Any, request: ConnectionRequest, by: Membership) -> None:
    if by.pk not in (request.asker_id, request.receiver_id) or not may_contact(request.asker, request.receiver):
        raise NotYours
    if not rule(by, request):
        raise MovedOn


def _own(connection: Connection, by: Membership) -> None:
    if by.pk not in (connection.first_id, connection.second_id):
        raise NotYours


def _said(**fields: str) -> dict[str, str]:
    """The same, trimmed; refused where nothing was written."""
    for name, words in fields.items():
        if not words.strip():
            raise NothingSaid(name)
    return {name: words.strip() for name, words in fields.items()}


def _write_to(person: Membership, name: str, row: Any) -> None:
    if not person.is_active:
        return
    post_mail(
        f"reciproca.network.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {person.public_id}",
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id)},
    )
