"""Reads: for whom somebody answers."""

from datetime import datetime

from django.db.models import Q, QuerySet

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.people.queries import people_visible_to
from reciproca.safeguarding.choices import Known
from reciproca.safeguarding.models import Attestation

__all__ = ["spent_by", "vouch_between", "vouches_between", "vouches_by", "vouches_spent_by"]


def vouches_by(person: Membership) -> QuerySet[Attestation]:
    """Those that stand; people who must not be met are absent."""
    mine = Attestation.objects.filter(by=person, kind=Known.VOUCHED, revoked_at=None)
    return mine.filter(person__in=people_visible_to(person)).select_related("person").order_by("-at", "-pk")


def vouch_between(person: Membership, *, by: Membership) -> Attestation | None:
    return vouches_between(by.pk, person.pk).first()


def vouches_between(by: int, person: int) -> QuerySet[Attestation]:
    return Attestation.objects.filter(person=person, by=by, kind=Known.VOUCHED, revoked_at=None)


def vouches_spent_by(person: Membership) -> int:
    """How many of the few one has are in use: those that stand, and those taken back a short while ago."""
    return spent_by(person.pk, now=clock.now()).count()


def spent_by(person: int, *, now: datetime) -> QuerySet[Attestation]:
    mine = Attestation.objects.filter(by=person, kind=Known.VOUCHED)
    return mine.filter(Q(revoked_at=None) | Q(spent_until__gt=now))
