"""What must hold before a server starts: said in a sentence, with what to do."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

__all__ = ["missing_migrations", "sqlite_is_unsound", "what_hinders"]


#: The first SQLite without the write-ahead-log fault; see config/sqlite.py.
SOUND_SQLITE = (3, 51, 3)


def what_hinders() -> Iterator[str]:
    """The reasons why the server must not start, none when it may."""
    data_dir = Path(settings.DATA_DIR)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as trouble:
        yield f"DATA_DIR ({data_dir}) cannot be written: {trouble.strerror}. Make the folder writable, or set another one."
        return
    if sqlite_is_unsound():
        yield (
            "This SQLite can damage a database that several processes write to (the fault is in 3.7.0 to 3.51.2). "
            "Install the wheel pysqlite3, or set DATABASE_URL to a PostgreSQL."
        )
    try:
        missing = missing_migrations()
    except DatabaseError as trouble:
        yield f"The database does not answer: {str(trouble).strip().splitlines()[0]}. Check DATABASE_URL."
        return
    if missing:
        yield f"The database is not prepared ({len(missing)} steps are missing). Run: reciproca migrate"


def sqlite_is_unsound() -> bool:
    if connection.vendor != "sqlite":
        return False
    from django.db.backends.sqlite3.base import Database  # -- whichever module took the place of sqlite3

    return Database.sqlite_version_info < SOUND_SQLITE


def missing_migrations() -> list[str]:
    """Names of the migrations that have not been applied, in order."""
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
