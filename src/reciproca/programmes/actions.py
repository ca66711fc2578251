"""What coordinators and applicants do: programmes, cohorts, questions, applications, decisions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.actions import mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.queries import minors_without_consent
from reciproca.communities.actions import activate_membership, open_membership
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Account, Membership
from reciproca.core import clock, errors
from reciproca.core.errors import Refusal
from reciproca.notifications.actions import post_mail
from reciproca.people.actions import begin_profile, fill_profile

from .answers import check_answers, is_empty
from .choices import ApplicationState, CohortState, ProgrammeRole
from .models import AnswerChange, Application, Cohort, Enrolment, PastPair, Programme, Questionnaire, ReviewNote
from .queries import latest_questionnaire, questionnaire_of, waiting_for_consent, was_left_out_before
from .questionnaire import QuestionSet, problems_of, serialise, standard_questions
from .rules import DECIDED_FROM, NEXT_STATES, can_apply, can_change_answers, can_withdraw, is_open_for_registration

__all__ = [
    "AnswersIncomplete",
    "AnswersNoLongerChange",
    "CannotApply",
    "CannotWithdraw",
    "ChangedMeanwhile",
    "CohortCannotMove",
    "ConsentAwaited",
    "NotWithoutQuestions",
    "ProgrammeIsArchived",
    "QuestionsUnsound",
    "RegistrationNotOpen",
    "accept_applications",
    "archive_programme",
    "begin_cohort",
    "change_cohort",
    "change_programme",
    "change_questions",
    "close_registration",
    "copy_cohort",
    "create_cohort",
    "create_programme",
    "decline_applications",
    "end_cohort",
    "end_enrolment",
    "enrol_directly",
    "fill_in_for_staff",
    "freeze_questions",
    "keep_answers",
    "mark_left_out",
    "mark_placed",
    "note_on_application",
    "open_registration",
    "receive_application",
    "record_export",
    "remember_past_pair",
    "restore_programme",
    "review_applications",
    "start_application",
    "start_application_of_newcomer",
    "submit_application",
    "waitlist_applications",
    "withdraw_application",
    "withdraw_enrolment",
]


class ChangedMeanwhile(errors.ChangedMeanwhile):
    sentence = _("Somebody else changed this while you were writing. Both versions are shown below.")


class ProgrammeIsArchived(Refusal):
    sentence = _("This programme is archived: take it out of the archive first.")


class CohortCannotMove(Refusal):
    sentence = _("The cohort is now “%(state)s”: it cannot become “%(wanted)s”.")


class NotWithoutQuestions(Refusal):
    sentence = _("Registration cannot open without questions: write at least one first.")


class QuestionsUnsound(Refusal):
    sentence = "%(problem)s"  # a sentence of questionnaire.py, translated there


class RegistrationNotOpen(Refusal):
    sentence = _("Registration for %(cohort)s is not open now.")


class CannotApply(Refusal):
    sentence = _("%(cohort)s is for members of the community. Ask whoever coordinates it for an invitation.")
    status = 403


class AnswersNoLongerChange(Refusal):
    sentence = _("Answers can no longer be changed: registration is over, or a decision was made.")


class AnswersIncomplete(Refusal):
    sentence = _("Some answers are still missing. What you wrote is kept.")


class ConsentAwaited(Refusal):
    sentence = _(
        "%(names)s cannot be accepted yet: a minor takes part with the consent of who has parental responsibility, and "
        "none is recorded. You write it down on their page in the register."
    )


class CannotWithdraw(Refusal):
    sentence = _("This application can no longer be withdrawn. Write to whoever coordinates the programme.")


# ── programmes ───────────────────────────────────────────────────────────────


@transaction.atomic
def create_programme(*, by: Membership, questions: QuestionSet | None = None, **texts: str) -> Programme:
    """A new programme with its first questions: the standard ones unless others are given."""
    programme = Programme.objects.create(created_at=clock.now(), **texts)
    Questionnaire.objects.create(
        programme=programme, number=1, questions=serialise(questions or standard_questions()), created_at=clock.now()
    )
    record("create_programme", by=by, on=programme)
    return programme


@transaction.atomic
def change_programme(programme: Programme, *, by: Membership, version: int, **texts: str) -> Programme:
    _change(programme, version, texts)
    record("change_programme", by=by, on=programme)
    return programme


@transaction.atomic
def archive_programme(programme: Programme, *, by: Membership) -> Programme:
    """Put away: it is kept to be read, its registration page is gone. Nothing is deleted."""
    if Programme.objects.filter(pk=programme.pk, archived_at=None).update(archived_at=clock.now()):
        record("archive_programme", by=by, on=programme)
    programme.refresh_from_db(fields=["archived_at"])
    return programme


@transaction.atomic
def restore_programme(programme: Programme, *, by: Membership) -> Programme:
    if Programme.objects.filter(pk=programme.pk, archived_at__isnull=False).update(archived_at=None):
        record("restore_programme", by=by, on=programme)
    programme.refresh_from_db(fields=["archived_at"])
    return programme


@transaction.atomic
def change_questions(
    programme: Programme, questions: QuestionSet, *, by: Membership, over: Questionnaire | None = None
) -> Questionnaire:
    """Change the questions: in place while nobody has answered, else as a new version for the next cohort.

    A cohort that people have applied to keeps the questions they answered. `over`: what the change was made from; when
    somebody was quicker, `ChangedMeanwhile`.
    """
    _must_be_in_use(programme)
    if problems := problems_of(questions):
        raise QuestionsUnsound(problem=problems[0])
    latest = Questionnaire.objects.select_for_update().filter(programme=programme).order_by("-number").first()
    if over is not None and (latest is None or (latest.pk, latest.version) != (over.pk, over.version)):
        raise ChangedMeanwhile
    content = serialise(questions)
    if latest is None or latest.frozen_at is not None:
        latest = Questionnaire.objects.create(
            programme=programme,
            number=latest.number + 1 if latest else 1,
            questions=content,
            created_at=clock.now(),
        )
        # A cohort that nobody has applied to has nothing to lose: it asks the new questions.
        Cohort.objects.filter(programme=programme, applications=None).exclude(questionnaire=None).update(
            questionnaire=latest
        )
    else:
        Questionnaire.objects.filter(pk=latest.pk).update(questions=content, version=F("version") + 1)
        latest = Questionnaire.objects.get(pk=latest.pk)
    record("change_questions", by=by, on=latest, number=latest.number, questions=len(questions))
    return latest


# ── cohorts ──────────────────────────────────────────────────────────────────


@transaction.atomic
def create_cohort(programme: Programme, *, by: Membership, **fields: Any) -> Cohort:
    _must_be_in_use(programme)
    cohort = Cohort.objects.create(programme=programme, created_at=clock.now(), **fields)
    record("create_cohort", by=by, on=cohort)
    return cohort


@transaction.atomic
def change_cohort(cohort: Cohort, *, by: Membership, version: int, **fields: Any) -> Cohort:
    _must_be_in_use(cohort.programme)
    _change(cohort, version, fields)
    record("change_cohort", by=by, on=cohort)
    return cohort


@transaction.atomic
def copy_cohort(cohort: Cohort, *, by: Membership) -> Cohort:
    """The next cohort, with the rules and texts of this one and no dates yet. It asks the programme's latest questions."""
    _must_be_in_use(cohort.programme)
    kept = (
        "welcome_it", "welcome_en", "mentor_name_it", "mentor_name_en", "mentee_name_it", "mentee_name_en",
        "who_may_join", "most_mentees", "meeting_target", "cadence_days", "matching_mode", "apart_same_team",
        "apart_past_pairs", "asks_age", "support_email",
    )  # fmt: skip
    names = {
        "name_it": cohort.name_it and f"{cohort.name_it[:110]} (copia)",
        "name_en": cohort.name_en and f"{cohort.name_en[:110]} (copy)",
    }
    copy = Cohort.objects.create(
        programme_id=cohort.programme_id,
        created_at=clock.now(),
        **names,
        **{name: getattr(cohort, name) for name in kept},
    )
    record("copy_cohort", by=by, on=copy, of=str(cohort.public_id))
    return copy


