"""How it feels to sit in a circle, said without a name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from reciproca.circles import actions
from reciproca.circles.forms import PulseForm
from reciproca.circles.rhythm import pulses_to_answer

from .shared import at, form_page, get_or_post

__all__ = ["pulse"]


@get_or_post
def pulse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(pulses_to_answer(request.person), public_id=public_id)
    found.circle.community = request.community
    form = PulseForm(request.POST or None)
    page = at(request, "circle-detail", public_id=found.circle.public_id)

    def act() -> tuple[str, str]:
        actions.answer_pulse(found, form.cleaned_data, by=request.person)
        return _("Counted, without your name."), page

    return form_page(
        request, form, act, back=page, title=_("How does it feel here?"), kicker=found.circle.name,
        lede=_("Five sentences, two minutes. Once sent it cannot be changed: nobody can tell which answer is yours."),
        submit=_("Send it without my name"),
        aside=[
            (_("Who reads what"), _("The circle reads it in words when the time is over, if at least five have answered; otherwise nobody reads anything. Who coordinates reads one word: well, so-so, or struggling.")),
            (_("What is not kept"), _("Neither what you answer nor when. Only that you have, so that nobody answers twice; and that goes, too, when the time is over.")),
        ],
    )  # fmt: skip
