"""A circle that became small: propose who could come in, or to become one with another; ask those who sit there; and do it once all
have said yes, once.

The audit trail knows that it was proposed, and that two became one: never who said what.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.circles.choices import CircleState, MendingState, SeatState
from reciproca.circles.mending import (
    QUIET,
    mendings_to_answer,
    mendings_to_settle,
    small_circles_seen_by,
    still_holds,
    voices_missing,
)
from reciproca.circles.models import Circle, Mending, MendingVoice, Seat
from reciproca.circles.queries import LATEST, charter_in_force, taken_in
from reciproca.circles.rules import WAITS
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.safeguarding.actions import refuse_while_held

from .circles import CircleFull, become_one
from .shared import MovedOn, NotYours, hold, write_to

__all__ = ["NoRemedy", "answer_mending", "propose_mending", "settle_mendings"]


class NoRemedy(Refusal):
    sentence = _("That does not hold any more. Look at what could be done now.")


@transaction.atomic
def propose_mending(circle: Circle, which: UUID, *, by: Membership) -> Mending:
    """One of the ways that the page proposes, no other: the circle is asked, and for two of them both."""
    smalls = small_circles_seen_by(by)
    remedies = [one for small in smalls if small.circle.pk == circle.pk for one in small.remedies]
    remedy = next((one for one in remedies if one.which == str(which)), None)
    if remedy is None:
        raise NoRemedy
    _hold(circle, remedy.other)
    now = clock.now()
    told = {"charter": charter_in_force(circle)} if remedy.one_charter else {"template": LATEST}
    try:
        with transaction.atomic():
            mending = Mending.objects.create(
                circle=circle, other=remedy.other, person=remedy.person, proposed_by=by, proposed_at=now,
                closes_at=now + WAITS, **(told if remedy.other is not None else {}),
            )  # fmt: skip
    except IntegrityError:
        raise NoRemedy from None
    record("propose_mending", by=by, on=circle, merger=mending.is_merger)
    for person in _asked(mending):
        write_to(person, "mending_proposed", mending)
    return mending


@transaction.atomic
def answer_mending(mending: Mending, yes: bool, *, by: Membership) -> Mending:
    """What one says is told to nobody. For a seat one yes is enough, of whoever says it first; for one circle all are needed."""
    found = mendings_to_answer(by).filter(pk=mending.pk).first()
    if found is None:
        raise NotYours
    _hold_quietly(found)
    MendingVoice.objects.get_or_create(mending=found, person=by, defaults={"is_yes": yes, "at": clock.now()})
    if yes and found.is_merger:
        _settle(found)
    elif yes:
        _offer_seat(found, by)
    return found


def _offer_seat(mending: Mending, by: Membership) -> None:
    """As any seat is offered: they decide, and nobody learns of a no."""
    circle, person = mending.circle, mending.person
    assert person is not None
    refuse_while_held(by, person)
    hold(circle)
    seats = Seat.objects.filter(circle=circle, person=person)
    if taken_in(circle).count() >= circle.most:
        raise CircleFull
    if not _close(mending, MendingState.DONE) or seats.filter(state=SeatState.TAKEN).exists():
        return
    seats.exclude(state=SeatState.LEFT).delete()
    now = clock.now()
    seat = Seat.objects.create(
        circle=circle, person=person, state=SeatState.INVITED, offered_by=by, asked_at=now, closes_at=now + WAITS
    )
    write_to(person, "seat_offered", seat)


def _settle(mending: Mending) -> bool:
    """Two become one, once, when all who sit there have said yes."""
    if mending.other is None or voices_missing(mending) or not still_holds(mending):
        return False
    _hold(mending.circle, mending.other)
    if voices_missing(mending) or not still_holds(mending):  # somebody came in meanwhile
        return False
    if not _close(mending, MendingState.DONE):
        return False
    become_one(mending.circle, mending.other, template=mending.template)
    return True


def _close(mending: Mending, state: MendingState) -> bool:
    """What each had said goes with it."""
    rows = Mending.objects.filter(pk=mending.pk, state=MendingState.PROPOSED)
    closed = rows.update(state=state, closes_at=clock.now())
    MendingVoice.objects.filter(mending=mending).delete()
    return bool(closed)


def _asked(mending: Mending) -> list[Membership]:
    circles = [one for one in (mending.circle, mending.other) if one is not None]
    people = {seat.person_id: seat.person for one in circles for seat in taken_in(one)}
    return list(people.values())


def _hold_quietly(mending: Mending) -> None:
    """Its row, until the transaction is through; of the circles, whose version all can read, nothing is different."""
    if not Mending.objects.filter(pk=mending.pk, state=MendingState.PROPOSED).update(state=F("state")):
        raise MovedOn


def _hold(*circles: Circle | None) -> None:
    """Both, always in the same order."""
    for circle in sorted((one for one in circles if one is not None), key=lambda one: one.pk):
        hold(circle, CircleState.MEETING)


# ── what time does, in the community in force ────────────────────────────────


def settle_mendings() -> int:
    """Mergers for which only who left was waited; what nobody answered closes, and is forgotten a quarter later."""
    done = sum(_settle_held(mending) for mending in mendings_to_settle())
    for mending in Mending.objects.filter(state=MendingState.PROPOSED, closes_at__lte=clock.now()).order_by("pk"):
        done += _close(mending, MendingState.CLOSED)
    return done + Mending.objects.filter(closes_at__lte=clock.now() - QUIET).delete()[0]


def _settle_held(mending: Mending) -> bool:
    try:
        with transaction.atomic():
            _hold_quietly(mending)
            return _settle(mending)
    except Refusal:  # somebody was quicker
        return False
