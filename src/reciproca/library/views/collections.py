"""Collections, and what one takes along."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.library import actions, rules
from reciproca.library.export import file_name, markdown_of, zipped
from reciproca.library.forms import CollectionForm, EntryForm
from reciproca.library.models import Collection, Entry
from reciproca.library.queries import (
    authors_of,
    collections_visible_to,
    enclosures_of,
    entries_of,
    notes_visible_to,
)

from .shared import asking, at, done, form_page, get_or_post, or_absent

__all__ = [
    "collection", "collection_edit", "collection_export", "collection_new", "collection_removal", "entry_new",
    "entry_removal", "entry_up", "library_export", "note_export",
]  # fmt: skip

MOST_TAKEN_ALONG = 2000


@require_safe
def collection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _collection(request, public_id)
    entries = entries_of(row, request.person)
    authors = authors_of([entry.note for entry in entries], request.person)
    context = {
        "row": row,
        "entries": [(entry, authors.get(entry.note_id, [])) for entry in entries],
        "curates": rules.can_curate(request.person, row),
        "curator": row.curator,
    }
    return render(request, "library/collection_detail.html", context)


@get_or_post
def collection_new(request: HttpRequest) -> HttpResponse:
    or_absent(rules.may_write(request.person))
    form = CollectionForm(request.POST or None)

    def act() -> tuple[str, str]:
        told = form.cleaned_data
        made = actions.make_collection(told["title"], told["purpose"], by=request.person)
        said = _("Made. From the page of a note you put it in.")
        return said, at(request, "collection-detail", public_id=made.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Put some notes together"),
        kicker=pgettext("place", "Library"),
        lede=_("A few notes, in an order, for somebody who is about to need them."),
        back=at(request, "note-list"),
        submit=_("Make it"),
        draft="collection-new",
    )


@get_or_post
def collection_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _curated(request, public_id)
    initial = {"title": row.title, "purpose": row.purpose, "version": row.version}
    form = CollectionForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        told = form.cleaned_data
        version = told["version"] or 0
        actions.change_collection(row, told["title"], told["purpose"], by=request.person, version=version)
        return _("Kept."), at(request, "collection-detail", public_id=public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Change the words"),
        kicker=row.title,
        back=at(request, "collection-detail", public_id=public_id),
        submit=pgettext("button", "Keep it"),
        draft=f"collection-{public_id}",
    )


@get_or_post
def collection_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _curated(request, public_id)
    if request.method == "POST":
        actions.delete_collection(row, by=request.person)
        messages.success(request, _("It is gone; the notes stay where they are."))
        return redirect(at(request, "note-list"))
    return asking(
        request,
        title=_("Take the collection apart?"),
        text=_("The notes stay in the library."),
        confirm=_("Take it apart"),
        back=at(request, "collection-detail", public_id=public_id),
    )


@get_or_post
def entry_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A note into one of one’s own collections."""
    or_absent(rules.may_write(request.person))
    note = get_object_or_404(notes_visible_to(request.person), public_id=public_id)
    page = at(request, "note-detail", public_id=public_id)
    mine = {str(one.public_id): one for one in collections_visible_to(request.person).filter(curator=request.person)}
    form = EntryForm(
        request.POST or None,
        choices=[(key, one.title) for key, one in mine.items()],
        initial={"collection": next(iter(mine), "")},
    )

    def act() -> tuple[str, str]:
        into = mine[form.cleaned_data["collection"]]
        actions.put_in(into, note, by=request.person, why=form.cleaned_data["why"])
        return _("Put in."), at(request, "collection-detail", public_id=into.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("Put it into a collection"),
        kicker=note.current.title if note.current else note.title,
        back=page,
        submit=_("Put it in"),
        nothing="" if mine else _("You have no collection yet."),
        instead=(at(request, "collection-new"), pgettext("collection", "Begin one")),
    )


@require_POST
def entry_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    entry, page = _entry(request, public_id)
    return done(
        request,
        lambda: actions.take_out(entry, by=request.person),
        page,
        said=_("Taken out. The note stays in the library."),
    )


@require_POST
def entry_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    entry, page = _entry(request, public_id)
    return done(request, lambda: actions.move_up(entry, by=request.person), page, said=_("Moved up."))


# ── taking along ─────────────────────────────────────────────────────────────


@require_safe
def note_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    note = get_object_or_404(notes_visible_to(request.person), public_id=public_id)
    assert note.current is not None
    files = enclosures_of([note])
    authors = authors_of([note], request.person)
    if files:
        whole = zipped([note], authors, files)
        return _file(whole, f"{file_name(note.current.title)}.zip", "application/zip")
    text = markdown_of(note.current, authors.get(note.pk, []))
    return _file(text.encode(), f"{file_name(note.current.title)}.md", "text/markdown; charset=utf-8")


@require_safe
def collection_export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _collection(request, public_id)
    entries = entries_of(row, request.person)
    notes = [entry.note for entry in entries]
    lines = [f"- {entry.note.current.title}: {entry.why}" for entry in entries if entry.why and entry.note.current]
    about = "\n\n".join(filter(None, [f"# {row.title}", row.purpose, "\n".join(lines)])) + "\n"
    whole = zipped(notes, authors_of(notes, request.person), enclosures_of(notes), about=about)
    return _file(whole, f"{file_name(row.title)}.zip", "application/zip")


@require_safe
def library_export(request: HttpRequest) -> HttpResponse:
    """All that one may read, the oldest first."""
    notes = list(notes_visible_to(request.person).order_by("published_at", "pk")[:MOST_TAKEN_ALONG])
    whole = zipped(notes, authors_of(notes, request.person), enclosures_of(notes))
    return _file(whole, f"{file_name(request.community.name)}.zip", "application/zip")


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# ── shared by all ────────────────────────────────────────────────────────────


def _collection(request: HttpRequest, public_id: UUID) -> Collection:
    return get_object_or_404(collections_visible_to(request.person), public_id=public_id)


def _curated(request: HttpRequest, public_id: UUID) -> Collection:
    row = _collection(request, public_id)
    or_absent(rules.can_curate(request.person, row))
    return row


def _entry(request: HttpRequest, public_id: UUID) -> tuple[Entry, str]:
    entry = get_object_or_404(Entry.objects.select_related("collection"), public_id=public_id)
    row = _curated(request, entry.collection.public_id)
    return entry, at(request, "collection-detail", public_id=row.public_id)
