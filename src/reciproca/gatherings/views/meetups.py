"""Meet-ups: those there are, one of them, its door, and with whom one met there."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.queries import is_minor
from reciproca.calendars.events import invitation
from reciproca.circles.models import Circle
from reciproca.communities.models import Membership
from reciproca.gatherings import actions
from reciproca.gatherings.forms import ArrivalForm, MeetupChangeForm, MeetupForm, MetForm, ToggleForm
from reciproca.gatherings.invitations import event_of_meetup
from reciproca.gatherings.meetups import (
    Met,
    code_at,
    coming_to,
    meetups_of,
    meetups_to_come_to,
    meetups_visible_to,
    mets_at,
    seat_at,
    waiting_for,
)
from reciproca.gatherings.models import Meetup
from reciproca.gatherings.queries import circles_to_start_in, cohorts_to_start_in
from reciproca.gatherings.rules import (
    can_call_off,
    can_change,
    can_say_coming,
    can_tell_mets,
    is_door_open,
    shows_the_door,
)
from reciproca.network.drawings import drawing_of
from reciproca.network.queries import are_connected
from reciproca.people.queries import zone_of

from .shared import asking, at, done, form_page, get_or_post, or_absent

__all__ = [
    "meetup", "meetup_arrival", "meetup_cancellation", "meetup_change", "meetup_door", "meetup_invitation", "meetup_list",
    "meetup_met", "meetup_new", "meetup_presence",
]  # fmt: skip

MOST_SHOWN = 30
MOST_PAST = 12


@require_safe
def meetup_list(request: HttpRequest) -> HttpResponse:
    """Those I come to, those I could come to, those I was at; or all of one circle I sit in."""
    person = request.person
    circle = _circle_asked_for(request)
    mine, to_come = meetups_of(person), meetups_to_come_to(person)
    if circle is not None:
        mine, to_come = mine.filter(circle=circle), to_come.filter(circle=circle)
    rows = list(mine)
    past = [one for one in rows if one.is_planned and not one.is_to_come]
    with timezone.override(zone_of(person)):
        context = {
            "circle": circle,
            "mine": [(one, seat_at(one, person)) for one in rows if one not in past][:MOST_SHOWN],
            "to_come": [(one, None) for one in to_come[:MOST_SHOWN]],
            "past": past[::-1][:MOST_PAST],
            "is_minor": is_minor(person),
        }
        return render(request, "gatherings/meetup_list.html", context)


def _circle_asked_for(request: HttpRequest) -> Circle | None:
    """One of those this person sits in."""
    asked = request.GET.get("circle", "")
    return next((one for one in circles_to_start_in(request.person) if str(one.public_id) == asked), None)


def _groups(person: Membership) -> list[tuple[str, str | Promise]]:
    """Whom this person may ask to come."""
    groups: list[tuple[str, str | Promise]] = [("all", _("The whole community"))]
    if person.is_coordinator:
        cohorts = cohorts_to_start_in(person)
        groups += [(f"cohort {one.public_id}", f"{one.programme.name}, {one.name}") for one in cohorts]
    circles = circles_to_start_in(person)
    groups += [(f"circle {one.public_id}", _("The circle “%(name)s”") % {"name": one.name}) for one in circles]
    return groups


@get_or_post
def meetup_new(request: HttpRequest) -> HttpResponse:
    person = request.person
    or_absent(not is_minor(person))
    circle = _circle_asked_for(request)
    initial = {"whose": f"circle {circle.public_id}" if circle is not None else "all", "minutes": 90}
    form = MeetupForm(request.POST or None, initial=initial, groups=_groups(person), zone=zone_of(person))

    def act() -> tuple[str, str]:
        called = actions.call_meetup(by=person, **_group(form.cleaned_data["whose"], person), **form.said)
        page = at(request, "meetup-detail", public_id=called.public_id)
        return _("It is there, and you come. The others find it on their page: tell them, too."), page

    return form_page(
        request, form, act, back=at(request, "meetup-list"), title=_("Call a meet-up"), kicker=_("Meet-ups"),
        lede=_("A table, a walk, an hour by video: you say where and when, and whoever likes comes."), submit=_("Call it"),
        draft="meetup",
        aside=[
            (_("Who sees who comes"), _("Those it is for. Whoever has blocked you, or whom you have blocked, does not see it, and you do not see them there.")),
            (_("At the door"), _("From an hour before, your page has a code. Whoever reads it says that they are there.")),
        ],
    )  # fmt: skip


def _group(whose: str, person: Membership) -> dict[str, Any]:
    kind, _space, public_id = whose.partition(" ")
    if kind == "cohort":
        return {"cohort": cohorts_to_start_in(person).get(public_id=public_id)}
    return {"circle": circles_to_start_in(person).get(public_id=public_id)} if kind == "circle" else {}


# ── one meet-up ──────────────────────────────────────────────────────────────


@require_safe
def meetup(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meetup(request, public_id)
    mets = _mets(request, found)
    return _detail(request, found, mets, _met_form(found, mets))


def _detail(
    request: HttpRequest, found: Meetup, mets: list[Met], form: MetForm | None, status: int = 200
) -> HttpResponse:
    person = request.person
    seat = seat_at(found, person)
    seats = list(coming_to(found, person))
    is_host = found.called_by_id == person.pk
    with timezone.override(zone_of(person)):
        context = {
            "meetup": found,
            "seat": seat,
            "is_host": is_host,
            "people": [one.person for one in seats],
            "here": [one.person for one in seats if one.here_at is not None],
            "waiting": [one.person for one in waiting_for(found, person)] if is_host else [],
            "may_say": can_say_coming(found) and not is_host,
            "may_change": can_change(person, found),
            "may_call_off": can_call_off(person, found),
            "shows_door": shows_the_door(person, found),
            "may_arrive": is_door_open(found) and not is_host and (seat is None or seat.here_at is None),
            "tells": found.has_begun and seat is not None and seat.comes,
            "met": [(met, are_connected(person, met.person)) for met in mets if met.is_met],
            "said": [met.person for met in mets if met.i_say and not met.is_met],
            "form": form,
        }
        return render(request, "gatherings/meetup_detail.html", context, status=status)


def _mets(request: HttpRequest, found: Meetup) -> list[Met]:
    """Once it has begun, the others who came, for who came."""
    seat = seat_at(found, request.person)
    return mets_at(found, request.person) if found.has_begun and seat is not None and seat.comes else []


def _met_form(found: Meetup, mets: list[Met], data: Any = None) -> MetForm | None:
    """Those of whom I have said nothing; who says that we met is ticked."""
    open_ones = [met for met in mets if not met.i_say]
    if not open_ones or not can_tell_mets(found):
        return None
    people = [(str(met.person.public_id), met.person.name) for met in open_ones]
    ticked = [str(met.person.public_id) for met in open_ones if met.they_say]
    return MetForm(data, people=people, initial={"people": ticked})


@require_POST
def meetup_met(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meetup(request, public_id)
    mets = _mets(request, found)
    form = _met_form(found, mets, request.POST)
    or_absent(form)
    assert form is not None
    if not form.is_valid():
        return _detail(request, found, mets, form, status=422)
    chosen = set(form.cleaned_data["people"])
    others = [met.person for met in mets if str(met.person.public_id) in chosen]

    def act() -> str:
        both = actions.say_met(found, others, by=request.person)
        if not both:
            return _("Said. It counts as soon as the other says so too.")
        return ngettext(
            "With one of them both of you say so: it counts as having met.",
            "With %(n)s of them both of you say so: it counts as having met.",
            both,
        ) % {"n": both}

    return done(request, act, at(request, "meetup-detail", "met", public_id=public_id))


@require_POST
def meetup_presence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = _meetup(request, public_id), ToggleForm(request.POST)
    or_absent(form.is_valid())

    def act() -> str:
        if form.cleaned_data["answer"] == "no":
            actions.stay_away(found, by=request.person)
            return _("Said. Nobody is told.")
        if actions.come_to_meetup(found, by=request.person).comes:
            return _("You come. The invitation for your calendar is on its way.")
        return _("All places are taken. You wait for one: as soon as one is free it is yours, and a letter tells you.")

    return done(request, act, at(request, "meetup-detail", public_id=public_id))


@get_or_post
def meetup_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _meetup(request, public_id), request.person
    or_absent(can_change(person, found))
    zone = zone_of(person)
    local = found.starts_at.astimezone(zone)
    initial = {
        "title": found.title, "words": found.words, "day": local.date(), "hour": local.time(), "minutes": found.minutes,
        "where": found.where, "most": found.most, "version": found.version,
    }  # fmt: skip
    form = MeetupChangeForm(request.POST or None, initial=initial, zone=zone)
    page = at(request, "meetup-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.change_meetup(found, by=person, version=form.cleaned_data["version"], **form.said)
        return _("Changed. Where the name, the hour or the place is another one, it is in everybody’s calendar."), page

    return form_page(
        request, form, act, row=found, back=page, title=_("Change the meet-up"), kicker=found.title, submit=_("Change it"),
        lede=_("Those who come are told of another name, another hour, another place."), draft=f"meetup-{public_id}",
    )  # fmt: skip


@get_or_post
def meetup_cancellation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meetup(request, public_id)
    if request.method == "POST":

        def act() -> str:
            actions.call_off_meetup(found, by=request.person)
            return _("Called off. It leaves everybody’s calendar.")

        return done(request, act, at(request, "meetup-detail", public_id=public_id))
    or_absent(can_call_off(request.person, found))
    return asking(
        request, title=_("Call off “%(title)s”?") % {"title": found.title}, confirm=pgettext("meet-up", "Call it off"),
        text=_("Everybody who comes or waits receives a letter, and it leaves their calendars."),
        back=at(request, "meetup-detail", public_id=public_id),
    )  # fmt: skip


@require_safe
def meetup_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meetup(request, public_id)
    text = invitation(event_of_meetup(found, request.person))
    headers = {"Content-Disposition": 'attachment; filename="invitation.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


# ── at the door ──────────────────────────────────────────────────────────────


@require_safe
def meetup_door(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The code to show, and who has read it. An open page asks for the fresh one by itself."""
    found, person = _meetup(request, public_id), request.person
    or_absent(shows_the_door(person, found))
    code = code_at(found)
    address = f"{settings.SITE_URL}{at(request, 'meetup-arrival', public_id=public_id)}?code={code}"
    context = {
        "meetup": found,
        "code": f"{code[:4]} {code[4:]}",
        "drawing": drawing_of(address),
        "here": [seat.person for seat in coming_to(found, person) if seat.here_at is not None],
    }
    response = render(request, "gatherings/meetup_door.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@get_or_post
def meetup_arrival(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the drawing leads: the code stands in the field already. Opening it says nothing, its button does."""
    found = _meetup(request, public_id)
    or_absent(is_door_open(found))
    form = ArrivalForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    page = at(request, "meetup-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.arrive_at_meetup(found, form.cleaned_data["code"], by=request.person)
        return _("You are there. Afterwards say with whom you met."), page

    return form_page(
        request, form, act, back=page, title=_("Are you there?"), kicker=found.title, submit=_("I am here"),
        lede=_("Say so only if you stand at the door, or sit in the video room."),
    )  # fmt: skip


def _meetup(request: HttpRequest, public_id: UUID) -> Meetup:
    found = get_object_or_404(meetups_visible_to(request.person), public_id=public_id)
    found.community = request.community
    return found
