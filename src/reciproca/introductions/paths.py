"""Who could introduce me: plain rows of connections, alliances and partnerships, two ties long.

The first tie is the asker's own, and serves always. The second is between two others: it serves only as a connection that
neither of the two hides, and of it the asker learns nothing but that they know each other. Nothing here is compiled, as pages
read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block, Minor, Partnership
from reciproca.boundaries.queries import minors_among, partners_of
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.network.graph import Known, ties_of
from reciproca.network.models import Alliance, Connection
from reciproca.people.queries import people_visible_to

from .queries import MONTH, carried_and_most, free_to_introduce

__all__ = ["Way", "allies_to_ask", "has_way", "have_ways", "knows_already", "ways_to"]

How = Literal["ally", "partner", "connection"]
Near = dict[int, tuple[How, datetime | None]]
MOST_WAYS = 4
MOST_ALLIES = 60


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody who could introduce the asker, and how the asker knows them."""

    introducer: Membership
    how: How
    since: datetime | None  # when both had named each other, or connected
    last_at: datetime | None  # when something last happened between the two
    state: str  # of the tie, `network.choices.State`; empty when there is none


def knows_already(asker: Membership, person: Membership) -> bool:
    """Whether the asker needs nobody between."""
    return person.pk in _near(asker)


def ways_to(person: Membership, *, asker: Membership, most: int = MOST_WAYS) -> list[Way]:
    """Through whom the asker could reach somebody, the warmest tie that carries least first; a few. None to oneself, nor to
    somebody they know already."""
    near = _near(asker)
    if person.pk == asker.pk or person.pk in near or minors_among([asker.pk, person.pk]):
        return []
    between = _who_know(person).intersection(near) - {asker.pk}
    return _ways(between, asker, near, most=most)


def have_ways(people: Iterable[Membership], *, asker: Membership) -> set[int]:
    """To which of these (by key) there is a way; a few queries, however many they are."""
    near = set(_near(asker))
    wanted = {person.pk for person in people} - near - {asker.pk}
    shown = Connection.objects.filter(hidden_by_first=False, hidden_by_second=False)
    rows = shown.filter(Q(first__in=wanted, second__in=near) | Q(first__in=near, second__in=wanted))
    pairs = list(rows.values_list("first_id", "second_id")) if near and wanted else []
    if not pairs:
        return set()
    known = {key for pair in pairs for key in pair}
    minors = minors_among({asker.pk, *known})
    if asker.pk in minors:
        return set()
    free, barred = set(free_to_introduce(sorted((known & near) - minors))), _barred(known & near)
    met = [pair for pair in pairs if frozenset(pair) not in barred and not free.isdisjoint(pair)]
    return {key for pair in met for key in pair if key in wanted and key not in minors}


def has_way(person: Membership, *, asker: Membership) -> bool:
    """The same of one person whom the asker may see: one query."""
    return bool(_with_way(person.pk, asker.pk, clock.now() - MONTH))


@prepared("pk")
def _with_way(person: int, asker: int, month_ago: datetime) -> QuerySet:
    """The person, where there is a way."""
    shown = Connection.objects.filter(hidden_by_first=False, hidden_by_second=False)
    there = shown.filter(first=person).values_list("second")
    who_know = there.union(shown.filter(second=person).values_list("first"), all=True)
    barred = Block.objects.filter(Q(blocker=person, blocked=OuterRef("pk")) | Q(blocker=OuterRef("pk"), blocked=person))
    near = people_visible_to(Membership(pk=asker)).filter(_is_near(asker), pk__in=who_know).exclude(pk=asker)
    carried, most = carried_and_most(month_ago)
    free = near.filter(~Exists(barred), minor=None).alias(carried=carried, most=most).filter(carried__lt=F("most"))
    is_minor = Minor.objects.filter(Q(membership=person) | Q(membership=asker))
    return Membership.objects.filter(~_is_near(asker), ~Exists(is_minor), Exists(free), pk=person).exclude(pk=asker)


