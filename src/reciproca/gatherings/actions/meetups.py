"""Meet-ups: calling one, coming and waiting for a place, the door, and with whom one met."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import is_minor
from reciproca.circles.models import Circle
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import ChangedMeanwhile, Refusal
from reciproca.gatherings.choices import Coming, MeetupState
from reciproca.gatherings.meetups import (
    codes_at,
    first_waiting,
    free_places_in,
    meetups_over,
    meetups_to_forget,
    meetups_visible_to,
    mets_at,
    seat_at,
    seats_to_come,
)
from reciproca.gatherings.models import Meetup, MeetupPair, MeetupSeat
from reciproca.gatherings.rules import can_call_off, can_say_coming, can_tell_mets, is_door_open, may_call
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from reciproca.network.queries.encounters import plain_code
from reciproca.notifications.actions import post_mail
from reciproca.people.queries import zone_of
from reciproca.programmes.models import Cohort
from reciproca.safeguarding.actions import refuse_while_held

from .coffee import MovedOn, NothingSaid, NotYours

__all__ = [
    "ChangedMeanwhile", "InThePast", "MeetupsNotForMinors", "TooFar", "WrongCode", "YouCalledIt", "arrive_at_meetup",
    "call_meetup", "call_off_meetup", "change_meetup", "come_to_meetup", "forget_meetups", "say_met", "stay_away",
    "tidy_meetups",
]  # fmt: skip

FURTHEST = timedelta(days=365)


class MeetupsNotForMinors(Refusal):
    sentence = _("Meet-ups are of adults among themselves. Whoever coordinates can find something with you.")


class InThePast(Refusal):
    sentence = _("This moment is past. Choose one that is still to come.")
    field = "day"


class TooFar(Refusal):
    sentence = _("That is more than a year away. Choose a day that is nearer.")
    field = "day"


class YouCalledIt(Refusal):
    sentence = _("You called it, and the others wait for you: move it, or call it off.")


class WrongCode(Refusal):
    sentence = _("This is not the code at the door now. It changes every ten minutes: have a fresh one shown to you.")
    status = 422
    field = "code"


# ── calling, changing, calling off ───────────────────────────────────────────


@transaction.atomic
def call_meetup(
    *,
    by: Membership,
    title: str,
    starts_at: datetime,
    minutes: int,
    words: str = "",
    where: str = "",
    most: int | None = None,
    time_zone: str = "",
    circle: Circle | None = None,
    cohort: Cohort | None = None,
) -> Meetup:
    """Who calls it comes; nobody else is in it without saying so, and nobody receives a letter they did not ask for."""
    if is_minor(by):
        raise MeetupsNotForMinors
    refuse_while_held(by)
    if not may_call(by, circle, cohort):
        raise NotYours
    now = clock.now()
    meetup = Meetup.objects.create(
        **_told(by, title, starts_at, minutes, words, where), most=most, circle=circle, cohort=cohort if circle is None else None,
        time_zone=time_zone or zone_of(by).key, called_by=by, called_at=now, changed_at=now,
    )  # fmt: skip
    MeetupSeat.objects.create(meetup=meetup, person=by, coming=Coming.YES, asked_at=now, told_at=now)
    record("call_meetup", by=by, on=meetup)
    _write_to(by, "meetup_joined", meetup, once="0")
    return meetup


@transaction.atomic
def change_meetup(
    meetup: Meetup,
    *,
    by: Membership,
    version: int,
    title: str,
    starts_at: datetime,
    minutes: int,
    words: str = "",
    where: str = "",
    most: int | None = None,
    time_zone: str = "",
) -> Meetup:
    """Other words, another hour, more places. What stands in calendars goes out to those who come, one step further. Nobody is put
    out where there are fewer places than there were."""
    before = _of_mine(meetup, by)
    told = _told(by, title, starts_at, minutes, words, where)
    in_calendars = any(told[name] != getattr(before, name) for name in ("title", "starts_at", "ends_at", "where"))
    rows = Meetup.objects.filter(pk=meetup.pk, version=version, state=MeetupState.PLANNED, starts_at__gt=clock.now())
    moved = rows.update(
        **told, most=most, time_zone=time_zone or before.time_zone, version=F("version") + 1,
        **({"sequence": F("sequence") + 1, "changed_at": clock.now()} if in_calendars else {}),
    )  # fmt: skip
    meetup.refresh_from_db()
    if not moved:
        raise ChangedMeanwhile if meetup.version != version else MovedOn
    record("change_meetup", by=by, on=meetup)
    if in_calendars:
        for seat in _seats(meetup, Coming.YES):
            _write_to(seat.person, "meetup_changed", meetup, once=str(meetup.sequence), sequence=meetup.sequence)
    _fill(meetup)
    return meetup


@transaction.atomic
def call_off_meetup(meetup: Meetup, *, by: Membership) -> Meetup:
    if not meetups_visible_to(by).filter(pk=meetup.pk).exists():
        raise NotYours
    _hold(meetup)
    if not can_call_off(by, meetup) or not _off(meetup, "meetup_off", Coming.YES, Coming.WAITING):
        raise MovedOn
    record("call_off_meetup", by=by, on=meetup)
    return meetup


def _told(by: Membership, title: str, starts_at: datetime, minutes: int, words: str, where: str) -> dict[str, Any]:
    title, words, where = title.strip(), words.strip(), where.strip()
    if not title:
        raise NothingSaid
    refuse_early_links(by, title=title, words=words, where=where)
    if starts_at <= clock.now():
        raise InThePast
    if starts_at > clock.now() + FURTHEST:
        raise TooFar
    ends_at = starts_at + timedelta(minutes=minutes)
    return {"title": title, "words": words, "where": where, "starts_at": starts_at, "ends_at": ends_at}


def _off(meetup: Meetup, letter: str, *to: str) -> bool:
    to_come = Meetup.objects.filter(pk=meetup.pk, state=MeetupState.PLANNED, starts_at__gt=clock.now())
    if not to_come.update(
        state=MeetupState.OFF, changed_at=clock.now(), sequence=F("sequence") + 1, version=F("version") + 1
    ):
        return False
    meetup.refresh_from_db()
    for seat in _seats(meetup, *to):
        _write_to(seat.person, letter, meetup, once=str(meetup.sequence))
    return True


# ── coming ───────────────────────────────────────────────────────────────────


@transaction.atomic
def come_to_meetup(meetup: Meetup, *, by: Membership) -> MeetupSeat:
    """In, or where all places are taken on the waiting list: of two who are after the last one, one gets it. Twice is the same as
    once."""
    _see(meetup, by)
    refuse_while_held(by)
    _hold(meetup)
    if not can_say_coming(meetup):
        raise MovedOn
    found = seat_at(meetup, by)
    if found is not None and found.coming != Coming.NO:
        return found
    seat = _take_place(meetup, by, found, Coming.WAITING if free_places_in(meetup) == 0 else Coming.YES)
    if seat.comes:
        _write_to(by, "meetup_joined", meetup, once=str(seat.steps))
    return seat


@transaction.atomic
def stay_away(meetup: Meetup, *, by: Membership) -> None:
    """Not this time: nobody is told, and whoever waits longest has the place."""
    _see(meetup, by)
    _hold(meetup)
    if meetup.called_by_id == by.pk:
        raise YouCalledIt
    if not can_say_coming(meetup):
        raise MovedOn
    found = seat_at(meetup, by)
    if found is None:
        MeetupSeat.objects.create(meetup=meetup, person=by, coming=Coming.NO, told_at=clock.now())
    elif found.coming != Coming.NO:
        _let_go(found, meetup, "meetup_left")


def _take_place(meetup: Meetup, person: Membership, found: MeetupSeat | None, coming: str) -> MeetupSeat:
    now = clock.now()
    if found is None:
        return MeetupSeat.objects.create(meetup=meetup, person=person, coming=coming, asked_at=now, told_at=now)
    again = {"coming": coming, "asked_at": now, "told_at": now, "was_freed": False}
    MeetupSeat.objects.filter(pk=found.pk).update(**again, steps=F("steps") + 1)
    found.refresh_from_db()
    return found


def _let_go(seat: MeetupSeat, meetup: Meetup, letter: str) -> None:
    came = seat.comes
    changed = {"coming": Coming.NO, "told_at": clock.now(), "was_freed": False, "here_at": None}
    MeetupSeat.objects.filter(pk=seat.pk).update(**changed, steps=F("steps") + 1)
    if came:
        _write_to(seat.person, letter, meetup, once=f"{meetup.sequence} {seat.steps + 1}")
        _fill(meetup)


def _fill(meetup: Meetup) -> None:
    """Free places go to those who wait, whoever waits longest first."""
    while free_places_in(meetup) != 0 and (seat := first_waiting(meetup)) is not None:
        is_there = meetups_visible_to(seat.person).filter(pk=meetup.pk).exists()
        given = {"coming": Coming.YES if is_there else Coming.NO, "was_freed": is_there, "told_at": clock.now()}
        MeetupSeat.objects.filter(pk=seat.pk).update(**given)
        if is_there:
            _write_to(seat.person, "place_freed", meetup, once=str(seat.steps))


# ── what time does ───────────────────────────────────────────────────────────


def tidy_meetups() -> int:
    """Whoever called it is gone, or its circle is over: it does not take place. Whoever it is no longer there for leaves their place."""
    done = 0
    for meetup in meetups_over():
        with transaction.atomic():
            done += _off(_hold(meetup), "meetup_gone", Coming.YES)
    for person, seats in seats_to_come().items():
        meetups = [seat.meetup for seat in seats]
        known = set(meetups_visible_to(person).filter(pk__in=[one.pk for one in meetups]).values_list("pk", flat=True))
        for seat in seats:
            if seat.meetup_id not in known or not person.is_active:
                with transaction.atomic():
                    _let_go(seat, _hold(seat.meetup), "meetup_gone")
                    done += 1
    return done


def forget_meetups() -> int:
    gone = 0
    for meetup in meetups_to_forget():
        with transaction.atomic():
            record("forget_meetup", by=None, on=meetup)
            meetup.delete()
            gone += 1
    return gone


# ── at the door, and afterwards ──────────────────────────────────────────────


@transaction.atomic
def arrive_at_meetup(meetup: Meetup, code: str, *, by: Membership) -> MeetupSeat:
    """Who reads the code at the door is there, places or not, and says that they met who showed it."""
    _see(meetup, by)
    _hold(meetup)
    if not is_door_open(meetup):
        raise MovedOn
    if not any(constant_time_compare(plain_code(code), known) for known in codes_at(meetup)):
        raise WrongCode
    seat = seat_at(meetup, by)
    if seat is None or not seat.comes:
        refuse_while_held(by)
        seat = _take_place(meetup, by, seat, Coming.YES)
    if seat.here_at is None:
        MeetupSeat.objects.filter(pk=seat.pk).update(here_at=clock.now())
        seat.refresh_from_db()
    if meetup.called_by is not None and meetup.called_by_id != by.pk:
        _say(meetup, meetup.called_by, by)
    return seat


@transaction.atomic
def say_met(meetup: Meetup, others: Collection[Membership], *, by: Membership) -> int:
    """Each says it of themselves. Two who both say so have met: only then the ledger has a line of the two. How many have, now."""
    _see(meetup, by)
    _hold(meetup)
    seat = seat_at(meetup, by)
    if seat is None or not seat.comes or not can_tell_mets(meetup):
        raise MovedOn
    known = {met.person.pk for met in mets_at(meetup, by)}
    if any(other.pk not in known for other in others):
        raise NotYours
    return sum(_say(meetup, other, by) for other in others)


def _say(meetup: Meetup, other: Membership, by: Membership) -> bool:
    """Whether both say so now."""
    first, second = sorted((by, other), key=lambda person: person.pk)
    pair, _made = MeetupPair.objects.get_or_create(meetup=meetup, first=first, second=second)
    if pair.said_by(by):
        return pair.is_met
    name = "first_said_at" if by.pk == first.pk else "second_said_at"
    MeetupPair.objects.filter(pk=pair.pk).update(**{name: clock.now()})
    pair.refresh_from_db()
    if pair.is_met and by.ledger_id is not None and other.ledger_id is not None:
        record_interaction(Kind.ENCOUNTER, giver=by, receiver=other, source=pair, mutual=True, confirmed=True)
    return pair.is_met


# ── shared ───────────────────────────────────────────────────────────────────


def _see(meetup: Meetup, by: Membership) -> None:
    if is_minor(by):
        raise MeetupsNotForMinors
    if not meetups_visible_to(by).filter(pk=meetup.pk).exists():
        raise NotYours


def _of_mine(meetup: Meetup, by: Membership) -> Meetup:
    found = meetups_visible_to(by).filter(pk=meetup.pk, called_by=by).first()
    if found is None:
        raise NotYours
    refuse_while_held(by)
    return found


def _hold(meetup: Meetup) -> Meetup:
    """Its row is held until the transaction is through: of two who act at once the second finds what the first wrote."""
    if Meetup.objects.select_for_update(of=("self",), no_key=True).filter(pk=meetup.pk).first() is None:
        raise NotYours
    meetup.refresh_from_db()
    return meetup


def _seats(meetup: Meetup, *coming: str) -> list[MeetupSeat]:
    rows = MeetupSeat.objects.filter(meetup=meetup, coming__in=coming).select_related("person__community")
    return list(rows.order_by("asked_at", "pk"))


def _write_to(person: Membership, name: str, meetup: Meetup, *, once: str, **about: Any) -> None:
    if not person.is_active:
        return
    post_mail(
        f"reciproca.gatherings.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {meetup.public_id} {once} {person.public_id}",
        community=person.community,
        about={"meetup": str(meetup.public_id), "to": str(person.public_id), **about},
    )
