"""What chance would return: the network with its ties dealt out anew.

Two ties a→b and c→d become a→d and c→b, each weight staying with who gives it, unless that would tie somebody to
themselves or make one tie of two. After enough such swaps every network with the same numbers of ties each way is as
likely as any other (Maslov & Sneppen, Science 296, 2002, 910).
"""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled
from reciproca_engine.logs import Network
from reciproca_engine.reciprocity.chance import STEP, mixed
from reciproca_engine.reciprocity.pairs import by_place

__all__ = ["returned_by_chance"]

#: Swaps tried for each tie before the first network is drawn, and between one and the next.
BEFORE, BETWEEN = 10, 2


def returned_by_chance(network: Network, rewirings: int, seed: int) -> float:
    """The mean weighted share returned of so many networks; NaN for none."""
    if rewirings < 1:
        return float("nan")
    names, source, target = by_place(network)
    room = 1 << int(2 * len(source) + 2).bit_length()
    keys, holder = np.full(room, -1, dtype=np.int64), np.zeros(room, dtype=np.int64)
    returned = _rewired(source, target, network.weight, len(names), keys, holder, rewirings, np.uint64(seed))
    return float(returned / network.weight.sum() / rewirings)


@compiled("i8(i8[::1], i8)")
def _place(keys, key):
    """Where the key stands in the table, or the free place where it would stand."""
    last = len(keys) - 1
    at = np.int64(mixed(np.uint64(key)) & np.uint64(last))
    while keys[at] != -1 and keys[at] != key:
        at = (at + 1) & last
    return at


@compiled("void(i8[::1], i8[::1], i8, i8)")
def _put(keys, holder, key, tie):
    at = _place(keys, key)
    keys[at], holder[at] = key, tie


@compiled("void(i8[::1], i8[::1], i8)")
def _take_out(keys, holder, key):
    """Free the place of the key, and move up what had to stand behind it."""
    last = len(keys) - 1
    free = _place(keys, key)
    at = (free + 1) & last
    while keys[at] != -1:
        home = np.int64(mixed(np.uint64(keys[at])) & np.uint64(last))
        if ((at - home) & last) >= ((at - free) & last):
            keys[free], holder[free] = keys[at], holder[at]
            free = at
        at = (at + 1) & last
    keys[free] = -1


@compiled("f8(i8[::1], i8[::1], f8[::1], i8, i8[::1], i8[::1], i8, u8)")
def _rewired(source, target, weight, people, keys, holder, rewirings, state):
    """Σ min(w_ij, w_ji) over ordered pairs, added up over so many networks; `target` is dealt out in place."""
    ties = len(source)
    for tie in range(ties):
        _put(keys, holder, source[tie] * people + target[tie], tie)
    added = 0.0
    for drawn in range(rewirings):
        for _ in range(ties * (BEFORE if drawn == 0 else BETWEEN)):
            state += STEP
            number = mixed(state)
            one = np.int64((number >> np.uint64(32)) % np.uint64(ties))
            other = np.int64((number & np.uint64(0xFFFFFFFF)) % np.uint64(ties))
            a, b, c, d = source[one], target[one], source[other], target[other]
            if a == d or c == b:
                continue
            if keys[_place(keys, a * people + d)] != -1 or keys[_place(keys, c * people + b)] != -1:
                continue
            _take_out(keys, holder, a * people + b)
            _take_out(keys, holder, c * people + d)
            _put(keys, holder, a * people + d, one)
            _put(keys, holder, c * people + b, other)
            target[one], target[other] = d, b
        for tie in range(ties):
            at = _place(keys, target[tie] * people + source[tie])
            if keys[at] != -1:
                added += min(weight[tie], weight[holder[at]])
    return added
