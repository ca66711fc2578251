"""The rehearsal: each row set beside what the community knows; rows put right one by one, or all alike."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.saving import save_rows
from reciproca.core.tables.sheet import Row
from reciproca.core.tables.values import clean_line
from reciproca.imports import progress
from reciproca.imports.cells import cell_from, clean_surrogates, shown
from reciproca.imports.choices import BatchState, Kind, Outcome
from reciproca.imports.comparing import (
    Comparison,
    Doubles,
    compare_pair,
    compare_person,
    compare_running_pair,
    doubles_among,
)
from reciproca.imports.models import ImportBatch, ImportRow
from reciproca.imports.queries import known_pairs, known_people, names_here, places_in
from reciproca.imports.reasons import ASK, reason
from reciproca.imports.rows import QUESTION, Read, RowReader, name_words
from reciproca.programmes.answers import check_answers
from reciproca.programmes.choices import CohortState
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import questionnaire_of
from reciproca.programmes.questionnaire import QuestionSet

from .moving import NotNow, move
from .reading import fill_columns, questions_of, read_batch, remember_columns, targets_of

__all__ = [
    "CohortOfPairsNeeded", "ColumnsMissing", "accept_repairs", "check_batch", "choose_columns", "compared", "correct_row", "decide_row",
    "propose_columns", "questions_by_target", "read_again", "retry_batch",
]  # fmt: skip

#: Up to so many rows are rehearsed while one waits; more by a worker, with progress.
CHECK_AT_ONCE = 1_500
SOME = 500
WRITTEN = ["key", "label", "clean", "outcome", "asks", "reasons", "changes", "person"]


class ColumnsMissing(Refusal):
    sentence = _("No column is taken for the %(what)s yet: choose one.")


class CohortOfPairsNeeded(Refusal):
    sentence = _("Choose the cohort in which these pairs are meeting.")
    field = "cohort"


# ── reading it in another way, naming the columns ────────────────────────────


def read_again(batch: ImportBatch, *, by: Membership, at_once: bool = False, **wishes: Any) -> ImportBatch:
    """Read the same file in another way: another sheet, header row, encoding or separator."""
    with transaction.atomic():
        now = _open(batch)
        if now.file is None:
            raise NotNow(state=BatchState(now.state).label)
        now.version += 1
        move(now, BatchState.READING, reading=wishes, version=now.version, trouble={})
        record("read_again", by=by, on=now)
        waits = now.file_size > 600_000 and not at_once
        if waits:
            jobs.enqueue("reciproca.imports.tasks.read_batch", now.community_id, str(now.public_id))
    if not waits:
        read_batch(now)
    now.refresh_from_db()
    return now


def propose_columns(batch: ImportBatch, *, by: Membership, known_key: str = "", mapping: Any = None) -> ImportBatch:
    """One click: take the columns for what they are in a sheet we know, or in one that has a name here."""
    with transaction.atomic():
        now = _open(batch)
        fill_columns(now, samples=_samples(now), known_key=known_key, mapping=mapping)
        ImportBatch.objects.filter(pk=now.pk).update(columns=now.columns, options=now.options)
    return now


def _samples(batch: ImportBatch) -> list[list[Any]]:
    rows = ImportRow.objects.filter(batch=batch).order_by("number").values_list("cells", flat=True)[:200]
    return [[cell_from(cell) for cell in cells] for cells in rows]


def choose_columns(
    batch: ImportBatch, fields: Sequence[str], *, by: Membership, at_once: bool = False, **options: str
) -> ImportBatch:
    """What each column is, in their order; from here the rehearsal runs. Raises `ColumnsMissing`.

    options: date_order ("dmy", "mdy", "ymd" or nothing), role of all the rows, edition of the pairs; for pairs also
    pairs ("pairs": they meet now, "past_pairs") and cohort (public id), in which those that meet now become mentorships.
    """
    with transaction.atomic():
        now = _open(batch)
        possible = {"", *targets_of(now)}
        chosen = [name if name in possible else "" for name in fields]
        _must_be_enough(now, chosen, options)
        now.columns = [
            column if column["field"] == name else {**column, "field": name, "how": "chosen", "sure": True, "why": ""}
            for column, name in zip(now.columns, chosen, strict=True)
        ]
        if not now.is_about_people:
            _choose_pairs(now, options)
        kept = {
            **now.options,
            **{name: value for name, value in options.items() if name in ("date_order", "role", "edition")},
        }
        now.version += 1
        now.options = kept
        remember_columns(now)
        move(
            now,
            BatchState.CHECKING,
            columns=now.columns,
            options=kept,
            version=now.version,
            trouble={},
            kind=now.kind,
            cohort=now.cohort,
        )
        record("choose_columns", by=by, on=now, columns=sum(1 for name in chosen if name))
        waits = now.shape.get("rows", 0) > CHECK_AT_ONCE and not at_once
        if waits:
            jobs.enqueue("reciproca.imports.tasks.check_batch", now.community_id, str(now.public_id))
    if not waits:
        check_batch(now)
    now.refresh_from_db()
    return now


def _choose_pairs(batch: ImportBatch, options: Mapping[str, str]) -> None:
    if options.get("pairs") in (Kind.PAIRS, Kind.PAST_PAIRS):
        batch.kind = options["pairs"]
    if options.get("cohort"):
        batch.cohort = Cohort.objects.filter(public_id=options["cohort"]).exclude(state=CohortState.ENDED).first()
    if batch.kind == Kind.PAST_PAIRS:
        batch.cohort = None
    elif batch.cohort is None:
        raise CohortOfPairsNeeded


def _must_be_enough(batch: ImportBatch, chosen: Sequence[str], options: Mapping[str, str]) -> None:
    there = set(chosen)
    if batch.is_about_people:
        if "email" not in there:
            raise ColumnsMissing(what=pgettext_lazy("column that is missing", "e-mail"), field="email")
        if not there & {"full_name", "first_name"}:
            raise ColumnsMissing(what=pgettext_lazy("column that is missing", "name"), field="full_name")
        if (
            batch.kind == Kind.APPLICATIONS
            and not options.get("role")
            and not there & {"role", "is_mentor", "is_mentee", "is_both"}
        ):
            raise ColumnsMissing(what=pgettext_lazy("column that is missing", "role (mentor or mentee)"), field="role")
        return
    for side, what in (
        ("mentor", pgettext_lazy("column that is missing", "mentor’s e-mail")),
        ("mentee", pgettext_lazy("column that is missing", "mentee’s e-mail")),
    ):
        if not there & {f"{side}_email", f"{side}_name"}:
            raise ColumnsMissing(what=what, field=f"{side}_email")


def _open(batch: ImportBatch) -> ImportBatch:
    """The import, locked, as long as nothing of it was written."""
    now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if now.state in (BatchState.RUNNING, BatchState.COMMITTED, BatchState.UNDOING, BatchState.UNDONE):
        raise NotNow(state=BatchState(now.state).label)
    now.community = batch.community
    return now


def retry_batch(batch: ImportBatch, *, by: Membership) -> ImportBatch:
    """Somebody was waiting and the worker is not there any more: ask for the work again. It has one effect all the same."""
    tasks = {
        BatchState.READING: "read_batch", BatchState.CHECKING: "check_batch", BatchState.RUNNING: "run_import",
        BatchState.UNDOING: "run_undo",
    }  # fmt: skip
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if now.state in tasks:
            ImportBatch.objects.filter(pk=now.pk).update(changed_at=clock.now())
            record("retry_import", by=by, on=now, state=now.state)
            jobs.enqueue(
                f"reciproca.imports.tasks.{tasks[BatchState(now.state)]}", now.community_id, str(now.public_id)
            )
    now.refresh_from_db()
    return now


# ── the rehearsal ────────────────────────────────────────────────────────────


def check_batch(batch: ImportBatch) -> None:
    """Rehearse every row. Nothing of the community is touched. May be run twice; an older reading never wins."""
    batch.refresh_from_db()
    if batch.state != BatchState.CHECKING:
        return
    version, total, done = batch.version, batch.shape.get("rows", 0), 0
    progress.tell(batch, 0, total)
    reader = _reader(batch)
    for some in _some(reader.found):
        results = list(_compared(some, reader))
        with transaction.atomic():
            if not _is_current(batch, version):
                return
            _keep(batch, results)
        done += len(some)
        progress.tell(batch, done, total)
    with transaction.atomic():
        if _is_current(batch, version):
            move(batch, BatchState.PREVIEWED, counts=_counts(batch), decided=reader.cells.decided)
    progress.clear(batch)


def compared(batch: ImportBatch, rows: Sequence[ImportRow]) -> Iterator[tuple[ImportRow, Comparison]]:
    """The same comparison again, against the community as it is now: what writing asks before it writes."""
    reader = _reader(batch, rows)
    for some in _some(reader.found):
        yield from ((row, comparison) for row, _read, comparison in _compared(some, reader))
        for row, read in some:  # many rows: what was looked at is let go
            read.values, row.cells = {}, []


def _is_current(batch: ImportBatch, version: int) -> bool:
    now = ImportBatch.objects.select_for_update().only("version", "state").get(pk=batch.pk)
    return now.version == version and now.state == BatchState.CHECKING


class _BatchReader:
    """All that is known of a sheet when its rows are compared."""

    def __init__(self, batch: ImportBatch, rows: Sequence[ImportRow], *, alone: bool = False) -> None:
        self.batch = batch
        self.cells = RowReader(
            batch.headers,
            batch.columns,
            [(row.number, row.cells) for row in rows],
            options=batch.options,
            decided=batch.decided if alone else None,
            pairs=not batch.is_about_people,
            language=batch.community.language,
        )
        self.headers = {column["field"]: column["header"] for column in reversed(batch.columns) if column["field"]}
        self.headers.setdefault("first_name", self.headers.get("full_name", ""))
        self.questions = _asked(batch)
        self.answering = {
            name.removeprefix(QUESTION): header for name, header in self.headers.items() if name.startswith(QUESTION)
        }
        self.found = [
            (row, self._read(row, Row(number, cells)))
            for row, (number, cells) in zip(rows, self.cells.rows, strict=True)
        ]
        self.names = names_here()
        self.pairs = {} if batch.is_about_people else known_pairs()
        self.places = places_in(batch.cohort) if batch.is_running and batch.cohort else None
        self.seen: dict[tuple[str, str, str], int] = {}
        self.doubles = Doubles()

    def _read(self, row: ImportRow, cells: Row) -> Read:
        read = self.cells.read(cells, row.corrections)
        if self.questions is not None:
            self._answer(read)
        return read

    def _answer(self, read: Read) -> None:
        """The answers of each role, checked as the page checks them; what the profile says feeds the same questions."""
        assert self.questions is not None
        values = read.values
        raw = dict(values.pop("answers", {}))
        answers: dict[str, dict[str, Any]] = {}
        for role in values.get("roles", []):
            for question in self.questions.asked_of(role):
                if question.id not in raw and question.feeds and (said := _fed(question.feeds, values)):
                    raw[question.id] = said
            taken, problems = check_answers(self.questions, role, raw, complete=False)
            answers[role] = taken
            for name, sentence in problems.items():
                header = self.answering.get(name) or self.headers.get(_feeding(self.questions, name), "")
                if not any(one["code"] == "answer" and one["header"] == header for one in read.reasons):
                    typed = raw.get(name)
                    read.reasons.append(
                        reason(
                            "answer",
                            header=header,
                            field=f"{QUESTION}{name}",
                            typed=clean_line(typed)[:200] if isinstance(typed, str) else "",
                            sentence=sentence,
                        )
                    )
        if answers:
            values["answers_of"] = answers

    def learn_names_of_the_sheet(self, rows: Iterable[tuple[str, str]]) -> None:
        """People of the sheet may be named by others in it, though nobody here knows them yet."""
        for name, email in rows:
            if name and email and email not in self.names.by_email:
                self.names.by_words.setdefault(name_words(name), []).append(("", name, email))
                self.names.by_email[email] = ("", name)


def _asked(batch: ImportBatch) -> QuestionSet | None:
    if batch.kind != Kind.APPLICATIONS or batch.cohort is None:
        return None
    questionnaire = questionnaire_of(batch.cohort)
    return questionnaire.asked if questionnaire else None


def _fed(feeds: str, values: Mapping[str, Any]) -> Any:
    """What the columns of the profile already say to a question that feeds the same part of it."""
    return values.get({"team": ""}.get(feeds, feeds)) or None


def _feeding(questions: QuestionSet, name: str) -> str:
    question = questions.question(name)
    return question.feeds if question else ""


def _reader(batch: ImportBatch, rows: Sequence[ImportRow] | None = None) -> _BatchReader:
    """A reader of the whole sheet, with what its rows say about one another."""
    if rows is None:
        rows = list(ImportRow.objects.filter(batch=batch).order_by("number"))
    reader = _BatchReader(batch, rows)
    if batch.is_about_people:
        reader.doubles = doubles_among([_for_doubles(row, read) for row, read in reader.found])
        reader.learn_names_of_the_sheet((read.label, read.key) for _row, read in reader.found)
    return reader


def _for_doubles(row: ImportRow, read: Read) -> dict[str, Any]:
    return {
        "number": row.number, "key": read.key, "name": read.label, "code": read.values.get("external_id", ""),
        "moment": read.moment, "roles": read.values.get("roles", []), "decision": row.decision,
    }  # fmt: skip


def _compared(
    some: Sequence[tuple[ImportRow, Read]], reader: _BatchReader
) -> Iterator[tuple[ImportRow, Read, Comparison]]:
    batch, names = reader.batch, reader.names
    if batch.is_running:
        today = clock.today(batch.community.time_zone).isoformat()
        assert reader.places is not None
        for row, read in some:
            comparison = compare_running_pair(
                read,
                decision=row.decision,
                today=today,
                names=names,
                places=reader.places,
                headers=reader.headers,
            )
            yield row, read, comparison
        return
    if not batch.is_about_people:
        for row, read in some:
            yield (
                row,
                read,
                compare_pair(
                    read, decision=row.decision, edition=batch.options.get("edition", ""),
                    past=batch.kind == Kind.PAST_PAIRS, names=names, there=reader.pairs, seen=reader.seen,
                    headers=reader.headers,
                ),
            )  # fmt: skip
        return
    people = known_people(
        emails={read.key for _row, read in some if read.key},
        external_ids={read.values["external_id"] for _row, read in some if read.values.get("external_id")},
        public_ids={
            row.decision["same_as"] for row, _read in some if row.decision.get("same_as", "nobody") != "nobody"
        },
        cohort=batch.cohort if batch.kind == Kind.APPLICATIONS else None,
    )
    by_email = {person.email: person for person in people}
    by_code = {person.external_id: person for person in people if person.external_id}
    by_public_id = {person.public_id: person for person in people}
    for row, read in some:
        yield (
            row,
            read,
            compare_person(
                read, decision=row.decision, double=reader.doubles.reasons.get(row.number), by_email=by_email,
                by_code=by_code, by_public_id=by_public_id, names=names, headers=reader.headers,
                in_cohort=batch.kind == Kind.APPLICATIONS,
            ),
        )  # fmt: skip


def _keep(batch: ImportBatch, results: Sequence[tuple[ImportRow, Read, Comparison]]) -> None:
    """Write the results of the rehearsal beside the rows."""
    rows = []
    for row, read, comparison in results:
        person = comparison.person
        row.key = read.key[:254]
        row.label = read.label or _pair_label(read)
        row.clean, row.outcome = read.values, comparison.outcome
        row.reasons, row.changes = comparison.reasons, comparison.changes
        row.asks = any(one["kind"] == ASK for one in comparison.reasons) and comparison.outcome in (
            Outcome.NEW,
            Outcome.UPDATED,
        )
        row.person_id = person.pk if person else None
        rows.append(row)
    save_rows(rows, WRITTEN)


def _pair_label(read: Read) -> str:
    sides = [read.values.get(f"{side}_name") or read.values.get(f"{side}_email", "") for side in ("mentor", "mentee")]
    return " · ".join(side for side in sides if side)[:170]


def _counts(batch: ImportBatch) -> dict[str, int]:
    found = ImportRow.objects.filter(batch=batch).values_list("outcome").annotate(Count("pk"))
    return dict(Counter({str(outcome): count for outcome, count in found}))


def _some(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + SOME] for at in range(0, len(rows), SOME))


# ── putting right ────────────────────────────────────────────────────────────


@transaction.atomic
def correct_row(row: ImportRow, corrections: Mapping[str, str], *, by: Membership) -> ImportRow:
    """Write something else into cells of a row. The file itself is not touched; only this row is rehearsed again."""
    batch = _previewed(row.batch)
    row = ImportRow.objects.select_for_update().get(pk=row.pk)
    known = set(batch.headers)
    texts = {header: clean_surrogates(text)[:32_000] for header, text in corrections.items() if header in known}
    standing = dict(zip(batch.headers, map(shown, row.cells), strict=False))
    row.corrections = {
        header: text
        for header, text in {**row.corrections, **texts}.items()
        if text.strip() != standing.get(header, "").strip()
    }
    ImportRow.objects.filter(pk=row.pk).update(corrections=row.corrections)
    record("correct_row", by=by, on=batch, row=row.number, cells=len(texts))
    _check_alone(batch, [row])
    row.refresh_from_db()
    return row


@transaction.atomic
def decide_row(row: ImportRow, *, by: Membership, **decision: Any) -> ImportRow:
    """Answer the question of a row: skip=True or False; same_as=public id or "nobody"; twin="same" or "two" (for all rows with its e-mail)."""
    batch = _previewed(row.batch)
    rows = [row]
    if "twin" in decision and row.key:
        rows = list(ImportRow.objects.select_for_update().filter(batch=batch, key=row.key))
    for one in rows:
        one.decision = {
            name: value for name, value in {**one.decision, **decision}.items() if value not in (False, "", None)
        }
        ImportRow.objects.filter(pk=one.pk).update(decision=one.decision)
    record("decide_row", by=by, on=batch, row=row.number, about=" ".join(sorted(decision)))
    _check_alone(batch, rows)
    row.refresh_from_db()
    return row


@transaction.atomic
def accept_repairs(batch: ImportBatch, *, by: Membership, code: str, header: str) -> int:
    """Accept what we propose for every row with the same trouble in the same column. Returns how many there were."""
    batch = _previewed(batch)
    accepted = []
    for row in ImportRow.objects.select_for_update().filter(batch=batch, outcome=Outcome.REJECTED):
        for it in row.reasons:
            if it["code"] == code and it["header"] == header and it["repair"]:
                row.corrections = {**row.corrections, header: it["repair"]}
                accepted.append(row)
                break
    save_rows(accepted, ["corrections"])
    if accepted:
        record("accept_repairs", by=by, on=batch, rows=len(accepted), code=code)
        _check_alone(batch, accepted)
    return len(accepted)


def _previewed(batch: ImportBatch) -> ImportBatch:
    now = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    now.community = batch.community
    if now.state != BatchState.PREVIEWED:
        raise NotNow(state=BatchState(now.state).label)
    return now


def _check_alone(batch: ImportBatch, rows: Sequence[ImportRow]) -> None:
    """Rehearse these rows again, and those they share an e-mail or a code with, before or now.

    Running pairs share the places of mentors: all of them are rehearsed again.
    """
    if batch.is_running:
        rows = list(ImportRow.objects.filter(batch=batch).order_by("number"))
    before = {row.key for row in rows if row.key}
    reader = _BatchReader(batch, rows, alone=True)
    after = {read.key for _row, read in reader.found if read.key}
    codes = {read.values["external_id"] for _row, read in reader.found if read.values.get("external_id")}
    if batch.is_about_people:
        own = {row.pk for row in rows}
        touching = ImportRow.objects.filter(batch=batch, key__in=before | after)
        if codes:
            touching |= ImportRow.objects.filter(batch=batch, clean__external_id__in=list(codes))
        together = [*rows, *(row for row in touching if row.pk not in own)]
        if len(together) > len(rows):
            reader = _BatchReader(batch, sorted(together, key=lambda row: row.number), alone=True)
        reader.doubles = doubles_among([_for_doubles(row, read) for row, read in reader.found])
        named = ImportRow.objects.filter(batch=batch).exclude(key="").values_list("label", "key")
        if any(column["field"] == "avoid" for column in batch.columns):
            reader.learn_names_of_the_sheet(named)
    elif not batch.is_running:
        reader.seen = _pairs_of_others(batch, rows)
    _keep(batch, list(_compared(reader.found, reader)))
    ImportBatch.objects.filter(pk=batch.pk).update(counts=_counts(batch), version=F("version") + 1)


def _pairs_of_others(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[tuple[str, str, str], int]:
    numbers = [row.number for row in rows]
    others = ImportRow.objects.filter(batch=batch).exclude(number__in=numbers).exclude(outcome=Outcome.SKIPPED)
    return {
        (clean.get("mentor_email", ""), clean.get("mentee_email", ""), clean.get("edition", "")): number
        for number, clean in others.values_list("number", "clean")
    }


def questions_by_target(batch: ImportBatch) -> dict[str, str]:
    """The questions a column may be taken for, with their words."""
    return {f"{QUESTION}{question.id}": str(question.label) for question in questions_of(batch)}
