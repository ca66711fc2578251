"""What the library offers to programs: find, read, begin, say yes, say that it helped."""

from collections.abc import Callable

import pytest

from cast import Cast
from programs import Program
from reciproca.boundaries.actions import block_person
from reciproca.library.actions import ask_to_take_part
from reciproca.library.models import Note
from reciproca.network.models import Interaction
from writing import TEXT, TITLE, begun, published

Programs = Callable[[str], Program]
DRAFT = {"title": TITLE, "text": TEXT, "topics": ["contratti"], "sources": ["Codice civile"]}


@pytest.fixture
def of(people: Cast) -> Programs:
    return lambda name: Program(getattr(people, name))


def titles(answer) -> list[str]:
    return [one["title"] for one in answer.json()["items"]]


def test_a_draft_is_begun_published_found_and_said_to_help(people: Cast, of: Programs) -> None:
    ada, paola = of("ada"), of("paola")
    made = ada.post("notes/", DRAFT)
    at = made["Location"]
    assert (made.status_code, made.json()["state"], made.json()["waits_for"]) == (201, "draft", 1)
    assert paola.get(at).status_code == 404
    assert (titles(ada.get("own-notes/")), titles(paola.get("notes/"))) == ([TITLE], [])

    assert ada.post(f"{at}agreement/", {}).status_code == 428
    assert ada.post(f"{at}agreement/", {}, If_Match='"7"').status_code == 412
    yes = ada.post(f"{at}agreement/", {}, If_Match=made["ETag"])

    assert yes.json()["state"] == "published"
    for asked in ("", "?words=fornitura", "?topic=contratti", "?language=it"):
        assert titles(paola.get(f"notes/{asked}")) == [TITLE]
    assert titles(paola.get("notes/?words=sartoria")) == []
    assert paola.get(at).json()["text"] == TEXT
    helped = paola.post(f"{at}helps/", {"change": "Ho chiesto la penale"})
    assert (helped.status_code, helped.json()["helped_me"]) == (201, True)
    assert paola.post(f"{at}helps/", {"change": "Ancora"}).status_code == 409
    assert Interaction.objects.filter(kind="note", confirmed=True).count() == 1
    # not shown: for who wrote it, and who said it
    assert [one["change"] for one in ada.get(f"{at}helps/").json()["items"]] == ["Ho chiesto la penale"]
    assert of("davide").get(f"{at}helps/").json()["items"] == []


def test_who_appears_says_yes_on_the_page_and_until_then_nothing_is_published(people: Cast, of: Programs) -> None:
    note = begun(people.ada)
    ask_to_take_part(note, people.giulio, by=people.ada, role="appears")
    at = f"notes/{note.public_id}/agreement/"

    assert of("giulio").post(at, {}, If_Match='"1"').status_code == 409
    mine = of("ada").post(at, {}, If_Match='"1"')

    assert (mine.json()["state"], mine.json()["waits_for"]) == ("draft", 1)
    assert Note.objects.get().is_draft


def test_a_note_of_somebody_blocked_is_not_there(people: Cast, of: Programs) -> None:
    note = published(people.ada)
    block_person(people.paola, by=people.ada)

    assert titles(of("paola").get("notes/")) == titles(of("paola").get("notes/?words=fornitura")) == []
    assert of("paola").get(f"notes/{note.public_id}/").status_code == 404
    assert of("paola").post(f"notes/{note.public_id}/helps/", {"change": "Sì"}).status_code == 404
