"""Sheets we know by their columns: one click maps them. What cannot be told from the names is said here once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reciproca.core.tables.columns import plain
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.sheet import Sheet
from reciproca.core.tables.values import DateOrder, clean_line, read_count, read_number

Kind = Literal["people", "pairs", "scores", "capacities"]


@dataclass(frozen=True)
class KnownSheet:
    """A kind of spreadsheet met before: its signature, and what each of its columns is."""

    key: str
    it: str
    en: str
    signature: frozenset[str]
    columns: Mapping[str, str]
    kind: Kind = "people"
    role: Literal["mentor", "mentee"] | None = None
    date_order: DateOrder | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)

    def title(self, language: str) -> str:
        return self.it if language.startswith("it") else self.en


def spoken(header: str) -> str:
    """A column name as it is compared; names in other scripts have no plain form and stand as they are."""
    return plain(header) or header.strip()


def _known(
    key: str, it: str, en: str, columns: Mapping[str, str], *, needs: Sequence[str] = (), **more: object
) -> KnownSheet:
    by_name = {spoken(header): name for header, name in columns.items()}
    signature = frozenset(spoken(header) for header in (needs or columns))
    return KnownSheet(key, it, en, signature, by_name, **more)  # type: ignore[arg-type]


PERSON = {"First name": "first_name", "Last name": "last_name"}
CIVIL_SERVICE = {
    **PERSON,
    "Email address": "email",
    "Both mentor and mentee": "is_both",
    "Job title": "job_title",
    "Grade": "grade",
    "Organisation": "organisation",
    "Profession": "profession",
    "Biography": "story",
}

KNOWN: tuple[KnownSheet, ...] = (
    _known(
        "mentor-match-mentors",
        "mentor-match, mentor",
        "mentor-match, mentors",
        # The characteristics are those one may ask to share: protected data, left out unless someone decides otherwise.
        {**CIVIL_SERVICE, "Characteristics": "sensitive"},
        role="mentor",
    ),
    _known(
        "mentor-match-mentees",
        "mentor-match, mentee",
        "mentor-match, mentees",
        {**CIVIL_SERVICE, "Match with similar identity": "sensitive", "Identity to match": "sensitive"},
        role="mentee",
    ),
    _known(
        "mentor-match-package",
        "mentor-match, un foglio solo",
        "mentor-match, one sheet",
        {
            **PERSON,
            "Email": "email",
            "Role": "job_title",
            "Organisation": "organisation",
            "Grade": "grade",
            "Profession": "profession",
        },
    ),
    _known(
        "mentor-match-form",
        "mentor-match, risposte del modulo",
        "mentor-match, form answers",
        {
            "Timestamp": "timestamp",
            "Do you want to sign up as a mentor?": "is_mentor",
            "Do you want to sign up as a mentee?": "is_mentee",
            "Your first name": "first_name",
            "Your last name": "last_name",
            "Your email address": "email",
            "Your Civil Service email address": "email",
            "Your job title or role": "job_title",
            "Your department or agency": "organisation",
            "Your grade": "grade",
            "Your profession": "profession",
        },
        needs=(
            "Timestamp",
            "Your first name",
            "Your last name",
            "Your department or agency",
            "Your grade",
            "Your profession",
        ),
    ),
    _known(
        "yenta",
        "yenta",
        "yenta",
        {
            "Timestamp": "timestamp",
            "First Name": "first_name",
            "Last Name": "last_name",
            "Email Address": "email",
            "Class Year": "class_year",
            "Industry": "industry",
            "Function": "topics",
            "Geography": "place",
            "How many students are you willing to mentor?": "capacity",
            "Gender": "sensitive",
            "Race / Ethnicity": "sensitive",
        },
        needs=("First Name", "Last Name", "Email Address", "Class Year", "Industry", "Function", "Geography"),
        date_order="mdy",
    ),
    _known(
        "together",
        "Together, persone",
        "Together, users",
        {
            **PERSON,
            "Email": "email",
            "EmployeeID": "external_id",
            "EmployeeStatusCode": "status",
        },
        needs=("First name", "Last name", "Email", "EmployeeID"),
        statuses={"A": "active", "T": "left", "L": "on_leave"},
    ),
    _known("chronus", "Chronus, persone", "Chronus, users", {**PERSON, "Email": "email"}),
    _known(
        "chronus-pairs",
        "Chronus, coppie",
        "Chronus, pairs",
        {
            "Mentor Email Address": "mentor_email",
            "Mentee Email Address": "mentee_email",
            "Mentoring Connection Name": "pair_name",
        },
        needs=("Mentor Email Address", "Mentee Email Address"),
        kind="pairs",
    ),
    _known(
        "wikiedu",
        "Wiki Education, mentor",
        "Wiki Education, mentors",
        {
            "real_name": "full_name",
            "username": "external_id",
            "email": "email",
            "institution": "organisation",
            "course_title": "headline",
            "course_subject": "topics",
            "course_term": "class_year",
            "course_slug": "ignore",
        },
        needs=("real_name", "username", "email", "institution"),
        role="mentor",
    ),
    _known(
        "yuanjian-capacities",
        "posti dei mentor (yuanjian)",
        "mentors’ places (yuanjian)",
        {"中文姓名": "full_name", "学生容量": "capacity"},
        kind="capacities",
        role="mentor",
    ),
    _known(
        "google-forms-it",
        "Moduli Google, in italiano",
        "Google Forms, in Italian",
        {"Informazioni cronologiche": "timestamp", "Nome utente": "email", "Indirizzo email": "email"},
        needs=("Informazioni cronologiche",),
        date_order="dmy",
    ),
    _known(
        "microsoft-forms-it",
        "Microsoft Forms, in italiano",
        "Microsoft Forms, in Italian",
        {
            "ID": "ignore",
            "Ora di inizio": "ignore",
            "Ora di completamento": "timestamp",
            "Posta elettronica": "email",
            "Nome": "full_name",
        },
        needs=("ID", "Ora di inizio", "Ora di completamento"),
    ),
    _known(
        "microsoft-forms-en",
        "Microsoft Forms, in inglese",
        "Microsoft Forms, in English",
        {"ID": "ignore", "Start time": "ignore", "Completion time": "timestamp", "Email": "email", "Name": "full_name"},
        needs=("ID", "Start time", "Completion time"),
    ),
    _known(
        "google-forms-en",
        "Moduli Google, in inglese",
        "Google Forms, in English",
        {"Timestamp": "timestamp", "Username": "email", "Email Address": "email"},
        needs=("Timestamp",),
    ),
)


def detect(headers: Sequence[str]) -> KnownSheet | None:
    """The known sheet these columns belong to: the one whose signature is all there, the longest signature first."""
    there = {spoken(header) for header in headers}
    candidates = [one for one in KNOWN if one.signature <= there]
    # Three names that half the world uses are no signature: such a sheet must hold nothing else.
    candidates = [one for one in candidates if one.key != "chronus" or there == one.signature]
    if not candidates:
        return None
    best = max(candidates, key=lambda one: (len(one.signature), len(there & set(one.columns))))
    if best.key.startswith("google-forms") and spoken(headers[0]) not in best.signature:
        return None
    return best


def columns_of(known: KnownSheet, headers: Sequence[str]) -> dict[str, str]:
    """Header → field for the columns the known sheet names."""
    return {header: known.columns[spoken(header)] for header in headers if spoken(header) in known.columns}


def by_key(key: str) -> KnownSheet | None:
    return next((one for one in KNOWN if one.key == key), None)


# ------------------------------------------------------------------------------------------- a matrix of preferences


@dataclass(frozen=True)
class ScoreMatrix:
    """What each mentee (row) gives each mentor (column); `None` where the pair is not allowed."""

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    scores: tuple[tuple[float | None, ...], ...]


def is_score_matrix(sheet: Sheet) -> bool:
    """Names down the first column, names along the header, and nothing but numbers between."""
    if len(sheet.headers) < 3 or len(sheet.rows) < 2:
        return False
    inner = [cell for row in sheet.rows[:50] for cell in row.cells[1:]]
    numbers = sum(1 for cell in inner if read_number(cell).value is not None)
    return numbers >= 0.9 * len(inner) and all(isinstance(row.cells[0], str) for row in sheet.rows[:50])


def read_scores(sheet: Sheet, *, ban: float = -10.0) -> ScoreMatrix:
    """Mentees' preferences from −5 to 5; `ban` (or less) and empty cells mean the pair must not be."""
    if not is_score_matrix(sheet):
        raise TableRefused("no_header", sheet=sheet.name)
    scores = tuple(
        tuple(
            value if value is not None and value > ban else None
            for value in (read_number(cell).value for cell in row.cells[1:])
        )
        for row in sheet.rows
    )
    return ScoreMatrix(tuple(clean_line(row.cells[0]) for row in sheet.rows), sheet.headers[1:], scores)


def read_capacities(sheet: Sheet) -> dict[str, int]:
    """Mentor’s name → places, from a two-column sheet."""
    found = detect(sheet.headers)
    columns = columns_of(found, sheet.headers) if found and found.kind == "capacities" else {}
    name_at = next((at for at, header in enumerate(sheet.headers) if columns.get(header) == "full_name"), 0)
    count_at = next(
        (at for at, header in enumerate(sheet.headers) if columns.get(header) == "capacity"), len(sheet.headers) - 1
    )
    return {
        clean_line(row.cells[name_at]): count
        for row in sheet.rows
        if (count := read_count(row.cells[count_at]).value) is not None and clean_line(row.cells[name_at])
    }
