"""The table of ASVS is whole and true: every requirement once, every link to something that is there, and no figure gets worse."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/asvs.md"

#: What 5.0.0 has in each chapter: rows of level 1, of level 2.
OF_THE_STANDARD = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
    10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip
OF_LEVEL_3 = {
    "1.2.10", "2.3.5", "4.1.4", "5.2.4", "5.2.5", "5.2.6", "6.3.8", "8.3.2", "14.2.6", "14.2.7", "14.2.8", "15.4.1", "15.4.2", "16.5.4",
}  # fmt: skip
STATES = {"holds", "does not apply", "open"}
#: None, and none is put in.
OPEN_OF_LEVEL_1: set[str] = set()
#: Of the rows that apply, so many are held by a test: it may grow.
TESTED, APPLY = 175, 197

ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Row:
    id: str
    level: int
    asks: str
    status: str
    where: str

    @property
    def chapter(self) -> int:
        return int(self.id.split(".")[0])

    @property
    def tests(self) -> list[str]:
        return [target for _, target in LINK.findall(self.where) if target.startswith("../../tests/")]


def rows_of(text: str) -> list[Row]:
    return [Row(id, int(level), asks, status, where) for id, level, asks, status, where in ROW.findall(text)]


@cache
def read(file: Path) -> str:
    return file.read_text()


def anchors_in(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", read(file), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def is_dead(words: str, target: str) -> bool:
    """No such file, no such heading in it; or, in a file of tests, no test of that name."""
    path, _, anchor = target.partition("#")
    file = (PAGE.parent / path).resolve()
    if not file.is_file():
        return True
    if path.startswith("../../tests/"):
        return not re.search(rf"^(async )?def test_{re.escape(words)}\(", read(file), re.MULTILINE)
    return bool(anchor) and anchor not in anchors_in(file)


def faults_of(row: Row) -> list[str]:
    """What is wrong with a row by itself."""
    faults = [f"dead: {words}" for words, target in LINK.findall(row.where) if is_dead(words, target)]
    if row.status not in STATES:
        faults.append(f"status: {row.status}")
    if row.status == "holds" and not LINK.search(row.where):
        faults.append("holds, and nothing shows it")
    if not row.where.strip() or len(row.asks.split()) > 12:
        faults.append("words")
    return faults


@pytest.fixture
def rows() -> list[Row]:
    return rows_of(read(PAGE))


def test_every_requirement_is_there_once(rows: list[Row]) -> None:
    levels = Counter((row.chapter, row.level) for row in rows)

    assert [id for id, count in Counter(row.id for row in rows).items() if count > 1] == []
    assert {chapter: (levels[chapter, 1], levels[chapter, 2]) for chapter in OF_THE_STANDARD} == OF_THE_STANDARD
    assert {row.id for row in rows if row.level == 3} == OF_LEVEL_3
    assert Counter(row.level for row in rows) == {1: 70, 2: 183, 3: 14}


def test_every_row_leads_to_what_shows_it(rows: list[Row]) -> None:
    assert {row.id: faults for row in rows if (faults := faults_of(row))} == {}


def test_no_figure_gets_worse(rows: list[Row]) -> None:
    apply = [row for row in rows if row.status != "does not apply"]
    tested = [row for row in apply if row.status == "holds" and row.tests]

    assert {row.id for row in rows if row.level == 1 and row.status == "open"} == OPEN_OF_LEVEL_1
    assert (len(tested), len(apply)) == (TESTED, APPLY)
    assert len(tested) / len(apply) >= 0.7


def test_the_page_says_the_figures_of_its_rows(rows: list[Row]) -> None:
    names = {1: "level 1", 2: "level 2", 3: "of level 3"}
    counted = Counter((row.level, row.status) for row in rows)
    page = " ".join(read(PAGE).split())

    for level, name in names.items():
        held, not_ours, left = (counted[level, status] for status in ("holds", "does not apply", "open"))
        assert f"| {name} | {held} | {not_ours} | {left} | {held + not_ours + left} |" in page
    assert f"Now {TESTED} of {APPLY} are" in page
    assert "and no row of level 1 is open." in page


def test_the_page_is_found(rows: list[Row]) -> None:
    assert "(docs/reference/asvs.md)" in read(ROOT / "SECURITY.md")
    assert "(../reference/asvs.md)" in read(ROOT / "docs/explanation/how-it-is-kept-safe.md")


@pytest.mark.parametrize(
    ("status", "where", "fault"),
    [
        ("holds", "[no_such_test](../../tests/house/test_asvs.py)", "dead: no_such_test"),
        ("holds", "[the_matrix](../../tests/house/test_no_doors.py)", "dead: the_matrix"),
        ("holds", "[people](../rooms/nobody.md)", "dead: people"),
        ("holds", "[settings](settings.md#no-such-heading)", "dead: settings"),
        ("holds", "We are sure of it", "holds, and nothing shows it"),
        ("unknown", "Somebody ought to look", "status: unknown"),
    ],
)
def test_a_row_that_leads_nowhere_is_found(status: str, where: str, fault: str) -> None:
    """The negative control."""
    (row,) = rows_of(f"| 1.2.1 | 1 | Output is escaped | {status} | {where} |")

    assert fault in faults_of(row)
