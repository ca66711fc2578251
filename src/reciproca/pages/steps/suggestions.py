"""Of help offered, and what one could do next for somebody else."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.mentoring.choices import Ending, MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.pages.navigation import address_in
from reciproca.suggestions.choices import HelpState, MentorAnswer
from reciproca.suggestions.kept import next_steps_of
from reciproca.suggestions.models import HelpOffer, MentorInvitation
from reciproca.suggestions.queries import mentorship_to_ask_about, minutes_in, offers_under_way, state_of
from reciproca.suggestions.words import how_long, said_of

from .shape import MOST, Step, Waiting, once, zone_for
from .there import Asked, if_any

__all__ = ["answer_an_offer", "confirm_a_help", "towards_others", "who_offers", "would_you_mentor"]


@if_any(lambda asked: HelpOffer.objects.filter(recipient=asked.person, state=HelpState.TOLD))
def confirm_a_help(person: Membership) -> Iterator[Step]:
    for offer in _offers_of(person, HelpState.TOLD):
        values = {"name": offer.author.given_name, "need": offer.need.text}
        yield Step(
            key=f"help {offer.public_id}",
            kind=pgettext("kind of step", "Confirm"),
            time=_("one minute"),
            title=_("Did it help, what %(name)s did for you?") % values,
            why=_("It was about “%(need)s”. Only your word lets it count.") % values,
            action=_("Say whether it helped"),
            url=_offer_page(offer, person),
            partner=offer.author,
        )


@if_any(lambda asked: _sent(asked))
def answer_an_offer(person: Membership) -> Iterator[Step]:
    for offer in _offers_of(person, HelpState.SENT):
        values = {"name": offer.author.given_name, "need": offer.need.text}
        yield Step(
            key=f"offer {offer.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s would like to help you.") % values,
            why=_("You wrote that you need: “%(need)s”. Yes and no are equally good answers.") % values,
            action=_("Read the offer"),
            url=_offer_page(offer, person),
            partner=offer.author,
        )


@if_any(lambda asked: _closed_together(asked))
def would_you_mentor(person: Membership) -> Iterator[Step]:
    mentorship = mentorship_to_ask_about(person)
    if mentorship is not None:
        values = {"name": mentorship.mentor.given_name, "time": how_long(minutes_in(mentorship))}
        yield Step(
            key=f"mentor {mentorship.public_id}",
            kind=pgettext("kind of step", "Look ahead"),
            time=_("five minutes"),
            title=_("And one day, on the other side?"),
            why=_("%(name)s gave you %(time)s. Somebody now stands where you stood then; you can say yes, later or no.")
            % values,
            action=_("Read, and answer"),
            url=address_in(person.community, "suggestions:mentor-invitation", public_id=mentorship.public_id) or "",
            partner=mentorship.mentor,
            tie="active",
        )


def towards_others(person: Membership) -> Iterator[Step]:
    """Whom to thank, to help, to be in touch with again, to meet: the best two."""
    for way in next_steps_of(person, once(person, state_of)):
        said = said_of(way, person, zone_for(person))
        yield Step(
            key=said.key,
            kind=said.kind,
            time=said.time,
            title=said.title,
            why=said.why,
            action=said.action,
            url=said.url,
            partner=said.other,
            both=tuple(said.both),
            tie=said.tie,
            aside=said.key,
            sort=said.sort,
        )


@if_any(
    lambda asked: HelpOffer.objects.filter(recipient=asked.person, state=HelpState.TOLD), lambda asked: _sent(asked)
)
def who_offers(person: Membership) -> Iterator[Waiting]:
    """Who offered help and waits for a yes or a no, or for a word on whether it helped."""
    for offer in _offers_of(person, HelpState.TOLD):
        yield Waiting(
            key=f"help {offer.public_id}",
            who=offer.author,
            what=_("says that the help took place"),
            action=_("Say whether it helped"),
            url=_offer_page(offer, person),
        )
    for offer in _offers_of(person, HelpState.SENT):
        yield Waiting(
            key=f"offer {offer.public_id}",
            who=offer.author,
            what=_("offers you a hand"),
            action=_("Read the offer"),
            url=_offer_page(offer, person),
        )


def _offers_of(person: Membership, state: str) -> list[HelpOffer]:
    """The offers to this person in which they have the next word."""
    found = once(person, offers_under_way)
    return [offer for offer in found if offer.recipient_id == person.pk and offer.state == state][:MOST]


def _offer_page(offer: HelpOffer, person: Membership) -> str:
    return address_in(person.community, "suggestions:offer-detail", public_id=offer.public_id) or ""


# ── whether there may be any ──


def _sent(asked: Asked) -> QuerySet[HelpOffer]:
    return HelpOffer.objects.filter(recipient=asked.person, state=HelpState.SENT, closes_at__gt=asked.now)


def _closed_together(asked: Asked) -> QuerySet[Mentorship]:
    settled = MentorInvitation.objects.filter(person=asked.person, answer__in=[MentorAnswer.YES, MentorAnswer.NO])
    closed = Mentorship.objects.filter(mentee=asked.person, state=MentorshipState.ENDED, ending=Ending.CLOSED)
    return closed.exclude(mentee__in=settled.values("person"))
