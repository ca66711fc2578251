"""Screens that join several rooms."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.defaults import bad_request

from reciproca.communities.actions import choose_language
from reciproca.communities.choices import LANGUAGES
from reciproca.communities.queries import memberships_of
from reciproca.conversations.actions import choose_letters as choose_unread_letters
from reciproca.conversations.queries import preference_of
from reciproca.core import clock
from reciproca.core.outages import is_outage, unavailable
from reciproca.core.urls import reverse_in
from reciproca.notifications.actions import choose_letters, pause_letters, stop_letters
from reciproca.notifications.models import LetterWishes
from reciproca.notifications.queries import wishes_by_key, wishes_of
from reciproca.notifications.weeks import next_moment
from reciproca.people.queries import folded, two_people, zone_of

from .forms import LettersForm, WishForm
from .given import page_of_year
from .mails import weekly_letter
from .relationships import page_of_ties, page_of_two
from .search import page_of_wish
from .steps import changes_of, needs_of_mine, standings_of, today_of, what_may_be_there
from .words import day_said, greeting, summary

__all__ = [
    "broken", "communities", "forbidden", "front", "given_and_received", "healthz", "language", "letter_pause", "letter_preview", "letter_stop", "letters", "misread", "not_found", "readyz", "relationship",
    "relationships", "theme", "today", "who_can_help",
]  # fmt: skip

THEMES = ("", "light", "dark")
A_YEAR = 365 * 24 * 3600
A_MONTH = timedelta(days=30)
TIES_ON_A_PAGE = 24
WISHES = ("every", "weekday", "hour", "quiet_from", "quiet_until", "paused_until")


@require_safe
def front(request: Any) -> HttpResponse:
    """What this is, and the way in; who is signed in goes to where they belong."""
    if not request.user.is_authenticated:
        return render(request, "pages/front.html", {"demo": settings.DEMO})
    memberships = list(memberships_of(request.user)[:2])
    if len(memberships) == 1:
        return HttpResponseRedirect(reverse_in(memberships[0].community, "here:today"))
    return HttpResponseRedirect(reverse("pages:communities"))


@require_safe
def communities(request: Any) -> HttpResponse:
    """The communities of the account, when there are several, or none yet."""
    return render(request, "pages/community_list.html", {"memberships": list(memberships_of(request.user))})


@require_safe
def today(request: Any) -> HttpResponse:
    """The home page: at most three next steps, what is due, who is waiting. Then it ends."""
    person = request.person
    there = what_may_be_there(person)
    read = today_of(person, there)
    found: dict[str, Any] = {"steps": read.steps, "dates": read.dates, "waiting": read.waiting}
    said = {"today": clock.today(), "day": day_said(clock.today()), "greeting": greeting(), **summary(found)}
    mine = {
        "mine": standings_of(person, there),
        "needs": needs_of_mine(person, there),
        "changes": changes_of(person, there),
    }
    return render(request, "pages/today.html", {**found, **said, **mine})


@require_safe
def given_and_received(request: Any) -> HttpResponse:
    """What one gave and what reached one, a year at a time; for oneself alone."""
    return render(request, "pages/given_and_received.html", page_of_year(request.person, request.GET.get("year", "")))


@require_safe
def relationships(request: Any) -> HttpResponse:
    """One's own ties, for oneself alone: all in the picture, one by one some at a time, and found by a name."""
    found = page_of_ties(request.person, request.GET.get("show", ""))
    name = request.GET.get("q", "").strip()[:80]
    named = [thread for thread in found["threads"] if folded(name) in folded(thread.person.name)]
    page = Paginator(named, TIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/relationships.html", {**found, "page": page, "wanted": name, "most": TIES_ON_A_PAGE})


@require_safe
def relationship(request: Any, public_id: UUID) -> HttpResponse:
    """You and somebody else: for these two alone, each in their own eyes."""
    people = {one.public_id: one for one in two_people(request.person.pk, public_id)}
    person, other = people[request.person.public_id], people.get(public_id)
    if other is None or other is person:
        raise Http404
    person.community = other.community = request.community
    found = page_of_two(person, other)
    if found is None:
        raise Http404
    return render(request, "pages/relationship.html", found)


@require_safe
def who_can_help(request: Any) -> HttpResponse:
    """Few people for one sentence, each with a reason and the way to reach them. The sentence is kept nowhere."""
    form = WishForm(request.GET)
    is_fine = form.is_valid()
    wanted = form.cleaned_data if is_fine else dict.fromkeys(form.fields, "")
    page = page_of_wish(request.person, wanted)
    return render(request, "pages/who_can_help.html", {**page, "too_long": not is_fine})


# ── letters ──────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: Any) -> HttpResponse:
    """When letters may come that nobody's act brings."""
    person = request.person
    kept, unread = wishes_of(person), preference_of(person)
    wished = {name: getattr(kept, name) for name in WISHES}
    form = LettersForm(request.POST or None, initial={**wished, "unread": unread.letters if unread else "daily"})
    if request.method == "POST" and form.is_valid():
        choose_letters(by=person, **{name: form.cleaned_data[name] for name in WISHES})
        choose_unread_letters(form.cleaned_data["unread"], by=person)
        messages.success(request, _("Kept as you like it."))
        return HttpResponseRedirect(reverse_in(request.community, "here:letters"))
    status = 422 if request.method == "POST" else 200
    return render(request, "pages/letters.html", {"form": form, "zone": zone_of(person).key}, status=status)


@require_safe
def letter_preview(request: Any) -> HttpResponse:
    """How the next weekly letter would look, from what Today says now. Nothing is sent."""
    person = request.person
    wishes, zone = wishes_of(person), zone_of(person)
    when = next_moment(clock.now(), zone, weekday=wishes.weekday, hour=wishes.hour)
    letter = weekly_letter(person, wishes, when)
    return render(request, "pages/letter_preview.html", {"letter": letter, "day": day_said(when.date())})


def letter_stop(request: Any, token: str) -> HttpResponse:
    """From the letter itself, without signing in: one POST (RFC 8058), or the button of this page. Looking changes nothing."""
    return _by_letter(request, token, stop_letters, "stopped")


def letter_pause(request: Any, token: str) -> HttpResponse:
    """The same for a month."""
    return _by_letter(request, token, lambda wishes: pause_letters(wishes, until=clock.today() + A_MONTH), "paused")


# Who holds a letter holds its key, and no cookie opens anything here: a program of mail posts without having seen a page.
for _view in (letter_stop, letter_pause):
    _view.csrf_exempt = True


def _by_letter(request: Any, token: str, act: Callable[[LetterWishes], None], what: str) -> HttpResponse:
    wishes = wishes_by_key(token)
    if wishes is None:
        raise Http404
    if request.method == "POST":
        act(wishes)
    with translation.override(wishes.membership.language):
        answer = render(request, "pages/letter_stop.html", {"what": what, "done": request.method == "POST"})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept with the account, and in a cookie for who has none."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if chosen in dict(LANGUAGES):
        if request.user.is_authenticated:
            choose_language(request.user, chosen)
        secure = settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, A_YEAR, secure=secure, samesite="Lax", httponly=True)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark, or what the system says."""
    response = HttpResponseRedirect(_back(request))
    if request.POST.get("theme") in THEMES:
        name, secure = settings.THEME_COOKIE_NAME, settings.THEME_COOKIE_SECURE
        response.set_cookie(
            name, request.POST["theme"], A_YEAR, secure=secure, samesite="Lax"
        )  # theme.js changes it too
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Also what fails before a view or after it: the session that cannot be read, the use that cannot be counted."""
    if is_outage(sys.exception()):
        return unavailable()
    return render(request, "500.html", status=500)


def misread(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_outage(exception):
        return unavailable()
    return bad_request(request, exception)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return back
    return "/"
