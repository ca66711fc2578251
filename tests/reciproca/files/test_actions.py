import io
import struct
import zlib

import pytest
from django.conf import settings
from PIL import Image

from cast import Cast
from reciproca.files.actions import (
    NotAPicture,
    NotToBeAttached,
    TooHeavy,
    TooManyPixels,
    forget_file,
    ingest_attachment,
    ingest_photo,
)
from reciproca.files.models import StoredFile
from reciproca.files.queries import path_of_file


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **options) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, (160, 60, 40)).save(file, kind, **options)
    file.seek(0)
    return file


def test_a_photo_is_drawn_anew_without_metadata(people: Cast) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home, 44.69 N 10.63 E"
    upload = picture(exif=exif.tobytes())
    assert b"44.69 N" in upload.getvalue()

    stored = ingest_photo(upload, by=people.ada, given_name="../../ada.jpg")

    kept = path_of_file(stored).read_bytes()
    with Image.open(io.BytesIO(kept)) as anew:
        assert (anew.format, anew.size, dict(anew.getexif())) == ("JPEG", (640, 640), {})
    assert b"44.69" not in kept
    assert (stored.owner, stored.given_name, stored.size) == (people.ada, "ada.jpg", len(kept))
    assert "ada" not in stored.path


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_picture_are_taken(people: Cast, kind: str) -> None:
    assert ingest_photo(picture(kind), by=people.ada).content_type == "image/jpeg"


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff" + b"nothing" * 40, b"RIFF0000AVI "],
    ids=["empty", "svg", "a broken jpeg", "another riff"],
)
def test_what_is_no_picture_is_refused(people: Cast, data: bytes) -> None:
    with pytest.raises(NotAPicture):
        ingest_photo(io.BytesIO(data), by=people.ada)

    assert not StoredFile.objects.exists()


def test_a_picture_that_unpacks_to_billions_of_pixels_is_refused(people: Cast) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))

    with pytest.raises(TooManyPixels):
        ingest_photo(io.BytesIO(bomb), by=people.ada)


def test_a_file_that_is_too_heavy_is_refused_before_it_is_read(people: Cast) -> None:
    with pytest.raises(TooHeavy):
        ingest_photo(io.BytesIO(b"\xff\xd8\xff" + b"\0" * 12_000_000), by=people.ada)


def test_a_forgotten_file_is_gone_from_the_disk(people: Cast, django_capture_on_commit_callbacks) -> None:
    stored = ingest_photo(picture(), by=people.ada)
    path = path_of_file(stored)
    assert path.is_relative_to(settings.MEDIA_ROOT)

    with django_capture_on_commit_callbacks(execute=True):
        forget_file(stored)

    assert not path.exists()
    assert not StoredFile.objects.exists()


def test_a_picture_that_is_sent_stays_whole_and_loses_its_metadata(people: Cast) -> None:
    stored = ingest_attachment(picture(size=(3200, 800)), by=people.ada, given_name="../mappa.jpg")

    with Image.open(path_of_file(stored)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("JPEG", (1600, 400), {})
    assert (stored.purpose, stored.content_type, stored.given_name) == ("attachment", "image/jpeg", "mappa.jpg")


def test_a_pdf_is_kept_as_it_came_and_nothing_else_is_sent(people: Cast) -> None:
    stored = ingest_attachment(io.BytesIO(b"%PDF-1.7 ..."), by=people.ada)

    assert (stored.content_type, path_of_file(stored).read_bytes()) == ("application/pdf", b"%PDF-1.7 ...")
    for data in (b"<html><script>", b"PK\x03\x04", b"", b"\xff\xd8\xff no picture"):
        with pytest.raises(NotToBeAttached):
            ingest_attachment(io.BytesIO(data), by=people.ada)
    assert StoredFile.objects.count() == 1
