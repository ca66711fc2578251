"""The pictures, as geometry: threads, rhythm, course, coverage, funnel. Pure functions; templates only print them.

Everything is drawn with attributes, so that it lives under a policy that forbids inline style. Lengths are in the
units of the drawing's own view box; one decimal is enough for a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import pi, sin

Point = tuple[float, float]

TIES = ("ally", "active", "new", "cooling", "dormant")


@dataclass(frozen=True)
class Line:
    """One strand: a path and the classes that say which."""

    path: str
    classes: str = "thread"


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
class Drawing:
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    knots: tuple[Knot, ...] = ()
    labels: tuple[Label, ...] = ()
    extras: dict[str, object] = field(default_factory=dict)

    @property
    def view_box(self) -> str:
        return f"0 0 {number(self.width)} {number(self.height)}"


# ── threads between two faces ────────────────────────────────────────────────


def strand(tie: str, *, long: bool = False, key: bool = False) -> Drawing:
    """The thread of a tie between two faces, or in a legend. Slack means silence: the quieter, the lower it hangs.

    An ally's thread is two strands twisted; a new one carries an open knot half-way.
    """
    if tie not in TIES:
        raise ValueError(f"A tie is one of {', '.join(TIES)}; not {tie!r}.")
    width, height, inset, y = (
        (60.0, 24.0, 3.0, 12.0) if key else (300.0, 48.0, 8.0, 24.0) if long else (84.0, 28.0, 4.0, 13.0)
    )
    radius = 3.6 if long else 3.2
    left, right, middle = inset, width - inset, width / 2
    if tie == "ally":
        amplitude, turn = (4.2, 47.0) if long else (3.2, 18.0) if key else (4.4, 25.4)
        return Drawing(
            width,
            height,
            (
                Line(twist(left, right, y, amplitude, turn)),
                Line(twist(left, right, y, -amplitude, turn), "thread thread--theirs"),
            ),
            (Knot(left, y, radius), Knot(right, y, radius, "knot knot--theirs")),
        )
    if tie == "dormant" and long:
        y = 16.0
    sag = {
        "active": (0.0, 3.0, 4.0),
        "new": (0.0, 2.0, 4.0),
        "cooling": (6.0, 10.0, 16.0),
        "dormant": (8.0, 14.0, 30.0),
    }[tie]
    drop = sag[0] if key else sag[2] if long else sag[1]
    path = f"M{number(left)} {number(y)}Q{number(middle)} {number(y + drop)} {number(right)} {number(y)}"
    if tie == "new":
        return Drawing(
            width, height, (Line(path, "thread thread--new"),), (Knot(middle, y + drop / 2, 4.5, "knot--open"),)
        )
    quiet = " knot--quiet" if tie == "dormant" else ""
    classes = "thread" if tie == "active" else f"thread thread--{tie}"
    return Drawing(
        width,
        height,
        (Line(path, classes),),
        (Knot(left, y, radius, f"knot{quiet}"), Knot(right, y, radius, f"knot{quiet}")),
    )


def twist(left: float, right: float, y: float, amplitude: float, half_turn: float) -> str:
    """A strand that waves about a line, a whole number of half turns between its ends."""
    turns = max(1, round((right - left) / half_turn))
    points = []
    steps = turns * 4
    for step in range(steps + 1):
        share = step / steps
        points.append((left + share * (right - left), y + amplitude * sin(share * turns * pi)))
    return smooth(points)


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
    >>> number(4.0), number(4.25), number(-0.04)
    ('4', '4.2', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
