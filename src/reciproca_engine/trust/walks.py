"""How credit and standing flow along ties: kernels over rows of ties."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.compiled import compiled
from reciproca_engine.processors import processors

__all__ = ["first_visits", "gathered", "in_between", "incoming", "mutual_thirds", "shared", "spread"]


@compiled("i8[::1](i8[::1], i8)")
def _begins(numbers, people):
    """Where each person's rows begin, of as many as there are; the last entry is how many there are in all."""
    first = np.zeros(people + 1, np.int64)
    for number in numbers:
        first[number + 1] += 1
    for person in range(people):
        first[person + 1] += first[person]
    return first


@compiled("Tuple((i8[::1], i8[::1], f8[::1]))(i8[::1], i8[::1], f8[::1], i8)")
def gathered(source, target, weight, people):
    """Ties by source and target, each once: where the row of each source begins, targets, weights added in the order given.

    Rows of somebody with themselves, and those that weigh nothing, are none. Two counting sorts: the time is linear.
    """
    cursor = _begins(target, people)
    by_target = np.empty(len(source), np.int64)
    for place, other in enumerate(target):
        by_target[cursor[other]] = place
        cursor[other] += 1
    cursor = _begins(source, people)
    order = np.empty(len(source), np.int64)
    for row in by_target:
        order[cursor[source[row]]] = row
        cursor[source[row]] += 1
    begin = np.zeros(people + 1, np.int64)
    towards, added = by_target, np.empty(len(source))
    number, last = 0, source[0] if len(source) else 0
    for row in order:
        person, other = source[row], target[row]
        if person == other or not weight[row] > 0:
            continue
        if number > 0 and person == last and towards[number - 1] == other:
            added[number - 1] += weight[row]
            continue
        towards[number], added[number], last = other, weight[row], person
        begin[person + 1] += 1
        number += 1
    for person in range(people):
        begin[person + 1] += begin[person]
    return begin, towards[:number].copy(), added[:number].copy()


@compiled("Tuple((i8[::1], i8[::1], i8[::1]))(i8[::1], i8[::1])")
def incoming(begin, target):
    """The same ties by target: where each row begins, the sources in order, and which tie each is."""
    people = len(begin) - 1
    first = _begins(target, people)
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


@compiled("i8[::1](i8[::1], i8[::1])")
def _ranks(begin, first):
    """0 for whom most ties go out from or come in to, and so on; equals by id."""
    people = len(begin) - 1
    number = np.diff(begin) + np.diff(first)
    most = np.int64(0)
    for person in range(people):
        most = max(most, number[person])
    cursor = _begins(most - number, most + 1)
    rank = np.empty(people, np.int64)
    for person in range(people):
        rank[person] = cursor[most - number[person]]
        cursor[most - number[person]] += 1
    return rank


@compiled("i8(i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8, i8, i4[::1], i8[::1], i8[::1])")
def _upwards(begin, target, first, source, tie_of, rank, person, number, other, goes, comes):
    """Write down whom a person has a tie with, in either direction, if that one ranks before: who, and which ties."""
    out, last_out, back, last_back = begin[person], begin[person + 1], first[person], first[person + 1]
    nobody = np.int64(len(rank))
    while out < last_out or back < last_back:
        one = target[out] if out < last_out else nobody
        two = source[back] if back < last_back else nobody
        if rank[min(one, two)] < rank[person]:
            if number < len(other):
                other[number] = min(one, two)
                goes[number] = out if one <= two else -1
                comes[number] = tie_of[back] if two <= one else -1
            number += 1
        out += one <= two
        back += two <= one
    return number


