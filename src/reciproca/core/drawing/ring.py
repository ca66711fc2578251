"""A circle: its people round a ring of two strands, what comes next in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, cos, pi, sin

from reciproca.core.drawing.shapes import Drawing, Face, Knot, Label, Line, Point, smooth

CENTRE = (260.0, 222.0)
RADIUS = 148.0
AMPLITUDE = 8.0


def ring(names: Sequence[str], middle: Sequence[str] = ()) -> Drawing:
    """Faces at equal distances, the first at the top; `middle` is up to three short lines, the second of them large."""
    seats = [_at(RADIUS, 2 * pi * i / max(1, len(names))) for i in range(len(names))]
    size = min(66.0, 2 * pi * RADIUS / max(1, len(names)) * 0.62)
    return Drawing(
        520,
        440,
        (Line(_strand(1)), Line(_strand(-1), "thread thread--theirs")),
        knots=tuple(Knot(x, y, size / 2 + 6, "seat") for x, y in seats),
        faces=tuple(Face(x, y, size, i) for i, (x, y) in enumerate(seats)),
        labels=(*(_name(x, y, size, name) for (x, y), name in zip(seats, names, strict=True)), *_middle(middle)),
    )


def _strand(side: int) -> str:
    turns = 2 * ceil(pi * RADIUS / 46)  # even, so that the end meets the beginning
    steps = turns * 4
    points = []
    for step in range(steps + 1):
        angle = 2 * pi * step / steps
        points.append(_at(RADIUS + side * AMPLITUDE * sin(turns * angle / 2), angle))
    return smooth(points)


def _at(radius: float, angle: float) -> Point:
    return CENTRE[0] + radius * sin(angle), CENTRE[1] - radius * cos(angle)


def _name(x: float, y: float, size: float, name: str) -> Label:
    beside = x - CENTRE[0]
    if abs(beside) < 70 or (y > CENTRE[1] + 90 and abs(beside) < 90):
        return Label(x, y - size / 2 - 11 if y < CENTRE[1] else y + size / 2 + 22, name, "label middle")
    reach = size / 2 + 9
    return Label(x + reach, y + 5, name, "label") if beside > 0 else Label(x - reach, y + 5, name, "label end")


def _middle(lines: Sequence[str]) -> list[Label]:
    if len(lines) == 1:
        return [Label(CENTRE[0], CENTRE[1] + 9, lines[0], "mid")]
    places = ((196.0, "mid-s"), (231.0, "mid"), (258.0, "mid-s"))
    return [Label(CENTRE[0], y, text, classes) for (y, classes), text in zip(places, lines, strict=False) if text]
