"""What people do about introductions: ask an ally, pass it on or leave it, say yes or no, ask back; and what time does.

A no, of the ally or of the person, changes nothing that anybody else can see, and leaves no line of the audit trail; nor does
passing on, as who coordinates may be who asked.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.actions import connect, record_interaction, turn_to
from reciproca.network.choices import Kind
from reciproca.network.rules import is_newcomer
from reciproca.notifications.actions import post_mail
from reciproca.people.queries import people_visible_to
from reciproca.safeguarding.rules import measure_for

from .choices import OPEN_STATES, IntroductionState, Outcome
from .models import Approach, Introduction, Willingness, closing_moment
from .paths import MOST_ALLIES, allies_to_ask, knows_already, ways_to
from .queries import (
    MONTH,
    approaches_to,
    begun,
    due_to_close,
    introducers_to_remind,
    open_request,
    open_requests_of,
    outcomes_to_ask,
    people_known_to,
    recipients_to_remind,
    through,
)
from .rules import (
    REMINDER,
    SOON_AFTER,
    can_answer,
    can_forward,
    can_question,
    can_reply,
    can_set_aside,
    can_tell_outcome,
    can_withdraw,
    may_be_joined,
)

__all__ = [
    "AlreadyAsked", "AskedEnough", "AskedEnoughAtFirst", "AskedEnoughThisMonth", "KnownAlready", "MovedOn", "NoSuchWay", "NotYours", "NothingSaid", "WhomFirst",
    "accept_introduction", "ask_what_came_of_it", "choose_willingness", "close_introductions", "count_begun_introductions",
    "decline_introduction", "forward_introduction", "question_introduction", "remind_of_introductions", "reply_to_question",
    "request_introduction", "set_introduction_aside", "tell_outcome", "withdraw_introduction",
]  # fmt: skip


class NotYours(Refusal):
    sentence = gettext_lazy("This is between other people.")
    status = 404


class MovedOn(Refusal):
    sentence = gettext_lazy("This moved on meanwhile. Look at where it stands now.")


class NoSuchWay(Refusal):
    """No tie, a tie that somebody hides, a block, or a full month: which of these is not told."""

    sentence = gettext_lazy("This way is not open now. Choose another, or ask an ally openly.")
    field = "through"


class KnownAlready(Refusal):
    sentence = gettext_lazy("You and %(name)s know each other already: nobody is needed between you.")


class AlreadyAsked(Refusal):
    sentence = gettext_lazy("You have already asked for an introduction to %(name)s. Leave it its time.")


class AskedEnough(Refusal):
    sentence = gettext_lazy("%(number)s of your requests are waiting. Leave them their time before you send another.")
    status = 429


class AskedEnoughAtFirst(AskedEnough):
    sentence = gettext_lazy(
        "For the first days one request for an introduction may wait at a time. It grows as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )


class AskedEnoughThisMonth(AskedEnough):
    sentence = gettext_lazy(
        "You have asked for %(number)s introductions within thirty days. Leave those who help you their time."
    )


class NothingSaid(Refusal):
    sentence = gettext_lazy("Write a few words first.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class WhomFirst(Refusal):
    sentence = gettext_lazy("Choose whom you have in mind first.")
    field = "recipient"


# ── who asks ─────────────────────────────────────────────────────────────────


@transaction.atomic
def request_introduction(
    *,
    by: Membership,
    introducer: Membership,
    recipient: Membership | None = None,
    topic: str = "",
    goal: str,
    note: str,
    text: str,
    gain: str = "",
) -> Introduction:
    """Ask an ally to introduce me to somebody, or to whoever they know for a topic. It closes by itself at a moment drawn now."""
    said = _said(goal=goal, note=note, text=text) | (_said(topic=topic) if recipient is None else {})
    introducer, recipient = _on_the_way(by, introducer, recipient)
    refuse_early_links(by, **said, gain=gain)
    if recipient is not None:
        _leave_room_for(recipient, by=by)
    _refuse_beyond_measure(by)
    turn_to(introducer, by=by)
    now = clock.now()
    try:
        with transaction.atomic():
            introduction = Introduction.objects.create(
                requester=by, introducer=introducer, recipient=recipient, gain=gain.strip(),
                asked_at=now, closes_at=closing_moment(now), **said,
            )  # fmt: skip
    except IntegrityError:
        raise AlreadyAsked(name=recipient.given_name if recipient else "") from None
    record("request_introduction", by=by, on=introduction)
    _write_to(introducer, "introduction_requested", introduction)
    return introduction


def _refuse_beyond_measure(person: Membership) -> None:
    is_new = is_newcomer(person)
    measure = measure_for(person, is_new=is_new)
    if open_requests_of(person).count() >= measure.introductions_open:
        raise (AskedEnoughAtFirst if is_new else AskedEnough)(number=measure.introductions_open)
    lately = Introduction.objects.filter(requester=person, asked_at__gt=clock.now() - MONTH)
    if lately.count() >= measure.introductions_a_month:
        raise AskedEnoughThisMonth(number=measure.introductions_a_month)


@transaction.atomic
def withdraw_introduction(introduction: Introduction, *, by: Membership) -> Introduction:
    """Its requester takes it back, and nobody is written to; for the others it is gone."""
    _own(introduction.requester_id, by)
    _may(can_withdraw, by, introduction)
    return _move(introduction, *OPEN_STATES, state=IntroductionState.WITHDRAWN)


@transaction.atomic
def tell_outcome(introduction: Introduction, outcome: str, *, by: Membership, words: str = "") -> Introduction:
    """What came of it, for oneself alone; it can be said again."""
    _own(introduction.requester_id, by)
    _may(can_tell_outcome, by, introduction)
    said = {"outcome": Outcome(outcome), "outcome_words": words.strip()}
    return _move(introduction, IntroductionState.MADE, **said)


# ── the ally between ─────────────────────────────────────────────────────────


@transaction.atomic
def forward_introduction(
    introduction: Introduction, *, by: Membership, text: str, words: str = "", recipient: Membership | None = None
) -> Introduction:
    """Pass it on, in the words the ally leaves. Where requester and recipient must not meet it reaches nobody, and the ally
    sees no difference."""
    said = _said(text=text)
    if not through(by).filter(pk=introduction.pk).exists():
        raise NotYours
    _may(can_forward, by, introduction)
    refuse_early_links(by, text=text, words=words)
    whom = introduction.recipient or _thought_of(recipient, by=by, requester=introduction.requester)
    people = _held(introduction.requester, by, whom)
    changes = {"forwarded_at": clock.now(), "forwarded_to": whom, "set_aside_at": None}
    _move(introduction, IntroductionState.REQUESTED, state=IntroductionState.FORWARDED, **changes)
    if may_be_joined(*people) and not _is_approached(whom, introduction):
        approach = Approach.objects.create(
            introduction=introduction, recipient=whom, words=words.strip(), reached_at=clock.now(), **said
        )
        _write_to(whom, "introduction_forwarded", approach)
    return introduction


@transaction.atomic
def set_introduction_aside(introduction: Introduction, *, by: Membership) -> Introduction:
    """Not now: it leaves the ally's pages, and nobody learns of it. The address of its page still opens, until it closes."""
    _own(introduction.introducer_id, by)
    _may(can_set_aside, by, introduction)
    return _move(introduction, IntroductionState.REQUESTED, set_aside_at=clock.now())


