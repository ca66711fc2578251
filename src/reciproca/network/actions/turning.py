"""Turning to somebody unasked: how many in a day, and whether one may at all just now."""

from django.utils.translation import gettext_lazy as _

from reciproca.boundaries import actions as boundaries
from reciproca.boundaries.actions import EnoughForToday
from reciproca.communities.models import Membership
from reciproca.network.rules import is_newcomer
from reciproca.safeguarding.actions import refuse_while_held
from reciproca.safeguarding.rules import measure_for

__all__ = ["EnoughAtFirst", "turn_to"]


class EnoughAtFirst(EnoughForToday):
    sentence = _(
        "For the first days you can write to %(number)s new people a day. It grows as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


def turn_to(person: Membership, *, by: Membership) -> None:
    """Count that one turns to somebody unasked, in the transaction of what one asks. Raises `EnoughForToday`, or while
    something about who asks is being looked at `HeldForNow`."""
    refuse_while_held(by, person)
    is_new = is_newcomer(by)
    most = measure_for(by, is_new=is_new).strangers_a_day
    try:
        boundaries.turn_to(person, by=by, most=most)
    except EnoughForToday:
        if is_new:
            raise EnoughAtFirst(most) from None
        raise
