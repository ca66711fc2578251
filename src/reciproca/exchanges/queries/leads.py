"""Reads: leads between somebody and others."""

from django.db.models import Q, QuerySet

from reciproca.communities.models import Membership
from reciproca.exchanges.choices import LeadState
from reciproca.exchanges.models import Lead

from .thanks import among_visible

__all__ = ["leads_to_answer", "leads_visible_to"]


def leads_visible_to(person: Membership) -> QuerySet[Lead]:
    """Those one gave or received, less what was taken back, and those with somebody who left or whom one must not meet."""
    rows = Lead.objects.filter(Q(giver=person) | Q(receiver=person) & ~Q(state=LeadState.WITHDRAWN))
    return among_visible(rows, person, "giver", "receiver").order_by("-given_at", "-pk")


def leads_to_answer(person: Membership) -> QuerySet[Lead]:
    """Passed on to this person, who has not answered yet; the oldest first."""
    waiting = leads_visible_to(person).filter(receiver=person, state=LeadState.GIVEN)
    return waiting.order_by("given_at", "pk")
