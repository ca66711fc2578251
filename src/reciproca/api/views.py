"""The documentation of the API, and the page of one's keys."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reciproca.communities.queries import account_of, memberships_of
from reciproca.core.errors import Refusal
from reciproca.core.scope import within

from . import actions
from .forms import TokenForm
from .openapi import schema as described
from .queries import tokens_of
from .showing import chapters

__all__ = ["docs", "schema", "token_end", "token_list", "token_new"]


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """For programs: OpenAPI 3.1."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """For people: the same, to read."""
    first = request.build_absolute_uri(reverse("api:me"))
    example = f'curl -H "Authorization: Bearer rcp_…" {first}'
    return render(request, "api/docs.html", {"chapters": chapters(), "example": example})


@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    return render(request, "api/token_list.html", {"tokens": list(tokens_of(account_of(request)))})


@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make one; it is shown on the answer to this, and never again."""
    memberships = list(memberships_of(account_of(request)))
    form = TokenForm(request.POST or None, memberships=memberships)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            with within(form.place.community):
                token, key = actions.make_token(data["name"], scopes=data["scopes"], days=data["days"], by=form.place)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            response = render(request, "api/token_made.html", {"token": token, "key": key})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "api/token_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def token_end(request: HttpRequest, public_id: str) -> HttpResponse:
    token = get_object_or_404(tokens_of(account_of(request)), public_id=public_id)
    with within(token.membership.community):
        actions.end_token(token, by=token.membership)
    messages.success(request, _("Ended: it opens nothing any more."))
    return redirect("api:token-list")
