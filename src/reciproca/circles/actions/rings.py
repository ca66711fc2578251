"""A ring: call it, bring an ask, go round from one ask to the next, say what one can do or whom one knows, go one step further
through allies, and say within a week what came of it.

Of this the audit trail knows that a ring went round. The ledger has a line for what helped.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import may_contact
from reciproca.circles.choices import OPEN_CIRCLES, OfferKind, RingOutcome, RingState
from reciproca.circles.models import Circle, Meeting, Ring, RingAsk, RingOffer
from reciproca.circles.queries import bound_by
from reciproca.circles.rings import (
    HEARD,
    allies_beyond,
    answers_from_beyond,
    asks_heard_by,
    offers_heard_by,
    own_ask,
    own_offer,
    rings_to_end,
    rings_to_let_go,
    rings_to_remind,
    rings_visible_to,
    rings_without_end,
)
from reciproca.circles.rules import (
    FEWEST_ASKS,
    can_begin_round,
    can_bring,
    can_call_off,
    can_call_ring,
    can_let_further,
    can_move_on,
    can_offer,
    can_pass_further,
    can_say_agreed,
    can_take_ask_back,
    can_tell_help,
)
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.ids import new_public_id
from reciproca.exchanges.actions import close_ask, hand_on_ask, mark_helped, post_ask
from reciproca.exchanges.choices import AskKind
from reciproca.exchanges.models import Answer
from reciproca.exchanges.rules import can_close
from reciproca.exchanges.rules import can_mark_helped as can_mark_answer
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind

from .shared import MovedOn, NotYours, hold, must_be_bound, said, write_to

__all__ = [
    "AnotherRing", "NobodyNamed", "TooFewAsks", "begin_round", "bring_ask", "call_off_ring", "call_ring", "leave_rings",
    "let_go_further", "move_on", "offer_help", "pass_further", "remind_askers", "say_they_agreed", "settle_rings",
    "take_ask_back", "tell_help",
]  # fmt: skip

A_WEEK = timedelta(days=7)
UNDER_WAY = (RingState.GATHERING, RingState.ROUND, RingState.WEEK)


class AnotherRing(Refusal):
    sentence = _("A ring is under way in this circle. Bring your ask to that one.")


class TooFewAsks(Refusal):
    sentence = _("A ring goes round from two asks on.")


class NobodyNamed(Refusal):
    sentence = _("Write down whom you think of. You alone read it until they agree.")
    field = "who"


# ── asks come in ─────────────────────────────────────────────────────────────


@transaction.atomic
def call_ring(
    circle: Circle,
    *,
    by: Membership,
    begins_at: datetime | None = None,
    meeting: Meeting | None = None,
    minutes_each: int = 3,
) -> Ring:
    """For a meeting, for an hour, or for now. Everybody is asked to bring one ask."""
    everybody = must_be_bound(circle, by)
    if not can_call_ring(circle, bound=True) or (meeting is not None and meeting.circle_id != circle.pk):
        raise MovedOn
    hold(circle)
    now = clock.now()
    begins_at = meeting.starts_at if meeting is not None else begins_at or now
    told = {"seconds_each": minutes_each * 60, "called_at": now, "moved_at": now}
    try:
        with transaction.atomic():
            ring = Ring.objects.create(circle=circle, called_by=by, meeting=meeting, begins_at=begins_at, **told)
    except IntegrityError:
        raise AnotherRing from None
    for person in everybody:
        if person.pk != by.pk:
            write_to(person, "ring_called", ring)
    return ring


@transaction.atomic
def call_off_ring(ring: Ring, *, by: Membership) -> None:
    """Before it has gone round; what each had written for it goes."""
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.GATHERING)
    if not can_call_off(by, ring):
        raise MovedOn
    ring.delete()


@transaction.atomic
def bring_ask(ring: Ring, *, by: Membership, title: str, story: str = "", is_brought: bool = True) -> RingAsk:
    """One each: a draft, or brought. Nobody sees it before its turn, nor that it was written. Who comes while the ring goes
    round is last."""
    words = said(title=title) | {"story": story.strip()}
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.GATHERING, RingState.ROUND)
    mine = own_ask(ring, by)
    if not can_bring(ring, mine):
        raise MovedOn
    now = clock.now()
    brought = {"brought_at": (mine and mine.brought_at) or now if is_brought else None}
    placed = {"place": _last_place(ring, mine) if is_brought and ring.is_going_round else None}
    kept, _made = RingAsk.objects.update_or_create(
        ring=ring, person=by, defaults={**words, "written_at": now, **brought, **placed}
    )
    return kept


def _last_place(ring: Ring, mine: RingAsk | None) -> int:
    if mine is not None and mine.place is not None:
        return mine.place
    last = ring.asks.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def take_ask_back(ask: RingAsk, *, by: Membership) -> None:
    """It goes with all that was said to it. Was it on, the next one is."""
    ring = ask.ring
    _takes_part(ring, by)
    _hold_quietly(ring, *UNDER_WAY)
    if not can_take_ask_back(by, ask):
        raise MovedOn
    _remove(ask, ring)


def _remove(ask: RingAsk, ring: Ring) -> None:
    was_heard = ring.has_gone_round or (ring.turn is not None and ask.place is not None and ask.place <= ring.turn)
    was_on = ring.is_going_round and ask.place == ring.turn
    ask.delete()
    if was_on:
        _go_on(ring)
    elif was_heard:
        _move(ring, ring.state)
        _end_if_all_have_told(ring)


# ── it goes round ────────────────────────────────────────────────────────────


@transaction.atomic
def begin_round(ring: Ring, *, by: Membership) -> Ring:
    """In an order that is drawn: neither who was first nor who wrote most often can be told from it."""
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.GATHERING)
    if not can_begin_round(by, ring):
        raise MovedOn
    bound = [person.pk for person in bound_by(ring.circle)]
    brought = ring.asks.filter(brought_at__isnull=False, person__in=bound).order_by("pk")
    drawn = sorted(brought, key=lambda _ask: new_public_id().int)
    if len(drawn) < FEWEST_ASKS:
        raise TooFewAsks
    for place, ask in enumerate(drawn):
        RingAsk.objects.filter(pk=ask.pk).update(place=place)
    record("begin_ring", by=None, on=ring.circle)
    return _move(ring, RingState.GATHERING, state=RingState.ROUND, turn=0, turn_at=clock.now())


@transaction.atomic
def move_on(ring: Ring, *, by: Membership, turn: int) -> Ring:
    """From the ask of that place to the next. Of two who press at once one moves it on, and the other has what they wanted."""
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.ROUND, RingState.WEEK)
    if not ring.is_going_round or ring.turn != turn:
        return ring
    if not can_move_on(by, ring):
        raise MovedOn
    return _go_on(ring)


def _go_on(ring: Ring) -> Ring:
    """To the next ask; after the last the week begins."""
    bound = [person.pk for person in bound_by(ring.circle)]
    left = ring.asks.filter(place__gt=ring.turn, person__in=bound).order_by("place")
    following = left.values_list("place", flat=True).first()
    if following is None:
        return _begin_week(ring)
    return _move(ring, RingState.ROUND, turn=following, turn_at=clock.now())


def _begin_week(ring: Ring) -> Ring:
    now = clock.now()
    over = {"turn": None, "turn_at": None, "went_round_at": now, "tells_until": now + A_WEEK}
    return _move(ring, RingState.ROUND, state=RingState.WEEK, **over)


@transaction.atomic
def offer_help(ask: RingAsk, kind: str, *, by: Membership, words: str = "", who: str = "") -> RingOffer:
    """I can; I know somebody who can; not this one. Changed as often as one likes, until one is thanked. A no that nobody saw a
    yes before changes nothing for anybody."""
    kind = OfferKind(kind)
    _takes_part(ask.ring, by)
    _hold_quietly(ask.ring, RingState.ROUND, RingState.WEEK)
    if not asks_heard_by(by).filter(pk=ask.pk).exists():
        raise NotYours
    mine = own_offer(ask, by)
    if not can_offer(by, ask, mine):
        raise MovedOn
    who = who.strip() if kind == OfferKind.KNOWS else ""
    if kind == OfferKind.KNOWS and not who:
        raise NobodyNamed
    agreed_at = mine.agreed_at if mine is not None and mine.who == who and who else None
    told = {"kind": kind, "words": words.strip() if kind in HEARD else "", "who": who, "agreed_at": agreed_at}
    if mine is None or mine.kind not in HEARD:
        told["offered_at"] = clock.now()
    offer, _made = RingOffer.objects.update_or_create(ask=ask, person=by, defaults=told)
    if kind in HEARD or (mine is not None and mine.kind in HEARD):
        _move(ask.ring, ask.ring.state)
    return offer


@transaction.atomic
def say_they_agreed(offer: RingOffer, *, by: Membership) -> RingOffer:
    """Whom one knows has said yes: from now on who asks reads who it is, and nobody else."""
    ring = offer.ask.ring
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.ROUND, RingState.WEEK)
    if not can_say_agreed(by, offer):
        raise MovedOn
    RingOffer.objects.filter(pk=offer.pk).update(agreed_at=clock.now())
    offer.refresh_from_db()
    _move(ring, ring.state)
    return offer


# ── one step further ─────────────────────────────────────────────────────────


@transaction.atomic
def let_go_further(ask: RingAsk, *, by: Membership, title: str, story: str = "", kind: str = AskKind.ADVICE) -> RingAsk:
    """Its owner agrees that it leaves the circle, in these words: each of the others may pass it on to one ally."""
    words = said(title=title)
    ring = ask.ring
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.WEEK)
    ask.refresh_from_db()
    if not can_let_further(by, ask):
        raise MovedOn
    ask.further = post_ask(words["title"], by=by, story=story, kind=kind, by_hand=True)
    ask.save(update_fields=["further"])
    _move(ring, RingState.WEEK)
    return ask


@transaction.atomic
def pass_further(ask: RingAsk, *, by: Membership, to: Membership, note: str = "") -> None:
    """To one of one's allies, who reads it and decides. Whether it reached them, and what they did, is told to nobody."""
    ring = ask.ring
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.WEEK)
    if not asks_heard_by(by).filter(pk=ask.pk).exists() or not allies_beyond(ask, by).filter(pk=to.pk).exists():
        raise NotYours
    mine = own_offer(ask, by)
    if not can_pass_further(by, ask, mine) or ask.further is None:
        raise MovedOn
    hand_on_ask(ask.further, by=by, to=to, note=note)
    first = {"kind": OfferKind.NOT_THIS, "passed_at": clock.now()}
    RingOffer.objects.update_or_create(ask=ask, person=by, defaults={"passed_at": clock.now()}, create_defaults=first)


