"""What two people said of each other after a short meeting, read from a sheet: mentee, mentor, and whether each would go on.

Pure: sheets in, names and answers out. Whatever is unclear is refused with its row and column; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reciproca.core.tables.columns import plain
from reciproca.core.tables.reading import Sheet, TableRefused, read_table
from reciproca.core.tables.sheet import Cell, Row
from reciproca.core.tables.values import clean_line, read_yes_no
from reciproca.matching.scores import WORDS as SCORE_WORDS
from reciproca.programmes.wording import say

__all__ = ["Meeting", "MetRefused", "read_meetings"]

WORDS = {
    "mentee": SCORE_WORDS["mentee"],
    "mentor": SCORE_WORDS["mentor"],
    **{
        f"{role}_yes": tuple(
            form.format(role)
            for form in (
                "{} would go on", "would the {} go on", "{} would continue", "{} says yes", "{} said yes", "{} yes",
                "{} answer", "answer of the {}", "{} vuole continuare", "il {} vuole continuare",
                "la {} vuole continuare", "{} vorrebbe continuare", "il {} vorrebbe continuare",
                "la {} vorrebbe continuare", "{} continuerebbe", "{} si", "si {}", "{} dice si", "risposta {}",
                "risposta del {}", "risposta della {}",
            )
        )
        for role in ("mentee", "mentor")
    },
}  # fmt: skip


class MetRefused(Exception):
    """The sheet cannot be used; the sentence is in the language asked for."""


@dataclass(frozen=True)
class Meeting:
    """One row: two names as they were written, what each answered (None: nothing), and where it stands."""

    mentee: str
    mentor: str
    mentee_yes: bool | None
    mentor_yes: bool | None
    sheet: str
    row: int
    headers: Mapping[str, str]  # how the columns are called


def read_meetings(path: str | Path, *, language: str = "en", with_answers: bool = True) -> list[Meeting]:
    """Every row of every sheet that has the columns mentee and mentor, and one for the answers of either at least.

    `with_answers=False` asks only who has met whom. Raises `MetRefused`.
    """
    path = Path(path)
    try:
        sheets = read_table(path)
    except TableRefused as refusal:
        sentence = refusal.sentence(language)
        named = path.name if path.name not in sentence else None
        raise MetRefused(say("error.in_file", language, file=named, why=sentence) if named else sentence) from None
    found = [(sheet, columns) for sheet in sheets if (columns := _columns(sheet, with_answers))]
    if not found:
        raise MetRefused(say("error.met_columns" if with_answers else "error.past_columns", language, file=path.name))
    return [meeting for sheet, columns in found for meeting in _Reader(sheet, columns, path.name, language).meetings()]


def _columns(sheet: Sheet, with_answers: bool) -> dict[str, int] | None:
    heads = [plain(header) for header in sheet.headers]
    found = {what: heads.index(word) for what, words in WORDS.items() for word in words if word in heads}
    if not {"mentee", "mentor"} <= set(found) or (with_answers and not {"mentee_yes", "mentor_yes"} & set(found)):
        return None
    return found if with_answers else {what: found[what] for what in ("mentee", "mentor")}


@dataclass(frozen=True)
class _Reader:
    """One sheet with its columns; whatever it refuses, it says where."""

    sheet: Sheet
    columns: dict[str, int]
    file: str
    language: str

    def meetings(self) -> list[Meeting]:
        filled = [row for row in self.sheet.rows if any(self._typed(row, what) for what in self.columns)]
        return [
            Meeting(
                mentee=self._name(row, "mentee"),
                mentor=self._name(row, "mentor"),
                mentee_yes=self._answer(row, "mentee_yes"),
                mentor_yes=self._answer(row, "mentor_yes"),
                sheet=self.sheet.name,
                row=row.number,
                headers={what: self.sheet.headers[at] for what, at in self.columns.items()},
            )
            for row in filled
        ]

    def _cell(self, row: Row, what: str) -> Cell:
        at = self.columns.get(what)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def _typed(self, row: Row, what: str) -> str:
        return clean_line(self._cell(row, what))

    def _name(self, row: Row, what: str) -> str:
        name = self._typed(row, what)
        if not name:
            raise self._refusal("error.met_names", row, what)
        return name

    def _answer(self, row: Row, what: str) -> bool | None:
        """One word, or nothing: «non so» and «sì, ma» may be either."""
        typed = self._typed(row, what)
        answer = read_yes_no(self._cell(row, what))
        if len(typed.split()) > 1 or not answer.ok:
            raise self._refusal("error.met_unclear", row, what, typed=typed[:40])
        return answer.value

    def _refusal(self, key: str, row: Row, what: str, **words: str) -> MetRefused:
        header = self.sheet.headers[self.columns[what]]
        where = {"file": self.file, "sheet": self.sheet.name, "row": row.number, "column": header}
        return MetRefused(say(key, self.language, **where, **words))
