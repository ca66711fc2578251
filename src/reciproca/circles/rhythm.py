"""Reads of what goes on between two meetings: check-ins, wins, and the pulse. Only who sits there and said yes to the charter in force."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from reciproca.communities.models import Membership
from reciproca.communities.queries import coordinators_of_community
from reciproca.core import clock
from reciproca.network.models import Interaction
from reciproca.people.queries import people_visible_to

from .choices import CharterState, CircleState, CommitmentState, MeetingState, Repeat, SeatState
from .models import CheckIn, CheckInAnswer, Cheer, Circle, Commitment, Consent, Meeting, Pulse, PulseVoice, Seat, Win
from .queries import bound_by, circles_of
from .rules import is_pulse_due

__all__ = [
    "Heard", "answer_of", "answers_to", "check_ins_of", "check_ins_to_answer", "check_ins_to_nudge",
    "check_ins_to_repeat", "check_ins_visible_to", "cheers_for", "circles_to_pulse", "counted_with", "heard_in", "is_nudged",
    "kept_commitments", "people_outside", "prompts_in", "pulse_read_by", "pulse_to_answer", "pulses_to_answer",
    "pulses_to_settle", "waited_for", "wins_of", "wins_shown_to", "wins_visible_to",
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


def counted_with(person: Membership, check_in: CheckIn) -> set[int]:
    """Ledger ids of those with whom this check-in has its line already."""
    lines = Interaction.objects.filter(object_kind=CheckIn._meta.model_name, object_id=str(check_in.public_id))
    pairs = lines.filter(Q(giver=person.ledger_id) | Q(receiver=person.ledger_id)).values_list("giver", "receiver")
    return {key for pair in pairs for key in pair}


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


# ── somebody outside ─────────────────────────────────────────────────────────


def people_outside(circle: Circle, viewer: Membership) -> QuerySet[Membership]:
    """Who coordinates and does not sit there, as far as the viewer may know."""
    seated = Seat.objects.filter(circle=circle, state=SeatState.TAKEN).values("person")
    known = coordinators_of_community().filter(pk__in=people_visible_to(viewer))
    return known.exclude(pk__in=seated).exclude(pk=viewer.pk).order_by("given_name", "family_name")


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


# ── wins ─────────────────────────────────────────────────────────────────────

#: So long a win is in sight, in the circle and in the community.
IN_SIGHT = timedelta(days=60)


def wins_visible_to(person: Membership) -> QuerySet[Win]:
    """Of one's circles, for who said yes to the charter in force; not of who left. The newest first."""
    there = Win.objects.filter(circle__in=circles_of(person)).filter(circle__in=_agreed_by(person))
    seated = Seat.objects.filter(circle=OuterRef("circle"), person=OuterRef("person"), state=SeatState.TAKEN)
    there = there.filter(Exists(seated), Q(person=person) | Q(person__in=people_visible_to(person)))
    return there.select_related("person", "circle", "commitment").order_by("-told_at", "-pk")


def wins_of(circle: Circle, viewer: Membership) -> QuerySet[Win]:
    return wins_visible_to(viewer).filter(circle=circle, told_at__gte=clock.now() - IN_SIGHT)


def cheers_for(wins: Collection[Win], viewer: Membership) -> dict[int, list[Cheer]]:
    """By key of the win who was glad, as far as the viewer may know: one query."""
    known = Q(person=viewer) | Q(person__in=people_visible_to(viewer))
    found: dict[int, list[Cheer]] = {win.pk: [] for win in wins}
    for cheer in Cheer.objects.filter(known, win__in=wins).select_related("person").order_by("at", "pk"):
        found[cheer.win_id].append(cheer)
    return found


def wins_shown_to(person: Membership) -> QuerySet[Win]:
    """What their owners show to the community: their words and their name, and not which circle."""
    shown = Win.objects.filter(shown_at__gte=clock.now() - IN_SIGHT)
    known = shown.filter(Q(person=person) | Q(person__in=people_visible_to(person)))
    return known.select_related("person").order_by("-shown_at", "-pk")


def kept_commitments(circle: Circle, person: Membership) -> QuerySet[Commitment]:
    """Those a win may speak of."""
    mine = Commitment.objects.filter(circle=circle, person=person, state=CommitmentState.KEPT)
    return mine.filter(settled_at__gte=clock.now() - IN_SIGHT).order_by("-settled_at", "-pk")


# ── the pulse ────────────────────────────────────────────────────────────────

#: Below so many answers nothing is told.
FEWEST = 5


def pulses_to_answer(person: Membership) -> QuerySet[Pulse]:
    """Open in one's circles, and one has not answered. Who else has is told to nobody."""
    said = PulseVoice.objects.filter(pulse=OuterRef("pk"), person=person)
    mine = Pulse.objects.filter(circle__in=circles_of(person)).filter(circle__in=_agreed_by(person))
    mine = mine.filter(settled=False, closes_at__gt=clock.now(), circle__state=CircleState.MEETING)
    return mine.exclude(Exists(said)).select_related("circle").order_by("closes_at", "pk")


def pulse_to_answer(person: Membership, circle: Circle) -> Pulse | None:
    return pulses_to_answer(person).filter(circle=circle).first()


def pulse_read_by(person: Membership, circle: Circle) -> Pulse | None:
    """The last that was closed, for who sits there and said yes to the charter; none where it had too few answers."""
    mine = Pulse.objects.filter(circle=circle, settled=True, circle__in=circles_of(person))
    last = mine.filter(circle__in=_agreed_by(person)).order_by("-opened_at", "-pk").first()
    return last if last is not None and last.is_released else None


def circles_to_pulse() -> list[Circle]:
    """That meet, could give five answers, are asked nothing now, and whose time has come (`rules.is_pulse_due`)."""
    last = Max("pulses__opened_at")
    rows = Circle.objects.filter(state=CircleState.MEETING).exclude(pulses__settled=False).annotate(asked_at=last)
    return [
        circle
        for circle in rows.order_by("pk")
        if is_pulse_due(circle.pulse_every, circle.began_at, _met(circle), circle.asked_at, clock.now())
        and len(bound_by(circle)) >= FEWEST
    ]


def _met(circle: Circle) -> list[datetime]:
    """When each of its meetings that are over ended."""
    begun = Meeting.objects.filter(circle=circle, state=MeetingState.PLANNED, starts_at__lt=clock.now())
    return [one.ends_at for one in begun if one.ends_at <= clock.now()]


def pulses_to_settle() -> QuerySet[Pulse]:
    return Pulse.objects.filter(settled=False, closes_at__lte=clock.now()).order_by("pk")
