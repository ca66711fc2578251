"""Which community an address speaks of, and who the account is in it: read at every request, from the address alone."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from reciproca.core import scope

from .queries import community_by_slug, membership_in

__all__ = ["CommunityMiddleware"]


class CommunityMiddleware:
    """Sets `request.community`, `request.person` and the scope; takes ``community`` out of the view's arguments."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.community = None
        request.person = None
        with scope.within(None):
            try:
                return self.get_response(request)
            finally:
                timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]) -> None:
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        slug = kwargs.pop("community", None)
        if slug is None:
            return
        request.community = community_by_slug(slug)
        if request.community is None:
            return
        timezone.activate(request.community.time_zone)
        scope._community.set(request.community.pk)
        if request.user.is_authenticated:
            request.person = membership_in(request.community, request.user)
            if request.person is not None:
                request.person.community = request.community
