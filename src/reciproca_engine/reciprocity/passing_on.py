"""The kernels of chains: for each act the acts it continues, and how often people pass on by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled
from reciproca_engine.reciprocity.chance import STEP, mixed

__all__ = ["connected", "continued_by_chance"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@compiled(
    "Tuple((i8[::1], i8[::1], f8[::1], f8[::1], i8[::1], i8[::1], f8[::1]))"
    "(i8[::1], i8[::1], f8[::1], UniTuple(i8[::1], 2), UniTuple(i8[::1], 2), f8, f8)"
)
def connected(giver, receiver, time, received, given, within, decay):
    """parents, parent, parentage, reach, length, before, goes on: each of the length of the events, which are in the
    order of time; `received` and `given` are where the events of each person begin, and the events."""
    events = len(time)
    parents, parent = np.zeros(events, dtype=np.int64), np.full(events, -1, dtype=np.int64)
    length, before = np.ones(events, dtype=np.int64), np.full(events, -1, dtype=np.int64)
    parentage, reach, goes_on = np.zeros(events), np.zeros(events), np.zeros(events)
    begins, theirs = received
    upto = begins.copy()  # of what each person received, what was before the event at hand
    for event in range(events):
        person, to = giver[event], receiver[event]
        while upto[person] < begins[person + 1] and time[theirs[upto[person]]] < time[event]:
            upto[person] += 1
        for place in range(upto[person] - 1, begins[person] - 1, -1):
            earlier = theirs[place]
            if time[event] - time[earlier] > within:
                break
            if giver[earlier] == to:
                continue
            parents[event] += 1
            parentage[event] += np.exp(-decay * (time[event] - time[earlier]))
            if parent[event] < 0:
                parent[event] = earlier
            if length[earlier] >= length[event]:
                length[event] = length[earlier] + 1
                before[event] = earlier
    for event in range(events - 1, -1, -1):
        if parents[event] == 0:
            continue
        person, to = giver[event], receiver[event]
        whole = max(1.0, parentage[event])
        # What this person received at the same time as they gave comes last, and is no earlier act.
        while upto[person] > begins[person] and time[theirs[upto[person] - 1]] >= time[event]:
            upto[person] -= 1
        for place in range(upto[person] - 1, begins[person] - 1, -1):
            earlier = theirs[place]
            if time[event] - time[earlier] > within:
                break
            if giver[earlier] == to:
                continue
            reach[earlier] += np.exp(-decay * (time[event] - time[earlier])) / whole * (1.0 + reach[event])
        parentage[event] = min(parentage[event], 1.0)
    starts, gifts = given
    after = starts.copy()  # of what each person gave, what was up to the event at hand
    for event in range(events):
        person = receiver[event]
        while after[person] < starts[person + 1] and time[gifts[after[person]]] <= time[event]:
            after[person] += 1
        for place in range(after[person], starts[person + 1]):
            later = gifts[place]
            if time[later] - time[event] > within:
                break
            if receiver[later] != giver[event]:
                goes_on[event] = 1.0
                break
    return parents, parent, parentage, reach, length, before, goes_on


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], UniTuple(i8[::1], 2), f8, i8, u8)")
def continued_by_chance(giver, receiver, time, theirs, within, shuffles, state):
    """float[people]: how many of the acts each received would be continued, in the mean of so many shuffles.

    `theirs`: where the sides of events of each person begin, and the sides: n for what was given in event n,
    events + n for what was received in it.
    """
    events = len(time)
    begins, sides = theirs
    people = len(begins) - 1
    found = np.zeros(people)
    for person in range(people):
        first, last = begins[person], begins[person + 1]
        many = last - first
        label, when = np.empty(many, dtype=np.int64), np.empty(many)
        some_given, some_received = False, False
        for place in range(many):
            label[place] = sides[first + place]
            when[place] = time[label[place] % events]
            some_given |= label[place] < events
            some_received |= label[place] >= events
        if not (some_given and some_received):
            continue
        order = np.argsort(when)
        when = when[order]
        next_gift = np.empty(many + 1, dtype=np.int64)
        next_gift[many] = many
        for _ in range(shuffles):
            for place in range(many - 1, 0, -1):
                state += STEP
                other = np.int64(mixed(state) % np.uint64(place + 1))
                label[place], label[other] = label[other], label[place]
            for place in range(many - 1, -1, -1):
                next_gift[place] = place if label[place] < events else next_gift[place + 1]
            for place in range(many):
                if label[place] < events:
                    continue
                whom = giver[label[place] - events]
                gift = next_gift[place]
                while gift < many and when[gift] - when[place] <= within:
                    if when[gift] > when[place] and receiver[label[gift]] != whom:
                        found[person] += 1.0
                        break
                    gift = next_gift[gift + 1]
    return found / max(shuffles, 1)
