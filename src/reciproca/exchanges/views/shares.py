"""The pages of what is shared: written, sent to the few whom it concerns, thanked for."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.exchanges import actions
from reciproca.exchanges.choices import ShareKind, ShareReason
from reciproca.exchanges.forms import ChangeForm, NoteForm, ReceiversForm, ShareForm
from reciproca.exchanges.models import Reception, Share
from reciproca.exchanges.picture import seen_receptions, seen_share
from reciproca.exchanges.queries import (
    reception_of,
    shares_of,
    shares_visible_to,
    thanked_for,
    waiting_receptions,
)
from reciproca.exchanges.rules import can_close_share, can_edit_share, can_pass_on_share, can_settle
from reciproca.exchanges.sharing import people_it_concerns
from reciproca.exchanges.words import why_shared
from reciproca.network.queries import allies_of
from reciproca.people.queries import Narrowing, find_people

from .shared import (
    ON_A_PAGE,
    asking,
    at,
    choose_person,
    form_page,
    get_or_post,
    needs_tabs,
    or_absent,
    person_or_404,
)

__all__ = [
    "share", "share_closing", "share_conversation", "share_edit", "share_new", "share_not_for_me", "share_passing",
    "share_passing_to", "share_sending", "share_thanks", "shares",
]  # fmt: skip

MOST_FOUND = 12


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """What others share with me first, then what I shared; and the page ends."""
    person = request.person
    page = Paginator(shares_of(person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "for_me": seen_receptions(waiting_receptions(person), person),
        "page": page,
        "rows": list(page.object_list),
        "tabs": needs_tabs(request, "share-list"),
    }
    return render(request, "exchanges/share_list.html", context)


@get_or_post
def share_new(request: HttpRequest) -> HttpResponse:
    return _writing_page(request, None)


@get_or_post
def share_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _writing_page(request, _draft(request, public_id))


def _writing_page(request: HttpRequest, row: Share | None) -> HttpResponse:
    words = ("kind", "title", "words", "link", "topics", "version")
    initial = {name: getattr(row, name) for name in words} if row else {"kind": ShareKind.IDEA}
    form = ShareForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        data = dict(form.cleaned_data)
        version = data.pop("version") or 0
        if row is None:
            kept = actions.write_share(data.pop("title"), by=request.person, **data)
        else:
            kept = actions.edit_share(row, by=request.person, version=version, **data)
        return "", at(request, "share-sending", public_id=kept.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("What have you come across?"),
        kicker=pgettext("place", "Shared"),
        lede=_("An idea, something to read, an opening: for the few whom it concerns. There is no board of it."),
        back=at(request, "share-list"),
        submit=_("See whom it concerns"),
        draft=f"share-{row.public_id if row else 'new'}",
        row=row,
        compared="words",
        aside=[
            (_("Before it is sent"), _("You see whom it would reach, and why each. You choose.")),
            (_("How it ends"), _("After three weeks by itself, or when you close it. Who finds that it is not for them says it to nobody.")),
        ],
    )  # fmt: skip


# ── whom it reaches ──────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Choice:
    person: Membership
    why: str
    is_proposed: bool


@get_or_post
def share_sending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whom it would reach, with the reason of each; who shares it chooses among them, allies, and whoever they look for."""
    row = _draft(request, public_id)
    wanted = request.GET.get("q", "")[:200].strip()
    choices = _choices(row, wanted)
    by_id = {str(one.person.public_id): one.person for one in choices}
    form = ReceiversForm(
        request.POST or None,
        people=[(str(one.person.public_id), f"{one.person.name}: {one.why}") for one in choices],
        initial={"people": [str(one.person.public_id) for one in choices if one.is_proposed]},
    )

    def act() -> tuple[str, str]:
        chosen = [by_id[key] for key in form.cleaned_data["people"]]
        actions.send_share(row, chosen, by=request.person)
        return _("Sent. Each reads why it came to them, and decides."), at(request, "share-detail", public_id=public_id)

    return form_page(
        request,
        form,
        act,
        template="exchanges/share_sending.html",
        title=_("Whom it concerns"),
        kicker=row.title,
        lede=_("Each with the reason they will read. Leave out whoever you like."),
        back=at(request, "share-edit", public_id=public_id),
        submit=_("Send it"),
        wanted=wanted,
        share=row,
        nobody=not choices,
    )


def _choices(row: Share, wanted: str) -> list[Choice]:
    found = people_it_concerns(row)
    choices = [Choice(one.person, why_shared(one.reason, theirs=one.theirs), True) for one in found]
    known = {one.person.pk for one in found} | {row.sharer_id}
    for ally in allies_of(row.sharer).order_by("given_name", "family_name", "pk"):
        if ally.pk not in known:
            choices.append(Choice(ally, why_shared(ShareReason.ALLY, theirs=""), False))
            known.add(ally.pk)
    if wanted:
        for one in find_people(row.sharer, Narrowing(words=wanted)).exclude(pk__in=known)[:MOST_FOUND]:
            choices.append(Choice(one, why_shared(ShareReason.CHOSEN, theirs=""), False))
    return choices


