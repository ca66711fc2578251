"""Pictures, calendars, contacts and texts made to hurt: every file is built here, none is stored."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

__all__ = ["CALENDARS", "CONTACTS", "PICTURES_DRAWN_ANEW", "PICTURES_REFUSED", "SECRET", "TEXTS"]

#: Whatever else rides in a picture carries this word; it must not come out again.
SECRET = b"canarino-blu-5520"
PNG = b"\x89PNG\r\n\x1a\n"


def _drawn(kind: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (180, 80, 60)).save(stream, kind, **options)
    return stream.getvalue()


def _chunk(name: bytes, content: bytes, *, checked: bool = True) -> bytes:
    check = zlib.crc32(name + content) if checked else 0
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def _png(width: int, height: int, *more: bytes, pixels: bytes = b"", bits: int = 8, colour: int = 2) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return PNG + head + b"".join(more) + _chunk(b"IDAT", zlib.compress(pixels, 9)) + _chunk(b"IEND", b"")


def _with_chunk(extra: bytes) -> bytes:
    whole = _drawn("PNG")
    return whole[:33] + extra + whole[33:]  # behind the header


def _jpeg_with(marker: int, content: bytes, times: int = 1) -> bytes:
    whole = _drawn()
    part = bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content
    return whole[:2] + part * times + whole[2:]


def _jpeg_of_size(width: int, height: int) -> bytes:
    whole = bytearray(_drawn())
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def _webp_of_size(width: int, height: int) -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + bytes([0, 0, 0, 0]) + (width - 1).to_bytes(3, "little")
    body += (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _gif(frames: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def _tiff() -> bytes:
    pages = [Image.new("L", (8, 8), at) for at in range(60)]
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    return stream.getvalue()


def _frames(kind: str, count: int = 40) -> bytes:
    pages = [Image.new("RGB", (32, 32), (at * 5 % 256, 0, 0)) for at in range(count)]
    stream = io.BytesIO()
    pages[0].save(stream, kind, save_all=True, append_images=pages[1:], duration=10)
    return stream.getvalue()


def _located() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (43.7, 7.0, 12.0)
    return _drawn("JPEG", exif=exif)


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.html", SECRET)
    return stream.getvalue()


#: name → (how it is built, the refusal: NotAPicture or TooManyPixels)
PICTURES_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PNG that says 50,000 × 50,000": (lambda: _png(50_000, 50_000), "TooManyPixels"),
    "a PNG of one bit a pixel, 100,000 wide": (lambda: _png(100_000, 100_000, bits=1, colour=0), "TooManyPixels"),
    "a PNG that says 2³¹ × 2³¹": (lambda: _png(2**31 - 1, 2**31 - 1), "TooManyPixels"),
    "a JPEG that says 65,500 × 65,500": (lambda: _jpeg_of_size(65_500, 65_500), "TooManyPixels"),
    "a PNG of no size": (lambda: _png(0, 0), "NotAPicture"),
    "a PNG whose pixels are missing": (lambda: _png(400, 400), "NotAPicture"),
    "a PNG cut in half": (lambda: _drawn("PNG")[:60], "NotAPicture"),
    "a PNG whose sums are wrong": (
        lambda: PNG + _chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0), checked=False),
        "NotAPicture",
    ),
    "a PNG with texts that unpack to 60 MB": (
        lambda: _with_chunk(_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 60_000_000, 9))),
        "NotAPicture",
    ),
    "a JPEG cut after its header": (lambda: _drawn()[:200], "NotAPicture"),
    "a JPEG that is only its first bytes": (lambda: b"\xff\xd8\xff", "NotAPicture"),
    "a WebP that says 16,000 × 16,000": (lambda: _webp_of_size(16_000, 16_000), "TooManyPixels"),
    "a GIF of 10,000 frames": (lambda: _gif(10_000), "NotAPicture"),
    "a TIFF of sixty pages": (_tiff, "NotAPicture"),
    "an SVG with a script": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "NotAPicture",
    ),
    "a page that calls itself a JPEG": (lambda: b"\xff\xd8\xff<html><script>alert(1)</script>", "NotAPicture"),
    "a BMP": (lambda: _drawn("BMP"), "NotAPicture"),
    "a sound": (lambda: b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 64, "NotAPicture"),
    "an archive": (_archive, "NotAPicture"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"0" * 200, "NotAPicture"),
    "noise behind the right first bytes": (
        lambda: PNG + random.Random(5).randbytes(20_000), "NotAPicture",
    ),
    "nothing": (lambda: b"", "NotAPicture"),
}  # fmt: skip

#: Taken, and drawn anew: of what rode along nothing is left.
PICTURES_DRAWN_ANEW: dict[str, Callable[[], bytes]] = {
    "a JPEG with a page behind it": lambda: _drawn() + b"<html><script>" + SECRET + b"</script></html>",
    "a PNG with an archive behind it": lambda: _drawn("PNG") + _archive(),
    "a JPEG that says where it was taken": _located,
    "a JPEG with a script in its comment": lambda: _jpeg_with(0xFE, b"<script>" + SECRET + b"</script>"),
    "a JPEG with three hundred profiles": lambda: _jpeg_with(0xE2, b"ICC_PROFILE\0\x01\x01" + SECRET * 60, 300),
    "a PNG with a profile that unpacks to 900 kB": lambda: _with_chunk(
        _chunk(b"iCCP", b"x\0\0" + zlib.compress(SECRET + b"\0" * 900_000, 9))
    ),
    "a PNG of forty frames": lambda: _frames("PNG"),
    "a WebP of forty frames": lambda: _frames("WEBP"),
}


def _calendar(*lines: str) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT", "UID:1", "DTSTART:20261124T173000Z"]
    return "\r\n".join([*head, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def _card(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:4.0", "FN:Ada Carta", *lines, "END:VCARD", ""]).encode()


CALENDARS: dict[str, Callable[[], bytes]] = {
    "a line folded into another property": lambda: _calendar("SUMMARY:x\r\n ATTENDEE:mailto:a@example.org"),
    "an endless recurrence": lambda: _calendar("RRULE:FREQ=DAILY"),
    "every second for a hundred years": lambda: _calendar("RRULE:FREQ=SECONDLY;UNTIL=21261124T000000Z"),
    "a time zone that is not there": lambda: _calendar("DTEND;TZID=Atlantis/Lost:20261124T190000"),
    "ten thousand who come": lambda: _calendar(*(f"ATTENDEE:mailto:p{at}@example.org" for at in range(10_000))),
    "a property in another": lambda: _calendar(
        'ATTENDEE;CN="x\r\nORGANIZER:mailto:b@example.org":mailto:a@example.org'
    ),
    "an alarm that runs a program": lambda: _calendar(
        "BEGIN:VALARM", "ACTION:PROCEDURE", "ATTACH:file:///bin/sh", "TRIGGER:-PT1M", "END:VALARM"
    ),
    "a calendar in UTF-16": lambda: _calendar("SUMMARY:x").decode().encode("utf-16"),
    "a calendar behind blanks": lambda: b"\xef\xbb\xbf\r\n  " + _calendar("SUMMARY:x"),
}
CONTACTS: dict[str, Callable[[], bytes]] = {
    "a photo that unpacks to billions of pixels": lambda: _card(f"PHOTO:data:image/png;base64,{'A' * 400_000}"),
    "a property in another": lambda: _card("NOTE:x\r\n EMAIL:a@example.org\r\nTEL;VALUE=uri:javascript:alert(1)"),
    "ten thousand people": lambda: _card("EMAIL:a@example.org") * 10_000,
    "contacts in UTF-16": lambda: _card("EMAIL:a@example.org").decode().encode("utf-16-le"),
}
#: Texts that a cell may hold: read as they are, and harmless.
TEXTS: dict[str, str] = {
    "a million letters in one word": "a" * 1_000_000,
    "marks heaped on a letter": "Z" + "\u0301\u0327\u0330" * 3_000,
    "half a character": "x\ud800y",
    "a script in a link": "[x](javascript:alert(1))",
    "deep quoting": ">" * 20_000 + " x",
    "letters of another alphabet": "аԁа@example.org",
    "backwards": "\u202egpj.exe",
    "a trap for patterns": "a" * 40_000 + "!",
}
