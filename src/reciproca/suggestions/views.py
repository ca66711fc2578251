"""The pages of giving back: my ways, an offer and its answer, and whether I would mentor."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.core.doors import get_or_post, or_absent
from reciproca.core.errors import Refusal
from reciproca.core.urls import reverse_in
from reciproca.people.queries import zone_of
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Cohort
from reciproca.programmes.queries import applications_of, open_cohorts
from reciproca.programmes.rules import is_open_for_registration

from . import actions
from .choices import MentorAnswer
from .forms import AnswerForm, AsideForm, ConfirmForm, MentorForm, OfferForm, TakeBackForm
from .giving_back import benefit_for, need_answered_by, ways_to_give_back, what_answers, what_could_help
from .models import HelpOffer
from .queries import (
    closed_mentorships_of,
    help_received_by,
    invitation_of,
    needs_visible_to,
    offers_under_way,
    offers_visible_to,
    received_in,
    refusals_of,
)
from .rules import can_answer, can_confirm, can_let_go, can_tell, can_withdraw
from .words import how_long, mine_said, refusal_said, said_of, where_it_stands

__all__ = [
    "aside", "aside_undone", "giving_back", "mentor_invitation", "offer", "offer_answer", "offer_confirmation", "offer_letting_go",
    "offer_new", "offer_telling", "offer_withdrawal",
]  # fmt: skip


# ── my ways ──────────────────────────────────────────────────────────────────


@require_safe
def giving_back(request: HttpRequest) -> HttpResponse:
    """At most two ways, then what is under way. Then it ends."""
    return _ways(request)


def _ways(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    person = request.person
    ways = ways_to_give_back(person)
    zone = zone_of(person)
    context = {
        "ways": [said_of(way, person, zone) for way in ways],
        "under_way": [(found, where_it_stands(found, person)) for found in offers_under_way(person)],
        "has_received": bool(ways) or bool(help_received_by(person, most=1)),
    }
    return render(request, "suggestions/giving_back.html", context, status=status)


@get_or_post
def aside(request: HttpRequest) -> HttpResponse:
    """What one said no to; and saying it."""
    if request.method != "POST":
        person = request.person
        zone = zone_of(person)
        refused = [refusal_said(one, zone) for one in refusals_of(person)]
        return render(request, "suggestions/set_aside.html", {"refused": refused})
    form = AsideForm(request.POST)
    if not form.is_valid():
        return _ways(request, status=422)
    row = actions.set_aside(form.cleaned_data["key"], form.cleaned_data["how"], by=request.person)
    messages.success(
        request,
        _("Set aside for two months. Nobody is told.")
        if row.until
        else _("You will not see this again. Nobody is told."),
        extra_tags=_at(request, "suggestions:set-aside-undone"),
    )
    places = {"today": "here:today", "relationships": "here:relationships"}
    back = (name for asked, name in places.items() if form.cleaned_data[asked])
    return redirect(_at(request, next(back, "suggestions:giving-back")))


@require_POST
def aside_undone(request: HttpRequest) -> HttpResponse:
    """The one that is named comes back, or else the last."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    key = form.cleaned_data["key"]
    actions.take_back_set_aside(key, by=request.person)
    messages.success(request, _("It may be suggested again."))
    return redirect(_at(request, "suggestions:set-aside" if key else "here:today"))


# ── an offer ─────────────────────────────────────────────────────────────────


@get_or_post
def offer_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = request.person
    need = get_object_or_404(needs_visible_to(person), public_id=public_id)
    form = OfferForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.offer_help(need, form.cleaned_data["words"], by=person)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(
                    request,
                    _("Sent. %(name)s says yes or no, in their own time.") % {"name": made.recipient.given_name},
                )
                return redirect(_at(request, "suggestions:offer-detail", public_id=made.public_id))
    mine = what_could_help(person, help_received_by(person))
    answers = need_answered_by(need, mine)
    context = {
        "form": form,
        "need": need,
        "other": need.membership,
        "mine": mine_said(answers) if answers else "",
        "benefit": benefit_for(person, need.membership, mine),
    }
    return render(request, "suggestions/offer_form.html", context, status=status)


@require_safe
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, _offer(request, public_id))


@require_POST
def offer_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _offer(request, public_id)
    or_absent(found.recipient_id == request.person.pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, status=422, answer_form=form)
    accepted = form.cleaned_data["answer"] == "yes"

    def act() -> str:
        actions.answer_offer(found, by=request.person, accepted=accepted, reply=form.cleaned_data["reply"])
        name = found.author.given_name
        if accepted:
            return _("You and %(name)s now see each other’s address.") % {"name": name}
        return _("%(name)s reads that this time you do without. No more than that.") % {"name": name}

    return _done(request, found, act, answer_form=form)


