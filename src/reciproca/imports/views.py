"""The doors of an import. All of them are the coordinators'."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from reciproca.core import clock, idempotency
from reciproca.core.errors import Refusal
from reciproca.core.tables import known as known_sheets
from reciproca.core.urls import reverse_in

from . import actions, words
from .cells import shown
from .choices import UNPLACED, BatchState, Outcome
from .exports import rehearsal_table
from .forms import ColumnsForm, MappingNameForm, ReadingForm, RowForm, UploadForm
from .models import ImportBatch, ImportRow
from .progress import progress_of
from .queries import imports_visible_to, named_mappings, rows_of
from .reasons import STOP, said
from .rules import can_be_discarded, can_be_read_again

MENDS, ROWS = 6, 50


def _batch(request: HttpRequest, public_id: UUID) -> ImportBatch:
    return get_object_or_404(imports_visible_to(request.person), public_id=public_id)


def _row(request: HttpRequest, public_id: UUID, number: int) -> ImportRow:
    batch = _batch(request, public_id)
    row = get_object_or_404(rows_of(batch), number=number)
    row.batch = batch
    return row


def _to(request: HttpRequest, batch: ImportBatch, name: str = "import-detail") -> str:
    return reverse_in(request.community, f"imports:{name}", public_id=batch.public_id)


def _steps() -> list[str]:
    return [_("Sheet"), _("Columns"), _("Rehearsal"), _("Import")]


# ── one: the sheet ───────────────────────────────────────────────────────────


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    page = Paginator(imports_visible_to(request.person), 20).get_page(request.GET.get("page"))
    return render(request, "imports/import_list.html", {"page": page, "imports": [_listed(batch) for batch in page]})


def _listed(batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch,
        "undoable": actions.can_be_undone(batch),
        "progress": progress_of(batch) if batch.is_busy else None,
    }


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        initial = {name: request.GET[name] for name in ("kind", "cohort") if name in request.GET}
        return _new_import_page(request, UploadForm(person=request.person, initial=initial or None))
    form = UploadForm(request.POST, request.FILES, person=request.person)
    if not form.is_valid():
        return _new_import_page(request, form, status=422)
    upload, name = form.upload
    try:
        batch = actions.begin_import(
            upload, by=request.person, name=name, kind=form.cleaned_data["kind"], cohort=form.cleaned_data["cohort"],
            key=request.POST.get(idempotency.FIELD, "")[:64] or uuid4().hex,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else "file", str(refusal))
        return _new_import_page(request, form, status=422)
    if batch.state == BatchState.FAILED:
        form.add_error("file", said(batch.trouble))
        actions.discard_import(batch, by=request.person)
        return _new_import_page(request, form, status=422)
    return redirect(_to(request, batch))


def _new_import_page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "imports/import_new.html", {"form": form, "steps": _steps()}, status=status)


@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where an import stands: each state has its page."""
    batch = _batch(request, public_id)
    if batch.is_busy:
        return _progress_page(request, batch)
    if request.htmx and request.htmx.target == "progress":
        return HttpResponseClientRedirect(_to(request, batch))
    match batch.state:
        case BatchState.READ:
            return redirect(_to(request, batch, "import-columns"))
        case BatchState.PREVIEWED:
            return _rehearsal_page(request, batch)
        case BatchState.FAILED:
            return _failed_page(request, batch)
    return _done_page(request, batch)


def _progress_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    told = progress_of(batch)
    context = {
        "batch": batch,
        "progress": told,
        "steps": _steps(),
        "at": 3 if batch.state == BatchState.CHECKING else 4,
    }
    if batch.state == BatchState.READING:
        context["at"] = 1
    template = "imports/import_progress.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)


def _failed_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    form = ReadingForm(batch=batch) if can_be_read_again(batch) else None
    context = {"batch": batch, "sentence": said(batch.trouble), "form": form, "steps": _steps()}
    return render(request, "imports/import_failed.html", context)


