"""Asks and answers, leads, and what is shared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Most, Words
from reciproca.api.paging import Asked, Paged, page_of
from reciproca.api.shapes import PersonNamed, named
from reciproca.communities.models import Membership
from reciproca.exchanges import actions
from reciproca.exchanges.choices import AskKind, Audience, LeadKind, ShareKind
from reciproca.exchanges.models import Answer, Ask, Lead, Share
from reciproca.exchanges.picture import SeenAnswer, SeenAsk, SeenShare, seen_answers, seen_asks, seen_share
from reciproca.exchanges.queries import (
    answers_in,
    answers_visible_to,
    asks_visible_to,
    leads_visible_to,
    reception_of,
    shares_visible_to,
)
from reciproca.people.queries import people_visible_to

__all__ = [
    "answer", "answer_given", "answer_help", "answers", "ask", "ask_closing", "ask_new", "ask_withdrawal", "asks", "lead",
    "lead_acceptance", "lead_declination", "lead_giving", "lead_outcome", "lead_withdrawal", "leads", "share", "share_closing",
    "share_new", "share_not_for_me", "share_passing", "share_thanks", "shares",
]  # fmt: skip

ASK = "asks/<uuid:public_id>/"
LEAD = "leads/<uuid:public_id>/"
SHARE = "shares/<uuid:public_id>/"
Change = Annotated[str, Words(600, may_be_empty=True)]


@dataclass(frozen=True, slots=True)
class AskSeen:
    """`asker` is null where their name was not told to you; `why` it was brought to you. `change`: for its asker, and for who
    answered once it is solved."""

    id: UUID
    mine: bool
    asker: PersonNamed | None
    kind: str
    title: str
    story: str
    topics: list[str]
    needed_by: date | None
    audience: str
    is_open: bool
    answers: int
    i_answered: bool
    why: str
    note: str
    change: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """`helped` and `change` are for the asker and the author; `meets` is the hour offered, for the same two."""

    id: UUID
    ask: UUID
    author: PersonNamed
    mine: bool
    text: str
    gives: str
    differs: bool
    came_late: bool
    meets: str
    helped: bool
    change: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class AskToPost:
    """In confidence a name can be kept back (`named`: false); who wants to be listened to always asks in confidence."""

    title: Annotated[str, Words(200)]
    story: Annotated[str, Words(2000, may_be_empty=True)] = ""
    kind: AskKind = AskKind.ADVICE
    topics: Annotated[list[Annotated[str, Words(40)]], Most(5)] | None = None
    audience: Audience = Audience.COMMUNITY
    named: bool = True


@dataclass(frozen=True, slots=True)
class AnswerToGive:
    text: Annotated[str, Words(3000)]
    gives: Annotated[str, Words(200, may_be_empty=True)] = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class AskToClose:
    """`helped`: ids of the answers that did."""

    change: Change = ""
    helped: Annotated[list[UUID], Most(50)] | None = None


@dataclass(frozen=True, slots=True)
class WhatChanged:
    change: Change = ""


@dataclass(frozen=True, slots=True)
class LeadSeen:
    id: UUID
    giver: PersonNamed
    receiver: PersonNamed
    kind: str
    title: str
    words: str
    until: date | None
    state: str
    reply: str
    outcome: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class LeadToGive:
    title: Annotated[str, Words(200)]
    words: Annotated[str, Words(2000)]
    kind: LeadKind = LeadKind.OTHER


@dataclass(frozen=True, slots=True)
class WordBack:
    reply: Annotated[str, Words(300, may_be_empty=True)] = ""


@dataclass(frozen=True, slots=True)
class OutcomeOfLead:
    came_to_something: bool
    outcome: Change = ""


@dataclass(frozen=True, slots=True)
class ThanksForShare:
    by: PersonNamed
    change: str


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """`my_answer`: what you said to it, if it was sent to you; `why` it came to you. `sent_to`, `thanks`: for its sharer."""

    id: UUID
    mine: bool
    sharer: PersonNamed
    kind: str
    title: str
    words: str
    link: str
    topics: list[str]
    state: str
    why: str
    note: str
    my_answer: str
    sent_to: list[PersonNamed]
    thanks: list[ThanksForShare]
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ShareToSend:
    """To eight people at most."""

    title: Annotated[str, Words(200)]
    words: Annotated[str, Words(2000)]
    people: Annotated[list[UUID], Most(actions.MOST_RECEIVERS)]
    kind: ShareKind = ShareKind.IDEA
    link: Annotated[str, Words(500, may_be_empty=True)] = ""
    topics: Annotated[list[Annotated[str, Words(40)]], Most(5)] | None = None


@dataclass(frozen=True, slots=True)
class ToPassOn:
    to: UUID
    note: Annotated[str, Words(300, may_be_empty=True)] = ""


# ── asks and answers ─────────────────────────────────────────────────────────


@endpoint(
    "GET", "asks/", scope=Scope.ASKS_READ,
    says=_("The asks you may read, your own among them, the latest first; also those closed lately."),
)  # fmt: skip
def asks(call: Call, query: Asked) -> Paged[AskSeen]:
    make = lambda rows: [_ask(one) for one in seen_asks(rows, call.person)]  # noqa: E731
    return page_of(asks_visible_to(call.person), query, make, "-posted_at", "public_id")


@endpoint(
    "POST", "asks/", scope=Scope.ASKS_WRITE, status=201, leads_to="ask",
    says=_("Put a need to others: the few who can help are told, and it closes by itself after thirty days."),
)  # fmt: skip
def ask_new(call: Call, body: AskToPost) -> AskSeen:
    posted = actions.post_ask(
        body.title,
        by=call.person,
        story=body.story,
        kind=body.kind,
        topics=body.topics or (),
        audience=body.audience,
        named=body.named,
    )
    return _ask_again(call, posted.public_id)


@endpoint("GET", ASK, scope=Scope.ASKS_READ, says=_("One ask that you may read."))
def ask(call: Call, public_id: UUID) -> AskSeen:
    return _ask_again(call, public_id)


@endpoint("GET", f"{ASK}answers/", scope=Scope.ASKS_READ, says=_("The answers you may read, the latest first."))
def answers(call: Call, public_id: UUID, query: Asked) -> Paged[AnswerSeen]:
    found = answers_visible_to(call.person).filter(ask=_of(call, public_id))
    return page_of(found, query, lambda rows: _answers(rows, call.person), "-written_at", "public_id")


@endpoint(
    "POST", f"{ASK}answers/", scope=Scope.ASKS_WRITE, status=201, leads_to="answer",
    says=_("Answer it: once each, and also when it closed while you were writing."),
)  # fmt: skip
def answer_given(call: Call, public_id: UUID, body: AnswerToGive) -> AnswerSeen:
    given = actions.answer_ask(
        _of(call, public_id), by=call.person, text=body.text, gives=body.gives, differs=body.differs
    )
    return _answer_again(call, given.public_id)


@endpoint("GET", "answers/<uuid:public_id>/", scope=Scope.ASKS_READ, says=_("One answer that you may read."))
def answer(call: Call, public_id: UUID) -> AnswerSeen:
    return _answer_again(call, public_id)


@endpoint(
    "POST", "answers/<uuid:public_id>/help/", scope=Scope.ASKS_WRITE, leads_to="answer",
    says=_("It helped, and what changed: its author is told, and it counts."),
)  # fmt: skip
def answer_help(call: Call, public_id: UUID, body: WhatChanged) -> AnswerSeen:
    row = get_object_or_404(answers_visible_to(call.person), public_id=public_id)
    return _answer_again(call, actions.mark_helped(row, by=call.person, change=body.change).public_id)


@endpoint(
    "POST", f"{ASK}closing/", scope=Scope.ASKS_WRITE, leads_to="ask",
    says=_("It is solved: all who answered are told what changed, and what helped counts."),
)  # fmt: skip
def ask_closing(call: Call, public_id: UUID, body: AskToClose) -> AskSeen:
    row, chosen = _of(call, public_id), set(body.helped or ())
    helped = [one for one in answers_in(row, call.person) if one.public_id in chosen]
    actions.close_ask(row, by=call.person, change=body.change, helped=helped)
    return _ask_again(call, public_id)


@endpoint(
    "POST", f"{ASK}withdrawal/", scope=Scope.ASKS_WRITE, leads_to="ask",
    says=_("Take it back: from now on only you read it."),
)  # fmt: skip
def ask_withdrawal(call: Call, public_id: UUID) -> AskSeen:
    actions.withdraw_ask(_of(call, public_id), by=call.person)
    return _ask_again(call, public_id)


# ── leads ────────────────────────────────────────────────────────────────────


@endpoint("GET", "leads/", scope=Scope.ASKS_READ, says=_("The leads you passed on or were given, the latest first."))
def leads(call: Call, query: Asked) -> Paged[LeadSeen]:
    found = leads_visible_to(call.person)
    return page_of(found, query, lambda rows: [_lead(row) for row in rows], "-given_at", "public_id")


@endpoint(
    "POST", "people/<uuid:public_id>/leads/", scope=Scope.ASKS_WRITE, status=201, leads_to="lead",
    says=_("Pass an opening on to somebody. It counts once they take it up."),
)  # fmt: skip
def lead_giving(call: Call, public_id: UUID, body: LeadToGive) -> LeadSeen:
    receiver = get_object_or_404(people_visible_to(call.person), public_id=public_id)
    return _lead(actions.give_lead(receiver, by=call.person, kind=body.kind, title=body.title, words=body.words))


@endpoint("GET", LEAD, scope=Scope.ASKS_READ, says=_("One lead between you and somebody."))
def lead(call: Call, public_id: UUID) -> LeadSeen:
    return _lead(_lead_of(call, public_id))


@endpoint(
    "POST", f"{LEAD}acceptance/", scope=Scope.ASKS_WRITE, leads_to="lead",
    says=_("You take it up: it counts, and who gave it is told."),
)  # fmt: skip
def lead_acceptance(call: Call, public_id: UUID, body: WordBack) -> LeadSeen:
    return _lead(actions.take_up_lead(_lead_of(call, public_id), by=call.person, reply=body.reply))


@endpoint("POST", f"{LEAD}declination/", scope=Scope.ASKS_WRITE, leads_to="lead", says=_("Kindly: not for now."))
def lead_declination(call: Call, public_id: UUID, body: WordBack) -> LeadSeen:
    return _lead(actions.decline_lead(_lead_of(call, public_id), by=call.person, reply=body.reply))


@endpoint("POST", f"{LEAD}outcome/", scope=Scope.ASKS_WRITE, leads_to="lead", says=_("What came of what you took up."))
def lead_outcome(call: Call, public_id: UUID, body: OutcomeOfLead) -> LeadSeen:
    row = _lead_of(call, public_id)
    return _lead(actions.tell_outcome(row, by=call.person, came=body.came_to_something, outcome=body.outcome))


@endpoint(
    "POST", f"{LEAD}withdrawal/", scope=Scope.ASKS_WRITE, leads_to="lead",
    says=_("Take back a lead that was not answered yet."),
)  # fmt: skip
def lead_withdrawal(call: Call, public_id: UUID) -> LeadSeen:
    return _lead(actions.withdraw_lead(_lead_of(call, public_id), by=call.person))


# ── shares ───────────────────────────────────────────────────────────────────


@endpoint(
    "GET", "shares/", scope=Scope.ASKS_READ,
    says=_("What you shared, and what was shared with you and is open or was thanked for; the latest first."),
)  # fmt: skip
def shares(call: Call, query: Asked) -> Paged[ShareSeen]:
    make = lambda rows: [_share(seen_share(row, call.person)) for row in rows]  # noqa: E731
    return page_of(shares_visible_to(call.person), query, make, "-written_at", "public_id")


@endpoint(
    "POST", "shares/", scope=Scope.ASKS_WRITE, status=201, leads_to="share",
    says=_("Share something with the few whom it concerns. It ends after three weeks."),
)  # fmt: skip
def share_new(call: Call, body: ShareToSend) -> ShareSeen:
    row = actions.write_share(
        body.title, by=call.person, words=body.words, kind=body.kind, link=body.link, topics=body.topics or ()
    )
    people = list(people_visible_to(call.person).filter(public_id__in=body.people))
    return _share_again(call, actions.send_share(row, people, by=call.person).public_id)


@endpoint("GET", SHARE, scope=Scope.ASKS_READ, says=_("One thing that you shared, or that was shared with you."))
def share(call: Call, public_id: UUID) -> ShareSeen:
    return _share_again(call, public_id)


@endpoint(
    "POST", f"{SHARE}thanks/", scope=Scope.ASKS_WRITE, leads_to="share",
    says=_("It was of use, and how: who shared it is told, and it counts."),
)  # fmt: skip
def share_thanks(call: Call, public_id: UUID, body: WhatChanged) -> ShareSeen:
    actions.thank_for_share(_received(call, public_id), by=call.person, change=body.change)
    return _share_again(call, public_id)


@endpoint(
    "POST", f"{SHARE}not-for-me/", scope=Scope.ASKS_WRITE, leads_to="shares",
    says=_("It is not for you, which is told to nobody."),
)  # fmt: skip
def share_not_for_me(call: Call, public_id: UUID) -> ShareSeen:
    row = _received(call, public_id)
    before = _share_again(call, public_id)
    actions.say_not_for_me(row, by=call.person)
    return before


@endpoint(
    "POST", f"{SHARE}passing/", scope=Scope.ASKS_WRITE, leads_to="share",
    says=_("Pass it on to one person. Who shared it learns nothing of it, unless they say thank you."),
)  # fmt: skip
def share_passing(call: Call, public_id: UUID, body: ToPassOn) -> ShareSeen:
    to = get_object_or_404(people_visible_to(call.person), public_id=body.to)
    actions.pass_on_share(_share_of(call, public_id), by=call.person, to=to, note=body.note)
    return _share_again(call, public_id)


@endpoint(
    "POST", f"{SHARE}closing/", scope=Scope.ASKS_WRITE, leads_to="shares",
    says=_("It is over: nobody else says anything to it. What was not sent goes."),
)  # fmt: skip
def share_closing(call: Call, public_id: UUID) -> ShareSeen:
    row = _share_of(call, public_id)
    before = _share_again(call, public_id)
    return before if actions.close_share(row, by=call.person) is None else _share_again(call, public_id)


# ── below: how ───────────────────────────────────────────────────────────────


def _of(call: Call, public_id: UUID) -> Ask:
    return get_object_or_404(asks_visible_to(call.person), public_id=public_id)


def _ask_again(call: Call, public_id: UUID) -> AskSeen:
    return _ask(seen_asks([_of(call, public_id)], call.person)[0])


def _ask(one: SeenAsk) -> AskSeen:
    row = one.row
    told = one.mine or (row.is_solved and one.own is not None)
    return AskSeen(
        id=row.public_id,
        mine=one.mine,
        asker=named(one.asker.person) if one.asker else None,
        kind=row.kind,
        title=row.title,
        story=row.story,
        topics=[str(topic) for topic in row.topics],
        needed_by=row.needed_by,
        audience=row.audience,
        is_open=row.is_open,
        answers=one.answers,
        i_answered=one.own is not None,
        why=one.why,
        note=one.note,
        change=row.change if told else "",
        posted_at=row.posted_at,
    )


def _answer_again(call: Call, public_id: UUID) -> AnswerSeen:
    row = get_object_or_404(answers_visible_to(call.person), public_id=public_id)
    return _answers([row], call.person)[0]


def _answers(rows: Iterable[Answer], reader: Membership) -> list[AnswerSeen]:
    return [
        _answer(one, between=reader.pk in (one.row.author_id, one.row.ask.asker_id))
        for one in seen_answers(rows, reader)
    ]


def _answer(one: SeenAnswer, *, between: bool) -> AnswerSeen:
    row = one.row
    return AnswerSeen(
        id=row.public_id,
        ask=row.ask.public_id,
        author=named(one.author.person),
        mine=one.mine,
        text=row.text,
        gives=row.gives,
        differs=row.differs,
        came_late=row.came_late,
        meets=one.meets,
        helped=row.helped and between,
        change=row.change if between else "",
        written_at=row.written_at,
    )


def _lead_of(call: Call, public_id: UUID) -> Lead:
    return get_object_or_404(leads_visible_to(call.person), public_id=public_id)


def _lead(row: Lead) -> LeadSeen:
    return LeadSeen(
        id=row.public_id,
        giver=named(row.giver),
        receiver=named(row.receiver),
        kind=row.kind,
        title=row.title,
        words=row.words,
        until=row.until,
        state=row.state,
        reply=row.reply,
        outcome=row.outcome,
        given_at=row.given_at,
    )


def _share_of(call: Call, public_id: UUID) -> Share:
    return get_object_or_404(shares_visible_to(call.person), public_id=public_id)


def _received(call: Call, public_id: UUID):
    found = reception_of(_share_of(call, public_id), call.person)
    if found is None:
        raise actions.ShareIsElsewhere
    return found


def _share_again(call: Call, public_id: UUID) -> ShareSeen:
    return _share(seen_share(_share_of(call, public_id), call.person))


def _share(one: SeenShare) -> ShareSeen:
    row = one.row
    return ShareSeen(
        id=row.public_id,
        mine=one.mine,
        sharer=named(one.sharer.person),
        kind=row.kind,
        title=row.title,
        words=row.words,
        link=row.link,
        topics=[str(topic) for topic in row.topics],
        state=row.state,
        why=one.why,
        note=one.note,
        my_answer=one.reception.state if one.reception else "",
        sent_to=[named(other.face.person) for other in one.sent_to],
        thanks=[ThanksForShare(named(other.face.person), other.row.change) for other in one.thanked],
        written_at=row.written_at,
    )
