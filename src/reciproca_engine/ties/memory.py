"""What two people's interactions leave behind: one row of numbers for each pair, which every interaction only adds to.

A row is float[WIDTH]. The lower id of a pair stands first: `OUT` is from the lower to the higher id, `BACK` the other way.
Memories are kept as they were at `AT`, the time of the pair's latest interaction, and halved from there on.
"""

from __future__ import annotations

import math

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = [
    "AT", "BACK", "COUNT", "FAST", "FIRST", "GIVEN", "LAST", "OUT", "PEAK", "SLOW", "TWO_WAY", "VISITS", "WEIGHT_FAST",
    "WEIGHT_SLOW", "WIDTH", "alive", "exponent", "halved", "remember", "remember_late",
]  # fmt: skip

OUT, BACK = 0, 1
FAST, SLOW, LAST, COUNT, GIVEN = 0, 2, 4, 6, 8
AT, FIRST, PEAK, VISITS = 10, 11, 12, 13
WIDTH = 14

WEIGHT_FAST, WEIGHT_SLOW = 0.1, 0.1
TWO_WAY = 0.5

# Each pair is expected to meet once in half a fast half-life, and to come apart one time in four, before anything is seen.
MEETINGS, APART, TOGETHER = 1.0, 0.5, 1.5

# 2**-n for whole n, and 2**-(n / 64).
_WHOLE = 2.0 ** -np.arange(1076.0)
_PARTS = 2.0 ** -(np.arange(64.0) / 64)
_LN2 = math.log(2.0)


@compiled("f8(f8)", nogil=True)
def halved(times):
    """2 ** -times, for times ≥ 0, to the last digit or two; several times quicker than the library's."""
    if not times < 1075.0:
        return 0.0
    whole = int(times)
    fraction = (times - whole) * 64.0
    part = int(fraction)
    rest = (part - fraction) * (_LN2 / 64)
    series = 1.0 + rest * (1.0 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest / 720)))))
    return _WHOLE[whole] * _PARTS[part] * series


@compiled("f8(f8, f8, f8, f8)", nogil=True)
def exponent(fast_out, fast_back, slow_out, slow_back):
    """a_f M_f + a_s M_s, of which the strength is 1 − exp(−…)."""
    much = (1 - TWO_WAY) / 2 * (WEIGHT_FAST * (fast_out + fast_back) + WEIGHT_SLOW * (slow_out + slow_back))
    if slow_out > 0 and slow_back > 0:
        both = WEIGHT_FAST * math.sqrt(fast_out * fast_back) + WEIGHT_SLOW * math.sqrt(slow_out * slow_back)
        much += TWO_WAY * both
    return much


@compiled("void(f8[::1], i8, f8, f8, f8, f8, f8)", nogil=True)
def remember(row, way, time, weight, fast, slow, pause):
    """Add an interaction that is not before the latest of its pair."""
    if row[COUNT] + row[COUNT + 1] == 0:
        row[FIRST] = time
        row[VISITS] = 1
    else:
        silence = time - row[AT]
        if silence > 0:
            kept = halved(silence / fast)
            row[FAST] *= kept
            row[FAST + 1] *= kept
            kept = halved(silence / slow)
            row[SLOW] *= kept
            row[SLOW + 1] *= kept
        if silence > pause:
            row[VISITS] += 1
    row[AT] = time
    row[FAST + way] += weight
    row[SLOW + way] += weight
    row[LAST + way] = time
    row[COUNT + way] += 1
    row[GIVEN + way] += weight
    row[PEAK] = max(row[PEAK], exponent(row[FAST], row[FAST + 1], row[SLOW], row[SLOW + 1]))


@compiled("void(f8[::1], i8, f8, f8, f8, f8)", nogil=True)
def remember_late(row, way, time, weight, fast, slow):
    """Add an interaction before the latest of its pair: all but the peak and the visits, which need its place in the order."""
    age = row[AT] - time
    row[FAST + way] += weight * halved(age / fast)
    row[SLOW + way] += weight * halved(age / slow)
    row[FIRST] = min(row[FIRST], time)
    row[LAST + way] = time if row[COUNT + way] == 0 else max(row[LAST + way], time)
    row[COUNT + way] += 1
    row[GIVEN + way] += weight


@compiled("f8(f8, f8, f8, f8)", nogil=True)
def alive(visits, lasted, since, rhythm):
    """P(alive) of the modified BG/NBD: visits in all, days from the first to the last, from the first to now."""
    repeated = visits - 1
    odds = math.log(APART / (TOGETHER + repeated))
    odds += (MEETINGS + repeated) * math.log((rhythm + since) / (rhythm + lasted))
    return 1 / (1 + math.exp(min(odds, 700.0)))
