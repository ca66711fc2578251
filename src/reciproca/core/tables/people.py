"""Rows become people: each cell read for what its column is, each doubt kept beside its row and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reciproca.core.tables import known as known_sheets
from reciproca.core.tables.columns import FIELDS, Column, Role, recognise
from reciproca.core.tables.notes import Note
from reciproca.core.tables.sheet import Cell, Row, Sheet
from reciproca.core.tables.values import (
    DateOrder,
    NameOrder,
    Problem,
    Reading,
    clean_line,
    clean_text,
    closest,
    decide_date_order,
    decide_name_order,
    infer_options,
    is_nothing,
    read_availability,
    read_count,
    read_email,
    read_languages,
    read_moment,
    read_roles,
    read_yes_no,
    split_free,
    split_name,
    split_options,
    tidy_name,
)

LONGEST = {"story": 5000, "notes": 5000, "worthwhile": 2000}
LINE_LENGTH = 200


@dataclass(frozen=True)
class Finding:
    """Something in a row that asks for the coordinator: where, what was typed, why, and the repair if there is one."""

    number: int
    problem: Problem
    header: str | None = None
    field: str | None = None
    typed: str = ""

    def sentence(self, language: str = "en") -> str:
        return self.problem.sentence(language)


@dataclass
class PersonRow:
    """One person of a sheet: values by field, answers of columns nobody claimed, and what is to be put right."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def full_name(self) -> str:
        return f"{self.values.get('first_name', '')} {self.values.get('last_name', '')}".strip()

    @property
    def roles(self) -> frozenset[str]:
        return self.values.get("roles", frozenset())


@dataclass
class People:
    """What a sheet says, once its columns are known."""

    columns: list[Column]
    rows: list[PersonRow]
    notes: list[Note]
    known: known_sheets.KnownSheet | None = None
    date_orders: dict[str, DateOrder] = field(default_factory=dict)


def propose_columns(
    sheet: Sheet, *, role: Role | None = None, remembered: Mapping[str, str] | None = None
) -> tuple[list[Column], known_sheets.KnownSheet | None]:
    """Which column is what, and the known sheet it came from, if any."""
    found = known_sheets.detect(sheet.headers) if sheet.headers else None
    by_header = known_sheets.columns_of(found, sheet.headers) if found else {}
    columns = recognise(
        sheet.headers,
        rows=[row.cells for row in sheet.rows[:200]],
        role=role or (found.role if found else None),
        remembered=remembered,
        known=by_header,
    )
    return columns, found


def read_people(
    sheet: Sheet,
    *,
    role: Role | None = None,
    columns: Sequence[Column] | None = None,
    remembered: Mapping[str, str] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    date_order: DateOrder | None = None,
    corrections: Mapping[tuple[int, str], Cell] | None = None,
    required: Iterable[str] = ("email",),
    capacity_bounds: tuple[int, int] = (0, 50),
) -> People:
    """Read every row of a sheet.

    `options` are the answers foreseen for a field (they may hold commas); without them a list is split by hand.
    `corrections` replace single cells, by row number and header, so that what the coordinator put right is read by the
    same rules. `required` names the fields without which a row cannot stand. `role` is what a row is when it does not
    say so itself; plain "topics" are then a mentor's offers or a mentee's needs.
    """
    found = None
    if columns is None:
        columns, found = propose_columns(sheet, role=role, remembered=remembered)
    else:
        found = known_sheets.detect(sheet.headers) if sheet.headers else None
    reader = _Reader(sheet, list(columns), found, options or {}, date_order, role, tuple(required), capacity_bounds)
    corrections = corrections or {}
    rows = [reader.read(row, corrections) for row in sheet.rows]
    _find_doubles(rows)
    return People(list(columns), rows, reader.notes, found, reader.date_orders)


