"""Addresses inside a community, without repeating its name at every call."""

import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

__all__ = ["addresses_in", "pattern_in", "reverse_in"]


def reverse_in(community: Any, name: str, **arguments: Any) -> str:
    """``reverse_in(community, "people:profile-detail", public_id=…)``; `community` is a Community or its slug."""
    slug = getattr(community, "slug", community)
    return _reversed(slug, name, tuple(arguments.items()), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(4096)
def _reversed(slug: str, name: str, arguments: tuple[tuple[str, Any], ...], urlconf: str, _prefix: str) -> str:
    """Whatever an address depends on is an argument, so that the same is not looked for twice."""
    return reverse(name, urlconf, kwargs={"community": slug, **dict(arguments)})


def addresses_in(community: Any, name: str, *which: str, **known: Any) -> Callable[..., str]:
    """The address of each of many things: `reverse_in(community, name, …)`, resolved once. See `pattern_in`."""
    pattern = pattern_in(community, name, *which, **known)
    return lambda *ids: pattern % ids


def pattern_in(community: Any, name: str, *which: str, **known: Any) -> str:
    """An address with ``%s`` in the place of what changes.

    which: the arguments that change, ids in the order in which the address takes them ("public_id" unless named).
    """
    marks = {argument: uuid.UUID(int=place) for place, argument in enumerate(which or ("public_id",))}
    address = reverse_in(community, name, **known, **marks).replace("%", "%%")
    for mark in marks.values():
        address = address.replace(str(mark), "%s")
    return address
