"""A file becomes rows: taken in, opened in a process of its own, its columns proposed."""

from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.tables import known as known_sheets
from reciproca.core.tables.columns import plain, recognise
from reciproca.core.tables.reading import TableRefused, choose_sheet, read_table
from reciproca.core.tables.sheet import Sheet
from reciproca.files.actions import NotASheet, forget_file, ingest_spreadsheet
from reciproca.imports import progress
from reciproca.imports.cells import kept
from reciproca.imports.choices import TARGETS, UNPLACED, BatchState, Kind
from reciproca.imports.models import ColumnMapping, ImportBatch, ImportRow
from reciproca.imports.queries import remembered_mapping, signature_of
from reciproca.imports.rows import QUESTION
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import questionnaire_of

from .moving import NotNow, move

__all__ = [
    "CalendarNotTaken", "CohortNeeded", "ContactsNotTaken", "begin_import", "discard_import", "fill_columns", "forget_old_imports", "name_mapping", "read_batch",
    "targets_of",
]  # fmt: skip

#: Files up to this size are read while one waits; larger ones by a worker, with progress.
READ_AT_ONCE = 600_000
KEPT_FOR = timedelta(days=30)
MOST_SAMPLES = 3


class CalendarNotTaken(NotASheet):
    sentence = _(
        "This is a calendar, not a sheet of people. Export the list of those who take part as a table, and bring that in."
    )


class ContactsNotTaken(NotASheet):
    sentence = _(
        "These are contacts (vCard), which we do not read yet. Export them as CSV from your address book, and bring that in."
    )


class CohortNeeded(Refusal):
    sentence = _("Choose the cohort these people apply to.")
    field = "cohort"


def begin_import(
    upload: IO[bytes],
    *,
    by: Membership,
    name: str,
    kind: str,
    key: str,
    cohort: Cohort | None = None,
    at_once: bool = False,
) -> ImportBatch:
    """Take a sheet in. Small ones are read at once, larger ones by a worker. Raises `NotASheet`, `CohortNeeded`.

    `key` is of the press of the button: the same press twice is one import. Call it outside a transaction.
    """
    if kind == Kind.APPLICATIONS and cohort is None:
        raise CohortNeeded
    before = ImportBatch.objects.filter(upload_key=key).first()
    if before is not None:
        return before
    _refuse_other_kinds(upload)
    stored = ingest_spreadsheet(upload, by=by, given_name=name)
    now = clock.now()
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                kind=kind, cohort=cohort, upload_key=key, file=stored, file_name=Path(name).name[:200] or "—",
                file_size=stored.size, sha256=stored.sha256, created_by=by, created_at=now, changed_at=now,
            )  # fmt: skip
            record("begin_import", by=by, on=batch, kind=kind, size=stored.size)
            waits = stored.size > READ_AT_ONCE and not at_once
            if waits:
                jobs.enqueue("reciproca.imports.tasks.read_batch", batch.community_id, str(batch.public_id))
    except IntegrityError:  # the same press of the button, at the same time
        with transaction.atomic():
            forget_file(stored)
        return ImportBatch.objects.get(upload_key=key)
    if not waits:
        read_batch(batch, at_once=at_once)
        batch.refresh_from_db()
    return batch


def _refuse_other_kinds(upload: IO[bytes]) -> None:
    """Calendars and contacts are text as well: read as a table they would make nonsense, so they are told apart here."""
    start = upload.read(4096).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
    upload.seek(0)
    if start.startswith(b"BEGIN:VCALENDAR"):
        raise CalendarNotTaken
    if start.startswith(b"BEGIN:VCARD"):
        raise ContactsNotTaken


