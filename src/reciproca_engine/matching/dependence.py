"""The chance that both say yes, from the two single chances and how much one yes goes with the other."""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["both_say_yes", "dependence_of", "gain_through_one"]

Floats = NDArray[np.float64]

_PRIOR_DEVIATION = 1.0
_WIDEST = 5.0


def both_say_yes(one: ArrayLike, other: ArrayLike, odds_ratio: float) -> Floats:
    """The joint chance B of two yes with single chances p and q, and a given odds ratio (Plackett's distribution).

    B is the root within [max(0, p + q - 1), min(p, q)] of ``B (1 - p - q + B) = odds_ratio (p - B) (q - B)``:
    a ratio of 1 gives the product ``p q``; above 1, who likes is liked more often than chance would have it.

    Examples
    --------
    >>> both_say_yes([0.5, 0.5, 0.5], [0.4, 0.4, 0.4], 1.0).round(3).tolist()
    [0.2, 0.2, 0.2]
    >>> both_say_yes(0.5, 0.4, 4.0).round(3).tolist()
    0.28

    References
    ----------
    R. L. Plackett, *A class of bivariate distributions*, JASA 60 (1965).
    """
    p, q = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    half, root = _half_and_root(p, q, odds_ratio)
    return np.clip(2 * odds_ratio * (p * q) / (half + root), np.maximum(p + q - 1, 0), np.minimum(p, q))


def gain_through_one(one: ArrayLike, other: ArrayLike, odds_ratio: float) -> Floats:
    """How fast the joint chance rises with the first of the two: ∂B/∂p.

    Examples
    --------
    >>> gain_through_one([0.5, 0.5], [0.4, 0.4], 1.0).round(3).tolist()
    [0.4, 0.4]
    """
    p, q = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    half, root = _half_and_root(p, q, odds_ratio)
    return 0.5 - (half - 2 * odds_ratio * q) / (2 * root)


def _half_and_root(p: Floats, q: Floats, odds_ratio: float) -> tuple[Floats, Floats]:
    half = 1 + (p + q) * (odds_ratio - 1)
    return half, np.sqrt(np.maximum(half**2 - 4 * odds_ratio * (odds_ratio - 1) * (p * q), 1e-300))


def dependence_of(one: Floats, other: Floats, one_yes: Floats, other_yes: Floats) -> float:
    """The odds ratio under which both answers of some pairs are most probable, given their single chances.

    Its logarithm has a normal prior with mean 0 and deviation 1: few pairs say little, and none 1.

    Examples
    --------
    >>> half = np.full(400, 0.5)
    >>> answers = np.tile([1.0, 1.0, 1.0, 0.0], 100), np.tile([1.0, 1.0, 0.0, 0.0], 100)
    >>> dependence_of(half, half, *answers) > 5
    True
    """

    def loss(log_ratio: float) -> float:
        both = both_say_yes(one, other, exp(log_ratio))
        first, second = (
            np.where(one_yes > 0, one - both, 1 - one - other + both),
            np.where(one_yes > 0, both, other - both),
        )
        chance = np.where(other_yes > 0, second, first)
        return float(0.5 * (log_ratio / _PRIOR_DEVIATION) ** 2 - np.log(np.maximum(chance, 1e-12)).sum())

    if not len(one):
        return 1.0
    low, high, golden = -_WIDEST, _WIDEST, (5**0.5 - 1) / 2
    for _ in range(40):
        step = golden * (high - low)
        low, high = (low, low + step) if loss(high - step) <= loss(low + step) else (high - step, high)
    return exp((low + high) / 2)
