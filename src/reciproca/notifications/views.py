"""The stream of news."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from reciproca.communities.queries import is_still_welcome
from reciproca.core import clock

from .live import TooManyPages, hub

__all__ = ["live"]

#: A page that was away longer looks for itself.
MEMORY = timedelta(hours=1)


@require_safe
async def live(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events: `news`, without content, whenever something for this person has happened.

    503: too many pages are open. 204, after which a browser does not ask again: this server cannot stream.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    person, session = request.person, request.session.session_key or ""
    lines = hub.listen(
        (request.community.pk, person.email),
        since=_since(request.headers.get("Last-Event-ID") or request.GET.get("since", "")),
        still=lambda: is_still_welcome(session, person.pk),
    )
    await sync_to_async(_let_go)()
    try:
        first = await anext(lines)
    except TooManyPages:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    response = StreamingHttpResponse(_all(first, lines), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _let_go() -> None:
    """Give the connection to the database back: otherwise it stays open as long as the page does."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


async def _all(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for line in rest:
        yield line


def _since(said: str) -> datetime | None:
    """What the page last heard; None when it says nothing that can be read."""
    try:
        at = parse_datetime(said) if len(said) < 40 else None
    except ValueError:
        return None
    return max(at, clock.now() - MEMORY) if at is not None and at.tzinfo is not None else None
