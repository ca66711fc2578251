"""`reciproca match`: two spreadsheets in, a workbook out, with a proof that others can check."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook
from scipy.optimize import linear_sum_assignment

import corpus
from reciproca.cli import main
from reciproca.matching.standalone import CannotMatch, match_files

MENTORS = corpus.csv_text(
    ("Nome", "Cognome", "E-mail", "Professione", "Città", "Lingue", "Cosa offro", "Cosa mi serve", "Quanti mentee?"),
    (
        "Ada",
        "Neri",
        "ada@example.org",
        "avvocata",
        "Torino",
        "italiano, inglese",
        "negoziazione; public speaking",
        "social media",
        "2",
    ),
    ("Ivo", "Cattaneo", "ivo@example.org", "ingegnere", "Bari", "italiano", "bilanci", "", "1"),
    ("Zoë", "Wagner", "zoe@example.org", "medico", "Bari", "tedesco", "ricerca clinica", "", "1"),
)
MENTEES = corpus.csv_text(
    ("Nome e cognome", "E-mail", "Professione", "Città", "Lingue", "Che cosa ti serve?", "Cosa offri?"),
    (
        "Marta Ferri",
        "marta@example.org",
        "praticante",
        "Torino",
        "italiano",
        "parlare in pubblico",
        "Instagram e social media",
    ),
    ("Omar Diallo", "omar@example.org", "studente", "Bari", "italiano, francese", "leggere un bilancio", ""),
    ("Lucia Ferraro", "lucia@example.org", "avvocato", "Bari", "inglese", "negoziazione", ""),
    ("Pablo Ruiz", "pablo@example.org", "attore", "Roma", "spagnolo", "teatro", ""),
)


ONE_OF_EACH = {
    "zip-bomb-in-media.xlsx",
    "billion-laughs.xlsx",
    "macro.xlsm",
    "field-of-10-mb.csv",
    "noise.csv",
    "truncated.xlsx",
}


@pytest.fixture
def sheets(tmp_path: Path) -> tuple[Path, Path, Path]:
    mentors, mentees = tmp_path / "mentor.csv", tmp_path / "mentee.csv"
    mentors.write_bytes(MENTORS.encode("cp1252"))
    mentees.write_bytes(MENTEES.encode())
    return mentors, mentees, tmp_path / "turno.xlsx"


def workbook(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_workbook_holds_pairs_unmatched_and_proof(sheets: tuple[Path, Path, Path]) -> None:
    mentors, mentees, out = sheets

    outcome = match_files(mentors, mentees, out, language="en")

    book = workbook(out)
    assert list(book) == ["Pairs", "Unmatched", "Proof"]
    assert book["Pairs"][0] == ["mentee", "mentor", "fit", "why"]
    assert [row[:2] for row in book["Pairs"][1:]] == [
        ["Marta Ferri", "Ada Neri"],
        ["Omar Diallo", "Ivo Cattaneo"],
        ["Lucia Ferraro", "Ada Neri"],
    ]
    assert book["Unmatched"] == [
        ["person", "cause"],
        ["Pablo Ruiz", "Pablo Ruiz has no language in common with any mentor."],
    ]
    assert book["Proof"][0] == ["placed", "total", "upper bound", "settings"]
    placed, total, bound, first = book["Proof"][1]
    assert (placed, first) == (
        3,
        "Checked independently: with these people and these rules nothing better is possible.",
    )
    assert total == pytest.approx(sum(row[2] for row in book["Pairs"][1:]))  # type: ignore[misc]
    assert bound == pytest.approx(total, rel=1e-7)
    settings = [row[3] for row in book["Proof"][1:]]
    assert any("Without questionnaire answers" in str(text) for text in settings)
    assert (outcome.placed, outcome.mentees, outcome.remarks) == (3, 4, 0)


def test_reasons_stand_in_words_and_add_up_to_the_fit(sheets: tuple[Path, Path, Path]) -> None:
    import re

    mentors, mentees, out = sheets

    match_files(mentors, mentees, out, language="it")

    pairs = workbook(out)["Pairs"]
    assert pairs[0] == ["mentee", "mentor", "affinità", "perché"]
    assert pairs[1][:2] == ["Marta Ferri", "Ada Neri"]
    assert [text.rsplit(" (", 1)[0] for text in str(pairs[1][3]).split("; ")] == [
        "Ad Ada Neri serve «social media» e Marta Ferri offre «Instagram e social media»",
        "a Marta Ferri serve «parlare in pubblico» e Ada Neri offre «public speaking»",
        "stesso luogo: Torino",
        "lingue in comune: italiano",
    ]
    for _, _, fit, why in pairs[1:]:
        shares = [float(share.replace(",", ".")) for share in re.findall(r"\((\d,\d\d)\)", str(why))]
        assert sum(shares) == pytest.approx(fit, abs=0.005 * len(shares))


@pytest.mark.parametrize("prefer", ["participation", "fit"])
@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_optimal_by_an_independent_solver(tmp_path: Path, seed: int, prefer: str) -> None:
    """Recompute every fit apart, and compare with SciPy's assignment over the places."""
    from reciproca.matching import problem as bridge

    rng = random.Random(seed)
    topics = ["bilanci", "marketing", "negoziazione", "python", "leadership", "export", "teatro", "contratti"]
    tongues = ["italiano", "inglese", "francese"]
    header = ("Nome", "E-mail", "Città", "Lingue", "Cosa offro", "Cosa mi serve", "Posti")
    people = {}
    for side, count in (("mentor", 9), ("mentee", 12)):
        rows = [
            (
                f"{side.title()} {at}", f"{side}{at}@example.org", rng.choice(["Roma", "Bari"]), rng.choice(tongues),
                "; ".join(rng.sample(topics, 2)), "; ".join(rng.sample(topics, 2)), rng.choice([0, 1, 1, 2]),
            )
            for at in range(count)
        ]  # fmt: skip
        people[side] = rows
        (tmp_path / f"{side}.csv").write_text(corpus.csv_text(header, *rows), encoding="utf-8")
    out = tmp_path / "out.xlsx"

    match_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", out, prefer=prefer)  # type: ignore[arg-type]

    def person(row: tuple) -> bridge.Person:
        code = {"italiano": "it", "inglese": "en", "francese": "fr"}[row[3]]
        offers, needs = (tuple(text.split("; ")) for text in row[4:6])
        return bridge.Person(row[1], row[0], offers, needs, place=row[2], languages=frozenset({code}), capacity=row[6])

    prepared = bridge.prepare([person(row) for row in people["mentee"]], [person(row) for row in people["mentor"]])
    places = [at for at, row in enumerate(people["mentor"]) for _ in range(row[6])]
    bonus = 1000.0 if prefer == "participation" else 1e-9
    value = np.where(prepared.allowed[:, places], bonus + prepared.scores.fit[:, places], 0.0)
    rows, columns = linear_sum_assignment(value, maximize=True)
    best = [(row, places[column]) for row, column in zip(rows, columns, strict=True) if value[row, column] > 0]
    expected = sum(prepared.scores.fit[pair] for pair in best)

    pairs = workbook(out)["Pairs"][1:]
    placed, total = workbook(out)["Proof"][1][:2]
    assert placed == len(pairs) == len(best)
    assert total == pytest.approx(expected, abs=1e-9)
    names = {side: [row[0] for row in people[side]] for side in people}
    held = np.zeros(len(people["mentor"]), dtype=int)
    for mentee, mentor, fit, _ in pairs:
        i, j = names["mentee"].index(mentee), names["mentor"].index(mentor)
        held[j] += 1
        assert prepared.allowed[i, j]
        assert fit == pytest.approx(prepared.scores.fit[i, j], abs=1e-12)
    assert (held <= [row[6] for row in people["mentor"]]).all()


