"""Reads: which coffee rounds somebody could be in, with whom they were drawn, how many met. Blocks, minors and who left are looked at here."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Minor
from reciproca.boundaries.queries import is_minor
from reciproca.circles.choices import OPEN_CIRCLES, SeatState
from reciproca.circles.models import Circle
from reciproca.circles.models import Seat as CircleSeat
from reciproca.circles.queries import circles_of
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.people.queries import people_visible_to
from reciproca.programmes.choices import CohortState
from reciproca.programmes.models import Cohort, Enrolment
from reciproca.safeguarding.models import Hold

from .choices import CoffeeState, Word
from .models import Coffee, CoffeePlace, CoffeeSeat, CoffeeTable, CoffeeTurn

__all__ = [
    "Company", "Counts", "circles_to_start_in", "coffees_of", "coffees_to_draw", "coffees_to_end", "coffees_to_forget",
    "coffees_to_join", "coffees_visible_to", "cohorts_to_start_in", "companies_now", "companies_of", "company_at",
    "company_in", "counts_of", "may_belong_to", "people_in", "people_to_seat", "seat_in", "tables_visible_to", "turn_now",
    "was_left_over",
]  # fmt: skip

KEPT = timedelta(days=730)


# ── coffee rounds ────────────────────────────────────────────────────────────


def coffees_visible_to(person: Membership) -> QuerySet[Coffee]:
    """Those one could be in: of the community, of one's cohorts, of one's circles. Who coordinates looks at all but those of circles."""
    if is_minor(person):
        return Coffee.objects.none()
    of_all = (
        Q(circle=None) if person.is_coordinator else Q(circle=None) & (Q(cohort=None) | Q(cohort__in=_taken(person)))
    )
    of_circles = Q(circle__in=circles_of(person).values("pk"))
    return Coffee.objects.filter(of_all | of_circles).select_related("circle", "cohort", "started_by", "community")


def _taken(person: Membership) -> QuerySet:
    return Enrolment.objects.filter(membership=person, ended_at=None).values("cohort")


def may_belong_to(coffee: Coffee, person: Membership) -> bool:
    """Whether one is of those it is for: who coordinates looks at a cohort’s, and is not in it."""
    if coffee.cohort_id is not None:
        return Enrolment.objects.filter(membership=person, cohort=coffee.cohort_id, ended_at=None).exists()
    return coffees_visible_to(person).filter(pk=coffee.pk).exists()


def coffees_of(person: Membership) -> QuerySet[Coffee]:
    """Those one is in, or was drawn in and can look back at."""
    seats = CoffeeSeat.objects.filter(coffee=OuterRef("pk"), person=person)
    places = CoffeePlace.objects.filter(turn__coffee=OuterRef("pk"), person=person)
    mine = coffees_visible_to(person).filter(Exists(seats) | Exists(places))
    return mine.order_by("-state", "started_at", "pk")


def coffees_to_join(person: Membership) -> QuerySet[Coffee]:
    """Still to be drawn, and one is not in; those that are drawn soonest come first."""
    seats = CoffeeSeat.objects.filter(coffee=OuterRef("pk"), person=person)
    open_ones = coffees_visible_to(person).filter(state=CoffeeState.OPEN).exclude(next_on=None).exclude(Exists(seats))
    mine = open_ones.filter(Q(cohort=None) | Q(cohort__in=_taken(person)))
    return mine.order_by("next_on", "pk")


def circles_to_start_in(person: Membership) -> QuerySet[Circle]:
    if is_minor(person):
        return Circle.objects.none()
    return circles_of(person).filter(state__in=OPEN_CIRCLES).order_by("name")


def cohorts_to_start_in(person: Membership) -> QuerySet[Cohort]:
    if not person.is_coordinator:
        return Cohort.objects.none()
    rows = Cohort.objects.exclude(state__in=[CohortState.DRAFT, CohortState.ENDED]).select_related("programme")
    return rows.order_by("-created_at", "-pk")


def seat_in(coffee: Coffee, person: Membership) -> CoffeeSeat | None:
    return CoffeeSeat.objects.filter(coffee=coffee, person=person).first()


def people_in(coffee: Coffee, viewer: Membership) -> QuerySet[CoffeeSeat]:
    """Who is in, as far as the viewer may know."""
    known = CoffeeSeat.objects.filter(coffee=coffee, person__in=people_visible_to(viewer)).select_related("person")
    return known.order_by("person__given_name", "person__family_name", "pk")


# ── drawing ──────────────────────────────────────────────────────────────────


def coffees_to_draw(*, until: object) -> QuerySet[Coffee]:
    return Coffee.objects.filter(state=CoffeeState.OPEN, next_on__lte=until).order_by("next_on", "pk")


def coffees_to_end() -> QuerySet[Coffee]:
    """All rounds were drawn, and the last is over; or the circle it belongs to has ended."""
    running = CoffeeTurn.objects.filter(coffee=OuterRef("pk"), closes_at__gt=clock.now())
    over = Q(next_on=None) & ~Exists(running)
    return Coffee.objects.filter(state=CoffeeState.OPEN).filter(over | Q(circle__state="ended")).order_by("pk")


def coffees_to_forget() -> QuerySet[Coffee]:
    return Coffee.objects.filter(state=CoffeeState.ENDED, ended_at__lte=clock.now() - KEPT)


def people_to_seat(coffee: Coffee, number: int) -> list[int]:
    """Keys of those who are in this time: active adults who still belong to those it is for, and are not held back."""
    seats = CoffeeSeat.objects.filter(coffee=coffee, is_paused=False, person__state=MembershipState.ACTIVE)
    seats = seats.exclude(skips=number).exclude(person__in=Minor.objects.values("membership"))
    seats = seats.exclude(person__in=Hold.objects.filter(ended_at=None, until__gt=clock.now()).values("person"))
    if coffee.circle_id is not None:
        seated = CircleSeat.objects.filter(circle=coffee.circle_id, state=SeatState.TAKEN)
        seats = seats.filter(person__in=seated.values("person"))
    if coffee.cohort_id is not None:
        seats = seats.filter(
            person__in=Enrolment.objects.filter(cohort=coffee.cohort_id, ended_at=None).values("membership")
        )
    return list(seats.order_by("person").values_list("person_id", flat=True))


# ── tables ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Company:
    """One’s table, with the others there as far as one may know them."""

    table: CoffeeTable
    mine: CoffeePlace
    others: list[CoffeePlace]

    @property
    def people(self) -> list[Membership]:
        return [place.person for place in self.others]

    @property
    def waits_for_me(self) -> list[Membership]:
        """Who said that we met, while I have said nothing."""
        return [place.person for place in self.others if place.has_met] if not self.mine.said else []

    @property
    def met(self) -> list[Membership]:
        """With whom both have said so."""
        return [place.person for place in self.others if place.has_met] if self.mine.has_met else []


def turn_now(coffee: Coffee) -> CoffeeTurn | None:
    """The round that is open."""
    return CoffeeTurn.objects.filter(coffee=coffee, closes_at__gt=clock.now()).order_by("-number").first()


def tables_visible_to(person: Membership) -> QuerySet[CoffeeTable]:
    """Those at which one has a place, and somebody else whom one may know. The latest first."""
    mine = CoffeePlace.objects.filter(table=OuterRef("pk"), person=person)
    known = CoffeePlace.objects.filter(table=OuterRef("pk"), person__in=people_visible_to(person)).exclude(
        person=person
    )
    rows = CoffeeTable.objects.filter(Exists(mine), Exists(known), turn__coffee__in=coffees_visible_to(person))
    return rows.select_related("turn__coffee__community", "turn__coffee__circle").order_by("-turn__began_at", "-pk")


def companies_of(tables: Sequence[CoffeeTable], person: Membership) -> list[Company]:
    known = Q(person=person) | Q(person__in=people_visible_to(person))
    by_table: dict[int | None, list[CoffeePlace]] = defaultdict(list)
    for place in CoffeePlace.objects.filter(known, table__in=tables).select_related("person__community").order_by("pk"):
        by_table[place.table_id].append(place)
    found = []
    for table in tables:
        mine = next((place for place in by_table[table.pk] if place.person_id == person.pk), None)
        others = [place for place in by_table[table.pk] if place.person_id != person.pk]
        if mine is not None and others:
            found.append(Company(table, mine, others))
    return found


def company_at(table: CoffeeTable, person: Membership) -> Company | None:
    return next(iter(companies_of([table], person)), None)


def company_in(turn: CoffeeTurn, person: Membership) -> Company | None:
    """With whom one was drawn; None: with nobody, or with nobody whom one may know."""
    return next(iter(companies_of(list(tables_visible_to(person).filter(turn=turn)), person)), None)


def was_left_over(turn: CoffeeTurn, person: Membership) -> bool:
    """In this round there was nobody for them, or there is nobody whom they may know any more: which of these is not told."""
    return CoffeePlace.objects.filter(turn=turn, person=person).exists() and company_in(turn, person) is None


def companies_now(person: Membership) -> list[Company]:
    """One’s tables in the rounds that are open."""
    return companies_of(list(tables_visible_to(person).filter(turn__closes_at__gt=clock.now())), person)


# ── numbers ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one round: how many were in, how many of them met, how many did not manage or said nothing, for whom there was nobody."""

    turn: CoffeeTurn
    people: int
    met: int
    not_met: int
    left: int


def counts_of(coffee: Coffee) -> list[Counts]:
    """Without names; the latest first. Somebody met where another at their table says so too."""
    turns = list(CoffeeTurn.objects.filter(coffee=coffee).order_by("-number"))
    rows = CoffeePlace.objects.filter(turn__in=turns).order_by("pk").values_list("turn_id", "table_id", "said")
    places: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    for turn, table, said in rows:
        places[turn].append((table, said))
    return [_counted(turn, places[turn.pk]) for turn in turns]


def _counted(turn: CoffeeTurn, places: Collection[tuple[int | None, str]]) -> Counts:
    met_at = Counter(table for table, said in places if table is not None and said == Word.MET)
    met = sum(number for number in met_at.values() if number > 1)
    left = sum(table is None for table, _said in places)
    return Counts(turn, len(places), met, len(places) - met - left, left)
