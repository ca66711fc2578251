"""What the pages of this room have in common: addresses, a page with one form, a person to choose."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.core import doors
from reciproca.core.doors import asking, get_or_post, or_absent
from reciproca.exchanges.forms import VersionForm
from reciproca.exchanges.queries import people_to_recommend
from reciproca.people import choice
from reciproca.people.queries import people_visible_to

__all__ = [
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

ON_A_PAGE = 20

at = doors.addresses_of("exchanges")
form_page = partial(doors.form_page, template="exchanges/act_form.html", says_absence=True, counts=True)


def person_or_404(request: HttpRequest, public_id: UUID) -> Any:
    return get_object_or_404(people_visible_to(request.person), public_id=public_id)


def choose_person(request: HttpRequest, leads_to: Callable[[Any], str], **words: Any) -> HttpResponse:
    """Those one has done something with, or whoever one looks for."""
    return choice.choose_person(
        request,
        leads_to,
        known=lambda _most: people_to_recommend(request.person),
        known_as=_("People you have done something with"),
        **words,
    )


def version_of(request: HttpRequest) -> int:
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


@dataclass(frozen=True, slots=True)
class Folded:
    """Fields of a form that few need: they stand below the others, and open where something was written in them."""

    summary: str
    names: tuple[str, ...]
    is_open: bool


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
