"""Profiles: looking at people, finding them, telling about oneself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.actions import block_person, unblock_person
from reciproca.boundaries.links import LinksAtFirst
from reciproca.boundaries.queries import blocks_of, minor_of
from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.core.fields import put_in_field
from reciproca.core.urls import reverse_in
from reciproca.files.actions import ingest_photo
from reciproca.files.queries import answer_with
from reciproca.people import actions
from reciproca.people.choices import SPOKEN, NeedOutcome, ProfileField
from reciproca.people.evidence import evidence_about
from reciproca.people.forms import (
    PARTS_OF_WELCOME,
    SECTIONS,
    DirectoryForm,
    NeedForm,
    PathSightForm,
    PhotoForm,
    path_forms,
)
from reciproca.people.models import Need, Profile
from reciproca.people.queries import (
    Narrowing,
    directory_of,
    in_common,
    needs_of,
    own_need,
    people_visible_to,
    photos_visible_to,
    profile_of,
    seen_profile,
    told_lately,
    with_offers_and_needs,
)
from reciproca.people.sections import sections_for, visit_to

__all__ = [
    "block", "blocks", "directory", "need_end", "need_refreshment", "need_refreshment_undone", "need_reopened",
    "needs", "own_profile", "path", "person", "photo", "photo_edit", "photo_removed", "section", "unblock", "welcome",
    "welcome_part",
]  # fmt: skip

A_PAGE = 20


# ── looking at people ────────────────────────────────────────────────────────


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everyone, by name, twenty a page; narrowed by what stands in the address."""
    form = DirectoryForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else dict.fromkeys(form.fields, "")
    mine = (profile_of(request.person) if wanted["free"] else None) or Profile()
    narrowing = Narrowing(
        words=wanted["q"],
        free=tuple(mine.availability),
        **{name: wanted[name] for name in ("offer", "need", "interest", "city", "language")},
    )
    page = Paginator(directory_of(request.person, narrowing), A_PAGE).get_page(request.GET.get("page"))
    chosen = _chosen(wanted)
    shows_more = bool(
        wanted["offer"] or wanted["need"] or wanted["interest"] or wanted["free"] or "more" in request.GET
    )
    return render(
        request,
        "people/directory.html",
        {
            "page": page,
            "people": _people_found(request.person, list(page.object_list), f"{wanted['q']} {wanted['offer']}"),
            "wanted": wanted,
            "chosen": chosen,
            "is_narrowed": bool(chosen),
            "shows_more": shows_more,
            "told": told_lately(request.person) if shows_more else {},
            "free_unknown": bool(wanted["free"]) and not mine.availability,
            "languages": [(code, str(name)) for code, name in SPOKEN],
        },
    )


def _people_found(viewer: Membership, rows: list[tuple], looked_for: str) -> list[dict[str, Any]]:
    """A page of the directory, each with what others saw of what is looked for."""
    seen = evidence_about(viewer, {row[0]: row[2] for row in rows}, looked_for)
    found = with_offers_and_needs(viewer, rows)
    return [{**one, "seen": seen.get(row[0], [])} for row, one in zip(rows, found, strict=True)]


def _chosen(wanted: Mapping[str, Any]) -> list[dict[str, str]]:
    """What narrows the list, each in words, with the address of the list without it."""
    languages = dict(SPOKEN)
    said = {
        "q": _("“%(words)s”"),
        "offer": _("offers “%(words)s”"),
        "need": _("needs “%(words)s”"),
        "interest": _("likes “%(words)s”"),
        "city": _("in %(words)s"),
        "language": _("speaks %(words)s"),
        "free": _("free when you are"),
    }
    kept = {name: str(value) for name, value in wanted.items() if value}
    return [
        {
            "name": name,
            "said": said[name] % {"words": languages.get(value, value) if name == "language" else value},
            "without": f"?{urlencode({other: more for other, more in kept.items() if other != name})}",
        }
        for name, value in kept.items()
    ]


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A member's page: what they tell, as far as it is for whoever looks."""
    return _person_page(request, public_id)


@require_safe
def own_profile(request: HttpRequest) -> HttpResponse:
    return _person_page(request, request.person.public_id)


