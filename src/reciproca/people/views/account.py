"""One's own account: how one comes in, where one is signed in, the communities one belongs to."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.actions import leave_community
from reciproca.communities.choices import LANGUAGES
from reciproca.communities.queries import account_of, memberships_of
from reciproca.core.scope import within
from reciproca.people.actions import end_session

__all__ = ["account", "departure", "session_end"]


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
