"""What a forced pair would set in motion: shortest ways through the residual network of a solved problem."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.matching.kernel import UNREACHABLE, _pop, _sift_up

__all__ = ["ways_back"]


@compiled(
    "Tuple((i8[::1], i8[::1], i8[::1]))"
    "(i8[::1], i4[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], i8[::1], i8[::1],"
    " i8, i8[::1], i8)"
)
def ways_back(
    first_pair,
    mentor_of,
    first_of_mentor,
    pair_of_mentor,
    gain,
    demand,
    entry_gain,
    capacity,
    minimum,
    made,
    price,
    surplus,
    target,
    detour,
    enough,
):
    """Dijkstra backwards from the mentee `target`, over the reduced costs of the residual network.

    A unit forced from the target to mentor j must find its way back from j to the target. Nodes are mentees, then
    mentors, then the outside O. `detour[j]` is the reduced cost of the forced pair, UNREACHABLE for mentors that are
    not asked about; the search ends when the `enough` cheapest of them are known.
    Returns the distance from each node to the target, the node that follows it on the way, and the pair between.
    """
    mentees, mentors = len(demand), len(capacity)
    outside = mentees + mentors
    mentee_of = np.empty(len(mentor_of), np.int64)
    mentors_had, mentees_had = np.zeros(mentees, np.int64), np.zeros(mentors, np.int64)
    for i in range(mentees):
        for pair in range(first_pair[i], first_pair[i + 1]):
            mentee_of[pair] = i
            if made[pair]:
                mentors_had[i] += 1
                mentees_had[mentor_of[pair]] += 1

    distance = np.full(outside + 1, UNREACHABLE, np.int64)
    next_node = np.full(outside + 1, -1, np.int64)
    next_pair = np.full(outside + 1, -1, np.int64)
    heap = np.empty(outside + 1, np.int32)
    place = np.full(outside + 1, -1, np.int32)
    cheapest = np.full(max(enough, 1), UNREACHABLE, np.int64)
    distance[target] = 0
    heap[0] = target
    place[target] = 0
    waiting = 1
    while waiting > 0 and distance[heap[0]] < cheapest[-1]:
        node = _pop(distance, heap, place, waiting)
        waiting -= 1
        so_far = distance[node]
        if node == outside:
            begin, end = 0, outside
        elif node < mentees:
            begin, end = first_pair[node], first_pair[node + 1] + 1
        else:
            j = node - mentees
            begin, end = first_of_mentor[j], first_of_mentor[j + 1] + 1
            if detour[j] < UNREACHABLE:  # keep the `enough` smallest costs, in order
                cost = so_far + detour[j]
                for k in range(len(cheapest)):
                    if cost < cheapest[k]:
                        cost, cheapest[k] = cheapest[k], cost
        for k in range(begin, end):
            pair = -1
            before = outside
            step = UNREACHABLE
            if node == outside:
                before = k
                if k < mentees:
                    if mentors_had[k] > 0:  # a mentee gives a mentor up
                        step = surplus[k] + (entry_gain[k] if mentors_had[k] == 1 else 0)
                elif mentees_had[k - mentees] < capacity[k - mentees]:  # a mentor with room takes one more
                    step = -price[k - mentees]
            elif k == end - 1:
                if node < mentees:
                    if mentors_had[node] < demand[node]:  # a mentee takes one mentor more
                        step = -(entry_gain[node] if mentors_had[node] == 0 else 0) - surplus[node]
                elif mentees_had[node - mentees] > minimum[node - mentees]:  # a mentor gives a place back
                    step = price[node - mentees]
            elif node < mentees:
                if made[k]:
                    pair = k
                    before = mentees + mentor_of[k]
                    step = gain[k] - price[mentor_of[k]] - surplus[node]
            else:
                pair = pair_of_mentor[k]
                if not made[pair]:
                    before = mentee_of[pair]
                    step = surplus[before] - gain[pair] + price[node - mentees]
            if step == UNREACHABLE or so_far + step >= distance[before]:
                continue
            distance[before] = so_far + step
            next_node[before] = node
            next_pair[before] = pair
            at = place[before]
            if at < 0:
                at = waiting
                waiting += 1
            _sift_up(distance, heap, place, at, before)
    return distance, next_node, next_pair
