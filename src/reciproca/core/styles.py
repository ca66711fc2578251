"""Join the style sheets, one file per component, into the one that pages load.

    python -m reciproca.core.styles            write static/reciproca/reciproca.css
    python -m reciproca.core.styles --check    say whether it is stale (exit status 1)

The order is declared here: layers first, then the components that build on others. A new file in `components/`
or `pages/` needs no line here unless its place matters; it follows the declared ones by name.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static" / "reciproca"
SOURCES = STATIC / "css"
SHEET = STATIC / "reciproca.css"

LAYERS = ("tokens", "base", "layout", "components", "pages")

# Later files may refine earlier ones: `.code-input` is an `.input`, `.months` is a `.table`.
COMPONENTS = (
    *(
        "icon",
        "masthead",
        "me",
        "button",
        "avatar",
        "person",
        "thread",
        "tie",
        "threadmap",
        "rhythm",
        "tag",
        "need",
        "step",
    ),
    *("both", "note-list", "card", "chain", "storyline", "quote", "the-end", "colophon", "field", "search"),
    *("choices", "grid-when", "badge", "banner", "toast", "empty", "tabs", "stepper", "progress", "coverage", "share"),
    *("table", "dialog", "conversation", "disclosure", "action-bar", "path", "seen", "proposal", "cause", "charter"),
    *("promises", "course", "agenda", "because", "leaves", "entrance", "code-input", "tally", "mend", "diff", "file"),
    *("funnel", "stitches", "months", "topics", "languages", "wish", "meets", "finding", "way", "facing", "answers"),
    *("ask", "essay", "prose", "margin-notes", "versions"),
)
LAST = ("forced-colors", "print")


def joined() -> str:
    """The whole style sheet, as it should be."""
    parts = [f"@layer {', '.join(LAYERS)};", _compact(_fonts())]
    for layer in LAYERS:
        rules = "\n".join(_compact(path.read_text(encoding="utf-8")) for path in sources_of(layer))
        parts.append(f"@layer {layer} {{\n{rules}\n}}")
    return "\n".join(parts) + "\n"


def sources_of(layer: str) -> list[Path]:
    """The files of a layer, in the order in which they are joined."""
    if layer not in ("components", "pages"):
        return [SOURCES / f"{layer}.css"]
    return sorted((SOURCES / layer).glob("*.css"), key=_place)


def is_stale() -> bool:
    return not SHEET.exists() or SHEET.read_text(encoding="utf-8") != joined()


def write() -> None:
    SHEET.write_text(joined(), encoding="utf-8")


def _place(path: Path) -> tuple[int, str]:
    name = path.stem
    if name in COMPONENTS:
        return COMPONENTS.index(name), name
    return len(COMPONENTS) + (name in LAST), name


def _fonts() -> str:
    # The joined sheet stands one folder above its sources.
    return (SOURCES / "fonts.css").read_text(encoding="utf-8").replace('url("../', 'url("')


def _compact(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(line.strip() for line in css.splitlines() if line.strip())


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        if is_stale():
            print(f"{SHEET.name} is stale: run python -m reciproca.core.styles")
            return 1
        return 0
    write()
    print(f"{SHEET.name}: {SHEET.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
