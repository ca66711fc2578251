"""The warmest ways to somebody: best first, each by another first step, exact; searched from the side with less to look at.

Worth of a way: the product of the acceptances of its ties, and of what each introducer on it has free. Order: worth,
then fewer steps, then lower ids.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.paths.bits import has, put, take
from reciproca_engine.paths.layout import LAYOUT, length, place

__all__ = ["warmest"]

SLACK = 1 + 1e-9  # bounds multiply in another order than ways do


@compiled("b1(f8, i8, i8, i8, f8, i8[::1])")
def _is_better(value, steps, first, second, worth, way):
    if value != worth:
        return value > worth
    if steps != way[0]:
        return steps < way[0]
    if first != way[1]:
        return first < way[1]
    return second < way[2]


@compiled("i8(i8, f8[::1], i8[:, ::1], f8, i8, i8, i8)")
def _entered(number, worth, way, value, steps, first, second):
    """Put a way into the list, unless there are enough better ones, or a better one with the same first step.

    `way` holds for each the number of steps, the first, and the second or -1.
    """
    at = number
    for other in range(number):
        if way[other, 1] == first:
            if not _is_better(value, steps, first, second, worth[other], way[other]):
                return number
            at = other
            break
    if at == number:
        if number < len(worth):
            number += 1
        elif _is_better(value, steps, first, second, worth[number - 1], way[number - 1]):
            at = number - 1
        else:
            return number
    while at > 0 and _is_better(value, steps, first, second, worth[at - 1], way[at - 1]):
        worth[at] = worth[at - 1]
        way[at] = way[at - 1]
        at -= 1
    worth[at] = value
    way[at, 0], way[at, 1], way[at, 2] = steps, first, second
    return number


@compiled("f8(f8[::1], i8)")
def _free(free, person):
    """Which share of what somebody can introduce is left; without loads all of it."""
    return free[person] if len(free) > 0 else 1.0


@compiled("f8(f4)")
def _own(acceptance):
    """What a tie gives to the one whom it goes out from; 0 for none."""
    return -np.float64(acceptance) if -1 <= acceptance < 0 else max(np.float64(acceptance), 0.0)


@compiled("f8(f4)")
def _seen(acceptance):
    """What a tie gives to the searches of everybody else; 0 for none and for a hidden one."""
    return max(np.float64(acceptance), 0.0)


@compiled(f"f8({LAYOUT}, i8, i8)")
def _acceptance(begin, count, near, outward, inward, source, target):
    first = np.int64(begin[source])
    last = first + length(count[source])
    at = place(near, first, last, target)
    return _own(outward[at]) if at < last and near[at] == target else 0.0


@compiled(f"i8({LAYOUT}, f8[::1], i8, i8, f8, u8[::1], i8, f8[::1], i8[:, ::1])")
def _third_step(begin, count, near, outward, inward, free, asker, person, most_back, behind, number, worth, way):
    """Ways of three steps, from the asker's side; `behind` are those with a tie to the person, `most_back` the best of these."""
    wanted = len(worth)
    first_back, last_back = np.int64(begin[person]), begin[person] + length(count[person])
    for at in range(begin[asker], begin[asker] + length(count[asker])):
        a = np.int64(near[at])
        gives = _own(outward[at]) * _free(free, a)
        least = worth[wanted - 1] if number == wanted else 0.0
        if a == person or gives == 0 or gives * most_back * SLACK < least:
            continue
        best, best_b = 0.0, np.int64(-1)
        for on in range(begin[a], begin[a] + length(count[a])):
            b = np.int64(near[on])
            if not has(behind, b):
                continue
            value = gives * _seen(outward[on])
            if value * most_back * SLACK < max(least, best) or value == 0:
                continue
            value *= _free(free, b)
            value *= _seen(inward[place(near, first_back, last_back, b)])
            if value > best:
                best, best_b = value, b
        if best > 0:
            number = _entered(number, worth, way, best, 3, a, best_b)
    return number


@compiled(f"i8({LAYOUT}, f8[::1], i8, i8, f8, u8[::1], i8, f8[::1], i8[:, ::1])")
def _third_step_back(begin, count, near, outward, inward, free, asker, person, most, ahead, number, worth, way):
    """Ways of three steps, from the person's side; `most` is the best of the asker's ties."""
    wanted = len(worth)
    first, last = np.int64(begin[asker]), begin[asker] + length(count[asker])
    for at in range(first, last):
        if _own(outward[at]) > 0 and near[at] != person:
            put(ahead, near[at])
    for back in range(begin[person], begin[person] + length(count[person])):
        b = np.int64(near[back])
        to_person = _seen(inward[back])
        if b == asker or to_person == 0:
            continue
        least = worth[wanted - 1] if number == wanted else 0.0
        if to_person * _free(free, b) * most * SLACK < least:
            continue
        for on in range(begin[b], begin[b] + length(count[b])):
            a = np.int64(near[on])
            if not has(ahead, a):
                continue
            between = _seen(inward[on])
            if between * to_person * most * SLACK < least or between == 0:
                continue
            value = _own(outward[place(near, first, last, a)]) * _free(free, a)
            value *= between
            value *= _free(free, b)
            value *= to_person
            if value > 0:
                number = _entered(number, worth, way, value, 3, a, b)
                least = worth[wanted - 1] if number == wanted else 0.0
    for at in range(first, last):
        take(ahead, near[at])
    return number


