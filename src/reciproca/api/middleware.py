"""Around the addresses of the API: a key instead of cookies, and problems instead of pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve

from .actions import note_use
from .languages import speak
from .models import Token
from .problems import as_problem
from .queries import token_by_key

__all__ = ["PREFIX", "ApiMiddleware"]

PREFIX = "/api/v1/"
#: Requests of one key in so many seconds. Counted in the memory of the process: what changes something is counted in the
#: database besides, behind the door (core/limits.py). Without a key that is good nothing is done but to look it up.
MOST_OF_KEY, SECONDS = 1_200, 600
#: Headers of a page that do not hold for the problem said in its place.
OF_THE_PAGE = {"Content-Type", "Content-Length", "Location"}


class ApiMiddleware:
    """Stands before the session: whatever a browser sends along opens nothing here, and nothing is left in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.token = None
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self._as_problem(request, self.get_response(request))
        response["Cache-Control"] = "no-store"
        if response.status_code == 405 and (allow := _allow_at(request.path_info)):
            response["Allow"] = allow
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.path_info.startswith(PREFIX):
            return None
        request.token = _token_of(request)
        if request.token is None:
            return None
        if _is_used_too_often(request.token):
            return _too_many()
        request.user = request.token.membership.account
        note_use(request.token)
        return None

    @staticmethod
    def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What any layer refuses with a page is said again as a problem."""
        asks_to_sign_in = response.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))
        if not asks_to_sign_in and (response.status_code < 400 or "json" in response.get("Content-Type", "")):
            return response
        speak(request)
        said = as_problem(401 if asks_to_sign_in else response.status_code)
        if said.status_code == 401:
            tried = ', error="invalid_token"' if "Authorization" in request.headers else ""
            said["WWW-Authenticate"] = f'Bearer realm="Reciproca"{tried}'
        for name, value in response.items():  # what the layers in between say of every answer
            if name not in OF_THE_PAGE:
                said.headers.setdefault(name, value)
        return said


def _allow_at(path: str) -> str:
    """The methods that an address answers, none where there is none."""
    try:
        return getattr(resolve(path).func, "allow", "")
    except Resolver404:
        return ""


def _token_of(request: HttpRequest) -> Token | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return token_by_key(key.strip()) if scheme.lower() == "bearer" and 20 <= len(key) <= 100 else None


def _is_used_too_often(token: Token) -> bool:
    name = f"api-{token.digest}"
    cache.add(name, 0, SECONDS)
    try:
        return cache.incr(name) > MOST_OF_KEY
    except ValueError:  # it ended between the two
        return False


def _too_many() -> HttpResponse:
    response = as_problem(429)
    response["Retry-After"] = str(SECONDS)
    return response
