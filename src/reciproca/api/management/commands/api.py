"""`reciproca api [--check]`"""

from collections.abc import Iterator
from pathlib import Path

from reciproca.api.showing import FieldTold, Told, chapters
from reciproca.core.written import WritesPage

__all__ = ["Command"]

HEAD = """# The API

Written from the endpoints by `reciproca api`: do not edit it. The same stands in both languages at `/api/docs/`, and for programs, as OpenAPI 3.1, at
`/api/openapi.json`. What always holds (keys, errors, idempotency, pages, versions), the page of [the room](../rooms/api.md) says. Every address begins with
`/api/v1/`; `{community}` is that of the pages.
"""


class Command(WritesPage):
    help = "Write docs/reference/api.md from the endpoints; with --check, say whether it is stale."
    path = Path("docs/reference/api.md")

    def page(self) -> str:
        lines = [HEAD]
        for chapter in chapters():
            lines += [f"## {chapter.title}", ""]
            for one in chapter.endpoints:
                lines += _lines_of(one)
        return "\n".join(lines)


def _lines_of(one: Told) -> Iterator[str]:
    yield f"### {one.method} `{one.path.removeprefix('/api/v1/')}`"
    yield ""
    wants = [f"scope `{one.scope}`"] if one.scope else ["any key"]
    wants += ["`Idempotency-Key`"] if not one.is_safe else []
    wants += ["`If-Match`"] if one.is_guarded else []
    yield f"{one.says} Wants: {', '.join(wants)}. Answers {one.status}{', a page of' if one.is_paged else ''}:"
    yield ""
    yield _listed(one.gives, optional=False)
    yield ""
    for said, found in (("In the address", one.asks), ("In the body", one.sends)):
        if found:
            yield f"{said}: {_listed(found)}"
            yield ""


def _listed(found: list[FieldTold], *, optional: bool = True) -> str:
    told = (f"`{one.name}` {one.kind}{' (optional)' if optional and not one.is_needed else ''}" for one in found)
    return " · ".join(told).replace("|", "\\|")
