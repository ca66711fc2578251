"""Two ways to a matching without a proof of its total: pair by pair, and by proposals that are held or turned down."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add_greedily", "propose"]


@compiled("void(i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], b1)")
def add_greedily(order, mentee, mentor, spare, free, made, once):
    """Make the pairs in this order wherever both sides have room; with `once`, one for each mentee.

    Changes `spare` int[mentees], `free` int[mentors] and `made` bool[pairs] in place.
    """
    served = np.zeros(len(spare), np.bool_)
    for k in range(len(order)):
        pair = order[k]
        i, j = mentee[pair], mentor[pair]
        if made[pair] or spare[i] <= 0 or free[j] <= 0 or (once and served[i]):
            continue
        made[pair] = True
        served[i] = True
        spare[i] -= 1
        free[j] -= 1


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
