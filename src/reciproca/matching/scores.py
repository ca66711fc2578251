"""A table of fits that somebody has worked out already: rows of mentee, mentor and fit, or a matrix with the names around it.

Pure: sheets in, names and numbers out. What is not in the table, or empty in the matrix, is no possible pair.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reciproca.core.tables.columns import plain
from reciproca.core.tables.reading import Sheet, TableRefused, choose_sheet, read_table
from reciproca.programmes.wording import say

__all__ = ["Scores", "ScoresRefused", "read_scores"]

WORDS = {
    "mentee": ("mentee", "mentees", "allieva", "allievo", "nome mentee", "mentee name"),
    "mentor": ("mentor", "mentors", "mentore", "nome mentor", "mentor name"),
    "fit": ("fit", "affinita", "punteggio", "score", "punti", "points", "compatibilita", "match", "valore", "value"),
}


class ScoresRefused(Exception):
    """The table cannot be used; the sentence is in the language asked for."""


@dataclass(frozen=True)
class Scores:
    """Names in the order in which they first appear, and the fit of each possible pair (mentee, mentor), not negative."""

    file: str
    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    fit: dict[tuple[int, int], float]


def read_scores(path: str | Path, *, language: str = "en") -> Scores:
    """Read a table in any format that sheets of people may have. Raises `ScoresRefused`.

    1. With columns for mentee, mentor and fit it is a list of pairs.
    2. Otherwise the first row holds the mentors and the first column the mentees.
    """
    path = Path(path)
    try:
        sheet = choose_sheet(read_table(path))
        columns = _columns(sheet)
        if columns is None:
            sheet = choose_sheet(read_table(path, header_row=1))
    except TableRefused as refusal:
        sentence = refusal.sentence(language)
        named = path.name if path.name not in sentence else None
        raise ScoresRefused(say("error.in_file", language, file=named, why=sentence) if named else sentence) from None
    found = _from_rows(sheet, columns, path.name, language) if columns else _from_matrix(sheet, path.name, language)
    if not found:
        raise ScoresRefused(say("error.no_scores", language, file=path.name))
    mentees = tuple(dict.fromkeys(mentee for mentee, _mentor in found))
    mentors = tuple(dict.fromkeys(mentor for _mentee, mentor in found))
    rows, places = {name: at for at, name in enumerate(mentees)}, {name: at for at, name in enumerate(mentors)}
    fit = {(rows[mentee], places[mentor]): value for (mentee, mentor), value in found.items() if value is not None}
    if not fit:
        raise ScoresRefused(say("error.no_scores", language, file=path.name))
    return Scores(path.name, mentees, mentors, fit)


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """Where mentee, mentor and fit stand, when all three are named."""
    heads = [plain(header) for header in sheet.headers]
    found = {}
    for what, words in WORDS.items():
        at = next((heads.index(word) for word in words if word in heads), None)
        if at is None:
            return None
        found[what] = at
    return found


def _from_rows(sheet: Sheet, columns: dict[str, int], file: str, language: str) -> dict[tuple[str, str], float | None]:
    found: dict[tuple[str, str], float | None] = {}
    for row in sheet.rows:
        mentee, mentor = (_name(row.cells, columns[side]) for side in ("mentee", "mentor"))
        cell = row.cells[columns["fit"]] if columns["fit"] < len(row.cells) else None
        if not mentee and not mentor and _is_empty(cell):
            continue
        if not mentee or not mentor:
            raise ScoresRefused(say("error.score_names", language, file=file, row=row.number))
        if (mentee, mentor) in found:
            raise ScoresRefused(
                say("error.score_twice", language, file=file, row=row.number, mentee=mentee, mentor=mentor)
            )
        found[mentee, mentor] = _number(cell, file, row.number, language)
    return found


def _from_matrix(sheet: Sheet, file: str, language: str) -> dict[tuple[str, str], float | None]:
    mentors = [" ".join(header.split()) for header in sheet.headers[1:]]
    if {plain(mentor) for mentor in mentors} & set(WORDS["fit"]):  # a list of pairs that lacks a column, no matrix
        raise ScoresRefused(say("error.no_scores", language, file=file))
    if len(set(mentors)) < len(mentors):
        twice = next(name for name in mentors if mentors.count(name) > 1)
        raise ScoresRefused(say("error.score_name_twice", language, file=file, name=twice))
    found: dict[tuple[str, str], float | None] = {}
    for row in sheet.rows:
        mentee = _name(row.cells, 0)
        if not mentee:
            if all(_is_empty(cell) for cell in row.cells):
                continue
            raise ScoresRefused(say("error.score_names", language, file=file, row=row.number))
        if any(known == mentee for known, _mentor in found):
            raise ScoresRefused(say("error.score_name_twice", language, file=file, name=mentee))
        for at, mentor in enumerate(mentors, 1):
            cell = row.cells[at] if at < len(row.cells) else None
            found[mentee, mentor] = _number(cell, file, row.number, language)
    return found


def _name(cells: Sequence[Any], at: int) -> str:
    return " ".join(str(cells[at]).split()) if at < len(cells) and not _is_empty(cells[at]) else ""


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _number(cell: Any, file: str, row: int, language: str) -> float | None:
    """A number, also with a decimal comma; nothing where the cell is empty."""
    if _is_empty(cell):
        return None
    value = math.nan
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    elif isinstance(cell, str):
        try:
            value = float(cell.strip().replace(",", "."))
        except ValueError:
            pass
    if not math.isfinite(value) or value < 0:
        raise ScoresRefused(say("error.score_number", language, file=file, row=row, typed=str(cell)[:40]))
    return value
