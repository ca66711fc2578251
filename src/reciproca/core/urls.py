"""Addresses inside a community, without repeating its name at every call."""

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

__all__ = ["addresses_in", "reverse_in"]

ANY = uuid.UUID(int=0)


def reverse_in(community: Any, name: str, **arguments: Any) -> str:
    """``reverse_in(community, "people:profile-detail", public_id=…)``; `community` is a Community or its slug."""
    return reverse(name, kwargs={"community": getattr(community, "slug", community), **arguments})


def addresses_in(community: Any, name: str) -> Callable[[uuid.UUID], str]:
    """The address of each of many things: `reverse_in(community, name, public_id=…)`, resolved once."""
    before, after = reverse_in(community, name, public_id=ANY).split(str(ANY))
    return lambda public_id: f"{before}{public_id}{after}"
