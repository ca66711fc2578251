"""From ties in any order to the layout: ties are dealt into blocks that fit into the cache, and put in order block by block.

While they are dealt, a tie is one word: one of its people, then the bits of its acceptance, whose sign says hidden.
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.paths.layout import NONE

__all__ = ["counted", "dealt", "dealt_back", "filled", "filled_in_place", "in_order", "once"]

HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)
SIGN = np.uint64(0x80000000)


@compiled("i8(i4[::1], i4[::1], f4[::1], b1[::1], i8, i8[::1], u8[::1], u2[::1])")
def dealt(source, target, acceptance, hidden, shift, block, word, low):
    """Deal ties by blocks of their targets: `block` is where each begins, `low` which person of the block a tie is to.

    Rows of oneself are left out. How many ties there are.
    """
    bits = acceptance.view(np.uint32)
    block[:] = 0
    for at in range(len(source)):
        block[(target[at] >> shift) + 1] += source[at] != target[at]
    for one in range(len(block) - 1):
        block[one + 1] += block[one]
    cursor = block.copy()
    mask = (np.int64(1) << shift) - 1
    for at in range(len(source)):
        to = np.int64(target[at])
        if source[at] != to:
            place = cursor[to >> shift]
            cursor[to >> shift] = place + 1
            accepts = np.uint64(bits[at]) & (LOW >> np.uint64(1))
            if len(hidden) > 0 and hidden[at]:
                accepts |= SIGN
            word[place] = (np.uint64(source[at]) << HALF) | accepts
            low[place] = to & mask
    return block[-1]


@compiled("void(i8[::1], u8[::1], i8, i8[::1], u8[::1], u2[::1])")
def dealt_back(begin, word, shift, block, turned, low):
    """Deal ties in rows by blocks of the people who stand in their words."""
    block[:] = 0
    for at in range(len(word)):
        block[(np.int64(word[at] >> HALF) >> shift) + 1] += 1
    for one in range(len(block) - 1):
        block[one + 1] += block[one]
    cursor = block.copy()
    mask = (np.int64(1) << shift) - 1
    for person in range(len(begin) - 1):
        mine = np.uint64(person) << HALF
        for at in range(begin[person], begin[person + 1]):
            other = np.int64(word[at] >> HALF)
            place = cursor[other >> shift]
            cursor[other >> shift] = place + 1
            turned[place] = mine | (word[at] & LOW)
            low[place] = other & mask


@compiled("void(i8[::1], i8, u8[::1], u2[::1], i8[::1])")
def in_order(block, shift, word, low, begin):
    """Make rows of what was dealt, in the order in which it was dealt, in its own place: where each begins."""
    size = np.int64(1) << shift
    cursor = np.empty(size, np.int64)
    most = np.int64(0)
    for one in range(len(block) - 1):
        most = max(most, block[one + 1] - block[one])
    aside = np.empty(most, np.uint64)
    for one in range(len(block) - 1):
        first = block[one]
        cursor[:] = 0
        for at in range(first, block[one + 1]):
            cursor[low[at]] += 1
            aside[at - first] = word[at]
        place = first
        for person in range(min(size, len(begin) - one * size)):
            begin[one * size + person] = place
            many = cursor[person]
            cursor[person] = place
            place += many
        for at in range(first, block[one + 1]):
            word[cursor[low[at]]] = aside[at - first]
            cursor[low[at]] += 1
    begin[-1] = block[-1]


@compiled("i8(i8[::1], u8[::1])")
def once(begin, word):
    """Make one tie of those that are repeated in sorted rows: the largest acceptance, hidden if any is; how many remain."""
    number, first = np.int64(0), np.int64(0)
    for person in range(len(begin) - 1):
        last, mine = begin[person + 1], number
        for at in range(first, last):
            if number > mine and word[number - 1] >> HALF == word[at] >> HALF:
                sign = (word[number - 1] | word[at]) & SIGN
                word[number - 1] = max(word[number - 1] & ~SIGN, word[at] & ~SIGN) | sign
            else:
                word[number] = word[at]
                number += 1
        first = last
        begin[person + 1] = number
    return number


@compiled("i8(i8[::1], u8[::1], i8[::1], u8[::1], i4[::1], i4[::1])")
def counted(to_begin, to_word, from_begin, from_word, begin, count):
    """Where the row of each begins and how long it is, from sorted ties by source and by target; how long all are."""
    number = np.int64(0)
    for person in range(len(begin)):
        begin[person] = number
        i, last_i, j, last_j = to_begin[person], to_begin[person + 1], from_begin[person], from_begin[person + 1]
        if last_i - i == last_j - j:
            while i < last_i and to_word[i] >> HALF == from_word[j] >> HALF:
                i += 1
                j += 1
            number += i - to_begin[person]
        while i < last_i and j < last_j:
            one, other = to_word[i] >> HALF, from_word[j] >> HALF
            i += one <= other
            j += other <= one
            number += 1
        number += last_i - i + last_j - j
        count[person] = number - begin[person]
    return number


@compiled("b1(i8[::1], u8[::1], i8[::1], u8[::1], i4[::1], i4[::1], f4[::1], f4[::1])")
def filled(to_begin, to_word, from_begin, from_word, count, near, outward, inward):
    """Fill the rows, and mark the special ones; whether each tie has one back with the same acceptance."""
    out, back = outward.view(np.uint32), inward.view(np.uint32)
    at = np.int64(0)
    is_even = True
    for person in range(len(count)):
        i, last_i, j, last_j = to_begin[person], to_begin[person + 1], from_begin[person], from_begin[person + 1]
        is_special = False
        while i < last_i or j < last_j:
            one = to_word[i] >> HALF if i < last_i else LOW
            other = from_word[j] >> HALF if j < last_j else LOW
            if one == other:
                near[at] = one
                out[at] = np.uint32(to_word[i] & LOW)
                back[at] = np.uint32(from_word[j] & LOW)
                i += 1
                j += 1
            elif one < other:
                near[at] = one
                out[at] = np.uint32(to_word[i] & LOW)
                inward[at] = NONE
                i += 1
            else:
                near[at] = other
                outward[at] = NONE
                back[at] = np.uint32(from_word[j] & LOW)
                j += 1
            is_special = is_special or (out[at] | back[at]) >> np.uint32(31) != 0
            is_even = is_even and out[at] == back[at]
            at += 1
        if is_special:
            count[person] = ~count[person]
    return is_even


@compiled("b1(i8[::1], u8[::1], u8[::1], i4[::1], f4[::1])")
def filled_in_place(to_begin, to_word, from_word, count, inward):
    """The same where every tie has one back, so that both rows name the same people, and fresh memory need not be touched.

    Afterwards the first half of `to_word` holds the neighbours, that of `from_word` what goes out to them.
    """
    near, out, back = to_word.view(np.int32), from_word.view(np.uint32), inward.view(np.uint32)
    is_even = True
    for person in range(len(count)):
        is_special = False
        for at in range(to_begin[person], to_begin[person + 1]):
            there, here = to_word[at], from_word[at]
            near[at] = there >> HALF
            out[at] = np.uint32(there & LOW)
            back[at] = np.uint32(here & LOW)
            is_special = is_special or (out[at] | back[at]) >> np.uint32(31) != 0
            is_even = is_even and out[at] == back[at]
        if is_special:
            count[person] = ~count[person]
    return is_even
