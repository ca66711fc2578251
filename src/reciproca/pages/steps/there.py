"""Of which kinds there may be something to say: asked of all kinds at once, before any of them is read.

A condition is wider than what its provider says: rows of the person's own, without blocks, absences and most dates. What
is false here is false for sure; what is true the provider reads as its room shows it. A provider without a condition is
always asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, QuerySet

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.people.queries import zone_named, zone_of
from reciproca.suggestions.queries import reading_columns, reading_of, state_of

from .shape import OLD, begin_reading

__all__ = ["Asked", "There", "for_coordinators", "if_any", "what_may_be_there"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition may speak of, and nothing else: the key of the person, and two moments."""

    person: int
    now: datetime
    month_ago: datetime


@dataclass(frozen=True, slots=True)
class There:
    """Which providers were looked for, and which of those found rows; who was not looked for may have something always."""

    asked: frozenset[Callable[..., Any]]
    found: frozenset[Callable[..., Any]]

    def __contains__(self, provider: Callable[..., Any]) -> bool:
        return provider in self.found or provider not in self.asked


Provider = TypeVar("Provider", bound=Callable[..., Any])

_of_each: list[tuple[Callable[..., Any], Callable[[Asked], QuerySet]]] = []
_of_coordinators: list[tuple[Callable[..., Any], Callable[[], QuerySet]]] = []


def if_any(*conditions: Callable[[Asked], QuerySet]) -> Callable[[Provider], Provider]:
    """The provider is asked where at least one of these rows exists."""

    def note(provider: Provider) -> Provider:
        _of_each.extend((provider, condition) for condition in conditions)
        return provider

    return note


def for_coordinators(condition: Callable[[], QuerySet]) -> Callable[[Provider], Provider]:
    """The provider is asked for who coordinates, where one of these rows exists; for nobody else."""

    def note(provider: Provider) -> Provider:
        _of_coordinators.append((provider, condition))
        return provider

    return note


def what_may_be_there(person: Membership) -> There:
    """The providers that may have something to say to this person: one query, and for who coordinates two.
    With it a reading begins: what was read before is not kept, and what comes in the same row need not be read again."""
    [row] = _there(person.pk, clock.now(), clock.now() - OLD)
    found, state, zone = row[: len(_of_each)], row[len(_of_each) : -1], row[-1]
    begin_reading(person, {zone_of: zone_named(zone or "", person.community), state_of: reading_of(state)})
    theirs = _there_for_coordinators(person.pk)[0] if person.is_coordinator else [False] * len(_of_coordinators)
    of_each = zip((provider for provider, _ in _of_each), found, strict=True)
    of_coordinators = zip((provider for provider, _ in _of_coordinators), theirs, strict=True)
    known = [*of_each, *of_coordinators]
    return There(
        frozenset(provider for provider, _ in known), frozenset(provider for provider, is_there in known if is_there)
    )


@prepared()
def _there(person: int, now: datetime, month_ago: datetime) -> QuerySet:
    asked = Asked(person, now, month_ago)
    kinds = (Exists(kind(asked)) for _, kind in _of_each)
    return Membership.objects.filter(pk=person).values_list(*kinds, *reading_columns(person), "profile__time_zone")


@prepared()
def _there_for_coordinators(person: int) -> QuerySet:
    return Membership.objects.filter(pk=person).values_list(*(Exists(kind()) for _, kind in _of_coordinators))
