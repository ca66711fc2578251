"""From a log to one row for each ordered pair, in the order of source and target, without sorting the log.

1. `count_rows` counts how many rows fall to each part: a range of lower ids of a pair.
2. `deal_rows` deals the rows of some parts out, so that each part stands together and fits the processor's cache.
3. `sweep` puts a part into the order of its pairs (by digits, which keeps the order of time), goes through each pair's
   interactions once, and writes one row for each way in which something went.
4. `rank_rows` tells where each row belongs; `put` puts one column there.
5. `settle_dormant` compares the ties that may be dormant with the median of their owner's.
"""

from __future__ import annotations

import math

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.ties.memory import (
    AT,
    COUNT,
    FAST,
    FIRST,
    GIVEN,
    LAST,
    PEAK,
    SLOW,
    VISITS,
    WIDTH,
    alive,
    exponent,
    halved,
    remember,
)

__all__ = ["count_rows", "deal_rows", "put", "rank_rows", "settle_dormant", "state_of", "strength_of", "sweep"]

NEW, ACTIVE, COOLING, DORMANT = 0, 1, 2, 3

# A visit begins after a pause of a fourteenth of the fast half-life: a day, where that is two weeks.
PAUSE = 1 / 14
SILENCE = 90.0
GAPS = 4.0

_DIGITS = 11


@compiled(
    [f"void({ids}[::1], {ids}[::1], f8[::1], f8, i8, i8, i8, i8[::1], i8[::1])" for ids in ("i4", "i8")], nogil=True
)
def count_rows(giver, receiver, time, now, shift, begin, end, counts, ignored):
    """Count the rows of each part; in `ignored`: rows of somebody with themselves, and rows after `now`."""
    for row in range(begin, end):
        if giver[row] == receiver[row]:
            ignored[0] += 1
        elif time[row] > now:
            ignored[1] += 1
        else:
            counts[min(giver[row], receiver[row]) >> shift] += 1


@compiled(
    [
        f"void({ids}[::1], {ids}[::1], f8[::1], f8[::1], f8, i8, i8, i8, i8, i8, i8, i8[::1], i8[::1], f8[::1])"
        for ids in ("i4", "i8")
    ],
    nogil=True,
)
def deal_rows(giver, receiver, time, weight, now, shift, bits, begin, end, part_from, part_to, place, keys, amounts):
    """Deal out the rows that belong to the parts `part_from` … `part_to` − 1.

    `keys` and `amounts` are one memory in two views, so that all of a row stands together: its pair and way, its time and,
    if it has one, its weight.
    """
    mask = (1 << shift) - 1
    weighted = len(weight) > 0
    wide = 3 if weighted else 2
    for row in range(begin, end):
        one, other = np.int64(giver[row]), np.int64(receiver[row])
        lower = min(one, other)
        part = lower >> shift
        if part < part_from or part >= part_to or one == other or time[row] > now:
            continue
        at = place[part] * wide
        place[part] += 1
        pair = ((lower & mask) << bits) | max(one, other)
        keys[at] = (pair << 1) | (one > other)
        amounts[at + 1] = time[row]
        if weighted:
            amounts[at + 2] = weight[row]


