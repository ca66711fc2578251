"""Reads: how much somebody can give by their own word, and who has given that much."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.core.together import in_parts
from reciproca.network.choices import Kind
from reciproca.network.models import GivingWish, Interaction

__all__ = ["giving_wish_of", "people_at_their_limit"]

MONTH = timedelta(days=30)
#: What help without a length takes of an hour: an answer, a reading.
HALF_AN_HOUR = 30


def giving_wish_of(person: Membership) -> GivingWish | None:
    return GivingWish.objects.filter(person=person).first()


def people_at_their_limit(people: Collection[int]) -> set[int]:
    """Which of these (by key) have given, in thirty days, as many hours as they said they can. Who said nothing is none of them."""
    wishes = dict(row for part in in_parts(people) for row in _wishes(part))
    if not wishes:
        return set()
    ids = dict(LedgerIdentity.objects.filter(membership__in=wishes).values_list("ledger_id", "membership"))
    minutes: dict[UUID, int] = defaultdict(int)
    given = Interaction.objects.filter(
        giver__in=ids, at__gt=clock.now() - MONTH, kind__in=[Kind.SESSION, Kind.ANSWER], confirms=None, cancels=None
    )
    for giver, length in given.values_list("giver", "minutes"):
        minutes[giver] += length or HALF_AN_HOUR
    hours = {key: minutes[ledger_id] / 60 for ledger_id, key in ids.items()}
    return {key for key, most in wishes.items() if hours.get(key, 0.0) >= most}


@prepared("person_id", "hours_a_month")
def _wishes(people: tuple[int, ...]) -> QuerySet:
    return GivingWish.objects.filter(person__in=people, hours_a_month__isnull=False)
