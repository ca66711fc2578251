"""What people do with notes: written by one or several, published with the yes of all, said to have helped, kept true."""

import io
import zipfile
from datetime import timedelta

import pytest

from cast import Cast
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.library import actions
from reciproca.library.differing import differences
from reciproca.library.export import zipped
from reciproca.library.models import Note, Parallel, Part, Remark
from reciproca.library.queries import (
    Wanted,
    asked_of,
    authors_of,
    caveats_of,
    collections_visible_to,
    entries_of,
    find_notes,
    helps_of,
    notes_of,
    notes_to_confirm,
    notes_visible_to,
    related_notes,
    topics_here,
)
from reciproca.library.tasks import look_after_library
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.privacy.actions import erase_person
from writing import TEXT, agree, begun, part, published, together

pytestmark = pytest.mark.django_db


def letters(name: str) -> list[str]:
    mails = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("recipient")
    return [mail.recipient.partition(".")[0] for mail in mails]


def titles(reader: Membership, words: str = "", **more: str) -> list[str]:
    return [note.current.title for note in find_notes(reader, Wanted(words, **more)).notes if note.current]


def readers(note: Note, people: Cast) -> list[str]:
    everyone = (people.marta, people.ada, people.giulio, people.paola, people.davide)
    return [one.given_name for one in everyone if notes_visible_to(one).filter(pk=note.pk).exists()]


# ── written and published ──


def test_a_draft_is_of_who_writes_it_until_they_publish_it(people: Cast) -> None:
    note = begun(people.ada)
    before = (readers(note, people), notes_of(people.giulio).exists(), notes_of(people.ada).exists())

    agree(note, people.ada)

    assert before == ([], False, True)
    assert readers(note, people) == ["Marta", "Ada", "Giulio", "Paola", "Davide"]


def test_a_note_of_two_is_published_with_the_last_yes(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio)

    agree(note, people.ada)
    awaiting = (note.is_published, letters("yes_awaited"))
    agree(note, people.giulio)

    assert awaiting == (False, ["giulio"])
    assert note.is_published
    assert [one.given_name for one in authors_of([note], people.paola)[note.pk]] == ["Ada", "Giulio"]
    assert letters("note_published") == ["ada"]


def test_a_yes_is_to_the_words_that_were_read(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio)
    agree(note, people.ada)
    actions.edit_note(note, by=people.giulio, revision=1, title=note.title, text="Altro", language="it")

    with pytest.raises(actions.ChangedMeanwhile):
        actions.agree_to_note(note, by=people.giulio, revision=1)
    agree(note, people.giulio)

    assert not note.is_published
    assert agree(note, people.ada).is_published


def test_nobody_appears_without_their_yes(people: Cast) -> None:
    note = begun(people.ada, people=[people.paola])
    agree(note, people.ada)
    before = note.is_published, [row.note for row in asked_of(people.paola)]

    agree(note, people.paola)
    shown = note.is_published
    actions.refuse_to_appear(part(note, people.paola), by=people.paola)

    assert before == (False, [note])
    assert (shown, readers(note, people)) == (True, [])
    note.refresh_from_db()
    assert note.is_draft


def test_who_would_rather_not_appear_is_taken_out_before_it_is_published(people: Cast) -> None:
    note = begun(people.ada, people=[people.paola])
    actions.refuse_to_appear(part(note, people.paola), by=people.paola)
    agree(note, people.ada)
    held = note.is_published

    actions.take_off(Part.objects.select_related("note").get(note=note, person=people.paola), by=people.ada)
    actions.edit_note(note, by=people.ada, revision=note.revision, title=note.title, text="Senza Paola", language="it")

    assert not held
    assert agree(note, people.ada).is_published


def test_a_peer_reads_the_draft_and_its_authors_decide(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio, role="reader")
    remark = actions.remark_on_draft(note, "Manca la penale.", by=people.giulio)
    actions.settle_remark(remark, by=people.ada)

    assert agree(note, people.ada).is_published
    assert letters("draft_remarked") == ["ada"]
    assert Remark.objects.get().settled_at is not None
    with pytest.raises(actions.NotForYou):
        actions.remark_on_draft(note, "Anch’io", by=people.paola)


def test_the_community_reads_the_last_version_until_the_next_is_agreed(people: Cast) -> None:
    note = published(people.ada)
    actions.edit_note(note, by=people.ada, revision=1, title="Nuovo", text=f"{TEXT}\n\nE la penale.", language="it")
    note.refresh_from_db()
    before = note.current.title if note.current else "", titles(people.paola, "penale")

    agree(note, people.ada, word="la penale")

    assert before == ("La sera prima di firmare", [])
    assert titles(people.paola, "penale") == ["Nuovo"]
    assert [(row.number, row.word) for row in note.versions.order_by("number")] == [(1, ""), (2, "la penale")]


