"""Spreadsheets as people have them, and as enemies make them: every file is built here, none is stored.

`MESSY` are files a coordinator may hand over; each says what must come out. `HOSTILE` are files made to hurt; each says
with which code it is refused, or that it is read and what it reads as.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import xlsxwriter

PEOPLE = [
    ("Lucia", "Ferraro", "lucia.ferraro@example.org", "Forlì"),
    ("Omar", "Diallo", "omar.diallo@example.org", "Bari"),
    ("Zoë", "D’Amico", "zoe.damico@example.org", "Forlì"),
]
HEADER = ("Nome", "Cognome", "E-mail", "Città")
EXPECTED = [list(person) for person in PEOPLE]


# ------------------------------------------------------------------------------------------------------- builders


def csv_text(*rows: Any, delimiter: str = ";", line_end: str = "\r\n") -> str:
    """Rows as text; a cell that holds the separator is quoted, one that comes quoted stays as it is."""

    def written(cell: Any) -> str:
        text = str(cell)
        return f'"{text}"' if delimiter in text and not text.startswith('"') else text

    return "".join(delimiter.join(written(cell) for cell in row) + line_end for row in rows)


def table(delimiter: str = ";", line_end: str = "\r\n") -> str:
    return csv_text(HEADER, *PEOPLE, delimiter=delimiter, line_end=line_end)


def xlsx(
    *sheets: tuple[str, list[Any]], hidden: tuple[str, ...] = (), more: Callable[..., None] | None = None
) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    dated = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets:
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(at, column, cell, dated)
                elif isinstance(cell, str) and cell.startswith("=") and len(cell) > 1:
                    page.write_formula(at, column, cell, None, "cached")
                elif cell not in (None, ""):
                    page.write(at, column, cell)
        if name in hidden:
            page.hide()
        if more:
            more(book, page)
    if hidden:
        visible = next(page for page in book.worksheets() if page.get_name() not in hidden)
        visible.activate()
    book.close()
    return stream.getvalue()


def zipped(entries: list[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED, level: int = 9) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=level) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, compress_type=method)
    return stream.getvalue()


def rezipped(
    data: bytes, changes: dict[str, bytes | None] | None = None, extra: list[tuple[str, bytes]] | None = None
) -> bytes:
    """The same archive with some parts replaced (None: left out) and others added."""
    changes = changes or {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [(name, changes.get(name, archive.read(name))) for name in archive.namelist()]
    return zipped([(name, content) for name, content in entries if content is not None] + (extra or []))


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"
SHEET_START = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns='
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def ods(rows: list[list[str]], *, after: str = "", mimetype: str = "spreadsheet", manifest: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Foglio1">{cells}{after}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped(
        [
            ("mimetype", f"application/vnd.oasis.opendocument.{mimetype}".encode()),
            ("content.xml", content.encode()),
            ("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>".encode()),
        ]
    )


def xls(rows: list[list[Any]], *, protected: bool = False, streams: tuple[str, ...] = ()) -> bytes:
    """An Excel 97 file: BIFF8 records in a compound file."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(value: str) -> bytes:
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    beginning = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if protected:
        beginning += record(0x002F, b"\x01\x00\x01\x00\x01\x00" + bytes(48))
    name = b"\x07\x00Persone"
    cells = b"".join(
        record(0x0203, struct.pack("<HHHd", at, column, 15, float(cell)))
        if isinstance(cell, int | float)
        else record(0x0204, struct.pack("<HHH", at, column, 15) + text(cell))
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
    )
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A, b"")
    bound = record(0x0085, struct.pack("<IBB", len(beginning) + 4 + 6 + len(name) + 4, 0, 0) + name)
    stream = beginning + bound + record(0x000A, b"") + page
    return compound([("Workbook", stream), *((one, b"x" * 4096) for one in streams)])


