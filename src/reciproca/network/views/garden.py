"""What one keeps for oneself of a relationship: notes, a rhythm, reminders, and an hour of the week."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reciproca.communities.models import Membership
from reciproca.core.doors import get_or_post
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.network import actions
from reciproca.network.forms import CareForm, ReminderForm, TimeForm
from reciproca.network.queries import care_of, knows, reminders_of, time_of
from reciproca.people.queries import people_visible_to

__all__ = ["care", "reminder_end", "reminder_new", "time_end", "time_for_ties"]


@get_or_post
def care(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person, other = request.person, _known(request, public_id)
    kept = care_of(person, other)
    before = {"note": kept.note, "rhythm": kept.rhythm} if kept else None
    form = CareForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        actions.care_for(other, by=person, **form.cleaned_data)
        messages.success(request, _("Kept. Only you read it."))
        return redirect(_page_of_two(request, other))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/care_form.html", {"form": form, "other": other}, status=status)


@get_or_post
def reminder_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    other = _known(request, public_id)
    form = ReminderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remind(other, by=request.person, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("On that day it stands on Today."))
            return redirect(_page_of_two(request, other))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/reminder_form.html", {"form": form, "other": other}, status=status)


@require_POST
def reminder_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(reminders_of(request.person), public_id=public_id)
    actions.settle_reminder(found, by=request.person)
    messages.success(request, _("Done."))
    return redirect(_page_of_two(request, found.other))


@get_or_post
def time_for_ties(request: HttpRequest) -> HttpResponse:
    kept = time_of(request.person)
    before = {"weekday": kept.weekday, "starts_at": kept.starts_at, "minutes": kept.minutes} if kept else None
    form = TimeForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        actions.keep_time(by=request.person, **form.cleaned_data)
        messages.success(request, _("Kept. On that day Today says so, with three steps at most."))
        return redirect(_at(request, "here:relationships"))
    status = 422 if request.method == "POST" else 200
    return render(request, "network/time_form.html", {"form": form, "kept": kept}, status=status)


@require_POST
def time_end(request: HttpRequest) -> HttpResponse:
    actions.give_up_time(by=request.person)
    messages.success(request, _("Given up: the hour is yours again."))
    return redirect(_at(request, "here:relationships"))


def _known(request: HttpRequest, public_id: UUID) -> Membership:
    """Somebody one has something with: for all others there is nothing to keep."""
    person = request.person
    people = people_visible_to(person).exclude(pk=person.pk)
    other = get_object_or_404(people.select_related("profile__photo"), public_id=public_id)
    if not knows(person, other):
        raise Http404
    return other


def _page_of_two(request: HttpRequest, other: Membership) -> str:
    return _at(request, "here:relationship", public_id=other.public_id)


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, name, **arguments)