@compiled(f"i8({LAYOUT}, f8[::1], i8, i8, i8, u8[::1], u8[::1], f8[::1], i8[:, ::1])")
def _within_three(begin, count, near, outward, inward, free, asker, person, hops, ahead, behind, worth, way):
    """The best ways of up to three steps; how many there are."""
    first, last = np.int64(begin[asker]), begin[asker] + length(count[asker])
    first_back, last_back = np.int64(begin[person]), begin[person] + length(count[person])
    number, most, wanted = np.int64(0), 0.0, len(worth)
    at = place(near, first, last, person)
    if at < last and near[at] == person and _own(outward[at]) > 0:
        number = _entered(number, worth, way, _own(outward[at]), 1, person, -1)
    if hops == 1:
        return number
    most_back = 0.0
    for back in range(first_back, last_back):
        if _seen(inward[back]) > 0 and near[back] != asker:
            put(behind, near[back])
            most_back = max(most_back, _seen(inward[back]))
    for at in range(first, last):
        gives = _own(outward[at]) * _free(free, near[at])
        if gives == 0 or near[at] == person:
            continue
        most = max(most, gives)
        if has(behind, near[at]):
            back = place(near, first_back, last_back, near[at])
            number = _entered(number, worth, way, gives * _seen(inward[back]), 2, near[at], -1)
    if hops > 2:
        least = worth[wanted - 1] if number == wanted else 0.0
        work, work_back = np.int64(0), np.int64(0)
        for at in range(first, last):
            if _own(outward[at]) * most_back * SLACK >= least:
                work += length(count[near[at]])
        for back in range(first_back, last_back):
            if _seen(inward[back]) * most * SLACK >= least:
                work_back += length(count[near[back]])
        if work <= work_back:
            number = _third_step(begin, count, near, outward, inward, free, asker, person, most_back, behind, number, worth, way)  # fmt: skip
        else:
            number = _third_step_back(begin, count, near, outward, inward, free, asker, person, most, ahead, number, worth, way)  # fmt: skip
    for back in range(first_back, last_back):
        take(behind, near[back])
    return number


@compiled("i8[::1](i8[::1])")
def _doubled(array):
    longer = np.empty(2 * len(array), np.int64)
    longer[: len(array)] = array
    return longer


@compiled(
    f"Tuple((f8, i8, i8[::1], i8[::1], i8[::1]))({LAYOUT}, f8[::1], i8, i8, i8, f8, f8, u8[::1], f8[::1], i4[::1])"
)
def _labels(begin, count, near, outward, inward, free, asker, person, steps, most, least, ahead, value, latest):
    """Best ways to the person in at most so many steps, from all whom the worth of the k-th best way leaves in play.

    The worth of the best, and how many labels there are. A label says of whom it is, which label is next on the way, and
    in how many steps the person is reached; `latest` becomes everybody's best label + 1, `value` its worth. Labels of the
    last step are for those `ahead` only: whom the asker reaches in two steps.
    """
    who, after, far = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    who[0], after[0], far[0] = person, -1, 0
    worth = np.ones(64)
    best, level, number = 0.0, np.int64(0), np.int64(1)
    for step in range(1, steps + 1):
        last = number
        for label in range(level, last):
            x, there = who[label], worth[label]
            for at in range(begin[x], begin[x] + length(count[x])):
                u = np.int64(near[at])
                if u in (asker, person) or (step == steps and not has(ahead, u)):
                    continue
                now = there * _seen(inward[at]) * _free(free, u)
                if now == 0 or now * most * SLACK < least or now < value[u]:
                    continue
                mine = np.int64(latest[u]) - 1
                if now == value[u] and (mine < last or x >= who[after[mine]]):
                    continue
                if mine < last:  # else found before at this step
                    mine = number
                    number += 1
                    if number > len(who):
                        who, after, far = _doubled(who), _doubled(after), _doubled(far)
                        worth = _doubled(worth.view(np.int64)).view(np.float64)
                    who[mine], far[mine] = u, step
                after[mine], worth[mine] = label, now
                value[u] = now
                latest[u] = mine + 1
                best = max(best, now)
        level = last
        if level == number:
            break
    return best, number, who, after, far


