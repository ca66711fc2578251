"""The one ingest for uploads: what comes in is checked, made anew and named by us."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.tables.kinds import kind_of
from reciproca.core.tables.limits import DEFAULT as SHEET_LIMITS
from reciproca.core.tables.refusals import TableRefused

from . import photo_child
from .choices import Purpose
from .models import StoredFile

__all__ = [
    "AttachmentTooHeavy", "NotAPicture", "NotASheet", "NotToBeAttached", "TooHeavy", "TooManyPixels", "forget_file",
    "ingest_attachment", "ingest_photo", "ingest_spreadsheet", "let_go_of", "store_file",
]  # fmt: skip

MOST_BYTES = 12_000_000

#: How the pictures we take begin. The name and the type a browser gives are not asked.
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class NotAPicture(Refusal):
    sentence = _("This is not a photo we can read. A JPEG, PNG or WebP picture is fine.")
    field = "photo"


class TooHeavy(Refusal):
    sentence = _("The photo is heavier than 12 MB. A smaller one looks just as good here.")
    field = "photo"


class TooManyPixels(Refusal):
    sentence = _("The photo has more than 24 million pixels. Make it smaller and try again.")
    field = "photo"


class AttachmentTooHeavy(Refusal):
    sentence = _("The file is heavier than 12 MB. A smaller one can be sent.")
    field = "file"


class NotToBeAttached(Refusal):
    sentence = _("Pictures (JPEG, PNG, WebP) and PDF files can be sent. This is neither, or it is damaged.")
    field = "file"


class NotASheet(Refusal):
    """Not a spreadsheet, or not one we open; the sentence is the one of the reading."""

    sentence = _("%(sentence)s")
    field = "file"


def ingest_photo(upload: IO[bytes], *, by: Membership, given_name: str = "") -> StoredFile:
    """A photo decoded and drawn anew in a process of its own, as a small square JPEG without metadata.

    Raises `TooHeavy`, `NotAPicture`, `TooManyPixels`. Call it outside a transaction: decoding takes its time.
    """
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooHeavy
    if not _is_picture(data):
        raise NotAPicture
    return store_file(_drawn_anew(data), purpose=Purpose.PHOTO, content_type="image/jpeg", by=by, given_name=given_name)


def ingest_attachment(upload: IO[bytes], *, by: Membership, given_name: str = "") -> StoredFile:
    """What is sent with a message, or put with a note: a picture drawn anew and whole, or a PDF kept as it came, which a browser only saves.

    Raises `AttachmentTooHeavy`, `NotToBeAttached`. Call it outside a transaction: decoding takes its time.
    """
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise AttachmentTooHeavy
    kind = "application/pdf"
    if not data.startswith(b"%PDF-"):
        data, kind = _picture_to_attach(data), "image/jpeg"
    return store_file(data, purpose=Purpose.ATTACHMENT, content_type=kind, by=by, given_name=given_name)


def _picture_to_attach(data: bytes) -> bytes:
    if not _is_picture(data):
        raise NotToBeAttached
    try:
        return _drawn_anew(data, photo_child.WHOLE)
    except (NotAPicture, TooManyPixels):
        raise NotToBeAttached from None


def _is_picture(data: bytes) -> bool:
    return data.startswith(MAGIC) and (not data.startswith(b"RIFF") or data[8:12] == b"WEBP")


def ingest_spreadsheet(upload: IO[bytes], *, by: Membership, given_name: str = "") -> StoredFile:
    """A spreadsheet kept as it came, after a first look at what it really is. It is opened later, in a process of its own.

    Raises `NotASheet`.
    """
    data = upload.read(SHEET_LIMITS.file_bytes + 1)
    try:
        if len(data) > SHEET_LIMITS.file_bytes:
            most = SHEET_LIMITS.file_bytes >> 20
            raise TableRefused("too_big", size=most + 1, limit=most)
        kind_of(data)
    except TableRefused as refused:
        raise NotASheet(sentence=refused.sentence(get_language() or "it"), code=refused.code) from None
    return store_file(
        data, purpose=Purpose.SPREADSHEET, content_type="application/octet-stream", by=by, given_name=given_name
    )


def store_file(data: bytes, *, purpose: str, content_type: str, by: Membership, given_name: str = "") -> StoredFile:
    """Keep bytes that have been checked, under a random name of ours. The file is on disk before its row is."""
    stored = StoredFile(
        community_id=by.community_id,
        owner=by,
        purpose=purpose,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        given_name=Path(given_name).name[:200],
        created_at=clock.now(),
    )
    _write(Path(settings.MEDIA_ROOT) / stored.path, data)
    stored.save(force_insert=True)
    return stored


def forget_file(stored: StoredFile) -> None:
    """Delete the row, and the bytes once that is certain."""
    path = Path(settings.MEDIA_ROOT) / stored.path
    StoredFile.objects.filter(pk=stored.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def let_go_of(person: Membership) -> None:
    """Somebody is being erased: the bytes of their files go with the rows."""
    for stored in StoredFile.objects.filter(owner=person):
        forget_file(stored)


def _drawn_anew(data: bytes, *how: str) -> bytes:
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        try:
            child = subprocess.run(
                [sys.executable, "-I", "-B", photo_child.__file__, *how],
                stdin=source,
                capture_output=True,
                timeout=photo_child.SECONDS + 5,
                cwd=tempfile.gettempdir(),
                env={"LC_ALL": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotAPicture from None
    if child.returncode == 0 and child.stdout.startswith(b"\xff\xd8\xff"):
        return child.stdout
    raise TooManyPixels if child.stderr.endswith(b"too_many_pixels") else NotAPicture


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
