"""Which column is what: names recognised in Italian and English, remembered choices, and mapping files.

A recognised column is only a proposal: the coordinator sees it and can change it, and what she chose is remembered as
plain data (header → field). Sensitive columns (gender, origin, faith, health …) are recognised in order to be left out.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from reciproca.core.tables.headers import ASKED, NAMES
from reciproca.core.tables.refusals import TableRefused

Role = Literal["mentor", "mentee"]


@dataclass(frozen=True, slots=True)
class Field:
    """Something we know how to take from a spreadsheet."""

    name: str
    it: str
    en: str
    many: bool = False  # several columns may feed it

    def label(self, language: str) -> str:
        return self.it if language.startswith("it") else self.en


FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        Field("first_name", "nome", "first name"),
        Field("last_name", "cognome", "surname"),
        Field("full_name", "nome e cognome", "full name"),
        Field("email", "e-mail", "e-mail"),
        Field("external_id", "codice o matricola", "external id"),
        Field("role", "mentor o mentee", "mentor or mentee"),
        Field("is_mentor", "vuole fare da mentor", "wants to be a mentor"),
        Field("is_mentee", "cerca un mentor", "wants a mentor"),
        Field("is_both", "mentor e mentee insieme", "both mentor and mentee"),
        Field("offers", "offro", "offers", many=True),
        Field("needs", "mi serve", "needs", many=True),
        Field("topics", "temi", "topics", many=True),
        Field("interests", "interessi", "interests", many=True),
        Field("profession", "professione", "profession"),
        Field("job_title", "ruolo professionale", "job title"),
        Field("grade", "livello", "grade"),
        Field("industry", "settore", "industry"),
        Field("organisation", "organizzazione", "organisation"),
        Field("department", "reparto", "department"),
        Field("place", "città", "place"),
        Field("languages", "lingue", "languages", many=True),
        Field("availability", "quando può", "availability", many=True),
        Field("capacity", "posti come mentor", "places as a mentor"),
        Field("demand", "quanti mentor", "how many mentors"),
        Field("class_year", "anno di corso o di diploma", "class year"),
        Field("headline", "in una riga", "headline"),
        Field("story", "storia", "story", many=True),
        Field("worthwhile", "che cosa lo renderebbe prezioso", "what would make it worthwhile"),
        Field("avoid", "da non abbinare", "not to be matched with", many=True),
        Field("consent", "consenso", "consent"),
        Field("minor", "minorenne", "minor"),
        Field("status", "stato nell’organizzazione", "status in the organisation"),
        Field("timestamp", "data della domanda", "date of the application"),
        Field("language", "lingua preferita", "preferred language"),
        Field("phone", "telefono", "phone"),
        Field("notes", "note", "notes", many=True),
        Field("mentor_email", "e-mail del mentor", "mentor’s e-mail"),
        Field("mentee_email", "e-mail del mentee", "mentee’s e-mail"),
        Field("mentor_name", "nome del mentor", "mentor’s name"),
        Field("mentee_name", "nome del mentee", "mentee’s name"),
        Field("pair_name", "nome del percorso", "name of the mentorship"),
        Field("started_on", "inizio", "start"),
        Field("ended_on", "fine", "end"),
        Field("sensitive", "dato delicato, lasciato fuori", "sensitive, left out", many=True),
        Field("ignore", "non importare", "do not import", many=True),
    )
}


def plain(header: object) -> str:
    """A column name without case, accents, punctuation, or what stands in brackets."""
    text = unicodedata.normalize("NFKD", str(header or ""))[:400]
    text = "".join(character for character in text if not unicodedata.combining(character)).casefold()
    without = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    for candidate in (without, text):
        words = re.sub(r"[^a-z0-9]+", " ", candidate.replace("e-mail", "email")).strip()
        if words:
            return words
    return ""


def recognise_name(header: object) -> tuple[str | None, float]:
    """The field a column name speaks of, and how sure we are: 1 for a known name, 0.7 for a way of asking."""
    spoken = plain(header)
    if not spoken:
        return None, 0.0
    if spoken in NAMES:
        return NAMES[spoken], 1.0
    for name, pattern in ASKED:
        if pattern.search(spoken):
            return name, 0.7
    return None, 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """What we take a column for, and why."""

    header: str
    field: str | None
    certainty: float
    how: Literal["remembered", "known", "name", "content", "none"]


def recognise(
    headers: Sequence[str],
    *,
    rows: Sequence[Sequence[Any]] = (),
    role: Role | None = None,
    remembered: Mapping[str, str] | None = None,
    known: Mapping[str, str] | None = None,
) -> list[Column]:
    """Propose a field for each column.

    Order of trust: what was remembered (or given in a mapping file), the one-click mapping of a known sheet, the name
    of the column, and last its content (a column full of e-mail addresses). A field that takes one column goes to the
    surest, then to the leftmost.
    """
    remembered_by = {plain(header): name for header, name in (remembered or {}).items()}
    known_by = {plain(header): name for header, name in (known or {}).items()}
    columns: list[Column] = []
    for header in headers:
        spoken = plain(header)
        if header in (remembered or {}):
            columns.append(Column(header, (remembered or {})[header], 1.0, "remembered"))
        elif spoken and spoken in remembered_by:
            columns.append(Column(header, remembered_by[spoken], 1.0, "remembered"))
        elif spoken and spoken in known_by:
            columns.append(Column(header, known_by[spoken], 1.0, "known"))
        else:
            name, certainty = recognise_name(header)
            columns.append(Column(header, name, certainty, "name" if name else "none"))

    columns = [_in_context(column, columns, role) for column in columns]
    columns = _from_content(columns, rows)
    return _one_each(columns)


def _in_context(column: Column, columns: Sequence[Column], role: Role | None) -> Column:
    """Names that mean different things beside other columns, or in the mentors' and in the mentees' sheet."""
    if column.how != "name":
        return column
    names = {one.field for one in columns}
    spoken = plain(column.header)
    if column.field == "first_name" and spoken in ("nome", "name") and not names & {"last_name", "full_name"}:
        return Column(column.header, "full_name", 0.8, "name")
    if column.field == "full_name" and spoken == "name" and "last_name" in names and "first_name" not in names:
        return Column(column.header, "first_name", 0.9, "name")
    if column.field == "job_title" and spoken in ("ruolo", "role") and not names & {"role"}:
        return column
    if column.field == "topics" and role == "mentor" and "offers" not in names:
        return Column(column.header, "offers", 0.6, "name")
    if column.field == "topics" and role == "mentee" and "needs" not in names:
        return Column(column.header, "needs", 0.6, "name")
    if column.field in ("mentor_name", "mentee_name") and spoken in ("mentor", "mentee") and "email" in names:
        wanted = "is_mentor" if spoken == "mentor" else "is_mentee"
        return Column(column.header, wanted, 0.6, "name")
    if column.field == "language" and "languages" not in names:
        return Column(column.header, "languages", 0.6, "name")
    return column


ADDRESS = re.compile(r"[^\s@<>,;:\"']+@[^\s@<>,;:\"']+\.[a-zA-Z]{2,}")
MENTOR_WORDS = re.compile(
    r"^\W*(mentor|mentee|entramb\w+|both|mentore|mentor e mentee|mentor and mentee)\W*$", re.IGNORECASE
)


def _from_content(columns: list[Column], rows: Sequence[Sequence[Any]]) -> list[Column]:
    sample = rows[:200]
    if not sample:
        return columns
    taken = {column.field for column in columns}
    found = list(columns)
    for position, column in enumerate(columns):
        if column.field not in (None, "job_title"):
            continue
        cells = [
            str(row[position]).strip() for row in sample if position < len(row) and row[position] not in (None, "")
        ]
        if len(cells) < 2:
            continue
        if column.field is None and not taken & {"email", "mentor_email"} and _share(ADDRESS, cells) > 0.7:
            found[position] = Column(column.header, "email", 0.6, "content")
            taken.add("email")
        elif "role" not in taken and _share(MENTOR_WORDS, cells) > 0.8:
            found[position] = Column(column.header, "role", 0.8, "content")
            taken.add("role")
    return found


def _share(pattern: re.Pattern[str], cells: Sequence[str]) -> float:
    return sum(1 for cell in cells if len(cell) < 300 and pattern.search(cell)) / len(cells)


def _one_each(columns: Sequence[Column]) -> list[Column]:
    best: dict[str, int] = {}
    for position, column in enumerate(columns):
        if column.field and not FIELDS[column.field].many:
            holder = best.get(column.field)
            if holder is None or column.certainty > columns[holder].certainty:
                best[column.field] = position
    return [
        column
        if not column.field or FIELDS[column.field].many or best[column.field] == position
        else Column(column.header, None, 0.0, "none")
        for position, column in enumerate(columns)
    ]


def fields_of(columns: Iterable[Column]) -> dict[str, str]:
    """Header → field, as it is remembered."""
    return {column.header: column.field for column in columns if column.field}


# ---------------------------------------------------------------------------------------------------- mapping files


@dataclass(frozen=True)
class SheetMapping:
    """How to read one sheet, as data: what a mapping file says, and what a programme remembers."""

    columns: dict[str, str] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date_order: str | None = None
    capacity: int | None = None
    own: frozenset[str] = frozenset()  # columns named for this sheet alone, which must therefore be there

    def as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"columns": dict(self.columns)}
        if self.options:
            data["options"] = {name: list(options) for name, options in self.options.items()}
        for name in SETTINGS:
            if getattr(self, name) is not None:
                data[name] = getattr(self, name)
        return data


SETTINGS: dict[str, type] = {
    "sheet": str,
    "header_row": int,
    "encoding": str,
    "delimiter": str,
    "date_order": str,
    "capacity": int,
}


def load_mapping(path: str | Path) -> dict[str, SheetMapping]:
    """Read a mapping file. Returns one mapping for `mentors` and one for `mentees`.

    What stands under `[mentors]` or `[mentees]` is added to what stands for both.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise TableRefused("mapping_missing", name=path.name) from None
    except OSError:
        raise TableRefused("unreadable", name=path.name) from None
    except UnicodeDecodeError:
        raise TableRefused("wrong_encoding", encoding="UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        detail = re.sub(r" \(at .*\)$", "", str(error))
        raise TableRefused(
            "mapping_broken", name=path.name, line=int(place[1]) if place else 1, detail=detail
        ) from None
    return mapping_from_data(data, name=path.name)


def mapping_from_data(data: Mapping[str, Any], *, name: str = "") -> dict[str, SheetMapping]:
    for key in data:
        if key not in {"columns", "options", "mentors", "mentees", *SETTINGS}:
            raise TableRefused("mapping_shape", name=name, key=key)
    common = _sheet_mapping({key: part for key, part in data.items() if key not in ("mentors", "mentees")}, name)
    mappings = {}
    for side in ("mentors", "mentees"):
        part = data.get(side, {})
        if not isinstance(part, Mapping):
            raise TableRefused("mapping_shape", name=name, key=side)
        own = _sheet_mapping(part, name)
        mappings[side] = SheetMapping(
            columns={**common.columns, **own.columns},
            options={**common.options, **own.options},
            own=frozenset(own.columns),
            **{key: getattr(own, key) if getattr(own, key) is not None else getattr(common, key) for key in SETTINGS},
        )
    return mappings


def _sheet_mapping(data: Mapping[str, Any], name: str) -> SheetMapping:
    columns = data.get("columns", {})
    options = data.get("options", {})
    if not isinstance(columns, Mapping):
        raise TableRefused("mapping_shape", name=name, key="columns")
    if not isinstance(options, Mapping):
        raise TableRefused("mapping_shape", name=name, key="options")
    for header, field_name in columns.items():
        if not isinstance(field_name, str) or field_name not in FIELDS:
            raise TableRefused("mapping_unknown_field", header=header, field=field_name, fields=list(FIELDS))
    for field_name, texts in options.items():
        if field_name not in FIELDS or not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise TableRefused("mapping_shape", name=name, key=f"options.{field_name}")
    settings = {}
    for key, kind in SETTINGS.items():
        if key in data:
            if type(data[key]) is not kind:
                raise TableRefused("mapping_shape", name=name, key=key)
            settings[key] = data[key]
    if settings.get("date_order") not in (None, "dmy", "mdy", "ymd"):
        raise TableRefused("mapping_shape", name=name, key="date_order")
    for key in data:
        if key not in {"columns", "options", *SETTINGS}:
            raise TableRefused("mapping_shape", name=name, key=key)
    return SheetMapping(dict(columns), {key: tuple(texts) for key, texts in options.items()}, **settings)
