"""Who may decide, object, and answer for somebody; and what is possible for whom."""

from datetime import timedelta

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock

from .measures import AT_FIRST, BOUNDS, USUAL, Measure
from .models import Decision, Report
from .queries import (
    has_open_doubt,
    is_anchor,
    is_known,
    measures_of,
    reports_to_decide,
    vouch_between,
    vouches_spent_by,
)

__all__ = [
    "MOST_VOUCHES", "can_decide", "can_object", "can_reply", "can_vouch", "is_new", "may_vouch", "measure_for",
]  # fmt: skip

#: For so many people one answers at a time; who coordinates answers for as many as they like.
MOST_VOUCHES = 3
#: After so long nobody is new, whatever there is to look at: nothing follows for good from a doubt alone.
LONGEST_AT_FIRST = timedelta(days=BOUNDS["days_at_first"][1])


def can_decide(person: Membership, report: Report) -> bool:
    """Who coordinates and is neither whom it is about nor who reported, until it is settled."""
    return report.is_open and reports_to_decide(person).filter(pk=report.pk).exists()


def can_object(person: Membership, decision: Decision) -> bool:
    """Whom a decision touches, once."""
    return person.pk == decision.concerned_id and decision.touches_concerned and decision.objected_at is None


def can_reply(person: Membership, decision: Decision) -> bool:
    return decision.awaits_reply and reports_to_decide(person).filter(pk=decision.report_id).exists()


def may_vouch(person: Membership) -> bool:
    """Whether somebody may answer for others at all: those for whom who coordinates answers."""
    return is_anchor(person)


def can_vouch(person: Membership, other: Membership) -> bool:
    """For somebody who is here, whom one may write to, and for whom one does not answer yet."""
    if person.pk == other.pk or not other.is_active or not may_contact(person, other) or not may_vouch(person):
        return False
    return vouch_between(other, by=person) is None and (
        person.is_coordinator or vouches_spent_by(person) < MOST_VOUCHES
    )


def is_new(person: Membership) -> bool:
    """Whether what somebody may do is still little: nobody knows them, and they came a short while ago; somewhat longer while
    there is something to look at. What they did since is for the rooms above to say (`network.rules.is_newcomer`)."""
    if person.joined_at is None or clock.now() - person.joined_at >= LONGEST_AT_FIRST or is_known(person):
        return False
    days = timedelta(days=measures_of().days_at_first)
    return clock.now() - person.joined_at < days or has_open_doubt(person)


def measure_for(person: Membership, *, is_new: bool) -> Measure:
    """How much is possible for somebody in this community."""
    chosen = measures_of()
    usual = Measure(**{name: getattr(chosen, name) for name in USUAL.__slots__ if not name.startswith("may_")})
    if not is_new:
        return usual
    least = {name: min(getattr(usual, name), getattr(AT_FIRST, name)) for name in USUAL.__slots__}
    turns = min(usual.strangers_a_day, chosen.strangers_a_day_at_first)
    return Measure(**{**least, "strangers_a_day": turns, "may_link": chosen.links_at_first})
