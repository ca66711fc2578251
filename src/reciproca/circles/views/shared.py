"""What the pages of this room have in common: the circle one may see, a page with one form, a page that asks first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reciproca.circles import actions
from reciproca.circles.models import Circle
from reciproca.circles.queries import charter_in_force, circles_of, circles_visible_to, has_consented
from reciproca.core.errors import Refusal
from reciproca.core.fields import put_in_field
from reciproca.core.urls import reverse_in
from reciproca.people.queries import zone_of

__all__ = ["asking", "at", "circle_here", "circle_of_mine", "done", "form_page", "get_or_post", "is_bound", "or_absent"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def at(request: HttpRequest, name: str, part: str = "", **arguments: Any) -> str:
    address = reverse_in(request.community, f"circles:{name}", **arguments)
    return f"{address}#{part}" if part else address


def circle_here(request: HttpRequest, public_id: UUID) -> Circle:
    return get_object_or_404(circles_visible_to(request.person), public_id=public_id)


def circle_of_mine(request: HttpRequest, public_id: UUID) -> Circle:
    return get_object_or_404(circles_of(request.person), public_id=public_id)


def is_bound(request: HttpRequest, circle: Circle) -> bool:
    """Whether the reader said yes to the charter in force: before that a circle says nothing of what goes on in it."""
    charter = charter_in_force(circle)
    return charter is not None and has_consented(request.person, charter)


def or_absent(allowed: Any) -> None:
    """What cannot be done now has no page."""
    if not allowed:
        raise Http404


def done(
    request: HttpRequest, act: Callable[[], str], to: str, *, apart: tuple[type[Refusal], ...] = ()
) -> HttpResponse:
    """The act, and on to a page that says so, unless it shows by itself; what was refused is said there, but for what has a page of
    its own."""
    try:
        if said := act():
            messages.success(request, said)
    except apart:
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal))
    return redirect(to)


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[], tuple[str, str]],
    *,
    back: str,
    row: Any = None,
    compared: str = "",
    **words: Any,
) -> HttpResponse:
    """A page with one form; `act` gives what to say and where to go on. 422 when what was sent cannot be taken, 409 when the
    row moved on; all typed stays there."""
    status, theirs = 200, None
    with timezone.override(zone_of(request.person)):
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    said, to = act()
                    messages.success(request, said)
                    return redirect(to)
                except actions.ChangedMeanwhile as refusal:
                    status = refusal.status
                    row.refresh_from_db()
                    theirs = getattr(row, compared) if compared else None
                    put_in_field(form, "version", str(row.version))  # sending again keeps what was typed
                    form.add_error(None, str(refusal))
                except Refusal as refusal:
                    if refusal.status == 404:
                        raise
                    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        context = {"form": form, "theirs": theirs, "back": back, **words}
        return render(request, "circles/act_form.html", context, status=status)


def asking(request: HttpRequest, **words: Any) -> HttpResponse:
    """A page that asks before something that others notice."""
    return render(request, "circles/act_confirmation.html", {"kicker": _("Think it over"), **words})
