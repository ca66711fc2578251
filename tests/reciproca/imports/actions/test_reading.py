import io
import zipfile

import pytest

from cast import Cast
from import_sheets import HEADERS, messy_form, plain_csv
from reciproca.audit.models import Entry
from reciproca.files.actions import NotASheet
from reciproca.files.models import StoredFile
from reciproca.imports.actions import (
    CohortNeeded,
    NotNow,
    begin_import,
    discard_import,
    forget_old_imports,
    name_mapping,
    propose_columns,
    read_again,
    read_batch,
    start_import,
)  # fmt: skip
from reciproca.imports.choices import BatchState, Kind
from reciproca.imports.models import ColumnMapping, ImportBatch, ImportRow
from reciproca.imports.reasons import said


def test_a_messy_form_is_read_as_it_is(bring) -> None:
    batch = bring(messy_form(), name="Ponti.csv", rehearse=False)

    assert batch.state == BatchState.READ
    assert (batch.shape["encoding"], batch.shape["delimiter"], batch.shape["header_row"]) == ("cp1252", ";", 3)
    assert batch.headers == HEADERS
    assert [row.number for row in batch.rows.order_by("number")] == [4, 5, 6, 7, 8]
    assert [column["field"] for column in batch.columns] == [
        "timestamp", "full_name", "email", "profession", "place", "offers", "needs", "capacity", "languages", "avoid", "",
    ]  # fmt: skip


def test_the_same_press_of_the_button_is_one_import(bring, people: Cast) -> None:
    first = begin_import(io.BytesIO(messy_form()), by=people.marta, name="a.csv", kind=Kind.PEOPLE, key="press")
    second = begin_import(io.BytesIO(messy_form()), by=people.marta, name="a.csv", kind=Kind.PEOPLE, key="press")

    assert second == first
    assert ImportBatch.objects.count() == 1
    assert StoredFile.objects.count() == 1


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 hello", b"\x89PNG\r\n\x1a\n0000", b"PK\x03\x04rubbish", b"", _bomb()],
    ids=["pdf", "picture", "broken zip", "empty", "bomb"],
)
def test_a_hostile_or_wrong_file_is_refused_with_a_sentence_and_nothing_stays(
    bring, people: Cast, content: bytes
) -> None:
    try:
        batch = bring(content, name="x.xlsx", rehearse=False)
        sentence = said(batch.trouble)
        discard_import(batch, by=people.marta)
    except NotASheet as refusal:
        sentence = str(refusal)

    assert sentence.endswith(".")
    assert len(sentence) > 20
    assert not ImportBatch.objects.exists()
    assert not ImportRow.objects.exists()
    assert not StoredFile.objects.exists()


def test_applications_need_a_cohort(bring) -> None:
    with pytest.raises(CohortNeeded):
        bring(messy_form(), kind=Kind.APPLICATIONS)


def test_columns_are_remembered_for_the_next_sheet(bring, people: Cast) -> None:
    headers = ["Chi", "Posta", "Boh"]
    first = bring(plain_csv(["Lia Pes", "lia@example.org", "sarta"], headers=headers), rehearse=False)
    from reciproca.imports.actions import choose_columns

    choose_columns(first, ["full_name", "email", "profession"], by=people.marta)

    second = bring(
        plain_csv(["Ugo Mai", "ugo.mai@example.org", "cuoco"], headers=["Boh", "Chi", "Posta"]), rehearse=False
    )

    assert [(column["field"], column["how"]) for column in second.columns] == [
        ("profession", "remembered"), ("full_name", "remembered"), ("email", "remembered"),
    ]  # fmt: skip


def test_columns_with_a_name_can_be_taken_for_another_sheet(bring, people: Cast) -> None:
    first = bring(plain_csv(["Lia Pes", "lia@example.org"], headers=["Nome e cognome", "Indirizzo email"]))
    named = name_mapping(first, "Soci", by=people.marta)
    other = bring(
        plain_csv(["x", "Ugo Mai", "u@example.org"], headers=["Zzz", "Nome e cognome", "Indirizzo email"]),
        rehearse=False,
    )

    changed = propose_columns(other, by=people.marta, mapping=named)

    assert ColumnMapping.objects.get(title="Soci") == named
    assert [column["field"] for column in changed.columns] == ["", "full_name", "email"]


def test_the_same_file_can_be_read_in_another_way(bring, people: Cast) -> None:
    batch = bring(messy_form(), rehearse=False)

    again = read_again(batch, by=people.marta, header_row=4)

    assert again.headers[1] == "Giulia Marras"
    assert again.rows.count() == 4
    assert again.version == batch.version + 1


def test_an_older_reading_never_wins(bring, people: Cast) -> None:
    batch = bring(messy_form(), rehearse=False)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.READING, version=7)
    batch.refresh_from_db()
    rows = set(batch.rows.values_list("pk", flat=True))
    batch.version = 6
    read_batch(batch)  # refreshes itself: the version in force is the one that is read

    assert batch.state == BatchState.READ
    assert rows.isdisjoint(batch.rows.values_list("pk", flat=True))


def test_a_sheet_thrown_away_leaves_nothing_but_the_trail(bring, people: Cast) -> None:
    batch = bring(messy_form())

    discard_import(batch, by=people.marta)

    assert not ImportBatch.objects.exists()
    assert not ImportRow.objects.exists()
    assert not StoredFile.objects.exists()
    assert Entry.objects.filter(deed="discard_import", object_id=str(batch.public_id)).exists()


def test_what_was_imported_is_undone_not_thrown_away(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    with pytest.raises(NotNow):
        discard_import(batch, by=people.marta)


def test_after_thirty_days_the_working_copies_go(bring, people: Cast) -> None:
    from datetime import timedelta

    from conftest import NOW
    from reciproca.core import clock

    done = start_import(bring(messy_form()), by=people.marta)
    waiting = bring(messy_form())

    with clock.at(NOW + timedelta(days=31)):
        assert forget_old_imports() == 2

    done.refresh_from_db()
    assert (done.state, done.shape, done.rows.count()) == (BatchState.COMMITTED, {}, 0)
    assert not ImportBatch.objects.filter(pk=waiting.pk).exists()
    assert not StoredFile.objects.exists()
