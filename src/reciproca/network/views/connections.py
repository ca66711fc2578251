"""Asking for a connection, the answers to it, and what becomes of a connection."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.doors import get_or_post, or_absent
from reciproca.core.errors import Refusal
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.network import actions
from reciproca.network.forms import DeclineForm, QuestionForm, ReplyForm, RequestForm
from reciproca.network.models import Connection, ConnectionRequest
from reciproca.network.queries import (
    are_allies,
    are_connected,
    request_to,
    requests_to_answer,
    requests_to_reply,
    requests_visible_to,
    requests_waiting_of,
    who_among_allies_knows,
)
from reciproca.network.rules import can_answer, can_question, can_reply, can_withdraw
from reciproca.network.words import stands_said
from reciproca.people.queries import in_common_with, people_visible_to

__all__ = [
    "alliance", "alliance_end", "closeness", "connection_end", "connection_hiding", "request_acceptance",
    "request_declination", "request_detail", "request_laying_aside", "request_list", "request_new", "request_question",
    "request_reply", "request_withdrawal",
]  # fmt: skip


# ── asking ───────────────────────────────────────────────────────────────────


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """What waits for my word, and what waits for theirs."""
    person = request.person
    context = {
        "to_answer": requests_to_answer(person),
        "to_reply": requests_to_reply(person),
        "waiting": requests_waiting_of(person),
    }
    return render(request, "network/request_list.html", context)


@get_or_post
def request_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person, other = request.person, _other(request, public_id)
    is_sent = request.method == "POST"
    if elsewhere := _where_it_stands(person, other, is_sent=is_sent):
        return redirect(elsewhere)
    form = RequestForm(request.POST or None)
    status = 200
    if is_sent:
        status = 422
        if form.is_valid() and (made := _tried(form, lambda: _asked(other, person, form))) is not None:
            messages.success(request, _sent(made))
            return redirect(_at(request, "network:request-detail", public_id=made.public_id))
    context = {
        "form": form,
        "other": other,
        "common": in_common_with(other, viewer=person),
        "allies": who_among_allies_knows(other, viewer=person),
    }
    return render(request, "network/request_form.html", context, status=status)


def _asked(other: Membership, person: Membership, form: Form) -> ConnectionRequest:
    return actions.request_connection(other, by=person, **form.cleaned_data)


def _where_it_stands(person: Membership, other: Membership, *, is_sent: bool) -> str:
    """Where the two already are, so that nobody asks for what is there. Who sends what they wrote while the other asked them
    says yes with it."""
    if are_connected(person, other):
        return reverse_in(person.community, "here:relationship", public_id=other.public_id)
    theirs = None if is_sent else request_to(person, by=other)
    for found in (theirs, request_to(other, by=person)):
        if found is not None and found.is_open:
            return reverse_in(person.community, "network:request-detail", public_id=found.public_id)
    return ""


def _sent(made: ConnectionRequest) -> str:
    name = made.receiver.given_name
    if made.is_open:
        return _("Sent. %(name)s answers in their own time, or leaves it.") % {"name": name}
    return _("%(name)s had asked you as well: you are connected.") % {"name": name}


@require_safe
def request_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, _request(request, public_id))


# ── answering ────────────────────────────────────────────────────────────────


@require_POST
def request_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _received(request, public_id)
    try:
        actions.accept_connection(found, by=request.person)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("You and %(name)s are connected.") % {"name": found.asker.given_name})
    return redirect(_at(request, "here:relationship", public_id=found.asker.public_id))


@require_POST
def request_question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _received(request, public_id)
    form = QuestionForm(request.POST)

    def act() -> str:
        actions.question_connection(found, form.cleaned_data["question"], by=request.person)
        return _("Sent. %(name)s answers, and then it is for you again.") % {"name": found.asker.given_name}

    return _written(request, found, form, act, question_form=form)


@require_POST
def request_reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _request(request, public_id)
    or_absent(found.asker_id == request.person.pk)
    form = ReplyForm(request.POST)

    def act() -> str:
        actions.reply_to_question(found, form.cleaned_data["reply"], by=request.person)
        return euphonic(_("Sent. It is for %(name)s again.") % {"name": found.receiver.given_name})

    return _written(request, found, form, act, reply_form=form)


@require_POST
def request_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _received(request, public_id)
    form = DeclineForm(request.POST)

    def act() -> str:
        actions.decline_connection(found, by=request.person, **form.cleaned_data)
        return _("%(name)s reads the words you chose. No more than that.") % {"name": found.asker.given_name}

    return _written(request, found, form, act, decline_form=form)


@require_POST
def request_laying_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _received(request, public_id)
    try:
        actions.lay_request_aside(found, by=request.person)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Laid aside. Nobody is told, and it closes by itself."))
    return redirect(_at(request, "network:request-list"))


@require_POST
def request_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _request(request, public_id)
    or_absent(found.asker_id == request.person.pk)
    try:
        actions.withdraw_request(found, by=request.person)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("Your request is taken back."))
    return redirect(_at(request, "network:request-list"))


def _written(
    request: HttpRequest, found: ConnectionRequest, form: Form, act: Callable[[], str], **more: Any
) -> HttpResponse:
    """The act and back to the request; what cannot be taken is said on its page, with everything typed still there."""
    if not form.is_valid():
        return _detail(request, found, status=422, **more)
    try:
        messages.success(request, act())
    except Refusal as refusal:
        return _refused(request, found, refusal, **more)
    return redirect(_at(request, "network:request-detail", public_id=found.public_id))


def _refused(request: HttpRequest, found: ConnectionRequest, refusal: Refusal, **more: Any) -> HttpResponse:
    found.refresh_from_db()
    messages.warning(request, str(refusal))
    return _detail(request, found, status=refusal.status, **more)


def _detail(request: HttpRequest, found: ConnectionRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.person
    other = found.other_of(person)
    context = {
        "asked": found,
        "other": other,
        "is_mine": found.asker_id == person.pk,
        "is_aside": found.receiver_id == person.pk and found.laid_aside_at is not None,
        "stands": stands_said(found, person),
        "common": in_common_with(other, viewer=person) if can_answer(person, found) else [],
        "may_answer": can_answer(person, found),
        "may_question": can_question(person, found),
        "may_reply": can_reply(person, found),
        "may_withdraw": can_withdraw(person, found),
        "question_form": QuestionForm(),
        "reply_form": ReplyForm(),
        "decline_form": DeclineForm(),
        **more,
    }
    return render(request, "network/request_detail.html", context, status=status)


# ── a connection, and allies ─────────────────────────────────────────────────


@require_POST
def connection_hiding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hide it from others, or no longer: what the button says."""
    connection, other = _connection(request, public_id)
    hidden = request.POST.get("hidden") == "1"
    actions.hide_connection(connection, by=request.person, hidden=hidden)
    if hidden:
        messages.success(
            request, _("Hidden: nobody else is told that you and %(name)s know each other.") % _named(other)
        )
    else:
        messages.success(request, _("Allies you have in common may be told that you know each other."))
    return redirect(_at(request, "here:relationship", public_id=other.public_id))


