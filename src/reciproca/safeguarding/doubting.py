"""What makes one look twice: each room says what it sees, and coordinators read why.

A room above registers in its ``AppConfig.ready``:

    look_for(unanswered_requests)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .choices import DoubtKind

__all__ = ["Seen", "all_seen", "look_for"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One reason about one person (by key); `details` are counts and public ids, never what people wrote."""

    person: int
    kind: DoubtKind
    details: dict[str, Any] = field(default_factory=dict)


#: Looks at the community in force, at a cost that is bounded.
Looker = Callable[[], Iterable[Seen]]
_lookers: list[Looker] = []


def look_for(looker: Looker) -> None:
    if looker not in _lookers:
        _lookers.append(looker)


def all_seen() -> list[Seen]:
    return [seen for looker in _lookers for seen in looker()]
