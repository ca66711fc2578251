"""The weekly letter: what Today says, as it may stand in a mail. One reading for the letter, and for looking at it beforehand.

Nothing confidential is in it: of what two people keep between them, of an ask in confidence, of a note or a reminder to
oneself a letter says that it is there, and its page says the rest. See `Step.in_letter`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.choices import Every
from reciproca.notifications.models import LetterWishes
from reciproca.notifications.weeks import LATE, due_moment
from reciproca.people.queries import zone_named

from .steps import Due, Step, Waiting, today_of

__all__ = ["Asked", "Letter", "due_letters", "letter_of"]

A_FORTNIGHT = timedelta(days=13)


@dataclass(frozen=True, slots=True)
class Letter:
    """What the letter of one person says; never empty."""

    steps: list[Step]
    dates: list[Due]
    waiting: list[Waiting]


def letter_of(person: Membership) -> Letter | None:
    """What Today would say at this moment, for somebody who may not come to read it; None when that is nothing."""
    today = today_of(person)
    if not (today.steps or today.dates or today.waiting):
        return None
    steps = [_as_written(step, person) for step in today.steps]
    return Letter(steps, [due.for_letter() for due in today.dates], today.waiting)


def _as_written(step: Step, person: Membership) -> Step:
    """To a quiet tie a letter leads with a first line drafted; from Today it leads to what the reason is about."""
    if step.sort != "reconnect" or step.partner is None:
        return step.for_letter()
    address = reverse_in(person.community, "conversations:conversation-new", public_id=step.partner.public_id)
    return step.for_letter(f"{address}?pick-up")


# ── whose moment has come ────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whose letter is due: the moment it is due for, and their clock."""

    person: Membership
    moment: datetime
    zone: ZoneInfo


def due_letters(now: datetime) -> Iterator[Asked]:
    """In the community in force, those whose weekly moment came, who want a letter and may get one now."""
    wishes = {one.membership_id: one for one in LetterWishes.objects.all()}
    people = Membership.objects.filter(state=MembershipState.ACTIVE).select_related("community", "profile")
    for person in people.order_by("pk").iterator(chunk_size=500):
        zone = zone_named(getattr(getattr(person, "profile", None), "time_zone", ""), person.community)
        wish = wishes.get(person.pk) or LetterWishes(membership=person)
        moment = due_moment(now, zone, weekday=wish.weekday, hour=wish.hour)
        if wish.is_wanted and now - moment < LATE and wish.may_come(now, zone) and _is_new(wish, moment):
            yield Asked(person, moment, zone)


def _is_new(wish: LetterWishes, moment: datetime) -> bool:
    """Not asked for before, for this moment; nor in the other week of a fortnight."""
    if wish.asked_for is None:
        return True
    return moment - wish.asked_for >= A_FORTNIGHT if wish.every == Every.FORTNIGHT else moment > wish.asked_for
