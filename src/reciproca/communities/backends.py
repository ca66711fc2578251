"""Who signs in: allauth's rules; the question who is signed in, which every page asks, is prepared."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from reciproca.core.prepared import prepared

from .models import Account
from .queries import accounts_by_address

__all__ = ["AccountBackend"]


class AccountBackend(AuthenticationBackend):
    def _authenticate_by_email(self, email: str, password: str) -> Account | None:
        """As allauth does it, with one question for every address."""
        return next((one for one in accounts_by_address(email) if self._check_password(one, password)), None)

    def get_user(self, user_id: Any) -> Account | None:
        """The account of this key, unless it was closed."""
        found = _account(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared()
def _account(key: int) -> QuerySet:
    return Account.objects.filter(pk=key)
