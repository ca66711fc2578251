"""A case: its brief, questions, ideas in silence, all of them together, what its owner takes away; and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.circles import actions
from reciproca.circles.choices import CaseState
from reciproca.circles.forms import (
    CaseForm,
    ClarifyForm,
    CloseForm,
    FollowUpForm,
    IdeaForm,
    QuestionForm,
    SilentIdeaForm,
    StepForm,
)
from reciproca.circles.models import Case, Circle, Idea, Meeting
from reciproca.circles.queries import (
    cases_visible_to,
    idea_of,
    ideas_opened_to,
    meetings_of,
    members_of,
    questions_visible_to,
    ready_for,
)
from reciproca.circles.rules import (
    can_ask_about,
    can_change_case,
    can_close_case,
    can_commit,
    can_follow_up,
    can_lead,
    can_mark_helped,
    can_say_who,
    can_take_back,
    can_write_note,
    can_write_on,
)
from reciproca.circles.words import BRIEF, STEPS
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.people.queries import zone_of

from .shared import asking, at, circle_of_mine, done, form_page, get_or_post, is_bound, or_absent

__all__ = [
    "case", "case_brief", "case_close", "case_deletion", "case_idea", "case_new", "case_note", "case_notes", "case_outcome",
    "case_question", "case_step", "idea_help", "idea_name", "idea_withdrawal", "question_answer",
]  # fmt: skip

MOST_DATES = 3


# ── the brief ────────────────────────────────────────────────────────────────


@get_or_post
def case_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = circle_of_mine(request, public_id)
    or_absent(can_commit(found, bound=is_bound(request, found)))
    meetings = _dates(request, found)

    def act(form: CaseForm) -> tuple[str, str]:
        made = actions.bring_case(found, by=request.person, meeting=_chosen(form, meetings), **form.brief)
        return _("Kept. For now you alone read it."), at(request, "case-detail", public_id=made.public_id)

    return _brief_page(
        request, meetings, act, back=at(request, "circle-detail", "cases", public_id=public_id), title=_("What are you stuck with?"),
        kicker=found.name, lede=_("The circle thinks it over with you. First you tell it; the others read it when you say so."),
        draft=f"case-{public_id}",
    )  # fmt: skip


@get_or_post
def case_brief(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    or_absent(can_change_case(request.person, found))
    meetings = _dates(request, found.circle, found.meeting)
    initial = {name: getattr(found, name) for name in ("title", *BRIEF, "version")}
    initial["meeting"] = str(found.meeting.public_id) if found.meeting is not None else ""
    page = at(request, "case-detail", public_id=public_id)

    def act(form: CaseForm) -> tuple[str, str]:
        version = form.cleaned_data["version"] or 0
        actions.change_case(found, by=request.person, version=version, meeting=_chosen(form, meetings), **form.brief)
        return _("Kept."), page

    return _brief_page(
        request, meetings, act, initial=initial, row=found, back=page, title=_("The story"), kicker=found.circle.name,
        draft=f"brief-{public_id}",
    )  # fmt: skip


def _brief_page(
    request: HttpRequest, meetings: list[Meeting], act: Any, *, initial: dict[str, Any] | None = None, **words: Any
) -> HttpResponse:
    with timezone.override(zone_of(request.person)):
        form = CaseForm(request.POST or None, initial=initial, meetings=meetings)
    aside = [
        (
            pgettext("case", "How it goes"),
            _("Only questions first. Then each writes in silence, and all is opened at once."),
        ),
        (_("Whose it is"), _("Yours. When you close it the notes come back to you, and you may have them deleted.")),
    ]
    return form_page(request, form, lambda: act(form), submit=pgettext("button", "Keep it"), aside=aside, **words)


def _dates(request: HttpRequest, circle: Circle, chosen: Meeting | None = None) -> list[Meeting]:
    """The next ones, the one that is going on among them; and the one that was chosen."""
    coming = [one for one in meetings_of(circle, request.person) if one.is_to_come][:MOST_DATES]
    return coming if chosen is None or chosen in coming else [chosen, *coming]


def _chosen(form: CaseForm, meetings: list[Meeting]) -> Meeting | None:
    return next((one for one in meetings if str(one.public_id) == form.cleaned_data["meeting"]), None)


# ── the case ─────────────────────────────────────────────────────────────────


@require_safe
def case(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    with timezone.override(zone_of(request.person)):
        return render(request, "circles/case_detail.html", _seen(request, found))


def _seen(request: HttpRequest, found: Case) -> dict[str, Any]:
    """What the reader may see of it, and do, at the step at which it is."""
    person, circle = request.person, found.circle
    mine = idea_of(person, found)
    is_owner = found.owner_id == person.pk
    whole = is_owner or not found.is_closed
    people = {one.pk: one for one in members_of(circle, person)} if whole else {}
    return {
        "case": found,
        "circle": circle,
        "is_owner": is_owner,
        "steps": list(STEPS.values()),
        "at": list(STEPS).index(CaseState(found.state)) + 1,
        "brief": [(BRIEF[name], getattr(found, name)) for name in BRIEF if getattr(found, name)] if whole else [],
        "questions": [(one, people.get(one.author_id or 0)) for one in questions_visible_to(person).filter(case=found)],
        "ideas": [
            (row, author, can_mark_helped(person, row), row.author_id == person.pk)
            for row, author in ideas_opened_to(person, found)
        ],
        "mine": mine,
        "may_take_back": mine is not None and can_take_back(person, mine),
        "may_say_who": mine is not None and can_say_who(person, mine),
        "may_lead": can_lead(person, found),
        "may_change": can_change_case(person, found),
        "may_close": can_close_case(person, found),
        "may_follow_up": can_follow_up(person, found),
        "may_write_note": can_write_note(person, found),
        "ready": ready_for(found, person) if found.is_silent and can_lead(person, found) else None,
        "question_form": ClarifyForm() if can_ask_about(person, found) else None,
        "idea_form": _idea_form(found, mine) if can_write_on(person, found, mine) else None,
    }


def _idea_form(found: Case, mine: Idea | None, sent: Any = None) -> IdeaForm:
    if not found.is_silent:
        return IdeaForm(sent)
    names = ("experience", "idea", "is_anonymous")
    initial = {name: getattr(mine, name) for name in names} if mine is not None else {}
    return SilentIdeaForm(sent, initial=initial | {"is_ready": mine is not None and mine.ready_at is not None})


@require_POST
def case_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """On to the next step: who brought it, and from the questions on who moderates the meeting, too."""
    found, person = _case(request, public_id), request.person
    page = at(request, "case-detail", public_id=public_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return redirect(page)
    to = form.cleaned_data["to"]

    def act() -> str:
        if to == CaseState.QUESTIONS:
            actions.open_case(found, by=person)
            return _("It is before all of you. Now only questions.")
        if to == CaseState.SILENCE:
            actions.begin_silence(found, by=person)
            return _("Silence. Each writes for themselves.")
        actions.open_ideas(found, by=person)
        return _("All is open.")

    return done(request, act, page)


@get_or_post
def case_question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    or_absent(request.method == "POST" or can_ask_about(request.person, found))
    form = ClarifyForm(request.POST or None)
    page = at(request, "case-detail", "questions", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.ask_about_case(found, form.cleaned_data["text"], by=request.person)
        return pgettext("circles", "Asked."), page

    return form_page(
        request, form, act, back=page, title=found.title, kicker=found.circle.name, submit=pgettext("button", "Ask"), draft=f"question-{public_id}"
    )  # fmt: skip


@get_or_post
def question_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    mine = questions_visible_to(request.person).filter(case__owner=request.person)
    found = get_object_or_404(mine, public_id=public_id)
    or_absent(not found.case.is_closed and not found.case.circle.is_ended)
    form = QuestionForm(request.POST or None, initial={"text": found.answer})
    page = at(request, "case-detail", "questions", public_id=found.case.public_id)

    def act() -> tuple[str, str]:
        actions.answer_question(found, form.cleaned_data["text"], by=request.person)
        return _("Said to the circle."), page

    return form_page(
        request, form, act, back=page, title=found.text, kicker=found.case.circle.name, submit=_("Answer"),
        draft=f"clarify-{public_id}",
    )  # fmt: skip


@get_or_post
def case_idea(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, person = _case(request, public_id), request.person
    mine = idea_of(person, found)
    or_absent(request.method == "POST" or can_write_on(person, found, mine))
    form = _idea_form(found, mine, request.POST or None)
    page = at(request, "case-detail", "mine", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.write_idea(found, by=person, **form.cleaned_data)
        return _("Kept.") if found.is_silent else _("All is open."), page

    return form_page(
        request, form, act, back=page, title=found.title, kicker=found.circle.name, submit=pgettext("button", "Keep it"), draft=f"idea-{public_id}"
    )  # fmt: skip


# ── together, and afterwards ─────────────────────────────────────────────────


@require_POST
def idea_help(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _idea(request, public_id)
    or_absent(found.case.owner_id == request.person.pk and found.is_opened)

    def act() -> str:
        actions.mark_idea_helped(found, by=request.person)
        return _("Said: this helped.")

    return done(request, act, at(request, "case-detail", "ideas", public_id=found.case.public_id))


@get_or_post
def idea_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _idea(request, public_id)
    or_absent(found.author_id == request.person.pk and found.is_opened)
    page = at(request, "case-detail", "mine", public_id=found.case.public_id)
    if request.method == "POST":

        def act() -> str:
            actions.say_who_wrote(found, by=request.person)
            return _("Said. It has your name now.")

        return done(request, act, page)
    or_absent(can_say_who(request.person, found))
    return asking(
        request, title=_("Say that it was you?"), text=_("Whoever reads it reads your name with it, and that stays so."),
        confirm=_("It was me"), back=page,
    )  # fmt: skip


@get_or_post
def idea_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _idea(request, public_id)
    or_absent(found.author_id == request.person.pk and found.is_opened)
    page = at(request, "case-detail", public_id=found.case.public_id)
    if request.method == "POST":

        def act() -> str:
            actions.take_idea_back(found, by=request.person)
            return _("Taken back, for everybody.")

        return done(request, act, page)
    or_absent(can_take_back(request.person, found))
    return asking(
        request, title=_("Take back what you wrote?"), text=_("It goes for everybody, also for whose case it is."),
        confirm=pgettext("case", "Take it back"), back=page,
    )  # fmt: skip


@get_or_post
def case_close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    or_absent(found.owner_id == request.person.pk and (request.method == "POST" or found.is_together))
    form = CloseForm(request.POST or None)
    page = at(request, "case-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.close_case(found, by=request.person, **form.cleaned_data)
        return _("Closed. The notes are yours alone now."), page

    return form_page(
        request, form, act, back=page, title=_("What do you take away?"), kicker=found.circle.name,
        lede=_("One thing is enough. It need not be the best of the ideas: the one you will try."), submit=_("Close the case"),
        draft=f"close-{public_id}",
    )  # fmt: skip


@get_or_post
def case_outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    or_absent(can_follow_up(request.person, found))
    form = FollowUpForm(request.POST or None, initial={"outcome": found.outcome, "told": found.told})
    page = at(request, "case-detail", public_id=public_id)

    def act() -> tuple[str, str]:
        actions.follow_up(found, by=request.person, **form.cleaned_data)
        return _("Said to the circle."), page

    return form_page(
        request, form, act, back=page, title=_("What became of it?"), kicker=found.circle.name, lede=found.takeaway,
        submit=_("Say it"), draft=f"told-{public_id}",
    )  # fmt: skip


@get_or_post
def case_deletion(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _case(request, public_id)
    or_absent(found.owner_id == request.person.pk)
    if request.method == "POST":

        def act() -> str:
            actions.delete_case(found, by=request.person)
            return _("Deleted, with all that was written on it.")

        return done(request, act, at(request, "circle-detail", "cases", public_id=found.circle.public_id))
    return asking(
        request, title=_("Delete this case?"), confirm=_("Delete it"), back=at(request, "case-detail", public_id=public_id),
        text=_("The story, the questions and the ideas go, for everybody, and cannot be brought back."),
    )  # fmt: skip


@require_safe
def case_notes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All that was written on it, for its owner alone: a text to keep."""
    found = _case(request, public_id)
    or_absent(found.owner_id == request.person.pk)
    with timezone.override(zone_of(request.person)):
        text = render_to_string("circles/case_notes.txt", _seen(request, found))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="case-{clock.today().isoformat()}.md"'
    return response


@require_POST
def case_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What came of it, as a draft for the library."""
    note = actions.write_note_of(_case(request, public_id), by=request.person)
    messages.success(
        request,
        _("A draft, with what you took away and nothing of what the circle said. Tell it in your words."),
    )
    return redirect(reverse_in(request.community, "library:note-detail", public_id=note.public_id))


def _case(request: HttpRequest, public_id: UUID) -> Case:
    return get_object_or_404(cases_visible_to(request.person), public_id=public_id)


def _idea(request: HttpRequest, public_id: UUID) -> Idea:
    here = Idea.objects.filter(case__in=cases_visible_to(request.person))
    return get_object_or_404(here.select_related("case__circle", "case__owner", "author"), public_id=public_id)
