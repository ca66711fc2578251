"""The circles one is in and those one may join; a circle; coming in, inviting, leaving, pausing, ending."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.queries import is_minor
from reciproca.circles import actions
from reciproca.circles.choices import Entry, PulseEvery, PulseWord
from reciproca.circles.forms import AnswerForm, AskForm, CircleForm, DepartureForm, InviteForm
from reciproca.circles.models import ARTICLES, SMALLEST, Circle, Seat
from reciproca.circles.queries import (
    attendance_at,
    cases_of,
    charter_in_force,
    charter_proposed,
    circles_found_by,
    circles_of,
    commitments_of,
    consents_to,
    faces_in,
    has_signed_ideas,
    invitations_to,
    meetings_of,
    near_to,
    people_to_invite,
    requests_of,
    requests_to_answer,
    seat_of,
    seats_of,
    talk_of,
    waiting_in,
)
from reciproca.circles.rhythm import (
    check_ins_of,
    cheers_for,
    heard_in,
    pulse_read_by,
    pulse_to_answer,
    wins_of,
    wins_shown_to,
)
from reciproca.circles.rings import is_ring_coming, rings_of
from reciproca.circles.rules import can_call_ring, can_tell_whether_there, roles_of
from reciproca.circles.sign_ups import compositions_open_to, sign_up_of
from reciproca.circles.words import ARTICLE_NAMES, QUESTIONS_ASKED, ROLE_NAMES, cadence_said, day_said, hours_said
from reciproca.communities.models import Membership
from reciproca.conversations.queries import unread_seats_of
from reciproca.core import clock
from reciproca.people.queries import people_visible_to, zone_of

from .mendings import asked_of_the_circle
from .shared import asking, at, circle_here, circle_of_mine, done, form_page, get_or_post, or_absent

__all__ = [
    "circle", "circle_departure", "circle_edit", "circle_ending", "circle_invitation", "circle_joining", "circle_list",
    "circle_new", "circle_pause", "circle_request", "circle_return", "seat_acceptance", "seat_answer", "seat_declination",
]  # fmt: skip

MOST_FOUND = 24
MOST_FACES = 6
MOST_WINS = 6
MOST_RINGS = 4


@require_safe
def circle_list(request: HttpRequest) -> HttpResponse:
    """Mine, what waits for my word, and those that have room for me, the nearest first."""
    person = request.person
    mine = list(circles_of(person).order_by("state", "name"))
    wanted = request.GET.get("q", "")[:80].strip()
    found = near_to(person, list(circles_found_by(person)))
    if wanted:
        found = [one for one in found if _speaks_of(one, wanted)]
    found = found[:MOST_FOUND]
    faces = faces_in([*mine, *found], person)
    with timezone.override(zone_of(person)):
        context = {
            "going_on": [_row(one, faces, person) for one in mine if not one.is_ended],
            "ended": [one for one in mine if one.is_ended],
            "found": [_row(one, faces) for one in found],
            "wanted": wanted,
            "invitations": invitations_to(person),
            "requests": requests_to_answer(person),
            "asked": [seat for seat in _asked_by(person) if seat.circle in found] if not wanted else [],
            "is_minor": is_minor(person),
            "wins": wins_shown_to(person)[:MOST_WINS] if not wanted else [],
            "to_sign_up": [(one, sign_up_of(person, one)) for one in compositions_open_to(person)]
            if not wanted
            else [],
            "coordinates": person.is_coordinator,
        }
        return render(request, "circles/circle_list.html", context)


def _row(circle: Circle, faces: dict[int, list[Membership]], person: Membership | None = None) -> dict[str, Any]:
    """A circle in a list: who sits there, whether there is room, and for its own when it meets next."""
    people = faces[circle.pk]
    next_one = meetings_of(circle, person).filter(starts_at__gt=clock.now()).first() if person is not None else None
    return {
        "circle": circle,
        "faces": people[:MOST_FACES],
        "room": circle.most - len(people),
        "next": f"{day_said(next_one.starts_at)}, {hours_said(next_one.starts_at, next_one.ends_at)}"
        if next_one
        else "",
    }


def _speaks_of(circle: Circle, wanted: str) -> bool:
    said = " ".join((circle.name, circle.about, circle.place, *circle.topics)).casefold()
    return all(word in said for word in wanted.casefold().split())


def _asked_by(person: Membership) -> list[Seat]:
    seats = Seat.objects.filter(person=person, state="asked", closes_at__gt=clock.now())
    return list(seats.select_related("circle"))


@get_or_post
def circle_new(request: HttpRequest) -> HttpResponse:
    person = request.person
    initial = {
        "language": person.language,
        "cadence_days": 21,
        "most": 7,
        "entry": Entry.REQUEST,
        "pulse_every": PulseEvery.QUARTER,
    }
    form = CircleForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        made = actions.start_circle(by=person, **form.said)
        return _("It is there. Now invite one or two, and write how you want to be together."), at(
            request, "circle-detail", public_id=made.public_id
        )

    return form_page(
        request,
        form,
        act,
        back=at(request, "circle-list"),
        title=_("A new circle"),
        kicker=_("Circles"),
        lede=_("You begin it, and then it is of all who sit there: nobody owns it."),
        submit=_("Begin it"),
        draft="circle-new",
        aside=[
            (_("Three are enough"), _("It meets as soon as three of you have said yes to the same charter.")),
            (_("What stays there"), _("What is said in a circle is read by those who sit in it. Who coordinates sees none of it.")),
        ],
    )  # fmt: skip


# ── one circle ───────────────────────────────────────────────────────────────


@require_safe
def circle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = circle_here(request, public_id), request.person
    seat = seat_of(person, found)
    if seat is not None and seat.is_taken:
        return _from_inside(request, found, seat)
    return _from_outside(request, found, seat)


def _from_outside(request: HttpRequest, found: Circle, seat: Seat | None, status: int = 200) -> HttpResponse:
    person = request.person
    people = [one.person for one in seats_of(found, person)]
    invited = invitations_to(person).filter(circle=found).first()
    context = {
        "circle": found,
        "people": people,
        "is_full": len(people) >= found.most,
        "invited": invited,
        "asked": seat if seat is not None and seat.is_asked else None,
        "charter": _articles(charter_in_force(found)),
        "middle": _middle(found, None),
    }
    return render(request, "circles/circle_outside.html", context, status=status)


def _from_inside(request: HttpRequest, found: Circle, seat: Seat) -> HttpResponse:
    person = request.person
    seats = list(seats_of(found, person))
    people = [one.person for one in seats]
    in_force, proposed = charter_in_force(found), charter_proposed(found)
    bound = in_force is not None and person.pk in consents_to(in_force)
    talk = talk_of(found, person) if bound else None
    with timezone.override(zone_of(person)):
        meetings = list(meetings_of(found, person))
        to_come = [meeting for meeting in meetings if meeting.is_to_come]
        past = [meeting for meeting in meetings if not meeting.is_to_come][::-1]
        next_one = to_come[0] if to_come else None
        context = {
            "circle": found,
            "seat": seat,
            "people": people,
            "bound": bound,
            "smallest": SMALLEST,
            "missing": SMALLEST - len(people),
            "room": found.most - len(people),
            "middle": _middle(found, next_one),
            "requests": requests_of(found, person),
            "mendings": asked_of_the_circle(found, person),
            "offered": [
                one for one in waiting_in(found).filter(person__in=people_visible_to(person)) if one.is_invited
            ],
            "charter": _articles(in_force),
            "in_force": in_force,
            "proposed": proposed,
            "proposed_articles": _articles(proposed),
            "yes": _said_yes(proposed or in_force, people),
            "mine_is_missing": proposed is not None and person.pk not in consents_to(proposed),
            "next": _shown(next_one, people, person) if next_one else None,
            "later": to_come[1:],
            "past": past[:6],
            "to_tell": [meeting for meeting in past[:3] if _waits_for(meeting, person)],
            "commitments": commitments_of(found, person) if bound else [],
            "wins": _wins(found, person) if bound else [],
            "pulse": pulse_to_answer(person, found),
            "pulse_read": _pulse_read(found, person),
            "check_ins": _open_check_ins(found, person) if bound else [],
            "talk": talk,
            "unread": talk is not None and unread_seats_of(person).filter(conversation=talk).exists(),
            "cases": cases_of(found, person) if bound else [],
            "rings": rings_of(found, person)[:MOST_RINGS],
            "may_call_ring": can_call_ring(found, bound=bound) and not is_ring_coming(found),
            "would_end": sum(one.would_end_at is not None for one in seats),
        }
        return render(request, "circles/circle_inside.html", context)


def _open_check_ins(found: Circle, person: Membership) -> list[dict[str, Any]]:
    """Those one can answer now, and who has not yet."""
    rows = []
    for check_in in check_ins_of(found, person).filter(closes_at__gt=clock.now()):
        awaited = heard_in(check_in, person).awaited
        rows.append({"check_in": check_in, "awaited": awaited, "is_awaited": person in awaited})
    return rows


def _wins(found: Circle, person: Membership) -> list[dict[str, Any]]:
    """What went well, who was glad, and whether I may be."""
    rows = list(wins_of(found, person)[:MOST_WINS])
    cheers = cheers_for(rows, person)
    return [
        {
            "win": win,
            "cheers": cheers[win.pk],
            "may_cheer": win.person_id != person.pk and person.pk not in {one.person_id for one in cheers[win.pk]},
        }
        for win in rows
    ]


def _pulse_read(found: Circle, person: Membership) -> dict[str, Any] | None:
    """The last pulse in words: the month, how it feels in all, and sentence by sentence."""
    last = pulse_read_by(person, found)
    if last is None:
        return None
    said = dict(PulseWord.choices)
    rows = [(short, last.words[name], said[last.words[name]]) for name, (_long, short) in QUESTIONS_ASKED.items()]
    return {"closed_at": last.closes_at, "word": last.get_word_display(), "rows": rows}


def _articles(charter: Any) -> list[tuple[Any, str]]:
    return [(ARTICLE_NAMES[name], getattr(charter, name)) for name in ARTICLES] if charter is not None else []


def _said_yes(charter: Any, people: list[Membership]) -> list[tuple[Membership, bool]]:
    agreed = consents_to(charter) if charter is not None else set()
    return [(one, one.pk in agreed) for one in people]


def _shown(meeting: Any, people: list[Membership], person: Membership) -> dict[str, Any]:
    told = {row.person_id: row for row in attendance_at([meeting], person)[meeting.pk]}
    away = {key for key, row in told.items() if row.presence == "away"}
    return {
        "row": meeting,
        "day": day_said(meeting.starts_at),
        "hours": hours_said(meeting.starts_at, meeting.ends_at),
        "mine": told.get(person.pk),
        "coming": [one for one in people if one.pk in told and one.pk not in away],
        "away": [one for one in people if one.pk in away],
        "roles": [(one, ROLE_NAMES[role]) for role, one in roles_of(meeting.number, people, away).items()],
    }


def _waits_for(meeting: Any, person: Membership) -> bool:
    told = meeting.attendances.filter(person=person, was_there__isnull=False)
    return can_tell_whether_there(meeting) and not told.exists()


def _middle(found: Circle, meeting: Any) -> list[str]:
    """What stands in the middle of the drawing: the next date, or the rhythm."""
    if found.is_ended or meeting is None:
        return (
            [str(found.get_state_display()), "", ""]
            if not found.is_meeting
            else ["", "", cadence_said(found.cadence_days)]
        )
    day = day_said(meeting.starts_at)
    return [day.split()[0], " ".join(day.split()[1:3]), hours_said(meeting.starts_at, meeting.ends_at)]


@get_or_post
def circle_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    or_absent(not found.is_ended)
    names = ("name", "about", "language", "place", "cadence_days", "most", "entry", "pulse_every", "version")
    initial = {name: getattr(found, name) for name in names} | {"topics": ", ".join(found.topics)}
    form = CircleForm(request.POST or None, initial=initial)
    page = at(request, "circle-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"] or 0
        actions.change_circle(found, by=request.person, version=version, **form.said)
        return _("Kept."), page

    return form_page(
        request, form, act, row=found, compared="about", back=page, title=_("How the circle presents itself"), kicker=found.name,
        submit=pgettext("button", "Keep it"), draft=f"circle-{public_id}",
    )  # fmt: skip


# ── coming in ────────────────────────────────────────────────────────────────


@require_POST
def circle_joining(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_here(request, public_id)
    page = at(request, "circle-detail", public_id=public_id)

    def act() -> str:
        actions.join_circle(found, by=request.person)
        return _("You are in. Read the charter: with your yes the dates come into your calendar.")

    try:
        return done(request, act, page, apart=(actions.CircleFull,))
    except actions.CircleFull as full:
        return _full(request, found, full)


@get_or_post
def circle_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = circle_here(request, public_id), request.person
    page = at(request, "circle-detail", public_id=public_id)
    or_absent(found.entry == Entry.REQUEST and not found.is_ended)
    if seat_of(person, found) is not None and request.method != "POST":
        return redirect(page)
    form = AskForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.ask_to_join(found, by=person, words=form.cleaned_data["words"])
        return _("Asked. You hear of it when they say yes; otherwise it closes by itself."), page

    return form_page(
        request, form, act, back=page, title=_("Ask the circle"), kicker=found.name,
        submit=pgettext("button", "Ask"), draft=f"ask-{public_id}"
    )  # fmt: skip


@get_or_post
def circle_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = circle_of_mine(request, public_id), request.person
    or_absent(not found.is_ended)
    page = at(request, "circle-detail", public_id=public_id)
    people = people_to_invite(found, person)
    form = InviteForm(request.POST or None, people=people)

    def act() -> tuple[str, str]:
        them = next(one for one in people if str(one.public_id) == form.cleaned_data["person"])
        actions.invite_to_circle(found, them, by=person, words=form.cleaned_data["words"])
        return _("A seat is kept for %(name)s, for three weeks.") % {"name": them.given_name}, page

    return form_page(
        request,
        form,
        act,
        back=page,
        title=_("Invite somebody"),
        kicker=found.name,
        lede=_("Somebody you are connected with. They decide in their own time, and nobody learns of a no."),
        submit=_("Keep a seat for them"),
        draft=f"invite-{public_id}",
        nothing="" if people else _("For now there is nobody you are connected with who is not here already."),
    )


@require_POST
def seat_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Any of the circle, to who asked."""
    seat = get_object_or_404(requests_to_answer(request.person), public_id=public_id)
    page = at(request, "circle-detail", public_id=seat.circle.public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect(page)
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.answer_request(seat, yes, by=request.person)
        if yes:
            return _("%(name)s is one of you now.") % {"name": seat.person.given_name}
        return _("Set aside. Nobody learns of it, and it closes by itself.")

    return done(request, act, page)


@require_POST
def seat_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seat = get_object_or_404(invitations_to(request.person), public_id=public_id)
    page = at(request, "circle-detail", public_id=seat.circle.public_id)

    def act() -> str:
        actions.accept_invitation(seat, by=request.person)
        return _("You are in. Read the charter: with your yes the dates come into your calendar.")

    try:
        return done(request, act, page, apart=(actions.CircleFull,))
    except actions.CircleFull as full:
        return _full(request, seat.circle, full)


@require_POST
def seat_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    seat = get_object_or_404(invitations_to(request.person), public_id=public_id)

    def act() -> str:
        actions.decline_invitation(seat, by=request.person)
        return _("Nobody learns of it. It closes by itself.")

    return done(request, act, at(request, "circle-list"))


def _full(request: HttpRequest, found: Circle, full: actions.CircleFull) -> HttpResponse:
    faces = faces_in(full.alternatives, request.person)
    rows = [_row(one, faces) for one in full.alternatives]
    return render(request, "circles/circle_full.html", {"circle": found, "rows": rows, "said": str(full)}, status=409)


# ── leaving, pausing, ending ─────────────────────────────────────────────────


@get_or_post
def circle_departure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    asks = has_signed_ideas(request.person, found)
    if request.method == "POST":
        form = DepartureForm(request.POST)
        actions.leave_circle(
            found, by=request.person, keep_ideas=not asks or (form.is_valid() and form.cleaned_data["keep_ideas"])
        )
        messages.success(request, _("You have left. Nobody is written to."))
        return redirect(at(request, "circle-list"))
    return asking(
        request,
        title=_("Leave “%(circle)s”?") % {"circle": found.name},
        text=_("The others read that you are not there any more, and no letter tells them. What you had promised goes with you."),
        confirm=_("Leave the circle"),
        back=at(request, "circle-detail", public_id=public_id),
        form=DepartureForm() if asks else None,
    )  # fmt: skip


@get_or_post
def circle_pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    page = at(request, "circle-detail", public_id=public_id)
    if request.method == "POST":

        def act() -> str:
            actions.pause_circle(found, by=request.person)
            return _("Paused. Any of you takes it up again.")

        return done(request, act, page)
    or_absent(found.is_meeting)
    return asking(
        request,
        title=_("A pause for everybody?"),
        text=_(
            "What was planned is called off, with a letter to each. Any of you takes the circle up again whenever you like."
        ),
        confirm=_("Pause the circle"),
        back=page,
    )


@require_POST
def circle_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)

    def act() -> str:
        actions.resume_circle(found, by=request.person)
        return _("It goes on. Choose a date.")

    return done(request, act, at(request, "circle-detail", public_id=public_id))


@require_POST
def circle_ending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """That the circle has done its work, in one's own eyes; or that it has not."""
    found = circle_of_mine(request, public_id)
    form = AnswerForm(request.POST)
    page = at(request, "circle-detail", "exits", public_id=public_id)
    if not form.is_valid():
        return redirect(page)

    def act() -> str:
        actions.would_end(found, form.cleaned_data["answer"] == "yes", by=request.person)
        if found.is_ended and found.forget_on is not None:
            return _("The circle has ended. It can be read until %(day)s.") % {"day": day_said(found.forget_on)}
        return (
            _("Said. It ends when all of you think so.")
            if form.cleaned_data["answer"] == "yes"
            else pgettext("circle", "Taken back.")
        )

    return done(request, act, page)