# ── what came of it ──────────────────────────────────────────────────────────


@transaction.atomic
def tell_help(
    ask: RingAsk,
    outcome: str,
    *,
    by: Membership,
    told: str = "",
    thanked: Collection[RingOffer] = (),
    answers: Collection[Answer] = (),
) -> RingAsk:
    """Helped, on the way, not yet; and thanks to those whose help it was, each once: the ledger has a line for it."""
    ring = ask.ring
    _takes_part(ring, by)
    _hold_quietly(ring, RingState.WEEK, RingState.ENDED)
    if not can_tell_help(by, ask):
        raise MovedOn
    outcome = RingOutcome(outcome)
    RingAsk.objects.filter(pk=ask.pk).update(outcome=outcome, told=told.strip(), told_at=clock.now())
    ask.refresh_from_db()
    heard = {offer.pk: offer for offer in offers_heard_by(by).filter(ask=ask, thanked_at=None)}
    for offer in thanked:
        if offer.pk in heard:
            _thank(heard[offer.pk])
    _thank_beyond(ask, answers, told, by=by)
    _move(ring, ring.state)
    _end_if_all_have_told(ring)
    return ask


def _thank(offer: RingOffer) -> None:
    RingOffer.objects.filter(pk=offer.pk).update(thanked_at=clock.now())
    giver, receiver = offer.person, offer.ask.person
    if giver.ledger_id is None or not may_contact(giver, receiver):
        return
    kind = Kind.ANSWER if offer.can else Kind.LEAD
    line = record_interaction(kind, giver=giver, receiver=receiver, source=offer, confirmed=True)
    RingOffer.objects.filter(pk=offer.pk).update(ledger_seq=line.seq)


