"""The mails of a demo server: files in DATA_DIR/mail, read back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

__all__ = ["Letter", "letter_named", "letters"]

MOST = 50
#: The file-based backend closes every message with a line of dashes.
END = re.compile(rb"^-{79}\r?\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    to: str
    subject: str
    at: datetime
    text: str
    attachments: tuple[str, ...] = ()

    @property
    def links(self) -> list[str]:
        """The addresses of this server that the text names, so that they can be followed."""
        return re.findall(rf"{re.escape(settings.SITE_URL)}[^\s<>)\]]*", self.text)


def letters() -> list[Letter]:
    """The latest mails, newest first."""
    folder = _folder()
    if folder is None:
        return []
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    found = [letter for file in files[:MOST] for letter in _read(file)]
    return sorted(found, key=lambda letter: letter.at, reverse=True)[:MOST]


def letter_named(name: str) -> Letter | None:
    """The mail of this name; a name is looked for among the files, never joined to a path."""
    return next((letter for letter in letters() if letter.name == name), None)


def _folder() -> Path | None:
    path = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(path) if path and Path(path).is_dir() else None


def _read(file: Path) -> list[Letter]:
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    parts = [part for part in END.split(file.read_bytes()) if part.strip()]
    return [_letter(f"{file.stem}-{number}", part, at) for number, part in enumerate(parts)]


def _letter(name: str, raw: bytes, at: datetime) -> Letter:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=at,
        text=str(body.get_content()).strip() if body is not None else "",
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
