"""The pages of asks and answers."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reciproca.communities.models import Membership
from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx
from reciproca.core.urls import reverse_in
from reciproca.exchanges import actions
from reciproca.exchanges.choices import AskKind, Audience
from reciproca.exchanges.forms import AnswerForm, AskForm, BoardForm, ChangeForm, CloseAskForm, NoteForm
from reciproca.exchanges.models import Answer, Ask
from reciproca.exchanges.picture import SeenAsk, seen_answers, seen_asks, seen_routes
from reciproca.exchanges.queries import (
    answers_in,
    answers_visible_to,
    asks_of,
    asks_open_to_all,
    asks_visible_to,
    own_answer,
    route_of,
    thanked_for,
    unanswered_asks,
    unanswered_in_confidence,
)
from reciproca.exchanges.routing import skill_to_endorse
from reciproca.exchanges.rules import (
    can_answer,
    can_close,
    can_edit_answer,
    can_edit_ask,
    can_mark_helped,
    can_pass_on,
    can_renew,
    can_reveal,
    can_withdraw_ask,
    can_write_note,
)
from reciproca.exchanges.words import heading_of_asks
from reciproca.people.models import Need
from reciproca.people.queries import needs_of, zone_of

from .shared import (
    ON_A_PAGE,
    Folded,
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
    "answer_give",
    "answer_help",
    "answer_meeting",
    "answer_meeting_end",
    "answer_name",
    "answer_withdrawal",
    "ask",
    "ask_closing",
    "ask_edit",
    "ask_new",
    "ask_not_now",
    "ask_note",
    "ask_passing",
    "ask_passing_to",
    "ask_renewal",
    "ask_withdrawal",
    "asks",
    "own_asks",
    "unanswered",
    "unanswered_csv",
    "unanswered_xlsx",
]  # fmt: skip


# ── the board ────────────────────────────────────────────────────────────────


@require_safe
def asks(request: HttpRequest) -> HttpResponse:
    """What concerns me first: where I can help, mine that are open; then the community's, and the page ends."""
    person = request.person
    form = BoardForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "kind": "", "topic": ""}
    for_me = seen_routes(person)
    mine = seen_asks([row for row in asks_of(person)[:ON_A_PAGE] if row.is_open], person)
    found = asks_open_to_all(person, words=wanted["q"], kind=wanted["kind"], topic=wanted["topic"])
    narrowed = any(wanted.values())
    rows = found if narrowed else found.exclude(pk__in=[one.row.pk for one in for_me])
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": heading_of_asks(len(mine), len(for_me)),
        "for_me": [] if narrowed else for_me,
        "mine": [] if narrowed else mine,
        "page": page,
        "rows": seen_asks(page.object_list, person),
        "wanted": wanted,
        "narrowed": narrowed,
        "kinds": AskKind.choices,
        "tabs": needs_tabs(request, "ask-list"),
    }
    return render(request, "exchanges/ask_list.html", context)


