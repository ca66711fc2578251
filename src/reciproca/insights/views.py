"""The doors of the overview: for coordinators only, and reading only, but for the reminder."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reciproca.core.errors import Refusal
from reciproca.core.paging import page_of
from reciproca.mentoring.queries import mentorships_overseen_by
from reciproca.network.words import long_month
from reciproca.programmes.models import Cohort

from . import actions
from .choices import Figure
from .lists import Chosen, as_csv, as_xlsx, rows_of, rows_on_page, tabs_of
from .mails import first_date_letter
from .picture import list_url, page_of_overview, why_not_met
from .queries import cohorts_to_choose, cohorts_with_counts
from .showing import list_shown

__all__ = ["cohort_overview", "export_csv", "export_xlsx", "figure_list", "overview", "reminder"]

ON_A_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The whole community."""
    return render(request, "insights/overview.html", page_of_overview(request.person, None, _zone(request)))


@require_safe
def cohort_overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    context = page_of_overview(request.person, _cohort(request, str(public_id)), _zone(request))
    return render(request, "insights/overview.html", context)


@require_safe
def figure_list(request: HttpRequest, figure: str) -> HttpResponse:
    """The rows behind a number, narrowed, a page at a time."""
    chosen, cohorts = _chosen(request, figure)
    tabs = tabs_of(chosen, request.person, _zone(request))
    total = None if chosen.q or chosen.role else next((tab["count"] for tab in tabs if tab["current"]), None)
    page = page_of(rows_on_page(chosen, request.person), request.GET.get("page"), ON_A_PAGE, total=total)
    context = {
        "chosen": chosen,
        "page": page,
        "tabs": tabs,
        "drawn": list_shown(request, chosen, page, tabs, cohorts),
        "month_said": f"{long_month(chosen.month)} {chosen.month.year}" if chosen.month else "",
        "others": [(one.label, list_url(request.person, one.value, chosen.cohort)) for one in Figure if one != figure],
        "whole": list_url(request.person, figure, chosen.cohort, which=chosen.which),
    }
    return render(request, "insights/figure_list.html", context)


@require_safe
def export_csv(request: HttpRequest, figure: str) -> HttpResponse:
    return _export(request, figure, as_csv, "csv", "text/csv; charset=utf-8")


@require_safe
def export_xlsx(request: HttpRequest, figure: str) -> HttpResponse:
    return _export(request, figure, as_xlsx, "xlsx", XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read what both will get, then send it."""
    pair = get_object_or_404(mentorships_overseen_by(request.person), public_id=public_id)
    back = list_url(request.person, Figure.PAIRS, which="not_met")
    trouble = None
    if request.method == "POST":
        try:
            actions.remind_pair(pair, by=request.person)
        except Refusal as refusal:
            trouble = refusal
        else:
            messages.success(
                request,
                _("Both %(mentee)s and %(mentor)s will have your letter in a moment.")
                % {"mentee": pair.mentee.given_name, "mentor": pair.mentor.given_name},
            )
            return redirect(back)
    context = {
        "pair": pair,
        "why": why_not_met(pair),
        "letters": [first_date_letter(pair, reader, request.person) for reader in (pair.mentee, pair.mentor)],
        "trouble": trouble,
        "back": back,
    }
    return render(request, "insights/reminder_confirmation.html", context, status=409 if trouble else 200)


def _zone(request: HttpRequest) -> tzinfo:
    return ZoneInfo(request.community.time_zone)


def _cohort(request: HttpRequest, public_id: str) -> Cohort:
    return _among(cohorts_with_counts(request.person), public_id)


def _among(cohorts: Sequence[Cohort], public_id: str) -> Cohort:
    for cohort in cohorts:
        if str(cohort.public_id) == public_id:
            return cohort
    raise Http404


def _chosen(request: HttpRequest, figure: str) -> tuple[Chosen, list[Cohort]]:
    if figure not in Figure.values:
        raise Http404
    cohorts = cohorts_to_choose(request.person)
    asked = request.GET.get("cohort", "")
    return Chosen.of(figure, _among(cohorts, asked) if asked else None, request.GET), cohorts


def _export(
    request: HttpRequest, figure: str, write: Callable[[str, Sequence[Any]], bytes], ending: str, kind: str
) -> HttpResponse:
    """The list as it is narrowed, in a file that no program takes for formulas. It leaves a trace."""
    chosen, _cohorts = _chosen(request, figure)
    rows = list(rows_of(chosen, request.person))
    response = HttpResponse(write(figure, rows), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{figure}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    actions.record_export(figure, by=request.person, rows=len(rows), ending=ending, cohort=chosen.cohort)
    return response