@transaction.atomic
def reply_to_question(approach: Approach, reply: str, *, by: Membership) -> Approach:
    """The ally's answer to what was asked back. Who asked for the introduction knows of neither."""
    said = _said(reply=reply)
    _own(approach.introduction.introducer_id, by)
    _may(can_reply, by, approach)
    refuse_early_links(by, reply=reply)
    if not Approach.objects.filter(pk=approach.pk, reply="").exclude(question="").update(**said):
        raise MovedOn
    approach.refresh_from_db()
    if approaches_to(approach.recipient).filter(pk=approach.pk).exists():
        _write_to(approach.recipient, "introduction_replied", approach)
    return approach


@transaction.atomic
def choose_willingness(a_month: int, *, by: Membership) -> Willingness:
    """How many introductions a month one may be asked for; none is an answer too."""
    kept, _made = Willingness.objects.update_or_create(person=by, defaults={"a_month": a_month})
    return kept


# ── the person somebody would like to know ───────────────────────────────────


@transaction.atomic
def accept_introduction(approach: Approach, *, by: Membership) -> Conversation:
    """The last yes: the two are connected, and the three have a conversation. A block set meanwhile refuses it in the words
    for what was taken back."""
    introduction = approach.introduction
    people = _held(introduction.requester, introduction.introducer, by)
    if not approaches_to(by).filter(pk=approach.pk).exists() or not may_be_joined(*people):
        raise NotYours
    introduction.refresh_from_db()
    _may(can_answer, by, approach)
    _move(introduction, IntroductionState.FORWARDED, state=IntroductionState.ACCEPTED, accepted_at=clock.now())
    Approach.objects.filter(pk=approach.pk).update(declined_at=None)
    requester, introducer, recipient = people
    connect(requester, recipient, source=introduction)
    names = {"one": requester.given_name, "other": recipient.given_name}
    conversation = open_conversation(
        people,
        by=introducer,
        origin=(str(introduction._meta.model_name), introduction.public_id),
        subject=_("%(one)s and %(other)s") % names,
    )
    record("accept_introduction", by=by, on=introduction)
    for person in (requester, introducer):
        _write_to(person, "introduction_agreed", introduction)
    return conversation


