"""CSV and TSV as they really come: any of four separators, several encodings, quotes that do not close."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

from reciproca.core.tables.limits import Limits
from reciproca.core.tables.notes import Note
from reciproca.core.tables.refusals import TableRefused

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "cp1252", "utf-16", "mac-roman", "iso-8859-15")  # what a page may offer as a choice
SAMPLE = 60
RUNAWAY_LINES = 40  # a cell with more line ends than this is a quote left open

MAC_LETTERS = re.compile(rb"[A-Za-z][\x88\x8e\x8f\x93\x98\x9d]")
BROKEN_ACCENTS = re.compile("[ÃÂ][\u0080-\u00bf]|â€[\u2122\u0153\u009d]|�")


@dataclass
class Delimited:
    rows: list[list[str]]
    encoding: str
    delimiter: str
    notes: list[Note] = field(default_factory=list)


def read_delimited(
    data: bytes, limits: Limits, *, encoding: str | None = None, delimiter: str | None = None
) -> Delimited:
    text, used, notes = decode(data, encoding)
    if not text.strip():
        raise TableRefused("no_rows")
    announced = re.match(r'"?sep=([,;|\t])"?\r?\n', text)
    if announced:
        text = text[announced.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chosen = delimiter or (announced[1] if announced else None) or guess_delimiter(text)
    rows, more = _parse(text, chosen, limits)
    rows = _unwrapped(rows, chosen, limits, more)
    if announced:
        rows.insert(0, [])  # so that row numbers are those the coordinator sees
    return Delimited(rows, used, chosen, notes + more)


# ------------------------------------------------------------------------------------------------------- encodings


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str, list[Note]]:
    """The text, the encoding it was read with, and what had to be said about it.

    Byte order mark, then UTF-16 without a mark (half of the bytes are NUL), strict UTF-8, Windows-1252,
    and last Mac Roman, which alone gives a meaning to the bytes that Windows-1252 leaves undefined.
    """
    notes: list[Note] = []
    text, used = _decoded(data, encoding)
    if "\0" in text:
        share = text.count("\0") / len(text)
        if share > 0.3:
            raise TableRefused("is_binary")
        text = text.replace("\0", "")
        notes.append(Note("nul_removed"))
    _refuse_binary(text)
    if used not in ("utf-8", "utf-8-sig", "ascii"):
        notes.append(Note("encoding", encoding=NAMES.get(used, used)))
    broken = BROKEN_ACCENTS.search(text)
    if broken:
        notes.append(Note("mojibake", text=text[max(0, broken.start() - 12) : broken.end() + 8].split("\n")[0].strip()))
    return text, used, notes


NAMES = {"cp1252": "Windows-1252", "mac-roman": "Mac Roman", "utf-16": "UTF-16", "iso-8859-15": "ISO 8859-15"}


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding:
        try:
            return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding), encoding.lower()
        except (UnicodeError, LookupError) as error:
            raise TableRefused("wrong_encoding", encoding=encoding) from error
    try:
        if data.startswith(b"\xef\xbb\xbf"):
            return data.decode("utf-8-sig"), "utf-8-sig"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16", "replace"), "utf-16"  # the mark leaves no doubt; half a character is told
        wide = _wide(data)
        if wide:
            return data.decode(wide), "utf-16"
    except UnicodeError:
        pass
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeError:
        pass
    if not _looks_mac(data):
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeError:
            pass
    return data.decode("mac-roman"), "mac-roman"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in text of ours almost every other byte is NUL."""
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_mac(data: bytes) -> bool:
    """Lone carriage returns and bytes that are accented letters only for an old Mac."""
    return b"\r" in data and b"\n" not in data and MAC_LETTERS.search(data) is not None


def _refuse_binary(text: str) -> None:
    sample = text[:20_000]
    strange = sum(
        1 for character in sample if ord(character) < 32 and character not in "\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f"
    )
    if strange > max(4, len(sample) * 0.02):
        raise TableRefused("is_binary")


# ------------------------------------------------------------------------------------------------------ separators


def guess_delimiter(text: str) -> str:
    """The separator that cuts the first records most evenly into the most columns."""
    lines = text[:200_000].split("\n", SAMPLE * 3)[: SAMPLE * 3]
    sample = "\n".join(lines)
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        if candidate not in sample:
            continue
        widths = _widths(sample, candidate)
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        if width < 2:
            wider = [one for one in widths if one > 1]
            if len(wider) < 2:
                continue
            width, times = Counter(wider).most_common(1)[0]
        even = times / len(widths)
        score = even * even * min(width, 12) ** 0.5
        if score > best_score + 1e-9:
            best, best_score = candidate, score
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    widths = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) >= SAMPLE:
                break
    except csv.Error:
        pass
    return widths[:-1] if len(widths) > 3 else widths


# --------------------------------------------------------------------------------------------------------- records


def _parse(text: str, delimiter: str, limits: Limits) -> tuple[list[list[str]], list[Note]]:
    try:
        rows = _records(text, delimiter, limits, csv.QUOTE_MINIMAL)
        if not any(cell.count("\n") > RUNAWAY_LINES for row in rows for cell in row if len(cell) > RUNAWAY_LINES):
            return rows, []
        cause: Exception | None = None
    except TableRefused as error:
        if error.code != "cell_too_long" or '"' not in text:
            raise
        cause = error
    try:  # a quote left open has swallowed what follows: take quotes as plain characters
        return _records(text, delimiter, limits, csv.QUOTE_NONE), [Note("quotes_broken")]
    except TableRefused as error:
        raise (cause or error) from None


def _records(text: str, delimiter: str, limits: Limits, quoting: int) -> list[list[str]]:
    # The module's own limit is kept out of the way: ours counts characters and can name the row.
    csv.field_size_limit(max(len(text) + 1, 131_072))
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        for row in reader:
            number = len(rows) + 1
            if len(row) > limits.columns:
                if any(cell for cell in row[limits.columns :]):
                    raise TableRefused("too_many_columns", sheet=SHEET, limit=limits.columns)
                row = row[: limits.columns]
            if number > limits.rows:
                if not any(row):
                    continue  # blank lines at the end
                raise TableRefused("too_many_rows", sheet=SHEET, limit=limits.rows)
            cells += len(row)
            if cells > limits.cells:
                raise TableRefused("too_many_cells", sheet=SHEET, limit=limits.cells)
            if any(len(cell) > limits.cell_chars for cell in row):
                raise TableRefused("cell_too_long", row=number, limit=limits.cell_chars)
            if quoting == csv.QUOTE_NONE:
                row = [_bare(cell) for cell in row]
            rows.append(row)
    except csv.Error as error:
        raise TableRefused("damaged") from error
    return rows


def _bare(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _unwrapped(rows: list[list[str]], delimiter: str, limits: Limits, notes: list[Note]) -> list[list[str]]:
    """Lines each wrapped in quotes as a whole: one column, whose cells are themselves records."""
    filled = [row for row in rows if any(row)]
    if len(filled) < 2 or any(len([cell for cell in row if cell]) > 1 for row in filled):
        return rows
    inner_text = "\n".join((row[0] if row else "").replace("\n", " ") for row in rows)
    inner_delimiter = guess_delimiter(inner_text)
    inner = _records(inner_text, inner_delimiter, limits, csv.QUOTE_MINIMAL)
    widths = {len(row) for row in inner if any(row)}
    if len(inner) != len(rows) or len(widths) != 1 or widths == {1}:
        return rows
    if inner_delimiter == delimiter:
        notes.append(Note("whole_line_quoted"))
    return inner


SHEET = "CSV"
