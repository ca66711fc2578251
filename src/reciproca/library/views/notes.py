"""The front of the library, one note, its versions; writing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.choices import LANGUAGES
from reciproca.library import actions, rules
from reciproca.library.choices import NoteState, Role
from reciproca.library.differing import differences, is_same
from reciproca.library.forms import NoteForm, RemarkForm, TogetherForm, WantedForm
from reciproca.library.models import Caveat, Help, Note, Parallel, Part, Version
from reciproca.library.queries import (
    Wanted,
    asked_of,
    authors_of,
    caveats_of,
    collections_visible_to,
    enclosures_of,
    entries_count,
    find_notes,
    helps_of,
    notes_of,
    notes_to_confirm,
    parallels_of,
    parts_in,
    related_notes,
    remarks_of,
    topics_here,
    who_must_agree,
)

from .shared import asking, at, done, form_page, get_or_post, note_in_hand, note_to_read, or_absent

__all__ = [
    "draft_removal", "library", "note", "note_edit", "note_new", "notes_own", "parallel", "parallel_removal", "version",
    "versions",
]  # fmt: skip


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """By topic, by words, in either language; a page that ends."""
    person = request.person
    form = WantedForm(request.GET)
    form.is_valid()
    told = form.cleaned_data
    number = told.get("page") or 1
    wanted = Wanted(told.get("q", "").strip(), told.get("topic", "").strip(), told.get("language", ""))
    found = find_notes(person, wanted, page=number)
    authors = authors_of(found.notes, person)
    is_front = not wanted and number == 1
    collections = list(collections_visible_to(person)[:6]) if is_front else []
    counts = entries_count(collections, person)
    asked = request.GET.copy()
    asked["page"] = str(number + 1)
    context = {
        "wanted": wanted,
        "rows": [(row, authors.get(row.pk, [])) for row in found.notes],
        "nearly": found.nearly,
        "next": f"?{asked.urlencode()}" if found.has_more else "",
        "number": number,
        "is_front": is_front,
        "topics": topics_here(person) if is_front else [],
        "collections": [(one, counts.get(one.pk, 0)) for one in collections],
        "asked_of_me": list(asked_of(person)[:3]) if is_front else [],
        "to_confirm": list(notes_to_confirm(person)[:3]) if is_front else [],
        "languages": LANGUAGES,
        "may_write": rules.may_write(person),
    }
    return render(request, "library/note_list.html", context)


@require_safe
def notes_own(request: HttpRequest) -> HttpResponse:
    """What I write, what waits for me, what I appear in or read for others."""
    person = request.person
    asked = list(asked_of(person))
    waiting = {part.note_id for part in asked}
    rows = [row for row in notes_of(person)[:200] if row.pk not in waiting]
    parts = {part.note_id: part for part in Part.objects.filter(person=person, note__in=rows)}
    context = {
        "asked_of_me": asked,
        "drafts": [row for row in rows if parts[row.pk].is_author and (row.is_draft or row.has_news)],
        "published": [row for row in rows if parts[row.pk].is_author and row.is_published and not row.has_news],
        "resting": [row for row in rows if parts[row.pk].is_author and (row.is_retired or row.is_taken)],
        "others": [(row, parts[row.pk]) for row in rows if not parts[row.pk].is_author and not row.is_taken],
        "may_write": rules.may_write(person),
    }
    return render(request, "library/note_own.html", context)


# ── one note ─────────────────────────────────────────────────────────────────


@require_safe
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As the community reads it; where it is not published, or with `?draft`, as those who have a part in it work on it."""
    row, part = note_to_read(request, public_id)
    if part is not None and ("draft" in request.GET or not row.is_published):
        return render(request, "library/note_draft.html", _draft(request, row, part))
    return render(request, "library/note_detail.html", _published(request, row, part))


