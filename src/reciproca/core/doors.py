"""What the doors of all rooms have in common: an address, a page with one form, a page that asks first, an act and where it leads."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import tzinfo
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .errors import ChangedMeanwhile, Refusal
from .fields import put_in_field
from .italian import euphonic
from .urls import reverse_in

__all__ = ["addresses_of", "asking", "done", "form_page", "get_or_post", "or_absent"]

Found = TypeVar("Found")

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
NOT_OURS = ("back", "draft", "kicker")  # addresses, and titles as somebody wrote them


def addresses_of(room: str) -> Callable[..., str]:
    """``at(request, "note-detail", "remarks", public_id=…)``: a page of this room, and the part of it."""

    def at(request: HttpRequest, name: str, part: str = "", **arguments: Any) -> str:
        address = reverse_in(request.community, f"{room}:{name}", **arguments)
        return f"{address}#{part}" if part else address

    return at


def or_absent(found: Found | None) -> Found:
    """What is not there, or cannot be done now, has no page."""
    if not found:
        raise Http404
    return found


def done(
    request: HttpRequest,
    act: Callable[[], Any],
    to: str,
    *,
    said: str | None = None,
    apart: tuple[type[Refusal], ...] = (),
) -> HttpResponse:
    """The act, and on to a page that says so; what was refused is said there.

    said: the words, where they are not what the act gives; without any, what was done shows by itself.
    apart: refusals that have a page of their own.
    """
    try:
        given = act()
        if words := given if said is None else said:
            messages.success(request, euphonic(words))
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
    row: Any = None,
    compared: str = "",
    zone: tzinfo | None = None,
    says_absence: bool = False,
    template: str = "act_form.html",
    **words: Any,
) -> HttpResponse:
    """A page with one form; `act` gives what to say and where to go on. 422 when what was sent cannot be taken, 409 when the
    row moved on; all typed stays there.

    row, compared: what the form changes, and its field that is shown as it stands now, when somebody was quicker.
    zone: by which clock its hours are read and said, where it is not that of the community.
    says_absence: of what is not there for them the sentence stands in the form; else it has no page, and what was typed is lost.
    """
    status, theirs = 200, None
    with timezone.override(zone) if zone else nullcontext():
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    said, to = act()
                    if said:
                        messages.success(request, euphonic(said))
                    return redirect(to)
                except ChangedMeanwhile as refusal:
                    status = refusal.status
                    form.add_error(None, str(refusal))
                    if row is not None:
                        row.refresh_from_db()
                        theirs = getattr(row, compared) if compared else None
                        put_in_field(form, "version", str(row.version))  # sending again keeps what was typed
                except Refusal as refusal:
                    if refusal.status == 404 and not says_absence:
                        raise
                    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render(request, template, {"form": form, "theirs": theirs, **_spoken(words)}, status=status)


def asking(request: HttpRequest, *, template: str = "act_confirmation.html", **words: Any) -> HttpResponse:
    """A page that asks before something that others notice."""
    return render(request, template, {"kicker": _("Think it over"), **_spoken(words)})


def _spoken(words: dict[str, Any]) -> dict[str, Any]:
    return {name: euphonic(said) if _is_sentence(name, said) else said for name, said in words.items()}


def _is_sentence(name: str, said: Any) -> bool:
    return isinstance(said, str) and name not in NOT_OURS
