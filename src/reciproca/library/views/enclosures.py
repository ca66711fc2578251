"""Pictures and PDF files beside the words."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.core.errors import Refusal
from reciproca.files.actions import forget_file, ingest_attachment
from reciproca.files.queries import answer_with
from reciproca.library import actions, rules
from reciproca.library.forms import EnclosureForm
from reciproca.library.queries import enclosures_visible_to

from .shared import at, done, form_page, get_or_post, note_in_hand, or_absent

__all__ = ["enclosure", "enclosure_new", "enclosure_removal"]


@get_or_post
def enclosure_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_edit(part, row))
    form = EnclosureForm(request.POST or None, request.FILES or None)
    page = f"{at(request, 'note-detail', public_id=public_id)}?draft#files"

    def act() -> tuple[str, str]:
        upload = form.cleaned_data["file"]
        stored = ingest_attachment(upload, by=request.person, given_name=upload.name)
        try:
            actions.enclose(row, stored, by=request.person)
        except Refusal:
            forget_file(stored)
            raise
        return _("It is beside the words."), page

    return form_page(
        request,
        form,
        act,
        title=_("Put a file beside it"),
        kicker=row.title,
        lede=_("A picture, a form, the sheet you use: up to six, of 12 MB at most."),
        back=page,
        submit=_("Add it"),
        aside=[
            (_("Who has it"), _("Whoever may read the note. It goes with the note, and with you if you leave.")),
        ],
    )  # fmt: skip


@require_POST
def enclosure_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(enclosures_visible_to(request.person), file__public_id=public_id, until_revision=None)
    row, part = note_in_hand(request, found.note.public_id)
    or_absent(rules.can_edit(part, row))
    return done(
        request,
        lambda: actions.take_enclosure_out(found, by=request.person),
        f"{at(request, 'note-detail', public_id=row.public_id)}?draft#files",
        said=_("Taken out of the draft."),
    )


@require_safe
def enclosure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return answer_with(get_object_or_404(enclosures_visible_to(request.person), file__public_id=public_id).file)
