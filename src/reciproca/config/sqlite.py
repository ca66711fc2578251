"""A SQLite without the write-ahead-log fault of 3.7.0 to 3.51.2 that can corrupt a database with two writers.

Debian 12 and most Pythons ship an affected version; the wheel `pysqlite3` brings a sound one. It takes the place of
`sqlite3` before Django loads it. See https://www.sqlite.org/wal.html, "The WAL-Reset Bug".
"""

import sqlite3
import sys

__all__ = ["SOUND", "is_sound", "use_sound_sqlite"]

SOUND = (3, 51, 3)


def use_sound_sqlite() -> None:
    if is_sound():
        return
    try:
        import pysqlite3
    except ImportError:  # no wheel for this platform: `reciproca check` and `serve` say what follows
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def is_sound() -> bool:
    """Whether the SQLite in use may have several writing processes."""
    return sys.modules.get("sqlite3", sqlite3).sqlite_version_info >= SOUND
