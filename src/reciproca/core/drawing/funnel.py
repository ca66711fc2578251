"""From the invitation to the closure: a bundle of threads, one for every few people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reciproca.core.drawing.shapes import Drawing, Knot, Line, number

WIDTH, HEIGHT, MIDDLE = 1152.0, 190.0, 86.0
FIRST, LAST = 8.0, 1081.4
MOST = 28  # threads that still read as threads


@dataclass(frozen=True)
class Funnel:
    drawing: Drawing
    people_per_thread: int
    stages: tuple[tuple[int, float], ...]  # how many, and their share of the first in [0, 1]


def funnel(counts: Sequence[int], *, resting: int | None = None) -> Funnel:
    """A bundle that thins from stage to stage. Where a thread comes loose, somebody waits for something.

    `resting` is the stage where one may rightly stay (mentorships in progress): threads that end there end in a knot,
    not loose. A stage with anybody in it keeps at least one thread.
    """
    if not counts or counts[0] <= 0:
        return Funnel(Drawing(WIDTH, HEIGHT), 1, tuple((n, 0.0) for n in counts))
    resting = len(counts) - 2 if resting is None else resting
    each = max(1, ceil(counts[0] / MOST))
    kept = _kept(counts, each)
    x = [FIRST + i * (LAST - FIRST) / max(1, len(counts) - 1) for i in range(len(counts))]
    y = [_heights(kept[0], count, i) for i, count in enumerate(kept)]

    lines, knots = [], []
    for thread in range(kept[0]):
        reach = max(i for i in range(len(kept)) if y[i][thread] is not None)
        is_end = reach == len(kept) - 1
        tone = " thread--theirs" if thread % 2 and not is_end else ""
        if reach:
            lines.append(Line(_along(x, [y[i][thread] or 0 for i in range(reach + 1)]), f"thread{tone}"))
        here, height = x[reach], y[reach][thread] or 0
        if reach >= resting:
            classes = "knot knot--theirs" if tone else "knot"
            knots.append(Knot(here, height, 5 if is_end else 2.6, classes))
        else:
            rank = _rank(y[reach], y[reach + 1], thread)
            lines.append(Line(_loose(here, height, rank), "thread thread--dormant"))
    drawing = Drawing(WIDTH, HEIGHT, tuple(lines), knots=tuple(knots))
    return Funnel(drawing, each, tuple((n, min(1.0, n / counts[0])) for n in counts))


def _kept(counts: Sequence[int], each: int) -> list[int]:
    kept = [max(1, round(counts[0] / each))]
    for count in counts[1:]:
        kept.append(min(kept[-1], max(round(count / each), 1 if count > 0 else 0)))
    return kept


def _heights(threads: int, kept: int, stage: int) -> list[float | None]:
    """The height of each thread at a stage: the middle ones go on, a little further apart; the outer ones have left."""
    first = (threads - kept) // 2
    gap = min(6.0, 5.4 + 0.2 * stage)
    return [
        MIDDLE + (thread - first - (kept - 1) / 2) * gap if first <= thread < first + kept else None
        for thread in range(threads)
    ]


def _along(x: Sequence[float], heights: Sequence[float]) -> str:
    path = f"M{number(x[0])} {number(heights[0])}"
    for i in range(1, len(heights)):
        bend = number((x[i - 1] + x[i]) / 2)
        path += f"C{bend} {number(heights[i - 1])} {bend} {number(heights[i])} {number(x[i])} {number(heights[i])}"
    return path


def _rank(here: Sequence[float | None], there: Sequence[float | None], thread: int) -> int:
    """How far out a thread leaves: 1 and up below the middle, -1 and down above it."""
    going_on = [i for i, height in enumerate(there) if height is not None]
    if not going_on:
        return 1 if (here[thread] or 0) >= MIDDLE else -1
    return thread - going_on[-1] if thread > going_on[-1] else thread - going_on[0]


def _loose(x: float, y: float, rank: int) -> str:
    side = 1 if rank > 0 else -1
    fall = side * 16.5 + rank * 1.4
    return f"M{number(x)} {number(y)}Q{number(x + 50)} {number(y + side)} {number(x + 96)} {number(y + fall)}"
