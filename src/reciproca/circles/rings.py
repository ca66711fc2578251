"""Reads of the rings of a circle: only who sits there and said yes to the charter in force. An ask is its owner’s alone until its turn
has come; of who said no nobody learns, and whom somebody knows stays theirs until that person agrees."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.models import Answer
from reciproca.exchanges.queries import answers_visible_to
from reciproca.network.queries import allies_of
from reciproca.notifications.live import Found
from reciproca.people.queries import people_visible_to

from .choices import OPEN_CIRCLES, CharterState, CircleState, OfferKind, RingOutcome, RingState, SeatState
from .models import Circle, Consent, Ring, RingAsk, RingOffer, Seat
from .queries import bound_by, circles_of, members_of

__all__ = [
    "allies_beyond", "answers_from_beyond", "asks_heard_by", "asks_to_tell", "found_help", "how_many_brought", "is_ring_coming",
    "offers_heard_by", "own_ask", "own_offer", "rings_going_round", "rings_moved_since", "rings_of", "rings_to_bring_to",
    "rings_to_end", "rings_to_let_go", "rings_to_remind", "rings_visible_to", "rings_without_end",
]  # fmt: skip

#: What the others read of what was said to an ask.
HEARD = (OfferKind.CAN, OfferKind.KNOWS)
WENT_ROUND = (RingState.WEEK, RingState.ENDED)
#: A round that nobody takes further goes on by itself into its week; a ring that nobody begins is let go.
STANDS_STILL, NEVER_BEGUN = timedelta(hours=12), timedelta(days=14)
REMINDED_BEFORE = timedelta(days=2)
MOST_NEWS = 2000


def rings_visible_to(person: Membership) -> QuerySet[Ring]:
    """Of one's circles, for who said yes to the charter in force; the newest first."""
    agreed = Consent.objects.filter(person=person, charter__state=CharterState.IN_FORCE).values("charter__circle")
    mine = Ring.objects.filter(circle__in=circles_of(person)).filter(circle__in=agreed)
    return mine.select_related("circle", "meeting", "called_by").order_by("-called_at", "-pk")


def rings_of(circle: Circle, viewer: Membership) -> QuerySet[Ring]:
    return rings_visible_to(viewer).filter(circle=circle)


def is_ring_coming(circle: Circle) -> bool:
    """Whether one gathers asks or goes round: there is one at a time."""
    return Ring.objects.filter(circle=circle, state__in=[RingState.GATHERING, RingState.ROUND]).exists()


# ── asks ─────────────────────────────────────────────────────────────────────


def own_ask(ring: Ring, person: Membership) -> RingAsk | None:
    return RingAsk.objects.filter(ring=ring, person=person).first()


def asks_heard_by(person: Membership) -> QuerySet[RingAsk]:
    """Whose turn is or was, of those who sit there still and whom one may know; in the order that was drawn."""
    heard = Q(ring__state__in=WENT_ROUND) | Q(ring__state=RingState.ROUND, place__lte=F("ring__turn"))
    rows = RingAsk.objects.filter(heard, place__isnull=False, ring__in=rings_visible_to(person))
    rows = rows.filter(person__in=people_visible_to(person)).filter(_is_seated("ring__circle"))
    return rows.select_related("ring__circle", "ring__meeting", "person", "further").order_by("place", "pk")


def _is_seated(circle: str) -> Exists:
    return Exists(Seat.objects.filter(circle=OuterRef(circle), person=OuterRef("person"), state=SeatState.TAKEN))


def how_many_brought(ring: Ring, viewer: Membership) -> tuple[int, int]:
    """How many of how many have brought theirs: for who may begin."""
    bound = {one.pk for one in bound_by(ring.circle)}
    there = {one.pk for one in members_of(ring.circle, viewer)} & bound
    return ring.asks.filter(brought_at__isnull=False, person__in=there).count(), len(there)


def found_help(asks: Collection[RingAsk]) -> int:
    return sum(ask.outcome == RingOutcome.HELPED for ask in asks)


# ── what was said to them ────────────────────────────────────────────────────


def own_offer(ask: RingAsk, person: Membership) -> RingOffer | None:
    return RingOffer.objects.filter(ask=ask, person=person).first()


