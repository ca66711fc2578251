"""What every test may ask for: the community of the examples, its people, a clock that stands still."""

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from _pytest.nodeid import coerce_node_id
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

import prepared
from browsing import Server, drop_database, fresh_database, new_database
from cast import Cast, assemble
from kept import Kept
from reciproca.core import clock, scope
from reciproca.core.guards import remove_guards
from reciproca.core.prepared import forget

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs beside the ORM

# How long examples take is no question to a machine that does other things, too.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

NOW = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)

_the_cast = Kept(assemble)


#: What a test asks for, itself or through another fixture, when it asks a database.
OF_THE_DATABASE = {"django_db_setup", "_prepared"}
#: How modules end that look at pages, at letters, or at files that come in.
WHAT_IS_SAID = ("_views", "_mails", "_hostile_kinds", "_hostile_pictures")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests go first, so that no worker is left alone with one; on a second database some stay away."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if os.environ.get("ASKING_THE_DATABASE") == "1":
        config.hook.pytest_deselected(items=[item for item in items if not belongs_to_a_second_database(item)])
        items[:] = [item for item in items if belongs_to_a_second_database(item)]
    if getattr(config.option, "loadgroup", False):
        keep_groups_together(items)


def keep_groups_together(items: list[pytest.Item]) -> None:
    """pytest-xdist 3.8 writes the group of a test where pytest 9.2 no longer reads it, and says nothing: each group was
    shared out, and what it makes once was made by every worker."""
    for item in items:
        if (group := item.get_closest_marker("xdist_group")) and not item.nodeid.endswith(f"@{group.args[0]}"):
            item._id = coerce_node_id(f"{item.nodeid}@{group.args[0]}")
            assert item.nodeid.endswith(f"@{group.args[0]}")


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: looking through them for what may be thrown away took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def belongs_to_a_second_database(item: pytest.Item) -> bool:
    """What asks none has been run on the first. Sweeps look for what is decided in Python, and some modules for what is
    said once the database has answered: there each page is opened by tests/house/test_headers.py, and each form sent by
    test_replays.py."""
    if not asks_the_database(item):
        return False
    of_python = item.get_closest_marker("sweep") or item.path.stem.endswith(WHAT_IS_SAID)
    return not of_python or os.environ.get("EVERYTHING_ON_POSTGRES") == "1"


def asks_the_database(item: pytest.Item) -> bool:
    return bool(OF_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))) or bool(
        item.get_closest_marker("django_db")
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        prepared.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        prepared.end()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Where several workers run, a copy of the tables stands there when Django comes to make them."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool
) -> Iterator[None]:
    url = ""
    if django_db_keepdb:
        folder, template_url = prepared.tables()
        name = connection.creation._get_test_db_name()
        if template_url:
            url = new_database(template_url, template=template_url, name=name)
        else:
            shutil.copyfile(folder / "reciproca.sqlite3", name)
    yield
    drop_database(url)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Where a browser's loop runs in the thread, Django opens a second connection and never closes it; PostgreSQL does
    not take a database away from under one."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _in_italian() -> Iterator[None]:
    """Every test begins in the language of the settings, whatever a request of the one before has left in force."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def now() -> Iterator[datetime]:
    """Thursday 19 November 2026, nine o'clock."""
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def prepared_anew() -> Iterator[None]:
    """For controls that change what a query says: what was prepared meanwhile does not outlive them."""
    yield
    forget()


@pytest.fixture
def people(db: None, now: datetime, request: pytest.FixtureRequest) -> Iterator[Cast]:
    """Alumni Montefeltro with the named people of every example, and its scope in force. A fixture `…_with_cast` makes
    them together with what many tests begin with."""
    both = [name for name in request.fixturenames if name.endswith("_with_cast")]
    cast = request.getfixturevalue(both[0])[0] if both else _the_cast()
    with scope.within(cast.montefeltro):
        yield cast


@pytest.fixture
def committed(transactional_db: None, now: datetime) -> Iterator[Cast]:
    """The same people in rows that other threads and connections see. Slower: the tables are emptied afterwards."""
    cast = _the_cast()
    with scope.within(cast.montefeltro):
        yield cast
    remove_guards()  # so that the append-only tables can be emptied; emptying puts the guards back


@pytest.fixture(scope="session")
def _prepared() -> tuple[Path, str]:
    """A folder and, on PostgreSQL, a template database: migrated and with the cast, copied for every test."""
    return prepared.cast()


@pytest.fixture
def server(_prepared: tuple[Path, str], tmp_path: Path) -> Iterator[Server]:
    """A real server of its own, with web and worker, stopped at the end."""
    folder, template_url = _prepared
    data_dir = tmp_path / "data"
    shutil.copytree(folder, data_dir)
    with fresh_database(template_url) as database_url:
        running = Server(data_dir, database_url)
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first is the lightest
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
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
