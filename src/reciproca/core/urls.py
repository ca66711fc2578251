"""Addresses inside a community, without repeating its name at every call."""

from typing import Any

from django.urls import reverse

__all__ = ["reverse_in"]


def reverse_in(community: Any, name: str, **arguments: Any) -> str:
    """``reverse_in(community, "people:profile-detail", public_id=…)``; `community` is a Community or its slug."""
    return reverse(name, kwargs={"community": getattr(community, "slug", community), **arguments})
