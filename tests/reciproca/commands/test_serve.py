"""The real process tree: what it starts, how it stops, what it refuses."""

import os
import signal
from pathlib import Path

import pytest

from browsing import Server, alive, children_of, wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_stops_the_whole_tree(server: Server, number: int) -> None:
    assert server.process is not None
    wait_until(lambda: len(children_of(server.process.pid)) >= 5)
    tree = children_of(server.process.pid)

    seconds = server.stop(number)

    assert seconds < 8
    assert server.process.returncode == 0
    assert alive(tree) == []


def test_killing_the_parent_leaves_nobody_behind(server: Server) -> None:
    assert server.process is not None
    wait_until(lambda: len(children_of(server.process.pid)) >= 5)
    tree = children_of(server.process.pid)

    server.process.kill()
    server.process.wait()

    assert wait_until(lambda: alive(tree) == [])


def test_when_the_worker_dies_the_tree_ends_with_a_sentence(server: Server) -> None:
    assert server.process is not None
    wait_until(lambda: len(children_of(server.process.pid)) >= 5)
    arguments = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in children_of(server.process.pid)}
    worker = min(pid for pid, words in arguments.items() if b"worker" in words)

    os.kill(worker, signal.SIGKILL)

    assert server.process.wait(20) == 1
    assert "The worker ended by itself" in server.log


def test_a_killed_web_process_is_started_again(server: Server) -> None:
    import urllib.request

    assert server.process is not None
    granian = [
        pid for pid in children_of(server.process.pid) if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    web = max(granian)

    os.kill(web, signal.SIGKILL)

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"{server.url}/healthz", timeout=1).status == 200
        except OSError:
            return False

    assert wait_until(lambda: not alive([web]))
    assert wait_until(answers)


def test_a_taken_port_is_a_sentence(server: Server) -> None:
    said = server.run("serve", check=False)

    assert f"Port {server.port} of 127.0.0.1 is taken. Choose another one: PORT={server.port + 1}" in said


def test_a_database_without_tables_is_a_sentence(tmp_path: Path) -> None:
    empty = Server(tmp_path / "new", port=1)

    said = empty.run("serve", check=False)

    assert "The database is not prepared" in said
    assert "reciproca migrate" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    said = Server(tmp_path / "file" / "data", extra={"SECRET_KEY": "given"}).run("check", check=False)

    assert "cannot be written" in said


def test_check_says_that_the_server_can_start(server: Server) -> None:
    said = server.run("check", "--chains")

    assert "Worth a look: EMAIL_URL is empty" in said
    assert "The server can start." in said


def test_a_demo_refuses_real_people(server: Server) -> None:
    server.python("Account.objects.create_user('someone@comune.urbino.it')")
    server.extra["DEMO"] = "true"

    said = server.run("check", check=False)

    assert "1 accounts here have real addresses: unset DEMO" in said
