"""Plan the meetings of a circle, move and call them off, say whether one comes and that one was there."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.calendars.series import series_of
from reciproca.circles.choices import CircleState, MeetingState, Presence
from reciproca.circles.models import Attendance, CheckInAnswer, Cheer, Circle, Commitment, Meeting, Win
from reciproca.circles.queries import bound_by
from reciproca.circles.rules import can_tell_presence, can_tell_whether_there
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from reciproca.people.queries import zone_of

from .shared import ChangedMeanwhile, MovedOn, hold, must_be_bound, write_to

__all__ = [
    "MOST_AT_ONCE",
    "InThePast",
    "TooFar",
    "call_off_all",
    "cancel_meeting",
    "invite_to_meetings",
    "leave_meetings",
    "move_meeting",
    "plan_meetings",
    "say_presence",
    "say_whether_there",
]  # fmt: skip

MOST_AT_ONCE = 12
FURTHEST = timedelta(days=730)


class InThePast(Refusal):
    sentence = _("This moment is past. Choose one that is still to come.")
    field = "day"


class TooFar(Refusal):
    sentence = _("That is more than two years away. Choose a day that is nearer.")
    field = "day"


# ── dates ────────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_meetings(
    circle: Circle,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int = 90,
    times: int = 1,
    time_zone: str = "",
    where: str = "",
) -> list[Meeting]:
    """One meeting, or several in the circle's cadence at the same hour of the same clock: each is one of its own, to be moved
    or called off alone. One letter to each, with an invitation for every meeting."""
    everybody = must_be_bound(circle, by)
    hold(circle, CircleState.MEETING)
    zone = ZoneInfo(time_zone or zone_of(by).key)
    _to_come(starts_at)
    times = min(max(times, 1), MOST_AT_ONCE)
    until = starts_at.astimezone(zone).date() + timedelta(days=circle.cadence_days * (times - 1))
    last = circle.meetings.aggregate(last=Max("number"))["last"] or 0
    now = clock.now()
    planned = [
        Meeting.objects.create(
            circle=circle, number=last + place, starts_at=moment, minutes=minutes, time_zone=zone.key, where=where.strip(),
            planned_by=by, created_at=now, changed_at=now,
        )
        for place, moment in enumerate(series_of(starts_at, zone, every_days=circle.cadence_days, until=until), start=1)
    ]  # fmt: skip
    record("plan_meetings", by=by, on=circle, meetings=len(planned))
    for person in everybody:
        _send_dates(person, planned)
    return planned


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    by: Membership,
    version: int,
    starts_at: datetime,
    minutes: int,
    time_zone: str = "",
    where: str = "",
) -> Meeting:
    """Another time or place: the same invitation, one step further. Who had said whether they come is asked again."""
    everybody = must_be_bound(meeting.circle, by)
    _to_come(starts_at)
    changes = {
        "starts_at": starts_at, "minutes": minutes, "time_zone": time_zone or zone_of(by).key, "where": where.strip(),
        "changed_at": clock.now(), "sequence": F("sequence") + 1,
    }  # fmt: skip
    _change(meeting, version, **changes)
    meeting.attendances.filter(was_there=None).delete()
    record("move_meeting", by=by, on=meeting.circle, sequence=meeting.sequence)
    _tell(everybody, meeting, "meeting_moved")
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Membership) -> Meeting:
    everybody = must_be_bound(meeting.circle, by)
    if not _call_off(meeting, everybody):
        raise MovedOn
    record("cancel_meeting", by=by, on=meeting.circle)
    return meeting


def call_off_all(circle: Circle) -> None:
    """What is still to come, when the circle pauses or ends."""
    everybody = bound_by(circle)
    for meeting in circle.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=clock.now()):
        _call_off(meeting, everybody)


def leave_meetings(circle: Circle, person: Membership) -> None:
    """Somebody leaves: the dates go from their calendar, what they said there goes with them."""
    to_come = list(circle.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=clock.now()))
    Attendance.objects.filter(meeting__in=to_come, person=person).delete()
    Commitment.objects.filter(circle=circle, person=person).delete()
    CheckInAnswer.objects.filter(check_in__circle=circle, person=person).delete()
    Cheer.objects.filter(win__circle=circle, person=person).delete()
    Win.objects.filter(circle=circle, person=person, shown_at=None).delete()
    if to_come:
        write_to(
            person, "meetings_left", circle, once=f"{clock.now():%Y%m%d%H%M}", meetings=[str(one.public_id) for one in to_come]
        )  # fmt: skip


def invite_to_meetings(circle: Circle, person: Membership) -> None:
    """Who came in later: the dates that were planned before."""
    to_come = circle.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=clock.now())
    planned = list(to_come.order_by("starts_at")[:MOST_AT_ONCE])
    if planned:
        _send_dates(person, planned)


def _send_dates(person: Membership, meetings: list[Meeting]) -> None:
    write_to(person, "meetings_planned", meetings[0], meetings=[str(meeting.public_id) for meeting in meetings])


def _call_off(meeting: Meeting, everybody: list[Membership]) -> bool:
    moved = Meeting.objects.filter(pk=meeting.pk, state=MeetingState.PLANNED, starts_at__gt=clock.now()).update(
        state=MeetingState.CANCELLED, changed_at=clock.now(), sequence=F("sequence") + 1, version=F("version") + 1
    )
    if moved:
        meeting.refresh_from_db()
        _tell(everybody, meeting, "meeting_cancelled")
    return bool(moved)


def _tell(everybody: list[Membership], meeting: Meeting, name: str) -> None:
    for person in everybody:
        write_to(person, name, meeting, once=str(meeting.sequence), sequence=meeting.sequence)


def _change(meeting: Meeting, version: int, **changes: Any) -> None:
    rows = Meeting.objects.filter(pk=meeting.pk, version=version, state=MeetingState.PLANNED, starts_at__gt=clock.now())
    moved = rows.update(**changes, version=F("version") + 1)
    before = meeting.version
    meeting.refresh_from_db()
    if not moved:
        raise ChangedMeanwhile if meeting.is_planned and meeting.version != before else MovedOn


def _to_come(moment: datetime) -> None:
    if moment < clock.now():
        raise InThePast
    if moment > clock.now() + FURTHEST:
        raise TooFar


# ── who comes, who was there ─────────────────────────────────────────────────


@transaction.atomic
def say_presence(meeting: Meeting, presence: str, *, by: Membership, word: str = "") -> Attendance:
    """Whether one comes, with a word if one likes; it can be said again."""
    must_be_bound(meeting.circle, by)
    if not can_tell_presence(meeting):
        raise MovedOn
    told = {"presence": Presence(presence), "word": word.strip(), "told_at": clock.now()}
    kept, _made = Attendance.objects.update_or_create(meeting=meeting, person=by, defaults=told)
    return kept


@transaction.atomic
def say_whether_there(meeting: Meeting, was_there: bool, *, by: Membership) -> Attendance:
    """Each says it of themselves. Two who both were there have met: only then the ledger has a line of the two."""
    must_be_bound(meeting.circle, by)
    hold(meeting.circle)
    if not can_tell_whether_there(meeting):
        raise MovedOn
    kept, _made = Attendance.objects.get_or_create(meeting=meeting, person=by, defaults={"told_at": clock.now()})
    if kept.was_there:
        return kept  # said before, and written down
    kept.was_there, kept.told_at = was_there, clock.now()
    kept.save(update_fields=["was_there", "told_at"])
    if was_there:
        others = meeting.attendances.filter(was_there=True).exclude(person=by).select_related("person").order_by("pk")
        for other in others:
            if other.person.ledger_id is not None:
                record_interaction(
                    Kind.EVENT, giver=by, receiver=other.person, source=meeting, mutual=True, confirmed=True
                )
    return kept
