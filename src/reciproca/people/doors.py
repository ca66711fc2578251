"""What allauth's addresses declare: they come from a package, so their policies are said here, one by one."""

from django.urls import ResolverMatch

from reciproca.communities.policies import anyone, signed_in
from reciproca.core.permission import Declaration, Limit

__all__ = ["ASKED_AGAIN", "GUESSING", "POLICIES_OF_ACCOUNT_PAGES", "declaration_of"]

GUESSING = Limit(per_account=30, per_address=60, seconds=600)

#: What keeps an account safe is changed only by who has shown a moment ago that it is them.
ASKED_AGAIN = {
    "account_email", "account_change_password", "account_set_password", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_add_webauthn",
    "mfa_remove_webauthn", "usersessions_list",
}  # fmt: skip

#: By name of the address. What is not here is refused.
POLICIES_OF_ACCOUNT_PAGES = {
    "account_login": anyone,
    "account_logout": anyone,
    "account_signup": anyone,
    "account_inactive": anyone,
    "account_request_login_code": anyone,
    "account_confirm_login_code": anyone,
    "account_email_verification_sent": anyone,
    "account_reset_password": anyone,
    "account_confirm_password_reset_code": anyone,
    "account_complete_password_reset": anyone,
    "account_password_reset_completed": anyone,
    "mfa_authenticate": anyone,
    "mfa_login_webauthn": anyone,
    "account_email": signed_in,
    "account_change_password": signed_in,
    "account_set_password": signed_in,
    "account_reauthenticate": signed_in,
    "mfa_index": signed_in,
    "mfa_activate_totp": signed_in,
    "mfa_deactivate_totp": signed_in,
    "mfa_view_recovery_codes": signed_in,
    "mfa_generate_recovery_codes": signed_in,
    "mfa_download_recovery_codes": signed_in,
    "mfa_list_webauthn": signed_in,
    "mfa_add_webauthn": signed_in,
    "mfa_edit_webauthn": signed_in,
    "mfa_remove_webauthn": signed_in,
    "mfa_reauthenticate": signed_in,
    "mfa_reauthenticate_webauthn": signed_in,
    "usersessions_list": signed_in,
}


def declaration_of(match: ResolverMatch) -> Declaration | None:
    """The declaration of an address of another package, or None (then it is refused)."""
    name = match.url_name or ""
    policy = POLICIES_OF_ACCOUNT_PAGES.get(name)
    # Never `whole`: hashing a password inside a transaction would hold the database's only writer.
    return Declaration(policy, GUESSING, whole=False, fresh=name in ASKED_AGAIN) if policy else None