# ── two at once ──


def test_two_who_write_at_once_lose_nothing(people: Cast) -> None:
    note = together(begun(people.ada), people.giulio)
    told = {"title": note.title, "language": "it"}
    actions.edit_note(note, by=people.ada, revision=1, text="Di Ada", **told)
    beside = actions.edit_note(note, by=people.giulio, revision=1, text="Di Giulio", **told)

    assert beside is not None
    assert (note.text, beside.text) == ("Di Ada", "Di Giulio")
    with pytest.raises(actions.StillTwoTexts):
        agree(note, people.ada)

    actions.put_together(beside, by=people.giulio, revision=2, title=note.title, text="Di Ada e di Giulio")

    note.refresh_from_db()
    assert (note.text, Parallel.objects.count()) == ("Di Ada e di Giulio", 0)


def test_the_same_words_twice_are_no_two_texts(people: Cast) -> None:
    note = begun(people.ada)
    told = {"title": note.title, "text": "Altro", "language": "it", "topics": ["contratti"]}
    actions.edit_note(note, by=people.ada, revision=1, **told)

    assert actions.edit_note(note, by=people.ada, revision=1, **told) is None
    assert not Parallel.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "il prezzo è dieci",
            "il prezzo è undici",
            [("same", "il prezzo è "), ("taken", "dieci"), ("added", "undici")],
        ),
        ("uno\ndue\n", "uno\ndue\ntre\n", [("same", "uno\ndue\n"), ("added", "tre\n")]),
        ("uguale", "uguale", [("same", "uguale")]),
        ("", "nuovo", [("added", "nuovo")]),
    ],
)
def test_differences_say_what_was_added_and_taken_out(before: str, after: str, said: list[tuple[str, str]]) -> None:
    pieces = differences(before, after)

    assert [(piece.sort, piece.text) for piece in pieces] == said
    assert "".join(piece.text for piece in pieces if piece.sort != "added") == before
    assert "".join(piece.text for piece in pieces if piece.sort != "taken") == after


# ── it helped ──


def test_what_helped_is_a_line_from_each_who_wrote_it(people: Cast) -> None:
    note = published(people.ada, people.giulio)

    actions.say_it_helped(note, by=people.paola, change="Ho chiesto la penale.")

    lines = Interaction.objects.filter(object_kind="help").order_by("seq")
    assert [(line.giver, line.receiver, line.kind, line.confirmed) for line in lines] == [
        (people.ada.ledger_id, people.paola.ledger_id, "note", True),
        (people.giulio.ledger_id, people.paola.ledger_id, "note", True),
    ]
    assert letters("note_helped") == ["ada", "giulio"]
    with pytest.raises(actions.NoLongerThere):
        actions.say_it_helped(note, by=people.paola, change="Ancora")
    with pytest.raises(actions.NoLongerThere):
        actions.say_it_helped(note, by=people.ada, change="A me stessa")


def test_what_changed_is_on_the_page_only_if_its_reader_wants(people: Cast) -> None:
    note = published(people.ada)
    actions.say_it_helped(note, by=people.paola, change="Ho chiesto la penale.")

    seen = [helps_of(note, who, writes=who == people.ada).count() for who in (people.ada, people.paola, people.davide)]

    assert seen == [1, 1, 0]


# ── still true ──


def test_after_a_year_its_authors_are_asked_whether_it_still_is_true(people: Cast) -> None:
    note = published(people.ada)
    look_after_library()
    early = letters("still_true")

    with clock.at(clock.now() + timedelta(days=366)):
        look_after_library()
        look_after_library()
        due = list(notes_to_confirm(people.ada))
        actions.confirm_note(note, by=people.ada)
        after = list(notes_to_confirm(people.ada))

    assert (early, letters("still_true"), due, after) == ([], ["ada"], [note], [])


def test_a_reader_says_that_something_is_no_longer_so(people: Cast) -> None:
    note = published(people.ada)
    caveat = actions.doubt_note(note, "Dal 2027 il registro è un altro.", by=people.paola)
    beside = list(caveats_of(note, people.davide))

    actions.settle_caveat(caveat, by=people.ada)

    assert (beside, list(caveats_of(note, people.davide)), letters("note_doubted")) == ([caveat], [], ["ada"])


def test_what_is_retired_is_found_by_nobody_and_can_be_taken_up_again(people: Cast) -> None:
    note = published(people.ada)
    actions.retire_note(note, by=people.ada)
    gone = readers(note, people), titles(people.ada, "contratto")

    actions.take_note_back(note, by=people.ada)

    assert gone == ([], [])
    assert agree(note, people.ada).is_published
    assert titles(people.paola, "contratto") == ["La sera prima di firmare"]


# ── found ──


