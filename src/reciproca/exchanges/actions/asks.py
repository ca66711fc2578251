"""Asks and answers: put a need to others, answer it, say what helped, close it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import OPEN_ASKS, AskKind, AskState, Audience, RouteReason, RouteState
from reciproca.exchanges.models import LASTS, Answer, Ask, Route
from reciproca.exchanges.queries import answers_in, asks_visible_to, found_words, routes_to_look_at
from reciproca.exchanges.routing import Chosen, people_around, people_to_ask, still_to_ask
from reciproca.exchanges.rules import (
    can_answer,
    can_close,
    can_edit_answer,
    can_edit_ask,
    can_mark_helped,
    can_pass_on,
    can_renew,
    can_reveal,
    can_withdraw_ask,
    can_write_note,
    knows_asker,
)
from reciproca.library.actions import begin_note
from reciproca.library.models import Note
from reciproca.library.queries import begun_from
from reciproca.network.actions import turn_to
from reciproca.network.choices import Kind
from reciproca.network.queries import allies_of, people_at_their_limit
from reciproca.network.rules import is_newcomer
from reciproca.people.actions import NeedChanged, close_need, refresh_need, state_need
from reciproca.people.choices import NeedOutcome
from reciproca.people.models import Need
from reciproca.people.queries import folded, needs_of, people_visible_to
from reciproca.safeguarding.actions import refuse_while_held
from reciproca.safeguarding.rules import measure_for

from .meetings import PastMeeting
from .shared import NoLongerThere, cancel_line, change_row, write_line, write_to

__all__ = [
    "MOST_LOOKED_AT",
    "AnswerIsRead",
    "AskIsElsewhere",
    "AskedEnough",
    "AskedEnoughAtFirst",
    "HasEnoughToLookAt",
    "NeedIsAsked",
    "NothingAnswered",
    "NothingAsked",
    "SomebodyIsThere",
    "answer_ask",
    "close_ask",
    "edit_answer",
    "edit_ask",
    "expire_asks",
    "hand_on_ask",
    "mark_helped",
    "pass_on_ask",
    "post_ask",
    "record_list_taken",
    "renew_ask",
    "reveal_asker",
    "route_ask",
    "route_open_asks",
    "say_not_now",
    "take_answer_away",
    "take_ask_away",
    "warn_askers",
    "withdraw_answer",
    "withdraw_ask",
    "write_note_of",
]  # fmt: skip

MOST_IN_A_WEEK = 5
#: So many asks wait with one person at a time.
MOST_LOOKED_AT = 3
WARNED_BEFORE = timedelta(days=3)


class NothingAsked(Refusal):
    sentence = _("Say in one sentence what would help.")
    field = "title"


class NothingAnswered(Refusal):
    sentence = _("Write a few words first.")
    field = "text"


class AskedEnough(Refusal):
    """So many open ones as the community has chosen, or five in a week."""

    sentence = _("%(number)s asks may be open at once, and five in a week. Close one that is solved, then ask again.")


class AskedEnoughAtFirst(AskedEnough):
    sentence = _(
        "For the first days %(number)s asks may be open at once. It grows as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )


class NeedIsAsked(Refusal):
    sentence = _("You have an open ask for this need already.")


class AskIsElsewhere(Refusal):
    """Not theirs to read, taken back, or between two who no longer meet: which of these is not told."""

    sentence = _("This ask is not here, or no longer.")
    status = 404


class SomebodyIsThere(Refusal):
    sentence = _("Somebody is there already. Thank you for being ready.")


class AnswerIsRead(Refusal):
    sentence = _("Your answer has been taken up as it is: its words stay.")


class HasEnoughToLookAt(Refusal):
    sentence = _("%(name)s has enough to look at just now. Think of somebody else, or try again in a while.")
    field = "to"


# ── posting ──────────────────────────────────────────────────────────────────


@transaction.atomic
def post_ask(
    title: str,
    *,
    by: Membership,
    story: str = "",
    kind: str = AskKind.ADVICE,
    topics: Collection[str] = (),
    needed_by: date | None = None,
    audience: str = Audience.COMMUNITY,
    named: bool = True,
    by_hand: bool = False,
    need: Need | None = None,
) -> Ask:
    """Put a need to others. One for all stands on the profile as a need, too; one for allies or in confidence leaves nothing there.

    Whoever wants to be listened to asks in confidence, whatever was chosen. The few who can help are asked by a job; with
    `by_hand` nobody is, and only those read it to whom it is handed (`hand_on_ask`).
    """
    if not title.strip():
        raise NothingAsked
    refuse_early_links(by, title=title, story=story)
    Membership.objects.select_for_update(no_key=True).get(pk=by.pk)  # their open asks are counted once
    _refuse_beyond_measure(by)
    audience = Audience.CONFIDENCE if kind == AskKind.LISTEN or by_hand else Audience(audience)
    if need is not None and (need.membership_id != by.pk or need.closed_at is not None):
        raise AskIsElsewhere
    if need is None and audience == Audience.COMMUNITY:
        need = _need_in_words(title.strip(), by)
    ask = _opened(
        need=need,
        asker=by,
        title=title.strip(),
        story=story.strip(),
        kind=kind,
        topics=list(topics),
        needed_by=needed_by,
        audience=audience,
        named=named or audience != Audience.CONFIDENCE,
        by_hand=by_hand,
        found_by=found_words(title, story, topics),
        posted_at=clock.now(),
        closes_at=clock.now() + LASTS,
    )
    _record("post_ask", ask, by=by)
    _look_for_people(ask)
    return ask


@transaction.atomic
def edit_ask(
    ask: Ask,
    *,
    by: Membership,
    version: int,
    title: str,
    story: str,
    kind: str,
    topics: Collection[str],
    needed_by: date | None,
) -> Ask:
    """Other words, as long as it is open. Who may read it does not change: it was asked of them."""
    if not can_edit_ask(by, ask):
        raise NoLongerThere
    if not title.strip():
        raise NothingAsked
    refuse_early_links(by, title=title, story=story)
    if ask.wants_to_be_heard != (kind == AskKind.LISTEN):
        kind = ask.kind
    change_row(
        ask,
        version,
        OPEN_ASKS,
        title=title.strip(),
        story=story.strip(),
        kind=kind,
        topics=list(topics),
        needed_by=needed_by,
        found_by=found_words(title, story, topics),
    )
    _record("edit_ask", ask, by=by)
    return ask


@transaction.atomic
def renew_ask(ask: Ask, *, by: Membership) -> Ask:
    """It still holds: thirty more days, also for one that has lapsed; and the need on the profile is as fresh as today."""
    _hold(ask)
    if not can_renew(by, ask):
        raise NoLongerThere
    if ask.is_expired:
        Membership.objects.select_for_update(no_key=True).get(pk=by.pk)
        _refuse_beyond_measure(by)
    state = AskState.HELPED if ask.answers.exists() else AskState.OPEN
    changes: dict[str, Any] = {"state": state, "closes_at": clock.now() + LASTS, "warned_at": None, "closed_at": None}
    try:
        with transaction.atomic():
            change_row(ask, ask.version, (*OPEN_ASKS, AskState.EXPIRED), **changes)
    except IntegrityError:
        raise NeedIsAsked from None
    if ask.need is not None and ask.need.closed_at is None:
        refresh_need(ask.need, by=by)
    _record("renew_ask", ask, by=by)
    _look_for_people(ask)
    return ask


@transaction.atomic
def withdraw_ask(ask: Ask, *, by: Membership) -> Ask:
    """Taken back: from now on only its asker reads it. The need on the profile goes with it."""
    _hold(ask)
    if not can_withdraw_ask(by, ask):
        raise NoLongerThere
    before = (*OPEN_ASKS, AskState.EXPIRED)
    change_row(ask, ask.version, before, state=AskState.WITHDRAWN, closed_at=clock.now())
    _let_go(ask)
    _close_need_of(ask, NeedOutcome.WITHDRAWN, by=by)
    _record("withdraw_ask", ask, by=by)
    return ask


@transaction.atomic
def take_ask_away(ask: Ask, *, by: Membership) -> None:
    """Who coordinates decided so: only its asker still reads it."""
    _hold(ask)
    if not ask.is_withdrawn:
        moved = (*OPEN_ASKS, AskState.EXPIRED, AskState.SOLVED)
        change_row(ask, ask.version, moved, state=AskState.WITHDRAWN, closed_at=ask.closed_at or clock.now())
        _let_go(ask)
        _close_need_of(ask, NeedOutcome.WITHDRAWN, by=by)
        _record("take_ask_away", ask, by=by)


@transaction.atomic
def take_answer_away(answer: Answer, *, by: Membership) -> None:
    """Who coordinates decided so: it goes, and what stood for it in the ledger no longer counts."""
    cancel_line(answer.ledger_seq)
    answer.delete()
    if not answer.ask.answers.exists():
        Ask.objects.filter(pk=answer.ask_id, state=AskState.HELPED).update(state=AskState.OPEN)
    _record("take_answer_away", answer.ask, by=by)


def _hold(ask: Ask) -> None:
    """Read anew, and held until the end of the transaction: an answer that came meanwhile stands in nobody's way."""
    ask.refresh_from_db(from_queryset=Ask.objects.select_for_update())


