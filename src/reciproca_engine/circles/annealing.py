"""Better circles by moving a unit, exchanging two, or passing one on to a third circle: simulated annealing."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["anneal"]


@compiled("i8(i8[::1])")
def _random(state):
    """A whole number of 63 bits (xorshift, G. Marsaglia 2003): the same on every machine."""
    x = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return x & 0x7FFFFFFFFFFFFFFF


@compiled("f8(f8[:, ::1], i8, i8[:, ::1], i8, i8)")
def _ties(worth, u, member, g, number):
    """What a unit is worth to the members of a circle."""
    total = 0.0
    for x in range(number):
        total += worth[u, member[g, x]]
    return total


@compiled("i8(i8[:, ::1], i8, i8)")
def _stays(homes, u, g):
    """How many people of a unit were in this circle before."""
    number = np.int64(0)
    for x in range(homes.shape[1]):
        number += np.int64(homes[u, x] == g)
    return number


@compiled(
    "i8(i8[::1], i8[:, ::1], i8[::1], i8[:, ::1], i8[::1], i8[::1], i8[::1], i8[::1], i8, i8, i8, i8, b1, i8[::1])"
)
def _faults(people, can, circle, member, number, size, who, goes, moved, g, least, most, is_firm, sits):
    """What would be wrong with a circle after the first `moved` of these moves.

    People too many or too few (an empty circle is none), and people who cannot come to the best of its slots; with
    `is_firm` these count as one.
    """
    here = size[g]
    for p in range(moved):
        if circle[who[p]] == g:
            here -= people[who[p]]
        if goes[p] == g:
            here += people[who[p]]
    if here == 0:
        return np.int64(0)
    faults = max(least - here, 0) + max(here - most, 0)
    words = can.shape[1]
    if words == 0 or (is_firm and faults > 0):
        return faults
    sitting = np.int64(0)
    for x in range(number[g]):
        u = member[g, x]
        stays = True
        for p in range(moved):
            stays &= who[p] != u
        if stays:
            sits[sitting] = u
            sitting += 1
    for p in range(moved):
        if goes[p] == g:
            sits[sitting] = who[p]
            sitting += 1
    for word in range(words):
        common = np.int64(-1)
        for x in range(sitting):
            common &= can[sits[x], word]
        if common != 0:
            return faults
    if is_firm:
        return faults + 1
    best = np.int64(0)
    for word in range(words):
        for bit in range(62):
            come = np.int64(0)
            for x in range(sitting):
                come += people[sits[x]] * ((can[sits[x], word] >> bit) & 1)
            best = max(best, come)
    return faults + here - best


@compiled(
    "f8(f8[:, ::1], i8[::1], i8[:, ::1], i8[:, ::1], i8[:, ::1], i8[::1], i8, i8, i8, f8, f8, f8, f8, i8, i8[::1], f8)"
)
def anneal(
    worth,
    people,
    can,
    homes,
    near,
    circle,
    circles,
    least,
    most,
    fault_price,
    stay_price,
    warm,
    cool,
    steps,
    random,
    enough,
):
    """So many times: try to move a unit, to exchange two or three, or to pass one on; keep the best seen.

    A step is taken when the value rises, else with a probability that falls from temperature `warm` to `cool`; in the
    last eighth of the steps, only when it rises (S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Science 220 (1983)
    671-680). The value is the worth of all pairs in a circle, plus `stay_price` for each person in the circle where
    she was, less `fault_price` for each fault; where that is far above the temperature, faults never become more.

    Parameters
    ----------
    worth, people, can : float[units, units], int[units], int[units, words]
        See `reciproca_engine.circles.units.Units`; pairs that must not be are worth very little.
    homes : int[units, most people of a unit]
        The circles in which the people of a unit were before, -1 for none.
    near : int[units, near]
        Units that each would gain most from.
    circle : int[units]
        Where each unit is; on return, the best composition seen.
    circles, least, most : int
        How many circles, and how many people in each.
    enough : float
        Stop as soon as the value is as much.

    Returns
    -------
    float
        The value of the best composition seen.
    """
    units = len(circle)
    room = min(2 * most + 2, units + 3)
    member, place = np.zeros((circles, room), dtype=np.int64), np.zeros(units, dtype=np.int64)
    number, size = np.zeros(circles, dtype=np.int64), np.zeros(circles, dtype=np.int64)
    for u in range(units):
        g = circle[u]
        member[g, number[g]], place[u] = u, number[g]
        number[g] += 1
        size[g] += people[u]
    who, goes, comes = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    sits = np.zeros(room + 3, dtype=np.int64)
    touched, after = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    faults, ties, value = np.zeros(circles, dtype=np.int64), np.zeros(units), 0.0
    for g in range(circles):
        faults[g] = _faults(people, can, circle, member, number, size, who, goes, 0, g, least, most, False, sits)
        value -= fault_price * faults[g]
    for u in range(units):
        ties[u] = _ties(worth, u, member, circle[u], number[circle[u]])
        value += ties[u] / 2 + stay_price * _stays(homes, u, circle[u])
    best, seen = value, circle.copy()
    temperature, quiet, is_firm = warm, steps - steps // 8, fault_price > 1e3 * warm
    cooling = (cool / warm) ** (256.0 / max(quiet, 1))
    for step in range(steps):
        if step & 255 == 255:
            temperature *= cooling
            if value > best:
                best = value
                seen[:] = circle
            if best >= enough:
                break

        # who moves where
        draw = _random(random)
        u = ((draw & 0xFFFFF) * units) >> 20
        a = circle[u]
        if (draw >> 60) & 3:
            b = circle[near[u, (((draw >> 20) & 0xFFFFF) * near.shape[1]) >> 20]]
        else:
            b = (((draw >> 20) & 0xFFFFF) * circles) >> 20
        if a == b:
            continue
        kind = (draw >> 40) & 15
        moved = np.int64(1)
        who[0], goes[0], comes[0] = u, b, a
        draw = _random(random)
        if kind > 1 and number[b] > 0:
            v = member[b, ((draw & 0xFFFF) * number[b]) >> 16]
            moved, who[1], goes[1], comes[1] = np.int64(2), v, a, b
            if kind < 4:  # passed on to a third circle, which may give somebody back to the first
                c = circle[near[v, (((draw >> 16) & 0xFFFF) * near.shape[1]) >> 16]]
                if c in (a, b):
                    continue
                goes[1] = c
                if kind == 3 and number[c] > 0:
                    w = member[c, (((draw >> 32) & 0xFFFF) * number[c]) >> 16]
                    moved, who[2], goes[2], comes[2] = np.int64(3), w, a, c
            elif kind == 4 and number[b] > 1:  # one against two
                w = member[b, (((draw >> 32) & 0xFFFF) * number[b]) >> 16]
                if w != v:
                    moved, who[2], goes[2], comes[2] = np.int64(3), w, a, b

        # what that changes
        circles_touched = np.int64(0)
        worse = np.int64(0)
        for p in range(2 * moved):
            g = comes[p] if p < moved else goes[p - moved]
            is_new = True
            for q in range(circles_touched):
                is_new &= touched[q] != g
            if is_new:
                touched[circles_touched] = g
                after[circles_touched] = _faults(
                    people, can, circle, member, number, size, who, goes, moved, g, least, most, is_firm, sits
                )
                worse += after[circles_touched] - faults[g]
                circles_touched += 1
                if number[g] + moved > room:
                    worse = np.int64(1 << 40)
        if worse > 0 and (is_firm or worse == 1 << 40):
            continue
        gain = -fault_price * worse
        for p in range(moved):
            gain += _ties(worth, who[p], member, goes[p], number[goes[p]]) - ties[who[p]]
            if stay_price != 0.0:
                gain += stay_price * (_stays(homes, who[p], goes[p]) - _stays(homes, who[p], comes[p]))
            for q in range(p):
                meet = np.int64(goes[p] == goes[q]) + np.int64(comes[p] == comes[q])
                meet -= np.int64(comes[q] == goes[p]) + np.int64(comes[p] == goes[q])
                gain += meet * worth[who[p], who[q]]
        if gain <= 0.0:
            if step >= quiet:
                continue
            chance = (_random(random) & 0xFFFFFFFF) / 4294967296.0
            if gain < temperature * np.log(chance + 1e-12):
                continue

        # do it
        value += gain
        for q in range(circles_touched):
            faults[touched[q]] = after[q]
        for p in range(moved):
            w, g, at = who[p], comes[p], place[who[p]]
            number[g] -= 1
            last = member[g, number[g]]
            member[g, at], place[last] = last, at
            size[g] -= people[w]
            for x in range(number[g]):
                ties[member[g, x]] -= worth[member[g, x], w]
        for p in range(moved):
            w, g = who[p], goes[p]
            ties[w] = _ties(worth, w, member, g, number[g])
            for x in range(number[g]):
                ties[member[g, x]] += worth[member[g, x], w]
            member[g, number[g]], place[w], circle[w] = w, number[g], g
            number[g] += 1
            size[g] += people[w]
    if value > best:
        best = value
        seen[:] = circle
    circle[:] = seen
    return best
