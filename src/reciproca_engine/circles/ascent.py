"""Better prices for the upper bound of circles, step by step: the compiled part."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["above", "broken_triangles", "count_in_play", "descend", "list_in_play"]


@compiled("f8(f8[:, ::1], i8[::1], f8[::1], f8)")
def above(worth, people, price, pair_price):
    """What all pairs of units are worth beyond their prices, in sum; a pair that cannot be has worth -inf."""
    total = 0.0
    for a in range(len(price)):
        row = 0.0
        for b in range(a + 1, len(price)):
            left = worth[a, b] - people[b] * price[a] - people[a] * (price[b] + people[b] * pair_price)
            row += max(left, 0.0)
        total += row
    return total


@compiled("i8(f8[:, ::1], i8[::1], f8[::1], f8, f8)")
def count_in_play(worth, people, price, pair_price, margin):
    """How many pairs of units are worth more than their prices, less a margin."""
    number = np.int64(0)
    for a in range(len(price)):
        for b in range(a + 1, len(price)):
            left = worth[a, b] - people[b] * price[a] - people[a] * (price[b] + people[b] * pair_price)
            number += np.int64(left > -margin)
    return number


@compiled("void(f8[:, ::1], i8[::1], f8[::1], f8, f8, i8[:, ::1])")
def list_in_play(worth, people, price, pair_price, margin, pairs):
    """Write these pairs into `pairs` int[number, 2], sorted."""
    at = np.int64(0)
    for a in range(len(price)):
        for b in range(a + 1, len(price)):
            left = worth[a, b] - people[b] * price[a] - people[a] * (price[b] + people[b] * pair_price)
            if left > -margin:
                pairs[at, 0], pairs[at, 1] = a, b
                at += 1


@compiled(
    "f8(i8[:, ::1], f8[::1], i8[::1], i8[::1], i8[::1], f8, f8, i8[:, ::1], f8[::1], f8[::1], f8[::1], f8[::1],"
    " f8, f8[::1], i8)"
)
def descend(
    pairs,
    worth,
    people,
    fewest,
    most,
    fewest_pairs,
    most_pairs,
    corners,
    price,
    pair_price,
    corner_price,
    share,
    target,
    stride,
    steps,
):
    """Lower the bound over some pairs by so many steps against its subgradient; the best prices are left in place.

    Parameters
    ----------
    pairs, worth : int[pairs, 2], float[pairs]
        Pairs of units, and what each is worth before the prices of the triangles.
    people, fewest, most : int[units]
        How many people a unit has, and how few and how many others can be with them.
    fewest_pairs, most_pairs : float
        How few and how many pairs of people from different units can share a circle.
    corners : int[triangles, 3]
        Which pairs (c a), (c b), (a b): the first two only with the third.
    price, pair_price, corner_price : float[units], float[1], float[triangles]
        The prices to begin with, and on return the best found.
    share : float[pairs]
        On return, in how many of the last steps each pair was worth its prices: a fractional solution.
    target : float
        What has been reached by a composition.
    stride : float[1]
        The length of a step in terms of the distance to the target; on return, that of the next.

    Returns
    -------
    float
        The best bound over these pairs.

    References
    ----------
    B. T. Polyak, *Minimization of unsmooth functionals*, USSR Computational Mathematics and Mathematical Physics 9
    (1969) 14-29. F. Barahona, R. Anbil, *The volume algorithm*, Mathematical Programming 87 (2000) 385-399.
    """
    units, triangles = len(price), len(corners)
    now, corner_now, one_now = price.copy(), corner_price.copy(), pair_price[0]
    slope, corner_slope, one_slope = np.zeros(units), np.zeros(triangles), 0.0
    had, left = np.zeros(units), np.empty(len(pairs))
    chosen = np.zeros(len(pairs), dtype=np.bool_)
    best, since = np.inf, 0
    for _ in range(steps):
        # what each pair is worth beyond its prices
        for e in range(len(pairs)):
            left[e] = worth[e]
        bound = 0.0
        for t in range(triangles):
            p = corner_now[t]
            if p > 0.0:
                bound += p
                left[corners[t, 0]] -= p
                left[corners[t, 1]] -= p
                left[corners[t, 2]] += p
        had[:] = 0.0
        number = 0.0
        for e in range(len(pairs)):
            a, b = pairs[e, 0], pairs[e, 1]
            over = left[e] - people[b] * now[a] - people[a] * (now[b] + people[b] * one_now)
            chosen[e] = over > 0.0
            share[e] *= 0.95
            if chosen[e]:
                bound += over
                had[a] += people[b]
                had[b] += people[a]
                number += people[a] * people[b]
                share[e] += 0.05
        for u in range(units):
            bound += now[u] * (most[u] if now[u] > 0.0 else fewest[u])
        bound += one_now * (most_pairs if one_now > 0.0 else fewest_pairs)

        if bound < best - 1e-4 * max(best - target, 0.0):
            since = 0
        else:
            since += 1
            if since == 12:
                stride[0] *= 0.7
                since = 0
        if bound < best:
            best = bound
            price[:] = now
            corner_price[:] = corner_now
            pair_price[0] = one_now

        # the subgradient, mixed with where it pointed before
        norm = 0.0
        for u in range(units):
            room = min(max(had[u], fewest[u]), most[u]) if now[u] == 0.0 else (most[u] if now[u] > 0.0 else fewest[u])
            slope[u] = 0.7 * (room - had[u]) + 0.3 * slope[u]
            norm += slope[u] * slope[u]
        room = most_pairs if one_now >= 0.0 else fewest_pairs
        one_slope = 0.7 * (room - number) + 0.3 * one_slope
        norm += one_slope * one_slope / units
        for t in range(triangles):
            with_c = np.float64(chosen[corners[t, 0]]) + np.float64(chosen[corners[t, 1]])
            g = 1.0 - with_c + np.float64(chosen[corners[t, 2]])
            corner_slope[t] = 0.7 * g + 0.3 * corner_slope[t]
            if corner_now[t] > 0.0 or corner_slope[t] < 0.0:
                norm += corner_slope[t] * corner_slope[t]
        if norm < 1e-18 or bound <= target:
            break
        length = stride[0] * (bound - target) / norm
        for u in range(units):
            now[u] -= length * slope[u]
        one_now -= length * one_slope / units
        for t in range(triangles):
            corner_now[t] = max(corner_now[t] - length * corner_slope[t], 0.0)
    return best


@compiled("i8(i8[::1], i8[::1], i8[::1], f8[::1], f8[::1], f8, i8[:, ::1])")
def broken_triangles(first, other, edge, share, row, least, found):
    """Triangles that a fractional solution breaks: c with a, c with b, but a hardly with b.

    Parameters
    ----------
    first, other, edge : int[units + 1], int[entries], int[entries]
        For each unit, the units it shares something with, and the number of that pair.
    share : float[pairs]
        The fractional solution.
    row : float[units]
        Zeros, to write on.
    least : float
        By how much a triangle must be broken to count.
    found : int[most, 3]
        On return (c, a, b), a < b.

    Returns
    -------
    int
        How many were found.
    """
    number = np.int64(0)
    for a in range(len(first) - 1):
        for at in range(first[a], first[a + 1]):
            row[other[at]] = share[edge[at]]
        for at in range(first[a], first[a + 1]):
            c = other[at]
            for again in range(first[c], first[c + 1]):
                b = other[again]
                if b > a and share[edge[at]] + share[edge[again]] - row[b] > 1.0 + least and number < len(found):
                    found[number, 0], found[number, 1], found[number, 2] = c, a, b
                    number += 1
        for at in range(first[a], first[a + 1]):
            row[other[at]] = 0.0
    return number
