"""Check circles and their proof from what was asked alone. Shares no line with what composes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CircleReport", "verify"]


@dataclass(frozen=True)
class CircleReport:
    """What the verifier found. `optimal`: feasible, and the total and its upper bound agree to 1e-7."""

    feasible: bool
    total: float
    upper_bound: float
    gap: float
    moves: int
    optimal: bool


def verify(fit, circles, sizes=(5, 8), attributes=None, slots=None, apart=(), together=(), previous=None) -> Any:
    """Recompute feasibility, total, moves and upper bound of `circles` from their numbers, their prices and the question.

    The arguments are those of `compose`, and mean the same. Whatever the prices: no composition is worth more than what
    its people, pairs and triangles pay at most, plus what each two people who may share a circle are worth beyond what
    they pay. With `previous`, no composition with at most as many moves is worth more than the old circles and what
    those who are new or move can gain.

    Returns
    -------
    CircleReport
        `upper_bound` is the smaller of the two; `gap` its distance from the total, in terms of the total.

    Examples
    --------
    >>> from reciproca_engine.circles import compose, verify
    >>> friends = [[0, 1, 0, 3], [1, 0, 2, 0], [0, 2, 0, 1], [3, 0, 1, 0]]
    >>> report = verify(friends, compose(friends, sizes=(2, 2)), sizes=(2, 2))
    >>> report.feasible, report.total, report.optimal
    (True, 5.0, True)
    """
    fit = np.asarray(fit.todense() if hasattr(fit, "todense") else fit, dtype=float)
    n = len(fit)
    least, most = (sizes, sizes) if np.ndim(sizes) == 0 else sizes
    worth = (fit + fit.T) / 2 if n else np.zeros((0, 0))
    for values, weight, aim in _attributes(attributes):
        worth = worth + weight * _likeness(values, aim)
    worth[np.arange(n), np.arange(n)] = 0.0
    at = _table(slots, n)
    enemies = np.zeros((n, n), dtype=bool)
    for group in apart:
        enemies[np.ix_(list(group), list(group))] = True
    enemies[np.arange(n), np.arange(n)] = False
    unit = np.arange(n)
    for _ in range(n):
        for group in together:
            unit[list(group)] = unit[list(group)].min()

    circle = np.asarray(circles.circle)
    if circle.shape != (n,):
        return CircleReport(False, 0.0, float("inf"), float("inf"), 0, False)
    same = np.equal.outer(circle, circle)
    feasible = not (same & enemies).any()
    feasible &= all(len(set(circle[list(group)].tolist())) == 1 for group in together)
    for one in np.unique(circle):
        members = circle == one
        feasible &= bool(least <= members.sum() <= most) and bool(at[members].all(axis=0).any())
    total = float((worth * same).sum() / 2)
    old = np.array([-1 if p is None else int(p) for p in ([-1] * n if previous is None else previous)], dtype=int)
    moves = int(((old >= 0) & (circle != old)).sum())

    # people who must be together count as one: they can come when all of them can, and avoid whom one of them avoids
    firsts = np.unique(unit)
    belongs = (unit[:, None] == firsts).astype(float)
    all_can = belongs.sum(axis=0) == (belongs.T @ at).T
    closed = (belongs.T @ enemies @ belongs > 0) | (all_can.astype(float).T @ all_can == 0)
    closed |= belongs.sum(axis=0)[:, None] + belongs.sum(axis=0) > most
    closed[np.arange(len(firsts)), np.arange(len(firsts))] = False
    upper_bound = _bound(worth, closed, unit, least, most, circles.prices) if n else 0.0
    if previous is not None and n:
        may = belongs @ closed @ belongs.T == 0
        upper_bound = min(upper_bound, _bound_of_moves(worth * may, old, most, moves))
    if abs(upper_bound - total) <= 1e-12 * max(abs(total), np.abs(worth).sum()):
        upper_bound = total
    beyond = max(upper_bound - total, 0.0)
    gap = beyond / abs(total) if total else (np.inf if beyond else 0.0)
    return CircleReport(bool(feasible), total, float(upper_bound), float(gap), moves, bool(feasible and gap <= 1e-7))


def _bound(worth, closed, unit, least, most, prices) -> float:
    n, firsts = len(worth), np.unique(unit)
    belongs = (unit[:, None] == firsts).astype(float)
    people = belongs.sum(axis=0)
    value = belongs.T @ worth @ belongs
    within = value.trace() / 2
    person, corner = np.asarray(prices.person, dtype=float), np.asarray(prices.corner, dtype=float)
    rows = np.asarray(prices.triangle, dtype=int).reshape(-1, 3)
    sound = (
        person.shape == (n,) and len(rows) == len(corner) and (corner >= 0).all() and ((rows >= 0) & (rows < n)).all()
    )
    if not sound or not all(np.isfinite(part).all() for part in (person, corner, prices.pair)):
        return float("inf")
    c, a, b = np.searchsorted(firsts, unit[rows]).T
    if ((c == a) | (c == b) | (a == b)).any():
        return float("inf")
    for one, other, sign in ((c, a, -1), (c, b, -1), (a, b, 1), (a, c, -1), (b, c, -1), (b, a, 1)):
        np.add.at(value, (one, other), sign * corner)

    # how large a circle can be, and how many pairs there can be, with so many people
    numbers = [k for k in range(1, n + 1) if k * least <= n <= k * most]
    if not numbers:
        return float("-inf")
    possible = [s for s in range(least, most + 1)
                if any((k - 1) * least <= n - s <= (k - 1) * most for k in numbers)]  # fmt: skip
    equal, unequal = [], []
    for k in numbers:
        size, more = divmod(n, k)
        equal.append((k - more) * size * (size - 1) / 2 + more * (size + 1) * size / 2)
        full, rest = divmod(n - k * least, max(most - least, 1))
        last = least + rest if full < k else 0
        ends = min(full, k) * most * (most - 1) / 2 + last * (last - 1) / 2
        unequal.append(ends + max(k - full - 1, 0) * least * (least - 1) / 2)
    inside = (people * (people - 1) / 2).sum()

    price = person[firsts]
    others = np.where(price > 0, max(possible) - people, min(possible) - people).clip(min=0)
    pairs = (max(unequal) if prices.pair > 0 else min(equal)) - inside
    left = value - price[:, None] * people - people[:, None] * price - prices.pair * people[:, None] * people
    left[closed] = 0.0
    beyond = np.triu(left.clip(min=0), 1).sum()
    return within + (price * others).sum() + prices.pair * pairs + corner.sum() + beyond


def _bound_of_moves(worth, old, most, moves) -> float:
    """Old circles as they were; newcomers and movers with the best of one old circle and of one another, shared."""
    gains, n = worth.clip(min=0), len(worth)
    gains[np.arange(n), np.arange(n)] = 0.0
    staying, joining = np.flatnonzero(old >= 0), np.flatnonzero(old < 0)
    total, leaving = 0.0, []
    for i in range(n):
        movers = moves if old[i] < 0 else moves - 1
        shared = [*np.sort(gains[i])[::-1][: max(movers, 0)] / 2, *gains[i, joining] / 2]
        shared = sorted(shared, reverse=True)[: most - 1]
        most_here = sum(shared)
        for label in np.unique(old[staying]):
            if label != old[i]:
                best = np.sort(np.concatenate([gains[i, old == label], shared]))[::-1]
                most_here = max(most_here, best[: most - 1].sum())
        if old[i] < 0:
            total += most_here
        else:
            here = gains[i, old == old[i]].sum()
            total += here / 2
            leaving.append(max(most_here - here / 2, 0.0))
    return total + sum(sorted(leaving, reverse=True)[: max(moves, 0)])


def _attributes(attributes) -> list:
    if attributes is None:
        return []
    if not hasattr(attributes, "items"):
        table = np.asarray(attributes)
        columns = table.T if table.ndim == 2 else [table]
        return [(list(column), 1.0, "difference") for column in columns]
    return [
        (list(getattr(one, "values", one)), getattr(one, "weight", 1.0), getattr(one, "aim", "difference"))
        for one in attributes.values()
    ]


def _likeness(values, aim) -> NDArray[np.float64]:
    blank = [v is None or v != v or (hasattr(v, "__len__") and len(v) == 0) for v in values]
    given = [v for v, is_blank in zip(values, blank, strict=True) if not is_blank]
    apart = np.zeros((len(values), len(values)))
    if given and all(isinstance(v, (set, frozenset, list, tuple)) for v in given):
        sets = [set() if is_blank else set(v) for v, is_blank in zip(values, blank, strict=True)]
        for i, mine in enumerate(sets):
            apart[i] = [1 - len(mine & yours) / max(len(mine | yours), 1) for yours in sets]
    elif any(isinstance(v, (float, np.floating)) for v in given):
        number = np.array([0.0 if is_blank else float(v) for v, is_blank in zip(values, blank, strict=True)])
        span = max(map(float, given)) - min(map(float, given))
        apart = np.subtract.outer(number, number) ** 2 / (span * span if span else np.inf)
    else:
        for i, mine in enumerate(values):
            apart[i] = [mine != yours for yours in values]
    known = ~np.array(blank, dtype=bool)
    return (apart if aim == "difference" else 1 - apart) * np.outer(known, known)


def _table(slots, n) -> NDArray[np.bool_]:
    if slots is None:
        return np.ones((n, 1), dtype=bool)
    is_table = isinstance(slots, np.ndarray) or all(
        len(row) and all(isinstance(cell, (bool, np.bool_)) for cell in row) for row in slots
    )
    if is_table:
        return np.asarray(slots, dtype=bool).reshape(n, -1)
    every = list({slot for row in slots for slot in row})
    return np.array([[slot in row for slot in every] for row in slots], dtype=bool).reshape(n, -1)