@transaction.atomic
def decline_introduction(approach: Approach, *, by: Membership) -> None:
    """A no that nobody learns of: for the others it waits, and closes by itself."""
    _own(approach.recipient_id, by)
    _may(can_answer, by, approach)
    Approach.objects.filter(pk=approach.pk).update(declined_at=clock.now())


@transaction.atomic
def question_introduction(approach: Approach, question: str, *, by: Membership) -> Approach:
    """Ask the ally one thing back before the answer."""
    said = _said(question=question)
    _own(approach.recipient_id, by)
    _may(can_question, by, approach)
    refuse_early_links(by, question=question)
    if not Approach.objects.filter(pk=approach.pk, question="").update(**said):
        raise MovedOn
    approach.refresh_from_db()
    _write_to(approach.introduction.introducer, "introduction_questioned", approach)
    return approach


# ── what time does, in the community in force ────────────────────────────────


def remind_of_introductions() -> int:
    """One letter to who has been waited for a week; how many were written."""
    before, written = clock.now() - REMINDER, 0
    for introduction in introducers_to_remind(before):
        written += _remind(Introduction, introduction, introduction.introducer, "introduction_waits")
    for approach in recipients_to_remind(before):
        written += _remind(Approach, approach, approach.recipient, "approach_waits")
    return written


def close_introductions() -> int:
    """Close what nobody settled in time, and tell who asked, whatever the reason; how many there were."""
    return sum(_close(introduction) for introduction in due_to_close(clock.now()))


def count_begun_introductions() -> int:
    """Once somebody wrote in its conversation an introduction is made: the ledger says who gave it to whom."""
    return sum(_begin(introduction) for introduction in begun())


def ask_what_came_of_it() -> int:
    """A month after it began its requester is asked, once; how many were."""
    return sum(_ask_what_came_of_it(introduction) for introduction in outcomes_to_ask(clock.now() - SOON_AFTER))


@transaction.atomic
def _remind(model: Any, row: Any, person: Membership, letter: str) -> bool:
    if not model.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=clock.now()):
        return False
    _write_to(person, letter, row)
    return True


