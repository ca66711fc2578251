"""How much of a network is returned, beside what chance would return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reciproca_engine.logs import Network, network_of
from reciproca_engine.reciprocity.pairs import least_of_both, ways_back
from reciproca_engine.reciprocity.rewiring import returned_by_chance

__all__ = ["Dyads", "Summary", "summary", "summary_of"]

UNDEFINED = float("nan")


@dataclass(frozen=True, slots=True)
class Dyads:
    """How many pairs of people have ties both ways, one way, and none."""

    mutual: int
    asymmetric: int
    null: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a network.

    Parameters
    ----------
    people, ties : int
    returned : float
        The share of ties i→j for which j→i exists.
    density : float
        ties / (people (people − 1)).
    rho : float
        (returned − density) / (1 − density): 1 when all is returned, 0 as chance would have it, negative when less is
        (Garlaschelli & Loffredo, Phys. Rev. Lett. 93, 2004, 268701).
    weighted_returned : float
        Σ min(w_ij, w_ji) / Σ w over ordered pairs (Squartini, Picciolo, Ruzzenenti & Garlaschelli, Sci. Rep. 3, 2013, 2729).
    weighted_rho : float
        (weighted_returned − chance) / (1 − chance), with the mean of `rewirings` networks drawn at random as chance: in
        each everybody has as many ties each way as they have, and gives away the same weights.
    dyads : Dyads
    selfs, repeated : int
        Rows of somebody with themselves, left out; rows that were added to an earlier one.

    A figure that has no meaning is NaN: shares of no ties, and `rho` where everybody is tied to everybody.
    """

    people: int
    ties: int
    returned: float
    density: float
    rho: float
    weighted_returned: float
    weighted_rho: float
    dyads: Dyads
    selfs: int
    repeated: int


def summary(
    source: Any, target: Any, weight: Any = None, people: int | None = None, *, rewirings: int = 20, seed: int = 0
) -> Summary:
    """The figures of a network of directed ties.

    Parameters
    ----------
    source, target : int[rows]
        Who is tied to whom. Repeated rows are one tie, and their weights add.
    weight : float[rows] or None
        Finite and ≥ 0; None: 1 each. What weighs nothing is no tie.
    people : int or None
        How many people there are; None: as many ids as occur.
    rewirings : int
        Networks drawn at random for `weighted_rho`.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Examples
    --------
    >>> figures = summary([0, 1, 1], [1, 0, 2])
    >>> figures.people, figures.ties, round(figures.returned, 3), round(figures.density, 3), round(figures.rho, 3)
    (3, 3, 0.667, 0.5, 0.333)
    >>> figures.dyads
    Dyads(mutual=1, asymmetric=1, null=1)
    """
    return summary_of(network_of(source, target, weight, people=people), rewirings=rewirings, seed=seed)


def summary_of(network: Network, *, rewirings: int = 20, seed: int = 0) -> Summary:
    """The figures of a network that has been read already."""
    back = ways_back(network)
    ties, both_ways = len(back), int((back >= 0).sum())
    pairs = network.people * (network.people - 1)
    returned, density = _share(both_ways, ties), _share(ties, pairs)
    weighted = _share(least_of_both(network, back).sum(), network.weight.sum())
    chance = returned_by_chance(network, rewirings, seed) if ties else UNDEFINED
    mutual = both_ways // 2
    return Summary(
        people=network.people,
        ties=ties,
        returned=returned,
        density=density,
        rho=_beyond(returned, density),
        weighted_returned=weighted,
        weighted_rho=_beyond(weighted, chance),
        dyads=Dyads(mutual, ties - both_ways, pairs // 2 - ties + mutual),
        selfs=network.selfs,
        repeated=network.repeated,
    )


def _share(part: float, whole: float) -> float:
    return min(float(part / whole), 1.0) if whole else UNDEFINED


def _beyond(share: float, chance: float) -> float:
    return (share - chance) / (1 - chance) if chance < 1 else UNDEFINED
