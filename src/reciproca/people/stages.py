"""The second step of signing in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

__all__ = ["SecondStep"]


class SecondStep(AuthenticateStage):
    """Asked of those who set up an app for it. Having a passkey is a way to enter, and no reason to be asked for more:
    who has one on the phone still enters with a code from another computer."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        return user is not None and is_mfa_enabled(user, [Authenticator.Type.TOTP]) and super()._should_handle(request)
