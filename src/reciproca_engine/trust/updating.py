"""What one tie more or fewer changes in a walk and in distances: kernels that begin where it changes, and go as far as it matters."""

from __future__ import annotations

import heapq

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["come_nearer", "go_farther", "walk_on"]

#: What arrives at least at somebody who is reached, however much is left out.
LEAST = 1e-200

_LISTS = "i8[::1], i8[::1], i4[::1]"


@compiled(
    f"f8(i8[::1], i8[::1], i4[::1], f8[::1], f8[:, ::1], i8[::1], {_LISTS}, f8[::1], f8[::1], i8[::1], f8[:, ::1], f8[::1],"
    " f8, f8, f8, f8[::1], f8[::1], b1[::1])"
)
def walk_on(
    rows, first, whom, by, was, farther, begin, length, target, carries, passes, far, history, score,
    goes_on, tolerance, alone, now, after, is_in,
):  # fmt: skip
    """Bring every step of the walk up to date; how much was left out, as it counts at the end.

    The shares of the ties of `rows` changed `by` so much; `was` is what arrived at these people before. A step's change is the change of
    the step before, along the ties as they are now, and what was there before, along what has changed. `now`, `after` and `is_in`
    are empty, and are left so.
    """
    steps = history.shape[1] - 1
    active, found = np.empty(len(far), np.int64), np.empty(len(far), np.int64)
    number, left_out = 0, 0.0
    for step in range(1, steps + 1):
        many = 0
        for at in range(number):
            person = active[at]
            each = goes_on * now[person] / passes[person] if passes[person] > 0 else 0.0
            now[person] = 0.0
            if each == 0:
                continue
            for tie in range(begin[person], begin[person] + length[person]):
                other = target[tie]
                if not is_in[other]:
                    is_in[other] = True
                    found[many] = other
                    many += 1
                after[other] += each * carries[tie]
        for row in range(len(rows)):
            each = goes_on * was[row, step - 1]
            if each == 0:
                continue
            for at in range(first[row], first[row + 1]):
                other = whom[at]
                if not is_in[other]:
                    is_in[other] = True
                    found[many] = other
                    many += 1
                after[other] += each * by[at]
        counts = goes_on ** (steps - step)
        number = 0
        for at in range(many):
            person = found[at]
            change, before = after[person], history[person, step]
            after[person], is_in[person] = 0.0, False
            if far[person] < 0 or far[person] > step:
                exact = -before
            elif before > 0 and abs(change) < tolerance * max(passes[person], alone):
                left_out += abs(change) * counts
                continue
            else:
                exact = max(before + change, LEAST) - before
                if before + change < LEAST:
                    left_out += (LEAST - before - change) * counts
            if exact != 0:
                history[person, step] = before + exact if exact != -before else 0.0
                now[person] = exact
                active[number] = person
                number += 1
    for at in range(number):
        now[active[at]] = 0.0
        score[active[at]] = history[active[at], steps] / max(passes[active[at]], alone)
    for person in farther:
        until = steps if far[person] < 0 else min(far[person] - 1, steps)
        for step in range(until + 1):
            left_out += abs(history[person, step]) * goes_on ** (steps - step)
            history[person, step] = 0.0
        if until == steps:
            score[person] = 0.0
    return left_out


@compiled(f"void(i8, i8, {_LISTS}, i8[::1])")
def come_nearer(source, target, begin, length, whom, far):
    """Distances with one tie more."""
    if far[source] < 0 or 0 <= far[target] <= far[source] + 1:
        return
    far[target] = far[source] + 1
    queue = [target]
    at = 0
    while at < len(queue):
        person = queue[at]
        at += 1
        for tie in range(begin[person], begin[person] + length[person]):
            other = np.int64(whom[tie])
            if far[other] < 0 or far[other] > far[person] + 1:
                far[other] = far[person] + 1
                queue.append(other)


@compiled(f"i8[::1](i8, {_LISTS}, {_LISTS}, i8[::1])")
def go_farther(target, begin, length, whom, first, number, source, far):
    """Distances without a tie to `target`, along which it was reached: who is farther now, or not reached any more.

    First all, nearest first, whose every way has lost somebody; then their new distances, from those who have not moved.
    """
    lost = {target}
    queue = [target]
    lost.clear()
    at = 0
    while at < len(queue):
        person = queue[at]
        at += 1
        if person in lost:
            continue
        held = far[person] == 0
        for tie in range(first[person], first[person] + number[person]):
            other = np.int64(source[tie])
            held = held or (far[other] == far[person] - 1 and far[other] >= 0 and other not in lost)
        if held:
            continue
        lost.add(person)
        for tie in range(begin[person], begin[person] + length[person]):
            other = np.int64(whom[tie])
            if far[other] == far[person] + 1 and other not in lost:
                queue.append(other)
    everybody = np.array(list(lost), dtype=np.int64) if len(lost) else np.empty(0, np.int64)
    for person in everybody:
        far[person] = -1
    waiting = [(np.int64(0), np.int64(0))]
    waiting.clear()
    for person in everybody:
        for tie in range(first[person], first[person] + number[person]):
            other = np.int64(source[tie])
            if far[other] >= 0:
                heapq.heappush(waiting, (far[other] + 1, person))
    while len(waiting) > 0:
        distance, person = heapq.heappop(waiting)
        if far[person] >= 0:
            continue
        far[person] = distance
        for tie in range(begin[person], begin[person] + length[person]):
            other = np.int64(whom[tie])
            if far[other] < 0 and other in lost:
                heapq.heappush(waiting, (distance + 1, other))
    return everybody
