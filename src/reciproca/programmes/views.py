"""The pages of programmes: what coordinators prepare and decide, what people read and write when they apply."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reciproca.boundaries.queries import is_minor, minor_of
from reciproca.communities.choices import LANGUAGES
from reciproca.communities.queries import account_of
from reciproca.core.doors import addresses_of, get_or_post

from . import actions, mails, picture
from .answers import check_answers
from .choices import ApplicationState, CohortState, ProgrammeRole
from .exports import applications_csv, applications_xlsx
from .forms import (
    AnswersForm,
    BeginningForm,
    CohortForm,
    FilterForm,
    NoteForm,
    ProgrammeForm,
    QuestionForm,
    ReplyForm,
    SectionsForm,
)
from .models import Application, Cohort, Programme, Questionnaire
from .queries import (
    application_counts,
    applications_of_account,
    applications_visible_to,
    cohort_readiness,
    cohorts_visible_to,
    enrolments_of,
    filtered_applications,
    latest_questionnaire,
    open_cohorts,
    programmes_visible_to,
    programmes_with_a_page,
    questionnaire_of,
    shown_cohorts,
    supply_and_demand,
    waiting_for_consent,
    would_mentor,
)
from .questionnaire import KINDS, QuestionSet, Section, mark_of
from .rules import can_apply, can_change_answers, can_withdraw, is_open_for_registration, may_become
from .words import KIND_HELP, KIND_WORDS

__all__ = [
    "application",
    "application_list",
    "application_new",
    "archive",
    "bulk_decision",
    "bulk_decision_preview",
    "cohort",
    "cohort_closing",
    "cohort_copy",
    "cohort_edit",
    "cohort_end",
    "cohort_new",
    "cohort_opening",
    "cohort_start",
    "export_csv",
    "export_xlsx",
    "note",
    "own_answers",
    "own_application",
    "own_sending",
    "own_withdrawal",
    "programme",
    "programme_edit",
    "programme_list",
    "programme_new",
    "question_down",
    "question_edit",
    "question_new",
    "question_removal",
    "question_up",
    "questions",
    "questions_preview",
    "registration",
    "restoration",
    "sections",
    "staff_answers",
]

_at = addresses_of("programmes")
ON_A_PAGE = 50
BEFORE_IT_RUNS = (CohortState.DRAFT, CohortState.OPEN, CohortState.CLOSED)


# ── programmes ───────────────────────────────────────────────────────────────


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    programmes = list(programmes_visible_to(request.person))
    cohorts = list(cohorts_visible_to(request.person).filter(programme__in=programmes).order_by("-created_at"))
    context = {
        "programmes": picture.programmes_with_cohorts(programmes, cohorts, application_counts(cohorts)),
        "own": applications_of_account(account_of(request)),
        "open": [found for found in open_cohorts() if is_open_for_registration(found)],
    }
    return render(request, "programmes/programme_list.html", context)


@get_or_post
def programme_new(request: HttpRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST or None)
    if form.is_valid():
        programme = actions.create_programme(by=request.person, **form.fields_of_row)
        messages.success(request, _("The programme is there, with questions ready to use. Now its first cohort."))
        return redirect(_at(request, "cohort-new", public_id=programme.public_id))
    return _form_page(request, form, "programmes/programme_form.html", {"programme": None})


@get_or_post
def programme_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = _programme(request, public_id)
    form = ProgrammeForm(request.POST or None, instance=_programme(request, public_id))
    if form.is_valid():
        try:
            actions.change_programme(
                programme, by=request.person, version=form.cleaned_data["version"] or 0, **form.fields_of_row
            )
        except actions.ChangedMeanwhile as refusal:
            form.show_conflict(programme)
            return _form_page(
                request, form, "programmes/programme_form.html", {"programme": programme, "conflict": refusal}
            )
        return redirect(_at(request, "programme-detail", public_id=programme.public_id))
    return _form_page(request, form, "programmes/programme_form.html", {"programme": programme})


@require_safe
def programme(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = _programme(request, public_id)
    cohorts = list(cohorts_visible_to(request.person).filter(programme=programme).order_by("-created_at"))
    context = {
        "programme": programme,
        "cohorts": picture.cohorts_with_counts(cohorts, application_counts(cohorts)),
        "questionnaire": latest_questionnaire(programme),
    }
    return render(request, "programmes/programme_detail.html", context)


@require_POST
def archive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = actions.archive_programme(_programme(request, public_id), by=request.person)
    undo = _at(request, "programme-restoration", public_id=programme.public_id)
    messages.success(
        request, _("The programme is in the archive: everything in it can still be read."), extra_tags=undo
    )
    return redirect(_at(request, "programme-list"))


@require_POST
def restoration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = actions.restore_programme(_programme(request, public_id), by=request.person)
    messages.success(request, _("The programme is out of the archive."))
    return redirect(_at(request, "programme-detail", public_id=programme.public_id))


# ── cohorts ──────────────────────────────────────────────────────────────────


@get_or_post
def cohort_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = _programme(request, public_id)
    form = CohortForm(request.POST or None)
    if form.is_valid():
        cohort = actions.create_cohort(programme, by=request.person, **form.fields_of_row)
        return redirect(_at(request, "cohort-detail", public_id=cohort.public_id))
    return _form_page(request, form, "programmes/cohort_form.html", {"programme": programme, "cohort": None})


@get_or_post
def cohort_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    cohort = _cohort(request, public_id)
    form = CohortForm(request.POST or None, instance=_cohort(request, public_id))
    context = {"programme": cohort.programme, "cohort": cohort}
    if form.is_valid():
        try:
            actions.change_cohort(
                cohort, by=request.person, version=form.cleaned_data["version"] or 0, **form.fields_of_row
            )
        except actions.ChangedMeanwhile as refusal:
            form.show_conflict(cohort)
            return _form_page(request, form, "programmes/cohort_form.html", {**context, "conflict": refusal})
        return redirect(_at(request, "cohort-detail", public_id=cohort.public_id))
    return _form_page(request, form, "programmes/cohort_form.html", context)


@require_safe
def cohort(request: HttpRequest, public_id: UUID) -> HttpResponse:
    cohort = _cohort(request, public_id)
    counts = application_counts([cohort])[cohort.pk]
    step = picture.next_step(cohort, counts)
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "states": CohortState.choices,
        "state_number": CohortState.values.index(cohort.state) + 1,
        "other_moves": picture.other_moves(cohort, step),
        "stages": picture.stages(cohort, counts),
        "writing": sum(number for (state, _role), number in counts.items() if state == ApplicationState.DRAFT),
        "topics": picture.topics(supply_and_demand(cohort)),
        "readiness": cohort_readiness(cohort),
        "would_mentor": would_mentor(cohort).count() if cohort.state in BEFORE_IT_RUNS else 0,
        "next_step": step,
        "registration_url": request.build_absolute_uri(
            _at(request, "registration", public_id=cohort.programme.public_id)
        ),
    }
    return render(request, "programmes/cohort_detail.html", context)


@require_safe
def would_mentor_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who says on their profile that they would mentor, and has not applied here."""
    cohort = _cohort(request, public_id)
    page = Paginator(would_mentor(cohort), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "programmes/would_mentor_list.html", {"cohort": cohort, "page": page})


