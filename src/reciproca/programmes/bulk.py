"""Applications that arrived in a spreadsheet, many at once: the same rules as `actions.receive_application`.

Each writing leaves behind what it touched, so that undoing the import can put exactly that back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from reciproca.audit.actions import record_many
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.saving import save_rows

from .actions import freeze_questions
from .choices import ApplicationState, CohortState
from .models import AnswerChange, Application, Cohort, Enrolment, ReviewNote

__all__ = [
    "WAITING_STATES", "ApplicationWriting", "applications_to_leave", "put_back_applications", "write_applications",
]  # fmt: skip

#: States in which a sheet may still change answers: nobody has decided yet.
WAITING_STATES = (ApplicationState.DRAFT, ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW)

SOME = 500
CHANGED = ("answers", "capacity", "state", "submitted_at", "version")


@dataclass
class ApplicationWriting:
    """The answers of one person in one role. `answers` as `check_answers` returns them; what is not named stays."""

    person: Membership
    role: str
    answers: Mapping[str, Any]
    capacity: int | None = None
    submitted_at: datetime | None = None
    touched: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def write_applications(cohort: Cohort, writings: Sequence[ApplicationWriting], *, by: Membership | None) -> None:
    """Write down the new ones as received, and change the answers of those that wait. Nobody gets a mail."""
    questionnaire = freeze_questions(cohort)
    for some in _some(writings):
        people = {one.person.pk for one in some}
        there = {
            (one.membership_id, one.role): one
            for one in Application.objects.filter(cohort=cohort, membership__in=people)
        }
        left_out = _left_out_before(cohort, people)
        now = clock.now()
        new, changed, changes = [], [], []
        for one in some:
            application = there.get((one.person.pk, one.role))
            if application is None:
                application = Application(
                    cohort=cohort, membership=one.person, role=one.role, questionnaire=questionnaire,
                    answers=dict(one.answers), capacity=_places(one.capacity, cohort), state=ApplicationState.RECEIVED,
                    started_at=one.submitted_at or now, submitted_at=one.submitted_at or now,
                    left_out_before=one.person.pk in left_out,
                )  # fmt: skip
                new.append((one, application))
                there[one.person.pk, one.role] = application
                continue
            if application.state not in WAITING_STATES:
                continue
            before = _what_stands(application)
            named = [name for name, value in one.answers.items() if application.answers.get(name) != value]
            application.answers = {**application.answers, **one.answers}
            if one.capacity is not None:
                application.capacity = _places(one.capacity, cohort)
            if application.submitted_at is None:
                application.state, application.submitted_at = ApplicationState.RECEIVED, one.submitted_at or now
            application.version += 1
            one.touched["was"] = {"pk": application.pk, "before": before, "after": _what_stands(application)}
            changed.append((one, application))
            changes += [
                (one, AnswerChange(application=application, question=name[:60], by=by, at=now)) for name in named
            ]
        for (one, _), made in zip(new, Application.objects.bulk_create([made for _, made in new]), strict=True):
            one.touched["made"] = made.pk
        if changed:
            save_rows([application for _, application in changed], CHANGED)
        noted = AnswerChange.objects.bulk_create([change for _, change in changes])
        for (one, _), change in zip(changes, noted, strict=True):
            one.touched["was"].setdefault("noted", []).append(change.pk)
        record_many(
            "receive_application", [(application, {"role": one.role}) for one, application in (*new, *changed)], by=by
        )


def applications_to_leave(touched: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[int, str]:
    """Which writings cannot be undone: somebody decided on the application, wrote about it, or changed it since."""
    left: dict[int, str] = {}
    for some in _some(touched):
        rows = Application.objects.in_bulk(_keys(some))
        noted = set(ReviewNote.objects.filter(application__in=rows).values_list("application_id", flat=True))
        for name, it in some:
            pk = it["made"] if "made" in it else it["was"]["pk"]
            application = rows.get(pk)
            if application is None:
                left[name] = "gone"
            elif application.state not in WAITING_STATES:
                left[name] = "decided"
            elif (
                pk in noted
                or ("made" in it and application.version != 1)
                or ("was" in it and _what_stands(application) != it["was"]["after"])
            ):
                left[name] = "changed"
    return left


@transaction.atomic
def put_back_applications(touched: Sequence[tuple[int, Mapping[str, Any]]], *, by: Membership | None) -> None:
    """Applications made by the writings go; the others have their earlier answers. Ask `applications_to_leave` first."""
    for some in _some(touched):
        rows = Application.objects.in_bulk(_keys(some))
        restored = []
        for _, it in some:
            if "was" in it:
                application, before = rows[it["was"]["pk"]], it["was"]["before"]
                for name, value in before.items():
                    setattr(
                        application, name, datetime.fromisoformat(value) if name == "submitted_at" and value else value
                    )
                AnswerChange.objects.filter(pk__in=it["was"].get("noted", [])).delete()
                restored.append(application)
        if restored:
            save_rows(restored, CHANGED)
        gone = [rows[it["made"]] for _, it in some if "made" in it and it["made"] in rows]
        record_many("put_back_application", [(application, {}) for application in (*restored, *gone)], by=by)
        Application.objects.filter(pk__in=[application.pk for application in gone]).delete()


def _left_out_before(cohort: Cohort, people: set[int]) -> set[int]:
    """`was_left_out_before`, for many people."""
    earlier = models.Q(cohort__programme=cohort.programme_id, membership__in=people) & ~models.Q(cohort=cohort)
    waited = Application.objects.filter(
        earlier, state=ApplicationState.WAITLISTED, cohort__state__in=[CohortState.RUNNING, CohortState.ENDED]
    )
    missed = Enrolment.objects.filter(earlier, left_out_at__isnull=False)
    return {*waited.values_list("membership_id", flat=True), *missed.values_list("membership_id", flat=True)}


def _what_stands(application: Application) -> dict[str, Any]:
    return {
        "answers": application.answers,
        "capacity": application.capacity,
        "state": str(application.state),
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
        "version": application.version,
    }


def _places(capacity: int | None, cohort: Cohort) -> int:
    return min(max(capacity or 1, 1), cohort.most_mentees)


def _keys(some: Sequence[tuple[int, Mapping[str, Any]]]) -> set[int]:
    return {it["made"] if "made" in it else it["was"]["pk"] for _, it in some}


def _some(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + SOME] for at in range(0, len(rows), SOME))
