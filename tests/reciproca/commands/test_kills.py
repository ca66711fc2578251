"""The real server killed with -9 while many people write: what it acknowledged is there, once, and it comes back.

Forty kills at every change on SQLite and fifteen on PostgreSQL; with EVERY_CYCLE=1 five hundred and a hundred. On PostgreSQL
the database itself is killed too, in a server of its own that waits for its disk.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browsing import Server, alive, fresh_database, wait_until
from durable_postgres import Cluster, durable_cluster
from examples import TIMES
from writers import Books, Crowd, Desk, books_of, desks_in, forget_limits

pytestmark = pytest.mark.xdist_group("kills")

#: How often a server is killed: on SQLite, on PostgreSQL.
CYCLES, CYCLES_ON_POSTGRES = (500, 100) if os.environ.get("EVERY_CYCLE") == "1" else (40, 15)
#: Seconds within which a killed server must answer again. Measured: 3; the rest is for busy machines.
READY = 40.0
#: Seconds within which a page is served again once a database that was away is back, or it is said that it is away.
AT_ONCE = 10.0


@dataclass(frozen=True)
class Place:
    """The prepared place with six pairs who tell their sessions; copied for every test."""

    folder: Path
    url: str
    desks: list[Desk]
    cluster: Cluster | None


@pytest.fixture(scope="module")
def place(_prepared: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, url = _prepared
    data_dir = tmp_path_factory.mktemp("kills") / "data"
    shutil.copytree(folder, data_dir)
    with ExitStack() as stack:
        cluster = stack.enter_context(durable_cluster()) if url else None
        if cluster:
            url = cluster.copy(url, "prepared")
        yield Place(data_dir, url, desks_in(Server(data_dir, url)), cluster)


@contextmanager
def crowd_at(place: Place, folder: Path, **extra: str) -> Iterator[Crowd]:
    """Those who write to a server of their own. It believes one proxy, so that each request may come from elsewhere."""
    data_dir = folder / "data"
    shutil.copytree(place.folder, data_dir)
    with fresh_database(place.url) as database_url:
        if place.cluster:  # its counters are copied as they stood in memory, and safe from here on
            place.cluster.ask("CHECKPOINT")
        running = Server(data_dir, database_url, {"TRUSTED_PROXIES": "1", **extra})
        try:
            running.start(within=READY)
            yield Crowd(running, place.desks)
        finally:
            running.stop()


@pytest.fixture(scope="module")
def faulty(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Those who write to a server into which faults can be put."""
    folder = tmp_path_factory.mktemp("faulty")
    with crowd_at(place, folder, DJANGO_SETTINGS_MODULE="faulty_settings") as crowd:
        yield crowd


@contextmanager
def fault(crowd: Crowd, name: str) -> Iterator[None]:
    file = crowd.server.data_dir / name
    file.touch()
    try:
        yield
    finally:
        file.unlink()