def _person_page(request: HttpRequest, public_id: UUID, *, need_form: NeedForm | None = None) -> HttpResponse:
    visit = visit_to(public_id, by=request.person, community=request.community)
    if visit is None:
        raise Http404
    shown, mine = visit.shown, visit.is_own
    sections = sections_for(visit)
    return render(
        request,
        "people/person_detail.html",
        {
            "shown": shown,
            "profile": visit.mine if mine else None,
            "minor": minor_of(visit.person) if mine else None,
            "common": [] if mine else in_common(visit.mine, shown, told=visit.told[visit.viewer.pk]),
            "need_form": need_form or NeedForm(),
            "sections": sections,
            "has_deeds": any(section.deeds for section in sections),
            "page_title": _("Your profile") if mine else shown.name,
        },
        status=422 if need_form else 200,
    )


@require_safe
def photo(request: HttpRequest, public_id: str) -> HttpResponse:
    profile = get_object_or_404(photos_visible_to(request.person), photo__public_id=public_id)
    assert profile.photo is not None
    return answer_with(profile.photo)


# ── boundaries ───────────────────────────────────────────────────────────────


@require_POST
def block(request: HttpRequest, public_id: str) -> HttpResponse:
    them = get_object_or_404(people_visible_to(request.person), public_id=public_id)
    block_person(them, by=request.person)
    undo = reverse_in(request.community, "people:unblock", public_id=public_id)
    messages.success(
        request,
        _("You and %(name)s no longer meet here. Nobody is told.") % {"name": them.given_name},
        extra_tags=undo,
    )
    return redirect(reverse_in(request.community, "people:directory"))


@require_POST
def unblock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Through one's own blocks: the only way to name somebody who is absent."""
    mine = get_object_or_404(blocks_of(request.person), blocked__public_id=public_id)
    unblock_person(mine.blocked, by=request.person)
    messages.success(request, _("%(name)s is back among the people you may meet.") % {"name": mine.blocked.name})
    return redirect(reverse_in(request.community, "people:block-list"))


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    return render(request, "people/block_list.html", {"blocks": list(blocks_of(request.person))})


# ── telling about oneself ────────────────────────────────────────────────────


def section(request: HttpRequest, section: str) -> HttpResponse:
    """One part of one's own profile. Who saved meanwhile is not overwritten: both texts are shown."""
    if section not in SECTIONS:
        raise Http404
    profile = actions.begin_profile(request.person)
    form = SECTIONS[section](request.POST or None, profile=profile)
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_profile(profile, by=request.person, **form.changes())
        except actions.ProfileChanged as refusal:
            form.keep_both(refusal.values["theirs"])
            changed = refusal
        except LinksAtFirst as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse_in(request.community, "people:own-profile"))
    return render(
        request,
        "people/profile_section.html",
        {"form": form, "section": section, "changed": changed, "page_title": form.title},
        status=409 if changed else 422 if form.errors else 200,
    )


def path(request: HttpRequest) -> HttpResponse:
    """The path so far, a step a block."""
    profile = actions.begin_profile(request.person)
    steps = path_forms(request.person, request.POST or None)
    form = PathSightForm(
        request.POST or None,
        initial={"version": profile.version, "sight_path": profile.sight_of(ProfileField.PATH)},
    )
    changed = None
    if request.method == "POST" and steps.is_valid() and form.is_valid():
        sights = {"path": form.cleaned_data["sight_path"]} if form.cleaned_data["sight_path"] else {}
        try:
            actions.edit_profile(
                profile, by=request.person, version=form.cleaned_data["version"], sights=sights, path=steps.steps()
            )
        except actions.ProfileChanged as refusal:
            put_in_field(form, "version", str(refusal.values["theirs"].version))
            changed = refusal
        except LinksAtFirst as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse_in(request.community, "people:own-profile"))
    wrong = request.method == "POST" and not changed
    return render(
        request,
        "people/profile_path.html",
        {
            "steps": steps,
            "form": form,
            "changed": changed,
            "wrong": wrong,
            "shown": seen_profile(profile, request.person),
        },
        status=409 if changed else 422 if wrong else 200,
    )


def photo_edit(request: HttpRequest) -> HttpResponse:
    profile = actions.begin_profile(request.person)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["photo"]
        try:
            stored = ingest_photo(upload, by=request.person, given_name=upload.name)
        except Refusal as refusal:
            form.add_error("photo", str(refusal))
        else:
            actions.set_photo(profile, stored, by=request.person)
            messages.success(request, _("This is your face now."))
            return redirect(reverse_in(request.community, "people:own-profile"))
    shown = seen_profile(profile, request.person)
    return render(
        request, "people/profile_photo.html", {"form": form, "shown": shown}, status=422 if form.errors else 200
    )


