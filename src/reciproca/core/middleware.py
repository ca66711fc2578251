"""The seam every request passes: declared policy, limit, one effect per key, refusals shown in the person's language."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from . import idempotency, security
from .errors import Refusal
from .limits import TooMany, count_use
from .outages import is_busy, is_outage, unavailable
from .permission import Declaration, declared

__all__ = ["AnswerMiddleware", "SeamMiddleware"]

#: Nothing here answers any other.
METHODS = ("GET", "HEAD", "POST")
SAFE = {"GET", "HEAD"}
#: What the two databases say of a row that is there already: somebody was quicker by less than an action can see.
THERE_ALREADY = ("unique constraint",)


class AnswerMiddleware:
    """What every answer says of itself, whoever made it: how its text is written, and what a browser may keep.

    No page of somebody who is signed in stays in a browser, so that the next who sits there does not find it by going
    back. What people were writing is not lost with it: keep-draft.js seals it in the tab. After signing out that goes too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = response.get("Content-Type", "")
        if (kind.startswith("text/") or kind.endswith("xml")) and "charset" not in kind:
            response["Content-Type"] = f"{kind}; charset=utf-8"
        forgets = getattr(request, "forgets", None)  # communities.middleware says so; None: nobody is signed in
        if forgets is not None and kind.startswith("text/html") and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        if forgets:
            response["Clear-Site-Data"] = '"storage"'
        return response


class SeamMiddleware:
    """Refuses every view that declares no policy, and every request its policy does not allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.declaration_of_others = import_string(settings.DECLARATIONS_OF_OTHERS)
        self.page_that_asks_again = import_string(settings.PAGE_THAT_ASKS_AGAIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            security.note("method_refused", request)
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None  # a view was found
        declaration = declared(view) or self.declaration_of_others(match)
        if declaration is None:
            raise ImproperlyConfigured(f"{match.route} declares no policy.")
        answer = self._at_the_door(request, declaration)
        if answer is not None or (request.method in SAFE and not declaration.limit.reading):
            return answer
        try:
            count_use(request, match.route, declaration.limit)
        except TooMany as too_many:
            security.note("limited", request, account=request.user.pk)
            response = render(request, "429.html", {"minutes": -(-too_many.seconds // 60)}, status=429)
            response["Retry-After"] = str(too_many.seconds)
            return response
        key = "" if request.method in SAFE else request.POST.get(idempotency.FIELD, "")[:64]
        if key and declaration.whole:
            return self._once(request, key, partial(view, request, *args, **kwargs))
        return None

    def _at_the_door(self, request: HttpRequest, declaration: Declaration) -> HttpResponse | None:
        verdict = declaration.policy(request)
        if verdict in ("refuse", "absent"):
            security.note("refused", request, account=request.user.pk, verdict=verdict)
        match verdict:  # an exception in here ends the request: it never lets it through
            case "allow" if declaration.fresh and (page := self.page_that_asks_again(request)):
                return self._lead_to(request, page)
            case "allow":
                return None
            case "sign_in":
                return redirect_to_login(request.get_full_path() if request.method in SAFE else "/")
            case "refuse":
                return render(request, "403.html", status=403)
            case _:
                raise Http404

    def _once(self, request: HttpRequest, key: str, respond: Callable[[], Any]) -> HttpResponse:
        def rendered() -> HttpResponse:
            response = respond()
            return response.render() if hasattr(response, "render") and callable(response.render) else response

        try:
            return idempotency.once(request, key, rendered)
        except idempotency.DoneBefore as done:
            return self._lead_to(request, done.location or self._back(request) or "/")
        except idempotency.KeyReused:
            sentence = _(
                "This form was sent before, with something else in it. Open the page again and fill it in anew."
            )
            return render(request, "refused.html", {"sentence": sentence, "back": self._back(request)}, status=422)
        except (Refusal, DatabaseError, InterfaceError) as exception:
            answer = self.process_exception(request, exception)
            if answer is None:
                raise
            return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        back = self._back(request)
        if is_busy(exception):
            sentence = _(
                "Many people are writing at this moment, and nothing was saved. Wait a few seconds, then try again."
            )
            return unavailable(sentence=sentence, back=back)
        if is_outage(exception):
            return unavailable(back=back)
        if isinstance(exception, IntegrityError) and any(word in str(exception).lower() for word in THERE_ALREADY):
            sentence = _("This was done at the same moment, by you or by somebody else. Look at what is there now.")
            return render(request, "refused.html", {"sentence": sentence, "back": back}, status=409)
        if not isinstance(exception, Refusal):
            return None
        if request.method not in SAFE and back:
            messages.error(request, str(exception))
            return self._lead_to(request, back)
        return render(request, "refused.html", {"sentence": str(exception), "back": back}, status=exception.status)

    @staticmethod
    def _lead_to(request: HttpRequest, location: str) -> HttpResponse:
        """A redirect; for htmx in the header that makes it load the page, instead of putting it into a fragment."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": location})
        return HttpResponseRedirect(location)

    @staticmethod
    def _back(request: HttpRequest) -> str | None:
        came_from = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
            return came_from
        return None
