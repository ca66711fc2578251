"""What drawings are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A curve, and the classes that say what it is."""

    path: str
    classes: str = "thread"


@dataclass(frozen=True)
class Stitch:
    """A straight stroke: one person, one row, one week."""

    x1: float
    y1: float
    x2: float
    y2: float
    classes: str = ""


@dataclass(frozen=True)
class Knot:
    x: float
    y: float
    r: float
    classes: str = "knot"


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    classes: str = "when"


@dataclass(frozen=True)
class Face:
    """Where a face stands: its centre, its size, and whose it is (an index into the people given)."""

    x: float
    y: float
    size: float
    who: int
    classes: str = ""


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    stitches: tuple[Stitch, ...] = ()
    knots: tuple[Knot, ...] = ()
    labels: tuple[Label, ...] = ()
    faces: tuple[Face, ...] = ()

    @property
    def view_box(self) -> str:
        return f"0 0 {number(self.width)} {number(self.height)}"


def twist(left: float, right: float, y: float, amplitude: float, half_turn: float) -> str:
    """A strand that waves about a level line, a whole number of half turns from end to end."""
    turns = max(1, round((right - left) / half_turn))
    steps = turns * 4
    return smooth(
        [
            (left + (right - left) * step / steps, y + amplitude * sin(pi * turns * step / steps))
            for step in range(steps + 1)
        ]
    )


def smooth(points: Sequence[Point]) -> str:
    """A curve through points (Catmull–Rom), as a path."""
    if len(points) < 2:
        return ""
    path = f"M{pair(points[0])}"
    for i in range(len(points) - 1):
        before, here, there = points[max(0, i - 1)], points[i], points[i + 1]
        after = points[min(len(points) - 1, i + 2)]
        first = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        second = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        path += f"C{pair(first)} {pair(second)} {pair(there)}"
    return path


def number(value: float) -> str:
    """
    >>> number(4.0), number(4.26), number(-0.04)
    ('4', '4.3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
