"""What the pages of this room have in common: the circle one may see, a page with one form in the reader’s own time."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from reciproca.circles.forms import RoundStepForm
from reciproca.circles.models import Circle
from reciproca.circles.queries import charter_in_force, circles_of, circles_visible_to, has_consented
from reciproca.core import doors
from reciproca.core.doors import asking, done, get_or_post, or_absent
from reciproca.people.queries import zone_of

__all__ = [
    "asking",
    "at",
    "circle_here",
    "circle_of_mine",
    "done",
    "form_page",
    "get_or_post",
    "is_bound",
    "or_absent",
    "step_round",
]

at = doors.addresses_of("circles")


def form_page(request: HttpRequest, form: Any, act: Callable[[], tuple[str, str]], **words: Any) -> HttpResponse:
    return doors.form_page(request, form, act, zone=zone_of(request.person), **words)


def circle_here(request: HttpRequest, public_id: UUID) -> Circle:
    return get_object_or_404(circles_visible_to(request.person), public_id=public_id)


def circle_of_mine(request: HttpRequest, public_id: UUID) -> Circle:
    return get_object_or_404(circles_of(request.person), public_id=public_id)


def is_bound(request: HttpRequest, circle: Circle) -> bool:
    """Whether the reader said yes to the charter in force: before that a circle says nothing of what goes on in it."""
    charter = charter_in_force(circle)
    return charter is not None and has_consented(request.person, charter)


def step_round(
    request: HttpRequest, page: str, begin: Callable[[], object], move_on: Callable[[int], object]
) -> HttpResponse:
    """A round begins, or goes on from the turn that was seen; where it stands then is on the page."""
    form = RoundStepForm(request.POST)
    if not form.is_valid():
        return redirect(page)

    def act() -> None:
        turn = form.cleaned_data["turn"]
        if form.cleaned_data["to"] == "round":
            begin()
        else:
            move_on(-1 if turn is None else turn)

    return done(request, act, page)
