"""Whom one asks for a part in a note, and what they answer; remarks on a draft; the yes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.queries import is_minor
from reciproca.library import actions, rules
from reciproca.library.choices import Role
from reciproca.library.forms import AgreeForm, AskForm, RemarkForm
from reciproca.library.models import Note, Part, Remark
from reciproca.library.queries import notes_of, parts_in
from reciproca.network.queries import connections_of
from reciproca.people.choice import choose_person
from reciproca.people.queries import people_visible_to

from .shared import asking, at, done, form_page, get_or_post, note_in_hand, or_absent

__all__ = [
    "agreement",
    "agreement_end",
    "part_acceptance",
    "part_choice",
    "part_departure",
    "part_new",
    "part_refusal",
    "part_removal",
    "remark_new",
    "remark_settlement",
]  # fmt: skip


def _page(request: HttpRequest, note: Note, part: str = "") -> str:
    page = at(request, "note-detail", public_id=note.public_id)
    return f"{page}?draft#{part}" if part else f"{page}?draft"


@require_safe
def part_choice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whom: those one is connected with, or whoever one looks for."""
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_ask_others(part, row))
    return choose_person(
        request,
        lambda one: at(request, "part-new", public_id=public_id, person_id=one.public_id),
        known=lambda most: connections_of(request.person).order_by("given_name", "family_name", "pk")[:most],
        known_as=_("People you are connected with"),
        apart=[one.person for one in parts_in(row, request.person) if one.person is not None],
        title=_("Whom would you ask?"),
        kicker=row.title,
        lede=_("To write it with you, to read the draft, or to appear in it: you say so on the next page."),
        back=_page(request, row),
    )


@get_or_post
def part_new(request: HttpRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    them = get_object_or_404(people_visible_to(request.person), public_id=person_id)
    or_absent(rules.can_ask_others(part, row) and them.pk != request.person.pk)
    form = AskForm(request.POST or None, initial={"role": Role.READER})
    name = them.given_name

    def act() -> tuple[str, str]:
        actions.ask_to_take_part(row, them, by=request.person, **form.cleaned_data)
        return _("%(name)s has a letter today, reads the draft, and decides.") % {"name": name}, _page(request, row)

    return form_page(
        request,
        form,
        act,
        title=_("What would you ask %(name)s?") % {"name": name},
        kicker=row.title,
        back=at(request, "part-choice", public_id=public_id),
        submit=_("Ask %(name)s") % {"name": name},
        draft=f"note-part-{public_id}-{person_id}",
        aside=[(_("What %(name)s reads") % {"name": name}, _("The draft as it is, and what others say of it."))],
    )


@require_POST
def part_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    part = _own(request, public_id)
    said = _("You write it too, now.") if part.is_author else _("Thank you. Write what you think below the draft.")
    return done(request, lambda: actions.take_part(part, by=request.person), _page(request, part.note), said=said)


@get_or_post
def part_refusal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who appears would rather not."""
    part = _own(request, public_id)
    or_absent(rules.can_refuse(part, part.note))
    if request.method == "POST":
        actions.refuse_to_appear(part, by=request.person)
        messages.success(request, _("Said. Without you in it, or not at all."))
        return redirect(at(request, "note-list"))
    return asking(
        request,
        title=_("You would rather not appear in it?"),
        text=_(
            "Those who write it learn it, without a why, and take you out. If it is in the library, it comes out today."
        ),
        confirm=_("I would rather not"),
        back=_page(request, part.note),
    )


@get_or_post
def part_departure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who writes or reads it steps out; an invitation is let go."""
    part = _own(request, public_id)
    or_absent(rules.can_leave_part(part))
    row = part.note
    if request.method == "POST":
        actions.leave_note(part, by=request.person)
        messages.success(request, _("You have no part in it any more."))
        return redirect(at(request, "note-own"))
    alone = part.is_author and not any(
        one.is_author and one.is_taken and one.pk != part.pk for one in parts_in(row, request.person)
    )
    return asking(
        request,
        title=_("Step out of it?"),
        text=_("Nobody else writes it: the note goes with you.")
        if alone
        else _("The others go on. Your name no longer stands on it."),
        confirm=pgettext("button", "Step out"),
        back=_page(request, row),
    )


@require_POST
def part_removal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody else’s part, by who writes the note."""
    other = get_object_or_404(Part.objects.select_related("note"), public_id=public_id)
    row, part = note_in_hand(request, other.note.public_id)
    or_absent(rules.can_take_off(part, other) and other.pk in {one.pk for one in parts_in(row, request.person)})
    return done(request, lambda: actions.take_off(other, by=request.person), _page(request, row), said=_("Taken off."))


def _own(request: HttpRequest, public_id: UUID) -> Part:
    rows = Part.objects.filter(person=request.person, note__in=notes_of(request.person).values("pk"))
    return get_object_or_404(rows.select_related("note__community"), public_id=public_id)


# ── remarks ──────────────────────────────────────────────────────────────────


@get_or_post
def remark_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, part = note_in_hand(request, public_id)
    or_absent(rules.can_remark(part, row))
    form = RemarkForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.remark_on_draft(row, form.cleaned_data["text"], by=request.person)
        return _("Said. Those who write it decide what to make of it."), _page(request, row, "remarks")

    return form_page(
        request,
        form,
        act,
        title=_("What do you think of it?"),
        kicker=row.title,
        back=_page(request, row),
        submit=_("Say it"),
        draft=f"note-remark-{public_id}",
    )


@require_POST
def remark_settlement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    remark = get_object_or_404(Remark.objects.select_related("note"), public_id=public_id)
    row, part = note_in_hand(request, remark.note.public_id)
    or_absent(rules.can_settle(part, remark))
    return done(
        request,
        lambda: actions.settle_remark(remark, by=request.person),
        _page(request, row, "remarks"),
        said=_("Done."),
    )


# ── the yes ──────────────────────────────────────────────────────────────────


@get_or_post
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Yes to the words as they are now; the last yes publishes them."""
    row, part = note_in_hand(request, public_id)
    if request.method != "POST":
        or_absent(rules.can_agree(part, row))
    form = AgreeForm(request.POST or None, initial={"revision": row.revision, "stays": part.stays})
    if row.current_id is None or not part.is_author:
        del form.fields["word"]

    def act() -> tuple[str, str]:
        told = form.cleaned_data
        agreed = actions.agree_to_note(row, by=request.person, **told)
        if agreed.is_published and not agreed.has_news:
            return _("It is in the library."), at(request, "note-detail", public_id=public_id)
        return _("Your yes is there. It is published with the last one."), _page(request, row)

    others = [one for one in parts_in(row, request.person) if one.pk != part.pk and one.role != Role.READER]
    return form_page(
        request,
        form,
        act,
        title=_("Publish it?") if part.is_author else _("May it be published?"),
        kicker=row.title,
        lede=_("The community reads it when everybody who writes it or appears in it has said yes to these words.")
        if others
        else _("From then on the community reads it."),
        back=_page(request, row),
        submit=_("Yes, publish it") if part.is_author else _("Yes, like this"),
        is_minor=is_minor(request.person),
    )


@require_POST
def agreement_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, _part = note_in_hand(request, public_id)
    return done(
        request,
        lambda: actions.take_back_agreement(row, by=request.person),
        _page(request, row),
        said=_("Your yes is taken back."),
    )
