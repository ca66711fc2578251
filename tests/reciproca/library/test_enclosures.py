"""Pictures and PDF files beside a note: who has them, with which words, and that they go."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import Cast
from reciproca.boundaries import links
from reciproca.communities.models import Membership
from reciproca.files.choices import Purpose
from reciproca.files.models import StoredFile
from reciproca.files.queries import path_of_file
from reciproca.library import actions
from reciproca.library.models import Enclosure, Note
from reciproca.library.queries import enclosures_of, enclosures_visible_to
from reciproca.privacy.actions import erase_person
from writing import agree, begun, part, published, together

pytestmark = pytest.mark.django_db
HERE = "/montefeltro/library/"


@pytest.fixture(autouse=True)
def well_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "RULES", [])


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def put(by: Membership, note: Note, content: bytes = b"%PDF-1 the sheet", name: str = "Foglio.pdf") -> int:
    sent = {"file": SimpleUploadedFile(name, content)}
    return signed_in(by).post(f"{HERE}{note.public_id}/files/", sent).status_code


def names(reader: Membership) -> list[str]:
    return [str(row) for row in enclosures_visible_to(reader).order_by("pk")]


def test_a_file_is_for_who_may_read_the_note(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio)
    form = signed_in(people.ada).get(f"{HERE}{note.public_id}/files/").content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert "enctype" not in signed_in(people.ada).get(f"{HERE}{note.public_id}/words/").content.decode()
    assert put(people.ada, note) == 302
    file = Enclosure.objects.get().file
    url = f"{HERE}files/{file.public_id}/"
    assert (names(people.giulio), names(people.paola)) == (["Foglio.pdf"], [])
    assert signed_in(people.paola).get(url).status_code == 404

    agree(note, people.ada, people.giulio)

    answer = signed_in(people.paola).get(url)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1 the sheet", "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Foglio.pdf" in signed_in(people.paola).get(f"{HERE}{note.public_id}/").content.decode()


def test_another_file_wants_the_yes_of_all_again_and_comes_with_the_next_version(people: Cast) -> None:
    note = published(people.ada, people.giulio)
    assert put(people.giulio, note) == 302
    note.refresh_from_db()

    assert note.has_news
    assert names(people.paola) == []
    agree(note, people.ada, people.giulio)
    assert names(people.paola) == ["Foglio.pdf"]


def test_taken_out_it_stays_with_the_version_that_is_read_until_the_next(people: Cast) -> None:
    note = begun(people.ada)
    put(people.ada, note)
    agree(note, people.ada)
    file = Enclosure.objects.get().file
    path = path_of_file(file)

    assert signed_in(people.ada).post(f"{HERE}files/{file.public_id}/removal/").status_code == 302

    note.refresh_from_db()
    assert (names(people.paola), enclosures_of([note], draft=True)) == (["Foglio.pdf"], {})
    agree(note, people.ada)
    assert (names(people.paola), StoredFile.objects.count()) == ([], 0)
    assert path.exists()  # its bytes go with the transaction, which a test never ends


def test_what_cannot_be_enclosed_is_said_and_leaves_nothing(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    note = begun(people.ada)
    assert put(people.ada, note, b"MZ program") in (409, 422)
    assert StoredFile.objects.count() == 0
    for number in range(6):
        put(people.ada, note, b"%PDF-1 " + bytes([65 + number]))
    assert put(people.ada, note, b"%PDF-1 seventh") != 302
    assert put(people.ada, note, b"%PDF-1 A") == 302  # the same again
    assert (Enclosure.objects.count(), StoredFile.objects.count()) == (6, 6)
    assert put(people.paola, note) == 404
    monkeypatch.setattr(links, "RULES", [lambda person: False])
    assert put(people.ada, begun(people.ada, title="Altro")) == 422
    assert StoredFile.objects.count() == 6


def test_it_goes_with_the_draft_and_with_who_leaves(people: Cast, django_capture_on_commit_callbacks: object) -> None:
    note = begun(people.ada)
    put(people.ada, note)
    path = path_of_file(StoredFile.objects.get())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.delete_draft(note, by=people.ada)
    assert (StoredFile.objects.count(), Path(path).exists()) == (0, False)

    kept = together(begun(people.ada), people.giulio)
    put(people.giulio, kept)
    kept.refresh_from_db()
    for person in (people.ada, people.giulio):
        actions.agree_to_note(kept, by=person, revision=kept.revision, stays=True)
    erase_person(people.giulio)
    kept.refresh_from_db()
    assert kept.is_published
    assert not Enclosure.objects.exists()


def test_they_go_along_in_the_zip_which_is_the_same_bytes_twice(people: Cast) -> None:
    note = begun(people.ada)
    put(people.ada, note)
    agree(note, people.ada)
    url = f"{HERE}{note.public_id}/markdown/"

    first, second = (signed_in(people.paola).get(url).content for _ in range(2))

    assert first == second
    archive = zipfile.ZipFile(io.BytesIO(first))
    [text] = [name for name in archive.namelist() if name.endswith(".md")]
    inside = text.removesuffix(".md") + "/1.pdf"
    assert archive.read(inside) == b"%PDF-1 the sheet"
    assert f"[Foglio.pdf]({inside})" in archive.read(text).decode()
    whole = zipfile.ZipFile(io.BytesIO(signed_in(people.paola).get(f"{HERE}export/").content))
    assert inside in whole.namelist()
    assert part(note, people.ada).is_author
    assert StoredFile.objects.get().purpose == Purpose.ATTACHMENT