def _is_near(asker: int) -> Q:
    """A condition on people: those of `_near`, whom the asker can turn to."""
    two = Q(first=asker, second=OuterRef("pk")) | Q(second=asker, first=OuterRef("pk"))
    named = Exists(Alliance.objects.filter(person=asker, other=OuterRef("pk")))
    names = Exists(Alliance.objects.filter(person=OuterRef("pk"), other=asker))
    return Q(Exists(Connection.objects.filter(two))) | Q(Exists(Partnership.objects.filter(two))) | Q(named, names)


def allies_to_ask(asker: Membership) -> list[Way]:
    """Whom the asker can ask openly, whether they know of somebody: those they are near to, allies first."""
    near = _near(asker)
    if minors_among([asker.pk]):
        return []
    ways = _ways(set(near), asker, near, most=MOST_ALLIES)
    return sorted(ways, key=lambda way: way.how != "ally")


def _near(asker: Membership) -> Near:
    """Whom the asker can turn to, by key: how they know each other, and since when. Only who may be seen."""
    connected = Connection.objects.filter(Q(first=asker) | Q(second=asker)).values_list("first_id", "second_id", "at")
    since = {one if other == asker.pk else other: at for one, other, at in connected}
    allied = _allied(asker)
    together = partners_of(asker)
    known = {*together, *since, *allied}
    visible = set(people_visible_to(asker).filter(pk__in=known).values_list("pk", flat=True)) if known else set()
    near: Near = dict.fromkeys(together & visible, ("partner", None))
    near |= {key: ("connection", at) for key, at in since.items() if key in visible}
    near |= {key: ("ally", at) for key, at in allied.items() if key in visible}
    return near


def _allied(asker: Membership) -> dict[int, datetime]:
    """Who named the asker and was named by them, by key, and since when."""
    rows = Alliance.objects.filter(Q(person=asker) | Q(other=asker)).values_list("person_id", "other_id", "at")
    named = {(one, other): at for one, other, at in rows}
    return {
        other: max(at, named[other, one])
        for (one, other), at in named.items()
        if one == asker.pk and (other, one) in named
    }


def _who_know(person: Membership) -> set[int]:
    """Keys of the people connected with somebody, where neither hides it and no block lies between."""
    shown = Connection.objects.filter(hidden_by_first=False, hidden_by_second=False)
    pairs = shown.filter(Q(first=person) | Q(second=person)).values_list("first_id", "second_id")
    barred = _barred([person.pk])
    return {one if other == person.pk else other for one, other in pairs if frozenset((one, other)) not in barred}


def _barred(keys: Iterable[int]) -> set[frozenset[int]]:
    keys = list(keys)
    rows = Block.objects.filter(Q(blocker__in=keys) | Q(blocked__in=keys))
    return {frozenset(pair) for pair in rows.values_list("blocker_id", "blocked_id")}


def _ways(between: set[int], asker: Membership, near: Near, *, most: int) -> list[Way]:
    load = free_to_introduce(sorted(_adults(between)))
    ties = {tie.other: tie for tie in ties_of(asker, now=clock.now())}
    people = Membership.objects.filter(pk__in=load).select_related("profile__photo")

    def warmth(one: Membership) -> tuple[float, str, str]:
        return -_strength(ties.get(one.pk), near[one.pk][0]) / (1 + load[one.pk]), one.given_name, str(one.public_id)

    return [_way(one, near, ties.get(one.pk)) for one in sorted(people, key=warmth)[:most]]


def _way(one: Membership, near: Near, tie: Known | None) -> Way:
    how, since = near[one.pk]
    return Way(one, how, since, tie.last_at if tie else None, str(tie.state) if tie else "")


def _strength(tie: Known | None, how: How) -> float:
    """How warm a tie is; two who named each other allies have said more than any line of the ledger."""
    return (tie.strength if tie else 0.0) + (1.0 if how == "ally" else 0.1)


def _adults(keys: Iterable[int]) -> set[int]:
    keys = set(keys)
    return keys - minors_among(keys)
