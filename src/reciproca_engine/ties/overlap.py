"""The kernel of novelty: whom two people have both been in touch with since they parted."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["overlap_since"]


@compiled("f8[::1](i8[::1], i8[::1], f8[::1], i8[::1], i8[::1], f8[::1])", nogil=True)
def overlap_since(begin, neighbour, latest, one, other, parted):
    """The Jaccard coefficient of the neighbours each had after a moment; 0 where neither had any.

    The neighbours of a person are `neighbour[begin[person] : begin[person + 1]]`, in order, and `latest` when they were last
    in touch with them.
    """
    found = np.zeros(len(one))
    for row in range(len(one)):
        at, to = begin[one[row]], begin[one[row] + 1]
        there, end = begin[other[row]], begin[other[row] + 1]
        shared = either = 0
        while at < to or there < end:
            mine = at < to and (there >= end or neighbour[at] <= neighbour[there])
            yours = there < end and (at >= to or neighbour[there] <= neighbour[at])
            hers = mine and latest[at] > parted[row]
            his = yours and latest[there] > parted[row]
            shared += hers and his
            either += hers or his
            at += mine
            there += yours
        if either:
            found[row] = shared / either
    return found
