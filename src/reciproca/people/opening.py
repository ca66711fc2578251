"""Who signs up: no account is opened before the code that was sent to the address has come back.

So nobody learns at this door which addresses are known, not even by its time: until the code is there, all of them go the
same way, allauth's for an address that may not be told of; only the letters differ. Nobody either finds an account of
theirs that somebody else has begun.
"""

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import stash_login, unstash_login
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest, HttpResponse

from reciproca.communities.models import Account

__all__ = ["begin", "go_on_as", "is_code_of", "waiting"]


def begin(request: HttpRequest, email: str) -> HttpResponse:
    """A letter leaves, with a code or saying that there is an account (`AccountAdapter`), and the page asks for the code."""
    return perform_login(request, Login(email=email, signup=True, redirect_url=get_next_redirect_url(request)))


def waiting(request: HttpRequest) -> EmailVerificationProcess | None:
    """What somebody without an account waits for on the page of the code."""
    process = EmailVerificationProcess.resume(request)
    return process if process and "user_id" not in process.state else None


def is_code_of(process: EmailVerificationProcess, code: str) -> bool:
    return compare_user_code(actual=code, expected=process.code)


def go_on_as(account: Account, process: EmailVerificationProcess) -> None:
    """From here on allauth knows for whom the code is."""
    process.state["user_id"] = user_id_to_str(account)
    process.persist()
    if login := unstash_login(process.request, peek=True):
        login.user = account
        stash_login(process.request, login)