def test_same_files_give_the_same_bytes(sheets: tuple[Path, Path, Path], tmp_path: Path) -> None:
    mentors, mentees, out = sheets

    match_files(mentors, mentees, out)
    match_files(mentors, mentees, tmp_path / "again.xlsx")

    assert out.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_one_sheet_for_both_roles(tmp_path: Path) -> None:
    both = tmp_path / "tutti.csv"
    both.write_text(
        corpus.csv_text(
            ("Nome e cognome", "E-mail", "Partecipi come", "Cosa offro", "Cosa mi serve"),
            ("Ada Neri", "ada@example.org", "mentor", "bilanci", ""),
            ("Ivo Cattaneo", "ivo@example.org", "entrambi", "export", "bilanci"),
            ("Marta Ferri", "marta@example.org", "mentee", "", "export"),
        ),
        encoding="utf-8",
    )

    match_files(both, both, tmp_path / "out.xlsx")

    assert [row[:2] for row in workbook(tmp_path / "out.xlsx")["Pairs"][1:]] == [
        ["Ivo Cattaneo", "Ada Neri"],
        ["Marta Ferri", "Ivo Cattaneo"],
    ]


def test_one_workbook_with_a_sheet_for_each_role(tmp_path: Path) -> None:
    both = tmp_path / "ponti.xlsx"
    header = ["Nome e cognome", "E-mail", "Temi"]
    both.write_bytes(
        corpus.xlsx(
            ("Istruzioni", [["Leggi prima qui"], ["Grazie"]]),
            ("Mentee", [header, ["Marta Ferri", "marta@example.org", "bilanci"]]),
            ("Mentor", [header, ["Ada Neri", "ada@example.org", "bilanci"]]),
        )
    )

    match_files(both, both, tmp_path / "out.xlsx", language="it")

    pair = workbook(tmp_path / "out.xlsx")["Pairs"][1]
    assert pair[:3] == ["Marta Ferri", "Ada Neri", 1.0]
    assert pair[3] == "A Marta Ferri serve «bilanci», proprio quello che Ada Neri offre (1,00)"


