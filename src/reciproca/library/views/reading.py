"""What a reader says of a note, and what those who wrote it do with it once it is there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from reciproca.library import actions, rules
from reciproca.library.forms import CaveatForm, HelpForm
from reciproca.library.models import Caveat, Help
from reciproca.library.queries import authors_of
from reciproca.library.words import by_said

from .shared import asking, at, done, form_page, get_or_post, note_in_hand, note_to_read, or_absent

__all__ = ["caveat_new", "caveat_settlement", "confirmation", "help_new", "note_return", "retirement"]


@get_or_post
def help_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_to_read(request, public_id)
    page = at(request, "note-detail", "helped", public_id=public_id)
    if request.method != "POST" and not rules.can_help(
        part, row, Help.objects.filter(note=row, person=request.person).first()
    ):
        return redirect(page)
    form = HelpForm(request.POST or None)
    names = by_said(authors_of([row], request.person).get(row.pk, []))

    def act() -> tuple[str, str]:
        actions.say_it_helped(row, by=request.person, **form.cleaned_data)
        return _("Said. They learn it today."), page

    return form_page(
        request,
        form,
        act,
        title=_("This helped you."),
        kicker=row.current.title if row.current else row.title,
        lede=_("%(names)s will be glad to know what became of it.") % {"names": names},
        back=page,
        submit=_("Say what changed"),
        draft=f"note-help-{public_id}",
        aside=[
            (_("Where it stands then"), _("In what they gave and you received, and beside the note if you say so. Nothing is counted.")),
        ],
    )  # fmt: skip


@get_or_post
def caveat_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_to_read(request, public_id)
    page = at(request, "note-detail", "fresh", public_id=public_id)
    own = Caveat.objects.filter(note=row, person=request.person, settled_at=None).first()
    if request.method != "POST" and not rules.can_doubt(part, row, own):
        return redirect(page)
    form = CaveatForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.doubt_note(row, form.cleaned_data["text"], by=request.person)
        return _("Thank you. Those who wrote it learn it today."), page

    return form_page(
        request,
        form,
        act,
        title=_("This is no longer so"),
        kicker=row.current.title if row.current else row.title,
        back=page,
        submit=_("Say it"),
        draft=f"note-caveat-{public_id}",
    )


@require_POST
def caveat_settlement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    caveat = get_object_or_404(Caveat.objects.select_related("note"), public_id=public_id)
    row, part = note_in_hand(request, caveat.note.public_id)
    or_absent(rules.can_settle_caveat(part, caveat))
    return done(
        request,
        lambda: actions.settle_caveat(caveat, by=request.person),
        at(request, "note-detail", "fresh", public_id=row.public_id),
        said=_("It no longer stands beside the note."),
    )


@require_POST
def confirmation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It still is true."""
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_confirm(part, row))
    return done(
        request,
        lambda: actions.confirm_note(row, by=request.person),
        at(request, "note-detail", "fresh", public_id=public_id),
        said=_("It still holds, as of today."),
    )


@get_or_post
def retirement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_retire(part, row))
    if request.method == "POST":
        actions.retire_note(row, by=request.person)
        messages.success(request, _("Out of the library. You find it among your notes."))
        return redirect(at(request, "note-own"))
    return asking(
        request,
        title=_("Take it out of the library?"),
        text=_("Nobody finds it any more. It stays among your notes, and you can take it up again."),
        confirm=_("Take it out"),
        back=at(request, "note-detail", public_id=public_id),
    )


@get_or_post
def note_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back to being a draft."""
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_take_back(part, row))
    page = f"{at(request, 'note-detail', public_id=public_id)}?draft"
    if request.method == "POST":
        actions.take_note_back(row, by=request.person)
        messages.success(request, _("It is a draft again."))
        return redirect(page)
    return asking(
        request,
        title=_("Make it a draft again?"),
        text=_("Until all of you have said yes anew, nobody else reads it."),
        confirm=pgettext("button", "Make it a draft"),
        back=at(request, "note-detail", public_id=public_id),
    )
