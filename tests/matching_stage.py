"""A small cohort that is ready to be matched: Ada and Paola mentor; Giulio, Davide and Elisa look for a mentor."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cast import Cast, join
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.matching import actions as matching
from reciproca.matching.models import Round, Run
from reciproca.matching.tasks import run_round
from reciproca.programmes import actions
from reciproca.programmes.models import Application, Cohort

COMMON = {
    "needs": ["Capire un bilancio"],
    "topics_needed": ["budgets"],
    "offers": ["Rivedere un curriculum"],
    "topics_offered": ["negotiating"],
    "goals": "Arrivare a gennaio con un budget che regge.",
    "now": "Responsabile della logistica",
    "experience": "3-7",
    "languages": [{"code": "it", "level": "C2"}],
    "availability": ["tue-evening", "thu-evening"],
}


@dataclass
class Ready:
    """The cohort, its people by first name, and how a round is opened and computed at once."""

    cohort: Cohort
    marta: Membership
    people: dict[str, Membership]

    def enrol(self, person: Membership, role: str, *, capacity: int = 1, **answers: Any) -> Membership:
        application = actions.start_application(self.cohort, by=person, role=role)
        application = actions.keep_answers(
            application, COMMON | answers, by=person, version=application.version, capacity=capacity
        )
        actions.accept_applications([actions.submit_application(application, by=person)], by=self.marta)
        return person

    def open(self) -> Round:
        return matching.open_round(self.cohort, by=self.marta)

    def compute(self, match_round: Round) -> Run:
        run = matching.start_run(match_round, by=self.marta)
        run_round(run.community_id, str(run.public_id))
        run.refresh_from_db()
        match_round.refresh_from_db()
        return run

    def publish(self, match_round: Round) -> Round:
        return matching.publish_round(match_round, by=self.marta, version=match_round.version)

    def enrol_late(self, given_name: str, family_name: str, role: str = "mentee", **answers: Any) -> Membership:
        """Somebody new, accepted after registration closed."""
        person = join(given_name, family_name)
        answers = COMMON | answers
        application = Application.objects.create(
            cohort=self.cohort, membership=person, role=role, questionnaire=self.cohort.questionnaire, answers=answers,
            state="received", submitted_at=clock.now(),
        )  # fmt: skip
        actions.accept_applications([application], by=self.marta)
        return person

    def pairs(self, run: Run) -> set[tuple[str, str]]:
        return {(one.mentee.given_name, one.mentor.given_name) for one in run.proposals(manager="objects").all()}


def make_ready(cast: Cast, **cohort_fields: Any) -> Ready:
    programme = actions.create_programme(by=cast.marta, name_it="Ponti", name_en="Bridges")
    cohort = actions.create_cohort(
        programme,
        by=cast.marta,
        name_it="Autunno 2026",
        name_en="Autumn 2026",
        registration_opens=date(2026, 11, 1),
        registration_closes=date(2026, 11, 30),
        **cohort_fields,
    )
    elisa = join("Elisa", "Riva")
    people = {"ada": cast.ada, "paola": cast.paola, "giulio": cast.giulio, "davide": cast.davide, "elisa": elisa}
    ready = Ready(actions.open_registration(cohort, by=cast.marta), cast.marta, people)
    ready.enrol(cast.ada, "mentor", capacity=2, topics_offered=["budgets", "leading"], experience="16+")
    ready.enrol(cast.paola, "mentor", topics_offered=["selling"], topics_needed=["data-digital"], experience="8-15")
    ready.enrol(cast.giulio, "mentee", topics_needed=["budgets"], topics_offered=["data-digital"])
    ready.enrol(
        cast.davide,
        "mentee",
        topics_needed=["selling"],
        languages=[{"code": "en", "level": "C1"}, {"code": "it", "level": "B1"}],
    )
    ready.enrol(elisa, "mentee", topics_needed=["leading"], availability=["sat-morning"])
    ready.cohort = actions.close_registration(ready.cohort, by=cast.marta)
    return ready
