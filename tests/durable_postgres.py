"""A PostgreSQL of one's own that waits for its disk, as in earnest, and that may be stopped at once or lose a process."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from browsing import ROOT

__all__ = ["Cluster", "durable_cluster"]


@dataclass
class Cluster:
    """One server; `url` is its first database."""

    folder: Path
    tools: ModuleType
    binaries: Path
    run: dict[str, Any]
    port: int
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                 "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}"],
                stdout=log, stderr=log, **self.run,
            )  # fmt: skip
        self.tools.wait_for(self.binaries, self.port, self.process, self.folder / "log")

    def stop_at_once(self) -> None:
        """As a power cut would, as far as what it had not yet handed to the system is concerned."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def ask(self, *commands: str) -> None:
        """Said to the server itself, outside of any transaction."""
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            for command in commands:
                connection.execute(command)

    def process_of(self, kind: str) -> int:
        """The process that does one kind of its work."""
        import psycopg

        with psycopg.connect(self.url) as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = %s", [kind]).fetchone()
        assert found is not None
        return found[0]

    @contextmanager
    def small_disk(self, database: str) -> Iterator[Path]:
        """One database, to which nobody is connected, on a disk of its own. A file beside it may take all the room."""
        disk = Path(tempfile.mkdtemp(prefix="reciproca-disk-"))
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk], capture_output=True, text=True
        )
        if mounted.returncode:
            disk.rmdir()
            pytest.skip(f"A disk that fills takes one that may be mounted here: {mounted.stderr.strip()}")
        try:
            (disk / "tables").mkdir()
            disk.chmod(0o755)
            if self.run["user"]:
                shutil.chown(disk / "tables", self.run["user"])
            self.ask(
                f"CREATE TABLESPACE small LOCATION '{disk}/tables'", f'ALTER DATABASE "{database}" SET TABLESPACE small'
            )
            try:
                yield disk
            finally:
                self.ask(f'ALTER DATABASE "{database}" SET TABLESPACE pg_default', "DROP TABLESPACE small")
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)
            disk.rmdir()

    def copy(self, url: str, name: str) -> str:
        """A database with what the one at `url` holds."""
        there = urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
        subprocess.run([self.binaries / "createdb", "--maintenance-db", self.url, name], check=True)
        dump = subprocess.run([self.binaries / "pg_dump", "--no-owner", url], stdout=subprocess.PIPE, check=True).stdout
        subprocess.run([self.binaries / "psql", "-q", "-d", there], input=dump, stdout=subprocess.DEVNULL, check=True)
        return there


@contextmanager
def durable_cluster() -> Iterator[Cluster]:
    """Made with the same programs as the server of the tests, in a folder of its own, and always stopped."""
    spec = importlib.util.spec_from_file_location("bin_lib_postgres", ROOT / "bin/lib/postgres.py")
    assert spec is not None
    assert spec.loader is not None
    tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    binaries = tools.find_binaries()
    assert binaries is not None, "There is a TEST_DATABASE_URL, and no programs of PostgreSQL."
    folder = Path(tempfile.mkdtemp(prefix="reciproca-durable-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    run = {"user": user, "cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
    initdb = ["--pgdata", folder / "data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    cluster = Cluster(folder, tools, binaries, run, tools.free_port())
    try:
        subprocess.run([binaries / "initdb", *initdb], check=True, stdout=subprocess.DEVNULL, **run)
        cluster.start()
        yield cluster
    finally:
        if cluster.process is not None and cluster.process.poll() is None:
            cluster.stop_at_once()
        shutil.rmtree(folder, ignore_errors=True)
