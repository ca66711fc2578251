"""What is kept of me, a copy to take with me, leaving; and, for those who answer for it, the same on a written request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Account, Membership
from reciproca.communities.queries import account_of
from reciproca.core.errors import Refusal
from reciproca.core.italian import elided, euphonic
from reciproca.core.register import KEPT_FOR
from reciproca.core.scope import within
from reciproca.core.urls import reverse_in
from reciproca.people.queries import members_managed_by
from reciproca.privacy import actions
from reciproca.privacy.choices import Asker
from reciproca.privacy.forms import CopyForm, ErasureForm, WrittenRequestForm
from reciproca.privacy.models import Erasure
from reciproca.privacy.processing import processing_record
from reciproca.privacy.queries import (
    Held,
    communities_left_behind,
    erasure_of,
    erasures_of,
    exports_of,
    held_about,
    last_export_of,
    places_of,
    subject_in,
    subject_on_server,
)
from reciproca.privacy.words import day_of, erased_words, kept_words, whys

__all__ = [
    "account_data", "account_erasure_end", "copy_file", "copy_new", "erasure_end", "member_copy", "member_data",
    "member_erasure_end", "own_account_erasure", "own_data", "own_erasure", "own_place", "processing",
]  # fmt: skip


# ── my own ───────────────────────────────────────────────────────────────────


@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    places = places_of(account)
    erasures = list(erasures_of(account))
    waiting = {erasure.membership_id for erasure in erasures}
    return render(
        request,
        "privacy/own_data.html",
        {
            "places": [{"person": person, "is_waiting": person.pk in waiting} for person in places],
            "export": last_export_of(account),
            "erasures": erasures,
            "is_leaving": any(erasure.is_of_account for erasure in erasures),
        },
    )


@require_safe
def own_place(request: HttpRequest, public_id: str | None = None) -> HttpResponse:
    """What one community keeps of me; without an id, what the server keeps outside them."""
    account = account_of(request)
    if public_id is None:
        return render(
            request, "privacy/own_place.html", {"place": None, "kinds": _said(held_about(subject_on_server(account)))}
        )
    person = _own_place(request, public_id)
    with within(person.community):
        kinds = _said(held_about(subject_in(person)))
    return render(request, "privacy/own_place.html", {"place": person, "kinds": kinds})


def copy_new(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        communities=[person.community for person in places_of(account)],
        initial={"what": "everything"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_export(account, community=form.cleaned_data["what"])
        except actions.OneADay as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(
                request, _("Your copy is being prepared. You can close the page: we will write when it is ready.")
            )
            return redirect("privacy:own-data")
    return render(request, "privacy/copy_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def copy_file(request: HttpRequest, public_id: str) -> FileResponse:
    export = get_object_or_404(exports_of(account_of(request)), public_id=public_id)
    path = actions.fetch_export(export)
    answer = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"reciproca-{export.asked_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def own_erasure(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave one community and be erased there."""
    person = _own_place(request, public_id)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with within(person.community):
                erasure = actions.ask_for_erasure(person, by=person)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(
                request,
                elided(
                    _(
                        "You have left %(community)s. On %(day)s what it keeps of you will be erased; until then you can take it back."
                    )
                    % {"community": person.community.name, "day": _day(erasure)}
                ),
            )
            return redirect("privacy:own-data")
    with within(person.community):
        held = held_about(subject_in(person))
    return render(
        request,
        "privacy/own_erasure.html",
        {"place": person, "form": form, "waiting": erasure_of(person), **_fate(held), "days": actions.GRACE.days},
        status=422 if form.errors else 200,
    )


