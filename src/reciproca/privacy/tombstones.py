"""What outlives the database on purpose: that somebody was erased, as a fingerprint and a date.

One line of JSON for each, appended to ``DATA_DIR/tombstones/erased.jsonl`` and on the disk before the erasure is
committed. A backup that is put back still holds whoever was erased since; reading these lines, `reciproca restore`
erases them again. The fingerprint is a SHA-256 of what the row is known by, which says nothing about the person.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from reciproca.communities.models import Account, Membership

__all__ = ["bring_along", "bury", "fingerprint", "is_buried", "tombstones"]

NAME = "erased.jsonl"


def folder() -> Path:
    return Path(settings.DATA_DIR) / "tombstones"


def fingerprint(row: Account | Membership) -> str:
    """The same after a restore. A membership has its random id; an account its number and the moment it was opened,
    so that another one with the same number, opened later, is somebody else."""
    if isinstance(row, Account):
        known = f"account {row.pk} {row.created_at.astimezone(UTC).isoformat(timespec='microseconds')}"
    else:
        known = f"membership {row.public_id}"
    return hashlib.sha256(known.encode()).hexdigest()


def bury(*rows: Account | Membership, at: datetime) -> None:
    """Append a line for each and wait until the disk has them."""
    lines = [{"at": at.isoformat(), "kind": row._meta.model_name, "fingerprint": fingerprint(row)} for row in rows]
    _append("".join(f"{json.dumps(line)}\n" for line in lines))


def tombstones() -> dict[str, str]:
    """Fingerprint → kind ("account" or "membership")."""
    return {line["fingerprint"]: line["kind"] for line in _lines(folder() / NAME)}


def is_buried(row: Account | Membership) -> bool:
    return fingerprint(row) in tombstones()


def bring_along(other: Path) -> int:
    """Add the lines of another place (a folder `tombstones`, or the file in it) that are not here yet; how many."""
    source = other / NAME if other.is_dir() else other
    known = tombstones()
    new = [line for line in _lines(source) if line["fingerprint"] not in known]
    if new:
        _append("".join(f"{json.dumps(line)}\n" for line in new))
    return len(new)


def _lines(file: Path) -> Iterator[dict[str, str]]:
    """A line cut off by a power failure is passed over: its erasure was never committed."""
    if not file.exists():
        return
    for text in file.read_text(encoding="ascii").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and {"at", "kind", "fingerprint"} <= line.keys():
            yield line


def _append(text: str) -> None:
    place = folder()
    new = not (place / NAME).exists()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place / NAME, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    try:
        end = os.lseek(handle, 0, os.SEEK_END)
        if end and os.pread(handle, 1, end - 1) != b"\n":
            text = f"\n{text}"  # after a line that was cut off
        os.write(handle, text.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        directory = os.open(place, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