@transaction.atomic
def open_registration(cohort: Cohort, *, by: Membership) -> Cohort:
    """From now on people can apply, between the cohort's dates. The questions are settled here."""
    _must_be_in_use(cohort.programme)
    questionnaire = questionnaire_of(cohort)
    if questionnaire is None or not len(questionnaire.asked):
        raise NotWithoutQuestions
    cohort = _move(cohort, CohortState.OPEN, by=by)
    if cohort.questionnaire_id is None:
        Cohort.objects.filter(pk=cohort.pk).update(questionnaire=questionnaire)
        cohort.questionnaire = questionnaire
    return cohort


def close_registration(cohort: Cohort, *, by: Membership) -> Cohort:
    return _move(cohort, CohortState.CLOSED, by=by)


def begin_cohort(cohort: Cohort, *, by: Membership) -> Cohort:
    return _move(cohort, CohortState.RUNNING, by=by)


def end_cohort(cohort: Cohort, *, by: Membership) -> Cohort:
    return _move(cohort, CohortState.ENDED, by=by)


# ── applying ─────────────────────────────────────────────────────────────────


@transaction.atomic
def start_application(
    cohort: Cohort, *, by: Membership, role: str, minor: bool = False, of_age_from: date | None = None
) -> Application:
    """Begin (or find again) one's application in a role. From the first one on, the questions are frozen.

    `minor`: they say that they are under age, and perhaps from which month they are not; that is believed at once.
    """
    if minor and not by.is_coordinator:
        mark_minor(by, how=MarkedBy.SELF, by=by, of_age_from=of_age_from)
    found = Application.objects.filter(cohort=cohort, membership=by, role=role).first()
    if found is not None and found.state != ApplicationState.WITHDRAWN:
        return found
    if not is_open_for_registration(cohort):
        raise RegistrationNotOpen(cohort=cohort.name)
    if not can_apply(by, cohort):
        raise CannotApply(cohort=cohort.name)
    if found is not None:  # they thought better of it: what they wrote is still there
        Application.objects.filter(pk=found.pk, state=ApplicationState.WITHDRAWN).update(
            state=ApplicationState.DRAFT, submitted_at=None, decided_at=None, version=F("version") + 1
        )
        record("start_application", by=by, on=found, role=role)
        return Application.objects.get(pk=found.pk)
    application = Application.objects.create(
        cohort=cohort,
        membership=by,
        role=role,
        questionnaire=freeze_questions(cohort),
        answers=_answers_of_the_other_role(cohort, by, role),
        started_at=clock.now(),
    )
    record("start_application", by=by, on=application, role=role)
    return application


