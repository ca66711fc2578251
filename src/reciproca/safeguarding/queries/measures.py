"""Reads: the measure of a community, and who writes to nobody for now."""

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.safeguarding.models import Hold, Measures

__all__ = ["hold_on", "measures_of"]


def measures_of() -> Measures:
    """What the community in force has chosen, or the usual."""
    return Measures.objects.first() or Measures()


def hold_on(person: Membership) -> Hold | None:
    """The hold under which somebody is at this moment."""
    return Hold.objects.filter(person=person, ended_at=None, until__gt=clock.now()).first()
