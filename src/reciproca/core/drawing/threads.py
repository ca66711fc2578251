"""How two people are tied, as a thread between two faces."""

from __future__ import annotations

from dataclasses import dataclass

from reciproca.core.drawing.shapes import Drawing, Knot, Line, number, twist


@dataclass(frozen=True)
class Frame:
    """A place where a thread is drawn: its box, where the ends are, how far each kind of silence lets it hang."""

    width: float
    height: float
    inset: float
    y: float
    knot: float
    amplitude: float
    half_turn: float
    drop: dict[str, float]


FRAMES = {
    "": Frame(84, 28, 4, 13, 3.2, 4.4, 25.4, {"active": 3, "new": 2, "cooling": 10, "dormant": 14}),
    "long": Frame(300, 48, 8, 24, 3.6, 4.2, 47.4, {"active": 4, "new": 4, "cooling": 20, "dormant": 30}),
    "path": Frame(104, 40, 6, 20, 3.6, 4, 46, {"active": 0, "new": 0, "cooling": 10, "dormant": 14}),
    "key": Frame(60, 24, 3, 12, 3.2, 3.2, 18, {"active": 0, "new": 0, "cooling": 6, "dormant": 8}),
}

TIES = ("ally", "active", "new", "cooling", "dormant")


def strand(tie: str, shape: str = "") -> Drawing:
    """The thread of a tie. Slack means silence: the quieter, the lower it hangs.

    An ally's thread is two strands twisted, mine and theirs; a new one carries an open knot half-way.
    """
    if tie not in TIES:
        raise ValueError(f"A tie is one of {', '.join(TIES)}; not {tie!r}.")
    frame = FRAMES[shape]
    left, right = frame.inset, frame.width - frame.inset
    if tie == "ally":
        return _twisted(frame, left, right)

    # A long sleeping thread hangs from higher up, so that it stays within its box.
    y = frame.y - 8 if tie == "dormant" and shape == "long" else frame.y
    middle, drop = frame.width / 2, frame.drop[tie]
    path = f"M{number(left)} {number(y)}Q{number(middle)} {number(y + drop)} {number(right)} {number(y)}"
    line = Line(path, "thread" if tie == "active" else f"thread thread--{tie}")
    if tie == "new":
        return Drawing(frame.width, frame.height, (line,), knots=(Knot(middle, y + drop / 2, 4.5, "knot--open"),))
    classes = "knot knot--quiet" if tie == "dormant" else "knot"
    knots = (Knot(left, y, frame.knot, classes), Knot(right, y, frame.knot, classes))
    return Drawing(frame.width, frame.height, (line,), knots=knots)


def _twisted(frame: Frame, left: float, right: float) -> Drawing:
    mine = twist(left, right, frame.y, frame.amplitude, frame.half_turn)
    theirs = twist(left, right, frame.y, -frame.amplitude, frame.half_turn)
    return Drawing(
        frame.width,
        frame.height,
        (Line(mine), Line(theirs, "thread thread--theirs")),
        knots=(Knot(left, frame.y, frame.knot), Knot(right, frame.y, frame.knot, "knot knot--theirs")),
    )