def own_account_erasure(request: HttpRequest) -> HttpResponse:
    """Be erased everywhere on this server."""
    account = account_of(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = actions.ask_for_account_erasure(account)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.info(
                request,
                elided(
                    _(
                        "You are signed out, and nobody sees you any more. On %(day)s your account will be erased; until then you can take it back: sign in, and open Your data."
                    )
                    % {"day": _day(erasure)}
                ),
            )
            return redirect("/")
    places = places_of(account)
    held = held_about(subject_on_server(account))
    for person in places:
        with within(person.community):
            held += held_about(subject_in(person))
    return render(
        request,
        "privacy/own_erasure.html",
        {
            "place": None,
            "form": form,
            "waiting": Erasure.objects.filter(account=account, membership=None).first(),
            "places": places,
            "left_behind": list(communities_left_behind(account)),
            **_fate(held),
            "days": actions.GRACE.days,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def erasure_end(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.take_back_erasure(get_object_or_404(erasures_of(account_of(request)), public_id=public_id))
    messages.success(request, _("Taken back. Everything is as it was, except the sessions that were cancelled."))
    return redirect("privacy:own-data")


def _own_place(request: HttpRequest, public_id: str) -> Membership:
    for person in places_of(account_of(request)):
        if str(person.public_id) == str(public_id):
            return person
    raise Http404


# ── on a written request ─────────────────────────────────────────────────────


def member_data(request: HttpRequest, public_id: str) -> HttpResponse:
    """For who coordinates: what kinds of data there are on somebody, and the erasure they asked for in writing."""
    person = _managed(request, public_id)
    form = WrittenRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = actions.ask_for_erasure(person, by=request.person, asker=Asker.COORDINATOR)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(
                request,
                elided(
                    _("%(name)s has left, and will be erased on %(day)s. Until then it can be taken back.")
                    % {"name": person.name, "day": _day(erasure)}
                ),
            )
            return redirect(reverse_in(request.community, "requests:member-data", public_id=person.public_id))
    return render(
        request,
        "privacy/member_data.html",
        {
            "member": person,
            "form": form,
            "kinds": _said([one for one in held_about(subject_in(person)) if one.holding.is_known_to_coordinators]),
            "waiting": erasure_of(person),
            "days": actions.GRACE.days,
            "is_self": person.pk == request.person.pk,
            "page_title": person.name,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def member_copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Their copy, for them: who asks for it on their behalf cannot read it."""
    person = _managed(request, public_id)
    if person.account is None:
        raise Http404
    actions.ask_for_export(person.account, community=request.community, by=request.person)
    messages.success(
        request,
        euphonic(
            _("The copy is being prepared. We write to %(name)s, who alone can fetch it.") % {"name": person.given_name}
        ),
    )
    return redirect(reverse_in(request.community, "requests:member-data", public_id=person.public_id))


@require_POST
def member_erasure_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Only what was written down by a coordinator is taken back by one; the rest is the person's own."""
    person = _managed(request, public_id)
    erasure = get_object_or_404(Erasure, membership=person, asker=Asker.COORDINATOR)
    actions.take_back_erasure(erasure, by=request.person)
    messages.success(request, _("Taken back. %(name)s is where they were.") % {"name": person.name})
    return redirect(reverse_in(request.community, "requests:member-data", public_id=person.public_id))


def _managed(request: HttpRequest, public_id: str) -> Membership:
    person = get_object_or_404(members_managed_by(request.person).select_related("account"), public_id=public_id)
    person.community = request.community
    return person


# ── the server ───────────────────────────────────────────────────────────────


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The record of processing activities, as the registers say it."""
    return render(request, "privacy/processing.html", {"rooms": processing_record(), "lengths": KEPT_FOR})


def account_data(request: HttpRequest, pk: int) -> HttpResponse:
    """For who keeps the server: the erasure of an account, asked for in writing."""
    account = get_object_or_404(Account, pk=pk)
    form = WrittenRequestForm(request.POST if request.method == "POST" else None)
    if account.pk == request.user.pk:
        return redirect("privacy:own-data")
    if request.method == "POST" and form.is_valid():
        try:
            erasure = actions.ask_for_account_erasure(account, asker=Asker.ADMINISTRATOR)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.info(
                request,
                elided(
                    _("%(email)s is signed out, and will be erased on %(day)s.")
                    % {"email": account.email, "day": _day(erasure)}
                ),
            )
            return redirect("privacy:account-data", pk=account.pk)
    return render(
        request,
        "privacy/account_data.html",
        {
            "owner": account,
            "form": form,
            "places": len(places_of(account)),
            "left_behind": list(communities_left_behind(account)),
            "waiting": Erasure.objects.filter(account=account, membership=None).first(),
            "days": actions.GRACE.days,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def account_erasure_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was written down by who keeps the server."""
    erasure = get_object_or_404(Erasure, account=pk, membership=None, asker=Asker.ADMINISTRATOR)
    actions.take_back_erasure(erasure)
    messages.success(request, _("Taken back: the account is as it was."))
    return redirect(reverse("privacy:account-data", kwargs={"pk": pk}))


# ── shared ───────────────────────────────────────────────────────────────────


def _said(held: list[Held]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.holding.what,
            "number": one.number,
            "purpose": one.holding.purpose,
            "seen_by": one.holding.seen_by,
            "kept": kept_words(one.entries),
            "erased": erased_words(one.entries),
            "whys": whys(one.entries),
        }
        for one in held
    ]


def _fate(held: list[Held]) -> dict[str, Any]:
    """Before the act: what goes as a whole, and what stays without the name, with the reason."""
    going: dict[str, None] = {}
    staying: dict[str, str] = {}
    for one in held:
        if any(datum.erase == "keep" for datum in one.entries):
            staying[str(one.holding.what)] = " ".join(whys(one.entries))
        else:
            going[str(one.holding.what)] = None
    return {"going": list(going), "staying": list(staying.items())}


def _day(erasure: Erasure) -> str:
    return day_of(erasure.due_at)
