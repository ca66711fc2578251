"""Bring a case, ask about it, think in silence, open all together, take something away; and say later what became of it.

Nothing of this is in the audit trail. The ledger has a line for what helped, once its name may be read.
"""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from reciproca.boundaries.queries import may_contact
from reciproca.circles.choices import CASES_AT_WORK, OPEN_CIRCLES, CaseState, Outcome
from reciproca.circles.models import Case, Circle, Idea, Meeting, Question
from reciproca.circles.queries import bound_by, cases_to_forget, cases_visible_to, ideas_opened_to
from reciproca.circles.rules import (
    can_ask_about,
    can_change_case,
    can_close_case,
    can_follow_up,
    can_lead,
    can_mark_helped,
    can_say_who,
    can_take_back,
    can_write_note,
    can_write_on,
)
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.ids import new_public_id
from reciproca.library.actions import begin_note
from reciproca.library.models import Note
from reciproca.library.queries import begun_from
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind

from .shared import ChangedMeanwhile, MovedOn, NothingSaid, NotYours, hold, must_be_bound, said, write_to

__all__ = [
    "AnotherCaseThere", "CaseUnderWay", "answer_question", "ask_about_case", "begin_silence", "bring_case", "change_case",
    "close_case", "delete_case", "follow_up", "forget_cases", "leave_cases", "mark_idea_helped", "open_case", "open_ideas",
    "say_who_wrote", "take_idea_back", "write_idea", "write_note_of",
]  # fmt: skip


class CaseUnderWay(Refusal):
    sentence = _("You have a case under way in this circle. Close it, or take it back, before you bring another.")
    field = "title"


class AnotherCaseThere(Refusal):
    sentence = _("At that meeting another case is on the table. Choose another date, or none.")
    field = "meeting"


# ── the brief ────────────────────────────────────────────────────────────────


@transaction.atomic
def bring_case(circle: Circle, *, by: Membership, meeting: Meeting | None = None, **brief: str) -> Case:
    """A draft that its owner alone reads. For a meeting, or for whenever each has time."""
    words = _brief(brief)
    must_be_bound(circle, by)
    hold(circle)
    if circle.cases.filter(owner=by).exclude(state=CaseState.CLOSED).exists():
        raise CaseUnderWay
    now = clock.now()
    return Case.objects.create(
        circle=circle, owner=by, meeting=_of_the_circle(meeting, circle), began_at=now, moved_at=now, **words
    )


@transaction.atomic
def change_case(case: Case, *, by: Membership, version: int, meeting: Meeting | None = None, **brief: str) -> Case:
    """Its owner, until the others begin to think it over."""
    words = _brief(brief)
    must_be_bound(case.circle, by)
    if not can_change_case(by, case):
        raise MovedOn
    moved = {"moved_at": clock.now(), "meeting": _of_the_circle(meeting, case.circle), "version": F("version") + 1}
    try:
        with transaction.atomic():
            changed = Case.objects.filter(pk=case.pk, version=version, state=case.state).update(**words, **moved)
    except IntegrityError:
        raise AnotherCaseThere from None
    if not changed:
        raise ChangedMeanwhile
    case.refresh_from_db()
    return case


@transaction.atomic
def open_case(case: Case, *, by: Membership) -> Case:
    """Put before all: from now on the others read it, and ask."""
    must_be_bound(case.circle, by)
    if case.owner_id != by.pk:
        raise NotYours
    try:
        with transaction.atomic():
            return _move(case, CaseState.DRAFT, state=CaseState.QUESTIONS)
    except IntegrityError:
        raise AnotherCaseThere from None


@transaction.atomic
def delete_case(case: Case, *, by: Membership) -> None:
    """It is its owner's: taken back or, when it is closed, forgotten at once, with all that was written on it."""
    if case.owner_id != by.pk:
        raise NotYours
    case.delete()


def _brief(brief: dict[str, str]) -> dict[str, str]:
    more = {name: brief.get(name, "").strip() for name in ("weighs", "tried", "wanted")}
    return said(title=brief["title"], situation=brief["situation"]) | more


def _of_the_circle(meeting: Meeting | None, circle: Circle) -> Meeting | None:
    if meeting is not None and meeting.circle_id != circle.pk:
        raise NotYours
    return meeting


def _move(case: Case, *states: str, **changes: Any) -> Case:
    """Something new for all to read. Of two who act at once one does; its row is held until the transaction is through."""
    rows = Case.objects.filter(pk=case.pk, state__in=states, circle__state__in=OPEN_CIRCLES)
    if not rows.update(**changes, moved_at=clock.now(), version=F("version") + 1):
        raise MovedOn
    case.refresh_from_db()
    return case


