"""Compiled passes over blocks of a table of fits that is never held as a whole; a negative fit is a pair not allowed."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add_facts", "keep_best", "price_out"]


@compiled("void(f4[::1], i4[::1], f4, i4)")
def _replace_worst(kept, who, fit, person):
    """Put this in the place of the worst of a heap."""
    at = 0
    while True:
        below = 2 * at + 1
        if below >= len(kept):
            break
        if below + 1 < len(kept) and kept[below + 1] < kept[below]:
            below += 1
        if kept[below] >= fit:
            break
        kept[at], who[at] = kept[below], who[below]
        at = below
    kept[at], who[at] = fit, person


@compiled("void(f4[:, ::1], i8, f4[:, ::1], i4[:, ::1], f4[:, ::1], i4[:, ::1])")
def keep_best(table, begin, hers, her_mentors, his, his_mentees):
    """Keep the best of each mentee and of each mentor, with a block of the table whose first row is mentee `begin`.

    `hers` float[mentees, k] and `his` float[mentors, k] are heaps, the worst first; -1 where nobody is yet.
    """
    rows, mentors = table.shape
    worst_of_mentor = his[:, 0].copy()
    for row in range(rows):
        i = begin + row
        worst = hers[i, 0]
        for j in range(mentors):
            fit = table[row, j]
            if fit > worst:
                _replace_worst(hers[i], her_mentors[i], fit, j)
                worst = hers[i, 0]
            if fit > worst_of_mentor[j]:
                _replace_worst(his[j], his_mentees[j], fit, i)
                worst_of_mentor[j] = his[j, 0]


@compiled("i8(f4[:, ::1], i8, f8, i8, i8, i8[::1], i8[::1], b1[::1], i8[::1], i4[::1], f8[::1])")
def price_out(table, begin, per_fit, worth, pair_worth, price, enough, has_places, mentee, mentor, fit):
    """Write the pairs of a block that would gain at these prices into the last three arrays, until these are full.

    The pairs of a row that gain more than all before them in the row are taken, so the best one always is.
    """
    rows, mentors = table.shape
    number = 0
    for row in range(rows):
        most = enough[begin + row]
        for j in range(mentors):
            if table[row, j] < 0 or not has_places[j]:
                continue
            left = np.int64(np.rint(table[row, j] * per_fit)) * worth + pair_worth - price[j]
            if left > most:
                most = left
                mentee[number], mentor[number], fit[number] = begin + row, j, table[row, j]
                number += 1
                if number == len(mentee):
                    return number
    return number


@compiled(
    "void(f4[:, ::1], i8, i8[::1], i4[::1], i8[::1], i4[::1], f4, u8[::1], u8[::1], f4, b1, i8[::1], i8[::1], f4[:, ::1])"
)
def add_facts(
    table,
    begin,
    first_topic,
    topic,
    first_offer,
    offered_by,
    topics,
    hers,
    his,
    language,
    needs_language,
    her_hour,
    his_hour,
    by_hour,
):
    """Add what topics, languages and hours of the day are worth to a block that holds what the vectors are worth."""
    rows, mentors = table.shape
    for row in range(rows):
        i = begin + row
        number = first_topic[i + 1] - first_topic[i]
        for k in range(first_topic[i], first_topic[i + 1]):
            each = topics / number
            for at in range(first_offer[topic[k]], first_offer[topic[k] + 1]):
                table[row, offered_by[at]] += each
        spoken, hours = hers[i], by_hour[her_hour[i]]
        for j in range(mentors):
            shared = (spoken & his[j]) != 0
            fit = table[row, j] + hours[his_hour[j]] + (language if shared else np.float32(0))
            table[row, j] = fit if shared or not needs_language else np.float32(-1)
