"""`reciproca meet`, and what `reciproca match --met` makes of the answers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

import corpus
from reciproca.cli import main
from reciproca.core.tables.writing import OutSheet, write_xlsx
from reciproca.matching.evening import meet_files
from reciproca.matching.standalone import CannotMatch, match_files

TOPICS = ["bilanci", "marketing", "negoziazione", "export", "teatro", "contratti", "ricerca", "scrittura"]
Sheets = tuple[Path, Path, Path]


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """Ten mentors and fourteen mentees; all share a language but the last mentee."""
    chance = np.random.default_rng(4)
    header = ("Nome e cognome", "E-mail", "Città", "Lingue", "Cosa offro", "Cosa mi serve", "Posti")
    for role, count in (("mentor", 10), ("mentee", 14)):
        rows = [
            (
                f"{role.title()} {chr(65 + at)}",
                f"{role}{at}@example.org",
                chance.choice(["Roma", "Bari", "Torino"]),
                "spagnolo" if (role, at) == ("mentee", 13) else "italiano",
                "; ".join(chance.choice(TOPICS, 2, replace=False)),
                "; ".join(chance.choice(TOPICS, 2, replace=False)),
                1 + at % 2,
            )
            for at in range(count)
        ]
        (tmp_path / f"{role}.csv").write_text(corpus.csv_text(header, *rows), encoding="utf-8")
    return tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "serata.xlsx"


def workbook(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def fill_in(plan: Path, target: Path, answer) -> None:  # type: ignore[no-untyped-def]
    """Type answers into the sheet `Answers`, and save: `answer(mentee, mentor)` gives the two cells."""
    book = workbook(plan)
    for row in book["Answers"][1:]:
        row[2:4] = answer(row[0], row[1])
    target.write_bytes(write_xlsx([OutSheet(name, rows[0], rows[1:]) for name, rows in book.items()]))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------------ the plan


def test_workbook_holds_rounds_lists_answers_and_proof(sheets: Sheets) -> None:
    mentors, mentees, out = sheets

    evening = meet_files(mentors, mentees, out, rounds=5, language="it")

    book = workbook(out)
    assert list(book) == ["Rounds", "Each person", "Answers", "Proof"]
    assert [rows[0] for rows in book.values()] == [
        ["giro", "tavolo", "mentee", "mentor"],
        ["persona", "ruolo", "giro", "tavolo", "incontra", "perché"],
        ["mentee", "mentor", "mentee: vuole continuare?", "mentor: vuole continuare?"],
        ["incontri", "affinità media", "a caso", "limite superiore", "impostazioni"],
    ]
    rounds = book["Rounds"][1:]
    assert (len(rounds), evening.meetings, evening.rounds) == (50, 50, 5)
    assert max(Counter((mentee, mentor) for _, _, mentee, mentor in rounds).values()) == 1
    assert {
        number: len({table for n, table, _, _ in rounds if n == number}) for number in range(1, 6)
    } == dict.fromkeys(range(1, 6), 10)
    assert len({(table, mentor) for _, table, _, mentor in rounds}) == 10  # mentors stay, mentees go round
    assert [row[:2] for row in book["Answers"][1:]] == [row[2:] for row in rounds]


def test_each_person_reads_whom_to_meet_when_and_why(sheets: Sheets) -> None:
    mentors, mentees, out = sheets

    meet_files(mentors, mentees, out, rounds=5, language="it")

    book = workbook(out)
    own = [row for row in book["Each person"][1:] if row[0] == "Mentee A"]
    assert [row[2] for row in own] == [1, 2, 3, 4, 5]
    met = {(row[0], row[3]): row[1] for row in book["Rounds"][1:] if row[2] == "Mentee A"}
    assert {(row[2], row[4]): row[3] for row in own if row[4] != "pausa"} == met
    assert all("lingue in comune: italiano" in str(row[5]).lower() for row in own if row[3])
    assert not any("Mentee A serve" in str(row[5]) for row in own)  # said to her: «ti serve»
    assert {row[0] for row in book["Each person"][1:]} == {row[2] for row in book["Rounds"][1:]} | {
        row[3] for row in book["Rounds"][1:]
    }


def test_proof_says_how_good_the_plan_is_and_who_waits(sheets: Sheets) -> None:
    mentors, mentees, out = sheets

    evening = meet_files(mentors, mentees, out, rounds=5, language="en")

    book = workbook(out)
    meetings, mean, chance, bound, first = book["Proof"][1]
    assert first == "Checked independently: with as many meetings, spread as evenly, no plan has a higher fit."
    assert (meetings, mean, chance, bound) == pytest.approx((50, evening.mean_fit, evening.by_chance, evening.bound))
    assert evening.by_chance < evening.mean_fit == pytest.approx(evening.bound)
    told = [str(row[4]) for row in book["Proof"][1:]]
    assert "Nobody meets twice. Meetings of each mentee: 3 to 4." in told
    assert "Mentee N has no language in common with any mentor." in told
    waits = [re.match(r"In round (\d), waiting: (.*)\.", text) for text in told]
    waiting = [set(re.split(", | and ", match[2])) for match in waits if match]
    assert [len(names) for names in waiting] == [3] * 5
    assert max(Counter(name for names in waiting for name in names).values()) == 2


def test_same_files_give_the_same_plan(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, out = sheets

    meet_files(mentors, mentees, out)
    meet_files(mentors, mentees, tmp_path / "again.xlsx")

    assert out.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_who_has_met_does_not_meet_again(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, out = sheets
    again = tmp_path / "seconda.xlsx"
    meet_files(mentors, mentees, out, rounds=5)
    had = Counter(row[2] for row in workbook(out)["Rounds"][1:])

    meet_files(mentors, mentees, again, rounds=1, past=out, language="en")

    first, second = ({(row[2], row[3]) for row in workbook(path)["Rounds"][1:]} for path in (out, again))
    assert len(second) == 10
    assert not first & second
    assert {name for name, count in had.items() if count == 3} <= {mentee for mentee, _ in second}
    assert "Pairs that have met before, and do not meet again: 50." in [row[4] for row in workbook(again)["Proof"]]


def test_a_name_of_the_past_that_is_not_there_is_told(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, out = sheets
    past = tmp_path / "prima.csv"
    past.write_text("mentee;mentor\nMentee A;Mentor A\nOlga Verdi;Mentor B\n", encoding="utf-8")

    evening = meet_files(mentors, mentees, out, past=past, language="it")

    assert evening.remarks == 1
    assert "«prima.csv», riga 3: Olga Verdi non è fra le persone di questa serata." in [
        row[4] for row in workbook(out)["Proof"]
    ]


def test_rounds_end_when_all_have_met(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text("Nome e cognome;Posti\nAda Neri;2\nIvo Ba;2\n", encoding="utf-8")
    (tmp_path / "mentee.csv").write_text("Nome e cognome\nMarta Ferri\nOmar Diallo\n", encoding="utf-8")

    evening = meet_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx", language="it")

    told = [row[4] for row in workbook(tmp_path / "out.xlsx")["Proof"]]
    assert (evening.rounds, evening.meetings) == (2, 4)
    assert "Di 6 giri ne bastano 2: poi si sono incontrati tutti quelli che possono." in told
    assert "Non resta in pausa nessuno." in told


def test_where_nobody_can_meet_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text("Nome e cognome;Lingue\nAda Neri;italiano\n", encoding="utf-8")
    (tmp_path / "mentee.csv").write_text("Nome e cognome;Lingue\nMarta Ferri;francese\n", encoding="utf-8")

    with pytest.raises(CannotMatch, match=r"^Among these people no meeting is possible"):
        meet_files(tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx")


def test_nobody_sits_on_both_sides(tmp_path: Path) -> None:
    both = tmp_path / "tutti.csv"
    both.write_text("Nome e cognome;Partecipi come\nAda Neri;entrambi\nIvo Ba;mentor\n", encoding="utf-8")

    with pytest.raises(CannotMatch) as refusal:
        meet_files(both, both, tmp_path / "out.xlsx", language="it")

    assert str(refusal.value).startswith("Da una parte e dall’altra c’è Ada Neri: ")
    assert not (tmp_path / "out.xlsx").exists()


# --------------------------------------------------------------------------------------------------------- the answers


def by_place(plan: Path, folder: Path):  # type: ignore[no-untyped-def]
    """A hidden taste: who comes from the same town nearly always says yes."""
    towns = {}
    for name in ("mentor.csv", "mentee.csv"):
        rows = [line.split(";") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        towns |= {row[0]: row[2] for row in rows}
    chance = np.random.default_rng(8)

    def answer(mentee: str, mentor: str) -> tuple[str, str]:
        likely = 0.9 if towns[mentee] == towns[mentor] else 0.2
        return ("sì" if chance.random() < likely else "no", "Yes" if chance.random() < likely else "NO")

    return answer, towns


def test_plan_answers_and_match_go_round(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, plan = sheets
    filled, out = tmp_path / "risposte.xlsx", tmp_path / "turno.xlsx"
    meet_files(mentors, mentees, plan, rounds=6, language="it")
    answer, towns = by_place(plan, tmp_path)
    fill_in(plan, filled, answer)
    said = {(row[0], row[1]): [cell.lower() for cell in row[2:]] for row in workbook(filled)["Answers"][1:]}  # type: ignore[union-attr]

    outcome = match_files(mentors, mentees, out, met=filled, language="it")

    book = workbook(out)
    pairs = book["Pairs"][1:]
    assert (outcome.placed, len(pairs)) == (13, 13)
    assert not [row for row in pairs if "no" in said.get((row[0], row[1]), [])]
    assert {row[2] for row in pairs if said.get((row[0], row[1])) == ["sì", "yes"]} == {1.0}
    for _, _, fit, why in pairs:
        shares = [float(one.replace(",", ".").replace("−", "-")) for one in re.findall(r"\((−?\d,\d\d)\)", str(why))]
        assert sum(shares) == pytest.approx(fit, abs=0.005 * len(shares))
    same = [towns[row[0]] == towns[row[1]] for row in pairs]  # type: ignore[index]
    match_files(mentors, mentees, out, language="it")
    unlearned = [towns[row[0]] == towns[row[1]] for row in workbook(out)["Pairs"][1:]]  # type: ignore[index]
    assert sum(same) > sum(unlearned)
    told = " ".join(str(row[3]) for row in book["Proof"])
    assert "Risposte da «risposte.xlsx», su 60 coppie." in told
    assert "Più sì dove vanno meglio insieme: luogo" in told
    assert re.search(r"ognuna delle 120 risposte è stata prevista senza guardarla: dove \(40 risposte\)", told)


def test_few_answers_are_said_to_be_few(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, out = sheets
    met = tmp_path / "met.csv"
    met.write_text(
        "mentee;mentor;mentee would go on;mentor would go on\nMentee A;Mentor A;yes;yes\nmentee1@example.org;Mentor B;no;\n",
        encoding="utf-8",
    )
    match_files(mentors, mentees, out, language="en")
    before = {(row[0], row[1]): row[2] for row in workbook(out)["Pairs"][1:]}

    match_files(mentors, mentees, out, met=met, language="en")

    told = [row[3] for row in workbook(out)["Proof"]]
    after = {(row[0], row[1]): row[2] for row in workbook(out)["Pairs"][1:]}
    assert (
        "There are 3 answers: to learn, it takes at least 80. Fit stays that of the sheets; only two who have both said yes have 1."
        in told
    )
    assert "Pairs in which somebody said no: 1. They are not made." in told
    assert after[("Mentee A", "Mentor A")] == 1
    assert ("Mentee B", "Mentor B") not in after
    assert {pair: before[pair] for pair in before if pair in after and pair != ("Mentee A", "Mentor A")} == {
        pair: after[pair] for pair in before if pair in after and pair != ("Mentee A", "Mentor A")
    }


def test_a_no_can_be_lifted(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text("Nome e cognome\nAda Neri\n", encoding="utf-8")
    (tmp_path / "mentee.csv").write_text("Nome e cognome\nMarta Ferri\n", encoding="utf-8")
    (tmp_path / "met.csv").write_text(
        "Mentee;Mentor;Mentor: vuole continuare?\nMarta Ferri;Ada Neri;no\n", encoding="utf-8"
    )
    files = tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx"

    kept = match_files(*files, met=tmp_path / "met.csv")
    lifted = match_files(*files, met=tmp_path / "met.csv", despite_no=True)

    assert (kept.placed, lifted.placed) == (0, 1)


def test_rows_that_complete_one_another_are_one_meeting(sheets: Sheets, tmp_path: Path) -> None:
    mentors, mentees, out = sheets
    met = tmp_path / "met.csv"
    met.write_text(
        "mentee;mentor;mentee yes;mentor yes\nMENTEE A;Mentor A;x;\nMentee  A;mentor a;sì;1\n", encoding="utf-8"
    )

    match_files(mentors, mentees, out, met=met, language="en")

    assert "Answers from “met.csv”, on one pair. Of mentees: 1 yes out of 1. Of mentors: 1 yes out of 1." in [
        row[3] for row in workbook(out)["Proof"]
    ]


HEADER = "mentee;mentor;mentee would go on;mentor would go on\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            HEADER + "Mentee A;Mentor A;sì;forse\n",
            "In «met.csv», foglio «met», riga 2, colonna «mentor would go on», «forse» non è né sì né no. Scrivi sì o no, oppure "
            "lascia vuota la cella.",
        ),
        (
            HEADER + "Mentee A;Mentor A;sì;no\nMentee B;Mentor A;sì, ma non subito;no\n",
            "In «met.csv», foglio «met», riga 3, colonna «mentee would go on», «sì, ma non subito» non è né sì né no. Scrivi sì o no, "
            "oppure lascia vuota la cella.",
        ),
        (
            HEADER + "Mentee A;Mentor Aa;sì;no\n",
            "In «met.csv», foglio «met», riga 2, colonna «mentor»: Mentor Aa non è fra i mentor di «mentor.csv». Forse volevi dire "
            "Mentor A?",
        ),
        (
            HEADER + "Zita Boh;Mentor A;sì;no\n",
            "In «met.csv», foglio «met», riga 2, colonna «mentee»: Zita Boh non è fra i mentee di «mentee.csv».",
        ),
        (
            HEADER + "Mentee A;Mentor A;sì;\nMentee B;Mentor B;sì;\nMentee A;Mentor A;no;\n",
            "In «met.csv», foglio «met», riga 4, colonna «mentee would go on»: Mentee A con Mentor A c’è già alla riga 2, con la "
            "risposta opposta. Lascia quella giusta.",
        ),
        (
            HEADER + "Mentee A;Mentor A;sì;no\nMentee B;;sì;no\n",
            "In «met.csv», foglio «met», riga 3, colonna «mentor», manca il nome.",
        ),
        (
            HEADER + "Mentee A;Mentor A;;\n",
            "In «met.csv» non c’è nessuna risposta: o le caselle sono ancora vuote, o mancano le colonne mentee, mentor e «mentee: "
            "vuole continuare?» o «mentor: vuole continuare?», come nel foglio Answers di reciproca meet.",
        ),
    ],
)  # fmt: skip
def test_what_is_unclear_is_refused_with_its_place(sheets: Sheets, tmp_path: Path, text: str, sentence: str) -> None:
    mentors, mentees, out = sheets
    (tmp_path / "met.csv").write_text(text, encoding="utf-8")

    with pytest.raises(CannotMatch) as refusal:
        match_files(mentors, mentees, out, met=tmp_path / "met.csv", language="it")

    assert str(refusal.value) == sentence
    assert not out.exists()


def test_of_two_people_with_one_name_the_e_mail_tells(tmp_path: Path) -> None:
    (tmp_path / "mentor.csv").write_text("Nome e cognome\nAda Neri\n", encoding="utf-8")
    (tmp_path / "mentee.csv").write_text(
        "Nome e cognome;E-mail\nMarta Ferri;m1@example.org\nMarta Ferri;m2@example.org\n", encoding="utf-8"
    )
    met, files = tmp_path / "met.csv", (tmp_path / "mentor.csv", tmp_path / "mentee.csv", tmp_path / "out.xlsx")
    met.write_text(HEADER + "Marta Ferri;Ada Neri;sì;no\n", encoding="utf-8")

    with pytest.raises(CannotMatch, match=r"has more than one person called Marta Ferri\. Write the e-mail"):
        match_files(*files, met=met)
    met.write_text(HEADER + "Marta Ferri (m1@example.org);Ada Neri;sì;no\n", encoding="utf-8")
    match_files(*files, met=met)

    assert workbook(files[2])["Pairs"][1][0] == "Marta Ferri (m2@example.org)"


# --------------------------------------------------------------------------------------------------------- the command


def test_command_plans_and_says_so(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    mentors, mentees, out = sheets

    code = main(["meet", "--mentors", str(mentors), "--mentees", str(mentees), "--out", str(out), "--rounds", "3", "--lang", "it"])  # fmt: skip

    said = capsys.readouterr()
    assert (code, said.err) == (0, "")
    assert re.fullmatch(
        rf"30 incontri in 3 giri; affinità media 0,\d\d: a caso sarebbe 0,\d\d, il massimo possibile è 0,\d\d. Tutto in {out}.\n",
        said.out,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["meet", "--mentors", "a.csv", "--mentees", "b.csv", "--out", "c.xlsx", "--rounds", "0"], "--rounds"),
        (["match", "--scores", "a.csv", "--out", "c.xlsx", "--met", "d.csv"], "--met learns the fit, which --scores gives already"),
        (["match", "--mentors", "a.csv", "--mentees", "b.csv", "--out", "c.xlsx", "--despite-no"], "--despite-no goes with --met"),
    ],
)  # fmt: skip
def test_command_refuses_options_that_do_not_go_together(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--lang", "en"])

    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_command_refuses_what_cannot_be_read(sheets: Sheets, capsys: pytest.CaptureFixture[str]) -> None:
    mentors, _, out = sheets

    code = main(["meet", "--mentors", str(mentors), "--mentees", "non-c-e.csv", "--out", str(out), "--lang", "it"])

    assert code == 1
    assert (
        capsys.readouterr().err
        == "reciproca meet: Non c’è nessun file «non-c-e.csv»: controlla il nome e la cartella.\n"
    )
