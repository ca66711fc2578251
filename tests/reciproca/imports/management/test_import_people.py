import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cast import Cast
from import_sheets import messy_form, plain_csv
from reciproca.communities.models import Membership
from reciproca.files.models import StoredFile
from reciproca.imports.models import ImportBatch


@pytest.fixture
def run(people: Cast, tmp_path: Path, settings: Any):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path

    def run(content: bytes | None, *arguments: str, community: str = "montefeltro") -> tuple[int, str]:
        path = tmp_path / "soci.csv"
        if content is not None:
            path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        status = 0
        try:
            call_command("import_people", str(path), "--community", community, *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, out.getvalue() + err.getvalue()

    return run


def test_people_are_imported_and_what_is_left_is_said(run) -> None:
    status, said = run(messy_form())

    assert status == 3
    assert said.splitlines() == [
        "Righe nuove: 2; aggiornate: 1; uguali: 0; da sistemare: 2; lasciate fuori: 0.",
        "Riga 4, Giulia Marras: C’è uno spazio prima della chiocciola. Togliendolo va bene.",
        "Riga 5, Dario Pinna: Qui serve un numero da 0 a 50, non «boh». Se non lo sai, lascia vuoto.",
        "3 righe importate. Nessuno ha ricevuto niente.",
    ]
    assert Membership.objects.filter(email="salvatore.ibba@example.org").exists()


def test_a_rehearsal_keeps_nothing(run) -> None:
    before = Membership.objects.count()

    status, said = run(messy_form(), "--dry-run", "--json")

    answer = json.loads(said)
    assert status == 3
    assert (answer["imported"], answer["counts"]["new"], [one["row"] for one in answer["to_put_right"]]) == (
        None,
        2,
        [4, 5],
    )
    assert (Membership.objects.count(), ImportBatch.objects.count(), StoredFile.objects.count()) == (before, 0, 0)


def test_the_second_time_nothing_changes_and_the_status_says_so(run) -> None:
    content = plain_csv(["Lia Pes", "lia@example.org"], headers=["Nome e cognome", "E-mail"])

    assert run(content)[0] == 0
    status, said = run(content, "--lang", "en")

    assert (status, said.splitlines()) == (
        0, ["0 new, 0 updated, 1 unchanged, 0 to put right, 0 left out.", "Nothing was imported."],
    )  # fmt: skip


def test_columns_may_be_named_in_a_file(run, tmp_path: Path) -> None:
    mapping = tmp_path / "colonne.toml"
    mapping.write_text('[columns]\n"X" = "full_name"\n"Y" = "email"\n', encoding="utf-8")
    content = plain_csv(["Lia Pes", "lia@example.org"], headers=["X", "Y"])

    assert run(content, "--mapping", str(mapping))[0] == 0
    assert Membership.objects.filter(email="lia@example.org").exists()


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (b"%PDF-1.7", (), "PDF"),
        (None, (), "soci.csv"),
        (b"a,b\n1,2\n", (), "colonna"),
        (messy_form(), ("--by", "ada.carta@example.org"), "ada.carta@example.org"),
        (messy_form(), ("--cohort", "nessuna"), "nessuna"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_stays(run, content, arguments, words) -> None:
    status, said = run(content, *arguments)

    assert (status, words in said) == (1, True)
    assert (ImportBatch.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_unknown_community_is_refused(run) -> None:
    status, said = run(messy_form(), "--json", community="altrove")

    assert (status, "altrove" in json.loads(said)["refused"]) == (1, True)
