"""What allauth says has happened: wrong codes are noted, and a changed second step ends the other sessions."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.http import HttpRequest

from reciproca.core import security

from .actions import end_other_sessions

__all__ = ["listen"]


def listen() -> None:
    for rejected in (
        account.login_code_rejected,
        account.password_reset_code_rejected,
        account.email_verification_code_rejected,
    ):
        rejected.connect(_code_refused)
    mfa.authentication_failed.connect(_second_step_failed)
    for changed in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        changed.connect(_second_step_changed)


def _code_refused(sender: type, request: HttpRequest, user: Any, **signal: Any) -> None:
    security.note("code_refused", request, account=user.pk, what=sender.__name__)


def _second_step_failed(request: HttpRequest, user: Any, **signal: Any) -> None:
    security.note("second_step_failed", request, account=user.pk)


def _second_step_changed(request: HttpRequest, user: Any, **signal: Any) -> None:
    end_other_sessions(user, kept=request.session.session_key)
