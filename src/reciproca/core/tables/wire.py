"""Sheets over a pipe as lines of JSON: the parent rebuilds plain values and never unpickles what a parser made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from reciproca.core.tables.notes import Note
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.sheet import Cell, Row, Sheet

ROWS_PER_LINE = 500


def lines_of(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    for sheet in sheets:
        yield _line(
            {
                "sheet": {
                    "name": sheet.name,
                    "index": sheet.index,
                    "headers": sheet.headers,
                    "letters": sheet.letters,
                    "header_row": sheet.header_row,
                    "hidden": sheet.hidden,
                    "kind": sheet.kind,
                    "encoding": sheet.encoding,
                    "delimiter": sheet.delimiter,
                    "score": sheet.score,
                },
                "opening": [[row.number, *row.cells] for row in sheet.opening],
                "notes": [[note.code, note.values] for note in sheet.notes],
            }
        )
        for start in range(0, len(sheet.rows), ROWS_PER_LINE):
            yield _line({"rows": [[row.number, *row.cells] for row in sheet.rows[start : start + ROWS_PER_LINE]]})
    yield _line({"end": True})


def refusal_line(refusal: TableRefused) -> bytes:
    return _line({"refused": refusal.code, "values": refusal.values})


def sheets_from(lines: Iterable[bytes]) -> list[Sheet]:
    """Rebuild the sheets; an answer that breaks off, or that no child of ours would give, counts as no answer."""
    try:
        sheets, ended = _rebuilt(lines)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise TableRefused("too_hard") from None
    if not ended:
        raise TableRefused("too_hard")
    return sheets


def _rebuilt(lines: Iterable[bytes]) -> tuple[list[Sheet], bool]:
    sheets: list[Sheet] = []
    ended = False
    for line in lines:
        data = json.loads(line)
        if "refused" in data:
            raise TableRefused(data["refused"], **data["values"])
        if "sheet" in data:
            about = data["sheet"]
            about["headers"], about["letters"] = tuple(about["headers"]), tuple(about["letters"])
            notes = [Note(code, **values) for code, values in data["notes"]]
            sheets.append(Sheet(rows=[], notes=notes, opening=tuple(_rows(data["opening"])), **about))
        elif "rows" in data:
            sheets[-1].rows.extend(_rows(data["rows"]))
        elif "end" in data:
            ended = True
    return sheets, ended


def _rows(rows: list[list[Any]]) -> Iterator[Row]:
    for number, *cells in rows:
        yield Row(number, tuple([_cell(cell) if type(cell) is dict else cell for cell in cells]))


def _cell(data: dict[str, str]) -> Cell:
    if "s" in data:
        return datetime.fromisoformat(data["s"])
    if "d" in data:
        return date.fromisoformat(data["d"])
    return time.fromisoformat(data["t"])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"s": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    raise TypeError(type(value).__name__)


def _line(data: dict[str, Any]) -> bytes:
    # ASCII only: lone surrogates and line separators inside cells stay escaped.
    return json.dumps(data, default=_plain, separators=(",", ":")).encode("ascii") + b"\n"
