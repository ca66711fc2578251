"""Two ways to a matching without a proof of its total: pair by pair, and by proposals that are held or turned down."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add_greedily", "propose"]


@compiled("b1(f8[::1], i8, i8)")
def _comes_later(fit, pair, other):
    return fit[pair] < fit[other] or (fit[pair] == fit[other] and pair > other)


@compiled("void(f8[::1], i8[::1], i8, i8, i8)")
def _hold(fit, heap, begin, size, pair):
    """Add a pair to the heap of `size` pairs that begins there; the one that comes last is on top."""
    at = size
    while at > 0 and _comes_later(fit, pair, heap[begin + (at - 1) // 2]):
        heap[begin + at] = heap[begin + (at - 1) // 2]
        at = (at - 1) // 2
    heap[begin + at] = pair


@compiled("void(f8[::1], i8[::1], i8, i8, i8)")
def _hold_instead(fit, heap, begin, size, pair):
    """Put a pair in the place of the one on top of a heap."""
    at = 0
    while True:
        below = 2 * at + 1
        if below + 1 < size and _comes_later(fit, heap[begin + below + 1], heap[begin + below]):
            below += 1
        if below >= size or not _comes_later(fit, heap[begin + below], pair):
            break
        heap[begin + at] = heap[begin + below]
        at = below
    heap[begin + at] = pair


@compiled("void(i8[::1], i4[::1], f8[::1], i8[::1], i8[::1], b1[::1])")
def add_greedily(first_pair, mentor_of, fit, spare, free, made):
    """Make pairs, the best fit first, of equal ones the first, wherever both sides still have room.

    Changes `spare` int[mentees], `free` int[mentors] and `made` bool[pairs] in place.

    Both sides would rather have the pair that comes earlier. So proposals that are held or turned down end with the
    very pairs that would be made one by one, and nothing has to be sorted: each mentee proposes the first of her pairs
    that the mentor would not turn down, and who is sent away proposes again.
    """
    mentees, mentors = len(spare), len(free)
    mentee_of = np.empty(len(mentor_of), np.int32)
    wanted_by = np.zeros(mentors, np.int64)
    for i in range(mentees):
        for pair in range(first_pair[i], first_pair[i + 1]):
            mentee_of[pair] = i
            wanted_by[mentor_of[pair]] += 1
    begin = np.zeros(mentors + 1, np.int64)
    for j in range(mentors):
        begin[j + 1] = begin[j] + max(min(free[j], wanted_by[j]), 0)
    held, holds = np.empty(begin[mentors], np.int64), np.zeros(mentors, np.int64)
    waiting, number = np.empty(mentees, np.int64), np.int64(0)
    for i in range(mentees - 1, -1, -1):
        waiting[number] = i
        number += spare[i] > 0
    while number > 0:
        i = waiting[number - 1]
        best = -1
        for pair in range(first_pair[i], first_pair[i + 1]):
            if made[pair] or (best >= 0 and fit[pair] <= fit[best]):
                continue
            j = mentor_of[pair]
            room = begin[j + 1] - begin[j]
            if holds[j] < room or (room > 0 and _comes_later(fit, held[begin[j]], pair)):
                best = pair
        if best < 0:
            number -= 1
            continue
        j = mentor_of[best]
        made[best] = True
        spare[i] -= 1
        number -= spare[i] == 0
        if holds[j] < begin[j + 1] - begin[j]:
            _hold(fit, held, begin[j], holds[j], best)
            holds[j] += 1
            continue
        gone = held[begin[j]]
        _hold_instead(fit, held, begin[j], holds[j], best)
        made[gone] = False
        spare[mentee_of[gone]] += 1
        if spare[mentee_of[gone]] == 1:
            waiting[number] = mentee_of[gone]
            number += 1
    for j in range(mentors):
        free[j] -= holds[j]


@compiled("b1[::1](i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def propose(first, wish, mentor, rank, demand, room):
    """Deferred acceptance, mentees proposing, with several places on both sides.

    Parameters: `wish[first[i]:first[i + 1]]` are the pairs of mentee i, most wanted first; `rank[pair]` is how the
    mentor orders them, lower is better, no two alike. Returns which pairs are held in the end: bool[pairs].
    Each proposal is made once, so it takes as many steps as there are pairs, times the places of a mentor.

    D. Gale, L. S. Shapley, *College admissions and the stability of marriage*, Am. Math. Monthly 69 (1962) 9-15.
    """
    mentees, mentors = len(demand), len(room)
    made = np.zeros(len(mentor), np.bool_)
    mentee_of = np.empty(len(mentor), np.int64)
    begin = np.zeros(mentors + 1, np.int64)
    for i in range(mentees):
        for k in range(first[i], first[i + 1]):
            mentee_of[wish[k]] = i
    at_mentor = np.zeros(mentors, np.int64)
    for pair in range(len(mentor)):
        at_mentor[mentor[pair]] += 1
    for j in range(mentors):
        begin[j + 1] = begin[j] + min(room[j], at_mentor[j])
    held = np.empty(begin[mentors], np.int64)
    holds = np.zeros(mentors, np.int64)
    had = np.zeros(mentees, np.int64)
    following = first[:-1].copy()
    waiting = np.empty(mentees, np.int64)
    queued = np.ones(mentees, np.bool_)
    for i in range(mentees):
        waiting[i] = mentees - 1 - i
    number = mentees
    while number > 0:
        number -= 1
        i = waiting[number]
        queued[i] = False
        while had[i] < demand[i] and following[i] < first[i + 1]:
            pair = wish[following[i]]
            following[i] += 1
            j = mentor[pair]
            if room[j] <= 0:
                continue
            if holds[j] < begin[j + 1] - begin[j]:
                held[begin[j] + holds[j]] = pair
                holds[j] += 1
            else:
                last = begin[j]
                for k in range(begin[j], begin[j + 1]):
                    if rank[held[k]] > rank[held[last]]:
                        last = k
                if rank[held[last]] < rank[pair]:
                    continue
                gone = held[last]
                held[last] = pair
                made[gone] = False
                other = mentee_of[gone]
                had[other] -= 1
                if not queued[other]:
                    queued[other] = True
                    waiting[number] = other
                    number += 1
            made[pair] = True
            had[i] += 1
    return made
