"""What the shell of every page needs: community, person, navigation, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .navigation import address_in, colophon_links, menu_of, places_of

__all__ = ["shell"]


def shell(request: HttpRequest) -> dict[str, Any]:
    community, person = getattr(request, "community", None), getattr(request, "person", None)
    inside = community is not None and person is not None and person.is_active
    theme = request.COOKIES.get("theme", "")
    return {
        "community": community,
        "person": person if inside else None,
        "navigation": places_of(request) if inside else [],
        "me_menu": SimpleLazyObject(lambda: list(menu_of(request))) if inside or community is None else [],
        "home_url": (inside and address_in(community, "here:today")) or "/",
        "colophon_links": colophon_links(),
        "theme": theme if theme in ("light", "dark") else "",
        "demo": settings.DEMO,
    }
