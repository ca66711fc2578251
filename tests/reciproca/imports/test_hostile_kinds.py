"""Files of other kinds, and texts made to hurt, where sheets are taken: a sentence, and the server stays up."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import corpus
import hostile_files
from cast import Cast
from reciproca.files.models import StoredFile
from reciproca.imports.actions import start_import
from reciproca.imports.choices import Outcome
from reciproca.imports.models import ImportBatch

NEW = "/montefeltro/imports/new/"
KINDS = [
    *((name, build, "Questo è un calendario") for name, build in hostile_files.CALENDARS.items()),
    *((name, build, "Questi sono contatti") for name, build in hostile_files.CONTACTS.items()),
]


@pytest.fixture
def marta(people: Cast, client: Client, tmp_path, settings) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(people.marta.account)
    return client


@pytest.mark.parametrize(("name", "build", "said"), KINDS, ids=[f"{name}" for name, _build, _said in KINDS])
@pytest.mark.parametrize("ending", ["ics", "csv"])
def test_what_is_not_taken_yet_is_refused_with_a_sentence(marta: Client, name: str, build, said: str, ending: str):
    file = SimpleUploadedFile(f"soci.{ending}", build())

    answer = marta.post(NEW, {"kind": "people", "file": file, "idempotency_key": uuid.uuid4().hex})

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["file"][0]
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", list(hostile_files.PICTURES_REFUSED))
def test_a_picture_is_no_sheet(marta: Client, name: str):
    build, _refusal = hostile_files.PICTURES_REFUSED[name]
    file = SimpleUploadedFile("soci.xlsx", build())

    answer = marta.post(NEW, {"kind": "people", "file": file, "idempotency_key": uuid.uuid4().hex}, follow=True)

    assert answer.status_code in (200, 422)
    batch = ImportBatch.objects.first()
    assert batch is None or batch.state == "failed"


@pytest.mark.parametrize("name", list(hostile_files.TEXTS))
def test_a_text_made_to_hurt_is_told_or_shown_as_it_is(marta: Client, bring, people: Cast, name: str):
    stream = io.StringIO()
    stream.write(f"Nome;Cognome;E-mail;Storia\nLia;Pes;lia@example.org;{hostile_files.TEXTS[name]}\n")
    batch = bring(stream.getvalue().encode("utf-8", "surrogatepass"))

    if batch.state == "previewed" and batch.rows_to_write:
        start_import(batch, by=people.marta)
    page = marta.get(f"/montefeltro/imports/{batch.public_id}/", follow=True)

    assert page.status_code == 200
    assert "javascript:alert(1)</a>" not in page.content.decode()
    assert 'href="javascript:' not in page.content.decode()
    assert batch.state in ("previewed", "failed")
    assert batch.rows.filter(outcome=Outcome.NEW).count() + batch.rows.filter(outcome=Outcome.REJECTED).count() <= 1


def test_the_corpus_is_whole():
    pictures = len(hostile_files.PICTURES_REFUSED) + len(hostile_files.PICTURES_DRAWN_ANEW)
    others = len(hostile_files.CALENDARS) + len(hostile_files.CONTACTS) + len(hostile_files.TEXTS)

    assert len(corpus.HOSTILE) + pictures + others >= 120
