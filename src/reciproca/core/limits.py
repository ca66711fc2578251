"""How often a door may be used. Counted in the database, after the address was resolved, so no spelling gets around it."""

import hashlib
import ipaddress
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from . import clock
from .models import RateCount
from .permission import Limit

__all__ = ["TooMany", "client_address", "count_target", "count_try", "count_up", "count_use"]


class TooMany(Exception):
    """The door was used too often; `seconds` until it opens again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count_use(request: HttpRequest, door: str, limit: Limit) -> None:
    """Count one use of `door`; raises `TooMany` above the limit. A failure to count is a refusal (it raises)."""
    moment = int(clock.now().timestamp())
    window, used = divmod(moment, limit.seconds)
    remaining = limit.seconds - used
    account = getattr(request.user, "pk", None)
    buckets = [(f"address {_neighbourhood(client_address(request))} {door}", limit.per_address)]
    if account:
        buckets.append((f"account {account} {door}", limit.per_account))
    counts = _count([_hashed(limit, name) for name, _ in buckets], window, remaining)
    if any(counts[_hashed(limit, name)] > most for name, most in buckets):
        raise TooMany(remaining)


def count_target(who: int, target: int, *, most: int, seconds: int = 24 * 3600) -> None:
    """Count that `who` turned to `target` (keys of rows); raises `TooMany` when these are more than `most` different ones.

    Call it in the transaction of the deed: what is refused or undone is not counted.
    """
    limit = Limit(seconds=seconds)
    window, used = divmod(int(clock.now().timestamp()), seconds)
    one, all_of_them = _hashed(limit, f"turned {who} {target}"), _hashed(limit, f"turned {who}")
    if _count([one], window, seconds - used)[one] > 1:
        return  # the same one again
    if _count([all_of_them], window, seconds - used)[all_of_them] > most:
        raise TooMany(seconds - used)


def count_try(what: str, *, most: int, seconds: int) -> None:
    """Count one try at `what`, whoever makes it; raises `TooMany` above `most` in so many seconds by the clock."""
    limit = Limit(seconds=seconds)
    window, used = divmod(int(clock.now().timestamp()), seconds)
    bucket = _hashed(limit, f"tried {what}")
    if _count([bucket], window, seconds - used)[bucket] > most:
        raise TooMany(seconds - used)


def count_up(what: str, *, seconds: int) -> int:
    """How many times `what` has been counted now. Forgotten `seconds` after it was first counted."""
    bucket = _hashed(Limit(seconds=seconds), what)
    return _count([bucket], 0, seconds)[bucket]


def client_address(request: HttpRequest) -> str:
    """The address of who asks: the one our own proxy saw, when one is configured, else the peer's."""
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            return forwarded[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def _neighbourhood(address: str) -> str:
    """An IPv6 subscriber has a whole /64 to choose from: it counts as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _hashed(limit: Limit, name: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY} {limit.seconds} {name}".encode()).hexdigest()


def _count(buckets: list[str], window: int, remaining: int) -> dict[str, int]:
    """Add one to each bucket and return the counts: one statement, so that two at once never miss one another."""
    table, quote = RateCount._meta.db_table, connection.ops.quote_name
    until = connection.ops.adapt_datetimefield_value(clock.now() + timedelta(seconds=remaining))
    rows = ", ".join(["(%s, %s, 1, %s)"] * len(buckets))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table)} (bucket, {quote('window')}, count, until) VALUES {rows} "
            f"ON CONFLICT (bucket, {quote('window')}) DO UPDATE SET count = {quote(table)}.count + 1 "
            "RETURNING bucket, count",
            [value for bucket in sorted(buckets) for value in (bucket, window, until)],
        )
        return dict(cursor.fetchall())