class _Reader:
    """What was decided once per column, and used for every row."""

    def __init__(
        self,
        sheet: Sheet,
        columns: list[Column],
        known: known_sheets.KnownSheet | None,
        options: Mapping[str, Sequence[str]],
        date_order: DateOrder | None,
        role: Role | None,
        required: tuple[str, ...],
        capacity_bounds: tuple[int, int],
    ) -> None:
        self.headers = sheet.headers
        self.columns = columns
        self.known = known
        self.role = role
        self.required = required
        self.capacity_bounds = capacity_bounds
        self.notes: list[Note] = []
        self.date_orders: dict[str, DateOrder] = {}
        self.name_orders: dict[str, NameOrder] = {}
        self.options: dict[str, Sequence[str]] = {}
        for position, column in enumerate(columns):
            cells = [row.cells[position] for row in sheet.rows]
            if column.field in ("timestamp", "started_on", "ended_on"):
                self._settle_dates(column.header, cells, date_order)
            elif column.field in ("full_name", "mentor_name", "mentee_name"):
                spoken = known_sheets.spoken(column.header)
                said = "family_first" if spoken.startswith(("cognome", "surname", "last name")) else None
                self.name_orders[column.header] = said or decide_name_order(cells)  # type: ignore[assignment]
            elif column.field in ("offers", "needs", "topics", "interests"):
                foreseen = options.get(column.field) or options.get(column.header)
                if foreseen is not None:
                    self.options[column.header] = foreseen

    def _settle_dates(self, header: str, cells: list[Cell], wanted: DateOrder | None) -> None:
        if wanted:
            self.date_orders[header] = wanted
            return
        hint: DateOrder = (self.known.date_order if self.known else None) or "dmy"
        evidence = decide_date_order(cells, hint=hint)
        sure = evidence.sure or bool(self.known and self.known.date_order)
        self.date_orders[header] = evidence.order
        if not sure:
            self.notes.append(Note("date_order_unsure", header=header, text=evidence.example, order=evidence.order))
        elif evidence.order != "dmy" and any(isinstance(cell, str) for cell in cells):
            self.notes.append(Note("date_order", header=header, order=evidence.order))

    # ------------------------------------------------------------------------------------------------------ one row

    def read(self, row: Row, corrections: Mapping[tuple[int, str], Cell]) -> PersonRow:
        person = PersonRow(row.number)
        roles: set[str] = set()
        refused: set[str] = set()
        for position, column in enumerate(self.columns):
            cell = row.cells[position]
            if corrections:
                cell = corrections.get((row.number, column.header), cell)
            if column.field in ("ignore", "sensitive"):
                continue
            if column.field is None:
                if not is_nothing(cell):
                    person.answers[column.header] = clean_text(cell)
                continue
            if cell is None or cell == "":
                continue
            if column.field in ("role", "is_mentor", "is_mentee", "is_both"):
                wants, wants_not = self._roles(person, column, cell)
                roles |= wants
                refused |= wants_not
            else:
                self._take(person, column, cell)
        self._settle_roles(person, roles, refused)
        self._finish(person)
        return person

    def _take(self, person: PersonRow, column: Column, cell: Cell) -> None:
        name, header = column.field or "", column.header
        values = person.values
        match name:
            case "email" | "mentor_email" | "mentee_email":
                self._keep(person, column, cell, read_email(cell))
            case "first_name" | "last_name":
                values[name] = tidy_name(cell)
            case "full_name":
                split = split_name(cell, order=self.name_orders.get(header, "given_first"))
                values.setdefault("first_name", split.first)
                values.setdefault("last_name", split.last)
                if not split.sure:
                    values["name_unsure"] = True
            case "mentor_name" | "mentee_name":
                values[name] = split_name(cell, order=self.name_orders.get(header, "given_first")).full
            case "offers" | "needs" | "topics" | "interests":
                self._choices(person, column, cell)
            case "avoid":
                values.setdefault(name, []).extend(one for one in split_free(cell) if one not in values.get(name, []))
            case "languages":
                reading = read_languages(cell)
                if reading.value:
                    values[name] = {**values.get(name, {}), **reading.value}
                else:
                    self._keep(person, column, cell, reading)
            case "availability":
                slots = read_availability(cell)
                if slots.value:
                    values[name] = values.get(name, frozenset()) | slots.value
                elif slots.problem:  # words we do not understand are kept as words: a doubt here must not stop a row
                    person.answers[header] = clean_text(cell)
            case "capacity" | "demand":
                least, most = self.capacity_bounds if name == "capacity" else (0, 10)
                self._keep(person, column, cell, read_count(cell, least=least, most=most))
            case "timestamp" | "started_on" | "ended_on":
                order = self.date_orders.get(header, "dmy")
                moment = read_moment(cell, order=order)
                if moment.value is not None:
                    values[name] = moment.value if name == "timestamp" else moment.value.date()
                else:
                    self._keep(person, column, cell, moment)
            case "consent" | "minor":
                self._keep(person, column, cell, read_yes_no(cell))
            case "external_id":
                values[name] = clean_line(cell)
            case "status":
                values[name] = self._status(cell)
            case "story" | "notes" | "worthwhile":
                text = clean_text(cell)
                if name in values:
                    text = f"{values[name]}\n\n{text}"
                self._limited(person, column, text, LONGEST[name])
            case _:
                if not is_nothing(cell):
                    self._limited(person, column, clean_line(cell), LINE_LENGTH)

    def _keep(self, person: PersonRow, column: Column, cell: Cell, reading: Reading[Any]) -> None:
        if reading.problem is not None:
            person.findings.append(
                Finding(person.number, reading.problem, column.header, column.field, clean_line(cell)[:200])
            )
        elif reading.value is not None and column.field:
            person.values[column.field] = reading.value

    def _limited(self, person: PersonRow, column: Column, text: str, most: int) -> None:
        if len(text) > most:
            problem = Problem("too_long", {"length": len(text), "limit": most}, repair=text[:most].rsplit(" ", 1)[0])
            person.findings.append(Finding(person.number, problem, column.header, column.field, text[:200]))
        elif text and column.field:
            person.values[column.field] = text

    def _choices(self, person: PersonRow, column: Column, cell: Cell) -> None:
        name = column.field or ""
        foreseen = self.options.get(column.header)
        if foreseen is None:
            pieces = split_free(cell)
        else:
            pieces, left = split_options(cell, foreseen)
            for piece in left:
                meant = closest(piece, foreseen)
                problem = (
                    Problem("option_unknown", {"text": piece[:80], "suggestion": meant}, repair=meant)
                    if meant
                    else Problem("option_unknown_alone", {"text": piece[:80]})
                )
                person.findings.append(Finding(person.number, problem, column.header, name, piece[:200]))
        kept = person.values.setdefault(name, [])
        kept.extend(piece for piece in pieces if piece not in kept)

    def _roles(self, person: PersonRow, column: Column, cell: Cell) -> tuple[set[str], set[str]]:
        """What a cell says someone wants to be, and does not want to be."""
        if column.field == "role":
            reading = read_roles(cell)
            if reading.problem:
                person.findings.append(
                    Finding(person.number, reading.problem, column.header, column.field, clean_line(cell)[:200])
                )
            return set(reading.value or ()), set()
        answer = read_yes_no(cell)
        if answer.problem:  # «Both», «Mentor»: a word where a yes was expected
            return set(read_roles(cell).value or ()), set()
        asked = {"is_mentor": {"mentor"}, "is_mentee": {"mentee"}, "is_both": {"mentor", "mentee"}}[column.field or ""]
        if answer.value is None:
            return set(), set()
        if answer.value:
            return asked, set()
        return set(), asked if len(asked) == 1 else set()

    def _settle_roles(self, person: PersonRow, roles: set[str], refused: set[str]) -> None:
        """What the row says; else, whoever declines one side alone is on the other; else what the sheet is for."""
        if not roles and refused:
            roles = {"mentor", "mentee"} - refused
        elif not roles:
            default = self.role or (self.known.role if self.known else None)
            if default is None:
                return
            roles = {default}
        person.values["roles"] = frozenset(roles)

    def _status(self, cell: Cell) -> str:
        text = clean_line(cell)
        return (self.known.statuses if self.known else {}).get(text.upper(), text)

    def _finish(self, person: PersonRow) -> None:
        values = person.values
        topics = values.get("topics")
        if topics and self.role and not values.get("offers" if self.role == "mentor" else "needs"):
            values["offers" if self.role == "mentor" else "needs"] = values.pop("topics")
        if values.get("consent") is False:
            person.findings.append(Finding(person.number, Problem("no_consent", about="row")))
        if values.get("status") == "left":
            person.findings.append(Finding(person.number, Problem("left", {"text": "T"}, about="row")))
        if (
            not person.full_name
            and not values.get("email")
            and not any(one.field == "email" for one in person.findings)
        ):
            if not any(name.startswith(("mentor_", "mentee_")) for name in values):
                person.findings.append(Finding(person.number, Problem("no_identity", about="row")))
            return
        columns_by_field = {column.field: column.header for column in self.columns}
        for name in self.required:
            asked = any(one.field == name for one in person.findings)
            if not values.get(name) and not asked:
                problem = Problem("required", {"label": _Label(name)})
                person.findings.append(Finding(person.number, problem, columns_by_field.get(name), name))


