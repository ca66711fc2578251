"""The course of a mentorship: two threads that cross at every session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reciproca.core.drawing.shapes import Drawing, Face, Knot, Label, Line, Point, smooth

STATES = ("confirmed", "waiting", "next")


@dataclass(frozen=True)
class Moment:
    """A session: when (a short date, already in words), whether both confirmed it, and a word below."""

    when: str
    state: str = "confirmed"
    note: str = ""


@dataclass(frozen=True)
class Frame:
    width: float
    middle: float
    faces: float  # centre of the faces
    size: float
    apart: float  # how far above and below the middle the threads leave the faces
    start: float
    first: float
    step: float
    end: float
    swing: float
    loose_swing: float
    room: float  # a label needs so much


WIDE = Frame(1152, 80, 44, 76, 46, 88, 200, 110, 1120, 28.5, 23, 84)
SMALL = Frame(328, 72, 34, 64, 42, 72, 98, 28, 326, 26, 21, 1000)


def course(moments: Sequence[Moment], *, ends: str = "", small: bool = False) -> Drawing:
    """Two strands from two faces, crossing at each session, loose from the last one to the end.

    Sessions stand at equal distances: what counts is how often two people met. The dates below say when; where they
    would touch, only some are written, and always the ones that wait for something.
    """
    frame = SMALL if small else WIDE
    places = _places(frame, len(moments))
    last = places[-1] if places else frame.start
    mine, theirs = (_strand(frame, places, side) for side in (-1, 1))
    lines = [Line(mine), Line(theirs, "thread thread--theirs")] if places else []
    if frame.end - last > 12:
        loose = "thread thread--dormant"
        lines = [Line(_loose(frame, last, side, bool(places)), loose) for side in (-1, 1)] + lines

    knots = [
        Knot(x, frame.middle, 6 if it.state == "confirmed" else 7, _knot(it.state))
        for x, it in zip(places, moments, strict=True)
    ]
    knots.append(Knot(frame.end, frame.middle, 4.5, "knot knot--quiet"))
    return Drawing(
        frame.width,
        176,
        tuple(lines),
        knots=tuple(knots),
        labels=tuple(_labels(frame, places, moments, ends, small)),
        faces=(
            Face(frame.faces, frame.middle - frame.apart, frame.size, 0),
            Face(frame.faces, frame.middle + frame.apart, frame.size, 1),
        ),
    )


def _places(frame: Frame, sessions: int) -> list[float]:
    # The threads keep a fifth of the way for what is still to come.
    room = (frame.end - frame.first) * 0.86
    step = min(frame.step, room / max(1, sessions - 1))
    return [frame.first + i * step for i in range(sessions)]


def _strand(frame: Frame, places: Sequence[float], side: int) -> str:
    if not places:
        return ""
    points: list[Point] = [
        (frame.start, frame.middle + side * frame.apart),
        (frame.start + 0.42 * (places[0] - frame.start), frame.middle + side * frame.apart * 0.78),
        (places[0], frame.middle),
    ]
    for before, here in pairwise(places):
        side = -side
        points += [((before + here) / 2, frame.middle + side * frame.swing), (here, frame.middle)]
    return smooth(points)


def _loose(frame: Frame, start: float, side: int, has_met: bool) -> str:
    if not has_met:
        points: list[Point] = [(frame.start, frame.middle + side * frame.apart)]
        start = frame.first
    else:
        points = []
    points.append((start, frame.middle))
    waves = max(1, round((frame.end - start) / (123 if frame is WIDE else 29)))
    length = (frame.end - start) / waves
    for wave in range(waves):
        points.append((start + (wave + 0.5) * length, frame.middle + side * frame.loose_swing))
        points.append((start + (wave + 1) * length, frame.middle))
        side = -side
    return smooth(points)


def _knot(state: str) -> str:
    if state not in STATES:
        raise ValueError(f"A session is one of {', '.join(STATES)}; not {state!r}.")
    return {"confirmed": "knot", "waiting": "knot--wait", "next": "knot--open"}[state]


def _labels(frame: Frame, places: Sequence[float], moments: Sequence[Moment], ends: str, small: bool) -> list[Label]:
    below = frame.middle + (52 if small else 54.5)
    labels = []
    written = {i for i, it in enumerate(moments) if it.state != "confirmed" and not (small and it.state == "waiting")}
    for i, x in enumerate(places):
        if i not in written and all(abs(x - places[other]) >= frame.room for other in written):
            written.add(i)
    if small and moments and len(moments) > 4:
        written.add(0)
    for i in sorted(written):
        now = moments[i].state != "confirmed"
        labels.append(Label(places[i], below, moments[i].when, "now" if now else "when"))
        if moments[i].note and not small:
            labels.append(Label(places[i], below + 18, moments[i].note, "what"))
    if ends and all(frame.end - places[i] >= (60 if small else 2 * frame.room) for i in written):
        labels.append(Label(frame.end, below, ends, "when end"))
    return labels
