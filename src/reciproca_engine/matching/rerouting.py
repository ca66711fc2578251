"""Keeping a circulation optimal while its network changes: after each change, one shortest way for each unit that moves.

The network is that of `reciproca_engine.matching.kernel`, held in lists that can grow: the pairs of a mentee, of a
mentor, and those a mentor has, are chains of pair numbers ending with -1.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.matching.kernel import UNREACHABLE, _pop, _sift_up

__all__ = ["chain", "find", "repair_mentee", "repair_mentor", "reroute", "set_made"]

_LISTS = "i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], b1[::1]"
_LIMITS = "i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1]"
_SCRATCH = "i8[::1], i8[::1], i4[::1], i4[::1], i4[::1]"


@compiled("i8[::1](i8, i8[::1], i8[::1])")
def chain(person, head, following):
    """The pairs of one person."""
    number = 0
    pair = head[person]
    while pair >= 0:
        number += 1
        pair = following[pair]
    pairs = np.empty(number, np.int64)
    pair = head[person]
    for k in range(number):
        pairs[k] = pair
        pair = following[pair]
    return pairs


@compiled("i8(i8, i8, i8[::1], i8[::1], i8[::1])")
def find(i, j, mentor_of, head_of_mentee, next_of_mentee):
    """The pair of mentee i and mentor j; -1 when there is none."""
    pair = head_of_mentee[i]
    while pair >= 0 and mentor_of[pair] != j:
        pair = next_of_mentee[pair]
    return pair


@compiled("void(i8, b1, i8[::1], i8[::1], i8[::1], i8[::1], b1[::1])")
def set_made(pair, is_made, mentor_of, head_made, next_made, before_made, made):
    """Enter a pair into the chain of those its mentor has, or take it out."""
    j = mentor_of[pair]
    if is_made:
        following = head_made[j]
        next_made[pair], before_made[pair] = following, -1
        if following >= 0:
            before_made[following] = pair
        head_made[j] = pair
    else:
        before, following = before_made[pair], next_made[pair]
        if before >= 0:
            next_made[before] = following
        else:
            head_made[j] = following
        if following >= 0:
            before_made[following] = before
    made[pair] = is_made


@compiled(f"i8(i8, b1, {_LISTS}, {_LIMITS}, i8, {_SCRATCH}, i8[::1])")
def reroute(
    start,
    forward,
    mentee_of,
    mentor_of,
    gain,
    head_of_mentee,
    next_of_mentee,
    head_of_mentor,
    next_of_mentor,
    head_made,
    next_made,
    made,
    is_open,
    demand,
    entry_gain,
    capacity,
    minimum,
    had,
    held,
    surplus,
    price,
    before_made,
    guard,
    distance,
    way_in,
    heap,
    place,
    touched,
    changed,
):
    """Send one unit along the shortest way: with `forward` from the node to the outside, else from there to the node.

    Mentee i is node 2 i, mentor j node 2 j + 1. Dijkstra on the reduced costs, which are never negative, then the
    potentials of all nodes nearer than the outside move. The pairs exchanged are left in `changed`, after their
    number. Returns how far the outside was; UNREACHABLE when it cannot be reached.
    """
    sign = 1 if forward else -1
    changed[0] = 0
    distance[start] = 0
    touched[0] = start
    reached = 1
    place[start] = 0
    heap[0] = start
    waiting = 1
    to_outside = UNREACHABLE
    last = -1
    while waiting > 0 and distance[heap[0]] < to_outside:
        node = _pop(distance, heap, place, waiting)
        waiting -= 1
        so_far = distance[node]
        is_mentor = node & 1
        person = node >> 1
        out = UNREACHABLE
        if is_mentor:
            if forward:
                if held[person] < capacity[person]:
                    out = -price[person] - (guard if held[person] < minimum[person] else 0)
                pair = head_made[person]
            else:
                if held[person] > 0:
                    out = price[person] + (guard if held[person] <= minimum[person] else 0)
                pair = head_of_mentor[person]
        else:
            if forward:
                if had[person] > 0:
                    out = surplus[person] + (entry_gain[person] if had[person] == 1 else 0)
            elif had[person] < demand[person]:
                out = -surplus[person] - (entry_gain[person] if had[person] == 0 else 0)
            pair = head_of_mentee[person]
        if out < UNREACHABLE and so_far + out < to_outside:
            to_outside = so_far + out
            last = node
        undoing = is_mentor == forward  # whether the ways out of this node are pairs made
        while pair >= 0:
            this = pair
            pair = (next_made[pair] if forward else next_of_mentor[pair]) if is_mentor else next_of_mentee[pair]
            if not is_open[this] or made[this] != undoing:
                continue
            i, j = mentee_of[this], mentor_of[this]
            step = surplus[i] - gain[this] + price[j]
            farther = so_far + (-step if undoing else step)
            there = 2 * i if is_mentor else 2 * j + 1
            if farther >= to_outside or farther >= distance[there]:
                continue
            if distance[there] == UNREACHABLE:
                touched[reached] = there
                reached += 1
            distance[there] = farther
            way_in[there] = this
            at = place[there]
            if at < 0:
                at = waiting
                waiting += 1
            _sift_up(distance, heap, place, at, there)
    for k in range(waiting):
        place[heap[k]] = -1
    for k in range(reached):
        node = touched[k]
        if distance[node] < to_outside and to_outside < UNREACHABLE:
            nearer = to_outside - distance[node]
            if node & 1:
                price[node >> 1] += sign * nearer
            else:
                surplus[node >> 1] -= sign * nearer
        distance[node] = UNREACHABLE
    if last < 0:
        return UNREACHABLE
    if last & 1:
        held[last >> 1] += sign
    else:
        had[last >> 1] -= sign
    node = last
    while node != start:
        pair = way_in[node]
        changed[0] += 1
        changed[changed[0]] = pair
        set_made(pair, not made[pair], mentor_of, head_made, next_made, before_made, made)
        node = 2 * mentee_of[pair] if node & 1 else 2 * mentor_of[pair] + 1
    return to_outside


@compiled(f"b1(i8, {_LISTS}, {_LIMITS}, i8, {_SCRATCH}, i8[::1])")
def repair_mentor(
    j,
    mentee_of,
    mentor_of,
    gain,
    head_of_mentee,
    next_of_mentee,
    head_of_mentor,
    next_of_mentor,
    head_made,
    next_made,
    made,
    is_open,
    demand,
    entry_gain,
    capacity,
    minimum,
    had,
    held,
    surplus,
    price,
    before_made,
    guard,
    distance,
    way_in,
    heap,
    place,
    touched,
    changed,
):
    """One step towards an optimal circulation after the places or the minimum of a mentor changed; False when done."""
    if held[j] < capacity[j] and price[j] + (guard if held[j] < minimum[j] else 0) > 0:
        held[j] += 1  # one more is worth having, if the way does not end where it begins
        forward = False
    elif held[j] > capacity[j] or (held[j] > 0 and price[j] + (guard if held[j] <= minimum[j] else 0) < 0):
        held[j] -= 1
        forward = True
    else:
        return False
    reroute(
        2 * j + 1, forward, mentee_of, mentor_of, gain, head_of_mentee, next_of_mentee, head_of_mentor,
        next_of_mentor, head_made, next_made, made, is_open, demand, entry_gain, capacity, minimum, had, held,
        surplus, price, before_made, guard, distance, way_in, heap, place, touched, changed,
    )  # fmt: skip
    return True


@compiled(f"b1(i8, {_LISTS}, {_LIMITS}, i8, {_SCRATCH}, i8[::1])")
def repair_mentee(
    i,
    mentee_of,
    mentor_of,
    gain,
    head_of_mentee,
    next_of_mentee,
    head_of_mentor,
    next_of_mentor,
    head_made,
    next_made,
    made,
    is_open,
    demand,
    entry_gain,
    capacity,
    minimum,
    had,
    held,
    surplus,
    price,
    before_made,
    guard,
    distance,
    way_in,
    heap,
    place,
    touched,
    changed,
):
    """One step towards an optimal circulation after a mentee's demand or entry gain changed; False when done."""
    if had[i] < demand[i] and surplus[i] + (entry_gain[i] if had[i] == 0 else 0) > 0:
        had[i] += 1
        forward = True
    elif had[i] > demand[i] or (had[i] > 0 and surplus[i] + (entry_gain[i] if had[i] == 1 else 0) < 0):
        had[i] -= 1
        forward = False
    else:
        return False
    reroute(
        2 * i, forward, mentee_of, mentor_of, gain, head_of_mentee, next_of_mentee, head_of_mentor,
        next_of_mentor, head_made, next_made, made, is_open, demand, entry_gain, capacity, minimum, had, held,
        surplus, price, before_made, guard, distance, way_in, heap, place, touched, changed,
    )  # fmt: skip
    return True