@transaction.atomic
def start_application_of_newcomer(
    cohort: Cohort,
    *,
    account: Account,
    role: str,
    given_name: str,
    family_name: str = "",
    minor: bool = False,
    of_age_from: date | None = None,
) -> Application:
    """The same for somebody who is not a member: their membership begins to count when they send the application."""
    if not can_apply(None, cohort):
        raise CannotApply(cohort=cohort.name)
    if not is_open_for_registration(cohort):
        raise RegistrationNotOpen(cohort=cohort.name)
    person = open_membership(
        account=account,
        given_name=given_name,
        family_name=family_name,
        provenance=f"registration {cohort.public_id}",
    )
    return start_application(cohort, by=person, role=role, minor=minor, of_age_from=of_age_from)


@transaction.atomic
def keep_answers(
    application: Application,
    answers: Mapping[str, Any],
    *,
    by: Membership,
    version: int,
    capacity: int | None = None,
) -> Application:
    """Keep checked answers: a draft may be resumed; in an application that was sent, each change leaves a line.

    answers: by question id, as `check_answers` returns them; None takes an answer away, what is not named stays.
    """
    if not can_change_answers(application):
        raise AnswersNoLongerChange
    before = application.answers
    after = {name: value for name, value in {**before, **answers}.items() if not is_empty(value)}
    changes: dict[str, Any] = {"answers": after}
    if capacity is not None:
        changes["capacity"] = min(max(capacity, 1), application.cohort.most_mentees)
    changed = sorted({*before, *after} - {name for name in before if before[name] == after.get(name)})
    if changes.get("capacity", application.capacity) != application.capacity:
        changed.append("capacity")
    if not changed:
        return application
    _change(application, version, changes)
    if not application.is_draft:
        AnswerChange.objects.bulk_create(
            AnswerChange(application=application, question=name[:60], by=by, at=clock.now()) for name in changed
        )
        record("change_answers", by=by, on=application, answers=len(changed))
    return application


