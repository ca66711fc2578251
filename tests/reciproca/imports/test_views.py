import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import Cast
from import_sheets import messy_form, plain_csv
from reciproca.communities.models import Membership
from reciproca.core.tables.reading import read_table
from reciproca.files.models import StoredFile
from reciproca.imports.actions import start_import
from reciproca.imports.choices import BatchState, Outcome
from reciproca.imports.models import ImportBatch
from reciproca.imports.urls import urlpatterns


@pytest.fixture
def marta(people: Cast, client: Client) -> Client:
    client.force_login(people.marta.account)
    return client


def address(name: str, batch: ImportBatch | None = None, **more) -> str:
    arguments = {"community": "montefeltro", **more}
    if batch is not None:
        arguments["public_id"] = batch.public_id
    return reverse(f"imports:{name}", kwargs=arguments)


def mended(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


# ── who may ──


def every_address(batch: ImportBatch) -> list[str]:
    return [
        address(
            pattern.name,
            batch if "public_id" in str(pattern.pattern) else None,
            **({"number": 4} if "number" in str(pattern.pattern) else {}),
        )
        for pattern in urlpatterns
    ]


@pytest.mark.parametrize("who", ["ada", "nobody", "irene"])
def test_only_who_coordinates_here_comes_in(client: Client, bring, people: Cast, who: str) -> None:
    batch = bring(messy_form())
    if who != "nobody":
        client.force_login(getattr(people, who).account)

    for page in every_address(batch):
        for method in (client.get, client.post):
            answer = method(page)
            assert answer.status_code == (302 if who == "nobody" else 404), page
            if who == "nobody":
                assert "/accounts/login" in answer["Location"]
    assert ImportBatch.objects.get().state == BatchState.PREVIEWED


def test_the_imports_of_another_community_are_not_there(client: Client, bring, people: Cast) -> None:
    batch = bring(messy_form())
    client.force_login(people.irene.account)

    answer = client.get(reverse("imports:import-detail", kwargs={"community": "bellini", "public_id": batch.public_id}))

    assert answer.status_code == 404


def test_months_begin_small_in_italian(marta: Client, bring) -> None:
    bring(messy_form())

    page = marta.get(address("import-list")).content.decode()

    assert "19 novembre" in page
    assert "Novembre" not in page


# ── one: the sheet ──


def upload(client: Client, content: bytes, name: str = "soci.csv", **more):
    return client.post(
        address("import-new"),
        {"kind": "people", "file": SimpleUploadedFile(name, content), "idempotency_key": "k1", **more},
    )


def test_without_sheets_the_list_says_what_to_do(marta: Client) -> None:
    answer = marta.get(address("import-list"))

    assert "Ancora nessun foglio" in answer.content.decode()
    assert address("import-new") in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_of_the_database(
    marta: Client, bring, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        bring(plain_csv([f"Lia Pes {number}", f"lia{number}@example.org"], headers=["Nome e cognome", "E-mail"]))
    marta.get(address("import-list"))

    with django_assert_num_queries(5):
        answer = marta.get(address("import-list"))

    assert answer.content.decode().count("foglio.csv") == count


def test_a_sheet_is_handed_in_once_however_often_the_button_is_pressed(marta: Client, bring) -> None:
    first, second = upload(marta, messy_form()), upload(marta, messy_form())

    batch = ImportBatch.objects.get()
    assert (first.status_code, first["Location"]) == (302, address("import-detail", batch))
    assert second["Location"] == first["Location"]
    assert marta.get(first["Location"])["Location"] == address("import-columns", batch)


def test_a_table_may_be_pasted(marta: Client, bring) -> None:
    marta.post(
        address("import-new"), {"kind": "people", "pasted": "Nome\tCognome\tE-mail\nLia\tPes\tlia@example.org\n"}
    )

    assert ImportBatch.objects.get().headers == ["Nome", "Cognome", "E-mail"]


@pytest.mark.parametrize(
    ("content", "words"), [(b"%PDF-1.7", "Questo è un PDF"), (b"", "Il file è vuoto"), (b"PK\x03\x04zzz", "rovinato")]
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    marta: Client, bring, content: bytes, words: str
) -> None:
    answer = upload(marta, content)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert (ImportBatch.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_without_file_and_without_rows_the_choice_made_is_kept(marta: Client) -> None:
    answer = marta.post(address("import-new"), {"kind": "past_pairs"})

    assert answer.status_code == 422
    assert "Scegli un file, oppure incolla le righe qui sotto." in answer.content.decode()
    assert answer.context["form"]["kind"].value() == "past_pairs"


# ── two: the columns ──


def test_the_columns_are_chosen_and_the_rehearsal_follows(marta: Client, bring, people: Cast) -> None:
    batch = bring(messy_form(), rehearse=False)
    page = marta.get(address("import-columns", batch))
    assert "Informazioni cronologiche" in page.content.decode()
    assert page.content.decode().count("guardala") == 3

    choices = {f"c{at}": column["field"] for at, column in enumerate(batch.columns)}
    answer = marta.post(address("import-columns", batch), choices)

    assert answer["Location"] == address("import-detail", batch)
    assert mended(batch).state == BatchState.PREVIEWED


def test_without_an_email_the_choices_stay_and_the_reason_is_said(marta: Client, bring) -> None:
    batch = bring(messy_form(), rehearse=False)

    answer = marta.post(address("import-columns", batch), {"c1": "full_name", "c3": "headline"})

    assert answer.status_code == 422
    assert "Manca ancora una colonna per l’e-mail" in answer.content.decode()
    assert answer.context["form"]["c3"].value() == "headline"


def test_the_file_is_read_in_another_way(marta: Client, bring) -> None:
    batch = bring(messy_form(), rehearse=False)

    marta.post(
        address("import-reading", batch), {"reading-header_row": "4", "reading-encoding": "", "reading-delimiter": ""}
    )

    assert mended(batch).headers[1] == "Giulia Marras"


def test_one_click_takes_the_columns_as_in_a_sheet_we_know(marta: Client, bring) -> None:
    batch = bring(plain_csv(["x", "y@example.org"], headers=["Timestamp", "Username"]), rehearse=False)

    marta.post(address("import-proposal", batch), {"like": "known:google-forms-en"})

    assert [column["field"] for column in mended(batch).columns] == ["timestamp", "email"]


# ── three: the rehearsal ──


def test_the_rehearsal_shows_what_would_change(marta: Client, bring) -> None:
    batch = bring(messy_form())

    page = marta.get(address("import-detail", batch)).content.decode()

    assert "Quasi tutto a posto: due righe chiedono di te." in page
    assert 'value="g.marras@example.org"' in page
    assert "C’è uno spazio prima della chiocciola." in page
    assert "Importa 3 righe" in page
    assert "paola.neri@example.org" not in page
    assert "una persona" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_rehearsal_asks_the_same_few_questions_of_the_database(
    marta: Client, bring, django_assert_num_queries, count: int
) -> None:
    rows = [[f"Lia Pes {number}", f"lia{number} @example.org"] for number in range(count)]
    rows += [[f"Ugo Mai {number}", f"ugo{number}@example.org"] for number in range(count)]
    batch = bring(plain_csv(*rows, headers=["Nome e cognome", "E-mail"]))
    marta.get(address("import-detail", batch))

    with django_assert_num_queries(13):
        page = marta.get(address("import-detail", batch))

    assert page.context["counts"] == {"new": count, "rejected": count, "updated": 0, "unchanged": 0, "skipped": 0}


def test_a_cell_is_put_right_where_it_stands(marta: Client, bring) -> None:
    batch = bring(messy_form())

    answer = marta.post(
        address("import-row", batch, number=4), {"c2": "g.marras@example.org", "idempotency_key": "once"}
    )

    assert answer["Location"] == address("import-detail", batch) + "#to-mend"
    assert batch.rows.get(number=4).outcome == Outcome.NEW
    assert "Corretta da te." in marta.get(address("import-detail", batch)).content.decode()


def test_with_htmx_only_what_changed_is_sent(marta: Client, bring) -> None:
    batch = bring(messy_form())

    answer = marta.post(
        address("import-row", batch, number=4), {"c2": "g.marras@example.org"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in answer
    assert answer.lstrip().startswith('<li class="mend" data-state="done" id="row-4">')
    assert 'id="tally" hx-swap-oob="true"' in answer
    assert '<span id="standing" hx-swap-oob="true">Quasi tutto a posto: una riga chiede di te.</span>' in answer
    assert "Importa 4 righe" in answer


def test_what_is_still_wrong_stays_as_it_was_typed(marta: Client, bring) -> None:
    batch = bring(messy_form())

    marta.post(address("import-row", batch, number=5), {"c7": "non saprei"})

    page = marta.get(address("import-detail", batch)).content.decode()
    assert 'value="non saprei"' in page
    assert "La riga 5 non è ancora a posto." in page


def test_a_row_has_a_page_with_all_its_cells(marta: Client, bring) -> None:
    page = marta.get(address("import-row", bring(messy_form()), number=5)).content.decode()

    assert "Dario Pinna" in page
    assert 'value="boh"' in page
    assert "Qui serve un numero da 0 a 50, non «boh»." in page


def test_a_row_is_left_out_and_repairs_are_accepted_together(marta: Client, bring) -> None:
    batch = bring(messy_form())

    marta.post(address("import-decision", batch, number=5), {"answer": "skip:1"})
    marta.post(address("import-repairs", batch), {"code": "cell.email_space_before_at", "header": "Indirizzo email"})

    assert mended(batch).counts == {"new": 3, "updated": 1, "skipped": 1}


def test_the_rehearsal_can_be_taken_home_without_what_is_private(marta: Client, bring) -> None:
    answer = marta.get(address("import-rehearsal", bring(messy_form())))

    content = b"".join(answer.streaming_content)
    (sheet,) = read_table(io.BytesIO(content).getvalue(), apart=False)
    assert sheet.headers[:4] == ("Riga", "Sarebbe", "Chi", "Perché")
    assert len(sheet.rows) == 5
    assert "Con chi preferisci NON lavorare" not in sheet.headers
    assert answer["Cache-Control"] == "private, no-store"


# ── four: the import and the way back ──


def test_the_import_is_done_once_and_says_what_comes_next(marta: Client, bring) -> None:
    batch = bring(messy_form())

    for _press in range(2):
        answer = marta.post(address("import-execution", batch), {"version": mended(batch).version})
        assert answer["Location"] == address("import-detail", batch)

    page = marta.get(address("import-detail", batch)).content.decode()
    assert "Fatto: ci sono 2 persone nuove." in page
    assert "Invita queste persone" in page
    assert "Giulia Marras" in page
    assert Membership.objects.filter(email="salvatore.ibba@example.org").count() == 1


def test_an_older_page_does_not_import(marta: Client, bring) -> None:
    batch = bring(messy_form())

    marta.post(
        address("import-execution", batch),
        {"version": batch.version + 5},
        headers={"Referer": "http://testserver" + address("import-detail", batch)},
    )

    assert mended(batch).state == BatchState.PREVIEWED
    page = marta.get(address("import-detail", batch)).content.decode()
    assert "Nel frattempo qualcuno ha corretto delle righe." in page


def test_undoing_is_shown_before_it_is_done(marta: Client, bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)
    assert "Annullare 3 righe?" in marta.get(address("import-undoing", batch)).content.decode()
    assert mended(batch).state == BatchState.COMMITTED

    marta.post(address("import-undoing", batch))

    assert mended(batch).state == BatchState.UNDONE
    assert "Tutto è tornato com’era." in marta.get(address("import-detail", batch)).content.decode()


def test_a_sheet_is_thrown_away(marta: Client, bring) -> None:
    batch = bring(messy_form())

    answer = marta.post(address("import-removal", batch))

    assert answer["Location"] == address("import-list")
    assert not ImportBatch.objects.exists()


def test_long_work_shows_where_it_is_and_can_be_asked_for_again(marta: Client, bring) -> None:
    batch = bring(messy_form())
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING)

    page = marta.get(address("import-detail", batch)).content.decode()
    assert "Stiamo importando." in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert marta.post(address("import-retry", batch))["Location"] == address("import-detail", batch)

    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.COMMITTED)
    answer = marta.get(address("import-detail", batch), headers={"HX-Request": "true", "HX-Target": "progress"})
    assert answer["HX-Redirect"] == address("import-detail", batch)