def read_batch(batch: ImportBatch, *, at_once: bool = False) -> None:
    """Open the file and keep its rows. A file that cannot be read is refused with its sentence. May be run twice."""
    batch.refresh_from_db()
    if batch.state != BatchState.READING or batch.file is None:
        return
    version, wishes = batch.version, batch.reading
    try:
        sheets = read_table(
            Path(settings.MEDIA_ROOT) / batch.file.path,
            name=batch.file_name,
            header_row=wishes.get("header_row"),
            encoding=wishes.get("encoding") or None,
            delimiter=wishes.get("delimiter") or None,
        )
        sheet = choose_sheet(sheets, name=wishes.get("sheet") or None)
        if not sheet.rows or not sheet.headers:
            raise TableRefused("no_header", sheet=sheet.name)
    except TableRefused as refused:
        _refuse(batch, version, refused.code, refused.values)
        return
    shape = _shape(sheet, sheets)
    with transaction.atomic():
        if not _claim(batch, version):
            return
        ImportRow.objects.filter(batch=batch).delete()
        rows = (
            ImportRow(
                community_id=batch.community_id,
                batch=batch,
                number=row.number,
                cells=[kept(cell) for cell in row.cells],
            )
            for row in sheet.rows
        )
        ImportRow.objects.bulk_create(rows, batch_size=500)
        batch.shape, batch.decided = shape, {}
        fill_columns(batch, samples=[row.cells for row in sheet.rows[:200]])
        move(
            batch,
            BatchState.READ,
            shape=batch.shape,
            columns=batch.columns,
            decided={},
            counts={},
            trouble={},
            options=batch.options,
        )


def _claim(batch: ImportBatch, version: int) -> bool:
    """Whether this is still the reading that is wanted; the row stays locked until the end of the transaction."""
    now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    return now.version == version and now.state == BatchState.READING


def _refuse(batch: ImportBatch, version: int, code: str, values: dict[str, Any]) -> None:
    with transaction.atomic():
        if _claim(batch, version):
            move(batch, BatchState.FAILED, trouble={"code": f"refused.{code}", "values": _plain(values)})
            record("refuse_import", on=batch, code=code)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | float | list) else str(value) for name, value in values.items()
    }


def _shape(sheet: Sheet, sheets: list[Sheet]) -> dict[str, Any]:
    """What is kept of how the file was read, for the pages."""
    return {
        "sheet": sheet.name,
        "sheets": [{"name": one.name, "rows": len(one.rows), "hidden": one.hidden} for one in sheets],
        "headers": list(sheet.headers),
        "letters": list(sheet.letters),
        "rows": len(sheet.rows),
        "header_row": sheet.header_row,
        "kind": sheet.kind,
        "encoding": sheet.encoding or "",
        "delimiter": sheet.delimiter or "",
        "opening": [[row.number, [kept(cell) for cell in row.cells[:8]]] for row in sheet.opening[:8]],
        "notes": [{"code": note.code, "values": _plain(note.values)} for note in sheet.notes],
        "samples": [_samples(sheet, position) for position in range(len(sheet.headers))],
    }


def _samples(sheet: Sheet, position: int) -> list[Any]:
    found: list[Any] = []
    for row in sheet.rows[:500]:
        cell = kept(row.cells[position])
        if cell not in (None, "") and cell not in found:
            found.append(cell)
            if len(found) == MOST_SAMPLES:
                break
    return found


# ── what the columns are ─────────────────────────────────────────────────────


def targets_of(batch: ImportBatch) -> list[str]:
    """Everything a column of this sheet may be taken for."""
    names = [name for _label, group in TARGETS[batch.kind] for name in group]
    return [*names, *(f"{QUESTION}{question.id}" for question in questions_of(batch))]


def questions_of(batch: ImportBatch) -> list[Any]:
    """The questions a column may answer, when the sheet goes into a cohort."""
    if batch.kind != Kind.APPLICATIONS or batch.cohort is None:
        return []
    questionnaire = questionnaire_of(batch.cohort)
    return list(questionnaire.asked) if questionnaire else []