@transaction.atomic
def _close(introduction: Introduction) -> bool:
    try:
        _move(introduction, *OPEN_STATES, state=IntroductionState.EXPIRED)
    except MovedOn:
        return False
    _write_to(introduction.requester, "introduction_closed", introduction)
    return True


@transaction.atomic
def _begin(introduction: Introduction) -> bool:
    try:
        _move(introduction, IntroductionState.ACCEPTED, state=IntroductionState.MADE, made_at=clock.now())
    except MovedOn:
        return False
    for receiver in (introduction.requester, introduction.forwarded_to):
        assert receiver is not None
        record_interaction(
            Kind.INTRODUCTION, giver=introduction.introducer, receiver=receiver, source=introduction, confirmed=True
        )
    return True


@transaction.atomic
def _ask_what_came_of_it(introduction: Introduction) -> bool:
    open_ones = Introduction.objects.filter(pk=introduction.pk, outcome_asked_at=None)
    if not open_ones.update(outcome_asked_at=clock.now()):
        return False
    _write_to(introduction.requester, "what_came_of_it", introduction)
    return True


# ── shared by all ────────────────────────────────────────────────────────────


def _on_the_way(
    by: Membership, introducer: Membership, recipient: Membership | None
) -> tuple[Membership, Membership | None]:
    """The two, their rows held, if the asker can reach the one through the other: of two requests at once the second finds
    what the first wrote."""
    whom = [recipient] if recipient is not None else []
    _by, introducer, *held = _held(by, introducer, *whom)
    if recipient is None:
        ways = allies_to_ask(by)
    else:
        recipient = held[0]
        if recipient.pk == by.pk or not people_visible_to(by).filter(pk=recipient.pk).exists():
            raise NotYours
        if knows_already(by, recipient):
            raise KnownAlready(name=recipient.given_name)
        ways = ways_to(recipient, asker=by, most=MOST_ALLIES)
    if introducer.pk not in {way.introducer.pk for way in ways} or not may_be_joined(by, introducer, *held):
        raise NoSuchWay
    return introducer, recipient


def _leave_room_for(recipient: Membership, *, by: Membership) -> None:
    last = open_request(by, recipient)
    if last is not None and last.is_open:
        raise AlreadyAsked(name=recipient.given_name)
    if last is not None:
        _close(last)


def _thought_of(recipient: Membership | None, *, by: Membership, requester: Membership) -> Membership:
    """Whom the ally has in mind, among the people they are connected with."""
    if recipient is None or not people_known_to(by, besides=requester).filter(pk=recipient.pk).exists():
        raise WhomFirst
    return recipient


def _is_approached(whom: Membership, introduction: Introduction) -> bool:
    """Whether the same requester reaches them already, through somebody else."""
    others = Approach.objects.filter(recipient=whom, introduction__requester=introduction.requester_id)
    others = others.filter(introduction__state=IntroductionState.FORWARDED, introduction__closes_at__gt=clock.now())
    return others.exists()


def _held(*people: Membership) -> list[Membership]:
    """The same, fresh, their rows held in one order: of two who act at once the second finds what the first wrote."""
    keys = [person.pk for person in people]
    held = {row.pk: row for row in Membership.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")}
    for row in held.values():
        row.community = people[0].community
    return [held[key] for key in keys]


def _move(introduction: Introduction, *states: str, **changes: Any) -> Introduction:
    """A conditional update: refused when it moved on meanwhile."""
    rows = Introduction.objects.filter(pk=introduction.pk, state__in=states)
    if rows.update(**changes, version=F("version") + 1) != 1:
        raise MovedOn
    introduction.refresh_from_db()
    return introduction


def _own(key: int, by: Membership) -> None:
    if by.pk != key:
        raise NotYours


def _may(rule: Any, by: Membership, row: Any) -> None:
    if not rule(by, row):
        raise MovedOn


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
        f"reciproca.introductions.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {person.public_id}",
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id)},
    )
