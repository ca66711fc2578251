"""The exact kernel: successive shortest augmenting paths with potentials, in whole numbers.

The network has one outside node O. Arcs O → mentee (one for each mentor she may have), mentee → mentor (the allowed
pairs), mentor → O (one for each place). A matching is a circulation; its gain is the sum of the gains of the arcs.

Potentials: `surplus[i]` of a mentee and `-price[j]` of a mentor are the most that a unit standing there can still gain
on its way to O. All the arithmetic is in int64 and exact; the caller has made sure that nothing can overflow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled
from reciproca_engine.deadline import ENDLESS, Deadline

__all__ = ["UNREACHABLE", "assign", "most_left"]

UNREACHABLE = 2**62

Ints = NDArray[np.int64]

_PEOPLE, _FITS = (f"Array({kind}, 1, 'C', readonly=True)" for kind in ("int64", "float64"))  # as a problem holds them


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
    "void(i8[::1], i4[::1], i4[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8, i8[::1], i8[::1], i4[::1],"
    " i8[::1], i8[::1], i8[::1], i8[::1], i8, i8)"
)
def _enter(
    first_pair,
    mentor_of,
    mentee_of,
    gain,
    demand,
    entry_gain,
    capacity,
    minimum,
    guard,
    first_place,
    held,
    held_at,
    mentors_had,
    mentees_had,
    surplus,
    price,
    begin,
    end,
):
    """Let the mentees `begin … end - 1` in, after all those before them; changes the last seven arrays in place.

    `held[first_place[j]:][:mentees_had[j]]` are the pairs of mentor j; `held_at` says where a pair stands among them.
    """
    mentees = len(first_pair) - 1
    nodes = mentees + len(capacity)
    distance = np.full(nodes, UNREACHABLE, np.int64)
    way_in = np.empty(nodes, np.int64)
    heap = np.empty(nodes, np.int32)
    place = np.full(nodes, -1, np.int32)
    touched = np.empty(nodes, np.int32)

    for entering in range(begin, end):
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


@compiled(f"f8[::1]({_PEOPLE}, {_PEOPLE}, {_FITS}, f8[::1], b1[::1], i8[::1])")
def most_left(mentee, mentor, fit, price, locked, spare):
    """What the best of her pairs that are not locked leaves each mentee at these prices, if she has room and it gains."""
    most = np.zeros(len(spare))
    for pair in range(len(fit)):
        left = fit[pair] - price[mentor[pair]]
        if left > most[mentee[pair]] and not locked[pair] and spare[mentee[pair]] > 0:
            most[mentee[pair]] = left
    return most


def assign(
    first_pair: Ints,
    mentor_of: NDArray[np.int32],
    gain: Ints,
    demand: Ints,
    entry_gain: Ints,
    capacity: Ints,
    minimum: Ints,
    guard: int,
    deadline: Deadline = ENDLESS,
) -> tuple[NDArray[np.bool_], Ints, bool]:
    """The circulation of largest gain.

    1. Mentees enter one after another, with one unit for each mentor they may have.
    2. For each unit, find the cheapest way from the mentee to O in the residual network (Dijkstra on reduced costs,
       which are never negative): it ends at a mentor with room, or at a mentee who gives a mentor up.
    3. Lower the potentials of the nodes nearer than O, so that reduced costs stay non-negative.
    4. If the unit gains, exchange the pairs along the way; if not, this mentee needs no further unit.
       A new arc can only create improving cycles through itself, so after each step the circulation is optimal
       for those who have entered.

    Parameters
    ----------
    first_pair : int[mentees + 1]
        The pairs of mentee i are ``first_pair[i]:first_pair[i + 1]``.
    mentor_of, gain : int[pairs]
        With whom, and what it is worth. No pair leads to a mentor without capacity.
    demand, entry_gain : int[mentees]
        The mentors she may have, and what is gained by the first of them.
    capacity, minimum : int[mentors]
        The mentees he may have, and how many of them are worth `guard` each.
    deadline : Deadline
        Looked at between two groups of mentees; when it has passed, nobody enters any more.

    Returns
    -------
    made : bool[pairs]
    price : int[mentors]
    complete : bool
        Whether everybody has entered. If not, the circulation is the best one of those who have.
    """
    mentees, pairs = len(demand), len(mentor_of)
    mentee_of = np.repeat(np.arange(mentees, dtype=np.int32), np.diff(first_pair))
    places = np.minimum(capacity, np.bincount(mentor_of, minlength=len(capacity)))
    first_place = np.concatenate([[0], np.cumsum(places)]).astype(np.int64)
    held = np.empty(first_place[-1], np.int64)
    held_at = np.full(pairs, -1, np.int32)
    mentors_had, mentees_had = np.zeros(mentees, np.int64), np.zeros(len(capacity), np.int64)
    surplus = np.zeros(mentees, np.int64)
    price = np.where(minimum > 0, -guard, 0).astype(np.int64)
    group = mentees if deadline is ENDLESS else max(mentees // 200, 1)
    entered = 0
    while entered < mentees and not deadline.has_passed:
        _enter(
            first_pair, mentor_of, mentee_of, gain, demand, entry_gain, capacity, minimum, guard, first_place, held,
            held_at, mentors_had, mentees_had, surplus, price, entered, min(entered + group, mentees),
        )  # fmt: skip
        entered += group
    return held_at >= 0, price, entered >= mentees
