"""A first line for a thread that grew quiet, from a reason that is true today."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.conversations.starters import Starter
from reciproca.people.queries import zone_of

from .giving_back import GivingBack
from .next_steps import reconnection_with
from .words import received_said, silence_said

__all__ = ["pick_up"]


def pick_up(person: Membership, other: Membership) -> Iterable[Starter]:
    way = reconnection_with(person, other)
    if way is not None:
        yield Starter(_line(way, person), _("from the thread between you, which grew quiet"))


def _line(way: GivingBack, person: Membership) -> str:
    assert way.tie is not None
    if way.need is not None:
        return _("You look for “%(need)s”: I may have something for you. Shall we talk?") % {"need": way.need.text}
    if way.help is not None:
        return _("%(received)s I never told you how it went on: may I?") % {
            "received": received_said(way.help, zone_of(person))
        }
    return _("It has been %(silence)s. How are you?") % {"silence": silence_said(way.tie.last_at)}