@require_POST
def connection_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    connection, other = _connection(request, public_id)
    actions.end_connection(connection, by=request.person)
    messages.success(request, _("You and %(name)s are no longer connected. Nobody is told.") % _named(other))
    return redirect(_at(request, "here:relationships"))


@require_POST
def alliance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    other = _other(request, public_id)
    actions.name_ally(other, by=request.person)
    if are_allies(request.person, other):
        messages.success(request, _("You have named each other: you and %(name)s are allies.") % _named(other))
    else:
        messages.success(request, _("Named. Only you know, until %(name)s names you too.") % _named(other))
    return redirect(_at(request, "here:relationship", public_id=other.public_id))


@require_POST
def alliance_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    other = _other(request, public_id)
    actions.take_back_ally(other, by=request.person)
    messages.success(request, _("Taken back. Nobody is told."))
    return redirect(_at(request, "here:relationship", public_id=other.public_id))


@require_POST
def closeness(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Among the close ones, or no longer: what the button says."""
    other = _other(request, public_id)
    actions.mark_close(other, by=request.person, close=request.POST.get("close") == "1")
    messages.success(request, _("Kept. Only you know."))
    return redirect(_at(request, "here:relationship", public_id=other.public_id))


# ── shared by all ────────────────────────────────────────────────────────────


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, name, **arguments)


def _named(other: Membership) -> dict[str, str]:
    return {"name": other.given_name}


def _other(request: HttpRequest, public_id: UUID) -> Membership:
    people = people_visible_to(request.person).exclude(pk=request.person.pk)
    other = get_object_or_404(people.select_related("profile__photo"), public_id=public_id)
    other.community = request.community
    return other


def _request(request: HttpRequest, public_id: UUID) -> ConnectionRequest:
    return get_object_or_404(requests_visible_to(request.person), public_id=public_id)


def _received(request: HttpRequest, public_id: UUID) -> ConnectionRequest:
    """What is the other's to do has no page."""
    found = _request(request, public_id)
    or_absent(found.receiver_id == request.person.pk)
    return found


def _connection(request: HttpRequest, public_id: UUID) -> tuple[Connection, Membership]:
    """A connection of mine with somebody I may meet, and them."""
    person = request.person
    mine = Connection.objects.filter(Q(first=person) | Q(second=person)).select_related("first", "second")
    found = get_object_or_404(mine, public_id=public_id)
    other = found.second if found.first_id == person.pk else found.first
    or_absent(are_connected(person, other) and other.is_active)
    return found, other


def _tried(form: Form, act: Callable[[], Any]) -> Any:
    """What the act made, or None with the refusal said on the form."""
    try:
        return act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