@require_safe
def own_asks(request: HttpRequest) -> HttpResponse:
    """Everything I asked, what is open first."""
    page = Paginator(asks_of(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": seen_asks(page.object_list, request.person),
        "tabs": needs_tabs(request, "ask-own"),
    }
    return render(request, "exchanges/ask_own.html", context)


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    """For who coordinates: what nobody has answered, so that somebody may be thought of."""
    page = Paginator(unanswered_asks(request.person), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": seen_asks(page.object_list, request.person),
        "in_confidence": unanswered_in_confidence(request.person),
    }
    return render(request, "exchanges/ask_unanswered.html", context)


@require_safe
def unanswered_csv(request: HttpRequest) -> HttpResponse:
    header, rows = _unanswered_rows(request)
    italian = (get_language() or "it").startswith("it")
    return _file(write_csv(header, rows, italian=italian), "csv", "text/csv; charset=utf-8")


@require_safe
def unanswered_xlsx(request: HttpRequest) -> HttpResponse:
    header, rows = _unanswered_rows(request)
    sheet = OutSheet(_("Asks without an answer"), header, rows, widths=(28, 60, 22, 14, 14))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(write_xlsx([sheet], title=_("Asks without an answer")), "xlsx", kind)


def _unanswered_rows(request: HttpRequest) -> tuple[list[str], list[list[object]]]:
    """It leaves a trace, as every list that is taken away."""
    rows: list[list[object]] = [
        [one.asker.name, one.title, one.get_kind_display(), timezone.localtime(one.posted_at).date(), one.needed_by]
        for one in unanswered_asks(request.person)
    ]
    actions.record_list_taken(by=request.person, rows=len(rows))
    return [_("Asked by"), _("Ask"), _("What would help"), _("Since"), _("By when")], rows


def _file(content: bytes, ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="asks.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One ask with its answers side by side, and what each reader can do."""
    row, person = _ask(request, public_id), request.person
    [seen] = seen_asks([row], person)
    answers = answers_in(row, person)
    thanked = thanked_for(person, "answer", [str(one.public_id) for one in answers]) if seen.mine else {}
    context = {
        "seen": seen,
        "row": row,
        "answers": [
            (
                one,
                can_mark_helped(person, one.row),
                can_reveal(person, one.row),
                _may_thank(one.row, seen, thanked),
                _to_endorse(one.row, seen, person),
            )
            for one in seen_answers(answers, person)
        ],
        "may_answer": can_answer(person, row, seen.own),
        "may_edit_answer": seen.own is not None and can_edit_answer(person, seen.own),
        "may_pass_on": can_pass_on(person, row),
        "may_say_not_now": bool(seen.why) and row.is_open,
        "may_edit": can_edit_ask(person, row),
        "may_close": can_close(person, row),
        "may_renew": can_renew(person, row),
        "may_withdraw": can_withdraw_ask(person, row),
        "may_write_note": can_write_note(person, row),
    }
    return render(request, "exchanges/ask_detail.html", context)


def _may_thank(answer: Answer, seen: SeenAsk, thanked: dict[str, Any]) -> bool:
    """Its asker, for what helped and stands in the ledger, once."""
    before = thanked.get(str(answer.public_id))
    return seen.mine and answer.ledger_seq is not None and (before is None or before.is_withdrawn)


def _to_endorse(answer: Answer, seen: SeenAsk, person: Membership) -> str:
    """The skill of its author that their answer showed, for who asked; once it stands in the ledger."""
    if not seen.mine or answer.ledger_seq is None:
        return ""
    return skill_to_endorse(person, answer.author, f"{seen.row.title}\n{' '.join(seen.row.topics)}")


# ── asking ───────────────────────────────────────────────────────────────────


@get_or_post
def ask_new(request: HttpRequest) -> HttpResponse:
    """Post an ask; with ``?need=`` it begins with a need of the profile."""
    need = _need(request)
    initial = {"kind": AskKind.ADVICE, "audience": Audience.COMMUNITY, "title": need.text if need else ""}
    form = AskForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        data = form.cleaned_data
        posted = actions.post_ask(
            data["title"],
            by=request.person,
            story=data["story"],
            kind=data["kind"],
            topics=data["topics"],
            needed_by=data["needed_by"],
            audience=data["audience"],
            named=not data["unnamed"],
            need=need,
        )
        said = _("Asked. The few who can really help are told today.")
        return said, at(request, "ask-detail", public_id=posted.public_id)

    return form_page(
        request,
        form,
        act,
        title=_("What would help you?"),
        kicker=pgettext("place", "Asks"),
        lede=_("You ask those who can help, and nobody has to. It closes by itself after thirty days."),
        back=at(request, "ask-list"),
        submit=pgettext("button", "Ask"),
        draft=f"ask-{need.public_id if need else 'new'}",
        aside=[
            (_("Whom it reaches"), _("A few people whose offers answer it are asked at once. They can also say not now, and you never learn who did.")),
            (_("The community"), _("Everyone can find it and answer; all read the answers. It stands among the needs of your profile, too.")),
            (_("My allies"), _("Those who named you as you named them: only they can be asked, and nobody can pass it on. Each answer is read by you alone.")),
            (_("In confidence"), _("Only the few who are asked read it. Whoever coordinates does not, and nothing is added to your profile. Who wants to be listened to always asks in confidence.")),
        ],
    )  # fmt: skip


@get_or_post
def ask_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _own_ask(request, public_id)
    page = at(request, "ask-detail", public_id=public_id)
    if not can_edit_ask(request.person, row):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(page)
    words = ("title", "kind", "story", "topics", "needed_by", "version")
    form = AskForm(request.POST or None, initial={name: getattr(row, name) for name in words}, begun=True)

    def act() -> tuple[str, str]:
        data = dict(form.cleaned_data)
        actions.edit_ask(row, by=request.person, version=data.pop("version") or 0, **data)
        return _("Changed."), page

    return form_page(
        request,
        form,
        act,
        title=_("Say it in other words"),
        kicker=pgettext("place", "Asks"),
        back=page,
        submit=_("Save"),
        draft=f"ask-{public_id}",
        row=row,
        compared="story",
    )


@require_POST
def ask_renewal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.renew_ask(_own_ask(request, public_id), by=request.person)
    messages.success(request, _("Thirty more days. A few more people are asked."))
    return redirect(at(request, "ask-detail", public_id=public_id))


@get_or_post
def ask_closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Solved: what changed, who helped; all who answered are told."""
    row, person = _own_ask(request, public_id), request.person
    page = at(request, "ask-detail", public_id=public_id)
    if not can_close(person, row):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(page)
    answers = [one for one in answers_in(row, person) if not one.helped]
    form = CloseAskForm(request.POST or None, answers=answers)

    def act() -> tuple[str, str]:
        chosen = set(form.cleaned_data.get("helped", []))
        helped = [one for one in answers if str(one.public_id) in chosen]
        actions.close_ask(row, by=person, change=form.cleaned_data["change"], helped=helped)
        return _("Closed. Whoever answered learns it today."), page

    return form_page(
        request,
        form,
        act,
        title=_("If it is solved for you, close it with a thank you."),
        kicker=row.title,
        back=page,
        submit=_("Close it"),
        draft=f"close-{public_id}",
        aside=[
            (_("What happens then"), _("Those who helped you learn it today, and what changed. You can then thank each of them in public: they read it first.")),
        ],
    )  # fmt: skip


@require_POST
def ask_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What came of it, as a draft for the library."""
    note = actions.write_note_of(_own_ask(request, public_id), by=request.person)
    messages.success(request, _("A draft, for you to tell. Those who answered are asked before anybody reads it."))
    return redirect(reverse_in(request.community, "library:note-detail", public_id=note.public_id))


@get_or_post
def ask_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _own_ask(request, public_id)
    if request.method == "POST":
        actions.withdraw_ask(row, by=request.person)
        messages.success(request, _("Taken back. Nobody finds it any more."))
        return redirect(at(request, "ask-list"))
    or_absent(can_withdraw_ask(request.person, row))
    return asking(
        request,
        title=_("Take your ask back?"),
        text=_("Nobody finds it any more, those who answered included; the need on your profile goes with it. If it is solved, close it instead: those who answered would like to know."),
        confirm=_("Take it back"),
        back=at(request, "ask-detail", public_id=public_id),
    )  # fmt: skip


# ── answering ────────────────────────────────────────────────────────────────


@get_or_post
def answer_give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer it, or put one's answer in other words."""
    row, person = _ask(request, public_id), request.person
    before = own_answer(row, person)
    page = at(request, "ask-detail", public_id=public_id)
    or_absent(row.asker_id != person.pk)
    if before is not None and not can_edit_answer(person, before):
        if request.method == "POST":
            raise actions.AnswerIsRead
        return redirect(page)
    words = ("text", "gives", "differs", "version")
    zone = zone_of(person)
    initial = {name: getattr(before, name) for name in words} | _hour_of(before, zone) if before else {}
    form = AnswerForm(request.POST or None, initial=initial, zone=zone)

    def act() -> tuple[str, str]:
        data = dict(form.cleaned_data)
        version = data.pop("version") or 0
        if before is None:
            given = actions.answer_ask(row, by=person, **data)
            if given.came_late:
                return _("It was closed while you were writing. Your answer has arrived all the same."), page
            return _("Answered. You can change it until something is said to it."), page
        actions.edit_answer(before, by=person, version=version, **data)
        return _("Changed."), page

    [seen] = seen_asks([row], person)
    begun = any(form[name].value() for name in ("day", "hour"))
    return form_page(
        request,
        form,
        act,
        folded=Folded(_("Offer an hour with it"), ("day", "hour", "minutes"), is_open=begun),
        title=_("Answer %(name)s") % {"name": seen.asker.given_name} if seen.asker else _("Answer who asks"),
        kicker=row.title,
        lede=_("It was closed meanwhile. Your answer still arrives.") if not row.is_open else "",
        back=page,
        submit=_("Save") if before else pgettext("button", "Answer"),
        draft=f"answer-{public_id}",
        row=before,
        compared="text",
        aside=[
            (_("Who reads it"), _("Whoever asks, and nobody else.") if not row.is_for_all else _("Whoever asks, and all who can read the ask.")),
            *([(_("How to listen"), _("Say that you are there, and when. Advice only if it is asked for."))] if row.wants_to_be_heard else []),
        ],
    )  # fmt: skip


def _hour_of(answer: Answer, zone: ZoneInfo) -> dict[str, Any]:
    """The hour that an answer offers, as its form takes it."""
    if answer.meets_at is None:
        return {}
    local = answer.meets_at.astimezone(zone)
    return {"day": local.date(), "hour": local.time(), "minutes": answer.meets_minutes}


@require_POST
def answer_meeting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The hour is taken up."""
    row = _answer(request, public_id)
    or_absent(row.ask.asker_id == request.person.pk)
    actions.take_up_meeting(row, by=request.person)
    messages.success(request, _("It stands. Both of you receive it for your calendars."))
    return redirect(f"{at(request, 'ask-detail', public_id=row.ask.public_id)}#answer-{public_id}")


@require_POST
def answer_meeting_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _answer(request, public_id)
    or_absent(request.person.pk in (row.ask.asker_id, row.author_id))
    actions.call_off_meeting(row, by=request.person)
    messages.success(request, _("Called off. It leaves both calendars."))
    return redirect(f"{at(request, 'ask-detail', public_id=row.ask.public_id)}#answer-{public_id}")


@get_or_post
def answer_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _answer(request, public_id)
    or_absent(row.author_id == request.person.pk)
    page = at(request, "ask-detail", public_id=row.ask.public_id)
    if request.method == "POST":
        actions.withdraw_answer(row, by=request.person)
        messages.success(request, _("Taken back. It is as if you had not answered."))
        return redirect(page)
    or_absent(can_edit_answer(request.person, row))
    return asking(
        request,
        title=_("Take your answer back?"),
        text=_("It disappears for everybody. Nobody receives a mail."),
        confirm=_("Take it back"),
        back=page,
    )


@require_POST
def ask_not_now(request: HttpRequest, public_id: UUID) -> HttpResponse:
    row = _ask(request, public_id)
    or_absent(route_of(row, request.person) is not None)
    actions.say_not_now(row, by=request.person)
    messages.success(request, _("All right. Nobody learns of it, and somebody else is asked."))
    return redirect(at(request, "ask-list"))


@require_safe
def ask_passing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To whom."""
    row = _ask(request, public_id)
    or_absent(can_pass_on(request.person, row))
    return choose_person(
        request,
        lambda one: at(request, "ask-passing-to", public_id=public_id, person_id=one.public_id),
        title=_("Who would know better?"),
        kicker=row.title,
        lede=_("They read it and decide. Whoever asks learns nothing of it."),
        back=at(request, "ask-detail", public_id=public_id),
        apart=[row.asker],
    )


@get_or_post
def ask_passing_to(request: HttpRequest, public_id: UUID, person_id: UUID) -> HttpResponse:
    row, them = _ask(request, public_id), person_or_404(request, person_id)
    or_absent(can_pass_on(request.person, row) and them.pk not in (request.person.pk, row.asker_id))
    form = NoteForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.pass_on_ask(row, by=request.person, to=them, note=form.cleaned_data["note"])
        said = _("Passed on. %(name)s decides, and you need do nothing more.") % {"name": them.given_name}
        return said, at(request, "ask-list")

    return form_page(
        request,
        form,
        act,
        title=_("Pass it on to %(name)s") % {"name": them.given_name},
        kicker=row.title,
        back=at(request, "ask-passing", public_id=public_id),
        submit=pgettext("button", "Pass it on"),
        draft=f"pass-{public_id}-{person_id}",
        aside=[
            (_("Who learns of it"), _("%(name)s alone, with your name. Not whoever asks.") % {"name": them.given_name})
        ],
    )


# ── what helped ──────────────────────────────────────────────────────────────


@get_or_post
def answer_help(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """This helped, and what changed."""
    row, person = _answer(request, public_id), request.person
    or_absent(row.ask.asker_id == person.pk)
    page = at(request, "ask-detail", public_id=row.ask.public_id)
    if not can_mark_helped(person, row):
        if request.method == "POST":
            raise actions.NoLongerThere
        return redirect(page)
    form = ChangeForm(request.POST or None)
    name = row.author.given_name

    def act() -> tuple[str, str]:
        marked = actions.mark_helped(row, by=person, change=form.cleaned_data["change"])
        return _("%(name)s learns it today.") % {"name": name}, f"{page}#answer-{marked.public_id}"

    unnamed = not row.ask.named and row.revealed_at is None
    return form_page(
        request,
        form,
        act,
        title=_("%(name)s’s answer helped you.") % {"name": name},
        kicker=row.ask.title,
        back=page,
        submit=_("Say that it helped"),
        draft=f"helped-{public_id}",
        aside=[
            (_("Where it stands then"), _("%(name)s learns that it helped, without your name. It stands in your stories once you tell it.") % {"name": name} if unnamed else _("In what %(name)s gave and you received. You can then say thank you for it, for others to read.") % {"name": name}),
        ],
    )  # fmt: skip


@get_or_post
def answer_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who asked without a name tells it to the author of one answer."""
    row = _answer(request, public_id)
    or_absent(row.ask.asker_id == request.person.pk)
    page, name = at(request, "ask-detail", public_id=row.ask.public_id), row.author.given_name
    if request.method == "POST":
        actions.reveal_asker(row, by=request.person)
        messages.success(request, _("%(name)s now knows that it is you.") % {"name": name})
        return redirect(f"{page}#answer-{public_id}")
    or_absent(can_reveal(request.person, row))
    return asking(
        request,
        title=_("Tell %(name)s that it is you?") % {"name": name},
        text=_("%(name)s learns who asked, to talk with you. The others who answered do not. It cannot be undone.")
        % {"name": name},
        confirm=_("Tell my name"),
        back=page,
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _ask(request: HttpRequest, public_id: UUID) -> Ask:
    return get_object_or_404(asks_visible_to(request.person), public_id=public_id)


def _own_ask(request: HttpRequest, public_id: UUID) -> Ask:
    return get_object_or_404(asks_visible_to(request.person), public_id=public_id, asker=request.person)


def _answer(request: HttpRequest, public_id: UUID) -> Answer:
    return get_object_or_404(answers_visible_to(request.person), public_id=public_id)


def _need(request: HttpRequest) -> Need | None:
    """The need of one's profile that the address names; an ask of its own where it names none."""
    wanted = request.GET.get("need", "")
    if not wanted:
        return None
    try:
        return get_object_or_404(needs_of(request.person), public_id=UUID(wanted))
    except ValueError:
        raise Http404 from None
