"""Of people near: what has changed with them. No step: a few lines beside them, which end by themselves."""

from collections.abc import Iterator

from django.db.models import Q

from reciproca.communities.models import Membership
from reciproca.network.models import Alliance, Connection
from reciproca.pages.meeting import Change, changes_for
from reciproca.people.models import Need, Offer, Profile

from .there import if_any

__all__ = ["changes_near"]


@if_any(
    lambda asked: Need.objects.filter(_near(asked.person), closed_at=None, stated_at__gt=asked.month_ago),
    lambda asked: Offer.objects.filter(_near(asked.person), withdrawn_at=None, created_at__gt=asked.month_ago),
    lambda asked: Profile.objects.filter(_near(asked.person)).exclude(learned={}),
)
def changes_near(person: Membership) -> Iterator[Change]:
    yield from changes_for(person)


def _near(person: int) -> Q:
    return (
        Q(membership__in=Connection.objects.filter(first=person).values("second"))
        | Q(membership__in=Connection.objects.filter(second=person).values("first"))
        | Q(membership__in=Alliance.objects.filter(person=person).values("other"))
    )