@require_POST
def cohort_copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    copy = actions.copy_cohort(_cohort(request, public_id), by=request.person)
    messages.success(request, _("A copy with the same rules and texts. Give it a name and its dates."))
    return redirect(_at(request, "cohort-edit", public_id=copy.public_id))


@require_POST
def cohort_opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    sentence = _("Registration is open. Now people need to know: the address of the page is here.")
    return _moved(request, actions.open_registration(_cohort(request, public_id), by=request.person), sentence)


@require_POST
def cohort_closing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    sentence = _("Registration is closed: nobody can apply, or change their answers.")
    return _moved(request, actions.close_registration(_cohort(request, public_id), by=request.person), sentence)


@require_POST
def cohort_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _moved(
        request, actions.begin_cohort(_cohort(request, public_id), by=request.person), _("The cohort has started.")
    )


@require_POST
def cohort_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    sentence = _("The cohort has ended. Everything in it can still be read.")
    return _moved(request, actions.end_cohort(_cohort(request, public_id), by=request.person), sentence)


# ── questions ────────────────────────────────────────────────────────────────


@require_safe
def questions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme = _programme(request, public_id)
    questionnaire = latest_questionnaire(programme)
    asked = questionnaire.asked if questionnaire else QuestionSet()
    return render(
        request,
        "programmes/questionnaire_detail.html",
        {"programme": programme, "questionnaire": questionnaire, "parts": picture.parts(asked), "asked": asked},
    )


