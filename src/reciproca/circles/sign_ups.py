"""Reads: the compositions one can sign up for, those that coordinators look after, and who signed up."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from reciproca.boundaries.queries import is_minor
from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import OPEN_CIRCLES, CompositionState, SeatState
from .models import Composition, Proposed, Seat, SignUp
from .rules import MOST_CIRCLES

__all__ = [
    "composition_visible_to", "compositions_open_to", "compositions_visible_to", "proposed_in", "sign_up_of", "sign_ups_in",
    "sign_ups_open_to",
]  # fmt: skip


def compositions_visible_to(person: Membership) -> QuerySet[Any]:
    """Coordinators see the compositions of their community, the newest first, and how many signed up; nobody else."""
    if not person.is_coordinator:
        return Composition.objects.none()
    signed = Count("sign_ups", distinct=True)
    placed = Count("sign_ups", filter=Q(sign_ups__group__isnull=False), distinct=True)
    rows = Composition.objects.annotate(signed=signed, placed=placed, circles=Count("proposed", distinct=True))
    return rows.order_by("-opened_at", "-pk")


def composition_visible_to(person: Membership, public_id: UUID) -> Composition | None:
    return compositions_visible_to(person).filter(public_id=public_id).first()


def compositions_open_to(person: Membership) -> QuerySet[Composition]:
    """For which one can sign up now; none for minors, nor for who was not let in."""
    if not person.is_active or is_minor(person):
        return Composition.objects.none()
    return Composition.objects.filter(state=CompositionState.OPEN, closes_at__gt=clock.now()).order_by(
        "closes_at", "pk"
    )


def sign_ups_open_to(person: Membership) -> QuerySet[Composition]:
    """Those that fit: in their language, not signed up for yet, and with an evening left for a circle."""
    taken = Seat.objects.filter(person=person, state=SeatState.TAKEN, circle__state__in=OPEN_CIRCLES)
    if taken.count() >= MOST_CIRCLES:
        return Composition.objects.none()
    fitting = compositions_open_to(person).filter(language=person.language)
    return fitting.exclude(sign_ups__person=person)


def sign_up_of(person: Membership, composition: Composition) -> SignUp | None:
    return SignUp.objects.filter(composition=composition, person=person).first()


def sign_ups_in(composition: Composition) -> QuerySet[SignUp]:
    rows = SignUp.objects.filter(composition=composition).select_related("person__profile__photo")
    return rows.order_by("person__family_name", "person__given_name", "pk")


def proposed_in(composition: Composition) -> QuerySet[Proposed]:
    return Proposed.objects.filter(composition=composition).select_related("circle").order_by("number")
