"""The shapes of what Today says: a step, a date, somebody who waits, where something of mine is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from reciproca.communities.models import Membership
from reciproca.pages.words import month_said
from reciproca.people.queries import zone_of

__all__ = ["MOST", "OLD", "SOON", "Due", "Standing", "Step", "Waiting", "begin_reading", "once", "zone_for"]

T = TypeVar("T")

MOST = 3


OLD = timedelta(days=30)
SOON = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what kind, how long it takes, what, why, and where. With `post`, the button does it at once.

    `both`: what is in it for either side. `aside`: the key by which the step is set aside, when it can be, and `sort` which
    kind of suggestion it is. `in_letter`: what a mail says in place of title and reason, where these are not for mails."""

    key: str
    kind: str
    time: str
    title: str
    why: str
    action: str
    url: str
    post: bool = False
    other_action: str = ""
    other_url: str = ""
    partner: Membership | None = None
    tie: str = "new"
    both: tuple[tuple[str, str], ...] = ()
    aside: str = ""
    sort: str = ""
    in_letter: str = ""

    def for_letter(self, url: str = "") -> "Step":
        """As it stands in a mail, leading elsewhere where that is said. A link does nothing by itself there: what a button
        would do at once is left to the page."""
        where = url or (self.other_url if self.post else self.url)
        label = self.other_action if self.post else self.action
        if not self.in_letter:
            return replace(self, url=where, action=label)
        return replace(self, title=self.in_letter, why="", url=where, action=label)


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date."""

    on: date
    what: str
    detail: str
    action: str
    url: str
    in_letter: str = ""

    def for_letter(self) -> "Due":
        return replace(self, what=self.in_letter, detail="") if self.in_letter else self

    @property
    def month(self) -> str:
        return month_said(self.on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for an answer of mine; `key` is that of the step that asks for the same thing."""

    key: str
    who: Membership
    what: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something of mine is, while others decide."""

    what: str
    state: str
    action: str
    url: str | None


def begin_reading(person: Membership, known: Mapping[Callable[[Membership], Any], Any]) -> None:
    """Forget what an earlier reading of Today has read of this person; `known`: what `once` need not read."""
    person.read_today = dict(known)  # type: ignore[attr-defined]


def once(person: Membership, read: Callable[[Membership], T]) -> T:
    """What this reads, read one time for all that Today says."""
    known = person.__dict__.setdefault("read_today", {})
    if read not in known:
        known[read] = read(person)
    return known[read]


def zone_for(person: Membership) -> ZoneInfo:
    """Where the person lives, by the clock."""
    return once(person, zone_of)
