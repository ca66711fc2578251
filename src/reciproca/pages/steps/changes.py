"""Of people near: what has changed with them. No step: a few lines beside them, which end by themselves."""

from collections.abc import Iterator

from django.db.models import Q

from reciproca.communities.models import Membership
from reciproca.pages.meeting import Change, changes_for, near_to
from reciproca.people.models import Need, Offer, Profile
from reciproca.people.queries import own_words_of

from .shape import once
from .there import if_any

__all__ = ["changes_near"]


@if_any(
    lambda asked: Need.objects.filter(_near(asked.person), closed_at=None, stated_at__gt=asked.month_ago),
    lambda asked: Offer.objects.filter(_near(asked.person), withdrawn_at=None, created_at__gt=asked.month_ago),
    lambda asked: Profile.objects.filter(_near(asked.person)).exclude(learned={}),
)
def changes_near(person: Membership) -> Iterator[Change]:
    yield from changes_for(person, once(person, own_words_of))


def _near(person: int) -> Q:
    return Q(membership__in=Membership.objects.filter(near_to(person)))
