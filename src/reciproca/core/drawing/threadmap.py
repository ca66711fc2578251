"""The map of one's own relationships: me in the middle, people by where the tie comes from, the strong ones nearer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import atan2, cos, hypot, pi, sin

from reciproca.core.drawing.shapes import Drawing, Face, Knot, Label, Line, Point, number, smooth

MOST = 16  # faces, twelve on a phone; the list below the map has everybody


@dataclass(frozen=True)
class MapPerson:
    """Somebody on the map: what is written, how we are tied, how strongly in [0, 1], and which place it comes from."""

    name: str
    when: str
    tie: str
    strength: float
    place: int = 0


@dataclass(frozen=True)
class Place:
    label: str


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_crossed_by(self, points: Sequence[Point]) -> bool:
        return any(self.left < x < self.right and self.top < y < self.bottom for x, y in points)

    def is_crossed_on_the_way_to(self, seat: Seat) -> bool:
        return self.meets(seat.reach) and self.is_crossed_by(seat.points)

    def lies_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True)
class Frame:
    width: float
    height: float
    centre: Point
    me: float
    reach: Point  # how far the weakest stand, sideways and upwards
    sizes: tuple[float, float, float]
    letter: float  # the width of a letter of a name
    line: float


WIDE = Frame(1120, 540, (560, 266), 92, (500, 222), (68, 56, 48), 8.4, 17)
TALL = Frame(340, 632, (170, 300), 76, (124, 252), (54, 46, 39), 7.6, 17)


@dataclass(frozen=True)
class Seat:
    """One way to place a person: the face, the words beside it, the thread."""

    face: Point
    size: float
    words: Box
    label: Point
    classes: str
    thread: tuple[Point, Point, Point]  # start at me, bend, end at the face

    @cached_property
    def face_box(self) -> Box:
        half = self.size / 2 + 4
        return Box(self.face[0] - half, self.face[1] - half, self.face[0] + half, self.face[1] + half)

    @cached_property
    def points(self) -> list[Point]:
        """Where the thread passes, close enough to know what it would cross."""
        return self.course(14)

    @cached_property
    def reach(self) -> Box:
        """Beyond which the thread does not go."""
        across, down = zip(*self.points, strict=True)
        return Box(min(across), min(down), max(across), max(down))

    def course(self, steps: int) -> list[Point]:
        (x0, y0), (x1, y1), (x2, y2) = self.thread
        curve = []
        for i in range(steps + 1):
            t = i / steps
            curve.append(
                (
                    (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x1 + t * t * x2,
                    (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2,
                )
            )
        return curve


def threadmap(people: Sequence[MapPerson], places: Sequence[Place] = (), *, tall: bool = False) -> Drawing:
    """A map of at most sixteen people. The drawing's faces are indices into `people`; me is -1. Choosing the seats takes a
    while, so that the last drawings are kept, each under all it is drawn of.

    1. The strongest sixteen are kept; each place of origin takes a sector as wide as it has people.
    2. Within its sector each person may sit nearer or further, a little to a side, with the words below or beside.
    3. The seats are chosen so that no face lies on another, and no words on a face, on other words or on a thread.
    """
    return _drawn(tuple(people), tuple(places), tall)


@lru_cache(256)
def _drawn(people: tuple[MapPerson, ...], places: tuple[Place, ...], tall: bool) -> Drawing:
    frame = TALL if tall else WIDE
    chosen = sorted(range(len(people)), key=lambda i: (-people[i].strength, i))[: 12 if tall else MOST]
    order = sorted(chosen, key=lambda i: (people[i].place, i))
    angles = _angles(people, order)
    seats = _seated(frame, people, order, angles)

    lines: list[Line] = []
    knots: list[Knot] = []
    labels: list[Label] = []
    faces: list[Face] = []
    for i in order:
        person, seat = people[i], seats[i]
        drawn, tied = _thread(person.tie, seat)
        lines += drawn
        knots += tied
        classes = "quiet" if person.tie == "dormant" else ""
        faces.append(Face(*seat.face, seat.size, i, classes))
        labels.append(Label(*seat.label, person.name, f"label{seat.classes}"))
        if person.when:
            labels.append(Label(seat.label[0], seat.label[1] + frame.line, person.when, f"when{seat.classes}"))
    faces.append(Face(*frame.centre, frame.me, -1))
    if not tall:
        labels += _place_labels(frame, people, places, order, seats)
    return Drawing(
        frame.width, frame.height, tuple(lines), knots=tuple(knots), labels=tuple(labels), faces=tuple(faces)
    )


def _angles(people: Sequence[MapPerson], order: Sequence[int]) -> dict[int, float]:
    """From the upper left, clockwise. A little air between one place and the next."""
    if not order:
        return {}
    breaks = len({people[i].place for i in order})
    air = 0.5 if breaks > 1 else 0.0
    step = 2 * pi / (len(order) + breaks * air)
    angle, angles, before = -0.75 * pi, {}, people[order[0]].place
    for i in order:
        if people[i].place != before:
            angle += air * step
            before = people[i].place
        angles[i] = angle
        angle += step
    return angles


def _seated(
    frame: Frame, people: Sequence[MapPerson], order: Sequence[int], angles: dict[int, float]
) -> dict[int, Seat]:
    options = {i: list(_options(frame, people[i], angles[i])) for i in order}
    seats = {i: options[i][0] for i in order}
    for _round in range(4):
        moved = False
        for i in order:
            others = [seats[j] for j in order if j != i]
            best = _least_trouble(frame, options[i], others)
            if best is not seats[i]:
                seats[i], moved = best, True
        if not moved:
            break
    return seats


def _least_trouble(frame: Frame, options: Sequence[Seat], others: Sequence[Seat]) -> Seat:
    best, least = options[0], float("inf")
    for option in options:
        trouble = _trouble(frame, option, others, least)
        if trouble < least:
            best, least = option, trouble
        if not least:
            break
    return best


def _options(frame: Frame, person: MapPerson, angle: float) -> Iterable[Seat]:
    """The seats a person could take, the most natural first."""
    size = frame.sizes[0] if person.strength >= 0.66 else frame.sizes[1] if person.strength >= 0.33 else frame.sizes[2]
    wished = 1 - 0.34 * person.strength
    for off in (0, 0.1, -0.1, 0.2, -0.2, 0.3):
        for turn in (0, 0.09, -0.09, 0.18, -0.18):
            share = max(0.6, min(1.0, wished + off))
            face = (
                frame.centre[0] + frame.reach[0] * share * cos(angle + turn),
                frame.centre[1] + frame.reach[1] * share * sin(angle + turn),
            )
            for where in ("below", "right", "left", "above"):
                yield _seat(frame, person, face, size, where)


def _seat(frame: Frame, person: MapPerson, face: Point, size: float, where: str) -> Seat:
    width = max(len(person.name) * frame.letter, len(person.when) * frame.letter * 0.86)
    tall = frame.line * (2 if person.when else 1)
    x, y = face
    half = size / 2
    if where == "below":
        label, left, top, classes = (x, y + half + 18), x - width / 2, y + half + 4, ""
    elif where == "above":
        label, left, top, classes = (x, y - half - tall + 8), x - width / 2, y - half - tall - 6, ""
    elif where == "right":
        label, left, top, classes = (x + half + 8, y - 2), x + half + 6, y - 16, " side"
    else:
        label, left, top, classes = (x - half - 8, y - 2), x - half - 6 - width, y - 16, " side side--left"
    words = Box(left - 7, top, left + width + 7, top + tall + 3)
    return Seat(face, size, words, label, classes, _bend(frame, face, size, person.tie))


def _bend(frame: Frame, face: Point, size: float, tie: str) -> tuple[Point, Point, Point]:
    cx, cy = frame.centre
    dx, dy = face[0] - cx, face[1] - cy
    far = hypot(dx, dy) or 1
    start = (cx + dx / far * (frame.me / 2 + 5), cy + dy / far * (frame.me / 2 + 5))
    # A face above me is reached from its side, so that the words below it stay free.
    towards = atan2(-dy, -dx)
    if dy < 0 and abs(dx) > size:
        towards = 0.32 if dx < 0 else pi - 0.32
    end = (face[0] + cos(towards) * (size / 2 + 5), face[1] + sin(towards) * (size / 2 + 5))
    sag = {"ally": 4, "active": 12, "new": 8, "cooling": 20, "dormant": 34}[tie] * min(1.0, far / 320)
    return start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag), end


def _trouble(frame: Frame, seat: Seat, others: Sequence[Seat], enough: float) -> float:
    """How much is wrong with a seat; counting stops once it is worse than what is known already."""
    trouble = 0.0
    for box in (seat.face_box, seat.words):
        if not box.lies_within(frame.width, frame.height):
            trouble += 6
    half = frame.me / 2 + 10
    me = Box(frame.centre[0] - half, frame.centre[1] - half, frame.centre[0] + half, frame.centre[1] + half)
    trouble += 8 * seat.face_box.meets(me) + 8 * seat.words.meets(me)
    trouble += 4 * seat.words.is_crossed_on_the_way_to(seat)
    for other in others:
        if trouble >= enough:
            break
        trouble += 6 * seat.face_box.meets(other.face_box) + 5 * seat.words.meets(other.words)
        trouble += 5 * seat.words.meets(other.face_box) + 5 * seat.face_box.meets(other.words)
        trouble += 4 * seat.words.is_crossed_on_the_way_to(other) + 4 * other.words.is_crossed_on_the_way_to(seat)
        trouble += 4 * seat.face_box.is_crossed_on_the_way_to(other) + 4 * other.face_box.is_crossed_on_the_way_to(seat)
    return trouble


def _thread(tie: str, seat: Seat) -> tuple[list[Line], list[Knot]]:
    (x0, y0), (x1, y1), (x2, y2) = seat.thread
    if tie == "ally":
        mine, theirs = (_wave(seat, side) for side in (1, -1))
        ends = [Knot(x0, y0, 3.2), Knot(x2, y2, 3.2, "knot knot--theirs")]
        return [Line(mine), Line(theirs, "thread thread--theirs")], ends
    path = f"M{number(x0)} {number(y0)}Q{number(x1)} {number(y1)} {number(x2)} {number(y2)}"
    line = Line(path, "thread" if tie == "active" else f"thread thread--{tie}")
    if tie == "new":
        middle = seat.course(2)[1]
        return [line], [Knot(*middle, 4.5, "knot--open")]
    classes = "knot knot--quiet" if tie == "dormant" else "knot"
    return [line], [Knot(x0, y0, 3.2, classes), Knot(x2, y2, 3.2, classes)]


def _wave(seat: Seat, side: int) -> str:
    course = seat.course(40)
    length = hypot(course[-1][0] - course[0][0], course[-1][1] - course[0][1])
    turns = max(1, round(length / 48))
    points = []
    for i, (x, y) in enumerate(course):
        before, after = course[max(0, i - 1)], course[min(len(course) - 1, i + 1)]
        along = hypot(after[0] - before[0], after[1] - before[1]) or 1
        swing = side * 4 * sin(pi * turns * i / (len(course) - 1)) / along
        points.append((x - (after[1] - before[1]) * swing, y + (after[0] - before[0]) * swing))
    return smooth(points)


def _place_labels(
    frame: Frame, people: Sequence[MapPerson], places: Sequence[Place], order: Sequence[int], seats: dict[int, Seat]
) -> list[Label]:
    """Each place's name as near as may be to its people, where nothing else lies; left out if there is no room."""
    taken = [box for seat in seats.values() for box in (seat.face_box, seat.words)]
    courses = [point for seat in seats.values() for point in seat.points]
    labels = []
    for index, place in enumerate(places):
        theirs = [seats[i].face for i in order if people[i].place == index]
        if not theirs:
            continue
        # Beyond its people, seen from me: a heading stands outside what it names.
        x, y = (
            centre + 1.5 * (sum(face[axis] for face in theirs) / len(theirs) - centre)
            for axis, centre in enumerate(frame.centre)
        )
        width = len(place.label) * 8.8
        free = [
            box
            for box in _edges(frame, width)
            if not any(box.meets(other) for other in taken) and not box.is_crossed_by(courses)
        ]
        if free:
            box = min(free, key=lambda b: hypot((b.left + b.right) / 2 - x, (b.top + b.bottom) / 2 - y))
            taken.append(box)
            labels.append(Label(box.left, box.bottom - 6, place.label, "place"))
    return labels


def _edges(frame: Frame, width: float) -> Iterable[Box]:
    for y in range(0, int(frame.height) - 25, 26):
        for left in range(10, int(frame.width - width) - 9, 24):
            yield Box(left, y, left + width, y + 26)