# ── reading it ───────────────────────────────────────────────────────────────


@require_safe
def share(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row, person = _share(request, public_id), request.person
    if can_edit_share(person, row):
        return redirect(at(request, "share-sending", public_id=public_id))
    seen = seen_share(row, person)
    mine = seen.reception
    thanked = thanked_for(person, "reception", [str(mine.public_id)]) if mine and mine.is_thanked else {}
    context = {
        "seen": seen,
        "row": row,
        "may_settle": mine is not None and can_settle(person, mine),
        "may_pass_on": mine is not None and can_pass_on_share(person, mine),
        "may_thank_in_public": mine is not None and mine.is_thanked and not thanked,
        "may_close": can_close_share(person, row),
    }
    return render(request, "exchanges/share_detail.html", context)


@get_or_post
def share_closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(shares_of(request.person), public_id=public_id)
    if request.method == "POST":
        gone = actions.close_share(row, by=request.person) is None
        messages.success(request, _("Let go.") if gone else _("Closed. What was said of it stays with you."))
        return redirect(at(request, "share-list"))
    or_absent(can_close_share(request.person, row))
    return asking(
        request,
        title=_("Let it go?") if row.is_draft else _("Close it?"),
        text=_("Nobody has read it yet.") if row.is_draft else _("Whoever has not answered no longer finds it. Nobody receives a mail."),
        confirm=pgettext("button", "Let it go") if row.is_draft else _("Close it"),
        back=at(request, "share-list"),
    )  # fmt: skip


@get_or_post
def share_thanks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It was of use, and how."""
    row, mine = _received(request, public_id)
    page = at(request, "share-detail", public_id=public_id)
    if not can_settle(request.person, mine):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(page)
    form = ChangeForm(request.POST or None)
    name = row.sharer.given_name

    def act() -> tuple[str, str]:
        actions.thank_for_share(mine, by=request.person, change=form.cleaned_data["change"])
        return _("%(name)s learns it today.") % {"name": name}, page

    return form_page(
        request,
        form,
        act,
        title=_("What %(name)s shared was of use to you.") % {"name": name},
        kicker=row.title,
        back=page,
        submit=_("Say thank you to %(name)s") % {"name": name},
        draft=f"share-thanks-{public_id}",
        aside=[
            (_("Where it stands then"), _("In what %(name)s gave and you received. You can then say thank you for it, for others to read.") % {"name": name}),
        ],
    )  # fmt: skip


@require_POST
def share_not_for_me(request: HttpRequest, public_id: UUID) -> HttpResponse:
    _row, mine = _received(request, public_id)
    actions.say_not_for_me(mine, by=request.person)
    messages.success(request, _("All right. Nobody learns of it."))
    return redirect(at(request, "share-list"))


@require_POST
def share_conversation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To the conversation with whoever shared it."""
    _row, mine = _received(request, public_id)
    talk = actions.answer_share(mine, by=request.person)
    page = reverse_in(request.community, "conversations:conversation-detail", public_id=talk.public_id)
    return redirect(f"{page}#write")


@require_safe
def share_passing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To whom."""
    row, mine = _received(request, public_id)
    or_absent(can_pass_on_share(request.person, mine))
    return choose_person(
        request,
        lambda one: at(request, "share-passing-to", public_id=public_id, person_id=one.public_id),
        title=_("Whom would it suit better?"),
        kicker=row.title,
        lede=_("One person, whom you know. They read it and decide."),
        back=at(request, "share-detail", public_id=public_id),
        apart=[row.sharer],
    )


@get_or_post
def share_passing_to(request: HttpRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    row, mine = _received(request, public_id)
    them = person_or_404(request, person_id)
    or_absent(can_pass_on_share(request.person, mine) and them.pk not in (request.person.pk, row.sharer_id))
    name = them.given_name
    form = NoteForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.pass_on_share(row, by=request.person, to=them, note=form.cleaned_data["note"])
        said = _("Passed on. %(name)s decides, and you need do nothing more.") % {"name": name}
        return said, at(request, "share-list")

    return form_page(
        request,
        form,
        act,
        title=_("Pass it on to %(name)s") % {"name": name},
        kicker=row.title,
        back=at(request, "share-passing", public_id=public_id),
        submit=pgettext("button", "Pass it on"),
        draft=f"share-pass-{public_id}-{person_id}",
        aside=[(_("Who learns of it"), _("%(name)s alone, with your name.") % {"name": name})],
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _share(request: HttpRequest, public_id: UUID) -> Share:
    return get_object_or_404(shares_visible_to(request.person), public_id=public_id)


def _draft(request: HttpRequest, public_id: UUID) -> Share:
    row = get_object_or_404(shares_of(request.person), public_id=public_id)
    or_absent(can_edit_share(request.person, row))
    return row


def _received(request: HttpRequest, public_id: UUID) -> tuple[Share, Reception]:
    """What was sent to who asks, with their own part of it."""
    row = _share(request, public_id)
    mine = reception_of(row, request.person)
    or_absent(mine is not None)
    assert mine is not None
    return row, mine
