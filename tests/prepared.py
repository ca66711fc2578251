"""What every worker begins with, made by the first one that asks: tables, and the cast on them. Copying takes a tenth of making."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from browsing import bring_the_cast, drop_database, make_tables, new_database

__all__ = ["begin", "cast", "end", "tables"]

PLACE = "RECIPROCA_TESTS_PREPARED"


def begin() -> None:
    """A place that the workers of this run share: they have the environment of who starts them."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="reciproca-prepared-")


def end() -> None:
    place = Path(os.environ.pop(PLACE))
    for made in place.glob("*.url"):
        drop_database(made.read_text())
    shutil.rmtree(place, ignore_errors=True)


def tables() -> tuple[Path, str]:
    """A folder and, on PostgreSQL, the address of a database, to be copied and left as they are."""

    def make(folder: Path) -> str:
        folder.mkdir()
        there = os.environ.get("TEST_DATABASE_URL", "")
        url = there and new_database(there)
        make_tables(folder, url)
        return url

    return _once("tables", make)


def cast() -> tuple[Path, str]:
    """The same, with the cast."""

    def make(folder: Path) -> str:
        bare, bare_url = tables()
        shutil.copytree(bare, folder)
        url = bare_url and new_database(bare_url, template=bare_url)
        bring_the_cast(folder, url)
        return url

    return _once("cast", make)


def _once(what: str, make: Callable[[Path], str]) -> tuple[Path, str]:
    place = Path(os.environ[PLACE])
    folder, made = place / what, place / f"{what}.url"
    with open(place / f"{what}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            made.write_text(make(folder))
    return folder, made.read_text()