def _refuse_beyond_measure(person: Membership) -> None:
    refuse_while_held(person)
    is_new = is_newcomer(person)
    most = measure_for(person, is_new=is_new).asks_open
    week = Ask.objects.filter(asker=person, posted_at__gt=clock.now() - timedelta(days=7)).count()
    if week >= MOST_IN_A_WEEK or Ask.objects.filter(asker=person, state__in=OPEN_ASKS).count() >= most:
        raise (AskedEnoughAtFirst if is_new else AskedEnough)(number=most)


def _need_in_words(title: str, person: Membership) -> Need:
    """The need of the profile that says the same, or a new one."""
    said = next((need for need in needs_of(person) if folded(need.text) == folded(title)), None)
    return said or state_need(person, title, by=person)


def _opened(**fields: Any) -> Ask:
    try:
        with transaction.atomic():
            return Ask.objects.create(**fields)
    except IntegrityError:
        raise NeedIsAsked from None


def _close_need_of(ask: Ask, outcome: str, *, by: Membership) -> None:
    if ask.need is not None:
        try:
            close_need(ask.need, outcome, by=by)
        except NeedChanged:
            pass  # closed already: that is what was wanted


# ── answering ────────────────────────────────────────────────────────────────


@transaction.atomic
def answer_ask(
    ask: Ask,
    *,
    by: Membership,
    text: str,
    gives: str = "",
    differs: bool = False,
    meets_at: datetime | None = None,
    meets_minutes: int = 0,
) -> Answer:
    """One answer each. An ask that closed while somebody was writing takes it all the same, and its asker is told."""
    if not text.strip():
        raise NothingAnswered
    hour = _hour(meets_at, meets_minutes)
    ask = _held(ask, by)
    refuse_while_held(by, ask.asker)
    if not can_answer(by, ask, None):
        raise AskIsElsewhere
    refuse_early_links(by, text=text, gives=gives)
    others = ask.answers.exclude(author=by)
    if ask.wants_to_be_heard and others.exists():
        raise SomebodyIsThere
    answer = _given(
        ask=ask,
        author=by,
        text=text.strip(),
        gives=gives.strip(),
        differs=differs,
        **hour,
        written_at=clock.now(),
        came_late=not ask.is_open,
    )
    Route.objects.filter(ask=ask, person=by).update(state=RouteState.ANSWERED, settled_at=clock.now())
    if ask.state == AskState.OPEN:
        Ask.objects.filter(pk=ask.pk, state=AskState.OPEN).update(
            state=AskState.HELPED
        )  # its words are as they were read
    if ask.wants_to_be_heard:
        _let_go(ask)
    _record("answer_ask", ask, by=by)
    write_to(ask.asker, "ask_answered", ask, once=str(clock.today()))
    return answer


