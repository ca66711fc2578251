"""One file with everything: the database as it was at one moment, the uploads, the key, and a list with hashes.

Format 1, a gzipped tar: ``manifest.json`` first, then ``database.sqlite3`` or ``database.dump``, ``secret_key``,
``files/…``. The manifest also holds the last line of every chain (ledger, audit trail), which anchors them outside
the database: a backup shows whether a later database is the continuation of what it was.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection, connections

from reciproca import __version__

from . import clock, jobs
from .chain import broken_lines, chains
from .scope import within

__all__ = ["CannotBackUp", "make_backup", "restore_backup", "tampered_chains"]

FORMAT = 1
MANIFEST = "manifest.json"


class CannotBackUp(Exception):
    """A sentence for the operator."""


# ── backing up ──


def make_backup(target: Path) -> dict[str, Any]:
    """Write `target` (must not exist yet) and return its manifest. Others may write meanwhile."""
    if target.exists():
        raise CannotBackUp(f"{target} exists already. Give another name, so that no backup is lost.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        work = Path(folder)
        database = _copy_of_sqlite(work) if connection.vendor == "sqlite" else _dump_of_postgres(work)
        # The database first: a file named in it was on disk before its row was written.
        contents = {database.pop("file"): work / database["name"]} | dict(_other_files())
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": clock.now().isoformat(),
            "database": database,
            "has_secret_key": "secret_key" in contents,
        }
        draft = work / "backup.tar.gz"
        _write_archive(draft, manifest, contents)
        os.replace(draft, target)
    return manifest


def _copy_of_sqlite(work: Path) -> dict[str, Any]:
    """VACUUM INTO: one read transaction, whatever the others write; never a copy of the file."""
    copy = work / "database.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with _opened(copy) as execute:
        facts = _facts(execute)
    return {"file": copy.name, "name": copy.name, "vendor": "sqlite", **facts}


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]  # -- whichever module took the place of sqlite3; the stubs hide it

    opened = Database.connect(f"file:{file}?mode=ro", uri=True)
    try:
        yield lambda statement: opened.execute(statement).fetchall()
    finally:
        opened.close()


def _dump_of_postgres(work: Path) -> dict[str, Any]:
    """pg_dump of an exported snapshot, so that the facts in the manifest are of the same moment."""
    dump = work / "database.dump"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _postgres_program(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={dump}",
            )

            def execute(statement: str) -> list[tuple]:
                cursor.execute(statement)
                return cursor.fetchall()

            facts = _facts(execute)
        finally:
            cursor.execute("ROLLBACK")
    return {"file": dump.name, "name": dump.name, "vendor": "postgresql", **facts}


def _facts(execute: Any) -> dict[str, Any]:
    """How many rows each table had, and where each chain ended."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if connection.vendor != "sqlite":
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    tables = sorted(name for (name,) in execute(listed) if not name.startswith("sqlite_"))
    ends = {}
    for line_model, head_model in chains():
        rows = execute(f'SELECT community_id, seq, digest FROM "{head_model._meta.db_table}" ORDER BY community_id')
        ends[line_model._meta.label_lower] = [list(row) for row in rows]
    migrations = execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {
        "rows": {table: execute(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables},
        "chains": ends,
        "migrations": [f"{app}.{name}" for app, name in migrations],
    }


def _other_files() -> Iterator[tuple[str, Path]]:
    key = Path(settings.DATA_DIR) / "secret_key"
    if key.exists():
        yield "secret_key", key
    uploads = Path(settings.MEDIA_ROOT)
    for file in sorted(path for path in uploads.rglob("*") if path.is_file() and not path.is_symlink()):
        yield f"files/{file.relative_to(uploads).as_posix()}", file


def _write_archive(draft: Path, manifest: dict[str, Any], contents: dict[str, Path]) -> None:
    """Hashes first, because the manifest stands first: whoever reads the file knows at once what to expect."""
    manifest["contents"] = {}
    for name, path in list(contents.items()):
        try:
            manifest["contents"][name] = {"sha256": _hash_of(path), "size": path.stat().st_size}
        except FileNotFoundError:  # erased since
            del contents[name]
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
        with (
            gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as zipped,
            tarfile.open(fileobj=zipped, mode="w") as tar,
        ):
            text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
            _add(tar, MANIFEST, io.BytesIO(text), len(text))
            for name, path in contents.items():
                with open(path, "rb") as file:
                    _add(tar, name, file, manifest["contents"][name]["size"])
        raw.flush()
        os.fsync(raw.fileno())


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, file)


# ── restoring ──


