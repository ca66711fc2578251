"""Open a check-in, answer it, pass, stop its repeating; letters that stop, and the next one. None of it is in the audit trail."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.circles.choices import CircleState, Repeat, SeatState
from reciproca.circles.models import CheckIn, CheckInAnswer, Circle, Seat
from reciproca.circles.rhythm import check_ins_to_nudge, check_ins_to_repeat, counted_with, waited_for
from reciproca.circles.rules import nudges_due
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from reciproca.people.queries import people_visible_to, zone_named

from .shared import ChangedMeanwhile, MovedOn, hold, must_be_bound, said, take_part, write_to

__all__ = [
    "AskedEnoughHere", "NoTimeLeft", "answer_check_in", "choose_nudges", "nudge", "open_check_in", "pass_check_in", "repeat_check_ins",
    "stop_check_in",
]  # fmt: skip

#: So many check-ins of a circle are open at a time.
MOST_OPEN = 3
FURTHEST = timedelta(days=60)


class NoTimeLeft(Refusal):
    sentence = _("Choose a day within the next two months.")
    field = "until"


class AskedEnoughHere(Refusal):
    sentence = _("Three questions are open already. Let one come to its end first.")


@transaction.atomic
def open_check_in(
    circle: Circle, prompt: str, *, by: Membership, until: date, every_days: int = Repeat.ONCE
) -> CheckIn:
    """A question to all who said yes to the charter, to be answered until the end of that day."""
    words = said(prompt=prompt)
    must_be_bound(circle, by)
    hold(circle, CircleState.MEETING)
    now, closes_at = clock.now(), _end_of(until, circle)
    if not now < closes_at < now + FURTHEST:
        raise NoTimeLeft
    if circle.check_ins.filter(closes_at__gt=now).count() >= MOST_OPEN:
        raise AskedEnoughHere
    return CheckIn.objects.create(
        circle=circle, opened_by=by, opened_at=now, closes_at=closes_at, every_days=Repeat(every_days), **words
    )


@transaction.atomic
def answer_check_in(check_in: CheckIn, text: str, *, by: Membership, version: int = 0) -> CheckInAnswer:
    """Once; until the day it can be changed. With each who answered, too, it counts as one thing shared."""
    words = said(text=text)
    _must_be_open(check_in, by)
    kept = CheckInAnswer.objects.filter(check_in=check_in, person=by).first()
    if kept is not None and not kept.is_pass:
        rows = CheckInAnswer.objects.filter(pk=kept.pk, version=version)
        if not rows.update(**words, version=F("version") + 1):
            raise ChangedMeanwhile
        kept.refresh_from_db()
        return kept
    told = {**words, "is_pass": False, "at": clock.now()}
    kept, _made = CheckInAnswer.objects.update_or_create(check_in=check_in, person=by, defaults=told)
    others = check_in.answers.filter(is_pass=False, person__in=people_visible_to(by)).exclude(person=by)
    counted = counted_with(by, check_in)  # who left and came back answers anew, and it counts once
    for other in others.select_related("person").order_by("pk"):
        if other.person.ledger_id is not None and other.person.ledger_id not in counted:
            record_interaction(
                Kind.CHECK_IN, giver=by, receiver=other.person, source=check_in, mutual=True, confirmed=True
            )
    return kept


@transaction.atomic
def pass_check_in(check_in: CheckIn, *, by: Membership) -> None:
    """Not this time: no reason is asked, and no letter comes any more. Who has answered has answered."""
    _must_be_open(check_in, by)
    _kept, made = CheckInAnswer.objects.get_or_create(
        check_in=check_in, person=by, defaults={"is_pass": True, "at": clock.now()}
    )
    if not made:
        raise MovedOn


@transaction.atomic
def stop_check_in(check_in: CheckIn, *, by: Membership) -> CheckIn:
    """It comes back no more; what is open stays open. Anybody of the circle may."""
    must_be_bound(check_in.circle, by)
    if not CheckIn.objects.filter(pk=check_in.pk).exclude(every_days=Repeat.ONCE).update(every_days=Repeat.ONCE):
        raise MovedOn
    check_in.refresh_from_db()
    return check_in


@transaction.atomic
def choose_nudges(circle: Circle, yes: bool, *, by: Membership) -> None:
    """Whether one wants letters about the check-ins of this circle."""
    seat = take_part(circle, by)
    Seat.objects.filter(pk=seat.pk, state=SeatState.TAKEN).update(is_nudged=yes)


def _must_be_open(check_in: CheckIn, by: Membership) -> None:
    must_be_bound(check_in.circle, by)
    hold(check_in.circle, CircleState.MEETING)
    if not check_in.is_open:
        raise MovedOn


def _end_of(day: date, circle: Circle) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=_zone(circle))


def _zone(circle: Circle) -> ZoneInfo:
    return zone_named("", circle.community)


# ── what time does, in the community in force ────────────────────────────────


def nudge() -> int:
    """Halfway and the day before, to who is waited for: two letters to a check-in at the most."""
    return sum(_nudge(check_in) for check_in in check_ins_to_nudge())


@transaction.atomic
def _nudge(check_in: CheckIn) -> int:
    due = nudges_due(check_in)
    if not CheckIn.objects.filter(pk=check_in.pk, nudges__lt=due).update(nudges=due):
        return 0
    awaited = waited_for(check_in)
    for person in awaited:
        write_to(person, "check_in_waits", check_in, once=str(due))
    return len(awaited)


def repeat_check_ins() -> int:
    """The next one of each that repeats and is over; where nobody answered the last, it comes back no more."""
    return sum(_repeat(check_in) for check_in in check_ins_to_repeat())


@transaction.atomic
def _repeat(check_in: CheckIn) -> bool:
    if not CheckIn.objects.filter(pk=check_in.pk, every_days=check_in.every_days).update(every_days=Repeat.ONCE):
        return False
    if not check_in.answers.filter(is_pass=False).exists():
        return False
    now, day = clock.now(), check_in.closes_at.astimezone(_zone(check_in.circle)).date()
    while _end_of(day, check_in.circle) <= now:
        day += timedelta(days=check_in.every_days)
    CheckIn.objects.create(
        circle=check_in.circle, prompt=check_in.prompt, opened_by=check_in.opened_by, opened_at=now,
        closes_at=_end_of(day, check_in.circle), every_days=check_in.every_days,
    )  # fmt: skip
    return True
