"""The exact kernel: successive shortest augmenting paths with potentials, in whole numbers.

The network has one outside node O. Arcs O → mentee (one for each mentor she may have), mentee → mentor (the allowed
pairs), mentor → O (one for each place). A matching is a circulation; its gain is the sum of the gains of the arcs.

Potentials: `surplus[i]` of a mentee and `-price[j]` of a mentor are the most that a unit standing there can still gain
on its way to O. All the arithmetic is in int64 and exact; the caller has made sure that nothing can overflow.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["UNREACHABLE", "assign"]

UNREACHABLE = 2**62


@compiled("void(i8[::1], i4[::1], i4[::1], i8, i8)")
def _sift_up(keys, heap, place, at, node):
    while at > 0:
        above = (at - 1) >> 1
        if keys[heap[above]] <= keys[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@compiled("i8(i8[::1], i4[::1], i4[::1], i8)")
def _pop(keys, heap, place, size):
    """Take the nearest node out of a heap of `size` nodes."""
    nearest = heap[0]
    place[nearest] = -1
    size -= 1
    if size > 0:
        node = heap[size]
        at = 0
        while True:
            below = 2 * at + 1
            if below >= size:
                break
            if below + 1 < size and keys[heap[below + 1]] < keys[heap[below]]:
                below += 1
            if keys[heap[below]] >= keys[node]:
                break
            heap[at] = heap[below]
            place[heap[at]] = at
            at = below
        heap[at] = node
        place[node] = at
    return nearest


@compiled(
    "Tuple((b1[::1], i8[::1]))(i8[::1], i4[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8)",
)
def assign(first_pair, mentor_of, gain, demand, entry_gain, capacity, minimum, guard):
    """The circulation of largest gain.

    1. Mentees enter one after another, with one unit for each mentor they may have.
    2. For each unit, find the cheapest way from the mentee to O in the residual network (Dijkstra on reduced costs,
       which are never negative): it ends at a mentor with room, or at a mentee who gives a mentor up.
    3. Lower the potentials of the nodes nearer than O, so that reduced costs stay non-negative.
    4. If the unit gains, exchange the pairs along the way; if not, this mentee needs no further unit.
       A new arc can only create improving cycles through itself, so after each step the circulation is optimal
       for those who have entered.

    Parameters: pairs of mentee i are `first_pair[i]:first_pair[i + 1]`; `entry_gain[i]` is gained by the first unit of
    a mentee, `guard` by each of the first `minimum[j]` units of a mentor. No pair leads to a mentor without capacity.
    Returns which pairs are made, and the price of each mentor.
    """
    mentees = len(first_pair) - 1
    mentors = len(capacity)
    pairs = len(mentor_of)
    nodes = mentees + mentors
    mentee_of = np.empty(pairs, np.int32)
    for i in range(mentees):
        mentee_of[first_pair[i] : first_pair[i + 1]] = i

    pairs_at = np.zeros(mentors, np.int64)
    for pair in range(pairs):
        pairs_at[mentor_of[pair]] += 1
    first_place = np.zeros(mentors + 1, np.int64)
    for j in range(mentors):
        first_place[j + 1] = first_place[j] + min(capacity[j], pairs_at[j])
    held = np.empty(first_place[mentors], np.int64)  # the pairs each mentor holds
    held_at = np.full(pairs, -1, np.int32)  # where among them; -1 for a pair not made

    mentors_had = np.zeros(mentees, np.int64)
    mentees_had = np.zeros(mentors, np.int64)
    surplus = np.zeros(mentees, np.int64)
    price = np.zeros(mentors, np.int64)
    for j in range(mentors):
        if minimum[j] > 0:
            price[j] = -guard

    distance = np.full(nodes, UNREACHABLE, np.int64)
    way_in = np.empty(nodes, np.int64)
    heap = np.empty(nodes, np.int32)
    place = np.full(nodes, -1, np.int32)
    touched = np.empty(nodes, np.int32)

    for entering in range(mentees):
        for _unit in range(demand[entering]):
            # the most this unit could gain, at today's prices
            best = -UNREACHABLE
            for pair in range(first_pair[entering], first_pair[entering + 1]):
                if held_at[pair] < 0:
                    best = max(best, gain[pair] - price[mentor_of[pair]])
            if best == -UNREACHABLE:
                break
            if mentors_had[entering] > 0:
                best = max(best, -(entry_gain[entering] if mentors_had[entering] == 1 else 0))
            surplus[entering] = best

            distance[entering] = 0
            touched[0] = entering
            reached = 1
            place[entering] = 0
            heap[0] = entering
            waiting = 1
            to_outside = UNREACHABLE
            last = -1
            while waiting > 0 and distance[heap[0]] < to_outside:
                node = _pop(distance, heap, place, waiting)
                waiting -= 1
                so_far = distance[node]
                if node < mentees:
                    if mentors_had[node] > 0:
                        giving_up = so_far + surplus[node] + (entry_gain[node] if mentors_had[node] == 1 else 0)
                        if giving_up < to_outside:
                            to_outside = giving_up
                            last = node
                    base = so_far + surplus[node]
                    for pair in range(first_pair[node], first_pair[node + 1]):
                        j = mentor_of[pair]
                        farther = base - gain[pair] + price[j]
                        there = mentees + j
                        if farther >= to_outside or farther >= distance[there] or held_at[pair] >= 0:
                            continue
                        if distance[there] == UNREACHABLE:
                            touched[reached] = there
                            reached += 1
                        distance[there] = farther
                        way_in[there] = pair
                        if mentees_had[j] < capacity[j]:
                            taken_in = farther - price[j] - (guard if mentees_had[j] < minimum[j] else 0)
                            if taken_in < to_outside:
                                to_outside = taken_in
                                last = there
                        at = place[there]
                        if at < 0:
                            at = waiting
                            waiting += 1
                        _sift_up(distance, heap, place, at, there)
                else:
                    j = node - mentees
                    for k in range(first_place[j], first_place[j] + mentees_had[j]):
                        pair = held[k]
                        there = mentee_of[pair]
                        farther = so_far + gain[pair] - price[j] - surplus[there]
                        if farther >= to_outside or farther >= distance[there]:
                            continue
                        if distance[there] == UNREACHABLE:
                            touched[reached] = there
                            reached += 1
                        distance[there] = farther
                        way_in[there] = pair
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
                    if node < mentees:
                        surplus[node] -= to_outside - distance[node]
                    else:
                        price[node - mentees] += to_outside - distance[node]
                distance[node] = UNREACHABLE

            entering_gain = entry_gain[entering] if mentors_had[entering] == 0 else 0
            if last < 0 or entering_gain + surplus[entering] <= 0:
                break

            mentors_had[entering] += 1
            node = last
            if node < mentees:
                mentors_had[node] -= 1
            else:
                mentees_had[node - mentees] += 1
            while node != entering:
                pair = way_in[node]
                if node < mentees:  # the mentor gives this mentee up; the last one held takes the empty place
                    j = mentor_of[pair]
                    mentees_had[j] -= 1
                    moved = held[first_place[j] + mentees_had[j]]
                    held[first_place[j] + held_at[pair]] = moved
                    held_at[moved] = held_at[pair]
                    held_at[pair] = -1
                    node = mentees + j
                    mentees_had[j] += 1
                    # the place is filled again by the pair that leads here
                    pair = way_in[node]
                    held[first_place[j] + mentees_had[j] - 1] = pair
                    held_at[pair] = mentees_had[j] - 1
                    node = mentee_of[pair]
                else:
                    j = node - mentees
                    held[first_place[j] + mentees_had[j] - 1] = pair
                    held_at[pair] = mentees_had[j] - 1
                    node = mentee_of[pair]

    made = np.zeros(pairs, np.bool_)
    for pair in range(pairs):
        made[pair] = held_at[pair] >= 0
    return made, price
