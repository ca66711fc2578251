"""The pages of projects: those there are, one of them from inside and outside, and each step."""

from collections.abc import Callable
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
from reciproca.communities.models import Membership
from reciproca.core.doors import addresses_of, asking, done, form_page, get_or_post, or_absent
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.exchanges.queries import thanked_for
from reciproca.people.queries import zone_of

from . import actions
from .choices import Word
from .forms import AcceptForm, AnswerForm, InviteForm, PartForm, ProjectForm, ProjectNewForm
from .models import MOST, Project, ProjectSeat
from .queries import (
    asked_in,
    invitation_to,
    invitations_to,
    pairs_of,
    people_to_invite,
    projects_of,
    projects_shown_to,
    projects_visible_to,
    seat_in,
    seats_seen_by,
    talk_of,
)
from .rules import can_change, can_say_done, can_show, can_write_note, may_make

_at = addresses_of("projects")
MOST_SHOWN = 24


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Asked of me, mine, and what the community reads."""
    person = request.person
    mine = list(projects_of(person))
    shown = list(projects_shown_to(person).exclude(pk__in=[one.pk for one in mine])[:MOST_SHOWN])
    seats = seats_seen_by(person, [*mine, *shown])
    with timezone.override(zone_of(person)):
        context = {
            "asked": invitations_to(person),
            "mine": [(one, _people(seats[one.pk])) for one in mine if one.is_open],
            "over": [one for one in mine if not one.is_open],
            "shown": [(one, _people(seats[one.pk])) for one in shown],
            "is_minor": is_minor(person),
        }
        return render(request, "projects/project_list.html", context)


@require_safe
def project(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = request.person
    found = get_object_or_404(projects_visible_to(person), public_id=public_id)
    seat = seat_in(found, person)
    seats = seats_seen_by(person, [found])[found.pk]
    context: dict[str, Any] = {"project": found, "seat": seat, "seats": seats, "people": _people(seats)}
    if seat is None:
        invitation = invitation_to(found, person)
        context |= {"invitation": invitation, "form": AcceptForm() if invitation is not None else None}
    else:
        context |= _from_inside(found, seat, seats, person)
    with timezone.override(zone_of(person)):
        return render(request, "projects/project_detail.html", context)


def _from_inside(found: Project, seat: ProjectSeat, seats: list[ProjectSeat], person: Membership) -> dict[str, Any]:
    others = [one for one in seats if one.pk != seat.pk]
    pairs = pairs_of(found, person)
    thanked = thanked_for(person, "together", [str(pair.public_id) for pair, _other in pairs])
    changed_by = found.changed_by
    if changed_by is not None and changed_by.pk not in {one.person_id for one in seats}:
        changed_by = None
    asked = list(asked_in(found, person)) if found.is_open else []
    return {
        "is_mine": True,
        "changed_by": changed_by,
        "may_change": can_change(found, seat),
        "may_invite": can_change(found, seat) and len(seats) + len(asked) < MOST,
        "may_say_done": can_say_done(found, seat),
        "may_show": can_show(found, seat),
        "may_note": can_write_note(found, seat),
        "says_yes": seat.shows_version == found.version,
        "said_yes": 0 < seat.shows_version < found.version,
        "yes_of": [one.person for one in seats if one.shows_version == found.version],
        "is_shown": projects_shown_to(person).filter(pk=found.pk).exists(),
        "asked": asked,
        "done_by": [one.person for one in others if one.is_done],
        "others_let_go": any(one.word == Word.LET_GO for one in others),
        "silent": [one.person for one in others if not one.word],
        "pairs": [(pair, other, str(pair.public_id) in thanked) for pair, other in pairs],
        "talk": talk_of(found, person),
    }


@get_or_post
def project_new(request: HttpRequest) -> HttpResponse:
    person = request.person
    page = _at(request, "project-list")
    if not may_make(person):
        messages.warning(request, str(actions.NotForMinors.sentence))
        return redirect(page)
    people = people_to_invite(person)
    form = ProjectNewForm(request.POST or None, people=people, initial={"person": request.GET.get("with", "")})

    def act() -> tuple[str, str]:
        told = {name: form.cleaned_data[name] for name in ("brings", "words")}
        other = _chosen(people, form.cleaned_data["person"])
        begun = actions.begin_project(by=person, person=other, **told, **form.said)
        said = _("Begun. It waits for the yes of %(name)s.") % {"name": other.given_name}
        return said, _at(request, "project-detail", public_id=begun.public_id)

    return _form_page(
        request, form, act, back=page, title=_("Make something together"), kicker=pgettext("place", "Projects"),
        lede=_("Something that is not there yet, and that neither of you would make alone."),
        submit=_("Write it down, and ask"), draft="project",
        nothing="" if people else _("Projects begin between people who are connected. Look around among the people, and ask somebody."),
        aside=[
            (_("Who reads it"), _("You, and whoever you ask. The community reads it only if all of you say yes.")),
            (_("How it ends"), _("With thanks, when you say that it is there; or let go, without anybody having to explain.")),
        ],
    )  # fmt: skip


@get_or_post
def project_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, seat = _mine(request, public_id)
    or_absent(can_change(found, seat))
    page = _at(request, "project-detail", public_id=public_id)
    initial = {name: getattr(found, name) for name in ("title", "about", "until", "version")}
    form = ProjectForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        version = form.cleaned_data["version"] or 0
        actions.change_project(found, by=request.person, version=version, **form.said)
        return _("Changed, for all of you."), page

    return _form_page(
        request, form, act, back=page, row=found, compared="about", title=_("What you make together"), kicker=found.title,
        lede=_("Whoever is in it may change it, and the others read who did. If it is shown, each says yes to the new words first."),
        submit=_("Save it"), draft=f"project-{public_id}",
    )  # fmt: skip


@get_or_post
def project_part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, seat = _mine(request, public_id)
    or_absent(can_change(found, seat))
    page = _at(request, "project-detail", public_id=public_id)
    form = PartForm(request.POST or None, initial={"brings": seat.brings, "version": seat.version})

    def act() -> tuple[str, str]:
        told = {"brings": form.cleaned_data["brings"], "version": form.cleaned_data["version"] or 0}
        actions.bring(found, **told, by=request.person)
        return _("Written: the others read it."), f"{page}#parts"

    return _form_page(
        request, form, act, back=page, row=seat, compared="brings", title=_("What you bring"), kicker=found.title,
        lede=_("Each writes their own part, and the others read it."), submit=_("Save it"), draft=f"part-{public_id}",
    )  # fmt: skip


@get_or_post
def project_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, seat = _mine(request, public_id)
    or_absent(can_change(found, seat))
    person, page = request.person, _at(request, "project-detail", public_id=public_id)
    people = people_to_invite(person, found)
    form = InviteForm(request.POST or None, people=people)

    def act() -> tuple[str, str]:
        them = _chosen(people, form.cleaned_data["person"])
        actions.invite_to_project(found, them, by=person, words=form.cleaned_data["words"])
        return _("%(name)s is asked, and has three weeks.") % {"name": them.given_name}, page

    return _form_page(
        request, form, act, back=page, title=_("Ask somebody else"), kicker=found.title,
        lede=_("Somebody you are connected with. They read what it is and who is in it, and decide in their own time."),
        submit=_("Ask them"), draft=f"asking-{public_id}",
        nothing="" if people else _("For now there is nobody you are connected with who is not in it or asked already."),
    )  # fmt: skip


@require_POST
def project_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(invitations_to(request.person), project__public_id=public_id).project
    form = AcceptForm(request.POST)

    def act() -> str:
        if not form.is_valid():
            raise _TooLong
        actions.accept_invitation(found, by=request.person, brings=form.cleaned_data["brings"])
        return _("You are in. It is under way.")

    return done(request, act, _at(request, "project-detail", public_id=public_id))


class _TooLong(Refusal):
    sentence = _("What you bring is longer than 400 letters: keep what says most.")


@require_POST
def project_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(invitations_to(request.person), project__public_id=public_id).project

    def act() -> str:
        actions.decline_invitation(found, by=request.person)
        return _("Laid aside. Nobody is told.")

    return done(request, act, _at(request, "project-list"))


@require_POST
def project_showing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, seat = _mine(request, public_id)
    form = AnswerForm(request.POST)
    or_absent(form.is_valid() and can_show(found, seat))
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.show_project(found, yes, by=request.person, version=form.cleaned_data["version"] or 0)
        if not yes:
            return _("Taken back: the community does not read it.")
        return _("Said. The community reads it as soon as all of you have said yes.")

    return done(request, act, _at(request, "project-detail", "showing", public_id=public_id))


@require_POST
def project_completion(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Yes: we brought it to its end. No: it goes on."""
    found, _seat = _mine(request, public_id)
    form = AnswerForm(request.POST)
    or_absent(form.is_valid())
    yes = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        moved = actions.say_of_end(found, Word.DONE if yes else "", by=request.person)
        if not yes:
            return _("It goes on, as far as you are concerned.")
        return (
            _("It is there. Say thank you to whom you like.")
            if moved.is_ended
            else _("Said. It is for the others now.")
        )

    return done(request, act, _at(request, "project-detail", "end", public_id=public_id))


