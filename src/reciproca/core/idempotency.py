"""One effect for one press of a button: the effect and its key are written in the same transaction.

A form carries a hidden ``idempotency_key``, a request of the API a header. The first request with a key runs inside a transaction that also stores the
key with the address it redirected to; the same key again (a double click, a reload, a retry) is answered with that
address and does nothing. A refusal or an error (status 400 and above, or an exception) undoes everything and keeps no
key, so that the corrected form may be sent again. An answer of another kind (a fragment of a page) had its effect too:
its key is kept, and a repetition is sent back to where it came from.
"""

import hashlib
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from .models import IdempotencyKey

__all__ = ["FIELD", "DoneBefore", "KeyReused", "new_key", "once"]

FIELD = "idempotency_key"


class KeyReused(Exception):
    """The same key came with other content: answered 422."""


class DoneBefore(Exception):
    """It had its effect already; `location` is where the first answer led, or empty."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class _Undo(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def new_key() -> str:
    return secrets.token_hex(16)


def once(request: HttpRequest, key: str, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with `respond`, at most once for this key. Raises `DoneBefore`, or `KeyReused` for other content."""
    scope, fingerprint = _scope(request), _fingerprint(request)
    _refuse_repetition(scope, key, fingerprint)
    record: IdempotencyKey | None = None
    try:
        with transaction.atomic():
            # The unique key goes in first: a second request with it waits here until the first is through.
            record = IdempotencyKey.objects.create(scope=scope, key=key, fingerprint=fingerprint)
            response = respond()
            if response.status_code >= 400:
                raise _Undo(response)
            location = response.get("Location") or response.get("HX-Redirect") or response.get("HX-Location") or ""
            if location:
                IdempotencyKey.objects.filter(pk=record.pk).update(location=location)
            return response
    except _Undo as undone:
        return undone.response
    except IntegrityError:
        if record is None:  # somebody else's key, not a constraint of what the view wrote
            _refuse_repetition(scope, key, fingerprint)
        raise


def _refuse_repetition(scope: str, key: str, fingerprint: str) -> None:
    record = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if record is None:
        return
    if record.fingerprint != fingerprint:
        raise KeyReused
    raise DoneBefore(record.location)


def _scope(request: HttpRequest) -> str:
    """Who and where. The same key of another account, or at another address, is another key."""
    account = getattr(request.user, "pk", None) or "-"
    return hashlib.sha256(f"{account} {request.method} {request.path}".encode()).hexdigest()


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(repr(sorted(request.GET.lists())).encode())
    if request.content_type == "application/json":
        digest.update(request.body)
    for name in sorted(request.POST):
        if name not in (FIELD, "csrfmiddlewaretoken"):
            digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
