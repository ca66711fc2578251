"""`reciproca analyse`: files as people have them, read or refused with the line and the column; a report that is true."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reciproca.cli import main
from reciproca.network.analysis.reading import Unreadable, read_rows
from reciproca.network.analysis.words import REFUSALS, WORDS

LOG = """giver,receiver,weight,time
Ada,Bea,2,2026-01-01
Bea,Ada,1,2026-01-03T18:00
Bea,Ciro,1,2026-01-05
Ciro,Ada,1,2026-01-09
Ciro,Ciro,1,2026-01-09
Dino,Ciro,1,2026-01-20
"""


def written(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# ── reading ──


@pytest.mark.parametrize(
    "text",
    [
        LOG,
        LOG.replace(",", ";"),
        LOG.replace(",", "\t"),
        LOG.replace(",", " | ").replace(" | ", "|"),
        LOG.replace("giver,receiver,weight,time", "Da,A,Peso,Quando"),
        LOG.replace("giver,receiver,weight,time", "Mittente,Destinatario,Peso,Data"),
        "# a comment\n\n% another\n" + LOG,
        "\ufeff" + LOG.replace("\n", "\r\n"),
        gzip.compress(LOG.encode(), mtime=0),
    ],
)
def test_one_log_is_read_alike_however_it_is_written(tmp_path, text):
    rows = read_rows(written(tmp_path, text))
    assert rows.people == ["Ada", "Bea", "Ciro", "Dino"]
    assert rows.giver.tolist() == [0, 1, 1, 2, 2, 3]
    assert rows.receiver.tolist() == [1, 0, 2, 0, 2, 2]
    assert rows.weight is not None
    assert rows.weight.tolist() == [2, 1, 1, 1, 1, 1]
    assert rows.time is not None
    assert (rows.time - rows.time[0]).tolist() == [0, 2.75, 4, 8, 8, 19]
    assert (rows.dated, rows.guessed, rows.lines) == (True, (), 6)


def test_every_row_is_read_also_of_longer_files(tmp_path):
    rows = read_rows(written(tmp_path, "".join(f"{one} {one + 1}\n" for one in range(120))))
    assert (rows.lines, len(rows.people)) == (120, 121)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("1 2 1082040961", ["giver", "receiver", "time"]),
        ("1 2 0.8", ["giver", "receiver", "weight"]),
        ("1,2,10,1407470400", ["giver", "receiver", "weight", "time"]),
        ("1,2,1407470400,10", ["giver", "receiver", "time", "weight"]),
        ("anna@a.example;bruno@b.example", ["giver", "receiver"]),
    ],
)
def test_columns_without_names_are_taken_by_place_and_it_is_said(tmp_path, line, kinds):
    rows = read_rows(written(tmp_path, line))
    assert [column.kind for column in rows.columns] == kinds
    assert rows.guessed != ()


def test_seconds_and_their_thousandths_are_dates_and_small_numbers_are_days(tmp_path):
    for text, days, dated in (
        ("1082040961", 12523.62224537, True),
        ("1082040961000", 12523.62224537, True),
        ("17.5", 17.5, False),
    ):
        rows = read_rows(written(tmp_path, f"a,b,{text}"), columns=["giver", "receiver", "time"])
        assert rows.time is not None
        assert (rows.time[0], rows.dated) == (pytest.approx(days), dated)


def test_two_directions_in_one_row_are_two_rows(tmp_path):
    rows = read_rows(written(tmp_path, "hidA,hidB,giftsAB,giftsBA\n1,2,0,4\n"))
    assert rows.weight is not None
    assert list(zip(rows.giver.tolist(), rows.receiver.tolist(), rows.weight.tolist(), strict=True)) == [
        (0, 1, 0),
        (1, 0, 4),
    ]


def test_columns_may_be_said(tmp_path):
    rows = read_rows(
        written(tmp_path, "when;x;who;whom\n2026-01-01;7;Ada;Bea\n"), columns=["time", "-", "giver", "receiver"]
    )
    assert (rows.people, rows.lines) == (["Ada", "Bea"], 1)
    assert rows.unused == ("x",)


@pytest.mark.parametrize(
    ("text", "columns", "kind", "facts"),
    [
        ("", None, "empty", {}),
        ("# only a comment\n", None, "empty", {}),
        ("giver,receiver\n", None, "empty", {}),
        ("a\nc\n", None, "one_column", {"line": 1}),
        (
            "giver,receiver,weight\na,b,1\na,c,much\n",
            None,
            "not_a_number",
            {"line": 3, "column": "weight", "text": "much"},
        ),
        ("giver,receiver,weight\na,b,nan\n", None, "not_a_number", {"line": 2, "column": "weight", "text": "nan"}),
        (
            "giver,receiver,time\na,b,2026-01-01\na,c,31/12/2026\n",
            None,
            "not_a_time",
            {"line": 3, "column": "time", "text": "31/12/2026"},
        ),
        (
            "giver,receiver,time\na,b,2026-01-01\na,c,17\n",
            None,
            "not_a_time",
            {"line": 3, "column": "time", "text": "17"},
        ),
        (
            "giver,receiver,time\na,b,17\na,c,2026-01-01\n",
            None,
            "not_a_time",
            {"line": 3, "column": "time", "text": "2026-01-01"},
        ),
        ("giver,receiver\na,\n", None, "nobody", {"line": 2, "column": "receiver"}),
        ("giver,receiver,weight\na,b,1\na,b\n", None, "short", {"line": 3, "column": "weight", "there": 2}),
        ("name,city,age\nAda,Roma,30\n", None, "columns_unknown", {"names": "name, city, age"}),
        ("a,b\n", ["giver", "who"], "columns_said", {"column": "who"}),
        ("a,b\n", ["giver", "giver"], "columns_said", {"column": "giver"}),
        ("a,b\n", ["giver", "time"], "columns_needed", {}),
        ("a,b\n", ["giver", "receiver", "time"], "columns_many", {"said": 3, "there": 2}),
        (b"PK\x03\x04\0\0sheet", None, "not_text", {"line": 1}),
        (gzip.compress(LOG.encode(), mtime=0)[:-9], None, "broken_gzip", {}),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path, text, columns, kind, facts):
    with pytest.raises(Unreadable) as refused:
        read_rows(written(tmp_path, text), columns=columns)
    assert (refused.value.kind, refused.value.facts) == (kind, facts)
    for language in REFUSALS:
        assert REFUSALS[language][kind].format(**facts)


def test_a_file_that_is_not_there_and_one_that_is_a_folder(tmp_path):
    for file, kind in ((tmp_path / "none.csv", "no_file"), (tmp_path, "no_access")):
        with pytest.raises(Unreadable) as refused:
            read_rows(file)
        assert refused.value.kind == kind


# ── the command ──


def test_the_report_says_the_figures(tmp_path, capsys):
    assert main(["analyse", str(written(tmp_path, LOG)), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    for fact in (
        "6 rows",
        "1 row is of somebody with themselves",
        r"4  People",
        r"5  Ties",
        r"40.0%  Ties that are returned",
    ):
        assert re.search(fact, said), said
    assert max(map(len, said.splitlines())) <= 78


def test_the_report_speaks_italian(tmp_path, capsys):
    assert main(["analyse", str(written(tmp_path, LOG)), "--lang=it"]) == 0
    said = capsys.readouterr().out
    assert "40,0%  Fili ricambiati" in said
    assert "1 gennaio 2026" in said


def test_every_figure_is_there_as_data(tmp_path, capsys):
    assert main(["analyse", str(written(tmp_path, LOG)), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["read"]["people"] == ["Ada", "Bea", "Ciro", "Dino"]
    assert data["summary"]["dyads"] == {"mutual": 1, "asymmetric": 3, "null": 2}
    assert data["circulation"]["direct"] + data["circulation"]["indirect"] + data["circulation"][
        "one_way"
    ] == pytest.approx(1)
    assert data["balances"]["given"] == [2, 2, 1, 1]
    assert set(data["ties"]["state"]) <= {"active", "new", "cooling", "dormant"}
    assert data["chains"]["length"] == [1, 1, 2, 3, 0, 1]


def test_the_page_stands_alone_and_believes_no_name(tmp_path, capsys):
    page = tmp_path / "page.html"
    text = LOG.replace("Ciro", "<script>alert(1)</script>")
    assert main(["analyse", str(written(tmp_path, text)), "--html", str(page), "--lang", "en"]) == 0
    written_page = page.read_text()
    assert "&lt;script&gt;alert(1)" in written_page
    assert not re.search(r"<script|https?:|url\(|src=", written_page)


def test_ratings_are_told_from_gifts(tmp_path, capsys):
    assert main(["analyse", str(written(tmp_path, "source,target,rating\na,b,10\nb,a,-3\n")), "--lang", "en"]) == 0
    assert "they are ratings" in capsys.readouterr().out


def test_from_people_who_are_known_the_others_are(tmp_path, capsys):
    ring = "".join(
        f"Finta {one},Finta {other},1,2026-01-10\n" for one in range(9) for other in range(9) if one != other
    )
    file = written(tmp_path, LOG.replace("\nDino,Ciro", "\nCiro,Dino") + ring)

    assert main(["analyse", str(file), "--seeds", "Ada", "Bea", "--json"]) == 0

    data = json.loads(capsys.readouterr().out)
    assert data["standing"]["member"] == [True] * 4 + [False] * 9
    assert data["standing"]["score"][4:] == data["credit"]["score"][4:] == [0.0] * 9
    assert min(data["credit"]["score"][2:4]) > 0
    assert main(["analyse", str(file), "--seeds", "Ada", "Bea", "--lang", "en"]) == 0
    assert re.search(r"^9  reached by nobody$", capsys.readouterr().out, re.MULTILINE)


def test_ways_to_somebody_are_named_best_first(tmp_path, capsys):
    file = written(tmp_path, "giver,receiver\nAda,Bea\nBea,Dino\nAda,Ciro\nCiro,Elio\nElio,Dino\n")

    assert main(["analyse", str(file), "--way", "Ada", "Dino", "--json"]) == 0
    ways = json.loads(capsys.readouterr().out)["ways"]
    assert ways == [
        {"people": ["Ada", "Bea", "Dino"], "probability": 0.25},
        {"people": ["Ada", "Ciro", "Elio", "Dino"], "probability": 0.125},
    ]
    assert main(["analyse", str(file), "--way", "Dino", "Ada", "--lang", "it"]) == 0
    assert "Non c’è una via di così pochi passi." in capsys.readouterr().out


def test_what_comes_next_is_foretold_from_the_log_alone(tmp_path, capsys):
    talk = "".join(f"Ada,Bea,{day}\nBea,Ada,{day + 1}\n" for day in range(0, 120, 4)) + "Ciro,Dino,2\nDino,Ciro,3\n"
    file = written(tmp_path, talk)

    assert main(["analyse", str(file), "--columns", "giver,receiver,time", "--foretell", "14", "--json"]) == 0

    contact = json.loads(capsys.readouterr().out)["contact"]
    chance = dict(zip(map(tuple, zip(contact["source"], contact["target"], strict=True)), contact["probability"], strict=True))  # fmt: skip
    assert chance[0, 1] == chance[1, 0] > 0.5 > chance[2, 3]


def test_ratings_tell_how_well_they_were_foretold(tmp_path, capsys):
    rows = "".join(f"r{at},{'bad' if at % 2 else 'good'},{-5 if at % 2 else 5},{at}\n" for at in range(60))
    file = written(tmp_path, "source,target,rating,time\n" + rows)

    assert main(["analyse", str(file), "--json"]) == 0

    ratings = json.loads(capsys.readouterr().out)["ratings"]
    assert (ratings["negative"], len(ratings["risk"])) == (0.5, 60)
    assert ratings["auc"] > 0.9
    lower = dict(zip(read_rows(file).people, ratings["reliability"]["lower"], strict=True))
    assert lower["good"] > lower["bad"]


@pytest.mark.parametrize("asked", [["--seeds", "Zoe"], ["--way", "Ada", "Zoe"]])
def test_whoever_is_asked_about_and_is_not_there_is_named(tmp_path, capsys, asked):
    assert main(["analyse", str(written(tmp_path, LOG)), "--lang", "it", *asked]) == 1
    assert capsys.readouterr().err == "reciproca analyse: log.csv: non c’è nessuno che si chiami «Zoe».\n"


@pytest.mark.parametrize("text", ["a b\n", "a a\n", "a b\nb a\n", "a b 1082040961\n", "a b 0\n", "a b\nb c\nc d\n"])
@pytest.mark.parametrize("undirected", [[], ["--undirected"]])
def test_the_smallest_files_have_a_report(tmp_path, capsys, text, undirected):
    assert main(["analyse", str(written(tmp_path, text)), "--json", *undirected]) == 0
    assert main(["analyse", str(written(tmp_path, text)), *undirected]) == 0


def test_a_refusal_is_a_sentence(tmp_path, capsys):
    assert main(["analyse", str(tmp_path / "none.csv"), "--lang", "it"]) == 1
    assert capsys.readouterr().err == "reciproca analyse: none.csv: il file non c’è.\n"
    page = tmp_path / "no folder" / "page.html"
    assert main(["analyse", str(written(tmp_path, LOG)), "--html", str(page)]) == 1


def test_both_languages_have_the_same_words():
    for words in (WORDS, REFUSALS):
        assert words["en"].keys() == words["it"].keys()
        for key, sentence in words["en"].items():
            assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", words["it"][key])), key


def test_django_is_not_loaded(tmp_path):
    file = written(tmp_path, LOG)
    asked = f"import sys; from reciproca.cli import main; main(['analyse', {str(file)!r}]); sys.exit('django' in sys.modules)"
    subprocess.run(
        [sys.executable, "-c", asked],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": "src"},
        timeout=120,
    )