@get_or_post
def question_new(request: HttpRequest, public_id: UUID, kind: str = "") -> HttpResponse:
    """First the kind, on a page of its own; then the question."""
    programme, asked = _programme_with_questions(request, public_id)
    if kind not in KINDS:
        kinds = [(name, KIND_WORDS[name], KIND_HELP[name]) for name in KINDS]
        return render(request, "programmes/question_kinds.html", {"programme": programme, "kinds": kinds})
    form = QuestionForm(request.POST or None, questions=asked, kind=kind)
    if form.is_valid():
        return _keep_new_question(request, programme, form)
    return _question_page(request, programme, form)


@get_or_post
def question_edit(request: HttpRequest, public_id: UUID, question_id: str) -> HttpResponse:
    """When somebody changed the same question meanwhile, both texts are shown; another question is no matter of theirs."""
    programme, asked = _programme_with_questions(request, public_id)
    question = asked.question(question_id)
    if question is None:
        return _question_gone(request, programme, asked)
    form = QuestionForm(request.POST or None, questions=asked, kind=question.kind, question=question)
    if form.is_bound and form.is_valid() and form.is_as_seen:
        changed = form.question
        return _keep_questions(
            request, programme, lambda asked: asked.with_question(changed), f"question-{question_id}"
        )
    conflict = form.is_bound and form.data.get("seen") != mark_of(question)
    if conflict:
        form.show_conflict()
    return _question_page(request, programme, form, conflict=conflict)


def _question_page(
    request: HttpRequest, programme: Programme, form: QuestionForm, *, conflict: bool = False
) -> HttpResponse:
    context = {
        "programme": programme,
        "kind": KIND_WORDS[form.kind],
        "question": form.before,
        "seen": mark_of(form.before) if form.before else "",
        "conflict": conflict,
    }
    if conflict:  # also when all that differs is where it stands: nothing is kept unread
        return render(request, "programmes/question_form.html", {"form": form, **context}, status=422)
    return _form_page(request, form, "programmes/question_form.html", context)


def _question_gone(request: HttpRequest, programme: Programme, asked: QuestionSet) -> HttpResponse:
    """Taken away while somebody was writing: what they wrote is not lost."""
    kind = request.POST.get("kind_of", "")
    if request.method != "POST" or kind not in KINDS:
        raise Http404
    form = QuestionForm(request.POST, questions=asked, kind=kind)
    if form.is_valid() and not form.cleaned_data["seen"]:
        return _keep_new_question(request, programme, form)
    form.show_gone()
    return _question_page(request, programme, form)


def _keep_new_question(request: HttpRequest, programme: Programme, form: QuestionForm) -> HttpResponse:
    new = form.question

    def add(asked: QuestionSet) -> QuestionSet:
        return asked.with_question(replace(new, id=asked.new_id(new.label.en or new.label.it)))

    return _keep_questions(request, programme, add, f"question-{new.id}")


@require_POST
def question_up(request: HttpRequest, public_id: UUID, question_id: str) -> HttpResponse:
    return _move_question(request, public_id, question_id, -1)


@require_POST
def question_down(request: HttpRequest, public_id: UUID, question_id: str) -> HttpResponse:
    return _move_question(request, public_id, question_id, +1)


@require_POST
def question_removal(request: HttpRequest, public_id: UUID, question_id: str) -> HttpResponse:
    programme, asked = _programme_with_questions(request, public_id)
    question = asked.question(question_id) or _absent()
    if request.POST.get("seen", "") != mark_of(question):
        messages.warning(
            request, _("Somebody has changed this question meanwhile. Read it again before you take it away.")
        )
        return redirect(_at(request, "question-edit", public_id=programme.public_id, question_id=question.id))
    return _keep_questions(request, programme, lambda asked: asked.without(question.id), "questions")


@get_or_post
def sections(request: HttpRequest, public_id: UUID) -> HttpResponse:
    programme, asked = _programme_with_questions(request, public_id)
    form = SectionsForm(request.POST or None, questions=asked)
    conflict = form.is_bound and not form.is_as_seen
    if form.is_valid() and not conflict:
        sections = form.sections
        return _keep_questions(request, programme, lambda asked: QuestionSet(asked.questions, sections), "questions")
    if conflict:
        form.show_conflict()
        context = {"form": form, "programme": programme, "conflict": True}
        return render(request, "programmes/sections_form.html", context, status=422)
    return _form_page(request, form, "programmes/sections_form.html", {"programme": programme})


