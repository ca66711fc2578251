"""The round of check-ins at a meeting: begin it, and on from one to the next. What is said is written nowhere, and of the round
itself the audit trail knows nothing.
"""

from typing import Any

from django.db import transaction
from django.db.models import F

from reciproca.circles.choices import MeetingState
from reciproca.circles.models import Meeting
from reciproca.circles.queries import meetings_visible_to, order_of_check_ins, seated_among
from reciproca.circles.rules import can_begin_check_ins, can_move_check_ins_on, is_going_round
from reciproca.communities.models import Membership
from reciproca.core import clock

from .shared import MovedOn, NotYours, must_be_bound

__all__ = ["begin_check_ins", "move_check_ins_on"]


@transaction.atomic
def begin_check_ins(meeting: Meeting, *, by: Membership) -> Meeting:
    """As they sit, each time beginning one further, and past those who are away. Of two who press at once one begins it."""
    _takes_part(meeting, by)
    _hold_quietly(meeting)
    if is_going_round(meeting):
        return meeting
    if not can_begin_check_ins(by, meeting):
        raise MovedOn
    return _move(meeting, round_order=order_of_check_ins(meeting), round_turn=0, round_at=clock.now())


@transaction.atomic
def move_check_ins_on(meeting: Meeting, *, by: Membership, turn: int) -> Meeting:
    """From the place that was seen to the next one who sits there still; after the last it is over. Of two who press at once one
    moves it on, and the other has what they wanted."""
    _takes_part(meeting, by)
    _hold_quietly(meeting)
    if not is_going_round(meeting) or meeting.round_turn != turn:
        return meeting
    if not can_move_check_ins_on(by, meeting):
        raise MovedOn
    there = seated_among(meeting)
    left = [place for place, seat in enumerate(meeting.round_order) if place > turn and seat in there]
    return _move(meeting, round_turn=left[0] if left else None, round_at=clock.now() if left else None)


def _takes_part(meeting: Meeting, by: Membership) -> None:
    must_be_bound(meeting.circle, by)
    if not meetings_visible_to(by).filter(pk=meeting.pk).exists():
        raise NotYours


def _move(meeting: Meeting, **changes: Any) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(**changes, round_moved_at=clock.now())
    meeting.refresh_from_db()
    return meeting


def _hold_quietly(meeting: Meeting) -> None:
    """Its row, until the transaction is through; nothing that anybody could see is different."""
    if not Meeting.objects.filter(pk=meeting.pk, state=MeetingState.PLANNED).update(state=F("state")):
        raise MovedOn
    meeting.refresh_from_db()
