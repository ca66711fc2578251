"""What the server runs: pages in a few threads that keep their connection to the database, streams beside them.

Reading and writing have threads of their own, so that those who wait for another writer keep nobody from reading. What
a browser sends is read to its end before a thread begins, and what it is sent is handed over whole: a slow line
occupies no thread.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import asyncio
import gc
import re
import string
import tempfile
from typing import Any
from urllib.parse import quote

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

# Only here: the worker of jobs forks, and open connections do not survive a fork. A thread keeps its own one: opening
# SQLite reads its whole schema, 5 ms a page, and PostgreSQL begins a process. One that died is opened again at once.
_database = connections.settings["default"]
_database["CONN_MAX_AGE"], _database["CONN_HEALTH_CHECKS"] = None, True

# What was loaded to start is there for good: the collector of garbage need not go through it again, 0.5 ms a page.
gc.collect()
gc.freeze()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One request. 408 when it does not arrive in time, 413 when it is larger than anything we take."""
    if scope["type"] != "http":
        await _reading(scope, receive, send)
        return
    scope = scope | {"headers": _believed(scope["headers"]), "query_string": _ascii(scope["query_string"])}
    if scope["method"] == "GET" and STREAM.match(scope["path"]):
        await _streams(scope, receive, send)
    elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
        await _reading(_of_length(scope, 0), _nothing, send)
    elif _announced(scope) > settings.LARGEST_REQUEST:
        await _refuse(413, send)
    else:
        with tempfile.SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            try:
                size = await asyncio.wait_for(_arrived(receive, body), PATIENCE)
            except TimeoutError:
                await _refuse(408, send)
                return
            if size is None:  # the browser went away
                return
            if size > settings.LARGEST_REQUEST:
                await _refuse(413, send)
            else:
                await _writing(_of_length(scope, size), _again(body), send)


def _believed(headers: Any) -> list[tuple[bytes, bytes]]:
    """Without names that hold an underscore: inside they would read as the headers that our proxy sets."""
    return [(name, value) for name, value in headers if b"_" not in name]


def _ascii(query: bytes) -> bytes:
    """What a browser should have escaped itself."""
    return query if query.isascii() else quote(query, safe=string.punctuation).encode()


def _announced(scope: Any) -> int:
    """The length that the request says of itself; 0 when it says none."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


def _of_length(scope: Any, size: int) -> dict[str, Any]:
    """The request with the length it turned out to have: what comes in chunks says none, and would be read as empty."""
    kept = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return scope | {"headers": [*kept, (b"content-length", str(size).encode())]}


async def _refuse(status: int, send: Any) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})


async def _nothing() -> dict[str, Any]:
    """What is only asked brings no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _arrived(receive: Any, body: Any) -> int | None:
    """Write what arrives into `body`, and say how much it was; it stops beyond what we take. None: nobody is there."""
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece = message.get("body", b"")
        size += len(piece)
        if size > settings.LARGEST_REQUEST:
            return size
        body.write(piece)
        if not message.get("more_body", False):
            body.seek(0)
            return size


def _again(body: Any) -> Any:
    async def receive() -> dict[str, Any]:
        piece = body.read(1 << 16)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == 1 << 16}

    return receive