@require_safe
def questions_preview(request: HttpRequest, public_id: UUID, role: str, language: str) -> HttpResponse:
    """The whole form as this role will see it, in this language; nothing in it can be sent."""
    programme, asked = _programme_with_questions(request, public_id)
    if role not in ProgrammeRole or language not in dict(LANGUAGES):
        raise Http404
    with translation.override(language):
        pages = [
            (section, AnswersForm(questions=asked, asked=part, role=role)) for section, part in asked.sections_for(role)
        ]
        choices = [(r, code, name) for r in ProgrammeRole for code, name in LANGUAGES]
        context = {
            "programme": programme, "pages": pages, "role": role, "language": language, "choices": choices,
        }  # fmt: skip
        body = render(request, "programmes/questionnaire_preview.html", context)
    return body


# ── the registration page, and applying ──────────────────────────────────────


@require_safe
def registration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What it is, for whom, when, what is asked and why. Anyone who has the address reads it."""
    programme = get_object_or_404(programmes_with_a_page(), public_id=public_id)
    own = list(applications_of_account(request.user)) if request.user.is_authenticated else []
    cohorts = [
        picture.CohortPage(found, questionnaire_of(found), own, may=can_apply(request.person, found))
        for found in shown_cohorts(programme)
    ]
    return render(request, "programmes/registration_detail.html", {"programme": programme, "cohorts": cohorts})


@get_or_post
def application_new(request: HttpRequest, public_id: UUID, role: str) -> HttpResponse:
    """Begin, or go on. A newcomer says their name first."""
    cohort = get_object_or_404(open_cohorts(), public_id=public_id)
    if role not in ProgrammeRole:
        raise Http404
    own = applications_of_account(account_of(request)).filter(cohort=cohort, role=role)
    if begun := own.exclude(state=ApplicationState.WITHDRAWN).first():
        return _to_answers(request, begun)
    person = request.person
    form = BeginningForm(
        request.POST if request.method == "POST" else None,
        newcomer=person is None,
        asks_age=cohort.asks_age and not (person and (person.is_coordinator or is_minor(person))),
    )
    context = {"cohort": cohort, "programme": cohort.programme, "role": role, "role_name": cohort.role_name(role)}
    if form.is_valid():
        told = form.to_begin_with()
        if person is not None:
            return _to_answers(request, actions.start_application(cohort, by=person, role=role, **told))
        application = actions.start_application_of_newcomer(cohort, account=account_of(request), role=role, **told)
        return _to_answers(request, application)
    context |= {"newcomer": request.person is None, "may": can_apply(request.person, cohort)}
    return _form_page(request, form, "programmes/application_start.html", context)


@get_or_post
def own_answers(request: HttpRequest, public_id: UUID, step: int) -> HttpResponse:
    """One part of the form. What is written is kept here, not only in the browser."""
    application = _own(request, public_id)
    page = picture.StepPage(application, step)
    if not can_change_answers(application) or not page.exists:
        return redirect(_at(request, "own-application", public_id=public_id))
    stop = "stop" in request.POST
    form = AnswersForm(
        request.POST or None,
        questions=page.questions,
        asked=page.asked,
        role=application.role,
        answers=application.answers,
        version=application.version,
        # Who stops here may come back; an application that was sent stays complete.
        complete=not (stop and application.is_draft),
        most_mentees=application.cohort.most_mentees if application.is_mentor and page.is_first else None,
        capacity=application.capacity,
    )
    context = {"application": application, "cohort": application.cohort, "page": page}
    if form.is_valid():
        try:
            actions.keep_answers(
                application,
                form.answers,
                by=application.membership,
                version=form.cleaned_data["version"] or 0,
                capacity=form.cleaned_data.get("capacity"),
            )
        except actions.ChangedMeanwhile as refusal:
            form.show_conflict(_own(request, public_id))
            return _form_page(request, form, "programmes/application_answers.html", {**context, "conflict": refusal})
        if stop or not application.is_draft:
            messages.success(request, _("Kept. You can come back to it whenever you like."))
            return redirect(_at(request, "own-application", public_id=public_id))
        if page.is_last:
            return redirect(_at(request, "own-sending", public_id=public_id))
        return redirect(_at(request, "own-answers", public_id=public_id, step=step + 1))
    return _form_page(request, form, "programmes/application_answers.html", context)


@get_or_post
def own_sending(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read it again, then send it."""
    application = _own(request, public_id)
    asked = application.asked
    _answers, problems = check_answers(asked, application.role, application.answers)
    context = {
        "application": application,
        "cohort": application.cohort,
        "page": picture.StepPage(application, 0),
        "parts": picture.answers_by_part(application, problems=problems, viewer="author"),
        "problems": problems,
    }
    if request.method == "POST" and not problems:
        actions.submit_application(application, by=application.membership)
        messages.success(request, _("Your application has arrived."))
        return redirect(_at(request, "own-application", public_id=public_id))
    if not application.is_draft:
        return redirect(_at(request, "own-application", public_id=public_id))
    status = 422 if request.method == "POST" else 200
    return render(request, "programmes/application_sending.html", context, status=status)


