"""People counted one by one while they are fewer than a hundred, as bars above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reciproca.core.drawing.shapes import Drawing, Stitch

ONE_BY_ONE = 100


def coverage(counts: Mapping[str, int], *, width: float = 600) -> Drawing:
    """One stitch a person in the order given: `coverage({"locked": 2, "in": 36, "out": 3})`."""
    return Drawing(width, 24, stitches=_row(counts, width, ONE_BY_ONE))


def tally(counts: Mapping[str, int]) -> Drawing:
    """One stitch a row of a sheet, as many as fit on a line: up to two hundred, bars beyond."""
    width = 10.0 * min(200, max(1, sum(counts.values())))
    return Drawing(width, 24, stitches=_row(counts, width, 200))


def stitches(count: int, *, most: int | None = None, from_end: bool = False) -> Drawing:
    """So many people, beside their number. `most` keeps a column of rows to one scale; `from_end` grows leftwards."""
    places = max(1, min(ONE_BY_ONE, most if most is not None else count))
    width = 10.0 * places
    xs = [5 + 10 * i for i in range(min(count, places))]
    return Drawing(width, 20, stitches=tuple(Stitch(x, 2, x, 18) for x in (width - x if from_end else x for x in xs)))


def heap(count: int, *, a_row: int = 6) -> Drawing:
    """A small heap that grows upwards, six a row; rows draw closer when there are more than three of them."""
    rows = max(1, -(-count // a_row))
    height = min(13.0, 38 / rows)
    lines = []
    for i in range(count):
        bottom = 38 - height * (i // a_row)
        x = 4 + 10 * (i % a_row)
        lines.append(Stitch(x, bottom, x, bottom - height * 0.62))
    return Drawing(60, 40, stitches=tuple(lines))


def against(done: float, hoped: float, most: float) -> Drawing:
    """What happened over what was hoped for, on a scale whose end is `most`."""
    scale = 100 / most if most else 0
    return Drawing(
        100,
        12,
        stitches=(Stitch(0, 6, hoped * scale, 6, "hoped"), Stitch(0, 6, min(100, done * scale), 6, "done")),
    )


def shares(parts: Sequence[float]) -> list[tuple[float, float]]:
    """Where each part of a bar begins and how long it is, in hundredths, with half a point of paper between.

    >>> shares([3, 1])
    [(0.0, 74.6), (75.1, 24.9)]
    """
    whole = sum(parts)
    if not whole:
        return []
    gap = 0.5
    room = 100 - gap * (len(parts) - 1)
    found, x = [], 0.0
    for part in parts:
        width = room * part / whole
        found.append((round(x, 1), round(width, 1)))
        x += width + gap
    return found


def _row(counts: Mapping[str, int], width: float, limit: int) -> tuple[Stitch, ...]:
    total = sum(counts.values())
    if not total:
        return ()
    if total > limit:
        return _bars(counts, width, total)
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    return tuple(
        Stitch(x, 3, x, 21, kind) for x, kind in ((width * (i + 0.5) / total, kind) for i, kind in enumerate(kinds))
    )


def _bars(counts: Mapping[str, int], width: float, total: int) -> tuple[Stitch, ...]:
    bars, seen = [], 0
    for kind, count in counts.items():
        if count:
            left, right = width * seen / total, width * (seen + count) / total
            inset = min(3.0, (right - left) / 3)
            bars.append(Stitch(left + inset, 12, right - inset, 12, kind))
        seen += count
    return tuple(bars)
