from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from reciproca.core.catalogue import catalogue

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; object-src 'none'"


@dataclass(frozen=True)
class Message:
    """As django.contrib.messages gives it."""

    text: str
    level_tag: str
    extra_tags: str = ""

    def __str__(self) -> str:
        return self.text


MESSAGES = [
    Message("Elena will hear from us.", "info"),
    Message("The file cannot be read.", "error"),
    Message("The thread rests until January.", "success", "/undo/"),
]


def page(request: HttpRequest, language: str, page: str) -> HttpResponse:
    """Any template, in a language, under the policy of the application; a mail carries its own style, as mails must."""
    is_mail = page.startswith("mails/")
    with translation.override(language):
        html = render_to_string(f"{page}.html", _context(page, is_mail), request)
    return HttpResponse(html, headers={} if is_mail else {"Content-Security-Policy": POLICY})


def _context(page: str, is_mail: bool) -> dict[str, Any]:
    if is_mail:
        return {"subject": _("Have a good week, Marta.")}
    if page in ("catalogue", "today"):
        return {**catalogue(), "messages": MESSAGES if page == "today" else []}
    return {}


def appearance(request: HttpRequest) -> dict[str, str]:
    """The theme of the cookie and the key of drafts, as pages.context gives them in the application."""
    return {"theme": request.COOKIES.get("theme", ""), "draft_key": request.GET.get("draft_key", "0f" * 32)}


def set_theme(request: HttpRequest) -> HttpResponse:
    """As pages.views.theme does in the application."""
    response = HttpResponseRedirect(request.POST.get("next") or "/")
    response.set_cookie("theme", request.POST.get("theme", ""), samesite="Lax")
    return response
