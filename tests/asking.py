"""Asks, as tests begin with them."""

from typing import Any

from cast import Cast
from giving import tell
from reciproca.communities.models import Membership
from reciproca.exchanges import actions
from reciproca.exchanges.models import Ask, Lead, Route

__all__ = ["TITLE", "asked", "brought_to", "heard", "lead", "states"]

TITLE = "Chi guarda il mio primo budget prima del direttore?"


def asked(people: Cast, *, by: Membership | None = None, **words: Any) -> Ask:
    """Giulio asks the community, with the word «budget» in it; Ada offers budgets, and Davide does in English."""
    tell(people.ada, offers=["Leggere un budget di reparto"])
    tell(people.davide, offers=["Budgeting and cost control"])
    return actions.post_ask(words.pop("title", TITLE), by=by or people.giulio, **words)


def heard(people: Cast, **words: Any) -> Ask:
    """Giulio asks in confidence, without his name."""
    return asked(people, audience="confidence", named=False, **words)


def brought_to(ask: Ask) -> list[str]:
    """The given names of those whom it waits with."""
    waiting = Route.objects.filter(ask=ask, state="asked").select_related("person")
    return sorted(route.person.given_name for route in waiting)


def states(ask: Ask) -> dict[str, str]:
    return {route.person.given_name: route.state for route in Route.objects.filter(ask=ask).select_related("person")}


def lead(people: Cast, **words: Any) -> Lead:
    """Ada passes a call for projects on to Giulio."""
    told = {"kind": "call", "title": "Il bando della Regione", "words": "Scade a fine mese: ci state dentro."} | words
    return actions.give_lead(people.giulio, by=people.ada, **told)
