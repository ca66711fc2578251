"""A backup taken under writers, put back in an empty place by the documented commands."""

import io
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from browsing import Server, fresh_database

WRITER = """
import sys, time
from reciproca.boundaries.actions import block_person, unblock_person
from reciproca.notifications.actions import post_mail
from reciproca.communities.actions import add_member
community = Community.objects.get(slug="montefeltro")
number = 0
with within(community):
    while True:
        number += 1
        add_member(email=f"{sys.argv[1]}-{number}@example.org", given_name=f"Person {number}", by=None)
        print(number, flush=True)  # acknowledged: committed
"""

PREAMBLE = (
    "import django; django.setup()\nfrom reciproca.core.scope import within\n"
    "from reciproca.communities.models import Community, Membership\n"
)


@pytest.fixture
def elsewhere(server: Server, tmp_path: Path) -> Iterator[Server]:
    """An empty place of the same kind of database."""
    with fresh_database(server.database_url, empty=True) as database_url:
        yield Server(tmp_path / "elsewhere", database_url)


def test_a_backup_under_writers_comes_back_whole(server: Server, elsewhere: Server, tmp_path: Path) -> None:
    uploads = server.data_dir / "files" / "ab"
    uploads.mkdir(parents=True)
    (uploads / "abcdef").write_bytes(b"a photo" * 1000)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", PREAMBLE + WRITER, f"w{number}"],
            env=server.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    try:
        acknowledged = [int(writer.stdout.readline()) for writer in writers for _ in range(3)]  # type: ignore[union-attr]
        file = tmp_path / "backup.tar.gz"
        said = server.run("backup", str(file))
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()

    restored = elsewhere.run("restore", str(file))

    assert "1 uploads" in said
    assert "Every hash is right; ledger and audit trail are whole." in restored
    assert file.stat().st_mode & 0o077 == 0
    assert (elsewhere.data_dir / "files/ab/abcdef").read_bytes() == b"a photo" * 1000
    assert (elsewhere.data_dir / "secret_key").read_text() == (server.data_dir / "secret_key").read_text()
    there = set(elsewhere.python("print(*Membership.unscoped.values_list('email', flat=True))").split())
    assert {f"w{number}-{last}@example.org" for number in range(3) for last in (1, 2, 3)} <= there
    assert acknowledged == [1, 2, 3] * 3
    assert "The server can start." in elsewhere.run("check", "--chains")


def test_a_restored_server_sends_no_mail_again(server: Server, elsewhere: Server, tmp_path: Path) -> None:
    server.stop()
    server.python(
        "from reciproca.notifications.actions import post_mail\n"
        "post_mail('reciproca.people.mails.account_mail', to='ada.carta@example.org', language='it', key='one')"
    )
    server.run("backup", str(tmp_path / "backup.tar.gz"))

    elsewhere.run("restore", str(tmp_path / "backup.tar.gz"))
    elsewhere.python("from reciproca.notifications.tasks import deliver_due_mails; assert deliver_due_mails() == 0")

    assert elsewhere.mails() == []
    assert elsewhere.python(
        "from reciproca.notifications.models import OutboxMail; print(*OutboxMail.objects.values_list('state', flat=True))"
    ).split() == ["parked"]


def test_a_backup_goes_only_into_an_empty_place(server: Server, tmp_path: Path) -> None:
    server.run("backup", str(tmp_path / "backup.tar.gz"))

    said = server.run("restore", str(tmp_path / "backup.tar.gz"), check=False)
    again = server.run("backup", str(tmp_path / "backup.tar.gz"), check=False)

    assert "There is something here already" in said
    assert "exists already" in again


def test_a_changed_backup_is_refused(server: Server, elsewhere: Server, tmp_path: Path) -> None:
    file, changed = tmp_path / "backup.tar.gz", tmp_path / "changed.tar.gz"
    server.run("backup", str(file))
    with tarfile.open(file) as old, tarfile.open(changed, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name.startswith("database"):
                content = content[:-1] + bytes([content[-1] ^ 1])
            new.addfile(entry, io.BytesIO(content))

    said = elsewhere.run("restore", str(changed), check=False)

    assert "is not what was backed up. Nothing was restored." in said
    assert not (elsewhere.data_dir / "reciproca.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "kind", "leads_to"),
    [
        ("../outside", tarfile.REGTYPE, ""),
        ("/tmp/outside", tarfile.REGTYPE, ""),
        ("inside", tarfile.SYMTYPE, "/etc"),
        ("inside", tarfile.LNKTYPE, "/etc/passwd"),
        ("inside", tarfile.FIFOTYPE, ""),
    ],
    ids=["above", "elsewhere", "a link", "a hard link", "a pipe"],
)
def test_nothing_is_taken_out_of_an_archive_to_elsewhere(
    elsewhere: Server, tmp_path: Path, name: str, kind: bytes, leads_to: str
) -> None:
    file = tmp_path / "backup.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, leads_to
        archive.addfile(entry, io.BytesIO())

    said = elsewhere.run("restore", str(file), check=False)

    assert "stands in no backup of Reciproca. Nothing was restored." in said
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("*side"))


@pytest.mark.parametrize("content", [b"", b"not an archive at all", b"\x1f\x8b\x08\x00 cut short"])
def test_a_file_that_is_no_backup_is_a_sentence(elsewhere: Server, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup.tar.gz").write_bytes(content)

    said = elsewhere.run("restore", str(tmp_path / "backup.tar.gz"), check=False)

    assert "Traceback" not in said
    assert "cannot be read" in said or "is no backup" in said


def test_a_file_copied_without_its_log_shows_as_stale(server: Server, tmp_path: Path) -> None:
    """Why a backup is not a copy of the file: what is in the write-ahead log would be missing. The manifest tells."""
    if server.database_url:
        pytest.skip("PostgreSQL has no such file.")
    server.python(
        "from reciproca.communities.actions import add_member\n"
        "import os\n"
        "community = Community.objects.get(slug='montefeltro')\n"
        "with within(community): add_member(email='late@example.org', given_name='Late', by=None)\n"
        f"import shutil; shutil.copy({str(server.data_dir / 'reciproca.sqlite3')!r}, {str(tmp_path / 'copy.sqlite3')!r})\n"
        f"from django.core.management import call_command; call_command('backup', {str(tmp_path / 'b.tar.gz')!r})"
    )
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    shutil.copytree(server.data_dir, tmp_path / "stale", ignore=shutil.ignore_patterns("*.sqlite3*"))
    shutil.copy(tmp_path / "copy.sqlite3", tmp_path / "stale" / "reciproca.sqlite3")

    rows = Server(tmp_path / "stale").python("print(Membership.unscoped.count())")

    assert int(rows) < manifest["database"]["rows"]["communities_membership"]