def _published(request: HttpRequest, row: Note, part: Part | None) -> dict[str, Any]:
    person = request.person
    writes = part is not None and part.is_author and part.is_taken
    helped = Help.objects.filter(note=row, person=person).first()
    doubted = Caveat.objects.filter(note=row, person=person, settled_at=None).first()
    helps = list(helps_of(row, person, writes=writes)[:12])
    related = related_notes(row, person)
    near = authors_of(related, person)
    return {
        "row": row,
        "words": row.current,
        "part": part,
        "writes": writes,
        "authors": authors_of([row], person).get(row.pk, []),
        "helps": helps,
        "caveats": caveats_of(row, person),
        "versions": list(row.versions.order_by("-number")[:4]),
        "files": enclosures_of([row]).get(row.pk, []),
        "related": [(one, near.get(one.pk, [])) for one in related],
        "may_help": rules.can_help(part, row, helped),
        "may_doubt": rules.can_doubt(part, row, doubted),
        "may_collect": rules.may_write(person),
    }


def _draft(request: HttpRequest, row: Note, part: Part) -> dict[str, Any]:
    person = request.person
    parts = parts_in(row, person)
    awaited = set(who_must_agree(row).exclude(agreed_revision=row.revision).values_list("pk", flat=True))
    own = who_must_agree(row).filter(pk=part.pk).exists()
    return {
        "row": row,
        "words": row,
        "part": part,
        "writes": part.is_author and part.is_taken,
        "authors": authors_of([row], person).get(row.pk, []),
        "parts": [(one, one.pk in awaited, rules.can_take_off(part, one)) for one in parts],
        "awaits_others": bool(awaited - {part.pk}),
        "files": enclosures_of([row], draft=True).get(row.pk, []),
        "remarks": [(one, rules.can_settle(part, one)) for one in remarks_of(row, person)],
        "remark_form": RemarkForm(),
        "parallels": parallels_of(row, person) if part.is_author and part.is_taken else [],
        "may_edit": rules.can_edit(part, row),
        "may_ask": rules.can_ask_others(part, row),
        "may_agree": rules.can_agree(part, row),
        "has_agreed": own and part.agreed_revision == row.revision and (row.is_draft or row.has_news),
        "may_refuse": rules.can_refuse(part, row),
        "may_leave": rules.can_leave_part(part),
        "may_remark": rules.can_remark(part, row),
        "may_take_back": rules.can_take_back(part, row),
        "is_alone": not any(one.is_author and one.is_taken and one.pk != part.pk for one in parts),
        "may_delete": row.is_draft and row.current_id is None,
        "needs_yes": part.role in (Role.AUTHOR, Role.APPEARS),
    }


@require_safe
def versions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_to_read(request, public_id)
    or_absent(row.current_id is not None and (row.is_published or (part is not None and part.is_author)))
    return render(
        request, "library/version_list.html", {"row": row, "versions": list(row.versions.order_by("-number"))}
    )


