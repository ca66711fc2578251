"""The bridge: what I could give, and whose need it answers. Texts go to the engine, keys and reasons come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reciproca_engine import text

__all__ = ["Meeting", "best_meetings", "points_of", "words_of"]

ENOUGH = 0.15  # below, the words in common are lost among the others
LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """A need and the one of my texts that answers it best: positions in the two lists, and how well, in (0, 1]."""

    need: int
    mine: int
    closeness: float


def best_meetings(needs: Sequence[str], mine: Sequence[str]) -> list[Meeting]:
    """For each need that something of mine answers, what answers it best; among equals the first of `mine`.

    The result depends on the texts and their order in `mine` alone; needs keep their order.
    """
    if not needs or not mine:
        return []
    score = text.closeness(needs, mine)
    found = []
    for position, need in enumerate(needs):
        row = score[position]
        good = (at for at in range(len(mine)) if row[at] >= ENOUGH and text.is_about(need, mine[at]))
        best = max(good, key=lambda at: (row[at], -at), default=None)
        if best is not None:
            found.append(Meeting(position, best, float(row[best])))
    return found


def words_of(texts: Iterable[str]) -> set[str]:
    """The words under which the index knows these texts."""
    return {key[:LONGEST_KEY] for one in texts for key in text.keys(one)}


def points_of(written: str) -> list[str]:
    """What was written in one field, point by point."""
    return text.phrases(written)
