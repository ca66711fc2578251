"""Notes to take along: Markdown files in a ZIP that is the same bytes for the same notes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.people.queries import folded

from .models import Note, Version
from .words import by_said

__all__ = ["file_name", "markdown_of", "zipped"]

#: Every file carries this date, so that the ZIP depends on nothing but what is in it.
EPOCH = (1980, 1, 1, 0, 0, 0)


def markdown_of(version: Version, authors: Sequence[Membership]) -> str:
    """Title, who wrote it and when, the words, what it rests on."""
    day = timezone.localtime(version.published_at).date().isoformat()
    lines = [f"# {version.title}", f"*{by_said(authors)}, {day}*"]
    if version.topics:
        lines.append(", ".join(str(topic) for topic in version.topics))
    lines.append(version.text)
    if version.sources:
        lines += ["## " + _("Sources"), "\n".join(f"- {source}" for source in version.sources)]
    return "\n\n".join(lines) + "\n"


def zipped(notes: Iterable[Note], authors: dict[int, list[Membership]], *, about: str = "") -> bytes:
    """One file for each note, in the order given; `about` stands in a file before them."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        if about:
            _put(archive, "00.md", about)
        for number, note in enumerate(notes, start=1):
            if note.current is not None:
                name = f"{number:02d}-{file_name(note.current.title)}.md"
                _put(archive, name, markdown_of(note.current, authors.get(note.pk, [])))
    return whole.getvalue()


def file_name(title: str) -> str:
    """“La sera prima” → “la-sera-prima”: letters and digits that every system takes."""
    words = re.findall(r"[a-z0-9]+", folded(title))
    return "-".join(words)[:60].strip("-") or "note"


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, text)
