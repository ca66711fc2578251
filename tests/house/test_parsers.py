"""Whatever comes in from outside: read, or refused with a sentence. Sheets are tried in core/test_tables_fuzz.py."""

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import hostile_files
from cast import Cast
from examples import Apart, damaged, many, reading_apart
from pairs import agree, pair
from reciproca.core import clock
from reciproca.core.anchors import AnchorUnreadable, contradicted, read_anchor
from reciproca.core.tables import wire
from reciproca.core.tables.refusals import TableRefused
from reciproca.files.photo_child import SIDE
from reciproca.mentoring.actions import ZoneUnknown, plan_session
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.people.forms import DirectoryForm
from reciproca.people.queries import Narrowing, directory_of

#: What stands where something else should.
ODD = [
    None, True, 0, -1, 10**30, 0.5, float("nan"), "", "x", "\0", "\ud800", [], [[]], [[1, 2]], [["x", 1, None]], {}, {"x": 1},
    {"d": "2026-13-40"}, {"s": 1}, {"t": "25:00"}, [1, {"d": "2026-11-19"}, {"q": 1}],
]  # fmt: skip
VALUES = st.sampled_from(ODD) | st.lists(st.sampled_from(ODD), max_size=3) | st.integers() | st.text(max_size=4)


# ── pictures ──


@pytest.fixture(scope="module")
def photos() -> Iterator[Apart]:
    with reading_apart("photo") as child:
        yield child


def drawn(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").resize((24, 18)).convert("RGB").save(stream, kind)
    return stream.getvalue()


PICTURES = [drawn(kind) for kind in ("JPEG", "PNG", "WEBP")] + [
    hostile_files.PICTURES_DRAWN_ANEW[name]()
    for name in ("a PNG of forty frames", "a JPEG that says where it was taken")
]


@many
@given(st.sampled_from(PICTURES).flatmap(damaged))
def test_any_picture(photos: Apart, data: bytes) -> None:
    """Drawn anew as one small picture without anything else, or one of two words said; nobody is held up."""
    ended, said = photos.read(data)

    assert ended != "late"
    if ended == "refused":
        assert said.endswith((b"not_a_picture", b"too_many_pixels"))
    if ended == "read":
        with Image.open(io.BytesIO(said)) as picture:
            assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (SIDE, SIDE), {})


def test_some_damaged_pictures_are_still_read(photos: Apart) -> None:
    """Else nothing would have been tried but the first bytes."""
    assert [photos.read(data)[0] for data in PICTURES] == ["read"] * len(PICTURES)
    assert photos.read(PICTURES[0][:-40])[0] == "refused"


# ── JSON ──

SHEET = {
    "name": "S", "index": 0, "headers": ["A"], "letters": ["A"], "header_row": 1, "hidden": False, "kind": "csv",
    "encoding": "utf-8", "delimiter": ";", "score": 1.0,
}  # fmt: skip
PARTS = {
    "sheet": st.just(SHEET) | VALUES | VALUES.map(lambda value: SHEET | {"name": value, "more": value}),
    "opening": st.just([]) | VALUES,
    "notes": st.just([]) | VALUES,
    "rows": VALUES,
    "end": VALUES,
    "refused": VALUES,
    "values": VALUES,
}
ANSWERS = st.lists(
    st.sampled_from(
        [["sheet", "opening", "notes"], ["rows"], ["end"], ["refused", "values"], ["rows", "notes"], []]
    ).flatmap(lambda names: st.fixed_dictionaries({name: PARTS[name] for name in names}))
    | VALUES,
    max_size=4,
)


@many
@given(ANSWERS, st.binary(max_size=6))
def test_any_answer_of_a_child_that_was_taken_over(answers: list[object], noise: bytes) -> None:
    lines = [json.dumps(answer).encode() + b"\n" for answer in answers]
    if noise:
        lines.append(noise)

    with suppress(TableRefused):
        assert all(sheet.rows is not None for sheet in wire.sheets_from(lines))


@many
@given(
    st.dictionaries(
        st.sampled_from(["audit.entry", "network.interaction", "x"]),
        st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=2) | VALUES,
        max_size=3,
    ).map(lambda told: json.dumps(told).encode())
    | st.binary(max_size=60)
)
@example(b"[" * 3_000)
@example(b"\x1f\x8b")
@example(json.dumps({"audit.entry": [[10**30, 10**30, "x"]], "network.interaction": []}).encode())
def test_any_anchor(people: Cast, data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()

        with suppress(AnchorUnreadable):
            assert all(isinstance(said, str) for said in contradicted(read_anchor(Path(file.name))))


# ── words in a form ──

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@many
@given(WORDS, WORDS, WORDS, WORDS)
@example("\0", "\0", "\0", "\0")
@example("%_\\'\"", "@", "#it ", "it:")
def test_any_search(people: Cast, words: str, city: str, language: str, offer: str) -> None:
    """What the form lets through is looked for, and finds nobody who is not there to be found."""
    form = DirectoryForm({"q": words, "city": city, "language": language, "offer": offer})
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "city": "", "language": "", "offer": ""}
    narrowing = Narrowing(
        words=wanted["q"], city=wanted["city"], language=wanted["language"], offer=wanted["offer"], need=wanted["offer"]
    )

    found = directory_of(people.ada, narrowing)

    assert {row[0] for row in found} <= {
        one.pk for one in (people.marta, people.ada, people.giulio, people.paola, people.davide)
    }


@pytest.fixture
def mentorship(people: Cast) -> Mentorship:
    if connection.vendor != "sqlite":
        pytest.skip("What a time zone is, no database is asked.")
    return agree(people, pair(people))


@many
@given(
    st.text(max_size=30)
    | st.sampled_from(["Europe/Rome", "../../etc/passwd", "Europe/Rome\0", "localtime", "posixrules", "Etc/GMT+99"])
)
def test_any_time_zone(mentorship: Mentorship, name: str) -> None:
    """A session by the clock of a place that there is, or a refusal and no session."""
    before = MentoringSession.objects.count()
    tomorrow = clock.now() + timedelta(days=1)

    try:
        session = plan_session(mentorship, by=mentorship.mentee, starts_at=tomorrow, minutes=45, time_zone=name)
    except ZoneUnknown:
        assert MentoringSession.objects.count() == before
    else:
        assert ZoneInfo(session.time_zone).key == (name or "Europe/Rome")
        session.delete()
