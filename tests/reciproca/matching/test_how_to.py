"""The how-to page is typed as it stands, in both languages, and does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from reciproca.cli import main
from reciproca.core.tables.writing import OutSheet, write_xlsx

DOCS = Path(__file__).resolve().parents[3] / "docs" / "how-to"


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ("match-two-spreadsheets.md", "Pablo Ruiz has no language in common with any mentor."),
        ("match-two-spreadsheets.it.md", "Pablo Ruiz non ha lingue in comune con nessun mentor."),
    ],
)
def test_page_does_what_it_says(page: str, cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    names = re.findall(r"`(\w+\.csv)`", text)[:2]
    sheets = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    mapping_name = re.findall(r"`(\w+\.toml)`", text)[0]
    mapping = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    first, second, mapped = (line for line in re.findall(r"```sh\n(.*?)\n```", text, re.DOTALL))
    assert first == second
    for name, sheet in zip(names, sheets, strict=True):
        (tmp_path / name).write_text(sheet, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    code = main(shlex.split(second)[1:])

    book = CalamineWorkbook.from_path(next(tmp_path.glob("*.xlsx")))
    assert code == 0
    assert [row[:2] for row in book.get_sheet_by_name("Pairs").to_python()[1:]] == [
        ["Marta Ferri", "Ada Neri"],
        ["Omar Diallo", "Ivo Cattaneo"],
    ]
    assert book.get_sheet_by_name("Unmatched").to_python()[1:] == [["Pablo Ruiz", cause]]

    # The mapping of the page fits sheets with the columns it speaks of.
    who, where, question = list(re.findall(r'^"(.*?)" = ', mapping, re.MULTILINE))[:3]
    answer = re.findall(r'offers = \["(.*?)"', mapping)[0]
    for name, person in zip(names, ("Ada Neri", "Marta Ferri"), strict=True):
        rows = [(who, where, question), (person, f"{person[:3].lower()}@example.org", answer)]
        (tmp_path / name).write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / mapping_name).write_text(mapping, encoding="utf-8")

    assert main(shlex.split(mapped)[1:]) == 0

    book = CalamineWorkbook.from_path(next(tmp_path.glob("*.xlsx")))
    assert book.get_sheet_by_name("Pairs").to_python()[1][:3] == ["Marta Ferri", "Ada Neri", 1.0]


@pytest.mark.parametrize(
    ("page", "yes"), [("an-evening-of-short-meetings.md", "yes"), ("an-evening-of-short-meetings.it.md", "sì")]
)
def test_page_about_an_evening_does_what_it_says(
    page: str, yes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    first, second, matching = (line for line in re.findall(r"```sh\n(.*?)\n```", text, re.DOTALL))
    for name in ("mentor.xlsx", "mentee.csv"):
        (tmp_path / name).write_bytes((DOCS.parent / "tutorials" / "files" / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    plan = shlex.split(first)[shlex.split(first).index("--out") + 1]

    assert main(shlex.split(first)[1:]) == 0
    assert main(shlex.split(second)[1:]) == 0
    book = CalamineWorkbook.from_path(plan)
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert [f"**`{name}`**" for name in rows] == re.findall(r"^- (\*\*`.*?`\*\*)", text, re.MULTILINE)[:4]
    for row in rows["Answers"][1:4]:
        row[2:] = [yes, yes]
    (tmp_path / plan).write_bytes(write_xlsx([OutSheet(name, table[0], table[1:]) for name, table in rows.items()]))  # type: ignore[arg-type]
    assert main(shlex.split(matching)[1:]) == 0

    out = shlex.split(matching)[shlex.split(matching).index("--out") + 1]
    pairs = CalamineWorkbook.from_path(out).get_sheet_by_name("Pairs").to_python()[1:]
    assert {tuple(row[:2]) for row in rows["Answers"][1:4]} == {tuple(row[:2]) for row in pairs if row[2] == 1}
