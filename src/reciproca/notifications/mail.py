"""The one mail seam: every mail that leaves is made and cleaned here."""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from .models import OutboxMail

__all__ = ["Attachment", "Later", "Mail", "build_message", "render_mail", "renderer_of"]

#: Line separators that would start a new header, in all the forms that software somewhere takes for one.
BREAKS = re.compile("[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x00]+")


class Later(Exception):
    """What a function of a room's mails.py raises when its letter is wanted, but not now: until when it waits."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: str
    mimetype: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its room words it, in the language in force: subject, plain text, and the same as a page."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    stop_url: str = ""  # where one POST without signing in stops letters of this kind (RFC 8058)
    attachments: list[Attachment] = field(default_factory=list)


def render_mail(template: str, subject: str, context: dict, **options: object) -> Mail:
    """A mail from ``<template>.txt`` and ``<template>.html``."""
    context = {"subject": subject, "site": settings.SITE_URL, **context}
    return Mail(
        subject=subject,
        # What a template gives counts as escaped, and this is not: as a plain text it is escaped where a page shows it.
        text="".join(render_to_string(f"{template}.txt", context)),
        html=render_to_string(f"{template}.html", context),
        **options,  # type: ignore[arg-type]
    )


def renderer_of(mail: OutboxMail) -> Callable[[OutboxMail], Mail | None]:
    """The function of the room that words this mail; None from it means: no longer wanted."""
    module, _, name = mail.renderer.rpartition(".")
    if not (module.startswith("reciproca.") and module.endswith(".mails")):
        raise ValueError(f"{mail.renderer} is not a function of a room's mails.py.")
    return getattr(importlib.import_module(module), name)


def build_message(mail: OutboxMail, content: Mail) -> EmailMultiAlternatives:
    """The message with clean headers and a stable Message-ID."""
    with translation.override(mail.language):
        message = EmailMultiAlternatives(
            subject=BREAKS.sub(" ", content.subject).strip(),
            body=content.text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[BREAKS.sub("", mail.recipient)],
            reply_to=[BREAKS.sub("", content.reply_to)] if content.reply_to else None,
            headers={
                "Message-ID": mail.message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": mail.language,
            },
        )
    if content.stop_url:
        message.extra_headers["List-Unsubscribe"] = f"<{BREAKS.sub('', content.stop_url)}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if content.html:
        message.attach_alternative(content.html, "text/html")
    for attachment in content.attachments:
        message.attach(BREAKS.sub("", attachment.name), attachment.content, attachment.mimetype)
    return message
