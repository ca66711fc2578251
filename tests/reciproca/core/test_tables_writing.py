"""What we write, no program takes for a formula; and we read back what we wrote."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from reciproca.core.tables.reading import choose_sheet, read_table
from reciproca.core.tables.values import FORMULA_START, clean_text
from reciproca.core.tables.writing import OutSheet, safe_cell, write_csv, write_xlsx


@pytest.mark.parametrize("formula", corpus.FORMULAS)
def test_formula_is_quoted(formula: str) -> None:
    if formula.startswith("'"):
        assert safe_cell(formula) == formula
    else:
        assert str(safe_cell(formula)).startswith("'")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_begins_like_a_formula(text: str) -> None:
    written = safe_cell(text)

    assert isinstance(written, str)
    assert not written.lstrip(" \u00a0\u3000").startswith(FORMULA_START)
    assert "\0" not in written


@pytest.mark.parametrize(
    "value", [None, True, 3, -2.5, date(2026, 2, 12), datetime(2026, 2, 12, 9, 30), "Lucia", "D’Amico", ""]
)
def test_ordinary_value_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_for_italian_excel() -> None:
    data = write_csv(
        ("Nome", "Affinità", "Dal"), [("=1+1", 0.5, date(2026, 2, 12)), ("Zoë; «Lù»", 1, None)], italian=True
    )

    assert data == '\ufeffNome;Affinità;Dal\r\n\'=1+1;0,5;12/02/2026\r\n"Zoë; «Lù»";1;\r\n'.encode()
    assert write_csv(("a",), [(0.5,), (True,)]) == "\ufeffa\r\n0.5\r\nyes\r\n".encode()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=20)), min_size=1, max_size=5), st.booleans()
)
def test_csv_is_read_back_as_written(rows: list[tuple[str, str]], italian: bool) -> None:
    data = write_csv(("Nome", "E-mail"), [(f"n {one}", f"e {two}") for one, two in rows], italian=italian)

    sheet = choose_sheet(read_table(data, header_row=1, delimiter=";" if italian else ",", apart=False))

    assert [tuple(clean_text(cell) for cell in row.cells) for row in sheet.rows] == [
        (clean_text(f"n {one}"), clean_text(f"e {two}")) for one, two in rows
    ]


def test_xlsx_holds_text_and_no_formula() -> None:
    rows = [(formula, "https://example.org", 0.5, date(2026, 2, 12)) for formula in corpus.FORMULAS]

    data = write_xlsx([OutSheet("Pairs", ("nome", "sito", "affinità", "dal"), rows)])

    with zipfile.ZipFile(BytesIO(data)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in page
        assert b"hyperlink" not in page
    sheet = choose_sheet(read_table(data, apart=False))
    assert [row.cells[0] for row in sheet.rows] == [safe_cell(formula) for formula in corpus.FORMULAS]
    assert sheet.rows[0].cells[1:] == ("https://example.org", 0.5, date(2026, 2, 12))


def test_xlsx_is_the_same_bytes_for_the_same_rows() -> None:
    sheets = [OutSheet("Pairs", ("nome",), [("Lucia",)])]

    assert write_xlsx(sheets) == write_xlsx(sheets)
