"""Numbers drawn at random inside compiled kernels: the same seed, the same numbers, on every machine."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["STEP", "mixed"]

#: The state of the generator is a counter that goes on by so much for each number.
STEP = np.uint64(0x9E3779B97F4A7C15)


@compiled("u8(u8)")
def mixed(number):
    """The hash of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), whose numbers are the hashes of a counter."""
    spread = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return spread ^ (spread >> np.uint64(31))
