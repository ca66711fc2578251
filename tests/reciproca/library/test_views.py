"""The pages of the library: from all sides, each step by the forms that are on them."""

import io
import re
import zipfile

import pytest
from django.test import Client

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.library import actions
from reciproca.library.models import Collection, Note, Part
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from writing import TEXT, TITLE, begun, part, published, together

HERE = "/montefeltro/library/"
TOLD = {
    "title": TITLE, "text": TEXT, "sources": "https://example.org/penali\nCodice civile, 1382", "topics": "contratti, forniture",
    "language": "it", "months": "12",
}  # fmt: skip


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


def test_a_note_is_written_by_two_published_found_and_said_to_help(people: Cast) -> None:
    assert "Gli scaffali sono vuoti, per ora." in page(people.paola)
    assert press(people.ada, "new/", **TOLD) == 302
    note = Note.objects.get()
    assert (note.topics, note.sources) == (
        ["contratti", "forniture"],
        ["https://example.org/penali", "Codice civile, 1382"],
    )
    one = f"{note.public_id}/"
    assert page(people.giulio, one, status=404)

    # Giulio is asked, and writes it too
    assert press(people.ada, f"{one}people/{people.giulio.public_id}/", role="author", words="Era tua l’idea") == 302
    assert "Era tua l’idea" in page(people.giulio, one)
    assert press(people.giulio, f"parts/{part(note, people.giulio).public_id}/acceptance/") == 302
    assert press(people.giulio, f"{one}words/", **TOLD, revision=1) == 302
    for person in (people.ada, people.giulio):
        assert "Pubblica" in page(person, f"{one}?draft")
        assert press(person, f"{one}agreement/", revision=1, stays="on") == 302

    # Paola finds it and says what changed
    assert TITLE in page(people.paola, "?q=fornitura")
    seen = page(people.paola, one)
    assert "<h2>Quattro righe</h2>" in seen
    assert 'rel="nofollow"' in seen
    assert press(people.paola, f"{one}help/", change="Ho chiesto la penale", shown="on") == 302
    assert "Ho chiesto la penale" in page(people.davide, one)
    assert "Ho chiesto la penale" in page(people.ada, one)