@require_safe
def own_application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = _own(request, public_id)
    context = {
        "application": application,
        "cohort": application.cohort,
        "parts": picture.answers_by_part(application, viewer="author"),
        "changes": application.changes.order_by("-at")[:20],
        "changed": picture.changes_in_words(application, application.changes.select_related("by").order_by("-at")[:20]),
        "may_change": can_change_answers(application),
        "may_withdraw": can_withdraw(application),
        "other_role": picture.other_role(application),
        "minor": minor_of(application.membership),
    }
    return render(request, "programmes/application_own.html", context)


@require_POST
def own_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = _own(request, public_id)
    actions.withdraw_application(application, by=application.membership)
    messages.success(request, _("Your application is withdrawn. What you wrote is still here, should you think again."))
    return redirect(_at(request, "own-application", public_id=public_id))


# ── applications, for who coordinates ────────────────────────────────────────


@require_safe
def application_list(request: HttpRequest, public_id: UUID) -> HttpResponse:
    cohort = _cohort(request, public_id)
    form = FilterForm(request.GET, cohort=cohort)
    found = filtered_applications(cohort, applications_visible_to(request.person), sorts=form.SORTS, **form.chosen)
    counts = application_counts([cohort])[cohort.pk]
    context = {
        "cohort": cohort,
        "programme": cohort.programme,
        "form": form,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "tabs": picture.state_tabs(request, cohort, counts, form.chosen),
        "line": picture.line_question(cohort),
        "topic": picture.topic_words(cohort, form.chosen.get("topic", "")),
        "all": sum(number for (state, _role), number in counts.items() if state != ApplicationState.DRAFT),
    }
    return render(request, "programmes/application_list.html", context)


MOST_AT_ONCE = 10_000
DECISIONS = {
    "review": actions.review_applications,
    "accept": actions.accept_applications,
    "waitlist": actions.waitlist_applications,
    "decline": actions.decline_applications,
}


