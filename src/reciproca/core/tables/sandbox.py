"""Parsing in a process of its own, so that a hostile file can at worst kill its own reader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from reciproca.core.tables import wire
from reciproca.core.tables.limits import Limits
from reciproca.core.tables.refusals import TableRefused
from reciproca.core.tables.sheet import Sheet

SOURCE = Path(__file__).resolve().parents[3]  # the folder that holds the package `reciproca`


def parse_apart(source: bytes | Path, *, name: str, wishes: dict[str, Any], limits: Limits) -> list[Sheet]:
    """Read a file in a child process with limits on memory, time and output.

    A child that dies, runs out of time or says too much is a refusal, never an error of ours.
    """
    with _opened(source) as stream:
        request = json.dumps({"name": name, "wishes": wishes, "limits": limits.as_data()})
        child = subprocess.Popen(
            [sys.executable, "-s", "-E", "-B", "-c", START, request, str(SOURCE)],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env={
                "LC_ALL": "C.UTF-8",
                "PATH": os.environ.get("PATH", ""),
                "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
            },
            close_fds=True,
        )
        clock = threading.Timer(limits.seconds, child.kill)
        clock.daemon = True
        clock.start()
        try:
            assert child.stdout is not None
            return wire.sheets_from(_lines(child.stdout, limits.answer_bytes))
        finally:
            clock.cancel()
            child.kill()
            if child.stdout:
                child.stdout.close()
            child.wait()


START = "import sys; sys.path.insert(0, sys.argv[2]); from reciproca.core.tables.child import main; sys.exit(main())"


def _opened(source: bytes | Path) -> IO[bytes]:
    if isinstance(source, Path):
        return source.open("rb")
    stream = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    stream.write(source)
    stream.seek(0)
    return stream


def _lines(stream: IO[bytes], most: int) -> Iterator[bytes]:
    seen = 0
    for line in stream:
        seen += len(line)
        if seen > most:
            raise TableRefused("too_much_text")
        yield line
