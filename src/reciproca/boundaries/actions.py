"""Block and unblock, of which nobody else learns; and to how many people one may turn in a day."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.limits import TooMany, count_target

from .models import Block

__all__ = ["MOST_IN_A_DAY", "CannotBlockYourself", "EnoughForToday", "block_person", "turn_to", "unblock_person"]

#: So many different people one may write to in a day, unasked.
MOST_IN_A_DAY = 20


class CannotBlockYourself(Refusal):
    sentence = _("That is you.")


class EnoughForToday(Refusal):
    sentence = _("You have written to many people today. Wait for their answers, and go on tomorrow.")
    status = 429


@transaction.atomic
def turn_to(person: Membership, *, by: Membership) -> None:
    """Count that one turns to somebody unasked, in the transaction of what one asks. Raises `EnoughForToday`."""
    try:
        count_target(by.pk, person.pk, most=MOST_IN_A_DAY)
    except TooMany:
        raise EnoughForToday from None


@transaction.atomic
def block_person(person: Membership, *, by: Membership) -> Block:
    """From now on the two are absent to each other. Doing it twice is the same as once."""
    if person.pk == by.pk:
        raise CannotBlockYourself
    block, made = Block.objects.get_or_create(blocker=by, blocked=person, defaults={"at": clock.now()})
    if made:
        record("block_person", by=by)
    return block


@transaction.atomic
def unblock_person(person: Membership, *, by: Membership) -> None:
    if Block.objects.filter(blocker=by, blocked=person).delete()[0]:
        record("unblock_person", by=by)
