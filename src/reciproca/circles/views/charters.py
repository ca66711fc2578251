"""How a circle wants to be together: proposing, saying yes, the versions."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.forms import CharterForm
from reciproca.circles.models import ARTICLES, Charter
from reciproca.circles.queries import LATEST, charter_in_force, charter_proposed, charters_of, circles_of, template_of
from reciproca.circles.words import ARTICLE_NAMES

from .shared import at, circle_of_mine, done, form_page, get_or_post, or_absent

__all__ = ["charter_consent", "charter_list", "charter_new", "charter_withdrawal"]


@get_or_post
def charter_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From what is proposed or holds now; the first time from the text of the forum."""
    found = circle_of_mine(request, public_id)
    or_absent(not found.is_ended)
    known = charter_proposed(found) or charter_in_force(found)
    initial: dict[str, object] = {"keeps_days": 90, **template_of(found.language)}
    if known is not None:
        initial = {name: getattr(known, name) for name in (*ARTICLES, "keeps_days")}
    form = CharterForm(request.POST or None, initial=initial)
    template = "" if known is not None else LATEST

    def act() -> tuple[str, str]:
        actions.propose_charter(found, by=request.person, template=template, **form.cleaned_data)
        return _("Proposed, with your yes. It holds once everybody has agreed."), at(
            request, "circle-detail", "charter", public_id=public_id
        )

    return form_page(
        request,
        form,
        act,
        back=at(request, "circle-detail", public_id=public_id),
        title=_("How do we want to be together?"),
        kicker=found.name,
        lede=_("Change whatever is not yours. The others read it and say yes, or propose it differently."),
        submit=_("Propose it to the circle"),
        draft=f"charter-{public_id}",
    )


@require_POST
def charter_consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    charter = _charter(request, public_id)

    def act() -> str:
        actions.agree_to_charter(charter, by=request.person)
        if charter.is_in_force:
            return _("You have all said yes: it holds.")
        return _("Your yes is there. It holds once everybody has agreed.")

    return done(request, act, at(request, "circle-detail", "charter", public_id=charter.circle.public_id))


@require_POST
def charter_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    charter = _charter(request, public_id)

    def act() -> str:
        actions.withdraw_charter(charter, by=request.person)
        return _("Taken back.")

    return done(request, act, at(request, "circle-detail", "charter", public_id=charter.circle.public_id))


@require_safe
def charter_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The versions that held, the newest first."""
    found = circle_of_mine(request, public_id)
    versions = [(one, [(ARTICLE_NAMES[name], getattr(one, name)) for name in ARTICLES]) for one in charters_of(found)]
    return render(request, "circles/charter_list.html", {"circle": found, "versions": versions})


def _charter(request: HttpRequest, public_id: UUID) -> Charter:
    mine = Charter.objects.filter(circle__in=circles_of(request.person)).select_related("circle")
    return get_object_or_404(mine, public_id=public_id)
