"""Asks, thanks and recommendations on a person's page."""

from dataclasses import dataclass

from django.db.models import Exists, QuerySet, Subquery

from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.network.queries import Line, lines_of, lines_with
from reciproca.people.models import Need
from reciproca.people.sections import Section, Visit, asks

from .choices import OPEN_ASKS, OPEN_RECOMMENDATIONS, EndorsementState, RecognitionState, RecommendationState
from .models import Ask, Endorsement, Recognition, Recommendation
from .picture import SeenThanks, seen_thanks
from .queries import (
    SeenSkill,
    are_help,
    asks_open_to_all,
    recognitions_about,
    recommendations_about,
    seen_at_work,
    skills_endorsed,
    were_seen_at_work,
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


def _open_recommendation(author: int, subject: int) -> Subquery:
    rows = Recommendation.objects.filter(author=author, subject=subject, state__in=OPEN_RECOMMENDATIONS)
    return Subquery(rows.values("state")[:1])


@asks(
    has_thanks=lambda two: Exists(Recognition.objects.filter(receiver=two.person, state=RecognitionState.SHOWN)),
    has_recommendations=lambda two: Exists(
        Recommendation.objects.filter(subject=two.person, state=RecommendationState.SHOWN)
    ),
    has_witnesses=lambda two: Exists(Endorsement.objects.filter(subject=two.person, state=EndorsementState.SHOWN)),
    has_endorsed=lambda two: Exists(Endorsement.objects.filter(author=two.viewer, subject=two.person)),
    recommended=lambda two: _open_recommendation(two.viewer, two.person),
    recommended_by=lambda two: _open_recommendation(two.person, two.viewer),
)
def thanks_and_recommendations(visit: Visit) -> Section | None:
    """Nothing at all when there is nothing: a page without thanks is not a page with no thanks."""
    person, viewer, answers = visit.person, visit.viewer, visit.answers
    shown = _thanks_shown(person.pk, viewer.pk) if answers["has_thanks"] else []
    theirs = visit.read(_lines_of_theirs) if answers["has_recommendations"] or answers["has_witnesses"] else []
    recommendations = recommendations_about(person, viewer, lines=theirs) if answers["has_recommendations"] else []
    skills = [str(skill) for skill in visit.shown.skills]
    at_work = seen_at_work(person, viewer, lines=theirs, skills=skills) if answers["has_witnesses"] else []
    may_look = not visit.is_own and visit.may_contact and answers["is_tied"]
    lines = visit.read(lines_with) if may_look else []
    helped = are_help(lines)
    may_write = helped and answers["recommended"] is None
    may_ask = helped and answers["recommended_by"] in (None, RecommendationState.DRAFT)
    said = skills_endorsed(viewer, person) if answers["has_endorsed"] else set()
    may_endorse = bool(set(skills) - said) and were_seen_at_work(lines)
    if not (shown or recommendations or may_write or may_ask or at_work or may_endorse or visit.is_own):
        return None
    thanks = seen_thanks(shown[:A_FEW], viewer)
    found = Good(thanks, len(shown) > A_FEW, recommendations, may_write, may_ask, at_work, may_endorse)
    deeds = "exchanges/parts/profile_deeds.html" if may_write or may_ask or may_endorse else ""
    return Section("exchanges/parts/profile.html", found, deeds=deeds)


@prepared()
def _thanks_shown(person: int, viewer: int) -> QuerySet:
    return recognitions_about(Membership(pk=person), Membership(pk=viewer))[: A_FEW + 1]


def _lines_of_theirs(viewer: Membership, person: Membership) -> list[Line]:
    return lines_of(person)


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks the community for; on one's own page, the needs that are not asked for yet."""

    asks: list[Ask]
    needs: list[Need]


@asks(has_asks=lambda two: Exists(Ask.objects.filter(asker=two.person, state__in=OPEN_ASKS)))
def asks_and_leads(visit: Visit) -> Section | None:
    person, viewer, has_asks = visit.person, visit.viewer, visit.answers["has_asks"]
    if visit.is_own:
        open_ones = Ask.objects.filter(asker=person, state__in=OPEN_ASKS, need__isnull=False)
        asked = set(open_ones.values_list("need", flat=True)) if has_asks else set()
        found = Asking([], [need for need in visit.shown.needs if need.pk not in asked][:A_FEW])
        return Section("exchanges/parts/profile_asks.html", found) if found.needs else None
    if not visit.may_contact:
        return None
    found = Asking(_asks_shown(person.pk, viewer.pk) if has_asks else [], [])
    template = "exchanges/parts/profile_asks.html" if found.asks else ""
    return Section(template, found, deeds="exchanges/parts/profile_asks_deeds.html")


@prepared()
def _asks_shown(person: int, viewer: int) -> QuerySet:
    # The moment in this query says until when closed asks are read: here there are none.
    return asks_open_to_all(Membership(pk=viewer)).filter(asker=person)[:A_FEW]
