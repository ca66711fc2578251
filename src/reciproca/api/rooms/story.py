"""What one gave and received, and one’s relationships: told to oneself alone, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Whole
from reciproca.api.paging import Asked, Paged, page_of_list
from reciproca.api.shapes import PersonNamed, named
from reciproca.network.choices import State
from reciproca.network.queries import lines_of
from reciproca.pages.given import Entry, entries_of
from reciproca.pages.relationships import Thread, page_of_ties
from reciproca.people.queries import zone_of

__all__ = ["given_and_received", "relationships"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAsked(Asked):
    year: Annotated[int, Whole(1900, 2999)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesAsked(Asked):
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story: what happened between you and somebody, who is null once they are nobody’s to name."""

    on: date
    direction: str
    kind: str
    said: str
    about: str
    other: PersonNamed | None
    waits: str
    url: str


@dataclass(frozen=True, slots=True)
class Relationship:
    other: PersonNamed
    state: str
    state_said: str
    origin: str
    last_said: str
    story: list[Told]


@endpoint(
    "GET", "given-and-received/", scope=Scope.STORY_READ,
    says=_("What you gave and what reached you, the latest first; of one year, or of all."),
)  # fmt: skip
def given_and_received(call: Call, query: YearAsked) -> Paged[Told]:
    entries = entries_of(call.person, lines_of(call.person), zone_of(call.person))
    wanted = [entry for entry in entries if query.year is None or entry.day.year == query.year]
    return page_of_list(wanted, query, _told, _name)


@endpoint("GET", "relationships/", scope=Scope.STORY_READ, says=_("Your relationships and how they are, in words."))
def relationships(call: Call, query: TiesAsked) -> Paged[Relationship]:
    threads: list[Thread] = page_of_ties(call.person)["threads"]
    wanted = [thread for thread in threads if query.state is None or thread.state == query.state]
    return page_of_list(wanted, query, _relationship, lambda thread: str(thread.person.public_id))


def _name(entry: Entry) -> str:
    """Tells lines apart without telling how many there are in the community."""
    return salted_hmac("reciproca.api.line", str(entry.line.seq)).hexdigest()[:20]


def _told(entry: Entry) -> Told:
    return Told(
        on=entry.day,
        direction=entry.line.direction,
        kind=entry.line.kind,
        said=entry.said,
        about=entry.thing.about,
        other=named(entry.line.other.person) if entry.line.other else None,
        waits=entry.waits,
        url=entry.thing.url,
    )


def _relationship(thread: Thread) -> Relationship:
    return Relationship(
        other=named(thread.person),
        state=thread.state,
        state_said=thread.state_said,
        origin=thread.origin,
        last_said=thread.last_said,
        story=[_told(entry) for entry in thread.story],
    )
