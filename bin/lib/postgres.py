"""Runs a command with a PostgreSQL of its own: ``python3 bin/lib/postgres.py COMMAND…``, with TEST_DATABASE_URL set.

The server is made from the binaries found here, in a temporary folder, on a free port, without durability, and is
always stopped. Without binaries it says so in one line and ends with status 0.
"""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(command: list[str]) -> int:
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL: skipped, because initdb and postgres are not installed here (apt-get install postgresql).")
        return 0
    user = "postgres" if os.geteuid() == 0 else None
    if user and not any(entry.pw_name == user for entry in pwd.getpwall()):
        print("PostgreSQL: skipped, because root may not run it and there is no user postgres.")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="reciproca-postgres-"))
    server = None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        run = {"user": user, "cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
        subprocess.run(
            [binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, **run,
        )  # fmt: skip
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                 "-c", f"unix_socket_directories={folder}", "-c", "fsync=off", "-c", "synchronous_commit=off",
                 "-c", "full_page_writes=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "jit=off",
                 "-c", "max_connections=200"],
                stdout=log, stderr=log, **run,
            )  # fmt: skip
        wait_for(binaries, port, server, folder / "log")
        environment = {
            **os.environ,
            "TEST_DATABASE_URL": f"postgres://postgres@127.0.0.1:{port}/postgres",
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",  # pg_dump and pg_restore of the same version
        }
        return subprocess.run(command, env=environment).returncode
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: Debian keeps them off the PATH."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version_of, reverse=True)
    on_path = shutil.which("initdb")
    folders += [str(Path(on_path).resolve().parent)] if on_path else []
    return next((Path(f) for f in folders if all((Path(f) / name).exists() for name in ("initdb", "postgres"))), None)


def version_of(folder: str) -> int:
    name = Path(folder).parent.name
    return int(name) if name.isdigit() else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(binaries: Path, port: int, server: subprocess.Popen, log: Path) -> None:
    """Until it lets connections in: it listens some time before, and turns away who comes while it still starts."""
    asked = [binaries / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}", "--timeout=1"]
    for _ in range(300):
        if server.poll() is not None:
            break
        if subprocess.run(asked).returncode == 0:
            return
        time.sleep(0.1)
    sys.exit("PostgreSQL did not start:\n" + log.read_text(errors="replace"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