@require_POST
def bulk_decision_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whom it concerns, and the letter they will get: nothing happens before the next button."""
    cohort = _cohort(request, public_id)
    decision = request.POST.get("decision", "")
    chosen = _chosen_applications(request, cohort)
    if decision not in DECISIONS or not chosen:
        messages.warning(request, _("Choose at least one application, then what to do with it."))
        return redirect(_at(request, "application-list", public_id=public_id))
    return _decision_page(request, cohort, decision, chosen, ReplyForm())


@require_POST
def bulk_decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    cohort = _cohort(request, public_id)
    decision = request.POST.get("decision", "")
    chosen, form = _chosen_applications(request, cohort), ReplyForm(request.POST)
    if decision not in DECISIONS:
        raise Http404
    if not form.is_valid():
        return _decision_page(request, cohort, decision, chosen, form, status=422)
    reply = {} if decision == "review" else {"reply": form.cleaned_data["reply"]}
    waiting = waiting_for_consent(chosen) if decision == "accept" else []
    try:
        decided = DECISIONS[decision](chosen, by=request.person, **reply)
    except actions.ConsentAwaited as refusal:
        form.add_error(None, str(refusal))
        return _decision_page(request, cohort, decision, chosen, form, status=422)
    _say_what_happened(request, decision, len(decided), len(chosen) - len(decided) - len(waiting))
    if waiting:
        names = ", ".join(application.membership.name for application in waiting)
        messages.warning(request, str(actions.ConsentAwaited(names=names)))
    return redirect(_at(request, "application-list", public_id=public_id))


@require_safe
def export_xlsx(request: HttpRequest, public_id: UUID) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _export(request, public_id, applications_xlsx, "xlsx", kind)


@require_safe
def export_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _export(request, public_id, applications_csv, "csv", "text/csv; charset=utf-8")


@require_safe
def application(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = _received(request, public_id)
    return render(request, "programmes/application_detail.html", _application_context(application))


@require_POST
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = _received(request, public_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.note_on_application(application, text=form.cleaned_data["text"], by=request.person)
        return redirect(_at(request, "application-detail", public_id=public_id) + "#notes")
    context = _application_context(application) | {"note_form": form}
    return render(request, "programmes/application_detail.html", context, status=422)


@require_POST
def staff_answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    application = _received(request, public_id)
    form = _staff_form(application, request.POST)
    if form.is_valid():
        actions.fill_in_for_staff(application, form.answers, by=request.person)
        return redirect(_at(request, "application-detail", public_id=public_id) + "#staff")
    context = _application_context(application) | {"staff_form": form}
    return render(request, "programmes/application_detail.html", context, status=422)


# ── below: how ───────────────────────────────────────────────────────────────


def _form_page(request: HttpRequest, form: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with a form: 422 when what was sent cannot be taken, and it is all still there."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _programme(request: HttpRequest, public_id: UUID) -> Programme:
    return get_object_or_404(programmes_visible_to(request.person), public_id=public_id)


def _cohort(request: HttpRequest, public_id: UUID) -> Cohort:
    return get_object_or_404(cohorts_visible_to(request.person), public_id=public_id)


def _own(request: HttpRequest, public_id: UUID) -> Application:
    return get_object_or_404(applications_of_account(account_of(request)), public_id=public_id)


def _received(request: HttpRequest, public_id: UUID) -> Application:
    """An application that was sent: a coordinator’s own draft is not one to decide on."""
    received = applications_visible_to(request.person).filter(submitted_at__isnull=False)
    return get_object_or_404(received, public_id=public_id)


def _absent() -> Any:
    raise Http404


def _moved(request: HttpRequest, cohort: Cohort, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(_at(request, "cohort-detail", public_id=cohort.public_id))


def _move_question(request: HttpRequest, public_id: UUID, question_id: str, by: int) -> HttpResponse:
    programme, asked = _programme_with_questions(request, public_id)
    question = asked.question(question_id) or _absent()
    return _keep_questions(request, programme, lambda asked: asked.moved(question.id, by), f"question-{question.id}")


def _export(request: HttpRequest, public_id: UUID, write: Callable, ending: str, kind: str) -> HttpResponse:
    """The applications as the filter shows them, in a file that no program takes for formulas. It leaves a trace."""
    cohort = _cohort(request, public_id)
    form = FilterForm(request.GET, cohort=cohort)
    found = filtered_applications(cohort, applications_visible_to(request.person), sorts=form.SORTS, **form.chosen)
    response = HttpResponse(write(cohort, found), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="applications.{ending}"'
    response["Cache-Control"] = "private, no-store"
    actions.record_export(cohort, by=request.person)
    return response


def _programme_with_questions(request: HttpRequest, public_id: UUID) -> tuple[Programme, QuestionSet]:
    programme = _programme(request, public_id)
    return programme, _latest_questions(programme)[1]


def _latest_questions(programme: Programme) -> tuple[Questionnaire | None, QuestionSet]:
    questionnaire = latest_questionnaire(programme)
    asked = questionnaire.asked if questionnaire else QuestionSet()
    if not asked.sections:
        asked = QuestionSet(asked.questions, (Section("part-1", picture.FIRST_PART),))
    return questionnaire, asked


def _keep_questions(
    request: HttpRequest, programme: Programme, change: Callable[[QuestionSet], QuestionSet], fragment: str
) -> HttpResponse:
    """Change the questions as they are at this moment, whatever somebody else has changed in others of them."""
    for _try in range(3):
        before, asked = _latest_questions(programme)
        try:
            after = actions.change_questions(programme, change(asked), by=request.person, over=before)
            break
        except actions.ChangedMeanwhile:
            continue
    else:
        raise actions.ChangedMeanwhile
    if before and after.number != before.number:
        messages.info(
            request,
            _(
                "People have already answered: this is version %(number)s, for the next cohort. Earlier answers keep their questions."
            )
            % {"number": after.number},
        )
    return redirect(_at(request, "questionnaire-detail", public_id=programme.public_id) + f"#{fragment}")


def _to_answers(request: HttpRequest, application: Application) -> HttpResponse:
    if application.is_draft:
        step = picture.StepPage(application, 1).first_unfinished
        return redirect(_at(request, "own-answers", public_id=application.public_id, step=step))
    return redirect(_at(request, "own-application", public_id=application.public_id))


def _chosen_applications(request: HttpRequest, cohort: Cohort) -> list[Application]:
    """The ticked ones; or all that the filter shows, on whatever page; or those that the page before named, all together.

    What was counted before is what happens: the second page names each, whoever applies in between.
    """
    visible = applications_visible_to(request.person)
    if request.POST.get("everything"):
        asked = {name.removeprefix("filter-"): value for name, value in request.POST.items()}
        chosen = FilterForm(asked, cohort=cohort).chosen | {"sort": "name"}
        return list(filtered_applications(cohort, visible, sorts=FilterForm.SORTS, **chosen)[:MOST_AT_ONCE])
    texts = [*request.POST.getlist("application"), *request.POST.get("these", "").split(",")]
    ids = []
    for text in texts[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    found: list[Application] = []
    for at in range(0, len(ids), 500):
        some = visible.filter(cohort=cohort, submitted_at__isnull=False, public_id__in=ids[at : at + 500])
        found += some
    return sorted(found, key=lambda one: (one.membership.family_name, one.membership.given_name, one.pk))


def _decision_page(
    request: HttpRequest,
    cohort: Cohort,
    decision: str,
    chosen: list[Application],
    form: ReplyForm,
    *,
    status: int = 200,
) -> HttpResponse:
    stay = sum(not may_become(application, decision) for application in chosen)
    context = {
        "cohort": cohort,
        "decision": decision,
        "applications": chosen,
        "these": ",".join(str(application.public_id) for application in chosen),
        "stay": stay,
        "waiting": waiting_for_consent(chosen) if decision == "accept" else [],
        "form": form,
        "letters": [] if decision == "review" else mails.letters_of(cohort, decision, chosen),
        "capacity": picture.places_after(cohort, decision, chosen),
    }
    return render(request, "programmes/decision_form.html", context, status=status)


def _say_what_happened(request: HttpRequest, decision: str, done: int, left: int) -> None:
    match decision:
        case "accept":
            sentence = ngettext("%(n)s application is accepted.", "%(n)s applications are accepted.", done)
        case "waitlist":
            sentence = ngettext("%(n)s application waits.", "%(n)s applications wait.", done)
        case "decline":
            sentence = ngettext("%(n)s application is declined.", "%(n)s applications are declined.", done)
        case _:
            sentence = ngettext("%(n)s application is under review.", "%(n)s applications are under review.", done)
    if done:
        messages.success(request, sentence % {"n": done})
    if left:
        messages.warning(
            request,
            ngettext(
                "%(n)s was left as it is: its state does not allow this, or somebody decided on it meanwhile.",
                "%(n)s were left as they are: their state does not allow this, or somebody decided on them meanwhile.",
                left,
            )
            % {"n": left},
        )


def _staff_form(application: Application, data: Any = None) -> AnswersForm:
    asked = application.asked
    return AnswersForm(
        data,
        questions=asked,
        asked=asked.for_staff(application.role),
        role=application.role,
        answers=application.answers,
        version=application.version,
        complete=False,
    )


def _application_context(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "cohort": application.cohort,
        "parts": picture.answers_by_part(application, viewer="coordinator"),
        "notes": application.notes.select_related("author").order_by("at"),
        "changed": picture.changes_in_words(application, application.changes.select_related("by").order_by("-at")[:50]),
        "note_form": NoteForm(),
        "staff_form": _staff_form(application),
        "decisions": picture.decisions_for(application),
        "others": picture.other_applications(application),
        "minor": minor_of(application.membership),
        "enrolled": enrolments_of(application.cohort, application.role)
        .filter(membership=application.membership)
        .first(),
        "is_over": application.cohort.state == CohortState.ENDED,
    }
