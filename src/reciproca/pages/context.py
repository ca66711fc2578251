"""What the shell of every page needs: community, person, navigation, theme."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from .navigation import address_in, colophon_links, menu_of, places_of

__all__ = ["shell"]


def shell(request: HttpRequest) -> dict[str, Any]:
    community, person = getattr(request, "community", None), getattr(request, "person", None)
    inside = community is not None and person is not None and person.is_active
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "community": community,
        "person": person if inside else None,
        "navigation": places_of(request) if inside else [],
        "me_menu": SimpleLazyObject(lambda: list(menu_of(request))) if inside or community is None else [],
        "home_url": (inside and address_in(community, "here:today")) or "/",
        "search_url": inside and address_in(community, "here:who-can-help"),
        "live_url": inside and address_in(community, "notifications:live"),
        "colophon_links": colophon_links(),
        "other_languages": other_languages(get_language() or settings.LANGUAGE_CODE),
        "draft_key": SimpleLazyObject(lambda: draft_key_of(request.user)),
        "theme": theme if theme in ("light", "dark") else "",
        "demo": settings.DEMO,
    }


def draft_key_of(account: Any) -> str:
    """With which the browser seals what this account has typed and not sent yet; nothing for who is not signed in."""
    if not account.is_authenticated:
        return ""
    return salted_hmac("reciproca.pages.drafts", str(account.pk), algorithm="sha256").hexdigest()


@cache
def other_languages(language: str) -> list[tuple[str, str]]:
    """The languages one may turn to, each by its own name."""
    return [
        (code, capfirst(get_language_info(code)["name_local"]))
        for code, _name in settings.LANGUAGES
        if code != language
    ]
