"""An hour offered with an answer: the asker takes it up with one tap, and it is in both calendars; either may call it off."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.models import Answer
from reciproca.exchanges.rules import can_call_off_meeting, can_take_up_meeting
from reciproca.safeguarding.actions import refuse_while_held

from .shared import NoLongerThere, write_to

__all__ = ["PastMeeting", "call_off_meeting", "take_up_meeting"]


class PastMeeting(Refusal):
    sentence = _("Choose a day and an hour that are still to come.")
    field = "day"


@transaction.atomic
def take_up_meeting(answer: Answer, *, by: Membership) -> Answer:
    """The hour stands: both receive it as an invitation of their calendar. No other line is written until it helped."""
    _change(answer, by=by, may=can_take_up_meeting(by, answer), meeting_taken_at=clock.now(), meeting_ended_at=None)
    return answer


@transaction.atomic
def call_off_meeting(answer: Answer, *, by: Membership) -> Answer:
    """It will not take place: it leaves both calendars."""
    _change(answer, by=by, may=can_call_off_meeting(by, answer), meeting_ended_at=clock.now())
    return answer


def _change(answer: Answer, *, by: Membership, may: bool, **changes: object) -> None:
    if not may or not may_contact(answer.author, answer.ask.asker):
        raise NoLongerThere
    refuse_while_held(by, answer.author, answer.ask.asker)
    rows = Answer.objects.filter(pk=answer.pk, version=answer.version)
    if not rows.update(**changes, meeting_sequence=F("meeting_sequence") + 1, version=F("version") + 1):
        raise NoLongerThere
    answer.refresh_from_db()
    for person in (answer.author, answer.ask.asker):
        write_to(person, "meeting_changed", answer, once=f"{answer.meeting_sequence} {person.public_id}")
