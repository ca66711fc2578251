"""The pages of endorsements: skills seen at work."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.exchanges import actions
from reciproca.exchanges.forms import EndorsementForm
from reciproca.exchanges.models import Endorsement
from reciproca.exchanges.picture import seen_endorsements
from reciproca.exchanges.queries import (
    endorsements_of,
    endorsements_visible_to,
    may_endorse,
    people_seen_at_work,
    skills_to_endorse,
    witnessed,
)
from reciproca.exchanges.rules import can_withdraw_endorsement

from .shared import asking, at, form_page, get_or_post, or_absent, person_or_404, thanks_tabs

__all__ = [
    "endorsement_approval", "endorsement_keeping", "endorsement_new", "endorsement_withdrawal", "endorsements",
]  # fmt: skip

MOST = 200
A_FEW = 6


@require_safe
def endorsements(request: HttpRequest) -> HttpResponse:
    """Everything of mine: what waits to be read, what stands, what I said of others; and of whom I could."""
    person = request.person
    seen = seen_endorsements(endorsements_of(person)[:MOST], person)
    context = {
        "to_read": [one for one in seen if not one.written and one.row.is_given],
        "about_me": [one for one in seen if not one.written and not one.row.is_given],
        "by_me": [one for one in seen if one.written],
        "possible": people_seen_at_work(person)[:A_FEW],
        "tabs": thanks_tabs(request, "endorsement-list"),
    }
    return render(request, "exchanges/endorsement_list.html", context)


@get_or_post
def endorsement_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which of their skills I have seen at work."""
    them, person = person_or_404(request, public_id), request.person
    or_absent(may_endorse(person, them))
    possible, name = skills_to_endorse(person, them), them.given_name
    form = EndorsementForm(request.POST or None, skills=possible, initial={"skills": request.GET.getlist("skill")})

    def act() -> tuple[str, str]:
        actions.endorse_skills(them, form.cleaned_data["skills"], by=person)
        return _("Said. %(name)s reads it first, and decides.") % {"name": name}, at(request, "endorsement-list")

    return form_page(
        request,
        form,
        act,
        title=_("What have you seen %(name)s do well?") % {"name": name},
        kicker=pgettext("place", "Seen at work"),
        lede=_("You have been with %(name)s %(seen)s.") % {"name": name, "seen": witnessed(person, them)},
        back=at(request, "endorsement-list"),
        submit=_("Say it"),
        draft=f"endorsement-{public_id}",
        nothing="" if possible else _("There is no skill on the profile of which you have not said it yet."),
        aside=[
            (_("Who reads it"), _("%(name)s, first. With a yes it stands beside the skill, with your name.") % {"name": name}),
            (_("What it rests on"), _("Only what you both confirmed. It is counted each time, and no page adds up people.")),
        ],
    )  # fmt: skip


@require_POST
def endorsement_approval(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.approve_endorsement(_endorsement(request, public_id), by=request.person)
    messages.success(request, _("It stands on your profile now."))
    return redirect(at(request, "endorsement-list"))


@require_POST
def endorsement_keeping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.keep_endorsement(_endorsement(request, public_id), by=request.person)
    messages.success(request, _("It stays between the two of you. Nobody is told."))
    return redirect(at(request, "endorsement-list"))


@get_or_post
def endorsement_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _endorsement(request, public_id)
    or_absent(row.author_id == request.person.pk)
    if request.method == "POST":
        actions.withdraw_endorsement(row, by=request.person)
        messages.success(request, _("Taken back. It stands nowhere any more."))
        return redirect(at(request, "endorsement-list"))
    or_absent(can_withdraw_endorsement(request.person, row))
    return asking(
        request,
        title=_("Take it back?"),
        text=_("It disappears from every page, and from %(name)s’s too. Nobody receives a mail.")
        % {"name": row.subject.given_name},
        confirm=_("Take it back"),
        back=at(request, "endorsement-list"),
    )


def _endorsement(request: HttpRequest, public_id: UUID) -> Endorsement:
    return get_object_or_404(endorsements_visible_to(request.person), public_id=public_id)
