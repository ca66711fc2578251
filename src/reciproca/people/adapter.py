"""What allauth asks us: its mails leave through the outbox, its accounts speak the person's language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from reciproca.communities.models import Account
from reciproca.core.ids import new_public_id
from reciproca.notifications.actions import post_mail

__all__ = ["AccountAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anyone may open an account: it belongs to no community until an invitation or a registration page says so."""
        return True

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        user.language = (get_language() or "it")[:2]
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of the sign-in pages goes through the outbox, like all the others."""
        account = context.get("user")
        language = getattr(account, "language", None) or (get_language() or "it")[:2]
        post_mail(
            "reciproca.people.mails.account_mail",
            to=email,
            language=language,
            key=f"account {new_public_id()}",
            about={
                "template": template_prefix,
                "email": email,
                "code": str(context.get("code", "")),
                "url": str(
                    context.get("password_reset_url") or context.get("activate_url") or context.get("signup_url") or ""
                ),
            },
        )
