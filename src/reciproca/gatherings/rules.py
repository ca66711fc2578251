"""Who may do what with a coffee round; small predicates."""

from reciproca.circles.models import Circle
from reciproca.circles.queries import circles_of
from reciproca.communities.models import Membership

from .models import Coffee, CoffeeSeat
from .queries import Company, circles_to_start_in, may_belong_to

__all__ = ["can_end", "can_join", "can_say", "can_see_counts", "may_start"]


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


def can_see_counts(person: Membership, coffee: Coffee) -> bool:
    """Of the community’s and of cohorts’: what a circle does is its own."""
    return person.is_coordinator and coffee.circle_id is None


def can_say(company: Company) -> bool:
    """As long as the round is open, until both have said that they met."""
    return company.table.turn.is_open and not company.mine.has_met
