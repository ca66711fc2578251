"""Sets of people as bits, one for each: a million people fit into the cache nearest to the processor."""

from __future__ import annotations

import numpy as np
from numba import types
from numba.extending import intrinsic

from reciproca_engine.compiled import compiled

__all__ = ["has", "members", "put", "take"]


@intrinsic
def _lowest(typing, word):
    """Where the lowest bit is that is set; the word must not be 0."""
    if not isinstance(word, types.Integer):
        return None

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], context.get_constant(types.boolean, True))

    return word(word), generate


@intrinsic
def _how_many(typing, word):
    """How many bits are set."""
    if not isinstance(word, types.Integer):
        return None

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return word(word), generate


@compiled("b1(u8[::1], i8)")
def has(bits, person):
    """Whether somebody is in the set."""
    return (bits[person >> 6] >> np.uint64(person & 63)) & np.uint64(1) != np.uint64(0)


@compiled("void(u8[::1], i8)")
def put(bits, person):
    """Put somebody into the set."""
    bits[person >> 6] |= np.uint64(1) << np.uint64(person & 63)


@compiled("void(u8[::1], i8)")
def take(bits, person):
    """Take somebody out of the set, and whoever stands nearby with them: for emptying a set person by person."""
    bits[person >> 6] = np.uint64(0)


@compiled("i8[::1](u8[::1])")
def members(bits):
    """Everybody in the set, in order; empties it."""
    number = np.int64(0)
    for at in range(len(bits)):
        number += np.int64(_how_many(bits[at]))  # type: ignore[call-arg]
    people = np.empty(number, np.int64)
    found = 0
    for at in range(len(bits)):
        word = bits[at]
        while word != np.uint64(0):
            people[found] = (at << 6) + np.int64(_lowest(word))  # type: ignore[call-arg]
            found += 1
            word &= word - np.uint64(1)
        bits[at] = np.uint64(0)
    return people
