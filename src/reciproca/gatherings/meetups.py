"""Reads: which meet-ups somebody may know of, who comes, who waits, with whom one met. Blocks, minors and who left are looked at here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Minor
from reciproca.boundaries.queries import is_minor
from reciproca.circles.queries import circles_of
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.queries.encounters import code_from
from reciproca.people.queries import people_visible_to
from reciproca.programmes.models import Enrolment
from reciproca.safeguarding.models import Hold

from .choices import Coming, MeetupState
from .models import Meetup, MeetupPair, MeetupSeat

__all__ = [
    "DOOR_BEFORE", "TELLING", "Met", "code_at", "codes_at", "coming_to", "first_waiting", "free_places_in", "meetups_for_calendar",
    "meetups_of", "meetups_over", "meetups_to_come_to", "meetups_to_forget", "meetups_visible_to", "mets_at", "next_to_come",
    "pairs_of", "seat_at", "seats_to_come", "waiting_for", "where_some_wait",
]  # fmt: skip

KEPT = timedelta(days=730)
#: So long before it begins there is a code to show at the door.
DOOR_BEFORE = timedelta(hours=1)
#: The code at the door is another one so often; the one before it still works.
CODE_CHANGES = timedelta(minutes=10)
#: So long afterwards one may say with whom one met.
TELLING = timedelta(days=21)


# ── meet-ups ─────────────────────────────────────────────────────────────────


def meetups_visible_to(person: Membership) -> QuerySet[Meetup]:
    """Of the community, of one's cohorts, of one's circles; who coordinates knows of all but those of circles. Not one that was
    called by somebody whom one must not meet, or who is not here."""
    if is_minor(person):
        return Meetup.objects.none()
    cohorts = Enrolment.objects.filter(membership=person, ended_at=None).values("cohort")
    of_all = Q(circle=None) if person.is_coordinator else Q(circle=None) & (Q(cohort=None) | Q(cohort__in=cohorts))
    of_circles = Q(circle__in=circles_of(person).values("pk"))
    known = Q(called_by=None) | Q(called_by__in=people_visible_to(person))
    found = Meetup.objects.filter(of_all | of_circles).filter(known)
    return found.select_related("circle", "cohort", "called_by", "community")


def meetups_of(person: Membership) -> QuerySet[Meetup]:
    """Those one comes to or was at, and those where one waits for a place; what is called off stays until its day."""
    mine = MeetupSeat.objects.filter(meetup=OuterRef("pk"), person=person).exclude(coming=Coming.NO)
    found = meetups_visible_to(person).filter(Exists(mine))
    return found.exclude(state=MeetupState.OFF, ends_at__lt=clock.now()).order_by("starts_at", "pk")


def meetups_to_come_to(person: Membership) -> QuerySet[Meetup]:
    """Still to come, and one has not said anything, or “not this time”; the nearest first."""
    mine = MeetupSeat.objects.filter(meetup=OuterRef("pk"), person=person).exclude(coming=Coming.NO)
    found = meetups_visible_to(person).filter(state=MeetupState.PLANNED, ends_at__gt=clock.now())
    return found.exclude(Exists(mine)).order_by("starts_at", "pk")


def next_to_come(person: Membership, until: datetime) -> Meetup | None:
    """The nearest one could come to, and of which one has said nothing."""
    mine = MeetupSeat.objects.filter(meetup=OuterRef("pk"), person=person)
    soon = meetups_to_come_to(person).filter(starts_at__gt=clock.now(), starts_at__lte=until)
    return soon.exclude(Exists(mine)).first()


def meetups_for_calendar(person: Membership) -> QuerySet[Meetup]:
    """What stands in somebody's calendar, from a month ago on."""
    comes = MeetupSeat.objects.filter(meetup=OuterRef("pk"), person=person, coming=Coming.YES)
    since = clock.now() - timedelta(days=31)
    found = meetups_visible_to(person).filter(Exists(comes), state=MeetupState.PLANNED, starts_at__gte=since)
    return found.order_by("starts_at", "pk")[:200]


def meetups_over() -> QuerySet[Meetup]:
    """Still to come, and nobody is there any more who called it, or its circle has ended."""
    to_come = Meetup.objects.filter(state=MeetupState.PLANNED, starts_at__gt=clock.now())
    here = Q(called_by__state=MembershipState.ACTIVE) & ~Q(called_by__in=Minor.objects.values("membership"))
    return to_come.filter(~here | Q(circle__state="ended")).order_by("pk")


def meetups_to_forget() -> QuerySet[Meetup]:
    return Meetup.objects.filter(ends_at__lte=clock.now() - KEPT)


