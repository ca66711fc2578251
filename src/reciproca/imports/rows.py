"""A row of the sheet becomes the values of a person: what is asked of each column, within what our tables hold."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reciproca.core.tables import known as known_sheets
from reciproca.core.tables.columns import Column
from reciproca.core.tables.people import PersonRow
from reciproca.core.tables.people import _Reader as CellReader  # decides once for a column, then reads row by row
from reciproca.core.tables.sheet import Cell, Row, Sheet
from reciproca.core.tables.values import read_languages

from .cells import cell_from, clean_surrogates
from .reasons import NOTE, Reason, from_finding, reason

__all__ = ["Read", "RowReader", "name_words", "similar_names"]

#: How long a text may be in our tables, by the field of the column it comes from.
LONGEST = {
    "first_name": 80, "last_name": 80, "external_id": 80, "headline": 140, "place": 80, "worthwhile": 1000,
    "story": 4000, "job_title": 120, "profession": 120, "organisation": 120, "industry": 80,
    "mentor_name": 160, "mentee_name": 160, "pair_name": 120,
}  # fmt: skip
LONGEST_PIECE, MOST_PIECES = 200, 30
LISTS = ("offers", "needs", "topics", "interests")
PARTS = {"midday": "lunch"}
QUESTION = "question:"


@dataclass
class Read:
    """What one row says: its values as they would be written, and what is to be said about it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    moment: str = ""  # when the row was filled in, for telling which of two is the latest

    @property
    def key(self) -> str:
        return self.values.get("email", "")

    @property
    def label(self) -> str:
        return f"{self.values.get('given_name', '')} {self.values.get('family_name', '')}".strip()[:170]


