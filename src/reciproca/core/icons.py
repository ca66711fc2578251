"""The icons: a 24-unit grid, 1.6 stroke, round ends, no fill. One file each, to be looked at and redrawn."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "components" / "icons"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


@cache
def shapes_of(name: str) -> str:
    """The shapes inside an icon. A wrong name is a mistake in a template, and says which names there are."""
    if name not in names():
        raise LookupError(f"No icon is called {name!r}. There are: {', '.join(names())}.")
    drawn = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r"^<svg[^>]*>|</svg>\s*$", "", drawn)
