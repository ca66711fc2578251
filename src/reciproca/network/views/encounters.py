"""Meeting in person: a code is shown, read, and confirmed."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from reciproca.core.doors import get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.network import actions
from reciproca.network.drawings import drawing_of
from reciproca.network.forms import CodeForm, PlaceForm
from reciproca.network.models import Encounter
from reciproca.network.queries import code_of, encounters_visible_to
from reciproca.network.rules import can_confirm

__all__ = ["encounter_confirmation", "encounter_detail", "encounter_new", "encounter_reading", "encounter_refusal"]


@get_or_post
def encounter_new(request: HttpRequest) -> HttpResponse:
    """Show a code, or read one."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shown = actions.show_code(by=request.person, place=form.cleaned_data["place"])
        return redirect(_at(request, "network:encounter-detail", public_id=shown.public_id))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/encounter_form.html", {"form": form, "code_form": CodeForm()}, status=status)


@get_or_post
def encounter_reading(request: HttpRequest) -> HttpResponse:
    """Where the drawing leads: the code stands in the field already. Opening it does nothing and tells nothing, its button does."""
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            met = actions.read_code(form.cleaned_data["code"], by=request.person)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(_at(request, "network:encounter-detail", public_id=met.public_id))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/encounter_reading.html", {"form": form}, status=status)


@require_safe
def encounter_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For who shows the code: the code, then the question. For who read it: that it was told. An open page asks every few
    seconds whether the code was read, and comes anew when it was."""
    found = _encounter(request, public_id)
    if request.htmx:
        return HttpResponse(status=204) if found.is_readable else HttpResponseClientRefresh()
    return _detail(request, found)


@require_POST
def encounter_confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _hosted(request, public_id)
    try:
        actions.confirm_encounter(found, by=request.person)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    assert found.guest is not None
    messages.success(request, _("It is part of both your stories now."))
    return redirect(_at(request, "here:relationship", public_id=found.guest.public_id))


@require_POST
def encounter_refusal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _hosted(request, public_id)
    try:
        actions.refuse_encounter(found, by=request.person)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Nothing was written of it."))
    return redirect(_at(request, "network:encounter-new"))


def _detail(request: HttpRequest, found: Encounter, *, status: int = 200) -> HttpResponse:
    person = request.person
    is_host = found.host_id == person.pk
    context: dict[str, Any] = {
        "encounter": found,
        "is_host": is_host,
        "other": found.other_of(person),
        "may_confirm": can_confirm(person, found),
    }
    if is_host and found.is_readable:
        code = code_of(found)
        address = f"{settings.SITE_URL}{_at(request, 'network:encounter-reading')}?code={code}"
        context |= {"code": f"{code[:4]} {code[4:]}", "drawing": drawing_of(address)}
    return render(request, "network/encounter_detail.html", context, status=status)


def _refused(request: HttpRequest, found: Encounter, refusal: Refusal) -> HttpResponse:
    found.refresh_from_db()
    messages.warning(request, str(refusal))
    return _detail(request, found, status=refusal.status)


def _encounter(request: HttpRequest, public_id: UUID) -> Encounter:
    return get_object_or_404(encounters_visible_to(request.person), public_id=public_id)


def _hosted(request: HttpRequest, public_id: UUID) -> Encounter:
    found = _encounter(request, public_id)
    if found.host_id != request.person.pk:
        raise Http404
    return found


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, name, **arguments)
