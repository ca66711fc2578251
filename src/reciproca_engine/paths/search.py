"""Who is near, whom two have in common, how far it is: breadth first over rows of neighbours, from both ends at once."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.paths.bits import has, members, put, take
from reciproca_engine.paths.layout import LAYOUT, NONE, length, place, visible

__all__ = ["mutual", "near_by", "shortest"]


@compiled(f"i8[::1]({LAYOUT}, i8, i8, u8[::1], i4[::1])")
def near_by(begin, count, near, outward, inward, person, steps, seen, queue):
    """Whom one reaches in at most so many steps, in order. Her own hidden ties serve her, those of others do not."""
    put(seen, person)
    queue[0] = person
    level, end = np.int64(0), np.int64(1)
    for step in range(steps):
        last, is_last = end, step == steps - 1
        for q in range(level, last):
            who = np.int64(queue[q])
            first, entries = np.int64(begin[who]), length(count[who])
            if is_last and count[who] >= 0:
                for at in range(first, first + entries):
                    put(seen, near[at])
                continue
            for at in range(first, first + entries):
                if count[who] < 0 and not (visible(outward[at]) or (step == 0 and outward[at] != NONE)):
                    continue
                if is_last:
                    put(seen, near[at])
                elif not has(seen, near[at]):
                    put(seen, near[at])
                    queue[end] = near[at]
                    end += 1
        level = last
        if level == end:
            break
    seen[person >> 6] &= ~(np.uint64(1) << np.uint64(person & 63))
    return members(seen)


@compiled("i8(i4[::1], i8, i8, i8)")
def _leap(near, low, high, person):
    """Where in near[low:high] somebody would stand: steps that double, then halving."""
    step = np.int64(1)
    while low + step < high and near[low + step] < person:
        low += step
        step *= 2
    return place(near, low, min(low + step + 1, high), person)


@compiled(f"i8[::1]({LAYOUT}, i8, i8)")
def mutual(begin, count, near, outward, inward, asker, person):
    """To whom both have a tie, in order: the asker's hidden ties count, the other's do not."""
    i, j = np.int64(begin[asker]), np.int64(begin[person])
    last_i, last_j = i + length(count[asker]), j + length(count[person])
    found = np.empty(min(last_i - i, last_j - j), np.int64)
    number = np.int64(0)
    while i < last_i and j < last_j:
        if near[i] == near[j]:
            if outward[i] != NONE and (asker == person or visible(outward[j])):
                found[number] = near[i]
                number += 1
            i += 1
            j += 1
        elif near[i] < near[j]:
            i = i + 1 if last_i - i < 16 * (last_j - j) else _leap(near, i, last_i, near[j])
        else:
            j = j + 1 if last_j - j < 16 * (last_i - i) else _leap(near, j, last_j, near[i])
    return found[:number].copy()


@compiled("void(u8[::1], i4[::1], i8)")
def _empty(seen, queue, end):
    for q in range(end):
        take(seen, queue[q])


@compiled("i8(i4[::1], i8, i8)")
def _found(queue, end, person):
    """Where in the queue somebody is."""
    at = end - 1
    while queue[at] != person:
        at -= 1
    return at


@compiled("UniTuple(i8, 2)(i4[::1], i4[::1], i4[::1], f4[::1], i8, i8, i4[::1], u8[::1], b1)")
def _meeting(begin, count, near, toward, level, last, queue, seen, is_first):
    """Where in the queue stands the first of a level with a tie to somebody the other search has seen, and to whom; or -1.

    Only looked for, nothing written down: the level in which the two searches meet need not be gone through again.
    """
    for q in range(level, last):
        who = np.int64(queue[q])
        is_special = count[who] < 0
        for at in range(begin[who], begin[who] + length(count[who])):
            if has(seen, near[at]):
                if is_special and not (visible(toward[at]) or (is_first and toward[at] != NONE)):
                    continue
                return np.int64(q), np.int64(near[at])
    return np.int64(-1), np.int64(-1)


@compiled("i8[::1](i4[::1], i4[::1], i8, i4[::1], i4[::1], i8)")
def _joined(queue, before, here, queue_back, after, there):
    """The two halves of a chain; empty if they have not met."""
    number, at = np.int64(0), here
    while at >= 0:
        number, at = number + 1, np.int64(before[at])
    half, at = number, there if here >= 0 else np.int64(-1)
    while at >= 0:
        number, at = number + 1, np.int64(after[at])
    chain = np.empty(number, np.int64)
    step, at = half - 1, here
    while at >= 0:
        chain[step] = queue[at]
        step, at = step - 1, np.int64(before[at])
    step, at = half, there if here >= 0 else np.int64(-1)
    while at >= 0:
        chain[step] = queue_back[at]
        step, at = step + 1, np.int64(after[at])
    return chain


@compiled(f"i8[::1]({LAYOUT}, i8, i8, u8[::1], u8[::1], i4[::1], i4[::1], i4[::1], i4[::1])")
def shortest(begin, count, near, outward, inward, asker, person, seen, seen_back, queue, before, queue_back, after):
    """A chain with as few ties as there are, asker … person; empty if there is none.

    Two searches, one along the ties and one against them; the one with less to look at goes on, until they meet.
    `before` and `after` say from where in its queue each was found.
    """
    if asker == person:
        return np.full(1, asker, np.int64)
    put(seen, asker)
    put(seen_back, person)
    queue[0], before[0], queue_back[0], after[0] = asker, -1, person, -1
    level, end, level_back, end_back = np.int64(0), np.int64(1), np.int64(0), np.int64(1)
    # With hidden ties the asker goes first: only she may use her own.
    work = np.int64(0) if count[asker] < 0 else np.int64(count[asker])
    work_back = length(count[person])
    here, there = np.int64(-1), np.int64(-1)
    while here < 0 and level < end and level_back < end_back:
        if work <= work_back:
            is_first, last, work = end == 1, end, np.int64(0)
            here, there = _meeting(begin, count, near, outward, level, last, queue, seen_back, is_first)
            if here >= 0:
                there = _found(queue_back, end_back, there)
                break
            for q in range(level, last):
                who = np.int64(queue[q])
                is_special = count[who] < 0
                for at in range(begin[who], begin[who] + length(count[who])):
                    if is_special and not (visible(outward[at]) or (is_first and outward[at] != NONE)):
                        continue
                    other = np.int64(near[at])
                    if not has(seen, other):
                        put(seen, other)
                        queue[end], before[end] = other, q
                        end += 1
                        work += length(count[other])
            level = last
        else:
            last, work_back = end_back, np.int64(0)
            there, here = _meeting(begin, count, near, inward, level_back, last, queue_back, seen, False)
            if there >= 0:
                here = _found(queue, end, here)
                break
            for q in range(level_back, last):
                who = np.int64(queue_back[q])
                is_special = count[who] < 0
                for at in range(begin[who], begin[who] + length(count[who])):
                    if is_special and not visible(inward[at]):
                        continue
                    other = np.int64(near[at])
                    if not has(seen_back, other):
                        put(seen_back, other)
                        queue_back[end_back], after[end_back] = other, q
                        end_back += 1
                        work_back += length(count[other])
            level_back = last
    chain = _joined(queue, before, here, queue_back, after, there)
    _empty(seen, queue, end)
    _empty(seen_back, queue_back, end_back)
    return chain