@transaction.atomic
def submit_application(application: Application, *, by: Membership) -> Application:
    """Send it: every required answer must be there. A newcomer becomes a member of the community with this."""
    if application.state != ApplicationState.DRAFT:
        return application
    cohort = application.cohort
    if not is_open_for_registration(cohort):
        raise RegistrationNotOpen(cohort=cohort.name)
    if not can_apply(application.membership, cohort):
        raise CannotApply(cohort=cohort.name)
    _answers, problems = check_answers(application.asked, application.role, application.answers)
    if problems:
        raise AnswersIncomplete(problems=problems)
    sent = Application.objects.filter(pk=application.pk, state=ApplicationState.DRAFT).update(
        state=ApplicationState.RECEIVED,
        submitted_at=clock.now(),
        left_out_before=was_left_out_before(application.membership, cohort),
        version=F("version") + 1,
    )
    application.refresh_from_db()
    if sent:
        _welcome_newcomer(application.membership)
        _tell_profile(application, by=by)
        record("submit_application", by=by, on=application, role=application.role)
        _post(application, "application_received")
    return application


@transaction.atomic
def receive_application(
    cohort: Cohort, person: Membership, *, role: str, answers: Mapping[str, Any], by: Membership, capacity: int = 1
) -> tuple[Application, str]:
    """Write down an application that arrived another way (a spreadsheet): nobody gets a mail.

    Returns it with "new", "updated" or "unchanged". `answers` as `check_answers` returns them; what is not named stays.
    """
    capacity = min(max(capacity, 1), cohort.most_mentees)
    application = Application.objects.filter(cohort=cohort, membership=person, role=role).first()
    if application is None:
        application = Application.objects.create(
            cohort=cohort,
            membership=person,
            role=role,
            questionnaire=freeze_questions(cohort),
            answers=dict(answers),
            capacity=capacity,
            state=ApplicationState.RECEIVED,
            started_at=clock.now(),
            submitted_at=clock.now(),
            left_out_before=was_left_out_before(person, cohort),
        )
        record("receive_application", by=by, on=application, role=role)
        return application, "new"
    after = {**application.answers, **answers}
    if after == application.answers and capacity == application.capacity and not application.is_draft:
        return application, "unchanged"
    changed = [name for name in after if after[name] != application.answers.get(name)]
    sent = {} if application.submitted_at else {"state": ApplicationState.RECEIVED, "submitted_at": clock.now()}
    _change(application, application.version, {"answers": after, "capacity": capacity, **sent})
    AnswerChange.objects.bulk_create(
        AnswerChange(application=application, question=name[:60], by=by, at=clock.now()) for name in changed
    )
    record("receive_application", by=by, on=application, role=role)
    return application, "updated"


