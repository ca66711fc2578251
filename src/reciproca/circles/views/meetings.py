"""The meetings of a circle: dates, the agenda, who comes, who was there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.calendars.events import invitation
from reciproca.circles import actions
from reciproca.circles.forms import AnswerForm, MeetingForm, MoveForm, PresenceForm
from reciproca.circles.invitations import event_of
from reciproca.circles.models import Attendance, Meeting
from reciproca.circles.queries import (
    attendance_at,
    cases_at,
    cases_of,
    commitments_of,
    meetings_of,
    meetings_visible_to,
    members_of,
    seated_among,
)
from reciproca.circles.rules import (
    agenda_of,
    can_begin_check_ins,
    can_move_check_ins_on,
    can_plan,
    can_tell_presence,
    can_tell_whether_there,
    is_going_round,
    moderator_of,
    roles_of,
    round_ends_at,
)
from reciproca.circles.words import PARTS, ROLE_NAMES, day_said, hours_said
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.queries import thanks_for
from reciproca.people.queries import zone_of

from .shared import asking, at, circle_of_mine, done, form_page, get_or_post, is_bound, or_absent, step_round

__all__ = [
    "meeting", "meeting_attendance", "meeting_cancellation", "meeting_invitation", "meeting_move", "meeting_new",
    "meeting_presence", "meeting_round",
]  # fmt: skip


@get_or_post
def meeting_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = circle_of_mine(request, public_id), request.person
    or_absent(can_plan(found, bound=is_bound(request, found)))
    zone = zone_of(person)
    last = meetings_of(found, person).last()
    initial = {"minutes": last.minutes if last else 90, "times": 3, "where": last.where if last else found.place}
    form = MeetingForm(request.POST or None, initial=initial, zone=zone, cadence_days=found.cadence_days)

    def act() -> tuple[str, str]:
        planned = actions.plan_meetings(found, by=person, times=form.cleaned_data["times"], **form.planned)
        said = ngettext(
            "Planned. The invitation is on its way to each of you.",
            "%(n)s dates planned. The invitations are on their way to each of you.",
            len(planned),
        )
        return said % {"n": len(planned)}, at(request, "circle-detail", "next", public_id=public_id)

    return form_page(
        request, form, act, back=at(request, "circle-detail", public_id=public_id), title=_("Choose the dates"), kicker=found.name,
        lede=_("By your own clock. Each date comes into everybody’s calendar, and can be moved alone."), submit=_("Plan"),
        draft=f"meeting-{public_id}",
    )  # fmt: skip


@require_safe
def meeting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, _meeting(request, public_id), PresenceForm())


def _detail(request: HttpRequest, found: Meeting, form: PresenceForm, status: int = 200) -> HttpResponse:
    person = request.person
    with timezone.override(zone_of(person)):
        people = members_of(found.circle, person)
        told = {row.person_id: row for row in attendance_at([found], person)[found.pk]}
        away = {key for key, row in told.items() if row.presence == "away"}
        mine = told.get(person.pk)
        if not form.is_bound and mine is not None:
            form.initial = {"presence": mine.presence, "word": mine.word}
        agenda = [(*PARTS[part.key], part) for part in agenda_of(found.minutes, max(len(people) - len(away), 1))]
        context = {
            "meeting": found,
            "circle": found.circle,
            "day": day_said(found.starts_at),
            "hours": hours_said(found.starts_at, found.ends_at),
            "people": [(one, told.get(one.pk)) for one in people],
            "to_thank": _to_thank(found, person, told),
            "mine": mine,
            "there": [row.person for row in told.values() if row.was_there],
            "roles": [(one, ROLE_NAMES[role]) for role, one in roles_of(found.number, people, away).items()],
            "agenda": agenda,
            "round": _round(found, person),
            "may_say": can_tell_presence(found),
            "may_tell": can_tell_whether_there(found) and (mine is None or mine.was_there is None),
            "form": form,
            "cases": list(cases_at(found, person)),
            "to_tell": [
                one for one in cases_of(found.circle, person) if one.is_closed and not one.outcome and one.takeaway
            ],
            "open_commitments": [one for one in commitments_of(found.circle, person) if one.is_open],
        }
        return render(request, "circles/meeting_detail.html", context, status=status)


def _to_thank(found: Meeting, person: Membership, told: dict[int, Attendance]) -> list[Membership]:
    """Who was there with this person, and was not thanked for it: known once this person has said that they were."""
    if person.pk not in told or not told[person.pk].was_there:
        return []
    thanked = {one.receiver_id for one in thanks_for(person, "meeting", str(found.public_id))}
    return [row.person for row in told.values() if row.was_there and row.person_id not in thanked | {person.pk}]


@get_or_post
def meeting_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _meeting(request, public_id), request.person
    or_absent(can_tell_presence(found))
    zone = zone_of(person)
    local = found.starts_at.astimezone(zone)
    initial = {
        "day": local.date(), "hour": local.time(), "minutes": found.minutes, "where": found.where, "version": found.version,
    }  # fmt: skip
    form = MoveForm(request.POST or None, initial=initial, zone=zone)
    page = at(request, "meeting-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.move_meeting(found, by=person, version=form.cleaned_data["version"], **form.planned)
        return _("Moved, in everybody’s calendar. Each is asked again whether they come."), page

    return form_page(
        request, form, act, row=found, back=page, title=_("Another day, another place"), kicker=found.circle.name,
        submit=_("Move it"), draft=f"move-{public_id}",
    )  # fmt: skip


@get_or_post
def meeting_cancellation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meeting(request, public_id)
    page = at(request, "circle-detail", public_id=found.circle.public_id)
    if request.method == "POST":

        def act() -> str:
            actions.cancel_meeting(found, by=request.person)
            return _("Called off. It leaves everybody’s calendar.")

        return done(request, act, page)
    or_absent(can_tell_presence(found))
    with timezone.override(zone_of(request.person)):
        title = _("Call off the meeting of %(day)s?") % {"day": day_said(found.starts_at)}
    return asking(
        request,
        title=title,
        text=_("Everybody receives a letter, and it leaves their calendars. The other dates stay."),
        confirm=_("Call it off"),
        back=at(request, "meeting-detail", public_id=public_id),
    )


@require_POST
def meeting_presence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meeting(request, public_id)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, form, status=422)

    def act() -> str:
        actions.say_presence(found, form.cleaned_data["presence"], by=request.person, word=form.cleaned_data["word"])
        return _("Said. The others read it here.")

    return done(request, act, at(request, "meeting-detail", public_id=public_id))


@require_POST
def meeting_attendance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meeting(request, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect(at(request, "meeting-detail", public_id=public_id))
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.say_whether_there(found, yes, by=request.person)
        if yes:
            return _("Said. With each who was there too, it counts as having met.")
        return _("Said. It happens.")

    return done(request, act, at(request, "circle-detail", public_id=found.circle.public_id))


@require_POST
def meeting_round(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the round of check-ins, or on to the next: who moderates, and anybody where they are away."""
    found, person = _meeting(request, public_id), request.person
    return step_round(
        request,
        at(request, "meeting-detail", public_id=public_id),
        lambda: actions.begin_check_ins(found, by=person),
        lambda turn: actions.move_check_ins_on(found, by=person, turn=turn),
    )