def _hold_quietly(case: Case, *states: str) -> None:
    """The same, and nothing that anybody could see is different."""
    rows = Case.objects.filter(pk=case.pk, state__in=states, circle__state__in=OPEN_CIRCLES)
    if not rows.update(state=F("state")):
        raise MovedOn
    case.refresh_from_db()


def _takes_part(case: Case, by: Membership) -> None:
    must_be_bound(case.circle, by)
    if not cases_visible_to(by).filter(pk=case.pk).exists():
        raise NotYours


# ── only questions ───────────────────────────────────────────────────────────


@transaction.atomic
def ask_about_case(case: Case, text: str, *, by: Membership) -> Question:
    """What one has to know to understand it; nothing that is an advice in disguise."""
    words = said(text=text)
    _takes_part(case, by)
    if not can_ask_about(by, case):
        raise MovedOn
    _move(case, CaseState.QUESTIONS)
    return Question.objects.create(case=case, author=by, asked_at=clock.now(), **words)


@transaction.atomic
def answer_question(question: Question, text: str, *, by: Membership) -> Question:
    """Whose case it is; again, if the first answer was not clear."""
    words = said(text=text)
    if question.case.owner_id != by.pk:
        raise NotYours
    must_be_bound(question.case.circle, by)
    _move(question.case, *CASES_AT_WORK)
    question.answer, question.answered_at = words["text"], clock.now()
    question.save(update_fields=["answer", "answered_at"])
    return question


# ── silence ──────────────────────────────────────────────────────────────────


@transaction.atomic
def begin_silence(case: Case, *, by: Membership) -> Case:
    _takes_part(case, by)
    if not can_lead(by, case):
        raise MovedOn
    _move(case, CaseState.QUESTIONS, state=CaseState.SILENCE)
    if case.meeting is None or not (case.meeting.has_begun and case.meeting.is_to_come):  # who sits together knows
        for person in bound_by(case.circle):
            if person.pk not in (by.pk, case.owner_id):
                write_to(person, "silence_begun", case)
    return case


@transaction.atomic
def write_idea(
    case: Case,
    *,
    by: Membership,
    experience: str = "",
    idea: str = "",
    is_anonymous: bool = False,
    is_ready: bool = False,
) -> Idea | None:
    """In silence, and as often as one likes: nobody sees it, nor that anything was written. Who is ready may have written
    nothing. When all are ready all is opened; who comes after that puts theirs beside the others."""
    words = {"experience": experience.strip(), "idea": idea.strip()}
    _takes_part(case, by)
    _hold_quietly(case, CaseState.SILENCE, CaseState.TOGETHER)
    mine = Idea.objects.filter(case=case, author=by).first()
    if not can_write_on(by, case, mine):
        raise MovedOn
    now = clock.now()
    if not any(words.values()) and not (is_ready and case.is_silent):
        if mine is None:
            raise NothingSaid("experience")
        mine.delete()
        return None
    written = {**words, "is_anonymous": is_anonymous, "written_at": now, "ready_at": now if is_ready else None}
    if case.is_together:
        _move(case, CaseState.TOGETHER)
        last = case.ideas.aggregate(last=Max("place"))["last"]
        return Idea.objects.create(case=case, author=by, place=0 if last is None else last + 1, **written)
    kept, _made = Idea.objects.update_or_create(case=case, author=by, defaults=written)
    _open_if_all_are_ready(case)
    return kept


@transaction.atomic
def open_ideas(case: Case, *, by: Membership) -> Case:
    """All at once, whether or not each is ready."""
    _takes_part(case, by)
    if not can_lead(by, case):
        raise MovedOn
    return _open(case)


def _open_if_all_are_ready(case: Case) -> None:
    others = {person.pk for person in bound_by(case.circle)} - {case.owner_id}
    ready = set(case.ideas.filter(ready_at__isnull=False).values_list("author_id", flat=True))
    if others and others <= ready:
        _open(case)


def _open(case: Case) -> Case:
    """In an order that is drawn: neither who was first nor who wrote most often can be told from it."""
    _move(case, CaseState.SILENCE, state=CaseState.TOGETHER)
    case.ideas.filter(experience="", idea="").delete()
    drawn = sorted(case.ideas.order_by("pk"), key=lambda _idea: new_public_id().int)
    for place, idea in enumerate(drawn):
        Idea.objects.filter(pk=idea.pk).update(place=place)
    return case


# ── together ─────────────────────────────────────────────────────────────────