@transaction.atomic
def withdraw_application(application: Application, *, by: Membership) -> Application:
    """Take it back, until the cohort runs. What was written stays with its author, who may send it again."""
    if application.state == ApplicationState.WITHDRAWN:
        return application
    # Held against a round that is being published: either this is read there, or here that the cohort runs.
    application.cohort = Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=application.cohort_id)
    if not can_withdraw(application):
        raise CannotWithdraw
    moved = Application.objects.filter(pk=application.pk, state=application.state).update(
        state=ApplicationState.WITHDRAWN, version=F("version") + 1
    )
    if not moved:
        raise ChangedMeanwhile
    Enrolment.objects.filter(
        cohort=application.cohort, membership=application.membership, role=application.role, ended_at=None
    ).update(ended_at=clock.now())
    record("withdraw_application", by=by, on=application, before=application.state)
    application.refresh_from_db()
    return application


# ── deciding ─────────────────────────────────────────────────────────────────


def review_applications(applications: Iterable[Application], *, by: Membership) -> list[Application]:
    """Take them up: nobody is told."""
    return _decide(applications, ApplicationState.UNDER_REVIEW, _from=DECIDED_FROM["review"], by=by)


def accept_applications(applications: Iterable[Application], *, by: Membership, reply: str = "") -> list[Application]:
    """Accept: each becomes an enrolment, and each person is told, with `reply` in the letter. Returns those changed.

    Minors without consent stay as they are (`queries.waiting_for_consent`); raises `ConsentAwaited` when that leaves nobody.
    """
    applications = list(applications)
    waiting = waiting_for_consent(applications)
    ready = [application for application in applications if application not in waiting]
    if waiting and not ready:
        raise ConsentAwaited(names=", ".join(application.membership.name for application in waiting))
    return _decide(
        ready, ApplicationState.ACCEPTED, _from=DECIDED_FROM["accept"],
        by=by, reply=reply,
    )  # fmt: skip


def waitlist_applications(applications: Iterable[Application], *, by: Membership, reply: str = "") -> list[Application]:
    return _decide(applications, ApplicationState.WAITLISTED, _from=DECIDED_FROM["waitlist"], by=by, reply=reply)


def decline_applications(applications: Iterable[Application], *, by: Membership, reply: str = "") -> list[Application]:
    return _decide(applications, ApplicationState.DECLINED, _from=DECIDED_FROM["decline"], by=by, reply=reply)


@transaction.atomic
def note_on_application(application: Application, *, text: str, by: Membership) -> ReviewNote:
    note = ReviewNote.objects.create(application=application, author=by, text=text.strip(), at=clock.now())
    record("note_on_application", by=by, on=application)
    return note


@transaction.atomic
def fill_in_for_staff(application: Application, answers: Mapping[str, Any], *, by: Membership) -> Application:
    """Answer the questions that only coordinators answer; other names are left out."""
    theirs = {question.id for question in application.asked.for_staff(application.role)}
    after = application.answers | {name: value for name, value in answers.items() if name in theirs}
    after = {name: value for name, value in after.items() if not is_empty(value)}
    changed = sorted(name for name in theirs if after.get(name) != application.answers.get(name))
    if changed:
        _change(application, application.version, {"answers": after})
        AnswerChange.objects.bulk_create(
            AnswerChange(application=application, question=name[:60], by=by, at=clock.now()) for name in changed
        )
        record("fill_in_for_staff", by=by, on=application, answers=len(changed))
    return application


@transaction.atomic
def end_enrolment(enrolment: Enrolment, *, by: Membership) -> Enrolment:
    """Somebody leaves the cohort."""
    if Enrolment.objects.filter(pk=enrolment.pk, ended_at=None).update(ended_at=clock.now()):
        record("end_enrolment", by=by, on=enrolment)
    enrolment.refresh_from_db(fields=["ended_at"])
    return enrolment