def offers_heard_by(person: Membership) -> QuerySet[RingOffer]:
    """“I can” and “I know somebody”, of those who sit there still and whom one may know."""
    rows = RingOffer.objects.filter(ask__in=asks_heard_by(person), kind__in=HEARD)
    rows = rows.filter(person__in=people_visible_to(person)).filter(_is_seated("ask__ring__circle"))
    return rows.select_related("person", "ask__ring__circle", "ask__person").order_by("offered_at", "pk")


# ── one step further ─────────────────────────────────────────────────────────


def allies_beyond(ask: RingAsk, person: Membership) -> QuerySet[Membership]:
    """One's allies who do not sit there: to one of them one may pass it on. Whom it must not reach is among them, or the list
    would tell."""
    there = Seat.objects.filter(circle=ask.ring.circle, state=SeatState.TAKEN).values("person")
    return allies_of(person).exclude(pk__in=there).order_by("given_name", "family_name")


def answers_from_beyond(ask: RingAsk, person: Membership) -> QuerySet[Answer]:
    """What allies of allies wrote: for who asks."""
    if ask.further_id is None or ask.person_id != person.pk:
        return Answer.objects.none()
    return answers_visible_to(person).filter(ask=ask.further_id).order_by("written_at", "pk")


# ── what waits ───────────────────────────────────────────────────────────────


def rings_to_bring_to(person: Membership) -> QuerySet[Ring]:
    """Asks come in, and one has not brought one's own."""
    brought = RingAsk.objects.filter(ring=OuterRef("pk"), person=person, brought_at__isnull=False)
    waiting = rings_visible_to(person).filter(state=RingState.GATHERING, circle__state=CircleState.MEETING)
    return waiting.exclude(Exists(brought)).order_by("begins_at", "pk")


def rings_going_round(person: Membership) -> QuerySet[Ring]:
    return rings_visible_to(person).filter(state=RingState.ROUND, circle__state__in=OPEN_CIRCLES)


def asks_to_tell(person: Membership) -> QuerySet[RingAsk]:
    """One's own, of which one has not said what came of them, within the week."""
    mine = RingAsk.objects.filter(person=person, ring__in=rings_visible_to(person), ring__state=RingState.WEEK)
    mine = mine.filter(place__isnull=False, outcome="", ring__circle__state__in=OPEN_CIRCLES)
    return mine.select_related("ring__circle").order_by("ring__tells_until", "pk")


def rings_to_remind() -> QuerySet[Ring]:
    soon = Ring.objects.filter(state=RingState.WEEK, reminded_at=None, tells_until__lte=clock.now() + REMINDED_BEFORE)
    return soon.filter(circle__state__in=OPEN_CIRCLES).select_related("circle").order_by("pk")


def rings_to_end() -> QuerySet[Ring]:
    return Ring.objects.filter(state=RingState.WEEK, tells_until__lte=clock.now()).order_by("pk")


def rings_without_end() -> QuerySet[Ring]:
    """Rounds that stand still."""
    still = Ring.objects.filter(state=RingState.ROUND, turn_at__lte=clock.now() - STANDS_STILL)
    return still.select_related("circle").order_by("pk")


def rings_to_let_go() -> list[Ring]:
    rows = Ring.objects.filter(state=RingState.GATHERING).select_related("meeting").order_by("pk")
    return [ring for ring in rows if ring.starts_at < clock.now() - NEVER_BEGUN]


# ── for pages that are open ──────────────────────────────────────────────────


def rings_moved_since(moment: datetime) -> Iterator[Found]:
    """In every community: which ring has something new that all may read. That somebody writes, or says no, is nothing new."""
    # One watcher looks for every community of the process.
    blocked = Block.unscoped.filter(
        blocker=OuterRef("person"),
        blocked__circle_seats__circle=OuterRef("circle"),
        blocked__circle_seats__state=SeatState.TAKEN,
    )
    agreed = Consent.unscoped.filter(
        person=OuterRef("person"), charter__circle=OuterRef("circle"), charter__state=CharterState.IN_FORCE
    )
    seats = Seat.unscoped.filter(
        ~Exists(blocked), Exists(agreed), state=SeatState.TAKEN, person__state=MembershipState.ACTIVE,
        circle__rings__moved_at__gte=moment,
    )  # fmt: skip
    rows = seats.order_by("circle__rings__moved_at").values_list(
        "circle__rings__pk", "circle__rings__moved_at", "community_id", "person__email", "circle__rings__public_id"
    )[:MOST_NEWS]
    for key, at, community, address, which in rows:
        yield Found(key, at, community, address, "ring", str(which))