def compound(streams: list[tuple[str, bytes]]) -> bytes:
    """A compound file (OLE) with these streams, each in ordinary sectors."""
    sectors: list[bytes] = []
    chain: list[int] = []
    starts = []
    for _, content in streams:
        content = content.ljust(4096, b"\0")
        blocks = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        starts.append((len(sectors), len(content)))
        chain += [len(sectors) + step + 1 for step in range(len(blocks) - 1)] + [0xFFFFFFFE]
        sectors += blocks

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        spelled = (name + "\0").encode("utf-16-le")
        head = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled), kind, 1, 0xFFFFFFFF, right, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    entries = [entry("Root Entry", 5, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0)]
    for at, ((name, _), (start, size)) in enumerate(zip(streams, starts, strict=True), start=1):
        entries.append(entry(name, 2, 0xFFFFFFFF, at + 1 if at < len(streams) else 0xFFFFFFFF, start, size))
    listing = b"".join(entries)
    blocks = [listing[at : at + 512].ljust(512, b"\0") for at in range(0, len(listing), 512)]
    directory = len(sectors)
    chain += [directory + step + 1 for step in range(len(blocks) - 1)] + [0xFFFFFFFE]
    sectors += blocks
    table_sectors = 1
    while (len(chain) + table_sectors) * 4 > table_sectors * 512:
        table_sectors += 1
    first_table = len(sectors)
    chain += [0xFFFFFFFD] * table_sectors
    spelled = struct.pack(f"<{len(chain)}I", *chain).ljust(table_sectors * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, table_sectors, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    locations = [first_table + step for step in range(table_sectors)]
    header += struct.pack("<109I", *(locations + [0xFFFFFFFF] * (109 - len(locations))))
    return header + b"".join(sectors) + spelled


def lying(data: bytes, declared: int) -> bytes:
    """The archive with other sizes written in its headers."""
    out = bytearray(data)
    for signature, at_size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = out.find(signature)
        while at >= 0:
            struct.pack_into("<I", out, at + at_size, declared)
            at = out.find(signature, at + 4)
    return bytes(out)


def encrypted_flag(data: bytes) -> bytes:
    out = bytearray(data)
    for signature, at_flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(signature)
        while at >= 0:
            out[at + at_flag] |= 1
            at = out.find(signature, at + 4)
    return bytes(out)


def zeros(megabytes: int) -> bytes:
    return bytes(1 << 20) * megabytes


# ----------------------------------------------------------------------------------------------------- messy files


@dataclass(frozen=True)
class Messy:
    """A file, and what must come out of its likeliest sheet."""

    name: str
    build: Callable[[], bytes]
    rows: list[list[Any]] = field(default_factory=lambda: EXPECTED)
    headers: tuple[str, ...] = HEADER
    header_row: int = 1
    sheet: str | None = None
    numbers: tuple[int, ...] | None = None
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None


def _google_form() -> bytes:
    return csv_text(
        ("Informazioni cronologiche", "Nome e cognome", "Indirizzo email", "Su che cosa puoi aiutare?"),
        ("12/02/2026 19.07.17", "Lucia Ferraro", "lucia@example.org", '"Finanza, controllo e budget, Marketing"'),
        ("03/04/2026 8.15.00", "Omar Diallo", "omar@example.org", "Marketing"),
        delimiter=",",
    ).encode()


FORM_HEADERS = ("Informazioni cronologiche", "Nome e cognome", "Indirizzo email", "Su che cosa puoi aiutare?")
FORM_ROWS = [
    ["12/02/2026 19.07.17", "Lucia Ferraro", "lucia@example.org", "Finanza, controllo e budget, Marketing"],
    ["03/04/2026 8.15.00", "Omar Diallo", "omar@example.org", "Marketing"],
]
ROWS = [list(HEADER), *EXPECTED]

MESSY: tuple[Messy, ...] = (
    Messy("comma.csv", lambda: table(",").encode(), delimiter=","),
    Messy("semicolon.csv", lambda: table(";").encode(), delimiter=";"),
    Messy("tab.tsv", lambda: table("\t").encode(), delimiter="\t"),
    Messy("pipe.txt", lambda: table("|").encode(), delimiter="|"),
    Messy("cp1252.csv", lambda: table().encode("cp1252"), encoding="cp1252", notes=("encoding",)),
    Messy("bom.csv", lambda: table().encode("utf-8-sig"), encoding="utf-8-sig"),
    Messy("utf16-le-bom.csv", lambda: table("\t").encode("utf-16"), encoding="utf-16", notes=("encoding",)),
    Messy("utf16-be-bom.csv", lambda: b"\xfe\xff" + table().encode("utf-16-be"), encoding="utf-16", notes=("encoding",)),
    Messy("utf16-no-bom.csv", lambda: table().encode("utf-16-le"), encoding="utf-16", notes=("encoding",)),
    Messy("utf16-be-no-bom.csv", lambda: table().encode("utf-16-be"), encoding="utf-16", notes=("encoding",)),
    Messy(
        "mac.csv", lambda: table(line_end="\r").replace("’", "'").encode("mac-roman"),
        rows=[[cell.replace("’", "'") for cell in row] for row in EXPECTED], encoding="mac-roman", notes=("encoding",),
    ),
    Messy("lone-cr.csv", lambda: table(line_end="\r").encode()),
    Messy("mixed-line-ends.csv", lambda: table(line_end="\n").replace("\n", "\r\n", 2).encode()),
    Messy("sep-line.csv", lambda: b"sep=;\r\n" + table().encode(), header_row=2),
    Messy(
        "title-and-totals.csv",
        lambda: ("Elenco iscritti 2026;;;\r\n;;;\r\n" + table() + "Totale;3;;\r\n").encode(),
        header_row=3, numbers=(4, 5, 6), notes=("header_row", "total_row"),
    ),
    Messy(
        "footer-note.csv",
        lambda: (table() + ";;;\r\nAggiornato il 3 marzo dalla segreteria;;;\r\n").encode(),
        notes=("footer_row", "empty_rows"),
    ),
    Messy(
        "header-repeated.csv",
        lambda: csv_text(HEADER, PEOPLE[0], HEADER, *PEOPLE[1:]).encode(),
        numbers=(2, 4, 5), notes=("repeated_header",),
    ),
    Messy(
        "empty-columns-and-rows.csv",
        lambda: csv_text(
            ("", *HEADER, "Telefono", ""), ("",) * 7, *(("", *person, "", "") for person in PEOPLE), ("",) * 7
        ).encode(),
        numbers=(3, 4, 5), notes=("empty_columns", "empty_rows"),
    ),
    Messy(
        "duplicate-headers.csv",
        lambda: csv_text(("Nome", "Cognome", "E-mail", "Nome"), *PEOPLE).encode(),
        headers=("Nome", "Cognome", "E-mail", "Nome (2)"), notes=("duplicate_header",),
    ),
    Messy(
        "unnamed-column.csv",
        lambda: csv_text(("Nome", "Cognome", "E-mail", ""), *PEOPLE).encode(),
        headers=("Nome", "Cognome", "E-mail", "(D)"), notes=("unnamed_column",),
    ),
    Messy(
        "quoted-separators.csv",
        lambda: csv_text(HEADER, ("Lucia", '"Ferraro; detta ""Lù"""', "lucia@example.org", '"Forlì\r\n(centro)"')).encode(),
        rows=[["Lucia", 'Ferraro; detta "Lù"', "lucia@example.org", "Forlì\n(centro)"]],
    ),
    Messy(
        "mixed-quotes.csv",
        lambda: csv_text(HEADER, ('Lucia "Lù"', "'Ferraro'", "lucia@example.org", "“Forlì”")).encode(),
        rows=[['Lucia "Lù"', "'Ferraro'", "lucia@example.org", "“Forlì”"]],
    ),
    Messy(
        "quote-left-open.csv",
        lambda: csv_text(HEADER, ("Lucia", '"Ferraro', "l@example.org", "Forlì"), *[PEOPLE[1]] * 60).encode(),
        rows=[["Lucia", '"Ferraro', "l@example.org", "Forlì"], *[list(PEOPLE[1])] * 60], notes=("quotes_broken",),
    ),
    Messy(
        "whole-lines-quoted.csv",
        lambda: "".join(f'"{line}"\r\n' for line in table(",").split("\r\n") if line).encode(),
        notes=("whole_line_quoted",),
    ),
    Messy("nul.csv", lambda: table().replace("Diallo", "Dia\0llo").encode(), notes=("nul_removed",)),
    Messy("extension-lies.xls", lambda: table().encode()),
    Messy("really-xlsx.csv", lambda: xlsx(("Foglio1", ROWS)), sheet="Foglio1"),
    Messy("google-form-it.csv", _google_form, headers=FORM_HEADERS, rows=FORM_ROWS),
    Messy(
        "decimal-commas.csv",
        lambda: csv_text(("Nome", "E-mail", "Media voti"), ("Lucia", "l@example.org", "28,5"), ("Omar", "o@example.org", "27,25")).encode(),
        headers=("Nome", "E-mail", "Media voti"), rows=[["Lucia", "l@example.org", "28,5"], ["Omar", "o@example.org", "27,25"]],
        delimiter=";",
    ),
    Messy("plain.xlsx", lambda: xlsx(("Foglio1", ROWS)), sheet="Foglio1"),
    Messy("plain.xls", lambda: xls(ROWS), sheet="Persone"),
    Messy("plain.ods", lambda: ods(ROWS), sheet="Foglio1"),
    Messy(
        "formatted-to-the-end.ods",
        lambda: ods(
            ROWS,
            after='<table:table-row table:number-rows-repeated="1048572"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row>',
        ),
        sheet="Foglio1",
    ),
    Messy(
        "instructions-first.xlsx",
        lambda: xlsx(
            ("Istruzioni", [["Come si compila"], ["Scrivi il nome, il cognome e l’e-mail"], ["Grazie"]]),
            ("Risposte", ROWS),
        ),
        sheet="Risposte",
    ),
    Messy(
        "hidden-sheet.xlsx",
        lambda: xlsx(("Vecchio", [*ROWS, *EXPECTED]), ("Nuovo", ROWS), hidden=("Vecchio",)), sheet="Nuovo",
    ),
    Messy(
        "lists-sheet.xlsx",
        lambda: xlsx(("Liste", [["Città", "Ruolo"], ["Bari", "mentor"], ["Forlì", "mentee"]]), ("Soci", ROWS)), sheet="Soci",
    ),
    Messy(
        "merged-title.xlsx",
        lambda: xlsx(
            ("Foglio1", [["", ""], [], *ROWS]),
            more=lambda book, page: page.merge_range(0, 0, 0, 3, "Mentor e mentee, edizione 2026"),
        ),
        header_row=3, sheet="Foglio1", notes=("header_row",),
    ),
    Messy(
        "starts-at-d7.xlsx",
        lambda: xlsx(("Foglio1", [*[[]] * 6, *([None] * 3 + row for row in ROWS)])),
        header_row=7, numbers=(8, 9, 10), sheet="Foglio1",
    ),
    Messy(
        "formulas.xlsx",
        lambda: xlsx(("Foglio1", [[*HEADER, "Sigla"], *[[*person, "=A2&B2"] for person in PEOPLE]])),
        headers=(*HEADER, "Sigla"), rows=[[*person, "cached"] for person in PEOPLE], sheet="Foglio1", notes=("formulas",),
    ),
    Messy(
        "typed-cells.xlsx",
        lambda: xlsx(("Foglio1", [["Nome", "E-mail", "Nascita", "Posti", "Sì"], ["Lucia", "l@example.org", datetime(1980, 2, 28), 2, True]])),
        headers=("Nome", "E-mail", "Nascita", "Posti", "Sì"),
        rows=[["Lucia", "l@example.org", datetime(1980, 2, 28).date(), 2, True]], sheet="Foglio1",
    ),
    Messy("two-columns.csv", lambda: b"Nome;E-mail\nLucia;l@example.org\nOmar;o@example.org\n",
          headers=("Nome", "E-mail"), rows=[["Lucia", "l@example.org"], ["Omar", "o@example.org"]]),
    Messy("one-row.csv", lambda: csv_text(HEADER, PEOPLE[0]).encode(), rows=[EXPECTED[0]]),
)  # fmt: skip


# --------------------------------------------------------------------------------------------------- hostile files


@dataclass(frozen=True)
class Hostile:
    """A file made to hurt: the codes with which it may be refused; `read` means it may also be read, safely."""

    name: str
    build: Callable[[], bytes]
    codes: tuple[str, ...] = ()
    read: bool = False


def _plain() -> bytes:
    return xlsx(("Foglio1", ROWS))


def _sheet_xml(inside: bytes, dimension: bytes = b"") -> bytes:
    return rezipped(_plain(), {SHEET: SHEET_START + dimension + b"<sheetData>" + inside + b"</sheetData></worksheet>"})


def _entity(declaration: bytes, use: bytes = b"&a;") -> bytes:
    content = (
        b'<?xml version="1.0"?><!DOCTYPE x [' + declaration + b']><worksheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' + use
        + b"</t></is></c></row></sheetData></worksheet>"
    )  # fmt: skip
    return rezipped(_plain(), {SHEET: content})


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"ha") for level in range(10)
)