@transaction.atomic
def enrol_directly(
    cohort: Cohort, person: Membership, *, role: str, by: Membership | None, capacity: int = 1
) -> tuple[Enrolment, bool]:
    """Somebody who takes part already, and never applied here. Returns the enrolment, and whether it is new; one that
    had ended goes on. Nobody is written to. Raises `ConsentAwaited`."""
    if minors_without_consent([person.pk]):
        raise ConsentAwaited(names=person.name)
    enrolment, made = Enrolment.objects.get_or_create(
        cohort=cohort,
        membership=person,
        role=role,
        defaults={"capacity": max(capacity, 1), "enrolled_at": clock.now()},
    )
    if made:
        record("enrol_directly", by=by, on=enrolment, role=role)
    elif enrolment.ended_at is not None:
        Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=None)
        record("enrol_directly", by=by, on=enrolment, role=role)
    return enrolment, made


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, by: Membership | None) -> None:
    """Take back `enrol_directly`: as if they had never been in."""
    record("withdraw_enrolment", by=by, on=enrolment)
    enrolment.delete()


@transaction.atomic
def mark_placed(cohort: Cohort, mentees: Iterable[Membership | int], *, by: Membership | None) -> int:
    """They have found somebody: who was left out before in this cohort no longer waits, and has no head start any more."""
    people = [person if isinstance(person, int) else person.pk for person in mentees]
    waited = Enrolment.objects.filter(
        cohort=cohort, role=ProgrammeRole.MENTEE, membership__in=people, left_out_at__isnull=False
    )
    number = waited.update(left_out_at=None)
    if number:
        record("mark_placed", by=by, people=number)
    return number


@transaction.atomic
def mark_left_out(enrolments: Iterable[Enrolment], *, by: Membership | None) -> int:
    """A round found nobody for them: next time they come first."""
    number = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments]).update(left_out_at=clock.now())
    if number:
        record("mark_left_out", by=by, people=number)
    return number


@transaction.atomic
def record_export(cohort: Cohort, *, by: Membership) -> None:
    """That somebody took the applications away in a file: who coordinates reads a lot, and it leaves a trace."""
    record("export_applications", by=by, on=cohort)


@transaction.atomic
def remember_past_pair(
    mentor: Membership,
    mentee: Membership,
    *,
    by: Membership | None,
    edition: str = "",
    ended_on: Any = None,
    provenance: str = "",
) -> tuple[PastPair, bool]:
    """Two people who were matched before; the same pair and edition again changes nothing. Returns it, and whether it is new."""
    pair = PastPair.objects.filter(mentor=mentor, mentee=mentee, edition=edition).first()
    if pair is not None:
        return pair, False
    pair = PastPair.objects.create(
        mentor=mentor, mentee=mentee, edition=edition, ended_on=ended_on, provenance=provenance
    )
    record("remember_past_pair", by=by, on=pair)
    return pair, True


# ── below: how ───────────────────────────────────────────────────────────────

PROFILE_FIELDS = ("offers", "needs", "languages", "availability", "worthwhile", "headline")


def _change(row: Any, version: int, fields: Mapping[str, Any]) -> None:
    """Write `fields` if the row is still at `version`. Raises `ChangedMeanwhile`."""
    changed = type(row).objects.filter(pk=row.pk, version=version).update(**fields, version=F("version") + 1)
    if not changed:
        raise ChangedMeanwhile
    row.refresh_from_db()


def _must_be_in_use(programme: Programme) -> None:
    if programme.archived_at is not None:
        raise ProgrammeIsArchived


@transaction.atomic
def _move(cohort: Cohort, wanted: CohortState, *, by: Membership) -> Cohort:
    """From a state to one of its next ones; asking again for where it is changes nothing."""
    cohort.refresh_from_db(fields=["state"])
    if cohort.state == wanted:
        return cohort
    before = CohortState(cohort.state)
    if wanted not in NEXT_STATES[before]:
        raise CohortCannotMove(state=before.label, wanted=wanted.label)
    if not Cohort.objects.filter(pk=cohort.pk, state=before).update(state=wanted, version=F("version") + 1):
        raise ChangedMeanwhile
    record("move_cohort", by=by, on=cohort, before=before.value, after=wanted.value)
    cohort.refresh_from_db()
    return cohort


