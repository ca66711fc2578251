"""How much of a file we are willing to read: one table of figures, handed down to whoever reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a spreadsheet may cost. The defaults leave ample room for 20,000 people with fifty answers each."""

    # The file as it arrives.
    file_bytes: int = 32 * MIB

    # The table inside.
    sheets: int = 60
    rows: int = 50_000
    columns: int = 600
    cells: int = 3_000_000
    cell_chars: int = 32_767  # what Excel itself allows in a cell
    text_chars: int = 64 * MIB  # all the cells together

    # The archive inside an XLSX or ODS, counted while it is unpacked and never taken from its headers.
    entries: int = 4_000
    entry_bytes: int = 160 * MIB
    archive_bytes: int = 256 * MIB
    ratio: int = 300  # looked at once an entry has grown past `ratio_from`
    ratio_from: int = 8 * MIB

    # The child process that reads it.
    memory_bytes: int = 320 * MIB
    cpu_seconds: int = 8
    seconds: float = 40.0  # by the clock: generous, since a busy server is no fault of the file
    answer_bytes: int = 160 * MIB

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Limits:
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})


DEFAULT = Limits()