@transaction.atomic
def edit_answer(
    answer: Answer,
    *,
    by: Membership,
    version: int,
    text: str,
    gives: str = "",
    differs: bool = False,
    meets_at: datetime | None = None,
    meets_minutes: int = 0,
) -> Answer:
    """Other words, until the asker has said something to it."""
    if not can_edit_answer(by, answer):
        raise AnswerIsRead
    if not text.strip():
        raise NothingAnswered
    refuse_early_links(by, text=text, gives=gives)
    words = {"text": text.strip(), "gives": gives.strip(), "differs": differs, "edited_at": clock.now()}
    _change_answer(answer, version, **words, **_hour(meets_at, meets_minutes))
    _record("edit_answer", answer.ask, by=by)
    return answer


@transaction.atomic
def withdraw_answer(answer: Answer, *, by: Membership) -> None:
    """It goes as if it had not been given, until the asker has said something to it; others are asked again."""
    if not can_edit_answer(by, answer):
        raise AnswerIsRead
    gone, _each = Answer.objects.filter(pk=answer.pk, helped_at=None, revealed_at=None, meeting_taken_at=None).delete()
    if not gone:
        raise AnswerIsRead
    Route.objects.filter(ask=answer.ask_id, person=by).update(state=RouteState.NOT_NOW, settled_at=clock.now())
    if not answer.ask.answers.exists():
        Ask.objects.filter(pk=answer.ask_id, state=AskState.HELPED).update(state=AskState.OPEN)
        _look_for_people(answer.ask)
    _record("withdraw_answer", answer.ask, by=by)


