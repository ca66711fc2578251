"""Read a spreadsheet as a coordinator really has it: the one door for pages, command line and tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reciproca.core.tables.limits import DEFAULT, Limits
from reciproca.core.tables.parsing import Wishes, parse
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.sandbox import parse_apart
from reciproca.core.tables.sheet import Row, Sheet

__all__ = ["Limits", "Row", "Sheet", "TableRefused", "choose_sheet", "people_sheets", "read_table"]


def read_table(
    path_or_bytes: str | Path | bytes,
    *,
    name: str = "",
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = DEFAULT,
    apart: bool = True,
) -> list[Sheet]:
    """Every sheet of an XLSX, XLS, ODS, CSV or TSV file, in the order of the file, hidden ones included.

    What the file is, is judged by its content and never by its name. `sheet`, `header_row` (1-based), `encoding` and
    `delimiter` overrule what would be found. `apart=False` parses in this process and is for tests only.

    Raises `TableRefused`, which carries a code, its data, and the sentence for the coordinator.
    """
    source: bytes | Path
    if isinstance(path_or_bytes, bytes | bytearray | memoryview):
        source = bytes(path_or_bytes)
        size = len(source)
    else:
        source = Path(path_or_bytes)
        name = name or source.name
        size = _size(source)
    if size == 0:
        raise TableRefused("empty")
    if size > limits.file_bytes:
        raise TableRefused("too_big", size=-(-size // (1 << 20)), limit=limits.file_bytes >> 20)

    wishes = Wishes(sheet=sheet, header_row=header_row, encoding=encoding, delimiter=delimiter)
    if apart:
        asked = {field: getattr(wishes, field) for field in ("sheet", "header_row", "encoding", "delimiter")}
        return parse_apart(source, name=name, wishes=asked, limits=limits)
    data = source if isinstance(source, bytes) else source.read_bytes()
    return parse(data, name=name, wishes=wishes, limits=limits)


def choose_sheet(sheets: Sequence[Sheet], *, name: str | None = None) -> Sheet:
    """The sheet with the people: the one asked for by name, or the likeliest."""
    if name is not None:
        for sheet in sheets:
            if sheet.name == name:
                return sheet
        raise TableRefused("no_such_sheet", sheet=name, sheets=[sheet.name for sheet in sheets])
    with_rows = [sheet for sheet in sheets if sheet.rows]
    if not with_rows:
        raise TableRefused("no_rows")
    return max(with_rows, key=lambda sheet: (sheet.score, -sheet.index))


def people_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Sheets that look like people, likeliest first (a workbook may hold mentors on one and mentees on another)."""
    likely = [sheet for sheet in sheets if sheet.rows and not sheet.hidden and sheet.score >= 3.0]
    return sorted(likely, key=lambda sheet: (-sheet.score, sheet.index))


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise TableRefused("missing" if not path.exists() else "unreadable", name=path.name)
        with path.open("rb"):
            return path.stat().st_size
    except OSError:
        raise TableRefused("unreadable", name=path.name) from None