def test_notes_are_found_in_any_form_and_without_accents(people: Cast) -> None:
    published(
        people.ada, title="Perché la qualità costa", text="Le forniture si trattano a voce.", topics=["trattativa"]
    )
    published(people.ada, title="Hiring", text="Interview three people before you hire one.", language="en", topics=[])

    assert titles(people.paola, "fornitura") == ["Perché la qualità costa"]
    assert titles(people.paola, "qualita") == ["Perché la qualità costa"]
    assert titles(people.paola, "interviewing") == ["Hiring"]
    assert titles(people.paola, "negotiation") == ["Perché la qualità costa"]
    assert titles(people.paola, language="en") == ["Hiring"]
    assert titles(people.paola, topic="trattativa") == ["Perché la qualità costa"]
    assert titles(people.paola, "astronave") == []
    assert topics_here(people.paola) == ["trattativa"]


def test_what_has_a_word_in_its_title_comes_first_and_some_words_are_better_than_none(people: Cast) -> None:
    published(people.ada, title="Altro", text="Una volta ho firmato un contratto.", topics=[])
    published(people.ada, title="Il contratto", text="Da leggere.", topics=[])

    found = find_notes(people.paola, Wanted("contratto astronave"))

    assert titles(people.paola, "contratto") == ["Il contratto", "Altro"]
    assert found.nearly
    assert len(found.notes) == 2


def test_near_a_note_are_those_of_the_same_topics(people: Cast) -> None:
    note = published(people.ada)
    near = published(people.giulio, title="Il preavviso", text="Trenta giorni.", topics=["contratti"])
    published(people.giulio, title="La fiera", text="Uno stand.", topics=["fiere"])

    assert related_notes(note, people.paola) == [near]


# ── blocks, minors, leaving ──


@pytest.mark.parametrize("appears", [False, True])
def test_a_note_of_somebody_under_a_block_is_absent(people: Cast, appears: bool) -> None:
    if appears:
        note = agree(begun(people.giulio, people=[people.ada]), people.giulio, people.ada)
    else:
        note = published(people.giulio, people.ada)
    shelf = actions.make_collection("Per chi firma", "La prima volta.", by=people.giulio)
    actions.put_in(shelf, note, by=people.giulio)
    block_person(people.paola, by=people.ada)

    assert readers(note, people) == ["Marta", "Ada", "Giulio", "Davide"]
    assert titles(people.paola, "contratto") == []
    assert entries_of(shelf, people.paola) == []
    with pytest.raises(actions.NotForYou):
        actions.say_it_helped(note, by=people.paola, change="Niente")


def test_minors_read_and_write_no_notes(people: Cast) -> None:
    note = published(people.ada)
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)

    assert notes_visible_to(people.giulio).filter(pk=note.pk).exists()
    with pytest.raises(actions.NotForYou):
        begun(people.giulio)


@pytest.mark.parametrize("stays", [True, False])
def test_who_is_erased_leaves_their_note_or_takes_it_along(people: Cast, stays: bool) -> None:
    note = published(people.ada, stays=stays)
    erase_person(people.ada)

    assert Note.objects.filter(pk=note.pk).exists() is stays
    assert notes_visible_to(people.paola).filter(pk=note.pk).exists() is stays
    assert authors_of([note], people.paola) == {}
    assert not Part.objects.filter(person=people.ada).exists()


def test_a_note_of_two_goes_back_to_the_other_when_one_takes_their_words_along(people: Cast) -> None:
    note = published(people.ada, people.giulio)
    erase_person(people.ada)

    note.refresh_from_db()
    assert note.is_draft
    assert agree(note, people.giulio).is_published


# ── collections, and what one takes along ──


def test_a_collection_is_in_order_and_taken_along_as_the_same_bytes(people: Cast) -> None:
    one, other = published(people.ada), published(people.ada, title="Il preavviso")
    shelf = actions.make_collection("Per chi firma", "La prima volta.", by=people.giulio)
    actions.put_in(shelf, one, by=people.giulio, why="Per cominciare")
    second = actions.put_in(shelf, other, by=people.giulio)
    actions.move_up(second, by=people.giulio)

    notes = [entry.note for entry in entries_of(shelf, people.paola)]
    whole = zipped(notes, authors_of(notes, people.paola), {}, about="# Per chi firma\n")

    assert notes == [other, one]
    assert collections_visible_to(people.paola).get() == shelf
    with clock.at(clock.now() + timedelta(days=2)):
        assert zipped(notes, authors_of(notes, people.paola), {}, about="# Per chi firma\n") == whole
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert names == ["00.md", "01-il-preavviso.md", "02-la-sera-prima-di-firmare.md"]
    with pytest.raises(actions.NoLongerThere):
        actions.put_in(shelf, one, by=people.paola)
