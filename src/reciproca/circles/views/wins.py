"""Small victories: told to the circle, and shown to the community by who had them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from reciproca.circles import actions
from reciproca.circles.forms import CheerForm, ShowWinForm, WinForm
from reciproca.circles.models import Win
from reciproca.circles.rhythm import kept_commitments, wins_visible_to
from reciproca.circles.rules import can_commit

from .shared import at, circle_of_mine, done, form_page, get_or_post, is_bound, or_absent

__all__ = ["win_cheer", "win_new", "win_showing", "win_withdrawal"]


@get_or_post
def win_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    or_absent(can_commit(found, bound=is_bound(request, found)))
    kept = {str(one.public_id): one for one in kept_commitments(found, request.person)}
    form = WinForm(request.POST or None, kept=kept.values(), initial={"commitment": request.GET.get("about", "")})
    page = at(request, "circle-detail", "wins", public_id=public_id)

    def act() -> tuple[str, str]:
        about = kept.get(form.cleaned_data.get("commitment", ""))
        actions.tell_win(found, form.cleaned_data["text"], by=request.person, commitment=about)
        return _("Told to the circle."), page

    return form_page(
        request, form, act, back=page, title=_("Something went well"), kicker=found.name,
        lede=_("Small is fine. Only the circle reads it, unless you show it."), submit=_("Tell the circle"), draft=f"win-{public_id}",
    )  # fmt: skip


@require_POST
def win_cheer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _win(request, public_id)
    form = CheerForm(request.POST)
    page = at(request, "circle-detail", "wins", public_id=found.circle.public_id)
    if not form.is_valid():
        messages.warning(request, _("That is more than a line: 140 letters at the most."))
        return redirect(page)

    def act() -> str:
        actions.cheer_win(found, by=request.person, word=form.cleaned_data["word"])
        return _("%(name)s reads it here.") % {"name": found.person.given_name}

    return done(request, act, page)


@get_or_post
def win_showing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """In which words, and that I want it: an act of its own."""
    found = _win(request, public_id)
    or_absent(found.person_id == request.person.pk)
    form = ShowWinForm(request.POST or None, initial={"text": found.shown_text or found.text})
    page = at(request, "circle-detail", "wins", public_id=found.circle.public_id)

    def act() -> tuple[str, str]:
        actions.show_win(found, form.cleaned_data["text"], by=request.person)
        return _("The community reads it now. You can take it back at any time."), page

    return form_page(
        request, form, act, back=page, title=_("Show it to the community?"), kicker=found.circle.name,
        lede=_("Everybody here can read these words, until you take them back. What is said in the circle stays there."),
        submit=pgettext("win", "Show it"), draft=f"win-showing-{public_id}",
    )  # fmt: skip


@require_POST
def win_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Also by who has left the circle since."""
    found = get_object_or_404(Win.objects.filter(person=request.person), public_id=public_id)

    def act() -> str:
        actions.hide_win(found, by=request.person)
        return pgettext("win", "Taken back: the community reads it no more.")

    return done(request, act, at(request, "circle-list"))


def _win(request: HttpRequest, public_id: UUID) -> Win:
    found = get_object_or_404(wins_visible_to(request.person), public_id=public_id)
    found.circle.community = found.community = request.community
    return found
