"""What a chapter works with: the moment the demo is told, its dice, the people so far; and what it gives back, events."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import override

from reciproca.communities.models import Account, Community, Membership
from reciproca.core.avatars import CHORDS, avatar
from reciproca.core.ids import drawn_from, new_public_id
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import accept_invitation, account_of_invitation
from reciproca.people.models import Invitation
from reciproca.people.queries import invitation_by_token

from .invention import Invented

__all__ = ["Event", "Tale"]

ROME = ZoneInfo("Europe/Rome")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment: one call of actions, with the clock at `at`, in a community (or in none)."""

    at: datetime
    happen: Callable[[], Any]
    place: str = "montefeltro"


@dataclass(slots=True)
class Tale:
    """Everything the chapters share. `people` is filled as they arrive; look somebody up when it happens, not before."""

    now: datetime
    rng: random.Random
    invented: list[Invented]
    communities: dict[str, Community] = field(default_factory=dict)
    people: dict[str, Membership] = field(default_factory=dict)  # by e-mail, in Montefeltro
    arrived: dict[str, float] = field(default_factory=dict)  # by e-mail, in days ago; who never came in is not here
    rows: dict[str, Any] = field(default_factory=dict)  # what a chapter leaves for a later one, by name

    def ago(self, days: float, hour: int | None = None, minute: int = 0) -> datetime:
        """So many days before now, at an hour in Italy; never later than now."""
        moment = self.now - timedelta(days=days)
        if hour is not None:
            moment = datetime.combine(moment.astimezone(ROME).date(), time(hour, minute), ROME)
        return min(moment, self.now)

    def day(self, days: float) -> date:
        """The date so many days before now (after, when negative)."""
        return (self.now - timedelta(days=days)).astimezone(ROME).date()

    def evening(self, days: float) -> datetime:
        """Half past six in Italy, so many days before now (after, when negative)."""
        return datetime.combine(self.day(days), time(18, 30), ROME)

    def sometime(self, days: float) -> datetime:
        """A working hour of that day."""
        return self.ago(days, self.rng.randint(8, 21), self.rng.randint(0, 59))

    def named(self, name: str) -> Invented:
        return next(person for person in self.invented if person.name == name)

    def was_here(self, person: Invented, days: float) -> bool:
        """Whether they had come in so many days ago."""
        return self.arrived.get(person.email, -1) > days

    def who(self, person: Invented) -> Membership:
        return self.people[person.email]

    @property
    def marta(self) -> Membership:
        return self.who(self.named("Marta Ferri"))

    def dice_for(self, person: Invented, after: int = 0) -> random.Random:
        """Dice whose ids give a person the face they have in the drawings; `after` so many ids were drawn for others."""
        if person.face is None:
            return random.Random(f"{person.email} {self.rng.random()}")
        for number in range(10_000):
            dice = random.Random(f"{person.email} {number}")
            with drawn_from(dice):
                drawn = [avatar(new_public_id(), person.name) for _ in range(after + 1)][-1]
            if (drawn.tone, CHORDS.index(drawn.chord_path)) == person.face:
                break
        return random.Random(f"{person.email} {number}")

    def join_by_letter(self, person: Membership, invitation: Invitation, account: Account | None = None) -> Membership:
        """Open the letter and come in, as the page of the invitation does."""
        letter = OutboxMail.objects.get(key=f"invitation {invitation.public_id}")
        opened = invitation_by_token(letter.about["url"].rpartition("#")[2])
        with override(person.language):
            account = account or account_of_invitation(opened, language=person.language)
            return accept_invitation(opened, account=account)