class _Label:
    """A field's name, said in the language of the sentence it ends up in."""

    def __init__(self, name: str) -> None:
        self.name = name

    def said(self, language: str) -> str:
        return FIELDS[self.name].label(language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Label) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name


def _find_doubles(rows: Sequence[PersonRow]) -> None:
    """The same e-mail twice: the latest row stays; another name beside it is a question."""
    latest: dict[str, PersonRow] = {}
    for person in rows:
        email = person.values.get("email")
        if not email:
            continue
        earlier = latest.get(email)
        if earlier is not None:
            same = earlier.full_name.casefold() == person.full_name.casefold()
            code = "same_email" if same else "same_email_two_names"
            values: dict[str, Any] = {"row": earlier.number}
            if not same:
                values["name"] = earlier.full_name
            person.findings.append(Finding(person.number, Problem(code, values, about="row"), None, "email", email))
        latest[email] = person


# ----------------------------------------------------------------------------------------------------------- pairs


@dataclass
class PairRow:
    """An existing or past pair: by e-mail where there is one, by name otherwise."""

    number: int
    mentor_email: str | None = None
    mentee_email: str | None = None
    mentor_name: str = ""
    mentee_name: str = ""
    pair_name: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    findings: list[Finding] = field(default_factory=list)


def is_pairs_sheet(columns: Sequence[Column]) -> bool:
    fields = {column.field for column in columns}
    return {"mentor_email", "mentee_email"} <= fields or {"mentor_name", "mentee_name"} <= fields


def read_pairs(
    sheet: Sheet, *, remembered: Mapping[str, str] | None = None, date_order: DateOrder | None = None
) -> list[PairRow]:
    people = read_people(sheet, remembered=remembered, date_order=date_order, required=())
    named = {column.field for column in people.columns}
    emails = [name for name in ("mentee_email", "mentor_email") if name in named]
    headers = {column.field: column.header for column in people.columns}
    pairs = []
    for person in people.rows:
        taken = {
            name: value
            for name, value in person.values.items()
            if name
            in ("mentor_email", "mentee_email", "mentor_name", "mentee_name", "pair_name", "started_on", "ended_on")
        }
        pair = PairRow(person.number, **taken, findings=[one for one in person.findings if one.problem.about == "cell"])
        for name in emails:
            if not taken.get(name) and not any(one.field == name for one in pair.findings):
                problem = Problem("required", {"label": _Label(name)})
                pair.findings.append(Finding(person.number, problem, headers.get(name), name))
        pairs.append(pair)
    return pairs


def inferred_options(sheet: Sheet, header: str) -> list[str]:
    """What the answers of a column seem to have been chosen from, to be shown and put right before splitting."""
    return infer_options(sheet.column(header))
