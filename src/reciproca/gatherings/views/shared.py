"""What the pages of this room have in common: a page with one form in the reader’s own time."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from reciproca.core import doors
from reciproca.core.doors import asking, done, get_or_post, or_absent
from reciproca.people.queries import zone_of

__all__ = ["asking", "at", "done", "form_page", "get_or_post", "or_absent"]

at = doors.addresses_of("gatherings")


def form_page(request: HttpRequest, form: Any, act: Callable[[], tuple[str, str]], **words: Any) -> HttpResponse:
    return doors.form_page(request, form, act, zone=zone_of(request.person), **words)
