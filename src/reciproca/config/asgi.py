"""What the server runs: pages in a few threads that keep their connection to the database, streams beside them.

Reading and writing have threads of their own, so that those who wait for another writer keep nobody from reading. What
a browser sends is read to its end before a thread begins, and what it is sent is handed over whole: a slow line
occupies no thread.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import asyncio
import re
import tempfile
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.db import connections

__all__ = ["application"]

#: Python runs one thread at a time: more than these make each page slower.
READERS, WRITERS = 2, 8
#: Seconds within which the whole of a request must have arrived.
PATIENCE = 120
STREAM = re.compile(r"/[a-z0-9-]+/live/\Z")

_wsgi: Any = get_wsgi_application()
_reading: Any = WSGIMiddleware(_wsgi, workers=READERS, send_queue_size=0)
_writing: Any = WSGIMiddleware(_wsgi, workers=WRITERS, send_queue_size=0)
_streams = get_asgi_application()

# Only here: the worker of jobs forks, and open connections do not survive a fork.
_database = connections.settings["default"]
if _database["ENGINE"].endswith("postgresql"):
    _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12}
else:
    _database["CONN_MAX_AGE"] = None  # opening SQLite reads its whole schema: 5 ms a page


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One request. 408 when it does not arrive in time, 413 when it is larger than anything we take."""
    if scope["type"] != "http":
        await _reading(scope, receive, send)
    elif STREAM.match(scope["path"]):
        await _streams(scope, receive, send)
    elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
        await _reading(scope, _nothing, send)
    else:
        with tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            try:
                refusal = await asyncio.wait_for(_arrived(receive, body), PATIENCE)
            except TimeoutError:
                refusal = 408
            if refusal is None:
                await _writing(scope, _again(body), send)
            elif refusal:
                await send({"type": "http.response.start", "status": refusal, "headers": [(b"connection", b"close")]})
                await send({"type": "http.response.body", "body": b""})


async def _nothing() -> dict[str, Any]:
    """What is only asked brings no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _arrived(receive: Any, body: Any) -> int | None:
    """Write what arrives into `body`; a status when it cannot be taken, 0 when the browser went away."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return 0
        size += len(message.get("body", b""))
        if size > settings.LARGEST_REQUEST:
            return 413
        body.write(message.get("body", b""))
        if not message.get("more_body", False):
            body.seek(0)
            return None


def _again(body: Any) -> Any:
    async def receive() -> dict[str, Any]:
        piece = body.read(1 << 16)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == 1 << 16}

    return receive