@contextmanager
def on_a_small_disk(crowd: Crowd, cluster: Cluster) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Its database on a disk of its own; and what takes all the room there is on that one."""
    crowd.server.stop()
    try:
        with cluster.small_disk(urlsplit(crowd.server.database_url).path.lstrip("/")) as disk:
            crowd.server.start(within=READY)
            try:
                yield partial(filled, disk)
            finally:
                crowd.server.stop()
    finally:
        crowd.server.start(within=READY)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    with open(disk / "ballast", "wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(4096)):
            pass
    try:
        yield
    finally:
        (disk / "ballast").unlink()


def start_again(crowd: Crowd) -> None:
    crowd.server.stop()
    crowd.server.start(within=READY)


# ── the ways to end it ──

Kill = Callable[[Crowd, Place], None]


def everything(crowd: Crowd, place: Place) -> None:
    """The whole tree, and somebody starts it again."""
    crowd.server.kill()
    crowd.server.start(within=READY)


def the_web_process(crowd: Crowd, place: Place) -> None:
    """Only the process that serves: whoever watches over it starts another one."""
    web = crowd.server.processes(b"granian")[-1]
    os.kill(web, signal.SIGKILL)
    assert wait_until(lambda: not alive([web]))


def a_process_of_the_database(crowd: Crowd, place: Place) -> None:
    """One that writes for us: PostgreSQL then ends all the others, and begins anew from its log."""
    import psycopg

    with psycopg.connect(crowd.server.database_url) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 1"
        ).fetchone()
    assert found is not None
    os.kill(found[0], signal.SIGKILL)


def the_database(crowd: Crowd, place: Place) -> None:
    """All of PostgreSQL at once, and somebody starts it again."""
    assert place.cluster is not None
    place.cluster.stop_at_once()
    place.cluster.start()


def kills_of(place: Place) -> list[Kill]:
    """In turn, and the whole tree between two that spare it: a web server that dies twice in five seconds is given up."""
    if place.cluster:
        of_the_database = [a_process_of_the_database, the_database]
        return list(
            islice(cycle([the_web_process, *of_the_database, everything, *of_the_database]), CYCLES_ON_POSTGRES)
        )
    return list(islice(cycle([everything, the_web_process]), CYCLES))


def written_under(kills: list[Kill], crowd: Crowd, place: Place) -> Books:
    """What the books hold after all of these, each in the middle of writing. Each is followed by acknowledged writing."""
    chance = random.Random(20261119)
    with crowd.writing():
        for number, kill in enumerate(kills):
            crowd.wait_for(10)
            if number % 5 == 4:
                forget_limits(crowd.server)
            time.sleep(chance.uniform(0.0, 0.4))
            kill(crowd, place)
            crowd.wait_for(5)
    assert crowd.amiss == []
    return books_of(crowd.server)


# ── nothing acknowledged is lost ──


def test_what_was_acknowledged_is_there_after_every_kill(place: Place, tmp_path: Path) -> None:
    kills = kills_of(place)
    with crowd_at(place, tmp_path) as crowd:
        books = written_under(kills, crowd, place)
        said = crowd.server.run("check", "--chains")

        assert crowd.server.process is not None
        assert crowd.server.process.poll() is None
    assert books.lost(crowd) == set()
    assert books.twice() == set()
    assert books.agree, books.rows
    assert books.sound
    assert set(books.words) == set(crowd.sent) == set(crowd.acknowledged)
    assert crowd.repeated != []  # some were cut off, and sent again with their key
    assert "The server can start." in said


def test_a_server_that_answers_before_the_commit_is_found_out(place: Place, faulty: Crowd) -> None:
    """The negative control: a round of the same, and what was acknowledged is lost."""
    if place.cluster:
        pytest.skip("It is found out in the same way whatever the database.")
    with fault(faulty, "hasty"):
        books = written_under([the_web_process], faulty, place)
    start_again(faulty)  # and end what it still meant to do

    assert books.lost(faulty) != set()
    faulty.begin_anew()


def test_a_database_that_does_not_wait_for_its_disk_is_found_out(place: Place, faulty: Crowd) -> None:
    """The negative control for PostgreSQL. SQLite's cannot be found so, since the system keeps what a killed process
    wrote: below it is watched instead."""
    if place.cluster is None:
        pytest.skip("Only PostgreSQL loses by being killed what it did not wait for.")
    place.cluster.ask("ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
    slow_disk = place.cluster.process_of("walwriter")
    os.kill(slow_disk, signal.SIGSTOP)

    def power_cut(crowd: Crowd, place: Place) -> None:
        os.kill(slow_disk, signal.SIGKILL)  # PostgreSQL then begins anew from what is in its log

    try:
        books = written_under([power_cut], faulty, place)
    finally:
        with suppress(ProcessLookupError):  # where it was not killed: what stands still holds up whoever waits for it
            os.kill(slow_disk, signal.SIGCONT)
        place.cluster.ask("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")

    assert books.lost(faulty) != set()
    faulty.begin_anew()


def test_pages_are_served_as_soon_as_the_database_is_back(place: Place, faulty: Crowd) -> None:
    """However long it was away, and however many asked in vain meanwhile."""
    if place.cluster is None:
        pytest.skip("SQLite is not a server that could be away.")
    for desk in faulty.desks:  # so that there are connections to lose
        faulty.form(desk)
    place.cluster.stop_at_once()
    try:
        for _ in range(40):
            asked = time.monotonic()
            assert faulty.status_of(faulty.desks[0]) == 503
            assert time.monotonic() - asked < AT_ONCE
            time.sleep(0.1)
    finally:
        place.cluster.start()
    for desk in faulty.desks:
        asked = time.monotonic()
        faulty.form(desk)
        assert time.monotonic() - asked < AT_ONCE


# ── what was acknowledged is on the disk ──


def test_every_connection_waits_for_its_disk(place: Place, faulty: Crowd) -> None:
    faulty.connections.clear()
    with faulty.writing():
        faulty.wait_for(30)

    expected = (
        {"synchronous_commit": "on"}
        if place.cluster
        else {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "mmap_size": 0}
    )
    assert faulty.amiss == []
    assert faulty.connections == {json.dumps(expected)}


def test_the_disk_is_waited_for_before_each_answer(place: Place, faulty: Crowd, tmp_path: Path) -> None:
    """Watched from outside: after its last write to the log, and before the answer, the server syncs it. Then the
    negative control: told not to wait, it does not."""
    if place.cluster:
        pytest.skip("PostgreSQL writes in processes of its own: above, it is stopped at once instead.")
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed (apt-get install strace): nobody watches when the disk is waited for.")
    faulty.write_one(faulty.desks[0])  # what only the first one does
    seen, web = tmp_path / "seen", faulty.server.processes(b"granian")[-1]
    command = ["strace", "-f", "-y", "-e", "trace=pwrite64,fdatasync,fsync", "-o", str(seen), "-p", str(web)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None

        def synced(desk: Desk) -> bool:
            before = len(seen.read_text().splitlines())
            faulty.write_one(desk)
            of_log = [line for line in seen.read_text().splitlines()[before:] if "-wal>" in line]
            assert any("pwrite64" in line for line in of_log)
            return "sync(" in of_log[-1]

        try:
            if "attached" not in (first := strace.stderr.readline()):
                pytest.skip(f"strace may not watch here: {first.strip()}")
            as_it_is = [synced(desk) for desk in faulty.desks[:8]]
            with fault(faulty, "unsynced"):
                told_not_to = [synced(desk) for desk in faulty.desks[8:]]
        finally:
            strace.terminate()
    start_again(faulty)  # its connections remember what they were told

    assert as_it_is == [True] * 8
    assert told_not_to == [False] * 4


# ── a disk that takes nothing more ──


@pytest.mark.parametrize("name", ["full", "read-only"])
def test_who_writes_where_nothing_can_be_written_gets_a_sentence(place: Place, faulty: Crowd, name: str) -> None:
    faulty.begin_anew()
    with ExitStack() as stack:
        there_is_no_room = partial(fault, faulty, name)
        if place.cluster and name == "full":
            there_is_no_room = stack.enter_context(on_a_small_disk(faulty, place.cluster))
        for _ in range(TIMES):
            forms = [faulty.form(desk) for desk in faulty.desks]
            with there_is_no_room():  # what room is left within the file may still be used
                asked = (faulty.refusal_to(*one) for one in list(zip(faulty.desks, forms, strict=True)) * 4)
                said = next(filter(None, asked), "")
                page = faulty.page()
            assert "non riesce a leggere o salvare i dati" in said
            assert page == 200
            faulty.write_one(faulty.desks[0])  # nobody had to mend anything
            forget_limits(faulty.server)
        books = books_of(faulty.server)

    assert books.lost(faulty) == books.twice() == set()
    assert books.agree, books.rows
    assert books.sound
