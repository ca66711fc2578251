"""Pairs among people of one sort: the largest number, and better ones by exchange."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["exchange", "largest_matching"]


@compiled("i8(i8[::1], i8[::1], i8[::1], i8, i8)")
def _common_base(partner, base, way, one, other):
    """Where the ways of two people back to the root meet."""
    seen = np.zeros(len(partner), np.bool_)
    person = one
    while True:
        person = base[person]
        seen[person] = True
        if partner[person] < 0:
            break
        person = way[partner[person]]
    person = other
    while True:
        person = base[person]
        if seen[person]:
            return person
        person = way[partner[person]]


@compiled("void(i8[::1], i8[::1], i8[::1], b1[::1], i8, i8, i8)")
def _mark(partner, base, way, in_blossom, person, to, child):
    """Mark the way from somebody to the base of a blossom, and turn it round."""
    while base[person] != to:
        in_blossom[base[person]] = True
        in_blossom[base[partner[person]]] = True
        way[person] = child
        child = partner[person]
        person = way[partner[person]]


@compiled("i8(b1[:, ::1], i8[::1], i8[::1], b1[::1], i8)")
def _free_end(may, partner, way, used, root):
    """The end of an alternating way from the root to somebody without a partner; -1 when there is none.

    `used` are those with whom the root could change places instead: one is placed, the other is not.
    """
    people = len(partner)
    base = np.arange(people)
    queue = np.empty(people, np.int64)
    way[:], used[:] = -1, False
    queue[0], used[root] = root, True
    begin, end = 0, 1
    while begin < end:
        one = queue[begin]
        begin += 1
        for other in range(people):
            if not may[one, other] or base[one] == base[other] or partner[one] == other:
                continue
            if other == root or (partner[other] >= 0 and way[partner[other]] >= 0):  # an odd circle: a blossom
                to = _common_base(partner, base, way, one, other)
                in_blossom = np.zeros(people, np.bool_)
                _mark(partner, base, way, in_blossom, one, to, other)
                _mark(partner, base, way, in_blossom, other, to, one)
                for person in range(people):
                    if in_blossom[base[person]]:
                        base[person] = to
                        if not used[person]:
                            used[person] = True
                            queue[end] = person
                            end += 1
            elif way[other] < 0:
                way[other] = one
                if partner[other] < 0:
                    return other
                used[partner[other]] = True
                queue[end] = partner[other]
                end += 1
    return -1


@compiled("i8[::1](b1[:, ::1], i8[::1])")
def largest_matching(may, order):
    """The partner of each, -1 for nobody: as many pairs as possible, and whoever comes first in `order` is placed first.

    For each in this order: give a partner to her and to one more, or else let her change places with the last in the order
    with whom she can. Those who can be placed together are a matroid, so what is best step by step is best.
    """
    people = len(order)
    partner, way, used = np.full(people, -1), np.full(people, -1), np.zeros(people, np.bool_)
    for at in range(people):
        root = order[at]
        if partner[root] >= 0:
            continue
        person = _free_end(may, partner, way, used, root)
        if person < 0:
            for later in range(people - 1, at, -1):
                if used[order[later]]:
                    person = partner[order[later]]
                    partner[order[later]] = -1
                    break
        while person >= 0:
            before = way[person]
            following = partner[before]
            partner[person], partner[before] = before, person
            person = following
    return partner


@compiled("void(b1[:, ::1], f8[:, ::1], i8[::1])")
def exchange(may, worth, partner):
    """Exchange partners between two pairs as long as the sum of `worth` rises; changes `partner` in place."""
    people, better = len(partner), True
    while better:
        better = False
        for one in range(people):
            for third in range(people):
                other, fourth = partner[one], partner[third]
                if other < 0 or fourth < 0 or third in (one, other):
                    continue
                rise = worth[one, third] + worth[other, fourth] - worth[one, other] - worth[third, fourth]
                if rise > 1e-9 and may[one, third] and may[other, fourth]:
                    partner[one], partner[third] = third, one
                    partner[other], partner[fourth] = fourth, other
                    better = True
