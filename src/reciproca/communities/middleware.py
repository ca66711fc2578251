"""Which community an address speaks of, and who the account is in it: read at every request, from the address alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reciproca.core import clock, scope, security

from .queries import community_by_slug, coordinates_anywhere, membership_by_slug

__all__ = ["CommunityMiddleware", "SessionAgeMiddleware", "note_failure", "note_sign_in", "note_sign_out", "renew_key"]

#: Whoever sees other people's data is asked again sooner.
AGE_OF_MEMBERS = timedelta(days=30)
IDLE_OF_COORDINATORS = timedelta(hours=3)
AGE_OF_COORDINATORS = timedelta(hours=12)
#: How often it is written down that a session is in use.
NOTED_EVERY = timedelta(minutes=5)


def note_sign_in(request: HttpRequest, user: Any, **signal: Any) -> None:
    """At every sign-in: since when the session runs, and whether it is a short one."""
    moment = int(clock.now().timestamp())
    request.session["since"] = request.session["seen"] = moment
    request.session["short"] = user.is_server_administrator or coordinates_anywhere(user)
    security.note("signed_in", request, account=user.pk)


def note_failure(request: HttpRequest | None = None, **signal: Any) -> None:
    security.note("sign_in_failed", request)


def note_sign_out(request: HttpRequest, **signal: Any) -> None:
    """The answer will tell the browser to forget what it keeps; see core.middleware.AnswerMiddleware."""
    request.forgets = True


def renew_key(request: HttpRequest, reauthenticated: bool = False, **signal: Any) -> None:
    """A new key for the session of who was asked again: whoever had got hold of the old one is out."""
    if not reauthenticated:
        return
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


class SessionAgeMiddleware:
    """Ends the sessions of coordinators and server administrators after 3 hours without use and after 12 hours in any case,
    those of members after 30 days."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            request.forgets = False
            moment = int(clock.now().timestamp())
            since = request.session.setdefault("since", moment)
            seen = request.session.setdefault("seen", moment)
            idle, age = timedelta(seconds=moment - seen), timedelta(seconds=moment - since)
            is_short = bool(request.session.get("short"))
            if age > (AGE_OF_COORDINATORS if is_short else AGE_OF_MEMBERS) or (
                is_short and idle > IDLE_OF_COORDINATORS
            ):
                logout(request)
                # Nobody chose to go: what they were writing is sealed, and opens again for them.
                request.forgets = False
                messages.info(
                    request, _("For the safety of your community you were signed out. Sign in again to go on.")
                )
            elif idle > NOTED_EVERY:
                request.session["seen"] = moment
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=clock.now())
        return self.get_response(request)


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
        if request.user.is_authenticated:
            request.person = membership_by_slug(slug, request.user)
        request.community = community_by_slug(slug) if request.person is None else request.person.community
        if request.community is None:
            return
        timezone.activate(request.community.time_zone)
        scope.enter(request.community)
        has_session = SESSION_KEY in request.session  # the API has none
        coordinates = request.person is not None and request.person.is_coordinator
        if has_session and coordinates and not request.session.get("short"):
            request.session["short"] = True  # named coordinator since signing in
