"""The shell of every page, compiled: {% shell "masthead" %}, {% shell "colophon" %}, {% shell "brand" %}, {% shell "me" %},
and what is the same on every page: {% shell "head" %}, {% shell "behaviours" %}.

It is a third of what a page costs when it is interpreted. What it is made from: see templates/base.html.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import PrefixNode, static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django_htmx.jinja import htmx_script

from .reciproca import rows

register = template.Library()

GIVEN = (
    "community", "person", "search_url", "home_url", "colophon_links", "source_url", "theme",
    "other_languages", "csrf_token",
)  # fmt: skip

#: Parts that are given nothing.
STILL = ("head", "behaviours")

#: What a place need not say.
PLACE = {"current": False, "waiting": None, "coordinates": False, "sign": "news"}


@register.simple_tag(takes_context=True)
def shell(context: Context, part: str) -> SafeString:
    """One part of the shell, from what the page was given."""
    if part in STILL:
        return _still(part, settings.DEBUG)
    request = context.get("request")
    words = {name: context.get(name) for name in GIVEN} | {
        "navigation": [{**PLACE, **place} for place in context.get("navigation") or ()],
        "me_menu": _menu(context) if part in ("masthead", "me") else [],  # it is asked for as it is drawn
        "words": _words(get_language() or ""),
        "theme_cookie": settings.THEME_COOKIE_NAME,
        "here": request.get_full_path() if request is not None and part == "colophon" else "",
        "set_theme_url": _address("set_theme", getattr(request, "urlconf", None)),
        "set_language_url": _address("set_language", getattr(request, "urlconf", None)),
    }
    return rows(f"shell/{part}.html", **words)


@lru_cache(4)
def _still(part: str, _debug: bool) -> SafeString:
    """Drawn once for all: addresses of static files change with a release, and htmx says more while one develops."""
    prefix = PrefixNode.handle_simple("STATIC_URL")
    return rows(f"shell/{part}.html", static=static, static_prefix=prefix, htmx_script=htmx_script)


def _menu(context: Context) -> list[dict[str, Any]]:
    return [{"icon": "", "post": False, **item} for item in context.get("me_menu") or ()]


@lru_cache(16)
def _words(_language: str) -> dict[str, str]:
    """What the shell says, in the language in force."""
    return {
        "main": pgettext("navigation", "Main"),
        "coordination": pgettext("navigation", "Coordination"),
        "more": pgettext("navigation", "More"),
        "more_places": gettext("More places"),
        "news": gettext(", there is news"),
        "conversation": gettext(", somebody has written to you"),
        "search": gettext("Search"),
        "menu": gettext("Your menu"),
        "menu_of": gettext("Your menu, %(name)s"),
        "runs_on": gettext("%(community)s runs on Reciproca, free software."),
        "free_software": gettext("Reciproca is free software (AGPL-3.0)."),
        "source_code": gettext("The source code"),
        "appearance": gettext("Appearance:"),
        "as_device": gettext("as my device"),
        "light": pgettext("theme", "light"),
        "dark": pgettext("theme", "dark"),
        "change": gettext("Change"),
    }


@lru_cache(16)
def _address(name: str, urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""
