"""The spreadsheets of the tutorials are what the words make of them, and are read as the tutorials say."""

import pytest

from reciproca.core.tables.columns import recognise_name
from reciproca.demo.sheets import COLUMNS, FILES, FOLDER


@pytest.mark.parametrize("name", list(FILES))
def test_the_files_of_the_tutorials_are_fresh(name: str):
    assert (FOLDER / name).read_bytes() == FILES[name](), "write them again: python -m reciproca.demo.sheets"


def test_every_column_of_the_two_sheets_is_known():
    assert [name for name in COLUMNS if recognise_name(name)[0] is None] == []
