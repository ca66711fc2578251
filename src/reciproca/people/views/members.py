"""The coordinator's register: everyone written into the community, and their letters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.audit.queries import entries_about
from reciproca.boundaries import actions as boundaries
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.queries import is_cleared_for_minors, is_minor, minor_of
from reciproca.communities import actions as communities
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Membership
from reciproca.communities.queries import names_by_ledger_id
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.people import actions
from reciproca.people.choices import DEEDS
from reciproca.people.forms import ConsentForm, InvitationForm, MemberForm, MinorForm, NewMemberForm, RegisterForm
from reciproca.people.models import Profile
from reciproca.people.queries import (
    last_invitation_of,
    matching_register,
    members_by_state,
    members_managed_by,
    people_to_invite,
    profile_of,
    room_for_invitations,
    seen_profile,
)

__all__ = [
    "invitations",
    "member",
    "member_clearance",
    "member_consent",
    "member_consent_end",
    "member_invitation_end",
    "member_minor",
    "member_minor_end",
    "member_new",
    "member_role",
    "member_state",
    "members",
]

A_PAGE = 50
SHOWN = 8  # names listed before a letter to many


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "state": "", "role": ""}
    everyone = members_managed_by(request.person)
    counts = members_by_state()
    found = matching_register(everyone, words=wanted["q"], state=wanted["state"], role=wanted["role"])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    here = reverse_in(request.community, "people:member-list")
    tabs = [{"label": _("Everyone"), "url": here, "current": not wanted["state"], "count": sum(counts.values())}]
    tabs += [
        {"label": label, "url": f"{here}?state={state}", "current": wanted["state"] == state, "count": counts[state]}
        for state, label in MembershipState.choices
        if counts[state]
    ]
    return render(
        request,
        "people/member_list.html",
        {
            "page": page,
            "tabs": tabs,
            "wanted": wanted,
            "roles": Role.choices,
            "waiting": counts[MembershipState.IMPORTED],
            "is_narrowed": bool(wanted["q"] or wanted["role"]),
        },
    )


def member_new(request: HttpRequest) -> HttpResponse:
    form = NewMemberForm(request.POST or None, initial={"language": request.community.language, "role": Role.MEMBER})
    if request.method == "POST" and form.is_valid():
        try:
            person = communities.add_member(**form.cleaned_data, provenance="by hand", by=request.person)
        except communities.MemberExists as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s has been added. No mail has been sent yet.") % {"name": person.name})
            return redirect(_page_of(request, person))
    return render(request, "people/member_new.html", {"form": form}, status=422 if form.errors else 200)


def member(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person in the register: state, role, letters, what was done. The profile is as they show it to coordinators."""
    person = _managed(request, public_id)
    form = MemberForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            communities.rename_member(
                person, given_name=data["given_name"], family_name=data["family_name"], by=request.person
            )
            if data.get("email", person.email) != person.email:
                communities.correct_email(person, data["email"], by=request.person)
        except communities.MemberExists as refusal:
            form.add_error("email", str(refusal))
        else:
            actions.refresh_words(actions.begin_profile(person))
            messages.success(request, _("Saved."))
            return redirect(_page_of(request, person))
    profile = profile_of(person) or Profile(membership=person, community_id=person.community_id)
    return render(
        request,
        "people/member_detail.html",
        {
            "member": person,
            "form": form,
            "letter": last_invitation_of(person),
            "shown": seen_profile(profile, request.person),
            "history": _history(person),
            "minor": minor_of(person),
            "is_cleared": is_cleared_for_minors(person),
            "is_self": person.pk == request.person.pk,
            "page_title": person.name,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def member_role(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    if role == Role.COORDINATOR and is_minor(person):
        raise boundaries.CoordinatorsAreOfAge(name=person.name)
    communities.change_role(person, role, by=request.person)
    messages.success(
        request,
        _("%(name)s coordinates too, from now on.") % {"name": person.given_name}
        if role == Role.COORDINATOR
        else _("%(name)s no longer coordinates.") % {"name": person.given_name},
    )
    return redirect(_page_of(request, person))


@require_POST
def member_state(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    if request.POST.get("state") == MembershipState.SUSPENDED:
        communities.suspend_member(person, by=request.person)
        said = _("The community is closed to %(name)s for now.")
    elif request.POST.get("state") == MembershipState.ACTIVE:
        communities.reinstate_member(person, by=request.person)
        said = _("%(name)s is back.")
    else:
        raise Http404
    messages.success(request, euphonic(said % {"name": person.given_name}))
    return redirect(_page_of(request, person))


# ── minors ───────────────────────────────────────────────────────────────────


def member_minor(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether this person is under age, from when they are not, and who agreed that they take part."""
    person = _managed(request, public_id)
    form = MinorForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        month = form.cleaned_data["of_age_from"]
        boundaries.mark_minor(person, how=MarkedBy.COORDINATOR, by=request.person, of_age_from=month)
        messages.success(request, _("Saved."))
        return redirect(_minor_page_of(request, person))
    return _minor_page(request, person, form=form)


@require_POST
def member_minor_end(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    boundaries.end_mark(person, by=request.person)
    messages.success(request, _("%(name)s is here like everyone else, from now on.") % {"name": person.given_name})
    return redirect(_page_of(request, person))


@require_POST
def member_consent(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            boundaries.record_consent(
                person,
                given_on=data["consent_on"],
                given_by=data["consent_from"],
                note=data["consent_note"],
                by=request.person,
            )
        except boundaries.ConsentOfTomorrow as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect(_minor_page_of(request, person))
    return _minor_page(request, person, consent_form=form)


@require_POST
def member_consent_end(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    boundaries.withdraw_consent(person, by=request.person)
    messages.success(request, _("The consent is withdrawn, and nothing of it is kept."))
    return redirect(_minor_page_of(request, person))


@require_POST
def member_clearance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Clear somebody for minors, or take it back."""
    person = _managed(request, public_id)
    match request.POST.get("cleared"):
        case "yes":
            boundaries.clear_for_minors(person, by=request.person)
            said = _("%(name)s may be placed with minors, from now on.")
        case "no":
            boundaries.end_clearance(person, by=request.person)
            said = _("No other minor will be placed with %(name)s.")
        case _unknown:
            raise Http404
    messages.success(request, said % {"name": person.given_name})
    return redirect(_page_of(request, person))


@require_POST
def member_invitation_end(request: HttpRequest, public_id: str) -> HttpResponse:
    person = _managed(request, public_id)
    letter = last_invitation_of(person)
    if letter is not None:
        actions.withdraw_invitation(letter, by=request.person)
        messages.success(request, _("The link in the letter no longer works."))
    return redirect(_page_of(request, person))


def invitations(request: HttpRequest) -> HttpResponse:
    """To whom, with which words, and how it will look; then the letters leave."""
    chosen = request.POST if request.method == "POST" else request.GET
    people = _chosen(request, chosen)
    to_invite = people_to_invite(people)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and to_invite:
        actions.invite_many(to_invite, by=request.person, note=form.cleaned_data["note"])
        number = len(to_invite)
        messages.success(
            request,
            ngettext("%(number)d letter is leaving.", "%(number)d letters are leaving.", number) % {"number": number},
        )
        return redirect(reverse_in(request.community, "people:member-list") + "?state=invited")
    return render(
        request,
        "people/invitation_new.html",
        {
            "form": form,
            "to_invite": to_invite,
            "shown": to_invite[:SHOWN],
            "more": max(len(to_invite) - SHOWN, 0),
            "passed_over": len(people) - len(to_invite),
            "everyone": chosen.get("who") == "everyone",
            "example": to_invite[0] if to_invite else None,
        },
        status=422 if form.errors else 200,
    )


def _managed(request: HttpRequest, public_id: str) -> Membership:
    person = get_object_or_404(members_managed_by(request.person), public_id=public_id)
    person.community = request.community
    return person


def _page_of(request: HttpRequest, person: Membership) -> str:
    return reverse_in(request.community, "people:member-detail", public_id=person.public_id)


def _minor_page_of(request: HttpRequest, person: Membership) -> str:
    return reverse_in(request.community, "people:member-minor", public_id=person.public_id)


def _minor_page(
    request: HttpRequest, person: Membership, *, form: MinorForm | None = None, consent_form: ConsentForm | None = None
) -> HttpResponse:
    minor = minor_of(person)
    wrong = form is not None or consent_form is not None
    return render(
        request,
        "people/member_minor.html",
        {
            "member": person,
            "minor": minor,
            "form": form or MinorForm(initial={"of_age_from": minor.of_age_from if minor else None}),
            "consent_form": consent_form or ConsentForm(),
            "page_title": person.name,
        },
        status=422 if wrong else 200,
    )


def _chosen(request: HttpRequest, chosen: Any) -> list[Membership]:
    people: QuerySet[Membership] = members_managed_by(request.person)
    if chosen.get("who") == "everyone":
        today = room_for_invitations(request.person)  # the others tomorrow; without room left the refusal says so
        return list(people.filter(state=MembershipState.IMPORTED)[: today or None])
    try:
        return list(people.filter(public_id__in=chosen.getlist("who")[:500]))
    except ValidationError:  # not even the shape of an id
        raise Http404 from None


def _history(person: Membership) -> list[dict[str, Any]]:
    """What was done, newest first, in words; by whom, as long as they are here."""
    entries = list(entries_about(person)[:30])
    names = names_by_ledger_id({entry.actor for entry in entries if entry.actor})
    return [
        {
            "at": entry.at,
            "what": DEEDS.get(entry.deed, _("Something was changed.")),
            "by": names.get(entry.actor, ""),
        }
        for entry in entries
    ]
