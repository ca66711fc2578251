"""A graph in a file that is read where it lies: opening it copies nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.paths.rows import Layout, room_for

__all__ = ["read", "written"]

MAGIC = 0x31_48_50_52_47_43_45_52  # "RECGRPH1"
PAGE = 4096
KINDS: tuple[Any, ...] = ("<i4", "<i4", "<i4", "<f4", "<f4")


def written(layout: Layout, path: Path) -> None:
    """Write a layout without gaps: to another name first, so that nobody ever opens half a file."""
    people, entries, is_even = len(layout.begin), layout.used, layout.is_even
    starts = _starts(people, entries, is_even)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(beside, "wb") as file:
            np.array([MAGIC, people, entries, is_even], dtype="<i8").tofile(file)
            lengths = (people, people, entries, entries, entries)
            for start, length, array in zip(starts[:-1], lengths, layout.arrays, strict=False):
                file.seek(start)
                array[:length].tofile(file)
            file.truncate(starts[-1])  # room to add ties: a hole, which takes no space
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path) -> Layout:
    """The layout in a file. Changes stay in memory; the file remains as it is.

    Raises
    ------
    InvalidProblem
        When this is no file of a graph, or not the whole of one.
    """
    with open(path, "rb") as file:
        head = np.fromfile(file, dtype="<i8", count=4)
    if len(head) < 4 or head[0] != MAGIC or head[1] < 0 or head[2] < 0:
        raise InvalidProblem("file", None, f"{path} holds no graph")
    people, entries, is_even = int(head[1]), int(head[2]), bool(head[3])
    starts = _starts(people, entries, is_even)
    if os.path.getsize(path) != starts[-1]:
        raise InvalidProblem("file", None, f"{path} is not whole")
    whole = np.asarray(np.memmap(path, dtype=np.uint8, mode="c"))
    arrays: list[Any] = [
        whole[start : start + 4 * length].view(kind)
        for start, length, kind in zip(starts, _lengths(people, entries, is_even), KINDS, strict=False)
    ]
    begin, count, near, outward = arrays[:4]
    return Layout(begin, count, near, outward, outward if is_even else arrays[4], entries, entries)


def _lengths(people: int, entries: int, is_even: bool) -> list[int]:
    return [people, people, *[entries + room_for(entries)] * (2 if is_even else 3)]


def _starts(people: int, entries: int, is_even: bool) -> list[int]:
    """Where in the file each array starts, and where the file ends."""
    starts = [PAGE]
    for length in _lengths(people, entries, is_even):
        starts.append(starts[-1] + -(-4 * length // PAGE) * PAGE)
    return starts
