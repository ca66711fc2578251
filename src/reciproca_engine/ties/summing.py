"""Adding up a log by ordered pair without sorting it: rows are dealt out by giver, each part summed in a small table.

1. `count_givers` counts the rows of each giver; givers next to each other make parts of about the same size.
2. `deal` deals the rows of some parts out, with their weights as faded as they are now.
3. `add_up` adds the rows of a part by pair, in a table that fits the processor's cache, and puts the few sums in order,
   in the place of the rows; `settle` writes them into the answer.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.ties.memory import halved

__all__ = ["add_up", "count_givers", "deal", "settle"]

_DIGITS, _AT_ONCE = 9, 1 << 12
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: D. E. Knuth, TAOCP 3, section 6.4


@compiled([f"void({ids}[::1], {ids}[::1], f8[::1], f8, i8, i8, i8[::1], i8[::1])" for ids in ("i4", "i8")], nogil=True)
def count_givers(giver, receiver, time, now, begin, end, counts, ignored):
    """Count the rows of each giver; in `ignored`: rows of somebody with themselves, and rows after `now`."""
    for row in range(begin, end):
        oneself, later = giver[row] == receiver[row], time[row] > now
        counts[giver[row]] += not (oneself or later)
        ignored[0] += oneself
        ignored[1] += later and not oneself


@compiled(
    [
        f"void({ids}[::1], {ids}[::1], f8[::1], f8[::1], f8, f8, i4[::1], i8, i8, i8, i8, i8[::1], i8[::1], f8[::1],"
        " f8[::1], f8[::1])"
        for ids in ("i4", "i8")
    ],
    nogil=True,
)
def deal(
    giver, receiver, time, weight, now, half_life, part_of, begin, end, giver_from, giver_to, place, keys, amounts,
    given, received,
):  # fmt: skip
    """Deal out the rows of the givers `giver_from` … `giver_to` − 1: the pair as one number, what it is worth now.

    Adds what they weigh to `given` and `received` of the two people. Which rows these are is written down for some
    thousand at once, each in any case and kept by counting: no guessing.
    """
    people, rows = np.int64(len(part_of)), np.empty(_AT_ONCE + 1, np.int64)
    for first in range(begin, end, _AT_ONCE):
        number = 0
        for row in range(first, min(first + _AT_ONCE, end)):
            rows[number] = row
            number += (giver[row] >= giver_from) & (giver[row] < giver_to)
        for row in rows[:number]:
            one, other = np.int64(giver[row]), np.int64(receiver[row])
            if one == other or time[row] > now:
                continue
            heavy = weight[row] if len(weight) > 0 else 1.0
            part = part_of[one]
            keys[place[part]] = one * people + other
            amounts[place[part]] = heavy * halved((now - time[row]) / half_life)
            place[part] += 1
            given[one] += heavy
            received[other] += heavy


@compiled("i8(i8[::1], f8[::1], i8[::1], i8[::1])", nogil=True)
def add_up(keys, amounts, begins, ends):
    """Bring the sums of some parts, in order, to where the rows of the first begin; how many there are.

    Part k is `keys[begins[k]:ends[k]]`; all keys in it are less than those of the parts after it.
    """
    most = 1
    for part in range(len(begins)):
        most = max(most, ends[part] - begins[part])
    room = 2
    while room < 2 * most:
        room *= 2
    names, where = np.full(room, -1, np.int64), np.empty(room, np.int32)
    some, others = np.empty(most, np.int64), np.empty(most, np.int64)
    sums, more = np.empty(most), np.empty(most)
    counters = np.empty((1 << _DIGITS) + 1, np.int64)
    written = begins[0]
    for part in range(len(begins)):
        begin, end = begins[part], ends[part]
        bits = 1
        while (1 << bits) < 2 * (end - begin):
            bits += 1
        mask, down = (1 << bits) - 1, np.uint64(64 - bits)
        base, largest, number = np.int64(2**62), np.int64(0), 0
        for row in range(begin, end):
            base = min(base, keys[row])
        for row in range(begin, end):
            key = keys[row] - base
            slot = np.int64((np.uint64(key) * _SPREAD) >> down)
            while names[slot] != key and names[slot] >= 0:
                slot = (slot + 1) & mask
            if names[slot] < 0:
                names[slot], where[slot] = key, number
                some[number], sums[number] = key, 0.0
                largest = max(largest, key)
                number += 1
            sums[where[slot]] += amounts[row]
        names[: mask + 1] = -1
        turn = 0
        while largest >> turn > 0:  # by digits, the last first
            counters[:] = 0
            for at in range(number):
                counters[((some[at] >> turn) & ((1 << _DIGITS) - 1)) + 1] += 1
            for digit in range(1 << _DIGITS):
                counters[digit + 1] += counters[digit]
            for at in range(number):
                digit = (some[at] >> turn) & ((1 << _DIGITS) - 1)
                others[counters[digit]], more[counters[digit]] = some[at], sums[at]
                counters[digit] += 1
            some, others, sums, more = others, some, more, sums
            turn += _DIGITS
        for at in range(number):
            keys[written], amounts[written] = base + some[at], sums[at]
            written += 1
    return written - begins[0]


@compiled("void(i8[::1], f8[::1], i8, i4[::1], i4[::1], f8[::1])", nogil=True)
def settle(keys, amounts, people, source, target, amount):
    """Write sums where they belong in the answer."""
    for at in range(len(source)):
        source[at], target[at], amount[at] = keys[at] // people, keys[at] % people, amounts[at]