def _held(ask: Ask, by: Membership) -> Ask:
    """The ask as it is now, held until the end of the transaction, if this person may read it and write to who asks."""
    Ask.objects.select_for_update().filter(pk=ask.pk).first()
    found = asks_visible_to(by).filter(pk=ask.pk).first()
    if found is None or not may_contact(by, found.asker):
        raise AskIsElsewhere
    return found


def _hour(meets_at: datetime | None, minutes: int) -> dict[str, Any]:
    """An hour one offers with an answer: it is still to come, and has a length."""
    if meets_at is None:
        return {"meets_at": None, "meets_minutes": 0}
    if meets_at <= clock.now() or minutes <= 0:
        raise PastMeeting
    return {"meets_at": meets_at, "meets_minutes": minutes}


def _given(**fields: Any) -> Answer:
    try:
        with transaction.atomic():
            return Answer.objects.create(**fields)
    except IntegrityError:
        raise NoLongerThere from None


def _change_answer(answer: Answer, version: int, **changes: Any) -> None:
    rows = Answer.objects.filter(pk=answer.pk, version=version, helped_at=None, revealed_at=None, meeting_taken_at=None)
    moved = rows.update(**changes, version=F("version") + 1)
    answer.refresh_from_db()
    if moved != 1:
        raise AnswerIsRead if answer.was_answered else NoLongerThere


# ── what helped ──────────────────────────────────────────────────────────────


@transaction.atomic
def mark_helped(answer: Answer, *, by: Membership, change: str = "") -> Answer:
    """Its asker says that it helped, and what changed: a confirmed line of the ledger.

    Where the author does not know who asks there is no line yet: it would tell. It is written when they learn it.
    """
    _hold(answer.ask)  # before the answer, as in closing it
    if not can_mark_helped(by, answer) or not may_contact(by, answer.author):
        raise NoLongerThere
    rows = Answer.objects.filter(pk=answer.pk, helped_at=None)
    if rows.update(helped_at=clock.now(), change=change.strip(), version=F("version") + 1) != 1:
        raise NoLongerThere
    answer.refresh_from_db()
    _write_line_of(answer)
    _record("mark_helped", answer.ask, by=by)
    write_to(answer.author, "answer_helped", answer)
    return answer


@transaction.atomic
def reveal_asker(answer: Answer, *, by: Membership) -> Answer:
    """Who asked without a name lets the author of one answer know it, to talk with them."""
    if not can_reveal(by, answer) or not may_contact(by, answer.author):
        raise NoLongerThere
    rows = Answer.objects.filter(pk=answer.pk, revealed_at=None)
    if rows.update(revealed_at=clock.now(), version=F("version") + 1) != 1:
        raise NoLongerThere
    answer.refresh_from_db()
    _write_line_of(answer)
    _record("reveal_asker", answer.ask, by=by)
    write_to(answer.author, "asker_revealed", answer)
    return answer


