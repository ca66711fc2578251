"""Promises to the circle."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from reciproca.circles import actions
from reciproca.circles.forms import ChangeCommitmentForm, CommitmentForm, SettleForm
from reciproca.circles.models import Commitment
from reciproca.circles.queries import commitments_visible_to
from reciproca.circles.rules import can_commit

from .shared import at, circle_of_mine, form_page, get_or_post, is_bound, or_absent

__all__ = ["commitment_change", "commitment_new", "commitment_outcome"]


@get_or_post
def commitment_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    or_absent(can_commit(found, bound=is_bound(request, found)))
    form = CommitmentForm(request.POST or None)
    page = at(request, "circle-detail", "promises", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.make_commitment(found, by=request.person, **form.cleaned_data)
        return _("Promised. The circle reads it, and asks next time."), page

    return form_page(
        request, form, act, back=page, title=_("A promise to the circle"), kicker=found.name, submit=_("Promise it"),
        draft=f"promise-{public_id}",
    )  # fmt: skip


@get_or_post
def commitment_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mine(request, public_id)
    form = SettleForm(request.POST or None, initial={"version": found.version})
    page = at(request, "circle-detail", "promises", public_id=found.circle.public_id)

    def act() -> tuple[str, str]:
        actions.settle_commitment(found, by=request.person, **form.cleaned_data)
        return _("Said to the circle."), page

    return form_page(
        request, form, act, row=found, back=page, title=found.text, kicker=found.circle.name,
        lede=_("Kept or let go, without blame: what one learns from it counts."), submit=_("Say it"), draft=f"outcome-{public_id}",
    )  # fmt: skip


@get_or_post
def commitment_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _mine(request, public_id)
    form = ChangeCommitmentForm(request.POST or None, initial={"version": found.version, "text": found.text})
    page = at(request, "circle-detail", "promises", public_id=found.circle.public_id)

    def act() -> tuple[str, str]:
        actions.change_commitment(found, by=request.person, **form.cleaned_data)
        return _("Changed. The circle reads both."), page

    return form_page(
        request, form, act, row=found, back=page, title=_("What do you promise instead?"), kicker=found.circle.name,
        submit=_("Change it"), draft=f"change-{public_id}",
    )  # fmt: skip


def _mine(request: HttpRequest, public_id: UUID) -> Commitment:
    mine = commitments_visible_to(request.person).filter(person=request.person)
    return get_object_or_404(mine, public_id=public_id)
