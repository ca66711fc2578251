"""On a person’s page: how the community knows them, and a way to answer for them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reciproca.communities.models import Membership
from reciproca.people.sections import Section, Two, Visit, asks

from .models import Attestation
from .queries import anchors, facts_to_tell, invited_at, spent_by, vouches_between
from .rules import MOST_VOUCHES
from .words import fact_said

__all__ = ["how_they_are_known"]


@dataclass(frozen=True, slots=True)
class Knowing:
    """The facts, each a sentence, and whether the viewer answers for them."""

    person: Membership
    said: list[str]
    mine: bool
    is_own: bool


@asks(
    invited_at=lambda two: Subquery(invited_at(two.person).values("used_at")),
    may_be_attested=lambda two: Exists(Attestation.objects.filter(person=two.person, revoked_at=None)),
    has_vouched=lambda two: Exists(vouches_between(two.viewer, two.person)),
    may_vouch=lambda two: Exists(anchors().filter(pk=two.viewer)),
    vouches_spent=lambda two: Coalesce(Subquery(_number_spent(two)), 0),
)
def how_they_are_known(visit: Visit) -> Section | None:
    """Nothing where there is nothing to tell, nor to do."""
    person, viewer, answers = visit.person, visit.viewer, visit.answers
    known = {name: answers[name] for name in ("invited_at", "may_be_attested")}
    said = [fact_said(fact, person, viewer) for fact in facts_to_tell(person, viewer, **known)]
    mine = answers["has_vouched"]
    may_vouch = not mine and not visit.is_own and visit.may_contact and answers["may_vouch"]
    if not viewer.is_coordinator and answers["vouches_spent"] >= MOST_VOUCHES:
        may_vouch = False
    if not (said or mine or may_vouch):
        return None
    return Section(
        template="safeguarding/parts/known.html" if said or mine else "",
        found=Knowing(person, said, mine, visit.is_own),
        deeds="safeguarding/parts/known_deeds.html" if may_vouch else "",
    )


def _number_spent(two: Two) -> QuerySet:
    spent = spent_by(two.viewer, now=two.now).order_by()
    return spent.values("by").annotate(number=Count("pk")).values("number")
