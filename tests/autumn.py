"""A cohort half-way, for the tests of the overview."""

from dataclasses import dataclass
from datetime import timedelta

import pairs
from cast import Cast, join
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.mentoring import actions
from reciproca.mentoring.models import Mentorship
from reciproca.programmes.actions import open_registration
from reciproca.programmes.models import Cohort

SAID = "zibaldone-segretissimo"  # what nobody who coordinates may ever find


@dataclass
class Autumn:
    """A cohort half-way: Ada and Giulio met twice, Paola and Luca have not, Davide and Rita stopped early."""

    cohort: Cohort
    met: Mentorship
    late: Mentorship
    stopped: Mentorship
    luca: Membership
    rita: Membership


def begin_autumn(people: Cast) -> Autumn:
    luca, rita = join("Luca", "Amadori"), join("Rita", "Levi")
    cohort = open_registration(pairs.cohort_of(people), by=people.marta)

    def begin(mentor: Membership, mentee: Membership, days: int) -> Mentorship:
        with clock.at(clock.now() - timedelta(days=days)):
            return actions.begin_mentorship(
                cohort, mentor=mentor, mentee=mentee, by=people.marta, reasons=[], provenance="round"
            )

    found = Autumn(
        cohort=cohort,
        met=pairs.agree(people, begin(people.ada, people.giulio, 40)),
        late=begin(people.paola, luca, 20),
        stopped=begin(people.davide, rita, 30),
        luca=luca,
        rita=rita,
    )
    for days in (35, 3):
        pairs.held(people, found.met, days_ago=days)
    actions.report_not_working(found.stopped, by=rita, wish="rematch", words=SAID)
    return found
