"""How the circles of a community are, for who coordinates: from states and dates alone, never from what is said or who comes; and the
one word of their last pulse.

Of a circle that nobody finds but whom it invites the name is not told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import OPEN_CIRCLES, CircleState, CompositionState, Entry, MeetingState, SeatState
from .models import SMALLEST, Circle, Pulse, Seat, SignUp

__all__ = ["Rhythm", "Standing", "standings_seen_by", "without_a_circle_seen_by"]

#: A circle that forms is given so long to find one another, and to agree on a charter.
TO_FORM = timedelta(days=42)
#: Without a date ahead it lives for so many of its rhythms after the last, and is cooling for as many again.
LIVES = 2
#: So far back its meetings are counted.
LATELY = timedelta(days=182)


class Rhythm(StrEnum):
    ALIVE = "alive"
    COOLING = "cooling"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Standing:
    """One circle: how it is, and the reason as a word: `meets`, `forms`, `paused`, `no_date`, `no_charter`, `too_few`."""

    circle: Circle
    name: str  # empty where it is told to nobody
    people: int
    rhythm: Rhythm
    reason: str
    last: datetime | None
    next: datetime | None
    met: int  # in the last half-year, by its dates: who came is told to nobody
    pulse: str  # well, so_so, struggling; empty where it was never worded, or below five answers the last time


def standings_seen_by(person: Membership) -> list[Standing]:
    """Those that need somebody first; nothing for who does not coordinate."""
    if not person.is_coordinator:
        return []
    now = clock.now()
    pulses = Pulse.objects.filter(circle=OuterRef("pk"), settled=True).order_by("-opened_at", "-pk")
    planned = Q(meetings__state=MeetingState.PLANNED)
    circles = Circle.objects.filter(state__in=OPEN_CIRCLES).annotate(
        people=Count("seats", filter=Q(seats__state=SeatState.TAKEN), distinct=True),
        last=Max("meetings__starts_at", filter=planned & Q(meetings__starts_at__lte=now)),
        next=Min("meetings__starts_at", filter=planned & Q(meetings__starts_at__gt=now)),
        met=Count("meetings", filter=planned & Q(meetings__starts_at__range=(now - LATELY, now)), distinct=True),
        pulse=Subquery(pulses.values("word")[:1]),
    )
    found = [_standing(circle, now) for circle in circles.filter(people__gt=0)]
    order = [Rhythm.STUCK, Rhythm.COOLING, Rhythm.ALIVE]
    return sorted(found, key=lambda one: (order.index(one.rhythm), not one.name, one.name.casefold(), one.circle.pk))


def _standing(circle: Circle, now: datetime) -> Standing:
    last, ahead, people, met, pulse = (getattr(circle, name) for name in ("last", "next", "people", "met", "pulse"))
    rhythm, reason = _rhythm(circle, people, last, ahead, now)
    name = "" if circle.entry == Entry.INVITATION else circle.name
    return Standing(circle, name, people, rhythm, reason, last, ahead, met, pulse or "")


def _rhythm(
    circle: Circle, people: int, last: datetime | None, ahead: datetime | None, now: datetime
) -> tuple[Rhythm, str]:
    if circle.state == CircleState.PAUSED:
        return Rhythm.COOLING, "paused"
    if circle.state == CircleState.FORMING:
        if now - circle.began_at <= TO_FORM:
            return Rhythm.ALIVE, "forms"
        return Rhythm.STUCK, "too_few" if people < SMALLEST else "no_charter"
    if ahead is not None:
        return Rhythm.ALIVE, "meets"
    quiet = now - (last or circle.began_at)
    lives = timedelta(days=circle.cadence_days) * LIVES
    if quiet <= lives:
        return Rhythm.ALIVE, "meets"
    return (Rhythm.COOLING if quiet <= 2 * lives else Rhythm.STUCK), "no_date"


def without_a_circle_seen_by(person: Membership) -> list[SignUp]:
    """Who signed up for circles that were published, got none, and sits in none now: the newest first, each once."""
    if not person.is_coordinator:
        return []
    seated = Seat.objects.filter(person=OuterRef("person"), state=SeatState.TAKEN, circle__state__in=OPEN_CIRCLES)
    rows = SignUp.objects.filter(
        composition__state=CompositionState.PUBLISHED, group=None, person__state=MembershipState.ACTIVE
    )
    rows = rows.exclude(Exists(seated)).select_related("composition", "person__profile__photo")
    found: dict[int, SignUp] = {}
    for row in rows.order_by("-composition__published_at", "pk"):
        found.setdefault(row.person_id, row)
    return list(found.values())
