"""Reads: circles that became small, what could make them enough again, and what of it waits for whose word.

Blocks are looked at here and shown nowhere: what one keeps apart is not proposed, as so much else is not; what it parts later never
comes to pass, and closes by itself like what somebody left unanswered.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.queries import barred_from, barred_pairs, minors_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.people.choices import DAYS
from reciproca.people.queries import people_visible_to

from .choices import OPEN_CIRCLES, CircleState, CompositionState, Entry, MeetingState, MendingState, SeatState
from .composing import facts_said, free_slots, sat_together, sitters_of, times_said
from .composition import Sitter, Table
from .mends import Mend, mends
from .models import ARTICLES, LARGEST, SMALLEST, Circle, Meeting, Mending, MendingVoice, Proposed, Seat, SignUp
from .queries import charter_in_force, circles_of, taken_in

__all__ = [
    "Remedy", "Small", "has_small_circles", "have_one_charter", "mendings_to_answer", "mendings_to_settle", "slots_met", "small_circles_seen_by", "still_holds",
    "voices_missing",
]  # fmt: skip

#: So long who signed up is thought of, and so long what a circle left unanswered is not proposed to it again.
STILL_WANTED, QUIET = timedelta(days=182), timedelta(days=91)
MOST_CIRCLES, MOST_COMERS = 12, 60
LATEST_DATES = 6


@dataclass(frozen=True, slots=True)
class Remedy:
    """Somebody who signed up comes in, or the people of another circle do; with what speaks for it, in sentences without names."""

    circle: Circle
    person: Membership | None
    other: Circle | None
    moves: int
    facts: list[str]
    times: str
    one_charter: bool = True  # of a merger: whether theirs say the same

    @property
    def which(self) -> str:
        found = self.person or self.other
        assert found is not None
        return str(found.public_id)


@dataclass(slots=True)
class Small:
    """A circle with fewer people than it should have, what its people are asked, and what they could be."""

    circle: Circle
    people: list[Membership]
    least: int
    asked: list[Mending] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether enough is on its way already."""
        return any(one.is_merger for one in self.asked) or len(self.people) + len(self.asked) >= self.least


def small_circles_seen_by(person: Membership) -> list[Small]:
    """Those that meet and became small, for who coordinates; not those that nobody finds but whom they invite."""
    if not person.is_coordinator:
        return []
    found = _small_circles()
    families: dict[tuple[str, int], list[Small]] = defaultdict(list)
    for one in found:
        if not one.waits:
            families[one.circle.language, one.least].append(one)
    for (language, least), family in families.items():
        _propose(family[:MOST_CIRCLES], language, least)
    return found


def has_small_circles(person: Membership) -> bool:
    return person.is_coordinator and bool(_small_circles())


def _small_circles() -> list[Small]:
    circles = (
        Circle.objects.filter(state=CircleState.MEETING).exclude(entry=Entry.INVITATION).order_by("began_at", "pk")
    )
    composed = Proposed.objects.filter(circle__in=circles).values_list("circle_id", "composition__least")
    least = dict(composed)
    people: dict[int, list[Membership]] = defaultdict(list)
    taken = Seat.objects.filter(circle__in=circles, state=SeatState.TAKEN, person__state=MembershipState.ACTIVE)
    for seat in taken.select_related("person").order_by("joined_at", "pk"):
        people[seat.circle_id].append(seat.person)
    asked: dict[int | None, list[Mending]] = defaultdict(list)
    for mending in Mending.objects.filter(_open()).select_related("circle", "other", "person").order_by("pk"):
        asked[mending.circle_id].append(mending)
        if mending.is_merger:
            asked[mending.other_id].append(mending)
    found = [Small(one, people[one.pk], least.get(one.pk, SMALLEST), asked[one.pk]) for one in circles]
    return [one for one in found if 0 < len(one.people) < one.least]


def _open() -> Q:
    return Q(state=MendingState.PROPOSED, closes_at__gt=clock.now())


# ── what could be ────────────────────────────────────────────────────────────