def _round(found: Meeting, person: Membership) -> dict[str, Any]:
    """Who speaks now, for how long still, and who comes then; before it begins whether one may begin it."""
    known = {one.pk: one for one in members_of(found.circle, person)}
    there = {seat: known[one.pk] for seat, one in seated_among(found).items() if one.pk in known}
    is_on = is_going_round(found)
    ends = round_ends_at(found) if is_on else None
    order = [(place, there[seat]) for place, seat in enumerate(found.round_order) if seat in there]
    return {
        "is_on": is_on,
        "turn": found.round_turn,
        "people": order,
        "now": next((one for place, one in order if is_on and place == found.round_turn), None),
        "seconds_left": max(0, round((ends - clock.now()).total_seconds())) if ends is not None else 0,
        "is_over": not is_on and bool(found.round_order),
        "may_begin": can_begin_check_ins(person, found),
        "may_move_on": can_move_check_ins_on(person, found),
        "moderator": moderator_of(found, person),
    }


@require_safe
def meeting_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _meeting(request, public_id)
    response = HttpResponse(invitation(event_of(found, request.person)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


def _meeting(request: HttpRequest, public_id: UUID) -> Meeting:
    found = get_object_or_404(meetings_visible_to(request.person), public_id=public_id)
    found.circle.community = found.community = request.community
    return found
