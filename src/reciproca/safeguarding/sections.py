"""On a person’s page: how the community knows them, and a way to answer for them."""

from dataclasses import dataclass

from reciproca.communities.models import Membership
from reciproca.people.sections import Section

from .models import Attestation
from .queries import facts_about, vouch_between
from .rules import can_vouch
from .words import fact_said

__all__ = ["how_they_are_known"]


@dataclass(frozen=True, slots=True)
class Knowing:
    """The facts, each a sentence, and what the viewer said themselves."""

    person: Membership
    said: list[str]
    mine: Attestation | None
    is_own: bool


def how_they_are_known(person: Membership, viewer: Membership) -> Section | None:
    """Nothing where there is nothing to tell, nor to do."""
    said = [fact_said(fact, person, viewer) for fact in facts_about(person, viewer)]
    is_own = person.pk == viewer.pk
    mine = None if is_own else vouch_between(person, by=viewer)
    may_vouch = mine is None and not is_own and can_vouch(viewer, person)
    if not said and mine is None and not may_vouch:
        return None
    return Section(
        template="safeguarding/parts/known.html" if said or mine else "",
        found=Knowing(person, said, mine, is_own),
        deeds="safeguarding/parts/known_deeds.html" if may_vouch else "",
    )
