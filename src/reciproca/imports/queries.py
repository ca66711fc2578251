"""Reads: imports and their rows, what was remembered of columns, and what the community knows of people."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from reciproca.boundaries.models import Block
from reciproca.boundaries.queries import barred_pairs, cleared_among, minors_among, minors_without_consent
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core.tables.columns import plain
from reciproca.mentoring.choices import MentorshipState
from reciproca.mentoring.models import Mentorship
from reciproca.people.models import Need, Offer, PathStep, Profile
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Application, Cohort, Enrolment, PastPair

from .models import ColumnMapping, ImportBatch, ImportRow
from .rows import name_words

__all__ = [
    "KnownPerson",
    "NamesHere",
    "PlacesHere",
    "imports_visible_to",
    "known_pairs",
    "known_people",
    "named_mappings",
    "names_here",
    "places_in",
    "remembered_mapping",
    "rows_of",
    "signature_of",
]


def imports_visible_to(person: Membership) -> QuerySet[ImportBatch]:
    """The imports of the community: coordinators see them all, whoever began them; nobody else sees any."""
    if not person.is_coordinator:
        return ImportBatch.objects.none()
    return ImportBatch.objects.select_related("cohort", "created_by", "committed_by").order_by("-created_at", "-pk")


def rows_of(batch: ImportBatch) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(batch=batch).order_by("number")


# ── columns that were seen before ────────────────────────────────────────────


def signature_of(headers: Sequence[str]) -> str:
    """The name of a sheet's set of columns, whatever their order, case or punctuation."""
    spoken = sorted(plain(header) or header.strip() for header in headers)
    return hashlib.sha256("\x1f".join(spoken).encode("utf-8", "ignore")).hexdigest()


def remembered_mapping(headers: Sequence[str], kind: str) -> ColumnMapping | None:
    return ColumnMapping.objects.filter(signature=signature_of(headers), kind=kind).first()


def named_mappings(kind: str) -> QuerySet[ColumnMapping]:
    """Mappings somebody gave a name to, the latest used first."""
    return ColumnMapping.objects.filter(kind=kind).exclude(title="").order_by("-used_at")[:20]


# ── what the community knows ─────────────────────────────────────────────────


@dataclass
class KnownPerson:
    """Somebody the community knows, as far as a sheet can speak of them."""

    pk: int
    public_id: str
    email: str
    given_name: str
    family_name: str
    external_id: str
    state: str
    language: str
    profile: dict[str, Any] | None = None
    offers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    path: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    applications: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_minor: bool = False
    barred: set[str] = field(default_factory=set)  # e-mails of those they do not want to meet

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def speaks_for_themselves(self) -> bool:
        """They have joined: what they wrote of themselves wins over any sheet."""
        return self.state in (MembershipState.ACTIVE, MembershipState.SUSPENDED)


PROFILE_FIELDS = (
    "headline", "story", "worthwhile", "skills", "interests", "languages", "city", "availability", "mentor_capacity",
)  # fmt: skip


def known_people(
    *,
    emails: Collection[str] = (),
    external_ids: Collection[str] = (),
    public_ids: Collection[str] = (),
    cohort: Cohort | None = None,
    for_update: bool = False,
) -> list[KnownPerson]:
    """Everyone with one of these e-mails, codes or public ids; a fixed number of queries."""
    wanted = Q(email__in=emails) | Q(external_id__in=[one for one in external_ids if one])
    if public_ids:
        wanted |= Q(public_id__in=public_ids)
    people = Membership.objects.filter(wanted)
    if for_update:
        people = people.select_for_update()
    found = {
        pk: KnownPerson(pk, str(public_id), *rest)
        for pk, public_id, *rest in people.values_list(
            "pk", "public_id", "email", "given_name", "family_name", "external_id", "state", "language"
        )
    }
    if not found:
        return []
    for pk, *values in Profile.objects.filter(membership__in=found).values_list("membership_id", *PROFILE_FIELDS):
        found[pk].profile = dict(zip(PROFILE_FIELDS, values, strict=True))
    for pk, text in Offer.objects.filter(membership__in=found, withdrawn_at=None).values_list("membership_id", "text"):
        found[pk].offers.append(text)
    for pk, text in Need.objects.filter(membership__in=found, closed_at=None).values_list("membership_id", "text"):
        found[pk].needs.append(text)
    steps = PathStep.objects.filter(membership__in=found)
    for pk, *step in steps.values_list("membership_id", "kind", "title", "organisation", "to_year"):
        found[pk].path.append(tuple(step))
    for pk, email in Block.objects.filter(blocker__in=found).values_list("blocker_id", "blocked__email"):
        found[pk].barred.add(email)
    for pk in minors_among(found):
        found[pk].is_minor = True
    if cohort is not None:
        applications = Application.objects.filter(cohort=cohort, membership__in=found)
        for one in applications.values("pk", "membership_id", "role", "answers", "capacity", "state"):
            found[one["membership_id"]].applications[one["role"]] = one
    return list(found.values())


