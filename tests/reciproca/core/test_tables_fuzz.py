"""Whatever bytes come in, reading ends with sheets or with a refusal in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from examples import Apart, damaged, many, reading_apart
from reciproca.core.tables import wire
from reciproca.core.tables.people import read_people
from reciproca.core.tables.reading import Sheet, TableRefused, choose_sheet, read_table

CELLS = st.text(st.sampled_from("aà1@.;,|\t\"'\n\r \0=x\u202e€"), max_size=12)
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=8)


def read(data: bytes) -> list[Sheet]:
    try:
        return read_table(data, apart=False)
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


@many
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(read(data))


@many
@given(
    TABLES,
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.booleans(),
)
def test_any_table(rows: list[list[str]], delimiter: str, line_end: str, encoding: str, named: bool) -> None:
    lines = [corpus.HEADER, *rows] if named else rows
    text = line_end.join(delimiter.join(row) for row in lines)

    check(read(text.encode(encoding, "replace")))


# ── in a process of its own, as always: what it does with a broken file is its own affair ──


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with reading_apart("sheets") as child:
        yield child


def said_by(apart: Apart, data: bytes) -> list[Sheet]:
    ended, said = apart.read(data)
    assert ended != "late"
    if ended in ("failed", "died"):  # for want of memory, say: `sandbox.parse_apart` makes a refusal of it
        return []
    try:
        return wire.sheets_from(io.BytesIO(said))
    except TableRefused as refused:
        refused.sentence("it"), refused.sentence("en")
        return []


WORKBOOKS = {
    "xlsx": corpus.xlsx(("Foglio1", corpus.ROWS)),
    "ods": corpus.ods(corpus.ROWS),
    "xls": corpus.xls(corpus.ROWS),
}


@st.composite
def damaged_inside(draw: st.DrawFn, whole: bytes) -> bytes:
    """The archive is whole: what is in it is not."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(damaged(parts[name]))
    return corpus.zipped(list(parts.items()), method=zipfile.ZIP_STORED)


@pytest.mark.parametrize("kind", list(WORKBOOKS))
@many
@given(data=st.data())
def test_any_workbook(apart: Apart, kind: str, data: st.DataObject) -> None:
    ways = [damaged, damaged_inside] if kind != "xls" else [damaged]
    way = data.draw(st.sampled_from(ways))

    check(said_by(apart, data.draw(way(WORKBOOKS[kind]))))


def test_what_holds_its_reader_up_is_found(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with no patience a long list is late, and the next file is read again."""
    with monkeypatch.context() as changed:
        changed.setattr("examples.PATIENCE", 0.001)
        assert apart.read(b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 40_000) == ("late", b"")

    assert apart.read(WORKBOOKS["xlsx"])[0] == "read"