def test_what_cannot_be_taken_stays_in_the_form(people: Cast) -> None:
    answer = signed_in(people.ada).post(f"{HERE}new/", TOLD | {"title": "", "topics": "a,b,c,d,e,f"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Sono più di cinque" in said
    assert "Un contratto di fornitura si legge" in said


def test_two_texts_of_one_moment_are_shown_side_by_side(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio)
    one = f"{note.public_id}/words/"
    assert press(people.ada, one, **TOLD | {"text": "Il testo di Ada"}, revision=1) == 302

    answer = signed_in(people.giulio).post(
        HERE + one, TOLD | {"text": "Il testo di Giulio", "revision": 1}, follow=True
    )

    said = answer.content.decode()
    assert "Il testo di Ada" in said
    assert ">Ada</del>" in said
    assert ">Giulio</ins>" in said
    beside = note.parallels.get()
    assert press(people.giulio, f"parallels/{beside.public_id}/", title=TITLE, text="Di tutti e due", revision=2) == 302
    assert "Di tutti e due" in page(people.ada, f"{note.public_id}/")
    assert page(people.paola, f"parallels/{beside.public_id}/", status=404)


def test_versions_and_their_differences(people: Cast) -> None:
    note = published(people.ada)
    actions.edit_note(note, by=people.ada, revision=1, title=TITLE, text=TEXT.replace("tardi", "presto"), language="it")
    assert "parole che la comunità non legge ancora" in page(people.ada, f"{note.public_id}/")
    assert press(people.ada, f"{note.public_id}/agreement/", revision=2, word="presto, non tardi") == 302

    seen = page(people.paola, f"{note.public_id}/versions/2/")

    assert "presto, non tardi" in page(people.paola, f"{note.public_id}/")
    assert "aggiunto: </span>presto</ins>" in seen
    assert "tolto: </span>tardi</del>" in seen
    assert "tardi" in page(people.paola, f"{note.public_id}/versions/1/")
    assert page(people.paola, f"{note.public_id}/versions/9/", status=404)


def test_a_reader_of_the_draft_says_what_they_think(people: Cast) -> None:
    note = begun(people.ada)
    actions.ask_to_take_part(note, people.giulio, by=people.ada, role="reader")
    mine = part(note, people.giulio)
    assert "La sera prima di firmare" in page(people.giulio)
    assert press(people.giulio, f"parts/{mine.public_id}/acceptance/") == 302
    assert press(people.giulio, f"{note.public_id}/remarks/", text="Manca la penale") == 302
    assert "Manca la penale" in page(people.ada, f"{note.public_id}/")
    assert press(people.ada, f"library/remarks/{note.public_id}/settlement/") == 404
    assert press(people.ada, f"remarks/{note.remarks.get().public_id}/settlement/") == 302
    assert press(people.giulio, f"parts/{mine.public_id}/departure/") == 302
    assert page(people.giulio, f"{note.public_id}/", status=404)


def test_who_appears_says_yes_or_would_rather_not(people: Cast) -> None:
    note = begun(people.ada, people=[people.paola])
    one = f"{note.public_id}/"
    assert "Compari qui: leggilo prima" in page(people.paola, one)
    assert press(people.ada, f"{one}agreement/", revision=1) == 302
    assert press(people.paola, f"{one}agreement/", revision=1) == 302
    assert "Preferisco di no" in page(people.paola, one)

    assert press(people.paola, f"parts/{part(note, people.paola).public_id}/refusal/") == 302

    assert page(people.davide, one, status=404)
    assert "preferisce di no" in page(people.ada, one)


def test_still_true_retired_and_taken_up_again(people: Cast) -> None:
    note = published(people.ada)
    one = f"{note.public_id}/"
    assert press(people.paola, f"{one}caveats/", text="Ora c’è un registro") == 302
    assert "Ora c’è un registro" in page(people.davide, one)
    assert press(people.paola, f"{one}confirmation/") == 404
    caveat = note.caveats.get()
    assert press(people.ada, f"caveats/{caveat.public_id}/settlement/") == 302
    assert press(people.ada, f"{one}confirmation/") == 302
    assert "Ora c’è un registro" not in page(people.davide, one)
    assert press(people.ada, f"{one}retirement/") == 302
    assert page(people.davide, one, status=404)
    assert press(people.ada, f"{one}return/") == 302
    assert "Una bozza" in page(people.ada, one)


def test_collections_and_what_is_taken_along(people: Cast) -> None:
    note = published(people.ada)
    assert "Non hai ancora una raccolta" in page(people.paola, f"{note.public_id}/collecting/")
    assert press(people.paola, "collections/new/", title="Per chi firma", purpose="La prima volta.") == 302
    shelf = Collection.objects.get()
    assert press(people.paola, f"{note.public_id}/collecting/", collection=shelf.public_id, why="Da qui") == 302
    assert "Da qui" in page(people.davide, f"collections/{shelf.public_id}/")
    assert press(people.davide, f"collections/{shelf.public_id}/words/", title="x", purpose="y", version=1) == 404

    whole = signed_in(people.davide).get(f"{HERE}collections/{shelf.public_id}/export/").content
    everything = signed_in(people.davide).get(f"{HERE}export/").content
    text = signed_in(people.davide).get(f"{HERE}{note.public_id}/markdown/").content.decode()

    assert zipfile.ZipFile(io.BytesIO(whole)).namelist() == ["00.md", "01-la-sera-prima-di-firmare.md"]
    assert zipfile.ZipFile(io.BytesIO(everything)).namelist() == ["01-la-sera-prima-di-firmare.md"]
    assert text.startswith(f"# {TITLE}\n\n*Ada Carta, ")
    assert press(people.paola, f"entries/{shelf.entries.get().public_id}/removal/") == 302
    assert press(people.paola, f"collections/{shelf.public_id}/removal/") == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_library_asks_as_many_questions_for_one_note_as_for_three(
    people: Cast, number: int, django_assert_max_num_queries: object
) -> None:
    for place in range(number):
        published(people.ada, title=f"Appunto {place}")
    client = signed_in(people.paola)
    client.get(HERE)

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert client.get(HERE).status_code == 200


def test_no_letter_carries_what_was_written(people: Cast) -> None:
    note = together(begun(people.ada, people=[people.paola]), people.giulio)
    actions.ask_to_take_part(note, people.davide, by=people.ada, role="reader", words="Segreta")
    for person in (people.ada, people.giulio, people.paola):
        press(person, f"{note.public_id}/agreement/", revision=1)
    note.refresh_from_db()
    actions.say_it_helped(note, by=people.marta, change="Segreto")
    actions.doubt_note(note, "Segretissimo", by=people.marta)
    Note.objects.update(asked_at=None)

    said = []
    for mail in OutboxMail.objects.filter(renderer__startswith="reciproca.library."):
        rendered = renderer_of(mail)(mail)
        said.append(f"{rendered.subject} {rendered.text}" if rendered else "")

    assert len(said) > 6
    assert not any(word in text.lower() for text in said for word in ("segret", "contratto di fornitura", "firmare"))
    assert Part.objects.filter(note=note).count() == 4
