"""The ten lines of the tutorial do what it says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def blocks_of_code() -> list[str]:
    page = (ROOT / "docs/tutorials/match-a-table.md").read_text()
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


def printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    return out.getvalue()


def test_ten_lines_match_a_table(monkeypatch):
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs/tutorials/match-a-table.md").read_text()

    assert printed(blocks_of_code()[0]) in page
    assert len(blocks_of_code()[0].split("\n\n")[1].splitlines()) <= 10


def test_ten_lines_match_a_data_frame(monkeypatch):
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT)

    assert printed(blocks_of_code()[1]).endswith("2.35 2.35 True\n")
