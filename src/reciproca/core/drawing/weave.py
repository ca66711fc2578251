"""A year of one person: their thread through the months, and the threads of others where they meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reciproca.core.drawing.shapes import Drawing, Face, Knot, Label, Line, number

MOST = 4  # threads of others that still read as threads
QUIET = 3  # months apart: from here on the thread sleeps in between


@dataclass(frozen=True)
class Frame:
    width: float
    height: float
    middle: float
    first: float  # where January stands
    step: float
    me: float  # centre of my face
    size: float
    lanes: tuple[float, float]  # how far from the middle a thread swings, and its face stands
    back: float  # how far before its first month a face stands
    labels: int  # every so many months is named
    spare: float  # above and below, when the outer lanes are empty


WIDE = Frame(1152, 246, 108, 112, 91, 26, 40, (50, 86), 52, 1, 36)
SMALL = Frame(328, 200, 78, 54, 24, 17, 28, (38, 62), 26, 3, 24)


def weave(threads: Sequence[Sequence[int]], months: Sequence[str], *, small: bool = False) -> Drawing:
    """My thread from January to December, and up to four others, which cross it in the months in which we met.

    threads: per person the months (0 to 11, ascending), who came first first. months: their short names. The faces are
    numbered as the people are handed in: 0 is me, 1 and up the others.
    """
    frame = SMALL if small else WIDE
    frame = (
        frame
        if len(threads) > 2
        else replace(frame, height=frame.height - 2 * frame.spare, middle=frame.middle - frame.spare)
    )
    lines = [Line(f"M{number(frame.me + frame.size / 2)} {number(frame.middle)}H{number(frame.width - 6)}")]
    faces = [Face(frame.me, frame.middle, frame.size, 0)]
    knots: dict[int, Knot] = {}
    for lane, places in enumerate(threads[:MOST]):
        if not places:
            continue
        away = frame.lanes[lane // 2] * (-1 if lane % 2 == 0 else 1)
        x = [frame.first + frame.step * place for place in places]
        face = Face(x[0] - frame.back, frame.middle + away, frame.size, lane + 1)
        faces.append(face)
        lines.append(Line(_down(face, x[0], frame), "thread thread--theirs"))
        side = -away  # it comes through, and goes on at the other side
        for (place, left), (after, right) in pairwise(zip(places, x, strict=True)):
            kind = "thread--dormant" if after - place > QUIET else "thread--theirs"
            lines.append(Line(_arc(left, right, frame.middle, side), f"thread {kind}"))
            side = -side
        for place, here in zip(places, x, strict=True):
            knots[place] = Knot(here, frame.middle, 5 if not small else 3.6)
    labels = tuple(
        Label(frame.first + frame.step * place, frame.height - 8, name)
        for place, name in enumerate(months)
        if place % frame.labels == 0
    )
    return Drawing(
        frame.width, frame.height, tuple(lines), knots=tuple(knots.values()), labels=labels, faces=tuple(faces)
    )


def _down(face: Face, x: float, frame: Frame) -> str:
    """From a face to the first crossing."""
    start = face.x + face.size / 2
    bend = (start + x) / 2
    return (
        f"M{number(start)} {number(face.y)}C{number(bend + 4)} {number(face.y)} "
        f"{number(bend + 8)} {number(frame.middle)} {number(x)} {number(frame.middle)}"
    )


def _arc(left: float, right: float, middle: float, away: float) -> str:
    y, third = middle + away * 0.8, (right - left) / 3
    return (
        f"M{number(left)} {number(middle)}C{number(left + third)} {number(y)} "
        f"{number(right - third)} {number(y)} {number(right)} {number(middle)}"
    )