class RowReader:
    """Reads the rows of one sheet, with what was decided once for each column."""

    def __init__(
        self,
        headers: Sequence[str],
        columns: Sequence[Mapping[str, Any]],
        rows: Sequence[tuple[int, Sequence[Any]]],
        *,
        options: Mapping[str, Any],
        decided: Mapping[str, Any] | None = None,
        pairs: bool = False,
        language: str = "it",
    ) -> None:
        self.headers = list(headers)
        self.language = language
        self.pairs = pairs
        self.header_of: dict[str, str] = {}
        self.questions: dict[str, str] = {}
        tables_columns = []
        for column in columns:
            name = column.get("field") or "ignore"
            if name.startswith(QUESTION):
                self.questions[column["header"]] = name.removeprefix(QUESTION)
                tables_columns.append(Column(column["header"], None, 1.0, "remembered"))
                continue
            self.header_of.setdefault(name, column["header"])
            tables_columns.append(Column(column["header"], name, 1.0, "remembered"))
        sheet = Sheet(
            "", 0, tuple(self.headers), tuple(self.headers),
            [Row(number, tuple(map(cell_from, cells))) for number, cells in rows],
        )  # fmt: skip
        known = known_sheets.detect(self.headers) if self.headers else None
        required = () if pairs else ("email", "first_name")
        self.reader = CellReader(
            sheet,
            tables_columns,
            known,
            {},
            options.get("date_order") or None,
            options.get("role") or None,
            required,
            (0, 50),
        )
        if decided:
            self.reader.date_orders = dict(decided.get("dates", {}))
            self.reader.name_orders = dict(decided.get("names", {}))
        self.rows = sheet.rows

    @property
    def decided(self) -> dict[str, Any]:
        return {"dates": self.reader.date_orders, "names": self.reader.name_orders}

    def read(self, row: Row, corrections: Mapping[str, str]) -> Read:
        corrected: dict[tuple[int, str], Cell] = {(row.number, header): text for header, text in corrections.items()}
        person = self.reader.read(row, corrected)
        reasons = [self._placed(from_finding(finding)) for finding in person.findings]
        reasons += self._too_long(person)
        values = self._pair(person) if self.pairs else self._person(person, reasons)
        moment = person.values.get("timestamp")
        return Read(row.number, values, reasons, moment.isoformat() if isinstance(moment, datetime) else "")

    # ── a person ──

    def _person(self, person: PersonRow, reasons: list[Reason]) -> dict[str, Any]:
        said = person.values
        values: dict[str, Any] = {
            "email": said.get("email", ""),
            "given_name": said.get("first_name", ""),
            "family_name": said.get("last_name", ""),
            "external_id": said.get("external_id", ""),
            "language": self._language(said.get("language", "")),
            "city": said.get("place", ""),
            "story": said.get("story", ""),
            "worthwhile": said.get("worthwhile", ""),
            "mentor_capacity": said.get("capacity"),
            "offers": said.get("offers", []),
            "needs": said.get("needs", []),
            "interests": said.get("interests", []),
            "skills": said.get("topics", []),
            "languages": [
                {"code": code, "level": level or ""} for code, level in (said.get("languages") or {}).items()
            ],
            "availability": sorted(_slot(slot) for slot in said.get("availability") or ()),
            "avoid": said.get("avoid", []),
            "roles": sorted(person.roles),
            "minor": bool(said.get("minor")) or None,
        }
        title = said.get("job_title") or said.get("profession") or said.get("industry") or ""
        organisation = said.get("organisation", "")
        values["headline"] = said.get("headline") or _shortened(", ".join(one for one in (title, organisation) if one))
        work = said.get("job_title") or said.get("profession")
        values["path"] = [["work", work[:120], organisation[:120], None]] if work and organisation else []
        year = said.get("class_year")
        if year:
            found = re.search(r"\b(19|20)\d\d\b", str(year))
            if found:
                values["graduated"] = int(found[0])
            else:
                reasons.append(self._cell("year_unclear", "class_year", text=str(year)[:40]))
        if values["given_name"] and said.get("name_unsure") and values["family_name"]:
            reasons.append(reason("name_unsure", NOTE, given=values["given_name"], family=values["family_name"]))
        if moment := said.get("timestamp"):
            values["submitted_at"] = moment.isoformat()
        values["answers"] = {
            self.questions[header]: text for header, text in person.answers.items() if header in self.questions
        }
        return {name: _kept(value) for name, value in values.items() if value not in ("", None, [], {})}

    def _language(self, said: str) -> str:
        if not said:
            return ""
        codes = read_languages(said).value or {}
        return next((code for code in codes if code in ("it", "en")), "")

    # ── a pair ──

    def _pair(self, person: PersonRow) -> dict[str, Any]:
        said = person.values
        names = ("mentor_email", "mentee_email", "mentor_name", "mentee_name", "pair_name")
        values = {name: said[name] for name in names if said.get(name)}
        for side in ("mentor", "mentee"):
            # A column called “Mentor” may hold addresses.
            if "@" in values.get(f"{side}_name", "") and f"{side}_email" not in values:
                values[f"{side}_email"] = values.pop(f"{side}_name").strip().lower()
        for name in ("started_on", "ended_on"):
            if said.get(name):
                values[name] = said[name].isoformat()
        return {name: _kept(value) for name, value in values.items()}

    # ── what does not fit ──

    def _too_long(self, person: PersonRow) -> list[Reason]:
        found = []
        for name, limit in LONGEST.items():
            text = person.values.get(name)
            if isinstance(text, str) and len(text) > limit:
                found.append(
                    reason(
                        "cell.too_long", header=self._header(name), field=name, typed=text[:200],
                        repair=text[:limit].rsplit(" ", 1)[0], length=len(text), limit=limit,
                    )
                )  # fmt: skip
        for name in LISTS:
            pieces = person.values.get(name) or []
            if longest := next((piece for piece in pieces if len(piece) > LONGEST_PIECE), None):
                found.append(
                    reason(
                        "cell.too_long", header=self._header(name), field=name, typed=longest[:200],
                        length=len(longest), limit=LONGEST_PIECE,
                    )
                )  # fmt: skip
            if len(pieces) > MOST_PIECES:
                found.append(self._cell("too_many", name, count=len(pieces), limit=MOST_PIECES))
        return found

    def _cell(self, code: str, name: str, **values: Any) -> Reason:
        return reason(code, header=self._header(name), field=name, **values)

    def _header(self, name: str) -> str:
        if name in ("first_name", "last_name") and name not in self.header_of:
            return self.header_of.get("full_name", "")
        return self.header_of.get(name, "")

    def _placed(self, it: Reason) -> Reason:
        """A reason about a name knows the column that holds the whole name."""
        if not it["header"] and it["field"]:
            it["header"] = self._header(it["field"])
        return it


def _slot(slot: str) -> str:
    day, _, part = slot.partition("-")
    return f"{day}-{PARTS.get(part, part)}"


def _shortened(text: str) -> str:
    return text if len(text) <= 140 else text[:139].rsplit(" ", 1)[0] + "…"


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return clean_surrogates(value)
    if isinstance(value, list):
        return [_kept(one) for one in value]
    return value


# ── names ────────────────────────────────────────────────────────────────────


def name_words(name: str) -> frozenset[str]:
    """The words of a name without case, accents or order: «ROSSI Mario» and «Mario Rossi» are one."""
    text = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()
    return frozenset(re.findall(r"[^\W\d_]+", text))


def similar_names(one: str, other: str) -> bool:
    """Whether two names may well be one person's: a word in common, or nothing to compare."""
    words, others = name_words(one), name_words(other)
    return not words or not others or bool(words & others)


def distinct(texts: Iterable[str]) -> list[str]:
    """The same thing said twice is said once."""
    return list({" ".join(text.casefold().split()): text for text in reversed(list(texts))}.values())[::-1]
