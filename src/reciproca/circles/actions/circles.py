"""Start a circle, come in, invite, leave; pause, and close it together; and what time does.

The audit trail has that a circle began, that somebody came in, and that it ended: never what is said in it, nor a no, nor who left.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import is_minor
from reciproca.circles.choices import OPEN_CIRCLES, CircleState, Entry, PulseEvery, SeatState
from reciproca.circles.models import LARGEST, SMALLEST, Circle, Seat
from reciproca.circles.queries import (
    alternatives_to,
    charter_in_force,
    circles_found_by,
    circles_of,
    circles_to_forget,
    invitations_to,
    people_to_invite,
    requests_to_answer,
    seats_out_of_place,
    taken_in,
)
from reciproca.circles.rules import MOST_CIRCLES, WAITS, may_sit_in
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.actions import turn_to
from reciproca.safeguarding.actions import refuse_while_held

from .cases import leave_cases
from .charters import agree_together, charter_from_template, settle_charter
from .meetings import call_off_all, invite_to_meetings, leave_meetings
from .rings import leave_rings
from .shared import ChangedMeanwhile, CircleOver, MovedOn, NotYours, hold, said, take_part, write_to
from .talk import close_talk, forget_talk, keep_talk

__all__ = [
    "AlreadyThere", "CircleFull", "NotForMinors", "NotThisWay", "TooManyCircles", "accept_invitation", "answer_request",
    "ask_to_join", "begin_composed", "change_circle", "close_waiting_seats", "decline_invitation", "forget_circles", "invite_to_circle", "join_circle", "leave_circle",
    "let_go_of", "pause_circle", "resume_circle", "start_circle", "step_aside", "step_out", "would_end",
]  # fmt: skip


#: Without a charter a circle that ended is read so long.
KEPT_WITHOUT_CHARTER = 30


class CircleFull(Refusal):
    """Somebody else was quicker, perhaps by a moment. `alternatives`: the nearest with room."""

    sentence = _("The last seat in this circle has just been taken.")

    def __init__(self, alternatives: Sequence[Circle] = ()) -> None:
        super().__init__()
        self.alternatives = list(alternatives)


class AlreadyThere(Refusal):
    sentence = _("You are in this circle already, or your question is on its way.")


class NotThisWay(Refusal):
    sentence = _("One does not come into this circle in this way.")


class NotForMinors(Refusal):
    sentence = _("Circles are of adults among themselves. Whoever coordinates can find something with you.")


class TooManyCircles(Refusal):
    sentence = _("You sit in %(most)s circles already. Each takes an evening: leave one before you take up another.")


# ── beginning ────────────────────────────────────────────────────────────────


@transaction.atomic
def start_circle(
    *,
    by: Membership,
    name: str,
    about: str,
    topics: Sequence[str] = (),
    language: str = "it",
    place: str = "",
    entry: str = Entry.REQUEST,
    cadence_days: int = 21,
    most: int = 8,
    pulse_every: int = PulseEvery.QUARTER,
) -> Circle:
    """A circle with one seat taken. From then on whoever started it is one of its members, and no more."""
    words = said(name=name, about=about)
    refuse_while_held(by)
    _refuse_too_many(by)
    circle = Circle.objects.create(
        topics=[topic.strip() for topic in topics if topic.strip()][:5], language=language, place=place.strip(),
        entry=Entry(entry), cadence_days=cadence_days, most=min(max(most, SMALLEST), LARGEST), pulse_every=PulseEvery(pulse_every),
        began_at=clock.now(), **words,
    )  # fmt: skip
    _sit_down(circle, by)
    record("start_circle", by=by, on=circle)
    return circle


@transaction.atomic
def change_circle(circle: Circle, *, by: Membership, version: int, **changes: Any) -> Circle:
    """How it presents itself to those who look for one; any of its members."""
    take_part(circle, by)
    words = said(name=changes.pop("name"), about=changes.pop("about"))
    most = max(changes.pop("most", circle.most), taken_in(circle).count())
    rows = Circle.objects.filter(pk=circle.pk, version=version, state__in=OPEN_CIRCLES)
    moved = rows.update(**words, **changes, most=most, version=F("version") + 1)
    circle.refresh_from_db()
    if not moved:
        raise CircleOver if circle.is_ended else ChangedMeanwhile
    keep_talk(circle)
    return circle


@transaction.atomic
def begin_composed(
    people: Sequence[Membership], *, by: Membership, name: str, about: str, topics: Sequence[str], language: str,
    place: str, cadence_days: int, most: int,
) -> Circle:  # fmt: skip
    """A circle that was composed of those who signed up: all sit there at once, and a charter from the usual text waits for
    the yes of each. Who composed it is none of them."""
    circle = Circle.objects.create(
        name=name, about=about, topics=list(topics), language=language, place=place, entry=Entry.REQUEST,
        cadence_days=cadence_days, most=max(most, len(people)), began_at=clock.now(),
    )  # fmt: skip
    for person in people:
        _sit_down(circle, person)
    charter_from_template(circle)
    record("begin_composed_circle", by=by, on=circle, people=len(people))
    return circle


# ── coming in ────────────────────────────────────────────────────────────────


@transaction.atomic
def join_circle(circle: Circle, *, by: Membership) -> Seat:
    """Into an open circle, while there is room. Of two who take the last seat at once one gets in."""
    refuse_while_held(by)
    _must_be_found(circle, by)
    if not circle.is_open:
        raise NotThisWay
    return _come_in(circle, by)


@transaction.atomic
def ask_to_join(circle: Circle, *, by: Membership, words: str) -> Seat:
    """A question to all who sit there: one of them says yes, or it closes by itself."""
    refuse_while_held(by)
    _must_be_found(circle, by)
    if circle.entry != Entry.REQUEST:
        raise NotThisWay
    _refuse_too_many(by)
    _leave_room(circle, by)
    now = clock.now()
    asked = {"state": SeatState.ASKED, "asked_at": now, "closes_at": now + WAITS, **said(words=words)}
    try:
        with transaction.atomic():
            seat = Seat.objects.create(circle=circle, person=by, **asked)
    except IntegrityError:
        raise AlreadyThere from None
    for other in taken_in(circle):
        write_to(other.person, "seat_asked", seat)
    return seat


@transaction.atomic
def answer_request(seat: Seat, yes: bool, *, by: Membership) -> Seat:
    """Any of the circle answers. Not now is told to nobody: for who asked it waits, and closes by itself."""
    found = requests_to_answer(by).filter(pk=seat.pk).first()
    if found is None:
        raise NotYours
    if not yes:
        Seat.objects.filter(pk=seat.pk, state=SeatState.ASKED).update(set_aside_at=clock.now())
        return seat
    _come_in(found.circle, found.person, seat=found)
    write_to(found.person, "seat_given", found)
    return found


@transaction.atomic
def invite_to_circle(circle: Circle, person: Membership, *, by: Membership, words: str = "") -> Seat:
    """Offer a seat to somebody one knows. Where they must not meet somebody who sits there nothing reaches them, and who
    invites sees no difference."""
    take_part(circle, by)
    hold(circle)
    if person.pk not in {one.pk for one in people_to_invite(circle, by)}:
        raise NotYours
    if taken_in(circle).count() >= circle.most:
        raise CircleFull
    turn_to(person, by=by)
    Seat.objects.filter(circle=circle, person=person).exclude(state__in=[SeatState.TAKEN, SeatState.LEFT]).delete()
    now = clock.now()
    seat = Seat.objects.create(
        circle=circle, person=person, state=SeatState.INVITED, offered_by=by, words=words.strip(), asked_at=now,
        closes_at=now + WAITS,
    )  # fmt: skip
    write_to(person, "seat_offered", seat)
    return seat


@transaction.atomic
def accept_invitation(seat: Seat, *, by: Membership) -> Seat:
    found = invitations_to(by).filter(pk=seat.pk).first()
    if found is None:
        raise NotYours
    return _come_in(found.circle, by, seat=found)


@transaction.atomic
def decline_invitation(seat: Seat, *, by: Membership) -> None:
    """A no that nobody learns of: for who invited it waits, and closes by itself."""
    if not invitations_to(by).filter(pk=seat.pk).exists():
        raise NotYours
    Seat.objects.filter(pk=seat.pk, state=SeatState.INVITED).update(set_aside_at=clock.now())


def _must_be_found(circle: Circle, by: Membership) -> None:
    if is_minor(by):
        raise NotForMinors
    if not circles_found_by(by).filter(pk=circle.pk).exists():
        raise AlreadyThere if circles_of(by).filter(pk=circle.pk).exists() else NotYours


def _leave_room(circle: Circle, by: Membership) -> None:
    """A question whose time is over makes room for another; so does an invitation, for a question."""
    over = Seat.objects.filter(circle=circle, person=by, state__in=[SeatState.ASKED, SeatState.INVITED])
    over.filter(closes_at__lte=clock.now()).delete()
    over.filter(state=SeatState.INVITED).delete()


def _come_in(circle: Circle, person: Membership, *, seat: Seat | None = None) -> Seat:
    hold(circle)
    there = {one.person_id for one in taken_in(circle)}
    if person.pk in there:
        raise AlreadyThere
    if not may_sit_in(circle, person, there=there):
        raise NotYours
    if len(there) >= circle.most:
        raise CircleFull(alternatives_to(circle, person))
    _refuse_too_many(person)
    taken = _sit_down(circle, person, seat=seat)
    record("join_circle", by=person, on=circle)
    return taken


def _sit_down(circle: Circle, person: Membership, *, seat: Seat | None = None) -> Seat:
    seats = Seat.objects.filter(circle=circle, person=person)
    kept = seats.filter(pk=seat.pk) if seat is not None else seats.none()
    seats.exclude(state__in=[SeatState.TAKEN, SeatState.LEFT]).exclude(pk__in=kept).delete()
    now = clock.now()
    if seat is None:
        return Seat.objects.create(circle=circle, person=person, asked_at=now, joined_at=now)
    if not kept.exclude(state=SeatState.TAKEN).update(
        state=SeatState.TAKEN, joined_at=now, words="", closes_at=None, set_aside_at=None
    ):
        raise MovedOn
    seat.refresh_from_db()
    return seat


def _refuse_too_many(person: Membership) -> None:
    if is_minor(person):
        raise NotForMinors
    mine = Seat.objects.filter(person=person, state=SeatState.TAKEN, circle__state__in=OPEN_CIRCLES)
    if mine.count() >= MOST_CIRCLES:
        raise TooManyCircles(most=MOST_CIRCLES)


# ── two become one ───────────────────────────────────────────────────────────


@transaction.atomic
def become_one(circle: Circle, other: Circle, *, template: str = "") -> None:
    """The people of the other come in, and it ends: it can be read as long as its charter says. All have said yes, to the
    charter, too: to that of both, or, where theirs differ, to the text of this name. For the rows that are held."""
    there = {seat.person_id for seat in taken_in(circle)}
    comers = [seat.person for seat in taken_in(other) if seat.person_id not in there]
    people = [*(seat.person for seat in taken_in(circle)), *comers]
    hold(circle, most=max(circle.most, len(people)))
    for person in comers:
        _sit_down(circle, person)
    agree_together(circle, people, template=template)
    for person in comers:
        invite_to_meetings(circle, person)
    _end(other, is_told=False)
    keep_talk(circle)
    record("merge_circles", by=None, on=circle, people=len(people))
    for person in people:
        write_to(person, "circles_merged", circle, once=str(other.public_id), other=str(other.public_id))


# ── leaving ──────────────────────────────────────────────────────────────────


@transaction.atomic
def leave_circle(circle: Circle, *, by: Membership, keep_ideas: bool = True) -> None:
    """Without a scene: nobody is written to. The dates leave one's calendar, what one had promised goes.

    keep_ideas: what one wrote on the cases of others stays there, without one's name.
    """
    seat = taken_in(circle).filter(person=by).first()
    if seat is None:
        raise NotYours
    _stand_up(seat, keep_ideas=keep_ideas)


def _stand_up(seat: Seat, *, keep_ideas: bool = True) -> None:
    circle, person = seat.circle, seat.person
    Circle.objects.filter(pk=circle.pk).update(version=F("version") + 1)  # held
    if not Seat.objects.filter(pk=seat.pk, state=SeatState.TAKEN).update(
        state=SeatState.LEFT, left_at=clock.now(), would_end_at=None
    ):
        return
    circle.refresh_from_db()
    leave_meetings(circle, person)
    leave_cases(circle, person, keep_ideas=keep_ideas)
    leave_rings(circle, person)
    keep_talk(circle)
    if circle.is_ended:
        return
    left = list(taken_in(circle))
    if not left or (len(left) == 1 and not circle.is_forming):
        _end(circle)
    else:
        settle_charter(circle)
        _end_if_all_would(circle)


@transaction.atomic
def step_aside(person: Membership) -> None:
    """Somebody is leaving the community: the dates of their circles leave their calendar now."""
    for seat in Seat.objects.filter(person=person, state=SeatState.TAKEN).select_related("circle", "person"):
        leave_meetings(seat.circle, person)


@transaction.atomic
def let_go_of(person: Membership) -> None:
    """Somebody is being erased: their circles go on without them, and what they had offered to others goes."""
    Seat.objects.filter(offered_by=person, state=SeatState.INVITED).delete()
    for seat in Seat.objects.filter(person=person, state=SeatState.TAKEN).select_related("circle", "person"):
        _stand_up(seat)


# ── pausing and ending ───────────────────────────────────────────────────────


@transaction.atomic
def pause_circle(circle: Circle, *, by: Membership) -> Circle:
    """Anybody may: what was planned is called off, and anybody takes it up again."""
    take_part(circle, by)
    hold(circle, CircleState.MEETING, state=CircleState.PAUSED, paused_at=clock.now())
    call_off_all(circle)
    record("pause_circle", by=by, on=circle)
    return circle


@transaction.atomic
def resume_circle(circle: Circle, *, by: Membership) -> Circle:
    take_part(circle, by)
    hold(circle, CircleState.PAUSED, state=CircleState.MEETING, paused_at=None)
    record("resume_circle", by=by, on=circle)
    return circle


@transaction.atomic
def would_end(circle: Circle, yes: bool, *, by: Membership) -> Circle:
    """A circle ends when all who sit in it think that it has done its work; each may think otherwise again."""
    seat = take_part(circle, by)
    hold(circle)
    Seat.objects.filter(pk=seat.pk).update(would_end_at=clock.now() if yes else None)
    _end_if_all_would(circle)
    return circle


def _end_if_all_would(circle: Circle) -> None:
    seats = list(taken_in(circle))
    if seats and all(seat.would_end_at is not None for seat in seats):
        _end(circle)


def _end(circle: Circle, *, is_told: bool = True) -> None:
    """Read only from now on, and forgotten as many days later as its charter says."""
    charter = charter_in_force(circle)
    days = charter.keeps_days if charter is not None else KEPT_WITHOUT_CHARTER
    call_off_all(circle)
    now = clock.now()
    forget_on = (now + timedelta(days=days)).date()
    hold(circle, state=CircleState.ENDED, ended_at=now, forget_on=forget_on, paused_at=None)
    Seat.objects.filter(circle=circle, state__in=[SeatState.ASKED, SeatState.INVITED]).delete()
    close_talk(circle)
    record("end_circle", by=None, on=circle)
    for seat in taken_in(circle) if is_told else ():
        write_to(seat.person, "circle_ended", circle)


# ── what time does, in the community in force ────────────────────────────────


def step_out() -> int:
    """Who blocked somebody in the same circle steps out of it; minors and who left the community, too. Nobody is told."""
    return sum(_step_out(seat) for seat in seats_out_of_place())


@transaction.atomic
def _step_out(seat: Seat) -> bool:
    _stand_up(seat)
    return True


def forget_circles() -> int:
    """What ended and whose time is over goes, with all that was written in it. The lines of the ledger stay."""
    gone = 0
    for circle in circles_to_forget():
        with transaction.atomic():
            record("forget_circle", by=None, on=circle)
            forget_talk(circle)
            circle.delete()
            gone += 1
    return gone


def close_waiting_seats() -> int:
    """Questions and invitations whose time is over."""
    waiting = Seat.objects.filter(state__in=[SeatState.ASKED, SeatState.INVITED], closes_at__lte=clock.now())
    return waiting.delete()[0]
