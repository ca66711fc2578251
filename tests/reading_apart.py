"""Reads one file after another from its standard input, as the child that the server starts for each: ``reading_apart.py sheets``.

A length and a file come in; how it ended (read, no, failed), a length and what was said go out.
"""

import io
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

HOURS = 4 * 3600  # of the processor, for all files together; whoever asks watches over each


def sheets() -> Callable[[bytes], tuple[bytes, bytes]]:
    from reciproca.core.tables.child import _bind
    from reciproca.core.tables.limits import DEFAULT

    _bind(DEFAULT.as_data() | {"cpu_seconds": HOURS})
    from reciproca.core.tables import wire
    from reciproca.core.tables.parsing import parse
    from reciproca.core.tables.refusals import TableRefused

    def read(data: bytes) -> tuple[bytes, bytes]:
        try:
            return b"r", b"".join(wire.lines_of(parse(data)))
        except TableRefused as refusal:
            return b"n", wire.refusal_line(refusal)

    return read


def photo() -> Callable[[bytes], tuple[bytes, bytes]]:
    from reciproca.files import photo_child

    photo_child.SECONDS = HOURS
    photo_child._bind()
    photo_child._bind = lambda: None

    def read(data: bytes) -> tuple[bytes, bytes]:
        said, why, streams = io.BytesIO(), io.StringIO(), (sys.stdin, sys.stdout, sys.stderr)
        sys.stdin, sys.stdout, sys.stderr = SimpleNamespace(buffer=io.BytesIO(data)), SimpleNamespace(buffer=said), why
        try:
            status = photo_child.main()
        finally:
            sys.stdin, sys.stdout, sys.stderr = streams
        return (b"r", said.getvalue()) if status == 0 else (b"n", why.getvalue().encode())

    return read


def main() -> None:
    read = {"sheets": sheets, "photo": photo}[sys.argv[1]]()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(4):
        data = asked.read(*struct.unpack(">I", head))
        try:
            ended, said = read(data)
        except BaseException as trouble:  # the real child would be gone; this one goes on
            ended, said = b"f", type(trouble).__name__.encode()
        answers.write(ended + struct.pack(">I", len(said)) + said)
        answers.flush()


if __name__ == "__main__":
    main()
