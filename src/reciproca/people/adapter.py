"""What allauth asks us: its mails leave through the outbox, its accounts speak the person's language, its refusals
are our sentences."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import get_signup_url
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Account
from reciproca.communities.queries import has_account
from reciproca.core.ids import new_public_id
from reciproca.core.limits import client_address
from reciproca.notifications.actions import post_mail

from .devices import known_device, may_try, remember_device
from .reauthentication import may_use_a_code
from .sealing import opened, sealed

__all__ = ["AccountAdapter", "MfaAdapter"]

SLOWLY = _("That was a lot in a short time. Wait a few minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask whoever runs the server."),
        "duplicate_email": _("This is already your address."),
        "email_password_mismatch": _(
            "E-mail and password do not go together. The code always works: we send it to you."
        ),
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("Write the password you use now."),
        "incorrect_code": _("This is not the code we sent. Use the one in the latest mail."),
        "incorrect_password": _("This is not the password."),
        "invalid_login": _("That did not work. Ask for a code: it always works."),
        "invalid_password_reset": _("This code is no longer good. Ask for another one."),
        "same_as_current": _("This is the one you have already. Write another one."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code in a few minutes."),
        "unknown_email": _("No account has this address."),
        "rate_limited": SLOWLY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anyone may open an account: it belongs to no community until an invitation or a registration page says so."""
        return True

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        user.language = (get_language() or "it")[:2]
        return super().save_user(request, user, form, commit)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address that the limits count."""
        return client_address(request) or super().get_client_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Tries from a device that the account knows are counted apart: whoever guesses elsewhere locks nobody out here."""
        email = credentials.get("email", "").lower()
        device = known_device(request, email)
        if not device:
            super().pre_authenticate(request, **credentials)
        if not may_try(f"password {device or email}"):
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse:
        response = super().post_login(request, user, **how)
        remember_device(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Whoever has no second step may also show the mailbox again: for many it is the only way they have."""
        methods = super().get_reauthentication_methods(user)
        if may_use_a_code(user):
            methods.append({"id": "code", "description": "", "url": reverse("account:confirmation")})
        return methods

    def get_login_stages(self) -> list[str]:
        theirs = "allauth.mfa.stages.AuthenticateStage"
        return [
            "reciproca.people.stages.SecondStep" if stage == theirs else stage for stage in super().get_login_stages()
        ]

    def generate_email_verification_code(self) -> str:
        """Kept for the letter that leaves in the same request: see the next."""
        code = context.request.code_drawn = super().generate_email_verification_code()
        return code

    def send_account_already_exists_mail(self, email: str) -> None:
        """The letter to who signs up. Allauth is told of no account, so that all addresses go one way; we look here."""
        letter = "account_already_exists" if has_account(email) else "email_confirmation_signup"
        self.send_mail(f"account/email/{letter}", email, {"code": context.request.code_drawn})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of the sign-in pages goes through the outbox, like all the others, in the language of the page.

        Each is given a code and an address, and shows what it has words for: one that is spared something would leave sooner,
        and tell by that whether anybody has this address.
        """
        url = context.get("password_reset_url") or context.get("activate_url") or context.get("signup_url")
        post_mail(
            "reciproca.people.mails.account_mail",
            to=email,
            language=(get_language() or "it")[:2],
            key=f"account {new_public_id()}",
            about={
                "template": template_prefix,
                "email": email,
                "code": str(context.get("code") or self.generate_login_code()),
                "url": str(url or get_signup_url(self.request)),
            },
        )


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code of this moment. Look again: it changes every thirty seconds."),
        "rate_limited": SLOWLY,
        "unverified_email": _("Confirm your e-mail first."),
        "add_email_blocked": _("Turn the second step off first, then change the address."),
        "cannot_delete_authenticator": _("The second step cannot be turned off now."),
        "cannot_generate_recovery_codes": _("Recovery codes need a second step: set up the app first."),
    }

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey %(number)s")) % {"number": count + 1}