@require_safe
def version(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One version, and what is different from the one before."""
    row, part = note_to_read(request, public_id)
    or_absent(row.is_published or (part is not None and part.is_author))
    shown: Version = get_object_or_404(row.versions, number=number)
    before = row.versions.filter(number__lt=number).order_by("-number").first()
    pieces = differences(before.text, shown.text) if before else []
    titles = differences(before.title, shown.title) if before else []
    context = {
        "row": row,
        "version": shown,
        "before": before,
        "after": row.versions.filter(number__gt=number).order_by("number").first(),
        "pieces": pieces,
        "titles": [] if is_same(titles) else titles,
        "is_same": is_same(pieces),
    }
    return render(request, "library/version_detail.html", context)


# ── writing ──────────────────────────────────────────────────────────────────


@get_or_post
def note_new(request: HttpRequest) -> HttpResponse:
    or_absent(rules.may_write(request.person))
    form = NoteForm(request.POST or None, initial={"language": request.person.language, "months": 12})

    def act() -> tuple[str, str]:
        begun = actions.begin_note(by=request.person, **form.said)
        said = _("Kept as a draft. Only you read it, and whom you ask.")
        return said, at(request, "note-detail", public_id=begun.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("What have you learned?"),
        kicker=pgettext("place", "Library"),
        lede=_("Something that happened, and what you do differently since. Somebody else is at that point today."),
        back=at(request, "note-list"),
        submit=_("Keep it as a draft"),
        draft="note-new",
        aside=[
            (_("Who reads it"), _("As long as it is a draft, you alone, and whom you ask. Then the community, when you say so.")),
            (_("Whoever appears in it"), _("Names and stories of others come in with their yes: you ask them from the draft.")),
        ],
    )  # fmt: skip


@get_or_post
def note_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_edit(part, row))
    initial = {
        "title": row.title, "text": row.text, "language": row.language, "months": row.months, "revision": row.revision,
        "topics": ", ".join(map(str, row.topics)), "sources": "\n".join(map(str, row.sources)),
    }  # fmt: skip
    form = NoteForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"] or 0
        beside = actions.edit_note(row, by=request.person, revision=revision, **form.said)
        if beside is not None:
            messages.warning(
                request, _("Somebody changed it while you were writing. Both texts are kept: here they are.")
            )
            return "", at(request, "parallel", public_id=beside.public_id)
        return _("Kept."), f"{at(request, 'note-detail', public_id=public_id)}?draft"

    return form_page(
        request,
        form,
        act,
        title=_("Change the words"),
        kicker=row.title,
        back=f"{at(request, 'note-detail', public_id=public_id)}?draft",
        submit=pgettext("button", "Keep it"),
        draft=f"note-{public_id}-{row.revision}",
        aside=[
            (_("What the community reads"), _("The words of the last version, until all of you have said yes to the new ones."))
        ] if row.is_published else [],
    )  # fmt: skip


@get_or_post
def parallel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Two texts of one moment, side by side, and the place where they become one."""
    row, _part, beside = _parallel(request, public_id)
    form = TogetherForm(
        request.POST or None, initial={"title": beside.title, "text": beside.text, "revision": row.revision}
    )
    page = f"{at(request, 'note-detail', public_id=row.public_id)}?draft"

    def act() -> tuple[str, str]:
        told = form.cleaned_data
        revision = told["revision"] or 0
        actions.put_together(beside, by=request.person, revision=revision, title=told["title"], text=told["text"])
        return _("The two are one again."), page

    return form_page(
        request,
        form,
        act,
        template="library/parallel.html",
        note=row,
        beside=beside,
        pieces=differences(row.text, beside.text),
        back=page,
        submit=_("This is the text"),
    )


@require_POST
def parallel_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, _part, beside = _parallel(request, public_id)
    page = f"{at(request, 'note-detail', public_id=row.public_id)}?draft"
    return done(
        request,
        lambda: actions.let_parallel_go(beside, by=request.person),
        page,
        said=_("What was there stays."),
    )


def _parallel(request: HttpRequest, public_id: UUID) -> tuple[Note, Part, Parallel]:
    beside = get_object_or_404(Parallel.objects.select_related("note"), public_id=public_id)
    row, part = note_in_hand(request, beside.note.public_id)
    found = parallels_of(row, request.person).filter(pk=beside.pk).first()
    if found is None or not rules.can_keep(part, found):
        raise Http404
    return row, part, found


@get_or_post
def draft_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    or_absent(part.is_author and row.state == NoteState.DRAFT and row.current_id is None)
    back = at(request, "note-detail", public_id=public_id)
    if request.method == "POST":
        actions.delete_draft(row, by=request.person)
        messages.success(request, _("Thrown away."))
        return redirect(at(request, "note-own"))
    return asking(
        request,
        title=_("Throw the draft away?"),
        text=_("Nobody but those you asked has read it. It does not come back."),
        confirm=_("Throw it away"),
        back=back,
    )
