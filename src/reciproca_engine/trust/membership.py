"""Who is a member: integer flow from the seeds, of which each person keeps one unit and can pass on only so many."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["distances", "members"]


@compiled("i8[::1](i8[::1], i8[::1], i8[::1])")
def distances(begin, target, seeds):
    """How many ties each is away from the nearest seed; −1 for whom no path reaches."""
    people = len(begin) - 1
    far, queue = np.full(people, -1, np.int64), np.empty(people, np.int64)
    end = np.int64(0)
    for seed in seeds:
        far[seed] = 0
        queue[end] = seed
        end += 1
    at = np.int64(0)
    while at < end:
        person = queue[at]
        at += 1
        for tie in range(begin[person], begin[person + 1]):
            other = target[tie]
            if far[other] < 0:
                far[other] = far[person] + 1
                queue[end] = other
                end += 1
    return far


@compiled("UniTuple(i8, 2)(i8, i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], i8[::1], i8)")
def _from_whom(person, first, source, tie_of, far, capacity, through, seen, dead, cursor, wanted):
    """The next place from which a unit can come to somebody, and what changes; −1 after the last.

    First those nearer to a seed who can pass on more, then all others, then she herself by passing on one less.
    """
    number = first[person + 1] - first[person]
    while cursor[2 * person] <= 2 * number:
        at = cursor[2 * person]
        cursor[2 * person] += 1
        if at == 2 * number:
            if through[person] > 0 and seen[2 * person + 1] != wanted and not dead[2 * person + 1]:
                return 2 * person + 1, np.int64(-1)
            break
        tie = first[person] + (at if at < number else at - number)
        giver = source[tie]
        if seen[2 * giver + 1] == wanted or dead[2 * giver + 1] or far[giver] < 0:
            continue
        if at >= number or (far[giver] < far[person] and through[giver] < capacity[giver] - 1):
            return 2 * giver + 1, tie_of[tie]
    return np.int64(-1), np.int64(0)


@compiled("UniTuple(i8, 2)(i8, i8[::1], i8[::1], i4[::1], i8[::1], i8[::1], i8[::1], b1[::1], i8[::1], i8)")
def _instead(person, begin, target, flow, capacity, through, seen, dead, cursor, wanted):
    """The next place from which somebody gets a unit to pass on, and what changes; −1 after the last.

    One more that comes to her, or one that she gives to another, who then needs one from elsewhere.
    """
    number = begin[person + 1] - begin[person]
    while cursor[2 * person + 1] <= number:
        at = cursor[2 * person + 1]
        cursor[2 * person + 1] += 1
        if at == 0:
            if through[person] < capacity[person] - 1 and seen[2 * person] != wanted and not dead[2 * person]:
                return 2 * person, np.int64(-2)
            continue
        tie = begin[person] + at - 1
        taker = 2 * target[tie]
        if flow[tie] > 0 and seen[taker] != wanted and not dead[taker]:
            return taker, -3 - tie
    return np.int64(-1), np.int64(0)


@compiled("b1[::1](i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1])")
def members(begin, target, first, source, tie_of, far, capacity):
    """Who gets a unit, the nearest first: `capacity` is how many each can get, the one they keep included.

    Whoever is looked at asks for a unit against the flow that is there (augmenting paths). Where a search fails,
    nobody it has seen can ever get one: they are not searched again.

    A place of the search is a person to whom a unit should come (2p), or who should pass one on (2p + 1). `came` is the
    place it was found from; `how` what changes on the way: a tie (≥ 0), one unit less (−1) or more (−2) through the
    person, or a tie that gives one less (−3 − tie).
    """
    people = len(begin) - 1
    flow, through, is_member = np.zeros(len(target), np.int32), np.zeros(people, np.int64), np.zeros(people, np.bool_)
    seen, dead = np.full(2 * people, -1, np.int64), np.zeros(2 * people, np.bool_)
    came, how = np.empty(2 * people, np.int64), np.empty(2 * people, np.int64)
    cursor = np.empty(2 * people, np.int64)
    stack, visited = np.empty(2 * people, np.int64), np.empty(2 * people, np.int64)
    for wanted in np.argsort(far, kind="mergesort"):
        if far[wanted] < 0 or dead[2 * wanted]:
            continue
        stack[0], visited[0] = 2 * wanted, 2 * wanted
        depth, number, found = np.int64(1), np.int64(1), np.int64(-1)
        seen[2 * wanted], came[2 * wanted], cursor[2 * wanted] = wanted, -1, 0
        while depth > 0 and found < 0:
            place = stack[depth - 1]
            person = place >> 1
            if place & 1 == 0 and far[person] == 0:
                found = place
                break
            step, change = np.int64(-1), np.int64(0)
            if place & 1 == 0:
                step, change = _from_whom(
                    person, first, source, tie_of, far, capacity, through, seen, dead, cursor, wanted
                )
            else:
                step, change = _instead(person, begin, target, flow, capacity, through, seen, dead, cursor, wanted)
            if step < 0:
                depth -= 1
                continue
            seen[step], came[step], how[step], cursor[step] = wanted, place, change, 0
            stack[depth], visited[number] = step, step
            depth, number = depth + 1, number + 1
        if found < 0:
            for at in range(number):
                dead[visited[at]] = True
            continue
        is_member[wanted] = True
        place = found
        while came[place] >= 0:
            change = how[place]
            if change >= 0:
                flow[change] += 1
            elif change == -1:
                through[place >> 1] -= 1
            elif change == -2:
                through[place >> 1] += 1
            else:
                flow[-3 - change] -= 1
            place = came[place]
    return is_member
