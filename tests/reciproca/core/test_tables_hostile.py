"""Files made to hurt are refused with a sentence or read safely; see `corpus.HOSTILE`."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

import corpus
from examples import TIMES
from reciproca.core.tables import sandbox
from reciproca.core.tables.limits import DEFAULT, Limits
from reciproca.core.tables.reading import TableRefused, choose_sheet, read_table
from reciproca.core.tables.values import clean_line

READ = "read"


def outcome_of(data: bytes, limits: Limits = DEFAULT) -> str:
    """`read`, or the code of the refusal. Anything else that is raised is a failure of ours."""
    try:
        sheets = read_table(data, name="hostile", limits=limits)
    except TableRefused as refused:
        return refused.code if refused.sentence("it") and refused.sentence("en") else "no sentence"
    text = sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row.cells if isinstance(cell, str))
    return READ if text <= limits.text_chars else "too much text was read"


@pytest.mark.parametrize("hostile", corpus.HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_file_is_refused_or_read_safely(hostile: corpus.Hostile) -> None:
    data = hostile.build()

    before = time.monotonic()
    outcome = outcome_of(data)
    took = time.monotonic() - before

    assert outcome in (*hostile.codes, *([READ] if hostile.read else []))
    assert took < 10


def test_the_corpus_is_not_small() -> None:
    assert len(corpus.HOSTILE) >= 60
    assert len({hostile.name for hostile in corpus.HOSTILE}) == len(corpus.HOSTILE)


def test_without_limits_the_bombs_go_off() -> None:
    """Negative control: the same files, limits off, are no longer refused for what they are."""
    off = Limits(
        cell_chars=1 << 40, columns=1 << 40, rows=1 << 40, cells=1 << 40, text_chars=1 << 40,
        entries=1 << 40, entry_bytes=1 << 40, archive_bytes=1 << 40, ratio=1 << 40,
    )  # fmt: skip
    by_name = {hostile.name: hostile for hostile in corpus.HOSTILE}

    caught = {
        name
        for name in (
            "zip-bomb-in-media.xlsx",
            "5000-entries.xlsx",
            "20000-columns.csv",
            "60000-rows.csv",
            "field-of-10-mb.csv",
        )
        if outcome_of(by_name[name].build(), off) not in by_name[name].codes
    }

    assert caught == {
        "zip-bomb-in-media.xlsx", "5000-entries.xlsx", "20000-columns.csv", "60000-rows.csv", "field-of-10-mb.csv",
    }  # fmt: skip


def test_child_that_asks_for_too_much_memory_is_a_refusal() -> None:
    data = b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 40_000

    for _ in range(TIMES):
        assert outcome_of(data, Limits(memory_bytes=36 << 20)) == "too_hard"
        assert outcome_of(data[:2000], Limits(memory_bytes=64 << 20)) == READ


def test_child_that_takes_too_long_is_a_refusal() -> None:
    data = b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 40_000

    before = time.monotonic()
    outcome = outcome_of(data, Limits(seconds=0.05))

    assert outcome == "too_hard"
    assert time.monotonic() - before < 3


def test_child_that_says_too_much_is_a_refusal() -> None:
    data = b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 2000

    assert outcome_of(data, Limits(answer_bytes=10_000)) == "too_much_text"


def test_child_cannot_write_files(tmp_path) -> None:
    """What a parser taken over could do: not even a byte on disk."""
    target = tmp_path / "evil"
    code = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); from reciproca.core.tables.child import _bind; "
        "from reciproca.core.tables.limits import DEFAULT; _bind(DEFAULT.as_data()); "
        f"file = open({str(target)!r}, 'wb', buffering=0); file.write(b'x' * 100)"
    )

    done = subprocess.run([sys.executable, "-c", code, str(sandbox.SOURCE)], capture_output=True, check=False)

    assert done.returncode != 0
    assert not target.exists() or target.stat().st_size == 0


def test_reading_leaves_nothing_behind(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    outcome_of(corpus.table().encode())
    outcome_of(corpus.HOSTILE[1].build())

    assert os.listdir(tmp_path) == []
    assert not os.path.exists("/tmp/reciproca-evil")


def test_right_to_left_override_is_taken_out_of_names() -> None:
    hostile = next(one for one in corpus.HOSTILE if one.name == "right-to-left-override.csv")

    sheet = choose_sheet(read_table(hostile.build(), apart=False))

    assert clean_line(sheet.rows[0].cells[0]) == "Luciagpj.exe"
