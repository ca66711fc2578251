"""Is it you? Who changes what keeps an account safe, or takes data out, has shown a moment ago that it is them.

Allauth asks again for a password, a passkey or a second step. Who signs in with e-mailed codes has none of them, and
would not be asked: here they get one more code. With a second step set up, the code alone is not enough.
"""

import secrets
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

__all__ = ["CodeAgain", "is_fresh", "may_use_a_code", "other_ways", "page_that_asks_again", "where_to_go_on"]

SAFE = {"GET", "HEAD"}
#: In the session: the code that was sent, when, and how often it was guessed at.
STATE = "confirmation_code"
MOST_RESENT = 2


def is_fresh(request: HttpRequest) -> bool:
    """Whether they signed in, or were asked again, in the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT, 5)."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0.0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT


def page_that_asks_again(request: HttpRequest) -> str | None:
    """Where to ask, with the way back in it; None when they are fresh. What was sent is not kept: they press it again."""
    if not request.user.is_authenticated or is_fresh(request):
        return None
    onward = request.get_full_path()
    if request.method not in SAFE:
        onward = _came_from(request)
        messages.info(request, _("Once we know that it is you, do it again: nothing has happened yet."))
    return other_ways(request, onward)[0]["url"]


def may_use_a_code(user: Any) -> bool:
    """Not those with a second step: for them a mailbox alone is not enough."""
    return user.is_authenticated and not is_mfa_enabled(user, [Authenticator.Type.TOTP])


def other_ways(request: HttpRequest, onward: str) -> list[dict]:
    """The ways of asking this account again, less the page we are on, each leading `onward`."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    there = urlencode({"next": onward})
    return [way | {"url": f"{way['url']}?{there}"} for way in ways if way["url"] != request.path]


def where_to_go_on(request: HttpRequest) -> str:
    """The way back that the address or the form names, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(request, wanted) else "/account/"


def _came_from(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    return page if _is_ours(request, page) else "/account/"


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


class CodeAgain(AbstractCodeVerificationProcess):
    """One more code for somebody who is signed in: six figures, good for ten minutes and five tries."""

    state: dict[str, Any]

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        state = request.session.get(STATE)
        super().__init__(
            user=request.user,
            state=state or {},
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )
        if state and (state.get("user_id") != str(request.user.pk) or not self.is_valid()):
            self.abort()

    @property
    def email(self) -> str:
        """Where the code goes: the confirmed address of the account."""
        known = EmailAddress.objects.filter(user=self.request.user, verified=True).order_by("-primary").first()
        return known.email if known else str(getattr(self.request.user, "email", ""))

    @property
    def is_possible(self) -> bool:
        return may_use_a_code(self.request.user)

    @property
    def is_waiting(self) -> bool:
        return bool(self.state)

    @property
    def can_resend(self) -> bool:
        return self.is_waiting and not self.is_resend_quota_reached(MOST_RESENT)

    def send(self) -> None:
        """A first code, or another one in its place; after two others the last one stays."""
        if self.is_waiting and not self.can_resend:
            return
        sent_before = self.state.get("resend_count", -1) if self.is_waiting else -1
        tries = self.state.get("failed_attempts", 0)
        self.state = self.initial_state(user=self.user) | {"resend_count": sent_before + 1, "failed_attempts": tries}
        self.state["user_id"] = str(self.request.user.pk)
        self.state["code"] = get_adapter().generate_login_code()
        self.persist()
        get_adapter().send_mail("account/email/confirmation_code", self.email, {"code": self.state["code"]})

    def accepts(self, code: str) -> bool:
        """Whether it is the code; a wrong one is counted, and the fifth ends it."""
        if not self.is_waiting:
            return False
        if secrets.compare_digest(code.encode(), self.code.encode()):
            return True
        self.record_invalid_attempt()
        return False

    def finish(self) -> None:
        self.abort()
        record_authentication(self.request, self.user, method="code", reauthenticated=True)

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.state = {}
        self.request.session.pop(STATE, None)
