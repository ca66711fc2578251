"""Cells of a sheet as they are kept: plain JSON, and back again without loss."""

from datetime import date, datetime, time
from typing import Any

from reciproca.core.tables.sheet import Cell
from reciproca.core.tables.values import clean_text

__all__ = ["cell_from", "kept", "shown"]


def kept(cell: Cell) -> Any:
    """A cell as JSON keeps it."""
    match cell:
        case datetime():
            return {"s": cell.isoformat()}
        case date():
            return {"d": cell.isoformat()}
        case time():
            return {"t": cell.isoformat()}
        case str():
            return clean_surrogates(cell)
    return cell


def cell_from(kept_cell: Any) -> Cell:
    if not isinstance(kept_cell, dict):
        return kept_cell
    if "s" in kept_cell:
        return datetime.fromisoformat(kept_cell["s"])
    if "d" in kept_cell:
        return date.fromisoformat(kept_cell["d"])
    return time.fromisoformat(kept_cell["t"])


def shown(kept_cell: Any) -> str:
    """The words of a cell, for pages."""
    return clean_text(cell_from(kept_cell))


def clean_surrogates(text: str) -> str:
    """What no database keeps: lone surrogates and NUL."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