def _nested() -> bytes:
    inside = zipped([("bomb.bin", zeros(20))])
    for level in range(4):
        inside = zipped([(f"level{level}-{copy}.zip", inside) for copy in range(10)])
    return inside


def _overlapping() -> bytes:
    """Many directory entries that all point at the same compressed bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packed.compress(zeros(30)) + packed.flush()
    crc = zlib.crc32(zeros(30))
    local = (
        struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(content), 30 << 20, 15, 0)
        + b"xl/workbook.xml"
    )
    directory = b"".join(
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(content), 30 << 20, len(name), 0, 0, 0, 0, 0, 0)
        + name
        for name in [b"xl/workbook.xml", *(b"xl/media/%05d.xml" % at for at in range(200))]
    )  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 201, 201, len(directory), len(local) + len(content), 0)
    return local + content + directory + end


def _encrypted_package() -> bytes:
    return compound([("EncryptedPackage", b"\0" * 5000), ("EncryptionInfo", b"\0" * 4096)])


def _repeated(rows: int, columns: int) -> bytes:
    return ods(
        ROWS,
        after=f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}"'
        ' office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    )


def _shared_strings(count: int, length: int) -> bytes:
    strings = b"<si><t>" + b"A" * length + b"</t></si>"
    content = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d"'
        b' uniqueCount="%d">' % (count, count) + strings * count + b"</sst>"
    )
    return rezipped(_plain(), {"xl/sharedStrings.xml": content})


def _one_string_many_cells() -> bytes:
    """A short file: one string of 32,000 characters, named by 60,000 cells."""
    sst = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"A" * 32_000 + b"</t></si></sst>"
    )  # fmt: skip
    rows = b"".join(b'<row r="%d">' % at + b'<c t="s"><v>0</v></c>' * 6 + b"</row>" for at in range(1, 10_001))
    return rezipped(
        _plain(),
        {"xl/sharedStrings.xml": sst, SHEET: SHEET_START + b"<sheetData>" + rows + b"</sheetData></worksheet>"},
    )


def _far_cells() -> bytes:
    return _sheet_xml(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<dimension ref="A1:XFD1048576"/>',
    )


HUGE_CELL = "A" * 10_000_000

HOSTILE: tuple[Hostile, ...] = (
    # Archives.
    Hostile("zip-bomb-1000-to-1.xlsx", lambda: rezipped(_plain(), {SHEET: zeros(150)}), ("bomb",)),
    Hostile("zip-bomb-in-media.xlsx", lambda: rezipped(_plain(), extra=[("xl/media/image1.png", zeros(40))]), ("bomb",)),
    Hostile("zip-bomb-many-parts.xlsx", lambda: rezipped(_plain(), extra=[(f"xl/media/{at}.xml", zeros(7)) for at in range(40)]), ("bomb",)),
    Hostile("zip-bomb-lying-sizes.xlsx", lambda: lying(rezipped(_plain(), {SHEET: zeros(150)}), 100), ("bomb", "damaged")),
    Hostile("sizes-too-large.xlsx", lambda: lying(_plain(), 0x7FFFFFFF), ("damaged",)),
    Hostile("sizes-zero.xlsx", lambda: lying(_plain(), 0), ("damaged",)),
    Hostile("nested.zip", _nested, ("is_archive",)),
    Hostile("nested-in-xlsx.xlsx", lambda: rezipped(_plain(), extra=[("xl/embeddings/inner.zip", _nested())]), (), read=True),
    Hostile("overlapping.xlsx", _overlapping, ("bomb", "damaged")),
    Hostile("65535-entries.xlsx", lambda: zipped([("xl/workbook.xml", b"")] + [(f"{at:05d}", b"") for at in range(65_534)], level=1), ("too_many_entries",)),
    Hostile("5000-entries.xlsx", lambda: rezipped(_plain(), extra=[(f"xl/{at}.bin", b"x") for at in range(5000)]), ("too_many_entries",)),
    Hostile("encrypted-parts.xlsx", lambda: encrypted_flag(_plain()), ("password",)),
    Hostile("truncated.xlsx", lambda: _plain()[:-200], ("damaged",)),
    Hostile("half.xlsx", lambda: _plain()[: len(_plain()) // 2], ("damaged",)),
    Hostile("garbled.xlsx", lambda: _plain()[:400] + b"\xff" * 300 + _plain()[700:], ("damaged",)),
    Hostile("bz2-part.xlsx", lambda: zipped([("xl/workbook.xml", zeros(9))], method=zipfile.ZIP_BZIP2), ("damaged", "bomb")),
    Hostile("lzma-part.xlsx", lambda: zipped([("xl/workbook.xml", zeros(9))], method=zipfile.ZIP_LZMA), ("damaged", "bomb")),
    Hostile("twice-the-same-name.xlsx", lambda: _twice(), ("damaged",)),
    Hostile("path-traversal.xlsx", lambda: rezipped(_plain(), extra=[("../../../../tmp/reciproca-evil", b"x"), ("/etc/evil", b"x"), ("C:\\evil", b"x")]), (), read=True),
    Hostile("name-with-nul.xlsx", lambda: _plain().replace(b"docProps/app.xml", b"docProps/\0pp.xml"), ("damaged",), read=True),
    Hostile("symbolic-link.xlsx", lambda: _linked(), (), read=True),
    Hostile("zip64-without-its-sizes.xlsx", lambda: lying(_plain(), 0xFFFFFFFF), ("damaged",)),
    Hostile("external-links.xlsx", lambda: rezipped(_plain(), extra=[("xl/externalLinks/_rels/externalLink1.xml.rels", b'<Relationships><Relationship Target="file:///etc/passwd" TargetMode="External"/></Relationships>')]), (), read=True),
    Hostile("formulas.xlsx", lambda: xlsx(("F", [HEADER, *((f, "Ferraro", f"p{at}@example.org", "Bari") for at, f in enumerate(FORMULAS))])), (), read=True),
    Hostile("hidden-sheet.xlsx", lambda: xlsx(("Visto", ROWS), ("Nascosto", ROWS), hidden=("Nascosto",)), (), read=True),
    Hostile("only-a-directory.zip", lambda: zipped([("folder/", b"")]), ("is_archive",)),
    Hostile("empty.zip", lambda: zipped([]), ("is_archive", "damaged")),
    Hostile("spreadsheet-in-a-zip.zip", lambda: zipped([("elenco.xlsx", _plain())]), ("is_archive",)),
    # XML.
    Hostile("external-entity.xlsx", lambda: _entity(b'<!ENTITY a SYSTEM "file:///etc/passwd">'), ("xml_entities",)),
    Hostile("billion-laughs.xlsx", lambda: _entity(LAUGHS, b"&l9;"), ("xml_entities",)),
    Hostile("quadratic-blowup.xlsx", lambda: _entity(b'<!ENTITY a "' + b"B" * 100_000 + b'">', b"&a;" * 10_000), ("xml_entities",)),
    Hostile("entity-in-utf16.xlsx", lambda: rezipped(_plain(), {SHEET: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}), ("xml_entities",)),
    Hostile("entity-in-utf7.xlsx", lambda: rezipped(_plain(), {SHEET: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE x+AD4-'}), ("xml_entities",)),
    Hostile("entity-in-shared-strings.xlsx", lambda: rezipped(_plain(), {"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "b">]><sst/>'}), ("xml_entities",)),
    Hostile("entity-in-ods.ods", lambda: rezipped(ods(ROWS), {"content.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + part(ods(ROWS), "content.xml")}), ("xml_entities",)),
    Hostile("doctype-across-chunks.xlsx", lambda: rezipped(_plain(), {SHEET: b" " * 65_530 + b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), ("xml_entities",)),
    Hostile("shared-string-bomb.xlsx", lambda: _shared_strings(200_000, 700), ("bomb", "too_hard", "no_rows", "too_much_text")),
    Hostile("one-huge-string.xlsx", lambda: _shared_strings(1, 50_000_000), ("bomb", "too_hard", "cell_too_long")),
    Hostile("one-string-many-cells.xlsx", _one_string_many_cells, ("too_hard", "too_much_text")),
    Hostile("declared-1048576x16384.xlsx", lambda: _sheet_xml(b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nome</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Lucia</t></is></c></row>', b'<dimension ref="A1:XFD1048576"/>'), ("too_hard", "too_many_cells"), read=True),
    Hostile("far-apart-cells.xlsx", _far_cells, ("too_hard", "too_many_cells", "too_many_columns")),
    Hostile("cell-outside-the-sheet.xlsx", lambda: _sheet_xml(b'<row r="1"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>'), ("damaged", "too_hard", "too_many_cells")),
    Hostile("broken-xml.xlsx", lambda: _sheet_xml(b"<row><c><v>1</row>"), ("damaged", "no_rows")),
    Hostile("shared-string-out-of-range.xlsx", lambda: _sheet_xml(b'<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'), ("damaged", "no_rows")),
    Hostile("100-sheets.xlsx", lambda: xlsx(*((f"F{at}", ROWS) for at in range(100))), ("too_many_sheets",)),
    Hostile("repeated-cells.ods", lambda: _repeated(1_000_000, 16_000), ("too_hard", "too_many_cells", "too_many_columns", "too_many_rows", "damaged")),
    Hostile("repeated-cells-overflow.ods", lambda: _repeated(4_294_967_295, 4_294_967_295), ("too_hard", "damaged", "too_many_cells", "too_many_rows", "too_many_columns")),
    # Not what they say, or not ours to open.
    Hostile("macro.xlsm", lambda: rezipped(_plain(), extra=[("xl/vbaProject.bin", b"VBA")]), ("macros",)),
    Hostile("macro.xls", lambda: xls(ROWS, streams=("_VBA_PROJECT_CUR",)), ("macros",)),
    Hostile("password.xlsx", _encrypted_package, ("password",)),
    Hostile("password.xls", lambda: xls(ROWS, protected=True), ("password",)),
    Hostile("password.ods", lambda: ods(ROWS, manifest="<manifest:encryption-data/>"), ("password",)),
    Hostile("document.docx", lambda: zipped([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]), ("is_document",)),
    Hostile("document.odt", lambda: ods(ROWS, mimetype="text"), ("is_document",)),
    Hostile("document.doc", lambda: compound([("WordDocument", b"x" * 5000)]), ("is_document",)),
    Hostile("sheet.numbers", lambda: zipped([("Index/Document.iwa", b"x")]), ("is_numbers",)),
    Hostile("paper.pdf.csv", lambda: b"%PDF-1.7\n" + b"x" * 100, ("is_pdf",)),
    Hostile("page.xls", lambda: b"\n<html><table><tr><td>Nome</td></tr></table></html>", ("is_html",)),
    Hostile("old-xml.xls", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', ("is_old_xml",)),
    Hostile("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), ("is_image",)),
    Hostile("program.csv", lambda: b"\x7fELF" + bytes(500), ("is_binary",)),
    Hostile("archive.csv", lambda: b"\x1f\x8b\x08" + bytes(100), ("is_archive",)),
    Hostile("noise.csv", lambda: bytes(range(256)) * 64, ("is_binary",)),
    Hostile("link.gsheet", lambda: b'{"url":"https://docs.google.com/open?id=1","doc_id":"1"}', ("is_google_link",)),
    Hostile("ole-cut.xls", lambda: xls(ROWS)[:700], ("damaged", "not_a_table", "no_rows")),
    Hostile("ole-loop.xls", lambda: _ole_loop(), ("damaged", "not_a_table", "too_hard", "no_rows")),
    Hostile("empty.csv", lambda: b"", ("empty",)),
    Hostile("only-blanks.csv", lambda: b" \r\n\t\r\n;;;\r\n", ("no_rows",)),
    Hostile("only-a-header.csv", lambda: csv_text(HEADER).encode(), ("no_rows",)),
    # Text.
    Hostile("field-of-10-mb.csv", lambda: csv_text(HEADER, (HUGE_CELL, "x", "y", "z")).encode(), ("cell_too_long",)),
    Hostile("quoted-field-of-10-mb.csv", lambda: csv_text(HEADER, (f'"{HUGE_CELL}"', "x", "y", "z")).encode(), ("cell_too_long",)),
    Hostile("20000-columns.csv", lambda: csv_text([f"c{at}" for at in range(20_000)], ["x"] * 20_000, delimiter=",").encode(), ("too_many_columns",)),
    Hostile("empty-20000-columns.csv", lambda: csv_text(HEADER, *PEOPLE).replace("\r\n", ";" * 20_000 + "\r\n").encode(), (), read=True),
    Hostile("60000-rows.csv", lambda: b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 60_000, ("too_many_rows",)),
    Hostile("a-million-blank-lines.csv", lambda: b"Nome;E-mail\r\nLucia;l@example.org\r\n" + b"\r\n" * 1_000_000, (), read=True),
    Hostile("only-nul.csv", lambda: bytes(5000), ("is_binary",)),
    Hostile("nul-between.csv", lambda: "\0".join(table()).encode(), ("is_binary",), read=True),
    Hostile("cr-only.csv", lambda: table(line_end="\r").encode(), (), read=True),
    Hostile("only-quotes.csv", lambda: b'"' * 100_001, ("no_rows", "cell_too_long"), read=True),
    Hostile("quote-bomb.csv", lambda: b'a;b\r\n"' + b'""' * 200_000, ("cell_too_long", "no_rows")),
    Hostile("utf16-half-a-character.csv", lambda: b"\xff\xfe" + table().encode("utf-16-le") + b"\x00", (), read=True),
    Hostile("lone-surrogates.csv", lambda: b"\xff\xfe" + "Nome;E-mail\nLu".encode("utf-16-le") + b"\x00\xd8" + "cia;l@example.org\n".encode("utf-16-le"), (), read=True),
    Hostile("utf32.csv", lambda: b"\xff\xfe\x00\x00" + table().encode("utf-32-le"), ("is_binary",), read=True),
    Hostile("right-to-left-override.csv", lambda: csv_text(HEADER, ("Lucia\u202egpj.exe", "Ferraro", "l@example.org", "Bari")).encode(), (), read=True),
    Hostile("formulas.csv", lambda: csv_text(HEADER, *((f, "Ferraro", f"p{at}@example.org", "Bari") for at, f in enumerate(FORMULAS))).encode(), (), read=True),
    Hostile("all-separators.csv", lambda: b",;\t|" * 5000, ("no_rows", "too_many_columns")),
    Hostile("deep-spaces.csv", lambda: b"Nome;E-mail\r\n" + b"a" + b" " * 30_000 + b"b;" + b"@" * 30_000 + b"\r\n", (), read=True),
    Hostile("too-big.csv", lambda: b"Nome;E-mail\r\n" + b"Lucia;l@example.org\r\n" * 1_700_000, ("too_big",)),
)  # fmt: skip

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://example.org\")", "＝1+1",
    "＋1", "－1", "＠SUM(A1)", " =1+1", "\u00a0=1+1", "'=1+1",
)  # fmt: skip


def _twice() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("xl/workbook.xml", b"<a/>")
            archive.writestr("xl/workbook.xml", b"<b/>")
    return stream.getvalue()


def _linked() -> bytes:
    """A part that says it is a link to a file of the server."""
    stream = io.BytesIO(_plain())
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("xl/linked.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _ole_loop() -> bytes:
    """A compound file whose directory chain bites its own tail."""
    data = bytearray(xls(ROWS))
    directory = struct.unpack_from("<I", data, 48)[0]
    first_table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, (first_table + 1) * 512 + directory * 4, directory)
    return bytes(data)
