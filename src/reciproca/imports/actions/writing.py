"""The import itself: one transaction, exactly what the rehearsal showed, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.queries import is_minor
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.saving import save_rows
from reciproca.files.actions import forget_file
from reciproca.imports import progress
from reciproca.imports.choices import BatchState, Outcome
from reciproca.imports.comparing import MEMBER_FIELDS
from reciproca.imports.models import ImportBatch, ImportRow
from reciproca.mentoring.actions import take_over_mentorship
from reciproca.notifications.actions import post_mail
from reciproca.people.bulk import Writing, write_people
from reciproca.programmes.actions import enrol_directly, mark_placed, remember_past_pair
from reciproca.programmes.bulk import ApplicationWriting, write_applications
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import PastPair

from .checking import check_batch, compared
from .moving import NotNow, move

__all__ = ["NothingToImport", "run_import", "start_import"]

#: Up to so many rows are written while one waits; more by a worker, with progress.
WRITE_AT_ONCE = 400
TO_WRITE = (Outcome.NEW, Outcome.UPDATED)
SOME = 500


class NothingToImport(Refusal):
    sentence = _("No row would change anything: there is nothing to import.")


class PreviewOutdated(Exception):
    """Since the rehearsal the community has changed: what was shown is no longer what would be done."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class SeenChanged(Refusal):
    sentence = _("Somebody has put rows right in the meantime. Look at the rehearsal again, then import.")


def start_import(
    batch: ImportBatch, *, by: Membership, version: int | None = None, at_once: bool = False
) -> ImportBatch:
    """Import what the rehearsal shows; pressing twice is pressing once. Raises `NothingToImport`, `SeenChanged`.

    Call it outside a transaction: a small sheet is written before it returns.
    """
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if now.state in (BatchState.RUNNING, BatchState.COMMITTED):
            return now
        if now.state != BatchState.PREVIEWED:
            raise NotNow(state=BatchState(now.state).label)
        if version is not None and version != now.version:
            raise SeenChanged
        if not now.rows_to_write:
            raise NothingToImport
        move(now, BatchState.RUNNING, committed_by=by, trouble={})
        record("start_import", by=by, on=now, rows=now.rows_to_write)
        waits = now.rows_to_write > WRITE_AT_ONCE and not at_once
        if waits:
            jobs.enqueue("reciproca.imports.tasks.run_import", now.community_id, str(now.public_id))
    if not waits:
        run_import(now)
    now.refresh_from_db()
    return now


def run_import(batch: ImportBatch, *, tell: bool = False) -> None:
    """Write everything, in one transaction. May be run twice, and by two workers at once: it has one effect.

    Each row is compared once more first. If what would be done is not what was shown, nothing is written, and the
    rehearsal is made again. `tell`: write to who began it, because they are not waiting any more.
    """
    try:
        with transaction.atomic():
            now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if now.state != BatchState.RUNNING:
                return
            progress.tell(now, 0, now.rows_to_write)
            _write(now)
            _finish(now, tell=tell)
    except PreviewOutdated as outdated:
        _rehearse_again(batch, outdated.rows)
    progress.clear(batch)


def _write(batch: ImportBatch) -> None:
    rows = list(ImportRow.objects.filter(batch=batch).order_by("number"))
    to_write: list[ImportRow] = []
    people: dict[int, int] = {}
    different = 0
    for row, now in compared(batch, rows):
        if (row.outcome, row.changes) != (now.outcome, now.changes):
            different += 1
        if row.outcome in TO_WRITE:
            to_write.append(row)
            if now.person is not None:
                people[row.pk] = now.person.pk
    if different:
        raise PreviewOutdated(different)
    del rows
    if batch.is_about_people:
        _write_people(batch, to_write, people)
    elif batch.is_running:
        _write_mentorships(batch, to_write)
    else:
        _write_pairs(batch, to_write)


def _settle(rows: Sequence[ImportRow]) -> None:
    """What was written is in its own rooms now: of the sheet only the way back is kept."""
    for row in rows:
        row.written, row.cells, row.corrections, row.clean, row.reasons = True, [], {}, {}, []
        row.changes = [change for change in row.changes if change[0] != "barred"]
    save_rows(rows, ["written", "cells", "corrections", "clean", "reasons", "changes", "person", "touched"])
    for row in rows:  # many rows: what was saved is let go
        row.changes, row.touched = [], {}


