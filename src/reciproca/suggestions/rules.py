"""Who may do what with an offered help, and when."""

from datetime import timedelta

from reciproca.communities.models import Membership
from reciproca.core.together import Asks, asking

from .choices import UNDER_WAY, HelpState
from .models import HelpOffer
from .queries import at_their_limit, held_by

__all__ = [
    "MOST_HELD", "MOST_WAITING", "REST", "can_answer", "can_confirm", "can_let_go", "can_take_on", "can_tell", "can_withdraw",
]  # fmt: skip

#: So many offers wait for one person's answer at a time; for more they are not proposed.
MOST_WAITING = 3
#: So many people one helps at a time, as a mentor or by offers under way; who has them is asked for no more.
MOST_HELD = 4
#: How long “not now” holds.
REST = timedelta(days=60)


def can_answer(person: Membership, offer: HelpOffer) -> bool:
    return person.pk == offer.recipient_id and offer.is_waiting


def can_withdraw(person: Membership, offer: HelpOffer) -> bool:
    """Its author, until the help is told."""
    return person.pk == offer.author_id and (offer.is_waiting or offer.state == HelpState.ACCEPTED)


def can_tell(person: Membership, offer: HelpOffer) -> bool:
    """Who helped says that it happened; it counts once the other says that it helped."""
    return person.pk == offer.author_id and offer.state == HelpState.ACCEPTED


def can_confirm(person: Membership, offer: HelpOffer) -> bool:
    return person.pk == offer.recipient_id and offer.state in UNDER_WAY


can_let_go = can_confirm


@asking
def can_take_on(person: Membership) -> Asks[bool]:
    """Whether there is room for one more to help: so many at a time, and in a month the hours they said they can give."""
    held = yield from held_by.ask(person.pk)
    return held < MOST_HELD and person.pk not in (yield from at_their_limit.ask((person.pk,)))
