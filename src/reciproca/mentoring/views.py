"""The pages of mentorships: the two, whoever coordinates, and calendars."""

from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.calendars.actions import make_feed, revoke_feed
from reciproca.calendars.events import feed, invitation
from reciproca.calendars.queries import feed_by_token, feed_of
from reciproca.circles.invitations import event_of as event_of_meeting
from reciproca.circles.queries import meetings_for_calendar
from reciproca.core.doors import addresses_of, asking, form_page, get_or_post, or_absent
from reciproca.core.errors import Refusal
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.exchanges.forms import RecognitionForm
from reciproca.exchanges.invitations import event_of_hour
from reciproca.exchanges.queries import hours_for_calendar
from reciproca.gatherings.invitations import event_of_meetup
from reciproca.gatherings.meetups import meetups_for_calendar
from reciproca.network.invitations import event_of_time
from reciproca.network.queries import time_of
from reciproca.people.queries import zone_of

from . import actions
from .forms import (
    AgreementForm,
    ConcernForm,
    ConfirmSessionForm,
    CoordinatorEndForm,
    CoordinatorPauseForm,
    EndForm,
    FeedbackForm,
    GoalForm,
    GoalOutcomeForm,
    LogForm,
    NoteForm,
    NotWorkingForm,
    PauseForm,
    PointForm,
    ReflectionForm,
    SessionForm,
    SignalForm,
    TellForm,
)
from .invitations import event_of
from .models import AgendaPoint, Agreement, FeedbackWindow, MentoringSession, Mentorship
from .picture import line_of, page_of_mentorship, seen_session
from .queries import (
    agreement_in_force,
    agreement_waiting,
    answer_of,
    goals_visible_to,
    interventions_visible_to,
    mentorships_looked_after_by,
    mentorships_of,
    mentorships_visible_to,
    private_notes_of,
    readers_of_signals,
    reflection_of,
    sessions_for_calendar,
    sessions_visible_to,
    shared_notes_visible_to,
    signals_visible_to,
    slots_for,
)
from .rules import (
    can_accept,
    can_end,
    can_pause,
    can_plan,
    can_tell,
    can_write,
    can_write_feedback,
    can_write_note,
)
from .words import day_said, hour_said, place_of_zone

__all__ = [
    "agreement", "agreement_acceptance", "agreement_withdrawal", "calendar", "calendar_feed", "calendar_revocation",
    "closing", "concern", "feedback", "goal", "goal_new", "goal_outcome", "mentorship", "mentorship_list", "not_working",
    "note", "note_new", "oversight", "oversight_ending", "oversight_pause", "oversight_return", "own_note", "own_note_new", "own_note_removal", "pause", "point_removal", "points",
    "reflection", "return_", "session_cancellation", "session_confirmation", "session_invitation", "session_log",
    "session_move", "session_new", "session_note", "session_telling", "signal_list", "signal_settlement", "word",
]  # fmt: skip

_at = addresses_of("mentoring")
ON_A_PAGE = 50


# ── lists ────────────────────────────────────────────────────────────────────


@require_safe
def mentorship_list(request: HttpRequest) -> HttpResponse:
    person = request.person
    with timezone.override(zone_of(person)):
        rows = [
            {
                "row": row,
                "other": row.other_of(person),
                "role": row.cohort.role_name("mentee" if row.is_mentor(person) else "mentor"),
                "line": line_of(row, held=row.met, waiting=row.waiting, next_at=row.next_at),
            }
            for row in mentorships_of(person)
        ]
        context = {
            "open": [each for each in rows if not each["row"].is_ended],
            "ended": [each for each in rows if each["row"].is_ended],
        }
        return render(request, "mentoring/mentorship_list.html", context)


