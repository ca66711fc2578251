"""Compiled passes over blocks of a table of fits that is never held as a whole; a negative fit is a pair not allowed."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add_facts", "each_once", "join_best", "keep_best", "price_out"]


_APART = 16  # of a row's fits, one in so many tells how high its best are
_SPARE = 7  # and so many more of these are taken, so that there are hardly ever too few above
_SEEN = 2**16  # so many that may be kept for the mentors are gathered before each is taken to theirs
_LAST = 2**32 - 1


@compiled("f4(f4[::1], i8)", nogil=True)
def _about(fits, rank):
    """The fit of this rank in a sample of a row, or 0 when there are not so many."""
    best = np.zeros(rank, np.float32)  # the lowest first
    for j in range(0, len(fits), _APART):
        fit = fits[j]
        if fit > best[0]:
            at = 1
            while at < rank and best[at] < fit:
                best[at - 1] = best[at]
                at += 1
            best[at - 1] = fit
    return best[0]


@compiled("i8(i8[::1], i8, i8)", nogil=True)
def _keep_highest(line, number, most):
    """Bring the `most` highest of the first `number` to the front, the last of them at its end; how many there are then.

    C. A. R. Hoare, *Algorithm 65: find*, Communications of the ACM 4 (1961) 321-322.
    """
    if number <= most or most == 0:
        return min(number, most)
    low, high = 0, number - 1
    while low < high:
        middle = line[most - 1]
        up, down = low, high
        while up <= down:
            while line[up] > middle:
                up += 1
            while line[down] < middle:
                down -= 1
            if up <= down:
                line[up], line[down] = line[down], line[up]
                up += 1
                down -= 1
        if down < most - 1:
            low = up
        if up > most - 1:
            high = down
    return most


@compiled("f4(i8)", nogil=True)
def _fit_of(kept):
    return np.int32(kept >> 32).view(np.float32)


@compiled("void(f4[:, ::1], i8, i8, i8, i8[:, ::1], i8[::1], i8[:, ::1], i8[::1], f4[::1])", nogil=True)
def keep_best(table, begin, per_mentee, per_mentor, hers, she_has, his, he_has, enough):
    """Keep the best of each mentee and of each mentor, with a block of the table whose first row is mentee `begin`.

    Each row is looked at eight fits at a time, and closely only where one of them may belong to somebody's best.
    Somebody kept is one number that orders them: the bits of the fit, which order fits that are not negative; below
    them the person, of equal fits the one who comes first. So it does not matter how the table is cut into blocks.

    Parameters
    ----------
    hers : int[mentees, per_mentee]
        Written; the first `she_has` of each.
    his : int[mentors, 2 per_mentor]
        The first `he_has` of each are kept so far. When there is no more space the lowest go, and `enough` says what a
        fit has to exceed from then on.
    """
    rows, mentors = table.shape
    bits, first_bit = table.view(np.int32), np.int64(32)
    is_high = np.zeros((mentors + 7) // 8 * 8, np.uint8)
    eight = is_high.view(np.uint64)
    high, seen, by = (
        np.empty(mentors + 1, np.int64),
        np.empty(_SEEN + mentors, np.int64),
        np.empty(_SEEN + mentors, np.int32),
    )
    number = 0
    for row in range(rows):
        i, fits = begin + row, table[row]
        least = _about(fits, per_mentee // _APART + _SPARE) if per_mentee > 0 else np.float32(np.inf)
        for j in range(mentors):
            is_high[j] = (fits[j] >= least) | (fits[j] > enough[j])
        hers_now = 0
        for at in range(len(eight)):
            if eight[at] == 0:
                continue
            for j in range(8 * at, min(8 * at + 8, mentors)):  # written in any case, and kept by counting: no guessing
                fit = np.int64(max(bits[row, j], 0)) << first_bit
                high[hers_now] = fit | (_LAST - j)
                hers_now += fits[j] >= least
                seen[number], by[number] = fit | (_LAST - i), j
                number += fits[j] > enough[j]
        if hers_now < per_mentee and least > 0:  # the sample promised too much
            hers_now = 0
            for j in range(mentors):
                high[hers_now] = (np.int64(max(bits[row, j], 0)) << first_bit) | (_LAST - j)
                hers_now += fits[j] >= 0
        she_has[i] = _keep_highest(high, hers_now, per_mentee)
        hers[i, : she_has[i]] = high[: she_has[i]]
        if number >= _SEEN or row == rows - 1:
            for at in range(number):
                j = by[at]
                if per_mentor > 0 and _fit_of(seen[at]) > enough[j]:
                    his[j, he_has[j]] = seen[at]
                    he_has[j] += 1
                    if he_has[j] == 2 * per_mentor:
                        he_has[j] = _keep_highest(his[j], he_has[j], per_mentor)
                        enough[j] = _fit_of(his[j, per_mentor - 1])
            number = 0


@compiled("void(i8[:, ::1], i8[::1], i8[:, ::1], i8[::1], i8)")
def join_best(his, he_has, more, has_more, per_mentor):
    """Leave each mentor the best `per_mentor` of those kept here and of those kept elsewhere."""
    for j in range(len(he_has)):
        both = np.concatenate((his[j, : he_has[j]], more[j, : has_more[j]]))
        he_has[j] = _keep_highest(both, len(both), per_mentor)
        his[j, : he_has[j]] = both[: he_has[j]]


@compiled("i8(i8[:, ::1], i8[::1], i8[:, ::1], i8[::1], i8[::1], i8[::1], f8[::1])")
def each_once(hers, she_has, his, he_has, mentee, mentor, fit):
    """Write the pairs of both sides in order into the last three arrays, each once; how many there are.

    1. Turn what the mentors kept round: the mentors who kept each mentee, in order.
    2. Join them with what she kept, in the order of the mentors.
    """
    mentees = len(she_has)
    first = np.zeros(mentees + 2, np.int64)
    for j in range(len(he_has)):
        for kept in his[j, : he_has[j]]:
            first[_LAST - (kept & _LAST) + 2] += 1
    first = np.cumsum(first)
    kept_by, its = np.empty(first[-1], np.int64), np.empty(first[-1], np.float32)
    for j in range(len(he_has)):
        for kept in his[j, : he_has[j]]:
            i = _LAST - (kept & _LAST)
            kept_by[first[i + 1]], its[first[i + 1]] = j, _fit_of(kept)
            first[i + 1] += 1
    number = 0
    for i in range(mentees):
        mine = hers[i, : she_has[i]]
        place = np.argsort(mine & _LAST)
        at, other = len(mine) - 1, first[i]
        while at >= 0 or other < first[i + 1]:
            j = _LAST - (mine[place[at]] & _LAST) if at >= 0 else _LAST
            if other < first[i + 1] and kept_by[other] <= j:
                mentor[number], fit[number] = kept_by[other], its[other]
                at -= kept_by[other] == j
                other += 1
            else:
                mentor[number], fit[number] = j, _fit_of(mine[place[at]])
                at -= 1
            mentee[number] = i
            number += 1
    return number


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
    "void(f4[:, ::1], i8, i8[::1], i4[::1], i8[::1], i4[::1], i8[::1], u1[:, ::1], f4, u4[:, ::1], u4[:, ::1], f4, b1, i8[::1], f4[:, ::1])",
    nogil=True,
)
def add_facts(
    table,
    begin,
    first_topic,
    topic,
    first_offer,
    offered_by,
    row_of,
    common,
    topics,
    hers,
    his,
    language,
    needs_language,
    her_hour,
    by_hour,
):
    """Add what topics, languages and hours of the day are worth to a block that holds what the vectors are worth.

    Of a topic that many offer, `row_of` it in `common` says of each mentor whether they do; `row_of` the others is -1.
    `hers` and `his` are languages as bits, the first 32 in one row and the others in a second; `by_hour` is
    float[24, mentors].
    """
    rows, mentors = table.shape
    wanted = np.zeros(mentors, np.uint16)  # how many of her topics each mentor offers
    for row in range(rows):
        i = begin + row
        number = max(first_topic[i + 1] - first_topic[i], 1)
        each = np.float32(topics / number)
        for k in range(first_topic[i], first_topic[i + 1]):
            each_of_common = row_of[topic[k]]
            if each_of_common >= 0:
                for j in range(mentors):
                    wanted[j] += common[each_of_common, j]
            else:
                for at in range(first_offer[topic[k]], first_offer[topic[k] + 1]):
                    wanted[offered_by[at]] += np.uint16(1)
        some, others, hours, fits = hers[0, i], hers[1, i], by_hour[her_hour[i]], table[row]
        if needs_language:
            for j in range(mentors):
                fit = fits[j] + each * np.float32(wanted[j]) + hours[j] + language
                fits[j] = fit if (some & his[0, j]) | (others & his[1, j]) else np.float32(-1)
                wanted[j] = 0
        else:
            for j in range(mentors):
                shared = language if (some & his[0, j]) | (others & his[1, j]) else np.float32(0)
                fits[j] = fits[j] + each * np.float32(wanted[j]) + hours[j] + shared
                wanted[j] = 0
