"""The kernel: who is named in whose list. Every other person has as many places as lists they may be in.

A place has a price: what its holder would have to be offered elsewhere. A person takes the rows that are worth most to
them beyond the price, as many as the list holds and as many of one kind as it may hold: since such lists are the
independent sets of a matroid, taking the best first finds the best list, and a row once held stays wanted while its
price stands. So outbidding one another step by step ends, near the best (Kelso & Crawford 1982).
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.suggestions.best import MOST_KINDS

__all__ = ["allotted"]


@compiled("f8(i8, i8, i8[::1], i1[::1], f8[::1], f8[::1], i8, i8, i8[::1])")
def _worth(first, last, other, kind, score, price, most, each_kind, taken):
    """What the best list of one person is worth to them beyond the prices; `taken` is counted in, and begins at 0."""
    worth, above, above_row = 0.0, np.inf, -1
    for _ in range(most):
        best, gain = -1, 0.0
        for row in range(first, last):
            value = score[row] - price[other[row]]
            after = value < above or (value == above and row > above_row)
            if after and value > gain and taken[kind[row]] < each_kind:
                best, gain = row, value
        if best < 0:
            break
        worth += gain
        above, above_row = gain, best
        taken[kind[best]] += 1
    return worth


@compiled("Tuple((b1[::1], f8))(i8[::1], i8[::1], i1[::1], f8[::1], i8[::1], i8, i8[::1], f8)")
def allotted(begins, other, kind, score, budget, most, each_kind, step):
    """Which rows are held, and a bound on the sum of scores of any lists within the limits.

    Rows of person p stand from begins[p] to begins[p + 1].
    """
    people, rows = len(begins) - 1, len(other)
    places = np.zeros(len(budget) + 1, dtype=np.int64)
    for person in range(len(budget)):
        places[person + 1] = places[person] + budget[person]
    price, holder = np.zeros(places[-1]), np.full(places[-1], -1, dtype=np.int64)
    held_at, cheapest = np.full(rows, -1, dtype=np.int64), np.zeros(len(budget))
    owner, filled = np.empty(rows, dtype=np.int64), np.zeros(len(budget), dtype=np.int64)
    waiting, is_waiting = np.empty(people + 1, dtype=np.int64), np.ones(people, dtype=np.bool_)
    for person in range(people):
        waiting[person] = person
        for row in range(begins[person], begins[person + 1]):
            owner[row] = person
    head, size = 0, people
    taken = np.zeros(MOST_KINDS, dtype=np.int64)
    while size:
        person = waiting[head]
        head = (head + 1) % (people + 1)
        size -= 1
        is_waiting[person] = False
        taken[:] = 0
        listed = 0
        for row in range(begins[person], begins[person + 1]):
            if held_at[row] >= 0:
                taken[kind[row]] += 1
                listed += 1
        while listed < most:
            best, worth = -1, 0.0
            for row in range(begins[person], begins[person + 1]):
                if held_at[row] >= 0 or taken[kind[row]] >= each_kind[person] or budget[other[row]] == 0:
                    continue
                gain = score[row] - cheapest[other[row]]
                if gain > worth:
                    best, worth = row, gain
            if best < 0:
                break
            whom = other[best]
            if filled[whom] < budget[whom]:
                place = places[whom] + filled[whom]
                filled[whom] += 1
            else:
                place = places[whom] + np.argmin(price[places[whom] : places[whom + 1]])
            outbid = holder[place]
            if outbid >= 0:
                price[place] += step
                held_at[outbid] = -1
                loser = owner[outbid]
                if not is_waiting[loser]:
                    is_waiting[loser] = True
                    waiting[(head + size) % (people + 1)] = loser
                    size += 1
            holder[place] = best
            held_at[best] = place
            taken[kind[best]] += 1
            listed += 1
            if filled[whom] == budget[whom]:  # what the next one has to offer
                cheapest[whom] = price[places[whom] : places[whom + 1]].min() + step
    bound = 0.0
    for whom in range(len(budget)):
        full = filled[whom] == budget[whom]
        cheapest[whom] = np.inf if budget[whom] == 0 else price[places[whom] : places[whom + 1]].min() if full else 0.0
        bound += budget[whom] * cheapest[whom] if budget[whom] else 0.0
    for person in range(people):
        taken[:] = 0
        bound += _worth(
            begins[person], begins[person + 1], other, kind, score, cheapest, most, each_kind[person], taken
        )
    held = np.zeros(rows, dtype=np.bool_)
    for row in range(rows):
        held[row] = held_at[row] >= 0
    return held, bound
