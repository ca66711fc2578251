"""Fewer blocking pairs by exchanging mentors between two mentees: simulated annealing over matchings of one size."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["exchange"]


@compiled("i8(i8[::1], i8)")
def _random(state, below):
    """A whole number from 0 to below - 1 (xorshift, G. Marsaglia 2003): the same on every machine."""
    x = state[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    state[0] = x
    return (x & 0x7FFFFFFFFFFFFFFF) % below


@compiled("i8(i8[::1], i8, i8, i8[::1], i8[::1])")
def _least(rank, begin, number, full, pairs):
    """What another pair must exceed to be preferred by somebody with these pairs; -1 with room to spare."""
    if number < full[0]:
        return -1
    least = np.int64(2**62)
    for k in range(begin, begin + number):
        least = min(least, rank[pairs[k]])
    return least


@compiled(
    "i8(i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], i8[::1], i8[::1],"
    " i8[::1], b1[::1], b1)"
)
def _look(
    mentee,
    mentor,
    first_of_mentee,
    first_of_mentor,
    at_mentor,
    her_rank,
    his_rank,
    her_least,
    his_least,
    made,
    touched_mentees,
    touched_mentors,
    old_his,
    blocks,
    keep,
):
    """How many more pairs block after an exchange; with `keep`, write it into `blocks`.

    All pairs of the two mentees are looked at; of the two mentors only those between the old and the new least.
    """
    more = np.int64(0)
    one, two = touched_mentees[0], touched_mentees[1]
    for k in range(2):
        i = touched_mentees[k]
        if i >= 0:
            for pair in range(first_of_mentee[i], first_of_mentee[i + 1]):
                does = not made[pair] and her_rank[pair] > her_least[i] and his_rank[pair] > his_least[mentor[pair]]
                more += np.int64(does) - np.int64(blocks[pair])
                if keep:
                    blocks[pair] = does
        j = touched_mentors[k]
        least, most = min(old_his[k], his_least[j]), max(old_his[k], his_least[j])
        low, high = first_of_mentor[j], first_of_mentor[j + 1]
        while low < high:  # the first pair preferred to the lower of the two
            middle = (low + high) >> 1
            if his_rank[at_mentor[middle]] <= least:
                low = middle + 1
            else:
                high = middle
        for at in range(low, first_of_mentor[j + 1]):
            pair = at_mentor[at]
            if his_rank[pair] > most:
                break
            i = mentee[pair]
            if i != one and i != two:
                does = not made[pair] and her_rank[pair] > her_least[i] and his_rank[pair] > his_least[j]
                more += np.int64(does) - np.int64(blocks[pair])
                if keep:
                    blocks[pair] = does
    return more


@compiled(
    "i8(i8[::1], i8[::1], i8[::1], i8[::1], f8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], b1[::1], b1[::1],"
    " f8, f8, f8, f8, i8, i8[::1], b1[::1])"
)
def exchange(
    mentee,
    mentor,
    first_of_mentee,
    first_of_mentor,
    fit,
    at_mentor,
    her_rank,
    his_rank,
    demand,
    room,
    free,
    made,
    price,
    floor,
    warm,
    cool,
    steps,
    random,
    best,
):
    """So many times: let a mentee exchange one mentor for another, who gives a place or another mentee in return.

    Each exchange keeps the number of pairs of everybody it touches, but for two mentors with room; so nobody is placed
    more or less. It is taken when the total less `price` for each blocking pair rises, else with a probability that
    falls from temperature `warm` to `cool` (S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi, Science 220 (1983) 671-680).

    Parameters: pairs of mentee i are `first_of_mentee[i]:first_of_mentee[i + 1]`, those of mentor j the entries
    `first_of_mentor[j]:first_of_mentor[j + 1]` of `at_mentor`, least preferred first; ranks: higher is preferred; `room` holds capacity, then
    minimum of each mentor; `free[pair]`: may be changed. `floor`: the least sum of fits of a mentee. Changes `made`;
    leaves the best in `best`. Returns the number of blocking pairs of that.
    """
    mentees, mentors, pairs = len(demand), len(room) // 2, len(mentor)
    begin_hers = np.zeros(mentees + 1, np.int64)
    for i in range(mentees):
        begin_hers[i + 1] = begin_hers[i] + min(demand[i], first_of_mentee[i + 1] - first_of_mentee[i])
    begin_his = np.zeros(mentors + 1, np.int64)
    for j in range(mentors):
        begin_his[j + 1] = begin_his[j] + min(room[j], first_of_mentor[j + 1] - first_of_mentor[j])
    hers, his = np.empty(begin_hers[mentees], np.int64), np.empty(begin_his[mentors], np.int64)
    had, held = np.zeros(mentees, np.int64), np.zeros(mentors, np.int64)
    where_hers, where_his = np.full(pairs, -1, np.int64), np.full(pairs, -1, np.int64)
    sums = np.zeros(mentees)
    for pair in range(pairs):
        if made[pair]:
            i, j = mentee[pair], mentor[pair]
            where_hers[pair], where_his[pair] = begin_hers[i] + had[i], begin_his[j] + held[j]
            hers[where_hers[pair]] = pair
            his[where_his[pair]] = pair
            had[i] += 1
            held[j] += 1
            sums[i] += fit[pair]
    her_least, his_least = np.empty(mentees, np.int64), np.empty(mentors, np.int64)
    full = np.empty(1, np.int64)
    for i in range(mentees):
        full[0] = demand[i]
        her_least[i] = _least(her_rank, begin_hers[i], had[i], full, hers)
    for j in range(mentors):
        full[0] = room[j]
        his_least[j] = _least(his_rank, begin_his[j], held[j], full, his) if room[j] > 0 else 2**62
    blocks = np.zeros(pairs, np.bool_)
    number = 0
    for pair in range(pairs):
        wanted_by_her = not made[pair] and her_rank[pair] > her_least[mentee[pair]]
        blocks[pair] = wanted_by_her and his_rank[pair] > his_least[mentor[pair]]
        number += blocks[pair]
    gained, best_gained, best_number = 0.0, 0.0, number
    best[:] = made
    touched_mentees, touched_mentors = np.empty(2, np.int64), np.empty(2, np.int64)
    old_hers, old_his = np.empty(2, np.int64), np.empty(2, np.int64)
    for step in range(steps):
        temperature = warm * (cool / warm) ** (step / steps)
        wanted = _random(random, pairs)
        i, j = mentee[wanted], mentor[wanted]
        if made[wanted] or not free[wanted] or had[i] == 0 or room[j] == 0:
            continue
        left = hers[begin_hers[i] + _random(random, had[i])]
        if not free[left]:
            continue
        other_mentor = mentor[left]
        taken = given = np.int64(-1)
        i2 = np.int64(-1)
        if held[j] < room[j]:
            if held[other_mentor] <= room[mentors + other_mentor]:
                continue
        else:
            taken = his[begin_his[j] + _random(random, held[j])]
            i2 = mentee[taken]
            if not free[taken] or i2 == i:
                continue
            low, high = first_of_mentee[i2], first_of_mentee[i2 + 1]
            while low < high:  # her pair with the mentor who is left
                middle = (low + high) >> 1
                if mentor[middle] < other_mentor:
                    low = middle + 1
                else:
                    high = middle
            if low == first_of_mentee[i2 + 1] or mentor[low] != other_mentor or made[low] or not free[low]:
                continue
            given = low
        change = fit[wanted] - fit[left]
        if sums[i] + fit[wanted] - fit[left] < floor:
            continue
        if taken >= 0:
            if sums[i2] + fit[given] - fit[taken] < floor:
                continue
            change += fit[given] - fit[taken]

        # make the exchange, see what blocks then, and take it back if that is not worth it
        made[left], made[wanted] = False, True
        hers[where_hers[left]] = wanted
        if taken >= 0:
            made[taken], made[given] = False, True
            hers[where_hers[taken]] = given
            his[where_his[taken]] = wanted
            his[where_his[left]] = given
        else:
            last = his[begin_his[other_mentor] + held[other_mentor] - 1]
            his[where_his[left]] = last
            where_his[last] = where_his[left]
            held[other_mentor] -= 1
            his[begin_his[j] + held[j]] = wanted
            held[j] += 1
        touched_mentees[0], touched_mentees[1] = i, i2
        touched_mentors[0], touched_mentors[1] = j, other_mentor
        for k in range(2):
            who = touched_mentors[k]
            full[0] = room[who]
            old_his[k] = his_least[who]
            his_least[who] = _least(his_rank, begin_his[who], held[who], full, his)
            who = touched_mentees[k]
            if who >= 0:
                full[0] = demand[who]
                old_hers[k] = her_least[who]
                her_least[who] = _least(her_rank, begin_hers[who], had[who], full, hers)
        more = _look(
            mentee, mentor, first_of_mentee, first_of_mentor, at_mentor, her_rank, his_rank, her_least, his_least, made,
            touched_mentees, touched_mentors, old_his, blocks, False,
        )  # fmt: skip
        change -= price * more
        if change >= 0 or np.exp(change / temperature) * 2**30 > _random(random, 2**30):
            where_hers[wanted] = where_hers[left]
            where_hers[left] = -1
            sums[i] += fit[wanted] - fit[left]
            if taken >= 0:
                where_hers[given] = where_hers[taken]
                where_his[wanted], where_his[given] = where_his[taken], where_his[left]
                where_hers[taken] = where_his[taken] = -1
                sums[i2] += fit[given] - fit[taken]
            else:
                where_his[wanted] = begin_his[j] + held[j] - 1
            where_his[left] = -1
            _look(
                mentee, mentor, first_of_mentee, first_of_mentor, at_mentor, her_rank, his_rank, her_least, his_least,
                made, touched_mentees, touched_mentors, old_his, blocks, True,
            )  # fmt: skip
            number += more
            gained += change
            if gained > best_gained + 1e-12:
                best_gained, best_number = gained, number
                best[:] = made
            continue
        made[left], made[wanted] = True, False
        hers[where_hers[left]] = left
        if taken >= 0:
            made[taken], made[given] = True, False
            hers[where_hers[taken]] = taken
            his[where_his[taken]] = taken
            his[where_his[left]] = left
        else:
            held[j] -= 1
            last = his[where_his[left]]
            where_his[last] = begin_his[other_mentor] + held[other_mentor]
            his[where_his[last]] = last
            his[where_his[left]] = left
            held[other_mentor] += 1
        for k in range(2):
            his_least[touched_mentors[k]] = old_his[k]
            if touched_mentees[k] >= 0:
                her_least[touched_mentees[k]] = old_hers[k]
    return best_number
