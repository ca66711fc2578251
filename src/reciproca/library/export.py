"""Notes to take along: Markdown files in a ZIP that is the same bytes for the same notes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from mimetypes import guess_extension

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.files.queries import path_of_file
from reciproca.people.queries import folded

from .models import Enclosure, Note, Version
from .words import by_said

__all__ = ["file_name", "markdown_of", "zipped"]

#: Every file carries this date, so that the ZIP depends on nothing but what is in it.
EPOCH = (1980, 1, 1, 0, 0, 0)


#: So many bytes of files go along at the most; of what has no room the name stays.
MOST_BYTES = 60_000_000


def markdown_of(version: Version, authors: Sequence[Membership], files: Iterable[tuple[str, str]] = ()) -> str:
    """Title, who wrote it and when, the words, what it rests on; the names of the files beside it, with where they lie."""
    day = timezone.localtime(version.published_at).date().isoformat()
    lines = [f"# {version.title}", f"*{by_said(authors)}, {day}*"]
    if version.topics:
        lines.append(", ".join(str(topic) for topic in version.topics))
    lines.append(version.text)
    if version.sources:
        lines += ["## " + _("Sources"), "\n".join(f"- {source}" for source in version.sources)]
    if beside := [f"- [{name}]({place})" if place else f"- {name}" for name, place in files]:
        lines += ["## " + pgettext("files", "Beside it"), "\n".join(beside)]
    return "\n\n".join(lines) + "\n"


def zipped(
    notes: Iterable[Note],
    authors: dict[int, list[Membership]],
    enclosures: dict[int, list[Enclosure]],
    *,
    about: str = "",
) -> bytes:
    """One file for each note, in the order given, and what is beside it; `about` stands in a file before them."""
    whole, room = io.BytesIO(), MOST_BYTES
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        if about:
            _put(archive, "00.md", about)
        for number, note in enumerate(notes, start=1):
            if note.current is not None:
                name = f"{number:02d}-{file_name(note.current.title)}"
                files = []
                for place, one in enumerate(enclosures.get(note.pk, []), start=1):
                    path, goes = path_of_file(one.file), one.file.size <= room
                    inside = f"{name}/{place}{guess_extension(one.file.content_type) or ''}"
                    if goes and path.exists():
                        room -= one.file.size
                        _put(archive, inside, path.read_bytes())
                        files.append((one.file.given_name, inside))
                    else:
                        files.append((one.file.given_name, ""))
                _put(archive, f"{name}.md", markdown_of(note.current, authors.get(note.pk, []), files))
    return whole.getvalue()


def file_name(title: str) -> str:
    """“La sera prima” → “la-sera-prima”: letters and digits that every system takes."""
    words = re.findall(r"[a-z0-9]+", folded(title))
    return "-".join(words)[:60].strip("-") or "note"


def _put(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
