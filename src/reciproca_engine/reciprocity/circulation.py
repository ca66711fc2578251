"""How much of what is given comes back, to the giver or round through others: the largest circulation, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.logs import Network, network_of
from reciproca_engine.reciprocity.balancing import balanced
from reciproca_engine.reciprocity.pairs import by_place, least_of_both, ways_back

__all__ = ["Circulation", "circulation"]

#: Weights are whole numbers inside, and what a person gives fits into so many bits.
BITS = 60


@dataclass(frozen=True, eq=False, slots=True)
class Circulation:
    """What becomes of the weight of a network. The three shares add up to 1; all are NaN where nothing weighs.

    Parameters
    ----------
    direct : float
        Σ min(w_ij, w_ji) / Σ w over ordered pairs: what comes back to where it came from.
    indirect : float
        What the largest circulation holds beyond that: it comes back round, through others.
    one_way : float
        The rest.
    source, target : int[ties]
        The ties of the largest circulation, sorted: those on which something goes round.
    flow : float[ties]
        How much. Everybody gives as much of it as they receive, and no tie carries more than its weight.
    """

    direct: float
    indirect: float
    one_way: float
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    flow: NDArray[np.float64]

    @property
    def circulating(self) -> float:
        """The share of the largest circulation: direct + indirect."""
        return self.direct + self.indirect


def circulation(source: Any, target: Any, weight: Any = None) -> Circulation:
    """The largest circulation within the weights of a network: a flow that leaves nobody with more or less.

    As little as possible is taken away until everybody gives what they receive: a cheapest flow from those who give
    more to those who receive more. In whole numbers: exact for whole weights, and to 2⁻⁶⁰ of what the person who gives
    most gives for others.

    Parameters
    ----------
    source, target : int[rows]
        Repeated rows are one tie, and their weights add.
    weight : float[rows] or None
        Finite and ≥ 0; None: 1 each.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> found = circulation([0, 1, 1, 2, 2], [1, 0, 2, 0, 3], [2, 1, 1, 1, 1])
    >>> round(found.direct, 4), round(found.indirect, 4), round(found.one_way, 4)
    (0.3333, 0.5, 0.1667)
    """
    network = network_of(source, target, weight)
    whole = network.weight.sum()
    if not len(network.weight):
        nothing = float("nan")
        return Circulation(nothing, nothing, nothing, network.source, network.target, network.weight)
    flow = _largest(network)
    direct = least_of_both(network, ways_back(network)).sum()
    indirect = max(flow.sum() - direct, 0.0)
    used = flow > 0
    return Circulation(
        direct=float(direct / whole),
        indirect=float(indirect / whole),
        one_way=float(max(whole - direct - indirect, 0.0) / whole),
        source=network.source[used],
        target=network.target[used],
        flow=flow[used],
    )


def _largest(network: Network) -> NDArray[np.float64]:
    """float[ties]: what of each tie is in the largest circulation."""
    names, source, target = by_place(network)
    scale = _scale(network.weight)
    weights = np.rint(network.weight * scale).astype(np.int64)
    return balanced(source, target, weights, len(names)) / scale


def _scale(weight: NDArray[np.float64]) -> float:
    """1 where weights are whole numbers, else the power of two with which as much as possible of them is kept."""
    most = weight.sum()
    if most < 2.0**53 and np.array_equal(weight, np.floor(weight)):
        return 1.0
    return 2.0 ** (BITS - frexp(most)[1])
