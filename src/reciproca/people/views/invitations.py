"""The public pages behind the link of a letter.

Its key stands after the # of the link: no server is sent that, so it is in no log and no referrer. A script (or who
reads, by hand) puts it into a form; from then on a signed cookie says for an hour which letter is in hand.
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from reciproca.communities.choices import MembershipState
from reciproca.core.doors import get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.core.urls import reverse_in
from reciproca.people.actions import SignInFirst, accept_invitation, account_of_invitation, refusal_of_invitation
from reciproca.people.forms import KeyForm
from reciproca.people.models import Invitation
from reciproca.people.queries import invitation_by_digest, invitation_by_token

__all__ = ["invitation"]


AN_HOUR = 3600
SALT = "reciproca.people.letters"


@get_or_post
@never_cache
def key(request: HttpRequest) -> HttpResponse:
    """Where the link of a letter leads: its key is shown, and the letter opens."""
    form = KeyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/invitation_key.html", {"form": form}, status=422 if form.errors else 200)
    letter = invitation_by_token(form.cleaned_data["key"])
    if letter is None:
        return _closed(request, None, refusal_of_invitation(None))
    response = redirect("account:invitation")
    response.set_signed_cookie(
        settings.LETTER_COOKIE_NAME, letter.digest, SALT, max_age=AN_HOUR, secure=settings.LETTER_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


@get_or_post
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """What the invitation is, from whom, and one button. Opening the link changes nothing; the button does."""
    digest = request.get_signed_cookie(settings.LETTER_COOKIE_NAME, "", SALT, max_age=AN_HOUR)
    if not digest:
        return redirect("account:invitation-key")
    letter = invitation_by_digest(digest)
    if (
        letter is not None
        and not request.user.is_authenticated
        and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    ):
        translation.activate(letter.membership.language)
        request.LANGUAGE_CODE = translation.get_language()
    refusal = refusal_of_invitation(letter)
    if letter is None or refusal is not None:
        return _closed(request, letter, refusal)
    if request.method == "POST":
        try:
            return _join(request, letter)
        except SignInFirst:
            return redirect(_sign_in(request))
        except Refusal as no:
            return _closed(request, letter, no)
    email = letter.membership.email
    return render(
        request,
        "people/invitation.html",
        {
            "letter": letter,
            "person_invited": letter.membership,
            "host": _host(letter),
            "inviting": letter.community,
            "about": letter.community.description_en
            if translation.get_language() == "en"
            else letter.community.description_it,
            "has_account": EmailAddress.objects.filter(email=email, verified=True).exists(),
            "is_theirs": request.user.is_authenticated and request.user.email == email,
            "sign_in_url": _sign_in(request),
        },
    )


def _join(request: HttpRequest, letter: Invitation) -> HttpResponse:
    account = request.user
    if not account.is_authenticated:
        account = account_of_invitation(letter, language=translation.get_language() or "it")
    person = accept_invitation(letter, account=account)
    welcome = reverse_in(person.community, "people:welcome")
    if request.user.is_authenticated:
        return redirect(welcome)
    get_adapter(request).unstash_verified_email(request)
    return perform_login(request, account, redirect_url=welcome, email=account.email)


def _closed(request: HttpRequest, letter: Invitation | None, refusal: Refusal | None) -> HttpResponse:
    return render(
        request,
        "people/invitation_closed.html",
        {
            "inviting": letter.community if letter else None,
            "host": _host(letter) if letter else None,
            "refusal": refusal,
            "sentence": str(refusal),
            "joined": letter is not None and letter.membership.state == MembershipState.ACTIVE,
        },
        status=refusal.status if refusal else 404,
    )


def _host(letter: Invitation) -> dict[str, object] | None:
    """Who invites, as far as somebody outside may know: the face, the name and the line."""
    if letter.invited_by is None:
        return None
    with within(letter.community):
        profile = getattr(letter.invited_by, "profile", None)
    return {
        "public_id": letter.invited_by.public_id,
        "name": letter.invited_by.name,
        "headline": profile.headline if profile else "",
    }


def _sign_in(request: HttpRequest) -> str:
    return f"/accounts/login/?{urlencode({'next': request.path})}"
