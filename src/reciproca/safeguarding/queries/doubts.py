"""Reads: what makes one look twice, for who coordinates and not about themselves."""

from datetime import timedelta

from django.db.models import F, Max, QuerySet

from reciproca.communities.models import Membership
from reciproca.communities.queries import members
from reciproca.core import clock
from reciproca.safeguarding.models import Doubt

__all__ = ["doubts_to_look_at", "doubts_visible_to", "has_open_doubt", "much_has_changed"]

LINGERS = timedelta(days=30)
#: So many who come within a day are looked at within the hour.
MANY = 10


def doubts_visible_to(person: Membership) -> QuerySet[Doubt]:
    """Those that wait, and those quieted lately; none about oneself."""
    if not person.is_coordinator:
        return Doubt.objects.none()
    rows = Doubt.objects.exclude(person=person).exclude(quieted_at__lt=clock.now() - LINGERS)
    return rows.select_related("person").order_by(F("quieted_at").desc(nulls_first=True), "-found_at", "-pk")


def doubts_to_look_at(person: Membership) -> QuerySet[Doubt]:
    return doubts_visible_to(person).filter(quieted_at=None)


def has_open_doubt(person: Membership) -> bool:
    return Doubt.objects.filter(person=person, quieted_at=None).exists()


def much_has_changed() -> bool:
    """Whether many came in since somebody was last looked at twice, or in the last day: the next look does not wait for the night."""
    last = Doubt.objects.aggregate(at=Max("seen_at"))["at"]
    since = max(filter(None, (last, clock.now() - timedelta(days=1))))
    return members().filter(joined_at__gt=since).count() >= MANY