def _finish(batch: ImportBatch, *, tell: bool) -> None:
    move(batch, BatchState.COMMITTED, committed_at=clock.now())
    record("run_import", by=batch.committed_by, on=batch, **{str(name): count for name, count in batch.counts.items()})
    if batch.file is not None:
        forget_file(batch.file)
    if tell and batch.committed_by is not None:
        post_mail(
            "reciproca.imports.mails.import_finished",
            to=batch.committed_by.email,
            language=batch.committed_by.language,
            key=f"import {batch.public_id} committed",
            community=batch.community,
            about={"import": str(batch.public_id)},
        )


def _rehearse_again(batch: ImportBatch, rows: int) -> None:
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if now.state != BatchState.RUNNING:
            return
        now.version += 1
        move(
            now,
            BatchState.CHECKING,
            version=now.version,
            committed_by=None,
            trouble={"code": "outdated", "values": {"rows": rows}},
        )
    check_batch(now)


# ── people ───────────────────────────────────────────────────────────────────


def _write_people(batch: ImportBatch, rows: Sequence[ImportRow], people: Mapping[int, int]) -> None:
    """Some rows at a time, all in the one transaction. Whom somebody does not want to meet comes last: everybody is there then."""
    written: dict[str, Membership | None] = {}
    barred: list[tuple[ImportRow, Membership, str]] = []
    waiting: list[ImportRow] = []
    for at in range(0, len(rows), SOME):
        some = rows[at : at + SOME]
        found = _write_some(batch, some, people, written)
        barred += found
        named = {row.pk for row, _person, _email in found}
        waiting += [row for row in some if row.pk in named]
        _settle([row for row in some if row.pk not in named])
        progress.tell(batch, at + len(some), batch.rows_to_write)
    _write_blocks(barred)
    _settle(waiting)


def _write_some(
    batch: ImportBatch, rows: Sequence[ImportRow], people: Mapping[int, int], written: dict[str, Membership | None]
) -> list[tuple[ImportRow, Membership, str]]:
    there = Membership.objects.in_bulk({people[row.pk] for row in rows if row.pk in people})
    by_email: dict[str, Writing] = {}
    applications: list[tuple[ImportRow, Writing, str, dict[str, Any]]] = []
    barred: list[tuple[ImportRow, Writing, str]] = []
    minors: list[tuple[ImportRow, Writing]] = []
    of_row: dict[int, Writing] = {}
    for row in rows:
        writing = by_email.get(row.key)
        first = writing is None and row.key not in written
        if writing is None:
            # A second row of one person (their other role) finds them where the first one put them.
            writing = Writing(person=written.get(row.key) or there.get(people.get(row.pk, 0)))
            by_email[row.key] = writing
        of_row[row.pk] = writing
        for name, before, after in row.changes:
            if name == "barred":
                barred.append((row, writing, after))
            elif name == "minor":
                minors.append((row, writing))
            elif name.startswith("application:"):
                said = after if before is None else _changed_answers(after)
                applications.append((row, writing, name.partition(":")[2], said))
            elif first or name in ("offer", "need"):
                _take(writing, name, after, batch)
    write_people(
        list(by_email.values()), by=batch.committed_by, provenance=f"import {batch.public_id}",
        time_zone=batch.community.time_zone, language=batch.community.language,
    )  # fmt: skip
    for row, writing in minors:
        assert writing.person is not None
        if not writing.person.is_coordinator and not is_minor(writing.person):
            mark_minor(writing.person, how=MarkedBy.IMPORT, by=batch.committed_by)
            row.touched["minor"] = writing.person.pk
    _write_applications(batch, applications)
    seen: set[int] = set()
    for row in rows:
        writing = of_row[row.pk]
        row.person = written[row.key] = writing.person
        if id(writing) not in seen:
            row.touched = {**row.touched, "person": writing.touched}
        seen.add(id(writing))
    return [(row, writing.person, email) for row, writing, email in barred if writing.person is not None]


def _take(writing: Writing, name: str, after: Any, batch: ImportBatch) -> None:
    match name:
        case "offer" if after not in writing.offers:
            writing.offers.append(after)
        case "need" if after not in writing.needs:
            writing.needs.append(after)
        case "path":
            kind, title, organisation, year = after
            writing.path.append({"kind": kind, "title": title, "organisation": organisation, "to_year": year})
        case "graduated":
            title = "Diploma o laurea" if batch.community.language == "it" else "Graduation"
            writing.path.append({"kind": "study", "title": title, "to_year": after})
        case _ if name in MEMBER_FIELDS:
            writing.member[name] = after
        case "offer" | "need":
            pass
        case _:
            writing.profile[name] = after


