"""Chromium, and a server with nothing but templates and static files. It runs apart, with its own settings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {
        **browser_type_launch_args,
        **({"executable_path": executable} if executable else {}),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ],
    }


@pytest.fixture(scope="session")
def look() -> Iterator[str]:
    """The address of the server."""
    paths = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
    subprocess.run(
        [sys.executable, "-m", "django", "compilemessages", "-v0", "-l", "it"],
        cwd=TESTS.parent / "src" / "reciproca",
        check=True,
        env={**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": ""},
    )
    with subprocess.Popen(
        [sys.executable, "-m", "look.server"],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        yield f"http://127.0.0.1:{port}"
        server.terminate()