@transaction.atomic
def close_ask(ask: Ask, *, by: Membership, change: str = "", helped: Iterable[Answer] = ()) -> Ask:
    """Solved: with what changed, told to all who answered; and those who helped, each with a line of the ledger."""
    _hold(ask)
    if not can_close(by, ask):
        raise NoLongerThere
    before = (*OPEN_ASKS, AskState.EXPIRED)
    change_row(ask, ask.version, before, state=AskState.SOLVED, closed_at=clock.now(), change=change.strip())
    _let_go(ask)
    _close_need_of(ask, NeedOutcome.SOLVED, by=by)
    _record("close_ask", ask, by=by)
    now_helped = [one for one in helped if can_mark_helped(by, one) and may_contact(by, one.author)]
    for answer in now_helped:
        mark_helped(answer, by=by, change=change)
    told = {answer.pk for answer in now_helped}
    for answer in ask.answers.exclude(pk__in=told).select_related("author__community"):
        if may_contact(by, answer.author):
            write_to(answer.author, "ask_closed", answer)
    return ask


@transaction.atomic
def write_note_of(ask: Ask, *, by: Membership) -> Note:
    """A draft for the library, from what was asked and the answers that helped; or the one that was begun from it. Whoever answered
    appears in it, and reads it before anybody else."""
    _hold(ask)
    if not can_write_note(by, ask):
        raise NoLongerThere
    begun = begun_from(by, "ask", ask.public_id)
    if begun is not None:
        return begun
    helped = [answer for answer in answers_in(ask, by) if answer.helped]
    said = [f"## {answer.author.name}\n\n{answer.text}" for answer in helped]
    return begin_note(
        by=by,
        title=ask.title[:120],
        text="\n\n".join(filter(None, [ask.story or ask.title, *said, ask.change])),
        topics=[str(topic) for topic in ask.topics],
        people=[answer.author for answer in helped],
        origin=("ask", ask.public_id),
    )


def _write_line_of(answer: Answer) -> None:
    if answer.helped and answer.ledger_seq is None and knows_asker(answer.author, answer.ask, answer):
        seq = write_line(Kind.ANSWER, answer, giver=answer.author, receiver=answer.ask.asker)
        Answer.objects.filter(pk=answer.pk).update(ledger_seq=seq)
        answer.ledger_seq = seq


# ── those who can help ───────────────────────────────────────────────────────


@transaction.atomic
def say_not_now(ask: Ask, *, by: Membership) -> None:
    """Nobody learns of it, the audit trail included; somebody else is asked."""
    if Route.objects.filter(ask=ask, person=by, state=RouteState.ASKED).update(
        state=RouteState.NOT_NOW, settled_at=clock.now()
    ):
        _look_for_people(ask)


@transaction.atomic
def pass_on_ask(ask: Ask, *, by: Membership, to: Membership, note: str = "") -> None:
    """Bring it to somebody who may know better: they read it and decide, and the asker learns nothing of it.

    To whom it must not reach, because of a block or otherwise, it goes unseen: whoever passes it on cannot tell.
    """
    if not can_pass_on(by, ask) or not asks_visible_to(by).filter(pk=ask.pk).exists():
        raise AskIsElsewhere
    if to.pk in (by.pk, ask.asker_id) or not people_visible_to(by).filter(pk=to.pk).exists() or not may_contact(by, to):
        raise AskIsElsewhere
    refuse_early_links(by, note=note)
    to = Membership.objects.select_for_update(no_key=True).get(pk=to.pk)
    turn_to(to, by=by)
    if asks_visible_to(to).filter(pk=ask.pk).exists() and may_contact(ask.asker, to):
        _pass_to(to, ask, by=by, note=note)
    mine = Route.objects.filter(ask=ask, person=by, state=RouteState.ASKED)
    mine.update(state=RouteState.PASSED, settled_at=clock.now())
    record("pass_on_ask", by=by)


@transaction.atomic
def hand_on_ask(ask: Ask, *, by: Membership, to: Membership, note: str = "") -> None:
    """Bring one that goes by hand to an ally, who reads it and decides: for a room above, which knows that its asker agreed.

    To whom it must not reach it goes unseen, as in passing on one for all.
    """
    if not ask.by_hand or not ask.is_open or to.pk in (by.pk, ask.asker_id):
        raise AskIsElsewhere
    if not allies_of(by).filter(pk=to.pk).exists() or not may_contact(by, to):
        raise AskIsElsewhere
    refuse_early_links(by, note=note)
    to = Membership.objects.select_for_update(no_key=True).get(pk=to.pk)
    turn_to(to, by=by)
    if people_around(ask.asker, among=[to.pk]) and may_contact(ask.asker, to):
        _pass_to(to, ask, by=by, note=note)
    record("pass_on_ask", by=None)


