"""Small victories on a person's page: those they show to the community, in the words they chose for it, without the circle."""

from django.db.models import Exists

from reciproca.people.sections import Section, Visit, asks

from .models import Win
from .rhythm import wins_shown_to

__all__ = ["wins_of_person"]

A_FEW = 3


@asks(has_wins=lambda two: Exists(Win.objects.filter(person=two.person, shown_at__isnull=False)))
def wins_of_person(visit: Visit) -> Section | None:
    wins = list(wins_shown_to(visit.viewer).filter(person=visit.person)[:A_FEW]) if visit.answers["has_wins"] else []
    return Section("circles/parts/profile.html", wins) if wins else None
