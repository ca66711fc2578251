"""How many examples every reader of what others wrote is given, and a process in which they are read one after another."""

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from browsing import ROOT

__all__ = ["EXAMPLES", "TIMES", "Apart", "damaged", "many", "reading_apart"]

EVERY_EXAMPLE = os.environ.get("EVERY_EXAMPLE") == "1"
EXAMPLES = 20_000 if EVERY_EXAMPLE else 2_000
#: Cases that the API is sent at the least, by all keys together.
EVERY_CASE = os.environ.get("EVERY_CASE") == "1"
CASES = 50_000 if EVERY_CASE else 600
#: How often each fault of the surroundings is put in.
TIMES = 20 if EVERY_EXAMPLE else 5
#: At every change the same ones, so that what fails is its own.
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not EVERY_EXAMPLE,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: Seconds that one file may take.
PATIENCE = 10.0


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with some of its bytes written over, left out or doubled, or broken off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        noise = draw(
            st.binary(max_size=12) | st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"<!DOCTYPE a>", b"&a;"])
        )
        match draw(st.sampled_from(["over", "over", "into", "out", "off"])):
            case "over":
                data[at : at + len(noise)] = noise
            case "into":
                data[at:at] = noise
            case "out":
                del data[at : at + draw(st.integers(1, 40))]
            case _:
                del data[max(at, 1) :]
    return bytes(data)


class Apart:
    """tests/reading_apart.py with its hands tied as those of the real child; begun anew when it dies or takes too long."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self.child: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes) -> tuple[str, bytes]:
        """How it ended: "read" and "refused" with what was said, "failed" with the name of the error, "died" or "late"."""
        child = self.child = self.child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()
        clock = threading.Timer(PATIENCE, lambda: (late.set(), child.kill()))
        clock.start()
        try:
            child.stdin.write(struct.pack(">I", len(data)) + data)
            child.stdin.flush()
            ended, length = struct.unpack(">cI", child.stdout.read(5))
            return {b"r": "read", b"n": "refused", b"f": "failed"}[ended], child.stdout.read(length)
        except (OSError, struct.error):
            self.stop()
            return "late" if late.is_set() else "died", b""
        finally:
            clock.cancel()

    def stop(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, str(ROOT / "tests/reading_apart.py"), self.reader],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def reading_apart(reader: str) -> Iterator[Apart]:
    apart = Apart(reader)
    try:
        yield apart
    finally:
        apart.stop()
