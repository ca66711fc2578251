"""What the pages of this room have in common: the note one may see, a page with one form, a page that asks first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reciproca.core.errors import Refusal
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.library.models import Note, Part
from reciproca.library.queries import notes_of, notes_visible_to, part_of

__all__ = ["asking", "at", "done", "form_page", "get_or_post", "note_in_hand", "note_to_read", "or_absent"]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def at(request: HttpRequest, name: str, part: str = "", **arguments: Any) -> str:
    address = reverse_in(request.community, f"library:{name}", **arguments)
    return f"{address}#{part}" if part else address


def note_to_read(request: HttpRequest, public_id: UUID) -> tuple[Note, Part | None]:
    """One that is in the library, or in which who asks has a part; with that part."""
    note = notes_visible_to(request.person).filter(public_id=public_id).first()
    note = note or get_object_or_404(notes_of(request.person), public_id=public_id)
    return note, part_of(note, request.person)


def note_in_hand(request: HttpRequest, public_id: UUID) -> tuple[Note, Part]:
    """One in which who asks has a part."""
    note = get_object_or_404(notes_of(request.person), public_id=public_id)
    part = part_of(note, request.person)
    or_absent(part)
    assert part is not None
    return note, part


def or_absent(allowed: Any) -> None:
    """What cannot be done now has no page."""
    if not allowed:
        raise Http404


def done(request: HttpRequest, act: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """The act, and on to a page that says so; what was refused is said there."""
    try:
        act()
        messages.success(request, euphonic(said))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal))
    return redirect(to)


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[], str],
    *,
    template: str = "library/act_form.html",
    **words: Any,
) -> HttpResponse:
    """A page with one form. 422 when what was sent cannot be taken; all typed stays there."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(act())
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                status = refusal.status
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    words |= {name: euphonic(said) for name, said in words.items() if isinstance(said, str)}
    return render(request, template, {"form": form, **words}, status=status)


def asking(request: HttpRequest, **words: Any) -> HttpResponse:
    """A page that asks before something that others notice."""
    words |= {name: euphonic(said) for name, said in words.items() if isinstance(said, str)}
    return render(request, "library/act_confirmation.html", {"kicker": _("Think it over"), **words})