@compiled("void(i8[::1], i8, i8, i8, i8, i4[::1], i4[::1], i8[::1])", nogil=True)
def _by_pair(keys, wide, begin, end, bits, order, spare, counters):
    """The order of the keys of one part, without their last bit; equal ones stay as they stand."""
    many = end - begin
    for at in range(many):
        order[at] = at
    passes = max((bits + _DIGITS - 1) // _DIGITS, 1)
    width = (bits + passes - 1) // passes
    mask = (1 << width) - 1
    for turn in range(passes):
        down = 1 + turn * width
        counters[: mask + 2] = 0
        for at in range(many):
            counters[((keys[(begin + at) * wide] >> down) & mask) + 1] += 1
        for digit in range(mask + 1):
            counters[digit + 1] += counters[digit]
        for at in range(many):
            one = order[at]
            digit = (keys[(begin + one) * wide] >> down) & mask
            spare[counters[digit]] = one
            counters[digit] += 1
        order[:many] = spare[:many]


@compiled("void(f8[::1], i8, i8, i4[::1])", nogil=True)
def _by_time(amounts, wide, begin, order):
    """Put the interactions of one pair into the order of time; those of one time stay as they stand."""
    when = np.empty(len(order))
    for at in range(len(order)):
        when[at] = amounts[(begin + order[at]) * wide + 1]
    order[:] = order[np.argsort(when, kind="mergesort")]


@compiled("f8(f8[::1], i8, i8, i4[::1], f8, f8[::1])", nogil=True)
def _gap(amounts, wide, begin, order, pause, gaps):
    """The median gap between the visits of one pair; 0 where there was but one."""
    many = 0
    for at in range(1, len(order)):
        gap = amounts[(begin + order[at]) * wide + 1] - amounts[(begin + order[at - 1]) * wide + 1]
        if gap > pause:
            gaps[many] = gap
            many += 1
    return np.median(gaps[:many]) if many else 0.0


@compiled("f8(f8[::1], f8, f8, f8)", nogil=True)
def strength_of(row, now, fast, slow):
    """The strength of a pair, `now` not before its latest interaction."""
    silence = now - row[AT]
    kept_fast, kept_slow = halved(silence / fast), halved(silence / slow)
    return -math.expm1(
        -exponent(row[FAST] * kept_fast, row[FAST + 1] * kept_fast, row[SLOW] * kept_slow, row[SLOW + 1] * kept_slow)
    )


@compiled("i1(f8[::1], f8, f8)", nogil=True)
def state_of(row, now, fast):
    """The state of a pair; DORMANT is still to be compared with its own gaps, and with its owner's other ties."""
    silence = now - row[AT]
    since = now - row[FIRST]
    if since <= 2 * fast and silence <= SILENCE:
        return NEW
    chance = alive(row[VISITS], row[AT] - row[FIRST], since, fast / 2)
    if chance < 0.2 and silence > SILENCE:
        return DORMANT
    return ACTIVE if chance >= 0.5 else COOLING


@compiled(
    "i8(i8[::1], f8[::1], i8, i8[::1], i8, i8, i8, i8, f8, f8, f8,"
    " i4[::1], i4[::1], f8[::1], f8[::1], i4[::1], f8[::1], f8[::1], i1[::1])",
    nogil=True,
)
def sweep(
    keys, amounts, wide, start, part_from, part_to, shift, bits, now, fast, slow,
    source, target, strength, last, count, given, peak, state,
):  # fmt: skip
    """Write one row for each way of each pair of some parts; the number of rows."""
    most = 1
    for part in range(part_from, part_to):
        most = max(most, start[part + 1] - start[part])
    order, spare = np.empty(most, np.int32), np.empty(most, np.int32)
    counters = np.zeros((1 << _DIGITS) + 2, np.int64)
    gaps = np.empty(most)
    row = np.zeros(WIDTH)
    upper_mask = (1 << bits) - 1
    pause = fast * PAUSE
    written = 0
    for part in range(part_from, part_to):
        begin, end = start[part], start[part + 1]
        _by_pair(keys, wide, begin, end, shift + bits, order, spare, counters)
        run = 0
        while run < end - begin:
            pair = keys[(begin + order[run]) * wide] >> 1
            stop = run + 1
            in_order = True
            while stop < end - begin and keys[(begin + order[stop]) * wide] >> 1 == pair:
                if amounts[(begin + order[stop]) * wide + 1] < amounts[(begin + order[stop - 1]) * wide + 1]:
                    in_order = False
                stop += 1
            if not in_order:
                _by_time(amounts, wide, begin, order[run:stop])
            row[:] = 0.0
            for at in range(run, stop):
                event = (begin + order[at]) * wide
                weight = amounts[event + 2] if wide == 3 else 1.0
                remember(row, keys[event] & 1, amounts[event + 1], weight, fast, slow, pause)
            code = state_of(row, now, fast)
            if code == DORMANT and now - row[AT] <= GAPS * _gap(amounts, wide, begin, order[run:stop], pause, gaps):
                code = COOLING
            strong = strength_of(row, now, fast, slow)
            lower = ((part << shift) | (pair >> bits)) if shift else part
            upper = pair & upper_mask
            for way in range(2):
                if row[COUNT + way] == 0:
                    continue
                source[written] = lower if way == 0 else upper
                target[written] = upper if way == 0 else lower
                strength[written] = strong
                last[written] = row[LAST + way]
                count[written] = np.int32(row[COUNT + way])
                given[written] = row[GIVEN + way]
                peak[written] = row[PEAK]
                state[written] = code
                written += 1
            run = stop
    return written


@compiled("void(i4[::1], i4[::1], i8, i4[::1])", nogil=True)
def rank_rows(source, target, people, place):
    """Where each row belongs in the order of source and target, when pairs come by lower, then by higher id."""
    begin = np.zeros(people + 1, np.int64)
    back = np.zeros(people + 1, np.int64)
    for row in range(len(source)):
        begin[source[row] + 1] += 1
        if source[row] > target[row]:
            back[source[row]] += 1
    for person in range(people):
        begin[person + 1] += begin[person]
    for person in range(people):
        back[person] += begin[person]
    for row in range(len(source)):
        who = source[row]
        if who > target[row]:
            place[row] = begin[who]
            begin[who] += 1
        else:
            place[row] = back[who]
            back[who] += 1


@compiled([f"void({kind}[::1], i4[::1], {kind.replace('4', '8')}[::1])" for kind in ("i4", "f8", "i1")], nogil=True)
def put(column, place, ordered):
    """Put each value of a column where it belongs."""
    for row in range(len(column)):
        ordered[place[row]] = column[row]


@compiled("void(i8[::1], f8[::1], i1[::1])", nogil=True)
def settle_dormant(source, peak, state):
    """Only what was at least as strong as half of its owner's ties is dormant; the rest is cooling."""
    begin = 0
    while begin < len(source):
        end = begin
        asked = False
        while end < len(source) and source[end] == source[begin]:
            asked = asked or state[end] == DORMANT
            end += 1
        if asked:
            middle = np.median(peak[begin:end])
            for row in range(begin, end):
                if state[row] == DORMANT and peak[row] < middle:
                    state[row] = COOLING
        begin = end
