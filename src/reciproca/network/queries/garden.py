"""Reads of what somebody keeps for themselves: every one takes its owner first, and returns nothing of anybody else."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.core.together import for_many, in_parts
from reciproca.network.models import Care, Reminder, TimeForTies
from reciproca.people.queries import people_visible_to

__all__ = ["care_of", "cares_of", "cares_of_each", "due_reminders", "reminders_of", "reminders_on", "time_of"]


def care_of(person: Membership, other: Membership) -> Care | None:
    """The note and the wished rhythm for one other."""
    return Care.objects.filter(person=person, other=other).first()


def cares_of(person: Membership) -> dict[int, Care]:
    """All of them, by key of the other."""
    return cares_of_each(person.pk)


@for_many
def cares_of_each(people: Sequence[int]) -> list[dict[int, Care]]:
    """The same for each of these, by key."""
    found: dict[int, dict[int, Care]] = {key: {} for key in people}
    for part in in_parts(people):
        for care in _cares(part):
            found[care.person_id][care.other_id] = care
    return [found[key] for key in people]


@prepared()
def _cares(people: tuple[int, ...]) -> QuerySet:
    return Care.objects.filter(person__in=people)


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
