"""Ada and Giulio in Ponti, for the tests of mentorships."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cast import Cast
from reciproca.core import clock
from reciproca.mentoring import actions
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.programmes.actions import create_cohort, create_programme
from reciproca.programmes.models import Cohort

ROME = ZoneInfo("Europe/Rome")
REASONS = [
    {
        "kind": "complement", "contribution": 0.4, "subject": {"feature": "offers", "side": "mentee"},
        "values": {"need": "trattare con i fornitori", "offer": "trattare con i fornitori"},
    },
    {
        "kind": "complement", "contribution": 0.2, "subject": {"feature": "needs", "side": "mentor"},
        "values": {"need": "capire l’automazione", "offer": "linee automatiche"},
    },
    {"kind": "overlap", "contribution": 0.1, "subject": {"feature": "languages"}, "values": {"shared": ["it"]}},
]  # fmt: skip


def cohort_of(people: Cast, *, name: str = "Autunno 2026", target: int = 4) -> Cohort:
    programme = create_programme(by=people.marta, name_it="Ponti", name_en="Bridges")
    return create_cohort(
        programme,
        by=people.marta,
        name_it=name,
        name_en="Autumn 2026",
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 6, 30),
        meeting_target=target,
    )


def pair(people: Cast, *, target: int = 4) -> Mentorship:
    return actions.begin_mentorship(
        cohort_of(people, target=target),
        mentor=people.ada,
        mentee=people.giulio,
        by=people.marta,
        reasons=REASONS,
        provenance="round",
    )


def agree(people: Cast, mentorship: Mentorship) -> Mentorship:
    agreement = actions.propose_agreement(
        mentorship, by=people.giulio, cadence_days=14, minutes=45, goals=["Dire il mio prezzo senza scusarmi"]
    )
    actions.accept_agreement(agreement, by=people.ada)
    mentorship.refresh_from_db()
    return mentorship


def plan(people: Cast, mentorship: Mentorship, *, when: datetime | None = None) -> MentoringSession:
    return actions.plan_session(
        mentorship,
        by=people.giulio,
        starts_at=when or datetime(2026, 11, 24, 18, 30, tzinfo=ROME),
        minutes=45,
        time_zone="Europe/Rome",
        points=["Il listino"],
    )


def held(people: Cast, mentorship: Mentorship, *, days_ago: int = 1, minutes: int = 45) -> MentoringSession:
    """A session that both have confirmed."""

    session = actions.log_session(
        mentorship,
        by=people.ada,
        starts_at=clock.now() - timedelta(days=days_ago),
        minutes=minutes,
        topics="ancoraggio, silenzio",
        next_step="chiedere il listino",
    )
    return actions.confirm_session(session, by=people.giulio)
