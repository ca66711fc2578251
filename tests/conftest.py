"""What every test may ask for: the community of the examples, its people, a clock that stands still."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cast import Cast, assemble
from reciproca.core import clock, scope

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs beside the ORM

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[datetime]:
    """Thursday 19 November 2026, nine o'clock."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def people(db: None, now: datetime) -> Iterator[Cast]:
    """Alumni Montefeltro with the named people of every example, and its scope in force."""
    cast = assemble()
    with scope.within(cast.montefeltro):
        yield cast


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path.")
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        ],
    }  # fmt: skip
