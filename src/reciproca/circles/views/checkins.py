"""Check-ins: asking, answering, passing, and letters one can do without."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.choices import Repeat
from reciproca.circles.forms import AnswerForm, CheckInAnswerForm, CheckInForm
from reciproca.circles.models import CheckIn
from reciproca.circles.rhythm import (
    answer_of,
    answers_to,
    check_ins_of,
    check_ins_visible_to,
    heard_in,
    is_nudged,
    prompts_in,
)
from reciproca.circles.rules import can_plan
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.fields import put_in_field
from reciproca.people.queries import zone_of

from .shared import at, circle_of_mine, done, form_page, get_or_post, is_bound, or_absent

__all__ = ["check_in", "check_in_declination", "check_in_ending", "check_in_list", "check_in_new", "circle_nudges"]

A_WEEK = 7
MOST_SHOWN = 40


@get_or_post
def check_in_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It begins with one of the questions that are ready; ?from=3 takes another."""
    found = circle_of_mine(request, public_id)
    or_absent(can_plan(found, bound=is_bound(request, found)))
    prompts = prompts_in(found.language)
    asked = request.GET.get("from", "")
    place = int(asked) - 1 if asked.isdecimal() and 0 < int(asked[:3]) <= len(prompts) else 0
    until = clock.today() + timedelta(days=A_WEEK)
    form = CheckInForm(
        request.POST or None, initial={"prompt": prompts[place], "until": until, "every_days": Repeat.ONCE.value}
    )

    def act() -> tuple[str, str]:
        made = actions.open_check_in(found, by=request.person, **form.cleaned_data)
        return _("Asked. Each answers in their own time."), at(request, "check-in-detail", public_id=made.public_id)

    return form_page(
        request, form, act, back=at(request, "circle-detail", public_id=public_id), title=_("A check-in"), kicker=found.name,
        lede=_("For who cannot come, and for the weeks between two meetings. Each answers once; one reads the others after one’s own."),
        submit=_("Ask the circle"), draft=f"check-in-{public_id}",
        starters=[
            (f"{at(request, 'check-in-new', public_id=public_id)}?from={number}", prompt)
            for number, prompt in enumerate(prompts, start=1)
        ],
    )  # fmt: skip


@require_safe
def check_in_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    or_absent(is_bound(request, found))
    with timezone.override(zone_of(request.person)):
        context = {"circle": found, "check_ins": check_ins_of(found, request.person)[:MOST_SHOWN]}
        return render(request, "circles/check_in_list.html", context)


@get_or_post
def check_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The question, one’s own answer, and then those of the others."""
    found, person = _check_in(request, public_id), request.person
    mine = answer_of(person, found)
    answered = mine if mine is not None and not mine.is_pass else None
    initial = {"text": answered.text, "version": answered.version} if answered is not None else {"version": 0}
    form, status = CheckInAnswerForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = {"version": form.cleaned_data["version"] or 0, "text": form.cleaned_data["text"]}
            page = at(request, "check-in-detail", public_id=public_id)
            try:
                actions.answer_check_in(found, by=person, **told)
            except actions.ChangedMeanwhile as refusal:
                status = refusal.status
                kept = answer_of(person, found)
                put_in_field(form, "version", str(kept.version if kept is not None else 0))
                form.add_error(None, str(refusal))
            except Refusal as refusal:
                if refusal.status == 404:
                    raise
                form.add_error(None, str(refusal))
            else:
                return done(request, lambda: _("Said. Now you read the others, too."), page)
    with timezone.override(zone_of(person)):
        context = {
            "check_in": found,
            "circle": found.circle,
            "form": form,
            "mine": answered,
            "has_passed": mine is not None and mine.is_pass,
            "may_answer": found.is_open and found.circle.is_meeting,
            "answers": [one for one in answers_to(found, person) if one.person_id != person.pk],
            "heard": heard_in(found, person),
            "is_nudged": is_nudged(person, found.circle),
        }
        return render(request, "circles/check_in_detail.html", context, status=status)


@require_POST
def check_in_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _check_in(request, public_id)

    def act() -> str:
        actions.pass_check_in(found, by=request.person)
        return _("All right. Nobody waits for you this time.")

    return done(request, act, at(request, "circle-detail", "check-ins", public_id=found.circle.public_id))


@require_POST
def check_in_ending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _check_in(request, public_id)

    def act() -> str:
        actions.stop_check_in(found, by=request.person)
        return _("It does not come back. What is open stays open.")

    return done(request, act, at(request, "check-in-detail", public_id=public_id))


@require_POST
def circle_nudges(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether one wants letters about the check-ins of this circle."""
    found = circle_of_mine(request, public_id)
    form = AnswerForm(request.POST)
    page = at(request, "check-in-list", public_id=public_id)
    if not form.is_valid():
        return redirect(page)
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.choose_nudges(found, yes, by=request.person)
        return (
            _("You will be reminded by letter.") if yes else _("No letter about the check-ins of this circle any more.")
        )

    return done(request, act, page)


def _check_in(request: HttpRequest, public_id: UUID) -> CheckIn:
    found = get_object_or_404(check_ins_visible_to(request.person), public_id=public_id)
    found.circle.community = found.community = request.community
    return found
