"""How ties lie in memory: one row of neighbours for each person, sorted, each with what goes out and what comes in.

Two people with a tie in either direction are neighbours: each stands in the row of the other. `outward` is the
acceptance of the tie to the neighbour, `inward` that of the tie from the neighbour. `NONE` says that there is no
tie in that direction; a sign bit that it is hidden (also that of -0.0). A row begins at `begin`; `count` is its length, and
~length where some entry is not two visible ties, so that most rows are read without looking at acceptances.
"""

from __future__ import annotations

from math import copysign

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["LAYOUT", "NONE", "add_tie", "compacted", "length", "place", "remove_tie", "visible"]

NONE = np.float32(-2.0)

LAYOUT = "i4[::1], i4[::1], i4[::1], f4[::1], f4[::1]"  # begin, count, near, outward, inward


@compiled("b1(f4)")
def visible(acceptance):
    """Whether there is a tie that everybody's searches may use."""
    return acceptance > 0 or (acceptance == 0 and copysign(1.0, acceptance) > 0)


@compiled("i8(i4)")
def length(count):
    """How many entries a row has."""
    return np.int64(count) if count >= 0 else np.int64(~count)


@compiled("i8(i4[::1], i8, i8, i8)")
def place(near, low, high, person):
    """Where in the sorted near[low:high] somebody stands, or would stand."""
    while low < high:
        middle = (low + high) >> 1
        if near[middle] < person:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(f"void({LAYOUT}, i4[::1], i4[::1], f4[::1], f4[::1])")
def compacted(begin, count, near, outward, inward, fresh, fresh_near, fresh_outward, fresh_inward):
    """Copy the rows, without gaps between them."""
    to = np.int64(0)
    for person in range(len(begin)):
        fresh[person] = to
        for at in range(begin[person], begin[person] + length(count[person])):
            fresh_near[to] = near[at]
            fresh_outward[to] = outward[at]
            fresh_inward[to] = inward[at]
            to += 1


@compiled(f"i8({LAYOUT}, i8, i8, i8, i8)")
def _made_room(begin, count, near, outward, inward, used, settled, person, other):
    """Make an entry for `other` in somebody's row, if need be at the end of all rows; how much is used then, or -1.

    Rows that were moved have room for the next power of two of their length; -1 says that the end has been reached.
    """
    first, entries = np.int64(begin[person]), length(count[person])
    at = place(near, first, first + entries, other)
    if at < first + entries and near[at] == other:
        return used
    is_full = entries & (entries - 1) == 0  # also when empty
    if first < settled or is_full:
        room = np.int64(4)
        while room < entries + 1:
            room *= 2
        if used + room > len(near):
            return np.int64(-1)
        for step in range(entries):
            near[used + step] = near[first + step]
            outward[used + step] = outward[first + step]
            inward[used + step] = inward[first + step]
        at += used - first
        begin[person] = used
        first = used
        used += room
    for step in range(first + entries, at, -1):
        near[step] = near[step - 1]
        outward[step] = outward[step - 1]
        inward[step] = inward[step - 1]
    near[at] = other
    outward[at] = NONE
    inward[at] = NONE
    count[person] = ~(entries + 1)
    return used


@compiled(f"void({LAYOUT}, i8, i8)")
def _tidied(begin, count, near, outward, inward, person, other):
    """Drop the entry for `other` if there is no tie in either direction; say whether the row is special."""
    first, entries = np.int64(begin[person]), length(count[person])
    at = place(near, first, first + entries, other)
    if at < first + entries and near[at] == other and outward[at] == NONE and inward[at] == NONE:
        for step in range(at, first + entries - 1):
            near[step] = near[step + 1]
            outward[step] = outward[step + 1]
            inward[step] = inward[step + 1]
        entries -= 1
    is_special = False
    for step in range(first, first + entries):
        is_special = is_special or not (visible(outward[step]) and visible(inward[step]))
    count[person] = ~entries if is_special else entries


@compiled(f"i8({LAYOUT}, i8, i8, i8, i8, f4)")
def add_tie(begin, count, near, outward, inward, used, settled, source, target, acceptance):
    """Add a tie or give it another acceptance; how much is used then, or -1 if there is no room: then nothing is lost."""
    now_used = _made_room(begin, count, near, outward, inward, used, settled, source, target)
    if now_used >= 0:
        now_used = _made_room(begin, count, near, outward, inward, now_used, settled, target, source)
    if now_used < 0:
        return np.int64(-1)
    first = np.int64(begin[source])
    outward[place(near, first, first + length(count[source]), target)] = acceptance
    first = np.int64(begin[target])
    inward[place(near, first, first + length(count[target]), source)] = acceptance
    _tidied(begin, count, near, outward, inward, source, target)
    _tidied(begin, count, near, outward, inward, target, source)
    return now_used


@compiled(f"b1({LAYOUT}, i8, i8)")
def remove_tie(begin, count, near, outward, inward, source, target):
    """Take a tie out; whether there was one."""
    first = np.int64(begin[source])
    last = first + length(count[source])
    at = place(near, first, last, target)
    if at == last or near[at] != target or outward[at] == NONE:
        return False
    outward[at] = NONE
    first = np.int64(begin[target])
    inward[place(near, first, first + length(count[target]), source)] = NONE
    _tidied(begin, count, near, outward, inward, source, target)
    _tidied(begin, count, near, outward, inward, target, source)
    return True