@dataclass
class NamesHere:
    """Who is called what: for proposing that two names are one person, never for deciding it."""

    by_words: dict[frozenset[str], list[tuple[str, str, str]]]  # words of the name → (public id, name, e-mail)
    by_email: dict[str, tuple[str, str]]  # e-mail → (public id, name)

    def called(self, name: str) -> list[tuple[str, str, str]]:
        return self.by_words.get(name_words(name), [])

    def abbreviated(self, name: str) -> list[tuple[str, str, str]]:
        """«Paola R.»: those whose names begin so."""
        words = [word.casefold().rstrip(".") for word in name.split() if word.rstrip(".")]
        if len(words) < 2:
            return []
        return [
            people[0]
            for known, people in self.by_words.items()
            if len(people) == 1 and all(any(one.startswith(word) for one in known) for word in words)
        ]


def names_here() -> NamesHere:
    by_words: dict[frozenset[str], list[tuple[str, str, str]]] = defaultdict(list)
    by_email = {}
    everyone = Membership.objects.exclude(state=MembershipState.LEFT)
    for public_id, given, family, email in everyone.values_list("public_id", "given_name", "family_name", "email"):
        name = f"{given} {family}".strip()
        by_words[name_words(name)].append((str(public_id), name, email))
        by_email[email] = (str(public_id), name)
    return NamesHere(dict(by_words), by_email)


@dataclass
class PlacesHere:
    """Who is with whom in a cohort, and how much room mentors have: filled further as the rows of a sheet are read."""

    people: dict[str, tuple[int, str]]  # e-mail → key and name
    open: set[tuple[int, int]]  # (mentor, mentee) under way
    mentor_of: dict[int, str]  # mentee → the name of their mentor
    room: dict[int, int]  # mentor → places still free
    places: dict[int, int]  # mentor → places in all
    apart: set[tuple[int, int]]  # (mentor, mentee) that must not be, for whatever reason
    most: int
    minors: set[int]
    without_consent: set[int]
    cleared: set[int]  # for minors
    row_of: dict[int, int] = field(default_factory=dict)  # mentee → row of the sheet that gives them a mentor

    def places_of(self, mentor: int) -> int:
        return self.places.get(mentor, self.most)

    def room_of(self, mentor: int) -> int:
        return self.room.get(mentor, self.places_of(mentor))


def places_in(cohort: Cohort) -> PlacesHere:
    """A fixed number of queries. A mentor who is not in yet has the places of their profile, or as many as the cohort allows."""
    people = {
        email: (pk, f"{given} {family}".strip())
        for pk, email, given, family in Membership.objects.exclude(state=MembershipState.LEFT).values_list(
            "pk", "email", "given_name", "family_name"
        )
    }
    names = dict(people.values())
    most = cohort.most_mentees
    places = {
        pk: min(wished, most)
        for pk, wished in Profile.objects.filter(mentor_capacity__gt=0).values_list("membership_id", "mentor_capacity")
    }
    enrolled = Enrolment.objects.filter(cohort=cohort, role=ProgrammeRole.MENTOR, ended_at=None)
    places |= {pk: min(capacity, most) for pk, capacity in enrolled.values_list("membership_id", "capacity")}
    pairs = Mentorship.objects.filter(cohort=cohort).exclude(state=MentorshipState.ENDED)
    under_way = set(pairs.values_list("mentor_id", "mentee_id"))
    taken = Counter(mentor for mentor, _mentee in under_way)
    apart: set[tuple[int, int]] = set()
    for both in barred_pairs():
        one, other = sorted(both)
        apart |= {(one, other), (other, one)}
    minors = minors_among(names)
    return PlacesHere(
        people=people,
        open=under_way,
        mentor_of={mentee: names.get(mentor, "") for mentor, mentee in under_way},
        room={pk: places.get(pk, most) - count for pk, count in taken.items()},
        places=places,
        apart=apart,
        most=most,
        minors=minors,
        without_consent=minors_without_consent(minors),
        cleared=cleared_among(names) if minors else set(),
    )


def known_pairs() -> dict[tuple[str, str, str], dict[str, Any]]:
    """(mentor's e-mail, mentee's e-mail, edition) → the pair written down."""
    pairs = PastPair.objects.values("pk", "mentor__email", "mentee__email", "edition", "ended_on", "provenance")
    return {(one["mentor__email"], one["mentee__email"], one["edition"]): one for one in pairs}
