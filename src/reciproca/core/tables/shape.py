"""From a bare grid of cells to a sheet: where the header is, which rows are people, what stays out and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time

from reciproca.core.tables.columns import ADDRESS, plain, recognise_name
from reciproca.core.tables.notes import Note
from reciproca.core.tables.sheet import Cell, Row, Sheet, letter

LOOK_FOR_HEADER = 40
OPENING = 15

TOTAL = re.compile(
    r"^\W*(sub)?(total[eisx]?|totale generale|totali|tot|somma|sum|media|average|mean|conteggio|count|numero totale|"
    r"grand total|n\.? iscritti|iscritti|risposte totali)\b",
    re.IGNORECASE,
)
INSTRUCTIONS = re.compile(
    r"istruzion|instruction|leggimi|read ?me|legenda|legend|guida|guide|how to|come (si )?compila|copertina|cover|"
    r"riepilog|summary|statistic|grafic|chart|pivot|config|impostazion|settings|liste?\b|lists?\b|valid|lookup|menu",
    re.IGNORECASE,
)
ERROR = re.compile(r"^#(N/A|N/D|REF!|RIF!|VALUE!|VALORE!|DIV/0!|NAME\?|NOME\?|NULL!|NULLO!|NUM!|GETTING_DATA|SPILL!)$")


def shape(
    grid: Sequence[Sequence[Cell]],
    *,
    name: str,
    index: int,
    first_row: int = 1,
    first_column: int = 0,
    header_row: int | None = None,
) -> Sheet:
    """Find the header (or take the one given, 1-based), name the columns, and keep the rows below it.

    Nothing is left out without a note: totals, footers, repeated headers, empty rows and columns are all told.
    """
    notes: list[Note] = []
    rows = [Row(first_row + position, tuple(cells)) for position, cells in enumerate(grid)]
    opening = tuple(Row(row.number, row.cells[:30]) for row in rows if any(filled(cell) for cell in row.cells))[
        :OPENING
    ]
    found = header_row if header_row is not None else find_header(rows)
    if found is None:
        return Sheet(name, index, (), (), [], opening=opening)

    while rows and not any(filled(cell) for cell in rows[-1].cells):
        rows.pop()  # emptiness after the last row is no news
    at = next((position for position, row in enumerate(rows) if row.number == found), None)
    if at is None:
        return Sheet(name, index, (), (), [], opening=opening)
    header = rows[at]
    if header_row is None and any(filled(cell) for row in rows[:at] for cell in row.cells):
        notes.append(Note("header_row", row=found))

    below = rows[at + 1 :]
    width = max((len(row.cells) for row in below), default=0)
    width = max(width, len(header.cells))
    kept = _kept_columns(header, below, width, first_column, notes)
    people, left_out = _people(header, below, kept, notes)
    headers, letters = _named(header, kept, first_column, notes)
    sheet = Sheet(
        name,
        index,
        headers,
        letters,
        people,
        header_row=found,
        opening=opening,
        notes=notes + left_out,
    )
    sheet.score = likelihood(sheet)
    return sheet


def filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


# ---------------------------------------------------------------------------------------------------------- header


def find_header(rows: Sequence[Row]) -> int | None:
    """The number of the row that names the columns: the one with the most names above the most answers."""
    best: tuple[float, int] | None = None
    candidates = [row for row in rows[: LOOK_FOR_HEADER * 3] if any(filled(cell) for cell in row.cells)][
        :LOOK_FOR_HEADER
    ]
    for position, row in enumerate(candidates):
        below = candidates[position + 1 : position + 9]
        score = _header_score(row, below)
        if score is not None and (best is None or score > best[0] + 1e-9):
            best = (score, row.number)
    return best[1] if best else None


def _header_score(row: Row, below: Sequence[Row]) -> float | None:
    cells = [(position, cell) for position, cell in enumerate(row.cells) if filled(cell)]
    words = [str(cell).strip() for _, cell in cells if isinstance(cell, str)]
    if not words:
        return None
    if any(ADDRESS.search(word) for word in words if len(word) < 300):
        return None
    names = sum(recognise_name(word)[1] for word in words if len(word) <= 300)
    distinct = len({word.casefold() for word in words})
    not_words = len(cells) - len(words)
    covered = 0.0
    if below:
        under = [
            sum(1 for position, _ in cells if position < len(other.cells) and filled(other.cells[position]))
            for other in below
        ]
        covered = sum(under) / (len(below) * len(cells))
        widest = max(sum(1 for cell in other.cells if filled(cell)) for other in below)
    else:
        widest = 0
    if len(words) == 1 and widest > 2:
        return None  # a title above a wider table
    score = 2.0 * names + 1.0 * min(distinct, 12) - 1.5 * not_words - 1.0 * (len(words) - distinct) + 2.0 * covered
    score -= 0.02 * min(sum(len(word) for word in words if len(word) > 120), 200)
    if not names:
        score -= 0.5 * row.number**0.5
    return score


# --------------------------------------------------------------------------------------------------------- columns


def _kept_columns(header: Row, below: Sequence[Row], width: int, first_column: int, notes: list[Note]) -> list[int]:
    used = [False] * width
    for row in below:
        for position, cell in enumerate(row.cells):
            if not used[position] and filled(cell):
                used[position] = True
    kept = [position for position in range(width) if used[position]]
    empty = [
        str(header.cells[position]).strip()
        for position in range(width)
        if not used[position] and position < len(header.cells) and filled(header.cells[position])
    ]
    if not below:
        return [position for position in range(len(header.cells)) if filled(header.cells[position])]
    if empty:
        notes.append(Note("empty_columns", count=len(empty), headers=empty[:20]))
    return kept


def _named(
    header: Row, kept: Sequence[int], first_column: int, notes: list[Note]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names: list[str] = []
    letters: list[str] = []
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    for position in kept:
        where = letter(first_column + position)
        cell = header.cells[position] if position < len(header.cells) else None
        said = " ".join(header_text(cell).split())
        if not said:
            said = f"({where})"
            notes.append(Note("unnamed_column", letter=where, header=said))
        seen[said] += 1
        unique = said
        while unique in taken:
            unique = f"{said} ({seen[said]})"
            if unique in taken:
                seen[said] += 1
        if unique != said:
            notes.append(Note("duplicate_header", header=said, letter=where, renamed=unique))
        taken.add(unique)
        names.append(unique)
        letters.append(where)
    return tuple(names), tuple(letters)


def header_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ")
    return str(cell)


# ------------------------------------------------------------------------------------------------------------ rows


def _people(header: Row, below: Sequence[Row], kept: Sequence[int], notes: list[Note]) -> tuple[list[Row], list[Note]]:
    left_out: list[Note] = []
    header_words = [plain(header.cells[position]) if position < len(header.cells) else "" for position in kept]
    named = {position for position in kept if position < len(header.cells) and filled(header.cells[position])}
    people: list[Row] = []
    empty = 0
    gap = False
    ragged: list[int] = []
    last_people = _last_full(below, len(kept))
    errors: list[str] = []
    error_count = 0
    for row in below:
        cells = tuple(row.cells[position] if position < len(row.cells) else None for position in kept)
        answers = [cell for cell in cells if filled(cell)]
        if not answers:
            empty += 1
            gap = True
            continue
        if len(answers) > 1 and _repeats(cells, header_words):
            left_out.append(Note("repeated_header", row=row.number))
            continue
        text = next((str(cell).strip() for cell in answers if isinstance(cell, str)), "")
        if text and _is_total(answers, text, len(kept)):
            left_out.append(Note("total_row", row=row.number, text=_short(text)))
            continue
        if row.number > last_people and _is_footer(answers, len(kept), gap):
            left_out.append(Note("footer_row", row=row.number, text=_short(str(answers[0]))))
            continue
        if named and any(position not in named and filled(row.cells[position]) for position in range(len(row.cells))):
            ragged.append(row.number)
        if any(isinstance(cell, str) and cell.startswith("#") and ERROR.match(cell.strip()) for cell in answers):
            for position, cell in zip(kept, cells, strict=True):
                if isinstance(cell, str) and ERROR.match(cell.strip()):
                    error_count += 1
                    if len(errors) < 3:
                        errors.append(f"{letter(position)}{row.number}")
            cells = tuple(None if isinstance(cell, str) and ERROR.match(cell.strip()) else cell for cell in cells)
        people.append(Row(row.number, cells))
        gap = False
    if empty:
        left_out.append(Note("empty_rows", count=empty))
    if ragged and len(ragged) < max(2, len(people) // 4):
        left_out.append(Note("ragged_rows", count=len(ragged), row=ragged[0]))
    if error_count:
        left_out.append(Note("cell_errors", count=error_count, cells=errors))
    return people, left_out


def _last_full(below: Sequence[Row], width: int) -> int:
    """The last row that looks like a person: at least three answers, or half of a narrow table."""
    least = min(3, max(2, width // 2)) if width > 2 else 1
    for row in reversed(below):
        answers = [cell for cell in row.cells if filled(cell)]
        text = next((str(cell).strip() for cell in answers if isinstance(cell, str)), "")
        if len(answers) >= least and not (text and _is_total(answers, text, width)):
            return row.number
        if any(isinstance(cell, str) and "@" in cell for cell in answers):
            return row.number
    return 0


def _repeats(cells: Sequence[Cell], header_words: Sequence[str]) -> bool:
    same = sum(1 for cell, word in zip(cells, header_words, strict=True) if word and plain(cell) == word)
    return same >= 2 and same >= 0.8 * sum(1 for cell in cells if filled(cell))


def _is_total(answers: Sequence[Cell], text: str, width: int) -> bool:
    if width < 2 or not TOTAL.match(text) or len(text) > 60:
        return False
    others = [cell for cell in answers if not (isinstance(cell, str) and cell.strip() == text)]
    return all(_number_like(cell) for cell in others)


def _number_like(cell: Cell) -> bool:
    if isinstance(cell, str):
        return re.fullmatch(r"[\s\d.,%/€()-]{1,30}", cell) is not None or TOTAL.match(cell) is not None
    return isinstance(cell, int | float | date)


def _is_footer(answers: Sequence[Cell], width: int, after_a_gap: bool) -> bool:
    """A lone sentence under the table. A lone name right under it is a person half filled in, and stays."""
    if width < 3 or len(answers) > 1 or not isinstance(answers[0], str) or "@" in answers[0]:
        return False
    return after_a_gap or len(answers[0].split()) > 4


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"


# ------------------------------------------------------------------------------------------------- the right sheet


def likelihood(sheet: Sheet) -> float:
    """How likely this is the sheet with the people: columns we know, rows, addresses; not its place in the file."""
    if not sheet.rows:
        return 0.0
    recognised = [recognise_name(header) for header in sheet.headers]
    fields = {name for name, _ in recognised if name}
    score = sum(certainty for name, certainty in recognised if name)
    score += 2.0 * bool(fields & {"email", "mentor_email", "mentee_email"})
    score += 1.0 * bool(fields & {"full_name", "last_name", "mentor_name"})
    score += min(len(sheet.rows), 200) / 100
    sample = sheet.rows[:30]
    if any(isinstance(cell, str) and len(cell) < 300 and ADDRESS.search(cell) for row in sample for cell in row.cells):
        score += 2.0
    if INSTRUCTIONS.search(sheet.name):
        score -= 4.0
    return score
