"""Introductions, as each of the three may know them: what I asked for, what goes through me, what reached me.

What the others did or do changes nothing of what who asked reads here, until all agreed or the time is over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.paging import Asked, Paged, page_of, page_of_list
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.models import Membership
from reciproca.core.doors import or_absent
from reciproca.introductions import actions
from reciproca.introductions.choices import Outcome
from reciproca.introductions.models import Approach, Introduction
from reciproca.introductions.paths import ways_to
from reciproca.introductions.queries import (
    approach_for,
    approaches_to,
    asked_by,
    conversation_of,
    people_known_to,
    request_of,
    through,
)
from reciproca.introductions.rules import can_answer, can_forward
from reciproca.introductions.words import how_said, stands_said
from reciproca.people.queries import people_visible_to

__all__ = [
    "introduction_acceptance", "introduction_asked", "introduction_asking", "introduction_declination",
    "introduction_forwarding", "introduction_outcome", "introduction_question", "introduction_reached",
    "introduction_reply", "introduction_setting_aside", "introduction_through", "introduction_withdrawal",
    "introductions_asked", "introductions_reached", "introductions_through", "ways",
]  # fmt: skip

ASKED = "introductions/asked/<uuid:public_id>/"
THROUGH = "introductions/through-me/<uuid:public_id>/"
REACHED = "introductions/to-me/<uuid:public_id>/"


@dataclass(frozen=True, slots=True)
class WayThere:
    """Somebody through whom you could be introduced, and how you know each other."""

    through: PersonNamed
    how: str


@dataclass(frozen=True, slots=True)
class IntroductionAsked:
    """`to` is null while whoever you asked thinks of somebody for a topic."""

    id: UUID
    to: PersonNamed | None
    topic: str
    through: PersonNamed
    goal: str
    gain: str
    note: str
    text: str
    stands: str
    agreed: bool
    conversation: UUID | None
    outcome: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class IntroductionThrough:
    """`to` is whom it is for, or whom you passed it on to; `question` is what they asked you back."""

    id: UUID
    asker: PersonNamed
    to: PersonNamed | None
    topic: str
    goal: str
    gain: str
    note: str
    text: str
    waits: bool
    set_aside: bool
    passed_on: bool
    agreed: bool
    question: str
    reply: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class IntroductionReached:
    id: UUID
    asker: PersonNamed
    through: PersonNamed
    words: str
    text: str
    goal: str
    gain: str
    waits: bool
    declined: bool
    agreed: bool
    question: str
    reply: str
    conversation: UUID | None
    reached_at: datetime


@dataclass(frozen=True, slots=True)
class IntroductionToAsk:
    """With `to`, or with a `topic` of which whoever is asked may know somebody."""

    through: UUID
    goal: Annotated[str, Words(300)]
    note: Annotated[str, Words(600)]
    text: Annotated[str, Words(800)]
    to: UUID | None = None
    topic: Annotated[str, Words(120, may_be_empty=True)] = ""
    gain: Annotated[str, Words(300, may_be_empty=True)] = ""


@dataclass(frozen=True, slots=True)
class IntroductionToPassOn:
    """`text`: what was asked to be passed on, as you leave it. `to`: whom you have in mind, where a topic was named."""

    text: Annotated[str, Words(800)]
    words: Annotated[str, Words(600, may_be_empty=True)] = ""
    to: UUID | None = None


@dataclass(frozen=True, slots=True)
class QuestionToTheAlly:
    question: Annotated[str, Words(300)]


@dataclass(frozen=True, slots=True)
class ReplyOfTheAlly:
    reply: Annotated[str, Words(600)]


@dataclass(frozen=True, slots=True)
class WhatCameOfIt:
    outcome: Outcome
    words: Annotated[str, Words(600, may_be_empty=True)] = ""


# ── who asks ─────────────────────────────────────────────────────────────────


@endpoint(
    "GET", "people/<uuid:public_id>/ways/", scope=Scope.TIES_READ,
    says=_("Through whom you could be introduced to somebody."),
)  # fmt: skip
def ways(call: Call, public_id: UUID, query: Asked) -> Paged[WayThere]:
    found = ways_to(_other(call, public_id), asker=call.person)
    make = lambda way: WayThere(named(way.introducer), how_said(way))  # noqa: E731
    return page_of_list(found, query, make, lambda way: str(way.introducer.public_id))


@endpoint(
    "GET", "introductions/asked/", scope=Scope.TIES_READ, says=_("The introductions you asked for, the latest first.")
)
def introductions_asked(call: Call, query: Asked) -> Paged[IntroductionAsked]:
    make = lambda rows: [_asked(row) for row in rows]  # noqa: E731
    return page_of(asked_by(call.person), query, make, "-asked_at", "public_id")


@endpoint(
    "POST", "introductions/asked/", scope=Scope.TIES_WRITE, status=201, leads_to="introduction-asked",
    says=_("Ask an ally to introduce you: to somebody, or to whoever they know for a topic."),
)  # fmt: skip
def introduction_asking(call: Call, body: IntroductionToAsk) -> IntroductionAsked:
    introducer = people_visible_to(call.person).filter(public_id=body.through).first()
    if introducer is None:
        raise actions.NoSuchWay
    words = {name: getattr(body, name) for name in ("topic", "goal", "gain", "note", "text")}
    recipient = _other(call, body.to) if body.to is not None else None
    return _asked(actions.request_introduction(by=call.person, introducer=introducer, recipient=recipient, **words))


@endpoint("GET", ASKED, scope=Scope.TIES_READ, says=_("One introduction you asked for, and where it stands."))
def introduction_asked(call: Call, public_id: UUID) -> IntroductionAsked:
    return _asked(_mine(call, public_id))


@endpoint(
    "POST", f"{ASKED}withdrawal/", scope=Scope.TIES_WRITE, leads_to="introductions-asked",
    says=_("Take it back: for the others it is gone."),
)  # fmt: skip
def introduction_withdrawal(call: Call, public_id: UUID) -> IntroductionAsked:
    return _asked(actions.withdraw_introduction(_mine(call, public_id), by=call.person))


@endpoint(
    "POST", f"{ASKED}outcome/", scope=Scope.TIES_WRITE, leads_to="introduction-asked",
    says=_("What came of it, for yourself alone."),
)  # fmt: skip
def introduction_outcome(call: Call, public_id: UUID, body: WhatCameOfIt) -> IntroductionAsked:
    return _asked(actions.tell_outcome(_mine(call, public_id), body.outcome, by=call.person, words=body.words))


# ── the ally between ─────────────────────────────────────────────────────────


@endpoint(
    "GET", "introductions/through-me/", scope=Scope.TIES_READ,
    says=_("The introductions others ask of you, the latest first."),
)  # fmt: skip
def introductions_through(call: Call, query: Asked) -> Paged[IntroductionThrough]:
    make = lambda rows: [_through(call.person, row) for row in rows]  # noqa: E731
    rows = through(call.person).select_related("approach", "requester", "recipient", "forwarded_to")
    return page_of(rows, query, make, "-asked_at", "public_id")


@endpoint("GET", THROUGH, scope=Scope.TIES_READ, says=_("One introduction that is asked of you."))
def introduction_through(call: Call, public_id: UUID) -> IntroductionThrough:
    return _through(call.person, _of_me(call, public_id))


@endpoint(
    "POST", f"{THROUGH}forwarding/", scope=Scope.TIES_WRITE, leads_to="introduction-through",
    says=_("Pass it on, in the words you leave."),
)  # fmt: skip
def introduction_forwarding(call: Call, public_id: UUID, body: IntroductionToPassOn) -> IntroductionThrough:
    row = _of_me(call, public_id)
    whom = people_known_to(call.person, besides=row.requester).filter(public_id=body.to).first() if body.to else None
    actions.forward_introduction(row, by=call.person, text=body.text, words=body.words, recipient=whom)
    return _through(call.person, _of_me(call, public_id))


@endpoint(
    "POST", f"{THROUGH}setting-aside/", scope=Scope.TIES_WRITE, leads_to="introduction-through",
    says=_("Not now: nobody learns of it, and it closes by itself."),
)  # fmt: skip
def introduction_setting_aside(call: Call, public_id: UUID) -> IntroductionThrough:
    actions.set_introduction_aside(_of_me(call, public_id), by=call.person)
    return _through(call.person, _of_me(call, public_id))


@endpoint(
    "POST", f"{THROUGH}reply/", scope=Scope.TIES_WRITE, leads_to="introduction-through",
    says=_("Your answer to what you were asked back. Who asked for the introduction knows of neither."),
)  # fmt: skip
def introduction_reply(call: Call, public_id: UUID, body: ReplyOfTheAlly) -> IntroductionThrough:
    approach = Approach.objects.filter(introduction=_of_me(call, public_id)).first()
    if approach is None:
        raise actions.MovedOn
    actions.reply_to_question(approach, body.reply, by=call.person)
    return _through(call.person, _of_me(call, public_id))


# ── the person somebody would like to know ───────────────────────────────────


@endpoint("GET", "introductions/to-me/", scope=Scope.TIES_READ, says=_("Who would like to know you, and through whom."))
def introductions_reached(call: Call, query: Asked) -> Paged[IntroductionReached]:
    make = lambda rows: [_reached(call.person, row) for row in rows]  # noqa: E731
    return page_of(approaches_to(call.person), query, make, "-reached_at", "public_id")


@endpoint("GET", REACHED, scope=Scope.TIES_READ, says=_("One introduction that reached you."))
def introduction_reached(call: Call, public_id: UUID) -> IntroductionReached:
    return _reached(call.person, _to_me(call, public_id))


@endpoint(
    "POST", f"{REACHED}acceptance/", scope=Scope.TIES_WRITE, leads_to="introduction-reached",
    says=_("Yes: you are connected, and the three of you have a conversation."),
)  # fmt: skip
def introduction_acceptance(call: Call, public_id: UUID) -> IntroductionReached:
    actions.accept_introduction(_to_me(call, public_id), by=call.person)
    return _reached(call.person, _to_me(call, public_id))


@endpoint(
    "POST", f"{REACHED}declination/", scope=Scope.TIES_WRITE, leads_to="introduction-reached",
    says=_("A no that nobody learns of."),
)  # fmt: skip
def introduction_declination(call: Call, public_id: UUID) -> IntroductionReached:
    actions.decline_introduction(_to_me(call, public_id), by=call.person)
    return _reached(call.person, _to_me(call, public_id))


@endpoint(
    "POST", f"{REACHED}question/", scope=Scope.TIES_WRITE, leads_to="introduction-reached",
    says=_("Ask whoever introduces you one thing before you answer."),
)  # fmt: skip
def introduction_question(call: Call, public_id: UUID, body: QuestionToTheAlly) -> IntroductionReached:
    actions.question_introduction(_to_me(call, public_id), body.question, by=call.person)
    return _reached(call.person, _to_me(call, public_id))


def _other(call: Call, public_id: UUID) -> Membership:
    return get_object_or_404(people_visible_to(call.person).exclude(pk=call.person.pk), public_id=public_id)


def _mine(call: Call, public_id: UUID) -> Introduction:
    return or_absent(request_of(call.person, public_id))


def _of_me(call: Call, public_id: UUID) -> Introduction:
    return get_object_or_404(through(call.person).select_related("approach"), public_id=public_id)


def _to_me(call: Call, public_id: UUID) -> Approach:
    return or_absent(approach_for(call.person, public_id))


def _asked(row: Introduction) -> IntroductionAsked:
    to = row.recipient or (row.forwarded_to if row.is_agreed else None)
    return IntroductionAsked(
        id=row.public_id,
        to=named(to) if to else None,
        topic=row.topic,
        through=named(row.introducer),
        goal=row.goal,
        gain=row.gain,
        note=row.note,
        text=row.text,
        stands=stands_said(row),
        agreed=row.is_agreed,
        conversation=_conversation(row),
        outcome=row.outcome,
        asked_at=row.asked_at,
    )


def _through(reader: Membership, row: Introduction) -> IntroductionThrough:
    approach: Approach | None = getattr(row, "approach", None)
    to = row.recipient or row.forwarded_to
    return IntroductionThrough(
        id=row.public_id,
        asker=named(row.requester),
        to=named(to) if to else None,
        topic=row.topic,
        goal=row.goal,
        gain=row.gain,
        note=row.note,
        text=row.text,
        waits=can_forward(reader, row),
        set_aside=row.set_aside_at is not None,
        passed_on=row.forwarded_at is not None,
        agreed=row.is_agreed,
        question=approach.question if approach else "",
        reply=approach.reply if approach else "",
        asked_at=row.asked_at,
    )


def _reached(reader: Membership, row: Approach) -> IntroductionReached:
    asked = row.introduction
    return IntroductionReached(
        id=asked.public_id,
        asker=named(asked.requester),
        through=named(asked.introducer),
        words=row.words,
        text=row.text,
        goal=asked.goal,
        gain=asked.gain,
        waits=can_answer(reader, row),
        declined=row.declined_at is not None,
        agreed=asked.is_agreed,
        question=row.question,
        reply=row.reply,
        conversation=_conversation(asked),
        reached_at=row.reached_at,
    )


def _conversation(row: Introduction) -> UUID | None:
    talk = conversation_of(row) if row.is_agreed else None
    return talk.public_id if talk else None
