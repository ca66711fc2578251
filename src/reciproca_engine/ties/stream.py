"""The kernels of `State`: events and pairs in flat arrays; each event is O(1).

Pairs are found by open addressing on `lower << 32 | upper`. The events of a pair are a list, latest arrival first, threaded
through `event_link`; the pairs of a person one threaded through the first two columns of `pair_link`, the third of which is
where a pair's events begin. A pair that lost an event is only marked `STALE`, one that got a late event keeps exact
memories but not its peak (`LATE`): both are gone through again when they are next read.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.ties.memory import AT, COUNT, GIVEN, LAST, PEAK, WIDTH, remember, remember_late
from reciproca_engine.ties.sweep import COOLING, DORMANT, GAPS, PAUSE, state_of, strength_of

__all__ = ["erase", "find_again", "read_rows", "take", "unlink"]

FRESH, LATE, STALE = 0, 1, 2
NONE, ERASED = -1, -2

_TABLE = "i8[::1], i8[::1]"
_EVENTS = "i4[:, ::1], f8[:, ::1], i8[::1]"
_PAIRS = "i8[:, ::1], i8[:, ::1], i1[::1], f8[:, ::1]"


@compiled(f"i8({_TABLE}, i8)", nogil=True)
def _place(names, numbers, name):
    """Where a name is in the table, or belongs."""
    mask = len(names) - 1
    mixed = np.uint64(name) * np.uint64(0x9E3779B97F4A7C15)
    at = np.int64(mixed >> np.uint64(32)) & mask
    while numbers[at] != NONE and names[at] != name:
        at = (at + 1) & mask
    return at


@compiled(f"void({_TABLE}, i8[:, ::1], i8)", nogil=True)
def find_again(names, numbers, pair_people, pairs):
    """Fill an empty table with the pairs there are."""
    for pair in range(pairs):
        if pair_people[pair, 0] >= 0:
            name = (pair_people[pair, 0] << 32) | pair_people[pair, 1]
            at = _place(names, numbers, name)
            names[at] = name
            numbers[at] = pair


@compiled(f"i8(i8[::1], i8[::1], f8[::1], f8[::1], i8, i8, {_EVENTS}, {_PAIRS}, i8[::1], {_TABLE}, f8, f8)", nogil=True)
def take(
    giver, receiver, time, weight, event, pairs, event_people, event_when, event_link,
    pair_people, pair_link, mark, memory, first_pair, names, numbers, fast, slow,
):  # fmt: skip
    """Add events, the first of them as number `event`; how many pairs there are then."""
    for row in range(len(giver)):
        one, other = giver[row], receiver[row]
        lower, upper = min(one, other), max(one, other)
        name = (lower << 32) | upper
        at = _place(names, numbers, name)
        pair = numbers[at]
        if pair == NONE:
            pair = pairs
            pairs += 1
            names[at] = name
            numbers[at] = pair
            pair_people[pair, 0], pair_people[pair, 1] = lower, upper
            pair_link[pair, 0], pair_link[pair, 1], pair_link[pair, 2] = first_pair[lower], first_pair[upper], NONE
            first_pair[lower] = first_pair[upper] = pair
            mark[pair] = FRESH
            memory[pair, :] = 0.0
        event_people[event, 0], event_people[event, 1] = one, other
        event_when[event, 0], event_when[event, 1] = time[row], weight[row]
        event_link[event] = pair_link[pair, 2]
        pair_link[pair, 2] = event
        event += 1
        kept = memory[pair]
        if mark[pair] == STALE:
            continue
        if kept[COUNT] + kept[COUNT + 1] == 0 or time[row] >= kept[AT]:
            remember(kept, one > other, time[row], weight[row], fast, slow, fast * PAUSE)
        else:
            remember_late(kept, one > other, time[row], weight[row], fast, slow)
            mark[pair] = LATE
    return pairs


@compiled(f"void(i8, {_EVENTS}, {_PAIRS}, {_TABLE})", nogil=True)
def unlink(event, event_people, event_when, event_link, pair_people, pair_link, mark, memory, names, numbers):
    """Take one event out of its pair."""
    one, other = np.int64(event_people[event, 0]), np.int64(event_people[event, 1])
    pair = numbers[_place(names, numbers, (min(one, other) << 32) | max(one, other))]
    mark[pair] = STALE
    event_people[event, :] = NONE
    event_when[event, :] = 0.0


@compiled(f"i8[::1](i8, {_EVENTS}, {_PAIRS}, i8[::1], {_TABLE})", nogil=True)
def erase(
    person, event_people, event_when, event_link, pair_people, pair_link, mark, memory, first_pair, names, numbers
):
    """Overwrite all events and pairs of a person; the numbers of these events. The others' lists go through empty pairs."""
    many = 0
    pair = first_pair[person]
    while pair != NONE:
        event = pair_link[pair, 2]
        while event != NONE:
            many += event_people[event, 0] != NONE
            event = event_link[event]
        pair = pair_link[pair, np.int64(pair_people[pair, 0] != person)]
    erased = np.empty(many, np.int64)
    many = 0
    pair = first_pair[person]
    while pair != NONE:
        event = pair_link[pair, 2]
        while event != NONE:
            if event_people[event, 0] != NONE:
                erased[many] = event
                many += 1
                event_people[event, :] = NONE
                event_when[event, :] = 0.0
            event = event_link[event]
        names[_place(names, numbers, (pair_people[pair, 0] << 32) | pair_people[pair, 1])] = ERASED
        mine = np.int64(pair_people[pair, 0] != person)
        pair_people[pair, mine] = NONE
        pair_link[pair, 2] = NONE
        memory[pair, :] = 0.0
        mark[pair] = FRESH
        pair = pair_link[pair, mine]
    first_pair[person] = NONE
    return erased


