"""What the pages of this room have in common: addresses, a page with one form, a page that asks before a deed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.core.fields import put_in_field
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.exchanges import actions
from reciproca.exchanges.forms import VersionForm
from reciproca.exchanges.queries import people_to_recommend
from reciproca.people.queries import Narrowing, find_people, people_visible_to

__all__ = [
    "MOST_FOUND",
    "ON_A_PAGE",
    "Folded",
    "asking",
    "at",
    "choose_person",
    "form_page",
    "get_or_post",
    "needs_tabs",
    "or_absent",
    "person_or_404",
    "thanks_tabs",
    "version_of",
]

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 20
MOST_FOUND = 12


def at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, f"exchanges:{name}", **arguments)


def person_or_404(request: HttpRequest, public_id: UUID) -> Any:
    return get_object_or_404(people_visible_to(request.person), public_id=public_id)


def choose_person(
    request: HttpRequest,
    leads_to: Callable[[Any], str],
    *,
    title: str,
    kicker: str,
    lede: str,
    back: str,
    apart: Collection[Membership] = (),
) -> HttpResponse:
    """Those one has done something with, or whoever one looks for, less oneself and these; each name leads on."""
    wanted = request.GET.get("q", "")[:200].strip()
    left_out = {request.person.public_id, *(one.public_id for one in apart)}
    found = find_people(request.person, Narrowing(words=wanted))[: MOST_FOUND + len(left_out)]
    people: list[Any] = list(found) if wanted else people_to_recommend(request.person)
    shown = [one for one in people if one.public_id not in left_out][:MOST_FOUND]
    context = {
        "title": title,
        "kicker": kicker,
        "lede": lede,
        "wanted": wanted,
        "people": [(one, leads_to(one)) for one in shown],
        "back": back,
    }
    return render(request, "exchanges/person_choice.html", context)


def or_absent(allowed: bool) -> None:
    """What cannot be done now has no page."""
    if not allowed:
        raise Http404


def version_of(request: HttpRequest) -> int:
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


@dataclass(frozen=True, slots=True)
class Folded:
    """Fields of a form that few need: they stand below the others, and open where something was written in them."""

    summary: str
    names: tuple[str, ...]
    is_open: bool


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[], str],
    *,
    template: str = "exchanges/act_form.html",
    row: Any = None,
    compared: str = "",
    **words: Any,
) -> HttpResponse:
    """A page with one form. 422 when what was sent cannot be taken, 409 when the row moved on; all typed stays there."""
    status, theirs = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(act())
            except actions.ChangedMeanwhile as refusal:
                status, theirs = refusal.status, getattr(row, compared)
                put_in_field(form, "version", str(row.version))  # sending again keeps what was typed
                form.add_error(None, str(refusal))
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    words |= {name: euphonic(said) for name, said in words.items() if isinstance(said, str)}
    return render(request, template, {"form": form, "theirs": theirs, **words}, status=status)


def asking(request: HttpRequest, **words: Any) -> HttpResponse:
    """A page that asks before something that others notice."""
    return render(request, "exchanges/act_confirmation.html", words)


def needs_tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """Asks, one's own, leads; and the thanks that came of them."""
    labels = {
        "ask-list": pgettext("place", "Asks"),
        "ask-own": _("Asked by you"),
        "lead-list": pgettext("place", "Leads"),
        "share-list": pgettext("place", "Shared"),
        "thanks": pgettext("place", "Thanks"),
    }
    return [{"label": label, "url": at(request, name), "current": name == here} for name, label in labels.items()]


def thanks_tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """Thanks, recommendations, and skills seen at work."""
    labels = {
        "thanks": _("In the community"),
        "recognition-list": _("For you"),
        "recognition-given": _("From you"),
        "recommendation-list": _("Recommendations"),
        "endorsement-list": pgettext("place", "Seen at work"),
    }
    return [{"label": label, "url": at(request, name), "current": name == here} for name, label in labels.items()]
