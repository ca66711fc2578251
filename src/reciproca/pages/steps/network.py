"""Of meetings and connections to confirm, and of what is kept for the ties one has."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.mentoring.words import hour_said
from reciproca.network.choices import RequestState
from reciproca.network.models import ConnectionRequest, Encounter, Reminder, TimeForTies
from reciproca.network.queries import (
    due_reminders,
    encounters_waiting_for,
    requests_to_answer,
    requests_to_reply,
    time_of,
)
from reciproca.pages.navigation import address_in

from .shape import MOST, Due, Step, Waiting, once
from .there import Asked, if_any

__all__ = [
    "answer_a_request",
    "confirm_a_meeting",
    "reminders_of_mine",
    "reply_to_a_question",
    "time_for_ties",
    "who_asks_to_connect",
]


@if_any(lambda asked: _meetings(asked))
def confirm_a_meeting(person: Membership) -> Iterator[Step]:
    for met in once(person, _meetings_to_confirm):
        if met.guest is not None:
            yield Step(
                key=f"encounter {met.public_id}",
                kind=pgettext("kind of step", "Confirm"),
                time=_("one minute"),
                title=_("%(name)s says that you met in person. Was it so?") % {"name": met.guest.given_name},
                why=_("It counts for both of you with your word."),
                action=_("Look at it"),
                url=address_in(person.community, "network:encounter-detail", public_id=met.public_id) or "",
                partner=met.guest,
            )


@if_any(lambda asked: _requests(asked))
def answer_a_request(person: Membership) -> Iterator[Step]:
    for request in once(person, _asked_of):
        yield Step(
            key=f"request {request.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s would like to be connected with you.") % {"name": request.asker.given_name},
            why=_(
                "Where you know each other from, and why now, is written there. Yes, a question, a kind no, or nothing."
            ),
            action=pgettext("button", "Read it"),
            url=_request_page(request, person),
            partner=request.asker,
        )


@if_any(lambda asked: ConnectionRequest.objects.filter(asker=asked.person, state=RequestState.QUESTIONED))
def reply_to_a_question(person: Membership) -> Iterator[Step]:
    for request in requests_to_reply(person)[:MOST]:
        yield Step(
            key=f"question {request.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s asks you something.") % {"name": request.receiver.given_name},
            why=euphonic(
                _("You had asked to be connected: one answer, and it is for %(name)s to say.")
                % {"name": request.receiver.given_name}
            ),
            action=_("Read the question"),
            url=_request_page(request, person),
            partner=request.receiver,
        )


@if_any(lambda asked: Reminder.objects.filter(person=asked.person, done_at=None))
def reminders_of_mine(person: Membership, today: date) -> Iterator[Due]:
    """What I wrote down for a day that has come, or comes in a week."""
    for reminder in due_reminders(person, until=today + timedelta(days=7))[:MOST]:
        yield Due(
            on=reminder.on,
            what=reminder.words,
            detail=_("With %(name)s in mind") % {"name": reminder.other.name},
            action=_("See you two"),
            in_letter=_("A reminder you wrote to yourself"),
            url=address_in(person.community, "here:relationship", public_id=reminder.other.public_id) or "",
        )


@if_any(lambda asked: TimeForTies.objects.filter(person=asked.person))
def time_for_ties(person: Membership, today: date) -> Iterator[Due]:
    """On its day of the week."""
    kept = time_of(person)
    if kept is not None and kept.weekday == today.weekday():
        begins = datetime.combine(today, kept.starts_at, ZoneInfo(person.community.time_zone))
        yield Due(
            on=today,
            what=_("Time for your relationships"),
            detail=_("%(hour)s, %(n)s minutes") % {"hour": hour_said(begins, begins.tzinfo), "n": kept.minutes},
            action=_("See your relationships"),
            url=address_in(person.community, "here:relationships") or "",
        )


@if_any(lambda asked: _meetings(asked), lambda asked: _requests(asked))
def who_asks_to_connect(person: Membership) -> Iterator[Waiting]:
    for met in once(person, _meetings_to_confirm):
        if met.guest is not None:
            yield Waiting(
                key=f"encounter {met.public_id}",
                who=met.guest,
                what=_("says that you met"),
                action=_("Look at it"),
                url=address_in(person.community, "network:encounter-detail", public_id=met.public_id) or "",
            )
    for request in once(person, _asked_of):
        yield Waiting(
            key=f"request {request.public_id}",
            who=request.asker,
            what=_("would like to be connected with you"),
            action=pgettext("button", "Read it"),
            url=_request_page(request, person),
        )


def _meetings_to_confirm(person: Membership) -> list[Encounter]:
    return list(encounters_waiting_for(person)[:MOST])


def _asked_of(person: Membership) -> list[ConnectionRequest]:
    return list(requests_to_answer(person)[:MOST])


def _request_page(request: ConnectionRequest, person: Membership) -> str:
    return address_in(person.community, "network:request-detail", public_id=request.public_id) or ""


# ── whether there may be any ──


def _meetings(asked: Asked) -> QuerySet[Encounter]:
    mine = Encounter.objects.filter(host=asked.person, confirmed_at=None, refused_at=None)
    return mine.exclude(read_at=None)


def _requests(asked: Asked) -> QuerySet[ConnectionRequest]:
    mine = ConnectionRequest.objects.filter(receiver=asked.person, state=RequestState.OPEN, laid_aside_at=None)
    return mine.filter(lapses_at__gt=asked.now)
