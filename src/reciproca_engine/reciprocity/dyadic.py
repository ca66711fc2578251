"""Whether people return what they receive, beyond how much they give and receive anyway: the social relations model.

What goes from i to j is a mean, plus how much i gives to anybody, plus how much j receives from anybody, plus what is
between the two. The share of that last part which is the same both ways is dyadic reciprocity; whether those who give
much receive much is generalised reciprocity. Estimated by moments, unbiased whatever the distribution (Warner, Kenny &
Stoto, J. Pers. Soc. Psychol. 37, 1979, 1742), from sums over the ties alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import ids, network_of
from reciproca_engine.reciprocity.pairs import ways_back

__all__ = ["Dyadic", "Estimate", "dyadic"]

Floats = NDArray[np.float64]

#: Fewer people have no dyads left once the giving and the receiving of each are taken out.
FEWEST = 4
#: Normal quantile of a two-sided interval of 95 %, and the most parts that are left out one at a time for it.
Z, MOST_PARTS = 1.959963984540054, 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval of 95 %: `low` ≤ `value` ≤ `high`. NaN where there is nothing to tell it from."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dyadic:
    """What is returned once giving and receiving rates are taken out of y = log(1 + weight).

    Parameters
    ----------
    people : int
    raw : float
        The correlation of the weights w_ij and w_ji over ordered pairs, as it stands.
    reciprocity : Estimate
        The correlation of the two directions of what is between two people.
    generalised : Estimate
        The correlation of how much a person gives and how much they receive.
    given, received, between : float
        The shares of the variance of y that are the giver's, the receiver's, and between the two; they add up to 1.
    """

    people: int
    raw: float
    reciprocity: Estimate
    generalised: Estimate
    given: float
    received: float
    between: float


def dyadic(source: Any, target: Any, weight: Any = None, people: int | None = None) -> Dyadic:
    """Dyadic and generalised reciprocity of what went from source to target.

    Parameters
    ----------
    source, target : int[rows]
        Repeated rows are added up. Ordered pairs without a row had nothing.
    weight : float[rows] or None
        Finite and ≥ 0; None: 1 each.
    people : int or None
        How many people could have given: the indices 0 … people − 1. None: those who occur.

    The intervals leave out one person at a time, or one part of the people where there are more than 200 (Lashley &
    Bond, Psychol. Methods 2, 1997, 278), on the scale of Fisher's z.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault; `people` when there are fewer than four.

    Examples
    --------
    >>> found = dyadic([0, 1, 2, 3, 4, 0, 1, 2], [1, 0, 3, 2, 0, 4, 4, 0], [9, 7, 5, 6, 1, 2, 1, 1])
    >>> found.people, round(found.reciprocity.value, 2)
    (5, 0.93)
    """
    network = network_of(source, target, weight, people=people)
    if people is None:
        names = np.unique(
            np.concatenate((network.source, network.target, ids("source", source), ids("target", target)))
        )
        one, other = np.searchsorted(names, network.source), np.searchsorted(names, network.target)
    else:
        one, other = network.source, network.target
    if network.people < FEWEST:
        raise InvalidProblem("people", None, f"must be at least {FEWEST}")
    back = ways_back(network)
    table = _Table(network.people, one, other, np.log1p(network.weight), back)
    whole = _moments(table, np.ones(network.people, dtype=bool))
    parts = min(network.people, MOST_PARTS)
    part = np.arange(network.people) % parts
    left_out = [_moments(table, part != number) for number in range(parts)] if network.people > FEWEST else []
    return Dyadic(
        people=network.people,
        raw=_correlation(network.weight, back, network.people),
        reciprocity=_estimate(whole.reciprocity, [one.reciprocity for one in left_out]),
        generalised=_estimate(whole.generalised, [one.generalised for one in left_out]),
        given=whole.given,
        received=whole.received,
        between=whole.between,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """y by ties; `back` holds y of the way back, 0 where nothing went."""

    people: int
    giver: NDArray[np.int64]
    receiver: NDArray[np.int64]
    y: Floats
    back: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Moments:
    reciprocity: float
    generalised: float
    given: float
    received: float
    between: float


def _moments(table: _Table, who: NDArray[np.bool_]) -> _Moments:
    """The model among some of the people, from sums over the ties: what is not there counts as 0."""
    n = int(who.sum())
    inside = who[table.giver] & who[table.receiver]
    giver, receiver, y = table.giver[inside], table.receiver[inside], table.y[inside]
    y_back = np.where(table.back >= 0, table.y[table.back], 0.0)[inside]
    mean = y.sum() / (n * (n - 1))
    out = (np.bincount(giver, y, table.people) / (n - 1))[who]
    into = (np.bincount(receiver, y, table.people) / (n - 1))[who]
    own, crossed, common = (n - 1) ** 2 / (n * (n - 2)), (n - 1) / (n * (n - 2)), (n - 1) / (n - 2)
    gives = own * out + crossed * into - common * mean
    receives = own * into + crossed * out - common * mean
    # What is between two: y − mean − gives_i − receives_j, over all ordered pairs, also those without a row.
    place = np.cumsum(who) - 1
    explained = mean + gives[place[giver]] + receives[place[receiver]]
    explained_back = mean + gives[place[receiver]] + receives[place[giver]]
    squares = (y * y).sum() - 2 * (y * explained).sum() + _over_pairs(mean, gives, receives, gives, receives)
    products = (y * y_back).sum() - 2 * (y * explained_back).sum() + _over_pairs(mean, gives, receives, receives, gives)
    dyads = (n - 1) * (n - 2) / 2
    alike, unlike = (squares + products) / 2 / (dyads - 1), (squares - products) / 2 / dyads
    between, shared = (alike + unlike) / 2, (alike - unlike) / 2
    noise, echo = between / (n * (n - 2)), shared / (n * (n - 2))
    given = (gives @ gives) / (n - 1) - (n - 1) * noise - echo
    received = (receives @ receives) / (n - 1) - (n - 1) * noise - echo
    both = (gives @ receives) / (n - 1) - (n - 1) * echo - noise
    given, received = max(given, 0.0), max(received, 0.0)
    variance = given + received + between
    return _Moments(
        reciprocity=_ratio(shared, between),
        generalised=_ratio(both, sqrt(given * received)),
        given=_share(given, variance),
        received=_share(received, variance),
        between=_share(between, variance),
    )


def _correlation(weight: Floats, back: NDArray[np.int64], people: int) -> float:
    """Of the two directions over all ordered pairs; where there is no tie, nothing went."""
    pairs = people * (people - 1)
    mean = weight.sum() / pairs
    products = (weight * np.where(back >= 0, weight[back], 0.0)).sum()
    return _ratio(products / pairs - mean * mean, (weight * weight).sum() / pairs - mean * mean)


def _over_pairs(mean: float, one: Floats, other: Floats, and_one: Floats, and_other: Floats) -> float:
    """Σ over ordered pairs i ≠ j of (mean + one_i + other_j)(mean + and_one_i + and_other_j)."""
    n = len(one)
    everybody = (
        n * n * mean * mean
        + mean * n * (one.sum() + other.sum() + and_one.sum() + and_other.sum())
        + n * (one @ and_one + other @ and_other)
        + one.sum() * and_other.sum()
        + other.sum() * and_one.sum()
    )
    return float(everybody - ((mean + one + other) * (mean + and_one + and_other)).sum())


def _estimate(value: float, left_out: list[float]) -> Estimate:
    """The jackknife of `value` on the scale of Fisher's z."""
    if not left_out or not np.isfinite(value) or not np.isfinite(left_out).all():
        return Estimate(value, float("nan"), float("nan"))
    parts = len(left_out)
    z = np.arctanh(np.clip(left_out, -1 + 1e-12, 1 - 1e-12))
    error = sqrt((parts - 1) / parts * ((z - z.mean()) ** 2).sum())
    middle = atanh(min(max(value, -1 + 1e-12), 1 - 1e-12))
    return Estimate(value, min(tanh(middle - Z * error), value), max(tanh(middle + Z * error), value))


def _ratio(part: float, whole: float) -> float:
    """A correlation; NaN where nothing varies beyond what rounding leaves."""
    return float(min(max(part / whole, -1.0), 1.0)) if whole > 1e-12 else float("nan")


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 1e-12 else float("nan")
