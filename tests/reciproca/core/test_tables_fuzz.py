"""Whatever bytes come in, reading ends with sheets or with a refusal in words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from reciproca.core.tables.people import read_people
from reciproca.core.tables.reading import Sheet, TableRefused, choose_sheet, read_table

CELLS = st.text(st.sampled_from("aà1@.;,|\t\"'\n\r \0=x\u202e€"), max_size=12)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=8)


def read(data: bytes, *, apart: bool = False) -> list[Sheet]:
    try:
        return read_table(data, apart=apart)
    except TableRefused as refused:
        refused.sentence("it"), refused.sentence("en")
        return []


def check(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        assert len(set(sheet.headers)) == len(sheet.headers) == len(sheet.letters)
        assert all(len(row.cells) == len(sheet.headers) for row in sheet.rows)
        assert [row.number for row in sheet.rows] == sorted({row.number for row in sheet.rows})
        assert all(note.sentence("it") and note.sentence("en") for note in sheet.notes)
    if any(sheet.rows for sheet in sheets):
        people = read_people(choose_sheet(sheets))
        assert all(finding.sentence("it") and finding.sentence("en") for row in people.rows for finding in row.findings)


@settings(deadline=None, max_examples=500)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(read(data))


@settings(deadline=None, max_examples=500)
@given(
    TABLES,
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_any_table(rows: list[list[str]], delimiter: str, line_end: str, encoding: str) -> None:
    text = line_end.join(delimiter.join(row) for row in rows)

    check(read(text.encode(encoding, "replace")))


@settings(deadline=None, max_examples=200)
@given(TABLES)
def test_any_rows_under_a_header(rows: list[list[str]]) -> None:
    check(read(corpus.csv_text(corpus.HEADER, *rows).encode()))


PLAIN = corpus.xlsx(("Foglio1", corpus.ROWS))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=40))
def test_workbook_with_bytes_overwritten(at: int, noise: bytes) -> None:
    """In a child process, as always: what it does with a broken workbook is its own affair."""
    check(read(PLAIN[:at] + noise + PLAIN[at + len(noise) :], apart=True))