def _changed_answers(after: dict[str, Any]) -> dict[str, Any]:
    answers = {name: value for name, value in after.items() if name != "capacity:"}
    return {"answers": answers, "capacity": after.get("capacity:"), "submitted_at": ""}


def _write_applications(
    batch: ImportBatch, applications: Sequence[tuple[ImportRow, Writing, str, dict[str, Any]]]
) -> None:
    if not applications or batch.cohort is None:
        return
    zone = ZoneInfo(batch.community.time_zone)
    pairs = []
    for row, writing, role, said in applications:
        assert writing.person is not None
        moment = datetime.fromisoformat(said["submitted_at"]).replace(tzinfo=zone) if said.get("submitted_at") else None
        pairs.append(
            (
                row,
                ApplicationWriting(
                    writing.person, role, said["answers"], said["capacity"],
                    submitted_at=min(moment, clock.now()) if moment else None,
                ),
            )
        )  # fmt: skip
    write_applications(batch.cohort, [one for _row, one in pairs], by=batch.committed_by)
    for row, one in pairs:
        if one.touched:
            row.touched.setdefault("applications", []).append(one.touched)


def _write_blocks(barred: Sequence[tuple[ImportRow, Membership, str]]) -> None:
    """Each becomes a block of that person; nobody else learns of it, not even from the counts."""
    others = {
        person.email: person for person in Membership.objects.filter(email__in=[email for *_rest, email in barred])
    }
    for row, person, email in barred:
        other = others.get(email)
        if other is not None and other.pk != person.pk:
            row.touched.setdefault("blocks", []).append(block_person(other, by=person).pk)


# ── pairs ────────────────────────────────────────────────────────────────────


def _write_pairs(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    by = batch.committed_by
    people: dict[str, Membership] = {}
    for emails in _some_emails(rows):
        people |= {person.email: person for person in Membership.objects.filter(email__in=emails)}
    for done, row in enumerate(rows, 1):
        for name, before, after in row.changes:
            if name == "pair":
                pair, made = remember_past_pair(
                    people[after["mentor"]], people[after["mentee"]], by=by, edition=after["edition"],
                    ended_on=date.fromisoformat(after["ended_on"]) if after["ended_on"] else None,
                    provenance=f"import {batch.public_id}",
                )  # fmt: skip
                if made:
                    row.touched = {"pair": {"made": pair.pk}}
            else:
                said = row.clean
                pairs = PastPair.objects.filter(
                    mentor__email=said["mentor_email"], mentee__email=said["mentee_email"], edition=said["edition"]
                )
                pair = pairs.get()
                pairs.update(ended_on=date.fromisoformat(after))
                row.touched = {"pair": {"pk": pair.pk, "before": before, "after": after}}
                record("change_past_pair", by=by, on=pair)
        if done % 100 == 0:
            progress.tell(batch, done, len(rows))
    _settle(rows)


def _write_mentorships(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Each pair becomes a mentorship that goes on; who was not in the cohort comes in. Nobody is written to."""
    by, cohort = batch.committed_by, batch.cohort
    assert cohort is not None
    zone = ZoneInfo(batch.community.time_zone)
    people: dict[str, Membership] = {}
    for emails in _some_emails(rows):
        people |= {person.email: person for person in Membership.objects.filter(email__in=emails)}
    for done, row in enumerate(rows, 1):
        for _name, _before, after in row.changes:
            mentor, mentee = people[after["mentor"]], people[after["mentee"]]
            enrolled = [
                enrol_directly(cohort, mentor, role=ProgrammeRole.MENTOR, capacity=after["places"], by=by),
                enrol_directly(cohort, mentee, role=ProgrammeRole.MENTEE, by=by),
            ]
            mark_placed(cohort, [mentee], by=by)
            started = after["started_on"]
            mentorship = take_over_mentorship(
                cohort,
                mentor=mentor,
                mentee=mentee,
                by=by,
                began_at=datetime.combine(date.fromisoformat(started), time(12), tzinfo=zone)
                if started
                else clock.now(),
                provenance=f"import {batch.public_id}",
            )
            row.touched = {
                "mentorship": {
                    "made": mentorship.pk,
                    "enrolments": [enrolment.pk for enrolment, made in enrolled if made],
                }
            }
        if done % 100 == 0:
            progress.tell(batch, done, len(rows))
    _settle(rows)


def _some_emails(rows: Sequence[ImportRow]) -> Iterator[list[str]]:
    emails = sorted({row.clean[f"{side}_email"] for row in rows for side in ("mentor", "mentee")})
    return (emails[at : at + 500] for at in range(0, len(emails), 500))
