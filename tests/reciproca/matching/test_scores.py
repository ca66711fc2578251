"""`reciproca match --scores`: a table of fits in, the same workbook out."""

from itertools import permutations
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from reciproca.cli import main
from reciproca.matching.scores import ScoresRefused, read_scores
from reciproca.matching.standalone import CannotMatch, match_scores

MATRIX = ";Ada;Ivo;Lia\nGiulio;0,9;0,2;\nDavide;0,8;0,7;0,1\nElisa;;0,6;0,5\n"
ROWS = "Mentee,Mentor,Affinità\nGiulio,Ada,0.9\nGiulio,Ivo,0.2\nDavide,Ada,0.8\nDavide,Ivo,0.7\nDavide,Lia,0.1\nElisa,Ivo,0.6\nElisa,Lia,0.5\n"
FIT = {
    ("Giulio", "Ada"): 0.9, ("Giulio", "Ivo"): 0.2, ("Davide", "Ada"): 0.8, ("Davide", "Ivo"): 0.7,
    ("Davide", "Lia"): 0.1, ("Elisa", "Ivo"): 0.6, ("Elisa", "Lia"): 0.5,
}  # fmt: skip


def file(folder: Path, text: str, name: str = "fits.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def pairs_in(out: Path) -> dict[str, tuple[str, float]]:
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("Pairs").to_python()[1:]
    return {str(row[0]): (str(row[1]), float(row[2])) for row in rows}  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [MATRIX, ROWS])
def test_rows_and_matrix_say_the_same(tmp_path: Path, text: str) -> None:
    found = read_scores(file(tmp_path, text))

    assert (found.mentees, found.mentors) == (("Giulio", "Davide", "Elisa"), ("Ada", "Ivo", "Lia"))
    assert {(found.mentees[i], found.mentors[j]): fit for (i, j), fit in found.fit.items()} == FIT


def test_the_pairs_are_the_best_that_an_enumeration_finds(tmp_path: Path) -> None:
    outcome = match_scores(file(tmp_path, MATRIX), tmp_path / "out.xlsx")

    best = max(
        sum(FIT[pair] for pair in zip(("Giulio", "Davide", "Elisa"), order, strict=True))
        for order in permutations(("Ada", "Ivo", "Lia"))
        if all(pair in FIT for pair in zip(("Giulio", "Davide", "Elisa"), order, strict=True))
    )
    assert outcome.placed == 3
    assert outcome.total == pytest.approx(best) == pytest.approx(outcome.upper_bound)
    assert pairs_in(tmp_path / "out.xlsx") == {"Giulio": ("Ada", 0.9), "Davide": ("Ivo", 0.7), "Elisa": ("Lia", 0.5)}


def test_an_empty_cell_is_no_pair_and_the_cause_is_said(tmp_path: Path) -> None:
    match_scores(file(tmp_path, ";Ada\nGiulio;0,3\nElisa;\n"), tmp_path / "out.xlsx", language="it")

    rows = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_name("Unmatched").to_python()
    assert rows[1:] == [["Elisa", "Per Elisa la tabella non dà nessun mentor che abbia posto."]]


def test_places_come_from_the_sheet_of_the_mentors(tmp_path: Path) -> None:
    mentors = file(tmp_path, "Nome,E-mail,Quanti mentee?\nAda,ada@example.org,2\nIvo,ivo@example.org,1\n", "mentor.csv")
    table = file(tmp_path, ";ada@example.org;Ivo\nGiulio;0,9;0,1\nDavide;0,8;0,2\n")

    match_scores(table, tmp_path / "out.xlsx", mentors=mentors)
    assert {mentor for mentor, _fit in pairs_in(tmp_path / "out.xlsx").values()} == {"ada@example.org"}

    match_scores(table, tmp_path / "out.xlsx", capacity=1)
    assert {mentor for mentor, _fit in pairs_in(tmp_path / "out.xlsx").values()} == {"ada@example.org", "Ivo"}


def test_a_mentor_the_sheet_does_not_know_is_named(tmp_path: Path) -> None:
    mentors = file(tmp_path, "Nome,E-mail\nAda,ada@example.org\n", "mentor.csv")

    with pytest.raises(CannotMatch, match="Ivo is among the mentors of the table and not in"):
        match_scores(file(tmp_path, ";Ada;Ivo\nGiulio;0.1;0.2\n"), tmp_path / "out.xlsx", mentors=mentors)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mentee,Mentor,Fit\nGiulio,Ada,molto\n", "riga 2, «molto» non è un’affinità"),
        ("Mentee,Mentor,Fit\nGiulio,Ada,-1\n", "riga 2, «-1» non è un’affinità"),
        ("Mentee,Mentor,Fit\nGiulio,,0.4\nElisa,Ada,0.4\n", "riga 2, manca un nome"),
        ("Mentee,Fit\nGiulio,0.4\nElisa,0.4\n", "non c’è nessuna affinità"),
        ("Mentee,Mentor,Fit\nGiulio,Ada,0.4\nGiulio,Ada,0.5\n", "Giulio con Ada c’è per la seconda volta"),
        (";Ada;Ivo\nGiulio;0,1;0,2\nGiulio;0,3;0,4\n", "il nome Giulio c’è due volte"),
        (";Ada;Ivo\nGiulio;;\nElisa;;\n", "non c’è nessuna affinità"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScoresRefused) as refused:
        read_scores(file(tmp_path, text), language="it")

    assert said in str(refused.value)


# ── the command ──


def test_the_command_writes_and_speaks_the_language_of_the_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    table, out = file(tmp_path, MATRIX), tmp_path / "out.xlsx"

    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    assert main(["match", "--scores", str(table), "--out", str(out)]) == 0
    italian = capsys.readouterr().out
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert main(["match", "--scores", str(table), "--out", str(out)]) == 0
    english = capsys.readouterr().out
    assert main(["match", "--scores", str(table), "--out", str(out), "--lang", "it"]) == 0

    assert italian == capsys.readouterr().out
    assert italian != english
    assert "mentee su 3" in italian or "3 mentee" in italian


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "x.xlsx"], "servono --mentors e --mentees, oppure --scores"),
        (["--mentors", "a.csv", "--out", "x.xlsx"], "servono --mentors e --mentees, oppure --scores"),
        (["--scores", "a.csv", "--mentees", "b.csv", "--out", "x.xlsx"], "togli --mentees"),
        (["--scores", "a.csv", "--capacity", "-1", "--out", "x.xlsx"], "--capacity è un numero da 0 in su"),
    ],
)
def test_what_is_missing_is_said_in_italian_too(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")

    with pytest.raises(SystemExit) as ended:
        main(["match", *arguments])

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_help_is_in_italian_too(capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")

    with pytest.raises(SystemExit):
        main(["match", "--help"])

    assert "Abbina le persone di due fogli" in " ".join(capsys.readouterr().out.split())


def test_help_says_every_sign_as_it_is(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        main(["analyse", "--help"])

    assert "lines with # or % are comments" in " ".join(capsys.readouterr().out.split())
