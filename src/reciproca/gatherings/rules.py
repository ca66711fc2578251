"""Who may do what with a coffee round and with a meet-up; small predicates."""

from reciproca.circles.models import Circle
from reciproca.circles.queries import circles_of
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.programmes.models import Cohort

from .meetups import DOOR_BEFORE, TELLING
from .models import MOST_ROUNDS, Coffee, CoffeeSeat, Meetup
from .queries import Company, circles_to_start_in, may_belong_to

__all__ = [
    "can_call_off", "can_change", "can_change_rounds", "can_end", "can_join", "can_say", "can_say_coming", "can_see_counts", "can_tell_mets",
    "is_door_open", "may_call", "may_start", "shows_the_door",
]  # fmt: skip


def may_start(person: Membership, circle: Circle | None) -> bool:
    """Who coordinates, for the community or a cohort; whoever sits in a circle, for the circle."""
    if circle is not None:
        return circles_to_start_in(person).filter(pk=circle.pk).exists()
    return person.is_coordinator


def can_join(person: Membership, coffee: Coffee, seat: CoffeeSeat | None) -> bool:
    return seat is None and coffee.draws_again and may_belong_to(coffee, person)


def can_end(person: Membership, coffee: Coffee) -> bool:
    if not coffee.is_open:
        return False
    if coffee.circle_id is not None:
        return circles_of(person).filter(pk=coffee.circle_id).exists()
    return person.is_coordinator


def can_change_rounds(person: Membership, coffee: Coffee) -> bool:
    """Who may end it, as long as another round can be drawn: all there may be were drawn otherwise."""
    return can_end(person, coffee) and coffee.drawn < MOST_ROUNDS


def can_see_counts(person: Membership, coffee: Coffee) -> bool:
    """Of the community’s and of cohorts’: what a circle does is its own."""
    return person.is_coordinator and coffee.circle_id is None


def can_say(company: Company) -> bool:
    """As long as the round is open, until both have said that they met."""
    return company.table.turn.is_open and not company.mine.has_met


# ── meet-ups ─────────────────────────────────────────────────────────────────


def may_call(person: Membership, circle: Circle | None, cohort: Cohort | None) -> bool:
    """Anybody, for the community; whoever sits in a circle, for the circle; who coordinates, for a cohort."""
    return may_start(person, circle) if circle is not None or cohort is not None else True


def can_say_coming(meetup: Meetup) -> bool:
    return meetup.is_to_come


def can_change(person: Membership, meetup: Meetup) -> bool:
    return meetup.called_by_id == person.pk and meetup.is_planned and not meetup.has_begun


def can_call_off(person: Membership, meetup: Meetup) -> bool:
    """Who called it; and for what is not of a circle, who coordinates."""
    leads = meetup.called_by_id == person.pk or (person.is_coordinator and meetup.circle_id is None)
    return leads and meetup.is_planned and not meetup.has_begun


def is_door_open(meetup: Meetup) -> bool:
    return meetup.is_planned and meetup.starts_at - DOOR_BEFORE <= clock.now() < meetup.ends_at


def shows_the_door(person: Membership, meetup: Meetup) -> bool:
    return meetup.called_by_id == person.pk and is_door_open(meetup)


def can_tell_mets(meetup: Meetup) -> bool:
    return meetup.has_begun and clock.now() < meetup.ends_at + TELLING
