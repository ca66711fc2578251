"""How credit and standing flow along ties: kernels over rows of ties."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["first_visits", "incoming", "mutual_thirds", "shared", "spread"]


@compiled("Tuple((i8[::1], i8[::1], i8[::1]))(i8[::1], i8[::1])")
def incoming(begin, target):
    """The same ties by target: where each row begins, the sources in order, and which tie each is."""
    people = len(begin) - 1
    first = np.zeros(people + 1, np.int64)
    for tie in range(len(target)):
        first[target[tie] + 1] += 1
    for person in range(people):
        first[person + 1] += first[person]
    cursor = first.copy()
    source, tie_of = np.empty(len(target), np.int64), np.empty(len(target), np.int64)
    for person in range(people):
        for tie in range(begin[person], begin[person + 1]):
            at = cursor[target[tie]]
            source[at], tie_of[at] = person, tie
            cursor[target[tie]] = at + 1
    return first, source, tie_of


@compiled("i8(i8[::1], i8, i8, i8)")
def _place(row, low, high, person):
    while low < high:
        middle = (low + high) >> 1
        if row[middle] < person:
            low = middle + 1
        else:
            high = middle
    return low


@compiled("i8(i8[::1], i8, i8, i8[::1], i8, i8)")
def _in_common(one, i, last_i, other, j, last_j):
    """How many stand in both of two sorted rows."""
    if last_i - i > last_j - j:
        one, i, last_i, other, j, last_j = other, j, last_j, one, i, last_i
    number = np.int64(0)
    if 16 * (last_i - i) < last_j - j:
        while i < last_i and j < last_j:
            j = _place(other, j, last_j, one[i])
            number += j < last_j and other[j] == one[i]
            i += 1
        return number
    while i < last_i and j < last_j:
        a, b = one[i], other[j]
        number += a == b
        i += a <= b
        j += b <= a
    return number


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], i8[::1], i8[::1], f8)")
def shared(begin, target, weight, first, source, alone):
    """What each tie carries: its weight times the share of friends in common, i → w → j, and a little if there are none."""
    carries = np.empty(len(target))
    for i in range(len(begin) - 1):
        mine = begin[i + 1] - begin[i]
        for tie in range(begin[i], begin[i + 1]):
            j = target[tie]
            common = _in_common(target, begin[i], begin[i + 1], source, first[j], first[j + 1])
            fewer = max(min(mine, begin[j + 1] - begin[j]), 1)
            carries[tie] = weight[tie] * (alone + common / fewer)
    return carries


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], i8[::1], f8, i8, f8)")
def spread(first, source, carries, seeds, goes_on, steps, least):
    """A walk from the seeds, of so many steps: what arrives at each, over what their own ties carry, at least `least`.

    `carries` is by target, as `source` is. Each step begins anew at the seeds with probability 1 − goes_on.
    """
    people = len(first) - 1
    passes, starts = np.zeros(people), np.zeros(people)
    for at in range(len(carries)):
        passes[source[at]] += carries[at]
    for seed in seeds:
        starts[seed] = 1.0
    here, per_tie = starts.copy(), np.empty(people)
    for _ in range(steps):
        for person in range(people):
            per_tie[person] = here[person] / passes[person] if passes[person] > 0 else 0.0
        for person in range(people):
            arrives = 0.0
            for at in range(first[person], first[person + 1]):
                arrives += carries[at] * per_tie[source[at]]
            here[person] = (1 - goes_on) * starts[person] + goes_on * arrives
    for person in range(people):
        here[person] /= max(passes[person], least)
    return here


@compiled("i8[::1](i8[::1], i8[::1])")
def mutual_thirds(begin, target):
    """For each tie: −1 if it is not returned, else how many thirds there are with returned ties to both."""
    people = len(begin) - 1
    mutual, number = np.zeros(people + 1, np.int64), np.int64(0)
    friend = np.empty(len(target), np.int64)
    returned = np.zeros(len(target), np.bool_)
    for i in range(people):
        for tie in range(begin[i], begin[i + 1]):
            j = target[tie]
            at = _place(target, begin[j], begin[j + 1], i)
            if at < begin[j + 1] and target[at] == i:
                returned[tie] = True
                friend[number] = j
                number += 1
        mutual[i + 1] = number
    thirds = np.full(len(target), -1, np.int64)
    for i in range(people):
        for tie in range(begin[i], begin[i + 1]):
            if returned[tie]:
                j = target[tie]
                thirds[tie] = _in_common(friend, mutual[i], mutual[i + 1], friend, mutual[j], mutual[j + 1])
    return thirds


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], i8[::1], f8, f8, f8)")
def first_visits(begin, target, share, seeds, goes_on, least, most):
    """What arrives at each in the step at which a seed's credit first comes to them, over all seeds.

    Each seed hands out 1; nobody hands on less than `least` of it, nor what comes back later, and no seed gives
    anybody more than `most`.
    """
    people = len(begin) - 1
    score, arrives = np.zeros(people), np.zeros(people)
    step_of, seen = np.zeros(people, np.int64), np.full(people, -1, np.int64)
    queue = np.empty(people, np.int64)
    for seed in seeds:
        seen[seed], arrives[seed], step_of[seed] = seed, 1.0, 0
        queue[0] = seed
        at, end = np.int64(0), np.int64(1)
        while at < end:
            person = queue[at]
            at += 1
            if person != seed:
                score[person] += min(arrives[person], most)
            if arrives[person] < least:
                continue
            for tie in range(begin[person], begin[person + 1]):
                other = target[tie]
                if seen[other] != seed:
                    seen[other], arrives[other], step_of[other] = seed, 0.0, step_of[person] + 1
                    queue[end] = other
                    end += 1
                if step_of[other] > step_of[person]:
                    arrives[other] += goes_on * share[tie] * arrives[person]
    return score