@require_POST
def offer_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _offer(request, public_id)
    or_absent(found.author_id == request.person.pk)
    return _done(request, found, lambda: (actions.withdraw_offer(found, by=request.person), _("Taken back."))[1])


@require_POST
def offer_telling(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _offer(request, public_id)
    or_absent(found.author_id == request.person.pk)

    def act() -> str:
        actions.tell_help(found, by=request.person)
        return _("Told. It enters your story once %(name)s says that it helped.") % {"name": found.recipient.given_name}

    return _done(request, found, act)


@require_POST
def offer_confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _offer(request, public_id)
    or_absent(found.recipient_id == request.person.pk)
    form = ConfirmForm(request.POST)

    def act() -> str:
        actions.confirm_help(found, by=request.person, solved=form.is_valid() and form.cleaned_data["solved"])
        return _("Confirmed. It is part of both your stories now.")

    return _done(request, found, act)


@require_POST
def offer_letting_go(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _offer(request, public_id)
    or_absent(found.recipient_id == request.person.pk)
    return _done(
        request, found, lambda: (actions.let_go_of_help(found, by=request.person), _("Closed. It happens."))[1]
    )


def _detail(request: HttpRequest, found: HelpOffer, *, status: int = 200, **more: Any) -> HttpResponse:
    person = request.person
    context = {
        "offer": found,
        "other": found.other_of(person),
        "is_mine": found.author_id == person.pk,
        "stands": where_it_stands(found, person),
        "answers": what_answers(found, for_whom=person) if found.recipient_id == person.pk else None,
        "may_answer": can_answer(person, found),
        "may_withdraw": can_withdraw(person, found),
        "may_tell": can_tell(person, found),
        "may_confirm": can_confirm(person, found),
        "may_let_go": can_let_go(person, found),
        "answer_form": AnswerForm(),
        "confirm_form": ConfirmForm(),
        **more,
    }
    return render(request, "suggestions/offer_detail.html", context, status=status)


def _done(request: HttpRequest, found: HelpOffer, act: Callable[[], str], **more: Any) -> HttpResponse:
    """The act and back to the offer; what was refused is said on its page, with everything typed still there."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        found.refresh_from_db()
        messages.warning(request, str(refusal))
        return _detail(request, found, status=refusal.status, **more)
    return redirect(_at(request, "suggestions:offer-detail", public_id=found.public_id))


# ── the other side of a mentorship ───────────────────────────────────────────


@get_or_post
def mentor_invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = request.person
    mentorship = get_object_or_404(closed_mentorships_of(person), public_id=public_id)
    cohort = _next_cohort(request)
    form = MentorForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer = form.cleaned_data["answer"]
            actions.answer_mentor_invitation(mentorship, answer, by=person)
            messages.success(request, _thanks_for(answer, cohort))
            if answer == MentorAnswer.YES and cohort is not None:
                return redirect(
                    _at(request, "programmes:application-new", public_id=cohort.public_id, role=ProgrammeRole.MENTOR)
                )
            return redirect(request.path)
    received = received_in(mentorship, person)
    context = {
        "mentorship": mentorship,
        "mentor": mentorship.mentor,
        "received": received,
        "time": how_long(received.minutes),
        "invitation": invitation_of(mentorship),
        "cohort": cohort,
        "form": form,
    }
    return render(request, "suggestions/mentor_invitation.html", context, status=status)


def _next_cohort(request: HttpRequest) -> Cohort | None:
    """The next cohort this person can register in as a mentor."""
    applied = set(applications_of(request.person).filter(role=ProgrammeRole.MENTOR).values_list("cohort_id", flat=True))
    return next((one for one in open_cohorts() if one.pk not in applied and is_open_for_registration(one)), None)


def _thanks_for(answer: str, cohort: Cohort | None) -> str:
    if answer == MentorAnswer.NO:
        return _("That is fine, and nobody asks again.")
    if answer == MentorAnswer.LATER:
        return _("Fine. In two months you find the question on your page, once.")
    if cohort is None:
        return _("Good. Your profile says that you would mentor one person; who coordinates finds you when it is time.")
    return _("Good. “%(programme)s” is open: here you tell what you can offer there.") % {
        "programme": cohort.programme.name
    }


# ── shared by all ────────────────────────────────────────────────────────────


def _at(request: HttpRequest, name: str, **arguments: Any) -> str:
    return reverse_in(request.community, name, **arguments)


def _offer(request: HttpRequest, public_id: UUID) -> HelpOffer:
    return get_object_or_404(offers_visible_to(request.person), public_id=public_id)
