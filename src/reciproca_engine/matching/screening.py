"""Compiled passes over blocks of a table of fits that is never held as a whole; a negative fit is a pair not allowed."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add_facts", "each_once", "join_best", "keep_best", "price_out"]


_APART = 16  # of a row's fits, one in so many tells how high its best are
_SPARE = 7  # and so many more of these are taken, so that there are hardly ever too few above
_SEEN = 2**16  # so many that may be kept for the mentors are gathered before each is taken to theirs
_LAST = 2**32 - 1
_HERS, _HIS = np.uint8(1), np.uint8(2)  # marks of a fit: among the best of the mentee, of the mentor


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

    Those above the middle one of three are exchanged to the front, without a branch that could be guessed wrong; then
    the part that holds the border is looked at in the same way.

    C. A. R. Hoare, *Algorithm 65: find*, Communications of the ACM 4 (1961) 321-322.
    """
    if number <= most or most == 0:
        return min(number, most)
    low, high = 0, number - 1
    while low < high:
        middle = (low + high) // 2
        one, other, third = line[low], line[middle], line[high]
        border = max(min(one, other), min(max(one, other), third))
        if border == one:
            line[low] = third
        elif border == other:
            line[middle] = third
        above = low
        for at in range(low, high):
            some = line[at]
            line[at], line[above] = line[above], some
            above += some > border
        line[high], line[above] = line[above], border
        if above == most - 1:
            break
        if above < most - 1:
            low = above + 1
        else:
            high = above - 1
    return most


@compiled("i8(u1[::1], i8[::1])", nogil=True)
def _marked(marks, marked):
    """Write where something is marked, in order; how often. Eight are looked at in one go, as nearly all are 0."""
    eight = marks.view(np.uint64)
    eights = 0
    for at in range(len(eight)):
        marked[eights] = at
        eights += eight[at] != 0
    where = marked[:eights].copy()
    number = 0
    for at in where:
        for j in range(8 * at, 8 * at + 8):
            marked[number] = j
            number += marks[j] != 0
    return number


@compiled("i8(i8[::1], i8[::1], i8[::1])", nogil=True)
def _keep_in_order(some, kept, line):
    """Write the highest of some, as many as there is space for, in the order in which they come; how many there are."""
    most, number = len(kept), 0
    if len(some) <= most or most == 0:
        number = min(len(some), most)
        kept[:number] = some[:number]
        return number
    line[: len(some)] = some
    _keep_highest(line, len(some), most)
    least = line[most - 1]
    for at in range(len(some)):
        if some[at] >= least:
            kept[number] = some[at]
            number += 1
    return number


@compiled("f4(i8)", nogil=True)
def _fit_of(kept):
    return np.int32(kept >> 32).view(np.float32)


@compiled("void(f4[:, ::1], i8, i8, i8, i8[:, ::1], i8[::1], i8[:, ::1], i8[::1], f4[::1])", nogil=True)
def keep_best(table, begin, per_mentee, per_mentor, hers, she_has, his, he_has, enough):
    """Keep the best of each mentee and of each mentor, with a block of the table whose first row is mentee `begin`.

    Each row is marked where a fit may belong to somebody's best, and looked at closely only there (`_marked`).
    Somebody kept is one number that orders them: the bits of the fit, which order fits that are not negative; below
    them the person, of equal fits the one who comes first. So it does not matter how the table is cut into blocks.

    Parameters
    ----------
    hers : int[mentees, per_mentee]
        Written; the first `she_has` of each, in the order of the mentors.
    his : int[mentors, 2 per_mentor]
        The first `he_has` of each are kept so far. When there is no more space the lowest go, and `enough` says what a
        fit has to exceed from then on.
    """
    rows, mentors = table.shape
    bits, first_bit = table.view(np.int32), np.int64(32)
    marks, marked = np.zeros((mentors + 7) // 8 * 8, np.uint8), np.empty(mentors + 8, np.int64)
    high, line, seen, by = (
        np.empty(mentors + 1, np.int64),
        np.empty(mentors, np.int64),
        np.empty(_SEEN + mentors, np.int64),
        np.empty(_SEEN + mentors, np.int32),
    )
    number = 0
    for row in range(rows):
        i, fits = begin + row, table[row]
        least = _about(fits, per_mentee // _APART + _SPARE) if per_mentee > 0 else np.float32(np.inf)
        for j in range(mentors):
            marks[j] = _HERS * (fits[j] >= least) | _HIS * (fits[j] > enough[j])
        hers_now = 0
        for j in marked[: _marked(marks, marked)]:  # written in any case, and kept by counting: no guessing
            fit = np.int64(max(bits[row, j], 0)) << first_bit
            high[hers_now] = fit | (_LAST - j)
            hers_now += marks[j] & _HERS
            seen[number], by[number] = fit | (_LAST - i), j
            number += marks[j] // _HIS
        if hers_now < per_mentee and least > 0:  # the sample promised too much
            hers_now = 0
            for j in range(mentors):
                high[hers_now] = (np.int64(max(bits[row, j], 0)) << first_bit) | (_LAST - j)
                hers_now += fits[j] >= 0
        she_has[i] = _keep_in_order(high[:hers_now], hers[i], line)
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
    2. Join them with what she kept, which is in the order of the mentors too.
    """
    mentees = len(she_has)
    first = np.zeros(mentees + 2, np.int64)
    for j in range(len(he_has)):
        for kept in his[j, : he_has[j]]:
            first[_LAST - (kept & _LAST) + 2] += 1
    first = np.cumsum(first)
    kept_by, its = np.empty(first[-1], np.int32), np.empty(first[-1], np.float32)
    for j in range(len(he_has)):
        for kept in his[j, : he_has[j]]:
            i = _LAST - (kept & _LAST)
            kept_by[first[i + 1]], its[first[i + 1]] = j, _fit_of(kept)
            first[i + 1] += 1
    number = 0
    for i in range(mentees):
        other = first[i]
        for kept in hers[i, : she_has[i]]:
            j = _LAST - (kept & _LAST)
            while other < first[i + 1] and kept_by[other] < j:
                mentee[number], mentor[number], fit[number] = i, kept_by[other], its[other]
                number += 1
                other += 1
            other += other < first[i + 1] and kept_by[other] == j
            mentee[number], mentor[number], fit[number] = i, j, _fit_of(kept)
            number += 1
        for at in range(other, first[i + 1]):
            mentee[number], mentor[number], fit[number] = i, kept_by[at], its[at]
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
    wanted = np.zeros(mentors, np.uint8)  # how many of her topics each mentor offers
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
                    wanted[offered_by[at]] += np.uint8(1)
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
