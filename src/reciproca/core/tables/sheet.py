"""A sheet as it was read: its columns by name, its rows by the number the coordinator sees in her own program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from reciproca.core.tables.notes import Note

Cell = str | int | float | bool | date | datetime | time | None


class Row(NamedTuple):
    """One row of answers; `number` counts from 1, as spreadsheet programs do."""

    number: int
    cells: tuple[Cell, ...]


@dataclass
class Sheet:
    """One sheet, header found, titles and totals set aside."""

    name: str
    index: int
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    rows: list[Row]
    header_row: int = 0
    hidden: bool = False
    kind: str = "csv"  # xlsx, xlsb, xls, ods, csv, tsv
    encoding: str | None = None
    delimiter: str | None = None
    score: float = 0.0  # how likely this is the sheet with the people
    opening: tuple[Row, ...] = ()  # the first rows as they stand, to choose another header row
    notes: list[Note] = field(default_factory=list)

    def column(self, header: str) -> list[Cell]:
        position = self.headers.index(header)
        return [row.cells[position] for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)


def letter(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