def fill_columns(
    batch: ImportBatch, *, samples: list[Any], known_key: str = "", mapping: ColumnMapping | None = None
) -> None:
    """Propose what each column is: as last time, as in a sheet we know, by its name, by what stands in it."""
    headers = batch.headers
    remembered = mapping or (None if known_key else remembered_mapping(headers, batch.kind))
    known = known_sheets.by_key(known_key) if known_key else known_sheets.detect(headers)
    found = recognise(
        headers,
        rows=samples,
        role=batch.options.get("role") or None,
        remembered=_as_recognised(remembered),
        known=known_sheets.columns_of(known, headers) if known else {},
    )
    possible = set(targets_of(batch))
    asked = _questions_by_label(batch)
    saved = remembered.columns if remembered else {}
    columns, taken = [], set()
    for column in found:
        name, how = column.field or "", column.how
        if column.header in saved:
            name, how = saved[column.header], "remembered"
        elif plain(column.header) in asked:
            name, how = asked[plain(column.header)], "name"
        why = name if name in UNPLACED else ""
        if name not in possible or (name in taken and name.startswith(QUESTION)):
            name = ""
        taken.add(name)
        columns.append(
            {"header": column.header, "field": name, "how": how, "sure": column.certainty >= 0.9, "why": why}
        )
    batch.columns = columns
    options = dict(batch.options)
    if remembered:
        options = {**remembered.options, **{name: value for name, value in options.items() if value}}
    if known:
        options.setdefault("known", known.key)
        if known.role and batch.kind == Kind.APPLICATIONS:
            options.setdefault("role", known.role)
    batch.options = options


def _as_recognised(mapping: ColumnMapping | None) -> dict[str, str]:
    """Remembered columns in the words of the reading, which knows no questions and no empty answer."""
    if mapping is None:
        return {}
    return {header: name or "ignore" for header, name in mapping.columns.items() if not name.startswith(QUESTION)}


def _questions_by_label(batch: ImportBatch) -> dict[str, str]:
    return {
        plain(label): f"{QUESTION}{question.id}"
        for question in questions_of(batch)
        for label in (question.label.it, question.label.en)
        if label
    }


def remember_columns(batch: ImportBatch) -> ColumnMapping:
    """Next time the same columns come, they are taken for the same."""
    kept_options = {name: batch.options[name] for name in ("date_order", "role") if batch.options.get(name)}
    mapping, _made = ColumnMapping.objects.update_or_create(
        signature=signature_of(batch.headers),
        kind=batch.kind,
        defaults={
            "columns": {column["header"]: column["field"] for column in batch.columns},
            "options": kept_options,
            "used_at": clock.now(),
        },
    )
    return mapping


@transaction.atomic
def name_mapping(batch: ImportBatch, title: str, *, by: Membership) -> ColumnMapping:
    """Give what the columns were taken for a name, to choose it by hand for another sheet."""
    mapping = remember_columns(batch)
    ColumnMapping.objects.filter(pk=mapping.pk).update(title=title.strip()[:80])
    record("name_mapping", by=by, on=mapping)
    mapping.refresh_from_db()
    return mapping


# ── away with it ─────────────────────────────────────────────────────────────


@transaction.atomic
def discard_import(batch: ImportBatch, *, by: Membership) -> None:
    """Throw a sheet away before it was imported: its rows and its file go, and nothing else was ever touched."""
    now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if now.state in (BatchState.RUNNING, BatchState.COMMITTED, BatchState.UNDOING):
        raise NotNow(state=BatchState(now.state).label)
    record("discard_import", by=by, on=now)
    if now.file is not None:
        forget_file(now.file)
    progress.clear(now)
    now.delete()


def forget_old_imports() -> int:
    """After thirty days the working copies go: rows, samples, files. What was imported stays, without its way back."""
    old = ImportBatch.objects.filter(changed_at__lt=clock.now() - KEPT_FOR)
    gone = 0
    for batch in old.exclude(shape={}):
        with transaction.atomic():
            if batch.file is not None:
                forget_file(batch.file)
            ImportRow.objects.filter(batch=batch).delete()
            ImportBatch.objects.filter(pk=batch.pk).update(shape={}, columns=[], decided={})
            if batch.state not in (BatchState.COMMITTED, BatchState.UNDONE):
                batch.delete()
        gone += 1
    return gone
