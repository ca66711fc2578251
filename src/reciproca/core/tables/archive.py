"""The archive inside an XLSX or ODS: every part is unpacked once, counted as it comes, before anything parses it.

Sizes written in the headers are claims of whoever made the file; here only bytes that really came out are counted.
Archives within the archive are never opened (depth one).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from reciproca.core.tables.limits import Limits
from reciproca.core.tables.refusals import TableRefused

CHUNK = 1 << 16
OVERLAP = 4096

ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENTITY_WIDE = re.compile(rb"<\x00!\x00(?:D\x00O\x00C\x00T|E\x00N\x00T)|\x00<\x00!\x00(?:D\x00O|E\x00N)")
ENCODING = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
FORMULA = re.compile(rb"<c\b([^>]{0,400})>\s*<f\b[^>]{0,400}?(?:/>|>[^<]{0,8192}</f>)\s*(<v>[^<]|<is>)?")
CELL_REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
ODS_FORMULA = re.compile(rb"table:formula=")


@dataclass
class Archive:
    """What was found while counting."""

    kind: str  # xlsx, xlsb, ods
    formulas: int = 0
    formulas_without_result: list[str] = field(default_factory=list)
    without_result: int = 0
    external_links: bool = False
    sizes: dict[str, int] = field(default_factory=dict)


def inspect(data: bytes, limits: Limits) -> Archive:
    """Unpack everything within the budget and say what kind of spreadsheet it is, or refuse."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inspect(archive, limits)
    except TableRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise TableRefused("damaged") from error
    except UnicodeDecodeError as error:  # a name that is no name
        raise TableRefused("damaged") from error


def _inspect(archive: zipfile.ZipFile, limits: Limits) -> Archive:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise TableRefused("too_many_entries", limit=limits.entries)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise TableRefused("damaged")  # no office program packs otherwise, and the other ways unpack without measure
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableRefused("password")
    kind = _kind(archive, names)
    if len(set(names)) != len(names):
        raise TableRefused("damaged")

    found = Archive(kind)
    total = 0
    for entry in entries:
        size = 0
        tail = b""
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        is_sheet = is_xml and "worksheets/" in entry.filename
        for chunk in _unpacked(archive, entry):
            size += len(chunk)
            total += len(chunk)
            if size > limits.entry_bytes or total > limits.archive_bytes:
                raise TableRefused("bomb")
            if size > limits.ratio_from and size > limits.ratio * max(entry.compress_size, 1):
                raise TableRefused("bomb")
            if is_xml:
                if not tail:
                    _refuse_strange_encoding(chunk)
                window = tail + chunk
                if ENTITY.search(window) or ENTITY_WIDE.search(window[:OVERLAP]):
                    raise TableRefused("xml_entities")
                if is_sheet:
                    _count_formulas(found, window, len(tail))
                elif kind == "ods" and entry.filename == "content.xml":
                    found.formulas += sum(1 for hit in ODS_FORMULA.finditer(window) if hit.end() > len(tail))
                tail = window[-OVERLAP:]
        found.sizes[entry.filename] = size
        if "externalLinks/" in entry.filename:
            found.external_links = True
    return found


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes that come out, whatever the header says their number is."""
    honest = entry.file_size
    entry.file_size = max(entry.file_size, 1 << 62)  # zipfile stops at the declared size; a lie must not hide the rest
    entry.CRC = None  # type: ignore[assignment]
    seen = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            seen += len(chunk)
            yield chunk
    if seen != honest:
        raise TableRefused("damaged")


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise TableRefused("macros")
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if "xl/workbook.bin" in lowered:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        mimetype = _beginning(archive, "mimetype", 200)
        if "META-INF/manifest.xml" in names and b"encryption-data" in _beginning(
            archive, "META-INF/manifest.xml", 1 << 20
        ):
            raise TableRefused("password")
        if b"opendocument.spreadsheet" in mimetype:
            return "ods"
        raise TableRefused("is_document")
    if any(name.startswith(("word/", "ppt/")) for name in lowered):
        raise TableRefused("is_document")
    if any(name.endswith(".iwa") for name in lowered):
        raise TableRefused("is_numbers")
    raise TableRefused("is_archive")


def _beginning(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    with archive.open(name) as stream:
        return stream.read(length)


def _refuse_strange_encoding(chunk: bytes) -> None:
    """No office program writes in an encoding in which `<!DOCTYPE` would not be seen (UTF-7, EBCDIC, UTF-32)."""
    declared = ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"):
        raise TableRefused("xml_entities")
    if chunk.startswith((b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00", b"\x4c\x6f\xa7\x94")):
        raise TableRefused("xml_entities")


def _count_formulas(found: Archive, window: bytes, already: int) -> None:
    if b"<f" not in window:
        return
    for hit in FORMULA.finditer(window):
        if hit.end() <= already or (hit.end() > len(window) - 8 and hit[2] is None):
            continue
        found.formulas += 1
        if hit[2] is None:
            found.without_result += 1
            reference = CELL_REFERENCE.search(hit[1])
            if reference and len(found.formulas_without_result) < 3:
                found.formulas_without_result.append(reference[1].decode())
