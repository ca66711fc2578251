"""What thanks and recommendations rest on: lines of the ledger, put into words by the rooms they come from.

A room above registers one function for the objects it leaves in the ledger, in its ``AppConfig.ready``:

    tell_evidence("mentoringsession", told_sessions)

What has no teller is told from the ledger alone: what kind it was, and when.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reciproca.communities.models import Membership
from reciproca.network.choices import Kind

__all__ = ["HELP", "Told", "tell_evidence", "told_by_rooms"]

#: The kinds of interaction that one may thank for. Thanks do not thank for thanks.
HELP = (Kind.SESSION, Kind.ENCOUNTER, Kind.INTRODUCTION, Kind.ANSWER, Kind.LEAD, Kind.NOTE, Kind.EVENT, Kind.PROJECT)


@dataclass(frozen=True, slots=True)
class Told:
    """How one piece of evidence reads to one of its two people, who alone may read it."""

    words: str  # goes on after “for”: “your session of 12 March, about your CV”
    on: date
    url: str = ""


#: From the reader and public ids to what they may read; an id that is not theirs is left out.
Teller = Callable[[Membership, Sequence[str]], dict[str, Told]]
_tellers: dict[str, Teller] = {}


def tell_evidence(object_kind: str, teller: Teller) -> None:
    """Register who words the objects of a kind (as the ledger names it)."""
    _tellers[object_kind] = teller


def told_by_rooms(reader: Membership, objects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Told]:
    """What the rooms above say of these (object_kind, object_id): one question to each room."""
    by_kind: dict[str, list[str]] = {}
    for object_kind, object_id in objects:
        by_kind.setdefault(object_kind, []).append(object_id)
    found = {}
    for object_kind, ids in by_kind.items():
        if teller := _tellers.get(object_kind):
            found.update({(object_kind, each): told for each, told in teller(reader, ids).items()})
    return found
