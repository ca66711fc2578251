"""Spreadsheets as coordinators have them are read as they meant them; see `corpus.MESSY`."""

from __future__ import annotations

import pytest

import corpus
from reciproca.core.tables.people import read_people
from reciproca.core.tables.reading import TableRefused, choose_sheet, people_sheets, read_table
from reciproca.core.tables.sentences import SENTENCES, sentence


@pytest.mark.parametrize("messy", corpus.MESSY, ids=lambda messy: messy.name)
def test_messy_file_is_read_as_meant(messy: corpus.Messy) -> None:
    sheet = choose_sheet(read_table(messy.build(), name=messy.name, apart=False))

    assert sheet.headers == messy.headers
    assert [list(row.cells) for row in sheet.rows] == messy.rows
    assert sheet.header_row == messy.header_row
    if messy.sheet:
        assert sheet.name == messy.sheet
    if messy.numbers:
        assert tuple(row.number for row in sheet.rows) == messy.numbers
    assert {note.code for note in sheet.notes} == set(messy.notes)
    if messy.encoding:
        assert sheet.encoding == messy.encoding
    if messy.delimiter:
        assert sheet.delimiter == messy.delimiter
    for note in sheet.notes:
        assert note.sentence("it") != note.sentence("en")


@pytest.mark.parametrize(
    "name", ["cp1252.csv", "plain.xlsx", "typed-cells.xlsx", "plain.xls", "plain.ods", "lists-sheet.xlsx"]
)
def test_child_process_says_the_same(name: str) -> None:
    data = next(messy for messy in corpus.MESSY if messy.name == name).build()

    assert read_table(data, name=name) == read_table(data, name=name, apart=False)


def test_every_sheet_is_returned_in_the_order_of_the_file() -> None:
    data = corpus.xlsx(("Istruzioni", [["Leggi qui"]]), ("A", corpus.ROWS), ("B", corpus.ROWS), hidden=("B",))

    sheets = read_table(data, apart=False)

    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in sheets] == [
        ("Istruzioni", False, 0),
        ("A", False, 3),
        ("B", True, 3),
    ]
    assert [sheet.name for sheet in people_sheets(sheets)] == ["A"]


def test_sheet_asked_for_by_name_is_taken_even_hidden() -> None:
    data = corpus.xlsx(("A", corpus.ROWS), ("B", corpus.ROWS[:2]), hidden=("B",))

    sheets = read_table(data, sheet="B", apart=False)

    assert len(choose_sheet(sheets, name="B").rows) == 1
    with pytest.raises(TableRefused) as refused:
        read_table(data, sheet="C", apart=False)
    assert refused.value.sentence("it") == "Nel file non c’è un foglio «C». I fogli sono: A e B."


def test_header_row_encoding_and_delimiter_can_be_overruled() -> None:
    data = "a;b\nNome;Città\nLucia;Forlì\n".encode("iso-8859-15")

    sheet = choose_sheet(read_table(data, header_row=1, encoding="iso-8859-15", delimiter=";", apart=False))

    assert sheet.headers == ("a", "b")
    assert [list(row.cells) for row in sheet.rows] == [["Nome", "Città"], ["Lucia", "Forlì"]]
    with pytest.raises(TableRefused, match="utf-8"):
        read_table(data, encoding="utf-8", apart=False)


def test_formula_without_result_is_told_with_its_cell() -> None:
    plain = corpus.xlsx(("Foglio1", [["Nome", "E-mail", "Posti"], ["Lucia", "l@example.org", "=1+1"]]))
    sheet_xml = corpus.part(plain, corpus.SHEET).replace(b"<v>cached</v>", b"")
    sheet_xml = sheet_xml.replace(b' t="str"', b"")

    sheet = choose_sheet(read_table(corpus.rezipped(plain, {corpus.SHEET: sheet_xml}), apart=False))

    assert [note.sentence("it") for note in sheet.notes if note.code != "empty_columns"] == [
        "Una casella è una formula: ne leggiamo l’ultimo risultato salvato.",
        "La formula in C2 non ha un risultato salvato: apri il file, salvalo e riprova.",
    ]


def test_missing_file_and_folder_are_refused(tmp_path) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path / "non-c'è.xlsx")
    assert refused.value.code == "missing"
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path)
    assert refused.value.code == "unreadable"


def test_reading_the_same_file_twice_gives_the_same() -> None:
    data = corpus.MESSY[14].build()

    first, second = read_table(data), read_table(data)

    assert first == second


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_twenty_thousand_rows_are_all_read(tmp_path, kind: str) -> None:
    header = [*corpus.HEADER, "Cosa offro", "Cosa mi serve", *(f"Domanda {at}" for at in range(14))]
    rows = [
        [
            f"Nome{at}",
            f"Cognome{at}",
            f"p{at}@example.org",
            "Forlì",
            "bilanci, export",
            "marketing",
            *["una risposta"] * 14,
        ]
        for at in range(20_000)
    ]
    path = tmp_path / f"grande.{kind}"
    path.write_bytes(
        corpus.csv_text(header, *rows).encode("cp1252") if kind == "csv" else corpus.xlsx(("F", [header, *rows]))
    )

    people = read_people(choose_sheet(read_table(path)))

    assert (len(people.rows), sum(row.ok for row in people.rows)) == (20_000, 20_000)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_sentence_stands_in_both_languages(language: str) -> None:
    import string

    for code, said in SENTENCES.items():
        assert said[language].strip(), code
        names = {name for text in said.values() for _, name, _, _ in string.Formatter().parse(text) if name}
        own = {name for _, name, _, _ in string.Formatter().parse(said[language]) if name}
        assert own == names, code
        if language == "it":
            assert '"' not in said["it"], code
            assert "'" not in said["it"], code


def test_sentence_knows_one_from_many() -> None:
    assert sentence("note.empty_rows", "it", count=1) == "Una riga vuota lasciata fuori."
    assert sentence("note.empty_rows", "it", count=1200) == "1.200 righe vuote lasciate fuori."
    assert sentence("note.empty_rows", "en", count=1200) == "1,200 empty rows left out."