# ── who comes ────────────────────────────────────────────────────────────────


def seat_at(meetup: Meetup, person: Membership) -> MeetupSeat | None:
    return MeetupSeat.objects.filter(meetup=meetup, person=person).first()


def coming_to(meetup: Meetup, viewer: Membership) -> QuerySet[MeetupSeat]:
    """Who comes, as far as the viewer may know; who called it first."""
    known = MeetupSeat.objects.filter(meetup=meetup, coming=Coming.YES, person__in=people_visible_to(viewer))
    return known.select_related("person__profile__photo").order_by("asked_at", "pk")


def waiting_for(meetup: Meetup, viewer: Membership) -> QuerySet[MeetupSeat]:
    """Who waits for a place, for the eyes of who called it."""
    known = MeetupSeat.objects.filter(meetup=meetup, coming=Coming.WAITING, person__in=people_visible_to(viewer))
    return known.select_related("person").order_by("asked_at", "pk")


def where_some_wait(person: Membership) -> QuerySet[Meetup]:
    """Meet-ups this person called, at which somebody waits for a place."""
    waits = MeetupSeat.objects.filter(
        meetup=OuterRef("pk"), coming=Coming.WAITING, person__in=people_visible_to(person)
    )
    mine = meetups_visible_to(person).filter(called_by=person, state=MeetupState.PLANNED, starts_at__gt=clock.now())
    return mine.filter(Exists(waits)).order_by("starts_at", "pk")


def seats_to_come() -> dict[Membership, list[MeetupSeat]]:
    """By person, what they said of meet-ups that are still to come: that they come, or wait."""
    rows = MeetupSeat.objects.filter(meetup__state=MeetupState.PLANNED, meetup__starts_at__gt=clock.now())
    found: dict[Membership, list[MeetupSeat]] = {}
    for seat in rows.exclude(coming=Coming.NO).select_related("person__community", "meetup").order_by("pk"):
        found.setdefault(seat.person, []).append(seat)
    return found


def free_places_in(meetup: Meetup) -> int | None:
    """For rules, in nobody's eyes. None: as many as like."""
    if meetup.most is None:
        return None
    return max(meetup.most - MeetupSeat.objects.filter(meetup=meetup, coming=Coming.YES).count(), 0)


def first_waiting(meetup: Meetup) -> MeetupSeat | None:
    """Who waits longest, less who is held back just now."""
    held = Hold.objects.filter(ended_at=None, until__gt=clock.now()).values("person")
    rows = MeetupSeat.objects.filter(
        meetup=meetup, coming=Coming.WAITING, person__state=MembershipState.ACTIVE
    ).exclude(person__in=held)
    return rows.select_related("person__community").order_by("asked_at", "pk").first()


# ── at the door ──────────────────────────────────────────────────────────────


def code_at(meetup: Meetup) -> str:
    """The code to show now: worked out from the row, the moment and the key of the server, it stands in no table."""
    return _code(meetup, clock.now())


def codes_at(meetup: Meetup) -> tuple[str, str]:
    """Those that work now: whoever reads slowly still has the one before."""
    return code_at(meetup), _code(meetup, clock.now() - CODE_CHANGES)


def _code(meetup: Meetup, moment: datetime) -> str:
    number = int(moment.timestamp() // CODE_CHANGES.total_seconds())
    return code_from("reciproca.gatherings.doors", f"{meetup.public_id} {number}")


# ── having met ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody else who came, and what the two say of each other."""

    person: Membership
    pair: MeetupPair | None
    i_say: bool
    they_say: bool

    @property
    def is_met(self) -> bool:
        return self.i_say and self.they_say


def mets_at(meetup: Meetup, person: Membership) -> list[Met]:
    """The others who came, as far as one may know them: those who say that we met first."""
    pairs = {pair.other_of(person).pk: pair for pair in pairs_of(person, [meetup])}
    found = []
    for seat in coming_to(meetup, person).exclude(person=person):
        pair = pairs.get(seat.person_id)
        found.append(
            Met(
                seat.person,
                pair,
                pair is not None and pair.said_by(person),
                pair is not None and pair.said_by(seat.person),
            )
        )
    return sorted(found, key=lambda met: not met.they_say)


def pairs_of(person: Membership, meetups: Iterable[Meetup]) -> Sequence[MeetupPair]:
    rows = MeetupPair.objects.filter(Q(first=person) | Q(second=person), meetup__in=list(meetups))
    return list(rows.select_related("first", "second").order_by("pk"))