@require_safe
def signal_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(signals_visible_to(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentoring/signal_list.html", {"page": page})


@require_POST
def signal_settlement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    signal = get_object_or_404(signals_visible_to(request.person), public_id=public_id)
    actions.settle_signal(signal, by=request.person)
    messages.success(request, _("Noted: you have taken care of it."))
    return redirect(_at(request, "signal-list"))


# ── one pair, for who coordinates ────────────────────────────────────────────


@require_safe
def oversight(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One pair from outside: state, dates, counts, and the steps that whoever coordinates took."""
    found = _looked_after(request, public_id)
    steps = interventions_visible_to(request.person, found)
    return render(request, "mentoring/mentorship_oversight.html", {"row": found, "steps": steps})


@get_or_post
def oversight_pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _looked_after(request, public_id)
    or_absent(found.is_active)
    form = CoordinatorPauseForm(request.POST or None)

    def act() -> str:
        actions.pause_mentorship(found, by=request.person, until=form.cleaned_data["until"], **form.said)
        assert found.pause_until is not None
        return _("Paused until %(day)s.") % {"day": day_said(found.pause_until)}

    happens = [
        _("Sessions planned before that day are called off by mail, and leave both calendars."),
        _("Both receive a letter: that whoever coordinates has paused it, and until when."),
        _("On that day it goes on by itself. Before, only whoever coordinates can let it go on."),
    ]
    return _oversight_form(request, form, act, found, happens, title=_("Pause this mentorship?"), submit=_("Pause it"))


@get_or_post
def oversight_ending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _looked_after(request, public_id)
    or_absent(not found.is_ended)
    form = CoordinatorEndForm(request.POST or None)

    def act() -> str:
        actions.end_mentorship(found, by=request.person, ending=form.cleaned_data["ending"], **form.said)
        return _("Ended. Both are written to.")

    planned = found.sessions.filter(state="planned").count()
    happens = [
        ngettext(
            "%(n)s planned session is called off by mail, and leaves both calendars.",
            "%(n)s planned sessions are called off by mail, and leave both calendars.",
            planned,
        )
        % {"n": planned}
        if planned
        else _("No session is planned: nothing has to be called off."),
        _("Both receive a letter: that it has ended, and nothing of who wished it."),
        _("What they wrote stays theirs to read, and %(mentor)s has a place free at once.")
        % {"mentor": found.mentor.given_name},
    ]
    return _oversight_form(
        request, form, act, found, happens, title=_("End this mentorship?"), submit=_("End it"), variant="danger"
    )


@require_POST
def oversight_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _looked_after(request, public_id)
    actions.resume_mentorship(found, by=request.person)
    messages.success(request, _("It goes on. Both are written to."))
    return redirect(_at(request, "mentorship-oversight", public_id=found.public_id))


def _looked_after(request: HttpRequest, public_id: UUID) -> Mentorship:
    return get_object_or_404(mentorships_looked_after_by(request.person), public_id=public_id)


def _oversight_form(
    request: HttpRequest, form: Any, act: Callable[[], str], found: Mentorship, happens: list[str], **words: Any
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, act())
                return redirect(_at(request, "mentorship-oversight", public_id=found.public_id))
            except Refusal as refusal:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error({"day": "until"}.get(refusal.field or "", field), str(refusal))
    context = {"form": form, "row": found, "happens": happens, **words}
    return render(request, "mentoring/oversight_form.html", context, status=status)


# ── the mentorship ───────────────────────────────────────────────────────────


@require_safe
def mentorship(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, _mentorship(request, public_id))


def _detail(request: HttpRequest, found: Mentorship, *, status: int = 200, **more: Any) -> HttpResponse:
    with timezone.override(zone_of(request.person)):
        forms = {"point_form": PointForm(), "thanks_form": RecognitionForm()}
        context = {**page_of_mentorship(found, request.person), **forms, **more}
        return render(request, "mentoring/mentorship_detail.html", context, status=status)


@get_or_post
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_write(request.person, found))
    known = agreement_waiting(found) or agreement_in_force(found)
    form = AgreementForm(request.POST or None, mentorship=found, known=known, first=agreement_in_force(found) is None)
    other = found.other_of(request.person)

    def act() -> str:
        actions.propose_agreement(found, by=request.person, **form.cleaned_data)
        return _("Sent to %(name)s, who can say yes or propose something else.") % {"name": other.given_name}

    return _form_page(
        request,
        form,
        act,
        found,
        title=_("How will you work together?"),
        lede=_("You propose, %(name)s says yes or proposes something else. It holds once both of you agree.")
        % {"name": other.given_name},
        submit=euphonic(_("Propose it to %(name)s") % {"name": other.given_name}),
        draft=f"agreement-{found.public_id}",
        aside=[
            (
                _("Nothing is for ever"),
                _("Each of you can propose another rhythm whenever life changes. Earlier versions are kept."),
            ),
            (_("How to stop"), _("Either of you may pause or close at any time, without having to say why.")),
        ],
    )


@require_POST
def agreement_acceptance(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = _mentorship(request, public_id)
    waiting: Agreement = get_object_or_404(found.agreements, number=number)
    if not can_accept(request.person, waiting):
        raise actions.NotYoursToAccept
    actions.accept_agreement(waiting, by=request.person)
    messages.success(request, _("Agreed: you have both signed."))
    return _back(request, found, "pace")


@require_POST
def agreement_withdrawal(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = _mentorship(request, public_id)
    actions.withdraw_agreement(get_object_or_404(found.agreements, number=number), by=request.person)
    messages.success(request, _("Taken back."))
    return _back(request, found, "pace")


# ── goals ────────────────────────────────────────────────────────────────────


@get_or_post
def goal_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_write(request.person, found))
    form = GoalForm(request.POST or None)

    def act() -> str:
        actions.set_goal(found, form.cleaned_data["text"], by=request.person)
        return _("It stands among your goals.")

    return _form_page(
        request, form, act, found,
        title=_("A goal"), lede=_("Three at a time, at most. Both of you read it."), submit=_("Add it"), part="goals",
    )  # fmt: skip


@get_or_post
def goal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(goals_visible_to(request.person), public_id=public_id)
    found = _mentorship(request, row.mentorship.public_id)
    or_absent(can_write(request.person, found))
    form = GoalForm(request.POST or None, initial={"text": row.text, "version": row.version})

    def act() -> str:
        data = form.cleaned_data
        actions.change_goal(row, data["text"], by=request.person, version=data["version"] or 0)
        return _("Changed.")

    return _form_page(
        request, form, act, found,
        title=_("Change the goal"), lede="", submit=_("Save"), part="goals", row=row, compared="text",
    )  # fmt: skip


@get_or_post
def goal_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(goals_visible_to(request.person), public_id=public_id)
    found = _mentorship(request, row.mentorship.public_id)
    or_absent(can_write(request.person, found))
    form = GoalOutcomeForm(request.POST or None, initial={"state": row.state, "word": row.word, "version": row.version})

    def act() -> str:
        data = form.cleaned_data
        actions.settle_goal(row, data["state"], by=request.person, version=data["version"], word=data["word"])
        return _("Noted.")

    return _form_page(
        request, form, act, found,
        title=row.text, lede=_("Reached, let go, or still under way: all three are fine."), submit=_("Save"),
        part="goals", row=row, compared="word",
    )  # fmt: skip


# ── sessions ─────────────────────────────────────────────────────────────────


@get_or_post
def session_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_plan(request.person, found))
    zones = _zones(request, found)
    agreement = agreement_in_force(found)
    form = SessionForm(
        request.POST or None,
        zones=zones,
        agreement=agreement,
        slots=_slots(request, found, zones, minutes=agreement.minutes if agreement else 45),
        until=(agreement.until if agreement else None) or found.cohort.ends_on,
    )

    def act() -> str:
        points = form.cleaned_data["points"].splitlines()
        if form.series:
            series = actions.plan_series(found, by=request.person, points=points, **form.planned, **form.series)
            with timezone.override(zone_of(request.person)):
                return ngettext(
                    "%(n)s session is planned, on %(first)s. The invitation goes to both of you.",
                    "%(n)s sessions are planned, from %(first)s to %(last)s. One letter with all the invitations goes to both of you.",
                    len(series),
                ) % {
                    "n": len(series),
                    "first": day_said(series[0].starts_at),
                    "last": day_said(series[-1].starts_at),
                }
        planned = actions.plan_session(found, by=request.person, points=points, **form.planned)
        with timezone.override(zone_of(request.person)):
            return _("Planned for %(day)s. The invitation goes to both of you.") % {"day": day_said(planned.starts_at)}

    name = found.other_of(request.person).given_name
    return _form_page(
        request,
        form,
        act,
        found,
        title=_("The next session"),
        lede=_("Choose a day and an hour with %(name)s. The invitation goes into the calendar of both.")
        % {"name": name},
        submit=_("Plan it"),
        part="next",
        draft=f"session-{found.public_id}",
        aside=[
            (_("If it moves"), _("You can move it or call it off here. The calendars of both follow.")),
            (_("Your clocks"), _clocks(zones, name)),
        ],
    )


@get_or_post
def session_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _session(request, public_id)
    found = _mentorship(request, row.mentorship.public_id)
    or_absent(row.is_planned and can_plan(request.person, found))
    zones = _zones(request, found)
    form = SessionForm(request.POST or None, zones=zones, session=row)

    def act() -> str:
        actions.move_session(row, by=request.person, version=form.cleaned_data["version"] or 0, **form.planned)
        with timezone.override(zone_of(request.person)):
            return _("Moved to %(day)s. Both calendars follow.") % {"day": day_said(row.starts_at)}

    return _form_page(
        request, form, act, found,
        title=_("Move the session"), lede=_("The same invitation, one step further: both calendars follow."),
        submit=_("Move it"), part="next", row=row, draft=f"move-{row.public_id}",
        aside=[(_("Your clocks"), _clocks(zones, found.other_of(request.person).given_name))],
    )  # fmt: skip


@get_or_post
def session_cancellation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _session(request, public_id)
    found = _mentorship(request, row.mentorship.public_id)
    if request.method == "POST":
        actions.cancel_session(row, by=request.person)
        messages.success(request, _("Called off. It leaves both calendars."))
        return _back(request, found)
    or_absent(row.is_planned)
    seen = seen_session(row, request.person, (zone_of(request.person), zone_of(found.other_of(request.person))))
    return _asking(
        request, found,
        title=_("Call the session off?"), confirm=_("Call it off"), variant="danger",
        text=_("%(day)s, %(hours)s. It leaves both calendars, and %(name)s receives a mail. To meet on another day, move it instead.")
        % {"day": seen.day, "hours": seen.hours, "name": found.other_of(request.person).given_name},
    )  # fmt: skip


@require_POST
def points(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _session(request, public_id)
    found = _mentorship(request, row.mentorship.public_id)
    form = PointForm(request.POST)
    if form.is_valid():
        actions.add_point(row, form.cleaned_data["text"], by=request.person, minutes=form.cleaned_data["minutes"])
        return _back(request, found, "next")
    return _detail(request, found, status=422, point_form=form)


@require_POST
def point_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    own = AgendaPoint.objects.filter(author=request.person, session__in=sessions_visible_to(request.person))
    point = get_object_or_404(own.select_related("session__mentorship"), public_id=public_id)
    actions.remove_point(point, by=request.person)
    return _back(request, point.session.mentorship, "next")


@require_safe
def session_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The invitation as a file."""
    row = _session(request, public_id)
    response = HttpResponse(invitation(event_of(row, request.person)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@get_or_post
def session_telling(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _session(request, public_id)
    found = _mentorship(request, row.mentorship.public_id)
    or_absent(can_tell(request.person, row) and can_write(request.person, found))
    seen = seen_session(row, request.person, (zone_of(request.person), zone_of(found.other_of(request.person))))
    start = seen.mine or seen.theirs
    initial = {"outcome": "done", "minutes": row.minutes}
    if start:
        initial = {name: getattr(start, name) for name in ("outcome", "minutes", "topics", "next_step")}
    form = TellForm(request.POST or None, initial=initial)
    name = found.other_of(request.person).given_name

    def act() -> str:
        actions.tell_session(row, by=request.person, **form.told)
        return _("Told. %(name)s reads it now, and confirms it or tells it differently.") % {"name": name}

    lede = _("%(day)s, %(hours)s.") % {"day": seen.day, "hours": seen.hours}
    if seen.theirs and not seen.mine:
        lede += " " + _("%(name)s told it first: what you write stands beside, and neither counts more.") % {
            "name": name
        }
    return _form_page(
        request, form, act, found,
        title=_("How did it go?"), lede=lede, submit=_("Tell it"), part="past", draft=f"tell-{row.public_id}",
    )  # fmt: skip


@get_or_post
def session_log(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_write(request.person, found))
    form = LogForm(request.POST or None, zones=_zones(request, found))
    name = found.other_of(request.person).given_name

    def act() -> str:
        data = form.cleaned_data
        told = {each: data[each] for each in ("minutes", "time_zone", "channel", "topics", "next_step")}
        actions.log_session(found, by=request.person, starts_at=form.moment, **told)
        return _("Told. %(name)s reads it now, and confirms it or tells it differently.") % {"name": name}

    return _form_page(
        request, form, act, found,
        title=_("A session that is not here yet"), lede=_("You met without a date in the calendar: tell it here."),
        submit=_("Tell it"), part="past", draft=f"log-{found.public_id}",
    )  # fmt: skip


@require_POST
def session_confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _session(request, public_id)
    form = ConfirmSessionForm(request.POST)
    told = form.cleaned_data.get("told") if form.is_valid() else None
    actions.confirm_session(row, by=request.person, told=told)
    name = row.mentorship.other_of(request.person).given_name
    said = _("Confirmed: this session is now part of your story. If something changed for you, tell %(name)s.")
    messages.success(request, euphonic(said % {"name": name}))
    return _back(request, row.mentorship, "past" if row.mentorship.is_mentor(request.person) else "thanks")


@require_POST
def session_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What one learned there, as a draft for the library."""
    row = _session(request, public_id)
    or_absent(can_write_note(request.person, row))
    note = actions.write_note_of(row, by=request.person)
    said = _("A draft, for you to tell. %(name)s appears in it, and reads it before anybody else.")
    messages.success(request, euphonic(said % {"name": row.mentorship.other_of(request.person).given_name}))
    return redirect(reverse_in(request.community, "library:note-detail", public_id=note.public_id))


# ── notes ────────────────────────────────────────────────────────────────────


@get_or_post
def note_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_write(request.person, found))
    form = NoteForm(request.POST or None)

    def act() -> str:
        actions.add_shared_note(found, form.cleaned_data["text"], by=request.person)
        return _("Written, for both of you.")

    return _form_page(
        request, form, act, found,
        title=_("A note for both"),
        lede=_("%(name)s reads it too, and can go on writing.") % {"name": found.other_of(request.person).given_name},
        submit=_("Save"), part="notes", draft=f"note-{found.public_id}",
    )  # fmt: skip


@get_or_post
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(shared_notes_visible_to(request.person), public_id=public_id)
    found = _mentorship(request, row.mentorship.public_id)
    or_absent(can_write(request.person, found))
    form = NoteForm(request.POST or None, initial={"text": row.text, "version": row.version})

    def act() -> str:
        data = form.cleaned_data
        actions.change_shared_note(row, data["text"], by=request.person, version=data["version"] or 0)
        return _("Saved.")

    return _form_page(
        request, form, act, found,
        title=_("A note for both"), lede="", submit=_("Save"), part="notes", row=row, compared="text",
        draft=f"note-{row.public_id}",
    )  # fmt: skip


@get_or_post
def own_note_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    form = NoteForm(request.POST or None)

    def act() -> str:
        actions.add_private_note(found, form.cleaned_data["text"], by=request.person)
        return _("Written, for you alone.")

    return _form_page(
        request, form, act, found,
        title=_("A note for yourself"), lede=_("Only you read it: not the other, not whoever coordinates."),
        submit=_("Save"), part="notes",
    )  # fmt: skip


@get_or_post
def own_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(private_notes_of(request.person), public_id=public_id)
    found = _mentorship(request, row.mentorship.public_id)
    form = NoteForm(request.POST or None, initial={"text": row.text, "version": row.version})

    def act() -> str:
        data = form.cleaned_data
        actions.change_private_note(row, data["text"], by=request.person, version=data["version"] or 0)
        return _("Saved.")

    return _form_page(
        request, form, act, found,
        title=_("A note for yourself"), lede=_("Only you read it: not the other, not whoever coordinates."),
        submit=_("Save"), part="notes", row=row, compared="text",
        or_else=(_at(request, "own-note-removal", public_id=row.public_id), _("Throw this note away")),
    )  # fmt: skip


@require_POST
def own_note_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(private_notes_of(request.person), public_id=public_id)
    actions.delete_private_note(row, by=request.person)
    messages.success(request, _("The note is gone."))
    return _back(request, row.mentorship, "notes")


# ── feedback ─────────────────────────────────────────────────────────────────


@get_or_post
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    own = FeedbackWindow.objects.filter(mentorship__in=mentorships_visible_to(request.person))
    window = get_object_or_404(own.select_related("mentorship"), public_id=public_id)
    found = _mentorship(request, window.mentorship.public_id)
    if not can_write_feedback(request.person, window):
        if request.method == "POST":
            raise actions.FeedbackClosed
        return _back(request, found, "feedback")
    mine = answer_of(request.person, window)
    initial = {name: getattr(mine, name) for name in ("helped", "change", "gained", "gave")} if mine else {}
    form = FeedbackForm(request.POST or None, initial=initial)
    name = found.other_of(request.person).given_name

    def act() -> str:
        actions.write_feedback(window, by=request.person, **form.cleaned_data)
        return _("Kept. The answers open when both are there, or when the two weeks are over.")

    return _form_page(
        request,
        form,
        act,
        found,
        title=_("How is it going, for the two of you?") if window.occasion == "midway" else _("Looking back together"),
        lede=_("%(name)s has the same four questions. Nobody learns whether you have answered until the answers open.")
        % {"name": name},
        submit=_("Seal it"),
        part="feedback",
        draft=f"feedback-{window.public_id}",
        aside=[
            (
                _("Who reads it"),
                _("%(name)s and you, at the same moment. Whoever coordinates never does.") % {"name": name},
            ),
            (
                _("Until when"),
                _("Until %(day)s you can still change it. Then what is there opens.")
                % {"day": day_said(window.closes_at)},
            ),
        ],
    )


# ── in confidence ────────────────────────────────────────────────────────────


@get_or_post
def word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    form = SignalForm(request.POST or None)

    def act() -> str:
        actions.send_signal(found, by=request.person, **form.cleaned_data)
        return _("Said, in confidence.")

    return _in_confidence(request, form, act, found, title=_("A word to whoever coordinates"), submit=_("Send it"))


@get_or_post
def concern(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    form = ConcernForm(request.POST or None)

    def act() -> str:
        actions.raise_concern(found, by=request.person, words=form.cleaned_data["words"])
        return _("Thank you for saying it. Whoever coordinates is told at once.")

    return _in_confidence(request, form, act, found, title=_("Something worries me"), submit=_("Tell them now"))


@get_or_post
def not_working(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_write(request.person, found))
    form = NotWorkingForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        signal = actions.report_not_working(
            found, by=request.person, wish=data["wish"], troubles=data["troubles"], words=data["words"]
        )
        if signal.wish == "rematch":
            return _("It ends here, and that is all right. Whoever coordinates will write to you.")
        return _("Whoever coordinates knows, and will write to you. Nothing else has changed.")

    return _in_confidence(
        request, form, act, found,
        title=_("This isn’t working"), submit=_("Tell whoever coordinates"),
        aside=[(_("If you would rather stop"), _("The mentorship ends at once, planned sessions leave both calendars, and the place is free for somebody else. The other reads that it ended, and nothing more."))],
    )  # fmt: skip


def _in_confidence(
    request: HttpRequest, form: Any, act: Callable[[], str], found: Mentorship, *, aside: Any = (), **words: Any
) -> HttpResponse:
    name = found.other_of(request.person).given_name
    readers = list(readers_of_signals(found))
    if not readers:
        return _form_page(
            request, form, act, found, aside=aside, warning=_nobody_reads(request, found),
            lede=_("It is kept, and your mentorship’s other half never reads it. You need no reason, and no proof."),
            **words,
        )  # fmt: skip
    said = (
        _("Who reads it"),
        _("Only %(readers)s. %(name)s never learns of it.")
        % {"readers": ", ".join(reader.name for reader in readers), "name": name},
    )
    return _form_page(
        request, form, act, found, aside=[said, *aside],
        lede=_("It stays between you and whoever coordinates. You need no reason, and no proof."), **words,
    )  # fmt: skip


def _nobody_reads(request: HttpRequest, found: Mentorship) -> tuple[str, str]:
    """Said before anything is written: who coordinates is one of the two, and nobody else does."""
    address = found.cohort.support_email or request.community.support_email
    said = _(
        "The only one who coordinates here is one of the two of you, and does not see words about their own mentorship. Of a worry, or when it isn’t working, who keeps the server is told that there is something, not what: it can be read once somebody else coordinates too."
    )
    if address:
        said += " " + _("If it cannot wait, write to %(address)s.") % {"address": address}
    return _("For now nobody can read it."), said


# ── pause, return, end ───────────────────────────────────────────────────────


@get_or_post
def pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_pause(request.person, found))
    form = PauseForm(request.POST or None)

    def act() -> str:
        actions.pause_mentorship(found, by=request.person, until=form.cleaned_data["until"])
        assert found.pause_until is not None
        return _("Paused until %(day)s.") % {"day": day_said(found.pause_until)}

    return _form_page(
        request, form, act, found,
        title=_("A pause"),
        lede=_("Until a day you choose. What is planned before it leaves both calendars; then it goes on by itself."),
        submit=_("Pause until then"),
    )  # fmt: skip


@require_POST
def return_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    actions.resume_mentorship(found, by=request.person)
    messages.success(request, _("You go on."))
    return _back(request, found)


@get_or_post
def closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(can_end(request.person, found))
    form = EndForm(request.POST or None)
    name = found.other_of(request.person).given_name

    def act() -> str:
        actions.end_mentorship(found, by=request.person, **form.cleaned_data)
        return _("Closed. What you built together stays here to be read.")

    return _form_page(
        request,
        form,
        act,
        found,
        title=_("Close the mentorship"),
        lede=_("A last look back, if you like. What is planned leaves both calendars, and %(name)s is told.")
        % {"name": name},
        submit=_("Close it"),
        draft=f"closing-{found.public_id}",
        aside=[
            (
                _("Afterwards"),
                _("Everything stays to be read. For two weeks you can both answer four questions about it."),
            )
        ],
    )


@get_or_post
def reflection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mentorship(request, public_id)
    or_absent(found.is_ended)
    mine = reflection_of(request.person, found)
    initial = {name: getattr(mine, name) for name in ("taken", "passing_on", "farewell")} if mine else {}
    form = ReflectionForm(request.POST or None, initial=initial)

    def act() -> str:
        actions.write_reflection(found, by=request.person, **form.cleaned_data)
        return _("Written.")

    return _form_page(
        request, form, act, found,
        title=_("Look back"), lede=_("What you take with you, and a last word."), submit=_("Save"),
        part="ending", draft=f"reflection-{found.public_id}",
    )  # fmt: skip


# ── calendars ────────────────────────────────────────────────────────────────


@get_or_post
def calendar(request: HttpRequest) -> HttpResponse:
    """The private address of one's calendar and its password. They are shown once, when they are made.

    The password stands in the address itself only for who asks for that: some calendars cannot send it otherwise.
    """
    if request.method != "POST":
        return _calendar_page(request)
    token = make_feed(by=request.person)
    if request.POST.get("way", "") == "address":
        return _calendar_page(request, address=_at(request, "calendar-feed", token=token))
    return _calendar_page(request, address=_at(request, "calendar-read"), password=token)


def _calendar_page(request: HttpRequest, *, address: str = "", password: str = "") -> HttpResponse:
    address = request.build_absolute_uri(address) if address else ""
    context = {"feed": feed_of(request.person), "address": address, "password": password}
    response = render(request, "mentoring/calendar_detail.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def calendar_revocation(request: HttpRequest) -> HttpResponse:
    revoke_feed(by=request.person)
    messages.success(request, _("The address no longer works."))
    return redirect(_at(request, "calendar"))


@require_safe
def calendar_read(request: HttpRequest) -> HttpResponse:
    """The same for a calendar program that sends the password in a header, as it does when it is asked."""
    token = _password_of(request)
    if token and feed_by_token(token, request.community):
        return calendar_feed(request, token)
    return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Reciproca", charset="UTF-8"'})


def _password_of(request: HttpRequest) -> str:
    """What stands after the name in a header for Basic authentication; the name is not looked at."""
    kind, _blank, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(said, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads, without signing in: who has the address has the calendar."""
    found = feed_by_token(token, request.community)
    if found is None:
        raise Http404
    person = found.membership
    person.community = request.community
    with translation.override(person.language):
        events = [event_of(session, person) for session in sessions_for_calendar(person)]
        events += [event_of_hour(answer, person) for answer in hours_for_calendar(person)]
        events += [event_of_meeting(meeting, person) for meeting in meetings_for_calendar(person)]
        events += [event_of_meetup(meetup, person) for meetup in meetups_for_calendar(person)]
        if (kept := time_of(person)) is not None:
            events.append(event_of_time(kept, person))
        name = _("%(community)s: sessions") % {"community": request.community.name}
        response = HttpResponse(feed(events, name=name), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


# ── shared by all ────────────────────────────────────────────────────────────


def _mentorship(request: HttpRequest, public_id: UUID) -> Mentorship:
    return get_object_or_404(mentorships_visible_to(request.person), public_id=public_id)


def _session(request: HttpRequest, public_id: UUID) -> MentoringSession:
    return get_object_or_404(sessions_visible_to(request.person), public_id=public_id)


def _back(request: HttpRequest, found: Mentorship, part: str = "") -> HttpResponse:
    return redirect(_at(request, "mentorship-detail", part, public_id=found.public_id))


def _zones(request: HttpRequest, found: Mentorship) -> list[str]:
    """My clock first, then the other's."""
    return list(dict.fromkeys(zone_of(one).key for one in (request.person, found.other_of(request.person))))


def _slots(request: HttpRequest, found: Mentorship, zones: list[str], *, minutes: int) -> list[tuple[datetime, str]]:
    """Moments that suit both, in words: the reader's hour, and the other's where their clock says otherwise."""
    mine, theirs = ZoneInfo(zones[0]), ZoneInfo(zones[-1])
    name = found.other_of(request.person).given_name
    slots = []
    for moment in slots_for(found, request.person, minutes=minutes):
        with timezone.override(mine):
            said = f"{day_said(moment)}, {hour_said(moment, mine)}"
        if moment.astimezone(mine).utcoffset() != moment.astimezone(theirs).utcoffset():
            said = _("%(moment)s (for %(name)s %(hour)s)") % {
                "moment": said,
                "name": name,
                "hour": hour_said(moment, theirs),
            }
        slots.append((moment, said))
    return slots


def _clocks(zones: list[str], name: str) -> str:
    if len(zones) == 1:
        return _("You and %(name)s live by the same clock: %(place)s.") % {
            "name": name,
            "place": place_of_zone(zones[0]),
        }
    return _("You: %(mine)s. %(name)s: %(theirs)s. Each sees the hour of their own place.") % {
        "name": name, "mine": place_of_zone(zones[0]), "theirs": place_of_zone(zones[1]),
    }  # fmt: skip


def _form_page(
    request: HttpRequest, form: Any, act: Callable[[], str], found: Mentorship, *, part: str = "", **words: Any
) -> HttpResponse:
    """`act` gives what to say; then it goes on with the mentorship."""
    page = _at(request, "mentorship-detail", part, public_id=found.public_id)
    here = _between(request, found)
    return form_page(
        request, form, lambda: (act(), page), zone=zone_of(request.person), says_absence=True, **here, **words
    )


def _asking(request: HttpRequest, found: Mentorship, **words: Any) -> HttpResponse:
    """A page that asks before something that cannot be undone."""
    return asking(request, **_between(request, found), **words)


def _between(request: HttpRequest, found: Mentorship) -> dict[str, str]:
    """Between whom it is, and the way back to it."""
    page = _at(request, "mentorship-detail", public_id=found.public_id)
    name = found.other_of(request.person).given_name
    return {"kicker": _("You and %(name)s") % {"name": name}, "kicker_url": page, "back": page}
