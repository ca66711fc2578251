"""`reciproca data_register [--check]`"""

from pathlib import Path

from reciproca.core.written import WritesPage
from reciproca.privacy.processing import processing_record

__all__ = ["Command"]

PAGE = Path("docs/reference/data.md")
HEAD = """# What is kept of people

The record of processing, written from the data registers by `reciproca data_register`: do not edit it. The same stands, in
the language of who reads it, on the page *The server → Record of processing*; each person reads their own part under *Your
data*. Who is responsible, and on what legal ground, is for each community to add.

“In the copy” says whether it goes into the file with which a person takes their data along.
"""


class Command(WritesPage):
    help = "Write docs/reference/data.md from the data registers; with --check, say whether it is stale."
    path = PAGE

    def page(self) -> str:
        return page()


def page() -> str:
    """The document, in the language in force."""
    lines = [HEAD]
    for room in processing_record():
        if room.activities:
            lines += [f"## {room.name}", ""]
            lines += [
                "| data | why | who sees it | how long | in an erasure | in the copy |",
                "|---|---|---|---|---|---|",
            ]
        for one in room.activities:
            erased = one.erased + (f". {' '.join(one.whys)}" if one.whys else "")
            cells = [
                f"**{one.holding.what}** (`{one.name}`: {', '.join(one.fields)})", str(one.holding.purpose),
                str(one.holding.seen_by), "; ".join(one.kept), erased, "yes" if one.exported else "no",
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
        if room.activities:
            lines.append("")
    technical = [name for room in processing_record() for name in room.technical]
    lines += ["## Tables that speak of nobody", "", ", ".join(f"`{name}`" for name in technical) + ".", ""]
    return "\n".join(lines)
