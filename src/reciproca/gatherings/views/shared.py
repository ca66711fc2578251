"""What the pages of this room have in common: a page with one form, a page that asks first, an act and where it leads."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reciproca.core.errors import Refusal
from reciproca.core.fields import put_in_field
from reciproca.core.urls import reverse_in
from reciproca.gatherings.actions import ChangedMeanwhile
from reciproca.people.queries import zone_of

__all__ = ["asking", "at", "done", "form_page", "get_or_post", "or_absent"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def at(request: HttpRequest, name: str, part: str = "", **arguments: Any) -> str:
    address = reverse_in(request.community, f"gatherings:{name}", **arguments)
    return f"{address}#{part}" if part else address


def or_absent(allowed: Any) -> None:
    """What cannot be done now has no page."""
    if not allowed:
        raise Http404


def done(request: HttpRequest, act: Callable[[], str], to: str) -> HttpResponse:
    """The act, and on to a page that says so; what was refused is said there."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal))
    return redirect(to)


def form_page(
    request: HttpRequest, form: Any, act: Callable[[], tuple[str, str]], *, back: str, row: Any = None, **words: Any
) -> HttpResponse:
    """A page with one form; `act` gives what to say and where to go on. 422 when what was sent cannot be taken, 409 when the row
    moved on; all typed stays."""
    status = 200
    with timezone.override(zone_of(request.person)):
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    said, to = act()
                    messages.success(request, said)
                    return redirect(to)
                except ChangedMeanwhile as refusal:
                    status = refusal.status
                    row.refresh_from_db()
                    put_in_field(form, "version", str(row.version))  # sending again keeps what was typed
                    form.add_error(None, str(refusal))
                except Refusal as refusal:
                    if refusal.status == 404:
                        raise
                    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render(request, "gatherings/act_form.html", {"form": form, "back": back, **words}, status=status)


def asking(request: HttpRequest, **words: Any) -> HttpResponse:
    """A page that asks before something that others notice."""
    return render(request, "gatherings/act_confirmation.html", {"kicker": _("Think it over"), **words})
