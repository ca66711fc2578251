"""Asks, thanks and recommendations on a person's page."""

from dataclasses import dataclass

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.people.models import Need
from reciproca.people.queries import needs_of
from reciproca.people.sections import Section

from .choices import OPEN_ASKS
from .models import Ask, Recommendation
from .picture import SeenThanks, seen_thanks
from .queries import (
    SeenSkill,
    asks_open_to_all,
    may_recommend,
    recognitions_about,
    recommendation_between,
    recommendations_about,
    seen_at_work,
    skills_to_endorse,
)

__all__ = ["asks_and_leads", "thanks_and_recommendations"]

A_FEW = 4


@dataclass(frozen=True, slots=True)
class Good:
    """What others say of a person, and whether whoever looks could say or ask for something too."""

    thanks: list[SeenThanks]
    has_more: bool
    recommendations: list[Recommendation]  # with `together_said`
    may_write: bool
    may_ask: bool
    at_work: list[SeenSkill]
    may_endorse: bool


def thanks_and_recommendations(person: Membership, viewer: Membership) -> Section | None:
    """Nothing at all when there is nothing: a page without thanks is not a page with no thanks."""
    shown = list(recognitions_about(person, viewer)[: A_FEW + 1])
    recommendations = recommendations_about(person, viewer)
    mine = person.pk == viewer.pk
    possible = not mine and may_recommend(viewer, person)
    may_write = possible and recommendation_between(viewer, person) is None
    may_ask = possible and getattr(recommendation_between(person, viewer), "state", "draft") == "draft"
    at_work = seen_at_work(person, viewer)
    may_endorse = not mine and bool(skills_to_endorse(viewer, person))
    if not (shown or recommendations or may_write or may_ask or at_work or may_endorse or mine):
        return None
    thanks = seen_thanks(shown[:A_FEW], viewer)
    found = Good(thanks, len(shown) > A_FEW, recommendations, may_write, may_ask, at_work, may_endorse)
    deeds = "exchanges/parts/profile_deeds.html" if may_write or may_ask or may_endorse else ""
    return Section("exchanges/parts/profile.html", found, deeds=deeds)


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks the community for; on one's own page, the needs that are not asked for yet."""

    asks: list[Ask]
    needs: list[Need]


def asks_and_leads(person: Membership, viewer: Membership) -> Section | None:
    if person.pk == viewer.pk:
        asked = Ask.objects.filter(asker=person, state__in=OPEN_ASKS, need__isnull=False).values("need")
        found = Asking([], list(needs_of(person).exclude(pk__in=asked)[:A_FEW]))
        return Section("exchanges/parts/profile_asks.html", found) if found.needs else None
    if not may_contact(viewer, person):
        return None
    found = Asking(list(asks_open_to_all(viewer).filter(asker=person)[:A_FEW]), [])
    template = "exchanges/parts/profile_asks.html" if found.asks else ""
    return Section(template, found, deeds="exchanges/parts/profile_asks_deeds.html")
