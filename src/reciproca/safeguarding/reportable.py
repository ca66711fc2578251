"""What can be reported: each room says how one finds a thing of its own that a reader may report, and how it is taken away.

A room above registers in its ``AppConfig.ready``:

    make_reportable("message", told_message, take_away=take_message_away)
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from reciproca.communities.models import Membership

__all__ = ["Reported", "can_be_taken_away", "make_reportable", "reported", "take_away"]


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing as its reader had it before them."""

    concerned: Membership
    said: str  # “a message from Ada, of 3 March”
    evidence: str  # a copy, kept with the report
    url: str  # where the reader came from


#: From a reader and a public id to what they may report; None for what is not theirs to read.
Finder = Callable[[Membership, UUID], Reported | None]
#: Takes the thing of this public id away, for who coordinates; nothing where it is gone already.
Remover = Callable[[UUID, Membership], None]

_finders: dict[str, Finder] = {}
_removers: dict[str, Remover] = {}


def make_reportable(kind: str, find: Finder, *, take_away: Remover | None = None) -> None:
    """Register who finds the objects of a kind (the name of their model), and who takes them away."""
    _finders[kind] = find
    if take_away is not None:
        _removers[kind] = take_away


def reported(reader: Membership, kind: str, public_id: UUID) -> Reported | None:
    find = _finders.get(kind)
    return find(reader, public_id) if find is not None else None


def can_be_taken_away(kind: str) -> bool:
    return kind in _removers


def take_away(kind: str, public_id: UUID, *, by: Membership) -> None:
    _removers[kind](public_id, by)
