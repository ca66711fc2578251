"""What the shell of every page needs: community, person, navigation, theme."""

from typing import Any

from django.http import HttpRequest

__all__ = ["shell"]


def shell(request: HttpRequest) -> dict[str, Any]:
    community, person = getattr(request, "community", None), getattr(request, "person", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "community": community,
        "person": person,
        "navigation": [],
        "theme": theme if theme in ("light", "dark") else "",
    }
