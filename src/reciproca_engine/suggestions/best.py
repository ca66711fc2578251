"""The best list of one person, without a compiler: a page asks for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_KINDS", "best_list"]

#: More kinds than there will ever be.
MOST_KINDS = 8


def best_list(score: NDArray[np.float64], kind: NDArray[np.int8], most: int, each_kind: int) -> NDArray[np.int64]:
    """The rows of the best list, the best first; of equal ones the first."""
    taken = [0] * MOST_KINDS
    found: list[int] = []
    for row in np.argsort(-score, kind="stable"):
        if len(found) == most:
            break
        if taken[kind[row]] < each_kind:
            taken[kind[row]] += 1
            found.append(int(row))
    return np.array(found, dtype=np.int64)
