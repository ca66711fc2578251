"""Who asks for a code to sign in with an address that nobody has: the page does for it what it does for the others."""

from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.stages import LoginByCodeStage
from django.http import HttpRequest

__all__ = ["letters_asked_for", "unknown_that_waits"]


def unknown_that_waits(request: HttpRequest) -> str:
    """The address for which a code is waited for, if nobody has it; else nothing."""
    login = request.session.get(LOGIN_SESSION_KEY) or {}
    return "" if login.get("user_pk") else _waiting(request).get("email", "")


def letters_asked_for(request: HttpRequest) -> int:
    """After the first one."""
    return _waiting(request).get("resend_count", 0)


def _waiting(request: HttpRequest) -> dict[str, Any]:
    login = request.session.get(LOGIN_SESSION_KEY) or {}
    return login.get("state", {}).get("stages", {}).get(LoginByCodeStage.key, {}).get("data", {})
