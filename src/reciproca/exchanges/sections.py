"""Thanks and recommendations on a person's page."""

from dataclasses import dataclass

from reciproca.communities.models import Membership
from reciproca.people.sections import Section

from .models import Recommendation
from .picture import SeenThanks, seen_thanks
from .queries import may_recommend, recognitions_about, recommendation_between, recommendations_about

__all__ = ["thanks_and_recommendations"]

A_FEW = 4


@dataclass(frozen=True, slots=True)
class Good:
    """What others say of a person, and whether whoever looks could say or ask for something too."""

    thanks: list[SeenThanks]
    has_more: bool
    recommendations: list[Recommendation]  # with `together_said`
    may_write: bool
    may_ask: bool


def thanks_and_recommendations(person: Membership, viewer: Membership) -> Section | None:
    """Nothing at all when there is nothing: a page without thanks is not a page with no thanks."""
    shown = list(recognitions_about(person, viewer)[: A_FEW + 1])
    recommendations = recommendations_about(person, viewer)
    mine = person.pk == viewer.pk
    possible = not mine and may_recommend(viewer, person)
    may_write = possible and recommendation_between(viewer, person) is None
    may_ask = possible and getattr(recommendation_between(person, viewer), "state", "draft") == "draft"
    if not (shown or recommendations or may_write or may_ask or mine):
        return None
    found = Good(seen_thanks(shown[:A_FEW], viewer), len(shown) > A_FEW, recommendations, may_write, may_ask)
    return Section("exchanges/parts/profile.html", found)
