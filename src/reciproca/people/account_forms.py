"""Allauth's forms in our words: a label says what a field is, nothing stands inside it, a code is six digits."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from reciproca.communities.queries import accounts_by_address

from .devices import known_device, may_try
from .opening import begin
from .reauthentication import CodeAgain

__all__ = [
    "AddEmail", "AddPasskey", "Authenticate", "ChangeEmail", "ChangePassword", "ConfirmAgain", "ConfirmEmailCode", "ConfirmLoginCode",
    "ConfirmResetCode", "EnterNewPassword", "ForgotPassword", "Login", "NamePasskey", "Reauthenticate",
    "ReauthenticateSecond", "RequestCode", "SetPassword", "SignUp", "StartApp",
]  # fmt: skip

LABELS = {
    "email": _("Your e-mail"),
    "login": _("Your e-mail"),
    "password": _("Your password"),
    "oldpassword": _("The password you use now"),
    "password1": _("New password"),
    "password2": _("The new password again"),
    "code": _("The code"),
    "name": _("What to call it"),
}


class Ours(forms.Form):
    """Takes the placeholders away and gives our labels; subclasses add their help."""

    helps: dict[str, Any] = {}
    six_figures = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = self.helps.get(name, "")
        if self.six_figures:
            self.fields["code"].widget.attrs |= {
                "class": "code-input figures",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": 7,  # pasted with a space in the middle, it still fits
                "autofocus": True,
            }


NEW_PASSWORD = {
    "password1": _("At least ten characters. A short sentence of yours is easy to remember and hard to guess.")
}


class Login(Ours, account.LoginForm):
    pass


class RequestCode(Ours, account.RequestLoginCodeForm):
    def clean_email(self) -> str:
        """From a device that the account knows a code is had also when strangers have asked for all there are in an hour."""
        email: str = self.cleaned_data["email"]
        device = known_device(context.request, email)
        if not may_try(f"code {device or email.lower()}"):
            raise get_adapter().validation_error("too_many_login_attempts")
        if not device and not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = next((one for one in accounts_by_address(email) if one.is_active), None)
        return email


class SignUp(Ours, account.SignupForm):
    """Nobody gets an account here: the right code opens it (`opening.py`), and until then all addresses go the same way."""

    helps = {"email": _("We send a code to it, to be sure that it is yours.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nobody sets a password for an address that is not yet known to be theirs.
        self.fields.pop("password1", None)

    def clean_email(self) -> str:
        return get_adapter().clean_email(self.cleaned_data["email"].lower())

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        return None, begin(request, self.cleaned_data["email"])


class ConfirmLoginCode(Ours, account.ConfirmLoginCodeForm):
    six_figures = True


class ConfirmAgain(Ours):
    """The code of somebody who is signed in and is asked again. `process` counts the tries."""

    code = forms.CharField()
    six_figures = True

    def __init__(self, *args: Any, process: CodeAgain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process = process

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not self.process.accepts(code):
            raise forms.ValidationError(_("This is not the code we sent. Use the one in the latest mail."))
        return code


class ConfirmEmailCode(Ours, account.ConfirmEmailVerificationCodeForm):
    six_figures = True


class ConfirmResetCode(Ours, account.ConfirmPasswordResetCodeForm):
    six_figures = True


class ForgotPassword(Ours, account.ResetPasswordForm):
    def clean_email(self) -> str:
        email = get_adapter().clean_email(self.cleaned_data["email"].lower())
        self.users = [one for one in accounts_by_address(email) if one.is_active]
        return self.cleaned_data["email"]


class EnterNewPassword(Ours, account.ResetPasswordKeyForm):
    helps = NEW_PASSWORD


class SetPassword(Ours, account.SetPasswordForm):
    helps = NEW_PASSWORD


class ChangePassword(Ours, account.ChangePasswordForm):
    helps = NEW_PASSWORD


class AddEmail(Ours, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("The new address")
        self.fields["email"].help_text = _("We write to it first. Until you confirm, the old one stays.")


class ChangeEmail(Ours, account.ChangeEmailForm):
    pass


class Reauthenticate(Ours, account.ReauthenticateForm):
    pass


class Authenticate(Ours, mfa.AuthenticateForm):
    helps = {"code": _("The six digits your app shows now, or one of your recovery codes.")}


class ReauthenticateSecond(Ours, mfa.ReauthenticateForm):
    helps = Authenticate.helps


class StartApp(Ours, totp.ActivateTOTPForm):
    six_figures = True
    helps = {"code": _("The six digits the app shows now.")}


class AddPasskey(webauthn.AddWebAuthnForm, Ours):
    """Always a passkey one can enter with: whether it replaces the code is not a question to ask people."""

    helps = {"name": _("So that you know which one it is: “phone”, “work laptop”.")}
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class NamePasskey(webauthn.EditWebAuthnForm, Ours):
    pass