@transaction.atomic
def take_idea_back(idea: Idea, *, by: Membership) -> None:
    """What one wrote goes, for everybody. That it helped stays where it was written down, without a word of it."""
    _takes_part(idea.case, by)
    if not can_take_back(by, idea):
        raise NotYours
    if idea.case.is_together:
        _move(idea.case, CaseState.TOGETHER)
    idea.delete()


@transaction.atomic
def say_who_wrote(idea: Idea, *, by: Membership) -> Idea:
    """Who wrote without a name says that it was they: only from now on it can count."""
    if not can_say_who(by, idea):
        raise NotYours
    _takes_part(idea.case, by)
    _move(idea.case, CaseState.TOGETHER, CaseState.CLOSED)
    Idea.objects.filter(pk=idea.pk).update(named_at=clock.now())
    idea.refresh_from_db()
    _count(idea)
    return idea


@transaction.atomic
def mark_idea_helped(idea: Idea, *, by: Membership) -> Idea:
    """Whose case it is says that this helped, also of what has no name."""
    if not can_mark_helped(by, idea):
        raise NotYours
    _takes_part(idea.case, by)
    _move(idea.case, CaseState.TOGETHER, CaseState.CLOSED)
    Idea.objects.filter(pk=idea.pk).update(helped_at=clock.now())
    idea.refresh_from_db()
    _count(idea)
    return idea


def _count(idea: Idea) -> None:
    """A line of the ledger: for what helped, and has a name that whose case it is may read."""
    author, owner = idea.author, idea.case.owner
    if author is None or not idea.has_name or idea.helped_at is None or idea.ledger_seq is not None:
        return
    if author.ledger_id is None or not may_contact(author, owner):
        return
    line = record_interaction(Kind.ANSWER, giver=author, receiver=owner, source=idea, confirmed=True)
    Idea.objects.filter(pk=idea.pk).update(ledger_seq=line.seq)
    idea.ledger_seq = line.seq


# ── what one takes away, and what became of it ───────────────────────────────


@transaction.atomic
def close_case(
    case: Case, *, by: Membership, takeaway: str, try_until: date | None = None, keeps_days: int | None = None
) -> Case:
    """The notes go back to whose they are: kept by them as long as the circle is, or so many days."""
    words = said(takeaway=takeaway)
    must_be_bound(case.circle, by)
    if not can_close_case(by, case):
        raise MovedOn
    forget_on = clock.today() + timedelta(days=keeps_days) if keeps_days else None
    closed = {"state": CaseState.CLOSED, "closed_at": clock.now(), "try_until": try_until, "forget_on": forget_on}
    return _move(case, CaseState.TOGETHER, **closed, **words)


@transaction.atomic
def follow_up(case: Case, outcome: str, *, by: Membership, told: str = "") -> Case:
    """What was tried and what happened; or that one did not come to it."""
    must_be_bound(case.circle, by)
    if not can_follow_up(by, case):
        raise MovedOn
    return _move(case, CaseState.CLOSED, outcome=Outcome(outcome), told=told.strip(), told_at=clock.now())


@transaction.atomic
def write_note_of(case: Case, *, by: Membership) -> Note:
    """A draft for the library, or the one that was begun from it: what its owner took away and what became of it, in their own
    words. Of the story and of what the others wrote nothing is in it. Those whose idea helped, with their name, are asked."""
    if not can_write_note(by, case) or not cases_visible_to(by).filter(pk=case.pk).exists():
        raise NotYours
    Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    helped = [author for idea, author in ideas_opened_to(by, case) if idea.helped_at is not None and author is not None]
    return begun_from(by, "case", case.public_id) or begin_note(
        by=by,
        title=case.title[:120],
        text="\n\n".join(filter(None, [case.takeaway, case.told])),
        people=helped,
        origin=("case", case.public_id),
    )


# ── who leaves, and what time does ───────────────────────────────────────────


def leave_cases(circle: Circle, person: Membership, *, keep_ideas: bool) -> None:
    """Somebody left the circle. Their own cases go with them, and what nobody has read. What was opened without a name stays as
    it is, or its going would tell whose it was; what has their name stays without it, or goes."""
    circle.cases.filter(owner=person).delete()
    written = Idea.objects.filter(case__circle=circle, author=person)
    written.filter(place=None).delete()
    if not keep_ideas:
        written.filter(Q(is_anonymous=False) | Q(named_at__isnull=False)).delete()
    written.update(author=None)
    Question.objects.filter(case__circle=circle, author=person).update(author=None)
    for case in circle.cases.filter(state=CaseState.SILENCE).select_related("circle"):
        if not circle.is_ended:
            _open_if_all_are_ready(case)


def forget_cases() -> int:
    """Those whose owner chose a day. The lines of the ledger stay."""
    return sum(case.delete()[0] > 0 for case in cases_to_forget())
