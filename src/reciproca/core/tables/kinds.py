"""What a file really is, judged by its first bytes and never by its extension."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from reciproca.core.tables.refusals import TableRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ARCHIVES = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"SQLite format 3\x00")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes) -> str:
    """`zip`, `ole` or `text`; anything else is refused with the sentence that fits it.

    `data` is the whole file or a generous beginning of it.
    """
    if not data:
        raise TableRefused("empty")
    if data.startswith(ZIP):
        return "zip"
    if data.startswith(OLE):
        return "ole"
    if data.startswith(BYTE_ORDER_MARKS):
        return "text"
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        raise TableRefused("is_pdf")
    if data.startswith(ARCHIVES):
        raise TableRefused("is_archive")
    if data.startswith(IMAGES[:-1]) or (data.startswith(b"BM") and data[6:10] == b"\0\0\0\0"):
        raise TableRefused("is_image")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise TableRefused("is_image")
    if data.startswith(PROGRAMS[1:]) or (data.startswith(b"MZ") and b"\0" in data[:64]):
        raise TableRefused("is_binary")
    if data.startswith(b"{\\rtf"):
        raise TableRefused("is_document")
    if _is_bare_biff(data):
        return "biff"
    _refuse_markup(data)
    return "text"


def _is_bare_biff(data: bytes) -> bool:
    """An Excel 2-5 file outside any container: a BOF record."""
    return len(data) > 8 and data[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08") and data[3] == 0


def _refuse_markup(data: bytes) -> None:
    start = data[:4096].lstrip(b" \t\r\n\x00").lower()
    if re.match(rb"<!doctype html|<html|<table|<head|<meta|<body|<div", start):
        raise TableRefused("is_html")
    if start.startswith((b"<?xml", b"<workbook")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise TableRefused("is_old_xml")
        if b"<html" in start:
            raise TableRefused("is_html")
        if b"<svg" in start:
            raise TableRefused("is_image")
        raise TableRefused("not_a_table")
    if start.startswith(b"{") and (b'"doc_id"' in start or b"docs.google.com" in start):
        raise TableRefused("is_google_link")


# ------------------------------------------------------------------------------------------------- compound files


END_OF_CHAIN = 0xFFFFFFFA  # this and above: no further sector
FILE_PASS, BOUND_SHEET = 0x002F, 0x0085
MOST_SECTORS = 4096


def refuse_ole(data: bytes) -> None:
    """Look at the names inside an OLE compound file: protected, with macros, or not a spreadsheet at all."""
    try:
        names = ole_directory(data)
        if "EncryptedPackage" in names or "EncryptionInfo" in names:
            raise TableRefused("password")
        if names.keys() & {"_VBA_PROJECT_CUR", "VBA", "Macros"}:
            raise TableRefused("macros")
        book = names.get("Workbook", names.get("Book"))
        if book is None:
            raise TableRefused(
                "is_document" if names.keys() & {"WordDocument", "PowerPoint Document"} else "not_a_table"
            )
        if _has_file_pass(b"".join(_stream(data, book, 16))):
            raise TableRefused("password")
    except struct.error as error:
        raise TableRefused("damaged") from error


def ole_directory(data: bytes) -> dict[str, int]:
    """Name → first sector of every stream of a compound file."""
    names: dict[str, int] = {}
    for block in _stream(data, struct.unpack_from("<I", data, 48)[0], MOST_SECTORS):
        for at in range(0, len(block) - 127, 128):
            length = struct.unpack_from("<H", block, at + 64)[0]
            if 2 <= length <= 64:
                name = block[at : at + length - 2].decode("utf-16-le", "replace")
                names.setdefault(name, struct.unpack_from("<I", block, at + 116)[0])
    return names


def _stream(data: bytes, sector: int, most: int) -> Iterator[bytes]:
    """The sectors of a chain, in order, but never more than `most`: a chain may bite its own tail."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise TableRefused("damaged")
    size = 1 << shift
    table = _sector_table(data, size)
    for _ in range(most):
        if sector >= END_OF_CHAIN or (sector + 1) * size >= len(data):
            return
        yield data[(sector + 1) * size : (sector + 2) * size]
        sector = table[sector] if sector < len(table) else END_OF_CHAIN


def _sector_table(data: bytes, size: int) -> list[int]:
    table: list[int] = []
    for sector in struct.unpack_from("<109I", data, 76):
        block = data[(sector + 1) * size : (sector + 2) * size]
        if sector >= END_OF_CHAIN or len(block) < size:
            break
        table.extend(struct.unpack(f"<{size // 4}I", block))
    return table


def _has_file_pass(beginning: bytes) -> bool:
    """Whether the records of the workbook say that the rest is enciphered."""
    at = 0
    while at + 4 <= len(beginning):
        kind, length = struct.unpack_from("<HH", beginning, at)
        if kind == FILE_PASS:
            return True
        if kind == BOUND_SHEET:
            return False
        at += 4 + length
    return False