def test_nobody_is_paired_with_whom_they_do_not_want_to_meet_and_no_cause_tells(tmp_path: Path) -> None:
    header = ("Nome e cognome", "E-mail", "Cosa mi serve", "Con chi preferisci NON lavorare")
    (tmp_path / "mentor.csv").write_text(
        "Nome;E-mail;Cosa offro\nPaola Riva;paola@example.org;bilanci\n", encoding="utf-8"
    )
    causes = {}
    for said in ("Paola R.", "RIVA", "paola@example.org", "riva paola"):
        rows = [("Marta Ferri", "marta@example.org", "bilanci", said)]
        (tmp_path / "mentee.csv").write_text(corpus.csv_text(header, *rows), encoding="utf-8")

        match_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx")

        book = workbook(tmp_path / "out.xlsx")
        assert len(book["Pairs"]) == 1
        causes[said] = book["Unmatched"][1][1]
    assert set(causes.values()) == {"Among the mentors who still have room there is nobody to propose to Marta Ferri."}


def test_what_was_in_doubt_is_told_in_the_proof(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text(
        "Nome e cognome;E-mail;Posti\nAda Neri;ada@example.org;tanti\nAda Neri;ada@example.org;2\nIvo Ba;ivo@example.org;boh\nTotale;;2\n",
        encoding="utf-8",
    )
    (tmp_path / "mentee.csv").write_text(
        "Nome e cognome;E-mail;Consenso\nMarta Ferri;marta@example.org;sì\nOmar Diallo;omar@example.org;no\n",
        encoding="utf-8",
    )

    outcome = match_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx", language="it")

    told = [str(row[3]) for row in workbook(tmp_path / "out.xlsx")["Proof"][1:]][-outcome.remarks :]
    assert told == [
        "«mentor.csv»: La riga 5 («Totale») è un totale e resta fuori.",
        "«mentor.csv», riga 2, Ada Neri: Qui serve un numero da 0 a 50, non «tanti». Se non lo sai, lascia vuoto. Intanto la casella conta come vuota.",
        "«mentor.csv», riga 2: Ada Neri compare di nuovo alla riga 3, e vale quella.",
        "«mentor.csv», riga 4, Ivo Ba: Qui serve un numero da 0 a 50, non «boh». Se non lo sai, lascia vuoto. Intanto la casella conta come vuota.",
        "«mentee.csv», riga 3: fuori dal turno. La risposta sul consenso è «no»: la riga resta fuori.",
    ]  # fmt: skip


def test_mapping_file_names_the_columns(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text("A;B;C\nAda Neri;bilanci, anche semplici, export;2\n", encoding="utf-8")
    (tmp_path / "mentee.csv").write_text("A;B\nMarta Ferri;export\n", encoding="utf-8")
    mapping = tmp_path / "colonne.toml"
    mapping.write_text(
        '[columns]\n"A" = "full_name"\n[mentors.columns]\n"B" = "offers"\n"C" = "capacity"\n[mentees.columns]\n"B" = "needs"\n'
        '[options]\noffers = ["bilanci, anche semplici", "export"]\n',
        encoding="utf-8",
    )

    match_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx", mapping=mapping)

    assert workbook(tmp_path / "out.xlsx")["Pairs"][1][:3] == ["Marta Ferri", "Ada Neri", 1.0]


# ---------------------------------------------------------------------------------------------------- the command


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    source = str(Path(__file__).resolve().parents[3] / "src")
    return subprocess.run(
        [sys.executable, "-m", "reciproca", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": source, "DJANGO_SETTINGS_MODULE": "no.such.settings"},
    )


def test_version_match_and_meet_do_not_load_django(sheets: tuple[Path, Path, Path]) -> None:
    mentors, mentees, out = sheets
    guard = "import sys; sys.modules['django'] = None; from reciproca.cli import main; sys.exit(main(sys.argv[1:]))"
    source = str(Path(__file__).resolve().parents[3] / "src")
    environment = {**os.environ, "PYTHONPATH": source}

    files = ["--mentors", mentors, "--mentees", mentees, "--out", out]
    for arguments in (["--version"], ["match", *files], ["meet", *files]):
        done = subprocess.run(
            [sys.executable, "-c", guard, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert out.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mentors": "non-c-e.csv"}, "Non c’è nessun file «non-c-e.csv»: controlla il nome e la cartella."),
        ({"mentors": b""}, "«file.csv»: Il file è vuoto: forse il salvataggio si è interrotto. Salvalo di nuovo e riprova."),
        ({"mentors": b"%PDF-1.7"}, "«file.csv»: Questo è un PDF. Serve il foglio da cui viene: esportalo come .xlsx o .csv e riprova."),
        ({"mentors": corpus._encrypted_package()}, "«file.csv»: Il file è protetto da una parola chiave: toglila e riprova. Niente è stato importato."),
        (
            {"mentors": b"Piatto;Bevanda\npasta;vino\n"},
            "In «file.csv» non si riconosce chi sono le persone: serve una colonna con il nome o con l’e-mail. "
            "Le colonne sono: Piatto e Bevanda. Puoi indicarle con --mapping.",
        ),
        (
            {"mentors": b"Nome;E-mail;Ruolo nel programma\nAda Neri;a@example.org;mentee\n"},
            "In «file.csv» non è rimasta nessuna riga per i mentor. Controlla la colonna che dice chi fa da mentor.",
        ),
        ({"out": "turno.csv"}, "Il file da scrivere deve finire in .xlsx, e «turno.csv» no."),
        ({"out": "nessuna/turno.xlsx"}, None),
        ({"mapping": "non-c-e.toml"}, "Non c’è nessun file di colonne «non-c-e.toml»: controlla il nome e la cartella."),
        ({"mapping": b"[columns\n"}, "Il file di colonne «file.toml» non si legge, riga 1: Expected ']' at the end of a table declaration"),
        ({"mapping": b'[columns]\n"Nomme" = "full_name"\n'}, None),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_on_stderr(
    sheets: tuple[Path, Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, str | bytes],
    sentence: str | None,
) -> None:
    options: dict[str, Path] = dict(zip(("mentors", "mentees", "out"), sheets, strict=True))
    for name, value in change.items():
        if isinstance(value, bytes):
            options[name] = tmp_path / ("file.toml" if name == "mapping" else "file.csv")
            options[name].write_bytes(value)
        else:
            options[name] = tmp_path / value

    code = main(
        ["match", "--lang", "it", *(word for name, path in options.items() for word in (f"--{name}", str(path)))]
    )

    said = capsys.readouterr()
    assert code == 1
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    if sentence:
        assert said.err == f"reciproca match: {sentence}\n"
    assert not options["out"].exists()


@pytest.mark.parametrize(
    "hostile", [one for one in corpus.HOSTILE if one.name in ONE_OF_EACH], ids=lambda hostile: hostile.name
)
def test_hostile_file_is_one_sentence_too(
    sheets: tuple[Path, Path, Path], tmp_path: Path, hostile: corpus.Hostile
) -> None:
    file = tmp_path / "ostile"
    file.write_bytes(hostile.build())

    with pytest.raises(CannotMatch) as refused:
        match_files(file, sheets[1], sheets[2])

    assert str(refused.value).startswith("“ostile”: ")


def test_our_own_sheet_is_never_written_over(tmp_path: Path) -> None:
    sheet = tmp_path / "tutti.xlsx"
    sheet.write_bytes(corpus.xlsx(("Foglio1", corpus.ROWS)))
    before = sheet.read_bytes()

    with pytest.raises(CannotMatch, match="choose another name"):
        match_files(sheet, sheet, sheet)

    assert sheet.read_bytes() == before


def test_wrong_usage_is_said_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["match", "--mentors", "a.csv"])

    assert left.value.code == 2
    assert "--mentees" in capsys.readouterr().err


def test_five_hundred_by_five_hundred(tmp_path: Path) -> None:
    """How long it takes is measured by bench/match.py."""
    rng, topics = random.Random(7), [f"tema {at}" for at in range(40)]
    for side in ("mentor", "mentee"):
        rows = [
            (f"{side} {at}", f"{side}{at}@example.org", rng.choice(topics), rng.choice(topics)) for at in range(500)
        ]
        table = corpus.csv_text(("Nome e cognome", "E-mail", "Cosa offro", "Cosa mi serve"), *rows)
        (tmp_path / f"{side}.csv").write_text(table, encoding="utf-8")

    done = run(
        "match", "--mentors", tmp_path / "mentor.csv", "--mentees", tmp_path / "mentee.csv", "--out", tmp_path / "o.xlsx"
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    pairs = workbook(tmp_path / "o.xlsx")["Pairs"]
    assert len(pairs) == 501
    assert len({row[0] for row in pairs}) == len({row[1] for row in pairs}) == 501
