"""The rhythm of a tie: one stitch a week, and where it was silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reciproca.core.drawing.shapes import Drawing, Line, number

WEEK = 5.0
MIDDLE = 16.0
SILENCE = 4  # so many empty weeks in a row turn the line into dots


@dataclass(frozen=True)
class Rhythm:
    drawing: Drawing
    active_weeks: int
    longest_silence: int


def rhythm(weeks: Sequence[int]) -> Rhythm:
    """A strip from the numbers of interactions in each week, oldest first, usually fifty-two of them.

    Three heights: one interaction, two or three, four or more. A run of four silent weeks is drawn as dots.
    """
    alive: list[str] = []
    silence: list[str] = []
    stitches: list[str] = []
    longest = 0
    for is_silent, start, end in _runs(weeks):
        stroke = f"M{number(start * WEEK)} {number(MIDDLE)}H{number(end * WEEK)}"
        if is_silent:
            longest = max(longest, end - start)
        (silence if is_silent and end - start >= SILENCE else alive).append(stroke)
    for place, interactions in enumerate(weeks):
        if reach := _reach(interactions):
            x = number(place * WEEK + WEEK / 2)
            stitches.append(f"M{x} {number(MIDDLE - reach)}V{number(MIDDLE + reach)}")
    lines = (
        Line("".join(silence), "silence"),
        Line("".join(alive), "alive"),
        Line("".join(stitches), "stitch"),
    )
    drawing = Drawing(len(weeks) * WEEK, 2 * MIDDLE, tuple(line for line in lines if line.path))
    return Rhythm(drawing, sum(1 for interactions in weeks if interactions), longest)


def _reach(interactions: int) -> float:
    if interactions <= 0:
        return 0
    return 3 if interactions == 1 else 7 if interactions < 4 else 12


def _runs(weeks: Sequence[int]) -> Iterator[tuple[bool, int, int]]:
    start = 0
    for is_silent, run in groupby(weeks, key=lambda interactions: interactions <= 0):
        end = start + len(list(run))
        yield is_silent, start, end
        start = end
