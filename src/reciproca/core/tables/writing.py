"""The one writer of tables: CSV and XLSX that no program can take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from reciproca.core.tables.values import FORMULA_START

XLSX_CELL = 32_767
BLANKS = " \u00a0\n\v\f\u3000\ufeff\u200b"
FORBIDDEN = dict.fromkeys([*range(0, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def safe_cell(value: object) -> str | int | float | bool | date | datetime | time | None:
    """A value that is safe to write in a CSV or an XLSX.

    Numbers, dates and booleans keep their type. A text that begins (also after spaces) with `= + - @`, a tab, a return,
    a NUL or one of their full-width forms gets an apostrophe in front, which our own reading takes off again.
    """
    if value is None or isinstance(value, bool | int | datetime | date | time):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else ""
    raw = str(value)
    text = "".join(character for character in raw.translate(FORBIDDEN) if not "\ud800" <= character <= "\udfff")
    dangerous = raw.startswith(FORMULA_START) or text.lstrip(BLANKS).startswith(FORMULA_START)
    return f"'{text}" if dangerous else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]], *, italian: bool = False) -> bytes:
    """UTF-8 with a byte order mark; `italian`: semicolons and decimal commas, as Italian Excel expects."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";" if italian else ",", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_csv_cell(value, italian) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: object, italian: bool) -> object:
    safe = safe_cell(value)
    if isinstance(safe, bool):
        return ("sì" if safe else "no") if italian else ("yes" if safe else "no")
    if isinstance(safe, float) and italian:
        return repr(safe).replace(".", ",")
    if isinstance(safe, datetime):
        return safe.strftime("%d/%m/%Y %H:%M") if italian else safe.strftime("%Y-%m-%d %H:%M")
    if isinstance(safe, date):
        return safe.strftime("%d/%m/%Y") if italian else safe.isoformat()
    return safe


@dataclass
class OutSheet:
    """A sheet to be written: header, rows, and how wide its columns are."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[int] = ()
    formats: Mapping[int, str] = field(default_factory=dict)  # column → number format
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)  # column → what its cells offer to be picked


def write_xlsx(sheets: Sequence[OutSheet], target: str | Path | None = None, *, title: str = "") -> bytes:
    """An XLSX workbook, header frozen; every text is typed as text, never as formula, link or number."""
    import xlsxwriter  # here: reading never needs it

    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties({"title": title, "created": datetime(2026, 1, 1)})
    bold = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    dated = workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    stamped = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"})
    for sheet in sheets:
        page = workbook.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        numbers = {at: workbook.add_format({"num_format": text, "valign": "top"}) for at, text in sheet.formats.items()}
        for at, width in enumerate(sheet.widths):
            page.set_column(at, at, width)
        for at, text in enumerate(sheet.header):
            page.write_string(0, at, str(safe_cell(text) or ""), bold)
        for line, row in enumerate(sheet.rows, start=1):
            for at, value in enumerate(row):
                _write(page, line, at, value, numbers.get(at), wrapped, quoted, dated, stamped)
        for at, offered in sheet.choices.items():
            picked = {"validate": "list", "source": list(offered), "error_type": "information"}
            page.data_validation(1, at, max(len(sheet.rows), 1), at, picked)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    workbook.close()
    data = stream.getvalue()
    if target is not None:
        Path(target).write_bytes(data)
    return data


def _write(
    page: Any, line: int, at: int, value: object, number: Any, wrapped: Any, quoted: Any, dated: Any, stamped: Any
) -> None:
    safe = safe_cell(value)
    if safe is None or safe == "":
        return
    if isinstance(safe, bool):
        page.write_boolean(line, at, safe, wrapped)
    elif isinstance(safe, datetime):
        page.write_datetime(line, at, safe.replace(tzinfo=None), stamped)
    elif isinstance(safe, date):
        page.write_datetime(line, at, safe, dated)
    elif isinstance(safe, int | float):
        page.write_number(line, at, safe, number or wrapped)
    else:
        text = str(safe)[:XLSX_CELL]
        page.write_string(line, at, text, quoted if text.startswith("'") else wrapped)
