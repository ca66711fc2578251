"""Of asks, leads, thanks and recommendations."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core.italian import elided
from reciproca.exchanges.choices import (
    OPEN_ASKS,
    EndorsementState,
    LeadState,
    ReceptionState,
    RecognitionState,
    RecommendationState,
    RouteState,
)
from reciproca.exchanges.models import Answer, Ask, Endorsement, Lead, Reception, Recognition, Recommendation, Route
from reciproca.exchanges.picture import seen_receptions, seen_routes
from reciproca.exchanges.queries import (
    asks_ending_soon,
    asks_with_news,
    endorsements_to_approve,
    leads_to_answer,
    recognitions_to_approve,
    recommendations_waiting_for,
    waiting_receptions,
)
from reciproca.pages.navigation import address_in

from .shape import MOST, Due, Step, zone_for
from .there import if_any

__all__ = [
    "answer_a_lead",
    "answer_about_recommendations",
    "asks_of_mine",
    "help_with_an_ask",
    "read_answers",
    "read_endorsements",
    "read_shares",
    "read_thanks",
]


@if_any(lambda asked: Recognition.objects.filter(receiver=asked.person, state=RecognitionState.GIVEN))
def read_thanks(person: Membership) -> Iterator[Step]:
    for row in recognitions_to_approve(person)[:MOST]:
        yield Step(
            key=f"thanks {row.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("one minute"),
            title=_("%(name)s says thank you.") % {"name": row.giver.given_name},
            why=_("You read it first, and decide whether the community may read it too."),
            action=pgettext("button", "Read it"),
            url=address_in(person.community, "exchanges:recognition-detail", public_id=row.public_id) or "",
            partner=row.giver,
            tie="active",
        )


@if_any(
    lambda asked: Recommendation.objects.filter(author=asked.person, state=RecommendationState.ASKED),
    lambda asked: Recommendation.objects.filter(subject=asked.person, state=RecommendationState.GIVEN),
)
def answer_about_recommendations(person: Membership) -> Iterator[Step]:
    for row in recommendations_waiting_for(person)[:MOST]:
        other, asked = row.other_of(person), row.author_id == person.pk
        values = {"name": other.given_name}
        yield Step(
            key=f"recommendation {row.public_id}",
            kind=pgettext("kind of step", "Give back") if asked else pgettext("kind of step", "Read"),
            time=_("ten minutes") if asked else _("one minute"),
            title=_("%(name)s asks you for a recommendation.") % values
            if asked
            else _("%(name)s has written a recommendation for you.") % values,
            why=_(
                "Three or four sentences, for those who have not met yet. You can also say no: nobody else will know."
            )
            if asked
            else _("It stands on your profile only with your yes."),
            action=_("See what it is about") if asked else pgettext("button", "Read it"),
            url=address_in(person.community, "exchanges:recommendation-detail", public_id=row.public_id) or "",
            partner=other,
            tie="active",
        )


@if_any(lambda asked: Endorsement.objects.filter(subject=asked.person, state=EndorsementState.GIVEN))
def read_endorsements(person: Membership) -> Iterator[Step]:
    """One step, however many skills there are."""
    waiting = list(endorsements_to_approve(person)[:1])
    for row in waiting:
        yield Step(
            key=f"endorsement {row.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("one minute"),
            title=_("%(name)s has seen what you can do: “%(skill)s”")
            % {"name": row.author.given_name, "skill": row.skill},
            why=_("It stands on your profile only with your yes."),
            action=pgettext("button", "Read it"),
            url=address_in(person.community, "exchanges:endorsement-list") or "",
            partner=row.author,
            tie="active",
        )


@if_any(lambda asked: Reception.objects.filter(person=asked.person, state=ReceptionState.WAITING))
def read_shares(person: Membership) -> Iterator[Step]:
    """What others share because it concerns me."""
    for seen in seen_receptions(waiting_receptions(person)[:MOST], person):
        share = seen.row.share
        yield Step(
            key=f"share {share.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("two minutes"),
            title=_("%(name)s shares something with you: “%(title)s”")
            % {"name": seen.face.given_name, "title": share.title},
            why=elided(_("It came to you because %(why)s. A no is told to nobody.") % {"why": seen.why}),
            action=_("Read it"),
            url=address_in(person.community, "exchanges:share-detail", public_id=share.public_id) or "",
            partner=seen.face.person,
        )


@if_any(lambda asked: Route.objects.filter(person=asked.person, state=RouteState.ASKED))
def help_with_an_ask(person: Membership) -> Iterator[Step]:
    """What was brought to me because something of mine answers it; who asks in confidence is not named."""
    for seen in seen_routes(person)[:MOST]:
        values = {"title": seen.row.title, "name": seen.asker.given_name if seen.asker else ""}
        yield Step(
            key=f"ask {seen.row.public_id}",
            kind=pgettext("kind of step", "Help"),
            time=_("ten minutes"),
            title=_("Perhaps you can help %(name)s: “%(title)s”") % values
            if seen.asker
            else _("Perhaps you can help somebody: “%(title)s”") % values,
            why=elided(_("It came to you because %(why)s. A no is told to nobody.") % {"why": seen.why}),
            action=_("Read it"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=seen.row.public_id) or "",
            partner=seen.asker.person if seen.asker else None,
            in_letter=_("Perhaps you can help: somebody asks for something that you could answer."),
        )


@if_any(lambda asked: Answer.objects.filter(ask__asker=asked.person, ask__state__in=OPEN_ASKS, helped_at=None))
def read_answers(person: Membership) -> Iterator[Step]:
    for ask in asks_with_news(person)[:MOST]:
        yield Step(
            key=f"answers {ask.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("two minutes"),
            title=_("Your ask has answers: “%(title)s”") % {"title": ask.title},
            why=_("If one of them helped, say so: whoever wrote it learns what changed."),
            in_letter=_("Your ask has answers."),
            action=_("Read them"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=ask.public_id) or "",
        )


@if_any(lambda asked: Lead.objects.filter(receiver=asked.person, state=LeadState.GIVEN))
def answer_a_lead(person: Membership) -> Iterator[Step]:
    for lead in leads_to_answer(person)[:MOST]:
        values = {"name": lead.giver.given_name, "title": lead.title}
        yield Step(
            key=f"lead {lead.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("two minutes"),
            title=_("%(name)s passes a lead on to you: “%(title)s”") % values,
            why=_("You decide what to make of it. A no is fine."),
            in_letter=_("%(name)s passes a lead on to you.") % values,
            action=_("Read it"),
            url=address_in(person.community, "exchanges:lead-detail", public_id=lead.public_id) or "",
            partner=lead.giver,
        )


@if_any(lambda asked: Ask.objects.filter(asker=asked.person, state__in=OPEN_ASKS, warned_at__isnull=False))
def asks_of_mine(person: Membership, today: date) -> Iterator[Due]:
    for ask in asks_ending_soon(person)[:MOST]:
        yield Due(
            on=timezone.localtime(ask.closes_at, zone_for(person)).date(),
            what=_("Your ask closes"),
            detail=_("“%(title)s”") % {"title": ask.title},
            action=_("Renew or close it"),
            in_letter=_("Your ask closes"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=ask.public_id) or "",
        )
