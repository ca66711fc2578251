"""What people get from the server, as text: pages, files of every kind, archives within archives, letters."""

import io
import re
import zipfile
from collections.abc import Iterator

from django.http import HttpResponse
from django.utils import translation

from reciproca.core.scope import within
from reciproca.notifications.mail import build_message, renderer_of
from reciproca.notifications.models import OutboxMail

__all__ = ["body_of", "letter_of", "letters", "words_in"]

#: Where a calendar breaks its lines in the middle of a word.
FOLDS = re.compile(rb"\r?\n[ \t]")
#: An archive says on the first bytes what it is, and a workbook is one.
ARCHIVE = b"PK\x03\x04"


def body_of(response: HttpResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content


def words_in(content: bytes) -> str:
    """All that can be read in it, in small letters, and unfolded: of an archive the names and what is in them."""
    if not content.startswith(ARCHIVE):
        return FOLDS.sub(b"", content).decode(errors="replace").lower()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name.lower()}\n{words_in(archive.read(name))}" for name in archive.namelist())


def letter_of(mail: OutboxMail) -> str | None:
    """The whole message as the worker would send it now, headers and invitations included, without what every try has anew; None: it is not sent."""
    with within(mail.community), translation.override(mail.language):
        content = renderer_of(mail)(mail)
    if content is None:
        return None
    message = build_message(mail, content)
    parts = [f"{name}: {value}" for name, value in message.message().items() if name not in ("Message-ID", "Date")]
    parts += [message.body, *(str(alternative.content) for alternative in message.alternatives)]
    parts += [f"{one.filename}\n{one.content}" for one in message.attachments]
    return words_in("\n".join(part for part in parts if not part.startswith("Content-Type")).encode())


def letters(*, recipients: set[str] | None = None) -> Iterator[tuple[OutboxMail, str]]:
    """Every letter that waits and would be sent, with its text."""
    for mail in OutboxMail.objects.select_related("community").order_by("pk"):
        if (recipients is None or mail.recipient in recipients) and (text := letter_of(mail)) is not None:
            yield mail, text
