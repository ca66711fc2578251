"""Reads of what goes on between two meetings: check-ins. Only who sits there and said yes to the charter in force."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.people.queries import people_visible_to

from .choices import CharterState, CircleState, Repeat, SeatState
from .models import CheckIn, CheckInAnswer, Circle, Consent, Seat
from .queries import bound_by, circles_of

__all__ = [
    "Heard", "answer_of", "answers_to", "check_ins_of", "check_ins_to_answer", "check_ins_to_nudge", "check_ins_to_repeat",
    "check_ins_visible_to", "heard_in", "is_nudged", "prompts_in", "waited_for",
]  # fmt: skip

PROMPTS = Path(__file__).parent / "prompts"
#: The questions from which a check-in begins. A change is a new file with the next number; the earlier ones stay.
LATEST = "check-in-1"


@cache
def prompts_in(language: str, name: str = LATEST) -> list[str]:
    return list(tomllib.loads((PROMPTS / f"{name}.toml").read_text(encoding="utf-8"))[language])


def _agreed_by(person: Membership) -> QuerySet[Any]:
    return Consent.objects.filter(person=person, charter__state=CharterState.IN_FORCE).values("charter__circle")


def check_ins_visible_to(person: Membership) -> QuerySet[CheckIn]:
    """Of one's circles, for who said yes to the charter in force; the newest first."""
    mine = CheckIn.objects.filter(circle__in=circles_of(person)).filter(circle__in=_agreed_by(person))
    return mine.select_related("circle").order_by("-opened_at", "-pk")


def check_ins_of(circle: Circle, viewer: Membership) -> QuerySet[CheckIn]:
    return check_ins_visible_to(viewer).filter(circle=circle)


def check_ins_to_answer(person: Membership) -> QuerySet[CheckIn]:
    """Open, and one has neither answered nor passed: the one that closes first before the others."""
    said = CheckInAnswer.objects.filter(check_in=OuterRef("pk"), person=person)
    waiting = check_ins_visible_to(person).filter(closes_at__gt=clock.now(), circle__state=CircleState.MEETING)
    return waiting.exclude(Exists(said)).order_by("closes_at", "pk")


def answer_of(person: Membership, check_in: CheckIn) -> CheckInAnswer | None:
    return CheckInAnswer.objects.filter(check_in=check_in, person=person).first()


def answers_to(check_in: CheckIn, viewer: Membership) -> QuerySet[CheckInAnswer]:
    """What the others answered: after one's own answer, or when the time is over. Of who left it is not there any more."""
    mine = Q(person=viewer)
    given = CheckInAnswer.objects.filter(check_in=check_in, is_pass=False)
    if check_in.is_open and not given.filter(mine).exists():
        return given.none()
    seated = Seat.objects.filter(circle=check_in.circle_id, person=OuterRef("person"), state=SeatState.TAKEN)
    known = given.filter(mine | Q(person__in=people_visible_to(viewer))).filter(Exists(seated))
    return known.select_related("person").order_by("at", "pk")


@dataclass(frozen=True, slots=True)
class Heard:
    """Who answered, and who has not yet; who passed is in neither."""

    answered: list[Membership]
    awaited: list[Membership]


def heard_in(check_in: CheckIn, viewer: Membership) -> Heard:
    said = dict(CheckInAnswer.objects.filter(check_in=check_in).values_list("person_id", "is_pass"))
    visible = set(people_visible_to(viewer).values_list("pk", flat=True)) | {viewer.pk}
    people = [person for person in bound_by(check_in.circle) if person.pk in visible]
    return Heard(
        answered=[person for person in people if said.get(person.pk) is False],
        awaited=[person for person in people if person.pk not in said],
    )


# ── what time asks for ───────────────────────────────────────────────────────


def check_ins_to_nudge() -> QuerySet[CheckIn]:
    """Open, in circles that meet, with a letter still to be sent."""
    still = CheckIn.objects.filter(closes_at__gt=clock.now(), circle__state=CircleState.MEETING, nudges__lt=2)
    return still.select_related("circle").order_by("pk")


def check_ins_to_repeat() -> QuerySet[CheckIn]:
    over = CheckIn.objects.filter(closes_at__lte=clock.now(), circle__state=CircleState.MEETING)
    return over.exclude(every_days=Repeat.ONCE).select_related("circle").order_by("pk")


def waited_for(check_in: CheckIn) -> list[Membership]:
    """To whom a letter may go: who has neither answered nor passed, and wants letters of this circle."""
    said = set(CheckInAnswer.objects.filter(check_in=check_in).values_list("person_id", flat=True))
    return [
        person for person in bound_by(check_in.circle) if person.pk not in said and is_nudged(person, check_in.circle)
    ]


def is_nudged(person: Membership, circle: Circle) -> bool:
    return Seat.objects.filter(circle=circle, person=person, state=SeatState.TAKEN, is_nudged=True).exists()
