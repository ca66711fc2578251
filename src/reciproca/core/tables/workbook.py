"""XLSX, XLSB, XLS and ODS: counted and checked first, then read. Only cached values; nothing is computed."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from reciproca.core.tables.archive import inspect
from reciproca.core.tables.kinds import refuse_ole
from reciproca.core.tables.limits import Limits
from reciproca.core.tables.notes import Note
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.sheet import Cell


@dataclass
class Grid:
    """A sheet before anyone has looked for its header."""

    name: str
    index: int
    hidden: bool
    first_row: int
    first_column: int
    rows: list[list[Cell]]


@dataclass
class Workbook:
    kind: str
    grids: list[Grid]
    notes: list[Note] = field(default_factory=list)


def read_workbook(data: bytes, kind: str, limits: Limits) -> Workbook:
    notes: list[Note] = []
    if kind == "zip":
        archive = inspect(data, limits)
        kind = archive.kind
        if archive.formulas:
            notes.append(Note("formulas", count=archive.formulas))
        if archive.without_result:
            notes.append(
                Note("formulas_without_result", count=archive.without_result, cells=archive.formulas_without_result)
            )
        if archive.external_links:
            notes.append(Note("external_links"))
    else:
        if kind == "ole":
            refuse_ole(data)
        kind = "xls"
    return Workbook(kind, _grids(data, limits), notes)


def _grids(data: bytes, limits: Limits) -> list[Grid]:
    import python_calamine as calamine  # here, so that reading a CSV never loads it

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = workbook.sheets_metadata
        if len(metadata) > limits.sheets:
            raise TableRefused("too_many_sheets", limit=limits.sheets)
        grids = []
        cells = text = 0
        for index, about in enumerate(metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            grid = _grid(sheet, about.name, index, limits)
            grid.hidden = about.visible != calamine.SheetVisibleEnum.Visible
            cells += sum(len(row) for row in grid.rows)
            text += sum(len(cell) for row in grid.rows for cell in row if type(cell) is str)
            if cells > limits.cells:
                raise TableRefused("too_many_cells", sheet=about.name, limit=limits.cells)
            if text > limits.text_chars:
                raise TableRefused("too_much_text")
            grids.append(grid)
        return grids
    except calamine.PasswordError as error:
        raise TableRefused("password") from error
    except calamine.CalamineError as error:
        raise TableRefused("damaged") from error
    except MemoryError:
        raise TableRefused("too_hard") from None
    except (OSError, ValueError, OverflowError) as error:
        raise TableRefused("damaged") from error


def _grid(sheet: Any, name: str, index: int, limits: Limits) -> Grid:
    # calamine lays a sheet out as a full rectangle: a cell far away makes it enormous.
    if sheet.total_height * max(sheet.width, 1) > 20 * limits.cells:
        raise TableRefused("too_many_cells", sheet=name, limit=limits.cells)
    rows: list[list[Cell]] = []
    empty_rows = 0
    for position, values in enumerate(sheet.iter_rows()):  # from the first row of the sheet, from its first used column
        row = [_cell(value, position + 1, limits) for value in values]
        while row and row[-1] is None:
            row.pop()
        if len(row) > limits.columns:
            raise TableRefused("too_many_columns", sheet=name, limit=limits.columns)
        if not row:
            empty_rows += 1
            continue
        if len(rows) + empty_rows >= limits.rows:
            raise TableRefused("too_many_rows", sheet=name, limit=limits.rows)
        rows.extend([] for _ in range(empty_rows))
        empty_rows = 0
        rows.append(row)
    first_column = sheet.start[1] if sheet.start else 0
    return Grid(name, index, False, 1, first_column, rows)


def _cell(value: Any, row: int, limits: Limits) -> Cell:
    if type(value) is str:
        if not value:
            return None
        if len(value) > limits.cell_chars:
            raise TableRefused("cell_too_long", row=row, limit=limits.cell_chars)
        return value
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"
    if value is None or isinstance(value, bool | int | datetime | date | time):
        return value
    return str(value)
