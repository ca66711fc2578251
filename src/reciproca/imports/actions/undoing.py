"""Undoing: what an import made goes, what it changed is as it was; what somebody has touched since stays, and is said."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.actions import end_mark, unblock_person
from reciproca.boundaries.models import Block, Minor
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.saving import save_rows
from reciproca.imports import progress
from reciproca.imports.choices import BatchState
from reciproca.imports.models import ImportBatch, ImportRow
from reciproca.mentoring.actions import withdraw_mentorship
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.queries import untouched_mentorships
from reciproca.people.bulk import people_to_leave, put_back_people
from reciproca.programmes.actions import withdraw_enrolment
from reciproca.programmes.bulk import applications_to_leave, put_back_applications
from reciproca.programmes.models import AnswerChange, Application, Enrolment, PastPair

from .moving import NotNow, move

__all__ = ["NothingToUndo", "UndoTooLate", "run_undo", "start_undo", "undo_preview"]

UNDO_WITHIN = timedelta(days=30)
UNDO_AT_ONCE = 400


class UndoTooLate(Refusal):
    sentence = _("More than thirty days have passed since this import: it cannot be undone any more.")


class NothingToUndo(Refusal):
    sentence = _("Everything this import wrote has been changed by somebody since. There is nothing left to undo.")


@dataclass(frozen=True)
class UndoPreview:
    """What undoing would do: how many rows go back, and which stay, with why."""

    undone: int
    stay: list[tuple[ImportRow, str]]


def can_be_undone(batch: ImportBatch) -> bool:
    return (
        batch.state == BatchState.COMMITTED
        and batch.committed_at is not None
        and clock.now() - batch.committed_at <= UNDO_WITHIN
    )


def undo_preview(batch: ImportBatch) -> UndoPreview:
    rows = _written(batch)
    left = _to_leave(rows)
    return UndoPreview(len(rows) - len(left), [(row, left[row.pk]) for row in rows if row.pk in left])


def start_undo(batch: ImportBatch, *, by: Membership, at_once: bool = False) -> ImportBatch:
    """Undo an import; pressing twice is pressing once. Raises `UndoTooLate`, `NothingToUndo`. Outside a transaction."""
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if now.state in (BatchState.UNDOING, BatchState.UNDONE):
            return now
        if now.state != BatchState.COMMITTED:
            raise NotNow(state=BatchState(now.state).label)
        if not can_be_undone(now):
            raise UndoTooLate
        if not undo_preview(now).undone:
            raise NothingToUndo
        move(now, BatchState.UNDOING, undone_by=by)
        record("start_undo", by=by, on=now)
        waits = now.rows_to_write > UNDO_AT_ONCE and not at_once
        if waits:
            jobs.enqueue("reciproca.imports.tasks.run_undo", now.community_id, str(now.public_id))
    if not waits:
        run_undo(now)
    now.refresh_from_db()
    return now


def run_undo(batch: ImportBatch) -> None:
    """Put everything back, in one transaction. May be run twice: it has one effect."""
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if now.state != BatchState.UNDOING:
            return
        by = now.undone_by
        rows = _written(now)
        progress.tell(now, 0, len(rows))
        left = _to_leave(rows)
        back = [row for row in rows if row.pk not in left]
        _put_back(back, by=by)
        for row in rows:
            row.undo_refused = left.get(row.pk, "")
        save_rows([row for row in rows if row.undo_refused], ["undo_refused"])
        move(now, BatchState.UNDONE, undone_at=clock.now())
        record("run_undo", by=by, on=now, undone=len(back), stayed=len(left), **_by_cause(left))
    progress.clear(batch)


def _by_cause(left: dict[int, str]) -> dict[str, Any]:
    return {f"stayed_{cause}": count for cause, count in Counter(left.values()).items()}


def _written(batch: ImportBatch) -> list[ImportRow]:
    """What was written, last first: undoing goes the other way."""
    return list(ImportRow.objects.filter(batch=batch, written=True).order_by("-number"))


def _to_leave(rows: list[ImportRow]) -> dict[int, str]:
    """Rows that stay as they are, with why. A person stays whole: with their applications, and all rows about them."""
    left: dict[int, str] = {}
    applications = [(row.pk, it) for row in rows for it in row.touched.get("applications", [])]
    left |= applications_to_leave(applications)
    own: dict[type[Model], set[int]] = {
        Application: {it["made"] for _pk, it in applications if "made" in it},
        Block: {pk for row in rows for pk in row.touched.get("blocks", [])},
        Minor: set(
            Minor.objects.filter(
                membership__in=[row.touched["minor"] for row in rows if "minor" in row.touched]
            ).values_list("pk", flat=True)
        ),
        AnswerChange: {pk for _pk, it in applications if "was" in it for pk in it["was"].get("noted", [])},
    }
    people = [(row.pk, row.touched["person"]) for row in rows if "person" in row.touched]
    left |= people_to_leave(people, taken_away=own) | left
    left |= _pairs_to_leave(rows) | _mentorships_to_leave(rows) | left
    stays = {row.person_id: left[row.pk] for row in rows if row.pk in left and row.person_id}
    left |= {row.pk: stays[row.person_id] for row in rows if row.person_id in stays and row.pk not in left}
    return left


def _pairs_to_leave(rows: list[ImportRow]) -> dict[int, str]:
    touched = {row.pk: row.touched["pair"] for row in rows if "pair" in row.touched}
    pairs = PastPair.objects.in_bulk({it.get("made") or it["pk"] for it in touched.values()})
    left = {}
    for name, it in touched.items():
        pair = pairs.get(it.get("made") or it["pk"])
        if pair is None:
            left[name] = "gone"
        elif "pk" in it and str(pair.ended_on or "") != it["after"]:
            left[name] = "changed"
    return left


def _mentorships_to_leave(rows: list[ImportRow]) -> dict[int, str]:
    """Only those in which nothing has happened go."""
    made = {row.pk: row.touched["mentorship"]["made"] for row in rows if "mentorship" in row.touched}
    there = set(Mentorship.objects.filter(pk__in=made.values()).values_list("pk", flat=True))
    untouched = untouched_mentorships(there)
    return {name: "happened" if pk in there else "gone" for name, pk in made.items() if pk not in untouched}


def _put_back_mentorships(rows: list[ImportRow], *, by: Membership | None) -> None:
    """The mentorships first; then who came into the cohort with them, and has none left there."""
    made = [row.touched["mentorship"] for row in rows if "mentorship" in row.touched]
    found = Mentorship.objects.filter(pk__in=[it["made"] for it in made]).select_related("mentor", "mentee")
    for mentorship in found:
        withdraw_mentorship(mentorship, by=by)
    for enrolment in Enrolment.objects.filter(pk__in=[pk for it in made for pk in it["enrolments"]]):
        own = {enrolment.role: enrolment.membership_id}
        if not Mentorship.objects.filter(cohort=enrolment.cohort_id, **own).exists():
            withdraw_enrolment(enrolment, by=by)


def _put_back(rows: list[ImportRow], *, by: Membership | None) -> None:
    blocks = {pk for row in rows for pk in row.touched.get("blocks", [])}
    for block in Block.objects.filter(pk__in=blocks).select_related("blocker", "blocked"):
        unblock_person(block.blocked, by=block.blocker)
    marked = {row.touched["minor"] for row in rows if "minor" in row.touched}
    for person in Membership.objects.filter(pk__in=marked):
        end_mark(person, by=by)
    put_back_applications([(row.pk, it) for row in rows for it in row.touched.get("applications", [])], by=by)
    put_back_people([(row.pk, row.touched["person"]) for row in rows if "person" in row.touched], by=by)
    _put_back_mentorships(rows, by=by)
    for row in rows:
        it = row.touched.get("pair")
        if it and "made" in it:
            pair = PastPair.objects.get(pk=it["made"])
            record("forget_past_pair", by=by, on=pair)
            pair.delete()
        elif it:
            PastPair.objects.filter(pk=it["pk"]).update(
                ended_on=date.fromisoformat(it["before"]) if it["before"] else None
            )
