"""Report something, decide about it, object, and answer an objection."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.audit.queries import entries_about
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import suspend_member
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.notifications.actions import post_mail
from reciproca.safeguarding.choices import SETTLING, Decided, Reason, ReportState
from reciproca.safeguarding.models import Decision, Report
from reciproca.safeguarding.queries import readers_of, server_administrators
from reciproca.safeguarding.reportable import can_be_taken_away, reported, take_away
from reciproca.safeguarding.rules import can_decide, can_object, can_reply

from .holding import hold_contact
from .shared import write_to
from .vouching import end_vouches_for

__all__ = [
    "AlreadyReported",
    "CannotTakeAway",
    "NotYours",
    "NothingSaid",
    "NothingToReport",
    "ReportedEnough",
    "SettledAlready",
    "decide_report",
    "file_report",
    "note_reading",
    "object_to_decision",
    "reply_to_objection",
]  # fmt: skip

MOST_IN_A_DAY = 10
MOST_EVIDENCE = 6000


class NothingToReport(Refusal):
    """Not there, not theirs to read, or their own: which of these is not told."""

    sentence = _("This is no longer there.")
    status = 404


class AlreadyReported(Refusal):
    sentence = _("You have reported this, and it is being looked at.")


class ReportedEnough(Refusal):
    sentence = _("You have reported a lot today. If somebody is in danger, write to who coordinates, or call for help.")
    status = 429


class NotYours(Refusal):
    sentence = _("This is between other people.")
    status = 404


class SettledAlready(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class CannotTakeAway(Refusal):
    sentence = _("A person as such cannot be taken away: pause the membership, or hold what they write.")
    field = "decided"


class NothingSaid(Refusal):
    sentence = _("Write a few words first.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


# ── reporting ────────────────────────────────────────────────────────────────


@transaction.atomic
def file_report(
    kind: str,
    public_id: UUID,
    *,
    by: Membership,
    reason: str,
    words: str = "",
    is_named: bool = False,
    block: bool = False,
) -> Report:
    """Say that something is not right, with a copy of it as it is now. The audit trail does not say who did.

    block: from now on the two are also absent to each other.
    """
    found = reported(by, kind, public_id)
    if found is None or found.concerned.pk == by.pk:
        raise NothingToReport
    today = Report.objects.filter(reporter=by, at__gt=clock.now() - timedelta(days=1))
    if today.count() >= MOST_IN_A_DAY:
        raise ReportedEnough
    try:
        with transaction.atomic():
            made = Report.objects.create(
                reporter=by,
                concerned=found.concerned,
                object_kind=kind,
                object_id=str(public_id),
                reason=Reason(reason),
                words=words.strip(),
                evidence=found.evidence[:MOST_EVIDENCE],
                is_named=is_named,
                at=clock.now(),
            )
    except IntegrityError:
        raise AlreadyReported from None
    record("file_report", on=made, kind=kind)
    if block:
        block_person(found.concerned, by=by)
    _alert(made)
    if made.reason == Reason.FAKE:
        jobs.enqueue("reciproca.safeguarding.tasks.look_for_doubts_in", by.community_id)
    return made


def _alert(made: Report) -> None:
    """Those who decide; where nobody may, who keeps the server, who can name somebody else."""
    readers = list(readers_of(made).select_related("community"))
    for reader in readers:
        write_to(reader, "report_received", made)
    if readers:
        return
    for account in server_administrators():
        post_mail(
            "reciproca.safeguarding.mails.report_unread",
            to=account.email,
            language=account.language,
            key=f"report_unread {made.public_id} {account.pk}",
            community=made.community,
            about={"report": str(made.public_id)},
        )


# ── deciding ─────────────────────────────────────────────────────────────────


@transaction.atomic
def decide_report(
    report: Report,
    *,
    by: Membership,
    decided: str,
    reason: str,
    to_reporter: str,
    to_concerned: str = "",
    days: int = 14,
) -> Decision:
    """One thing is done, with its reason; who reported is told, and whom it touches. `days`: how long a hold lasts."""
    _say(reason=reason, to_reporter=to_reporter)
    held = (
        Report.objects.select_for_update(of=("self",))
        .select_related("concerned__community", "reporter__community")
        .get(pk=report.pk)
    )
    if not can_decide(by, held):
        raise SettledAlready if not held.is_open else NotYours
    decision = Decision(
        community=held.community,
        report=held,
        concerned=held.concerned,
        decided=Decided(decided),
        reason=reason.strip(),
        to_reporter=to_reporter.strip(),
        by=by,
        at=clock.now(),
    )
    if decision.touches_concerned:
        decision.to_concerned = _say(to_concerned=to_concerned)["to_concerned"]
        _carry_out(decision, held, by=by, days=days)
    decision.save()
    if decision.decided in SETTLING:
        Report.objects.filter(pk=held.pk).update(state=ReportState.SETTLED, settled_at=clock.now())
    record("decide_report", by=by, on=held, decided=str(decision.decided))
    if held.reporter is not None:
        write_to(held.reporter, "decision_for_reporter", decision)
    if decision.touches_concerned:
        write_to(held.concerned, "decision_for_concerned", decision)
    report.refresh_from_db()
    return decision


def _carry_out(decision: Decision, report: Report, *, by: Membership, days: int) -> None:
    match decision.decided:
        case Decided.HOLD:
            decision.until = hold_contact(report.concerned, by=by, days=days, tell=False).until
        case Decided.PAUSE:
            suspend_member(report.concerned, by=by)
            end_vouches_for(report.concerned)
        case Decided.REMOVE:
            if not can_be_taken_away(report.object_kind):
                raise CannotTakeAway
            take_away(report.object_kind, UUID(report.object_id), by=by)


# ── objecting ────────────────────────────────────────────────────────────────


@transaction.atomic
def object_to_decision(decision: Decision, words: str, *, by: Membership) -> Decision:
    """Whom it touches says why it is not right; all who may decide are written to."""
    said = _say(words=words)["words"]
    if by.pk != decision.concerned_id:
        raise NotYours
    waiting = Decision.objects.filter(pk=decision.pk, objected_at=None)
    if not can_object(by, decision) or not waiting.update(objection=said, objected_at=clock.now()):
        raise SettledAlready
    decision.refresh_from_db()
    record("object_to_decision", by=by, on=decision)
    for reader in readers_of(decision.report).select_related("community"):
        write_to(reader, "objection_received", decision)
    return decision


@transaction.atomic
def reply_to_objection(decision: Decision, words: str, *, by: Membership) -> Decision:
    """What became of the objection, told to who made it. What is changed by it is done where it is done: the register, the hold."""
    said = _say(words=words)["words"]
    waiting = Decision.objects.filter(pk=decision.pk, replied_at=None).exclude(objected_at=None)
    if not can_reply(by, decision):
        raise NotYours
    if not waiting.update(reply=said, replied_at=clock.now(), replied_by=by):
        raise SettledAlready
    decision.refresh_from_db()
    record("reply_to_objection", by=by, on=decision)
    write_to(decision.concerned, "objection_answered", decision)
    return decision


@transaction.atomic
def note_reading(report: Report, *, by: Membership) -> None:
    """Who coordinates has opened it, with its copy and its words: a line of the audit trail, one a day for each who reads."""
    today = entries_about(report).filter(
        deed="read_report", actor=str(by.ledger_id), at__gt=clock.now() - timedelta(days=1)
    )
    if not today.exists():
        record("read_report", by=by, on=report)


def _say(**fields: str) -> dict[str, str]:
    """The same, trimmed; refused where nothing was written."""
    for name, words in fields.items():
        if not words.strip():
            raise NothingSaid(name)
    return {name: words.strip() for name, words in fields.items()}
