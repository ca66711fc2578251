"""Applications as tables, for a spreadsheet. Delicate answers, and those for their author alone, stay out."""

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_csv, write_xlsx

from .answers import as_people_say
from .models import Application, Cohort
from .queries import questionnaire_of
from .questionnaire import Question

__all__ = ["applications_csv", "applications_xlsx"]


def applications_xlsx(cohort: Cohort, applications: Iterable[Application]) -> bytes:
    questions = _questions(cohort)
    header, rows = _header(questions), list(_rows(cohort, questions, applications))
    sheet = OutSheet(_("Applications"), header, rows, widths=[18, 18, 30, 10, 16, 14, 8, *[32] * len(questions)])
    return write_xlsx([sheet], title=str(cohort))


def applications_csv(cohort: Cohort, applications: Iterable[Application]) -> bytes:
    """With semicolons for who reads Italian: so their spreadsheet opens it as a table."""
    questions = _questions(cohort)
    italian = (get_language() or "it").startswith("it")
    return write_csv(_header(questions), _rows(cohort, questions, applications), italian=italian)


def _questions(cohort: Cohort) -> list[Question]:
    questionnaire = questionnaire_of(cohort)
    asked = questionnaire.asked if questionnaire else ()
    return [question for question in asked if not question.sensitive and question.visible_to != "me"]


def _header(questions: list[Question]) -> list[str]:
    fixed = [_("Given name"), _("Family name"), _("E-mail"), _("Role"), _("State"), _("Received on"), _("Places")]
    return [*fixed, *(str(question.label) for question in questions)]


def _rows(cohort: Cohort, questions: list[Question], applications: Iterable[Application]) -> Iterator[list[object]]:
    for application in applications:
        person = application.membership
        yield [
            person.given_name,
            person.family_name,
            person.email,
            cohort.role_name(application.role),
            application.get_state_display(),
            timezone.localtime(application.submitted_at).date() if application.submitted_at else None,
            application.capacity if application.is_mentor else None,
            *("; ".join(as_people_say(q, application.answers.get(q.id))) for q in questions),
        ]