# ── two: the columns ─────────────────────────────────────────────────────────


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    if batch.state not in (BatchState.READ, BatchState.PREVIEWED):
        return redirect(_to(request, batch))
    questions = actions.questions_by_target(batch)
    if request.method == "GET":
        return _columns_page(request, batch, ColumnsForm(batch=batch, questions=questions, person=request.person))
    form = ColumnsForm(request.POST, batch=batch, questions=questions, person=request.person)
    if form.is_valid():
        try:
            batch = actions.choose_columns(batch, form.chosen(), by=request.person, at_once=False, **form.asked())
            return redirect(_to(request, batch))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _columns_page(request, batch, form, status=422)


def _columns_page(
    request: HttpRequest,
    batch: ImportBatch,
    form: ColumnsForm,
    *,
    reading: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = [one for one in known_sheets.KNOWN if one.kind == ("people" if batch.is_about_people else "pairs")]
    detected = known_sheets.detect(batch.headers)
    context = {
        "batch": batch,
        "form": form,
        "columns": [
            {
                "column": column,
                "field": field,
                "samples": [shown(one) for one in samples],
                "why": UNPLACED.get(column["why"], ""),
            }
            for column, field, samples in form.columns()
        ],
        "reading": reading or (ReadingForm(batch=batch) if can_be_read_again(batch) else None),
        "facts": words.how_it_was_read(batch),
        "notes": words.notes_of(batch),
        "known": [(one.key, one.title(request.LANGUAGE_CODE)) for one in known],
        "detected": detected.title(request.LANGUAGE_CODE) if detected else "",
        "named": named_mappings(batch.kind),
        "remembered": sum(1 for column in batch.columns if column["how"] == "remembered"),
        "doubtful": sum(1 for column in batch.columns if not column["sure"] and column["field"]),
        "opening": [(number, [shown(cell) for cell in cells]) for number, cells in batch.shape.get("opening", [])],
        "steps": _steps(),
        "reading_open": bool(reading and reading.errors),
    }
    return render(request, "imports/import_columns.html", context, status=status)


@require_POST
def reading(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read the same file in another way."""
    batch = _batch(request, public_id)
    form = ReadingForm(request.POST, batch=batch)
    if not form.is_valid():
        if batch.state == BatchState.FAILED:
            return render(
                request, "imports/import_failed.html",
                {"batch": batch, "sentence": said(batch.trouble), "form": form, "steps": _steps()}, status=422,
            )  # fmt: skip
        questions = actions.questions_by_target(batch)
        return _columns_page(
            request,
            batch,
            ColumnsForm(batch=batch, questions=questions, person=request.person),
            reading=form,
            status=422,
        )
    batch = actions.read_again(batch, by=request.person, **form.wishes())
    return redirect(_to(request, batch))


@require_POST
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One click: take the columns for what they are in a sheet we know, or in one that was given a name."""
    batch = _batch(request, public_id)
    kind, _colon, key = request.POST.get("like", "").partition(":")
    if kind == "named":
        mapping = (
            named_mappings(batch.kind).model.objects.filter(public_id=key, kind=batch.kind).first()
            if _is_uuid(key)
            else None
        )
        if mapping is not None:
            actions.propose_columns(batch, by=request.person, mapping=mapping)
    elif kind == "known" and known_sheets.by_key(key):
        actions.propose_columns(batch, by=request.person, known_key=key)
    return redirect(_to(request, batch, "import-columns"))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_POST
def mapping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the columns a name, for another sheet."""
    batch = _batch(request, public_id)
    form = MappingNameForm(request.POST)
    if form.is_valid():
        named = actions.name_mapping(batch, form.cleaned_data["title"], by=request.person)
        messages.success(request, _("Remembered as “%(title)s”.") % {"title": named.title})
        return redirect(_to(request, batch))
    return _rehearsal_page(request, batch, naming=form, status=422)


# ── three: the rehearsal ─────────────────────────────────────────────────────

TABS = {
    "": None,
    "new": Outcome.NEW,
    "updated": Outcome.UPDATED,
    "unchanged": Outcome.UNCHANGED,
    "skipped": Outcome.SKIPPED,
}


def _rehearsal_page(
    request: HttpRequest,
    batch: ImportBatch,
    *,
    naming: MappingNameForm | None = None,
    broken: words.Mend | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _rehearsal(request, batch)
    context |= {"naming": naming or MappingNameForm(), "broken": broken}
    return render(request, "imports/import_rehearsal.html", context, status=status)


def _rehearsal(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    counts = batch.counts
    show = request.GET.get("show", "")
    rows = rows_of(batch)
    stuck = rows.filter(outcome=Outcome.REJECTED)
    others = rows.exclude(outcome=Outcome.REJECTED)
    alike = words.repairs_alike(stuck.values_list("reasons", flat=True)[:5000]) if counts.get(Outcome.REJECTED) else {}
    mends = Paginator(stuck, ROWS if show == "rejected" else MENDS).get_page(
        request.GET.get("page") if show == "rejected" else 1
    )
    asking = [words.mend_of(row, batch.headers) for row in others.filter(asks=True)[:MENDS]]
    wanted = TABS.get(show)
    table = Paginator(others.filter(outcome=wanted) if wanted else others, ROWS if show else 8).get_page(
        request.GET.get("page") if show != "rejected" else 1
    )
    stays = counts.get(Outcome.REJECTED, 0)
    return {
        "batch": batch,
        "counts": {str(name): counts.get(name, 0) for name in Outcome},
        "others": sum(counts.values()) - stays,
        "stuck": stays,
        "show": show,
        "mends": [words.mend_of(row, batch.headers, alike) for row in _first_of_each(mends)],
        "mends_page": mends,
        "asking": asking,
        "done": [words.corrected(row) for row in others.exclude(corrections={})[:4]] if show != "rejected" else [],
        "lines": [words.line_of(row, batch.cohort) for row in table],
        "page": table,
        "tabs": _tabs(request, batch, show),
        "stitches": words.stitches(counts),
        "per_stitch": -(-batch.rows_in_all // 200),
        "facts": words.how_it_was_read(batch),
        "notes": words.notes_of(batch),
        "columns": [
            (
                column["header"],
                words.field_name(column["field"], actions.questions_by_target(batch)) if column["field"] else "",
            )
            for column in batch.columns
        ],
        "outdated": batch.trouble.get("code") == "outdated" and batch.trouble["values"]["rows"],
        "again": _imported_before(request, batch),
        "steps": _steps(),
        "recent": [_listed(one) for one in imports_visible_to(request.person).exclude(pk=batch.pk)[:3]],
    }


def _first_of_each(stuck: Any) -> list[ImportRow]:
    """Rows to be put right; two rows of one question are asked once."""
    seen: set[str] = set()
    found = []
    for row in stuck:
        double = any(it["code"] == "two_names" for it in row.reasons)
        if not (double and row.key in seen):
            found.append(row)
        if double:
            seen.add(row.key)
    return found


def _tabs(
    request: HttpRequest, batch: ImportBatch, show: str, *, names: Sequence[str] = tuple(TABS)
) -> list[dict[str, Any]]:
    here, counts = _to(request, batch), batch.counts
    everything = sum(counts.get(outcome, 0) for name, outcome in TABS.items() if name in names and outcome)
    tabs = [("", pgettext("rows", "All"), everything)]
    tabs += [
        ("new", pgettext("rows", "New"), counts.get(Outcome.NEW, 0)),
        ("updated", pgettext("rows", "Updated"), counts.get(Outcome.UPDATED, 0)),
        ("unchanged", pgettext("rows", "Unchanged"), counts.get(Outcome.UNCHANGED, 0)),
        ("skipped", pgettext("rows", "Left out"), counts.get(Outcome.SKIPPED, 0)),
    ]
    return [
        {
            "label": label,
            "count": count,
            "url": f"{here}?show={name}#rows" if name else f"{here}#rows",
            "current": name == show,
        }
        for name, label, count in tabs
        if name in names and (count or not name)
    ]


def _imported_before(request: HttpRequest, batch: ImportBatch) -> ImportBatch | None:
    same = imports_visible_to(request.person).filter(sha256=batch.sha256, kind=batch.kind, state=BatchState.COMMITTED)
    return same.exclude(pk=batch.pk).first()


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One row, all of its cells; a form in the list sends here only the cells it shows."""
    it = _row(request, public_id, number)
    batch = it.batch
    if batch.state != BatchState.PREVIEWED:
        return redirect(_to(request, batch))
    standing = {**dict(zip(batch.headers, map(shown, it.cells), strict=False)), **it.corrections}
    if request.method == "GET":
        return _row_page(request, it, _told(it, standing))
    form = RowForm(request.POST, row=it, standing=standing)
    if not form.is_valid():
        return _row_page(request, it, form, status=422)
    it = actions.correct_row(it, form.corrections(), by=request.person)
    return _after_mending(request, it)


def _told(it: ImportRow, standing: dict[str, str]) -> RowForm:
    """The form as it stands, with what is to be said beside each cell."""
    form = RowForm(
        {f"c{at}": standing[header] for at, header in enumerate(it.batch.headers)}, row=it, standing=standing
    )
    form.is_valid()
    names = {header: name for name, header in form.headers.items()}
    for reason in it.reasons:
        if reason["kind"] == STOP and reason["header"] in names:
            form.add_error(names[reason["header"]], said(reason))
    return form


def _row_page(request: HttpRequest, it: ImportRow, form: RowForm, status: int = 200) -> HttpResponse:
    batch = it.batch
    sentences = [said(one) for one in it.reasons if one["kind"] == STOP and one["header"] not in batch.headers]
    questions = actions.questions_by_target(batch)
    fields = [
        {"field": form[name], "target": words.field_name(column["field"], questions) if column["field"] else ""}
        for name, column in zip(form.headers, batch.columns, strict=True)
    ]
    context = {
        "batch": batch, "row": it, "form": form, "fields": fields, "line": words.line_of(it, batch.cohort),
        "sentences": sentences, "mend": words.mend_of(it, batch.headers), "steps": _steps(),
    }  # fmt: skip
    return render(request, "imports/import_row.html", context, status=status)


@require_POST
def decision(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """The answer to the question of a row: the same person or two, left out or not."""
    it = _row(request, public_id, number)
    answer, _colon, value = request.POST.get("answer", "").partition(":")
    if answer == "skip":
        it = actions.decide_row(it, by=request.person, skip=value == "1")
    elif answer == "twin" and value in ("same", "two"):
        it = actions.decide_row(it, by=request.person, twin=value)
    elif answer == "same_as" and (value == "nobody" or _is_uuid(value)):
        it = actions.decide_row(it, by=request.person, same_as=value)
    else:
        messages.error(request, _("Choose one of the two answers."))
        return redirect(f"{_to(request, it.batch)}#row-{number}")
    return _after_mending(request, it)


def _after_mending(request: HttpRequest, it: ImportRow) -> HttpResponse:
    """The list again, at the row; with htmx only what changed of the page."""
    batch = imports_visible_to(request.person).get(pk=it.batch_id)
    it.batch = batch
    if request.htmx:
        context = _rehearsal(request, batch)
        stays = it.outcome == Outcome.REJECTED
        context |= {"mend": words.mend_of(it, batch.headers) if stays else words.corrected(it), "swapped": True}
        return render(request, "imports/parts/mended.html", context)
    if it.outcome == Outcome.REJECTED:
        messages.warning(request, _("Row %(row)s is not right yet.") % {"row": it.number})
    return HttpResponseRedirect(
        f"{_to(request, batch)}#{'row-' + str(it.number) if it.outcome == Outcome.REJECTED else 'to-mend'}"
    )


@require_POST
def repairs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept what is proposed for all the rows with the same trouble."""
    batch = _batch(request, public_id)
    count = actions.accept_repairs(
        batch, by=request.person, code=request.POST.get("code", "")[:60], header=request.POST.get("header", "")
    )
    text = ngettext("%(count)s row put right.", "%(count)s rows put right.", count) % {"count": count}
    messages.success(request, text)
    return redirect(f"{_to(request, batch)}#to-mend")


@require_GET
def rehearsal(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The rehearsal as a spreadsheet, or the rows that stayed out after the import."""
    batch = _batch(request, public_id)
    name, content = rehearsal_table(batch, rows_of(batch), language=request.LANGUAGE_CODE)
    return FileResponse(
        content, as_attachment=True, filename=name,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Cache-Control": "private, no-store"},
    )  # fmt: skip


# ── four: the import, and the way back ───────────────────────────────────────


@require_POST
def execution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    version = request.POST.get("version", "")
    batch = actions.start_import(batch, by=request.person, version=int(version) if version.isdecimal() else None)
    return redirect(_to(request, batch))


def _done_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    rows = rows_of(batch)
    show = request.GET.get("show", "")
    written = rows.filter(written=True) if batch.state == BatchState.COMMITTED else rows.none()
    wanted = TABS.get(show)
    table = Paginator(written.filter(outcome=wanted) if wanted else written, ROWS if show else 8).get_page(
        request.GET.get("page")
    )
    stayed = rows.filter(written=False, outcome__in=(Outcome.REJECTED, Outcome.SKIPPED))
    context = {
        "batch": batch,
        "counts": {str(name): batch.counts.get(name, 0) for name in Outcome},
        "stayed": [{"row": row, "sentences": [said(one) for one in row.reasons]} for row in stayed[:20]],
        "stayed_count": stayed.count(),
        "kept": [
            {"row": row, "why": UNDO_REFUSED.get(row.undo_refused, "")} for row in rows.exclude(undo_refused="")[:20]
        ],
        "kept_count": rows.exclude(undo_refused="").count(),
        "undone_count": rows.filter(written=True, undo_refused="").count(),
        "undoable": actions.can_be_undone(batch),
        "steps": _steps(),
        "invite_url": _invite_url(request),
        "lines": [words.line_of(row, batch.cohort) for row in table],
        "page": table,
        "show": show,
        "tabs": _tabs(request, batch, show, names=("", "new", "updated")),
        "until": batch.committed_at + actions.UNDO_WITHIN if batch.committed_at else None,
        "just_now": batch.committed_at is not None and (clock.now() - batch.committed_at).total_seconds() < 3600,
    }
    return render(request, "imports/import_done.html", context)


def _invite_url(request: HttpRequest) -> str:
    """Where imported people are invited from."""
    return f"{reverse_in(request.community, 'people:member-list')}?state=imported"


UNDO_REFUSED = {
    "joined": gettext_lazy("has joined in the meantime"),
    "invited": gettext_lazy("has an invitation: withdraw it first, if you want"),
    "used": gettext_lazy("has an application, a match or something else here by now"),
    "changed": gettext_lazy("was changed by somebody since"),
    "decided": gettext_lazy("their application was decided on"),
    "gone": gettext_lazy("is not here any more"),
    "happened": gettext_lazy("something has happened in this mentorship since"),
}


@require_http_methods(["GET", "POST"])
def undoing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    if request.method == "POST":
        batch = actions.start_undo(batch, by=request.person)
        return redirect(_to(request, batch))
    if not actions.can_be_undone(batch):
        return redirect(_to(request, batch))
    preview = actions.undo_preview(batch)
    stay = [{"row": row, "why": UNDO_REFUSED.get(why, "")} for row, why in preview.stay]
    context = {"batch": batch, "preview": preview, "stay": stay[:50], "more": max(len(stay) - 50, 0)}
    return render(request, "imports/import_undo.html", context)


@require_POST
def removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    if not can_be_discarded(batch):
        return redirect(_to(request, batch))
    actions.discard_import(batch, by=request.person)
    messages.info(request, _("The sheet is gone. Nothing was imported."))
    return redirect(reverse_in(request.community, "imports:import-list"))


@require_POST
def retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(request, public_id)
    actions.retry_batch(batch, by=request.person)
    return redirect(_to(request, batch))
