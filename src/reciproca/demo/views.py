"""The doors of a demo server: come in as one of its people, read the mails it would have sent."""

from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reciproca.core.urls import reverse_in

from .entrances import DOMAIN, entrance_of, membership_behind
from .letters import letter_named, letters

__all__ = ["mail", "mails", "sign_in"]

ROME = ZoneInfo("Europe/Rome")


@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as an invented person. The seam has asked for a demo server; this asks again, and for an invented address."""
    entrance = entrance_of(key)
    person = membership_behind(entrance) if entrance else None
    if not settings.DEMO or person is None or not person.email.endswith(f"@{DOMAIN}"):
        raise Http404
    logout(request)
    login(request, person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    return HttpResponseRedirect(reverse_in(person.community, "here:today"))


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mails the server would have sent, newest first."""
    with timezone.override(ROME):  # outside a community the clock is that of the server
        return render(request, "demo/mail_list.html", {"letters": letters()})


@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text."""
    letter = letter_named(name)
    if letter is None:
        raise Http404
    with timezone.override(ROME):
        return render(request, "demo/mail_detail.html", {"letter": letter})