@compiled(f"i8[::1](i8, f8, {_EVENTS}, {_PAIRS})", nogil=True)
def _in_order(pair, until, event_people, event_when, event_link, pair_people, pair_link, mark, memory):
    """The events of a pair up to some time, in the order of time, then of arrival."""
    many = 0
    event = pair_link[pair, 2]
    while event != NONE:
        many += event_people[event, 0] != NONE and event_when[event, 0] <= until
        event = event_link[event]
    found = np.empty(many, np.int64)
    when = np.empty(many)
    event = pair_link[pair, 2]
    while event != NONE:
        if event_people[event, 0] != NONE and event_when[event, 0] <= until:
            many -= 1
            found[many] = event
            when[many] = event_when[event, 0]
        event = event_link[event]
    return found[np.argsort(when, kind="mergesort")]


@compiled(f"i8(f8, f8, f8, i8, {_EVENTS}, {_PAIRS}, i8[::1], i8[::1], f8[:, ::1], i8[::1], i1[::1])", nogil=True)
def read_rows(
    now, fast, slow, pairs, event_people, event_when, event_link, pair_people, pair_link, mark, memory,
    source, target, amounts, count, state,
):  # fmt: skip
    """Write one row for each way of each pair; the number of rows. `amounts`: strength, last, given, peak."""
    written = 0
    at_the_time = np.zeros(WIDTH)
    pause = fast * PAUSE
    for pair in range(pairs):
        if mark[pair] != FRESH:
            memory[pair, :] = 0.0
            events = _in_order(pair, np.inf, event_people, event_when, event_link, pair_people, pair_link, mark, memory)
            for event in events:
                way = event_people[event, 0] > event_people[event, 1]
                remember(memory[pair], way, event_when[event, 0], event_when[event, 1], fast, slow, pause)
            mark[pair] = FRESH
        row = memory[pair]
        if row[COUNT] + row[COUNT + 1] == 0:
            continue
        if row[AT] > now:
            at_the_time[:] = 0.0
            events = _in_order(pair, now, event_people, event_when, event_link, pair_people, pair_link, mark, memory)
            for event in events:
                way = event_people[event, 0] > event_people[event, 1]
                remember(at_the_time, way, event_when[event, 0], event_when[event, 1], fast, slow, pause)
            row = at_the_time
            if row[COUNT] + row[COUNT + 1] == 0:
                continue
        code = state_of(row, now, fast)
        if code == DORMANT:
            events = _in_order(pair, now, event_people, event_when, event_link, pair_people, pair_link, mark, memory)
            gaps = np.diff(event_when[:, 0][events])
            gaps = gaps[gaps > pause]
            if len(gaps) and now - row[AT] <= GAPS * np.median(gaps):
                code = COOLING
        strong = strength_of(row, now, fast, slow)
        for way in range(2):
            if row[COUNT + way] > 0:
                source[written] = pair_people[pair, way]
                target[written] = pair_people[pair, 1 - way]
                amounts[0, written] = strong
                amounts[1, written] = row[LAST + way]
                amounts[2, written] = row[GIVEN + way]
                amounts[3, written] = row[PEAK]
                count[written] = np.int64(row[COUNT + way])
                state[written] = code
                written += 1
    return written
