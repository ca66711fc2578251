"""Circles that became small: for who coordinates what could be done, for who sits there what they are asked."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.forms import AnswerForm, MendForm
from reciproca.circles.mending import mendings_to_answer, small_circles_seen_by
from reciproca.circles.models import ARTICLES, Circle, Mending
from reciproca.circles.queries import members_of, template_of
from reciproca.circles.words import ARTICLE_NAMES
from reciproca.communities.models import Membership
from reciproca.people.queries import zone_of

from .shared import at, done

__all__ = ["asked_of_the_circle", "mending_answer", "mending_list", "mending_new"]


@require_safe
def mending_list(request: HttpRequest) -> HttpResponse:
    """What could be done with the fewest moves, and what the circles are asked already."""
    with timezone.override(zone_of(request.person)):
        context = {"smalls": small_circles_seen_by(request.person)}
        return render(request, "circles/mending_list.html", context)


@require_POST
def mending_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    smalls = [one.circle for one in small_circles_seen_by(request.person)]
    page = at(request, "mending-list")
    circle = get_object_or_404(Circle.objects.filter(pk__in=[one.pk for one in smalls]), public_id=public_id)
    form = MendForm(request.POST)
    if not form.is_valid():
        return redirect(page)

    def act() -> str:
        made = actions.propose_mending(circle, form.cleaned_data["which"], by=request.person)
        if made.is_merger:
            return _("Both circles are asked. They become one when all who sit there have said yes.")
        return _("The circle is asked. With the yes of one of them the seat is offered.")

    return done(request, act, page)


@require_POST
def mending_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one says is told to nobody."""
    found, person = get_object_or_404(mendings_to_answer(request.person), public_id=public_id), request.person
    form = AnswerForm(request.POST)
    mine = _circle_of(found, person)
    page = at(request, "circle-detail", public_id=mine.public_id)
    if not form.is_valid():
        return redirect(page)
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        made = actions.answer_mending(found, yes, by=person)
        if not yes:
            return _("Set aside. Nobody learns of it, and it closes by itself.")
        if made.is_merger:
            return _("Your yes is there, and you alone know of it. Nothing changes before all have said it.")
        return _("The seat is offered. They decide in their own time.")

    return done(request, act, page)


def asked_of_the_circle(circle: Circle, person: Membership) -> list[dict[str, Any]]:
    """What the circle is asked, as one of those who sit there reads it."""
    rows = []
    for mending in mendings_to_answer(person):
        if circle.pk not in (mending.circle_id, mending.other_id):
            continue
        row: dict[str, Any] = {"mending": mending, "person": mending.person}
        if mending.other is not None:
            theirs = mending.other if circle.pk == mending.circle_id else mending.circle
            row |= {"theirs": theirs, "people": members_of(theirs, person), "charter": _new_charter(mending)}
        rows.append(row)
    return rows


def _new_charter(mending: Mending) -> list[tuple[Any, str]]:
    """The text that holds from then on, where theirs differ."""
    if not mending.template:
        return []
    text = template_of(mending.circle.language, mending.template)
    return [(ARTICLE_NAMES[name], text[name]) for name in ARTICLES]


def _circle_of(mending: Mending, person: Membership) -> Circle:
    """That of the two in which one sits."""
    if mending.other is None or person.circle_seats.filter(circle=mending.circle_id, state="taken").exists():
        return mending.circle
    return mending.other
