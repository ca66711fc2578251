"""Kernels for ratings of one another: who is tied by praise, and quantiles of beta distributions."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["lower_quantiles", "tied_by_praise"]


@compiled("i8(i8[::1], i8)")
def _head(parent, person):
    while parent[person] != person:
        parent[person] = parent[parent[person]]
        person = parent[person]
    return person


@compiled("i8[::1](i8[::1], i8[::1], b1[::1], i8)")
def tied_by_praise(rater, rated, returned, people):
    """For each row, how many raters of the same person hang together by returned praise, the rater included.

    Rows are sorted by rated.
    """
    first = np.zeros(people + 1, np.int64)
    for row in range(len(rater)):
        first[rater[row] + 1] += returned[row]
    for person in range(people):
        first[person + 1] += first[person]
    cursor, praised = first.copy(), np.empty(first[people], np.int64)
    for row in range(len(rater)):
        if returned[row]:
            praised[cursor[rater[row]]] = rated[row]
            cursor[rater[row]] += 1
    parent, rates = np.arange(people), np.full(people, -1, np.int64)
    size, group = np.zeros(people, np.int64), np.ones(len(rater), np.int64)
    begin = np.int64(0)
    while begin < len(rater):
        end = begin
        while end < len(rater) and rated[end] == rated[begin]:
            person = rater[end]
            rates[person], parent[person], size[person] = rated[begin], person, 0
            end += 1
        for row in range(begin, end):
            for at in range(first[rater[row]], first[rater[row] + 1]):
                if rates[praised[at]] == rated[begin]:
                    parent[_head(parent, rater[row])] = _head(parent, praised[at])
        for row in range(begin, end):
            size[_head(parent, rater[row])] += 1
        for row in range(begin, end):
            group[row] = size[_head(parent, rater[row])]
        begin = end
    return group


@compiled("f8(f8, f8, f8)")
def _below(alpha, beta, x):
    """The chance of a beta distribution to be at most x: Lentz's continued fraction."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (alpha + 1) / (alpha + beta + 2):
        return 1.0 - _below(beta, alpha, 1.0 - x)
    front = exp(lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta) + alpha * log(x) + beta * log(1 - x)) / alpha
    tiny = 1e-300
    fraction, c = 1.0, 1.0
    d = 1.0 - (alpha + beta) * x / (alpha + 1)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 500):
        even = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        d, c = 1.0 + even * d, 1.0 + even / c
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = c if abs(c) > tiny else tiny
        fraction *= d * c
        odd = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
        d, c = 1.0 + odd * d, 1.0 + odd / c
        d = 1.0 / (d if abs(d) > tiny else tiny)
        c = c if abs(c) > tiny else tiny
        fraction *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return front * fraction


@compiled("f8[::1](f8[::1], f8[::1], f8)")
def lower_quantiles(alpha, beta, chance):
    """The quantile of each beta distribution, by halving."""
    found = np.empty(len(alpha))
    for person in range(len(alpha)):
        low, high = 0.0, 1.0
        for _ in range(52):
            middle = (low + high) / 2
            if _below(alpha[person], beta[person], middle) < chance:
                low = middle
            else:
                high = middle
        found[person] = (low + high) / 2
    return found
