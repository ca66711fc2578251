"""Coffee rounds: those there are, one of them, and one's table."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.queries import is_minor
from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.gatherings import actions
from reciproca.gatherings.choices import CoffeeState, Word
from reciproca.gatherings.exports import coffee_csv, coffee_xlsx
from reciproca.gatherings.forms import CoffeeChangeForm, CoffeeForm, ToggleForm, WordForm
from reciproca.gatherings.models import Coffee, CoffeeTable
from reciproca.gatherings.queries import (
    circles_to_start_in,
    coffees_of,
    coffees_to_join,
    coffees_visible_to,
    cohorts_to_start_in,
    companies_now,
    companies_of,
    company_at,
    company_in,
    counts_of,
    people_in,
    seat_in,
    tables_visible_to,
    turn_now,
    was_left_over,
)
from reciproca.gatherings.rules import can_change_rounds, can_end, can_join, can_say, can_see_counts
from reciproca.gatherings.words import day_said, names_said, question_of
from reciproca.people.queries import in_common_with, zone_of

from .shared import asking, at, done, form_page, get_or_post, or_absent

__all__ = [
    "coffee", "coffee_change", "coffee_departure", "coffee_ending", "coffee_export_csv", "coffee_export_xlsx",
    "coffee_joining", "coffee_list", "coffee_new", "coffee_pause", "coffee_skip", "table", "table_talk", "table_word",
]  # fmt: skip

MOST_SHARED = 6
MOST_PAST = 12


@require_safe
def coffee_list(request: HttpRequest) -> HttpResponse:
    """With whom I am now, those I am in, those I could be in; for who coordinates, all that are under way."""
    person = request.person
    mine = list(coffees_of(person))
    to_join = list(coffees_to_join(person))
    shown = {one.pk for one in (*mine, *to_join)}
    others = coffees_visible_to(person).filter(state=CoffeeState.OPEN).exclude(pk__in=shown)
    with timezone.override(zone_of(person)):
        context = {
            "companies": companies_now(person),
            "mine": [(one, seat_in(one, person)) for one in mine if one.is_open],
            "ended": [one for one in mine if not one.is_open],
            "to_join": to_join,
            "others": others.order_by("-started_at", "-pk") if person.is_coordinator else [],
            "may_start": bool(_groups(person)),
            "is_minor": is_minor(person),
        }
        return render(request, "gatherings/coffee_list.html", context)


def _groups(person: Membership) -> list[tuple[str, str | Promise]]:
    """For whom this person may start one."""
    groups: list[tuple[str, str | Promise]] = []
    if person.is_coordinator:
        groups.append(("all", _("The whole community")))
        groups += [
            (f"cohort {one.public_id}", f"{one.programme.name}, {one.name}") for one in cohorts_to_start_in(person)
        ]
    circles = circles_to_start_in(person)
    groups += [(f"circle {one.public_id}", _("The circle “%(name)s”") % {"name": one.name}) for one in circles]
    return groups


@get_or_post
def coffee_new(request: HttpRequest) -> HttpResponse:
    person = request.person
    groups = _groups(person)
    if not groups:
        messages.warning(
            request, _("One is started by who coordinates, or by a circle for itself: join a circle, or begin one.")
        )
        return redirect(at(request, "coffee-list"))
    asked = f"circle {request.GET.get('circle', '')}"
    whose = asked if asked in dict(groups) else groups[0][0]
    initial = {"whose": whose, "every_weeks": 2, "rounds": 6, "way": "either"}
    form = CoffeeForm(request.POST or None, initial=initial, groups=groups, zone=zone_of(person))

    def act() -> tuple[str, str]:
        begun = actions.start_coffee(by=person, **_group(form.cleaned_data["whose"], person), **form.said)
        return _("It is there. Now say whether you are in yourself, and tell the others."), at(
            request, "coffee-detail", public_id=begun.public_id
        )

    return form_page(
        request, form, act, back=at(request, "coffee-list"), title=_("A new coffee round"), kicker=_("Coffee rounds"),
        lede=_("Two by two, drawn anew each time: half an hour with somebody one would not have written to."),
        submit=_("Start it"), draft="coffee",
        aside=[
            (_("How it is drawn"), _("Nobody twice with the same person, as long as you choose. With an odd number three have coffee together. Whoever was left over comes first next time.")),
            (_("What you see of it"), _("How many were in and how many met. Not what was said, and not who did not manage.")),
        ],
    )  # fmt: skip


def _group(whose: str, person: Membership) -> dict[str, Any]:
    kind, _space, public_id = whose.partition(" ")
    if kind == "cohort":
        return {"cohort": cohorts_to_start_in(person).get(public_id=public_id)}
    return {"circle": circles_to_start_in(person).get(public_id=public_id)} if kind == "circle" else {}


@get_or_post
def coffee_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _coffee(request, public_id), request.person
    or_absent(can_change_rounds(person, found))
    names = ("title", "words", "every_weeks", "rounds", "apart_rounds", "way", "city", "version")
    initial = {**{name: getattr(found, name) for name in names}, "begins_on": found.next_on}
    form = CoffeeChangeForm(request.POST or None, initial=initial, zone=zone_of(person), drawn=found.drawn)
    page = at(request, "coffee-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.change_coffee(found, by=person, version=form.cleaned_data["version"], **form.said)
        return _("Changed, from the next round on."), page

    return form_page(
        request, form, act, row=found, back=page, title=_("Change the coffee round"), kicker=found.title,
        submit=_("Change it"), lede=_("From the next round on. What has been drawn stays as it is."), draft=f"coffee-{public_id}",
    )  # fmt: skip


@require_safe
def coffee(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _coffee(request, public_id), request.person
    seat, turn = seat_in(found, person), turn_now(found)
    past = tables_visible_to(person).filter(turn__coffee=found)
    company = company_in(turn, person) if turn is not None else None
    with timezone.override(zone_of(person)):
        context = {
            "coffee": found,
            "seat": seat,
            "turn": turn,
            "company": company,
            "is_left": turn is not None and company is None and was_left_over(turn, person),
            "skips": seat is not None and seat.skips == found.drawn + 1,
            "may_join": can_join(person, found, seat),
            "may_change": can_change_rounds(person, found),
            "may_end": can_end(person, found),
            "people": people_in(found, person).count(),
            "counts": counts_of(found) if can_see_counts(person, found) else None,
            "past": companies_of(list(past.exclude(turn=turn)[:MOST_PAST]), person),
        }
        return render(request, "gatherings/coffee_detail.html", context)


@require_POST
def coffee_joining(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _coffee(request, public_id)

    def act() -> str:
        actions.join_coffee(found, by=request.person)
        return _("You are in, from the next round on.")

    return done(request, act, at(request, "coffee-detail", public_id=public_id))


@require_POST
def coffee_departure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _coffee(request, public_id)

    def act() -> str:
        actions.leave_coffee(found, by=request.person)
        return _("You are out. Nobody is told.")

    return done(request, act, at(request, "coffee-detail", public_id=public_id))


@require_POST
def coffee_pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = _coffee(request, public_id), ToggleForm(request.POST)
    or_absent(form.is_valid() and seat_in(found, request.person))
    paused = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.pause_coffee(found, paused, by=request.person)
        return _("Paused, until you say otherwise.") if paused else _("You are in again, from the next round on.")

    return done(request, act, at(request, "coffee-detail", public_id=public_id))


@require_POST
def coffee_skip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = _coffee(request, public_id), ToggleForm(request.POST)
    or_absent(form.is_valid() and seat_in(found, request.person))
    skips = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.skip_round(found, skips, by=request.person)
        return _("Not the next one. In the one after it you are in.") if skips else _("You are in the next one.")

    return done(request, act, at(request, "coffee-detail", public_id=public_id))


@get_or_post
def coffee_ending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _coffee(request, public_id)
    page = at(request, "coffee-detail", public_id=public_id)
    if request.method == "POST":

        def act() -> str:
            actions.end_coffee(found, by=request.person)
            return _("Ended. No further round is drawn.")

        return done(request, act, page)
    or_absent(can_end(request.person, found))
    return asking(
        request, title=_("End “%(title)s”?") % {"title": found.title}, confirm=_("End the coffee round"), back=page,
        text=_("No further round is drawn. Whoever has a table now keeps it for its time."),
    )  # fmt: skip


@require_safe
def coffee_export_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _counted(request, public_id)
    return _file(coffee_csv(counts_of(found)), "csv", "text/csv")


@require_safe
def coffee_export_xlsx(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _counted(request, public_id)
    content = coffee_xlsx(found, counts_of(found), list(people_in(found, request.person)))
    return _file(content, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _file(content: bytes, ending: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="coffee.{ending}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


# ── the table ────────────────────────────────────────────────────────────────


@require_safe
def table(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _table(request, public_id), request.person
    company = company_at(found, person)
    or_absent(company)
    assert company is not None
    with timezone.override(zone_of(person)):
        context = {
            "table": found,
            "coffee": found.turn.coffee,
            "company": company,
            "names": names_said(company.people),
            "question": question_of(found),
            "shared": [(other, in_common_with(other, viewer=person)[:MOST_SHARED]) for other in company.people],
            "until": day_said(timezone.localtime(found.turn.closes_at)),
            "may_say": can_say(company),
        }
        return render(request, "gatherings/table_detail.html", context)


@require_POST
def table_talk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _table(request, public_id)
    try:
        talk = actions.open_talk(found, by=request.person)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal))
        return redirect(at(request, "table-detail", public_id=public_id))
    return redirect(reverse_in(request.community, "conversations:conversation-detail", public_id=talk.public_id))


@require_POST
def table_word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = _table(request, public_id), WordForm(request.POST)
    or_absent(form.is_valid())
    word = form.cleaned_data["answer"]

    def act() -> str:
        company = actions.say_of_table(found, word, by=request.person)
        if word == Word.NOT_MET:
            return _("Said. It happens: the next round is another one.")
        if company.met:
            return _("Said by both: it counts as having met.")
        return _("Said. It counts as soon as the other says so too.")

    return done(request, act, at(request, "table-detail", public_id=public_id))


def _coffee(request: HttpRequest, public_id: UUID) -> Coffee:
    return get_object_or_404(coffees_visible_to(request.person), public_id=public_id)


def _counted(request: HttpRequest, public_id: UUID) -> Coffee:
    found = _coffee(request, public_id)
    or_absent(can_see_counts(request.person, found))
    return found


def _table(request: HttpRequest, public_id: UUID) -> CoffeeTable:
    return get_object_or_404(tables_visible_to(request.person), public_id=public_id)
