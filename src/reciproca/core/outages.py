"""When the database cannot serve: it is away, it has no room left, or too many write at once. A sentence, and 503."""

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

__all__ = ["is_busy", "is_outage", "unavailable"]

#: What the two databases say when a writer waited too long for another one.
BUSY = ("locked", "deadlock", "lock timeout", "statement timeout")
#: What they say when nothing can be written, and when nobody is there.
NO_ROOM = ("is full", "no space left", "could not extend", "disk i/o", "readonly database", "read-only transaction")
AWAY = ("connection", "terminating", "starting up", "shutting down", "recovery mode", "unable to open database")


def is_busy(exception: BaseException | None) -> bool:
    return isinstance(exception, OperationalError) and _says(exception, BUSY)


def is_outage(exception: BaseException | None) -> bool:
    """Whether this, or what led to it, will pass by itself or once who keeps the server has done something.

    What led to it: a session that cannot be saved is taken for one that was ended.
    """
    kinds = (OperationalError, InternalError, InterfaceError)
    while exception is not None:
        if isinstance(exception, kinds) and _says(exception, (*BUSY, *NO_ROOM, *AWAY)):
            return True
        exception = exception.__context__
    return False


def unavailable(*, sentence: str = "", back: str | None = None) -> HttpResponse:
    """The page for it, which asks neither the database nor the session."""
    sentence = sentence or _(
        "The server cannot read or save its data at this moment. Wait a minute, then try again: what you send twice counts once."
    )
    page = render_to_string("refused.html", {"sentence": sentence, "back": back})
    return HttpResponse(page, status=503, headers={"Retry-After": "5"})


def _says(exception: BaseException, words: tuple[str, ...]) -> bool:
    return any(word in str(exception).lower() for word in words)
