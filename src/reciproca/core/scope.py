"""The community in force. Rows of a community can be read only inside it (`Scoped.objects`)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

__all__ = ["NoCommunityInScope", "ScopedManager", "address_in_force", "community_in_force", "enter", "within"]

_community: ContextVar[int | None] = ContextVar("community", default=None)
_address: ContextVar[str] = ContextVar("address", default="")


class NoCommunityInScope(RuntimeError):
    """Rows of a community were asked for outside any community: a programming fault, never shown as an empty list."""


def community_in_force() -> int:
    """The primary key of the community in force. Raises `NoCommunityInScope` when there is none."""
    community = _community.get()
    if community is None:
        raise NoCommunityInScope("No community is in force: enter one with core.scope.within(community).")
    return community


def address_in_force() -> str:
    """The slug of the community in force; empty where it was entered by its key alone."""
    return _address.get()


@contextmanager
def within(community: Any) -> Iterator[None]:
    """Enter a community (a `Community` or its primary key); the one in force before comes back at the end."""
    token, address = _community.set(getattr(community, "pk", community)), _address.set(getattr(community, "slug", ""))
    try:
        yield
    finally:
        _community.reset(token)
        _address.reset(address)


def enter(community: Any) -> None:
    """Enter a community until the surrounding `within` ends: for the middleware, which learns it half-way."""
    _community.set(getattr(community, "pk", community))
    _address.set(getattr(community, "slug", ""))


class ScopedQuerySet(models.QuerySet):
    """What it creates belongs to the community in force."""

    def create(self, **fields: Any) -> Any:
        if "community" not in fields and "community_id" not in fields:
            fields["community_id"] = community_in_force()
        return super().create(**fields)

    def bulk_create(self, objs: Iterable[Any], *arguments: Any, **options: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            if row.community_id is None:
                row.community_id = community_in_force()
        return super().bulk_create(rows, *arguments, **options)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Rows of the community in force only."""

    def get_queryset(self) -> ScopedQuerySet:
        return super().get_queryset().filter(community_id=community_in_force())
