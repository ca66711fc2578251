"""What the mails of this room say. They are worded when they leave, from the outbox row and what is true then."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reciproca.communities.choices import MembershipState
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .choices import InvitationState
from .models import Invitation

__all__ = ["account_mail", "invitation_mail"]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one mail about an account. `url` says where its button leads, from the outbox row."""

    subject: str | Promise
    lede: str | Promise
    label: str | Promise = ""
    url: Callable[[OutboxMail], str] | None = None
    closing: str | Promise = ""


def _sign_in(mail: OutboxMail) -> str:
    return f"{settings.SITE_URL}/accounts/login/"


def _account(mail: OutboxMail) -> str:
    return f"{settings.SITE_URL}/account/"


def _given(mail: OutboxMail) -> str:
    return mail.about.get("url", "")


CODE_ALARM = gettext_lazy("If it was not you, you need do nothing: without the code nobody gets in.")
ALARM = gettext_lazy("If it was not you, sign in with a code and close the other sessions: it takes a minute.")
YOUR_ACCOUNT = gettext_lazy("Look at your account")

ACCOUNT_MAILS = {
    "account/email/login_code": Words(
        gettext_lazy("Your sign-in code"),
        gettext_lazy("Write it on the page you have open. It is good for ten minutes, and only once."),
    ),
    "account/email/confirmation_code": Words(
        gettext_lazy("Your code: is it you?"),
        gettext_lazy(
            "You are about to do something that we ask about twice. Write this code on the page you have open; "
            "it is good for ten minutes, and only once."
        ),
        closing=gettext_lazy(
            "If it was not you, somebody is using a device on which you are signed in. Without the code they get no "
            "further; sign in and close the other sessions."
        ),
    ),
    "account/email/email_confirmation": Words(
        gettext_lazy("Confirm your e-mail"),
        gettext_lazy("Write this code on the page you have open, and the address is confirmed. It is good for ten minutes."),
    ),
    "account/email/email_confirmation_signup": Words(
        gettext_lazy("Confirm your e-mail"),
        gettext_lazy("Welcome. Write this code on the page you have open, and your account is ready."),
    ),
    "account/email/password_reset_code": Words(
        gettext_lazy("Your code for a new password"),
        gettext_lazy("Write it on the page you have open, then choose the password. It is good for ten minutes."),
    ),
    "account/email/unknown_account": Words(
        gettext_lazy("There is no account with this address"),
        gettext_lazy(
            "Somebody, perhaps you, asked for a code with this address, and no account here has it. "
            "Perhaps your community knows you by another address: try with that one."
        ),
        gettext_lazy("Open an account"),
        _given,
        gettext_lazy("If it was not you, you need do nothing."),
    ),
    "account/email/account_already_exists": Words(
        gettext_lazy("You have an account already"),
        gettext_lazy("Somebody, perhaps you, wanted to open an account with this address. There is one: sign in with a code."),
        gettext_lazy("Sign in"),
        _sign_in,
        gettext_lazy("If it was not you, you need do nothing."),
    ),
    "account/email/password_changed": Words(
        gettext_lazy("Your password has changed"),
        gettext_lazy("From now on you sign in with the new one. The code by e-mail still works."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "account/email/password_reset": Words(
        gettext_lazy("Your password has changed"),
        gettext_lazy("You have chosen a new one with the code we sent. The code by e-mail still works."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "account/email/password_set": Words(
        gettext_lazy("You have a password now"),
        gettext_lazy("You can sign in with it. The code by e-mail still works."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "account/email/email_changed": Words(
        gettext_lazy("Your address has changed"),
        gettext_lazy("From now on you sign in with the new one, and we write there."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "account/email/email_confirm": Words(
        gettext_lazy("Your address is confirmed"),
        gettext_lazy("It is the one you sign in with."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "account/email/email_deleted": Words(
        gettext_lazy("An address has been removed"),
        gettext_lazy("Your account no longer has this address."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "mfa/email/totp_activated": Words(
        gettext_lazy("The second step is on"),
        gettext_lazy("After the code or the password we ask for the digits from your app."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "mfa/email/totp_deactivated": Words(
        gettext_lazy("The second step is off"),
        gettext_lazy("The code or the password alone let you in again."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "mfa/email/recovery_codes_generated": Words(
        gettext_lazy("You have new recovery codes"),
        gettext_lazy("The earlier ones no longer work."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "mfa/email/webauthn_added": Words(
        gettext_lazy("You have a new passkey"),
        gettext_lazy("With it you sign in without codes or passwords."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
    "mfa/email/webauthn_removed": Words(
        gettext_lazy("A passkey has been removed"),
        gettext_lazy("It no longer lets you in. The code by e-mail still does."),
        YOUR_ACCOUNT, _account, ALARM,
    ),
}  # fmt: skip


def account_mail(mail: OutboxMail) -> Mail | None:
    """A mail about an account. A code stands in the text and never in the subject, which phones show on a locked screen."""
    words = ACCOUNT_MAILS[mail.about["template"]]
    code = "" if words.url else mail.about.get("code", "")
    return render_mail(
        "people/mails/account",
        str(words.subject),
        {
            "preview": words.lede,
            "lede": words.lede,
            "code": code,
            "spoken_code": " ".join(code),
            "label": words.label,
            "url": words.url(mail) if words.url else "",
            "closing": words.closing or CODE_ALARM,
            "why": _("You receive this mail because it is about your account, %(email)s.") % {"email": mail.recipient},
        },
    )


def invitation_mail(mail: OutboxMail) -> Mail | None:
    """The letter that lets somebody join; None when it has been replaced, withdrawn or used meanwhile."""
    invitation = (
        Invitation.objects.filter(public_id=mail.about["invitation"])
        .select_related("membership", "invited_by", "community")
        .first()
    )
    if invitation is None or invitation.state != InvitationState.OPEN:
        return None
    person, host, community = invitation.membership, invitation.invited_by, invitation.community
    if person.state != MembershipState.INVITED or person.email != mail.recipient:
        return None
    names = {"community": community.name, "host": host.name if host else "", "name": person.given_name}
    return render_mail(
        "people/mails/invitation",
        _("%(host)s invites you to %(community)s") % names if host else _("%(community)s is waiting for you") % names,
        {
            "community": community,
            "person": person,
            "host": host,
            "coordinates": person.role == "coordinator",
            "note": invitation.note,
            "url": mail.about.get("url", ""),
            "expires_at": invitation.expires_at,
            "about": community.description_en if mail.language == "en" else community.description_it,
            "preview": _("One tap, and you are in: no password to choose."),
            "why": _("You receive this mail because %(community)s has your address, %(email)s.")
            % {"community": community.name, "email": mail.recipient},
        },
        reply_to=community.support_email,
    )
