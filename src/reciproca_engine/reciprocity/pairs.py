"""Ties by place instead of by id, and where the tie that goes back stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.logs import Network

__all__ = ["by_place", "least_of_both", "ways_back"]

Ints = NDArray[np.int64]


def by_place(network: Network) -> tuple[Ints, Ints, Ints]:
    """The ids that have ties, ascending; for each tie the places of its source and its target among them."""
    names, places = np.unique(np.concatenate((network.source, network.target)), return_inverse=True)
    ties = len(network.source)
    return names, places[:ties].astype(np.int64), places[ties:].astype(np.int64)


def ways_back(network: Network) -> Ints:
    """int[ties]: for each tie i→j the place of j→i, and -1 where there is none."""
    names, one, other = by_place(network)
    keys, back = one * len(names) + other, other * len(names) + one  # ascending, as the ties are
    found = np.searchsorted(keys, back)
    found[found == len(keys)] = 0
    return np.where(keys[found] == back, found, -1) if len(keys) else found


def least_of_both(network: Network, back: NDArray[np.int64]) -> NDArray[np.float64]:
    """float[ties]: min(w_ij, w_ji); 0 where nothing goes back."""
    return np.where(back >= 0, np.minimum(network.weight, network.weight[back]), 0.0)
