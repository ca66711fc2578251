"""Reads of what somebody keeps for themselves: every one takes its owner first, and returns nothing of anybody else."""

from datetime import date

from django.db.models import QuerySet

from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.network.models import Care, Reminder, TimeForTies
from reciproca.people.queries import people_visible_to

__all__ = ["care_of", "cares_of", "due_reminders", "reminders_of", "reminders_on", "time_of"]


def care_of(person: Membership, other: Membership) -> Care | None:
    """The note and the wished rhythm for one other."""
    return Care.objects.filter(person=person, other=other).first()


def cares_of(person: Membership) -> dict[int, Care]:
    """All of them, by key of the other."""
    return {care.other_id: care for care in _cares(person.pk)}


@prepared()
def _cares(person: int) -> QuerySet:
    return Care.objects.filter(person=person)


def reminders_of(person: Membership) -> QuerySet[Reminder]:
    """What is still to be done, about people who are here and may be met: the nearest first."""
    mine = Reminder.objects.filter(person=person, done_at=None, other__in=people_visible_to(person))
    return mine.select_related("other").order_by("on", "pk")


def reminders_on(person: Membership, other: Membership) -> QuerySet[Reminder]:
    return reminders_of(person).filter(other=other)


def due_reminders(person: Membership, *, until: date) -> QuerySet[Reminder]:
    """Those whose day has come, or comes by then."""
    return reminders_of(person).filter(on__lte=until)


def time_of(person: Membership) -> TimeForTies | None:
    """The weekly hour somebody keeps."""
    return TimeForTies.objects.filter(person=person).first()