def _propose(family: Sequence[Small], language: str, least: int) -> None:
    """For circles of one language and one smallest size: the fewest moves, as the engine finds them."""
    seated: dict[int, int] = {}
    here: dict[int, Small] = {}
    for small in family:  # who sits in two of them is looked at in the first; the other comes the next time
        if not any(person.pk in seated for person in small.people):
            here[small.circle.pk] = small
            seated |= {person.pk: small.circle.pk for person in small.people}
    comers = [row for row in _comers(language) if row.person_id not in seated]
    sitters = (*_seated(here.values()), *sitters_of(comers))
    keys = {one.key for one in sitters}
    table = Table(
        sitters=sitters,
        least=least,
        most=max(least, min(small.circle.most for small in here.values())),
        apart=frozenset(barred_pairs() | _not_again(here, comers)),
        again=frozenset(pair for pair in sat_together(keys) if len({seated.get(key) for key in pair}) > 1),
        group=seated,
    )
    people = {row.person_id: row.person for row in comers}
    for mend in mends(table):
        here[mend.number].remedies = _remedies(table, mend, here, people)


def _remedies(table: Table, mend: Mend, here: dict[int, Small], people: dict[int, Membership]) -> list[Remedy]:
    small = here[mend.number]
    if mend.other is not None:
        other = here[mend.other]
        facts, times = _said(table, [*small.people, *other.people])
        one = have_one_charter(small.circle, other.circle)
        return [Remedy(small.circle, None, other.circle, mend.moves, facts, times, one)]
    found = []
    for key in mend.people:
        facts, times = _said(table, [*small.people, people[key]])
        found.append(Remedy(small.circle, people[key], None, 0, facts, times))
    return found


def _said(table: Table, people: Sequence[Membership]) -> tuple[list[str], str]:
    together = replace(table, group={person.pk: 1 for person in people})
    return facts_said(together, 1), times_said(together, 1)


def _comers(language: str) -> list[SignUp]:
    """Who signed up, now or lately without success, and sits in no circle; each once, the newest sign-up, who waits longest first."""
    sitting = Seat.objects.filter(person=OuterRef("person"), state=SeatState.TAKEN, circle__state__in=OPEN_CIRCLES)
    offered = Seat.objects.filter(person=OuterRef("person"), state=SeatState.INVITED, closes_at__gt=clock.now())
    asked = Mending.objects.filter(_open(), person=OuterRef("person"))
    waiting = Q(composition__state=CompositionState.OPEN) | Q(
        composition__state=CompositionState.PUBLISHED,
        group=None,
        composition__published_at__gt=clock.now() - STILL_WANTED,
    )
    rows = SignUp.objects.filter(waiting, composition__language=language, person__state=MembershipState.ACTIVE)
    rows = rows.exclude(Exists(sitting)).exclude(Exists(offered)).exclude(Exists(asked))
    newest = {row.person_id: row for row in rows.select_related("person").order_by("signed_at", "pk")}
    minors = minors_among(newest)
    found = sorted(newest.values(), key=lambda row: (row.signed_at, row.pk))
    return [row for row in found if row.person_id not in minors][:MOST_COMERS]


def _not_again(here: dict[int, Small], comers: Sequence[SignUp]) -> set[frozenset[int]]:
    """Who left a circle, or whom it left unanswered not long ago, and those who sit there; and two circles of which that is so."""
    people = {row.person_id for row in comers}
    left = Seat.objects.filter(circle__in=here, person__in=people, state=SeatState.LEFT)
    before = Mending.objects.filter(circle__in=here, state=MendingState.CLOSED, closes_at__gt=clock.now() - QUIET)
    pairs = {*left.values_list("circle_id", "person_id")}
    pairs |= {*before.filter(person__in=people).values_list("circle_id", "person_id")}
    found = {frozenset((key, one.pk)) for circle, key in pairs for one in here[circle].people}
    for circle, other in before.filter(other__in=here).values_list("circle_id", "other_id"):
        found |= {frozenset((one.pk, two.pk)) for one in here[circle].people for two in here[other].people}
    return found