def restore_backup(source: Path, *, tombstones: Path | None = None) -> dict[str, Any]:
    """Put a backup into an empty place and return its manifest. Nothing is touched before all hashes are right.

    Whoever was erased since the backup was made is erased again, as the tombstones say: those that lie here already,
    and those of another place (`tombstones`, its folder). How many is in the manifest, as `erased_again`.
    """
    data_dir = Path(settings.DATA_DIR)
    _refuse_unless_empty()
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        vendor = manifest["database"]["vendor"]
        if vendor != connection.vendor:
            raise CannotBackUp(
                f"The backup is of {vendor}, the database here is {connection.vendor}: set DATABASE_URL."
            )
        if vendor == "sqlite":
            _place_sqlite(work / manifest["database"]["name"])
        else:
            _postgres_program(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                f"--dbname={connection.settings_dict['NAME']}", str(work / manifest["database"]["name"]),
            )  # fmt: skip
        if manifest["has_secret_key"]:
            os.replace(work / "secret_key", data_dir / "secret_key")
        if (work / "files").exists():
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)  # empty: looked at before
            os.replace(work / "files", settings.MEDIA_ROOT)
    connections.close_all()
    _refuse_if_different(manifest)
    jobs.run("reciproca.notifications.tasks.hold_waiting_mails")
    manifest["erased_again"] = jobs.run("reciproca.privacy.tasks.replay_tombstones", str(tombstones or ""))
    return manifest


def _refuse_unless_empty() -> None:
    sentence = "There is something here already. A backup is restored into an empty place: "
    if connection.vendor == "sqlite":
        if Path(connection.settings_dict["NAME"]).exists():
            raise CannotBackUp(f"{sentence}set DATA_DIR to a new folder.")
    elif connection.introspection.table_names():
        raise CannotBackUp(f"{sentence}set DATABASE_URL to a new database (createdb).")
    if any(Path(settings.MEDIA_ROOT).rglob("*")):
        raise CannotBackUp(f"{sentence}{settings.MEDIA_ROOT} holds files; set DATA_DIR to a new folder.")


def _take_out(tar: tarfile.TarFile, work: Path) -> None:
    """Files and folders of an archive, none of them outside; the filter of Python itself begins with 3.11.4."""
    for entry in tar:
        place = (work / entry.name).resolve()
        if not place.is_relative_to(work.resolve()) or not (entry.isfile() or entry.isdir()):
            raise CannotBackUp(f"{entry.name} stands in no backup of Reciproca. Nothing was restored.")
        if entry.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            shutil.copyfileobj(cast("IO[bytes]", tar.extractfile(entry)), file)


def _unpack(source: Path, work: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as tar:
            _take_out(tar, work)
        manifest = json.loads((work / MANIFEST).read_text())
    except FileNotFoundError as missing:
        raise CannotBackUp(f"{source} is not there, or is no backup of Reciproca.") from missing
    except (tarfile.TarError, OSError, EOFError, ValueError) as trouble:
        raise CannotBackUp(f"{source} cannot be read: {trouble}. Fetch the file again.") from trouble
    if manifest.get("format") != FORMAT:
        raise CannotBackUp(f"{source} has format {manifest.get('format')}; this version reads format {FORMAT}.")
    for name, expected in manifest["contents"].items():
        path = work / name
        if not path.is_file() or _hash_of(path) != expected["sha256"]:
            raise CannotBackUp(f"{name} in {source} is not what was backed up. Nothing was restored.")
    if unknown := set(manifest["database"]["migrations"]) - _known_migrations():
        raise CannotBackUp(
            f"The backup was made by a newer version ({manifest['version']}): {sorted(unknown)[0]} is unknown here."
        )
    return manifest


def _known_migrations() -> set[str]:
    from django.db.migrations.loader import MigrationLoader  # -- slow import

    loader = MigrationLoader(None)
    replaced = {step for migration in loader.disk_migrations.values() for step in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def _place_sqlite(copy: Path) -> None:
    connections.close_all()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(copy, target)


def _refuse_if_different(manifest: dict[str, Any]) -> None:
    """After restoring: as many rows as there were, and every chain whole and ending where it ended."""
    with connection.cursor() as cursor:

        def execute(statement: str) -> list[tuple]:
            cursor.execute(statement)
            return cursor.fetchall()

        facts = json.loads(json.dumps(_facts(execute)))
    for name in ("rows", "chains"):
        if facts[name] != manifest["database"][name]:
            raise CannotBackUp(f"After restoring, the {name} are not what the manifest says. Do not use this copy.")
    if tampered := tampered_chains():
        raise CannotBackUp("A chain does not hold: " + "; ".join(tampered))


# ── both ──


def tampered_chains() -> list[str]:
    """A sentence for each chain that does not hold; none when ledger and audit trail are whole."""
    sentences = []
    for line_model, head_model in chains():
        community_model = line_model._meta.get_field("community").related_model
        for community in community_model._default_manager.order_by("pk"):
            with within(community):
                if broken := broken_lines(line_model, head_model):
                    sentences.append(f"{line_model._meta.label_lower} of {community} at line {broken[0]}")
    return sentences


def _hash_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _postgres_program(program: str, *arguments: str) -> None:
    given = connection.settings_dict
    environment = {
        "PGHOST": given["HOST"], "PGPORT": str(given["PORT"] or ""), "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"], "PGDATABASE": given["NAME"],
    }  # fmt: skip
    for name in ("host", "sslmode", "sslrootcert", "sslcert", "sslkey"):
        if said := given["OPTIONS"].get(name):
            environment[f"PG{name.upper()}"] = said
    try:
        done = subprocess.run(
            [program, *arguments],
            env={**os.environ, **{name: value for name, value in environment.items() if value}},
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as missing:
        raise CannotBackUp(f"{program} is not installed. It comes with PostgreSQL's client programs.") from missing
    if done.returncode:
        raise CannotBackUp(f"{program} failed: {done.stderr.strip()[-400:]}")