@compiled("i4[::1](i8[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def in_between(begin, target, first, source, tie_of):
    """For each tie i → j, how many there are with i → w → j.

    Every triangle is found once, from its person of the fewest ties (Chiba and Nishizeki, SIAM J. Comput. 14, 1985).
    """
    people = len(begin) - 1
    rank = _ranks(begin, first)
    others, ties = np.empty(0, np.int32), np.empty(0, np.int64)
    up = np.zeros(people + 1, np.int64)
    for person in range(people):
        up[person + 1] = _upwards(begin, target, first, source, tie_of, rank, person, up[person], others, ties, ties)
    number = up[people]
    other, goes, comes = np.empty(number, np.int32), np.empty(number, np.int64), np.empty(number, np.int64)
    for person in range(people):
        _upwards(begin, target, first, source, tie_of, rank, person, up[person], other, goes, comes)
    common, place = np.zeros(len(target), np.int32), np.full(people, -1, np.int64)
    for a in range(people):
        for at in range(up[a], up[a + 1]):
            place[other[at]] = at
        for at in range(up[a], up[a + 1]):
            b = other[at]
            ab, ba = goes[at], comes[at]
            for on in range(up[b], up[b + 1]):
                via = place[other[on]]
                if via < 0:
                    continue
                bc, cb, ac, ca = goes[on], comes[on], goes[via], comes[via]
                if ab >= 0 and ac >= 0 and cb >= 0:
                    common[ab] += 1
                if ba >= 0 and bc >= 0 and ca >= 0:
                    common[ba] += 1
                if bc >= 0 and ba >= 0 and ac >= 0:
                    common[bc] += 1
                if cb >= 0 and ca >= 0 and ab >= 0:
                    common[cb] += 1
                if ac >= 0 and ab >= 0 and bc >= 0:
                    common[ac] += 1
                if ca >= 0 and cb >= 0 and ba >= 0:
                    common[ca] += 1
        for at in range(up[a], up[a + 1]):
            place[other[at]] = -1
    return common


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], i4[::1], f8)")
def shared(begin, target, weight, common, alone):
    """What each tie carries: its weight times the share of friends in common, and a little if there are none."""
    carries = np.empty(len(target))
    for i in range(len(begin) - 1):
        mine = begin[i + 1] - begin[i]
        for tie in range(begin[i], begin[i + 1]):
            j = target[tie]
            fewer = max(min(mine, begin[j + 1] - begin[j]), 1)
            carries[tie] = weight[tie] * (alone + common[tie] / fewer)
    return carries


@compiled("void(i8[::1], i4[::1], f8[::1], f8[::1], f8[::1], f8, i8, i8, f8[::1])", nogil=True)
def _step(first, source, carries, per_tie, starts, goes_on, begin, end, here):
    for person in range(begin, end):
        arrives = 0.0
        for at in range(first[person], first[person + 1]):
            arrives += carries[at] * per_tie[source[at]]
        here[person] = (1 - goes_on) * starts[person] + goes_on * arrives


def spread(
    first: NDArray[np.int64], source: NDArray[np.int64], carries: NDArray[np.float64], seeds: NDArray[np.int64],
    goes_on: float, steps: int, least: float, kept: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """A walk from the seeds, of so many steps: what arrives at each, over what their own ties carry, at least `least`.

    `carries` is by target, as `source` is. Each step begins anew at the seeds with probability 1 − goes_on.
    In `kept` (float[people, steps + 1]) what arrives is written down after each step.
    """
    people = len(first) - 1
    passes, starts = np.bincount(source, carries, minlength=people), np.zeros(people)
    starts[seeds] = 1.0
    here, sources = starts.copy(), source.astype(np.int32)
    cuts = np.searchsorted(first, np.linspace(0, len(source), processors() + 1)[1:-1])
    parts = list(pairwise([0, *cuts.tolist(), people]))
    with ThreadPoolExecutor(len(parts)) as threads:
        for step in range(steps):
            if kept is not None:
                kept[:, step] = here
            per_tie = np.divide(here, passes, out=np.zeros(people), where=passes > 0)
            waiting = [
                threads.submit(_step, first, sources, carries, per_tie, starts, goes_on, begin, end, here)
                for begin, end in parts
            ]
            for part in waiting:
                part.result()
    if kept is not None:
        kept[:, steps] = here
    score: NDArray[np.float64] = here / np.maximum(passes, least)
    return score


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