@require_POST
def photo_removed(request: HttpRequest) -> HttpResponse:
    actions.set_photo(actions.begin_profile(request.person), None, by=request.person)
    messages.success(request, _("The photo is gone."))
    return redirect(reverse_in(request.community, "people:own-profile"))


# ── needs ────────────────────────────────────────────────────────────────────


@require_POST
def needs(request: HttpRequest) -> HttpResponse:
    """State one more need, from one's own page."""
    form = NeedForm(request.POST)
    if not form.is_valid():
        return _person_page(request, request.person.public_id, need_form=form)
    try:
        actions.state_need(request.person, form.cleaned_data["text"], by=request.person)
    except LinksAtFirst as refusal:
        form.add_error("text", str(refusal))
        return _person_page(request, request.person.public_id, need_form=form)
    messages.success(request, _("Now it can be seen, and it will age in sight."))
    return redirect(reverse_in(request.community, "people:own-profile"))


@require_POST
def need_refreshment(request: HttpRequest, public_id: str) -> HttpResponse:
    need = _mine(request, public_id)
    actions.refresh_need(need, by=request.person)
    undo = reverse_in(request.community, "people:need-refreshment-undone", public_id=public_id)
    messages.success(request, _("Still true: it is fresh again."), extra_tags=undo)
    return redirect(_back(request))


@require_POST
def need_refreshment_undone(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.undo_refreshment(_mine(request, public_id), by=request.person)
    return redirect(_back(request))


@require_POST
def need_end(request: HttpRequest, public_id: str) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    if outcome not in NeedOutcome.values:
        raise Http404
    need = actions.close_need(_mine(request, public_id), outcome, by=request.person)
    undo = reverse_in(request.community, "people:need-reopened", public_id=public_id)
    said = _("Well done. It is off the list.") if need.outcome == NeedOutcome.SOLVED else _("It is off the list.")
    messages.success(request, said, extra_tags=undo)
    return redirect(_back(request))


@require_POST
def need_reopened(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.reopen_need(_mine(request, public_id), by=request.person)
    return redirect(_back(request))


def _mine(request: HttpRequest, public_id: str) -> Need:
    return get_object_or_404(own_need(request.person), public_id=public_id)


def _back(request: HttpRequest) -> str:
    return reverse_in(request.community, "people:own-profile")


# ── the first questions ──────────────────────────────────────────────────────


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Goes on where it was left."""
    profile = actions.begin_profile(request.person)
    if profile.welcomed_at:
        return redirect(reverse_in(request.community, "people:own-profile"))
    if not profile.headline and not profile.languages:
        part = 1
    elif not _has_exchange(request.person):
        part = 2
    else:
        part = 3
    return redirect(reverse_in(request.community, "people:welcome-part", part=part))


def welcome_part(request: HttpRequest, part: int) -> HttpResponse:
    if not 1 <= part <= len(PARTS_OF_WELCOME):
        raise Http404
    profile = actions.begin_profile(request.person)
    form = PARTS_OF_WELCOME[part - 1](request.POST or None, profile=profile)
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_profile(profile, by=request.person, **form.changes())
        except actions.ProfileChanged as refusal:
            form.keep_both(refusal.values["theirs"])
            changed = refusal
        except LinksAtFirst as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(_next_part(request, profile, part))
    return render(
        request,
        "people/welcome_part.html",
        {
            "form": form,
            "part": part,
            "parts": [one.title for one in PARTS_OF_WELCOME],
            "changed": changed,
            "page_title": form.title,
        },
        status=409 if changed else 422 if form.errors else 200,
    )


def _next_part(request: HttpRequest, profile: Profile, part: int) -> str:
    if part < len(PARTS_OF_WELCOME):
        return reverse_in(request.community, "people:welcome-part", part=part + 1)
    try:
        actions.finish_welcome(profile, by=request.person)
    except actions.NothingGiven as refusal:
        messages.warning(request, str(refusal))
        return reverse_in(request.community, "people:welcome-part", part=2)
    messages.success(request, _("This is you, as the community sees you. It stays a work in progress."))
    return reverse_in(request.community, "people:own-profile")


def _has_exchange(person: Membership) -> bool:
    return needs_of(person).exists() and person.offers.filter(withdrawn_at=None).exists()


def _profile_or_blank(person: Membership) -> Profile:
    """The profile, or an empty one that is not kept: looking at somebody writes nothing."""
    profile = profile_of(person)
    if profile is None:
        profile = Profile(membership=person, community_id=person.community_id)
    return profile
