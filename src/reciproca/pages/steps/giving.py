"""Of giving and receiving: something small in somebody's first week; and who gives a lot is asked what would help them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Case, Exists, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.exchanges.choices import OPEN_ASKS, RouteState
from reciproca.exchanges.models import Answer, Ask, Route, Share
from reciproca.exchanges.queries import asks_open_to_all
from reciproca.network.circulation import HELP
from reciproca.network.models import Interaction
from reciproca.network.queries import lines_of
from reciproca.pages.navigation import address_in
from reciproca.people.models import Need, Offer
from reciproca.people.queries import OwnWords, own_words_of
from reciproca.suggestions.candidates import best_meetings

from .shape import Step, once
from .there import if_any

__all__ = ["ask_for_something", "give_something_small"]

FIRST_WEEK = timedelta(days=7)
SEASON = timedelta(days=60)
#: So much help in a season, and none received, is a lot.
A_LOT = 5
LOOKED_AT = 20


@if_any(
    lambda asked: Offer.objects.filter(
        membership=asked.person, withdrawn_at=None, membership__joined_at__gt=asked.month_ago
    )
)
def give_something_small(person: Membership) -> Iterator[Step]:
    """In the first week, once there is something one offers: an ask it answers, or else something to share."""
    is_new = person.joined_at is not None and person.joined_at > clock.now() - FIRST_WEEK
    mine = once(person, own_words_of) if is_new else None
    if mine is None or not mine.offers or _has_begun(person.pk)[0][0]:
        return
    ask = _ask_that_suits(person, mine)
    page = ask and address_in(person.community, "exchanges:ask-detail", public_id=ask.public_id)
    yield Step(
        key=f"ask {ask.public_id}" if ask else "small",
        kind=pgettext("kind of step", "Give"),
        time=_("ten minutes"),
        title=_("Something small to begin with: “%(title)s”") % {"title": ask.title}
        if ask
        else _("Something small to begin with: share what you have read with whom it concerns."),
        why=_("%(name)s asks, and you know something about it. Two lines are enough.") % {"name": ask.asker.given_name}
        if ask
        else _("You see whom it would reach, and why. It is the shortest way to be known for what you know."),
        action=_("Read it") if ask else _("Share something"),
        url=page or address_in(person.community, "exchanges:share-new") or "",
        partner=ask.asker if ask else None,
    )


@prepared()
def _has_begun(person: int) -> QuerySet:
    """Whether they have given something, or something was brought to them."""
    given = Q(Exists(Answer.objects.filter(author=person))) | Q(Exists(Share.objects.filter(sharer=person)))
    brought = Exists(Route.objects.filter(person=person, state=RouteState.ASKED))
    return Membership.objects.filter(pk=person).values_list(Case(When(given | Q(brought), then=True), default=False))


def _ask_that_suits(person: Membership, mine: OwnWords) -> Ask | None:
    asks = _open_asks(person.pk)
    meetings = best_meetings([ask.title for ask in asks], mine.given)
    return asks[max(meetings, key=lambda one: one.closeness).need] if meetings else None


@prepared()
def _open_asks(person: int) -> QuerySet:
    """Open ones alone: how long closed ones linger, which the clock decides, does not matter here."""
    return asks_open_to_all(Membership(pk=person))[:LOOKED_AT]


@if_any(
    lambda asked: Interaction.objects.filter(
        giver__in=LedgerIdentity.objects.filter(membership=asked.person).values("ledger_id"),
        kind__in=sorted(HELP),
        at__gt=asked.month_ago,
    )
)
def ask_for_something(person: Membership) -> Iterator[Step]:
    """Who gave a lot lately, received nothing and asks for nothing."""
    lately = [line for line in lines_of(person) if line.is_confirmed and line.at > clock.now() - SEASON]
    given = [line for line in lately if line.kind in HELP and line.is_given]
    received = [line for line in lately if line.kind in HELP and not line.is_given]
    needs = Need.objects.filter(membership=person, closed_at=None)
    asks = Ask.objects.filter(asker=person, state__in=OPEN_ASKS)
    if len(given) < A_LOT or received or needs.exists() or asks.exists():
        return
    yield Step(
        key="receive",
        kind=pgettext("kind of step", "Receive"),
        time=_("five minutes"),
        title=_("You have given a lot lately. What would help you?"),
        why=_("Who asks lets others give. One sentence is enough, and nobody has to answer."),
        action=_("Ask for something"),
        url=address_in(person.community, "exchanges:ask-new") or "",
        other_action=_("Say how much you can give"),
        other_url=address_in(person.community, "network:giving") or "",
    )