def _thank_beyond(ask: RingAsk, answers: Collection[Answer], told: str, *, by: Membership) -> None:
    """Those who were reached through allies; once it has helped nobody needs to look at it any more."""
    if ask.further is None:
        return
    chosen = {answer.pk for answer in answers}
    helped = [one for one in answers_from_beyond(ask, by) if one.pk in chosen and can_mark_answer(by, one)]
    if ask.outcome == RingOutcome.HELPED and can_close(by, ask.further):
        close_ask(ask.further, by=by, change=told, helped=helped)
    else:
        for answer in helped:
            mark_helped(answer, by=by, change=told)


def _end_if_all_have_told(ring: Ring) -> None:
    if ring.is_in_its_week and not ring.asks.filter(place__isnull=False, outcome="").exists():
        _end(ring)


def _end(ring: Ring) -> None:
    _move(ring, RingState.WEEK, state=RingState.ENDED, ended_at=clock.now())
    ring.asks.filter(place=None).delete()  # what was never brought


# ── who leaves, and what time does ───────────────────────────────────────────


def leave_rings(circle: Circle, person: Membership) -> None:
    """Somebody left the circle: what they asked goes, and what they offered; the ring goes on. The lines of the ledger stay."""
    RingOffer.objects.filter(ask__ring__circle=circle, person=person).delete()
    if not circle.is_ended:
        for ring in circle.rings.filter(state__in=UNDER_WAY).order_by("pk"):
            _hold_quietly(ring, *UNDER_WAY)
            mine = own_ask(ring, person)
            if mine is not None:
                _remove(mine, ring)
            elif not ring.is_gathering:
                _move(ring, ring.state)
    RingAsk.objects.filter(ring__circle=circle, person=person).delete()