def freeze_questions(cohort: Cohort) -> Questionnaire:
    """The questions of a cohort, which do not change any more from its first application on."""
    questionnaire = cohort.questionnaire or latest_questionnaire(cohort.programme)
    if questionnaire is None:
        raise NotWithoutQuestions
    if cohort.questionnaire_id is None:
        Cohort.objects.filter(pk=cohort.pk).update(questionnaire=questionnaire)
        cohort.questionnaire = questionnaire
    if questionnaire.frozen_at is None:
        Questionnaire.objects.filter(pk=questionnaire.pk, frozen_at=None).update(frozen_at=clock.now())
    return questionnaire


def _answers_of_the_other_role(cohort: Cohort, person: Membership, role: str) -> dict[str, Any]:
    """Who applies in both roles writes what is common only once."""
    other = Application.objects.filter(cohort=cohort, membership=person).exclude(role=role).first()
    questionnaire = questionnaire_of(cohort)
    if other is None or questionnaire is None:
        return {}
    common = {q.id for q in questionnaire.asked.asked_of(role)}
    common |= {q.consent_id for q in questionnaire.asked.asked_of(role)}
    return {name: value for name, value in other.answers.items() if name in common}


def _welcome_newcomer(person: Membership) -> None:
    if person.state in (MembershipState.IMPORTED, MembershipState.INVITED) and person.account is not None:
        activate_membership(person, account=person.account)


def _tell_profile(application: Application, *, by: Membership) -> None:
    """What an answer also says of its author goes into their living profile: offers and needs are added, the rest
    is written only where the profile is still empty."""
    profile = begin_profile(application.membership)
    known: dict[str, Any] = {}
    for question in application.asked.asked_of(application.role):
        value = application.answers.get(question.id)
        if question.feeds in PROFILE_FIELDS and not is_empty(value) and not question.sensitive:
            known[question.feeds] = value
    for name in ("offers", "needs"):
        if isinstance(known.get(name), str):
            known[name] = [known[name][:200]]
    if "headline" in known:
        known["headline"] = str(known["headline"])[:140]
    if application.is_mentor:
        known["mentor_capacity"] = application.capacity
    wanted = {name: value for name, value in known.items() if name in ("offers", "needs") or not getattr(profile, name)}
    fill_profile(application.membership, by=by, **wanted)


@transaction.atomic
def _decide(
    applications: Iterable[Application],
    decision: ApplicationState,
    *,
    _from: Iterable[str],
    by: Membership,
    reply: str = "",
) -> list[Application]:
    decided = []
    for application in applications:
        tells = decision != ApplicationState.UNDER_REVIEW
        changed = Application.objects.filter(pk=application.pk, state__in=list(_from)).update(
            state=decision,
            version=F("version") + 1,
            **({"decided_at": clock.now(), "reply": reply.strip()} if tells else {}),
        )
        if not changed:
            continue  # decided by somebody else in the meantime, or withdrawn
        application.refresh_from_db()
        record(f"{decision.value}_application", by=by, on=application, role=application.role)
        if decision == ApplicationState.ACCEPTED:
            _enrol(application)
        if tells:
            _post(application, "application_decided")
        decided.append(application)
    return decided


def _enrol(application: Application) -> Enrolment:
    fields = {
        "capacity": application.capacity if application.role == ProgrammeRole.MENTOR else 1,
        "enrolled_at": clock.now(),
        "ended_at": None,
        "left_out_at": None,
    }
    own = {"cohort": application.cohort, "membership": application.membership, "role": application.role}
    try:
        with transaction.atomic():
            return Enrolment.objects.create(**own, **fields)
    except IntegrityError:  # they were in, withdrew, and are back
        Enrolment.objects.filter(**own).update(**fields)
        return Enrolment.objects.get(**own)


def _post(application: Application, what: str) -> None:
    """A letter to the applicant; imported people who were never invited get none."""
    person = application.membership
    if person.is_active:
        post_mail(
            f"reciproca.programmes.mails.{what}",
            to=person.email,
            language=person.language,
            key=f"{what} {application.public_id} {application.version}",
            community=application.cohort.community,
            about={"application": str(application.public_id), "state": application.state},
        )
