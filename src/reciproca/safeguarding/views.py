"""The door: permission, form, one action, one template."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.doors import get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.people.queries import people_visible_to

from . import actions
from .forms import DecisionForm, MeasuresForm, ObjectionForm, ReplyForm, ReportForm
from .measures import BOUNDS
from .models import Decision, Doubt, Report
from .picture import seen_decision, seen_doubts, seen_report, seen_reports, trail_of
from .queries import (
    decisions_about,
    doubts_visible_to,
    hold_on,
    measures_of,
    objections_to_answer,
    reports_by,
    reports_to_decide,
    vouch_between,
    vouches_by,
    vouches_spent_by,
)
from .reportable import reported
from .rules import MOST_VOUCHES, can_decide, can_object, can_reply, can_vouch, may_vouch

__all__ = [
    "decision", "doubt_asking", "doubt_holding", "doubt_quieting", "hold_end", "measures", "objection", "objection_reply",
    "report_decision", "report_detail", "report_list", "report_new", "safety", "vouch", "vouch_end", "vouches",
]  # fmt: skip

ON_A_PAGE = 20


# ── reporting ────────────────────────────────────────────────────────────────


@get_or_post
def report_new(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """Something is not right with what is before me."""
    found = reported(request.person, kind, public_id)
    if found is None or found.concerned.pk == request.person.pk:
        raise Http404
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.file_report(kind, public_id, by=request.person, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Thank you. Who coordinates looks at it, and you hear what was decided."))
                return redirect(_at(request, "report-detail", public_id=made.public_id))
    context = {"form": form, "found": found, "is_page": kind == "membership"}
    return render(request, "safeguarding/report_form.html", context, status=status)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What I reported."""
    page = Paginator(reports_by(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "reports": seen_reports(page.object_list, request.person)}
    return render(request, "safeguarding/report_list.html", context)


@require_safe
def report_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    report = get_object_or_404(reports_by(request.person), public_id=public_id)
    return render(request, "safeguarding/report_detail.html", {"seen": seen_report(report, request.person)})


# ── a decision that touches me ───────────────────────────────────────────────


@require_safe
def decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Also for who is paused: they read why, and may object."""
    return _decision(request, _own_decision(request, public_id), ObjectionForm())


@require_POST
def objection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _own_decision(request, public_id)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _decision(request, found, form, status=422)
    actions.object_to_decision(found, form.cleaned_data["words"], by=request.person)
    messages.success(request, _("Sent. Somebody looks at it anew, and answers you."))
    return redirect(_at(request, "decision-detail", public_id=found.public_id))


def _own_decision(request: HttpRequest, public_id: UUID) -> Decision:
    if request.person is None or request.person.left_at is not None:
        raise Http404
    return get_object_or_404(decisions_about(request.person), public_id=public_id)


def _decision(request: HttpRequest, found: Decision, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"seen": seen_decision(found), "form": form, "may_object": can_object(request.person, found)}
    return render(request, "safeguarding/decision_detail.html", context, status=status)


# ── for who coordinates ──────────────────────────────────────────────────────


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at: reports, objections, and what makes one look twice."""
    page = Paginator(reports_to_decide(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "reports": seen_reports(page.object_list, request.person, decides=True),
        "doubts": seen_doubts(doubts_visible_to(request.person), request.person),
        "objections": objections_to_answer(request.person),
    }
    return render(request, "safeguarding/safety.html", context)


@get_or_post
def report_decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    report = get_object_or_404(reports_to_decide(request.person), public_id=public_id)
    form = DecisionForm(request.POST or None, kind=report.object_kind)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.decide_report(report, by=request.person, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Written down, and told to those it is for."))
                return redirect(_at(request, "report-decision", public_id=report.public_id))
    return _report(request, report, form, status=status)


def _report(
    request: HttpRequest, report: Report, form: Form, *, reply: Form | None = None, status: int = 200
) -> HttpResponse:
    actions.note_reading(report, by=request.person)
    context = {
        "seen": seen_report(report, request.person, decides=True),
        "trail": trail_of(report, request.person),
        "form": form,
        "may_decide": can_decide(request.person, report),
        "hold": hold_on(report.concerned),
        "reply_form": reply or ReplyForm(),
    }
    return render(request, "safeguarding/report_decision.html", context, status=status)


@require_POST
def objection_reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    rows = Decision.objects.filter(report__in=reports_to_decide(request.person).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("report__concerned", "concerned__community"), public_id=public_id)
    form = ReplyForm(request.POST)
    if not form.is_valid() or not can_reply(request.person, found):
        return _report(request, found.report, DecisionForm(kind=found.report.object_kind), reply=form, status=422)
    actions.reply_to_objection(found, form.cleaned_data["words"], by=request.person)
    messages.success(request, _("Sent."))
    return redirect(_at(request, "report-decision", public_id=found.report.public_id))


@require_POST
def hold_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = get_object_or_404(
        Membership.objects.exclude(pk=request.person.pk).select_related("community"), public_id=public_id
    )
    actions.end_hold(person, by=request.person)
    messages.success(request, _("%(name)s can write to everyone again.") % {"name": person.given_name})
    return redirect(_at(request, "safety"))


@require_POST
def doubt_asking(request: HttpRequest, public_id: UUID) -> HttpResponse:
    doubt = _doubt(request, public_id)
    actions.ask_for_confirmation(doubt, by=request.person)
    messages.success(request, _("%(name)s has been asked who here knows them.") % {"name": doubt.person.given_name})
    return redirect(_at(request, "safety"))


@require_POST
def doubt_holding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    doubt = _doubt(request, public_id)
    actions.hold_for_doubt(doubt, by=request.person)
    messages.success(
        request, _("For a week at most %(name)s writes to who coordinates only.") % {"name": doubt.person.given_name}
    )
    return redirect(_at(request, "safety"))


@require_POST
def doubt_quieting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    doubt = _doubt(request, public_id)
    actions.quiet_doubt(doubt, by=request.person)
    messages.success(
        request, _("All is well: this says nothing about %(name)s any more.") % {"name": doubt.person.given_name}
    )
    return redirect(_at(request, "safety"))


def _doubt(request: HttpRequest, public_id: UUID) -> Doubt:
    rows = doubts_visible_to(request.person).select_related("person__community")
    return get_object_or_404(rows, public_id=public_id)


@get_or_post
def measures(request: HttpRequest) -> HttpResponse:
    """How much of a thing is possible in this community."""
    now = measures_of()
    form = MeasuresForm(
        request.POST or None, initial={name: getattr(now, name) for name in (*BOUNDS, "links_at_first", "version")}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_measures(by=request.person, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Kept. It holds from now on."))
                return redirect(_at(request, "measures"))
    return render(request, "safeguarding/measures_form.html", {"form": form}, status=status)


# ── answering for somebody ───────────────────────────────────────────────────


@require_safe
def vouches(request: HttpRequest) -> HttpResponse:
    """For whom I answer."""
    person = request.person
    context = {
        "vouches": vouches_by(person),
        "may_vouch": may_vouch(person),
        "left": max(MOST_VOUCHES - vouches_spent_by(person), 0),
        "is_free": person.is_coordinator,
    }
    return render(request, "safeguarding/vouch_list.html", context)


@get_or_post
def vouch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What it means to answer for somebody, and the button that does it."""
    other = get_object_or_404(
        people_visible_to(request.person).exclude(pk=request.person.pk).select_related("community"), public_id=public_id
    )
    if request.method == "POST":
        actions.vouch_for(other, by=request.person)
        messages.success(request, _("It stands on %(name)s’s page, with your name.") % {"name": other.given_name})
        return redirect(reverse_in(request.community, "people:person-detail", public_id=other.public_id))
    context = {
        "other": other,
        "may": can_vouch(request.person, other),
        "mine": vouch_between(other, by=request.person),
        "left": max(MOST_VOUCHES - vouches_spent_by(request.person), 0),
        "is_free": request.person.is_coordinator,
        "is_anchor": may_vouch(request.person),
    }
    return render(request, "safeguarding/vouch_form.html", context)


@require_POST
def vouch_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(vouches_by(request.person), public_id=public_id)
    actions.revoke_vouch(found, by=request.person)
    messages.success(request, _("You no longer answer for them. Nobody is told."))
    return redirect(_at(request, "vouch-list"))


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, f"safeguarding:{name}", **arguments)
