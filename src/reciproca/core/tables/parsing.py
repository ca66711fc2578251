"""Bytes in, sheets out, in this very process. Callers outside the child process use `reading.read_table`."""

from __future__ import annotations

from dataclasses import dataclass

from reciproca.core.tables.delimited import read_delimited
from reciproca.core.tables.kinds import kind_of
from reciproca.core.tables.limits import DEFAULT, Limits
from reciproca.core.tables.notes import Note
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.shape import shape
from reciproca.core.tables.sheet import Sheet
from reciproca.core.tables.workbook import read_workbook


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the coordinator wants it read, where she said so."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None


def parse(data: bytes, *, name: str = "", wishes: Wishes | None = None, limits: Limits = DEFAULT) -> list[Sheet]:
    wishes = wishes or Wishes()
    if len(data) > limits.file_bytes:
        raise TableRefused("too_big", size=len(data) >> 20, limit=limits.file_bytes >> 20)
    kind = kind_of(data)
    sheets = _text_sheets(data, name, wishes, limits) if kind == "text" else _book_sheets(data, kind, wishes, limits)
    if wishes.sheet is not None and not any(sheet.name == wishes.sheet for sheet in sheets):
        raise TableRefused("no_such_sheet", sheet=wishes.sheet, sheets=[sheet.name for sheet in sheets])
    if not any(sheet.rows for sheet in sheets):
        raise TableRefused("no_rows")
    return sheets


def _text_sheets(data: bytes, name: str, wishes: Wishes, limits: Limits) -> list[Sheet]:
    table = read_delimited(data, limits, encoding=wishes.encoding, delimiter=wishes.delimiter)
    if sum(len(cell) for row in table.rows for cell in row) > limits.text_chars:
        raise TableRefused("too_much_text")
    grid = [[cell if cell.strip() else None for cell in row] for row in table.rows]
    sheet = shape(grid, name=_bare_name(name) or "CSV", index=0, header_row=wishes.header_row)
    sheet.kind = "tsv" if table.delimiter == "\t" else "csv"
    sheet.encoding, sheet.delimiter = table.encoding, table.delimiter
    sheet.notes[:0] = table.notes
    return [sheet] if wishes.sheet in (None, sheet.name) else [_renamed(sheet, wishes.sheet)]


def _renamed(sheet: Sheet, name: str | None) -> Sheet:
    """A text file has one sheet, whatever it was called where the choice was remembered."""
    sheet.name = name or sheet.name
    return sheet


def _book_sheets(data: bytes, kind: str, wishes: Wishes, limits: Limits) -> list[Sheet]:
    book = read_workbook(data, kind, limits)
    sheets = []
    for grid in book.grids:
        header_row = wishes.header_row if wishes.sheet in (None, grid.name) else None
        if wishes.header_row is not None and wishes.sheet is None and len(book.grids) > 1:
            header_row = wishes.header_row if len(grid.rows) >= wishes.header_row else None
        sheet = shape(
            grid.rows,
            name=grid.name,
            index=grid.index,
            first_row=grid.first_row,
            first_column=grid.first_column,
            header_row=header_row,
        )
        sheet.kind, sheet.hidden = book.kind, grid.hidden
        if sheet.hidden:
            sheet.notes.insert(0, Note("hidden_sheet", sheet=sheet.name))
            sheet.score -= 5.0
        sheet.notes.extend(book.notes)
        sheets.append(sheet)
    return sheets


def _bare_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
