"""The kernels of a network's shape. Contacts of person p stand in `whom[there[p]:there[p + 1]]`, ascending."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["count_triads", "distances", "strong_parts", "triangles", "weak_parts"]


@compiled("i8[::1](i8[::1], i8[::1])")
def weak_parts(there, whom):
    """int[people]: the smallest person of the part of each."""
    people = len(there) - 1
    part = np.full(people, -1, dtype=np.int64)
    waiting = np.empty(people, dtype=np.int64)
    for person in range(people):
        if part[person] >= 0:
            continue
        part[person], waiting[0], size = person, person, 1
        while size:
            size -= 1
            here = waiting[size]
            for place in range(there[here], there[here + 1]):
                if part[whom[place]] < 0:
                    part[whom[place]] = person
                    waiting[size] = whom[place]
                    size += 1
    return part


@compiled("i8[::1](i8[::1], i8[::1])")
def strong_parts(first, to):
    """int[people]: the number of the strong part of each (Tarjan, SIAM J. Comput. 1, 1972, 146, without recursion)."""
    people = len(first) - 1
    part, seen = np.full(people, -1, dtype=np.int64), np.full(people, -1, dtype=np.int64)
    low, tried = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    open_, path = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    count, parts, opened = 0, 0, 0
    for start in range(people):
        if seen[start] >= 0:
            continue
        path[0], length = start, 1
        while length:
            person = path[length - 1]
            if seen[person] < 0:
                seen[person] = low[person] = count
                count += 1
                tried[person] = first[person]
                open_[opened] = person
                opened += 1
            deeper = False
            while tried[person] < first[person + 1]:
                other = to[tried[person]]
                if seen[other] < 0:
                    path[length] = other
                    length += 1
                    deeper = True
                    break
                if part[other] < 0:
                    low[person] = min(low[person], low[other])
                tried[person] += 1
            if deeper:
                continue
            length -= 1
            if low[person] == seen[person]:
                while True:
                    opened -= 1
                    part[open_[opened]] = parts
                    if open_[opened] == person:
                        break
                parts += 1
    return part


@compiled("i8[::1](i8[::1], i8[::1])")
def triangles(there, whom):
    """int[people]: in how many triangles each is."""
    people = len(there) - 1
    found = np.zeros(people, dtype=np.int64)
    for a in range(people):
        for place in range(there[a], there[a + 1]):
            b = whom[place]
            if b <= a:
                continue
            one, other = place + 1, there[b]
            while one < there[a + 1] and other < there[b + 1]:
                if whom[one] < whom[other]:
                    one += 1
                elif whom[one] > whom[other]:
                    other += 1
                else:
                    if whom[one] > b:
                        found[a] += 1
                        found[b] += 1
                        found[whom[one]] += 1
                    one += 1
                    other += 1
    return found


@compiled("i8(u8)")
def _ones(bits):
    """How many bits are set."""
    bits = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    bits = (bits & np.uint64(0x3333333333333333)) + ((bits >> np.uint64(2)) & np.uint64(0x3333333333333333))
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled("i8[::1](i8[::1], i8[::1], i8[::1])")
def distances(there, whom, part):
    """int[diameter]: how many ordered pairs of the part are 1, 2, … apart.

    Sixty-four people set out at once, a bit for each (Then et al., PVLDB 8, 2014, 449).
    """
    people = len(there) - 1
    counted = np.zeros(people, dtype=np.int64)
    reached, here, ahead = np.zeros(people, np.uint64), np.zeros(people, np.uint64), np.zeros(people, np.uint64)
    walking, coming = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
    diameter = 0
    for first in range(0, len(part), 64):
        reached[:] = 0
        size = 0
        for place in range(first, min(first + 64, len(part))):
            here[part[place]] = reached[part[place]] = np.uint64(1) << np.uint64(place - first)
            walking[size] = part[place]
            size += 1
        steps = 0
        while size:
            met = 0
            for at in range(size):
                person = walking[at]
                for place in range(there[person], there[person + 1]):
                    other = whom[place]
                    if not ahead[other]:
                        coming[met] = other
                        met += 1
                    ahead[other] |= here[person]
                here[person] = 0
            size = 0
            for at in range(met):
                person = coming[at]
                new = ahead[person] & ~reached[person]
                ahead[person] = 0
                if new:
                    reached[person] |= new
                    here[person] = new
                    counted[steps] += _ones(new)
                    walking[size] = person
                    size += 1
            steps += size > 0
        diameter = max(diameter, steps)
    return counted[:diameter].copy()


@compiled("b1(i8[::1], i8[::1], i8, i8)")
def _leads(first, to, one, other):
    low, high = first[one], first[one + 1]
    while low < high:
        middle = (low + high) >> 1
        if to[middle] < other:
            low = middle + 1
        else:
            high = middle
    return low < first[one + 1] and to[low] == other


@compiled("i8(i8[::1], i8[::1], i8, i8)")
def _ways(first, to, one, other):
    """1: there, 2: back, 3: both."""
    return np.int64(_leads(first, to, one, other)) + 2 * np.int64(_leads(first, to, other, one))


@compiled("i8[::1](i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8)")
def count_triads(there, whom, first, to, group, people):
    """int[16]: how many groups of three of each kind, but for those without any tie (Batagelj & Mrvar, 2001)."""
    counted = np.zeros(16, dtype=np.int64)
    for a in range(len(there) - 1):
        for place in range(there[a], there[a + 1]):
            b = whom[place]
            if b <= a:
                continue
            between = _ways(first, to, a, b)
            one, other, others = there[a], there[b], 0
            while one < there[a + 1] or other < there[b + 1]:
                if other == there[b + 1] or (one < there[a + 1] and whom[one] < whom[other]):
                    c, of_a = whom[one], True
                    one += 1
                elif one == there[a + 1] or whom[one] > whom[other]:
                    c, of_a = whom[other], False
                    other += 1
                else:
                    c, of_a = whom[one], True
                    one += 1
                    other += 1
                if c in (a, b):
                    continue
                others += 1
                if b < c or (a < c < b and not of_a):
                    code = between + 4 * _ways(first, to, a, c) + 16 * _ways(first, to, b, c)
                    counted[group[code]] += 1
            counted[2 if between == 3 else 1] += people - 2 - others
    return counted
