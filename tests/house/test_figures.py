"""The page of figures says what the tests do: each number is read from their own constants."""

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/safety-figures.md"
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
VARIABLE = re.compile(r"`(EVERY_\w+)=1`")


@dataclass(frozen=True)
class Row:
    goal: str
    figure: str
    asked: int
    run: int
    where: str
    control: str


def rows_of(text: str) -> list[Row]:
    found = re.findall(r"^\| (G\d+) \| ([^|]+) \| ([\d,]+) \| ([\d,]+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return [
        Row(goal, figure, *(int(number.replace(",", "")) for number in numbers), where, control)
        for goal, figure, *numbers, where, control in found
    ]


@pytest.fixture
def rows() -> list[Row]:
    return rows_of(PAGE.read_text())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """What `./bin/test` runs by itself, in the order of the page."""
    for name in [name for name in os.environ if name.startswith("EVERY_")]:
        monkeypatch.delenv(name)
    before = set(sys.modules)
    monkeypatch.setitem(sys.modules, "examples", loaded("examples.py"))
    differencing, circulation = loaded("house/test_differencing.py"), loaded("reciproca/network/test_circulation.py")
    kills, mails = loaded("reciproca/commands/test_kills.py"), loaded("reciproca/commands/test_mail_faults.py")
    outbox, races = loaded("reciproca/notifications/test_outbox.py"), loaded("house/test_races.py")
    guessing, chain = loaded("reciproca/people/test_guessing.py"), loaded("reciproca/core/test_chain.py")
    lives = loaded("house/test_lives.py")
    corpus, hostile = loaded("corpus.py"), loaded("hostile_files.py")
    pictures = len(hostile.PICTURES_REFUSED) + len(hostile.PICTURES_DRAWN_ANEW)
    others = len(hostile.CALENDARS) + len(hostile.CONTACTS) + len(hostile.TEXTS)
    yield [
        differencing.LOOKS,
        circulation.many.max_examples,
        kills.CYCLES,
        kills.CYCLES_ON_POSTGRES,
        mails.KILLS,
        mails.KILLS,
        len(outbox.BEHAVIOURS),
        len(races.FLOWS),
        races.ROUNDS,
        races.CLIENTS,
        races.OTHER_ROUNDS,
        sys.modules["examples"].many.max_examples,
        len(corpus.HOSTILE) + pictures + others,
        lives.LIVES,
        lives.STEPS,
        sys.modules["examples"].CASES,
        guessing.GUESSES,
        guessing.ADDRESSES,
        loaded("reciproca/people/test_timing.py").TRIES,
        chain.TAMPERINGS,
        loaded("engine/trust/test_credit.py").DRAWS,
        sys.modules["examples"].TIMES,
        mails.MOST_TRIES,
    ]
    for name in set(sys.modules) - before:
        del sys.modules[name]


def loaded(path: str) -> ModuleType:
    """A file of tests, read anew, so that what it makes of its environment is of now."""
    spec = importlib.util.spec_from_file_location(f"figures_of_{Path(path).stem}", ROOT / "tests" / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_figure_is_what_the_tests_do(rows: list[Row], run: list[int]) -> None:
    assert [row.run for row in rows] == run


def faults_of(row: Row) -> list[str]:
    """What is wrong with a row by itself."""
    faults = [f"no test {name}" for name, target in LINK.findall(row.control) if not is_test(name, target)]
    variables = VARIABLE.findall(row.where)
    if row.run < row.asked and not variables:
        faults.append("less than asked, and no way to run all of it")
    where = "".join((PAGE.parent / target).read_text() for _, target in LINK.findall(row.where))
    faults += [f"{name} does nothing there" for name in variables if name not in where and name not in EXAMPLES]
    if not LINK.search(row.control) and not row.control.startswith(("the same", "none of its own:")):
        faults.append("no negative control")
    return faults


EXAMPLES = (ROOT / "tests/examples.py").read_text()


def is_test(name: str, target: str) -> bool:
    return bool(re.search(rf"^def test_{re.escape(name)}\(", (PAGE.parent / target).read_text(), re.MULTILINE))


def test_what_is_run_less_than_asked_can_be_run_in_full(rows: list[Row]) -> None:
    assert {row.figure: faults for row in rows if (faults := faults_of(row))} == {}


def test_every_goal_is_there() -> None:
    goals = {int(number) for number in re.findall(r"^\| G(\d+) \|", PAGE.read_text(), re.MULTILINE)}

    assert goals == set(range(1, 18))
    assert "(../reference/safety-figures.md)" in (ROOT / "docs/explanation/how-it-is-kept-safe.md").read_text()


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("9 | 3 | [races](../../tests/house/test_races.py) | the same", "less than asked, and no way to run all of it"),
        ("9 | 3 | [races](../../tests/house/test_races.py); `EVERY_DAY=1` | the same", "EVERY_DAY does nothing there"),
        ("3 | 9 | nowhere | [no_such](../../tests/house/test_races.py)", "no test no_such"),
        ("3 | 9 | nowhere | we are sure of it", "no negative control"),
    ],
)
def test_a_row_that_promises_too_much_is_found(cells: str, fault: str) -> None:
    """The negative control."""
    (row,) = rows_of(f"| G1 | Doors | {cells} |")

    assert fault in faults_of(row)