def _pass_to(to: Membership, ask: Ask, *, by: Membership, note: str) -> None:
    if routes_to_look_at([to.pk])[to.pk] >= MOST_LOOKED_AT or people_at_their_limit([to.pk]):
        raise HasEnoughToLookAt(name=to.given_name)
    if not ask.answers.filter(author=to).exists():
        told = {"reason": RouteReason.PASSED, "passed_by": by, "note": note.strip(), "asked_at": clock.now()}
        Route.objects.get_or_create(ask=ask, person=to, defaults=told)
        _tell_of_routes([to])


def route_ask(ask: Ask) -> int:
    """Ask the next few who can really help; how many were asked. May be run twice, and by two at a time.

    Who they are is worked out while nothing is held, and looked at again while the ask is."""
    now = _still_asked(ask, Ask.objects.all())
    found = people_to_ask(now, budget=MOST_LOOKED_AT) if now is not None else []
    return _bring_to(ask, found) if found else 0


def _still_asked(ask: Ask, asks: QuerySet[Ask]) -> Ask | None:
    """The ask as it is, if it waits for help, and others are looked for."""
    now = asks.select_related("asker", "need").filter(pk=ask.pk, state__in=OPEN_ASKS, by_hand=False).first()
    return None if now is None or (now.need is not None and now.need.closed_at is not None) else now


@transaction.atomic
def _bring_to(ask: Ask, chosen: Sequence[Chosen]) -> int:
    held = _still_asked(ask, Ask.objects.select_for_update(of=("self",)))
    found = still_to_ask(held, chosen, budget=MOST_LOOKED_AT) if held is not None else []
    for one in found:
        Route.objects.create(ask=held, person=one.person, reason=one.reason, mine=one.mine[:200], asked_at=clock.now())
    _tell_of_routes([one.person for one in found])
    return len(found)


def route_open_asks() -> int:
    """The same for every ask that nobody has answered yet, in the community in force."""
    return sum(route_ask(ask) for ask in Ask.objects.filter(state=AskState.OPEN).order_by("posted_at", "pk"))


def _record(deed: str, ask: Ask, *, by: Membership) -> None:
    """What is said to allies, or in confidence, leaves a line that names nobody."""
    record(deed, by=by if ask.is_for_all else None, on=ask)


def _look_for_people(ask: Ask) -> None:
    jobs.enqueue("reciproca.exchanges.tasks.route_ask", ask.community_id, str(ask.public_id))


def _tell_of_routes(people: Iterable[Membership]) -> None:
    """One letter a day, however many asks there are."""
    for person in people:
        write_to(person, "asks_for_you", person, once=str(clock.today()))


def _let_go(ask: Ask) -> None:
    Route.objects.filter(ask=ask, state=RouteState.ASKED).update(state=RouteState.LET_GO, settled_at=clock.now())


# ── for who coordinates ──────────────────────────────────────────────────────


@transaction.atomic
def record_list_taken(*, by: Membership, rows: int) -> None:
    """The asks without an answer were taken away in a file."""
    record("take_list", by=by, list="asks", rows=rows)


# ── by itself ────────────────────────────────────────────────────────────────


@transaction.atomic
def expire_asks() -> int:
    """Those whose thirty days are over lapse; how many did. Their asker can renew them with one tap."""
    due = Ask.objects.select_for_update().filter(state__in=OPEN_ASKS, closes_at__lte=clock.now())
    done = 0
    for ask in due.order_by("pk"):
        change_row(ask, ask.version, OPEN_ASKS, state=AskState.EXPIRED, closed_at=clock.now())
        _let_go(ask)
        record("expire_ask", on=ask)
        done += 1
    return done


@transaction.atomic
def warn_askers() -> int:
    """Three days before, each is told once; how many were."""
    soon = Ask.objects.filter(state__in=OPEN_ASKS, warned_at=None, closes_at__lte=clock.now() + WARNED_BEFORE)
    told = list(soon.select_related("asker__community").order_by("pk"))
    for ask in told:
        Ask.objects.filter(pk=ask.pk).update(warned_at=clock.now())
        write_to(ask.asker, "ask_ends_soon", ask, once=str(ask.closes_at.date()))
    return len(told)