@get_or_post
def project_letting_go(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, _seat = _mine(request, public_id)
    or_absent(found.is_open)
    page = _at(request, "project-detail", public_id=public_id)
    if request.method == "POST":

        def act() -> str:
            moved = actions.say_of_end(found, Word.LET_GO, by=request.person)
            return _("It is for the others now.") if moved.is_open else _("Let go. It was worth beginning.")

        return done(request, act, page)
    return asking(
        request, title=_("Let “%(title)s” go?") % {"title": found.title}, confirm=_("Let it go"), back=page,
        text=_("It ends when all of you have said what they think, or after two weeks. Nothing is written of it anywhere, and nobody asks why."),
    )  # fmt: skip


@get_or_post
def project_departure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, _seat = _mine(request, public_id)
    or_absent(found.is_open)
    page = _at(request, "project-detail", public_id=public_id)
    if request.method == "POST":

        def act() -> str:
            actions.leave_project(found, by=request.person)
            return _("You have left. Nobody is written to.")

        return done(request, act, _at(request, "project-list"))
    return asking(
        request, title=_("Leave “%(title)s”?") % {"title": found.title}, confirm=_("Leave the project"), back=page,
        text=_("The others read that you are not in it any more, and no letter tells them. What you had written that you bring goes with you."),
    )  # fmt: skip


@require_POST
def project_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, seat = _mine(request, public_id)
    or_absent(can_write_note(found, seat))
    note = actions.write_note_of(found, by=request.person)
    messages.success(
        request, _("A draft. Only you read it; those who were in it with you are asked before it is published.")
    )
    return redirect(reverse_in(request.community, "library:note-edit", public_id=note.public_id))


# ── shared ───────────────────────────────────────────────────────────────────


def _mine(request: HttpRequest, public_id: UUID) -> tuple[Project, ProjectSeat]:
    found = get_object_or_404(projects_of(request.person), public_id=public_id)
    seat = seat_in(found, request.person)
    return found, or_absent(seat)


def _people(seats: list[ProjectSeat]) -> list[Membership]:
    return [seat.person for seat in seats]


def _chosen(people: list[Membership], public_id: str) -> Membership:
    return next(one for one in people if str(one.public_id) == public_id)


def _form_page(request: HttpRequest, form: Any, act: Callable[[], tuple[str, str]], **words: Any) -> HttpResponse:
    return form_page(request, form, act, zone=zone_of(request.person), **words)
