"""The kernel of the largest circulation: as little as possible is taken away, until everybody gives what they receive.

Taking away goes from those who give more to those who receive more, along ties at one apiece, and back along what was
taken away at minus one. Shortest paths by reduced cost (Edmonds & Karp, J. ACM 19, 1972, 248), and along those of one
length as much at once as can go (Dinitz, Soviet Math. Dokl. 11, 1970, 1277). All in whole numbers.

Each tie is two steps, one along it and one back, each the `mate` of the other; the steps that leave a person lie side by
side, from `first` of that person on. `room` of a step is how much can still go; `potential` of a person is the length
of a shortest way from those who give more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled

__all__ = ["balanced"]

Ints = NDArray[np.int64]


def balanced(source: Ints, target: Ints, weight: Ints, people: int) -> Ints:
    """int[ties]: the largest flow within the weights of which everybody gives what they receive."""
    ties = len(source)
    leaves = np.concatenate((source, target))  # step n goes along tie n, step ties + n back
    order = np.argsort(leaves, kind="stable")
    place = np.empty(2 * ties, dtype=np.int64)
    place[order] = np.arange(2 * ties)
    along, back = place[:ties], place[ties:]
    mate, to = np.empty(2 * ties, dtype=np.int32), np.empty(2 * ties, dtype=np.int32)
    mate[along], mate[back] = back, along
    to[along], to[back] = target, source
    price = np.where(order < ties, 1, -1).astype(np.int8)
    room = np.zeros(2 * ties, dtype=np.int64)
    room[along] = weight
    first = np.searchsorted(leaves[order], np.arange(people + 1)).astype(np.int64)
    _cut_off(first, to, mate, price, room)
    _balance(first, to, mate, price, room)
    return room[along]


@compiled("void(i8[::1], i4[::1], i4[::1], i1[::1], i8[::1])")
def _cut_off(first, to, mate, price, room):
    """Take away what whoever only gives gives, and what whoever only receives receives, until nobody is left of them."""
    people = len(first) - 1
    giving, receiving = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    for person in range(people):
        for step in range(first[person], first[person + 1]):
            if room[step] > 0:
                giving[person] += 1
                receiving[to[step]] += 1
    waiting = np.empty(people, dtype=np.int64)
    size = 0
    done = np.zeros(people, dtype=np.bool_)
    for person in range(people):
        if giving[person] == 0 or receiving[person] == 0:
            waiting[size] = person
            done[person] = True
            size += 1
    while size:
        size -= 1
        person = waiting[size]
        for step in range(first[person], first[person + 1]):
            along = step if price[step] > 0 else mate[step]
            if room[along] == 0:
                continue
            room[along] = 0
            other = to[step]
            if price[step] > 0:
                receiving[other] -= 1
            else:
                giving[other] -= 1
            if not done[other] and (giving[other] == 0 or receiving[other] == 0):
                waiting[size] = other
                done[other] = True
                size += 1


@compiled("i8(i8[::1], i8[::1], i8, i8, i8)")
def _push(lengths, heap, size, length, person):
    at = size
    while at > 0 and lengths[(at - 1) >> 1] > length:
        above = (at - 1) >> 1
        lengths[at], heap[at] = lengths[above], heap[above]
        at = above
    lengths[at], heap[at] = length, person
    return size + 1


@compiled("i8(i8[::1], i8[::1], i8)")
def _pop(lengths, heap, size):
    """Take the first out: the last takes its place and sinks. The heap has one less then."""
    size -= 1
    length, person = lengths[size], heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and lengths[below + 1] < lengths[below]:
            below += 1
        if lengths[below] >= length:
            break
        lengths[at], heap[at] = lengths[below], heap[below]
        at = below
    lengths[at], heap[at] = length, person
    return size


@compiled("b1(i8[::1], i4[::1], i4[::1], i1[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def _raise_potentials(first, to, mate, price, room, excess, potential, reached, lengths, heap):
    """Dijkstra from all who give more at once, as far as the nearest who receives more. False: nobody can be reached."""
    people = len(excess)
    reached[:] = -1
    size = 0
    for person in range(people):
        if excess[person] > 0:
            size = _push(lengths, heap, size, 0, person)
    nearest = -1
    while size:
        length, person = lengths[0], heap[0]
        size = _pop(lengths, heap, size)
        if reached[person] >= 0:
            continue
        reached[person] = length
        if excess[person] < 0:
            nearest = length
            break
        here = length + potential[person]
        for step in range(first[person], first[person + 1]):
            other = to[step]
            if room[step] > 0 and reached[other] < 0:
                size = _push(lengths, heap, size, here + price[step] - potential[other], other)
    if nearest < 0:
        return False
    for person in range(people):
        potential[person] += nearest if reached[person] < 0 else min(reached[person], nearest)
    return True


@compiled("b1(i8[::1], i4[::1], i4[::1], i1[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def _find_levels(first, to, mate, price, room, excess, potential, level, queue):
    """How many steps that cost nothing lie between those who give more and each person. False: none lead to an end."""
    level[:] = -1
    size = 0
    for person in range(len(excess)):
        if excess[person] > 0:
            level[person] = 0
            queue[size] = person
            size += 1
    ends_somewhere = False
    at = 0
    while at < size:
        person = queue[at]
        at += 1
        if excess[person] < 0:
            ends_somewhere = True
            continue
        here, next_level = potential[person], level[person] + 1
        for step in range(first[person], first[person + 1]):
            other = to[step]
            if room[step] > 0 and level[other] < 0 and potential[other] - here == price[step]:
                level[other] = next_level
                queue[size] = other
                size += 1
    return ends_somewhere


@compiled("i8(i8[::1], i4[::1], i4[::1], i1[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8, i8[::1])")
def _way_from(first, to, mate, price, room, excess, potential, level, tried, source, way):
    """Steps that cost nothing, level by level, to somebody who receives more: how many, and 0 when none are left."""
    person, size = source, 0
    while excess[person] >= 0:
        here, next_level, last = potential[person], level[person] + 1, first[person + 1]
        step = tried[person]
        while step < last:
            other = to[step]
            if room[step] > 0 and level[other] == next_level and potential[other] - here == price[step]:
                break
            step += 1
        tried[person] = step
        if step < last:
            way[size] = step
            size += 1
            person = to[step]
        elif size:
            size -= 1
            person = to[mate[way[size]]]
            tried[person] += 1
        else:
            break
    return size


@compiled("void(i8[::1], i4[::1], i4[::1], i1[::1], i8[::1])")
def _balance(first, to, mate, price, room):
    people = len(first) - 1
    excess = np.zeros(people, dtype=np.int64)
    for person in range(people):
        for step in range(first[person], first[person + 1]):
            excess[person] += room[step]
            excess[to[step]] -= room[step]
    potential, level = np.zeros(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    reached, queue = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    lengths, heap = np.empty(people + len(room), dtype=np.int64), np.empty(people + len(room), dtype=np.int64)
    tried, way = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    while _raise_potentials(first, to, mate, price, room, excess, potential, reached, lengths, heap):
        while _find_levels(first, to, mate, price, room, excess, potential, level, queue):
            tried[:] = first[:people]
            for source in range(people):
                while excess[source] > 0:
                    size = _way_from(first, to, mate, price, room, excess, potential, level, tried, source, way)
                    if size == 0:
                        break
                    target = to[way[size - 1]]
                    much = min(excess[source], -excess[target])
                    for place in range(size):
                        much = min(much, room[way[place]])
                    for place in range(size):
                        room[way[place]] -= much
                        room[mate[way[place]]] += much
                    excess[source] -= much
                    excess[target] += much