def _seated(smalls: Collection[Small]) -> tuple[Sitter, ...]:
    """Who sits there, as they told when they signed up or in their profile; and the times at which their circle meets."""
    people = [person for small in smalls for person in small.people]
    signed = SignUp.objects.filter(person__in=people).order_by("signed_at", "pk")
    rows = {row.person_id: row for row in signed}
    free = free_slots([person.pk for person in people])
    told = {one.key: one for one in sitters_of([rows.get(person.pk) or SignUp(person=person) for person in people])}
    found = []
    for small in smalls:
        place, met = " ".join(small.circle.place.casefold().split()), slots_met(small.circle)
        for person in small.people:
            own = {*(rows[person.pk].slots if person.pk in rows else ()), *free.get(person.pk, ()), *met}
            found.append(replace(told[person.pk], slots=frozenset(f"{place}|{slot}" for slot in own)))
    return tuple(found)


def slots_met(circle: Circle) -> set[str]:
    """The parts of the week in which its last dates and its next ones lie, by the clock by which they were chosen."""
    dates = Meeting.objects.filter(circle=circle, state=MeetingState.PLANNED).order_by("-starts_at")[:LATEST_DATES]
    found = set()
    for meeting in dates:
        local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
        part = ("morning", "lunch", "afternoon", "evening")[sum(local.hour >= hour for hour in (12, 14, 18))]
        found.add(f"{DAYS[local.weekday()]}-{part}")
    return found


# ── what waits for somebody's word ───────────────────────────────────────────


def mendings_to_answer(person: Membership) -> QuerySet[Mending]:
    """What one's circles are asked, and one has said nothing to; nothing with somebody one must not meet."""
    mine = circles_of(person).filter(state=CircleState.MEETING).values("pk")
    rows = Mending.objects.filter(_open()).filter(Q(circle__in=mine) | Q(other__in=mine))
    rows = rows.exclude(Exists(MendingVoice.objects.filter(mending=OuterRef("pk"), person=person)))
    barred = Seat.objects.filter(state=SeatState.TAKEN, person__in=barred_from(person)).values("circle")
    rows = rows.exclude(circle__in=barred).exclude(other__isnull=False, other__in=barred)
    known = Q(person__isnull=True) | Q(person__in=people_visible_to(person))
    there = Seat.objects.filter(circle=OuterRef("circle"), state=SeatState.TAKEN)
    them = OuterRef("person")
    parted = there.filter(Q(person__blocks_made__blocked=them) | Q(person__blocks_received__blocker=them))
    rows = rows.filter(known).exclude(Exists(parted))
    return rows.select_related("circle", "other", "person", "charter").order_by("proposed_at", "pk")


def mendings_to_settle() -> QuerySet[Mending]:
    """Mergers that may have all they need: somebody left who had not said yes."""
    return Mending.objects.filter(_open(), other__isnull=False).select_related("circle", "other").order_by("pk")


def voices_missing(mending: Mending) -> set[int]:
    """Who sits in one of the two and has not said yes."""
    circles = [key for key in (mending.circle_id, mending.other_id) if key is not None]
    there = Seat.objects.filter(circle__in=circles, state=SeatState.TAKEN).values_list("person_id", flat=True)
    said = MendingVoice.objects.filter(mending=mending, is_yes=True).values_list("person_id", flat=True)
    return set(there) - set(said)


def still_holds(mending: Mending) -> bool:
    """Whether two circles could become one now: both meet, there are seats, nobody is there whom another must not meet."""
    circle, other = mending.circle, mending.other
    if other is None or not circle.is_meeting or not other.is_meeting:
        return False
    people = {seat.person_id for one in (circle, other) for seat in taken_in(one)}
    barred = barred_pairs()
    if len(people) > LARGEST or minors_among(people):
        return False
    if any(frozenset(pair) in barred for pair in combinations(people, 2)):
        return False
    if mending.charter_id is None:
        return True
    holds = charter_in_force(circle)
    return holds is not None and holds.pk == mending.charter_id and have_one_charter(circle, other)


def have_one_charter(one: Circle, other: Circle) -> bool:
    """Whether what holds in the two says the same."""
    first, second = charter_in_force(one), charter_in_force(other)
    if first is None or second is None:
        return False
    return all(getattr(first, name) == getattr(second, name) for name in (*ARTICLES, "keeps_days"))
