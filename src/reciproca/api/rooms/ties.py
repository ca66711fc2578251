"""Connections, what is asked to become one, and allies: each tells what is one’s own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.models import Membership
from reciproca.network import actions
from reciproca.network.choices import KindNo
from reciproca.network.models import ConnectionRequest
from reciproca.network.queries import (
    allies_of,
    connections_of,
    named_by,
    requests_to_answer,
    requests_visible_to,
    requests_waiting_of,
)
from reciproca.network.words import stands_said
from reciproca.people.queries import people_visible_to

__all__ = [
    "allies", "ally", "ally_end", "ally_naming", "connection_asking", "connection_request", "connection_requests",
    "connections", "request_acceptance", "request_declination", "request_laying_aside", "request_question", "request_reply",
    "request_withdrawal",
]  # fmt: skip

BY_NAME = ("family_name", "given_name", "public_id")
ONE = "connection-requests/<uuid:public_id>/"


@dataclass(frozen=True, slots=True)
class RequestToConnect:
    """`stands` says to you where it stands; `no` and `no_words` are what was answered kindly."""

    id: UUID
    asker: PersonNamed
    receiver: PersonNamed
    context: str
    why: str
    offer: str
    question: str
    reply: str
    state: str
    stands: str
    no: str
    no_words: str
    sent_at: datetime
    lapses_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectionToAsk:
    context: Annotated[str, Words(300)]
    why: Annotated[str, Words(600)]
    offer: Annotated[str, Words(300, may_be_empty=True)] = ""


@dataclass(frozen=True, slots=True)
class QuestionBack:
    question: Annotated[str, Words(600)]


@dataclass(frozen=True, slots=True)
class ReplyToQuestion:
    reply: Annotated[str, Words(600)]


@dataclass(frozen=True, slots=True)
class KindlyNo:
    no: KindNo
    words: Annotated[str, Words(300, may_be_empty=True)] = ""


@dataclass(frozen=True, slots=True)
class Ally:
    """`mutual`: they named you too. That you named them nobody else learns before."""

    id: UUID
    name: str
    mutual: bool


# ── connections ──────────────────────────────────────────────────────────────


@endpoint("GET", "connections/", scope=Scope.TIES_READ, says=_("The people you are connected with, by name."))
def connections(call: Call, query: Asked) -> Paged[PersonNamed]:
    return page_of(connections_of(call.person), query, lambda rows: [named(row) for row in rows], *BY_NAME)


@endpoint(
    "POST", "people/<uuid:public_id>/connection/", scope=Scope.TIES_WRITE, status=201, leads_to="connection-request",
    says=_("Ask somebody to be connected. Who had asked the same of you is thereby answered with a yes."),
)  # fmt: skip
def connection_asking(call: Call, public_id: UUID, body: ConnectionToAsk) -> RequestToConnect:
    asked = actions.request_connection(
        _other(call, public_id), by=call.person, context=body.context, why=body.why, offer=body.offer
    )
    return _request(asked, call.person)


@endpoint(
    "GET", "connection-requests/", scope=Scope.TIES_READ,
    says=_("What waits: requests to you that want an answer, and yours that have none yet; the latest first."),
)  # fmt: skip
def connection_requests(call: Call, query: Asked) -> Paged[RequestToConnect]:
    waiting = requests_to_answer(call.person) | requests_waiting_of(call.person)
    return page_of(waiting, query, lambda rows: [_request(row, call.person) for row in rows], "-sent_at", "public_id")


@endpoint("GET", ONE, scope=Scope.TIES_READ, says=_("One request between you and somebody, and where it stands."))
def connection_request(call: Call, public_id: UUID) -> RequestToConnect:
    return _request(_one(call, public_id), call.person)


@endpoint(
    "POST", f"{ONE}acceptance/", scope=Scope.TIES_WRITE, leads_to="connection-request",
    says=_("Yes: from now on you are connected."),
)  # fmt: skip
def request_acceptance(call: Call, public_id: UUID) -> RequestToConnect:
    actions.accept_connection(_one(call, public_id), by=call.person)
    return _request(_one(call, public_id), call.person)


@endpoint(
    "POST", f"{ONE}question/", scope=Scope.TIES_WRITE, leads_to="connection-request",
    says=_("Ask one thing back before you answer."),
)  # fmt: skip
def request_question(call: Call, public_id: UUID, body: QuestionBack) -> RequestToConnect:
    return _request(actions.question_connection(_one(call, public_id), body.question, by=call.person), call.person)


@endpoint(
    "POST", f"{ONE}reply/", scope=Scope.TIES_WRITE, leads_to="connection-request",
    says=_("Your answer to what was asked back."),
)  # fmt: skip
def request_reply(call: Call, public_id: UUID, body: ReplyToQuestion) -> RequestToConnect:
    return _request(actions.reply_to_question(_one(call, public_id), body.reply, by=call.person), call.person)


@endpoint(
    "POST", f"{ONE}declination/", scope=Scope.TIES_WRITE, leads_to="connection-request",
    says=_("A kind no, in one of the sentences there are; your words are added to it."),
)  # fmt: skip
def request_declination(call: Call, public_id: UUID, body: KindlyNo) -> RequestToConnect:
    declined = actions.decline_connection(_one(call, public_id), by=call.person, no=body.no, words=body.words)
    return _request(declined, call.person)


@endpoint(
    "POST", f"{ONE}laying-aside/", scope=Scope.TIES_WRITE, leads_to="connection-request",
    says=_("Leave it without an answer: nobody is told, and it closes by itself."),
)  # fmt: skip
def request_laying_aside(call: Call, public_id: UUID) -> RequestToConnect:
    return _request(actions.lay_request_aside(_one(call, public_id), by=call.person), call.person)


@endpoint(
    "POST",
    f"{ONE}withdrawal/",
    scope=Scope.TIES_WRITE,
    leads_to="connection-request",
    says=_("Take your request back."),
)
def request_withdrawal(call: Call, public_id: UUID) -> RequestToConnect:
    return _request(actions.withdraw_request(_one(call, public_id), by=call.person), call.person)


# ── allies ───────────────────────────────────────────────────────────────────


@endpoint("GET", "allies/", scope=Scope.TIES_READ, says=_("Those you named as allies, and whether they named you too."))
def allies(call: Call, query: Asked) -> Paged[Ally]:
    mutual = set(allies_of(call.person).values_list("pk", flat=True))
    make = lambda rows: [Ally(row.public_id, row.name, row.pk in mutual) for row in rows]  # noqa: E731
    return page_of(named_by(call.person), query, make, *BY_NAME)


@endpoint("GET", "allies/<uuid:public_id>/", scope=Scope.TIES_READ, says=_("One of those you named as allies."))
def ally(call: Call, public_id: UUID) -> Ally:
    return _ally(call, get_object_or_404(named_by(call.person), public_id=public_id))


@endpoint(
    "POST", "people/<uuid:public_id>/alliance/", scope=Scope.TIES_WRITE, leads_to="ally",
    says=_("Name somebody as an ally. Only you know, until they name you too."),
)  # fmt: skip
def ally_naming(call: Call, public_id: UUID) -> Ally:
    other = _other(call, public_id)
    actions.name_ally(other, by=call.person)
    return _ally(call, other)


@endpoint(
    "POST", "allies/<uuid:public_id>/end/", scope=Scope.TIES_WRITE, leads_to="allies",
    says=_("No longer an ally of yours. Nobody is told."),
)  # fmt: skip
def ally_end(call: Call, public_id: UUID) -> PersonNamed:
    other = get_object_or_404(named_by(call.person), public_id=public_id)
    actions.take_back_ally(other, by=call.person)
    return named(other)


def _ally(call: Call, other: Membership) -> Ally:
    return Ally(other.public_id, other.name, allies_of(call.person).filter(pk=other.pk).exists())


def _other(call: Call, public_id: UUID) -> Membership:
    return get_object_or_404(people_visible_to(call.person).exclude(pk=call.person.pk), public_id=public_id)


def _one(call: Call, public_id: UUID) -> ConnectionRequest:
    return get_object_or_404(requests_visible_to(call.person), public_id=public_id)


def _request(row: ConnectionRequest, reader: Membership) -> RequestToConnect:
    return RequestToConnect(
        id=row.public_id,
        asker=named(row.asker),
        receiver=named(row.receiver),
        context=row.context,
        why=row.why,
        offer=row.offer,
        question=row.question,
        reply=row.reply,
        state=row.state,
        stands=str(stands_said(row, reader)),
        no=row.get_no_display(),
        no_words=row.no_words,
        sent_at=row.sent_at,
        lapses_at=row.lapses_at,
    )