@compiled(f"f8({LAYOUT}, f8[::1], i8, i8, f8, u8[::1])")
def _two_ahead(begin, count, near, outward, inward, free, asker, person, least, ahead):
    """Put into `ahead` whom the asker reaches in one or two steps that can still be worth enough; the best first step."""
    most = 0.0
    for at in range(begin[asker], begin[asker] + length(count[asker])):
        a = np.int64(near[at])
        gives = _own(outward[at]) * _free(free, a)
        if a == person or gives == 0 or gives * SLACK < least:
            continue
        most = max(most, _own(outward[at]))
        put(ahead, a)
        for on in range(begin[a], begin[a] + length(count[a])):
            if gives * _seen(outward[on]) * SLACK >= least:
                put(ahead, near[on])
    return most


@compiled(f"i8({LAYOUT}, f8[::1], i8, i8, i8, f8, f8[::1], i8[:, ::1], u8[::1], f8[::1], i4[::1])")
def _farther(
    begin, count, near, outward, inward, free, asker, person, hops, least, worth, people, ahead, value, latest
):
    """The best ways of more than three steps and of fewer; `least` is what the k-th best way is worth at least."""
    most = _two_ahead(begin, count, near, outward, inward, free, asker, person, least, ahead)
    most_back, labels, who, after, far = _labels(
        begin, count, near, outward, inward, free, asker, person, hops - 2, most, least, ahead, value, latest
    )
    number, wanted = np.int64(0), len(worth)
    way = np.full((wanted, 3), -1, np.int64)  # steps, first step, label from which the way goes on
    for at in range(begin[asker], begin[asker] + length(count[asker])):
        a = np.int64(near[at])
        gives = _own(outward[at])
        if gives == 0:
            continue
        if a == person:
            number = _entered(number, worth, way, gives, 1, a, 0)
            continue
        best, steps, on_label = gives * value[a], np.int64(0), np.int64(latest[a]) - 1
        if best > 0:
            steps, on_label = far[on_label] + 1, after[on_label]
        gives *= _free(free, a)
        least = max(least, worth[wanted - 1] if number == wanted else 0.0)
        if gives * most_back * SLACK >= max(least, best):
            for on in range(begin[a], begin[a] + length(count[a])):
                b = np.int64(near[on])
                if value[b] == 0:
                    continue
                now = gives * _seen(outward[on]) * value[b]
                label = np.int64(latest[b]) - 1
                if now > best or (now == best and now > 0 and (far[label] + 2, b) < (steps, who[on_label])):
                    best, steps, on_label = now, far[label] + 2, label
        if best > 0:
            number = _entered(number, worth, way, best, steps, a, on_label)
    for one in range(number):
        people[one, 0], people[one, 1] = asker, way[one, 1]
        step, label = np.int64(2), way[one, 2]
        while label >= 0 and way[one, 0] > 1:
            people[one, step] = who[label]
            step, label = step + 1, after[label]
    for at in range(labels):
        value[who[at]] = 0.0
        latest[who[at]] = 0
    ahead[:] = 0
    return number


@compiled(
    f"Tuple((i8[:, ::1], f8[::1], f8[::1]))({LAYOUT}, f8[::1], i8, i8, i8, i8, u8[::1], u8[::1], f8[::1], i4[::1])"
)
def warmest(begin, count, near, outward, inward, free, asker, person, wanted, hops, ahead, behind, value, latest):
    """The people of each way, -1 after the last; its probability; its worth.

    `ahead` and `behind` are empty sets; `value` and `latest` zeros for everybody, needed for more than three steps only. All
    are left as they were.
    """
    wanted = min(wanted, length(count[asker]))
    worth = np.zeros(wanted)
    way = np.full((wanted, 3), -1, np.int64)
    people = np.full((wanted, hops + 1), -1, np.int64)
    if wanted == 0 or asker == person:
        return people[:0], worth[:0], worth[:0]
    number = _within_three(
        begin, count, near, outward, inward, free, asker, person, min(hops, 3), ahead, behind, worth, way
    )
    if hops <= 3:
        for one in range(number):
            people[one, 0] = asker
            for step in range(1, way[one, 0]):
                people[one, step] = way[one, step]
            people[one, way[one, 0]] = person
    else:
        least = worth[wanted - 1] if number == wanted else 0.0
        number = _farther(
            begin, count, near, outward, inward, free, asker, person, hops, least / SLACK, worth, people, ahead, value, latest
        )  # fmt: skip
    probability = np.ones(number)
    for one in range(number):
        for step in range(hops):
            if people[one, step + 1] >= 0:
                probability[one] *= _acceptance(begin, count, near, outward, inward, people[one, step], people[one, step + 1])  # fmt: skip
    return people[:number], probability, worth[:number]
