"""One effect for one press of a button: the effect and its key are written in the same transaction.

A form carries a hidden ``idempotency_key``. The first request with a key runs inside a transaction that also stores the
key with the address it redirected to; the same key again (a double click, a reload, a retry) is answered with that
address and does nothing. An answer that is not a redirect had no effect worth keeping, and stores nothing.
"""

import hashlib
import uuid
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .models import IdempotencyKey

__all__ = ["FIELD", "KeyReused", "answered_before", "new_key", "once"]

FIELD = "idempotency_key"


class KeyReused(Exception):
    """The same key came with other content: answered 422."""


class _NothingToKeep(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def new_key() -> str:
    return uuid.uuid4().hex


def once(request: HttpRequest, key: str, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with `respond`, at most once for this key. Raises `KeyReused` when the key came with other content."""
    scope, fingerprint = _scope(request), _fingerprint(request)
    before = answered_before(scope, key, fingerprint)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            # The unique key goes in first: a second request with it waits here until the first is through.
            record = IdempotencyKey.objects.create(scope=scope, key=key, fingerprint=fingerprint)
            response = respond()
            if not 300 <= response.status_code < 400:
                raise _NothingToKeep(response)
            IdempotencyKey.objects.filter(pk=record.pk).update(location=response["Location"][:500])
            return response
    except _NothingToKeep as nothing:
        return nothing.response
    except IntegrityError:
        before = answered_before(scope, key, fingerprint)
        if before is None:
            raise
        return before


def answered_before(scope: str, key: str, fingerprint: str) -> HttpResponse | None:
    record = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if record is None:
        return None
    if record.fingerprint != fingerprint:
        raise KeyReused
    return HttpResponseRedirect(record.location or "/")


def _scope(request: HttpRequest) -> str:
    account = getattr(request.user, "pk", None) or "-"
    return f"{account} {request.path}"[:200]


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    for name in sorted(request.POST):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(repr((name, file.name, file.size)).encode())
    return digest.hexdigest()
