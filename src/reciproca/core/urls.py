"""Addresses inside a community, without repeating its name at every call."""

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

__all__ = ["addresses_in", "reverse_in"]


def reverse_in(community: Any, name: str, **arguments: Any) -> str:
    """``reverse_in(community, "people:profile-detail", public_id=…)``; `community` is a Community or its slug."""
    return reverse(name, kwargs={"community": getattr(community, "slug", community), **arguments})


def addresses_in(community: Any, name: str, *which: str, **known: Any) -> Callable[..., str]:
    """The address of each of many things: `reverse_in(community, name, …)`, resolved once.

    which: the arguments that change, ids in the order in which the address takes them ("public_id" unless named).
    """
    marks = {argument: uuid.UUID(int=place) for place, argument in enumerate(which or ("public_id",))}
    address = reverse_in(community, name, **known, **marks).replace("%", "%%")
    for mark in marks.values():
        address = address.replace(str(mark), "%s")
    return lambda *ids: address % ids