@transaction.atomic
def settle_rings() -> int:
    """Rounds that stand still go on into their week, weeks end, and what never began is let go."""
    done = 0
    for ring in rings_without_end():
        if ring.circle.state in OPEN_CIRCLES:
            _begin_week(ring)
            done += 1
    for ring in rings_to_end().filter(circle__state__in=OPEN_CIRCLES):
        _end(ring)
        done += 1
    for ring in rings_to_let_go():
        ring.delete()
        done += 1
    return done


@transaction.atomic
def remind_askers() -> int:
    """Two days before the week is over, once, who has not said what came of their ask."""
    done = 0
    for ring in rings_to_remind():
        Ring.objects.filter(pk=ring.pk).update(reminded_at=clock.now())
        for ask in ring.asks.filter(place__isnull=False, outcome="").select_related("person").order_by("pk"):
            write_to(ask.person, "ring_to_tell", ask)
            done += 1
    return done


# ── the row that is held ─────────────────────────────────────────────────────


def _takes_part(ring: Ring, by: Membership) -> None:
    must_be_bound(ring.circle, by)
    if not rings_visible_to(by).filter(pk=ring.pk).exists():
        raise NotYours


def _move(ring: Ring, *states: str, **changes: Any) -> Ring:
    """Something new for all to read. Of two who act at once one does; its row is held until the transaction is through."""
    rows = Ring.objects.filter(pk=ring.pk, state__in=states, circle__state__in=OPEN_CIRCLES)
    if not rows.update(**changes, moved_at=clock.now()):
        raise MovedOn
    ring.refresh_from_db()
    return ring


def _hold_quietly(ring: Ring, *states: str) -> None:
    """The same, and nothing that anybody could see is different."""
    rows = Ring.objects.filter(pk=ring.pk, state__in=states, circle__state__in=OPEN_CIRCLES)
    if not rows.update(state=F("state")):
        raise MovedOn
    ring.refresh_from_db()
