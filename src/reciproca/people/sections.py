"""What rooms above add to a person's page: each brings a template, and what it shows to whoever looks.

    @asks(tied=lambda two: Exists(Tie.objects.filter(first=two.first, second=two.second)))
    def tie_with(visit: Visit) -> Section | None: ...       # reads the tie where `visit.answers["tied"]`

    add_section(tie_with)     # in AppConfig.ready

What the rooms ask of the two is one query, before any of them reads something; what two rooms need is asked by the lower one,
or read once (`visit.read`). docs/decisions/0011-a-page-of-a-person-asks-once.md
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from reciproca.boundaries.queries import Between, conditions_between
from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared

from .models import Profile
from .queries import SeenProfile, Told, seen_profile, told_by, two_people

__all__ = ["Section", "Two", "Visit", "add_section", "asks", "sections_for", "visit_to"]


@dataclass(frozen=True, slots=True)
class Section:
    """`template` finds `found` in its context, beside what the page has. `is_first`: it stands beside the name.

    `deeds` is a template, too: of items of a list, what whoever looks could do with the person. The page gathers those of
    all rooms in one place, so that a section is there for what it tells, and not for a link alone.
    """

    template: str
    found: Any
    is_first: bool = False
    deeds: str = ""


@dataclass(frozen=True, slots=True)
class Two:
    """Of whom a question may speak, and nothing else: the keys of the two, and the moment."""

    person: int
    viewer: int
    first: int  # the smaller key of the two
    second: int
    now: datetime

    def are(self, one: str, other: str) -> Q:
        """A condition on rows that name two people: these two, whichever way."""
        return Q(**{one: self.viewer, other: self.person}) | Q(**{one: self.person, other: self.viewer})


T = TypeVar("T")


@dataclass
class Visit:
    """Somebody looks at a person's page: who they are, and what was read of the two."""

    person: Membership
    viewer: Membership
    theirs: Profile  # blank where there is none
    mine: Profile
    told: dict[int, Told]
    answers: dict[str, Any]
    _read: dict[Callable[..., Any], Any] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        return self.person.pk == self.viewer.pk

    @cached_property
    def shown(self) -> SeenProfile:
        told, are_partners = self.told[self.person.pk], self.answers["are_partners"]
        return seen_profile(self.theirs, self.viewer, told=told, are_partners=are_partners)

    @cached_property
    def may_contact(self) -> bool:
        """As `boundaries.may_contact` says it of these two."""
        between = Between(**{name: self.answers[name] for name in Between._fields})
        return between.may_contact(self.viewer, self.person)

    def read(self, reading: Callable[[Membership, Membership], T]) -> T:
        """reading(viewer, person), once for all who need it."""
        if reading not in self._read:
            self._read[reading] = reading(self.viewer, self.person)
        return self._read[reading]


#: None when there is nothing to show.
Provider = Callable[[Visit], Section | None]
_providers: list[Provider] = []
_questions: dict[str, Callable[[Two], Any]] = {}


def asks(**questions: Callable[[Two], Any]) -> Callable[[Provider], Provider]:
    """What a section wants to know before it reads: conditions and single values, by a name that no other has.

    A condition may be wider than what the section then says, never narrower.
    """
    if taken := _questions.keys() & questions.keys():
        raise ValueError(f"{taken} is asked already.")
    _questions.update(questions)
    return lambda provider: provider


def add_section(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def visit_to(public_id: Any, *, by: Membership, community: Community) -> Visit | None:
    """None where whoever looks may not know that somebody is here. Three queries."""
    people = {one.public_id: one for one in two_people(by.pk, public_id)}
    person, viewer = people.get(public_id), people.get(by.public_id)
    if person is None or viewer is None:
        return None
    person.community = viewer.community = community
    [answers] = _answers(person.pk, viewer.pk, *sorted((person.pk, viewer.pk)), clock.now())
    told = told_by((person.pk, viewer.pk))
    return Visit(
        person, viewer, _profile_of(person), _profile_of(viewer), told, dict(zip(_names(), answers, strict=True))
    )


def sections_for(visit: Visit) -> list[Section]:
    """What there is to show, in the order of the rooms."""
    return [section for provider in _providers if (section := provider(visit))]


@prepared()
def _answers(person: int, viewer: int, first: int, second: int, now: datetime) -> QuerySet:
    two = Two(person, viewer, first, second, now)
    asked = [*conditions_between(viewer, person).values(), *(question(two) for question in _questions.values())]
    return Membership.objects.filter(pk=person).values_list(*asked)


def _names() -> list[str]:
    return [*Between._fields, *_questions]


def _profile_of(person: Membership) -> Profile:
    """The profile, or an empty one that is not kept: looking at somebody writes nothing."""
    profile = getattr(person, "profile", None) or Profile(membership=person, community_id=person.community_id)
    profile.membership = person
    return profile
