"""Alumni Montefeltro’s programme Ponti, with a cohort that is open for registration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.programmes import actions
from reciproca.programmes.models import Application, Cohort, Programme

ANSWERS = {
    "needs": ["Presentare il primo budget"],
    "topics_needed": ["budgets", "leading"],
    "offers": ["Un paio d’occhi sul tuo curriculum"],
    "topics_offered": ["negotiating"],
    "goals": "Arrivare a gennaio con un budget che regge.",
    "now": "Responsabile della logistica",
    "experience": "3-7",
    "languages": [{"code": "it", "level": "C2"}],
    "availability": ["tue-evening", "thu-evening"],
}


@dataclass(frozen=True, slots=True)
class Ponti:
    programme: Programme
    cohort: Cohort
    answers: dict
    apply: Callable[..., Application]


@pytest.fixture
def ponti(people: Cast) -> Ponti:
    programme = actions.create_programme(by=people.marta, name_it="Ponti", name_en="Bridges")
    cohort = actions.create_cohort(
        programme,
        by=people.marta,
        name_it="Autunno 2026",
        name_en="Autumn 2026",
        registration_opens=date(2026, 11, 1),
        registration_closes=date(2026, 11, 30),
        starts_on=date(2026, 12, 9),
        ends_on=date(2027, 6, 30),
    )
    cohort = actions.open_registration(cohort, by=people.marta)

    def apply(
        person: Membership, role: str = "mentee", *, submit: bool = True, capacity: int = 1, **answers
    ) -> Application:
        application = actions.start_application(cohort, by=person, role=role)
        application = actions.keep_answers(
            application, ANSWERS | answers, by=person, version=application.version, capacity=capacity
        )
        return actions.submit_application(application, by=person) if submit else application

    return Ponti(programme, cohort, dict(ANSWERS), apply)
