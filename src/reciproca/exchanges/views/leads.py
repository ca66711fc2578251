"""The pages of leads."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from reciproca.exchanges import actions
from reciproca.exchanges.choices import LeadKind
from reciproca.exchanges.forms import LeadForm, OutcomeForm, ReplyForm
from reciproca.exchanges.models import Lead
from reciproca.exchanges.queries import faces_of, leads_visible_to, thanked_for
from reciproca.exchanges.rules import can_take_up, can_tell_outcome, can_withdraw_lead

from .shared import ON_A_PAGE, asking, at, choose_person, form_page, get_or_post, needs_tabs, or_absent, person_or_404

__all__ = [
    "lead", "lead_acceptance", "lead_choice", "lead_declination", "lead_new", "lead_outcome", "lead_withdrawal", "leads",
]  # fmt: skip


@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Given and received, the latest first."""
    person = request.person
    page = Paginator(leads_visible_to(person), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    faces = faces_of([row.other_of(person) for row in rows], person)
    context = {
        "page": page,
        "rows": [(row, faces[row.other_of(person).pk], row.giver_id == person.pk) for row in rows],
        "tabs": needs_tabs(request, "lead-list"),
    }
    return render(request, "exchanges/lead_list.html", context)


@require_safe
def lead_choice(request: HttpRequest) -> HttpResponse:
    """For whom."""
    return choose_person(
        request,
        lambda one: at(request, "lead-new", public_id=one.public_id),
        title=_("Whom did you think of?"),
        kicker=pgettext("place", "Leads"),
        lede=_("A client, a job, a call for projects: an opening suits one person, and you know whom."),
        back=at(request, "lead-list"),
    )


@get_or_post
def lead_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    them, person = person_or_404(request, public_id), request.person
    or_absent(them.pk != person.pk)
    form = LeadForm(request.POST or None, initial={"kind": LeadKind.CLIENT})
    name = them.given_name

    def act() -> tuple[str, str]:
        given = actions.give_lead(them, by=person, **form.cleaned_data)
        said = _("Passed on. %(name)s decides what to make of it.") % {"name": name}
        return said, at(request, "lead-detail", public_id=given.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("A lead for %(name)s") % {"name": name},
        kicker=pgettext("place", "Leads"),
        back=at(request, "lead-choice"),
        submit=_("Pass it on to %(name)s") % {"name": name},
        draft=f"lead-{public_id}",
        aside=[
            (_("Who reads it"), _("The two of you. Nobody else learns that there is a lead.")),
            (_("What comes of it"), _("%(name)s says whether it suits, and later what came of it. A no is fine.") % {"name": name}),
        ],
    )  # fmt: skip


@require_safe
def lead(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, person = _lead(request, public_id), request.person
    other = row.other_of(person)
    thanked = thanked_for(person, "lead", [str(row.public_id)]).get(str(row.public_id))
    received = row.receiver_id == person.pk
    context = {
        "row": row,
        "other": faces_of([other], person)[other.pk],
        "given": row.giver_id == person.pk,
        "may_take_up": can_take_up(person, row),
        "may_tell_outcome": can_tell_outcome(person, row),
        "may_withdraw": can_withdraw_lead(person, row),
        "may_thank": received and row.ledger_seq is not None and (thanked is None or thanked.is_withdrawn),
    }
    return render(request, "exchanges/lead_detail.html", context)


@get_or_post
def lead_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _waiting(request, public_id)
    form = ReplyForm(request.POST or None)
    name, page = row.giver.given_name, at(request, "lead-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.take_up_lead(row, by=request.person, reply=form.cleaned_data["reply"])
        return _("Taken up. %(name)s is told.") % {"name": name}, page

    return form_page(
        request, form, act, title=_("Take it up"), kicker=row.title, back=page, submit=_("Take it up"), draft=f"yes-{public_id}"
    )  # fmt: skip


@get_or_post
def lead_declination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _waiting(request, public_id)
    form = ReplyForm(request.POST or None)
    name, page = row.giver.given_name, at(request, "lead-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.decline_lead(row, by=request.person, reply=form.cleaned_data["reply"])
        return _("Said. %(name)s is told kindly, and nobody else.") % {"name": name}, at(request, "lead-list")

    return form_page(
        request,
        form,
        act,
        title=_("Not for now"),
        kicker=row.title,
        lede=_("%(name)s reads that it does not suit you now, with your word if you add one.") % {"name": name},
        back=page,
        submit=_("Say it"),
        draft=f"no-{public_id}",
    )


@get_or_post
def lead_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _lead(request, public_id)
    or_absent(row.receiver_id == request.person.pk)
    page = at(request, "lead-detail", public_id=public_id)
    if not can_tell_outcome(request.person, row):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(page)
    form = OutcomeForm(request.POST or None)
    name = row.giver.given_name

    def act() -> tuple[str, str]:
        came = form.cleaned_data["came"] == "yes"
        actions.tell_outcome(row, by=request.person, came=came, outcome=form.cleaned_data["outcome"])
        return _("Told. %(name)s reads it today.") % {"name": name}, page

    return form_page(
        request,
        form,
        act,
        title=_("Tell %(name)s what came of it.") % {"name": name},
        kicker=row.title,
        back=page,
        submit=pgettext("button", "Tell it"),
        draft=f"outcome-{public_id}",
    )


@get_or_post
def lead_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _lead(request, public_id)
    or_absent(row.giver_id == request.person.pk)
    if request.method == "POST":
        actions.withdraw_lead(row, by=request.person)
        messages.success(request, _("Taken back. It stands nowhere any more."))
        return redirect(at(request, "lead-list"))
    or_absent(can_withdraw_lead(request.person, row))
    return asking(
        request,
        title=_("Take the lead back?"),
        text=_("%(name)s no longer finds it. Nobody receives a mail.") % {"name": row.receiver.given_name},
        confirm=_("Take it back"),
        back=at(request, "lead-detail", public_id=public_id),
    )


def _lead(request: HttpRequest, public_id: UUID) -> Lead:
    return get_object_or_404(leads_visible_to(request.person), public_id=public_id)


def _waiting(request: HttpRequest, public_id: UUID) -> Lead:
    """One that waits for an answer of who asks; answered meanwhile, it leads to where it stands."""
    row = _lead(request, public_id)
    or_absent(row.receiver_id == request.person.pk)
    if not can_take_up(request.person, row):
        raise actions.NoLongerThere
    return row
