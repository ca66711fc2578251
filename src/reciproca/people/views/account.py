"""One's own account: how one comes in, where one is signed in, the communities one belongs to."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import send_unknown_account_mail
from allauth.account.models import EmailAddress
from allauth.account.views import confirm_login_code, email_verification_sent
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.actions import leave_community, open_account
from reciproca.communities.choices import LANGUAGES
from reciproca.communities.queries import account_of, has_account, memberships_of
from reciproca.core.scope import within
from reciproca.people.account_forms import ConfirmAgain
from reciproca.people.actions import end_session
from reciproca.people.opening import go_on_as, is_code_of, waiting
from reciproca.people.reauthentication import CodeAgain, other_ways, where_to_go_on
from reciproca.people.strangers import letters_asked_for, unknown_that_waits

__all__ = ["account", "address_code", "confirmation", "departure", "session_end", "sign_in_code"]


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    authenticators = list(Authenticator.objects.filter(user=request.user))
    return render(
        request,
        "people/account.html",
        {
            "languages": LANGUAGES,
            "address": EmailAddress.objects.filter(user=request.user, verified=True, primary=True).first(),
            "has_password": account_of(request).has_usable_password(),
            "passkeys": sum(one.type == Authenticator.Type.WEBAUTHN for one in authenticators),
            "has_second_step": any(one.type == Authenticator.Type.TOTP for one in authenticators),
            "sessions": UserSession.objects.filter(user=request.user).count(),
            "memberships": list(memberships_of(account_of(request))),
        },
    )


def confirmation(request: HttpRequest) -> HttpResponse:
    """Is it you? Shown before what keeps an account safe, to who signs in with codes: one more code, from the mailbox."""
    onward = where_to_go_on(request)
    process = CodeAgain(request)
    if not process.is_possible:
        return redirect(other_ways(request, onward)[0]["url"])
    form = ConfirmAgain(request.POST if process.is_waiting and "code" in request.POST else None, process=process)
    if request.method == "POST" and "code" not in request.POST:
        process.send()
        form = ConfirmAgain(process=process)
    elif request.method == "POST" and form.is_valid():
        process.finish()
        return redirect(onward)
    return render(
        request,
        "account/confirm_again.html",
        {
            "verify_form": form,
            "email": process.email,
            "is_waiting": process.is_waiting,
            "was_lost": request.method == "POST" and not process.is_waiting,
            "can_resend": process.can_resend,
            "onward": onward,
            "reauthentication_alternatives": other_ways(request, onward),
        },
        status=422 if form.errors else 200,
    )


def address_code(request: HttpRequest) -> HttpResponse:
    """Allauth's page of the code sent to an address. Who signs up has an account from the moment it is the right one."""
    process = waiting(request)
    if process is None:
        return email_verification_sent(request)
    if (
        request.method == "POST"
        and is_code_of(process, request.POST.get("code", ""))
        and not has_account(process.email)
    ):
        account = open_account(process.email, language=translation.get_language() or "it", verified=False)
        go_on_as(account, process)
    letters = process.state["resend_count"]
    answer = email_verification_sent(request)
    if process.state["resend_count"] > letters:
        get_adapter(request).send_account_already_exists_mail(process.email)
    return answer


def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Allauth's page of the code to sign in. It does as much for an address that nobody has: somebody is looked for, and
    who asks for another code gets another letter."""
    email = unknown_that_waits(request)
    letters = letters_asked_for(request)
    if email:
        has_account(email)
    answer = confirm_login_code(request)
    if email and letters_asked_for(request) > letters:
        send_unknown_account_mail(request, email)
    return answer


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_session(session)
    messages.success(request, _("Closed. That device will have to sign in again."))
    return redirect("usersessions_list")


def departure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave a community: what goes and what stays, then the act."""
    membership = get_object_or_404(memberships_of(account_of(request)), public_id=public_id)
    if request.method == "POST":
        with within(membership.community):
            leave_community(membership, by=membership)
        messages.info(
            request, _("You have left %(community)s. The door stays open.") % {"community": membership.community.name}
        )
        return redirect("account:account")
    return render(request, "people/account_departure.html", {"membership": membership})
